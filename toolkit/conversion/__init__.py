"""The entries of a table in; out: their values in columns, and what was understood on the way.

The one thing a newcomer would get wrong: a long column is taken as it is where its cells are
plainly of its type, and only the odd cells are read one by one; both ways give the same values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from toolkit.conversion.cells import convert_cell
from toolkit.conversion.numbers import shown_decimals
from toolkit.conversion.plain import take_plain
from toolkit.conversion.reading_of import Understood
from toolkit.model import Board, Campaign, Field, Finding, Grid, Raw, Ref, Severity, Table, as_text
from toolkit.model.columns import dtype_of, series_of

__all__ = ["Converted", "SheetCells", "convert_table"]

# Shorter columns are read cell by cell: setting up whole-column work would cost more.
_LONG = 64
# Every cell of a CSV is text: that a number or a date is written as text says nothing there.
_TYPED_TEXT = {"number": "V202", "integer": "V202", "date": "V207"}
_COMPARED_AS_SHOWN = ("mean_of", "ratio_of")

# The values of one column, blanks None; a series where the table is long.
Column = list[Any] | pl.Series


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The raw cells of a table's entries, by an entry's position in `rows` and its column."""

    grid: Grid
    table: Table
    rows: Sequence[int]

    def raw(self, at: int, key: str) -> Raw:
        """A cell as it stands, or the one merged down over it; "" where it is blank."""
        column = self.table.columns.get(key, 0)
        cells = self.grid.rows[self._row(at, column) - 1]
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def number_format(self, at: int, key: str) -> str:
        """The number format of a number's cell; "" for anything else."""
        raw = self.raw(at, key)
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            return ""
        column = self.table.columns[key]
        return self.grid.number_format(self._row(at, column), column)

    def ref(self, at: int, key: str) -> Ref:
        """Where an entry's cell stands."""
        column = self.table.columns[key]
        return Ref(self.table.submission, self.table.sheet, self._row(at, column), column)

    def column(self, key: str) -> list[Raw]:
        """All cells of a column that the sheet has."""
        column = self.table.columns[key]
        lines, index = self.grid.rows, column - 1
        cells = [line[index] if index < len(line := lines[row - 1]) else "" for row in self.rows]
        if any(merged == column for _, merged in self.table.origins):
            return [self.raw(at, key) for at in range(len(self.rows))]
        return cells

    def decimals(self, at: int, column: Field, value: Any) -> int | None:
        """How many decimals of its value a cell shows, for a column whose rule asks."""
        if value is None or not is_compared_as_shown(column):
            return None
        number_format = self.number_format(at, column.key)
        return shown_decimals(self.raw(at, column.key), number_format, value)

    def _row(self, at: int, column: int) -> int:
        row = self.rows[at]
        return self.table.origins.get((row, column), row) if self.table.origins else row


@dataclass(frozen=True, slots=True)
class Converted:
    """A table's values by field key, and its findings by the position of their entry.

    `originals` says, by position and key, how a cell stood where its value does not tell: cells
    that could not be understood, and those that later findings quote. `text_decimals` says, by
    position, how many decimals a number written as text shows, where a rule compares as shown.
    """

    cells: SheetCells
    columns: Mapping[str, Column]
    originals: Mapping[int, Mapping[str, str]]
    text_decimals: Mapping[int, int]
    findings: tuple[tuple[int, Finding], ...]


def is_compared_as_shown(column: Field) -> bool:
    """Whether how many decimals a cell shows decides whether it is right."""
    return any(rule in column.rules for rule in _COMPARED_AS_SHOWN)


def convert_table(cells: SheetCells, board: Board, campaign: Campaign) -> Converted:
    """Type the cells of every entry; findings stand in the order of entries, then columns."""
    quoted = _quoted_later(board)
    columns: dict[str, Column] = {}
    originals: dict[int, dict[str, str]] = {}
    decimals: dict[int, int] = {}
    said: list[tuple[int, int, Understood]] = []
    for place, column in enumerate(board.fields):
        if column.key not in cells.table.columns:
            columns[column.key] = _blanks(len(cells.rows), column)
            continue
        raws = cells.column(column.key)
        values, odd = _convert_column(raws, column, cells)
        columns[column.key] = values
        said += ((at, place, read) for at, read in odd if _is_worth_saying(read, column, cells))
        for at, text in _stood_otherwise(raws, values, odd, every=column.key in quoted):
            originals.setdefault(at, {})[column.key] = text
        if is_compared_as_shown(column):
            for at, shown in _text_decimals(raws, values, odd, is_text=not cells.grid.sheet):
                decimals[at] = max(shown, decimals.get(at, 0))
    findings = tuple(
        (at, _finding(cells, at, board.fields[place], read, board, campaign))
        for at, place, read in sorted(said, key=lambda each: each[:2])
    )
    return Converted(cells, columns, originals, decimals, findings)


