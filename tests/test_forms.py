"""Forms as they come: the official 申报表 read as one entry, by the very schema of the table."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from form_workbooks import COMPANY, draw_form, write_form, write_table
from hypothesis import given
from hypothesis import strategies as st

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.cli import main
from toolkit.locating import CampaignHeadings, Located, locate_tables
from toolkit.locating.labels import FormLabels
from toolkit.model import Campaign, Entry, Finding, Grid, Merge, Status
from toolkit.model import Workbook as Read
from toolkit.model.columns import join_entries
from toolkit.pipeline.examining import Examined, Job, Task, examine, prepare

SEVEN = load_campaign(shipped_schemas() / "kczg-2022")
RISING = SEVEN.board("rising-enterprise")
# Its forms by themselves: test_board_forms tells the boards' forms apart.
KCZG = replace(SEVEN, boards=(RISING,))
SME = load_campaign(shipped_schemas() / "sme-2025")
VARIANTS = ("printed", "below", "colons")
# Said of every form: the notice's form does not ask for the code.
NO_CODE = "A1 S102 query"
CODE = "91320500MA1A2B3C6U"


def examined(path: Path, campaign: Campaign = KCZG) -> tuple[Examined, list[Entry]]:
    prepare(Task((campaign,)))
    batch = examine([Job(path.name, path)])
    return batch.files[0], list(join_entries(batch.boards))


def said(findings: tuple[Finding, ...] | list[Finding], *passed_over: str) -> list[str]:
    """What is not merely how a cell was read, in reading order."""
    left = [f for f in findings if f.code not in ("V202", "V205", "V206", "V207", *passed_over)]
    left.sort(key=lambda f: (f.ref.sheet, f.ref.row, f.ref.column, f.code))
    return [f"{f.ref.cell} {f.code} {f.severity.value}".strip() for f in left]


def grid(table: str, *merges: Merge, sheet: str = "申报表", **attributes: Any) -> Grid:
    """A sheet from a Markdown table; `⏎` is a line end inside a cell."""
    lines = [line.strip() for line in table.strip().splitlines()]
    rows = [
        [cell.strip().replace("⏎", "\n") for cell in line.strip("|").split("|")] for line in lines
    ]
    return replace(Grid(sheet, rows, merges=merges), **attributes)


def locate(*grids: Grid, campaign: Campaign = KCZG) -> Located:
    return locate_tables(Read("xlsx", grids), [CampaignHeadings.of(campaign)], "a.xlsx")


def read(located: Located, at: int = 0) -> dict[str, str]:
    """The cell that each field of a form stands in, with what of it is the value."""
    found = located.tables[at]
    table = found.table
    texts: dict[str, str] = {}
    for key, column in table.columns.items():
        cells = found.grid.rows[table.field_rows[key] - 1]
        whole = str(cells[column - 1]) if column <= len(cells) else ""
        texts[key] = table.field_texts.get(key, whole)
    return texts


# ---------------------------------------------------------------- the form and the table


@pytest.fixture
def of_the_table(tmp_path: Path) -> Mapping[str, Any]:
    """The values of the enterprise's table."""
    headings = {column.key: column.heading for column in RISING.fields if column.key in COMPANY}
    write_table(tmp_path / "表.xlsx", COMPANY, headings)
    _, (entry,) = examined(tmp_path / "表.xlsx")
    values = dict(entry.values)
    assert sum(value is not None for value in values.values()) == len(COMPANY)
    return values


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_form_gives_the_entry_that_the_table_gives(
    tmp_path: Path, of_the_table: Mapping[str, Any], variant: str
) -> None:
    places = write_form(tmp_path / "a.xlsx", COMPANY, variant)
    file, (entry,) = examined(tmp_path / "a.xlsx")
    assert dict(entry.values) == of_the_table
    assert {key: entry.ref(key).cell for key in places} == places
    assert (file.status, file.boards, said(file.findings)) == (Status.READ, (RISING.id,), [NO_CODE])
    assert file.findings[0].message == (
        "没有找到应有的栏目“统一社会信用代码”，建议补上这一栏；没有这一栏不影响受理。"
    )
    assert (entry.row, entry.place) == (1, "工作表“申报表”第1行起的申报表")


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_value_of_a_form_is_quoted_from_its_cell(tmp_path: Path, variant: str) -> None:
    faults = {
        "founded": "二〇一六年春",
        "capital": "一千余",
        "employees": "很多",
        "email": "没有邮箱",
        "phone": "打不通",
        "patents_filed.2021": "九项",
        "rd_spending.2022": "保密",
    }
    places = write_form(tmp_path / "a.xlsx", COMPANY | faults, variant)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    file, _ = examined(tmp_path / "a.xlsx")
    quoted = [finding for finding in file.findings if finding.ref.cell]
    assert {places[key] for key in faults} <= {finding.ref.cell for finding in quoted}
    for finding in quoted:
        value = sheet[finding.ref.cell].value
        assert finding.value == ("" if value is None else str(value))


