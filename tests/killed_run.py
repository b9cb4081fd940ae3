"""Run in a process of its own: the real command, killed before a move of its own choosing.

    python killed_run.py MOVE FOLDER ARGUMENT…

runs `toolkit ARGUMENT…` and kills this process, and none of its children, just before its move
number MOVE in FOLDER: a file opened there, a folder made or listed, anything renamed or removed.
With MOVE 0 nothing is killed, and the moves are counted in FOLDER/moves. What a newcomer would get
wrong: moments are told by what has been done so far, not by the clock, so each kill falls at the
same place on any machine.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

MOVES = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree"})
LOOKS = frozenset({"open", "os.listdir", "os.scandir"})


def main(move: int, folder: str, arguments: list[str]) -> None:
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


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
