"""Where a template's cells stand. In: a board and the rows prepared for entries; out: addresses.

All blocks of formulas stand on the sheet 校验公式, each in the row of the entry it speaks of. The
one thing a newcomer would get wrong: a cell of the data sheet is never named by its address,
which would move when somebody sorts or deletes rows there, but by its column and the formula's
own row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from toolkit.model import Board, column_letters
from toolkit.rules.rule import FormulaCells

# Cells of a share are formatted 0.00%.
_DECIMALS_OF_SHARES = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """The sheet that is filled in, and its rows for entries, the first and the last.

    Field i of the board (from 0) is column i + 1. On the sheet 校验公式, n fields have three
    blocks of columns: values 1 to n, verdicts n + 1 to 2n, faults before silence 2n + 1 to 3n.
    """

    data_sheet: str
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses of a board's cells, as the formulas of the first entry's row name them."""

    board: Board
    layout: Layout
    _at: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        places = {column.key: at for at, column in enumerate(self.board.fields, start=1)}
        object.__setattr__(self, "_at", places)

    def value(self, key: str) -> str:
        """The value as understood."""
        return self._own_row(key, 0)

    def verdict(self, key: str) -> str:
        """What is wrong with the cell."""
        return self._own_row(key, 1)

    def wrong(self, key: str) -> str:
        """What is wrong with the cell before any rule is silenced."""
        return self._own_row(key, 2)

    def values_above(self, key: str) -> str:
        """The values of the rows above, a heading's row included, so that there always is one."""
        return self._above(key, 0)

    def verdicts_above(self, key: str) -> str:
        """The verdicts on the rows above, a heading's row included."""
        return self._above(key, 1)

    def data(self, key: str) -> str:
        """The cell on the data sheet."""
        return f"INDEX({self._columns(self._at[key], self._at[key])},ROW())"

    def is_empty_row(self) -> str:
        """Whether nothing stands in the row but its number, its unit and its rank.

        SUM makes one number of ROW(), which is an array where SUMPRODUCT asks.
        """
        runs = [
            f"SUMPRODUCT(LEN(TRIM(INDEX({self._columns(first, last)},SUM(ROW()),0))))"
            for first, last in telling_columns(self.board)
        ]
        return f"IFERROR({'+'.join(runs)},1)=0"

    def cells(self, key: str) -> FormulaCells:
        """The row as the rules of a field see it."""
        as_shown = self.board.field(key).meta.get("as")
        return FormulaCells(
            key,
            {column.key: self.value(column.key) for column in self.board.fields},
            {column.key: column.type for column in self.board.fields},
            _DECIMALS_OF_SHARES if as_shown == "percent" else None,
        )

    @property
    def _data_sheet(self) -> str:
        quoted = self.layout.data_sheet.replace("'", "''")
        return f"'{quoted}'"

    def _columns(self, first: int, last: int) -> str:
        """Whole columns of the data sheet."""
        return f"{self._data_sheet}!${column_letters(first)}:${column_letters(last)}"

    def _letters(self, key: str, block: int) -> str:
        return column_letters(block * len(self.board.fields) + self._at[key])

    def _own_row(self, key: str, block: int) -> str:
        return f"{self._letters(key, block)}{self.layout.first_row}"

    def _above(self, key: str, block: int) -> str:
        letters, row = self._letters(key, block), self.layout.first_row - 1
        return f"{letters}${row}:{letters}{row}"


def telling_columns(board: Board) -> tuple[tuple[int, int], ...]:
    """The first and last of each run of columns that make a row an entry."""
    numbered = enumerate(board.fields, start=1)
    runs = groupby(numbered, key=lambda each: each[1].key not in board.silent_keys)
    found = [[at for at, _ in run] for tells, run in runs if tells]
    return tuple((run[0], run[-1]) for run in found)
