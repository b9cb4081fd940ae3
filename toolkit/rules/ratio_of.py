"""ratio_of: a stated share against the two figures it comes from. V502.

It is off when it differs by one unit or more in the last decimal of its own cell; a blank share
where both figures are given is off as well. Without a divisor there is nothing to compare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import when_number
from toolkit.rules.figure_columns import figures_of, surely_ratio
from toolkit.rules.figure_expressions import differs_by, figures_given, unit_of
from toolkit.rules.figures import decimals_shown, figures, fraction, is_number, is_off
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import NUMBERS
from toolkit.rules.wording import as_percent, heading_beside

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    both = figures([argument["of"], argument["to"]], record)
    if both is None or len(both) < 2 or both[1] == 0:
        return None
    ratio = fraction(both[0]) / fraction(both[1])
    dividend = heading_beside(argument["of"], record)
    source = f"“{dividend}” ÷ “{heading_beside(argument['to'], record)}”"
    if value is None:
        said = f"没有填写，按{source}计算应为{as_percent(ratio)}"
        return Breach("V502", f"{said}，请补填。")
    if not is_number(value) or not is_off(value, ratio, record):
        return None
    decimals = max(2, decimals_shown(value, record) - 2)
    stated = as_percent(fraction(value), decimals)
    said = f"填写的是{stated}，按{source}计算应为{as_percent(ratio, decimals)}"
    return Breach("V502", f"{said}，请核对后改正。")


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    both = figures_of(columns, [argument["of"], argument["to"]])
    if both is None:
        return None
    dividends, divisors = both
    nothing_to_compare = dividends.is_null() | divisors.is_null() | (divisors == 0)
    ratio = surely_ratio(columns.own, dividends, divisors, columns.most_decimals)
    return nothing_to_compare | ratio


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"等于{heading(argument['of'])}÷{heading(argument['to'])}"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    both = figures_given(cells, [argument["of"], argument["to"]])
    if len(both) < 2:
        return ()
    dividend, divisor = both
    own = cells.own
    is_wrong = f'{own}=""'
    if cells.own_type in NUMBERS:
        # Both sides times the divisor, so that nothing is divided.
        stated, allowed = f"{own}*{divisor}", f"ABS({divisor})*{unit_of(cells)}"
        differs = differs_by(f"{stated}-{dividend}", allowed, [dividend, divisor, stated])
        is_wrong = f"IF({is_wrong},TRUE,{differs})"
    compared = when_number(divisor, f"IF({divisor}=0,FALSE,{is_wrong})")
    return (Fault("V502", when_number(dividend, compared)),)


RULE = Rule(
    "ratio_of",
    {
        "type": "dict",
        "schema": {
            "of": {"type": "string", "required": True},
            "to": {"type": "string", "required": True},
        },
    },
    _breach,
    _words,
    refers=lambda argument: (argument["of"], argument["to"]),
    judges_blank=True,
    screen=_screen,
    formula=_formula,
)
