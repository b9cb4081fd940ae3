"""A long column of raw cells in; out: the values of those that are plainly of its type.

What is not certain stays blank here and is read cell by cell. The one thing a newcomer would get
wrong: this file may only be too shy. Wherever it gives a value, reading that cell alone gives the
same value and has nothing to say (or, in a CSV, only that it is text).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from toolkit.conversion.blanks import BLANK_WORDS, EDGES
from toolkit.conversion.cells import convert_cell
from toolkit.model import Field, Raw

# A number k/10^6 below this has at most 15 digits, and the float nearest to it is found by the
# one division that rounds; so it needs no rounding to the 15 digits that Excel shows.
_SHIFT, _SHORT_BELOW, _WHOLE_BELOW = 1e6, 1e8, 1e15
_NUMBER_TEXT = r"^-?(?:[0-9]{1,8}\.[0-9]{1,6}|[0-9]{1,14})$"
_DATE_TEXT = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
# Clean codes: of 18 characters, not cut to 15 digits (…000), not a power of ten (9E13…).
_CREDIT_CODE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
_RESIDENT_ID = r"^[0-9]{17}[0-9X]$"
_BLANKS = sorted(BLANK_WORDS)
_LOST_DIGITS = r"^[0-9]+000$|^[0-9]E[0-9]+$"


def take_plain(raws: Sequence[Raw], column: Field, *, is_text: bool) -> pl.Series:
    """The values of the cells that are certain, blanks elsewhere. `is_text`: every cell is text,
    as in a CSV.
    """
    match column.type:
        case "number" | "integer":
            return _numbers(raws, column, is_text=is_text)
        case "date":
            return _dates(raws, is_text=is_text)
        case "boolean":
            return _by_spelling(raws, column, pl.Boolean())
        case "list":
            return _by_spelling(raws, column, pl.List(pl.String()))
        case _ if column.rules.get("allowed"):
            return _by_spelling(raws, column, pl.String())
        case _:
            return _texts(raws, column)


def _numbers(raws: Sequence[Raw], column: Field, *, is_text: bool) -> pl.Series:
    if is_text:
        texts = _strings(raws)
        numbers = _where(texts, texts.str.contains(_NUMBER_TEXT)).cast(pl.Float64)
    else:
        floats = [raw if type(raw) is float else None for raw in raws]
        numbers = pl.Series(floats, dtype=pl.Float64)
    numbers = _where(numbers, numbers.is_finite() & ~((numbers == 0) & (1 / numbers < 0)))
    if column.meta.get("as") == "percent":  # beyond 100 % the number format has a say
        numbers = _where(numbers, numbers.is_between(-1, 1))
    return _rounded(numbers)


def _rounded(numbers: pl.Series) -> pl.Series:
    """Numbers at 15 digits; only those with longer tails are rounded one by one."""
    size = numbers.abs()
    is_whole = (numbers.round(0) == numbers) & (size < _WHOLE_BELOW)
    is_short = ((numbers * _SHIFT).round(0) / _SHIFT == numbers) & (size < _SHORT_BELOW)
    tails = (~(is_whole | is_short)).arg_true()
    if not len(tails):
        return numbers
    exact = [float(format(number, ".15g")) for number in numbers.gather(tails).to_list()]
    rounded = numbers.scatter(tails, pl.Series(exact, dtype=pl.Float64))
    return _where(rounded, rounded.is_finite())


def _dates(raws: Sequence[Raw], *, is_text: bool) -> pl.Series:
    if is_text:
        texts = _strings(raws)
        return _where(texts, texts.str.contains(_DATE_TEXT)).str.to_date("%Y-%m-%d", strict=False)
    return pl.Series([_day(raw) for raw in raws], dtype=pl.Date)


def _day(raw: Raw) -> date | None:
    if type(raw) is datetime:
        return raw.date()
    return raw if type(raw) is date else None


def _by_spelling(raws: Sequence[Raw], column: Field, dtype: pl.DataType) -> pl.Series:
    """Choices are written in few ways: each is read once, and those are plain that need no word."""
    plain: dict[Raw, Any] = {}
    for text in {raw for raw in raws if type(raw) is str}:
        read = convert_cell(text, column)
        plain[text] = None if read.code else read.value
    values = [plain[raw] if type(raw) is str else None for raw in raws]
    return pl.Series(values, dtype=dtype)


def _texts(raws: Sequence[Raw], column: Field) -> pl.Series:
    if "credit_code" in column.rules:
        codes = _strings(raws)
        return _where(codes, codes.str.contains(_CREDIT_CODE) & ~codes.str.contains(_LOST_DIGITS))
    if "resident_id" in column.rules:
        numbers = _strings(raws)
        return _where(numbers, numbers.str.contains(_RESIDENT_ID))
    texts = _strings([format(raw, ".15g") if type(raw) is float else raw for raw in raws])
    lowered = texts.str.to_lowercase()
    is_plain = (
        (texts.str.strip_chars(EDGES) == texts)
        & (texts != "")
        & ~texts.is_in(_BLANKS)
        & ~lowered.is_in(_BLANKS)
    )
    if "phone" in column.rules:  # a number that lost its column's text format once
        is_plain &= ~texts.str.ends_with(".0")
    return _where(texts, is_plain)


def _strings(raws: Sequence[Raw]) -> pl.Series:
    texts = [raw if type(raw) is str else None for raw in raws]
    try:
        return pl.Series(texts, dtype=pl.String)
    except UnicodeEncodeError:  # half a character, which no column can hold
        return pl.Series([text if _is_whole(text) else None for text in texts], dtype=pl.String)


def _is_whole(text: str | None) -> bool:
    return text is not None and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _where(values: pl.Series, certain: pl.Series) -> pl.Series:
    return values.zip_with(certain.fill_null(value=False), values.clear(len(values)))
