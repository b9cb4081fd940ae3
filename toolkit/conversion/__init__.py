"""The entries of a table in; out: their values in columns, and what was understood on the way.

The one thing a newcomer would get wrong: a long column is taken as it is where its cells are
plainly of its type, and only the odd cells are read one by one; both ways give the same values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

import polars as pl

from toolkit.conversion.cells import convert_cell
from toolkit.conversion.formats import columns_read_as_shown
from toolkit.conversion.numbers import shown_decimals
from toolkit.conversion.plain import is_verbatim, pick, take_plain
from toolkit.conversion.reading_of import Understood
from toolkit.model import Board, Campaign, Field, Finding, Grid, Raw, Ref, Severity, Table, as_text
from toolkit.model.columns import dtype_of, series_of, whole
from toolkit.model.number_format import fixed_decimals

__all__ = ["Converted", "SheetCells", "convert_table"]

# Shorter columns are read cell by cell: setting up whole-column work would cost more.
_LONG = 64
_PIECE = 1024
# Where every cell is text, that a number or a date is written as text says nothing.
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

    @property
    def is_text(self) -> bool:
        """Whether every cell is text, whatever it means, as in a CSV."""
        return self.grid.is_untyped

    def raw(self, at: int, key: str) -> Raw:
        """What is to be read: the cell as it stands, or what of it is the value."""
        part = self.table.field_texts.get(key)
        return self.stood(at, key) if part is None else part

    def stood(self, at: int, key: str) -> Raw:
        """A cell as it stands, or the one merged down over it; "" where it is blank."""
        column = self.table.columns.get(key, 0)
        row = self._row(at, key, column)
        cells = self.grid.rows[row - 1] if row <= len(self.grid.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def number_format(self, at: int, key: str) -> str:
        """The number format of a number's cell; "" for anything else."""
        raw = self.raw(at, key)
        if isinstance(raw, bool) or not isinstance(raw, (int, float)):
            return ""
        column = self.table.columns[key]
        return self.grid.number_format(self._row(at, key, column), column)

    def ref(self, at: int, key: str) -> Ref:
        """Where an entry's cell stands."""
        column = self.table.columns[key]
        return Ref(self.table.submission, self.table.sheet, self._row(at, key, column), column)

    def pieces(self) -> Iterator[list[Sequence[Raw]]]:
        """The cells of some entries at a time, column by column from A; short columns end early.

        Cells that lie together in memory are met together: a whole column at once takes longer.
        """
        lines = self.grid.rows
        for start in range(0, len(self.rows), _PIECE):
            own = [lines[row - 1] for row in self.rows[start : start + _PIECE]]
            yield list(zip_longest(*own, fillvalue=""))

    def format_decimals(self, key: str, places: Sequence[int]) -> list[int]:
        """The decimals that the number formats of some cells show; 0 where the number decides."""
        column, number_format = self.table.columns.get(key, 0), self.grid.number_format
        if not column:
            return [0] * len(places)
        rows, origins = self.rows, self.table.origins
        stand = [rows[at] for at in places]
        if origins:
            stand = [origins.get((row, column), row) for row in stand]
        elif self.table.is_form:
            stand = [self.table.field_rows[key]] * len(places)
        return [fixed_decimals(number_format(row, column)) or 0 for row in stand]

    def decimals(self, at: int, column: Field, value: Any) -> int | None:
        """How many decimals of its value a cell shows, for a column whose rule asks."""
        if value is None or not is_compared_as_shown(column):
            return None
        number_format = self.number_format(at, column.key)
        return shown_decimals(self.raw(at, column.key), number_format, value)

    def _row(self, at: int, key: str, column: int) -> int:
        row = self.rows[at]
        if self.table.field_rows:
            return self.table.field_rows.get(key, row)
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
    as_shown = columns_read_as_shown(board, cells.grid.formats)
    picked = _pick_columns(cells, board, as_shown) if len(cells.rows) >= _LONG else {}
    cells.grid.expect_formats(_columns_asked_for_formats(cells, board, as_shown, picked))
    for place, column in enumerate(board.fields):
        if column.key not in cells.table.columns:
            columns[column.key] = _blanks(len(cells.rows), column)
            continue
        plain = picked.get(column.key)
        asked = column.key in as_shown
        values, odd = (
            _read_each(column, cells, as_shown=asked)
            if plain is None
            else _read_odd(plain, column, cells, as_shown=asked)
        )
        columns[column.key] = values
        said += ((at, place, read) for at, _, read in odd if _is_worth_saying(read, column, cells))
        for at, text in _stood_otherwise(cells, column, values, odd, every=column.key in quoted):
            originals.setdefault(at, {})[column.key] = text
        if is_compared_as_shown(column):
            for at, shown in _text_decimals(cells, column, values, odd):
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


def _columns_asked_for_formats(
    cells: SheetCells, board: Board, as_shown: Collection[str], picked: Mapping[str, pl.Series]
) -> set[int]:
    table = cells.table
    return {
        table.columns[column.key]
        for column in board.fields
        if column.key in table.columns
        and (
            is_compared_as_shown(column)
            or column.meta.get("as") == "percent"
            or (column.key in as_shown and _holds_numbers(cells, column.key, picked))
        )
    }


