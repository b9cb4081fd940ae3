"""In: cells by address, merged ranges, hidden spans. Out: the same as a `Grid` holds them, kept
within the cells that carry something.

People hide all columns to the right edge and merge titles across the whole width: what lies
beyond the last value is nobody's business, and must not cost a million steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from toolkit.errors import Refused
from toolkit.model import Merge, Raw

# The last row and column a sheet can have.
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
# Places of rows up to their last value, blank ones included, that are laid out for nothing, and
# for each value: a stray cell far to the right is honest, one in every row is not.
_MOST_PLACES, _MOST_PLACES_FOR_EACH = 20_000_000, 50


def rows_of(cells: Mapping[tuple[int, int], Raw]) -> list[Sequence[Raw]]:
    """Lay cells out in rows of differing length; blank rows share one empty row, so a stray cell
    at the bottom of a sheet costs next to nothing.
    """
    ends: dict[int, int] = {}
    for row, column in cells:
        ends[row] = max(column, ends.get(row, 0))
    refuse_sparse(sum(ends.values()), len(cells))
    rows: list[Sequence[Raw]] = [()] * max((row for row, _ in cells), default=0)
    for (row, column), value in cells.items():
        line = rows[row - 1]
        if not isinstance(line, list):
            rows[row - 1] = line = []
        line.extend([""] * (column - len(line)))
        line[column - 1] = value
    return rows


def refuse_sparse(places: int, cells: int) -> None:
    """Refuse a sheet whose rows would take up so many places for so few cells."""
    if places > max(_MOST_PLACES, cells * _MOST_PLACES_FOR_EACH):
        raise Refused(
            "F105", "单元格散布得过开，展开后过大，不像正常的工作簿，没有读取；请核实来源。"
        )


def put_cells(rows: list[list[Raw]], cells: Iterable[tuple[tuple[int, int], Raw]]) -> None:
    """Put cells into rows already laid out, making room where they stand outside."""
    for (row, column), value in cells:
        while len(rows) < row:
            rows.append([])
        line = rows[row - 1]
        line.extend([""] * (column - len(line)))
        line[column - 1] = value


def width_of(rows: Sequence[Sequence[Raw]]) -> int:
    """The last column any row reaches."""
    return max(map(len, rows), default=0)


def merges_within(merges: Iterable[Merge], height: int, width: int) -> tuple[Merge, ...]:
    """Merged ranges cut to the rows and columns in use; those wholly outside are left out."""
    return tuple(
        Merge(merge.top, merge.left, min(merge.bottom, height), min(merge.right, width))
        for merge in merges
        if merge.top <= height and merge.left <= width
    )


def spans_within(spans: Iterable[tuple[int, int]], last: int) -> frozenset[int]:
    """The numbers in spans (inclusive), up to the last one in use, however often they are named."""
    numbers: set[int] = set()
    reached = 0
    for first, end in sorted(spans):
        numbers.update(range(max(first, reached + 1), min(end, last) + 1))
        reached = max(reached, end)
    return frozenset(numbers)
