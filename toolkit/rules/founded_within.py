"""founded_within: registered at most so many years before a year. E101.

Counted in calendar years: ten years back from 2022 is 1 January 2012 or later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import day_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import own_type
from toolkit.rules.wording import day, shown

if TYPE_CHECKING:
    import polars as pl


def _first_day(argument: Any) -> date:
    return date(argument["of"] - argument["years"], 1, 1)


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    first = _first_day(argument)
    if not isinstance(value, date) or value >= first:
        return None
    limit = f"以{argument['of']}年计成立不超过{argument['years']}年"
    said = f"登记日期是{day(shown(value))}，要求{limit}，即{day(shown(first))}（含）以后登记"
    return Breach("E101", f"{said}，不符合条件，请核对。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    first = day(shown(_first_day(argument)))
    return f"成立不超过{argument['years']}年（{first}（含）以后登记）"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    return columns.own >= _first_day(argument) if own_type(columns) == "date" else None


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    if cells.own_type != "date":
        return ()
    return (Fault("E101", f"{cells.own}<{day_number(_first_day(argument))}"),)


RULE = Rule(
    "founded_within",
    {
        "type": "dict",
        "schema": {
            "years": {"type": "integer", "min": 1, "required": True},
            "of": {"type": "integer", "min": 1900, "required": True},
        },
    },
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
)
