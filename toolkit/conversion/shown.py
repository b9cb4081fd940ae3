"""A number or a day in a column of text, and its number format, in; out: the text the sheet shows.

The one thing a newcomer would get wrong: only what says all of the value counts. A format that
rounds or groups, or that this file does not understand, leaves the value to speak for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

# Text in quotes, one character behind a stroke, colours and places, room as wide as a character.
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[[^\]]*\]|[_*].|'
    r"(?P<clock>[ymdYMD]+)|(?P<letter>.)",
    re.DOTALL,
)
_DIGITS = "0#?"
# Signs that make a format more than digits and literals: grouping, powers, fractions, texts.
_BEYOND = frozenset(",EeGg/@hHsS")


@lru_cache(maxsize=1024)
def _section(code: str) -> str:
    """The part of a format for positive numbers."""
    found = re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code, re.DOTALL)
    return found[0] if found else ""


def shown_number(code: str, number: float) -> str | None:
    """What a cell shows of a number that is not negative; None where its digits say all.

    >>> shown_number("00000", 42), shown_number('000"-"0000', 1234567), shown_number('"第"0', 3)
    ('00042', '123-4567', '第3')
    >>> shown_number("#,##0", 1234), shown_number("0", 2.5), shown_number("0%", 0.15)
    (None, None, '15%')
    """
    signs = _number_signs(_section(code))
    if signs is None or not number >= 0:
        return None
    kinds = [kind for _, kind in signs]
    decimals = kinds.count(_DECIMAL)
    scaled = number * 100 if _PERCENT in kinds else number
    digits = format(scaled, f".{decimals}f")
    if float(digits) != float(format(scaled, ".15g")):
        return None
    whole, point, broken = digits.partition(".")
    fewest = sum(text == "0" for text, kind in signs if kind == _PLACE)
    return _laid_out(signs, whole.lstrip("0").rjust(fewest, "0"), point + broken)


def shows_more_than_digits(code: str) -> bool:
    """Whether a format can make a number of a text column another text, or a day less than one.

    >>> [shows_more_than_digits(code) for code in ("0", "#,##0.00", "00000", 'yyyy"年"')]
    [False, False, True, True]
    """
    day = date(2001, 2, 3)
    return shown_number(code, 1) not in (None, "1") or shown_day(code, day) is not None


# What a sign of a number format is; all else stands as it is.
_PLACE, _POINT, _DECIMAL, _PERCENT, _LITERAL = range(5)
_Signs = tuple[tuple[str, int], ...]


@lru_cache(maxsize=1024)
def _number_signs(section: str) -> _Signs | None:
    """The signs of a format and what each is; None where it is more than digits and literals."""
    signs: list[tuple[str, int]] = []
    behind_point = False
    for found in _TOKEN.finditer(section):
        letter = found["letter"] or ""
        if found["clock"] or letter in _BEYOND or (behind_point and letter and letter in "#?."):
            return None
        literal = found["quoted"] or found["escaped"]
        if letter and letter in _DIGITS:
            signs.append((letter, _DECIMAL if behind_point else _PLACE))
        elif letter == ".":
            behind_point = True
            signs.append((letter, _POINT))
        elif letter or literal:
            signs.append((letter or literal, _PERCENT if letter == "%" else _LITERAL))
    return tuple(signs) if ("0", _PLACE) in signs else None


def _laid_out(signs: _Signs, whole: str, broken: str) -> str:
    """Digits put into their places from the right; what is left over goes before the first."""
    shown: list[str] = []
    left = sum(kind == _PLACE for _, kind in signs)
    for text, kind in reversed(signs):
        if kind == _PLACE:
            left -= 1
            shown.append(whole[-1:] if left else whole)
            whole = whole[:-1] if left else ""
        elif kind != _DECIMAL:
            shown.append(broken if kind == _POINT else text)
    return "".join(reversed(shown))


def shown_day(code: str, day: date) -> str | None:
    """What a cell shows of a day where its format leaves the year, the month or the day out; None
    where it shows them all, or something else.

    >>> shown_day('yyyy"年"', date(2021, 1, 1)), shown_day('m"月"d"日"', date(2022, 5, 6))
    ('2021年', '5月6日')
    >>> shown_day("yyyy/m/d", date(2021, 1, 1))
    """
    parts = list(_day_parts(_section(code), day))
    told = {kind for kind, _ in parts if kind}
    if not told or None in {text for _, text in parts} or told >= {"y", "m", "d"}:
        return None
    return "".join(text for _, text in parts if text)


def _day_parts(section: str, day: date) -> Iterator[tuple[str, str | None]]:
    """Each sign of a format: what it tells of the day ("" for a literal), and its text."""
    for found in _TOKEN.finditer(section):
        literal = found["quoted"] or found["escaped"]
        if literal:
            yield "", literal
        elif clock := found["clock"]:
            yield clock[0].lower(), _day_text(clock.lower(), day)
        elif letter := found["letter"]:
            yield "", None if letter in _BEYOND - {"/", ","} or letter in _DIGITS else letter


def _day_text(sign: str, day: date) -> str | None:
    return {
        "yyyy": f"{day.year:04}", "yy": f"{day.year % 100:02}",
        "m": f"{day.month}", "mm": f"{day.month:02}", "d": f"{day.day}", "dd": f"{day.day:02}",
    }.get(sign)  # fmt: skip
