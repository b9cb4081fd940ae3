"""Run in a process of its own: the real command, killed before moves of one's own choosing.

    python killed_run.py FOLDER ARGUMENT…

imports what the command imports and reads lines from stdin. For a line MOVE it runs `toolkit
ARGUMENT…` in a fork, in a session of its own, and kills that process, and none of its children,
just before its move number MOVE in FOLDER: a file opened there, a folder made or listed, anything
renamed or removed. With MOVE 0 nothing is killed, and the moves are counted in FOLDER/moves. Its
answer is a line, too: the session, and how the fork ended. What a newcomer would get wrong: moments
are told by what has been done so far, not by the clock, so each kill falls at the same place on any
machine.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path

MOVES = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"})
LOOKS = frozenset({"open", "os.listdir", "os.scandir"})
# What the command imports when it comes to it.
IMPORTED = ("toolkit.folder", "toolkit.pipeline.running", "toolkit.reporting", "toolkit.writers")


def run(move: int, folder: str, arguments: list[str]) -> None:
    from toolkit.cli import main as toolkit

    moves = 0

    def watch(event: str, details: tuple[object, ...]) -> None:
        nonlocal moves
        if event in MOVES or (event in LOOKS and str(details[0]).startswith(folder)):
            moves += 1
            if moves == move:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    try:
        toolkit(arguments)
    finally:
        if not move:
            Path(folder, "moves").write_text(str(moves), encoding="ascii")


def fork(move: int, folder: str, arguments: list[str]) -> tuple[int, int]:
    """Run in a fork: its session, and how it ended."""
    child = os.fork()
    if not child:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        run(move, folder, arguments)  # which ends by SystemExit
    _, ended = os.waitpid(child, 0)
    return child, os.waitstatus_to_exitcode(ended)


def main(folder: str, arguments: list[str]) -> None:
    for name in IMPORTED:
        import_module(name)
    for line in sys.stdin:
        session, status = fork(int(line), folder, arguments)
        os.write(1, f"{session} {status}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
