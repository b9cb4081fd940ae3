"""Pieces that screens share. In: columns and what must hold; out: Polars expressions.

The one thing a newcomer would get wrong: a screen is true only where its rule surely holds. What
is merely not known to hold is no fault, and null is as good as false: Cerberus decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from toolkit.rules.rule import Columns

if TYPE_CHECKING:
    import polars as pl

# The types whose columns hold Float64.
NUMBERS = ("number", "integer")


def own_type(columns: Columns) -> str:
    """The Cerberus type of the column being judged."""
    return columns.types[columns.key]


def exact_float(number: float) -> float | None:
    """A bound as a column of numbers can be compared with it; None where no float equals it.

    >>> exact_float(3), exact_float(2**53 + 1), exact_float(10**400)
    (3.0, None, None)
    """
    try:
        nearest = float(number)
    except OverflowError:
        return None
    return nearest if nearest == number else None


def length_of(columns: Columns) -> pl.Expr | None:
    """How many characters the texts have, or items the lists; None for columns without either."""
    match own_type(columns):
        case "string":
            return columns.own.str.len_chars()
        case "list":
            return columns.own.list.len()
        case _:
            return None


def joined_texts(columns: Columns) -> pl.Expr | None:
    """The texts of a column, items of a list joined by ；; None for columns without either."""
    match own_type(columns):
        case "string":
            return columns.own
        case "list":
            return columns.own.list.join("；", ignore_nulls=False)
        case _:
            return None


def everywhere(column: pl.Expr) -> pl.Expr:
    """True in every row: for a rule whose argument asks for nothing."""
    return column.is_null() | column.is_not_null()


def judged_together(column: pl.Expr, judge: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    """What a function says that judges all texts of a column at once."""
    import polars as pl

    return column.map_batches(judge, return_dtype=pl.Boolean)


def each_distinct(column: pl.Expr, holds: Callable[[str], bool]) -> pl.Expr:
    """What Python says of each distinct text of a column, asked once a text."""
    return judged_together(column, lambda texts: _judged(texts, holds))


def quickly_or_each_distinct(
    column: pl.Expr, quickly: pl.Expr, holds: Callable[[str], bool]
) -> pl.Expr:
    """True where the expression is; Python is asked about the other texts, once a text."""
    import polars as pl

    def judged(series: Sequence[pl.Series]) -> pl.Series:
        texts, settled = series
        settled = settled.fill_null(value=False)
        if settled.all():
            return settled
        return settled | _judged(texts.set(settled, None), holds)

    return pl.map_batches([column, quickly], judged, return_dtype=pl.Boolean)


def sums_of_worths(codes: pl.Series, alphabets: Sequence[str], weights: Sequence[int]) -> pl.Series:
    """What the letters of each code add up to: place by place, a letter's position in the place's
    alphabet times the place's weight. A code has a letter of the alphabet at every place.
    """
    import polars as pl

    letters = codes.cast(pl.Binary).cast(pl.List(pl.UInt8)).list.to_array(len(weights))
    sums = pl.zeros(len(codes), dtype=pl.UInt32, eager=True)
    for place, (alphabet, weight) in enumerate(zip(alphabets, weights, strict=True)):
        positions = {letter: position for position, letter in enumerate(alphabet)}
        worths = [positions.get(chr(byte), 0) * weight for byte in range(128)]
        sums += pl.Series(worths, dtype=pl.UInt32).gather(letters.arr.get(place))
    return sums


def _judged(texts: pl.Series, holds: Callable[[str], bool]) -> pl.Series:
    import polars as pl

    distinct = texts.drop_nulls().unique()
    verdicts = pl.Series([holds(text) for text in distinct], dtype=pl.Boolean)
    return texts.replace_strict(distinct, verdicts, default=None, return_dtype=pl.Boolean)
