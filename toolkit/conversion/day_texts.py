"""A text that may be a day in; out: the same text with the year, month and day in digits.

The one thing a newcomer would get wrong: nothing is judged here. Which of the numbers is the
month, and whether there is such a day, is for who reads the result to say.
"""

from __future__ import annotations

import re

from toolkit.conversion.characters import half_width

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe63]")
_WEEKDAY = re.compile(r"\s*\(?(?:星期|礼拜|周)[一二三四五六日天]\)?")
_TIME = re.compile(
    r"(?:[\sT]+|(?<=[日号]))(?:上午|下午)?\s*\d{1,2}[:时点]\s*\d{1,2}分?(?::?\d{1,2}秒?(?:\.\d+)?)?"
    r"\s*(?:[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$"
)
_CHINESE = re.compile(
    r"([〇零○O一二三四五六七八九]{4})年(?:([元一二三四五六七八九十]{1,2})月)?"
    r"(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_DIGITS = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-\s/]+{_NAMED}[-\s/,]+(\d{{4}}|\d{{2}})", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_NAMED}\s*(\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(\d{{4}})", re.IGNORECASE)


def in_digits(text: str) -> str:
    """The day that a text spells, without the time of day and the day of the week.

    >>> in_digits("二〇一八年五月三十一日"), in_digits("2018。5。6 8:30:00")
    ('2018年5月31日', '2018.5.6')
    >>> in_digits("2018年5月6日 星期日"), in_digits("6-May-18"), in_digits("'2018–5–6")
    ('2018年5月6日', '18-5-6', '2018-5-6')
    """
    plain = half_width(text).strip().strip("'‘’`").replace("。", ".").replace("·", ".")
    plain = _DASHES.sub("-", plain).replace("\\", "/")
    plain = _TIME.sub("", _WEEKDAY.sub("", plain)).strip()
    if found := _CHINESE.fullmatch(plain):
        return _from_chinese(found)
    if found := _DAY_FIRST.fullmatch(plain):
        return f"{found[3]}-{_month(found[2])}-{found[1]}"
    if found := _MONTH_FIRST.fullmatch(plain):
        return f"{found[3]}-{_month(found[1])}-{found[2]}"
    return plain


def _month(name: str) -> int:
    return _MONTHS.index(name.casefold()) + 1


def _from_chinese(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    said = f"{year.translate(_DIGITS)}年"
    if month:
        said += f"{_small_number(month.replace('元', '一'))}月"
    return f"{said}{_small_number(day)}日" if day else said


def _small_number(text: str) -> int:
    """A number below 100: 十, 十一, 二十, 三十一.

    >>> [_small_number(text) for text in ("五", "十", "十二", "二十", "三十一")]
    [5, 10, 12, 20, 31]
    """
    tens, ten, ones = text.rpartition("十")
    value = int(ones.translate(_DIGITS) or 0) if len(ones) < 2 else 99
    return value + 10 * int(tens.translate(_DIGITS) or 1) if ten else value
