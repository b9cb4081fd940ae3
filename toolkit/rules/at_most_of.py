"""at_most_of: a figure at most so many times another one. V503."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.figure_columns import figures_of, surely_at_most
from toolkit.rules.figure_expressions import faults_beside
from toolkit.rules.figures import fraction, is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.wording import heading_beside, multiple, shown

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    other = record.get(argument["field"])
    if not is_number(value) or not is_number(other):
        return None
    if fraction(value) <= fraction(argument.get("times", 1)) * fraction(other):
        return None
    bound = f"“{heading_beside(argument['field'], record)}”（{shown(other)}）{multiple(argument)}"
    return Breach("V503", f"填写的是{shown(value)}，不应大于{bound}，请核对这两项。")


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    bounds = figures_of(columns, [argument["field"]])
    if bounds is None:
        return None
    times = fraction(argument.get("times", 1))
    return bounds[0].is_null() | surely_at_most(columns.own, times, bounds[0])


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"不大于“{heading(argument['field'])}”{multiple(argument)}"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    return faults_beside(cells, "V503", ">", argument.get("times", 1), [argument["field"]])


RULE = Rule(
    "at_most_of",
    {
        "type": "dict",
        "schema": {
            "field": {"type": "string", "required": True},
            "times": {"type": "number", "min": 0},
        },
    },
    _breach,
    _words,
    refers=lambda argument: (argument["field"],),
    screen=_screen,
    formula=_formula,
)
