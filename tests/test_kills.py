"""A run that is killed leaves the old output or the new one, whole, and no process behind."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from toolkit.folder import INBOX, LISTS, OUT, SETTINGS

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="no process kills itself at once, sparing its children"
)
HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "examples" / "kczg-2022"
FILES = (
    "西岭省科协/西岭省新锐企业榜汇总表.xlsx",
    "汇总表_1018.xlsx",
    "03-江东省科协/新锐企业榜.xlsx",
)
MORE = "新锐企业榜名单(最终).xlsx"
# Kills spread over the whole run, and over its last moves, which bring the new output.
SPREAD, LAST, LAST_MOVES = 12, 16, 48
# After every so many kills comes a run that nobody disturbs.
UNDISTURBED = 9

Digests = dict[str, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """A working folder, what runs the command there, and what an undisturbed run leaves with one
    inbox and with the other.
    """

    folder: Path
    runs: subprocess.Popen[str]
    moves: int
    left: tuple[Digests, Digests]


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """What runs the command in sessions of their own, with its imports done."""
    call = [sys.executable, "killed_run.py", str(folder), "run", str(folder), "--jobs", "2"]
    with subprocess.Popen(
        call,
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.communicate()


def run(runs: subprocess.Popen[str], move: int) -> int:
    """How the command ends; no process of its session may outlive it for long."""
    assert runs.stdin
    assert runs.stdout
    runs.stdin.write(f"{move}\n")
    runs.stdin.flush()
    session, status = map(int, runs.stdout.readline().split())
    _, alive = psutil.wait_procs(_processes_of(session), timeout=60)
    assert [each for each in alive if each.status() != psutil.STATUS_ZOMBIE] == []
    return status


def _processes_of(session: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session:
                found.append(process)
        except (ProcessLookupError, PermissionError):
            continue
    return found


def put_in_inbox(folder: Path, *, more: bool) -> None:
    """One inbox or the other: with a further file, or without it."""
    target = folder / INBOX / MORE
    target.unlink(missing_ok=True)
    if more:
        shutil.copy2(EXAMPLE / INBOX / MORE, target)


def digests_in(folder: Path) -> Digests:
    """Every file below a folder, by its digest."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_what_its_record_says(lying: Digests, folder: Path) -> bool:
    """Whether a run's folder holds what its run.json says, and nothing else."""
    record = json.loads((folder / "records" / "run.json").read_text(encoding="utf-8"))
    return {**record["outputs"], "records/run.json": lying["records/run.json"]} == lying


def moments(moves: int) -> list[int]:
    """The moves to kill a run at, each once."""
    spread = (1 + at * moves // SPREAD for at in range(SPREAD))
    last = (moves - at * LAST_MOVES // LAST for at in range(LAST))
    return sorted({*spread, *last})


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("killed") / "征集"
    shutil.copytree(EXAMPLE / LISTS, folder / LISTS)
    shutil.copy2(EXAMPLE / SETTINGS, folder / SETTINGS)
    for name in FILES:
        (folder / INBOX / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(EXAMPLE / INBOX / name, folder / INBOX / name)
    left = []
    with running(folder) as runs:
        # What is left tells of the run before, too: the first of all has none.
        for more in (True, False, True):
            put_in_inbox(folder, more=more)
            assert run(runs, 0) == 0
            left.append(digests_in(folder / OUT))
        moves = int((folder / "moves").read_text(encoding="ascii"))
        yield Scene(folder, runs, moves, (left[1], left[2]))


def test_a_killed_run_leaves_the_old_output_or_the_new_one(scene: Scene) -> None:
    out, aside = scene.folder / OUT, scene.folder / f"{OUT}.old"
    assert scene.left[0] != scene.left[1]
    seen = set()
    for kill, move in enumerate(moments(scene.moves)):
        put_in_inbox(scene.folder, more=kill % 2 == 0)
        assert run(scene.runs, move) == -9
        # Each kill falls on what the one before it left.
        whole = out if out.exists() else aside
        lying = digests_in(whole)
        assert lying in scene.left
        assert is_what_its_record_says(lying, whole)
        seen.add(scene.left.index(lying))
        if kill % UNDISTURBED == UNDISTURBED - 1:
            put_in_inbox(scene.folder, more=kill % 18 < 9)
            assert run(scene.runs, 0) == 0
            assert digests_in(out) == scene.left[kill % 18 < 9]
            beside = {path.name for path in scene.folder.iterdir()}
            assert beside == {INBOX, LISTS, SETTINGS, OUT, "moves"}
    assert seen == {0, 1}
