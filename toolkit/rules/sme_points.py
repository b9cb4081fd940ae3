"""科技型中小企业: the official score. In: the fields an argument names; out: points.

Source: 国科发政〔2017〕115号 第七条. A company chooses one of two R&D ratios, so there may be two
right totals; the better one decides whether it passes. Amounts are in 万元.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from toolkit.rules.figures import fraction, is_number
from toolkit.rules.rule import Record

FIGURES = ("employees", "technical_staff", "sales", "costs", "rd_spending")
COUNTS = ("class_one_ip", "class_two_ip")
NAMES = (*FIGURES, *COUNTS)
ARGUMENT = {name: {"type": "string", "required": True} for name in NAMES}


@dataclass(frozen=True, slots=True)
class Points:
    """Points of 科技人员 (at most 20), 研发投入 (50; one for each ratio that can be formed) and
    科技成果 (30).
    """

    staff: int
    spending: tuple[int, ...]
    results: int

    @property
    def totals(self) -> tuple[int, ...]:
        """The totals a company may state, the best first."""
        return tuple(
            sorted({self.staff + each + self.results for each in self.spending}, reverse=True)
        )


@cache
def standard() -> dict[str, Any]:
    """The bands and limits of the 评价办法."""
    file = resources.files("toolkit") / "data" / "sme_2017.json"
    bands: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return bands


def score(argument: dict[str, str], record: Record) -> Points | None:
    """The points of an entry; None where a figure is missing or nobody is employed.

    A blank count of 知识产权 is none; every band includes its lower bound.
    """
    found = {name: record.get(argument[name]) for name in NAMES}
    for name in COUNTS:
        found[name] = found[name] or 0
    if not all(is_number(value) for value in found.values()) or found["employees"] <= 0:
        return None
    exact = {name: fraction(value) for name, value in found.items()}
    bases = (("rd_to_sales", "sales"), ("rd_to_costs", "costs"))
    spending = [_band(by, exact["rd_spending"] / exact[of]) for by, of in bases if exact[of] > 0]
    return Points(
        staff=_band("technical_staff", exact["technical_staff"] / exact["employees"]),
        spending=tuple(spending) or (0,),
        results=max(_band(name, exact[name]) for name in COUNTS),
    )


def _band(name: str, ratio: Fraction) -> int:
    """The points of the highest band that the ratio reaches."""
    return next((points for least, points in standard()[name] if ratio >= Fraction(least)), 0)
