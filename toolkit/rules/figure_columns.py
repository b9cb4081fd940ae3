"""Columns of figures, compared with certainty. In: columns; out: Polars expressions.

Rules reckon with exact decimals (`figures`), columns hold the floats nearest to them: each at most
`_HALF_UNIT` of its own size away. The one thing a newcomer would get wrong: a comparison here is
true only where the exact one surely is; what is too close to call is false or null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from toolkit.rules.rule import Columns
from toolkit.rules.screens import NUMBERS, own_type

if TYPE_CHECKING:
    import polars as pl

# How far a float is from what it was rounded from, as a share of it: 2 ** -53 at most, and a
# hundredth more for the rounding of the reckoning with it.
_HALF_UNIT = 1.12e-16
# Whole numbers below it are floats, and so are their sums, differences and products below it.
_EXACT_BELOW = 2.0**53
# A decimal of at most 15 digits is told from all others of them by the float nearest to it.
_MOST_DIGITS = 1e15
# Powers of ten that are floats.
_POWERS = tuple(float(10**places) for places in range(23))
# Beside a whole unit, so far below it that the reckoning with both cannot reach over it.
_ALL_BUT_ONE = 0.999999


def figures_of(columns: Columns, names: Sequence[str]) -> list[pl.Expr] | None:
    """Other columns of the row; None where one of them, or the one judged, is not of numbers."""
    types = [own_type(columns), *map(columns.type_of, names)]
    return [*map(columns.other, names)] if all(each in NUMBERS for each in types) else None


def in_stages(inputs: Mapping[str, pl.Expr], *stages: Mapping[str, pl.Expr]) -> pl.Expr:
    """The column `sure` that is reckoned from the inputs, stage by stage.

    An expression is reckoned as often as it is named: what is needed twice gets a name in an
    earlier stage.
    """
    import polars as pl

    def reckoned(columns: Sequence[pl.Series]) -> pl.Series:
        rows = pl.DataFrame(dict(zip(inputs, columns, strict=True)))
        for stage in stages:
            rows = rows.with_columns(**stage)
        return rows["sure"]

    return pl.map_batches([*inputs.values()], reckoned, return_dtype=pl.Boolean)


def millionths(figures: pl.Expr) -> pl.Expr:
    """A million times the figures, exactly; null where a figure has more than 6 decimals."""
    import polars as pl

    scaled = figures * 1e6
    return pl.when(_stand_for_whole(scaled)).then(scaled.round())


def _stand_for_whole(scaled: pl.Expr) -> pl.Expr:
    """Whether figures, times a power of ten that is a float, are whole numbers.

    Two roundings (the figure, the product) are less than 2.3e-16 of it. Decimals of at most 15
    digits are 1e-15 of their size apart or more, so no other one comes as near to a whole number.
    """
    return ((scaled - scaled.round()).abs() <= scaled.abs() * 3e-16) & (
        scaled.abs() <= _MOST_DIGITS
    )


def surely_at_most(figures: pl.Expr, times: Fraction, others: pl.Expr) -> pl.Expr:
    """Whether figures are at most so many times others."""
    if times == 1:
        # Of two floats that each stand for one decimal, the lesser one stands for the lesser.
        return figures <= others
    most = others * float(times)
    # Four roundings (both figures, times, the product) come to far less than this, and so does
    # what is lost of numbers next to nothing.
    doubt = (figures.abs() + most.abs()) * 1e-14 + 1e-300
    clearly = most - figures > doubt
    if max(times.numerator, times.denominator) >= _EXACT_BELOW:
        return clearly
    left = millionths(figures) * float(times.denominator)
    right = millionths(others) * float(times.numerator)
    return clearly | ((left <= right) & (left.abs() + right.abs() < _EXACT_BELOW))


def surely_mean(stated: pl.Expr, given: Sequence[pl.Expr], most_decimals: pl.Expr) -> pl.Expr:
    """Whether stated numbers are the means of the figures that are given, of one at least."""
    return _surely_sum(stated, given, most_decimals, divides=True)


def surely_sum(stated: pl.Expr, given: Sequence[pl.Expr], most_decimals: pl.Expr) -> pl.Expr:
    """Whether stated numbers are the sums of the figures that are given, of one at least."""
    return _surely_sum(stated, given, most_decimals, divides=False)


def _surely_sum(
    stated: pl.Expr, given: Sequence[pl.Expr], most_decimals: pl.Expr, *, divides: bool
) -> pl.Expr:
    """Whether stated numbers are the sums, divided by how many figures are given or not.

    Sums of whole millionths are exact. Otherwise each figure is rounded, and every addition too.
    """
    import polars as pl

    names = [f"given {at}" for at in range(len(given))]
    columns = [pl.col(name) for name in names]
    scaled = [f"scaled {name}" for name in names]
    counted = [column.is_not_null().cast(pl.Float64) for column in columns]
    # No partial sum of the millionths is above that of their sizes.
    is_exact = pl.all_horizontal(
        pl.col("size") < _EXACT_BELOW / 1.001e6,
        *(_stand_for_whole(pl.col(name)) for name in scaled),
    )
    exactly, many = pl.when("is_exact"), pl.col("many")
    return in_stages(
        {"stated": stated, "most_decimals": most_decimals} | dict(zip(names, given, strict=True)),
        {"many": _sum(counted) if divides else pl.lit(1.0)}
        | {name: pl.col(name).fill_null(0) for name in names},
        {"size": _sum([column.abs() for column in columns])}
        | {scale: pl.col(name) * 1e6 for scale, name in zip(scaled, names, strict=True)},
        {"is_exact": is_exact},
        {
            "dividend": exactly.then(_sum([pl.col(name).round() for name in scaled])).otherwise(
                _sum(columns)
            ),
            "divisor": exactly.then(many * 1e6).otherwise(many),
            "rounded": exactly.then(0).otherwise(pl.col("size") * len(given)),
        },
        *_stages_of_stating(),
    )


def surely_ratio(
    stated: pl.Expr, dividends: pl.Expr, divisors: pl.Expr, most_decimals: pl.Expr
) -> pl.Expr:
    """Whether stated numbers are the ratios of the figures.

    Whole millionths are exact; otherwise both figures are rounded.
    """
    import polars as pl

    of, to = pl.col("of"), pl.col("to")
    exactly = pl.when("is_exact")
    return in_stages(
        {"stated": stated, "most_decimals": most_decimals, "of": dividends, "to": divisors},
        {"scaled of": of * 1e6, "scaled to": to * 1e6},
        {"is_exact": _stand_for_whole(pl.col("scaled of")) & _stand_for_whole(pl.col("scaled to"))},
        {
            "dividend": exactly.then(pl.col("scaled of").round()).otherwise(of),
            "divisor": exactly.then(pl.col("scaled to").round()).otherwise(to),
        },
        {
            "rounded": exactly.then(0).otherwise(
                pl.col("dividend").abs() + (pl.col("stated") * pl.col("divisor")).abs()
            )
        },
        *_stages_of_stating(),
    )


def _stages_of_stating() -> tuple[dict[str, pl.Expr], ...]:
    """From numbers `stated` and their `dividend` and `divisor` to whether they surely agree.

    `rounded` is the sum of all sizes that were rounded on the way to these two, in the dividend's
    scale. The stated number is multiplied, not the dividend divided, since Polars may divide in
    two steps; that rounds twice, the number itself and the product.

    What counts as the last decimal: at least the last one of the number itself, and at least as
    many as any format shows. So a number of decimals is sought at which the two are less than a
    unit apart, as high as it can be (beyond 15 digits a number has no more); both must be within.
    """
    import polars as pl

    stated, divisor, product = pl.col("stated"), pl.col("divisor"), pl.col("product")
    # What is lost of numbers next to nothing is far less than the last summand.
    doubt = (product.abs() * 2 + pl.col("rounded")) * _HALF_UNIT + 1e-300
    apart, decimals = pl.col("apart"), pl.col("decimals")
    finest = pl.max_horizontal(apart, stated.abs() / _MOST_DIGITS)
    is_near = apart * pl.col("power") < _ALL_BUT_ONE
    return (
        {"product": stated * divisor},
        {"apart": ((product - pl.col("dividend")).abs() + doubt) / divisor.abs()},
        {"decimals": (-finest.log10()).floor().clip(0, len(_POWERS) - 1)},
        {"power": pl.lit(pl.Series(_POWERS)).gather(decimals.cast(pl.UInt32, strict=False))},
        {"scaled": stated * pl.col("power")},
        {
            "sure": is_near
            & _stand_for_whole(pl.col("scaled"))
            & (pl.col("most_decimals") <= decimals)
        },
    )


def _sum(columns: Sequence[pl.Expr]) -> pl.Expr:
    return reduce(add, columns)
