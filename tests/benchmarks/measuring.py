"""A command in; out: what its process tree cost in time and memory.

What a newcomer would get wrong: time is user + system of the whole tree (`wait4` counts every
descendant that was waited for), and memory is the highest sum of the resident sizes of all
processes alive at one moment, looked at every 20 ms. Pages that parent and child share count
twice, so a tree of processes is never flattered.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")
_PAUSE = 0.02
_LOOKS_AT_A_TREE = 10
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU, seconds by the clock, MiB at the highest, and what the command said last."""

    cpu: float
    wall: float
    peak: float
    said: str

    def times(self, times: float, start: Cost | None = None) -> Cost:
        """What so many times the work would cost, the start paid once; memory as it is."""
        cpu, wall = (start.cpu, start.wall) if start else (0.0, 0.0)
        return replace(
            self, cpu=cpu + (self.cpu - cpu) * times, wall=wall + (self.wall - wall) * times
        )


class CommandFailedError(RuntimeError):
    """The command ended with a status it should not have."""


def measure(command: Sequence[str], allowed: tuple[int, ...] = (0,)) -> Cost:
    """Run the command and wait for it; its own figures, if its last line is JSON, go first."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=said, stderr=complained, stdin=subprocess.DEVNULL)
        watch = _Watch(child.pid)
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
        if child.returncode not in allowed:
            complained.seek(0)
            raise CommandFailedError(complained.read().decode("utf-8", "replace").strip())
        last = _last_line(said)
    cpu = usage.ru_utime + usage.ru_stime
    peak = max(watch.peak, usage.ru_maxrss * 1024) / _MIB
    if last.startswith("{"):
        own = json.loads(last)
        return Cost(own["cpu"], own["wall"], peak, own["said"])
    return Cost(cpu, wall, peak, last)


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


class _Watch(threading.Thread):
    """Adds up the resident memory of a process and all below it, again and again."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._root, self._ended = root, threading.Event()

    def run(self) -> None:
        """Look until told to stop; at who belongs to the tree more rarely, for it costs more."""
        tree = [self._root]
        looks = 0
        while not self._ended.wait(_PAUSE):
            if looks % _LOOKS_AT_A_TREE == 0:
                tree = _tree(self._root)
            looks += 1
            self.peak = max(self.peak, sum(map(_resident, tree)))

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self.join()


def _tree(root: int) -> list[int]:
    """The process and all that descend from it."""
    parents = {
        int(folder.name): parent
        for folder in _PROC.glob("[0-9]*")
        if (parent := _parent(folder)) is not None
    }
    tree = [root]
    for process in tree:  # grows as it goes
        tree += [child for child, parent in parents.items() if parent == process]
    return tree


def _parent(folder: Path) -> int | None:
    try:
        stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[1])


def _resident(process: int) -> int:
    try:
        sizes = (_PROC / str(process) / "statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return int(sizes[1]) * _PAGE
