"""科技型中小企业: the official score as Excel expressions. In: addresses of figures; out: points.

The one thing a newcomer would get wrong: a ratio of decimals is seldom exact in a spreadsheet, so
it is compared with a band's bound as a whole number, 10**14 times as large.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from toolkit.rules.expressions import all_of, numbers
from toolkit.rules.rule import FormulaCells
from toolkit.rules.sme_points import COUNTS, FIGURES, NAMES, standard

_SCALE = "1E14"
_BELOW_ALL, _ABOVE_ALL = -1e300, 9
_OF_NUMBERS = ("number", "integer", "")


@dataclass(frozen=True, slots=True)
class PointExpressions:
    """The points that `sme_points.Points` has. `is_scored` says whether there are any; all else may
    be an error value where it is false. A spending of 0 points stands where a ratio cannot be
    formed; `has_sales` and `has_costs` say whether it can.
    """

    is_scored: str
    staff: str
    by_sales: str
    by_costs: str
    results: str
    has_sales: str
    has_costs: str


def are_numbers(argument: Mapping[str, str], cells: FormulaCells, *more: str) -> bool:
    """Whether the fields that the argument names hold numbers, as far as the board has them."""
    return all(cells.type_of(argument[name]) in _OF_NUMBERS for name in (*NAMES, *more))


def points(argument: Mapping[str, str], cells: FormulaCells) -> PointExpressions:
    """The points of an entry whose figures are numbers or blank."""
    at = {name: cells.other(argument[name]) for name in NAMES}
    has_sales, has_costs = f"{at['sales']}>0", f"{at['costs']}>0"
    by_sales = _band("rd_to_sales", f"{at['rd_spending']}/{at['sales']}")
    by_costs = _band("rd_to_costs", f"{at['rd_spending']}/{at['costs']}")
    counted = (_band(name, f"N({at[name]})") for name in COUNTS)
    filled = [f"ISNUMBER({at[name]})" for name in FIGURES]
    return PointExpressions(
        is_scored=all_of([*filled, f"{at['employees']}>0"]),
        staff=_band("technical_staff", f"{at['technical_staff']}/{at['employees']}"),
        by_sales=f"IF({has_sales},{by_sales},0)",
        by_costs=f"IF({has_costs},{by_costs},0)",
        results=f"MAX({','.join(counted)})",
        has_sales=has_sales,
        has_costs=has_costs,
    )


def _band(name: str, ratio: str) -> str:
    """The points of the highest band that the ratio reaches."""
    bands = sorted((Fraction(least), worth) for least, worth in standard()[name])
    bounds = numbers([_BELOW_ALL, *(int(least * 10**14) for least, _ in bands)])
    whole = f"ROUND({_SCALE}*MIN({ratio},{_ABOVE_ALL}),0)"
    return f"LOOKUP({whole},{bounds},{numbers([0, *(w for _, w in bands)])})"
