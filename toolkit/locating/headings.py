"""A grid and boards in; out: the heading that fits best, column by column.

Headings match exactly after normalising, then by `also:`; never by prefix (毛利 is not 毛利率).
A heading may be one row, or two with the years under a merged metric.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.model import Board, Field, Grid, Raw, as_text
from toolkit.rules.normal import squash

# Headings stand near the top; titles, notes and signatures above them rarely take this many rows.
_ROWS_SEARCHED = 60
# A form names its columns one below the other; in a table, headings do not stand in the body.
_ROWS_OF_A_FORM, _LABELS_OF_A_FORM = 12, 3
_NUMBERING = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]+[)）、.．]|[(（]?\d{1,2}[)）、.．](?!\d))\s*"
)

Labels = Mapping[int, tuple[str, str]]


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """What of a heading counts in comparison: no spaces, punctuation, numbering or case.

    >>> heading_key("1. 注册资本(万元)*") == heading_key("注册资本（万 元）")
    True
    """
    return squash(_NUMBERING.sub("", text))


@dataclass(frozen=True, slots=True)
class BoardHeadings:
    """A board's headings, normalised: (upper, lower) → field key; a plain column has no upper."""

    board: Board
    keys: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, board: Board) -> BoardHeadings:
        """Index every spelling that the board knows."""
        keys: dict[tuple[str, str], str] = {}
        for column in board.fields:
            for spelling in _spellings(column):
                keys.setdefault(spelling, column.key)
        return cls(board, keys)


def _spellings(column: Field) -> Iterator[tuple[str, str]]:
    lowers = [heading_key(text) for text in (column.header, *column.also)]
    if not column.group:
        yield from (("", lower) for lower in lowers)
        return
    for upper in (heading_key(text) for text in (column.group, *column.group_also)):
        for lower in lowers:
            yield upper, lower
            yield "", upper + lower
            yield "", lower + upper


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: `row` is its first row and `last_row` its last.

    `columns` maps field keys to columns, `labels` every column to its (upper, lower) text,
    `repeated` the columns whose heading had been seen before to their field key.
    """

    board: Board
    row: int
    last_row: int
    columns: Mapping[str, int]
    labels: Labels
    repeated: Mapping[int, str] = field(default_factory=dict)

    @property
    def unknown(self) -> list[int]:
        """Columns with a heading that the board does not know."""
        known = {*self.columns.values(), *self.repeated}
        return [column for column in sorted(self.labels) if column not in known]


def find_heading(grid: Grid, boards: Sequence[BoardHeadings]) -> Heading | None:
    """The heading with the most recognised columns, or None; the upper row and the earlier board
    win a tie, a board named by the sheet wins before that.
    """
    best: Heading | None = None
    best_rank: tuple[int, bool, int] | None = None
    for row, height, labels in _candidates(grid):
        for headings in boards:
            heading = _match(headings, row, height, labels)
            if not _is_convincing(heading) or _is_form(grid, heading, headings):
                continue
            named = squash(headings.board.title) in squash(grid.sheet)
            rank = (len(heading.columns), named, -len(heading.unknown))
            if best_rank is None or rank > best_rank:
                best, best_rank = heading, rank
    return best


def _is_convincing(heading: Heading) -> bool:
    required = [column.key for column in heading.board.fields if column.required]
    matched = len(heading.columns)
    if heading.board.name_key in heading.columns:
        return matched >= 2 or all(key in heading.columns for key in required)
    return matched >= max(3, (len(required) + 1) // 2)


def _is_form(grid: Grid, heading: Heading, known: BoardHeadings) -> bool:
    """Whether the rows below name further columns: then this is a form, not a table's heading."""
    columns = set(heading.columns.values())
    named = 0
    for row in range(heading.last_row, min(heading.last_row + _ROWS_OF_A_FORM, len(grid.rows))):
        for column, text in _texts(grid.rows[row]):
            key = known.keys.get(("", heading_key(text))) if text.strip() else None
            if column in columns and key is not None and heading.columns.get(key) != column:
                named += 1
    return named >= _LABELS_OF_A_FORM


def _candidates(grid: Grid) -> Iterator[tuple[int, int, Labels]]:
    """Each row near the top read as a heading of one row, and of two."""
    for row in range(1, min(len(grid.rows), _ROWS_SEARCHED) + 1):
        upper = _filled_across(grid, row)
        if not upper:
            continue
        yield row, 1, {column: ("", text) for column, text in upper.items()}
        if row < len(grid.rows):
            yield row, 2, _two_rows(grid, row, upper)


def _two_rows(grid: Grid, row: int, upper: Mapping[int, str]) -> Labels:
    lower = {column: text for column, text in _texts(grid.rows[row]) if text.strip()}
    if not any(merge.top <= row <= merge.bottom for merge in grid.merges):
        upper = _carried_right(upper, lower)
    labels: dict[int, tuple[str, str]] = {}
    for column in sorted({*upper, *lower}):
        above, below = upper.get(column, ""), lower.get(column, "")
        labels[column] = (
            (above, below) if above and below and above != below else ("", below or above)
        )
    return labels


def _carried_right(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """A sheet without merges: a metric's name stands over its first year only."""
    carried = dict(upper)
    for column in sorted(lower):
        if column not in carried and column - 1 in carried and column - 1 in lower:
            carried[column] = carried[column - 1]
    return carried


def _filled_across(grid: Grid, row: int) -> dict[int, str]:
    """The texts of a row, each merged range spread over its columns."""
    texts = {column: text for column, text in _texts(grid.rows[row - 1]) if text.strip()}
    for merge in grid.merges:
        if merge.top == row and merge.left in texts:
            for column in range(merge.left, merge.right + 1):
                texts.setdefault(column, texts[merge.left])
    return texts


def _texts(cells: Sequence[Raw]) -> Iterator[tuple[int, str]]:
    return ((column, as_text(cell)) for column, cell in enumerate(cells, start=1))


def _match(headings: BoardHeadings, row: int, height: int, labels: Labels) -> Heading:
    columns: dict[str, int] = {}
    repeated: dict[int, str] = {}
    for column, (upper, lower) in labels.items():
        key = headings.keys.get((heading_key(upper), heading_key(lower)))
        if key is None:
            continue
        if key in columns:
            repeated[column] = key
        else:
            columns[key] = column
    return Heading(headings.board, row, row + height - 1, columns, labels, repeated)
