"""The columns of tables: how they are dressed, how wide they are, how they are printed.

In come columns and their values; out come widths, and the bands of columns that fit on a page.
What a newcomer would get wrong: a number that does not fit its column shows as ####, so a column
of numbers is as wide as its longest one, whatever its style.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from types import NoneType

from toolkit.writers.cells import as_text, is_dated, text_width

NARROWEST, WIDEST_TEXT, _WIDEST = 6.0, 30.0, 60.0
# Long texts are given width in steps, so that a row stays below Excel's 409 points.
_LONG_TEXT_STEPS = ((36, 36.0), (150, 40.0), (500, 54.0), (1500, 66.0))
_WIDEST_LONG_TEXT = 100.0
# Characters that fit on an A4 page in landscape when it is printed at some 60 %; a table a
# little wider is still better printed on one page than on two.
PAGE_WIDTH = 215.0
_STILL_ONE_PAGE = 1.2
_TEXT_STYLES = frozenset({"text", "wrapped"})
_NUMBER_FORMATS = {"percent": ".2%", "number": ",.2f", "plain": ".0f"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cells' style, and the merged heading above it, if any.

    `width` is in half-width characters; 0 fits it to the heading and the values.
    """

    heading: str
    style: str = "text"
    group: str = ""
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A value dressed otherwise than its column; `style` is added to the column's."""

    value: object
    style: str


def settled(column: Column, values: Sequence[object]) -> Column:
    """A column of decimals shows none where all its numbers are whole."""
    if column.style != "number":
        return column
    fractions = (isinstance(value, float) and not value.is_integer() for value in values)
    return column if any(fractions) else replace(column, style="integer")


def fitted_width(column: Column, values: Sequence[object]) -> float:
    """A width that fits the values and lets the heading wrap into few lines."""
    if column.width:
        return column.width
    longest = longest_shown(values, column.style)
    least = max(NARROWEST, _heading_width(column.heading)) + 2.0
    if column.style == "wrapped":
        return max(least, _long_text_width(longest))
    most = WIDEST_TEXT if column.style in _TEXT_STYLES else _WIDEST
    return max(least, min(longest + 3.0, most))


def _heading_width(heading: str) -> int:
    """What a heading needs: a short one stands on one line, and so does one with a unit in
    brackets, which would look odd if broken inside them.
    """
    wide = text_width(heading)
    return wide if wide <= (18 if "（" in heading else 8) else math.ceil(wide / 2)


def _long_text_width(longest: int) -> float:
    for limit, width in _LONG_TEXT_STEPS:
        if longest <= limit:
            return min(longest + 3.0, width)
    return _WIDEST_LONG_TEXT


def longest_shown(values: Sequence[object], style: str) -> int:
    """How wide the widest of the values shows in that style."""
    kinds = set(map(type, values))
    if kinds <= {str, NoneType}:
        return max(map(text_width, filter(None, set(values))), default=0)
    numbers = [value for value in values if type(value) is float or type(value) is int]
    # Of numbers in one format, the largest or the smallest is the longest.
    ends = (max(numbers), min(numbers)) if numbers else ()
    others = (
        (value for value in values if type(value) is not float and type(value) is not int)
        if kinds - {int, float, NoneType}
        else ()
    )
    return max((shown_width(value, style) for value in chain(ends, others)), default=0)


def shown_width(value: object, style: str) -> int:
    """How wide a value shows in that style."""
    if isinstance(value, str):
        return text_width(value)
    if value is None:
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_width(value, style)
    if is_dated(value):
        return 17 if style == "moment" else 11
    return text_width(getattr(value, "text", None) or as_text(value))


def _number_width(value: float, style: str) -> int:
    if not math.isfinite(value):
        return 4
    return len(format(value, _NUMBER_FORMATS.get(style, ",.0f"))) + 1


# ---------------------------------------------------------------- print


def page_bands(
    columns: Sequence[Column], widths: Sequence[float], frozen: int
) -> tuple[tuple[int, int], ...]:
    """The first and last column of each print area; a merged heading is never cut in two.

    There are as few areas as can be, about equally wide.
    """
    total = sum(widths)
    if total <= PAGE_WIDTH * _STILL_ONE_PAGE:
        return ((0, len(columns) - 1),)
    bands = _bands(columns, widths, frozen, PAGE_WIDTH)
    for share in range(50, 100, 5):
        narrower = _bands(columns, widths, frozen, PAGE_WIDTH * share / 100)
        if len(narrower) == len(bands):
            return narrower
    return bands


def _bands(
    columns: Sequence[Column], widths: Sequence[float], frozen: int, room: float
) -> tuple[tuple[int, int], ...]:
    repeated = sum(widths[:frozen])
    bands: list[tuple[int, int]] = []
    left, used, at = 0, 0.0, 0
    for _, members in groupby(enumerate(columns), key=lambda pair: pair[1].group or pair[0]):
        count = len(list(members))
        wanted = sum(widths[at : at + count])
        if at > max(left, frozen - 1) and used + wanted > room:
            bands.append((left, at - 1))
            left, used = at, repeated
        used += wanted
        at += count
    return (*bands, (left, len(columns) - 1))
