"""Sheets as Chinese units really send them: every line of the table “The sheet” in many variants.

Each workbook stands as a small table beside what must be found in it: ``←`` is merged with the
cell to its left, ``↑`` with the one above (see code_examples.py). What a newcomer would get wrong:
the expected findings are all of them.
"""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from code_examples import Part, workbook
from openpyxl import Workbook

from toolkit.campaign import load_campaign
from toolkit.cli import main
from toolkit.locating import CampaignHeadings, Located, locate_tables
from toolkit.reading import read_workbook

CAMPAIGN = load_campaign(Path(str(files("toolkit.codes").joinpath("example"))))
KNOWN = CampaignHeadings.of(CAMPAIGN)
X, Y, Z = "晨光智能装备有限公司", "远山生物医药有限公司", "青禾电子有限公司"


def rows_of(table: str) -> tuple[tuple[str, ...], ...]:
    lines = [line.strip() for line in table.strip().splitlines()]
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines if line]
    width = max(map(len, rows))
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def part(table: str, sheet: str = "名单", *remarks: str) -> Part:
    return Part("名单.xlsx", sheet, remarks, rows_of(table))


def locate(tmp_path: Path, *parts: Part) -> Located:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(workbook(list(parts)))
    return locate_tables(read_workbook(path), [KNOWN], "名单.xlsx")


def found(located: Located) -> list[str]:
    """Each table: its board's first word, the row of its heading, the rows of its entries."""
    return [
        f"{each.board.title[:2]} {each.table.heading_row}: {','.join(map(str, each.rows))}"
        for each in located.tables
    ]


def said(located: Located) -> list[str]:
    places = (each for each in located.findings)
    return sorted(f"{each.ref.cell} {each.code}".strip() for each in places)


def check_table(tmp_path: Path, table: str, tables: list[str], findings: list[str]) -> Located:
    located = locate(tmp_path, part(table))
    assert (found(located), said(located)) == (tables, sorted(findings))
    return located


# ---------------------------------------------------------------- what stands above


LIST = f"| 企业名称 | 领域 | 员工人数 |\n| {X} | 电子信息 | 12 |"


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        ((), ""),
        (("| 附件2 | | |", "| 示范企业榜推荐名单 | ← | ← |"), ""),
        (("| 示范企业榜推荐名单 | ← | ← |", "| ↑ | ↑ | ↑ |", "| | | 单位：万元 |"), ""),
        (
            (
                "| 附件2 | | |",
                "| 某某征集 | ← | ← |",
                "| （2025年度） | ← | ← |",
                "| 推荐单位：甲学会（盖章） 填报日期：2025年9月1日 | ← | ← |",
                "| | | 单位：万元 |",
            ),
            "甲学会（盖章）",
        ),
        (("| 推荐单位 ：甲学会 | | 联系人：张三 |",), "甲学会"),
        (("| 推荐单位（盖章）： | 甲学会 | 填报日期：2025-9-1 |",), "甲学会"),
        (("| 推荐单位（盖章） | 甲学会 | |",), "甲学会"),
        (("| | | 推荐单位（公章）：甲学会 填报日期： |",), "甲学会"),
        (("| | | 推荐单位： |", "| | | 报送单位：甲学会 |"), "甲学会"),
        (("| | | 填报单位：甲学会联系人：张三 |",), "甲学会"),
        ((f"| 申报单位：{Y} | | |",), ""),
        (("| 甲学会推荐名单 | | |",), ""),
    ],
)
def test_lines_above_the_heading(tmp_path: Path, lines: tuple[str, ...], unit: str) -> None:
    located = locate(tmp_path, part("\n".join((*lines, LIST))))
    row = len(lines) + 1
    assert (found(located), said(located)) == ([f"示范 {row}: {row + 1}"], [])
    assert located.tables[0].table.stated_unit == unit


