"""not_before: a date not earlier than a day. V301."""

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
    said = f"填写的日期是{day(shown(value))}，不得早于{day(argument)}"
    return Breach("V301", f"{said}，请核对后改正。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"不早于{day(argument)}"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "date":
        return None
    return columns.own >= date.fromisoformat(argument)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    if cells.own_type != "date":
        return ()
    return (Fault("V301", f"{cells.own}<{day_number(date.fromisoformat(argument))}"),)


RULE = Rule("not_before", DAY, _breach, _words, screen=_screen, formula=_formula)
