"""Make each change of mutants.py in a copy, and see that its test turns red.

    python tests/mutants/run.py [--only N]… [--jobs J]

Prints a line for each change that no test noticed, and ends with 1 if there is one. What a
newcomer would get wrong: a test only counts as red by an assertion or an error in it; a change
that keeps the tests from being collected is no proof, and fails the run, too.

Each trial is a fork of this process, which has imported what tests import, but nothing of the
toolkit: that is imported in the copy, with its change.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType

import pytest
from mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("toolkit", "schemas", "examples", "tests", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "golden")
# What pytest ends with when all tests pass, and when some fail.
_GREEN, _RED = 0, 1
# Into so many parts a job the tests are shared out that must be green without a change.
_PARTS = 6
_IMPORTED = (
    "cerberus", "click.testing", "hypothesis.strategies", "odf.opendocument", "openpyxl",
    "phonenumbers", "polars", "psutil", "python_calamine", "rapidfuzz.process", "xlsxwriter",
    "yaml",
)  # fmt: skip
_CONTEXT = multiprocessing.get_context(
    "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
)
_seconds = count(1_000_000_000)


@dataclass(frozen=True, slots=True)
class Trial:
    """Tests to run, and the change that is made before."""

    tests: tuple[str, ...]
    mutant: Mutant | None = None


@dataclass(frozen=True, slots=True)
class _Work:
    """A trial that goes on in a copy, and the whole text of the file that it changes there."""

    trial: Trial
    checkout: Path
    text: str
    process: BaseProcess


def copy_checkout(folder: Path) -> Path:
    """What the tests need, in a folder that may be changed."""
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_LEFT_OUT)
        else:
            shutil.copy2(source, folder / name)
    return folder


def ends_of(trials: Iterable[Trial], checkouts: Sequence[Path]) -> Iterator[tuple[Trial, int, str]]:
    """Of each trial, made in whichever copy is idle: how pytest ends, and what it says."""
    idle, at_work = list(checkouts), dict[int, _Work]()
    for trial in trials:
        if not idle:
            yield from _ended(idle, at_work)
        work = _begun(trial, idle.pop())
        at_work[work.process.sentinel] = work
    while at_work:
        yield from _ended(idle, at_work)


def _begun(trial: Trial, checkout: Path) -> _Work:
    text = ""
    if trial.mutant is not None:
        path = checkout / "toolkit" / trial.mutant.file
        text = path.read_text(encoding="utf-8")
        write(path, text.replace(trial.mutant.old, trial.mutant.new))
    process = _CONTEXT.Process(target=run_tests, args=(trial.tests, checkout))
    process.start()
    return _Work(trial, checkout, text, process)


def _ended(idle: list[Path], at_work: dict[int, _Work]) -> Iterator[tuple[Trial, int, str]]:
    for sentinel in wait([*at_work]):
        work = at_work.pop(sentinel)
        work.process.join()
        if work.trial.mutant is not None:
            write(work.checkout / "toolkit" / work.trial.mutant.file, work.text)
        idle.append(work.checkout)
        said = _said(work.checkout).read_text(encoding="utf-8", errors="replace")
        yield work.trial, work.process.exitcode or 0, said


def run_tests(tests: Sequence[str], checkout: Path) -> None:
    """Be a process that runs these tests in a copy."""
    said = os.open(_said(checkout), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(checkout)
    # Children that tests spawn begin with what the main module imports: let that not be this one.
    sys.modules["__main__"] = ModuleType("__main__")
    sys.path[:0] = [str(checkout), str(checkout / "tests" / "mutants")]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])
    place = f"--basetemp={checkout.with_suffix('.tmp')}"
    plugins = ["-n", "0", "-p", "no:cacheprovider", "-p", "unshrunk", place]
    # Some of what is imported by now holds assertions that pytest would have made tell more.
    quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    sys.exit(pytest.main(["-x", *plugins, *quiet, *(f"tests/{test}" for test in tests)]))


def _said(checkout: Path) -> Path:
    return checkout.with_suffix(".txt")


def shared_out(tests: Iterable[str], groups: int) -> list[Trial]:
    """The tests in as many groups, those of one file together; empty groups are left out."""
    files: dict[str, list[str]] = {}
    for test in sorted(tests):
        files.setdefault(test.partition("::")[0], []).append(test)
    shared = ([*files.values()][at::groups] for at in range(groups))
    return [Trial(tuple(test for own in each for test in own)) for each in shared if each]


def write(path: Path, text: str) -> None:
    """Change a module, and give it a time of its own: byte code is told from its source only by
    size and second, so that a change could pass unseen.
    """
    path.write_text(text, encoding="utf-8")
    second = next(_seconds)
    os.utime(path, (second, second))


def rot_of(mutant: Mutant) -> str:
    """Why a change cannot be made, "" where it can."""
    text = (ROOT / "toolkit" / mutant.file).read_text(encoding="utf-8")
    found = text.count(mutant.old)
    return "" if found == 1 else f"the text stands {found} times in {mutant.file}"


def fault_of(end: int, said: str) -> str:
    """Why a change proves nothing, "" if its test turned red."""
    if end == _RED:
        return ""
    return "the test stayed green" if end == _GREEN else f"pytest ended with {end}:\n{said[-2000:]}"


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def chosen(numbers: list[int]) -> list[tuple[int, Mutant]]:
    """The changes with these numbers, or all of them."""
    numbered = list(enumerate(MUTANTS, start=1))
    return [pair for pair in numbered if not numbers or pair[0] in numbers]


def faults_of(mutants: Sequence[Mutant], jobs: int) -> dict[Mutant, str] | str:
    """What is wrong with each change, by those with which something is; or how the tests look
    that are not green without one.
    """
    os.environ["OPENPYXL_LXML"] = "False"  # as tests/conftest.py has it
    for name in _IMPORTED:
        import_module(name)
    faults = {mutant: rot for mutant in mutants if (rot := rot_of(mutant))}
    with tempfile.TemporaryDirectory() as place:
        checkouts = [copy_checkout(Path(place) / str(number)) for number in range(jobs)]
        whole = shared_out({mutant.test for mutant in mutants}, _PARTS * jobs)
        for _, end, said in ends_of(whole, checkouts):
            if end != _GREEN:
                return said
        changed = (Trial((each.test,), each) for each in mutants if each not in faults)
        for trial, end, said in ends_of(changed, checkouts):
            if trial.mutant is not None and (fault := fault_of(end, said)):
                faults[trial.mutant] = fault
    return faults


def main() -> int:
    """Run, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, action="append", default=[], metavar="N")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    pairs = chosen(options.only)
    faults = faults_of([mutant for _, mutant in pairs], options.jobs)
    if isinstance(faults, str):
        say(f"the tests are not green without a change:\n{faults[-3000:]}")
        return 1
    for number, mutant in pairs:
        if mutant in faults:
            say(f"{number} {mutant.file} ({mutant.test}): {faults[mutant]}")
    say(f"{len(pairs)} changes, {len(faults)} not noticed")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