@pytest.mark.parametrize(
    "foot",
    [
        "| 推荐单位（盖章）：甲学会 | | |",
        "| | | 推荐单位（盖章）：甲学会 |",
        "| 推荐单位： | 甲学会 | 日期：2025年9月1日 |",
        "| 经办人：张三 | 推荐单位：甲学会 | 日期： |",
    ],
)
def test_a_unit_stated_at_the_foot_counts_where_nothing_is_stated_above(
    tmp_path: Path, foot: str
) -> None:
    located = locate(tmp_path, part(f"{LIST}\n{foot}"))
    (own,) = located.tables
    assert (own.rows, own.table.stated_unit) == ((2,), "甲学会")
    assert [each.split()[1] for each in said(located)] == ["S109"]
    above = locate(tmp_path, part(f"| 推荐单位：乙学会 | | |\n{LIST}\n{foot}"))
    assert above.tables[0].table.stated_unit == "乙学会"


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize(
    "heading",
    [
        "企业名称", " 企 业 名 称 ", "企业\n 名称", "*企业名称", "企业名称*", "★企业名称",
        "１．企业名称", "1.企业名称", "1、企业名称", "（1）企业名称", "(1) 企业名称", "①企业名称",
        "① 企业名称", "一、企业名称", "1.1 企业名称", "1 企业名称", "企业名称（必填）",
        "企业名称【必填项】", "企业名称：", "“企业名称”", "企业名称（选填）", "申报企业名称",
        "※企业名称", "▲ 企业名称",
    ],
)  # fmt: skip
def test_headings_that_mean_the_same(tmp_path: Path, heading: str) -> None:
    rows = (("序号", heading, "领域"), ("1", X, "电子信息"))
    located = locate(tmp_path, Part("名单.xlsx", "名单", (), rows))
    assert located.tables[0].table.columns == {"serial": 1, "company": 2, "domain": 3}


@pytest.mark.parametrize(
    "heading",
    [
        "企业名称及代码",
        "企业",
        "名称",
        "企业名称2",
        "主管企业名称",
        "企业名",
        "企業名稱",
        "曾用企业名称",
    ],
)
def test_headings_that_are_only_alike_are_not_taken(tmp_path: Path, heading: str) -> None:
    located = locate(
        tmp_path, part(f"| 序号 | {heading} | 领域 | 员工人数 |\n| 1 | {X} | 电子信息 | 12 |")
    )
    (own,) = located.tables
    assert "company" not in own.table.columns
    assert said(located) == ["A1 S102", "B1 S103"]


@pytest.mark.parametrize(
    "heading",
    [
        "2024年研发费用（万元）", "2024年研发费用【万元】", "2024年研发费用(单位：万元)",
        "2024年研发费用，万元", "2024年研发费用 / 万元", "２０２４年研发费用［万元］",
        "2024年研发费用〔单位:万元〕（必填）",
    ],
)  # fmt: skip
def test_units_in_other_brackets(tmp_path: Path, heading: str) -> None:
    located = locate(tmp_path, part(f"| 企业名称 | {heading} |\n| {X} | 12 |"))
    assert located.tables[0].table.columns == {"company": 1, "rd_spending": 2}


YEARS = {"company": 1, "uscc": 2, "revenue.2023": 3, "revenue.2024": 4, "revenue.mean": 5}


