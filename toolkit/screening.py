"""A board's entries in columns; out: which cells are in doubt.

The same schema that Cerberus judges value by value, as Polars expressions: where every rule of a
cell surely holds, nobody needs to look at it again. The one thing a newcomer would get wrong: a
screen never finds fault. What it does not pass is only asked about, and Cerberus says the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from toolkit.model import Board, Field, Table
from toolkit.rules import RULES_BY_NAME, SILENT_WITHOUT_COLUMN
from toolkit.rules.rule import Columns

# The place of an entry's table in `Screened.tables`; the keys of fields hold no brackets.
_TABLE = "(table)"
# Says only that a blank may stand there.
_BLANK_ALLOWED = "nullable"


@dataclass(frozen=True, slots=True)
class Screened:
    """What is screened at once: values in columns (a row an entry), the tables they come from,
    how many entries each has, and the most decimals that any number format of its file shows.

    `text_decimals` are those of entries with numbers written as text, by position.
    `format_decimals(key, positions)` tells, but slowly, how many the cells' own formats show.
    """

    values: pl.DataFrame
    tables: Sequence[Table]
    sizes: Sequence[int]
    most_decimals: Sequence[int]
    text_decimals: Mapping[int, int]
    format_decimals: Callable[[str, Sequence[int]], Sequence[int]]

    def frame(self, keys: Iterable[str]) -> pl.DataFrame:
        """The values, with what screens ask beside them; `keys` are compared as they show."""
        tables = pl.concat(
            [pl.repeat(at, size, dtype=pl.Int64, eager=True) for at, size in enumerate(self.sizes)]
        )
        decimals = pl.Series(self.most_decimals, dtype=pl.Int64).gather(tables)
        if self.text_decimals:
            at = list(self.text_decimals)
            shown = pl.Series([self.text_decimals[position] for position in at])
            both = pl.DataFrame({"format": decimals.gather(at), "text": shown})
            decimals = decimals.scatter(at, both.max_horizontal())
        beside = [decimals.alias(_decimals_of(key)) for key in keys]
        return self.values.with_columns(tables.alias(_TABLE), *beside)


def _decimals_of(key: str) -> str:
    return f"{key} (decimals)"


@dataclass(frozen=True, slots=True)
class _FieldScreen:
    """Where a field surely holds: where the sheet has its column, and where it does not."""

    key: str
    present: pl.Expr
    absent: pl.Expr

    @property
    def compares_as_shown(self) -> bool:
        """Whether it asks how many decimals a cell shows."""
        return _decimals_of(self.key) in self.present.meta.root_names()

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
        self._as_shown = tuple(screen for screen in self._screens if screen.compares_as_shown)

    def doubtful(self, screened: Screened) -> dict[int, list[str]]:
        """The field keys in doubt, in the board's order, by the position of their entry."""
        frame = screened.frame(screen.key for screen in self._as_shown)
        found = _in_doubt(frame, self._screens, screened.tables)
        found |= self._looked_at_closely(frame, screened, found)
        doubtful: dict[int, list[str]] = {}
        for screen in self._screens:
            for at in found[screen.key].to_list():
                doubtful.setdefault(at, []).append(screen.key)
        return dict(sorted(doubtful.items()))

    def _looked_at_closely(
        self, frame: pl.DataFrame, screened: Screened, found: Mapping[str, pl.Series]
    ) -> dict[str, pl.Series]:
        """What of the cells compared as they show stays in doubt when it is known what they show:
        one number format with many decimals puts a whole file in doubt.
        """
        asked = [screen for screen in self._as_shown if len(found[screen.key])]
        if not asked:
            return {}
        rows = pl.concat([found[screen.key] for screen in asked]).unique().sort()
        for screen in asked:
            name, at = _decimals_of(screen.key), found[screen.key].to_list()
            own = zip(at, screened.format_decimals(screen.key, at), strict=True)
            shown = [max(many, screened.text_decimals.get(place, 0)) for place, many in own]
            frame = frame.with_columns(frame[name].clone().scatter(at, shown))
        still = _in_doubt(frame[rows], asked, screened.tables)
        return {key: rows.gather(places) for key, places in still.items()}


def _in_doubt(
    frame: pl.DataFrame, screens: Sequence[_FieldScreen], tables: Sequence[Table]
) -> dict[str, pl.Series]:
    """By field key, the places in the frame whose cell is in doubt."""
    verdicts = frame.select(pl.col(_TABLE), *(screen.over(tables) for screen in screens))
    return {screen.key: (~verdicts[screen.key]).arg_true() for screen in screens}


def _field_screen(column: Field, types: Mapping[str, str]) -> _FieldScreen:
    columns = Columns(column.key, types, _decimals_of(column.key))
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
