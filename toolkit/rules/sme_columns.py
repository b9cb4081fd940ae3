"""科技型中小企业: the official scores of a board's rows. In: columns; out: what surely holds.

`sme_points` says what the points are; here they are worked out for all rows at once. The one thing
a newcomer would get wrong: the points are worth something only where they are known for sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from toolkit.rules.figure_columns import figures_of, in_stages, millionths
from toolkit.rules.rule import Columns
from toolkit.rules.sme_points import COUNTS, FIGURES, NAMES, standard

if TYPE_CHECKING:
    import polars as pl

# The totals that a company may state: by either ratio, and where neither can be formed.
TOTALS = ("by sales", "by costs", "without")
# Millionths below it are exact when multiplied by what a band's bound is a fraction of: a bound
# is a whole number or has two decimals, and is below 100.
_EXACT_BELOW = 2.0**53 / 100


def surely_scored(
    argument: Mapping[str, str], columns: Columns, others: Mapping[str, pl.Expr], sure: pl.Expr
) -> pl.Expr | None:
    """Where a company surely has no score, or surely one for which `sure` is true.

    `sure` can name `staff`, the `TOTALS` (null where one cannot be formed), and `others`. None
    where a column is not of numbers.
    """
    import polars as pl

    figures = figures_of(columns, [argument[name] for name in NAMES])
    if figures is None:
        return None
    wholes = {f"whole {name}": millionths(pl.col(name)) for name in NAMES}
    is_unscored = pl.any_horizontal(
        *(pl.col(name).is_null() for name in FIGURES), pl.col("employees") <= 0
    )
    is_known = pl.all_horizontal(pl.col(name).abs() < _EXACT_BELOW for name in wholes)
    return in_stages(
        {**others, **dict(zip(NAMES, figures, strict=True))},
        {name: pl.col(name).fill_null(0) for name in COUNTS},
        wholes,
        _points(),
        {name: pl.col("staff") + pl.col(f"spending {name}") + pl.col("results") for name in TOTALS},
        {"sure": is_unscored | (is_known & sure)},
    )


def _points() -> dict[str, pl.Expr]:
    import polars as pl

    by_sales, by_costs, without = (f"spending {name}" for name in TOTALS)
    sales, costs, spent = (pl.col(f"whole {of}") for of in ("sales", "costs", "rd_spending"))
    staff = pl.col("whole technical_staff")
    return {
        "staff": _band("technical_staff", staff, pl.col("whole employees")),
        by_sales: pl.when(sales > 0).then(_band("rd_to_sales", spent, sales)),
        by_costs: pl.when(costs > 0).then(_band("rd_to_costs", spent, costs)),
        without: pl.when(sales <= 0, costs <= 0).then(0),
        "results": pl.max_horizontal(_band(name, pl.col(f"whole {name}"), 1e6) for name in COUNTS),
    }


def _band(name: str, dividends: pl.Expr, divisors: pl.Expr | float) -> pl.Expr:
    """The points of the highest band that the ratios of whole numbers reach."""
    import polars as pl

    points: pl.Expr = pl.lit(0)
    for least, worth in reversed(standard()[name]):
        part, whole = Fraction(least).as_integer_ratio()
        is_reached = dividends * float(whole) >= divisors * float(part)
        points = pl.when(is_reached).then(worth).otherwise(points)
    return points