ONE = "| 企业名称 | 统一社会信用代码 | {0} 2023年 | 2024年{0} | {0}·平均值 | 领域 |".format(
    "主营收入（万元）"
)
TWO, THREE = "| ↑ | ↑ | 2023年 | 2024年 | 平均值 | ↑ |", "| ↑ | ↑ | 主营收入（万元） | ← | ← | ↑ |"


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (("| 企业名称 | 统一社会信用代码 | 主营收入（万元） | ← | ← | 领域 |", TWO), 1),
        (("| 企业名称 | 统一社会信用代码 | 主营收入（万元） | | | 领域 |", TWO), 1),
        (
            (
                "| 企业名称 | 统一社会信用代码 | 主营收入（万元） | | | 领域 |",
                "| | | 2023年 | 2024年 | 平均值 | |",
            ),
            1,
        ),
        (
            (
                "| | | 主营收入（万元） | ← | ← | |",
                "| 企业名称 | 统一社会信用代码 | 2023年 | 2024年 | 平均值 | 领域 |",
            ),
            1,
        ),
        (
            (
                "| 基本情况 | ← | 主营收入（万元） | ← | ← | 领域 |",
                "| 企业名称 | 统一社会信用代码 | 2023年 | 2024年 | 平均值 | ↑ |",
            ),
            1,
        ),
        (
            (
                "| 基本情况 | ← | 财务情况 | ← | ← | 领域 |",
                "| 企业名称 | 统一社会信用代码 | 主营收入（万元） | ← | ← | ↑ |",
                TWO,
            ),
            2,
        ),
        (("| 企业名称 | 统一社会信用代码 | 财务情况 | ← | ← | 领域 |", THREE, TWO), 2),
        (
            (ONE,),
            1,
        ),
    ],
)
def test_headings_of_several_rows(tmp_path: Path, heading: tuple[str, ...], row: int) -> None:
    table = "\n".join((*heading, f"| {X} | 1 | 2 | 4 | 3 | 电子信息 |"))
    located = locate(tmp_path, part(table))
    (own,) = located.tables
    assert (own.table.columns, own.table.heading_row) == ({**YEARS, "domain": 6}, row)
    assert (own.rows, said(located)) == ((len(heading) + 1,), [])


@pytest.mark.parametrize(
    ("table", "columns", "findings"),
    [
        # A heading merged over two columns, or down over two rows, is one column.
        (f"| 序号 | 企业名称 | ← | 领域 |\n| 1 | {X} | ← | 电子信息 |",
         {"serial": 1, "company": 2, "domain": 4}, []),
        (f"| 序号 | 企业名称 | ← | 领域 |\n| 1 | {X} | 又名 | 电子信息 |",
         {"serial": 1, "company": 2, "domain": 4}, ["C2 S103"]),
        (f"| 序号 | 企业名称 | 领域 |\n| ↑ | ↑ | ↑ |\n| 1 | {X} | 电子信息 |",
         {"serial": 1, "company": 2, "domain": 3}, []),
        # Extra, missing, in another order; to the right of blank columns.
        (f"| | 领域 | 备注 | 企业名称 |\n| | 电子信息 | 好 | {X} |",
         {"domain": 2, "company": 4}, ["C1 S103"]),
        (f"| | | | 企业名称 | 领域 |\n| | | 见附件 | {X} | 电子信息 |",
         {"company": 4, "domain": 5}, ["C2 S103"]),
        # Twice: the one that is filled; of two that are, the first.
        (f"| 企业名称 | 领域 | 领域 |\n| {X} | 电子信息 | 装备制造 |",
         {"company": 1, "domain": 2}, ["C1 S104"]),
        (f"| 企业名称 | 领域 | 领域 |\n| {X} | | 装备制造 |",
         {"company": 1, "domain": 3}, ["B1 S104"]),
        (f"| 企业名称 | 领域 | 领域 |\n| {X} | | |",
         {"company": 1, "domain": 2}, ["C1 S104"]),
    ],
)  # fmt: skip
def test_columns_as_they_come(
    tmp_path: Path, table: str, columns: dict[str, int], findings: list[str]
) -> None:
    located = locate(tmp_path, part(table))
    assert located.tables[0].table.columns == columns
    assert len(located.tables[0].rows) == 1
    assert said(located) == findings


