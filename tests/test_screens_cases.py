"""Screens of sums, periods, names and cases: true only where the rule holds, and true of what
people ordinarily write.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from screened_rows import (
    DTYPES,
    FIGURES,
    GROUPS,
    LAW,
    MONEY,
    MOST_DECIMALS,
    MOSTLY_NUMBERS,
    TEXTS,
    VALUES,
    Row,
    assert_sound,
    exact,
    formats,
    in_15_digits,
    near,
    said_of,
    values_of,
)

from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Columns

ABSENT = st.sampled_from([[], [], [], ["absent"]])


# ---------------------------------------------------------------- a screen is never wrong


@LAW
@given(st.data())
def test_a_sum_that_passes_holds(data: st.DataObject) -> None:
    group = data.draw(GROUPS)
    names = data.draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=4))
    types = {f"{group}{name}": data.draw(MOSTLY_NUMBERS) for name in names}
    key = f"{group}total"
    types[key] = data.draw(MOSTLY_NUMBERS)
    rows = []
    for _ in range(data.draw(st.integers(0, 4))):
        row = {**values_of(data.draw, types), **formats(data.draw)}
        if data.draw(st.booleans()):
            kind = data.draw(st.sampled_from([MONEY, FIGURES]))
            row |= {each: data.draw(st.none() | kind) for each in types if types[each] == "number"}
        parts = [row[f"{group}{name}"] for name in names]
        filled = [exact(part) for part in parts if isinstance(part, float)]
        if types[key] in ("number", "integer"):
            row[key] = near(data.draw, sum(filled, Fraction()) if filled else None)
        rows.append(row)
    assert_sound("sum_of", [*names, *data.draw(ABSENT)], types, key, rows)


@LAW
@given(st.data())
def test_a_period_that_passes_holds(data: st.DataObject) -> None:
    kinds = st.sampled_from(["date", "date", "date", "string", "number"])
    types = {"own": data.draw(kinds), "begun": data.draw(kinds)}
    length = {"years": st.integers(1, 3), "months": st.integers(1, 30)}
    argument = data.draw(st.fixed_dictionaries({}, optional=length))
    days = st.dates(date(2019, 1, 1), date(2021, 12, 31)) | st.sampled_from(
        [date(9998, 12, 31), date(9999, 12, 31), date(2020, 2, 29), date(1900, 3, 1)]
    )
    values = {**VALUES, "date": days}
    rows = [
        {key: data.draw(st.none() | values[kind]) for key, kind in types.items()}
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    assert_sound("ends_period", {"from": "begun", **argument}, types, "own", rows)


NAMES = st.sampled_from(
    ["甲公司", "甲 公司", "甲（公司）", "甲有限责任公司", "甲有限公司", "（）", "乙"]
)


@LAW
@given(st.data())
def test_a_name_that_passes_differs(data: st.DataObject) -> None:
    kinds = st.sampled_from(["string", "string", "string", "list", "number"])
    types = {key: data.draw(kinds) for key in ("own", "a", "b")}
    values = {"string": NAMES, "list": st.lists(NAMES, max_size=2), "number": FIGURES}
    rows = [
        {key: data.draw(st.none() | values[kind]) for key, kind in types.items()}
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    fields = data.draw(st.lists(st.sampled_from(["a", "b", "absent"]), min_size=1, unique=True))
    assert_sound("differs_from", {"fields": fields}, types, "own", rows)


DAY = st.sampled_from(["2020-12-30", "2020-12-31", "2021-01-01"])
BOUNDS = FIGURES | st.sampled_from([2**53 + 1, 10**400, 0, 1, 12])


@st.composite
def case_tests(draw: st.DrawFn) -> dict[str, Any]:
    tests: dict[str, st.SearchStrategy[Any]] = {
        "equals": TEXTS | st.booleans(),
        "in": st.lists(TEXTS, min_size=1, max_size=3),
        "not_after": DAY,
        "not_before": DAY,
        "given": st.booleans(),
        "below": BOUNDS,
        "at_least": BOUNDS,
    }
    names = draw(st.lists(st.sampled_from(sorted(tests)), min_size=1, max_size=2, unique=True))
    field = draw(st.sampled_from(["a", "b", "own", "absent"]))
    return {"field": field, **{name: draw(tests[name]) for name in names}}


ASKED: dict[str, st.SearchStrategy[Any]] = {
    "required": st.booleans(),
    "min": st.integers(-1, 3),
    "max": st.integers(-1, 3),
    "maxlength": st.integers(0, 2),
    "allowed": st.lists(TEXTS, min_size=1),
    "forbidden": st.lists(TEXTS, min_size=1),
    "regex": st.just("甲.*"),
    "not_before": DAY,
    "sum_of": st.just(["a", "b"]),
    "mean_of": st.just(["a", "b"]),
    "at_least_of": st.just({"field": "a", "times": 2}),
    "required_when": st.just({"field": "b", "given": True}),
    "differs_from": st.just({"fields": ["a"]}),
}


@st.composite
def some_cases(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = st.lists(st.sampled_from(sorted(ASKED)), min_size=1, max_size=3, unique=True)
    tests = case_tests() | st.lists(case_tests(), min_size=1, max_size=2)
    return [
        {"if": draw(tests), "then": {name: draw(ASKED[name]) for name in draw(names)}}
        for _ in range(draw(st.integers(1, 3)))
    ]


@LAW
@given(some_cases(), st.data())
def test_what_passes_holds_in_every_case(
    argument: list[dict[str, Any]], data: st.DataObject
) -> None:
    group = data.draw(GROUPS)
    kinds = st.sampled_from(sorted(VALUES))
    types = {f"{group}{each}": data.draw(kinds) for each in ("own", "a", "b")}
    rows = [
        {**values_of(data.draw, types), **formats(data.draw)}
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    assert_sound("when", argument, types, f"{group}own", rows)


# ---------------------------------------------------------------- what is ordinary passes


@pytest.mark.parametrize(
    ("stated", "parts", "most", "passes"),
    [
        (30.0, [10.0, 20.0], 10, True),
        (30.0, [10.0, 20.4], 0, True),
        (30.0, [10.0, 20.4], 1, False),
        (30.0, [10.0, 21.0], 0, False),
        (0.3, [0.1, 0.2], 2, True),
        (30.5, [10.25, 20.25], 2, True),
        (30.0, [None, 30.0], 2, True),
        (30.0, [None, None], 2, True),
        (None, [10.0, 20.0], 2, False),
    ],
)
def test_sums(stated: float | None, parts: list[float | None], most: int, *, passes: bool) -> None:
    types = dict.fromkeys(["total", "a", "b"], "number")
    row = {"total": stated, "a": parts[0], "b": parts[1], MOST_DECIMALS: most}
    assert said_of("sum_of", ["a", "b"], types, "total", [row] * 2) == [passes] * 2


def test_sums_as_a_workbook_has_them_all_pass() -> None:
    types = dict.fromkeys(["total", "a", "b"], "number")
    rows: list[Row] = [
        {"total": in_15_digits(exact(a) + exact(b)), "a": a, "b": b}
        for cents in range(1, 100_000, 997)
        for a, b in [(cents / 100, 0.1 + cents), (float(cents), cents * 1.5)]
    ]
    assert said_of("sum_of", ["a", "b"], types, "total", rows) == [True] * len(rows)


def test_periods_pass_to_their_last_day() -> None:
    types = dict.fromkeys(["own", "begun"], "date")
    begun = date(2024, 2, 29)
    last = {12: date(2025, 2, 28), 24: date(2026, 2, 28), 48: date(2028, 2, 29)}
    for months, day in last.items():
        rows = [
            {"own": day + timedelta(days=off), "begun": begun} for off in (-1, 0, 1)
        ] + [{"own": begun - timedelta(days=off), "begun": begun} for off in (0, 1)]  # fmt: skip
        argument = {"from": "begun", "months": months}
        said = said_of("ends_period", argument, types, "own", rows)
        assert said == [True, True, False, True, False]
    assert said_of("ends_period", {"from": "begun"}, types, "own", rows) == [*[True] * 4, False]
    nobody_says = [{"own": begun, "begun": None}]
    assert said_of("ends_period", {"from": "begun"}, types, "own", nobody_says) == [True]


def test_names_that_differ_pass_and_spellings_of_one_do_not() -> None:
    types = dict.fromkeys(["own", "a", "b"], "string")
    rows = [
        {"own": "甲（上海）有限公司", "a": "乙公司", "b": None},
        {"own": "甲（上海）有限公司", "a": "乙公司", "b": "甲(上海)有限责任公司"},
        {"own": "（）", "a": "()", "b": None},
    ]
    said = said_of("differs_from", {"fields": ["a", "b"]}, types, "own", rows)
    assert said == [True, False, True]


def test_a_case_that_does_not_apply_passes_and_one_that_does_is_screened_by_its_rules() -> None:
    argument = [
        {
            "if": [{"field": "kind", "equals": "企业"}, {"field": "total", "at_least": 100}],
            "then": {"required": True, "at_least_of": {"field": "grant", "times": 2}},
        },
        {"if": {"field": "kind", "in": ["高校", "院所"]}, "then": {"max": 10}},
    ]
    types = {"own": "number", "kind": "string", "total": "number", "grant": "number"}
    rows = [
        {"own": own, "kind": kind, "total": total, "grant": 10.0}
        for own, kind, total in (
            (20.0, "企业", 100.0),
            (19.0, "企业", 100.0),
            (19.0, "企业", 99.0),
            (None, "企业", 100.0),
            (None, "企业", None),
            (19.0, "高校", 100.0),
            (9.0, "高校", 100.0),
            (None, "高校", 100.0),
            (None, None, 100.0),
        )
    ]
    said = said_of("when", argument, types, "own", rows)
    assert said == [True, False, True, False, True, False, True, True, True]


def test_a_rule_without_a_screen_leaves_its_case_in_doubt() -> None:
    argument = [{"if": {"field": "kind", "equals": "企业"}, "then": {"phone": "any"}}]
    types = {"own": "number", "kind": "string"}
    rows = [
        {"own": 1.0, "kind": "企业"},
        {"own": 1.0, "kind": "高校"},
        {"own": None, "kind": "企业"},
    ]
    assert said_of("when", argument, types, "own", rows) == [False, True, True]


@pytest.mark.parametrize(
    ("name", "argument", "known"),
    [
        ("sum_of", ["other"], ("number", "integer")),
        ("ends_period", {"from": "other"}, ("date",)),
        ("differs_from", {"fields": ["other"]}, ("string",)),
    ],
)
def test_columns_of_other_types_are_in_doubt(
    name: str, argument: Any, known: tuple[str, ...]
) -> None:
    screen = RULES_BY_NAME[name].screen
    for kind in DTYPES:
        for types in ({"own": kind, "other": known[0]}, {"own": known[0], "other": kind}):
            assert (screen(argument, Columns("own", types)) is not None) is (kind in known)
