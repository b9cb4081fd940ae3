"""sme_eligible: whether a company can be a 科技型中小企业. E101.

Source: 国科发政〔2017〕115号 第六条(二)(五), 第八条 (直通车: the score is not asked). What a cell
cannot answer (no accident, no banned product) is not judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import sme_points
from toolkit.rules.expressions import any_of, is_one_of_texts, when_number
from toolkit.rules.figure_columns import figures_of
from toolkit.rules.figures import is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.sme_columns import TOTALS, surely_scored
from toolkit.rules.sme_expressions import are_numbers, points
from toolkit.rules.wording import shown

if TYPE_CHECKING:
    import polars as pl

_LIMITED = {
    "employees": ("职工总数", "人"),
    "sales": ("年销售收入", "万元"),
    "assets": ("资产总额", "万元"),
}
# A limit with more decimals than a number of its size shows is no limit.
_DECIMALS_COMPARED = 9
# What says that a company has no fast track.
_NOTHING = "无"
_NO_FAST_TRACK = ("否", _NOTHING)


def _breach(_value: Value, argument: Any, record: Record) -> Breach | None:
    faults = [*_excesses(argument, record), *_short_scores(argument, record)]
    if not faults:
        return None
    said = "；".join(faults)
    return Breach("E101", f"{said}。不符合科技型中小企业条件，请核对所填数据。")


def _excesses(argument: Any, record: Record) -> Iterator[str]:
    for name, (title, unit) in _LIMITED.items():
        found, most = record.get(argument[name]), sme_points.standard()["most"][name]
        if is_number(found) and found > most:
            yield f"{title}{shown(found)}{unit}，超过{most}{unit}"


def _short_scores(argument: Any, record: Record) -> Iterator[str]:
    points = None if _has_fast_track(argument, record) else sme_points.score(argument, record)
    if points is None:
        return
    if points.staff == 0:
        yield "科技人员指标得分为0分"
    passing = sme_points.standard()["pass"]
    if points.totals[0] < passing:
        yield f"综合评价得分{points.totals[0]}分，低于{passing}分"


def _has_fast_track(argument: Any, record: Record) -> bool:
    name = argument.get("fast_track")
    found = record.get(name) if name else None
    return bool(found) and found not in (*_NO_FAST_TRACK, [_NOTHING])


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    import polars as pl

    limited = figures_of(columns, [argument[name] for name in _LIMITED])
    passes = pl.max_horizontal(TOTALS) >= sme_points.standard()["pass"]
    passing = surely_scored(argument, columns, {}, (pl.col("staff") > 0) & passes)
    if limited is None or passing is None:
        return None
    most = sme_points.standard()["most"]
    is_within = pl.all_horizontal(
        found.is_null() | (found <= most[name])
        for name, found in zip(_LIMITED, limited, strict=True)
    )
    return is_within & (_fast_track_column(argument, columns) | passing)


def _fast_track_column(argument: Any, columns: Columns) -> pl.Expr:
    """Where a company surely has a fast track; a column of another kind is left in doubt."""
    import polars as pl

    name = argument.get("fast_track", "")
    found = columns.other(name)
    match columns.type_of(name):
        case "boolean":
            return found
        case "string":
            return pl.all_horizontal(found != text for text in ("", *_NO_FAST_TRACK))
        case "list":
            return (found.list.len() > 1) | (found.list.first() != _NOTHING)
        case _:
            return pl.lit(value=False)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    if not are_numbers(argument, cells, "assets"):
        return None
    most, passing = sme_points.standard()["most"], sme_points.standard()["pass"]
    limited = {name: cells.other(argument[name]) for name in _LIMITED}
    excesses = any_of(
        when_number(found, f"ROUND({found},{_DECIMALS_COMPARED})>{most[name]}")
        for name, found in limited.items()
    )
    part = points(argument, cells)
    total = f"{part.staff}+{part.results}+MAX({part.by_sales},{part.by_costs})"
    short = f"IFERROR(IF({part.is_scored},OR({part.staff}=0,{total}<{passing}),FALSE),FALSE)"
    fast = _fast_track_when(argument, cells)
    return (Fault("E101", f"OR({excesses},IF({fast},FALSE,{short}))"),)


def _fast_track_when(argument: Any, cells: FormulaCells) -> str:
    """Whether a company says that it has a fast track."""
    name = argument.get("fast_track", "")
    found = cells.other(name)
    match cells.type_of(name):
        case "boolean":
            return is_one_of_texts(found, ("是",))
        case "number" | "integer":
            return when_number(found, f"{found}<>0")
        case "list":
            return f"NOT({is_one_of_texts(found, ('', _NOTHING))})"
        case "string":
            return f"NOT({is_one_of_texts(found, ('', *_NO_FAST_TRACK))})"
        case _:
            return f'{found}<>""'


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    most = sme_points.standard()["most"]
    limits = "、".join(
        f"{title}不超过{most[name]}{unit}" for name, (title, unit) in _LIMITED.items()
    )
    passing = sme_points.standard()["pass"]
    direct = "（符合直通车条件的除外）" if argument.get("fast_track") else ""
    return f"{limits}；综合评价得分不低于{passing}分且科技人员指标得分不为0分{direct}"


RULE = Rule(
    "sme_eligible",
    {
        "type": "dict",
        "schema": {
            **sme_points.ARGUMENT,
            "assets": {"type": "string", "required": True},
            "fast_track": {"type": "string"},
        },
    },
    _breach,
    _words,
    refers=lambda argument: tuple(argument.values()),
    judges_blank=True,
    screen=_screen,
    formula=_formula,
)