def test_row_numbers_of_columns_and_requests_below_a_heading_are_no_entries(
    tmp_path: Path,
) -> None:
    for below in (
        "| 1 | 2 | 3 | 4 |", "| （1） | （2） | （3） | （4） |", "| ① | ② | ③ | ④ |",
        "| 甲 | 乙 | 1 | 2 |", "| | （必填） | （18位） | （下拉选择） |",
        "| 必填 | 必填 | 选填 | 文本 |",
        "| 填写说明 | 与营业执照一致 | 18位 | 只填一项 |",
    ):  # fmt: skip
        table = f"| 序号 | 企业名称 | 统一社会信用代码 | 领域 |\n{below}\n| 1 | {X} | | 电子信息 |"
        located = locate(tmp_path, part(table))
        assert (found(located), len(said(located))) == (["示范 1: 3"], 1), below
        assert said(located)[0].endswith("2 S109")


# ---------------------------------------------------------------- rows that are no entries

TOP = "| 序号 | 企业名称 | 领域 | 员工人数 |"


# Each with the column of its first filled cell.
NO_ENTRIES = """
A | 合计 | | | 300 |
A | 合 计 | 2家 | | 300 |
B | | 合计 | | 300 |
B | | 小 计： | | 300 |
A | 3 | 总计 | | 300 |
C | | | 共计 | 300 |
C | | | 300 | 合计 |
A | 合计：2家 | | | |
A | 共2家 | | | |
A | 电子信息小计 | | | 30 |
B | | 甲学会合计 | | 30 |
A | 总计（家） | 2 | | |
A | 合计 | ← | ← | 300 |
A | 注：以上企业均已公示。 | | | |
B | | 注：以上企业均已公示 | | |
A | 备注：无 | | | |
A | 填表说明：一式两份 | ← | ← | ← |
A | 说明：以上数据为年末数 | | | |
B | | 以上企业均已公示，特此说明。 | | |
A | 示例 | 某某公司 | 电子信息 | 10 |
A | 例：1 | 某某公司 | | |
A | 经办人：张三 | | 电话：13800000000 | |
A | 经办人：张三 | 电话：13800000000 | 日期：2025年9月1日 | |
A | 经办人： | 张三 | 电话： | 13800000000 |
A | 推荐单位（盖章） | | | 年 月 日 |
D | | | | 2025年9月1日 |
D | | | | 2025-09-01 |
C | | | 甲学会（公章） | |
A | 单位负责人：李四 | 填表人：张三 | | |
D | | | | 年　月　日 |
A | 序号 | 企业名称 | 领域 | 员工人数 |
B | | 企业名称 | 领域 | |
A | 一、电子信息领域 | ← | ← | ← |
A | 续表 | | | |
B | | 附件2 | | |
A | 第 2 页 共 3 页 | | | |
B | | 无 | | |
A | 3 | / | / | / |
A | 3 | 无 | — | 无 |
A | 3 | 请选择 | 请选择 | |
B | | 本单位无推荐对象 | | |
A | 3 | 无符合条件的企业 | 无 | |
A | 本单位没有推荐企业 | ← | ← | ← |
A | 3 | | 电子信息 | |
A | 3 | | | |
E | | | | | 备查 |
"""


@pytest.mark.parametrize("case", NO_ENTRIES.strip().splitlines())
@pytest.mark.parametrize("more", [f"| 3 | {Z} | 电子信息 | 12 |", ""], ids=["inside", "last"])
def test_rows_that_are_no_entries(tmp_path: Path, case: str, more: str) -> None:
    cell, line = case.split(" ", 1)
    table = f"{TOP}\n| 1 | {X} | 电子信息 | 12 |\n| 2 | {Y} | 生物医药 | 12 |\n{line}\n{more}"
    located = locate(tmp_path, part(table))
    assert found(located) == [f"示范 1: 2,3{',5' if more else ''}"]
    assert said(located) == [f"{cell}4 S109"]


