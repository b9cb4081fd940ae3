"""Some entries of one board in, in a chosen order; out: what workbooks show of them, by column.

What a newcomer would get wrong: a cell that could not be understood has no typed value, so the
columns fall back on how the cell stood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from toolkit.model import Board, Outcome, Run, Table
from toolkit.model.columns import BoardEntries, values_of
from toolkit.writers.wording import name_or_row, with_owner

_NOTHING: Mapping[str, str] = {}
# Entries whose values are taken out of the columns at a time.
_AT_A_TIME = 2000


@dataclass(frozen=True, slots=True)
class Selection:
    """Entries of one board. `places` says where each stands in the board's columns; `numbers`
    and `units` are theirs.
    """

    board: Board
    columns: BoardEntries
    places: list[int]
    numbers: Sequence[int]
    units: Sequence[str]
    _shown: dict[str, list[Any]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.places)

    def shown(self, key: str) -> list[Any]:
        """Each entry's value at a field key, or the cell's own text where it was not understood;
        blanks where the board has no such column.
        """
        if key not in self._shown:
            column = self._column(key)
            values = values_of(column)
            for at, text in self._odd(key, column).items():
                values[at] = text
            self._shown[key] = values
        return self._shown[key]

    def figures(self, key: str) -> tuple[pl.Series, dict[int, Any]]:
        """The numbers of a column, and by their place what other values it has."""
        column = self._column(key)
        if column.dtype == pl.Float64:
            return column, self._odd(key, column)
        others = {at: value for at, value in enumerate(self.shown(key)) if value is not None}
        return pl.Series(key, [None] * len(self), pl.Float64), others

    def longest_text(self, key: str) -> int:
        """How long the longest text of a column is."""
        column = self._column(key)
        lengths = column.cast(pl.String).str.len_chars().to_list()
        texts = self._odd(key, column).values()
        return max((*filter(None, lengths), *map(len, texts)), default=0)

    def _column(self, key: str) -> pl.Series:
        if key not in self.columns.values.columns:
            return pl.Series(key, [None] * len(self), pl.String)
        return self.columns.values[key].gather(self.places)

    def _odd(self, key: str, column: pl.Series) -> dict[int, str]:
        """By their place, the cells that were not understood as they stood."""
        originals = self.columns.originals
        if not originals or not column.null_count():
            return {}
        blanks = column.is_null().arg_true().to_list()
        stood = ((at, originals.get(self.places[at], _NOTHING).get(key, "")) for at in blanks)
        return {at: text for at, text in stood if text}

    def picked(self, chosen: Sequence[int]) -> Selection:
        """Some of them, by their place in the selection, in that order."""
        return replace(
            self,
            places=[self.places[at] for at in chosen],
            numbers=[self.numbers[at] for at in chosen],
            units=[self.units[at] for at in chosen],
            _shown={},
        )

    def sorted(self, key: Callable[[int], Any]) -> Selection:
        """The same in another order; the key is given a place in the selection."""
        return self.picked(sorted(range(len(self)), key=key))

    def pieces(self) -> Iterator[tuple[int, Selection]]:
        """The selection a little at a time, each piece with where it begins."""
        for start in range(0, len(self), _AT_A_TIME):
            yield start, self.picked(range(start, min(start + _AT_A_TIME, len(self))))


def accepted(run: Run, board: Board) -> Selection:
    """The entries accepted on a board, by number."""
    decisions = run.ledger.decisions
    entries = all_of(run, board)
    numbers = entries.numbers
    kept = [
        at for at in range(len(entries)) if decisions[numbers[at] - 1].outcome is Outcome.ACCEPTED
    ]
    return entries.picked(sorted(kept, key=lambda at: numbers[at]))


def all_of(run: Run, board: Board) -> Selection:
    """The entries sent for a board, as its columns hold them."""
    columns = run.entries.of_board(board.id)
    numbers = [number for span in columns.spans for number in span.numbers]
    units = units_by_number(run)
    return Selection(
        board, columns, list(range(len(numbers))), numbers, [units[n - 1] for n in numbers]
    )


def shown_by_number(run: Run, key_of: Callable[[Board], str]) -> list[Any]:
    """One column of each board, for every entry by its number."""
    found: list[Any] = [None] * len(run.entries)
    for board in run.campaign.boards:
        entries = all_of(run, board)
        for number, value in zip(entries.numbers, entries.shown(key_of(board)), strict=True):
            found[number - 1] = value
    return found


def names_by_number(run: Run) -> list[str]:
    """What every entry is called, by its number; its row when even the name is missing."""
    names = shown_by_number(run, lambda board: board.name_key)
    places = places_by_number(run)
    return [name_or_row(name, row) for name, (_, row) in zip(names, places, strict=True)]


def owned_names_by_number(run: Run) -> list[str]:
    """What every entry is called, by its number, and whose it is where it is somebody's."""
    owners = shown_by_number(run, lambda board: board.owner_key)
    return [with_owner(*each) for each in zip(names_by_number(run), owners, strict=True)]


def places_by_number(run: Run) -> list[tuple[Table, int]]:
    """The table and the row of every entry by its number."""
    return [(span.table, row) for span in run.entries.spans for row in span.rows]


def units_by_number(run: Run) -> Sequence[str]:
    """The unit of every entry by its number, "" where it is not known."""
    return run.entries.units or [""] * len(run.entries)
