"""Run in a process of its own: kill `replace_folder` at each of its moves, and tell what lay there.

    python killing.py FOLDER STATE

FOLDER is empty; STATE is what lies at the output folder before: ``absent``, ``empty``, or
``edited`` (an earlier run's, changed since by a person). Prints a JSON list with an item a kill:
what lay there after it (`killed`), and after the run that followed (`next`), each as folder →
{path: text}. What a newcomer would get wrong: each run is a fork, ended by `os._exit` in an audit
hook just before a move of the file system, so nothing can tidy up behind it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.writers.publishing import replace_folder

KILLED = 9
MOVES = frozenset(
    {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "shutil.copyfile", "open"}
)
NAMES = ("a.txt", "表/b.txt", "表/深/c.txt")


def write(text: str) -> Callable[[Path], None]:
    """What stands for a run: three files that hold `text`, and a run.json that speaks of them."""

    def fill(folder: Path) -> None:
        outputs = {}
        for name in NAMES:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            outputs[name] = hashlib.sha256(target.read_bytes()).hexdigest()
        mark = folder / "records" / "run.json"
        mark.parent.mkdir()
        content = {"campaign_digest": text, "outputs": outputs}
        mark.write_text(json.dumps(content), encoding="utf-8")

    return fill


def prepare(folder: Path, state: str) -> Path:
    """Lay out the folder as it was before the run that is killed."""
    shutil.rmtree(folder)
    folder.mkdir()
    out = folder / "输出"
    if state == "empty":
        out.mkdir()
    if state == "edited":
        replace_folder(out, write("old"))
        (out / "表" / "b.txt").write_text("edited", encoding="utf-8")
        (out / "added.txt").write_text("added", encoding="utf-8")
    return out


def run_and_kill(out: Path, text: str, moves: int) -> bool:
    """Run in a fork that ends before its move number `moves`; whether it was killed."""
    child = os.fork()
    if not child:
        left = moves

        def watch(event: str, _: object) -> None:
            nonlocal left
            left -= event in MOVES
            if left == 0:
                os._exit(KILLED)

        sys.addaudithook(watch)
        replace_folder(out, write(text))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == KILLED


def run_again(folder: Path, out: Path) -> dict[str, dict[str, str]]:
    """What lies there after the next run; if it refuses to, only what it says."""
    try:
        replace_folder(out, write("next"))
    except UsageError as fault:
        return {"refused": {"message": fault.message}}
    return lying_in(folder)


def lying_in(folder: Path) -> dict[str, dict[str, str]]:
    """The folders there, each with its files; what stands in run.json is left to the others."""
    return {
        place.name: {
            path.relative_to(place).as_posix(): (
                "" if path.name == "run.json" else path.read_text(encoding="utf-8")
            )
            for path in sorted(place.rglob("*"))
            if path.is_file()
        }
        for place in sorted(folder.iterdir())
    }


def main(folder: Path, state: str) -> None:
    told = []
    moves = 1
    while True:
        out = prepare(folder, state)
        if not run_and_kill(out, "new", moves):
            break
        killed = lying_in(folder)
        for again in (0, moves % 5 + 1, moves % 23 + 6):
            out = prepare(folder, state)
            run_and_kill(out, "new", moves)
            if again:
                run_and_kill(out, "newer", again)
            told.append({"killed": killed, "next": run_again(folder, out)})
        moves += 1
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
