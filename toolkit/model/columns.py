"""Entries in columns: what leaves a child process, and what every stage after it is given.

`Entries` reads like a sequence of `Entry`, which are light views made when asked for; who compares
many of them takes a board's columns instead. The one thing a newcomer would get wrong: a number
column is Float64 whatever its type, and a whole number below 10^15 is an int again in a view.

Not exported by `toolkit.model`, which must not wait for Polars.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, overload

import polars as pl

from toolkit.model.campaign import Board, Field
from toolkit.model.entries import Entry, Table

_DTYPES: Mapping[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Float64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
    "list": pl.List(pl.String()),
}
_INTEGERS_BELOW = 1e15
_NOTHING: Mapping[str, str] = {}


def dtype_of(column: Field) -> pl.DataType:
    """What the values of a field are held in."""
    return _DTYPES[column.type]


def series_of(values: Sequence[Any], dtype: pl.DataType, name: str = "") -> pl.Series:
    """A column of values; half a character, which no column can hold, becomes a question mark."""
    try:
        return pl.Series(name, values, dtype)
    except UnicodeEncodeError:
        return pl.Series(name, [whole(value) for value in values], dtype)


def whole(value: Any) -> Any:
    """A value whose texts hold no half characters."""
    if isinstance(value, list):
        return [whole(each) for each in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def number_of(value: float | None) -> float | None:
    """A number as rules and people see it: an int where it is whole (and below 10^15)."""
    if value is None or not value.is_integer() or abs(value) >= _INTEGERS_BELOW:
        return value
    return int(value)


def values_of(column: pl.Series) -> list[Any]:
    """A column's values as rules see them."""
    values = column.to_list()
    return [number_of(value) for value in values] if column.dtype == pl.Float64 else values


@dataclass(frozen=True, slots=True)
class Span:
    """Entries of one table that follow each other: `first` is the number of the first one, `at`
    its position in its board's columns, and `rows` are their rows on the sheet. A table has
    several spans where rows of another board stand between its own.
    """

    table: Table
    first: int
    at: int
    rows: array[int]

    @property
    def numbers(self) -> range:
        """The entries' numbers."""
        return range(self.first, self.first + len(self.rows))

    @property
    def among_all(self) -> slice:
        """Where the entries stand in a list of something for every entry."""
        return slice(self.first - 1, self.first - 1 + len(self.rows))


@dataclass(frozen=True, slots=True)
class BoardEntries:
    """All entries of one board: a column of `values` for each field key, a row for each entry.

    `originals` says, by position and field key, how a cell stood where its value does not tell:
    cells that could not be understood, and what later findings quote.
    """

    board: str
    spans: tuple[Span, ...]
    values: pl.DataFrame
    originals: Mapping[int, Mapping[str, str]]
    _lists: dict[str, list[Any]] = field(default_factory=dict, repr=False, compare=False)

    def column(self, key: str) -> list[Any]:
        """The values at a field key, as `Entry.value` gives them; blanks where there is no such
        column.
        """
        if key not in self._lists:
            self._lists[key] = (
                values_of(self.values[key])
                if key in self.values.columns
                else [None] * self.values.height
            )
        return self._lists[key]

    def texts(self, key: str) -> pl.Series:
        """The values at a field key as text; blanks where there is no such column."""
        if key in self.values.columns and self.values[key].dtype == pl.String:
            return self.values[key]
        found = [None if value is None else _text(value) for value in self.column(key)]
        return pl.Series(key, found, pl.String)

    def only(self, keys: Iterable[str]) -> BoardEntries:
        """The same entries with some of their columns."""
        return replace(self, values=self.values.select(list(keys)))

    def shifted(self, before: int) -> BoardEntries:
        """The same entries, numbered after `before` others."""
        spans = tuple(replace(span, first=span.first + before) for span in self.spans)
        return replace(self, spans=spans)

    @property
    def numbers(self) -> pl.Series:
        """The entries' numbers, in the order of `values`."""
        ranges = [
            pl.int_range(span.numbers.start, span.numbers.stop, eager=True) for span in self.spans
        ]
        return pl.concat(ranges).alias("entry") if ranges else pl.Series("entry", [], pl.Int64)


class _Values(Mapping[str, Any]):
    """One entry's values by field key, looked up in its board's columns."""

    __slots__ = ("_at", "_columns")

    def __init__(self, columns: BoardEntries, at: int) -> None:
        self._columns, self._at = columns, at

    def __getitem__(self, key: str) -> Any:
        if key not in self._columns.values.columns:
            raise KeyError(key)
        return self._columns.column(key)[self._at]

    def get(self, key: str, default: Any = None) -> Any:
        found = self._columns.column(key)[self._at]
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.values.columns)

    def __len__(self) -> int:
        return self._columns.values.width


