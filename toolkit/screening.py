"""A board's entries in columns; out: which cells are in doubt.

The same schema that Cerberus judges value by value, as Polars expressions: where every rule of a
cell surely holds, nobody needs to look at it again. The one thing a newcomer would get wrong: a
screen never finds fault. What it does not pass is only asked about, and Cerberus says the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from toolkit.model import Board, Field, Table
from toolkit.rules import RULES_BY_NAME, SILENT_WITHOUT_COLUMN
from toolkit.rules.rule import MOST_DECIMALS, Columns

# The place of an entry's table in `Screened.tables`; the keys of fields hold no brackets.
_TABLE = "(table)"
# Says only that a blank may stand there.
_BLANK_ALLOWED = "nullable"


@dataclass(frozen=True, slots=True)
class Screened:
    """What is screened at once: values in columns (a row an entry), the tables they come from,
    how many entries each has, and the most decimals that any number format of its file shows.
    `text_decimals` are those of entries with numbers written as text, by position.
    """

    values: pl.DataFrame
    tables: Sequence[Table]
    sizes: Sequence[int]
    most_decimals: Sequence[int]
    text_decimals: Mapping[int, int]

    def frame(self) -> pl.DataFrame:
        """The values with what screens ask beside them."""
        tables = pl.concat(
            [pl.repeat(at, size, dtype=pl.Int64, eager=True) for at, size in enumerate(self.sizes)]
        )
        decimals = pl.Series(self.most_decimals, dtype=pl.Int64).gather(tables)
        if self.text_decimals:
            at, shown = zip(*self.text_decimals.items(), strict=True)
            both = pl.DataFrame({"format": decimals.gather(at), "text": shown})
            decimals = decimals.scatter(at, both.max_horizontal())
        return self.values.with_columns(tables.alias(_TABLE), decimals.alias(MOST_DECIMALS))


@dataclass(frozen=True, slots=True)
class _FieldScreen:
    """Where a field surely holds: where the sheet has its column, and where it does not."""

    key: str
    present: pl.Expr
    absent: pl.Expr

    def over(self, tables: Sequence[Table]) -> pl.Expr:
        """The screen for entries of several tables, some of which may lack the column."""
        lacking = [at for at, table in enumerate(tables) if self.key not in table.columns]
        if not lacking:
            return self.present.alias(self.key)
        chosen = pl.when(pl.col(_TABLE).is_in(lacking)).then(self.absent).otherwise(self.present)
        return chosen.alias(self.key)


class BoardScreen:
    """A board's schema as Polars expressions, compiled once."""

    def __init__(self, board: Board) -> None:
        types = {column.key: column.type for column in board.fields}
        self._screens = tuple(_field_screen(column, types) for column in board.fields)

    def doubtful(self, screened: Screened) -> dict[int, list[str]]:
        """The field keys in doubt, in the board's order, by the position of their entry."""
        verdicts = screened.frame().select(
            pl.col(_TABLE), *(screen.over(screened.tables) for screen in self._screens)
        )
        doubtful: dict[int, list[str]] = {}
        for screen in self._screens:
            sure = verdicts[screen.key]
            if not sure.all():
                for at in (~sure).arg_true().to_list():
                    doubtful.setdefault(at, []).append(screen.key)
        return dict(sorted(doubtful.items()))


def _field_screen(column: Field, types: Mapping[str, str]) -> _FieldScreen:
    columns = Columns(column.key, types)
    sure = dict(_rule_screens(column, columns))
    spoken = [screen for name, screen in sure.items() if name not in SILENT_WITHOUT_COLUMN]
    return _FieldScreen(column.key, _all(sure.values()), _all(spoken))


def _all(screens: Iterable[pl.Expr]) -> pl.Expr:
    return pl.all_horizontal(pl.lit(value=True), *screens)


def _rule_screens(column: Field, columns: Columns) -> Iterator[tuple[str, pl.Expr]]:
    own = columns.own
    for name, argument in column.rules.items():
        if name == _BLANK_ALLOWED:
            continue
        rule = RULES_BY_NAME[name]
        screen = rule.screen(argument, columns)
        if screen is None:
            screen = pl.lit(value=False)
        yield name, (screen if rule.judges_blank else own.is_null() | screen).fill_null(value=False)
    if not (column.rules.get(_BLANK_ALLOWED) or column.rules.get("required")):
        yield "required", own.is_not_null()