def test_ten_faults_of_a_form_stand_at_their_cells(tmp_path: Path) -> None:
    faults = {
        "region": "月球市",
        "founded": "2010-01-05",
        "high_tech": "☑是 ☑否",
        "listed": "□是 □否",
        "employees": "1百多",
        "contact": None,
        "phone": "12",
        "industry_code": "农副食品加工业+31",
        "patents_filed.mean": 8,
        "core_technology.2024": "很高",
    }
    places = write_form(tmp_path / "a.xlsx", COMPANY | faults)
    file, _ = examined(tmp_path / "a.xlsx")
    assert {key: places[key] for key in faults} == {
        "region": "E4", "founded": "C5", "high_tech": "C6", "listed": "E6", "employees": "E7",
        "contact": "C8", "phone": "C9", "industry_code": "C13", "patents_filed.mean": "F17",
        "core_technology.2024": "D34",
    }  # fmt: skip
    assert said(file.findings) == [
        NO_CODE, "E4 V401 query", "C5 E101 error", "C6 V201 error", "E6 V201 error",
        "E7 V201 error", "C8 V101 error", "C9 V402 error", "C13 V503 query", "F17 V501 query",
        "D34 V401 error",
    ]  # fmt: skip


def test_a_hint_left_standing_is_blank(tmp_path: Path) -> None:
    hinted = ("region", "employees", "industry", "business", "industry_code", "founded")
    places = write_form(tmp_path / "a.xlsx", {k: v for k, v in COMPANY.items() if k not in hinted})
    file, (entry,) = examined(tmp_path / "a.xlsx")
    assert {key: entry.value(key) for key in hinted} == dict.fromkeys(hinted)
    assert sorted(said(file.findings)) == sorted(
        [NO_CODE, *(f"{places[key]} V101 error" for key in hinted)]
    )
    (finding,) = (each for each in file.findings if each.ref.cell == places["founded"])
    assert finding.value == "（年-月-日）"


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("（年-月-日）", ""),
        ("2018-05-06（年-月-日）", "2018-05-06"),
        ("（年-月-日）⏎2018-05-06", "2018-05-06"),
        ("请按营业执照填写（年-月-日）", ""),
        ("请按营业执照填写（年-月-日）。⏎2018-05-06", "2018-05-06"),
        ("请按营业执照⏎如实填写：⏎2018-05-06", "2018-05-06"),
        ("＿＿2018-05-06＿＿", "2018-05-06"),
        ("2018-05-06", "2018-05-06"),
    ],
)
def test_a_value_beside_its_hint_is_read_without_it(cell: str, part: str) -> None:
    located = locate(grid(f"""
        | 申报企业名称 | 甲公司 | 所在地区 | 上海市长宁区 |
        | 企业工商登记日期 | {cell} | 法定代表人 | 周明 |
    """))  # fmt: skip
    assert read(located)["founded"] == part


# ---------------------------------------------------------------- ticks


@pytest.mark.parametrize(
    ("cells", "value", "cell"),
    [
        ("☑是 □否 | ", True, "B1"),
        ("□是 ☑否 | ", False, "B1"),
        ("√是  否 | ", True, "B1"),
        ("是  √否 | ", False, "B1"),
        ("是□ 否☑ | ", False, "B1"),
        ("■是 □否 | ", True, "B1"),
        ("☑是 | □否", True, "B1"),
        ("□是 | ☑否", False, "C1"),
        ("□是 | √否", False, "C1"),
        ("□是 | □否", None, "B1"),
        ("☑是 | ☑否", None, "B1"),
        ("□是 □否 | ", None, "B1"),
    ],
)
def test_ticks_in_one_cell_or_in_several(
    tmp_path: Path, cells: str, *, value: bool | None, cell: str
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["是否高新技术企业", *(text.strip() or None for text in cells.split("|"))])
    book.active.append(["申报企业名称", "甲公司"])
    book.active.append(["法定代表人", "周明"])
    book.active.append(["所在地区", "上海市长宁区"])
    book.save(tmp_path / "a.xlsx")
    file, (entry,) = examined(tmp_path / "a.xlsx")
    assert (entry.value("high_tech"), entry.ref("high_tech").cell) == (value, cell)
    at_cell = {f.code for f in file.findings if f.ref.cell == cell and f.code != "S102"}
    assert at_cell == ({"V201"} if value is None else {"V207"})


# ---------------------------------------------------------------- where values stand

HEAD = """
    | 2022年“科创中国”新锐企业榜 |  |  |  |
    | 企 业 名 称 | 甲公司 | 所在地区 | 上海市长宁区 |
    | 法定代表人 | 周明 | 联系人姓名 | 李红 |
"""


