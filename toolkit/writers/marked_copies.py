"""Orders in; marked copies out, in the same order, each made in a child process that can be ended;
and the names that copies are given.

The one thing a newcomer would get wrong: what a copy's name ends with is known only when it is
made, because a workbook may have to be made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from toolkit.workers import MEMORY, Lost, examine_each
from toolkit.writers.file_names import safe_name
from toolkit.writers.marking import Marked
from toolkit.writers.returning import Order, mark_copy

# As long as a file may take to be read and checked.
_SECONDS = 300
_LOST = {
    "crashed": "没有标注副本：生成时程序异常终止。",
    "timed out": "没有标注副本：生成超过了时间限制。",
    "out of memory": "没有标注副本：生成超过了内存限制。",
}


# Told of the copies made, and of how many there are to be.
Progress = Callable[[int, int], None]


def mark_each(
    orders: Sequence[Order], jobs: int, progress: Progress | None = None
) -> Iterator[Marked | str]:
    """Make each copy; a Chinese sentence stands in place of one that could not be made."""
    made = examine_each(
        mark_copy, orders, jobs=min(jobs, max(1, len(orders))), seconds=_SECONDS, memory=MEMORY
    )
    for done, copy in enumerate(made, 1):
        if progress is not None:
            progress(done, len(orders))
        yield _LOST[copy.kind] if isinstance(copy, Lost) else copy


def copy_name(file: str, ending: str, taken: Iterable[str]) -> str:
    """The name of a copy: the file's own with that ending, unlike all that are taken.

    >>> copy_name("名单.csv", ".xlsx", ["名单.xlsx", "名单.xlsm"])
    '名单(2).xlsx'
    """
    alike = [
        name[: len(name) - len(ending)]
        for name in taken
        if name.casefold().endswith(ending.casefold())
    ]
    return safe_name(stem_of(file), alike) + ending


def stem_of(file: str) -> str:
    """A file's name without its ending; one that is all ending, or has none, whole."""
    stem, _, ending = file.rpartition(".")
    return stem if stem and ending else file


def ending_of(file: str) -> str:
    """The ending of a file's name with its dot, "" if it has none."""
    return file[len(stem_of(file)) :]
