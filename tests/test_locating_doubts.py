"""Sheets on which a value might be read as another's: read rightly, asked about, or refused."""

from __future__ import annotations

import pytest

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.locating import CampaignHeadings, Located, locate_tables
from toolkit.model import Campaign, Grid, Merge, Workbook

KCZG = load_campaign(shipped_schemas() / "kczg-2022")
SME = load_campaign(shipped_schemas() / "sme-2025")
CODE, OTHER = "91320500MA1A2B3C6U", "91310105MA1A2B3C6B"


def grid(table: str, *merges: Merge, sheet: str = "名单") -> Grid:
    lines = [line.strip() for line in table.strip().splitlines()]
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    return Grid(sheet, rows, merges=merges)


def locate(campaign: Campaign, *grids: Grid) -> Located:
    return locate_tables(Workbook("xlsx", grids), [CampaignHeadings.of(campaign)], "a.xlsx")


def said(located: Located, *codes: str) -> list[str]:
    """The findings of some codes, each with its cell and severity."""
    found = (each for each in located.findings if each.code in codes)
    return [f"{each.ref.cell} {each.code} {each.severity.value}" for each in found]


def entries(located: Located) -> list[tuple[int, ...]]:
    return [each.rows for each in located.tables]


# ---------------------------------------------------------------- lists beside each other


@pytest.mark.parametrize(
    "table",
    [
        f"""
        | 序号 | 企业名称 | 统一社会信用代码 |  | 序号 | 企业名称 | 统一社会信用代码 |
        | 1 | 晨光有限公司 | {CODE} |  | 2 | 远山有限公司 | {OTHER} |
        """,
        f"""
        | 企业名称 | 统一社会信用代码 | 批次 | 登记编号 |  | 企业名称 | 职工总数 | 资产总额 |
        | 晨光有限公司 | {CODE} | 第三批 | 20253101 |  | 远山有限公司 | 80 | 5000 |
        """,
    ],
)
def test_lists_beside_each_other_are_sent_back(table: str) -> None:
    located = locate(SME, grid(table))
    assert entries(located) == [(2,)]
    assert [each for each in said(located, "S104") if "error" in each] == ["F1 S104 error"]


@pytest.mark.parametrize("second", ["晨光有限公司", "晨光 有限公司", ""])
def test_a_name_that_is_only_said_again_is_asked_about(second: str) -> None:
    table = f"| 企业名称 | 统一社会信用代码 | 企业名称 |\n| 晨光有限公司 | {CODE} | {second} |"
    assert said(locate(SME, grid(table)), "S104") == ["C1 S104 query"]


def test_names_in_several_columns_are_sent_back_and_one_more_at_the_end_is_asked_about() -> None:
    names = "| 企业名称 | 企业名称 |\n| 晨光有限公司 | 远山有限公司 |"
    assert said(locate(SME, grid(names)), "S104") == ["B1 S104 error"]
    more = f"| 企业名称 | 统一社会信用代码 | 企业名称 |\n| 晨光有限公司 | {CODE} | 远山有限公司 |"
    assert said(locate(SME, grid(more)), "S104") == ["C1 S104 query"]


def test_what_is_no_entry_is_no_name_beside_another() -> None:
    table = f"""
    | 企业名称 | 企业名称 | 统一社会信用代码 |
    | 晨光有限公司 | 晨光有限公司 | {CODE} |
    | 合计 | 共1家 |  |
    """
    located = locate(SME, grid(table))
    assert (entries(located), said(located, "S104")) == ([(2,)], ["B1 S104 query"])


# ---------------------------------------------------------------- a column for each enterprise