def form(*lines: str) -> str:
    return "\n".join([HEAD.strip("\n"), *lines])


def test_labels_are_known_with_spaces_line_ends_and_hints() -> None:
    located = locate(grid(form(
        "| 是否属于上⏎市公司 | 否 | 从业人数⏎（人）⏎请参照缴纳社会保险的人数填写 | 30 |",
        "| 1. 注册资本(万元)* | 500 | 主营业务（请根据工商登记的经营范围填写） | 软件 |",
    )))  # fmt: skip
    own = read(located)
    assert (own["company"], own["listed"], own["employees"]) == ("甲公司", "否", "30")
    assert (own["capital"], own["business"]) == ("500", "软件")


def test_a_label_never_matches_by_its_beginning() -> None:
    located = locate(grid(form("| 注册资本到位率 | 80% | 企业名称（曾用名） | 乙公司 |")))
    assert "capital" not in read(located)
    assert read(located)["company"] == "甲公司"
    assert said(located.findings, "S102") == ["A4 S103 note", "C4 S103 note"]


def test_several_labels_share_a_cell() -> None:
    located = locate(grid(form("| 联系电话：13800138000　电子邮箱：a@example.cn | | | |")))
    own = read(located)
    assert (own["phone"], own["email"]) == ("13800138000", "a@example.cn")
    assert located.tables[0].table.columns["phone"] == located.tables[0].table.columns["email"] == 1


def test_a_long_text_stands_under_its_label_or_behind_its_hint() -> None:
    label = "突出成绩（介绍企业在赋能地方科技经济融合发展方面的贡献）"
    under = locate(grid(form(f"| {label} | | | |", "| 牵头组建联合体 | | | |"), Merge(4, 1, 4, 4)))
    assert read(under)["achievements"] == "牵头组建联合体"
    behind = locate(grid(form(f"| {label}⏎牵头组建联合体 | | | |"), Merge(4, 1, 4, 4)))
    assert read(behind)["achievements"] == "牵头组建联合体"
    assert behind.tables[0].table.field_rows["achievements"] == 4


def test_a_long_text_holds_no_second_label() -> None:
    text = "为园区做了许多工作。" * 13 + "主要业务：智能检测。电话：无"
    located = locate(grid(form(f"| 突出成绩：{text} | | | |")))
    assert read(located)["achievements"] == text
    assert not {"business", "phone"} & read(located).keys()


def test_a_form_whose_name_is_not_asked_for_needs_more_of_the_others() -> None:
    lines = [
        f"| {column.header} | 1 |"
        for column in RISING.fields
        if column.required and not column.group
    ]
    without = [line for line in lines if "名称" not in line]
    assert len(without) == 14
    groups = ("专利申请量（项）", "专利授权量（项）", "研发经费总额（万元）", "税收贡献（万元）")
    matrix = [f"| {group} | 1 | 2 | 3 |" for group in groups]
    several = "\n".join([*without, "| 近三年 | 2020年 | 2021年 | 2022年 |", *matrix])
    assert read(locate(grid(several)))["tax.2022"] == "3"
    assert locate(grid("\n".join(without))).tables == ()


def test_a_value_that_reads_like_a_label_is_a_value() -> None:
    located = locate(grid(form(
        "| 是否高新技术企业 | 是 | 职务 | 法定代表人 |",
        "| 企业获得称号 | 高新技术企业 | 认定年度 | 2021 |",
    )))  # fmt: skip
    own = read(located)
    assert (own["legal_person"], own["position"]) == ("周明", "法定代表人")
    assert (own["honours"], own["honour_year"], own["high_tech"]) == ("高新技术企业", "2021", "是")
    without = locate(grid(form("| 企业获得称号 | 高新技术企业 | 认定年度 | 2021 |")))
    assert read(without)["honours"] == "高新技术企业"
    assert "high_tech" not in read(without)


def test_blank_values_leave_their_neighbours_alone() -> None:
    located = locate(grid(form(
        "| 职务 |  | 电话 | 13800138000 |", "| 传真 | 010-66665555 | 邮箱 |  |",
    )))  # fmt: skip
    own = read(located)
    assert (own["position"], own["phone"], own["email"]) == ("", "13800138000", "")
    assert said(located.findings, "S102") == ["A5 S103 note"]
    (unknown,) = (finding for finding in located.findings if finding.code == "S103")
    assert (unknown.value, unknown.field) == ("传真", "传真")


