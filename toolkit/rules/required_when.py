"""required_when: the cell must be filled where another field says so. V101.

All the tests of the argument must hold. Where the other field is blank the cell may be blank,
unless the argument says ``given: false``, which asks for one of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import cases, readings, screens
from toolkit.rules.expressions import all_of
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    if value not in (None, "", []) or not cases.is_so(argument, record):
        return None
    case = cases.found_words(argument, record)
    return Breach("V101", f"这一格是空的；{case}时，本项为必填项，请填写。")


def _screen(argument: Any, columns: Columns) -> pl.Expr:
    is_filled = ~readings.is_blank(columns.own, screens.own_type(columns))
    return is_filled | cases.is_surely_not(argument, columns)


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"{cases.case_words(argument, heading)}时必填"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    is_asked = cases.is_so_in(argument, cells)
    if is_asked is None:
        return None
    return (Fault("V101", all_of([f'{cells.own}=""', is_asked])),)


RULE = Rule(
    "required_when",
    cases.CASE,
    _breach,
    _words,
    refers=lambda argument: (argument["field"],),
    judges_blank=True,
    screen=_screen,
    formula=_formula,
)
