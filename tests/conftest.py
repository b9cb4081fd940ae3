"""What holds for every test: how Hypothesis tries things, what is no test, and a desk to work at.

Hypothesis tries the same examples every time, however slow the day.
"""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import settings

# Scripts with imports of their own, some of libraries that the tests do without.
collect_ignore = ["benchmarks"]

settings.register_profile("tests", deadline=None, derandomize=True, database=None)
settings.load_profile("tests")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the campaign that the pages of the codes speak of."""
    with as_file(files("toolkit.codes").joinpath("example")) as campaign:
        shutil.copytree(campaign, tmp_path / "schemas" / "example")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOOLKIT_SCHEMAS", "schemas")
    return tmp_path
