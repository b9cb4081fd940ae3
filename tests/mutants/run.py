"""Make each change of mutants.py in a copy, and see that its test turns red.

    python tests/mutants/run.py [--only N]… [--jobs J]

Prints a line for each change that no test noticed, and ends with 1 if there is one. What a
newcomer would get wrong: a test only counts as red by an assertion or an error in it; a change
that keeps the tests from being collected is no proof, and fails the run, too.
"""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import cache_from_source
from itertools import chain
from pathlib import Path

from mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("toolkit", "schemas", "examples", "tests", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "golden")
# What pytest ends with when all tests pass, and when some fail.
_GREEN, _RED = 0, 1


def copy_checkout(folder: Path) -> Path:
    """What the tests need, in a folder that may be changed."""
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=_LEFT_OUT)
        else:
            shutil.copy2(source, folder / name)
    return folder


def end_of(tests: Iterable[str], checkout: Path) -> tuple[int, str]:
    """How pytest ends on these tests in a copy, and what it says."""
    call = [sys.executable, "-m", "pytest", "-x"]
    plugins = ["-n", "0", "-p", "no:cacheprovider", "-p", "unshrunk"]
    path = os.pathsep.join(map(str, (checkout, checkout / "tests" / "mutants")))
    place = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(
        [*call, *plugins, *(f"tests/{test}" for test in tests)],
        cwd=checkout,
        env=place,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def shared_out(tests: Iterable[str], groups: int) -> list[list[str]]:
    """The tests in as many groups, those of one file together; empty groups are left out."""
    files: dict[str, list[str]] = {}
    for test in sorted(tests):
        files.setdefault(test.partition("::")[0], []).append(test)
    shared = (chain.from_iterable([*files.values()][at::groups]) for at in range(groups))
    return [group for each in shared if (group := list(each))]


def write(path: Path, text: str) -> None:
    """Change a module, and forget its byte code: that is told from its source only by size and
    second, so that a change could pass unseen.
    """
    path.write_text(text, encoding="utf-8")
    Path(cache_from_source(str(path))).unlink(missing_ok=True)


def fault_of(mutant: Mutant, checkout: Path) -> str:
    """Why a change proves nothing, "" if its test turned red."""
    path = checkout / "toolkit" / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        return f"the text stands {text.count(mutant.old)} times in {mutant.file}"
    write(path, text.replace(mutant.old, mutant.new))
    end, said = end_of([mutant.test], checkout)
    write(path, text)
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


def main() -> int:
    """Run, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, action="append", default=[], metavar="N")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    pairs = chosen(options.only)
    with tempfile.TemporaryDirectory() as place:
        copies: queue.Queue[Path] = queue.Queue()
        for number in range(options.jobs):
            copies.put(copy_checkout(Path(place) / str(number)))

        def judge(pair: tuple[int, Mutant]) -> str:
            checkout = copies.get()
            try:
                return fault_of(pair[1], checkout)
            finally:
                copies.put(checkout)

        with ThreadPoolExecutor(options.jobs) as pool:
            groups = shared_out({mutant.test for _, mutant in pairs}, options.jobs)
            checkouts = (Path(place) / str(number) for number in range(options.jobs))
            for end, said in pool.map(end_of, groups, checkouts):
                if end != _GREEN:
                    say(f"the tests are not green without a change:\n{said[-3000:]}")
                    return 1
            faults = list(pool.map(judge, pairs))
    for (number, mutant), fault in zip(pairs, faults, strict=True):
        if fault:
            say(f"{number} {mutant.file} ({mutant.test}): {fault}")
    say(f"{len(pairs)} changes, {sum(map(bool, faults))} not noticed")
    return int(any(faults))


if __name__ == "__main__":
    sys.exit(main())
