"""Orders in; marked copies out, in the same order, each made in a child process that can be ended;
and the names that copies are given.

The one thing a newcomer would get wrong: what a copy's name ends with is known only when it is
made, because a workbook may have to be made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from toolkit.model import Limits
from toolkit.model.limits import beyond, megabytes
from toolkit.workers import Lost, examine_each
from toolkit.writers.file_names import safe_name
from toolkit.writers.marking import Marked
from toolkit.writers.returning import Order, mark_copy

_USUAL = Limits()

# Told of the copies made, and of how many there are to be.
Progress = Callable[[int, int], None]


def mark_each(
    orders: Sequence[Order],
    jobs: int,
    progress: Progress | None = None,
    limits: Limits = _USUAL,
) -> Iterator[Marked | str]:
    """Make each copy, at the cost that reading the file may have; a Chinese sentence stands in
    place of one that could not be made.
    """
    made = examine_each(
        partial(mark_copy, limits=limits),
        orders,
        jobs=min(jobs, max(1, len(orders))),
        seconds=lambda _: limits.seconds,
        memory=limits.memory,
    )
    for done, copy in enumerate(made, 1):
        if progress is not None:
            progress(done, len(orders))
        yield _why_none(copy, limits) if isinstance(copy, Lost) else copy


def _why_none(lost: Lost, limits: Limits) -> str:
    match lost.kind:
        case "crashed":
            return "没有标注副本：生成时程序异常终止。"
        case "timed out":
            said = beyond("生成的时间", f"{limits.seconds} 秒", "seconds")
        case "out of memory":
            said = beyond("生成占用的内存", megabytes(limits.memory), "memory_mb")
    return f"没有标注副本：{said}"


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
