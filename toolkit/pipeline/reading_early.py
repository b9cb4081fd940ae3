"""In: the file a child process will be given first. Out: its workbook, begun to be read at once.

What judges a workbook takes as long to load as many a workbook takes to read, and a parent as long
to get ready; so the two go on together. Nothing heavy may be imported here.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from toolkit.model import Limits, Workbook
from toolkit.reading import read_workbook

_begun: dict[Path, Future[Workbook]] = {}


def begin(file: Path) -> None:
    """Begin to read a file."""
    _begun[file] = ThreadPoolExecutor(1).submit(partial(read_workbook, file, careful=False))


def workbook_of(
    file: Path, *, careful: bool, passwords: tuple[str, ...], limits: Limits
) -> Workbook:
    """The file's workbook, read now if nobody began; raise `Refused` where it cannot be read."""
    begun = _begun.pop(file, None)
    if begun is not None and not passwords and limits == Limits():  # else it began knowing less
        return begun.result()
    return read_workbook(file, careful=careful, passwords=passwords, limits=limits)
