"""A table and its entries in; out: for each board, the heading as it reads it, and its entries.

Most tables are one board's. Where a column says what board a row is for (参选类别), rows of several
boards may stand in one list. The one thing a newcomer would get wrong: a row that names no board
stays with the board that the table is told by otherwise; that what stands in the column is no
choice is for the schema to say (V401).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.locating.headings import Heading
from toolkit.locating.titles import Titles
from toolkit.model import Grid, as_text


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table that are one board's; `is_told`: by what stands in them."""

    heading: Heading
    rows: tuple[int, ...]
    is_told: bool = False


def divide(
    grid: Grid,
    heading: Heading,
    entries: Sequence[int],
    origins: Mapping[tuple[int, int], int],
    titles: Titles,
) -> list[Part]:
    """The parts of a table: the rows of each board that rows name, and of the heading's own; in
    the campaign's order of boards.
    """
    readings = {(each.board.id, each.told_by): each for each in heading.others}
    if not readings:
        return [Part(heading, tuple(entries))]
    own = heading.board.id
    columns = sorted({column for _, column in readings})
    meant: dict[tuple[str, ...], frozenset[str]] = {}
    rows: dict[str, list[int]] = {own: []}
    told: set[str] = set()
    for row in entries:
        values = tuple(_text(grid, origins.get((row, at), row), at) for at in columns)
        if values not in meant:
            meant[values] = _named(values, columns, readings, titles)
        named = meant[values]
        board = min(named) if len(named) == 1 else own
        rows.setdefault(board, []).append(row)
        told |= {board} & named
    by_board = {each.board.id: each for each in (*heading.others, heading)}
    parts = [
        Part(reading, tuple(rows[board]), board in told)
        for board, reading in by_board.items()
        if rows.get(board)
    ]
    return parts or [Part(heading, ())]


def _named(
    values: Sequence[str],
    columns: Sequence[int],
    readings: Mapping[tuple[str, int], Heading],
    titles: Titles,
) -> frozenset[str]:
    """The boards that a row's values name, each in the column where the board looks for it."""
    return frozenset(
        board
        for value, column in zip(values, columns, strict=True)
        for board in titles.meant_by(value)
        if (board, column) in readings
    )


def _text(grid: Grid, row: int, column: int) -> str:
    cells = grid.rows[row - 1] if row <= len(grid.rows) else ()
    return as_text(cells[column - 1]) if column <= len(cells) else ""
