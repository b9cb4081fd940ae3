"""Pieces of messages. In: values, numbers, fields; out: the Chinese words for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from toolkit.rules.figures import exact
from toolkit.rules.rule import Record

# The constraint of an argument that is a day.
DAY = {"type": "string", "regex": "[0-9]{4}-[0-9]{2}-[0-9]{2}"}
# How a rule names other fields that it compares with.
FIELDS = {
    "type": "dict",
    "schema": {
        "fields": {
            "type": "list",
            "minlength": 1,
            "schema": {"type": "string"},
            "required": True,
        }
    },
}
_LONGEST_QUOTE = 30
_GROUP_MARK = " · "
# Headings whose numbers are shares or rates, shown as percent.
_SHARE_HEADING = re.compile(r"占比|比例|比重|强度|百分比|[%％]|率(?=$|[\s）)（(·])")
# What a message asks for at its end, with its verdict on the value: ，不符合条件，请核对。
_DEMAND = re.compile(r"[，。；？](?:不符合[^，。]*条件，)?请(?:(?![，。；？]请).)*$", re.DOTALL)


def shown(value: Any) -> str:
    """A value as a person would read it in the sheet.

    >>> shown(True), shown(12.0), shown(["甲", "乙"]), shown(date(2018, 5, 6))
    ('是', '12', '甲、乙', '2018-05-06')
    """
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | float():
            return plain(exact(value))
        case date():
            return f"{value:%Y-%m-%d}"
        case list():
            return "、".join(shown(each) for each in value)
        case _:
            return str(value)


def quoted(value: Any) -> str:
    """The value in quotation marks, a long text cut."""
    text = shown(value)
    return f"“{text[:_LONGEST_QUOTE]}…”" if len(text) > _LONGEST_QUOTE else f"“{text}”"


def parted(message: str) -> tuple[str, str]:
    """A message in two: what was found and what is allowed; and what is asked for, from the mark
    before it.

    >>> parted("共5字，要求不超过3字，请精简。"), parted("“甲”不在名单内。是否应为“乙”？请核对。")
    (('共5字，要求不超过3字', '，请精简。'), ('“甲”不在名单内。是否应为“乙”', '？请核对。'))
    """
    demand = _DEMAND.search(message)
    start = demand.start() if demand else len(message.removesuffix("。"))
    return message[:start], message[start:]


def plain(number: Decimal) -> str:
    """A decimal without an exponent or idle zeros.

    >>> plain(Decimal("1E+3")), plain(Decimal("2.50"))
    ('1000', '2.5')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(number: Fraction, decimals: int) -> str:
    """A computed number, rounded half up, without idle zeros.

    >>> rounded(Fraction(37, 3), 2), rounded(Fraction(12), 2)
    ('12.33', '12')
    """
    scaled = Decimal(abs(number.numerator)).scaleb(decimals) / number.denominator
    whole = int(scaled.to_integral_value(ROUND_HALF_UP))
    digits = Decimal(whole).scaleb(-decimals)
    return plain(-digits if number < 0 else digits)


def as_percent(number: Fraction, decimals: int = 2) -> str:
    """A share in percent.

    >>> as_percent(Fraction(1, 3)), as_percent(Fraction(3, 20))
    ('33.33%', '15%')
    """
    return f"{rounded(number * 100, decimals)}%"


def is_share_heading(heading: str) -> bool:
    """Whether the heading names a share or a rate (占比, 强度, 增长率 …)."""
    return _SHARE_HEADING.search(heading) is not None


def heading_beside(name: str, record: Record) -> str:
    """Another field's heading; without its upper heading where both stand under the same one."""
    heading = record.heading(name)
    group = record.key.rpartition(".")[0]
    if group and record.full_key(name).startswith(f"{group}."):
        return heading.rpartition(_GROUP_MARK)[2]
    return heading


def headings_beside(names: Iterable[str], record: Record) -> str:
    """Several fields' headings, joined."""
    return "、".join(heading_beside(name, record) for name in names)


def day(text: str) -> str:
    """An ISO date in Chinese.

    >>> day("2012-01-01")
    '2012年1月1日'
    """
    found = date.fromisoformat(text)
    return f"{found.year}年{found.month}月{found.day}日"


def multiple(argument: Any) -> str:
    """How often another figure is meant by a comparison's argument; "" for once."""
    times = argument.get("times", 1)
    return "" if times == 1 else f"的{shown(times)}倍"
