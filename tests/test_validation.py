"""Entries against a board's schema: which cell, which code, and what is kept quiet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Board, Campaign, Entry, Field, Finding, Ref, Severity, Table
from toolkit.rules import RULES
from toolkit.validation import BoardValidator, argument_faults, schema_faults


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(shipped_schemas() / "kczg-2022")


@pytest.fixture(scope="module")
def validator(campaign: Campaign) -> BoardValidator:
    return BoardValidator(campaign.board("rising-enterprise"), campaign)


def valid(campaign: Campaign) -> dict[str, Any]:
    """Values of an entry that holds in every column, read from the example of the schema."""
    from datetime import date

    years = {
        "patents_filed": (6, 9, 12, 9), "patents_granted": (2, 4, 6, 4),
        "patents_licensed": (None,) * 4, "patents_owned": (10, 12, 14, 12),
        "rd_team": (20, 24, 28, 24), "rd_quality": (None,) * 4,
        "rd_spending": (100, 200, 300, 200), "rd_intensity": (0.1, 0.1, 0.1, 0.1),
        "tax": (50, 60, 70, 60), "employment_growth": (0.1, -0.1, 0.3, 0.1),
        "revenue": (1000, 2000, 3000, 2000), "spillover": (1, 2, 3, 2),
    }  # fmt: skip
    values: dict[str, Any] = {
        "company": "上海启明测试有限公司", "uscc": "91310105MA1FW0007P", "region": "上海市长宁区",
        "founded": date(2015, 5, 6), "legal_person": "周明", "high_tech": True, "listed": False,
        "capital": 2000, "employees": 80, "contact": "李红", "phone": "13800138000",
        "email": "li@example.com", "industry": "新材料产业", "business": "新材料研发",
        "industry_code": "农副食品加工业+13",
    }  # fmt: skip
    for group, figures in years.items():
        leaves = ("2020", "2021", "2022", "mean")
        values |= {f"{group}.{leaf}": each for leaf, each in zip(leaves, figures, strict=True)}
    return {
        column.key: values.get(column.key) for column in campaign.board("rising-enterprise").fields
    }


def entry(campaign: Campaign, changes: dict[str, Any] | None = None, without: str = "") -> Entry:
    values = valid(campaign)
    for key, value in (changes or {}).items():
        assert key in values, key
        values[key] = value
    columns = {
        column.key: at
        for at, column in enumerate(campaign.board("rising-enterprise").fields, start=1)
        if column.key != without
    }
    table = Table("a.xlsx", "表", "rising-enterprise", 1, columns)
    return Entry(1, table, 3, values)


def said(findings: list[Finding]) -> list[str]:
    return [f"{finding.field} {finding.code} {finding.severity}" for finding in findings]


def test_the_example_values_hold(campaign: Campaign, validator: BoardValidator) -> None:
    assert said(validator.findings(entry(campaign), ())) == []


@pytest.mark.parametrize(
    ("stood", "message"),
    [
        ("", "这一格是空的，本项为必填项，请填写。"),
        ("请填写全称", "这一格没有填写实际内容，本项为必填项，请填写。"),
    ],
)
def test_a_cell_that_holds_a_hint_or_a_dash_is_not_called_empty(
    campaign: Campaign, validator: BoardValidator, stood: str, message: str
) -> None:
    blank = replace(entry(campaign, {"legal_person": None}), originals={"legal_person": stood})
    (finding,) = validator.findings(blank, ())
    assert (finding.code, finding.value, finding.message) == ("V101", stood, message)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"company": None}, ["申报企业名称 V101 error"]),
        ({"uscc": None}, ["统一社会信用代码 V101 query"]),
        ({"company": "长" * 101}, ["申报企业名称 V304 error"]),
        ({"region": "江苏省"}, ["所在地区 V402 error"]),
        ({"capital": -1}, ["注册资本（万元） V301 error"]),
        ({"employees": 12.5}, ["从业人数（人） V201 error"]),
        ({"email": "a@b"}, ["邮箱 V402 error"]),
        ({"phone": "12"}, ["电话 V402 error"]),
        ({"tax.mean": 61}, ["税收贡献（万元） · 平均值 V501 query"]),
        ({"tax.mean": None}, ["税收贡献（万元） · 平均值 V501 query"]),
        ({"rd_intensity.2021": 0.2, "rd_intensity.mean": 0.13333333},
         ["研发经费投入强度 · 2021年 V502 query"]),
        ({"rd_quality.2021": 1.2, "rd_quality.mean": 1.2},
         ["研发团队素质（硕士及以上学历人员占比） · 2021年 V302 error"]),
        ({"rd_team.2022": 90, "rd_team.mean": 44.6666667},
         ["研发团队规模（人） · 2022年 V503 query"]),
        ({"tax.2021": None, "tax.mean": 60}, ["税收贡献（万元） · 2021年 V101 error"]),
    ],
)  # fmt: skip
def test_each_fault_at_its_column(
    campaign: Campaign, validator: BoardValidator, changes: dict[str, Any], expected: list[str]
) -> None:
    assert said(validator.findings(entry(campaign, changes), ())) == expected


def test_years_before_the_company_was_founded_may_be_blank(
    campaign: Campaign, validator: BoardValidator
) -> None:
    from datetime import date

    groups = ("patents_filed", "patents_granted", "patents_owned", "rd_team", "rd_spending",
              "rd_intensity", "tax", "employment_growth", "revenue", "spillover")  # fmt: skip
    known = valid(campaign)
    blank = {f"{group}.2020": None for group in groups if f"{group}.2020" in known}
    means = {
        f"{group}.mean": (known[f"{group}.2021"] + known[f"{group}.2022"]) / 2
        for group in groups
        if f"{group}.2021" in known
    }
    young = entry(campaign, {**blank, **means, "founded": date(2021, 3, 1)})
    old = entry(campaign, {**blank, **means, "founded": date(2020, 3, 1)})
    assert said(validator.findings(young, ())) == []
    assert {line.split()[-2] for line in said(validator.findings(old, ()))} == {"V101"}


def test_a_company_that_is_too_old_is_ineligible(
    campaign: Campaign, validator: BoardValidator
) -> None:
    from datetime import date

    for day, expected in (
        (date(2011, 12, 31), ["企业工商登记日期 E101 error"]),
        (date(2012, 1, 1), []),
    ):
        assert said(validator.findings(entry(campaign, {"founded": day}), ())) == expected


def test_a_cell_that_could_not_be_read_silences_what_looks_at_it(
    campaign: Campaign, validator: BoardValidator
) -> None:
    unread = entry(campaign, {"revenue.2021": None})
    field = campaign.board("rising-enterprise").field("revenue.2021").heading
    known = Finding("V901", Severity.ERROR, Ref("a.xlsx", "表", 3, 60), "", 1, field)
    assert said(validator.findings(unread, (known,))) == []


def test_a_wrong_value_silences_comparisons_with_it(
    campaign: Campaign, validator: BoardValidator
) -> None:
    negative = entry(campaign, {"revenue.2021": -2000, "revenue.mean": 2000 / 3})
    assert said(validator.findings(negative, ())) == [
        "GDP贡献（营业收入总额，万元） · 2021年 V301 error"
    ]


def test_a_missing_column_is_not_said_at_every_row(
    campaign: Campaign, validator: BoardValidator
) -> None:
    without = entry(campaign, {"tax.2021": None, "tax.mean": 60}, without="tax.2021")
    assert said(validator.findings(without, ())) == []
    no_mean = entry(campaign, {"tax.mean": None}, without="tax.mean")
    assert said(validator.findings(no_mean, ())) == []


@pytest.mark.parametrize("severity", list(Severity))
def test_a_cell_that_could_not_be_read_is_not_called_missing(
    campaign: Campaign, validator: BoardValidator, severity: Severity
) -> None:
    unread = entry(campaign, {"employees": None, "revenue.2021": None})
    for key, expected in (
        ("employees", ["GDP贡献（营业收入总额，万元） · 2021年 V101 error"]),
        ("revenue.2021", ["从业人数（人） V101 error"]),
    ):
        field = campaign.board("rising-enterprise").field(key).heading
        known = Finding("V201", severity, Ref("a.xlsx", "表", 3, 60), "", 1, field)
        assert said(validator.findings(unread, (known,))) == expected
        blank = replace(known, code="V207", severity=Severity.NOTE)
        assert f"{field} V101 error" in said(validator.findings(unread, (blank,)))


TRULY = {"type": "boolean", "allowed": [True]}
PLACES = {"type": "string", "allowed": ["上海市", "江苏省", "浙江省"]}
CASES = {
    "type": "string",
    "when": [
        {"if": {"field": "other", "equals": "企业"}, "then": {"allowed": ["上海市"]}},
        {"if": {"field": "other", "equals": "企业"}, "then": {"maxlength": 2}},
    ],
}
WRONG_CODE, MEANT = "91310105MA1FW0007Q", "可能应为“9131D105MA1FW0007Q”，"
MAY_STAND = "请核对；确有理由的可以保留，由秘书处决定。"


@pytest.mark.parametrize(
    ("rules", "value", "conditions", "severities", "messages"),
    [
        (TRULY, False, ("allowed",), {}, ["填写的是“否”，本项须为“是”才符合条件，请核对。"]),
        (TRULY, False, (), {}, ["填写的是“否”，本项须为“是”，请核对。"]),
        (TRULY, False, ("allowed",), {"E101": "query"},
         [f"填写的是“否”，本项须为“是”。{MAY_STAND}"]),
        (PLACES, "江苏", ("allowed",), {},
         ["“江苏”不符合申报条件；可以申报的有：上海市、江苏省、浙江省，请核对。"]),
        (PLACES, "江苏", (), {},
         ["“江苏”不在可选范围内。是否应为“江苏省”？可选：上海市、江苏省、浙江省，请从中选填。"]),
        (PLACES, "江苏", (), {"V401": "query"},
         ["“江苏”不在可选范围内。是否应为“江苏省”？可选：上海市、江苏省、浙江省。" + MAY_STAND]),
        (CASES, "浙江省", ("when",), {},
         ["“浙江省”不符合申报条件；可以申报的有：上海市（“单位类型”为“企业”时的要求），请核对。",
          "填写了3个字，最多2个字（“单位类型”为“企业”时的要求），不符合申报条件，请核对。"]),
        ({"type": "integer", "min": 10}, 5, ("min",), {},
         ["填写的是“5”，不得小于10，不符合申报条件，请核对。"]),
        ({"type": "integer", "min": 10}, 5, (), {},
         ["填写的是“5”，不得小于10，请核对后改正。"]),
        ({"type": "integer", "min": 10}, 5, (), {"V301": "query"},
         [f"填写的是“5”，不得小于10。{MAY_STAND}"]),
        ({"type": "string", "maxlength": 3}, "，请看，请", (), {"V304": "query"},
         [f"填写了5个字，最多3个字。{MAY_STAND}"]),
        ({"type": "string", "region": "mainland"}, "台湾省台北市", (), {"E101": "query"},
         [f"“台湾省台北市”在港澳台地区，本项要求在中国大陆。{MAY_STAND}"]),
        ({"type": "string", "differs_from": {"fields": ["other"]}}, "企业", (), {},
         ["填写的“企业”与“单位类型”相同，本项应与它不同，请核对这两项。"]),
        ({"type": "string", "credit_code": True}, WRONG_CODE, (), {},
         [f"“{WRONG_CODE}”的校验位对不上，可能有错字。{MEANT}请对照营业执照逐位核对。"]),
    ],
)  # fmt: skip
def test_what_a_message_asks_for_fits_what_it_means(
    campaign: Campaign,
    rules: dict[str, Any],
    value: Any,
    conditions: tuple[str, ...],
    severities: dict[str, str],
    messages: list[str],
) -> None:
    graded = {code: Severity(word) for code, word in severities.items()}
    own = Field("own", "本项", rules["type"], rules=rules, conditions=conditions, severities=graded)
    other = Field("other", "单位类型", "string", rules={"type": "string"})
    schema = {"own": rules, "other": {"type": "string"}}
    board = Board("board", "榜", (own, other), schema, "other")
    given = Entry(1, Table("a.xlsx", "表", "board", 1, {"own": 1, "other": 2}), 2,
                  {"own": value, "other": "企业"})  # fmt: skip
    found = BoardValidator(board, campaign).findings(given, ())
    assert [finding.message for finding in found] == messages


def test_every_shipped_schema_is_sound_to_cerberus() -> None:
    for folder in ("kczg-2022", "sme-2025"):
        for board in load_campaign(shipped_schemas() / folder).boards:
            assert schema_faults(board.schema) == ""


def test_an_argument_that_does_not_fit_is_worded() -> None:
    constraint = next(rule.constraint for rule in RULES if rule.name == "mean_of")
    assert argument_faults(constraint, ["2020", "2021"]) == ()
    assert argument_faults(constraint, 5) != ()
