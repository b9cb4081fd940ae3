"""The campaigns that ship: sound, and holding what their notices ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from toolkit.campaign import find_campaigns, lint_campaign, load_campaign, shipped_schemas
from toolkit.model import Board, Field, Quota, Severity
from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Record

FOLDERS = find_campaigns(shipped_schemas())

# The headings: the metrics' years follow below each.
PLAIN_COLUMNS = """
序号 推荐单位 推荐顺序 申报企业名称* 统一社会信用代码* 所在地区* 企业工商登记日期* 法定代表人*
是否高新技术企业* 是否属于上市公司* 注册资本（万元）* 从业人数（人）* 联系人姓名* 职务 电话* 邮箱*
联系人通讯地址 所属行业* 主营业务* 主营业务或主导产品行业及代码* 企业获得称号 认定年度
"""
PAST_METRICS = """
专利申请量（项）* 专利授权量（项）* 专利许可转让数量（项） 拥有自主知识产权的专利数量（项）*
研发团队规模（人）* 研发团队素质（硕士及以上学历人员占比） 研发经费总额（万元）* 研发经费投入强度*
税收贡献（万元）* 就业贡献（增长率） GDP贡献（营业收入总额，万元）* 经济辐射带动贡献（项）
"""
FORECASTS = ("盈利预期增长能力（万元）", "主营业务收入预期增长能力（万元）")
PAST = ("2020年", "2021年", "2022年", "平均值")
FUTURE = ("2023年", "2024年", "2025年", "平均值")


def expected_headings() -> list[str]:
    """Every heading of the rising-enterprise table in order, * where the column must exist."""
    headings = PLAIN_COLUMNS.split()
    for metric in PAST_METRICS.split():
        star = "*" if metric.endswith("*") else ""
        name = metric.rstrip("*")
        headings += [f"{name} · {year}{'' if year == '平均值' else star}" for year in PAST]
    headings += [f"{name} · {year}" for name in FORECASTS for year in FUTURE]
    headings += [f"关键核心技术应用程度评估 · {year}" for year in FUTURE[:3]]
    return [*headings, "突出成绩"]


@pytest.fixture(scope="module")
def rising() -> Board:
    return load_campaign(FOLDERS["kczg-2022"]).board("rising-enterprise")


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=str)
def test_shipped_campaigns_are_sound(folder: Path) -> None:
    assert lint_campaign(folder) == ()


def test_kczg_as_its_notice_has_it() -> None:
    campaign = load_campaign(FOLDERS["kczg-2022"])
    assert campaign.deadline == datetime(2022, 11, 1)
    assert campaign.stacking is True
    assert len(campaign.channels) == 7
    assert [listed.title for listed in campaign.lists] == ["试点城市"]


def test_rising_enterprise_has_the_headings_of_its_table_in_order(rising: Board) -> None:
    found = [f"{field.heading}{'*' if field.required else ''}" for field in rising.fields]
    assert found == expected_headings()


def test_rising_enterprise_keys_of_its_own(rising: Board) -> None:
    assert rising.quotas == (Quota(5, ("unit",), source="通知 二（二）"),)
    assert (rising.name_key, rising.code_key, rising.rank_key) == ("company", "uscc", "rank")
    assert (rising.unit_key, rising.serial_key) == ("unit", "serial")
    assert (rising.region_key, rising.industry_key) == ("region", "industry")
    assert rising.past_years == (2021,)
    assert [condition.severity for condition in rising.list_conditions] == [Severity.QUERY]
    assert rising.review is not None
    assert sum(most for _, most in rising.review.scores) == 100


@pytest.mark.parametrize(
    ("key", "also"),
    [
        ("rd_team.2020", "研发团队规模（科技R&D人员数量）"),
        ("rd_intensity.2020", "研发经费投入强度（当年研发经费占当年业务收入的百分比）"),
        ("tax.2020", "税收贡献（缴税总额/万元）"),
        ("employment_growth.2020", "就业贡献（就业人数相较上一年的增长率）"),
        ("spillover.2020", "经济辐射带动贡献（带动产业链上下游合作项目数/项）"),
        ("core_technology.2023", "关键核心技术应用程度评估（高/较高/一般）"),
    ],
)
def test_the_official_forms_wordings_are_accepted(rising: Board, key: str, also: str) -> None:
    assert also in rising.field(key).group_also


def test_a_missing_code_is_a_question_and_refuses_nobody(rising: Board) -> None:
    assert rising.field("uscc").severities == {"V101": Severity.QUERY, "S102": Severity.QUERY}


@pytest.mark.parametrize("metric", ["patents_filed", "rd_spending", "rd_intensity", "revenue"])
def test_years_before_the_founding_may_be_blank(rising: Board, metric: str) -> None:
    rules = {year: rising.field(f"{metric}.{year}").rules for year in ("2020", "2021", "2022")}
    assert rules["2020"]["required_when"] == {"field": "founded", "not_after": "2020-12-31"}
    assert rules["2021"]["required_when"] == {"field": "founded", "not_after": "2021-12-31"}
    assert rules["2022"]["required"] is True
    assert "nullable" not in rules["2022"]


def test_every_mean_is_of_the_years_beside_it(rising: Board) -> None:
    for column in (field for field in rising.fields if field.header == "平均值"):
        group = column.key.partition(".")[0]
        years = [
            field.key.partition(".")[2]
            for field in rising.fields
            if field.key.startswith(f"{group}.") and field.key != column.key
        ]
        assert column.rules["mean_of"] == years


def test_intensity_is_spending_over_revenue_of_the_same_year(rising: Board) -> None:
    for year in ("2020", "2021", "2022"):
        assert rising.field(f"rd_intensity.{year}").rules["ratio_of"] == {
            "of": f"rd_spending.{year}",
            "to": f"revenue.{year}",
        }


def test_a_growth_rate_is_a_percentage_without_bounds(rising: Board) -> None:
    growth = rising.field("employment_growth.2021")
    assert growth.meta["as"] == "percent"
    assert set(growth.rules) == {"type", "nullable"}


def test_registry_list_asks_for_a_name_only() -> None:
    board = load_campaign(FOLDERS["sme-2025"]).board("registry-list")
    assert [(field.header, field.required) for field in board.fields] == [
        ("序号", False),
        ("推荐单位", False),
        ("企业名称", True),
        ("统一社会信用代码", False),
        ("区", False),
        ("批次", False),
        ("入库登记编号", False),
    ]
    assert board.quotas == ()


def test_evaluation_tests_its_conditions_and_recomputes_the_score() -> None:
    board = load_campaign(FOLDERS["sme-2025"]).board("evaluation")
    conditions = {field.key: field.conditions for field in board.fields if field.conditions}
    assert conditions == {
        "resident": ("allowed",),
        "employees": ("max",),
        "sales": ("max",),
        "assets": ("max",),
        "permitted": ("allowed",),
        "clean_record": ("allowed",),
        "score": ("sme_eligible",),
    }
    limits = [board.field(key).rules["max"] for key in ("employees", "sales", "assets")]
    assert limits == [500, 20000, 20000]
    assert {"sme_score", "sme_eligible"} <= set(board.field("score").rules)


# ---------------------------------------------------------------- examples


def typed(field: Field) -> Any:
    """A column's example as the value it would be converted to."""
    example = field.meta.get("example")
    if field.type == "date":
        return date.fromisoformat(example)
    if field.type == "boolean":
        return {"是": True, "否": False}[example]
    if field.type == "list":
        return example.split("；")
    if field.meta.get("as") == "percent":
        return float(example.rstrip("%")) / 100
    return example


def example_entry(board: Board) -> dict[str, Any]:
    """The values that the board's examples make together."""
    return {field.key: typed(field) for field in board.fields}


def broken_rules(board: Board) -> Iterator[str]:
    values = example_entry(board)
    headings = {field.key: field.heading for field in board.fields}
    for field in board.fields:
        record = Record(values, field.key, headings, {})
        for name, argument in field.rules.items():
            rule = RULES_BY_NAME.get(name)
            if rule and not rule.holds(record.get(field.key), argument, record):
                yield f"{field.key} {name}"


@pytest.mark.parametrize("campaign_id", FOLDERS)
def test_the_examples_of_a_board_make_one_faultless_entry(campaign_id: str) -> None:
    for board in load_campaign(FOLDERS[campaign_id]).boards:
        assert list(broken_rules(board)) == []
        assert [field.key for field in board.fields if "example" not in field.meta] == []
