"""Boards with nearly the same columns told apart, and lists that hold rows of several."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from toolkit.campaign import load_campaign
from toolkit.locating import CampaignHeadings, Located, locate_tables
from toolkit.locating.titles import Titles
from toolkit.model import Board, Field, Grid, Merge, Workbook
from toolkit.model.templates import PROPERTIES, version_of

CAMPAIGN = load_campaign(Path(__file__).parent / "campaigns" / "categories")
KNOWN = CampaignHeadings.of(CAMPAIGN)
ENGINE, BRAND, TEAM = CAMPAIGN.boards


def grid(table: str, *merges: Merge, sheet: str = "Sheet1") -> Grid:
    lines = [line.strip() for line in table.strip().splitlines()]
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    return Grid(sheet, rows, merges=merges)


def locate(*grids: Grid, path: str = "报送.xlsx", subject: str = "", **said: str) -> Located:
    properties = {PROPERTIES[key]: value for key, value in said.items()}
    workbook = Workbook("xlsx", grids, properties=properties)
    return locate_tables(workbook, [KNOWN], path, subject)


def found(located: Located) -> list[tuple[str, tuple[int, ...]]]:
    """Each board with the rows of its entries."""
    return [(each.board.id, each.rows) for each in located.tables]


def told(located: Located, *codes: str) -> list[str]:
    """The findings, or those of some codes, with their cells and the boards they speak for."""
    return [
        " ".join(filter(None, (each.ref.cell, each.code, each.board)))
        for each in located.findings
        if not codes or each.code in codes
    ]


# ---------------------------------------------------------------- titles in texts


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2025年度样本引擎品牌汇总表", {"engine-brand"}),
        ("年度样本引擎 汇总表", {"engine"}),
        ("年度样本引擎、年度样本引擎品牌", {"engine", "engine-brand"}),
        ("【样本团队】推荐表", {"team"}),
        ("样本引擎", set()),
        ("", set()),
    ],
)
def test_the_longest_title_that_stands_in_a_text_counts(text: str, named: set[str]) -> None:
    assert KNOWN.titles.named_in(text) == named


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("年度样本引擎", {"engine"}),
        ("样本引擎企业", {"engine"}),
        ("2. 年度样本引擎品牌", {"engine-brand"}),
        (" 年度 样本团队 ", {"team"}),
        ("□年度样本引擎 ☑年度样本团队", {"team"}),
        ("☑年度样本引擎 ☑年度样本团队", set()),
        ("年度样本引擎汇总", set()),
        ("", set()),
    ],
)
def test_a_cell_names_a_board_by_a_title_and_nothing_else(value: str, meant: set[str]) -> None:
    assert KNOWN.titles.meant_by(value) == meant


def test_a_title_of_two_boards_names_both() -> None:
    again = replace(BRAND, also=("样本引擎企业",))
    assert Titles.of((ENGINE, again)).meant_by("样本引擎企业") == {"engine", "engine-brand"}


# ---------------------------------------------------------------- which board a table is

# What every list of engines and of brands has; both boards know all of it.
BOTH = """
    | 企业名称 | 员工人数（人） | 联系人 |
    | 晨光有限公司 | 20 | 李红 |
"""
# What only brands have comes last, and need not be there.
BRANDED = """
    | 企业名称 | 统一社会信用代码 | 员工人数（人） | 联系人 | 联系电话 | 推荐单位 | 序号 | {} |
    | 晨光有限公司 |  | 20 | 李红 | 021-50800000 | 甲学会 | 1 | {} |
