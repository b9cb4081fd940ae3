"""sme_score: the stated 综合评价得分 against the official one. V503.

Source: 国科发政〔2017〕115号 第七条. Either of the two R&D ratios may be chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import sme_points
from toolkit.rules.expressions import any_of
from toolkit.rules.figures import is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import NUMBERS
from toolkit.rules.sme_columns import TOTALS, surely_scored
from toolkit.rules.sme_expressions import are_numbers, points
from toolkit.rules.wording import shown

if TYPE_CHECKING:
    import polars as pl

# More than these, a score of two digits does not have.
_DECIMALS_COMPARED = 12


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    points = sme_points.score(argument, record)
    if points is None or not is_number(value) or value in points.totals:
        return None
    parts = (
        f"科技人员{points.staff}分、研发投入{max(points.spending)}分、科技成果{points.results}分"
    )
    said = f"填写的得分是{shown(value)}，按所填数据计算应为{points.totals[0]}分（{parts}）"
    return Breach("V503", f"{said}，请核对各项数据后改正。")


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    import polars as pl

    is_right = pl.any_horizontal(pl.col("stated") == pl.col(total) for total in TOTALS)
    return surely_scored(argument, columns, {"stated": columns.own}, is_right)


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "与按科技人员（20分）、研发投入（50分）、科技成果（30分）三项指标计算的得分一致"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    if cells.own_type not in NUMBERS or not are_numbers(argument, cells):
        return None
    part = points(argument, cells)
    spending = f"ROUND({cells.own}-{part.staff}-{part.results},{_DECIMALS_COMPARED})"
    is_right = any_of(
        [
            f"AND({part.has_sales},{spending}={part.by_sales})",
            f"AND({part.has_costs},{spending}={part.by_costs})",
            f"AND(NOT({part.has_sales}),NOT({part.has_costs}),{spending}=0)",
        ]
    )
    is_judged = f"AND(ISNUMBER({cells.own}),{part.is_scored})"
    return (Fault("V503", f"IFERROR(IF({is_judged},NOT({is_right}),FALSE),FALSE)"),)


RULE = Rule(
    "sme_score",
    {"type": "dict", "schema": sme_points.ARGUMENT},
    _breach,
    _words,
    refers=lambda argument: tuple(argument.values()),
    screen=_screen,
    formula=_formula,
)
