"""汇总.xlsx: every sheet from one small run, balanced, plain text kept plain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from rendering import read_book
from sample_run import BOARD, CAMPAIGN, SHANGHAI, SILENT, SOCIETY, SUZHOU, sample_run

from toolkit.model import Field, Ledger, Outcome, Registers, Run
from toolkit.model.columns import Entries
from toolkit.writers.counts import (
    count_boards,
    count_codes,
    count_industries,
    count_severities,
    count_units,
    silent_units,
)
from toolkit.writers.master import write_master
from toolkit.writers.wording import heading_with_unit


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("master") / "汇总.xlsx"
    write_master(sample_run(), path)
    return read_book(path)


def column(sheet: Worksheet, heading: str, heading_row: int, *, group: str = "") -> list[Any]:
    """The values below a heading; `group` is the merged heading above it."""
    above = ""
    for cell in sheet[heading_row]:
        upper = sheet.cell(heading_row - 1, cell.column).value if heading_row > 1 else None
        above = upper or above
        if cell.value == heading and (not group or above == group):
            rows = range(heading_row + 1, sheet.max_row + 1)
            return [sheet.cell(row, cell.column).value for row in rows]
    raise AssertionError(f"no column {heading}")


def row_of(sheet: Worksheet, label: str) -> list[Any]:
    """The cells of the first row that begins with a label."""
    for row in sheet.iter_rows(values_only=True):
        if row[0] == label:
            return list(row)
    raise AssertionError(f"no row {label}")


def fill(sheet: Worksheet, address: str) -> str:
    return str(sheet[address].fill.fgColor.rgb)[2:]


def test_sheets_in_order(book: Workbook) -> None:
    assert book.sheetnames == [
        "概览",
        "新锐企业榜",
        "处理台账",
        "与上次相比",
        "问题清单",
        "重复与疑似",
        "名额统计",
        "收件登记",
    ]


def test_every_sheet_prints_on_a4_landscape_one_page_wide(book: Workbook) -> None:
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert setup.fitToHeight == 0
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_tables_sort_and_filter_without_merged_bodies(book: Workbook) -> None:
    for name in book.sheetnames[1:]:
        sheet = book[name]
        first = int(sheet.freeze_panes.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        assert sheet.auto_filter.ref
        assert all(area.max_row < first for area in sheet.merged_cells.ranges)


# ---------------------------------------------------------------- 概览


def test_overview_head(book: Workbook) -> None:
    sheet = book["概览"]
    assert sheet["A1"].value == "2022年“科创中国”系列榜单　征集汇总"
    assert sheet["A2"].value.endswith("报送截止：2022年10月31日24:00")
    assert (
        sheet["A3"].value
        == "使用的名录：推荐单位（4家）、往届入选（空）；未提供：限制名单、收件登记、试点城市"
    )


def test_overview_funnel_adds_up(book: Workbook) -> None:
    sheet = book["概览"]
    files = [row_of(sheet, name)[2] for name in ("其中：已读取", "未能受理", "重复文件")]
    assert row_of(sheet, "收到报送文件")[2] == sum(files) == 7
    assert row_of(sheet, "逾期收到的文件")[2] == 1
    words = ("入围", "超名额", "重复", "被新报送替代", "不符合条件", "退回")
    outcomes = [row_of(sheet, name)[2:4] for name in words]
    assert [count for count, _ in outcomes] == [4, 1, 2, 1, 1, 2]
    assert row_of(sheet, "申报条目")[2] == 11
    assert sum(share for _, share in outcomes) == pytest.approx(1)


def test_overview_units_with_totals(book: Workbook) -> None:
    sheet = book["概览"]
    # files, refused, repeated, late, entries, then the outcomes in the order of leaving
    assert row_of(sheet, SUZHOU)[2:13] == [3, 0, 1, 1, 5, 1, 0, 1, 1, 0, 2]
    assert row_of(sheet, SHANGHAI)[2:13] == [1, 0, 0, 0, 4, 0, 0, 0, 1, 1, 2]
    assert row_of(sheet, SOCIETY)[2:13] == [2, 1, 0, 0, 2, 1, 1, 0, 0, 0, 0]
    assert row_of(sheet, "（未识别单位）")[2:13] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_totals_are_formulas_with_their_value(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    write_master(sample_run(), path)
    formulas = row_of(read_book(path)["概览"], "合计")
    values = row_of(read_book(path, values=True)["概览"], "合计")
    assert formulas[2].startswith("=SUM(C")
    assert values[2:13] == [7, 2, 1, 1, 11, 2, 1, 1, 2, 1, 4]


def test_overview_lists_silent_units(book: Workbook) -> None:
    rows = [row[0].value for row in book["概览"].iter_rows()]
    assert rows[rows.index("四、未报送单位") + 3] == SILENT
    assert "名录中共4家，1家尚未报送。" in rows[rows.index("四、未报送单位") + 1]


def test_overview_charts_draw_units_and_industries(book: Workbook) -> None:
    charts = book["概览"]._charts
    assert len(charts) == 2
    sheet = book["概览"]
    for chart, first in zip(charts, (SUZHOU, "新一代信息技术产业"), strict=True):
        labels = chart.series[0].cat.strRef.f
        address = labels.split("!")[1].split(":")[0].replace("$", "")
        assert sheet[address].value == first


def test_without_a_register_nobody_is_called_silent(tmp_path: Path) -> None:
    run = replace(sample_run(), registers=Registers())
    assert silent_units(run) is None
    write_master(run, tmp_path / "a.xlsx")
    rows = [row[0].value for row in read_book(tmp_path / "a.xlsx")["概览"].iter_rows()]
    note = rows[rows.index("四、未报送单位") + 1]
    assert note == "没有提供推荐单位名录，无法得知哪些单位尚未报送。"


# ---------------------------------------------------------------- counts


def test_counts_by_unit_board_industry_and_code() -> None:
    run = sample_run()
    assert [(each.unit, each.received, each.entries) for each in count_units(run)] == [
        (SUZHOU, 3, 5),
        (SHANGHAI, 1, 4),
        (SOCIETY, 2, 2),
        ("（未识别单位）", 1, 0),
    ]
    ((title, senders, outcomes),) = count_boards(run)
    assert (title, senders, sum(outcomes.values())) == ("新锐企业榜", 3, 11)
    assert count_industries(run) == (
        ("新一代信息技术产业", 4, 1),
        ("生物产业", 2, 1),
        ("新材料产业", 2, 1),
        ("高端装备制造产业", 2, 1),
        ("（未能归类）", 1, 0),
    )
    assert [counts[1:] for counts in count_severities(run)] == [(8, 6), (6, 4), (1, 1)]
    assert count_codes(run, 2) == (
        ("V501", "平均值不符", "存疑", 3, 3),
        ("F102", "工作簿已加密", "错误", 1, 0),
    )


def test_a_file_of_several_units_counts_once() -> None:
    run = sample_run()
    first, *others = run.submissions
    joint = replace(run, submissions=(replace(first, units=(SHANGHAI, SUZHOU)), *others))
    counts = count_units(joint)
    assert sum(each.received for each in counts) == 7
    assert {each.unit: each.received for each in counts}["（多家单位合报）"] == 1


# ---------------------------------------------------------------- boards


def test_board_sheet_holds_accepted_entries_only(book: Workbook) -> None:
    sheet = book["新锐企业榜"]
    assert sheet["A1"].value == "新锐企业榜　入围条目（4条）"
    names = column(sheet, "申报企业名称", 2)[1:]
    assert names == [
        "上海甲信息技术有限公司",
        "=cmd|'/c calc'!A1",
        "苏州丁新材料有限公司",
        "苏州戊装备制造有限公司",
    ]
    assert [cell.data_type for cell in sheet["D"][3:]] == ["s"] * 4


def test_board_sheet_keeps_types_and_units(book: Workbook) -> None:
    sheet = book["新锐企业榜"]
    assert column(sheet, "注册资本（万元）", 2)[1:] == [1000, 2500.5, 1200, 880]
    assert column(sheet, "2021年", 3, group="就业贡献（增长率）") == [0.15, -0.034, 0.1, 0.1]
    row = {cell.value: sheet.cell(4, cell.column) for cell in sheet[2] if cell.value}
    assert row["电话"].value == "+8621-50800000"
    assert row["企业工商登记日期"].is_date
    assert row["是否高新技术企业"].value == "是"
    assert row["主营业务"].value.startswith("@新型电子元器件")
    assert row["统一社会信用代码"].number_format == "@"
    growth = next(c for c in sheet[2] if c.value == "就业贡献（增长率）")
    assert sheet.cell(4, growth.column + 1).number_format == "0.00%_ "


def test_board_sheet_tells_where_each_entry_came_from(book: Workbook) -> None:
    sheet = book["新锐企业榜"]
    assert column(sheet, "序号", 2)[1:] == [1, 2, 3, 4]
    assert column(sheet, "条目号", 2)[1:] == [1, 2, 8, 9]
    assert (
        column(sheet, "报送文件", 2)[1:] == ["上海科协/名单.xlsx"] * 2 + ["苏州工业园区/2.xlsx"] * 2
    )
    assert column(sheet, "行", 2)[1:] == [4, 5, 4, 5]


def test_a_board_without_serial_and_unit_gets_both(tmp_path: Path) -> None:
    board = replace(BOARD, serial_key="", unit_key="", fields=BOARD.fields[2:])
    run = replace(sample_run(), campaign=replace(CAMPAIGN, boards=(board,)))
    write_master(run, tmp_path / "a.xlsx")
    sheet = read_book(tmp_path / "a.xlsx")["新锐企业榜"]
    assert [cell.value for cell in sheet[2]][:3] == ["序号", "推荐单位", "推荐顺序"]
    assert [cell.value for cell in sheet[4]][:3] == [1, SHANGHAI, 1]


def test_a_unit_is_added_to_the_heading_once() -> None:
    amount = {"unit": "万元"}
    assert heading_with_unit(Field("a", "注册资本", "number", meta=amount)) == (
        "",
        "注册资本（万元）",
    )
    assert heading_with_unit(Field("a", "注册资本（万元）", "number", meta=amount)) == (
        "",
        "注册资本（万元）",
    )
    assert heading_with_unit(Field("a.b", "2020年", "number", "税收", meta=amount)) == (
        "税收（万元）",
        "2020年",
    )


# ---------------------------------------------------------------- lists


def test_ledger_has_every_entry_once(book: Workbook) -> None:
    sheet = book["处理台账"]
    assert sheet["A2"].value == (
        "共11条申报条目，每条只有一个处理结果："
        "退回2条，不符合条件1条，被新报送替代1条，重复2条，超名额1条，入围4条。"
    )
    assert column(sheet, "条目号", 3) == list(range(1, 12))
    assert column(sheet, "处理结果", 3) == [
        "入围",
        "入围",
        "超名额",
        "重复",
        "退回",
        "被新报送替代",
        "重复",
        "入围",
        "入围",
        "不符合条件",
        "退回",
    ]
    assert column(sheet, "判定依据", 3)[-1] == "V204 数字丢失位数；V401 不在可选范围"
    assert column(sheet, "保留的条目号", 3)[3:7] == [1, None, 9, 1]
    assert column(sheet, "统一社会信用代码", 3)[-1] == "911100000000000000"
    colours = [fill(sheet, f"G{row}") for row in range(4, 15)]
    assert colours[0] == "E2EFDA"
    assert colours[2] == "FFE699"
    assert colours[4] == "F8CBAD"


def test_findings_sheet(book: Workbook) -> None:
    sheet = book["问题清单"]
    assert sheet["A2"].value == "共15个问题：错误8个，存疑6个，提示1个。"
    assert column(sheet, "单元格", 3)[:4] == [None, None, "O4", "O5"]
    assert column(sheet, "推荐单位", 3)[:3] == [SUZHOU, SOCIETY, SHANGHAI]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last == [
        SOCIETY,
        "中国电子学会.csv",
        None,
        "K4",
        11,
        "北京庚软件有限公司",
        "所属行业",
        "错误",
        "V401",
        "不在可选范围",
        "不知道",
        "不在战略性新兴产业分类中",
    ]


def test_likeness_stands_side_by_side(book: Workbook) -> None:
    sheet = book["重复与疑似"]
    assert column(sheet, "类别", 3)[1:] == [
        "已被新报送替代",
        "同一文件内重复",
        "与其他单位重复",
        "疑似重复",
    ]
    assert column(sheet, "条目号", 3)[1:] == [6, 4, 7, 9]
    assert column(sheet, "条目号", 4, group="对应的条目") == [9, 1, 1, 2]
    assert column(sheet, "位置", 4, group="对应的条目")[0] == "新锐企业榜 D5"


def test_a_pair_of_suspects_is_asked_once(tmp_path: Path) -> None:
    run = sample_run()
    found = next(each for each in run.findings if each.code == "D201")
    back = replace(found, entry=2, others=(9,))
    write_master(replace(run, findings=(*run.findings, back)), tmp_path / "a.xlsx")
    sheet = read_book(tmp_path / "a.xlsx")["重复与疑似"]
    assert column(sheet, "类别", 3)[1:].count("疑似重复") == 1


def test_quota_sheet(book: Workbook) -> None:
    sheet = book["名额统计"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows == [
        [SHANGHAI, "新锐企业榜", 1, 2, 4, 2, 1, 0, 1],
        [SUZHOU, "新锐企业榜", 2, 4, 5, 2, 0, 2, 0.5],
        [SOCIETY, "新锐企业榜", 1, "不限", 2, 0, 0, None, None],
    ]
    rules = {
        str(area.sqref): rule.type for area in sheet.conditional_formatting for rule in area.rules
    }
    assert rules == {"I4:I6": "dataBar", "G4:G6": "cellIs"}


def test_receipts_sheet_has_every_file(book: Workbook) -> None:
    sheet = book["收件登记"]
    assert column(sheet, "报送文件", 3) == [
        *(submission.path for submission in sample_run().submissions),
        "上海科协/~$名单.xlsx",
    ]
    assert column(sheet, "处理情况", 3) == [
        *["已读取"] * 4,
        "重复文件",
        "未能受理",
        "未能受理",
        "不作为报送文件",
    ]
    assert column(sheet, "是否逾期", 3)[2] == "逾期"
    assert column(sheet, "问题", 3)[5] == "F102 工作簿已加密"
    assert sheet["D4"].is_date


# ---------------------------------------------------------------- whole file


def test_no_formula_but_ours_and_no_link(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                assert cell.data_type != "f" or cell.value.startswith("=SUM(")


def test_same_run_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_master(sample_run(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_run_of_nothing_is_written(tmp_path: Path) -> None:
    nothing = Run(CAMPAIGN, Registers(), (), (), Entries(), (), Ledger(()), (), {})
    write_master(nothing, tmp_path / "a.xlsx")
    book = read_book(tmp_path / "a.xlsx")
    assert book["处理台账"]["A4"].value == "（没有记录）"
    assert row_of(book["概览"], "申报条目")[2] == 0


def test_withdrawn_is_shown_where_a_ruling_made_one(tmp_path: Path) -> None:
    run = sample_run()
    decisions = list(run.ledger.decisions)
    decisions[0] = replace(
        decisions[0], outcome=Outcome.WITHDRAWN, codes=("D101",), reason="经裁定撤回"
    )
    write_master(replace(run, ledger=Ledger(tuple(decisions))), tmp_path / "a.xlsx")
    sheet = read_book(tmp_path / "a.xlsx")["概览"]
    assert row_of(sheet, "撤回")[2] == 1
