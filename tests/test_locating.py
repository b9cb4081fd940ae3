"""Sheets as they come, and where their entries are found: a Markdown table beside expectation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.locating import CampaignHeadings, Located, locate_tables
from toolkit.model import Campaign, Grid, Merge, Workbook


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(shipped_schemas() / "sme-2025")


@pytest.fixture(scope="module")
def kczg() -> Campaign:
    return load_campaign(shipped_schemas() / "kczg-2022")


def grid(table: str, **attributes: object) -> Grid:
    """A sheet whose first row is the table's first line; cells are text, empty where blank."""
    lines = [line.strip() for line in table.strip().splitlines()]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return replace(Grid("名单", rows), **attributes)


def locate(campaign: Campaign, *grids: Grid) -> Located:
    known = CampaignHeadings.of(campaign)
    return locate_tables(Workbook("xlsx", grids), [known], "a.xlsx")


def said(located: Located) -> list[str]:
    return [f"{finding.ref.cell} {finding.code}".strip() for finding in located.findings]


def test_titles_totals_notes_and_blank_rows_are_no_entries(campaign: Campaign) -> None:
    located = locate(campaign, grid("""
        | 2025年科技型中小企业推荐名单 |  |  |  |
        | 推荐单位：甲区科委（盖章）　填报日期：2025年9月1日 |  |  |  |
        | 序号 | 企业名称 | 统一社会信用代码 | 所在区 |
        | 1 | 上海启明测试有限公司 |  | 长宁区 |
        |  |  |  |  |
        | 2 | 上海长庚测试有限公司 |  | 长宁区 |
        | 小 计 | 2 |  |  |
        | 序号 | 企业名称 | 统一社会信用代码 | 所在区 |
        | 3 | 上海太白测试有限公司 |  | 长宁区 |
        | 示例 | 上海某某公司 |  |  |
        | 4 |  |  |  |
        | 5 |  |  |  |
        | 注：以上企业均已公示 |  |  |  |
        | 推荐单位（盖章）： |  |  | 年 月 日 |
    """))  # fmt: skip
    (table,) = located.tables
    assert table.board.id == "registry-list"
    assert table.rows == (4, 6, 9)
    assert table.table.heading_row == 3
    assert table.table.stated_unit == "甲区科委（盖章）"
    assert said(located) == [
        "A5 S109", "A7 S109", "A8 S109", "A10 S109", "A13 S109", "A14 S109", "A11 S109",
    ]  # fmt: skip


def test_headings_match_after_normalising_and_by_also(campaign: Campaign) -> None:
    located = locate(campaign, grid("""
        | 1. 序号 | *企业 名称 | 统一社会信用代码（18位） | 批　次 | 备注 | 企业名称 |
        | 1 | 上海启明测试有限公司 |  | 第一批 |  |  |
    """))  # fmt: skip
    (table,) = located.tables
    assert table.table.columns["company"] == 2
    assert table.table.columns["batch"] == 4
    assert said(located) == ["C1 S103", "E1 S103", "F1 S104"]
    assert located.findings[0].message.startswith("“统一社会信用代码（18位）”不是本榜单的栏目")
    assert "最接近的栏目是“统一社会信用代码”" in located.findings[0].message


def test_a_heading_is_never_matched_by_its_beginning(campaign: Campaign) -> None:
    located = locate(campaign, grid("""
        | 序号 | 企业名称 | 批次号 |
        | 1 | 上海启明测试有限公司 | 3 |
    """))  # fmt: skip
    assert "batch" not in located.tables[0].table.columns


TWO_ROWS = """
    | 申报企业名称 | 所在地区 | 税收贡献（万元） |  |  |  | 研发经费总额（万元） |  |
    |  |  | 2020年 | 2021年 | 2022年 | 平均值 | 2020年 | 2021年 |
    | 甲公司 | 上海市长宁区 | 1 | 2 | 3 | 2 | 4 | 5 |
"""
MERGES = (
    Merge(1, 1, 2, 1), Merge(1, 2, 2, 2), Merge(1, 3, 1, 6), Merge(1, 7, 1, 8),
)  # fmt: skip


@pytest.mark.parametrize("merges", [MERGES, ()], ids=["merged", "not merged"])
def test_a_two_row_heading_is_read_with_and_without_merges(
    kczg: Campaign, merges: tuple[Merge, ...]
) -> None:
    (table,) = locate(kczg, grid(TWO_ROWS, merges=merges)).tables
    columns = table.table.columns
    assert {key: at for key, at in columns.items() if "." in key} == {
        "tax.2020": 3, "tax.2021": 4, "tax.2022": 5, "tax.mean": 6,
        "rd_spending.2020": 7, "rd_spending.2021": 8,
    }  # fmt: skip
    assert (columns["company"], columns["region"]) == (1, 2)
    assert table.rows == (3,)


def test_required_columns_that_are_missing_are_named_once_at_the_heading(kczg: Campaign) -> None:
    located = locate(kczg, grid(TWO_ROWS, merges=MERGES))
    missing = [finding for finding in located.findings if finding.code == "S102"]
    assert {finding.ref.cell for finding in missing} == {"A1"}
    assert {finding.value for finding in missing} == {"申报企业名称"}
    named = [finding.field for finding in missing]
    assert "研发经费总额（万元） · 2022年" in named
    assert "税收贡献（万元） · 2021年" not in named
    assert "研发经费总额（万元） · 平均值" not in named