def _holds_numbers(cells: SheetCells, key: str, picked: Mapping[str, pl.Series]) -> bool:
    """Whether a column of text holds numbers or days: those are not picked."""
    places = picked[key].is_null().arg_true().to_list() if picked else range(len(cells.rows))
    return any(isinstance(cells.raw(at, key), (float, date)) for at in places)


def _pick_columns(
    cells: SheetCells, board: Board, as_shown: Collection[str]
) -> dict[str, pl.Series]:
    """The plain values of a long table's columns."""
    columns = [column for column in board.fields if column.key in cells.table.columns]
    picked: dict[str, list[pl.Series]] = {column.key: [] for column in columns}
    for across in cells.pieces():
        blanks = ("",) * min(_PIECE, len(cells.rows))
        for column in columns:
            at = cells.table.columns[column.key]
            own = across[at - 1] if at <= len(across) else blanks
            asked = column.key in as_shown
            picked[column.key].append(pick(own, column, is_text=cells.is_text, as_shown=asked))
    with ThreadPoolExecutor() as beside:  # what Polars does, it does without Python
        plain = beside.map(lambda each: take_plain(pl.concat(picked[each.key]), each), columns)
        return {column.key: own for column, own in zip(columns, plain, strict=True)}


# A cell that was read by itself: its entry's position, how it stood, and what it says.
_OddCell = tuple[int, Raw, Understood]


def _read_each(
    column: Field, cells: SheetCells, *, as_shown: bool
) -> tuple[Column, list[_OddCell]]:
    """A short column, cell by cell."""
    values: list[Any] = [None] * len(cells.rows)
    odd: list[_OddCell] = []
    for at in range(len(cells.rows)):
        raw = cells.raw(at, column.key)
        if raw != "":
            read = _read(raw, at, column, cells, as_shown=as_shown)
            values[at] = read.value
            odd.append((at, raw, read))
    return values, odd


def _read_odd(
    plain: pl.Series, column: Field, cells: SheetCells, *, as_shown: bool
) -> tuple[Column, list[_OddCell]]:
    """A long column: what is not plain is read cell by cell."""
    odd = [
        (at, raw, _read(raw, at, column, cells, as_shown=as_shown))
        for at in plain.is_null().arg_true().to_list()
        if (raw := cells.raw(at, column.key)) != ""
    ]
    found = [(at, read.value) for at, _, read in odd if read.value is not None]
    return _put(plain, found), odd


def _read(raw: Raw, at: int, column: Field, cells: SheetCells, *, as_shown: bool) -> Understood:
    """One cell; its number format is asked for only where it changes what a number means."""
    number_format = ""
    if isinstance(raw, (float, date)) and (as_shown or _is_beyond_share(raw, column)):
        ref = cells.ref(at, column.key)
        number_format = cells.grid.number_format(ref.row, ref.column)
    return convert_cell(raw, column, number_format, starts_1904=cells.grid.starts_1904)


def _is_beyond_share(raw: Raw, column: Field) -> bool:
    """Whether a number is a share only if its format says so."""
    is_share = column.meta.get("as") == "percent"
    return is_share and isinstance(raw, float) and not -1 <= raw <= 1


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
    is_text = cells.is_text or column.key in cells.table.field_texts
    is_expected = is_text and read.code == _TYPED_TEXT.get(column.type)
    return bool(read.code) and not is_expected


def _quoted_later(board: Board) -> frozenset[str]:
    """Columns whose cells are quoted by findings that compare entries with others or with lists."""
    conditions = (condition.field for condition in board.list_conditions)
    named = (board.name_key, board.owner_key, board.code_key)
    return frozenset({*named, board.rank_key, board.unit_key, *conditions} - {""})


def _text_decimals(
    cells: SheetCells, column: Field, values: Column, odd: Sequence[_OddCell]
) -> list[tuple[int, int]]:
    """How many decimals each number shows that is written as text, by position."""
    if cells.is_text:
        stood = ((at, cells.raw(at, column.key), value) for at, value in enumerate(_listed(values)))
    else:
        stood = ((at, raw, read.value) for at, raw, read in odd)
    return [
        (at, shown_decimals(raw, "", value))
        for at, raw, value in stood
        if value is not None and isinstance(raw, str)
    ]


def _stood_otherwise(
    cells: SheetCells, column: Field, values: Column, odd: Sequence[_OddCell], *, every: bool
) -> list[tuple[int, str]]:
    """The cells whose text is not that of their value; only those without one, unless `every`."""
    if not every:
        unread = [at for at, _, read in odd if read.value is None]
        return [(at, as_text(cells.stood(at, column.key))) for at in unread]
    if is_verbatim(column, is_text=cells.is_text):
        stood = [(at, cells.stood(at, column.key), read.value) for at, _, read in odd]
    else:
        stood = [
            (at, cells.stood(at, column.key), value) for at, value in enumerate(_listed(values))
        ]
    return [(at, as_text(raw)) for at, raw, value in stood if not _reads_as(raw, value)]


def _listed(values: Column) -> list[Any]:
    return values if isinstance(values, list) else values.to_list()


def _reads_as(raw: Raw, value: Any) -> bool:
    """Whether the cell's text is its value's, as a column holds it."""
    text = as_text(raw)
    return not isinstance(value, list) and as_text(value) in (text, whole(text))


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
        value=as_text(cells.stood(at, column.key)),
    )