"""


@pytest.mark.parametrize(
    ("sheet", "path", "subject", "board"),
    [
        ("年度样本引擎", "报送.xlsx", "", "engine"),
        ("年度样本引擎品牌", "报送.xlsx", "", "engine-brand"),
        ("品牌", "年度样本引擎品牌-甲学会.xlsx", "", "engine-brand"),
        ("Sheet1", "年度样本引擎品牌/报送.xlsx", "", "engine-brand"),
        ("Sheet1", "年度样本引擎/年度样本引擎品牌.zip/报送.xlsx", "", "engine-brand"),
        ("Sheet1", "收件\\年度样本引擎品牌.xlsx", "", "engine-brand"),
        ("Sheet1", "a.eml/报送.xlsx", "年度样本引擎品牌+晨光有限公司", "engine-brand"),
        ("年度样本引擎", "年度样本引擎品牌.xlsx", "年度样本引擎品牌", "engine"),
        ("Sheet1", "年度样本引擎.xlsx", "年度样本引擎品牌", "engine"),
    ],
)
def test_of_boards_that_fit_alike_the_one_that_is_named_is_taken(
    sheet: str, path: str, subject: str, board: str
) -> None:
    located = locate(grid(BOTH, sheet=sheet), path=path, subject=subject)
    assert (found(located), told(located, "S111")) == ([(board, (2,))], [])


def test_a_title_above_the_heading_tells_and_so_do_the_rows() -> None:
    titled = grid(f"| 年度样本引擎品牌汇总表 | | |\n{BOTH.strip()}")
    assert found(locate(titled)) == [("engine-brand", (3,))]
    listed = grid("""
        | 参选类别 | 企业名称 | 员工人数（人） | 联系人 |
        | 年度样本引擎品牌 | 晨光有限公司 | 20 | 李红 |
    """)
    located = locate(listed, path="年度样本引擎.xlsx")
    assert (found(located), told(located)) == ([("engine-brand", (2,))], [])


def test_the_template_tells_after_the_sheet_s_name() -> None:
    made = {"campaign": "categories", "board": "engine-brand", "version": version_of(BRAND)}
    assert found(locate(grid(BOTH), **made)) == [("engine-brand", (2,))]
    named = locate(grid(BOTH, sheet="年度样本引擎"), **made)
    assert (found(named), told(named, "S107", "S111")) == ([("engine", (2,))], ["S107"])


def test_where_nothing_tells_it_is_asked_once_a_table() -> None:
    located = locate(grid(f"{BOTH.strip()}\n| 远山有限公司 | 30 | 周明 |"))
    assert (found(located), told(located)) == ([("engine", (2, 3))], ["A1 S111"])
    (asked,) = [each for each in located.findings if each.code == "S111"]
    assert asked.message == (
        "这些栏目与“年度样本引擎”、“年度样本引擎品牌”都相符，看不出申报的是哪一个，"
        "暂按“年度样本引擎”读取。请把榜单名称写在工作表名称、表头上方的标题或文件名里，"
        "或在“参选类别”一列逐行填写，核对后重新报送。"
    )
    assert (asked.ref.cell, asked.value, asked.severity.value) == ("A1", "企业名称", "query")


def test_a_name_that_says_two_boards_decides_nothing() -> None:
    located = locate(grid(BOTH), path="年度样本引擎和年度样本团队、年度样本引擎品牌.xlsx")
    assert (found(located), told(located, "S111")) == ([("engine", (2,))], ["A1 S111"])


def test_a_heading_without_entries_is_not_asked_about() -> None:
    assert told(locate(grid(BOTH.strip().splitlines()[0])), "S108", "S111") == ["S108"]


# ---------------------------------------------------------------- nearly alike


@pytest.mark.parametrize(
    ("sheet", "path", "board"),
    [
        ("年度样本引擎", "报送.xlsx", "engine"),
        ("Sheet1", "年度样本引擎.xlsx", "engine"),
        ("Sheet1", "年度样本引擎/报送.xlsx", "engine-brand"),
        ("Sheet1", "报送.xlsx", "engine-brand"),
    ],
)
def test_a_named_board_is_taken_before_one_that_knows_an_optional_column_more(
    sheet: str, path: str, board: str
) -> None:
    located = locate(grid(BRANDED.format("品牌名称", "晨光"), sheet=sheet), path=path)
    unknown = ["H1 S103"] if board == "engine" else []
    assert (found(located), told(located, "S103", "S111")) == ([(board, (2,))], unknown)


def test_a_table_that_names_a_board_it_plainly_is_not_is_read_by_its_columns() -> None:
    two_more = BRANDED.format("品牌名称 | 品牌口号", "晨光 | 向光而行")
    located = locate(grid(two_more, sheet="年度样本引擎"))
    assert (found(located), told(located, "S111")) == ([("engine-brand", (2,))], ["A1 S111"])
    team = """
        | 团队名称 | 企业名称 | 团队负责人 | 联系人 | 员工人数（人） |
        | 晨光攻关团队 | 晨光有限公司 | 周明 | 李红 | 20 |
    """
    located = locate(grid(team, sheet="年度样本引擎"))
    assert found(located) == [("team", (2,))]
    (asked,) = [each for each in located.findings if each.code == "S111"]
    assert asked.message == (
        "工作表名称或标题写的是“年度样本引擎”，栏目却是“年度样本团队”的，暂按“年度样本团队”读取。"
        "请核对申报的是哪个榜单：如果是“年度样本引擎”，请改用它的栏目；"
        "如果是“年度样本团队”，请改正名称后重新报送。"
    )


def test_a_named_board_that_lacks_more_of_its_required_columns_is_not_taken() -> None:
    table = """
        | 企业名称 | 营业收入（万元） | 联系人 | 联系电话 | 序号 | 单位 | 团队名称 | 团队负责人 |
        | 晨光有限公司 | 300 | 李红 | 021-50800000 | 1 | 甲学会 | 晨光团队 | 周明 |
    """
    # An engine knows five of the columns and a team six, but an engine needs 员工人数（人）.
    located = locate(grid(table, sheet="年度样本引擎"))
    assert (found(located), told(located, "S111")) == ([("team", (2,))], ["A1 S111"])
    located = locate(grid(table.replace("团队负责人", "员工人数（人）"), sheet="年度样本引擎"))
    assert (found(located), told(located, "S111")) == ([("engine", (2,))], [])


def test_of_boards_that_fit_alike_the_one_that_lacks_fewer_required_columns_is_taken() -> None:
    located = locate(
        grid("""
        | 企业名称 | 联系人 | 统一社会信用代码 | 营业收入（万元） | 团队名称 | 团队负责人 |
        | 晨光有限公司 | 李红 |  | 300 | 晨光攻关团队 | 周明 |
    """)
    )
    # Four columns each; an engine lacks 员工人数（人）.
    assert (found(located), told(located, "S111")) == ([("team", (2,))], [])


def test_tables_below_each_other_go_by_their_own_titles() -> None:
    located = locate(
        grid("""
        | 年度样本引擎 |  |  |  |
        | 参选类别 | 企业名称 | 员工人数（人） | 联系人 |
        |  | 晨光有限公司 | 20 | 李红 |
        | 年度样本引擎品牌 |  |  |  |
        | 参选类别 | 企业名称 | 员工人数（人） | 联系人 |
        |  | 远山有限公司 | 30 | 周明 |
    """)
    )
    assert found(located) == [("engine", (3,)), ("engine-brand", (6,))]
    assert told(located) == []


def test_a_title_above_another_table_tells_nothing_of_the_one_below() -> None:
    located = locate(
        grid("""
        | 年度样本引擎品牌 |  |  |  |
        | 企业名称 | 员工人数（人） | 联系人 |  |
        | 晨光有限公司 | 20 | 李红 |  |
        | 企业名称 | 员工人数（人） | 联系人 | 联系电话 |
        | 远山有限公司 | 30 | 周明 | 021-50800000 |
    """)
    )
    assert found(located) == [("engine-brand", (3,)), ("engine", (5,))]
    assert told(located, "S111") == ["A4 S111"]


# ---------------------------------------------------------------- rows of several boards

MIXED = """
    | 参选类别 | 推荐单位 | 企业名称 | 员工人数（人） | 营业收入（万元） | 品牌名称 | 联系人 | 注 |
    | 年度样本引擎 | 甲学会 | 晨光有限公司 | 20 | 300 |  | 李红 |  |
    | 年度样本引擎品牌 | 甲学会 | 远山有限公司 | 30 |  | 远山 | 周明 |  |
    | 1.样本引擎企业 | 甲学会 | 启明有限公司 | 40 | 200 |  | 吴芳 |  |
    | 年度样本机构 | 甲学会 | 长河有限公司 | 50 |  |  | 郑强 |  |
    |  | 甲学会 | 北斗有限公司 | 60 | / |  | 王敏 |  |
    | 合计 |  | 5家 |  |  |  |  |  |
