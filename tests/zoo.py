"""The zoo: every kind of mess that people send, made from nothing.

    python zoo.py                     which kinds there are
    python zoo.py KIND… FOLDER        write these kinds, each into a folder of its own below FOLDER
    python zoo.py --all FOLDER        write all of them
    python zoo.py --table             what must become of each, as a Markdown table

What a newcomer would get wrong: nothing here asks the toolkit what it thinks of a file. What must
become of each kind stands beside its maker, written by hand.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import zoo_archives
import zoo_boards
import zoo_cells
import zoo_files
import zoo_formats
import zoo_forms
import zoo_hostile
import zoo_sheets
import zoo_traps
from zoo_parts import Cast, Kind

KINDS: tuple[Kind, ...] = (
    *zoo_formats.KINDS,
    *zoo_files.KINDS,
    *zoo_sheets.KINDS,
    *zoo_cells.KINDS,
    *zoo_forms.KINDS,
    *zoo_archives.KINDS,
    *zoo_hostile.KINDS,
    *zoo_traps.KINDS,
    *zoo_boards.KINDS,
)
BY_NAME = {kind.name: kind for kind in KINDS}


def missing(need: str) -> str:
    """Why this platform cannot hold what a kind needs; "" if it can."""
    match need:
        case "links" if sys.platform == "win32":
            return "links need rights there"
        case "pipes" if not hasattr(os, "mkfifo"):
            return "there are no pipes"
        case "other names" if sys.platform in ("win32", "darwin"):
            return "every name is Unicode there"
        case "closed files" if not hasattr(os, "geteuid") or os.geteuid() == 0:
            return "nothing is closed to this user"
        case _:
            return ""


def cast_of(kind: Kind) -> Cast:
    """The companies of a kind."""
    return Cast(KINDS.index(kind), kind.name)


def write(kind: Kind, folder: Path) -> Path:
    """Write a kind into a folder of its own, named after it, below `folder`."""
    own = folder / kind.name
    own.mkdir(parents=True)
    kind.make(own, cast_of(kind))
    return own


def table(kinds: Iterable[Kind]) -> str:
    """Kinds with their verdicts and findings, as a Markdown table."""
    lines = ["| kind | stands for | verdicts | findings |", "|---|---|---|---|"]
    for kind in kinds:
        verdicts = "<br>".join(f"{path} {verdict}" for path, verdict in kind.files.items())
        cells = (kind.name, kind.line, verdicts, "<br>".join(kind.findings))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _main(words: list[str]) -> int:
    if not words:
        width = max(map(len, BY_NAME))
        _say("\n".join(f"{kind.name:{width}}  {kind.says}" for kind in KINDS))
        return 0
    if words == ["--table"]:
        _say(table(KINDS))
        return 0
    *names, folder = words
    chosen = list(BY_NAME) if names == ["--all"] else names
    unknown = [name for name in chosen if name not in BY_NAME]
    if unknown or not chosen:
        _say(f"没有这样的种类：{'、'.join(unknown)}。不带参数运行，可看到全部种类。")
        return 2
    for kind in (BY_NAME[name] for name in chosen):
        if why := missing(kind.needs):
            _say(f"{kind.name}: {why}")
        else:
            _say(str(write(kind, Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
