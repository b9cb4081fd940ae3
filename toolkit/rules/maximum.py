"""max: a number not above a bound. V302. Cerberus judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import number
from toolkit.rules.figures import is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import NUMBERS, exact_float, own_type
from toolkit.rules.wording import quoted, shown

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not is_number(value) or value <= argument:
        return None
    return Breach("V302", f"填写的是{quoted(value)}，不得大于{shown(argument)}，请核对后改正。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"不大于{shown(argument)}"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    bound = exact_float(argument)
    if own_type(columns) not in NUMBERS or bound is None:
        return None
    return columns.own <= bound


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    if cells.own_type not in NUMBERS:
        return ()
    bound = number(argument)
    return None if bound is None else (Fault("V302", f"{cells.own}>{bound}"),)


RULE = Rule(
    "max", {"type": "number"}, _breach, _words, native=True, screen=_screen, formula=_formula
)
