"""Formulas of sums, periods, names, places and cases, reckoned by LibreOffice: each says what its
rule says, and one that tells a part only is never a false alarm.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from formula_tries import CLEAN, Row, Try, disagreements, one_cell, told
from recalculating import needs_libreoffice
from values_to_try import regions

from toolkit.conversion.numbers import as_number
from toolkit.rules import RULES_BY_NAME, industries
from toolkit.rules.figures import fraction
from toolkit.rules.rule import FormulaCells

DICE = random.Random(20250901)  # noqa: S311  values to try, not secrets


def figure() -> float | None:
    drawn = round(DICE.uniform(-50, 2000), DICE.choice((0, 1, 2, 4)))
    return None if DICE.random() < 0.2 else float(as_number(drawn))


def tries_of_sums() -> list[Try]:
    types = dict.fromkeys(["total", "a", "b"], "number")
    rows: list[Row] = []
    for _ in range(150):
        parts = {"a": figure(), "b": figure()}
        due = sum((fraction(each) for each in parts.values() if each is not None), Fraction())
        off = DICE.choice([0, 0, 0, 0.01, -0.01, 0.1, -0.1, 1, -1, 0.004])
        stated = round(float(due) + off, DICE.choice((0, 1, 2, 4)))
        rows.append({"total": float(as_number(stated)), **parts})
    edges: list[Row] = [
        {"total": total, "a": a, "b": b}
        for total in (0.3, 1e300, 0.0, None)
        for a, b in ((0.1, 0.2), (None, None), (None, 0.0))
    ]
    return [
        *(Try("sum_of", ["a", "b"], types, [*edges, *rows], shown) for shown in (None, 0, 2)),
        Try("sum_of", ["a", "absent"], types, rows),
        Try("sum_of", ["absent"], types, rows),
        Try("sum_of", ["a", "b"], {**types, "total": "string"}, [{"total": "三", "a": 1, "b": 2}]),
        Try("sum_of", ["a", "b"], {**types, "b": "string"}, [
            {"total": 5.0, "a": 1.0, "b": text} for text in ("甲", "2", None)
        ]),
    ]  # fmt: skip


def tries_of_periods() -> list[Try]:
    starts = [
        *(date(1990, 1, 1) + timedelta(days=DICE.randint(0, 20_000)) for _ in range(25)),
        date(2024, 2, 29), date(2023, 12, 31), date(1900, 3, 1), date(9999, 1, 31),
    ]  # fmt: skip
    types = {"own": "date", "begun": "date"}
    tries = []
    for months in (1, 6, 12, 18, 24, 48):
        rows: list[Row] = [
            {"own": min(begun + timedelta(days=days), date.max), "begun": begun}
            for begun in starts
            if begun.year < 9999
            for about in (0, round(months * 30.4375))
            for days in (about - 1, about, about + 1, about - 2, about + 2)
        ]
        rows += [{"own": date(9999, 12, 31), "begun": date(9999, 1, 31)}]
        rows += [{"own": date(2020, 1, 1), "begun": None}]
        years, rest = divmod(months, 12)
        length = ({"years": years} if years else {}) | ({"months": rest} if rest else {})
        tries.append(Try("ends_period", {"from": "begun", **length}, types, rows))
    return [
        *tries,
        Try("ends_period", {"from": "begun"}, types, tries[0].rows),
        Try("ends_period", {"from": "absent"}, types, tries[0].rows),
        Try("ends_period", {"from": "begun"}, {**types, "begun": "string"}, [
            {"own": date(2020, 1, 1), "begun": "2021-01-01"}
        ]),
    ]  # fmt: skip


KINDS = {"kind": "string", "grant": "number", "begun": "date", "shared": "boolean", "of": "list"}
CASES: list[Any] = [
    {"field": "kind", "equals": "企业"},
    {"field": "kind", "in": ["企业", "高校", "长" * 300]},
    {"field": "kind", "given": False},
    {"field": "grant", "below": 100},
    {"field": "grant", "at_least": 100},
    {"field": "grant", "at_least": 10, "below": 100},
    {"field": "begun", "not_before": "2020-01-01"},
    {"field": "shared", "equals": True},
    {"field": "of", "in": ["甲", "乙"]},
    {"field": "absent", "given": True},
    {"field": "kind", "below": 3},
    [{"field": "kind", "equals": "企业"}, {"field": "grant", "at_least": 100}],
    [{"field": "kind", "given": True}, {"field": "begun", "given": False}],
]
OF_NUMBERS: list[dict[str, Any]] = [
    {"required": True},
    {"min": 10, "max": 200},
    {"required": True, "at_least_of": {"field": "grant", "times": 2}},
    {"mean_of": ["grant"]},
    {"required_when": {"field": "shared", "equals": "是"}, "allowed": [1, 100, 200]},
    {"sum_of": ["grant"], "forbidden": [100]},
]
OF_TEXTS: list[dict[str, Any]] = [
    {"allowed": ["甲", "企业"], "minlength": 2},
    {"forbidden": ["中国"], "maxlength": 3, "required": True},
    {"differs_from": {"fields": ["kind"]}},
    {"word_count": {"min": 2}},
]


def row_of_any(own: Any) -> Row:
    return {
        "own": own,
        "kind": DICE.choice(["企业", "高校", "长" * 300, None, "企业 "]),
        "grant": DICE.choice([None, 9.0, 10.0, 99.99, 100.0, 500.0]),
        "begun": DICE.choice([None, date(2019, 12, 31), date(2020, 1, 1)]),
        "shared": DICE.choice([None, True, False]),
        "of": DICE.choice([None, ["甲"], ["丙"], ["丙", "乙"]]),
    }


def tries_of_cases() -> list[Try]:
    figures = [None, 1.0, 9.0, 10.0, 100.0, 200.0, 201.0, 1000.0]
    texts = [None, "甲", "企业", "中国", "美利坚合众国"]
    asked = [(then, "number", figures) for then in OF_NUMBERS]
    asked += [(then, "string", texts) for then in OF_TEXTS]
    alone = [
        try_of_cases([{"if": case, "then": then}], kind, values, 4)
        for at, case in enumerate(CASES)
        for then, kind, values in asked[at % 3 :: 3]
    ]
    together = [
        [{"if": case, "then": then} for case, then in zip(CASES[at:], OF_NUMBERS, strict=False)]
        for at in range(0, len(CASES) - 2, 3)
    ]
    return [*alone, *(try_of_cases(each, "number", figures, 6) for each in together)]


def try_of_cases(argument: Any, kind: str, values: list[Any], times: int) -> Try:
    """Each value so many times, beside any values of the columns that the cases look at."""
    looked_at = RULES_BY_NAME["when"].refers(argument)
    types = {"own": kind, **{key: KINDS[key] for key in KINDS if key in looked_at}}
    rows = [row_of_any(own) for own in values for _ in range(times)]
    return Try("when", argument, types, [{key: row[key] for key in types} for row in rows])


WHOLLY = {"sums": tries_of_sums, "periods": tries_of_periods, "cases": tries_of_cases}
SAID = {
    "sums": {CLEAN, "V503"},
    "periods": {CLEAN, "V503"},
    "cases": {CLEAN, "V101", "V301", "V302", "V303", "V304", "V401", "V501", "V503"},
}


@needs_libreoffice
@pytest.mark.parametrize("name", WHOLLY)
def test_formulas_say_what_their_rules_say(name: str, tmp_path: Path) -> None:
    DICE.seed(name)  # the same values whichever tests run
    tries = WHOLLY[name]()
    assert disagreements(tries, tmp_path) == []
    codes = Counter(each.expected(row) for each in tries for row in each.rows)
    assert set(codes) == SAID[name]
    assert max(codes.values()) < sum(codes.values()) * 0.9


# ---------------------------------------------------------------- what is told in part

NAMES = [
    "甲公司", "甲 公司", "甲（上海）有限公司", "甲(上海) 有限责任公司", "甲有限公司", "乙", "（）",
    "()", "甲·公司", "甲公司　", "Ａ公司", "A公司", "a公司",
]  # fmt: skip
PLACES = [
    *list(regions())[::3], "国外", "海外（新加坡）", "港澳台", "澳门", "中国香港", "吉林市",
    "海南藏族自治州", "北京路", "江苏", "江苏省南京市鼓楼区", "江苏省火星市", "内蒙",
    "新疆生产建设兵团八师", "上海 市", "雄安新区", "河北省雄安新区", "宁夏自治区银川", "鼓楼区",
]  # fmt: skip
INDUSTRIES = [
    *(f"{name}+{code}" for code, name in list(industries.names().items())[::7]),
    *(f"房地产业+{code}" for code in ("7", "70", "701", "7010", "70100", "99", "C70", "7０", "")),
    "3D打印+35", "甲3乙+70", "房地产业+70；研究和试验发展+73", "70", "K70", "+70", "行业代码+70",
    "研究和试验发展+73", "Ｋ房地产业+70", "房地产业＋70", "房地产业+70+73", "房地产业、其他+70",
]  # fmt: skip

AT_ONCE = [
    ("located_in", "江苏省南京市鼓楼区"), ("located_in", "江苏"), ("located_in", "国外"),
    ("industry_section", "房地产业+7010"), ("industry_section", "行业代码+70"),
]  # fmt: skip


def tries_told_in_part() -> list[Try]:
    of_names = {"own": "string", "a": "string", "b": "list"}
    return [
        Try("differs_from", {"fields": ["a", "b", "absent"]}, of_names, [
            {"own": own, "a": other, "b": None} for own in NAMES for other in [*NAMES, None]
        ]),
        *(
            one_cell("located_in", named, "string", PLACES)
            for named in (["江苏省", "香港特别行政区"], ["吉林市", "北京市"], ["上海市"])
        ),
        *(
            one_cell("industry_section", sections, "string", INDUSTRIES)
            for sections in (["K", "C"], list("ABCDEFGHIJLNOPQRST"), ["M"])
        ),
    ]  # fmt: skip


@needs_libreoffice
def test_what_is_told_in_part_is_never_a_false_alarm(tmp_path: Path) -> None:
    tries = tries_told_in_part()
    verdicts = told(tries, tmp_path)
    found = Counter[tuple[str, bool]]()
    said_of: dict[tuple[str, str], str] = {}
    for each, said in zip(tries, verdicts, strict=True):
        for row, verdict in zip(each.rows, said, strict=True):
            expected = each.expected(row)
            assert verdict in (CLEAN, expected), (each.rule, each.argument, row, verdict, expected)
            found[each.rule, verdict == expected != CLEAN] += 1
            said_of[each.rule, str(row["own"])] = verdict
    # Most of what is wrong is told at once.
    assert found["differs_from", True] >= 15
    assert found["located_in", True] > 200
    assert found["industry_section", True] > 200
    assert {text for rule, text in AT_ONCE if said_of[rule, text] == CLEAN} == set()


def test_formulas_are_short_enough_for_a_cell() -> None:
    for each in tries_told_in_part():
        addresses = dict.fromkeys(each.types, "$ABC1000")
        faults = RULES_BY_NAME[each.rule].formula(
            each.argument, FormulaCells("own", addresses, each.types)
        )
        assert 0 < sum(len(fault.when) for fault in faults or ()) < 4000