"""


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("年度样本引擎", [("engine", (2, 4, 5, 6)), ("engine-brand", (3,))]),
        ("年度样本引擎品牌", [("engine", (2, 4)), ("engine-brand", (3, 5, 6))]),
        ("Sheet1", [("engine", (2, 4, 5, 6)), ("engine-brand", (3,))]),
    ],
)
def test_each_row_goes_to_the_board_it_names_the_others_stay(
    sheet: str, rows: list[tuple[str, tuple[int, ...]]]
) -> None:
    located = locate(grid(MIXED, sheet=sheet))
    assert found(located) == rows
    # What only one of the boards knows is known; all else of the sheet is said once.
    assert told(located) == ["H1 S103", "A7 S109"]
    tables = {each.board.id: each for each in located.tables}
    assert all(each.is_told for each in located.tables)
    assert "revenue" not in tables["engine-brand"].table.columns
    assert tables["engine-brand"].table.columns["brand"] == 6
    assert {each.table.heading_row for each in located.tables} == {1}


def test_what_a_row_has_in_another_board_s_column_is_said_once_a_column() -> None:
    located = locate(
        grid("""
        | 参选类别 | 企业名称 | 员工人数（人） | 营业收入（万元） | 品牌名称 | 联系人 |
        | 年度样本引擎 | 晨光有限公司 | 20 | 300 | 晨光 | 李红 |
        | 年度样本引擎品牌 | 远山有限公司 | 30 | 200 | 远山 | 周明 |
        | 年度样本引擎品牌 | 启明有限公司 | 40 | 100 | 启明 | 吴芳 |
    """)
    )
    assert told(located) == ["D3 S103", "E2 S103"]
    revenue, brand = (each.message for each in located.findings)
    assert revenue == (
        "“营业收入（万元）”不是“年度样本引擎品牌”的栏目，第 3 行等 2 行在这一列的内容未读取；"
        "请核对申报的是哪个榜单。"
    )
    assert brand.startswith("“品牌名称”不是“年度样本引擎”的栏目，第 2 行在这一列的内容未读取；")


def test_a_column_that_the_rows_of_one_board_need_is_missing_for_them() -> None:
    located = locate(
        grid("""
        | 参选类别 | 企业名称 | 员工人数（人） | 联系人 |
        | 年度样本引擎 | 晨光有限公司 | 20 | 李红 |
        | 样本团队 | 远山有限公司 | 30 | 周明 |
    """)
    )
    assert found(located) == [("engine", (2,)), ("team", (3,))]
    assert told(located) == ["A1 S102 team", "A1 S102 team"]
    assert [each.field for each in located.findings] == ["团队名称", "团队负责人"]
    assert located.findings[0].message.startswith("没有找到“年度样本团队”必需的列“团队名称”")


def test_a_board_without_rows_in_the_list_is_no_table() -> None:
    located = locate(grid("""
        | 参选类别 | 企业名称 | 员工人数（人） | 营业收入（万元） | 联系人 |
        | 年度样本引擎品牌 | 远山有限公司 | 30 | 9 | 周明 |
    """, sheet="年度样本引擎"))  # fmt: skip
    assert (found(located), told(located)) == ([("engine-brand", (2,))], ["D2 S103"])


def test_columns_tell_nothing_of_rows_that_name_no_board_in_a_list_of_several() -> None:
    located = locate(grid("""
        | 参选类别 | 企业名称 | 员工人数（人） | 联系人 | 团队名称 | 团队负责人 |
        | 年度样本团队 | 晨光有限公司 | 20 | 李红 | 晨光攻关团队 | 周明 |
        |  | 远山有限公司 | 30 | 周明 |  |  |
    """, sheet="年度样本引擎"))  # fmt: skip
    assert found(located) == [("engine", (3,)), ("team", (2,))]


def test_a_category_merged_down_counts_for_each_row() -> None:
    located = locate(grid("""
        | 参选类别 | 企业名称 | 员工人数（人） | 联系人 |
        | 年度样本引擎品牌 | 晨光有限公司 | 20 | 李红 |
        |  | 远山有限公司 | 30 | 周明 |
        | 年度样本引擎 | 启明有限公司 | 40 | 吴芳 |
    """, Merge(2, 1, 3, 1), sheet="年度样本引擎"))  # fmt: skip
    assert found(located) == [("engine", (4,)), ("engine-brand", (2, 3))]


def test_the_examples_of_every_board_are_no_entries() -> None:
    located = locate(
        grid("""
        | 参选类别 | 团队名称 | 企业名称 | 员工人数（人） | 团队负责人 | 联系人 |
        | 年度样本引擎 |  | 某某（上海）引擎有限公司 | 9 |  | 李红 |
        | 年度样本团队 | 某某攻关团队 | 晨光有限公司 | 9 | 周明 | 李红 |
        | 年度样本团队 | 晨光攻关团队 | 晨光有限公司 | 9 | 周明 | 李红 |
    """)
    )
    assert (found(located), told(located)) == ([("team", (4,))], ["A2 S109", "A3 S109"])


def test_a_heading_on_each_page_goes_on_with_the_same_list() -> None:
    heading = "| 参选类别 | 企业名称 | 员工人数（人） | 联系人 |"
    located = locate(
        grid(f"""
        {heading}
        | 年度样本引擎 | 晨光有限公司 | 20 | 李红 |
        {heading}
        | 年度样本引擎品牌 | 远山有限公司 | 30 | 周明 |
        |  | 启明有限公司 | 40 | 吴芳 |
    """)
    )
    assert found(located) == [("engine", (2, 5)), ("engine-brand", (4,))]
    assert told(located) == ["A3 S109"]


def test_rows_of_another_board_in_a_template_are_asked_about() -> None:
    made = {"campaign": "categories", "board": "engine", "version": version_of(ENGINE)}
    located = locate(grid(MIXED), **made)
    assert (found(located)[1], told(located, "S107")) == (("engine-brand", (3,)), ["S107"])
    (asked,) = [each for each in located.findings if each.code == "S107"]
    assert asked.message == (
        "模板是为“年度样本引擎”准备的，“参选类别”一列却写着“年度样本引擎品牌”。"
        "请核对申报的是哪个榜单，改用该榜单的模板后重新报送。"
    )
    only = grid("""
        | 参选类别 | 企业名称 | 员工人数（人） | 联系人 |
        | 年度样本引擎品牌 | 晨光有限公司 | 20 | 李红 |
    """)
    located = locate(only, **made)
    assert (found(located), told(located)) == ([("engine-brand", (2,))], ["S107"])


def test_the_version_of_a_template_is_compared_for_its_own_board_only() -> None:
    made = {"campaign": "categories", "board": "engine", "version": "0badc0de"}
    assert told(locate(grid(MIXED), **made), "S107") == ["S107", "S107"]


# ---------------------------------------------------------------- forms

FORM = """
    | 参选类别 | {} | 联系人 | 李红 |
    | 企业名称 | 晨光有限公司 | 联系电话 | 021-50800000 |
    | 统一社会信用代码 |  | 员工人数（人） | 20 |
