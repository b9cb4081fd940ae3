"""Screens of the scores of 科技型中小企业: true only where the rule holds, true of right ones."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screened_rows import (
    FIGURES,
    FILLED_OR_NOT,
    LAW,
    MONEY,
    VALUES,
    Row,
    as_a_rule_sees,
    assert_sound,
    exact,
    near,
    said_of,
)

from toolkit.rules import RULES_BY_NAME, sme_points
from toolkit.rules.rule import Columns, Record

SME = {name: name for name in sme_points.NAMES}
ELIGIBLE = {**SME, "assets": "assets", "fast_track": "fast_track"}


@st.composite
def companies(draw: st.DrawFn) -> dict[str, Any]:
    """Figures of a company, some exactly at the bounds of the bands or a hair beside them."""
    row: dict[str, Any] = {}
    for name in ("employees", "sales", "costs", "assets"):
        row[name] = draw(st.one_of(st.integers(0, 600).map(float), MONEY, FILLED_OR_NOT))
    bands = (("technical_staff", "employees"), ("rd_to_sales", "sales"), ("rd_to_costs", "costs"))
    for band, base in bands:
        least = Fraction(draw(st.sampled_from(sme_points.standard()[band]))[0])
        name = "rd_spending" if band.startswith("rd") else band
        if row.get(name) is None:
            row[name] = near(draw, None if row[base] is None else least * exact(row[base]))
    for name in ("class_one_ip", "class_two_ip"):
        row[name] = draw(st.one_of(st.none(), st.integers(0, 6).map(float), FIGURES))
    return row


def true_scores(row: Row) -> tuple[int, ...]:
    record = Record({name: as_a_rule_sees(value) for name, value in row.items()})
    points = sme_points.score(SME, record)
    return points.totals if points else (0,)


@LAW
@given(st.data())
def test_a_score_that_passes_is_the_official_one(data: st.DataObject) -> None:
    rows = data.draw(st.lists(companies(), max_size=4))
    types = dict.fromkeys([*SME, "assets", "score"], "number")
    for row in rows:
        right = data.draw(st.sampled_from(true_scores(row)))
        row["score"] = data.draw(st.sampled_from([right, right + 4, right - 10]).map(float))
    assert_sound("sme_score", SME, types, "score", rows)


@LAW
@given(st.data())
def test_a_company_that_passes_is_eligible(data: st.DataObject) -> None:
    rows = data.draw(st.lists(companies(), max_size=4))
    kind = data.draw(st.sampled_from(sorted(VALUES)))
    types = {**dict.fromkeys([*SME, "assets", "score"], "number"), "fast_track": kind}
    argument = data.draw(st.sampled_from([ELIGIBLE, {**SME, "assets": "assets"}]))
    rows = [{**row, "fast_track": data.draw(st.none() | VALUES[kind])} for row in rows]
    assert_sound("sme_eligible", argument, types, "score", rows)


@pytest.mark.parametrize("name", [*SME, "assets"])
def test_companies_whose_figures_are_texts_are_in_doubt(name: str) -> None:
    types = {**dict.fromkeys([*SME, "assets", "score"], "number"), name: "string"}
    for rule, argument in (("sme_score", SME), ("sme_eligible", {**SME, "assets": "assets"})):
        is_looked_at = name in argument
        assert (
            RULES_BY_NAME[rule].screen(argument, Columns("score", types)) is None
        ) is is_looked_at


def test_the_bounds_of_the_bands_are_exact_in_whole_millionths() -> None:
    bands = [bound for bound in sme_points.standard().values() if isinstance(bound, list)]
    parts = [Fraction(least).as_integer_ratio() for band in bands for least, _ in band]
    assert len(bands) == 5
    assert max(max(each) for each in parts) <= 100


# ---------------------------------------------------------------- what is ordinary passes

# 科技人员 20/100: 12; 研发投入 60/1000: 50 (by costs 60/600: 10); 成果 two of class two: 12. 74.
COMPANY = {
    "employees": 100.0,
    "technical_staff": 20.0,
    "sales": 1000.0,
    "costs": 600.0,
    "rd_spending": 60.0,
    "class_two_ip": 2.0,
    "assets": 2000.0,
    "score": 74.0,
}
SCORED = {**dict.fromkeys([*SME, "assets", "score"], "number"), "fast_track": "list"}


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({}, True),
        ({"score": 34.0}, True),
        ({"score": 75.0}, False),
        ({"score": 24.0}, False),
        ({"technical_staff": 30.0, "score": 82.0}, True),
        ({"technical_staff": 29.0, "score": 78.0}, True),
        ({"technical_staff": 29.0, "score": 82.0}, False),
        ({"rd_spending": 59.99, "score": 64.0}, True),
        ({"rd_spending": 59.99}, False),
        ({"rd_spending": 0.0, "score": 24.0}, True),
        ({"sales": 0.0, "score": 34.0}, True),
        ({"sales": 0.0}, False),
        ({"sales": 0.0, "score": 24.0}, False),
        ({"sales": 0.0, "costs": 0.0, "score": 24.0}, True),
        ({"class_one_ip": 1.0, "score": 92.0}, True),
        ({"class_two_ip": 9.0, "score": 86.0}, True),
        ({"class_two_ip": None, "score": 62.0}, True),
        ({"sales": 1234.567891, "rd_spending": 74.07407346, "score": 24.0}, False),
        ({"sales": 1234.567891, "rd_spending": 74.074074, "score": 74.0}, True),
        ({"employees": None, "score": 5.0}, True),
        ({"employees": 0.0, "score": 5.0}, True),
    ],
)
def test_official_scores(changes: dict[str, Any], *, passes: bool) -> None:
    rows = [{**COMPANY, **changes}] * 2
    assert said_of("sme_score", SME, SCORED, "score", rows) == [passes] * 2


@pytest.mark.parametrize(
    ("changes", "kind", "passes"),
    [
        ({}, "list", True),
        ({"score": None}, "list", True),
        ({"employees": 500.0, "technical_staff": 100.0}, "list", True),
        ({"employees": 501.0, "technical_staff": 200.0}, "list", False),
        ({"sales": 20000.01}, "list", False),
        ({"assets": 20000.0}, "list", True),
        ({"assets": 20001.0}, "list", False),
        ({"assets": None}, "list", True),
        ({"technical_staff": 9.0, "class_one_ip": 1.0}, "list", False),
        ({"rd_spending": 10.0}, "list", False),
        ({"rd_spending": None}, "list", True),
        ({"rd_spending": 10.0, "fast_track": ["高新技术企业资格证书"]}, "list", True),
        ({"rd_spending": 10.0, "fast_track": ["无"]}, "list", False),
        ({"rd_spending": 10.0, "fast_track": ["无", "国家级科技奖励"]}, "list", True),
        ({"rd_spending": 10.0, "fast_track": []}, "list", False),
        ({"rd_spending": 10.0, "fast_track": True}, "boolean", True),
        ({"rd_spending": 10.0, "fast_track": False}, "boolean", False),
        ({"rd_spending": 10.0, "fast_track": "高新技术企业"}, "string", True),
        ({"rd_spending": 10.0, "fast_track": "否"}, "string", False),
        ({"rd_spending": 10.0, "fast_track": ""}, "string", False),
        ({"rd_spending": 10.0, "fast_track": 1.0}, "number", False),
        ({"assets": 20001.0, "fast_track": True}, "boolean", False),
    ],
)
def test_eligible_companies(changes: dict[str, Any], kind: str, *, passes: bool) -> None:
    rows = [{**COMPANY, **changes}] * 2
    types = {**SCORED, "fast_track": kind}
    assert said_of("sme_eligible", ELIGIBLE, types, "score", rows) == [passes] * 2
