"""Spreadsheets find the official score of 科技型中小企业, and who can be one, as the rules do.

All companies stand in one workbook, and LibreOffice judges them once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import pytest
from recalculating import needs_libreoffice, recalculated

from toolkit.rules import RULES_BY_NAME, sme_points
from toolkit.rules.rule import Fault, FormulaCells, Record

SME = {name: name for name in sme_points.NAMES}
ELIGIBLE = {**SME, "assets": "assets"}
NUMBERS = [*SME, "assets", "score", "track_number"]
TYPES = {
    **dict.fromkeys(NUMBERS, "number"),
    "track_boolean": "boolean",
    "track_string": "string",
    "track_list": "list",
    "track_date": "date",
}
TRACKS = [name for name in TYPES if name.startswith("track_")]
COLUMNS = {name: chr(ord("A") + at) for at, name in enumerate(TYPES)}
# 科技人员 20/100: 12; 研发投入 60/1000: 50 (by costs 60/600: 10); 成果 two of class two: 12. 74.
COMPANY: dict[str, Any] = {
    "employees": 100,
    "technical_staff": 20,
    "sales": 1000,
    "costs": 600,
    "rd_spending": 60,
    "class_two_ip": 2,
    "assets": 2000,
    "score": 74,
}
# By column type: what stands in the cell, and what the rule sees of it.
TRACKED: dict[str, tuple[tuple[object, object], ...]] = {
    "track_boolean": (("是", True), ("否", False)),
    "track_string": (("高新技术企业", "高新技术企业"), ("否", "否"), ("无关", "无关")),
    "track_list": (("甲；乙", ["甲", "乙"]), ("否", ["否"]), ("无；甲", ["无", "甲"])),
    "track_number": ((1, 1), (0, 0), (-0.5, -0.5)),
    "track_date": ((44000, "2020-06-18"),),
}
# Bases that make bounds inexact in binary, and sizes from a workshop's to far beyond the limits.
BASES = (7, 11.1, 499, 1234.56, 123456789.01)


def companies() -> Iterator[dict[str, Any]]:
    """Companies at every band's bound and a little beside it; then blanks, zeros and limits."""
    yield from at_bounds("technical_staff", "employees", "technical_staff")
    yield from at_bounds("rd_to_sales", "sales", "rd_spending")
    yield from at_bounds("rd_to_costs", "costs", "rd_spending")
    for one, two in product((None, 0, 0.5, 1, 1.5, 7), (None, 0, 0.99, 1, 2, 3, 3.999999, 4, 9)):
        yield {"class_one_ip": one, "class_two_ip": two}
    for name in [*SME, "assets", "score"]:
        for value in (None, 0, -1, 0.000001, 1e-300, 1e300):
            yield {name: value}
    for name, most in sme_points.standard()["most"].items():
        for value in (most - 1, most - 0.001, most, most + 0.0001, most + 1):
            yield {name: value}
    for sales, costs in product((None, 0, -5, 7), (None, 0, -5, 7, 600)):
        yield {"sales": sales, "costs": costs}
        # Right only where no ratio can be formed: 科技人员 12, 研发投入 0, 成果 12.
        yield {"sales": sales, "costs": costs, "score": 24}
    yield dict.fromkeys(SME)
    for score in (*range(0, 101, 2), 73.9, 73.999999, 74.000001, 33.99, 34.5):
        yield {"score": score}


def at_bounds(band: str, base: str, name: str) -> Iterator[dict[str, Any]]:
    for size, (least, _) in product(BASES, sme_points.standard()[band]):
        bound = Fraction(least) * Fraction(str(size))
        for beside in ("0", "-0.000001", "0.000001"):
            yield {base: size, name: float(bound + Fraction(beside))}


def scored(company: dict[str, Any]) -> tuple[int, ...]:
    """The totals that a company may state."""
    found = sme_points.score(SME, record_of(company))
    return found.totals if found else (50,)


@cache
def cases() -> tuple[dict[str, Any], ...]:
    """Each company with a right score, and with one that is near."""
    found: list[dict[str, Any]] = []
    for changes in companies():
        company = COMPANY | changes
        found.append(company)
        if "score" not in changes:
            found += [company | {"score": total} for total in scored(company)]
    weak = COMPANY | {"technical_staff": 5}
    strong = (COMPANY, weak, COMPANY | {"employees": 501}, COMPANY | {"sales": None})
    for name, values in TRACKED.items():
        found += [each | {name: value} for each, (value, _) in product(strong, values)]
    return tuple(found)