@pytest.mark.parametrize(
    "table",
    [
        """
        | 企业名称 | 晨光有限公司 | 远山有限公司 |
        | 法定代表人 | 周明 | 李红 |
        | 注册资本（万元） | 1000 | 500 |
        | 从业人数 | 85 | 20 |
        """,
        """
        | 项目 | 企业1 | 企业2 |
        | 企业名称 | 晨光有限公司 | 远山股份有限公司 |
        | 法定代表人 | 周明 | 李红 |
        | 注册资本（万元） | 1000 | 500 |
        | 从业人数 | 85 | 20 |
        | 主营业务 | 芯片 | 软件 |
        """,
    ],
)
def test_a_column_for_each_enterprise_is_refused(table: str) -> None:
    assert locate(KCZG, grid(table)).tables == ()


def test_a_short_list_that_lies_on_its_side_is_refused() -> None:
    table = f"""
    | 企业名称 | 晨光有限公司 | 远山有限公司 |
    | 统一社会信用代码 | {CODE} | {OTHER} |
    | 批次 | 第三批 | 第三批 |
    """
    assert locate(SME, grid(table)).tables == ()


def test_a_form_beside_explanations_or_an_opinion_stays_a_form() -> None:
    for beside in ("与营业执照一致的全称", "属实", "某某科技有限公司"):
        table = f"""
        | 企业名称 | 晨光有限公司 | {beside} |
        | 法定代表人 | 周明 | 姓名 |
        | 注册资本（万元） | 1000 | 数字 |
        | 从业人数 | 85 | 数字 |
        """
        assert entries(locate(KCZG, grid(table))) == [(1,)], beside


def test_a_value_that_is_its_own_label_again_is_a_value() -> None:
    table = """
    | 企业名称 | 晨光有限公司 | 法定代表人 | 法定代表人 |
    | 注册资本（万元） | 1000 | 是否高新技术企业 | 是 |
    | 从业人数 | 85 | 联系人 | 李四 |
    """
    (found,) = locate(KCZG, grid(table)).tables
    assert (found.table.field_rows["legal_person"], found.table.columns["legal_person"]) == (1, 4)


# ---------------------------------------------------------------- headings


def test_a_unit_in_the_lower_row_of_a_heading_belongs_to_it() -> None:
    table = f"""
    | 企业名称 | 统一社会信用代码 | 注册资本 | 从业人数 | 研发经费总额 |  |
    |  |  | 万元 | 人 | 2021年 | 2022年 |
    | 晨光有限公司 | {CODE} | 1000 | 85 | 20 | 30 |
    """
    (found,) = locate(KCZG, grid(table)).tables
    assert found.table.columns == {
        "company": 1, "uscc": 2, "capital": 3, "employees": 4,
        "rd_spending.2021": 5, "rd_spending.2022": 6,
    }  # fmt: skip


def test_a_heading_divided_below_is_neither_of_its_parts() -> None:
    table = f"""
    | 序号 | 企业名称 |  | 统一社会信用代码 |
    |  | 变更前 | 变更后 |  |
    | 1 | 晨光有限公司 | 远山有限公司 | {CODE} |
    """
    merges = (Merge(1, 1, 2, 1), Merge(1, 2, 1, 3), Merge(1, 4, 2, 4))
    located = locate(SME, grid(table, *merges))
    assert entries(located) == [(3,)]
    assert said(located, "S102", "S103") == ["A1 S102 error", "B2 S103 note", "C2 S103 note"]


def test_letters_below_a_heading_number_its_columns() -> None:
    table = f"""
    | 企业名称 | 统一社会信用代码 | 批次 |
    | A | B | C |
    | 晨光有限公司 | {CODE} | 第三批 |
    """
    located = locate(SME, grid(table))
    assert (entries(located), said(located, "S109")) == ([(3,)], ["A2 S109 note"])


# ---------------------------------------------------------------- units


HEADING = "| 企业名称 | 统一社会信用代码 | 注册资本 |"
ROW = f"| 晨光有限公司 | {CODE} | 3000000 |"
FORM = """
    | 企业名称 | 晨光有限公司 |  |
    | 法定代表人 | 周明 |  |
    | 注册资本 | 3000000 | {} |
    | 从业人数 | 85 | 人 |
"""


