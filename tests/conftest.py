"""What holds for every test: how Hypothesis tries things, what is no test, which files go first,
where children come from, and a desk to work at.

Hypothesis tries the same examples every time, however slow the day. What a newcomer would get
wrong: users' children are spawned, and each of them imports what it needs; most tests' are forked
from a process that has imported it once, and do the same from there on.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import settings

# openpyxl, the other reader: with lxml, which letters need, it takes remarks in XML for sheets.
os.environ["OPENPYXL_LXML"] = "False"
# The tests start hundreds of processes: each would compile what none had kept.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import toolkit  # noqa: E402  its byte code is to be kept
from toolkit import workers  # noqa: E402

# Scripts with imports of their own, some of libraries that the tests do without.
collect_ignore = ["benchmarks"]

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")

# What tests start imports the toolkit that they import.
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, (str(Path(toolkit.__file__).parents[1]), os.environ.get("PYTHONPATH")))
)
# The files that take longest: begun last, one of them would go on when all others had ended.
_LONGEST = (
    "test_kills.py", "test_flips.py", "test_law_library.py", "test_law_templates.py",
    "test_laws.py", "test_bombs.py", "test_mutations.py", "test_zoo.py", "test_examples.py",
    "test_decisions.py", "test_conversion_columns.py", "test_formulas_cells.py",
    "test_formulas_dictionary.py", "test_forms.py", "test_template.py",
    "test_screening.py", "test_laws_with_rulings.py", "test_rulings_on_files.py",
    "test_cell_mess.py",
)  # fmt: skip
# Files about children, their memory and their ends have them as users have them.
_SPAWNING = {
    "test_arriving.py", "test_bombs.py", "test_flips.py", "test_limits.py", "test_workers.py",
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    places = {name: at for at, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.fixture(scope="module", autouse=True)
def quick_children(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fork the children of a file's tests, where the system can and the file is not about them."""
    with pytest.MonkeyPatch.context() as patch:
        if (
            request.path.name not in _SPAWNING
            and "forkserver" in multiprocessing.get_all_start_methods()
        ):
            forking = multiprocessing.get_context("forkserver")
            forking.set_forkserver_preload(["toolkit.pipeline.examining"])
            patch.setattr(workers, "_CONTEXT", forking)
        yield


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the campaign that the pages of the codes speak of."""
    with as_file(files("toolkit.codes").joinpath("example")) as campaign:
        shutil.copytree(campaign, tmp_path / "schemas" / "example")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOOLKIT_SCHEMAS", "schemas")
    return tmp_path
