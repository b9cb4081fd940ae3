"""What `toolkit campaigns` says: a small campaign, whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_campaign import write_campaign

from toolkit.campaign import find_campaigns, load_campaign, shipped_schemas
from toolkit.describing import describe_board, describe_campaign, describe_campaigns
from toolkit.model import Campaign, Severity

BOARD = """\
id: firms
title: 企业榜
source: 通知 二
subject: {name: name}
field: area
quota: [{limit: 3, per: [unit, field]}, {limit: 1, per: [name]}]
past: {titles: [老榜], years: [2023, 2024]}
conditions: [{list: parks, field: area, words: 在园区内, severity: query, source: 通知 二.1}]
for_reviewers: [社会信誉良好]
schema:
  name:
    type: string
    required: true
    meta: {header: 名称, also: [单位名称, 全称], example: 某某公司, words: 全称}
  code: {type: string, required: true, meta: {header: 代码, severity: {V101: query}}}
  area: {type: string, allowed: [甲, 乙], meta: {header: 领域, condition: [allowed], source: 二.2}}
  sales:
    type: dict
    meta: {header: 收入, also: [销售收入]}
    schema:
      "2025":
        type: number
        required_when: {field: area, equals: 甲}
        meta: {header: 2025年, unit: 万元, example: 12.5}
      mean: {type: number, mean_of: ["2025"], meta: {header: 平均值, unit: 万元}}
  growth: {type: number, meta: {header: 增长率, as: percent}}
"""


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return load_campaign(write_campaign(tmp_path, firms=BOARD))


def test_the_list_of_campaigns(campaign: Campaign) -> None:
    assert describe_campaigns([campaign]).splitlines() == [
        "small  小征集（某发〔2025〕1号）",
        "    firms  企业榜",
        "",
        "查看榜单的填报要求：toolkit campaigns 活动代号 榜单代号",
    ]


def test_a_campaign(campaign: Campaign) -> None:
    assert describe_campaign(campaign).splitlines() == [
        "small  小征集",
        "依据：某发〔2025〕1号",
        "截止时间：2025年9月30日24:00",
        "从严：名额未用完按“存疑”处理",
        "推荐渠道：",
        "  · 学会、协会",
        "  · 高校",
        "需要自备的名录：",
        "  · 园区（表头“名称”）",
        "榜单：",
        "  firms  企业榜（6 列，其中 3 列必备）",
        "      每个推荐单位、每个领域不超过 3 个，推荐单位同时属于多个推荐渠道的可叠加",
        "      每个“名称”不超过 1 个",
    ]


def test_a_board(campaign: Campaign) -> None:
    assert describe_board(campaign, campaign.board("firms")).splitlines() == [
        "小征集 · 企业榜（small firms）",
        "依据：通知 二",
        "截止时间：2025年9月30日24:00",
        "名额：每个推荐单位、每个领域不超过 3 个，推荐单位同时属于多个推荐渠道的可叠加",
        "名额：每个“名称”不超过 1 个",
        "申报条件：",
        "  · 在园区内（按“领域”核对）〔通知 二.1〕",
        "  · 领域：可选：甲、乙〔二.2〕",
        "  · 2023年、2024年已入选“企业榜”、“老榜”的不再纳入候选（按《往届入选》名录核对）",
        "请评审专家把握：",
        "  · 社会信誉良好",
        "",
        "各列的要求：",
        "  1. 名称  必填 · 文字",
        "       要求：全称",
        "       表头也可写作：单位名称、全称",
        "       示例：某某公司",
        "  2. 代码  应填 · 文字",
        "       从宽：必填未填按“存疑”处理",
        "  3. 领域  选填 · 文字",
        "       要求：可选：甲、乙",
        "       出处：二.2",
        "  【收入】",
        "       表头也可写作：销售收入",
        "  4. 收入 · 2025年  按条件必填 · 数字（万元）",
        "       要求：“领域”为“甲”时必填",
        "       示例：12.5",
        "  5. 收入 · 平均值  选填 · 数字（万元）",
        "       要求：等于2025年中已填各项的平均值",
        "  6. 增长率  选填 · 百分比",
    ]


def test_a_board_without_quota_says_so(tmp_path: Path) -> None:
    board = "\n".join(line for line in BOARD.splitlines() if not line.startswith("quota"))
    campaign = load_campaign(write_campaign(tmp_path, firms=board))
    assert "名额：不限" in describe_board(campaign, campaign.board("firms")).splitlines()


def test_quotas_of_several_columns_and_of_none(tmp_path: Path) -> None:
    folders = [tmp_path / "1", tmp_path / "2"]
    for folder in folders:
        folder.mkdir()
    together = BOARD.replace("{limit: 1, per: [name]}", "{limit: 1, per: [name, code]}")
    campaign = load_campaign(write_campaign(folders[0], firms=together))
    assert "      同一“名称”和“代码”不超过 1 个" in describe_campaign(campaign).splitlines()
    without = "\n".join(line for line in BOARD.splitlines() if not line.startswith("quota"))
    campaign = load_campaign(write_campaign(folders[1], firms=without))
    assert describe_campaign(campaign).splitlines()[-1] == "      名额不限"


def test_what_is_judged_otherwise_than_usually(campaign: Campaign) -> None:
    severities = {**campaign.severities, "Q101": Severity.QUERY, "Q201": Severity.NOTE}
    lenient = replace(campaign, severities={**severities, "V501": Severity.NOTE})
    said = [line for line in describe_campaign(lenient).splitlines() if line.startswith("从")]
    assert said == ["从宽：平均值不符按“提示”处理；超出推荐名额按“存疑”处理"]
    board = lenient.board("firms")
    own = {"V101": Severity.QUERY, "V304": Severity.QUERY, "V503": Severity.ERROR}
    fields = tuple(replace(column, severities=own) for column in board.fields)
    lines = describe_board(lenient, replace(board, fields=fields)).splitlines()
    name = lines[lines.index("  1. 名称  应填 · 文字") :]
    assert name[2] == "       从宽：必填未填按“存疑”处理；字数超限按“存疑”处理"
    assert name[3] == "       从严：数据相互矛盾按“错误”处理"
    growth = lines[lines.index("  6. 增长率  选填 · 百分比") :]
    assert growth[1] == "       从宽：字数超限按“存疑”处理"


def test_every_column_of_every_shipped_board_is_described() -> None:
    for folder in find_campaigns(shipped_schemas()).values():
        campaign = load_campaign(folder)
        for board in campaign.boards:
            lines = describe_board(campaign, board).splitlines()
            for number, column in enumerate(board.fields, start=1):
                assert any(line.startswith(f"{number:>3}. {column.heading}  ") for line in lines)
