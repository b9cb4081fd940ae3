"""Cells of number columns in; out: numbers, with what was understood.

A number is taken where it is certain: 1,234.5 and １２３４ are, 三百 is not. Amounts carry their
unit in the heading; “2000万” in a 万元 column is 2000.
"""

from __future__ import annotations

import math
import re
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from toolkit.conversion.characters import half_width
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.model import Field, Raw, as_text
from toolkit.model.number_format import fixed_decimals
from toolkit.rules.blanks import is_blank_word, trimmed
from toolkit.rules.wording import quoted

_SPACED = re.compile(r"\s*([.,])\s*|(?<=[+-])\s+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+)(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_MINUSES = re.compile("[\u2010-\u2013\u2212]")
# As a program shows a loss in a CSV; people also put a number in full-width brackets for no reason.
_IN_BRACKETS = re.compile(r"\(([^()+-]+)\)")
_QUOTES = "'`‘’"
# What people write around a number that changes nothing of it, or leaves it about right.
_BEFORE = re.compile(
    r"^(?:(?:大约|约为|约|将近|接近|近|超过|超|逾|至少|不少于|合计|共计|共|计|￥|¥|人民币|RMB|CNY)\s*)+"
)
_AFTER = re.compile(r"\s*(?:左右|上下|以上|\(?人民币\)?|RMB|CNY|整|[。.,;、!]+)$")
_AND_SOME = re.compile(r"(?<=[\d万亿千百])\s*[余多](?=\D|$)")
_HEADER_UNIT = re.compile(r"[（(]([^（()）]+)[)）]\s*\*?\s*$")
# Factors to 元 for amounts, and plain multipliers.
_AMOUNTS = {
    "亿元": Decimal(100_000_000), "亿": Decimal(100_000_000),
    "千万元": Decimal(10_000_000), "千万": Decimal(10_000_000),
    "百万元": Decimal(1_000_000), "百万": Decimal(1_000_000),
    "万元": Decimal(10_000), "万": Decimal(10_000), "w": Decimal(10_000), "W": Decimal(10_000),
    "千元": Decimal(1000), "千": Decimal(1000),
    "元": Decimal(1), "块": Decimal(1),
}  # fmt: skip
_OF_MONEY_ONLY = ("元", "块", "w", "W")
_COUNTERS = (
    "人", "项", "个", "家", "件", "名", "位", "次", "种", "套", "台", "篇", "户", "年", "岁", "分",
    "字",
)  # fmt: skip
# Words that count the same things: a patent is 一项 or 一件.
_ALIKE = ("项件个", "人名位个", "家户个", "次个", "种个", "套台个", "篇个")


def unit_of(column: Field) -> str:
    """The unit a column is filled in, from `meta: {unit: …}` or its heading: 万元, 项 …."""
    stated = column.meta.get("unit")
    if stated:
        return str(stated)
    for heading in (column.header, column.group):
        found = _HEADER_UNIT.search(heading)
        if found:
            return found.group(1).split("，")[-1].split("/")[-1].strip()
    return ""


def convert_number(raw: Raw, column: Field) -> Understood:
    """A number, or why not; an integer column gets an int where the number is whole."""
    if isinstance(raw, float) and not math.isfinite(raw):
        return refused("V201", "这里的数字超出了范围，请核对后改正。")
    match raw:
        case bool() | date() | time() | timedelta():
            return refused(
                "V201", f"这里是{quoted(as_text(raw))}，应填写数字。{_format_advice(raw)}"
            )
        case int() | float():
            return Understood(as_number(float(raw)))
        case _:
            return _from_text(as_text(raw), unit_of(column))


def _format_advice(raw: Raw) -> str:
    return "" if isinstance(raw, bool) else "请把单元格格式改为“常规”后重新填写。"


def as_number(number: float) -> int | float:
    """The number without its floating tail (15 digits), an int where it is whole.

    >>> as_number(0.1 + 0.2), as_number(12.0)
    (0.3, 12)
    """
    rounded = float(format(number, ".15g"))
    if math.isinf(rounded):  # the very largest numbers round up past what a float holds
        return number
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def parse_plain(text: str) -> Decimal | None:
    """The number a text spells in digits, thousands separated or not; None otherwise.

    >>> parse_plain("1,234.5"), parse_plain("1 234"), parse_plain("12,34"), parse_plain("三百")
    (Decimal('1234.5'), Decimal('1234'), None, None)
    """
    compact = _SPACED.sub(r"\1", _MINUSES.sub("-", text.strip()))
    if not (_GROUPED.fullmatch(compact) or _PLAIN.fullmatch(compact)):
        return None
    try:
        number = Decimal(compact.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
    return number if math.isfinite(float(number)) else None


def _from_text(text: str, unit: str) -> Understood:
    shown = trimmed(text)
    plain = half_width(shown).strip().strip(_QUOTES).strip()
    if not plain:
        return BLANK
    if is_blank_word(shown) or is_blank_word(plain):
        return Understood(None, "V207", f"{quoted(shown)}按空白处理。")
    number = _in_figures(shown, plain)
    if number is not None:
        value = as_number(float(number))
        return Understood(value, "V202", f"这是文本形式的数字，按 {as_text(value)} 读取。")
    certain = without_trimmings(plain)
    with_unit = _with_unit(certain, unit)
    if with_unit is not None and math.isfinite(float(with_unit)):
        value = as_number(float(with_unit))
        measure = f" {unit}" if unit else ""
        said = f"单元格里带有单位，按 {as_text(value)}{measure} 读取；只填数字即可。"
        return Understood(value, "V205", said)
    number = parse_plain(certain)
    if number is not None:
        value = as_number(float(number))
        return Understood(value, "V202", f"{quoted(shown)}按 {as_text(value)} 读取；只填数字即可。")
    wanted = f"应填写数字（单位：{unit}）" if unit else "应填写数字"
    return refused("V201", f"这里是{quoted(shown)}，{wanted}，不要带文字。")


def _in_figures(shown: str, plain: str) -> Decimal | None:
    """The number that stands there and nothing else; in brackets it is a loss."""
    loss = _IN_BRACKETS.fullmatch(plain) if shown.startswith("(") else None
    number = parse_plain(loss[1] if loss else plain)
    return -number if loss and number is not None else number


def without_trimmings(text: str) -> str:
    """A number's text without 约, 余, 左右, ￥ … around it.

    >>> [without_trimmings(text) for text in ("约300", "2000余万元", "￥1,000.00整", "300人以上。")]
    ['300', '2000万元', '1,000.00', '300人']
    """
    bare = _AND_SOME.sub("", _BEFORE.sub("", text))
    while (shorter := _AFTER.sub("", bare)) != bare:
        bare = shorter
    return bare


def _with_unit(text: str, unit: str) -> Decimal | None:
    """The number of a text that ends in a unit, in the column's own unit; None if not certain."""
    if text.endswith(")"):
        text = text.removesuffix(")").replace("(", "")
    text = text.replace(" 万", "万").replace("万 元", "万元")
    for suffix, factor in _AMOUNTS.items():
        if text.endswith(suffix):
            number = parse_plain(text.removesuffix(suffix))
            if number is None:
                return None
            if unit in _AMOUNTS:
                return number * factor / _AMOUNTS[unit]
            return number * factor if not suffix.endswith(_OF_MONEY_ONLY) else None
    counter = next(
        (counter for counter in (unit, *_COUNTERS) if counter and text.endswith(counter)), ""
    )
    return parse_plain(text.removesuffix(counter)) if _counts(counter, unit) else None


def _counts(counter: str, unit: str) -> bool:
    """Whether a counting word fits a column's unit."""
    if not counter:
        return False
    return not unit or counter == unit or any(counter in kind and unit in kind for kind in _ALIKE)


def shown_decimals(raw: Raw, number_format: str, value: object) -> int:
    """How many decimals of its value a cell shows: by its number format, else its shortest form.

    A percentage is counted as displayed: 12.3% shows three decimals of 0.123.
    """
    fixed = fixed_decimals(number_format)
    if isinstance(raw, (int, float)) and fixed is not None:
        return fixed
    if isinstance(raw, str):
        return _text_decimals(raw, value)
    return _decimals(Decimal(as_text(value))) if isinstance(value, (int, float)) else 0


def _text_decimals(raw: str, value: object) -> int:
    plain = half_width(trimmed(raw))
    number = parse_plain(plain.removesuffix("%"))
    if number is None:
        return _decimals(Decimal(as_text(value))) if isinstance(value, (int, float)) else 0
    in_points = plain.endswith("%") or float(number) != value
    return _decimals(number) + (2 if in_points else 0)


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
