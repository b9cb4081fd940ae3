"""same_scale_as: an amount that looks as if 元 was meant where 万元 is asked. V504.

It asks when the amount is some 10,000 times another one of its row; only the larger of the two is
doubted. Real jumps of 3,000 times are rare enough to ask about.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.figure_columns import figures_of
from toolkit.rules.figure_expressions import faults_beside
from toolkit.rules.figures import fraction, is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.wording import FIELDS, heading_beside, rounded, shown

if TYPE_CHECKING:
    import polars as pl

_JUMP = 3000
# Less by more than floats and their product can be beside the decimals they stand for.
_SURELY_NO_JUMP = _JUMP * (1 - 1e-14)


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    if not is_number(value):
        return None
    for name in argument["fields"]:
        other = record.get(name)
        if is_number(other) and other > 0 and fraction(value) >= _JUMP * fraction(other):
            times = rounded(fraction(value) / fraction(other), 0)
            compared = f"“{heading_beside(name, record)}”（{shown(other)}）"
            said = f"填写的是{shown(value)}，约为{compared}的{times}倍"
            return Breach("V504", f"{said}，请核对单位是否填错（例如把万元填成了元）。")
    return None


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    import polars as pl

    others = figures_of(columns, argument["fields"])
    if others is None:
        return None
    return pl.all_horizontal(
        other.is_null() | (other <= 0) | (columns.own < other * _SURELY_NO_JUMP) for other in others
    )


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    others = "、".join(f"“{heading(name)}”" for name in argument["fields"])
    return f"单位与{others}一致，不应相差上万倍"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    return faults_beside(cells, "V504", ">=", _JUMP, argument["fields"], only_above_zero=True)


RULE = Rule(
    "same_scale_as",
    FIELDS,
    _breach,
    _words,
    refers=lambda argument: tuple(argument["fields"]),
    screen=_screen,
    formula=_formula,
)