def test_a_matrix_may_be_a_small_table_of_its_own() -> None:
    across = grid(
        form(
            "| 税收贡献（万元） | 2020年 | 2021年 | 2022年 |",
            "|  | 1 | 2 | 3 |",
        ),
        Merge(4, 1, 5, 1),
    )
    lines = grid(
        form("| 税收贡献（万元） | 2020年 | 1 | |", "|  | 2021年 | 2 | |"), Merge(4, 1, 5, 1)
    )
    turned = grid(form(
        "| 年度 | 税收贡献（万元） | 研发经费总额（万元） | |",
        "| 2020年 | 1 | 4 | |", "| 2021年 | 2 | 5 | |",
    ))  # fmt: skip
    wanted = {"tax.2020": "1", "tax.2021": "2"}
    for sheet in (across, lines, turned):
        assert wanted.items() <= read(locate(sheet)).items()
    assert read(locate(turned))["rd_spending.2021"] == "5"


def test_a_number_that_reads_like_a_year_is_a_value() -> None:
    rows = [
        ["申报企业名称", "甲公司", "", ""],
        ["法定代表人", "周明", "", ""],
        ["近三年", "2020年", "2021年", "2022年"],
        ["税收贡献（万元）", 2020.0, 2021.0, 2022.0],
        ["研发经费总额（万元）", "2021", "2020", "2022"],
        ["认定年度", "2021", "", ""],
    ]
    own = read(locate(Grid("申报表", rows)))
    assert (own["tax.2021"], own["rd_spending.2020"]) == ("2021.0", "2021")
    assert own["honour_year"] == "2021"


# ---------------------------------------------------------------- what is said of a form


def test_a_label_that_stands_twice_is_asked_about_where_its_values_differ() -> None:
    differing = locate(grid(form("| 电话 | 13800138000 | 联系电话 | 13900139000 |")))
    assert said(differing.findings, "S102") == ["C4 S104 query"]
    assert read(differing)["phone"] == "13800138000"
    equal = locate(grid(form("| 电话 | 13800138000 | 联系电话 | 13800138000 |")))
    assert said(equal.findings, "S102") == []
    one_blank = locate(grid(form("| 电话 |  | 联系电话 | 13800138000 |")))
    assert read(one_blank)["phone"] == "13800138000"
    assert said(one_blank.findings, "S102") == []
    other_name = locate(grid(form("| 联系人 | 联系人姓名 | 李红 | |")))
    assert said(other_name.findings, "S102") == ["A4 S109 note"]
    stacked = locate(grid(form("| 电话 | 13800138000 | | |", "| 联系电话 |  | | |")))
    assert said(stacked.findings, "S102") == ["A5 S109 note"]


def test_only_the_first_of_several_honours_is_read_and_the_others_are_named() -> None:
    located = locate(grid(
        form(
            "| 企业获得称号 | 近3年内获得的称号名称 | 认定年度 | |",
            "|  | 省级专精特新 | 2021 | |",
            "|  | 国家级小巨人 | 2022 | |",
        ),
        Merge(4, 1, 6, 1), Merge(4, 3, 4, 4), Merge(5, 3, 5, 4), Merge(6, 3, 6, 4),
    ))  # fmt: skip
    own = read(located)
    assert (own["honours"], own["honour_year"]) == ("省级专精特新", "2021")
    assert said(located.findings, "S102") == ["B6 S104 query", "C6 S104 query"]


def test_missing_labels_are_named_once_at_the_form_s_first_cell() -> None:
    located = locate(grid(form()))
    missing = [finding for finding in located.findings if finding.code == "S102"]
    assert {finding.ref.cell for finding in missing} == {"A1"}
    assert "邮箱" in {finding.field for finding in missing}
    assert "申报企业名称" not in {finding.field for finding in missing}


def test_no_value_of_a_form_vanishes() -> None:
    located = locate(grid(form(
        "| 电话 | 13800138000 | 邮箱 | a@example.cn | 备用信息 |",
        "|  | 无人认领的内容 |  | 12 |",
    )))  # fmt: skip
    assert said(located.findings, "S102") == ["E4 S109 note", "B5 S109 note", "D5 S109 note"]


def drawn(values: Mapping[str, Any], variant: str) -> Grid:
    """A form as a reader gives it, with two columns and two rows beyond."""
    sheet = openpyxl.Workbook().active
    draw_form(sheet, values, variant)
    rows = [
        ["" if cell.value is None else cell.value for cell in row]
        for row in sheet.iter_rows(max_row=sheet.max_row + 2, max_col=8)
    ]
    merges = tuple(
        Merge(each.min_row, each.min_col, each.max_row, each.max_col)
        for each in sheet.merged_cells.ranges
    )
    return Grid("申报表", rows, merges=merges)