@pytest.mark.parametrize(
    ("table", "cell"),
    [
        (f"| 单位：元 |  |  |\n{HEADING}\n{ROW}", "A1"),
        (f"| 汇总表 |  | （金额单位：人民币千元） |\n{HEADING}\n{ROW}", "C1"),
        (f"{HEADING}\n| （全称） | （18位） | （元） |\n{ROW}", "C2"),
        (FORM.format("元"), "C3"),
        ("| 单位：元 |  |  |" + FORM.format(""), "A1"),
    ],
)
def test_another_unit_than_the_column_has_is_asked_about(table: str, cell: str) -> None:
    assert said(locate(KCZG, grid(table)), "V504") == [f"{cell} V504 query"]


@pytest.mark.parametrize(
    "line",
    [
        "单位：万元",
        "单位：万元、人",
        "申报单位：元",
        "单位：元气有限公司",
        "推荐单位：元",
        "单位：家",
    ],
)
def test_no_other_unit_is_asked_about(line: str) -> None:
    table = f"""
    | {line} |  |  |
    | 企业名称 | 统一社会信用代码 | 注册资本 |
    |  | （18位） | （万元） |
    | 晨光有限公司 | {CODE} | 1000 |
    """
    assert said(locate(KCZG, grid(table)), "V504") == []


# ---------------------------------------------------------------- nobody's name


@pytest.mark.parametrize(
    "name", ["XX科技有限公司", "上海某某科技有限公司", "×××公司", "ｘｘ公司", "xx"]
)
def test_a_made_up_name_is_an_example(name: str) -> None:
    form = f"""
    | 企业名称 | {name} |
    | 法定代表人 | 周明 |
    | 注册资本（万元） | 1000 |
    | 从业人数 | 85 |
    """
    located = locate(KCZG, grid(form, sheet="样表"))
    assert (entries(located), said(located, "S109")) == ([()], ["B1 S109 note"])
    row = f"| 企业名称 | 批次 |\n| 晨光有限公司 | 第三批 |\n| {name} | 第三批 |"
    located = locate(SME, grid(row))
    assert (entries(located), said(located, "S109")) == ([(2,)], ["A3 S109 note"])


@pytest.mark.parametrize("name", ["ExxonMobil有限公司", "二〇〇八有限公司", "上海**有限公司"])
def test_a_name_with_odd_characters_is_a_name(name: str) -> None:
    table = f"| 企业名称 | 批次 |\n| 晨光有限公司 | 第三批 |\n| {name} | 第三批 |"
    assert entries(locate(SME, grid(table))) == [(2, 3)]


def test_a_day_at_the_foot_is_nobody() -> None:
    table = "| 企业名称 |\n| 晨光有限公司 |\n| 2025年6月1日 |"
    located = locate(SME, grid(table))
    assert (entries(located), said(located, "S109")) == ([(2,)], ["A3 S109 note"])


# ---------------------------------------------------------------- other sheets


def test_beside_a_whole_list_a_sheet_with_a_few_labels_is_no_form() -> None:
    columns = KCZG.board("rising-enterprise").fields[:30]
    names = " | ".join(f"{each.group}{each.header}" for each in columns)
    values = " | ".join(["晨光有限公司"] * len(columns))
    invoice = grid(
        """
        | 开票信息 |  |
        | 单位名称 | 晨光有限公司 |
        | 统一社会信用代码 | 91320500MA1A2B3C6U |
        | 电话 | 021-53880900 |
        | 联系人通讯地址 | 苏州市工业园区1号 |
        """,
        sheet="开票信息",
    )
    alone = locate(KCZG, invoice)
    assert [each.table.is_form for each in alone.tables] == [True]
    located = locate(KCZG, grid(f"| {names} |\n| {values} |"), invoice)
    assert [each.table.sheet for each in located.tables] == ["名单"]
    assert [each.ref.sheet for each in located.findings if each.code == "S101"] == ["开票信息"]