ENTRIES = """
| 3 | 青禾电子有限公司 | | |
| | 青禾电子有限公司 | | |
| 合格 | 青禾电子有限公司 | 电子信息 | |
| 3 | 合肥总部有限公司 | 无 | |
| 3 | 无锡无尽有限公司 | / | / |
| 3 | 共计算科技有限公司 | 电子信息 | 12 |
| 3 | | | 12 |
| 3 | 注册易科技有限公司 | | |
| 3 | 说明书科技有限公司 | 电子信息 | |
| 3 | | 电子信息 | 12 |
| 3 | 晨光（2025年）有限公司 | | |
| 3 | 示例科技有限公司 | 电子信息 | 2 |
| 3 | 1 | 2 | 3 |
| | 推荐科技有限公司 | 电子信息 | |
| 3 | 未来推荐科技有限公司 | | |
| 3 | 名称：青禾电子有限公司 | 电子信息 | |
"""


@pytest.mark.parametrize("line", ENTRIES.strip().splitlines())
def test_rows_that_only_look_otherwise_are_entries(tmp_path: Path, line: str) -> None:
    table = f"{TOP}\n| 1 | {X} | 电子信息 | 12 |\n{line}\n| 4 | {Y} | 生物医药 | 12 |"
    check_table(tmp_path, table, ["示范 1: 2,3,4"], [])


def test_blank_rows_are_said_before_the_last_entry(tmp_path: Path) -> None:
    table = f"{TOP}\n| 1 | {X} | 电子信息 | 12 |\n| | | | |\n| | | | |\n| 2 | {Y} | 电子信息 | 12 |"
    check_table(tmp_path, table, ["示范 1: 2,5"], ["A3 S109"])


def test_who_signs_above_the_day_is_no_entry(tmp_path: Path) -> None:
    check_table(
        tmp_path,
        f"""
        {TOP}
        | 1 | {X} | 电子信息 | 12 |
        | | | | |
        | | | 甲学会 | |
        | | | 2025年9月1日 | |
        """,
        ["示范 1: 2"],
        ["A3 S109", "C4 S109", "C5 S109"],
    )


def test_numbered_notes_at_the_foot(tmp_path: Path) -> None:
    check_table(
        tmp_path,
        f"""
        | 企业名称 | 领域 | 员工人数 |
        | {X} | 电子信息 | 12 |
        | 填表说明：1.名称与营业执照一致 | | |
        | 2.领域只填一项 | | |
        | （3）人数为年末数 | | |
        """,
        ["示范 1: 2"],
        ["A3 S109", "A4 S109", "A5 S109"],
    )


def test_numbers_written_ahead_and_defaults_are_said_once_for_each_run(tmp_path: Path) -> None:
    numbers = "\n".join(f"| {at} | | 电子信息 | |" for at in range(2, 50))
    more = "\n".join(f"| {at} | | | |" for at in range(50, 101))
    located = check_table(
        tmp_path,
        f"{TOP}\n| 1 | {X} | 电子信息 | 12 |\n{numbers}\n{more}",
        ["示范 1: 2"],
        ["A3 S109", "A51 S109"],
    )
    assert [each.message[:10] for each in located.findings] == ["第 3–50 行只有", "第 51–101 行"]


def test_a_list_that_nominates_nobody_is_an_empty_one(tmp_path: Path) -> None:
    for line in (
        "| 1 | 无 | 无 | 无 |",
        "| | 无 | | |",
        "| 1 | 本单位无推荐 | | |",
        "| 无 | ← | ← | ← |",
    ):
        located = locate(tmp_path, part(f"{TOP}\n{line}"))
        assert found(located) == ["示范 1: "], line
        assert {each.split()[-1] for each in said(located)} == {"S108", "S109"}, line


# ---------------------------------------------------------------- pages and several tables


