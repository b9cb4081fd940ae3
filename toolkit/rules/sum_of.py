"""sum_of: a stated sum against the figures it is the sum of. V503.

Blanks count as nothing; where none is filled there is nothing to compare. The sum is off when it
differs by one unit or more in the last decimal of its own cell.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import all_of
from toolkit.rules.figure_columns import figures_of, surely_sum
from toolkit.rules.figure_expressions import differs_by, figures_given, others_given, unit_of
from toolkit.rules.figures import decimals_shown, figures, fraction, is_number, is_off
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import NUMBERS
from toolkit.rules.wording import headings_beside, rounded

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    given = figures(argument, record)
    if not given or not is_number(value):
        return None
    total = sum(map(fraction, given), Fraction())
    if not is_off(value, total, record):
        return None
    # Two decimals at least, so that the two do not look alike.
    decimals = max(2, decimals_shown(value, record))
    parts = headings_beside([name for name in argument if record.get(name) is not None], record)
    stated, due = rounded(fraction(value), decimals), rounded(total, decimals)
    return Breach("V503", f"填写的是{stated}，{parts}相加应为{due}，请核对这几项。")


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"等于{'、'.join(heading(name) for name in argument)}之和"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    import polars as pl

    given = figures_of(columns, argument)
    if given is None:
        return None
    none_given = pl.all_horizontal(figures.is_null() for figures in given)
    return none_given | surely_sum(columns.own, given, columns.most_decimals)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    given = figures_given(cells, argument)
    if not given or cells.own_type not in NUMBERS:
        return ()
    listed, own = ",".join(given), cells.own
    nothing_else = [f'{other}=""' for other in others_given(cells, argument)]
    is_comparable = all_of([f"COUNT({listed})>0", *nothing_else])
    differs = differs_by(f"{own}-SUM({listed})", unit_of(cells), [*given, own])
    return (Fault("V503", f"IF({is_comparable},{differs},FALSE)"),)


RULE = Rule(
    "sum_of",
    {"type": "list", "minlength": 1, "schema": {"type": "string"}},
    _breach,
    _words,
    refers=tuple,
    screen=_screen,
    formula=_formula,
)
