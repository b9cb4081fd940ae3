"""type: what kind of value the cell holds. V201. Cerberus judges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import is_one_of_texts, number, when_number
from toolkit.rules.figures import is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import own_type
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "string": (lambda value: isinstance(value, str), "文字"),
    "integer": (lambda value: isinstance(value, int), "整数"),
    "number": (is_number, "数字"),
    "date": (lambda value: isinstance(value, date), "日期，如2018-05-31"),
    "boolean": (lambda value: isinstance(value, bool), "“是”或“否”"),
    "list": (lambda value: isinstance(value, list), "一项或几项，几项之间用“；”隔开"),
}
# From here on, a whole number stays a float.
_FIRST_FLOAT = 1e15


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    is_kind, kind = _KINDS[argument]
    if is_kind(value):
        return None
    return Breach("V201", f"填写的是{quoted(value)}，本项应填写{kind}，请改正。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"填写{_KINDS[argument][1]}"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != argument:
        return None
    if argument != "integer":
        return columns.own.is_not_null()
    return (columns.own == columns.own.floor()) & (columns.own.abs() < _FIRST_FLOAT)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    """A text of a column of ticks is no choice (V401), as reading it says."""
    own = cells.own
    match argument:
        case "integer":
            is_whole = f"IF(ABS({own})<{number(_FIRST_FLOAT)},{own}=INT({own}),FALSE)"
            return (Fault("V201", f"NOT({when_number(own, is_whole)})"),)
        case "number" | "date":
            return (Fault("V201", f"NOT(ISNUMBER({own}))"),)
        case "boolean":
            return (Fault("V401", f"NOT({is_one_of_texts(own, ['是', '否'])})"),)
        case _:
            return ()


RULE = Rule(
    "type",
    {"type": "string", "allowed": list(_KINDS)},
    _breach,
    _words,
    native=True,
    screen=_screen,
    formula=_formula,
)