def test_a_heading_repeated_on_each_page_with_its_titles(tmp_path: Path) -> None:
    check_table(
        tmp_path,
        f"""
        | 示范企业推荐汇总 | ← | ← |
        | 推荐单位：甲学会 | | 单位：人 |
        | 企业名称 | 领域 | 员工人数 |
        | {X} | 电子信息 | 12 |
        | 示范企业推荐汇总 | ← | ← |
        | 推荐单位：甲学会 | | 单位：人 |
        | 企业名称 | 领域 | 员工人数 |
        | {Y} | 电子信息 | 12 |
        | 示范企业推荐汇总（续） | | |
        | 申报企业名称 | 领域 | 员工人数 |
        | {Z} | 电子信息 | 12 |
        """,
        ["示范 3: 4,8,11"],
        ["A5 S109", "A6 S109", "A7 S109", "A9 S109", "A10 S109"],
    )


def test_a_heading_of_two_rows_repeated(tmp_path: Path) -> None:
    top = "| 企业名称 | 主营收入（万元） | ← |\n| ↑ | 2023年 | 2024年 |"
    check_table(
        tmp_path, f"{top}\n| {X} | 1 | 2 |\n{top}\n| {Y} | 3 | 4 |",
        ["示范 1: 3,6"], ["A4 S109", "B5 S109"],
    )  # fmt: skip


def test_a_heading_written_twice_begins_with_the_first(tmp_path: Path) -> None:
    table = f"| 企业名称 | 领域 |\n| 企业名称 | 领域 |\n| {X} | 电子信息 |"
    check_table(tmp_path, table, ["示范 1: 3"], ["A2 S109"])


def test_two_boards_one_below_the_other(tmp_path: Path) -> None:
    located = check_table(
        tmp_path,
        f"""
        | 附件1：示范企业榜推荐名单 | ← | ← |
        | 推荐单位：甲学会 | | |
        | 序号 | 企业名称 | 员工人数 |
        | 1 | {X} | 12 |
        | 合计 | | 12 |
        | | | |
        | 附件2：应用案例榜推荐名单 | | |
        | 推荐单位：乙学会 | | |
        | 序号 | 案例名称 | 企业名称 |
        | 1 | 智能产线 | {Y} |
        | 2 | 智能仓储 | {X} |
        | 推荐单位（盖章）： | | |
        """,
        ["示范 3: 4", "应用 9: 10,11"],
        ["A12 S109", "A5 S109"],
    )
    units = [each.table.stated_unit for each in located.tables]
    assert units == ["甲学会", "乙学会"]
    assert [each.table.columns["company"] for each in located.tables] == [2, 3]


def test_the_smaller_table_above_is_found_too_and_boards_alike_go_by_their_titles(
    tmp_path: Path,
) -> None:
    check_table(
        tmp_path,
        f"""
        | 应用案例榜 | | |
        | 企业名称 | 统一社会信用代码 | |
        | {X} | 91110108EXAMPL0120 | |
        | 示范企业榜 | | |
        | 企业名称 | 统一社会信用代码 | 联系电话 |
        | {Y} | 91310000EXAMPL020F | |
        | 应用案例榜（续） | | |
        | 企业名称 | 统一社会信用代码 | |
        | {Z} | | |
        """,
        ["应用 2: 3", "示范 5: 6", "应用 8: 9"],
        ["A2 S102", "A8 S102"],
    )


def test_lists_of_two_units_on_one_sheet(tmp_path: Path) -> None:
    top = "| 企业名称 | 领域 |"
    located = check_table(
        tmp_path,
        f"""
        | 推荐单位：甲学会 | |
        {top}
        | {X} | 电子信息 |
        | 推荐单位：乙学会 | |
        {top}
        | {Y} | 电子信息 |
        """,
        ["示范 2: 3", "示范 5: 6"],
        [],
    )
    assert [each.table.stated_unit for each in located.tables] == ["甲学会", "乙学会"]


