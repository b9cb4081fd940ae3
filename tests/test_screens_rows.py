"""Screens of the rules that compare a cell with others of its row: true only where the rule holds,
and true of what people ordinarily write.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
    pairs,
    said_of,
    values_of,
)

from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Columns

# ---------------------------------------------------------------- a screen is never wrong


@st.composite
def mean_cases(draw: st.DrawFn) -> tuple[list[str], dict[str, str], str, list[Row]]:
    group = draw(GROUPS)
    names = draw(st.lists(st.sampled_from(["2020", "2021", "2022"]), min_size=1, max_size=4))
    types = {f"{group}{name}": draw(MOSTLY_NUMBERS) for name in names}
    key = f"{group}mean"
    types[key] = draw(MOSTLY_NUMBERS)
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        row = {**values_of(draw, types), **formats(draw)}
        if draw(st.booleans()):
            kind = draw(st.sampled_from([MONEY, FIGURES]))
            row |= {each: draw(st.none() | kind) for each in types if types[each] == "number"}
        years = [row[f"{group}{name}"] for name in names]
        filled = [exact(year) for year in years if isinstance(year, float)]
        if types[key] in ("number", "integer"):
            row[key] = near(draw, sum(filled, Fraction()) / len(filled) if filled else None)
        rows.append(row)
    return [*names, *draw(st.sampled_from([[], [], [], ["absent"]]))], types, key, rows


@LAW
@given(mean_cases())
def test_a_mean_that_passes_holds(case: tuple[list[str], dict[str, str], str, list[Row]]) -> None:
    assert_sound("mean_of", *case)


@st.composite
def ratio_cases(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, str], str, list[Row]]:
    group = draw(GROUPS)
    argument = {"of": "of", "to": draw(st.sampled_from(["to", "to", "to", "of", "absent"]))}
    types = {f"{group}{each}": draw(MOSTLY_NUMBERS) for each in ("of", "to", "ratio")}
    key = f"{group}ratio"
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        row = {**values_of(draw, types), **formats(draw)}
        of, to = row.get(f"{group}of"), row.get(f"{group}{argument['to']}")
        if types[key] in ("number", "integer") and isinstance(of, float):
            has_ratio = isinstance(to, float) and to != 0
            row[key] = near(draw, exact(of) / exact(to) if has_ratio else None)
        rows.append(row)
    return argument, types, key, rows


@LAW
@given(ratio_cases())
def test_a_ratio_that_passes_holds(
    case: tuple[dict[str, str], dict[str, str], str, list[Row]],
) -> None:
    assert_sound("ratio_of", *case)


TIMES = st.one_of(
    st.sampled_from([0, 1, 1.0, 2, 0.3, 2.5, 0.1 + 0.2, 1 / 3, 1e-20, 1e300, 5e-324]),
    st.floats(0, 10, allow_nan=False),
)


@pytest.mark.parametrize("rule", ["at_most_of", "at_least_of"])
@LAW
@given(st.data())
def test_a_comparison_that_passes_holds(rule: str, data: st.DataObject) -> None:
    times = data.draw(TIMES)
    name, types, key, rows = data.draw(pairs(exact(times)))
    argument = {"field": name} if times == 1 else {"field": name, "times": times}
    assert_sound(rule, argument, types, key, rows)


@LAW
@given(st.data())
def test_a_share_that_passes_holds(data: st.DataObject) -> None:
    share = data.draw(st.sampled_from([0, 1, 0.3, 0.05]) | st.floats(0, 1))
    name, types, key, rows = data.draw(pairs(exact(share)))
    assert_sound("at_most_share_of", {"field": name, "share": share}, types, key, rows)


@LAW
@given(st.data())
def test_an_amount_of_the_same_scale_has_it(data: st.DataObject) -> None:
    name, types, key, rows = data.draw(pairs(Fraction(3000)))
    argument = {"fields": [name, key, "third"]}
    kind = data.draw(MOSTLY_NUMBERS)
    rows = [{**row, "third": data.draw(st.none() | VALUES[kind])} for row in rows]
    assert_sound("same_scale_as", argument, {**types, "third": kind}, key, rows)


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    wanted = st.one_of(
        TEXTS,
        st.booleans(),
        FIGURES,
        st.integers(-3, 12),
        st.sampled_from(["甲、乙", "1e0", "nan"]),
    )
    day = st.sampled_from(["2020-12-30", "2020-12-31", "2021-01-01"])
    tests = {
        "equals": wanted,
        "in": st.lists(wanted, min_size=1, max_size=3),
        "not_after": day,
        "not_before": day,
        "given": st.booleans(),
    }
    names = draw(st.lists(st.sampled_from(sorted(tests)), min_size=1, max_size=3, unique=True))
    return {name: draw(tests[name]) for name in names}


@LAW
@given(st.data())
def test_a_blank_that_passes_may_be_blank(data: st.DataObject) -> None:
    group = data.draw(GROUPS)
    kinds = st.sampled_from(sorted(VALUES))
    types = {f"{group}own": data.draw(kinds), f"{group}other": data.draw(kinds)}
    field = data.draw(st.sampled_from(["other", "other", "other", "absent"]))
    argument = {"field": field, **data.draw(conditions())}
    rows = [values_of(data.draw, types) for _ in range(data.draw(st.integers(0, 4)))]
    rows = [{**row, f"{group}own": row[f"{group}own"] or None} for row in rows]
    assert_sound("required_when", argument, types, f"{group}own", rows)


# ---------------------------------------------------------------- what is ordinary passes

YEARS = ["2020", "2021", "2022"]
TAXES = dict.fromkeys(["taxes.2020", "taxes.2021", "taxes.2022", "taxes.mean"], "number")


def mean_row(stated: float | None, years: Sequence[float | None], most: int = 0) -> Row:
    return {
        **dict(zip(TAXES, [*years, None], strict=False)),
        "taxes.mean": stated,
        MOST_DECIMALS: most,
    }


def stated_means(rows: Sequence[Row]) -> list[bool]:
    return said_of("mean_of", YEARS, TAXES, "taxes.mean", rows)


@pytest.mark.parametrize(
    ("stated", "years", "most", "passes"),
    [
        (2.0, [1.0, 2.0, 3.0], 10, True),
        (35.3333333333333, [35.0, 35.0, 36.0], 0, True),
        (9.66666666666667, [9.0, 10.0, 10.0], 0, True),
        (35.33, [35.0, 35.0, 36.0], 2, True),
        (35.3, [35.0, 35.0, 36.0], 1, True),
        (35.0, [35.0, 35.0, 36.0], 0, True),
        (36.0, [35.0, 35.0, 36.0], 0, True),
        (35.0, [35.0, 35.0, 36.0], 2, False),
        (35.34, [35.0, 35.0, 36.0], 0, True),
        (35.35, [35.0, 35.0, 36.0], 0, False),
        (0.3, [0.1, 0.2, 0.6], 4, True),
        (0.152, [0.151, 0.152, 0.153], 3, True),
        (0.0333333333333333, [0.0, 0.05, 0.05], 4, True),
        (0.153, [0.151, 0.152, 0.153], 0, False),
        (1234567.89, [1234567.88, 1234567.89, 1234567.9], 2, True),
        (100000000.0, [100000000.0, 100000000.0, 100000000.0], 2, True),
        (0.0, [0.0, 0.0, 0.0], 10, True),
        (1.0, [-2.0, -1.0, 0.0], 0, False),
        (3.0, [None, 2.0, 4.0], 2, True),
        (7.0, [None, None, None], 0, True),
        (None, [None, None, None], 0, True),
        (None, [None, 0.0, None], 0, False),
        (None, [1.0, 2.0, 3.0], 0, False),
    ],
)
def test_means(stated: float | None, years: list[float | None], most: int, *, passes: bool) -> None:
    row = mean_row(stated, years, most)
    assert stated_means([row]) == stated_means([row, row])[1:] == [passes]


def test_means_of_counts_and_of_money_as_a_workbook_has_them_all_pass() -> None:
    rows = []
    for first in range(0, 1000, 7):
        for years in ([first, first + 3, 2 * first], [first + 0.25, first * 1.5 + 0.01, 9.99]):
            cells = [in_15_digits(year) for year in years]
            mean = sum(map(exact, cells), Fraction()) / 3
            rows += [
                mean_row(in_15_digits(number), cells)
                for number in (mean, round(mean, 4), round(mean, 2), round(mean, 1), round(mean))
            ]
    assert stated_means(rows) == [True] * len(rows)


def test_means_that_are_a_unit_off_are_in_doubt() -> None:
    rows = [
        mean_row(float(stated), [float(year)] * 3)
        for stated, year in (
            ("9.87654321098766", "9.87654321098765"),
            ("7.77777777777776", "7.77777777777777"),
            ("0.0987654321098766", "0.0987654321098765"),
            ("35.1234567890122", "35.1234567890123"),
        )
    ]
    rows += [
        mean_row(in_15_digits(Fraction(first + 1) + off), [first, first + 1.0, first + 2.0])
        for first in (0.0, 35.0, 999.0)
        for off in (Fraction(1), Fraction(-1), Fraction(1, 100), Fraction(1, 10**6))
    ]
    assert stated_means(rows) == [False] * len(rows)


@pytest.mark.parametrize(
    ("stated", "of", "to", "most", "passes"),
    [
        (0.0654, 6.54, 100.0, 4, True),
        (0.065, 6.54, 100.0, 3, True),
        (0.07, 6.54, 100.0, 2, True),
        (0.08, 6.54, 100.0, 0, False),
        (0.333333333333333, 1.0, 3.0, 4, True),
        (0.0666666666666667, 10.0, 150.0, 4, True),
        (0.33, 1.0, 3.0, 4, False),
        (0.987654320987654, 80.0, 81.0, 0, True),
        (0.0, 0.0, 100.0, 4, True),
        (1.0, 81.5, 81.5, 10, True),
        (None, 6.54, 100.0, 0, False),
        (None, None, 100.0, 0, True),
        (None, 6.54, None, 0, True),
        (None, 6.54, 0.0, 0, True),
        (0.5, None, 100.0, 0, True),
    ],
)
def test_ratios(
    stated: float | None, of: float | None, to: float | None, most: int, *, passes: bool
) -> None:
    types = dict.fromkeys(["spending", "revenue", "intensity"], "number")
    row = {"spending": of, "revenue": to, "intensity": stated, MOST_DECIMALS: most}
    argument = {"of": "spending", "to": "revenue"}
    assert said_of("ratio_of", argument, types, "intensity", [row] * 3) == [passes] * 3


def test_ratios_as_a_workbook_has_them_all_pass() -> None:
    types = dict.fromkeys(["of", "to", "ratio"], "number")
    rows = []
    for cents in range(1, 100_000, 997):
        of, to = cents / 100, 1234.56
        ratio = exact(of) / exact(to)
        rows += [
            {"of": of, "to": to, "ratio": in_15_digits(number)}
            for number in (ratio, round(ratio, 4), round(ratio, 3), round(ratio, 2))
        ]
    said = said_of("ratio_of", {"of": "of", "to": "to"}, types, "ratio", rows)
    assert said == [True] * len(rows)


@pytest.mark.parametrize(
    ("name", "own", "argument", "other", "passes"),
    [
        ("at_most_of", 10.0, {"field": "other"}, 10.0, True),
        ("at_most_of", 123456789012345.0, {"field": "other"}, 123456789012346.0, True),
        ("at_most_of", 11.0, {"field": "other"}, 10.0, False),
        ("at_most_of", 0.3, {"field": "other", "times": 3}, 0.1, True),
        ("at_most_of", 0.31, {"field": "other", "times": 3}, 0.1, False),
        ("at_most_of", 25.0, {"field": "other", "times": 2.5}, 10.0, True),
        ("at_most_of", 25.000001, {"field": "other", "times": 2.5}, 10.0, False),
        ("at_most_of", 0.0, {"field": "other", "times": 2}, 0.0, True),
        # A hair too much; as floats the two are the same.
        ("at_most_of", 67515.6201040536, {"field": "other", "times": 0.7}, 96450.8858629337, False),
        ("at_most_of", 11.0, {"field": "other"}, None, True),
        ("at_least_of", 10.0, {"field": "other"}, 10.0, True),
        ("at_least_of", 9.0, {"field": "other"}, 10.0, False),
        ("at_least_of", 20.0, {"field": "other", "times": 2}, 10.0, True),
        ("at_least_of", 200.02, {"field": "other", "times": 2}, 100.01, True),
        ("at_least_of", 19.99, {"field": "other", "times": 2}, 10.0, False),
        ("at_most_share_of", 30.0, {"field": "other", "share": 0.3}, 100.0, True),
        ("at_most_share_of", 30.3, {"field": "other", "share": 0.3}, 101.0, True),
        ("at_most_share_of", 30.01, {"field": "other", "share": 0.3}, 100.0, False),
        ("same_scale_as", 29999.0, {"fields": ["other"]}, 10.0, True),
        ("same_scale_as", 29999.9999, {"fields": ["other", "other"]}, 10.0, True),
        ("same_scale_as", 30000.0, {"fields": ["other"]}, 10.0, False),
        ("same_scale_as", 30000.0, {"fields": ["own", "other"]}, 10.0, False),
        ("same_scale_as", 210.0, {"fields": ["other"]}, 0.07, False),
        ("same_scale_as", 10.0, {"fields": ["other"]}, 100000.0, True),
        ("same_scale_as", 30000.0, {"fields": ["other"]}, 0.0, True),
        ("same_scale_as", 30000.0, {"fields": ["other"]}, -1.0, True),
        ("same_scale_as", 30000.0, {"fields": ["other"]}, None, True),
    ],
)
def test_comparisons(
    name: str, own: float, argument: dict[str, Any], other: float | None, *, passes: bool
) -> None:
    types = {"own": "number", "other": "integer"}
    rows = [{"own": own, "other": other}] * 2
    assert said_of(name, argument, types, "own", rows) == [passes] * 2


DAY = "2020-12-31"


@pytest.mark.parametrize(
    ("argument", "kind", "other", "passes"),
    [
        ({"equals": "是"}, "boolean", True, False),
        ({"equals": "是"}, "boolean", False, True),
        ({"equals": True}, "boolean", True, False),
        ({"equals": "甲"}, "boolean", True, True),
        ({"equals": "是"}, "string", "是", False),
        ({"equals": True}, "string", "否", True),
        ({"in": ["甲", "乙"]}, "string", "乙", False),
        ({"in": ["甲", "乙"]}, "string", "丙", True),
        ({"in": ["甲", "乙"]}, "list", ["丙", "乙"], False),
        ({"in": ["甲", "乙"]}, "list", ["丙"], True),
        ({"in": ["甲", "乙"]}, "list", None, True),
        ({"equals": 1}, "number", 1.0, False),
        ({"equals": "1"}, "integer", 1.0, False),
        ({"equals": 1}, "number", 2.0, True),
        ({"equals": "甲"}, "number", 2.0, True),
        ({"equals": DAY}, "date", date(2020, 12, 31), False),
        ({"not_after": DAY}, "date", date(2020, 12, 31), False),
        ({"not_after": DAY}, "date", date(2021, 1, 1), True),
        ({"not_after": DAY}, "string", "2019", True),
        ({"not_before": DAY}, "date", date(2020, 12, 31), False),
        ({"not_before": DAY}, "date", date(2020, 12, 30), True),
        ({"below": 2000}, "number", 2000.0, True),
        ({"below": 2000}, "number", 1999.9, False),
        ({"below": 2000}, "integer", None, True),
        ({"below": 2000}, "string", "1", True),
        ({"below": 2**53 + 1}, "number", 1e300, False),
        ({"at_least": 1}, "number", 0.5, True),
        ({"at_least": 1}, "number", 1.0, False),
        ({"given": True}, "string", "有", False),
        ({"given": True}, "string", None, True),
        ({"given": False}, "string", None, False),
        ({"given": False}, "string", "有", True),
        ({"given": False}, "list", [], False),
        ({"not_before": DAY, "not_after": DAY}, "date", date(2020, 12, 31), False),
        ({"equals": "甲", "given": False}, "string", None, True),
    ],
)
def test_blanks(argument: dict[str, Any], kind: str, other: Any, *, passes: bool) -> None:
    types = {"own": "string", "other": kind}
    rows = [
        {"own": None, "other": other},
        {"own": "", "other": other},
        {"own": "甲", "other": other},
    ]
    said = said_of("required_when", {"field": "other", **argument}, types, "own", rows)
    assert said == [passes, passes, True]


def test_where_the_other_column_is_not_on_the_board_a_blank_may_stand() -> None:
    rows = [{"own": None}, {"own": 0.0}]
    argument = {"field": "other", "equals": "是"}
    assert said_of("required_when", argument, {"own": "number"}, "own", rows) == [True, True]


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("mean_of", ["other"]),
        ("ratio_of", {"of": "other", "to": "own"}),
        ("at_most_of", {"field": "other"}),
        ("at_least_of", {"field": "other"}),
        ("at_most_share_of", {"field": "other", "share": 0.5}),
        ("same_scale_as", {"fields": ["other"]}),
    ],
)
def test_columns_that_are_not_of_numbers_are_in_doubt(name: str, argument: Any) -> None:
    screen = RULES_BY_NAME[name].screen
    for kind in DTYPES:
        is_of_numbers = kind in ("number", "integer")
        for types in ({"own": kind, "other": "number"}, {"own": "number", "other": kind}):
            assert (screen(argument, Columns("own", types)) is not None) is is_of_numbers
    assert screen(argument, Columns("own", {"own": "number"})) is None