def _blanks(size: int, column: Field) -> Column:
    return (
        [None] * size if size < _LONG else pl.repeat(None, size, dtype=dtype_of(column), eager=True)
    )


def _convert_column(
    raws: Sequence[Raw], column: Field, cells: SheetCells
) -> tuple[Column, list[tuple[int, Understood]]]:
    """A column's values, and the cells that were read one by one."""
    if len(raws) < _LONG:
        odd = [(at, _read(raw, at, column, cells)) for at, raw in enumerate(raws) if raw != ""]
        values: list[Any] = [None] * len(raws)
        for at, read in odd:
            values[at] = read.value
        return values, odd
    plain = take_plain(raws, column, is_text=not cells.grid.sheet)
    odd = [
        (at, _read(raws[at], at, column, cells))
        for at in plain.is_null().arg_true().to_list()
        if raws[at] != ""
    ]
    return _put(plain, [(at, read.value) for at, read in odd if read.value is not None]), odd


def _read(raw: Raw, at: int, column: Field, cells: SheetCells) -> Understood:
    """One cell; its number format is asked for only where it changes what a number means."""
    as_percent = column.meta.get("as") == "percent"
    if as_percent and isinstance(raw, float) and not -1 <= raw <= 1:
        return convert_cell(raw, column, cells.number_format(at, column.key))
    return convert_cell(raw, column)


def _put(plain: pl.Series, found: Sequence[tuple[int, Any]]) -> pl.Series:
    if not found:
        return plain
    if plain.dtype == pl.List:  # scatter knows no lists
        values = plain.to_list()
        for at, value in found:
            values[at] = value
        return series_of(values, plain.dtype)
    return plain.scatter([at for at, _ in found], series_of([v for _, v in found], plain.dtype))


def _is_worth_saying(read: Understood, column: Field, cells: SheetCells) -> bool:
    is_expected = read.code == _TYPED_TEXT.get(column.type) and not cells.grid.sheet
    return bool(read.code) and not is_expected


def _quoted_later(board: Board) -> frozenset[str]:
    """Columns whose cells are quoted by findings that compare entries with others or with lists."""
    conditions = (condition.field for condition in board.list_conditions)
    keys = {board.name_key, board.code_key, board.rank_key, board.unit_key, *conditions}
    return frozenset(keys - {""})


def _text_decimals(
    raws: Sequence[Raw], values: Column, odd: Sequence[tuple[int, Understood]], *, is_text: bool
) -> list[tuple[int, int]]:
    asked = enumerate(values) if is_text else ((at, read.value) for at, read in odd)
    return [
        (at, shown_decimals(raw, "", value))
        for at, value in asked
        if value is not None and isinstance(raw := raws[at], str)
    ]


def _stood_otherwise(
    raws: Sequence[Raw], values: Column, odd: Sequence[tuple[int, Understood]], *, every: bool
) -> list[tuple[int, str]]:
    """The cells whose text is not that of their value; only those without one, unless `every`."""
    if not every:
        return [(at, as_text(raws[at])) for at, read in odd if read.value is None]
    return [
        (at, as_text(raw))
        for at, (raw, value) in enumerate(zip(raws, values, strict=True))
        if raw is not value and raw != value and not _reads_as(raw, value)
    ]


def _reads_as(raw: Raw, value: Any) -> bool:
    """Whether the cell's text is its value's."""
    return (raw == "" and value is None) or (
        not isinstance(value, list) and as_text(raw) == as_text(value)
    )


def _finding(
    cells: SheetCells, at: int, column: Field, read: Understood, board: Board, campaign: Campaign
) -> Finding:
    severity = column.severities.get(read.code, campaign.severities[read.code])
    if column.key == board.serial_key:
        # A line's own number decides nothing: a formula that lost it must not send an entry back.
        severity = Severity.NOTE
    return Finding(
        read.code,
        severity,
        cells.ref(at, column.key),
        read.message,
        field=column.heading,
        value=as_text(cells.raw(at, column.key)),
    )