@pytest.mark.parametrize("text", ["另外的内容", "法人代表"])
@pytest.mark.parametrize("filled", ["all", "some"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_whatever_is_written_into_any_blank_cell_is_read_or_spoken_of(
    variant: str, filled: str, text: str
) -> None:
    some = {"company", "region", "legal_person", "capital", "phone", "tax.2020"}
    values = {key: value for key, value in COMPANY.items() if filled == "all" or key in some}
    sheet = drawn(values, variant)
    signing = next(
        at
        for at, cells in enumerate(sheet.rows, start=1)
        if str(cells[0]).startswith("申报单位公章")
    )
    tried = 0
    for row in range(1, signing):
        for column in range(1, 9):
            if sheet.rows[row - 1][column - 1] != "":
                continue
            rows = [list(cells) for cells in sheet.rows]
            rows[row - 1][column - 1] = text
            located = locate(replace(sheet, rows=rows))
            table = located.tables[0].table
            read_at = {(table.field_rows[key], table.columns[key]) for key in table.columns}
            cited = {(finding.ref.row, finding.ref.column) for finding in located.findings}
            beside = {
                row
                for finding in located.findings
                if finding.code == "S103"
                for row in [finding.ref.row]
                if "旁边填写的内容未读取" in finding.message
            }
            assert (row, column) in read_at | cited or row in beside, (row, column)
            tried += 1
    assert tried > 100


def test_what_is_printed_on_a_form_is_passed_over_in_silence() -> None:
    located = locate(grid(form(
        "| 一、基本情况 | | | |",
        "| 电话 | 13800138000 | 邮箱 | a@example.cn |",
        "| 申报单位意见 | 情况属实 | | |",
        "| 推荐单位意见 | 同意推荐。⏎推荐单位公章： | | |",
        "| 日期： | | 年 月 日 | |",
        "| 注：本表一式两份。 | | | |",
    )))  # fmt: skip
    assert said(located.findings, "S102") == []


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("| 推荐单位（盖章）：某某省科协 | | | |", "某某省科协"),
        ("| 推荐单位公章：某某省科协⏎2022年10月8日 | | | |", "某某省科协"),
        ("| 推荐单位（盖章）： | 某某省科协 | | |", "某某省科协"),
        ("| 推荐单位公章：⏎年 月 日 | | | |", ""),
        ("| 推荐单位（盖章）： | 年 月 日 | | |", ""),
        ("| 推荐单位意见 | 同意 | | |", ""),
    ],
)
def test_the_unit_is_stated_where_it_signs(line: str, unit: str) -> None:
    table = locate(grid(form("| 电话 | 13800138000 | 职务 | 主任 |", line))).tables[0].table
    assert table.stated_unit == unit
    assert (table.stated_unit_ref is not None) == bool(unit)


def test_the_unit_may_be_a_field_of_the_form() -> None:
    located = locate(grid(form("| 推荐单位：某某省科协 | | | |")))
    assert read(located)["unit"] == "某某省科协"


def test_hidden_parts_of_a_form_are_read_and_named() -> None:
    hidden = grid(form(), hidden_rows=frozenset({3}), hidden_columns=frozenset({4}), visible=False)
    located = locate(hidden)
    (finding,) = (each for each in located.findings if each.code == "S106")
    assert (
        finding.message
        == "这张工作表是隐藏的，第 3 行被隐藏或筛选掉，D 列被隐藏；隐藏的内容已照常读取。"
    )
    assert read(located)["legal_person"] == "周明"


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_empty_form_is_no_entry(tmp_path: Path, variant: str) -> None:
    write_form(tmp_path / "a.xlsx", {}, variant)
    file, entries = examined(tmp_path / "a.xlsx")
    assert (file.status, file.entries, entries) == (Status.READ, 0, [])
    assert said(file.findings) == ["S108 note", NO_CODE]


def test_a_form_filled_with_the_example_is_no_entry(tmp_path: Path) -> None:
    example = RISING.field("company").meta["example"]
    write_form(tmp_path / "a.xlsx", COMPANY | {"company": example})
    file, entries = examined(tmp_path / "a.xlsx")
    assert (entries, said(file.findings)) == ([], [NO_CODE, "C4 S109 note"])


def test_what_stands_beside_a_form_is_none_of_its_values() -> None:
    sheet = drawn(COMPANY, "printed")
    rows = [list(cells) for cells in sheet.rows]
    label = next(at for at, cells in enumerate(rows) if str(cells[0]).startswith("突出成绩"))
    rows[label][6] = "（内部备注）已看"
    located = locate(replace(sheet, rows=rows))
    assert read(located)["achievements"] == COMPANY["achievements"]
    assert said(located.findings, "S102") == [f"G{label + 1} S109 note"]


def test_what_follows_a_form_is_named_together_where_it_is_much() -> None:
    few = locate(grid(form(*(f"| 另外{at} | | | |" for at in range(12)))))
    assert said(few.findings, "S102") == [f"A{row} S103 note" for row in range(4, 16)]
    many = locate(grid(form(*(f"| 行业{at} | 代码{at} | | |" for at in range(300)))))
    assert said(many.findings, "S102") == ["A4 S109 note"]
    (finding,) = (each for each in many.findings if each.code == "S109")
    assert finding.message.startswith("第 4–303 行在申报表的栏目之后，有 600 格内容")