def test_what_stands_above_a_heading_like_a_row_is_told(tmp_path: Path) -> None:
    check_table(
        tmp_path,
        f"""
        | 1 | {X} | 电子信息 | 12 |
        | 2 | {Y} | 电子信息 | 15 |
        {TOP}
        | 3 | {Z} | 电子信息 | 12 |
        """,
        ["示范 3: 4"],
        ["A1 S109", "A2 S109"],
    )


def test_boards_on_sheets_of_any_name_order_and_visibility(tmp_path: Path) -> None:
    located = locate(
        tmp_path,
        part("| 请先阅读本页 |", "说明"),
        part(f"| 案例名称 | 企业名称 |\n| 产线 | {X} |", "ＳＨＥＥＴ　２", "隐藏工作表"),
        part(f"| 企业名称 | 领域 |\n| {Y} | 电子信息 |", "Sheet1 (2)"),
        part(f"| 企业名称 | 统一社会信用代码 |\n| {Y} | |", " 应用 案例榜（新）"),
    )
    assert found(located) == ["应用 1: 2", "示范 1: 2", "应用 1: 2"]
    assert [(each.ref.sheet, each.code) for each in located.findings] == [
        ("ＳＨＥＥＴ　２", "S106"),
        (" 应用 案例榜（新）", "S102"),
        ("说明", "S101"),
    ]


# ---------------------------------------------------------------- merged values


def test_values_merged_down_are_those_of_each_row(tmp_path: Path) -> None:
    located = check_table(
        tmp_path,
        f"""
        | 推荐单位 | 企业名称 | 领域 |
        | 甲学会 | {X} | 电子信息 |
        | ↑ | {Y} | ↑ |
        | ↑ | {Z} | 装备制造 |
        | 乙学会 | ↑ | 生物医药 |
        """,
        ["示范 1: 2,3,4,5"],
        [],
    )
    # A name merged down by mistake: two entries of one name, of which R101 asks.
    assert located.tables[0].table.origins == {(3, 1): 2, (4, 1): 2, (3, 3): 2, (5, 2): 4}


def test_content_hidden_below_a_merge_is_named_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        for row, line in enumerate((["企业名称", "领域"], [X], [Y], [Z])):
            sheet.write_row(row, 0, line)
        sheet.merge_range("B2:B4", "电子信息")
        sheet.write("B3", "电子信息")
        sheet.write("B4", "装备制造")
    located = locate_tables(read_workbook(path), [KNOWN], "名单.xlsx")
    assert (found(located), said(located)) == (["示范 1: 2,3,4"], ["B4 S106"])
    assert located.tables[0].table.origins[4, 2] == 2


# ---------------------------------------------------------------- hidden, far away, false sizes


def test_filtered_rows_hidden_columns_and_very_hidden_sheets_are_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for line in (["企业名称", "领域"], [X, "电子信息"], [Y, "生物医药"]):
        sheet.append(line)
    sheet.auto_filter.ref = "A1:B3"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.sheet_state = "veryHidden"
    book.create_sheet("空")
    path = tmp_path / "名单.xlsx"
    book.save(path)
    located = locate_tables(read_workbook(path), [KNOWN], "名单.xlsx")
    assert (found(located), said(located)) == (["示范 1: 2,3"], ["S106"])
    assert located.findings[0].message.startswith(
        "这张工作表是隐藏的，第 3 行被隐藏或筛选掉，B 列被隐藏"
    )


@pytest.mark.parametrize(
    ("cell", "content", "findings"),
    [
        ("A60000", "备查", ["A60000 S110"]),
        ("XFD2", "x", ["XFD2 S110"]),
        ("XFD60000", "x", ["XFD60000 S109", "XFD60000 S110"]),
        ("D2", "x", ["D2 S103"]),
        ("A1048576", " ", []),
    ],
)
def test_stray_cells_are_named(
    tmp_path: Path, cell: str, content: str, findings: list[str]
) -> None:
    book = Workbook()
    sheet = book.active
    for line in (["企业名称", "领域"], [X, "电子信息"]):
        sheet.append(line)
    sheet[cell] = content
    path = tmp_path / "名单.xlsx"
    book.save(path)
    located = locate_tables(read_workbook(path), [KNOWN], "名单.xlsx")
    rows = "2,60000" if cell == "A60000" else "2"
    assert (found(located), said(located)) == ([f"示范 1: {rows}"], findings)