"""


@pytest.mark.parametrize(
    ("category", "sheet", "board"),
    [
        ("年度样本引擎品牌", "年度样本引擎", "engine-brand"),
        ("□年度样本引擎 ☑年度样本引擎品牌", "Sheet1", "engine-brand"),
        ("", "年度样本引擎品牌", "engine-brand"),
        ("年度样本引擎", "Sheet1", "engine"),
    ],
)
def test_a_form_says_itself_what_it_is_for(category: str, sheet: str, board: str) -> None:
    located = locate(grid(FORM.format(category), sheet=sheet))
    assert (found(located), told(located, "S111")) == ([(board, (1,))], [])


def test_a_form_that_nothing_tells_of_is_asked_about() -> None:
    located = locate(grid(FORM.format("")))
    assert (found(located), told(located, "S111")) == ([("engine", (1,))], ["A1 S111"])
    titled = locate(grid(f"| 年度样本引擎品牌申报表 |\n{FORM.format('').strip()}"))
    assert (found(titled), told(titled, "S111")) == ([("engine-brand", (1,))], [])


# ---------------------------------------------------------------- campaigns alike

LATER = replace(CAMPAIGN, id="categories-later", title="新一轮样本类别征集活动")


def with_column(board: Board, key: str, header: str) -> Board:
    return replace(board, fields=(*board.fields, Field(key, header, "string")))


def campaign_of(sheet: str = "Sheet1", path: str = "a.xlsx", first: str = "", **said: str) -> str:
    table = f"| {first} | | |\n{BOTH.strip()}" if first else BOTH
    properties = {PROPERTIES[key]: value for key, value in said.items()}
    workbook = Workbook("xlsx", (grid(table, sheet=sheet),), properties=properties)
    known = [CampaignHeadings.of(each) for each in (CAMPAIGN, LATER)]
    return locate_tables(workbook, known, path).campaign.id


def test_of_campaigns_that_fit_alike_the_template_s_then_the_named_one_is_taken() -> None:
    assert campaign_of() == "categories"
    assert campaign_of(first="新一轮样本类别征集活动汇总表") == "categories-later"
    assert campaign_of(path="新一轮样本类别征集活动.xlsx") == "categories-later"
    assert campaign_of(path="样本类别征集活动.xlsx") == "categories"
    made = {"campaign": "categories-later", "board": "engine", "version": "0badc0de"}
    assert campaign_of(first="样本类别征集活动汇总表", **made) == "categories-later"


def test_of_campaigns_that_fit_alike_the_one_with_the_longer_board_s_title_is_taken() -> None:
    other = replace(LATER, boards=(replace(BRAND, title="年度样本引擎品牌大奖"), ENGINE, TEAM))
    known = [CampaignHeadings.of(each) for each in (CAMPAIGN, other)]
    workbook = Workbook("xlsx", (grid(BOTH, sheet="年度样本引擎品牌大奖"),))
    located = locate_tables(workbook, known, "a.xlsx")
    assert (located.campaign.id, located.tables[0].board.id) == ("categories-later", "engine-brand")


def test_of_campaigns_that_fit_alike_the_one_that_knows_more_headings_is_taken() -> None:
    without = replace(ENGINE, fields=tuple(each for each in ENGINE.fields if each.key != "staff"))
    more = with_column(without, "remark", "备注")
    known = [
        CampaignHeadings.of(replace(LATER, id=name, boards=(board,)))
        for name, board in (("a", more), ("b", ENGINE))
    ]
    repeated = grid("""
        | 企业名称 | 备注 | 联系人 | 联系电话 | 员工人数（人） | 备注 |
        | 晨光有限公司 | 无 | 李红 | 021-50800000 | 20 | 无 |
    """)
    assert locate_tables(Workbook("xlsx", (repeated,)), known, "a.xlsx").campaign.id == "a"


def test_of_campaigns_that_fit_alike_the_one_whose_boards_the_rows_name_is_taken() -> None:
    other = replace(LATER, boards=(replace(ENGINE, title="年度样本引擎大奖"), BRAND, TEAM))
    known = [CampaignHeadings.of(each) for each in (CAMPAIGN, other)]
    for category, campaign in (("年度样本引擎大奖", other), ("年度样本引擎", CAMPAIGN)):
        listed = grid(f"""
            | 参选类别 | 企业名称 | 员工人数（人） | 联系人 |
            | {category} | 晨光有限公司 | 20 | 李红 |
        """)
        located = locate_tables(Workbook("xlsx", (listed,)), known, "a.xlsx")
        assert located.campaign is campaign


def test_of_campaigns_that_fit_alike_the_one_with_the_later_deadline_is_taken() -> None:
    assert CAMPAIGN.deadline is not None
    for days, campaign in ((1, "categories-later"), (0, "categories"), (-1, "categories")):
        other = replace(LATER, deadline=CAMPAIGN.deadline + timedelta(days=days))
        known = [CampaignHeadings.of(each) for each in (CAMPAIGN, other)]
        located = locate_tables(Workbook("xlsx", (grid(BOTH),)), known, "a.xlsx")
        assert located.campaign.id == campaign
