"""required: the cell must be filled. V101. Cerberus judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import everywhere

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not argument or value is not None:
        return None
    return Breach("V101", "这一格是空的，本项为必填项，请填写。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return "必填" if argument else "选填"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    return columns.own.is_not_null() if argument else everywhere(columns.own)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    return (Fault("V101", f'{cells.own}=""'),) if argument else ()


RULE = Rule(
    "required",
    {"type": "boolean"},
    _breach,
    _words,
    judges_blank=True,
    native=True,
    screen=_screen,
    formula=_formula,
)
