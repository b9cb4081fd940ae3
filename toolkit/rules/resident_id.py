"""resident_id: an 18-character 居民身份证号. V402 shape or day of birth, V403 check character,
V404 a 统一社会信用代码 in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import identifier_expressions, identifiers
from toolkit.rules.identifiers import clean
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import everywhere, own_type
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_ASK = "请对照身份证核对后填写18位的居民身份证号"


def is_valid(number: str) -> bool:
    """Whether a cleaned number can be a resident's: shape, province, day of birth and check.

    >>> is_valid("11010519491231002X")
    True
    """
    return identifiers.is_resident_id(number)


def _wrong_shape(number: str) -> str:
    if len(number) != 18:
        old = "，15位的旧号码已经停用" if len(number) == 15 and number.isdecimal() else ""
        return f"有{len(number)}位，居民身份证号应为18位{old}"
    if not identifiers.has_resident_shape(number):
        return "应为17位数字加1位数字或X"
    if not identifiers.has_resident_place(number):
        return f"以“{number[:2]}”开头，没有这样的省份代码"
    if identifiers.birth_date(number) is None:
        return f"第7至14位“{number[6:14]}”不是可能的出生日期"
    return ""


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    number = clean(str(value))
    if not argument or is_valid(number):
        return None
    if identifiers.is_credit_code(number):
        said = f"{quoted(number)}是单位的统一社会信用代码，不是居民身份证号"
        return Breach("V404", f"{said}。请填写本人的18位居民身份证号。")
    if fault := _wrong_shape(number):
        return Breach("V402", f"{quoted(number)}{fault}。{_ASK}。")
    return Breach("V403", f"{quoted(number)}的最后一位校验码对不上，可能有错字。{_ASK}。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "填写18位的居民身份证号，以文本格式填写"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "string":
        return None
    return identifiers.resident_ids(columns.own) if argument else everywhere(columns.own)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    if cells.own_type != "string":
        return None
    if not argument:
        return ()
    number = cells.own
    is_code = identifier_expressions.is_credit_code(number)
    is_resident = identifier_expressions.is_resident_id(number)
    return (
        Fault("V404", f"AND({is_code},NOT({is_resident}))"),
        Fault("V402", f"NOT({identifier_expressions.has_resident_form(number)})"),
        Fault("V403", f"NOT({identifier_expressions.has_right_resident_check(number)})"),
    )


RULE = Rule("resident_id", {"type": "boolean"}, _breach, _words, screen=_screen, formula=_formula)