# ---------------------------------------------------------------- to the end


def put(path: Path, *parts: Part) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook(list(parts)))


def records(desk: Path, name: str) -> list[dict[str, str]]:
    with (desk / "输出" / "records" / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def check(desk: Path, *parts: Part) -> tuple[int, list[str]]:
    """How many entries `check` counts, and what it says but for notes."""
    put(desk / "名单.xlsx", *parts)
    result = CliRunner().invoke(main, ["check", "名单.xlsx", "-c", "example", "--format", "json"])
    (file,) = json.loads(result.stdout)["files"]
    told = [each for each in file["findings"] if each["severity"] != "note"]
    return file["entries"], [f"{each['cell']} {each['code']} {each['severity']}" for each in told]


def test_check_of_a_sheet_with_everything_around_the_list(desk: Path) -> None:
    table = f"""
        | 附件1 | ← | ← | ← |
        | 示范企业榜推荐汇总表 | ← | ← | ← |
        | 推荐单位：甲学会 | | | 单位：人 |
        | 序号 | 企业名称（必填） | 统一社会信用代码 | 员工人数 |
        | 1 | {X} | 91110108EXAMPL0120 | 12 |
        | | | | |
        | 2 | {Y} | 91310000EXAMPL020F | 3 |
        | 合 计 | ← | ← | 15 |
        | 注：人数为年末数。 | ← | ← | ← |
        | 推荐单位（盖章）： | 甲学会 | 日期： | 2025年9月1日 |
    """
    assert check(desk, part(table)) == (2, ["D7 V301 error"])


def test_a_column_missing_in_one_table_sends_back_the_entries_of_that_one_only(desk: Path) -> None:
    table = f"""
        | 推荐单位 | 企业名称 | 员工人数 |
        | 甲学会 | {X} | 12 |
        | | | |
        | 推荐单位 | 企业名称 | 案例启用日期 |
        | 甲学会 | {Y} | 2025-01-01 |
    """
    put(desk / "收件" / "名单.xlsx", part(table))
    CliRunner().invoke(main, ["run", "收件", "-c", "example", "-o", "输出"])
    assert [(row["board"], row["row"], row["outcome"]) for row in records(desk, "ledger.csv")] == [
        ("model-enterprise", "2", "accepted"),
        ("application-case", "5", "returned"),
    ]


def test_a_name_merged_down_by_mistake_is_a_repeated_entry(desk: Path) -> None:
    table = f"| 推荐单位 | 企业名称 | 员工人数 |\n| 甲学会 | {X} | 12 |\n| ↑ | ↑ | 15 |"
    assert check(desk, part(table)) == (2, ["B2 R101 error"])


def test_a_unit_that_nominates_nobody_returns_nothing(desk: Path) -> None:
    table = "| 推荐单位 | 企业名称 | 员工人数 |\n| 甲学会 | 无 | 无 |"
    assert check(desk, part(table)) == (0, [])


def test_the_unit_at_the_foot_sends_the_entries_of_its_table(desk: Path) -> None:
    for unit, name in (("甲学会", X), ("乙学会", Y)):
        table = f"| 企业名称 | 员工人数 |\n| {name} | 12 |\n| | 推荐单位（盖章）：{unit} |"
        put(desk / "收件" / f"{unit}的名单.xlsx", part(table))
    CliRunner().invoke(main, ["run", "收件", "-c", "example", "-o", "输出"])
    assert {row["unit"] for row in records(desk, "ledger.csv")} == {"甲学会", "乙学会"}
