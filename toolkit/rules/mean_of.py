"""mean_of: a stated mean against the figures it is the mean of. V501.

The mean is over the years given. It is off when it differs by one unit or more in the last
decimal of its own cell; a blank mean where years are given is off as well.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import all_of
from toolkit.rules.figure_columns import figures_of, surely_mean
from toolkit.rules.figure_expressions import differs_by, figures_given, others_given, unit_of
from toolkit.rules.figures import decimals_shown, figures, fraction, is_number, is_off
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import NUMBERS
from toolkit.rules.wording import as_percent, headings_beside, is_share_heading, rounded

if TYPE_CHECKING:
    import polars as pl


def _shown(number: Fraction, decimals: int, record: Record) -> str:
    """At two decimals or more; a share in percent."""
    if is_share_heading(record.headings.get(record.key, "")):
        return as_percent(number, max(2, decimals - 2))
    return rounded(number, max(2, decimals))


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    given = figures(argument, record)
    if not given:
        return None
    mean = sum(map(fraction, given), Fraction()) / len(given)
    years = headings_beside([name for name in argument if record.get(name) is not None], record)
    if value is None:
        said = f"没有填写平均值，按{years}计算应为{_shown(mean, 0, record)}"
        return Breach("V501", f"{said}，请补填。")
    if not is_number(value) or not is_off(value, mean, record):
        return None
    decimals = decimals_shown(value, record)
    stated = _shown(fraction(value), decimals, record)
    said = f"填写的平均值是{stated}，按{years}计算应为{_shown(mean, decimals, record)}"
    return Breach("V501", f"{said}，请核对各年数字后改正。")


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    import polars as pl

    given = figures_of(columns, argument)
    if given is None:
        return None
    none_given = pl.all_horizontal(figures.is_null() for figures in given)
    return none_given | surely_mean(columns.own, given, columns.most_decimals)


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"等于{'、'.join(heading(name) for name in argument)}中已填各项的平均值"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    given = figures_given(cells, argument)
    if not given:
        return ()
    listed, own = ",".join(given), cells.own
    nothing_else = all_of(f'{other}=""' for other in others_given(cells, argument))
    is_comparable = all_of([f"COUNT({listed})>0", nothing_else])
    if cells.own_type in NUMBERS:
        # Both sides times the number of years, so that nothing is divided.
        stated, allowed = f"{own}*COUNT({listed})", f"COUNT({listed})*{unit_of(cells)}"
        differs = differs_by(f"{stated}-SUM({listed})", allowed, [*given, stated])
        is_wrong = f'IF({own}="",TRUE,{differs})'
    else:
        is_wrong = f'{own}=""'
    return (Fault("V501", f"IF({is_comparable},{is_wrong},FALSE)"),)


RULE = Rule(
    "mean_of",
    {"type": "list", "minlength": 1, "schema": {"type": "string"}},
    _breach,
    _words,
    refers=tuple,
    judges_blank=True,
    screen=_screen,
    formula=_formula,
)