def test_a_missing_column_that_is_only_asked_about_may_stay_missing(kczg: Campaign) -> None:
    located = locate(kczg, grid(TWO_ROWS, merges=MERGES))
    missing = {each.field: each for each in located.findings if each.code == "S102"}
    code, region = missing["统一社会信用代码"], missing["法定代表人"]
    assert (code.severity, code.message) == (
        "query",
        "没有找到应有的列“统一社会信用代码”，建议补上这一列；没有这一列不影响受理。",
    )
    assert (region.severity, region.message) == (
        "error",
        "没有找到必需的列“法定代表人”，请在表头中补上这一列并填写后重新报送。",
    )


def test_values_merged_down_count_for_each_row(campaign: Campaign) -> None:
    located = locate(campaign, grid("""
        | 推荐单位 | 企业名称 | 批次 |
        | 甲区科委 | 上海启明测试有限公司 | 第一批 |
        |  | 上海长庚测试有限公司 |  |
        |  |  |  |
        |  |  |  |
    """, merges=(Merge(2, 1, 4, 1), Merge(2, 3, 4, 3))))  # fmt: skip
    (table,) = located.tables
    # A batch merged down over row 4 is a value in a column the board knows; a unit is not.
    assert table.rows == (2, 3, 4)
    assert table.table.origins[3, 1] == 2
    unit_only = locate(campaign, grid("""
        | 推荐单位 | 企业名称 | 批次 |
        | 甲区科委 | 上海启明测试有限公司 | 第一批 |
        |  |  |  |
    """, merges=(Merge(2, 1, 3, 1),)))  # fmt: skip
    assert unit_only.tables[0].rows == (2,)


def test_hidden_rows_columns_and_sheets_are_read_and_named(campaign: Campaign) -> None:
    located = locate(campaign, grid(
        """
        | 序号 | 企业名称 | 批次 |
        | 1 | 上海启明测试有限公司 | 第一批 |
        | 2 | 上海长庚测试有限公司 | 第一批 |
        """,
        hidden_rows=frozenset({3}), hidden_columns=frozenset({3}), visible=False,
    ))  # fmt: skip
    assert located.tables[0].rows == (2, 3)
    assert said(located) == ["S106"]
    assert located.findings[0].message == (
        "这张工作表是隐藏的，第 3 行被隐藏或筛选掉，C 列被隐藏；隐藏的内容已照常读取。"
    )


def test_the_list_may_stand_on_any_sheet_and_others_are_named(campaign: Campaign) -> None:
    guide = Grid("填报说明", [["请认真填写"]])
    empty = Grid("Sheet3", [["", ""], [""]])
    table = grid("| 序号 | 企业名称 |\n| 1 | 上海启明测试有限公司 |")
    located = locate(campaign, guide, table, empty)
    assert [item.table.sheet for item in located.tables] == ["名单"]
    assert [(f.code, f.ref.sheet, f.severity) for f in located.findings] == [
        ("S101", "填报说明", "note")
    ]


def test_a_sheet_of_headings_alone_has_no_entries(campaign: Campaign) -> None:
    located = locate(campaign, grid("| 序号 | 企业名称 | 批次 |"))
    assert located.tables[0].rows == ()
    assert said(located) == ["S108"]


def test_a_stray_cell_far_below_is_named_and_still_read(campaign: Campaign) -> None:
    rows: list[list[str]] = [["序号", "企业名称"], ["1", "上海启明测试有限公司"]]
    rows += [[]] * 1500 + [["", "上海长庚测试有限公司"]]
    located = locate(campaign, Grid("名单", rows))
    assert located.tables[0].rows == (2, 1503)
    assert said(located) == ["B1503 S110"]


def test_no_heading_no_board(campaign: Campaign) -> None:
    located = locate(campaign, grid("| 甲 | 乙 |\n| 1 | 2 |"))
    assert (located.tables, located.findings) == ((), ())


@pytest.mark.parametrize(
    ("line", "unit", "cell"),
    [
        ("| 推荐单位：甲区科委 填报日期：2025-9-1 | |", "甲区科委", "A1"),
        ("| 推荐单位（盖章）：甲区科委 联系人：张三 | |", "甲区科委", "A1"),
        ("| 推荐单位： | 甲区科委 |", "甲区科委", "B1"),
        ("| | 推荐单位名称:甲区科委____ |", "甲区科委", "B1"),
        ("| 甲区科委推荐名单 | |", "", ""),
    ],
)
def test_the_unit_stated_above_the_heading(
    campaign: Campaign, line: str, unit: str, cell: str
) -> None:
    text = f"{line}\n| 序号 | 企业名称 |\n| 1 | 上海启明测试有限公司 |"
    (table,) = locate(campaign, grid(text)).tables
    ref = table.table.stated_unit_ref
    assert (table.table.stated_unit, ref.cell if ref else "") == (unit, cell)
