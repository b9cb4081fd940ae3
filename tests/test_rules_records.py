"""Rules that compare a cell with others of its row: values, argument, the code each must give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Breach, Record

DAY = "2020-12-31"
YEARS = ["2020", "2021", "2022"]


def judged(
    name: str,
    value: Any,
    argument: Any,
    values: dict[str, Any],
    *,
    key: str = "field",
    decimals: int | None = None,
    headings: dict[str, str] | None = None,
) -> Breach | None:
    shown = {} if decimals is None else {key: decimals}
    return RULES_BY_NAME[name].breach(value, argument, Record(values, key, headings or {}, shown))


def code_of(breach: Breach | None) -> str | None:
    return breach.code if breach else None


def mean(stated: Any, given_years: list[Any], decimals: int | None = None) -> Breach | None:
    years = [f"taxes.{year}" for year in YEARS]
    headings = {f"taxes.{year}": f"税收贡献（万元） · {year}年" for year in YEARS}
    headings["taxes.mean"] = "税收贡献（万元） · 平均值"
    return judged(
        "mean_of", stated, YEARS, dict(zip(years, given_years, strict=True)), key="taxes.mean",
        decimals=decimals, headings=headings,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "years", "decimals", "code"),
    [
        (2, [1, 2, 3], None, None),
        (12.33, [12, 12, 13], 2, None),
        (12.33, [12, 12, 13], None, None),
        (12, [12, 12, 13], None, None),
        (13, [12, 12, 13], None, None),
        (14, [12, 12, 13], None, "V501"),
        (11, [12, 12, 12], None, "V501"),
        (11.0, [12, 12, 12], 0, "V501"),
        (12.34, [12, 12, 13], None, None),
        (12.35, [12, 12, 13], None, "V501"),
        (12.3, [12, 12, 13], None, None),
        (12.5, [12, 12, 13], None, "V501"),
        (12.3333333333, [12, 12, 13], 2, None),
        (12.35, [12, 12, 13], 1, None),
        (12.5, [12, 12, 13], 2, "V501"),
        (0.3, [0.1, 0.2, 0.6], None, None),
        (0.152, [0.151, 0.152, 0.153], 3, None),
        (0.153, [0.151, 0.152, 0.153], 3, "V501"),
        (3, [None, 2, 4], None, None),
        (2, [None, 2, 4], None, "V501"),
        (7, [None, None, 7], None, None),
        (7, [None, None, None], None, None),
        (None, [None, None, None], None, None),
        (None, [None, 0, None], None, "V501"),
        (None, [1, 2, 3], None, "V501"),
        (-1, [-2, -1, 0], None, None),
        (1, [-2, -1, 0], None, "V501"),
        (5, ["约五", 5, 5], None, None),
        ("约五", [5, 5, 5], None, None),
    ],
)
def test_means(stated: Any, years: list[Any], decimals: int | None, code: str | None) -> None:
    assert code_of(mean(stated, years, decimals)) == code


def test_a_blank_mean_is_computed_over_the_years_given() -> None:
    breach = mean(None, [None, 12, 13])
    assert breach is not None
    assert breach.message == "没有填写平均值，按2021年、2022年计算应为12.5，请补填。"


def test_a_mean_of_shares_is_worded_in_percent() -> None:
    headings = {"masters.mean": "研发团队素质（硕士及以上学历人员占比） · 平均值"}
    values = {"masters.a": 0.1, "masters.b": 0.2}
    breach = judged("mean_of", 0.25, ["masters.a", "masters.b"], values, key="masters.mean",
                    headings=headings)  # fmt: skip
    assert breach is not None
    assert "25%" in breach.message
    assert "15%" in breach.message


CENTS = st.integers(-(10**9), 10**9)


@given(st.lists(CENTS, min_size=1, max_size=3), st.integers(0, 6))
def test_a_mean_as_excel_shows_it_holds_and_one_unit_beside_does_not(
    cents: list[int], decimals: int
) -> None:
    years = [*(each / 100 for each in cents), *[None] * (3 - len(cents))]
    exact = sum(map(Fraction, cents), Fraction()) / (100 * len(cents))
    unit = Fraction(1, 10**decimals)
    nearest = Fraction(round(exact / unit)) * unit
    for off in range(-2, 3):
        stated = nearest + off * unit
        assume(abs(stated) < 10**8)
        expected = "V501" if abs(stated - exact) >= unit else None
        assert (
            code_of(mean(float(Decimal(stated.numerator) / stated.denominator), years, decimals))
            == expected
        )


@given(st.lists(CENTS, min_size=3, max_size=3))
def test_a_mean_with_all_its_decimals_holds(cents: list[int]) -> None:
    years = [each / 100 for each in cents]
    assert mean(sum(cents) / 300, years, 6) is None


@pytest.mark.parametrize(
    ("stated", "spending", "revenue", "decimals", "code"),
    [
        (0.065, 6.54, 100, 3, None),
        (0.067, 6.54, 100, 3, "V502"),
        (0.0654, 6.54, 100, None, None),
        (0.07, 6.54, 100, None, None),
        (0.08, 6.54, 100, None, "V502"),
        (6.54, 6.54, 100, None, "V502"),
        (None, 6.54, 100, None, "V502"),
        (None, None, 100, None, None),
        (None, 6.54, None, None, None),
        (0.5, None, 100, None, None),
        (0.5, 6.54, None, None, None),
        (0.5, 6.54, 0, None, None),
        (None, 6.54, 0, None, None),
        (0, 0, 100, None, None),
        (0.1, 0, 100, None, "V502"),
        (0.1, "约十", 100, None, None),
    ],
)
def test_ratios(
    stated: Any, spending: Any, revenue: Any, decimals: int | None, code: str | None
) -> None:
    values = {"spending.2022": spending, "revenue.2022": revenue}
    argument = {"of": "spending.2022", "to": "revenue.2022"}
    breach = judged("ratio_of", stated, argument, values, key="intensity.2022", decimals=decimals)
    assert code_of(breach) == code


def test_a_ratio_is_worded_in_percent_with_the_headings() -> None:
    argument = {"of": "a", "to": "b"}
    headings = {"a": "研发经费总额", "b": "营业收入"}
    breach = judged("ratio_of", 0.1, argument, {"a": 1, "b": 3}, headings=headings)
    assert breach is not None
    assert (
        breach.message == "填写的是10%，按“研发经费总额” ÷ “营业收入”计算应为33.33%，请核对后改正。"
    )


@pytest.mark.parametrize(
    ("name", "value", "argument", "other", "code"),
    [
        ("at_most_of", 11, {"field": "a"}, 10, "V503"),
        ("at_most_of", 10, {"field": "a"}, 10, None),
        ("at_most_of", 0.3, {"field": "a", "times": 3}, 0.1, None),
        ("at_most_of", 0.31, {"field": "a", "times": 3}, 0.1, "V503"),
        ("at_most_of", 11, {"field": "a"}, None, None),
        ("at_most_of", 11, {"field": "a"}, "十", None),
        ("at_least_of", 9, {"field": "a"}, 10, "V503"),
        ("at_least_of", 10, {"field": "a"}, 10, None),
        ("at_least_of", 19, {"field": "a", "times": 2}, 10, "V503"),
        ("at_least_of", 9, {"field": "a"}, None, None),
        ("at_most_share_of", 31, {"field": "a", "share": 0.3}, 100, "V503"),
        ("at_most_share_of", 30, {"field": "a", "share": 0.3}, 100, None),
        ("at_most_share_of", 31, {"field": "a", "share": 0.3}, None, None),
        ("same_scale_as", 30000, {"fields": ["b", "a"]}, 10, "V504"),
        ("same_scale_as", 29999, {"fields": ["a"]}, 10, None),
        ("same_scale_as", 10, {"fields": ["a"]}, 100000, None),
        ("same_scale_as", 30000, {"fields": ["a"]}, 0, None),
        ("same_scale_as", 30000, {"fields": ["a"]}, -1, None),
        ("same_scale_as", 30000, {"fields": ["a"]}, None, None),
        ("required_when", None, {"field": "a", "equals": "是"}, True, "V101"),
        ("required_when", None, {"field": "a", "equals": True}, True, "V101"),
        ("required_when", None, {"field": "a", "equals": "是"}, False, None),
        ("required_when", "甲", {"field": "a", "equals": "是"}, True, None),
        ("required_when", None, {"field": "a", "equals": "是"}, None, None),
        ("required_when", 0, {"field": "a", "given": True}, 1, None),
        ("required_when", None, {"field": "a", "in": ["甲", "乙"]}, "乙", "V101"),
        ("required_when", None, {"field": "a", "in": ["甲", "乙"]}, ["丙", "乙"], "V101"),
        ("required_when", None, {"field": "a", "in": ["甲", "乙"]}, "丙", None),
        ("required_when", None, {"field": "a", "not_after": DAY}, date(2020, 12, 31), "V101"),
        ("required_when", None, {"field": "a", "not_after": DAY}, date(2021, 1, 1), None),
        ("required_when", None, {"field": "a", "not_after": DAY}, None, None),
        ("required_when", None, {"field": "a", "not_after": DAY}, "2019", None),
        ("required_when", None, {"field": "a", "not_before": DAY}, date(2020, 12, 31), "V101"),
        ("required_when", None, {"field": "a", "not_before": DAY}, date(2020, 12, 30), None),
        ("required_when", None, {"field": "a", "below": 2000}, 1999.99, "V101"),
        ("required_when", None, {"field": "a", "below": 2000}, 2000, None),
        ("required_when", None, {"field": "a", "below": 2000}, None, None),
        ("required_when", None, {"field": "a", "below": 2000}, "100", None),
        ("required_when", None, {"field": "a", "at_least": 1}, 1, "V101"),
        ("required_when", None, {"field": "a", "at_least": 1}, 0.5, None),
        ("required_when", None, {"field": "a", "at_least": 1, "below": 2}, 2, None),
        ("required_when", None, {"field": "a", "at_least": 0}, False, None),
        ("required_when", None, {"field": "a", "given": True}, "有", "V101"),
        ("required_when", None, {"field": "a", "given": True}, None, None),
        ("required_when", None, {"field": "a", "given": False}, None, "V101"),
        ("required_when", None, {"field": "a", "given": False}, "有", None),
    ],
)  # fmt: skip
def test_comparisons(name: str, value: Any, argument: Any, other: Any, code: str | None) -> None:
    assert code_of(judged(name, value, argument, {"a": other})) == code


def test_the_message_names_the_other_column_and_its_value() -> None:
    breach = judged("at_most_of", 60, {"field": "a"}, {"a": 50}, headings={"a": "从业人数（人）"})
    assert breach is not None
    assert breach.message == "填写的是60，不应大于“从业人数（人）”（50），请核对这两项。"


# ---------------------------------------------------------------- periods, sums, names

BEGUN = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("value", "argument", "begun", "code"),
    [
        (date(2027, 12, 1), {"years": 2}, BEGUN, None),
        (date(2027, 12, 2), {"years": 2}, BEGUN, "V503"),
        (date(2025, 12, 1), {"years": 2}, BEGUN, None),
        (date(2025, 11, 30), {"years": 2}, BEGUN, "V503"),
        (date(2025, 11, 30), {}, BEGUN, "V503"),
        (date(2099, 12, 1), {}, BEGUN, None),
        (date(2027, 6, 1), {"years": 1, "months": 6}, BEGUN, None),
        (date(2027, 6, 2), {"years": 1, "months": 6}, BEGUN, "V503"),
        (date(2026, 2, 28), {"months": 3}, date(2025, 11, 30), None),
        (date(2026, 3, 1), {"months": 3}, date(2025, 11, 30), "V503"),
        (date(2025, 2, 28), {"years": 1}, date(2024, 2, 29), None),
        (date(2025, 3, 1), {"years": 1}, date(2024, 2, 29), "V503"),
        (date(2028, 2, 29), {"years": 4}, date(2024, 2, 29), None),
        (date(9999, 12, 31), {"years": 1}, date(9999, 12, 30), None),
        (date(2099, 12, 1), {"years": 2}, None, None),
        (date(2099, 12, 1), {"years": 2}, "2025年", None),
        ("长期", {"years": 2}, BEGUN, None),
    ],
)
def test_periods(value: Any, argument: Any, begun: Any, code: str | None) -> None:
    assert code_of(judged("ends_period", value, {"from": "a", **argument}, {"a": begun})) == code


def test_a_period_is_worded_with_its_last_day() -> None:
    argument = {"from": "a", "years": 1, "months": 6}
    breach = judged(
        "ends_period", date(2027, 6, 2), argument, {"a": BEGUN}, headings={"a": "开始日期"}
    )
    assert breach is not None
    assert breach.message == (
        "填写的是2027年6月2日，应在“开始日期”（2025年12月1日）起1年6个月以内，即不晚于2027年6月1日，"
        "请核对这两项。"
    )


@pytest.mark.parametrize(
    ("value", "parts", "decimals", "code"),
    [
        (30, [10, 20], None, None),
        (30, [10, 20.4], None, None),
        (30, [10, 21], None, "V503"),
        (31, [10, 20], None, "V503"),
        (30, [10, 20.01], 2, "V503"),
        (30.01, [10, 20.01], 2, None),
        (0.3, [0.1, 0.2], None, None),
        (0.3, [0.1, 0.1], None, "V503"),
        (10, [10, None], None, None),
        (20, [10, None], None, "V503"),
        (20, [None, None], None, None),
        (0, [None, 0], None, None),
        (20, [10, "二十"], None, None),
        ("三十", [10, 10], None, None),
        (None, [10, 20], None, None),
    ],
)
def test_sums(value: Any, parts: list[Any], decimals: int | None, code: str | None) -> None:
    values = dict(zip(("a", "b"), parts, strict=True))
    assert code_of(judged("sum_of", value, ["a", "b"], values, decimals=decimals)) == code


def test_a_sum_names_what_it_is_the_sum_of() -> None:
    headings = {"a": "申请资助", "b": "自筹经费", "c": "其他"}
    breach = judged("sum_of", 29, ["a", "b", "c"], {"a": 10, "b": 20.5}, headings=headings)
    assert breach is not None
    assert breach.message == "填写的是29，申请资助、自筹经费相加应为30.5，请核对这几项。"


@pytest.mark.parametrize(
    ("value", "other", "code"),
    [
        ("甲公司", "乙公司", None),
        ("甲公司", "甲公司", "V503"),
        ("甲（上海）有限公司", "甲(上海) 有限责任公司", "V503"),
        ("甲公司", None, None),
        ("甲公司", ["乙公司", "甲公司"], "V503"),
        (["丙公司", "甲公司"], "甲公司", "V503"),
        (["丙公司", "甲公司"], ["乙公司"], None),
        ("（）", "()", None),
        (5, "5", None),
    ],
)
def test_names_that_differ(value: Any, other: Any, code: str | None) -> None:
    argument = {"fields": ["b", "a"]}
    assert code_of(judged("differs_from", value, argument, {"a": other})) == code


def test_the_name_that_is_the_same_is_named_as_it_is_written() -> None:
    argument, headings = {"fields": ["a"]}, {"a": "牵头单位"}
    breach = judged(
        "differs_from", ["乙公司", "甲 公司"], argument, {"a": "甲公司"}, headings=headings
    )
    assert breach is not None
    assert breach.message == "填写的“甲 公司”与“牵头单位”相同，本项应与它不同，请核对这两项。"


# ---------------------------------------------------------------- 科技型中小企业

FIELDS = {
    "employees": "职工总数",
    "technical_staff": "科技人员数",
    "sales": "年销售收入",
    "costs": "成本费用支出总额",
    "rd_spending": "研发费用总额",
    "class_one_ip": "Ⅰ类知识产权数",
    "class_two_ip": "Ⅱ类知识产权数",
}
ELIGIBLE = {**FIELDS, "assets": "资产总额", "fast_track": "直通车条件"}
# 科技人员 20/100: 12; 研发投入 60/1000: 50 (by costs 60/600: 10); 成果 two of class two: 12. 74.
COMPANY = {
    "职工总数": 100,
    "科技人员数": 20,
    "年销售收入": 1000,
    "成本费用支出总额": 600,
    "研发费用总额": 60,
    "Ⅱ类知识产权数": 2,
    "资产总额": 2000,
}


@pytest.mark.parametrize(
    ("changes", "stated", "code"),
    [
        ({}, 74, None),
        ({}, 34, None),
        ({}, 75, "V503"),
        ({"科技人员数": 30}, 82, None),
        ({"科技人员数": 29}, 78, None),
        ({"科技人员数": 9}, 62, None),
        ({"研发费用总额": 59}, 64, None),
        ({"研发费用总额": 0}, 24, None),
        ({"年销售收入": 0}, 34, None),
        ({"年销售收入": 0, "成本费用支出总额": 0}, 24, None),
        ({"Ⅰ类知识产权数": 1}, 92, None),
        ({"Ⅱ类知识产权数": 9}, 86, None),
        ({"Ⅱ类知识产权数": None}, 62, None),
        ({"职工总数": None}, 5, None),
        ({"职工总数": 0}, 5, None),
    ],
)
def test_the_official_score(changes: dict[str, Any], stated: int, code: str | None) -> None:
    assert code_of(judged("sme_score", stated, FIELDS, {**COMPANY, **changes})) == code


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({}, None, ""),
        ({"职工总数": 500, "科技人员数": 100}, None, ""),
        ({"职工总数": 501, "科技人员数": 200}, "E101", "职工总数501人，超过500人"),
        ({"年销售收入": 20000.01}, "E101", "年销售收入20000.01万元，超过20000万元"),
        ({"资产总额": 20001}, "E101", "资产总额20001万元，超过20000万元"),
        ({"资产总额": 20000}, None, ""),
        ({"科技人员数": 9, "Ⅰ类知识产权数": 1}, "E101", "科技人员指标得分为0分"),
        ({"研发费用总额": 10}, "E101", "综合评价得分24分，低于60分"),
        ({"研发费用总额": 10, "直通车条件": True}, None, ""),
        ({"研发费用总额": 10, "直通车条件": ["高新技术企业"]}, None, ""),
        ({"研发费用总额": 10, "直通车条件": False}, "E101", "低于60分"),
        ({"研发费用总额": 10, "直通车条件": ["无"]}, "E101", "低于60分"),
        ({"资产总额": 20001, "直通车条件": True}, "E101", "资产总额"),
        ({"研发费用总额": None}, None, ""),
    ],
)
def test_who_can_be_a_small_technology_company(
    changes: dict[str, Any], code: str | None, said: str
) -> None:
    breach = judged("sme_eligible", None, ELIGIBLE, {**COMPANY, **changes})
    assert code_of(breach) == code
    assert breach is None or said in breach.message