class Entries(Sequence[Entry]):
    """Every entry of a batch, by number from 1: ``entries[0]`` has the number 1.

    `units` holds each entry's unit, once senders are known.
    """

    def __init__(self, boards: Iterable[BoardEntries] = (), units: Sequence[str] = ()) -> None:
        self._boards = {columns.board: columns for columns in boards}
        self._spans = sorted(
            ((span, columns) for columns in self._boards.values() for span in columns.spans),
            key=lambda each: (each[0].first, len(each[0].rows)),
        )
        self._firsts = [span.first for span, _ in self._spans]
        self._count = sum(len(span.rows) for span, _ in self._spans)
        self.units = units

    @property
    def spans(self) -> list[Span]:
        """Where the entries stand, in the order of their numbers."""
        return [span for span, _ in self._spans]

    @property
    def by_submission(self) -> dict[str, list[Span]]:
        """The same by the files they stand in."""
        grouped: dict[str, list[Span]] = {}
        for span in self.spans:
            grouped.setdefault(span.table.submission, []).append(span)
        return grouped

    @property
    def boards(self) -> list[BoardEntries]:
        """The boards that have entries."""
        return list(self._boards.values())

    def of_board(self, board: str) -> BoardEntries:
        """A board's entries in columns; without a row where the board has none."""
        return self._boards.get(board) or BoardEntries(board, (), pl.DataFrame(), {})

    def with_units(self, units: Sequence[str]) -> Entries:
        """The same entries, each with its unit."""
        return Entries(self._boards.values(), units)

    def stated(self, keys: Mapping[str, str]) -> list[Any]:
        """One value an entry, by number: the field that each board names in `keys`, or None."""
        found: list[Any] = []
        for span, columns in self._spans:
            key = keys.get(span.table.board, "")
            size = len(span.rows)
            found += columns.column(key)[span.at : span.at + size] if key else [None] * size
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entries) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it compares what changes hands, not itself

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self._count))]
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError(index)
        span, columns = self._spans[bisect_right(self._firsts, at + 1) - 1]
        return self._view(span, columns, at + 1 - span.first)

    def __iter__(self) -> Iterator[Entry]:
        for span, columns in self._spans:
            for nth in range(len(span.rows)):
                yield self._view(span, columns, nth)

    def _view(self, span: Span, columns: BoardEntries, nth: int) -> Entry:
        at, number = span.at + nth, span.first + nth
        return Entry(
            number,
            span.table,
            span.rows[nth],
            _Values(columns, at),
            columns.originals.get(at, _NOTHING),
            unit=self.units[number - 1] if self.units else "",
        )


def join_entries(parts: Iterable[BoardEntries]) -> Entries:
    """Columns of several batches as one; their entries are numbered through already."""
    boards: dict[str, list[BoardEntries]] = {}
    for columns in parts:
        boards.setdefault(columns.board, []).append(columns)
    return Entries(_joined(board, own) for board, own in boards.items())


def _joined(board: str, parts: Sequence[BoardEntries]) -> BoardEntries:
    spans: list[Span] = []
    originals: dict[int, Mapping[str, str]] = {}
    height = 0
    for part in parts:
        spans += (replace(span, at=span.at + height) for span in part.spans)
        originals |= {at + height: texts for at, texts in part.originals.items()}
        height += part.values.height
    values = pl.concat([part.values for part in parts]) if len(parts) > 1 else parts[0].values
    return BoardEntries(board, tuple(spans), values, originals)


def entries_of(entries: Iterable[Entry], boards: Iterable[Board]) -> Entries:
    """Entries made one by one, in columns; they are numbered from 1 without a gap."""
    given = list(entries)
    built = []
    for board in boards:
        own = [entry for entry in given if entry.board == board.id]
        if own:
            built.append(_columns_of(own, board))
    return Entries(built, [entry.unit for entry in given])


def _columns_of(own: Sequence[Entry], board: Board) -> BoardEntries:
    values = pl.DataFrame(
        {
            column.key: series_of([entry.value(column.key) for entry in own], dtype_of(column))
            for column in board.fields
        }
    )
    originals = {at: entry.originals for at, entry in enumerate(own) if entry.originals}
    spans = tuple(
        Span(entry.table, entry.number, at, array("q", [entry.row])) for at, entry in enumerate(own)
    )
    return BoardEntries(board.id, spans, values, originals)


def _text(value: object) -> str:
    return "；".join(value) if isinstance(value, list) else str(value)
