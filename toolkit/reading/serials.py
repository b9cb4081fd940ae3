"""In: a day count as spreadsheets store dates, and the number format shown. Out: the date.

Spreadsheets keep no dates, only numbers that a format shows as dates. The day 60 of the 1900
system (29 February 1900) never was: numbers below it stand one day later than arithmetic says.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_START_1900 = datetime(1899, 12, 30)
_START_1904 = datetime(1904, 1, 1)
_DAYS_TO_YEAR_10000 = 2958466
_MOST_DAYS = timedelta.max.days
_NEVER_WAS = 60
_MILLISECONDS_A_DAY = 86_400_000
_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_CLOCK = re.compile(r"[ymdhs]|a/p|上午/下午", re.IGNORECASE)


def _pattern(code: str) -> str:
    """The first section of a format without colours, quoted text and filling."""
    return _QUIET.sub("", code).split(";")[0]


def is_date_format(code: str) -> bool:
    """Whether a number format shows its number as a date or a time.

    >>> is_date_format("yyyy/m/d"), is_date_format('0.00"亿元"'), is_date_format("[Red]0.0")
    (True, False, False)
    """
    pattern = _pattern(code)
    return "general" not in pattern.lower() and bool(_CLOCK.search(pattern))


def is_elapsed_format(code: str) -> bool:
    """Whether a number format counts hours, minutes or seconds without end, as ``[h]:mm``."""
    return bool(_ELAPSED.search(_pattern(code)))


def from_serial(
    number: float, *, starts_1904: bool, elapsed: bool
) -> date | datetime | time | timedelta | float:
    """Turn a day count into a date, a date with time, a time of day, or a span; a count outside
    the calendar stays a number.
    """
    if not abs(number) < (_MOST_DAYS if elapsed else _DAYS_TO_YEAR_10000):  # nor not-a-number
        return number
    span = timedelta(milliseconds=round(number * _MILLISECONDS_A_DAY))
    if elapsed:
        return span
    if number < 0:
        return number
    start = _START_1904 if starts_1904 else _start_1900(span)
    try:
        moment = start + span
    except OverflowError:  # rounded, or counted from 1904, it falls into the year 10000
        return number
    if number < 1:
        return moment.time()
    return moment if moment.time() != time() else moment.date()


def _start_1900(span: timedelta) -> datetime:
    return _START_1900 + timedelta(days=1 if span.days < _NEVER_WAS else 0)
