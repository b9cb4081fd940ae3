"""at_most_share_of: an amount at most such a share of another one. V503."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.figure_columns import figures_of, surely_at_most
from toolkit.rules.figure_expressions import faults_beside
from toolkit.rules.figures import fraction, is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.wording import as_percent, heading_beside, rounded, shown

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    other = record.get(argument["field"])
    if not is_number(value) or not is_number(other):
        return None
    most = fraction(argument["share"]) * fraction(other)
    if fraction(value) <= most:
        return None
    whole = f"“{heading_beside(argument['field'], record)}”（{shown(other)}）"
    bound = f"{whole}的{as_percent(fraction(argument['share']))}，即{rounded(most, 4)}"
    return Breach("V503", f"填写的是{shown(value)}，不应超过{bound}，请核对这两项。")


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    wholes = figures_of(columns, [argument["field"]])
    if wholes is None:
        return None
    share = fraction(argument["share"])
    return wholes[0].is_null() | surely_at_most(columns.own, share, wholes[0])


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    share = as_percent(fraction(argument["share"]))
    return f"不超过“{heading(argument['field'])}”的{share}"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    return faults_beside(cells, "V503", ">", argument["share"], [argument["field"]])


RULE = Rule(
    "at_most_share_of",
    {
        "type": "dict",
        "schema": {
            "field": {"type": "string", "required": True},
            "share": {"type": "number", "min": 0, "max": 1, "required": True},
        },
    },
    _breach,
    _words,
    refers=lambda argument: (argument["field"],),
    screen=_screen,
    formula=_formula,
)