# ---------------------------------------------------------------- any board, any format

TECHNOLOGY = """
id: technology
title: 先导技术榜
subject: {name: technology}
schema:
  technology: {type: string, required: true, meta: {header: 技术名称}}
  owner: {type: string, required: true, meta: {header: 所属单位（团队）名称}}
  area:
    type: string
    required: true
    allowed: [电子信息, 装备制造, 先进材料, 生物医药]
    meta: {header: 所属领域}
  level: {type: string, required: true, meta: {header: 技术成熟度}}
  ways:
    type: list
    allowed: [可进行交易, 在内部进行转化, 已经有合作]
    meta: {header: 技术成果转化形式}
  contact: {type: string, meta: {header: 联系人}}
  phone: {type: string, meta: {header: 电话}}
  team: {type: string, meta: {header: 技术团队简介}}
  description: {type: string, required: true, meta: {header: 技术介绍}}
  scene: {type: string, meta: {header: 技术应用场景介绍}}
  firms:
    type: dict
    schema:
      total: {type: integer, meta: {header: 总数}}
      high: {type: integer, meta: {header: 高新技术企业数}}
    meta: {header: 孵化科技型企业数量（个）}
"""
TECHNOLOGY_FORM = """
    | 2022年“科创中国”先导技术榜单⏎申报表 |  |  |  |  |
    | 技术⏎基本⏎情况 | 技术名称 | 低温电子显微 |  |  |
    |  | 所属单位⏎（团队）名称 | 甲研究所 |  |  |
    |  | 所属领域 | 电子信息□ 装备制造☑⏎先进材料□ 生物医药□ |  |  |
    |  | 技术成熟度⏎（可参照GB/T 2290-2009测算；⏎填写TRL1-TRL9之间的值） | TRL7 |  |  |
    |  | 技术成果转化⏎形式（可多选） | 可进行交易☑ 在内部进行转化□⏎已经有合作☑ |  |  |
    |  | 孵化科技型企业数量（个） | 总数 | 高新技术⏎企业数 |  |
    |  |  | 12 | 3 |  |
    | 技术⏎团队 | 联系人 | 李红 | 电话 | 13800138000 |
    |  | 技术团队简介⏎（200字） | 十二人 |  |  |
    | 一、技术介绍（400-600字） |  |  |  |  |
    | 以低温方法成像。 |  |  |  |  |
    | 二、技术应用场景介绍（400-600字） |  |  |  |  |
    |  |  |  |  |  |
    | 申报单位意见 | 同意⏎申报单位公章⏎年 月 日 |  |  |  |
"""


def test_the_form_of_another_board_needs_only_its_schema(tmp_path: Path) -> None:
    (tmp_path / "any").mkdir()
    (tmp_path / "any" / "campaign.yaml").write_text(
        "id: any\ntitle: 任一征集\nsource: 通知\nboards: [technology]\n", encoding="utf-8"
    )
    (tmp_path / "any" / "technology.yaml").write_text(TECHNOLOGY.lstrip(), encoding="utf-8")
    campaign = load_campaign(tmp_path / "any")
    merges = [(1, 1, 1, 5), (2, 1, 8, 1), (7, 2, 8, 2), (9, 1, 10, 1)]
    merges += [(row, 3, row, 5) for row in (2, 3, 4, 5, 6, 10)]
    merges += [(row, 1, row, 5) for row in (11, 12, 13, 14)]
    sheet = grid(TECHNOLOGY_FORM, *(Merge(*each) for each in merges))
    located = locate(sheet, campaign=campaign)
    assert located.findings == ()
    assert read(located) == {
        "technology": "低温电子显微", "owner": "甲研究所",
        "area": "电子信息□ 装备制造☑\n先进材料□ 生物医药□", "level": "TRL7",
        "ways": "可进行交易☑ 在内部进行转化□\n已经有合作☑", "firms.total": "12", "firms.high": "3",
        "contact": "李红", "phone": "13800138000", "team": "十二人",
        "description": "以低温方法成像。", "scene": "",
    }  # fmt: skip


def test_a_form_saved_as_text_is_read_as_well(
    tmp_path: Path, of_the_table: Mapping[str, Any]
) -> None:
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(drawn(COMPANY, "printed").rows)
    file, (entry,) = examined(tmp_path / "a.csv")
    assert dict(entry.values) == of_the_table
    assert (entry.place, said(file.findings)) == ("第1行起的申报表", [NO_CODE])


# ---------------------------------------------------------------- several, and beside tables