def record_of(company: dict[str, Any]) -> Record:
    seen = dict(company)
    for name, values in TRACKED.items():
        if name in seen:
            seen[name] = dict(values)[seen[name]]
    return Record(seen, "score", {name: name for name in TYPES})


ASKED = {
    "score": ("sme_score", SME),
    "eligible": ("sme_eligible", ELIGIBLE),
    **{name: ("sme_eligible", {**ELIGIBLE, "fast_track": name}) for name in TRACKS},
    "no such column": ("sme_eligible", {**ELIGIBLE, "fast_track": "elsewhere"}),
    "no such figure": ("sme_eligible", {**ELIGIBLE, "class_one_ip": "elsewhere"}),
    "no such sales": ("sme_score", {**SME, "sales": "elsewhere"}),
}


def fault_of(asked: str, addresses: dict[str, str], types: dict[str, str] = TYPES) -> Fault:
    name, argument = ASKED[asked]
    faults = RULES_BY_NAME[name].formula(argument, FormulaCells("score", addresses, types))
    assert faults is not None
    (fault,) = faults
    return fault


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What each rule's expression says of each company; blanks are the text "" for it."""
    width = len(COLUMNS)
    values = [f'IF({letter}{{row}}="","",{letter}{{row}})' for letter in COLUMNS.values()]
    understood = {name: f"{letter_at(width + at)}{{row}}" for at, name in enumerate(COLUMNS)}
    verdicts = [fault_of(asked, understood).when for asked in ASKED]
    rows: list[Sequence[object]] = [[company.get(name) for name in TYPES] for company in cases()]
    found = recalculated(rows, [*values, *verdicts], tmp_path_factory.mktemp("companies"))
    return {asked: [row[width + at] for row in found] for at, asked in enumerate(ASKED)}


def letter_at(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else f"A{chr(ord('A') + column - 26)}"


def breaks(asked: str, company: dict[str, Any]) -> bool:
    name, argument = ASKED[asked]
    rule = RULES_BY_NAME[name]
    return not rule.holds(company.get("score"), argument, record_of(company))


@needs_libreoffice
@pytest.mark.parametrize("asked", ASKED)
def test_a_company_is_judged_as_by_the_rule(asked: str, said: dict[str, list[Any]]) -> None:
    judged = zip(cases(), said[asked], strict=True)
    is_asked = [
        (company, is_so)
        for company, is_so in judged
        # A score that is blank is not judged.
        if not (ASKED[asked][0] == "sme_score" and company.get("score") is None)
    ]
    assert [
        (company, is_so) for company, is_so in is_asked if is_so is not breaks(asked, company)
    ] == []
    assert len(is_asked) > 700


@needs_libreoffice
@pytest.mark.parametrize("asked", [asked for asked in ASKED if asked != "no such sales"])
def test_companies_of_both_kinds_are_tried(asked: str, said: dict[str, list[Any]]) -> None:
    assert set(said[asked]) == {True, False}


def test_the_fault_is_the_rules() -> None:
    addresses = {name: f"{letter}9" for name, letter in COLUMNS.items()}
    assert fault_of("score", addresses).code == "V503"
    assert fault_of("eligible", addresses).code == "E101"


@pytest.mark.parametrize("asked", ASKED)
def test_formulas_are_short_enough_for_a_cell(asked: str) -> None:
    addresses = {name: f"$AB{letter}1000" for name, letter in COLUMNS.items()}
    assert len(fault_of(asked, addresses).when) < 4000


@pytest.mark.parametrize("name", [*SME, "assets", "score"])
@pytest.mark.parametrize("kind", ["string", "date", "boolean"])
def test_figures_that_are_no_numbers_have_no_formula(name: str, kind: str) -> None:
    cells = FormulaCells("score", COLUMNS, {**TYPES, name: kind})
    for rule, argument in (("sme_score", SME), ("sme_eligible", ELIGIBLE)):
        is_looked_at = name in argument or (rule, name) == ("sme_score", "score")
        assert (RULES_BY_NAME[rule].formula(argument, cells) is None) is is_looked_at
