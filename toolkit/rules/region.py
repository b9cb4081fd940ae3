"""region: a place in mainland China, as far down as the city (a municipality's district). V401
unknown, V402 not far enough down or ambiguous, E101 outside the mainland.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import any_of, is_one_of_texts
from toolkit.rules.normal import nearest, squash
from toolkit.rules.places import (
    OUTSIDE_MAINLAND,
    Location,
    known_names,
    locate,
    province_names,
)
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import each_distinct, own_type
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_COUNTRY = ("中华人民共和国", "中国")
_OUTSIDE = re.compile(rf"^(?:{'|'.join(_COUNTRY)})?(?:{'|'.join(OUTSIDE_MAINLAND)})")
# Zones inside a municipality that are no district: 北京经济技术开发区.
_ZONE = re.compile(r"新区|新城|新片区|开发区|高新区|园区|示范区|保税区|试验区|合作区|工业区|科技园")
_FORM = "请写到市（如江苏省苏州市），直辖市写到区（如上海市长宁区）"


def split(text: str) -> tuple[str, str, str]:
    """省, 市 and 区县 by their official names, "" where the text does not say.

    A municipality stands as both 省 and 市.

    >>> split("江苏苏州"), split("上海长宁")
    (('江苏省', '苏州市', ''), ('上海市', '上海市', '长宁区'))
    """
    at = locate(text)
    return at.province, at.city, at.county


def _reaches_city(at: Location) -> bool:
    if at.county or (at.city and not at.is_municipality):
        return True
    return at.is_municipality and _ZONE.search(at.rest) is not None


def _fault(text: str, at: Location) -> tuple[str, str] | None:
    """The code, and what is wrong; nothing where the place is known far enough down."""
    if at.candidates:
        return "V402", f"有多个同名的地方：{'、'.join(at.candidates[:5])}"
    if _reaches_city(at):
        return None
    if not at.province:
        return "V401", _unknown("不是已知的省、市名称", text, "")
    if not at.rest:
        return "V402", f"只写了{'直辖市，没有写区' if at.is_municipality else '省，没有写市'}"
    return "V401", _unknown(f"中的“{at.rest}”不是{at.province}已知的地名", at.rest, at.province)


def _unknown(said: str, text: str, province: str) -> str:
    like = nearest(text, known_names(province), count=1)
    return f"{said}，是否应为“{province}{like[0]}”？" if like else said


def _is_outside(text: str) -> bool:
    return _OUTSIDE.match(squash(text)) is not None


def _is_known(text: str) -> bool:
    return not _is_outside(text) and _reaches_city(locate(text))


def _breach(value: Value, _argument: Any, _record: Record) -> Breach | None:
    text = str(value)
    if _is_outside(text):
        said = f"{quoted(value)}在港澳台地区，本项要求在中国大陆"
        return Breach("E101", f"{said}，不符合条件，请核对。")
    fault = _fault(text, locate(text))
    if fault is None:
        return None
    code, said = fault
    stop = "" if said.endswith("？") else "。"
    return Breach(code, f"{quoted(value)}{said}{stop}{_FORM}。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "填写中国大陆的所在地，写到市（如江苏省苏州市），直辖市写到区（如上海市长宁区）"


def _screen(_argument: Any, columns: Columns) -> pl.Expr | None:
    return each_distinct(columns.own, _is_known) if own_type(columns) == "string" else None


def _formula(_argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    """A place outside the mainland, and a province by itself."""
    if cells.own_type != "string":
        return None
    outside = (
        is_one_of_texts(
            f"LEFT({cells.own},{len(country) + 2})", [f"{country}{at}" for at in OUTSIDE_MAINLAND]
        )
        for country in ("", *_COUNTRY)
    )
    return (
        Fault("E101", any_of(outside)),
        Fault("V402", is_one_of_texts(cells.own, province_names())),
    )


RULE = Rule(
    "region",
    {"type": "string", "allowed": ["mainland"]},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_part,
)