def test_forms_on_several_sheets_are_entries_each(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("甲公司", "乙公司"):
        draw_form(book.create_sheet(name), COMPANY | {"company": name})
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    file, entries = examined(tmp_path / "a.xlsx")
    assert [(entry.table.sheet, entry.value("company")) for entry in entries] == [
        ("甲公司", "甲公司"), ("乙公司", "乙公司"),
    ]  # fmt: skip
    assert said(file.findings) == [NO_CODE, NO_CODE]


@pytest.mark.parametrize("variant", VARIANTS)
def test_forms_one_below_the_other_are_entries_each(tmp_path: Path, variant: str) -> None:
    book = openpyxl.Workbook()
    top, tops, places = 1, [], []
    for name in ("甲公司", "乙公司", "丙公司"):
        tops.append(top)
        at, top = draw_form(book.active, COMPANY | {"company": name}, variant, top)
        places.append(at)
        top += 2
    book.save(tmp_path / "a.xlsx")
    file, entries = examined(tmp_path / "a.xlsx")
    assert [entry.value("company") for entry in entries] == ["甲公司", "乙公司", "丙公司"]
    assert [entry.row for entry in entries] == tops
    for entry, at in zip(entries, places, strict=True):
        assert {key: entry.ref(key).cell for key in at} == at
    assert said(file.findings) == [f"A{top} S102 query" for top in tops]


def test_a_form_beside_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    headings = [column.header for column in RISING.fields if not column.group]
    book.active.append(headings)
    book.active.append([COMPANY.get(column.key) for column in RISING.fields if not column.group])
    draw_form(book.create_sheet("申报表"), COMPANY)
    book.save(tmp_path / "a.xlsx")
    _, entries = examined(tmp_path / "a.xlsx")
    assert [(entry.table.is_form, entry.row) for entry in entries] == [(False, 2), (True, 1)]
    assert entries[0].value("company") == entries[1].value("company")


# ---------------------------------------------------------------- no form


@given(st.text("企业名称注册资本（万元）:：\n 1一.年0２ＧDp乙、*", max_size=12))
def test_a_quick_look_at_a_text_passes_over_no_label(text: str) -> None:
    labels = FormLabels.of(next(iter(CampaignHeadings.of(KCZG).boards)))
    slowly = replace(labels, begin=re.compile(""))
    assert labels.read(text) == slowly.read(text)


def test_a_table_whose_values_read_like_labels_stays_a_table() -> None:
    located = locate(grid("""
        | 申报企业名称 | 所在地区 | 职务 | 企业获得称号 | 认定年度 |
        | 甲公司 | 上海市 | 法定代表人 | 高新技术企业 | 2021 |
        | 乙公司 | 上海市 | 法人代表 | 高新技术企业 | 2021 |
        | 丙公司 | 上海市 | 法人 | 高新技术企业 | 2021 |
        | 丁公司 | 上海市 | 联系人 | 上市公司 | 2021 |
    """))  # fmt: skip
    (found,) = located.tables
    assert (found.rows, found.table.is_form) == ((2, 3, 4, 5), False)


def test_a_list_of_columns_with_explanations_is_no_form() -> None:
    lines = "\n".join(
        f"| {column.heading} | {'必填' if column.required else '选填'} | 文本 | 按实际情况填写 |"
        for column in RISING.fields
    )
    assert locate(grid(f"| 栏目 | 是否必填 | 类型 | 要求 |\n{lines}")).tables == ()
    plain = [column for column in RISING.fields if not column.group]
    short = "\n".join(f"| {column.header} | 据实申报的内容 |" for column in plain)
    assert locate(grid(f"| 栏目 | 要求 |\n{short}")).tables == ()


@pytest.mark.parametrize(
    "sheet",
    [
        """
        | 开票信息 |  |
        | 企业名称 | 晨光智能 |
        | 统一社会信用代码 | 91320500MA1A2B3C6U |
        | 地址 | 某路1号 |
        """,
        """
        | 参会回执 |  |  |  |
        | 单位名称 | 晨光智能装备有限公司 | 联系人 | 张三 |
        | 姓名 | 职务 | 手机 | 邮箱 |
        | 张三 | 经理 | 13800138000 | a@example.com |
        """,
        """
        | 栏目 | 说明 |
        | 企业名称 | 按营业执照填写 |
        | 统一社会信用代码 | 18位 |
        """,
    ],
)
def test_a_name_beside_its_label_is_no_list_of_names(sheet: str) -> None:
    assert locate(grid(sheet), campaign=SME).tables == ()


def test_a_list_of_names_needs_no_further_column() -> None:
    located = locate(grid("| 企业名称 | 备注 |\n| 甲公司 | 无 |\n| 乙公司 |  |"), campaign=SME)
    (found,) = located.tables
    assert (found.board.id, found.rows) == ("registry-list", (2, 3))


def test_a_table_of_another_campaign_is_not_searched_for_forms() -> None:
    table = grid("""
        | 序号 | 企业名称 | 统一社会信用代码 | 批次 |
        | 1 | 甲公司 |  | 一 |
    """)
    known = [CampaignHeadings.of(KCZG), CampaignHeadings.of(SME)]
    located = locate_tables(Read("xlsx", (table,)), known, "a.xlsx")
    assert (located.campaign.id, located.tables[0].table.is_form) == ("sme-2025", False)


# ---------------------------------------------------------------- to the end


def run(inbox: Path, out: Path) -> dict[str, list[dict[str, str]]]:
    result = CliRunner().invoke(main, ["run", str(inbox), "-c", "kczg-2022", "-o", str(out)])
    assert result.exit_code == 0, result.output
    told = {}
    for name in ("submissions", "ledger", "findings"):
        with (out / "records" / f"{name}.csv").open(encoding="utf-8-sig") as stream:
            told[name] = list(csv.DictReader(stream))
    return told


def test_a_run_settles_forms_like_any_entry(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    for unit in ("甲省科协", "乙省科协"):
        (inbox / unit).mkdir(parents=True)
    headings = {column.key: column.heading for column in RISING.fields if column.key in COMPANY}
    write_table(inbox / "甲省科协" / "1 名单.xlsx", COMPANY, headings)
    write_form(inbox / "甲省科协" / "2 申报表.xlsx", COMPANY)
    write_form(
        inbox / "乙省科协" / "丙.xlsx", COMPANY | {"company": "江南云帆科技有限公司"}, "below"
    )
    wrong = {"company": "江北启明科技有限公司", "capital": "一千余"}
    write_form(inbox / "乙省科协" / "丁.xlsx", COMPANY | wrong, "colons")
    told = run(inbox, tmp_path / "输出")
    assert {
        row["submission"]: (row["sheet"], row["row"], row["unit"], row["outcome"], row["codes"])
        for row in told["ledger"]
    } == {
        "甲省科协/1 名单.xlsx": ("Sheet", "3", "甲省科协", "superseded", "D102"),
        "甲省科协/2 申报表.xlsx": ("申报表", "1", "甲省科协", "accepted", ""),
        "乙省科协/丙.xlsx": ("申报表", "1", "乙省科协", "accepted", ""),
        "乙省科协/丁.xlsx": ("申报表", "1", "乙省科协", "returned", "V201"),
    }
    (error,) = (row for row in told["findings"] if row["severity"] == "error")
    assert (error["cell"], error["value"]) == ("A7", "注册资本（万元）：一千余")
    (superseded,) = (row for row in told["ledger"] if row["outcome"] == "superseded")
    assert superseded["reason"] == (
        "本单位后来报送的“甲省科协/2 申报表.xlsx”工作表“申报表”第1行起的申报表已替代本条"
    )
    assert (tmp_path / "输出" / "退回" / "乙省科协" / "丁.xlsx").exists()


def test_the_same_enterprise_twice_in_a_file_is_said_at_the_second_form(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("副本")):
        draw_form(sheet, COMPANY | {"uscc": CODE})
    book.save(tmp_path / "a.xlsx")
    arguments = ["check", str(tmp_path / "a.xlsx"), "-c", "kczg-2022", "--format", "json"]
    result = CliRunner().invoke(main, arguments)
    (file,) = json.loads(result.stdout)["files"]
    assert (file["entries"], file["boards"]) == (2, [RISING.id])
    (repeated,) = (each for each in file["findings"] if each["code"] == "R101")
    assert (repeated["sheet"], repeated["cell"], repeated["entry"]) == ("副本", "C4", 2)
    assert repeated["message"] == (
        "同一份文件工作表“Sheet”第1行起的申报表已报送同一对象，请删去重复的一份。"
    )


def test_a_marked_form_shows_its_findings_and_links_no_heading(tmp_path: Path) -> None:
    write_form(tmp_path / "a.xlsx", COMPANY | {"capital": "一千余", "contact": None})
    arguments = ["check", str(tmp_path / "a.xlsx"), "-c", "kczg-2022", "-o", str(tmp_path / "出")]
    assert CliRunner().invoke(main, arguments).exit_code == 1
    (marked,) = (tmp_path / "出").rglob("a*.xlsx")
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames[0].startswith("校验结果")
    form_sheet = book["申报表"]
    commented = {cell.coordinate for row in form_sheet for cell in row if cell.comment}
    assert {"C7", "C8"} <= commented
    links = {
        cell.hyperlink.location for row in book.worksheets[0] for cell in row if cell.hyperlink
    }
    assert {"申报表!C7", "申报表!C8"} <= {link.replace("'", "") for link in links if link}
    assert not any(cell.hyperlink for row in form_sheet for cell in row)
