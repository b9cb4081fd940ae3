"""born_not_before: born on a day or later. E101."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import day_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import own_type
from toolkit.rules.wording import DAY, day, shown

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not isinstance(value, date) or value >= date.fromisoformat(argument):
        return None
    said = f"出生日期是{day(shown(value))}，要求在{day(argument)}（含）以后出生"
    return Breach("E101", f"{said}，不符合条件，请核对。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"{day(argument)}（含）以后出生"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "date":
        return None
    return columns.own >= date.fromisoformat(argument)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    if cells.own_type != "date":
        return ()
    return (Fault("E101", f"{cells.own}<{day_number(date.fromisoformat(argument))}"),)


RULE = Rule("born_not_before", DAY, _breach, _words, screen=_screen, formula=_formula)
