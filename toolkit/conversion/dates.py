"""Cells of date columns in; out: dates, with what was understood.

A day, month and year in this order of certainty: a real date; a text with a four-digit year; a
text that leaves something open (V203, read as people mean it); anything else V201.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

from toolkit.conversion.day_texts import in_digits
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.model import Raw, as_text
from toolkit.rules.blanks import is_blank_word, trimmed
from toolkit.rules.wording import quoted

_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
# Serial numbers of 1954-10-03 … 2119-01-13: a date typed into a cell formatted as a number.
_SERIALS = range(20_000, 80_001)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_YEARS = range(1900, 2101)

_SEPARATOR = r"\s*[-./年、,_\s]\s*"
_FULL = re.compile(
    rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})\s*[-./月、,_\s]\s*(\d{{1,2}})\s*[日号]?\s*\.?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})\s*(?:月份?)?\.?")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{4})")
_YEAR = re.compile(r"(\d{4})\s*(?:年度?)?")
_SHORT_YEAR = re.compile(r"(\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_SHORT_YEAR_LAST = re.compile(r"(\d)\s*/\s*(\d{1,2})\s*/\s*(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4})")
_LOOSE_END = re.compile(r"\s*(?:之前|以前|前|之后|以后|后|左右|起|止|[上中下]旬|初)$")
_WANTED = "请按“2018-05-06”的形式填写。"


def convert_date(raw: Raw, *, starts_1904: bool = False) -> Understood:
    """A date, or why not; a bare number counts days as its workbook does."""
    match raw:
        case datetime():
            return Understood(raw.date())
        case date():
            return Understood(raw)
        case bool():
            return refused("V201", f"这里是{quoted(as_text(raw))}，应填写日期。{_WANTED}")
        case int() | float():
            return _from_number(float(raw), _EPOCH_1904 if starts_1904 else _EPOCH)
        case str():
            return _from_text(raw)
        case _:
            return refused("V201", f"这里是时间{quoted(as_text(raw))}，应填写日期。{_WANTED}")


def _from_number(number: float, epoch: date = _EPOCH) -> Understood:
    shown = as_text(number)
    if math.isfinite(number) and int(number) in _SERIALS:
        value = epoch + timedelta(days=int(number))
        return Understood(value, "V207", f"{quoted(shown)}是日期的序号，按 {value} 读取。")
    return _from_text(shown)


def _from_text(text: str) -> Understood:
    shown = trimmed(text)
    plain = in_digits(shown)
    if not plain:
        return BLANK
    if is_blank_word(shown) or is_blank_word(plain):
        return Understood(None, "V207", f"{quoted(shown)}按空白处理。")
    certain = _LOOSE_END.sub("", plain)
    for pattern in (_FULL, _COMPACT):
        found = pattern.fullmatch(certain)
        if found:
            year, month, day = (int(part) for part in found.groups())
            return _dated(shown, year, month, day, certain=certain == plain)
    if _SERIAL.fullmatch(certain) and int(float(certain)) in _SERIALS:
        return _from_number(float(certain))
    return _from_open_text(shown, certain)


def _from_open_text(shown: str, text: str) -> Understood:
    """Texts that leave the day, the month, the century or the order open."""
    for pattern in (_MONTH, _COMPACT_MONTH):
        found = pattern.fullmatch(text)
        if found:
            return _dated(shown, int(found[1]), int(found[2]), 1, certain=False)
    found = _MONTH_FIRST.fullmatch(text)
    if found:
        return _dated(shown, int(found[2]), int(found[1]), 1, certain=False)
    found = _SHORT_YEAR.fullmatch(text)
    if found:
        return _dated(shown, _century(int(found[1])), int(found[2]), int(found[3]), certain=False)
    found = _SHORT_YEAR_LAST.fullmatch(text)
    if found:
        return _dated(shown, _century(int(found[3])), int(found[1]), int(found[2]), certain=False)
    found = _YEAR_LAST.fullmatch(text)
    if found:
        first, second = int(found[1]), int(found[2])
        month, day = (second, first) if first > 12 else (first, second)
        return _dated(shown, int(found[3]), month, day, certain=first > 12 or second > 12)
    found = _YEAR.fullmatch(text)
    if found:
        return _dated(shown, int(found[1]), 1, 1, certain=False)
    return refused("V201", f"{quoted(shown)}不是能识别的日期。{_WANTED}")


def _century(two_digits: int) -> int:
    """People write 18.5.6 for 2018 and 98.5.6 for 1998."""
    return two_digits + (2000 if two_digits < 50 else 1900)


def _dated(shown: str, year: int, month: int, day: int, *, certain: bool) -> Understood:
    if year not in _YEARS:
        return refused("V201", f"{quoted(shown)}不是能识别的日期。{_WANTED}")
    try:
        value = date(year, month, day)
    except ValueError:
        return refused(
            "V201",
            f"{quoted(shown)}按 {year} 年 {month} 月 {day} 日理解，没有这一天。请核对后改正。",
        )
    if certain:
        return Understood(value, "V207", f"{quoted(shown)}按 {value} 读取。")
    return Understood(value, "V203", f"{quoted(shown)}不够明确，暂按 {value} 读取。{_WANTED}")
