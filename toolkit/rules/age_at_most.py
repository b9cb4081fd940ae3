"""age_at_most: a day of birth that makes a person at most so many full years old on a day. E101."""

from __future__ import annotations

from calendar import isleap
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


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not isinstance(value, date):
        return None
    age = _age(value, date.fromisoformat(argument["on"]))
    if age <= argument["years"]:
        return None
    said = f"出生日期是{day(shown(value))}，到{day(argument['on'])}为{age}周岁"
    return Breach("E101", f"{said}，要求不超过{argument['years']}周岁，不符合条件，请核对。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"到{day(argument['on'])}不超过{argument['years']}周岁"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "date":
        return None
    on, born = date.fromisoformat(argument["on"]), columns.own.dt
    year_of_oldest: int = on.year - argument["years"] - 1
    birthday = born.month().cast(int) * 100 + born.day()
    oldest = (born.year() == year_of_oldest) & (birthday > on.month * 100 + on.day)
    return oldest | (born.year() > year_of_oldest)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    on = date.fromisoformat(argument["on"])
    year = on.year - argument["years"] - 1
    if cells.own_type != "date" or year < 1:
        return ()
    # The last day of birth on which one is too old; who is born on 29 February, a day later.
    is_leap_day = (on.month, on.day) == (2, 29) and not isleap(year)
    last = date(year, 2, 28) if is_leap_day else on.replace(year=year)
    return (Fault("E101", f"{cells.own}<={day_number(last)}"),)


RULE = Rule(
    "age_at_most",
    {
        "type": "dict",
        "schema": {
            "years": {"type": "integer", "min": 1, "required": True},
            "on": {**DAY, "required": True},
        },
    },
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
)
