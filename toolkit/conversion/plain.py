"""A long column of raw cells in; out: the values of those that are plainly of its type.

What is not certain stays blank here and is read cell by cell. The one thing a newcomer would get
wrong: this file may only be too shy. Wherever it gives a value, reading that cell alone gives the
same value and has nothing to say (or, in a CSV, only that it is text).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from toolkit.conversion.cells import convert_cell
from toolkit.conversion.characters import NEEDS_A_LOOK
from toolkit.model import Field, Raw
from toolkit.rules.blanks import BLANK_WORDS, EDGES

# A number k/10^6 below this has at most 15 digits, and the float nearest to it is found by the
# one division that rounds; so it needs no rounding to the 15 digits that Excel shows.
_SHIFT, _SHORT_BELOW, _WHOLE_BELOW = 1e6, 1e8, 1e15
_NUMBER_TEXT = r"^-?(?:[0-9]{1,8}\.[0-9]{1,6}|[0-9]{1,14})$"
_DATE_TEXT = r"^(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
# Clean codes: of 18 characters, not cut to 15 digits (…000), not a power of ten (9E13…).
_CREDIT_CODE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"
_RESIDENT_ID = r"^[0-9]{17}[0-9X]$"
_BLANKS = sorted(BLANK_WORDS)
_LONGEST_BLANK = max(len(word.encode()) for word in _BLANKS)
# What cannot have been copied along with anything else: no colon of mailto:, nothing at the edges.
_ADDRESS = r"^[A-Za-z0-9][!-9;-~]*[A-Za-z0-9]$"
_SHOWN_IN_POWERS_OF_TEN = r"^[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}$"
# In bytes, and so never more characters than a cell holds.
_LONGEST_PLAIN = 32_767
_LOST_DIGITS = r"^[0-9]+000$|^[0-9]E[0-9]+$"


def pick(cells: Sequence[Raw], column: Field, *, is_text: bool, as_shown: bool) -> pl.Series:
    """The cells that have a form of the column's type, as they stand; blanks elsewhere.

    `is_text`: every cell is text, as in a CSV. `as_shown`: what a number means is for its format
    to say. A long column is picked piece by piece.
    """
    if is_text or column.type in ("boolean", "list") or (as_shown and column.type == "string"):
        return _strings(cells)
    if as_shown:
        return pl.repeat(None, len(cells), dtype=pl.Float64, eager=True)
    match column.type:
        case "number" | "integer":
            return pl.Series([c if type(c) is float else None for c in cells], dtype=pl.Float64)
        case "date":
            days = [
                c if type(c) is date else c.date() if type(c) is datetime else None for c in cells
            ]
            return pl.Series(days, dtype=pl.Date)
        case _ if _takes_numbers(column):
            return _series_of_texts(
                [c if type(c) is str else _digits(c) if type(c) is float else None for c in cells]
            )
        case _:
            return _strings(cells)


def _digits(number: float) -> str | None:
    """A number in a column of text, where none of its digits is lost."""
    return format(number, ".15g") if abs(number) < _WHOLE_BELOW else None


def take_plain(picked: pl.Series, column: Field) -> pl.Series:
    """The values of the picked cells that are certain, blanks elsewhere."""
    match column.type:
        case "number" | "integer":
            return _numbers(picked, column)
        case "date":
            return _dates(picked)
        case "boolean":
            return _by_spelling(picked, column, pl.Boolean())
        case "list":
            return _by_spelling(picked, column, pl.List(pl.String()))
        case _ if column.rules.get("allowed"):
            return _by_spelling(picked, column, pl.String())
        case _:
            return _texts(picked, column)


def is_verbatim(column: Field, *, is_text: bool) -> bool:
    """Whether what is plain in a column reads exactly as its value does."""
    if column.type == "string":
        return not column.rules.get("allowed")
    return column.type in ("number", "integer") and not is_text


def _takes_numbers(column: Field) -> bool:
    """Whether a number may stand for its digits: not where a choice, a code or a form is asked
    for.
    """
    rules = ("allowed", "credit_code", "regex", "resident_id")
    return not any(rule in column.rules for rule in rules)


def _numbers(picked: pl.Series, column: Field) -> pl.Series:
    numbers = picked
    if picked.dtype == pl.String:
        numbers = _where(picked, picked.str.contains(_NUMBER_TEXT)).cast(pl.Float64)
    numbers = _where(numbers, numbers.is_finite() & ~((numbers == 0) & (1 / numbers < 0)))
    if column.meta.get("as") == "percent":  # beyond 100 % the number format has a say
        numbers = _where(numbers, numbers.is_between(-1, 1))
    return _rounded(numbers)


def _rounded(numbers: pl.Series) -> pl.Series:
    """Numbers at 15 digits; only those with longer tails are rounded one by one."""
    size = numbers.abs()
    is_whole = (numbers.round(0) == numbers) & (size < _WHOLE_BELOW)
    # By a column, not by one number: that would be a product with its inexact reciprocal.
    shift = pl.repeat(_SHIFT, len(numbers), dtype=pl.Float64, eager=True)
    is_short = ((numbers * _SHIFT).round(0) / shift == numbers) & (size < _SHORT_BELOW)
    tails = (~(is_whole | is_short)).arg_true()
    if not len(tails):
        return numbers
    exact = [float(format(number, ".15g")) for number in numbers.gather(tails).to_list()]
    rounded = numbers.scatter(tails, pl.Series(exact, dtype=pl.Float64))
    return _where(rounded, rounded.is_finite())


def _dates(picked: pl.Series) -> pl.Series:
    if picked.dtype != pl.String:
        return picked
    certain = _where(picked, picked.str.contains(_DATE_TEXT))
    return certain.str.to_date("%Y-%m-%d", strict=False)


def _by_spelling(picked: pl.Series, column: Field, dtype: pl.DataType) -> pl.Series:
    """Choices are written in few ways: each is read once, and those are plain that need no word."""
    spellings, values = [], []
    for text in picked.drop_nulls().unique(maintain_order=True).to_list():
        read = convert_cell(text, column)
        if not read.code and read.value is not None:
            spellings.append(text)
            values.append(read.value)
    if not spellings:
        return pl.repeat(None, len(picked), dtype=dtype, eager=True)
    places = picked.replace_strict(
        spellings, list(range(len(spellings))), default=None, return_dtype=pl.UInt32
    )
    return pl.Series(values, dtype=dtype).gather(places)


def _texts(texts: pl.Series, column: Field) -> pl.Series:
    if "credit_code" in column.rules:
        is_lost = texts.str.contains(_LOST_DIGITS)
        return _where(texts, texts.str.contains(_CREDIT_CODE) & ~is_lost)
    if "resident_id" in column.rules:
        return _where(texts, texts.str.contains(_RESIDENT_ID))
    is_plain = (texts.str.strip_chars(EDGES) == texts) & (texts != "")
    is_plain &= ~texts.str.contains(NEEDS_A_LOOK) & (texts.str.len_bytes() <= _LONGEST_PLAIN)
    if "phone" in column.rules:  # a number that lost its column's text format once
        is_plain &= ~texts.str.ends_with(".0")
    if "email" in column.rules:
        is_plain &= texts.str.contains(_ADDRESS)
    if column.meta.get("as") == "text":
        is_plain &= ~texts.str.contains(_SHOWN_IN_POWERS_OF_TEN)
    return _without_blank_words(_where(texts, is_plain))


def _without_blank_words(texts: pl.Series) -> pl.Series:
    """Only the shortest texts can be words for nothing."""
    places = (texts.str.len_bytes() <= _LONGEST_BLANK).arg_true()
    short = texts.gather(places)
    words = places.filter(short.is_in(_BLANKS) | short.str.to_lowercase().is_in(_BLANKS))
    return texts.scatter(words, None) if len(words) else texts


def _strings(cells: Sequence[Raw]) -> pl.Series:
    return _series_of_texts([cell if type(cell) is str else None for cell in cells])


def _series_of_texts(texts: list[str | None]) -> pl.Series:
    try:
        return pl.Series(texts, dtype=pl.String)
    except UnicodeEncodeError:  # half a character, which no column can hold
        return pl.Series([text if _is_whole(text) else None for text in texts], dtype=pl.String)


def _is_whole(text: str | None) -> bool:
    return text is not None and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _where(values: pl.Series, certain: pl.Series) -> pl.Series:
    return values.zip_with(certain.fill_null(value=False), values.clear(len(values)))
