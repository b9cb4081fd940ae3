"""Cells of columns of shares and growth rates in; out: numbers (0.15), with what was understood.

The one thing a newcomer would get wrong: a percent sign in a number format's quotes is only paint:
the cell that shows 15% then holds 15, not 0.15.
"""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal

from toolkit.conversion.characters import half_width
from toolkit.conversion.numbers import as_number, parse_plain, without_trimmings
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.model import Raw, as_text
from toolkit.rules.blanks import is_blank_word, trimmed
from toolkit.rules.wording import quoted

_PAINTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_GROWN = re.compile(
    r"^(?:同比)?(?:(增长|上升|提高|增加)|(下降|减少|降低))(?:了|率?为)?\s*(?=[\d.])"
)
_WANTED = "应填写百分比，如 15%。"


def convert_share(raw: Raw, number_format: str) -> Understood:
    """A share or growth as a number, from 0.15, 15 %, 15 or a percent-formatted cell."""
    match raw:
        case float() if not math.isfinite(raw):
            return refused("V201", "这里的数字超出了范围，请核对后改正。")
        case bool() | date() | time() | timedelta():
            return refused("V201", f"这里是{quoted(as_text(raw))}，{_WANTED}")
        case int() | float():
            return _from_number(float(raw), number_format)
        case _:
            return _from_text(as_text(raw))


def is_painted(number_format: str) -> bool:
    """Whether a format shows a percent sign without the number being a hundredth of it.

    >>> is_painted('0.0"%"'), is_painted("0.0%"), is_painted("0")
    (True, False, False)
    """
    return "%" in number_format and "%" not in _PAINTED.sub("", number_format)


def _from_number(number: float, number_format: str) -> Understood:
    if "%" not in number_format:
        return _points_or_share(Decimal(as_text(number)))
    if is_painted(number_format):
        return Understood(as_number(float(Decimal(as_text(number)) / 100)))
    return Understood(as_number(number))


def _from_text(text: str) -> Understood:
    shown = trimmed(text)
    plain = half_width(shown).strip()
    if not plain:
        return BLANK
    if is_blank_word(shown) or is_blank_word(plain):
        return Understood(None, "V207", f"{quoted(shown)}按空白处理。")
    certain = _signed(without_trimmings(plain))
    if certain.endswith("%"):
        number = parse_plain(certain.removesuffix("%"))
        if number is not None:
            value = as_number(float(number / 100))
            return Understood(value, "V202", f"这是文本形式的百分比，按 {certain} 读取。")
    number = parse_plain(certain)
    if number is None:
        return refused("V201", f"这里是{quoted(shown)}，{_WANTED}")
    read = _points_or_share(number)
    if read.code:
        return read
    value = as_number(float(number))
    return Understood(value, "V202", f"这是文本形式的数字，按 {as_text(value)} 读取。")


def _signed(text: str) -> str:
    """百分之15 as 15%, 下降5% as -5%."""
    if text.startswith("百分之"):
        text = f"{text.removeprefix('百分之')}%"
    found = _GROWN.match(text)
    return f"{'-' if found[2] else ''}{text[found.end() :]}" if found else text


def _points_or_share(number: Decimal) -> Understood:
    if abs(number) <= 1:
        return Understood(as_number(float(number)))
    value = as_number(float(number / 100))
    return Understood(
        value, "V206", f"“{number}”按 {number}% 读取；如果本意不是 {number}%，请改正。"
    )
