"""The tables of a file in; out: the number of every entry, and the runs of those that follow each
other.

Entries are numbered in the order of sheets and rows. The one thing a newcomer would get wrong: in
a list with rows of several boards the tables interleave, so that a table's numbers have gaps.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from toolkit.locating import LocatedTable
from toolkit.model import Table
from toolkit.model.columns import Span


def numbered(
    tables: Iterable[LocatedTable], first: int
) -> Iterator[tuple[LocatedTable, Sequence[int]]]:
    """Each table with the numbers of its entries, which begin with `first`."""
    for _, below in groupby(tables, key=_heading_of):
        own = list(below)
        yield from zip(own, _numbers(own, first), strict=True)
        first += sum(len(table.rows) for table in own)


def _heading_of(located: LocatedTable) -> tuple[int, int]:
    return id(located.grid), located.table.heading_row


def _numbers(tables: Sequence[LocatedTable], first: int) -> list[Sequence[int]]:
    """The numbers of the entries of each table below one heading: they follow the rows."""
    if len(tables) == 1:
        return [range(first, first + len(tables[0].rows))]
    rows = sorted(row for table in tables for row in table.rows)
    number_of = dict(zip(rows, range(first, first + len(rows)), strict=True))
    return [[number_of[row] for row in table.rows] for table in tables]


def spans_of(table: Table, numbers: Sequence[int], rows: Sequence[int], at: int) -> Iterator[Span]:
    """The runs of a table's entries that follow each other, from position `at` of the columns on;
    one of nothing where there are none.
    """
    if isinstance(numbers, range):
        yield Span(table, numbers.start, at, array("q", rows))
        return
    ends = [end for end in range(1, len(numbers)) if numbers[end] != numbers[end - 1] + 1]
    for start, end in pairwise([0, *ends, len(numbers)]):
        yield Span(table, numbers[start], at + start, array("q", rows[start:end]))
