"""评审/…xlsx: read back by openpyxl, and recalculated by LibreOffice where it is installed.

The board here is small so that every column has a known letter:
A 序号 B 编号 C name D 地区 E 产业 F founded G capital H-J revenue K trend L growth
M-O share P trend Q points R 亮点 S 回避 T U scores V 总分 W 评语; entries from row 6.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from toolkit.campaign import load_campaign
from toolkit.model import (
    Board,
    Campaign,
    Decision,
    Entry,
    Field,
    Finding,
    Ledger,
    Outcome,
    Registers,
    ReviewPlan,
    Run,
    Severity,
    Table,
)
from toolkit.model.columns import entries_of
from toolkit.writers.review import write_reviews

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
PERCENT = {"as": "percent"}
REVENUE, SHARE = "营业收入（万元）", "硕士占比"
YEARS = (2020, 2021, 2022)
LONG = "牵头组建创新联合体，带动上下游企业十二家，培养工程师三百余人。" * 30
FIELDS = (
    Field("serial", "序号", "integer"),
    Field("company", "申报企业名称", "string"),
    Field("uscc", "统一社会信用代码", "string"),
    Field("region", "所在地区", "string"),
    Field("industry", "所属行业", "string", rules={"strategic_industry": True}),
    Field("founded", "登记日期", "date"),
    Field("listed", "是否属于上市公司", "boolean"),
    Field("capital", "注册资本（万元）", "number", meta={"unit": "万元"}),
    Field("business", "主营业务", "string"),
    *(Field(f"revenue.{y}", f"{y}年", "number", REVENUE) for y in YEARS),
    Field("revenue.mean", "平均值", "number", REVENUE),
    *(Field(f"share.{y}", f"{y}年", "number", SHARE, meta=PERCENT) for y in YEARS),
    Field("share.mean", "平均值", "number", SHARE, meta=PERCENT),
    *(Field(f"level.{y}", f"{y}年", "string", "应用程度") for y in (2023, 2024)),
    Field("achievements", "突出成绩", "string"),
)
PLAN = ReviewPlan(
    "初评机构",
    ("region", "founded", "capital"),
    ("revenue", "share"),
    ("business", "achievements"),
    (("科技创新", 60), ("成长性", 40)),
    ("2022年的数据不足一年。",),
)
BOARD = Board(
    "rising",
    "新锐企业榜",
    FIELDS,
    {},
    "company",
    code_key="uscc",
    serial_key="serial",
    region_key="region",
    industry_key="industry",
    review=PLAN,
    for_reviewers=("属于中小型科技企业",),
)
CAMPAIGN = Campaign(
    "sample", "2022年系列榜单", "科函〔2022〕1号", (BOARD,), {}, "0" * 64, datetime(2022, 11, 1)
)
# number, company, industry, revenue by year, share by year, achievements
LINES: tuple[tuple[Any, ...], ...] = (
    (1, "上海甲信息技术有限公司", "人工智能", (1000, 1250, 900.5), (0.25, 0.305, 0.4), "成绩一"),
    (2, '=HYPERLINK("http://a.example","点")', "自创行业", (None, 80, 90), (0.1, None, 0.2),
     LONG),
    (3, "http://www.example.com/丙公司", "生物产业", (0, 5, 6), (0.3, 0.2, 0.1), "@成绩\n第二行"),
    (4, "退回的公司", "生物产业", (1, 2, 3), (0.1, 0.2, 0.3), ""),
    (5, "杭州丁装备有限公司", "高端装备制造产业", (200, 150, 99.9), (0.5, 0.5, 0.5), "成绩五"),
    (6, "苏州戊材料有限公司", "新材料产业", (-10, 20, 30), (0.1, 0.1, 0.1), "成绩六"),
)  # fmt: skip


def entry_of(line: tuple[Any, ...], board: Board = BOARD) -> Entry:
    number, company, industry, revenue, share, achievements = line
    columns = {field.key: at for at, field in enumerate(board.fields, 1)}
    values = {
        "serial": number,
        "company": company,
        "uscc": "91310000MA1FL00018",
        "region": "上海市长宁区",
        "industry": industry,
        "founded": date(2018, 5, 16),
        "listed": False,
        "capital": 1234.56,
        "business": "信息技术服务",
        **{f"revenue.{year}": figure for year, figure in zip(YEARS, revenue, strict=True)},
        "revenue.mean": 1050.17,
        **{f"share.{year}": figure for year, figure in zip(YEARS, share, strict=True)},
        "share.mean": 0.3183,
        "level.2023": "较高",
        "level.2024": "高",
        "achievements": achievements or None,
    }
    originals = {"revenue.2020": "无"} if revenue[0] is None else {}
    table = Table("名单.xlsx", "表", board.id, 3, columns)
    return Entry(number, table, 3 + number, values, originals)


def run_of(*boards: Board, entries: tuple[Entry, ...] = (), returned: int = 4) -> Run:
    entries = entries or tuple(entry_of(line) for line in LINES)
    share_mean = entries[0].ref("share.mean")
    message = "平均值应为15%，请核对"
    heading = f"{SHARE} · 平均值"
    query = Finding("V501", Severity.QUERY, share_mean, message, 2, heading, "31.83%")
    note = Finding("V202", Severity.NOTE, share_mean, "按数字理解", 2, heading, "31.83%")
    decisions = (
        Decision(e.number, Outcome.RETURNED, ("V101",), 0, "必填未填")
        if e.number == returned
        else Decision(e.number, Outcome.ACCEPTED)
        for e in entries
    )
    return Run(
        replace(CAMPAIGN, boards=boards or (BOARD,)),
        Registers(),
        (),
        (),
        entries_of(entries, boards or (BOARD,)),
        (query, query, note),
        Ledger(tuple(decisions)),
        (),
        {},
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (written,) = write_reviews(run_of(), tmp_path_factory.mktemp("review") / "评审")
    return written


@pytest.fixture(scope="module")
def book(path: Path) -> Any:
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def cached(path: Path) -> Any:
    return openpyxl.load_workbook(path, data_only=True)


def row_values(sheet: Any, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def column_values(sheet: Any, column: str) -> list[object]:
    return [cell.value for cell in sheet[column]]


# ---------------------------------------------------------------- the workbook


def test_one_workbook_with_three_sheets(path: Path, book: Any) -> None:
    assert path.name == "新锐企业榜（初评机构）.xlsx"
    assert book.sheetnames == ["评审说明", "汇总表", "详情"]


@pytest.mark.parametrize("name", ["评审说明", "汇总表", "详情"])
def test_every_sheet_prints_on_a4_one_page_wide(book: Any, name: str) -> None:
    sheet = book[name]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.protection.sheet is False


def test_the_summary_is_frozen_filtered_and_repeats_its_heading(book: Any) -> None:
    sheet = book["汇总表"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D6", "A5:W10")
    assert sheet.print_title_rows == "$4:$5"
    assert all(merged.min_row in (4, 5) for merged in sheet.merged_cells.ranges)


def test_the_same_run_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    (again,) = write_reviews(run_of(), tmp_path)
    assert again.read_bytes() == path.read_bytes()


def test_text_from_strangers_is_neither_formula_nor_link(book: Any) -> None:
    summary = book["汇总表"]
    assert [summary["C7"].data_type, summary["C8"].data_type] == ["s", "s"]
    assert summary["C7"].value == '=HYPERLINK("http://a.example","点")'
    cells = (cell for sheet in book for row in sheet for cell in row)
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert [link.target for link in links] == [None] * 10
    assert not any("example" in link.location for link in links)


# ---------------------------------------------------------------- 评审说明


def test_the_guide_says_what_is_scored_and_what_only_people_can_judge(book: Any) -> None:
    sheet = book["评审说明"]
    said = dict(zip(column_values(sheet, "A"), column_values(sheet, "B"), strict=True))
    assert said["征集活动"] == "2022年系列榜单（科函〔2022〕1号）"
    assert said["评审机构"] == "初评机构"
    assert said["科技创新"] == "满分60分，填0到60之间的数，可以有小数。"
    assert said["满分合计"] == "100分"
    assert "按编号从小到大排列" in str(said["评审对象"])
    assert "2022年在申报时没有过完" in str(said["增长和走势"])
    assert {"回避", "平均分", "待核实"} <= set(said)
    texts = column_values(sheet, "B")
    assert "属于中小型科技企业" in texts
    assert "2022年的数据不足一年。" in texts


def test_the_guide_has_a_cell_for_the_reviewers_name(book: Any) -> None:
    sheet = book["评审说明"]
    assert (sheet["A3"].value, sheet["B3"].value) == ("评审专家", None)
    assert book["汇总表"]["A2"].value.startswith('="评审专家："&IF(\'评审说明\'!$B$3=""')


# ---------------------------------------------------------------- 汇总表


def test_headings_name_the_metrics_above_their_years(book: Any) -> None:
    sheet = book["汇总表"]
    upper = [cell.value for cell in sheet[4] if cell.value]
    assert upper == ["申报条目", REVENUE, SHARE, "亮点", "评分"]
    assert row_values(sheet, 5)[:17] == [
        "序号", "编号", "申报企业名称", "地区", "产业", "登记日期", "注册资本（万元）",
        "2020年", "2021年", "2022年", "走势", "2021比\n2020年\n增长",
        "2020年", "2021年", "2022年", "走势", "2021比\n2020年\n百分点",
    ]  # fmt: skip
    assert row_values(sheet, 5)[18:] == [
        "回避", "科技创新\n（60）", "成长性\n（40）", "总分\n（100）", "评语"
    ]  # fmt: skip


def test_accepted_entries_stand_by_number(book: Any) -> None:
    sheet = book["汇总表"]
    assert [sheet[f"A{row}"].value for row in range(6, 11)] == [1, 2, 3, 4, 5]
    assert [sheet[f"B{row}"].value for row in range(6, 11)] == [1, 2, 3, 5, 6]


def test_facts_are_typed_and_the_industry_is_rolled_up(book: Any) -> None:
    sheet = book["汇总表"]
    assert row_values(sheet, 6)[3:7] == [
        "上海市长宁区", "新一代信息技术产业", datetime(2018, 5, 16), 1234.56
    ]  # fmt: skip
    assert sheet["E7"].value == "自创行业"
    assert sheet["F6"].number_format == "yyyy-mm-dd"


def test_years_are_numbers_and_shares_are_percentages(book: Any) -> None:
    sheet = book["汇总表"]
    assert row_values(sheet, 6)[7:10] == [1000, 1250, 900.5]
    assert row_values(sheet, 6)[12:15] == [0.25, 0.305, 0.4]
    assert "%" in sheet["M6"].number_format
    assert sheet["H7"].value == "无"


def test_growth_is_a_formula_with_its_value(book: Any, cached: Any) -> None:
    sheet = book["汇总表"]
    assert sheet["L6"].value == '=IF(AND(ISNUMBER(I6),N(H6)>0),I6/H6-1,"")'
    assert sheet["Q6"].value == '=IF(AND(ISNUMBER(M6),ISNUMBER(N6)),(N6-M6)*100,"")'
    values = [cached["汇总表"][f"L{row}"].value for row in range(6, 11)]
    assert values == [0.25, None, None, -0.25, None]
    points = [cached["汇总表"][f"Q{row}"].value for row in range(6, 11)]
    assert points == [pytest.approx(5.5), None, pytest.approx(-10), 0, 0]


def test_a_trend_is_drawn_over_each_metrics_years(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        summary = parts.read("xl/worksheets/sheet2.xml").decode()
    drawn = re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", summary)
    assert {cell: over for over, cell in drawn} == {
        f"{cell}{row}": f"'汇总表'!{first}{row}:{last}{row}"
        for row in range(6, 11)
        for cell, first, last in (("K", "H", "J"), ("P", "M", "O"))
    }


def test_highlights_are_one_short_line_each(book: Any) -> None:
    sheet = book["汇总表"]
    assert sheet["R6"].value == "主营业务：信息技术服务\n突出成绩：成绩一"
    assert sheet["R8"].value == "主营业务：信息技术服务\n突出成绩：@成绩 第二行"
    assert sheet["R7"].value.endswith("…")
    assert len(sheet["R7"].value.split("\n")[1]) == 32


def test_scores_are_limited_and_recusal_is_chosen(book: Any) -> None:
    rules = {str(rule.sqref): rule for rule in book["汇总表"].data_validations.dataValidation}
    assert set(rules) == {"S6:S10", "T6:T10", "U6:U10"}
    assert (rules["S6:S10"].type, rules["S6:S10"].formula1) == ("list", '"是,否"')
    first = rules["T6:T10"]
    assert (first.type, first.operator) == ("decimal", None)
    assert (first.formula1, first.formula2) == ("0", "60")
    assert (first.promptTitle, first.prompt) == ("科技创新", "请填0到60之间的数，可以有小数。")
    assert first.error == "请填0到60之间的数，可以有小数。回避的条目不用打分。"
    assert rules["U6:U10"].formula2 == "40"


def test_totals_and_averages_are_blank_until_scored(book: Any, cached: Any) -> None:
    sheet = book["汇总表"]
    whole = 'IF(AND(COUNT(T6:U6)=2,MIN(T6:U6)>=0,T6<=60,U6<=40),SUM(T6:U6),"")'
    assert sheet["V6"].value == f'=IF(S6="是","",{whole})'
    assert sheet["V3"].value == '=IF(COUNT($V$6:$V$10)=0,"",AVERAGE($V$6:$V$10))'
    assert sheet["S3"].value == "平均"
    shown = [cached["汇总表"][cell].value for cell in ("T3", "U3", "V3", "V6", "V10")]
    assert shown == [None] * 5
    assert cached["汇总表"]["A2"].value == (
        "评审专家：（请在“评审说明”中填写）　　已评0项，回避0项，共5项"
    )


def test_a_line_to_sign_stands_below_the_table(book: Any) -> None:
    sheet = book["汇总表"]
    assert row_values(sheet, 11) == [None] * 23
    assert sheet["W12"].value.startswith("评审专家签名：")
    assert "日期：" in sheet["W12"].value


# ---------------------------------------------------------------- 详情


def test_links_lead_to_the_block_and_back(book: Any) -> None:
    summary, details = book["汇总表"], book["详情"]
    for row in range(6, 11):
        place = summary[f"B{row}"].hyperlink.location
        start = int(place.removeprefix("'详情'!A"))
        assert details[f"A{start}"].value == f"编号 {summary[f'B{row}'].value}"
        assert details[f"B{start}"].value == summary[f"C{row}"].value
        assert details[f"D{start}"].value == "返回汇总表"
        assert details[f"D{start}"].hyperlink.location == f"'汇总表'!C{row}"


def test_each_block_begins_a_page(book: Any) -> None:
    details = book["详情"]
    starts = [cell.row for cell in details["A"] if re.fullmatch(r"编号 \d+", str(cell.value or ""))]
    assert [broken.id for broken in details.row_breaks.brk] == [start - 1 for start in starts[1:]]
    assert len(starts) == 5


def test_a_block_shows_every_plain_column(book: Any) -> None:
    details = book["详情"]
    shown = {details[f"A{row}"].value: details[f"B{row}"].value for row in range(2, 12)}
    assert shown == {
        "序号": 1,
        "申报企业名称": "上海甲信息技术有限公司",
        "统一社会信用代码": "91310000MA1FL00018",
        "所在地区": "上海市长宁区",
        "所属行业": "人工智能",
        "登记日期": datetime(2018, 5, 16),
        "是否属于上市公司": "否",
        "注册资本（万元）": 1234.56,
        "主营业务": "信息技术服务",
        "突出成绩": "成绩一",
    }


def test_a_block_shows_the_figures_as_small_tables(book: Any) -> None:
    details = book["详情"]
    tables = [[cell.value for cell in row[3:9]] for row in details["A2:I6"]]
    assert tables == [
        ["指标", "2020年", "2021年", "2022年", "平均值", "走势"],
        [REVENUE, 1000, 1250, 900.5, 1050.17, None],
        [SHARE, 0.25, 0.305, 0.4, 0.3183, None],
        ["指标", "2023年", "2024年", None, None, None],
        ["应用程度", "较高", "高", None, None, None],
    ]
    assert "%" in details["E4"].number_format
    assert not details.merged_cells.ranges


def test_open_queries_are_listed_once_in_their_block(book: Any) -> None:
    details = book["详情"]
    asked = [(row[0].row, row[1].value) for row in details.iter_rows() if row[0].value == "待核实"]
    assert [text for _, text in asked] == [f"{SHARE} · 平均值：平均值应为15%，请核对"]
    second, third = (
        int(book["汇总表"][cell].hyperlink.location.removeprefix("'详情'!A"))
        for cell in ("B7", "B8")
    )
    assert second < asked[0][0] < third


def test_a_long_text_goes_on_in_further_rows_and_is_whole(book: Any) -> None:
    details = book["详情"]
    pieces = [
        (row[0].value, row[1].value, details.row_dimensions[row[0].row].height)
        for row in details.iter_rows()
        if str(row[0].value).startswith("突出成绩") and row[0].row > 13
    ][:4]
    assert [label for label, _, _ in pieces] == ["突出成绩", *["突出成绩（续）"] * 3]
    assert "".join(text for _, text, _ in pieces) == LONG
    assert all(height < 409 for _, _, height in pieces)
    assert pieces[0][2] > 150


# ---------------------------------------------------------------- other boards


def test_a_board_without_figures_scores_or_body(tmp_path: Path) -> None:
    plain = replace(
        BOARD,
        fields=FIELDS[:9],
        title='技术"A/B"榜',
        region_key="",
        industry_key="",
        review=ReviewPlan(""),
        for_reviewers=(),
    )
    (path,) = write_reviews(run_of(plain), tmp_path)
    assert path.name == "技术＂A／B＂榜.xlsx"
    sheet = openpyxl.load_workbook(path)["汇总表"]
    assert row_values(sheet, 5) == [
        "序号", "编号", "申报企业名称", "回避", "综合评分\n（100）", "总分\n（100）", "评语"
    ]  # fmt: skip


def test_several_facts_share_a_cell(tmp_path: Path) -> None:
    keys = ("founded", "listed", "capital")
    board = replace(BOARD, review=replace(PLAN, columns=keys))
    (path,) = write_reviews(run_of(board), tmp_path)
    sheet = openpyxl.load_workbook(path)["汇总表"]
    assert sheet["F5"].value == "基本情况"
    assert sheet["F6"].value == "登记日期：2018-05-16\n上市公司：否\n注册资本：1,234.56万元"


def test_boards_of_one_name_get_files_of_their_own(tmp_path: Path) -> None:
    other = replace(BOARD, id="other")
    second = replace(entry_of(LINES[1], other))
    run = run_of(BOARD, other, entries=(entry_of(LINES[0]), second), returned=0)
    names = [path.name for path in write_reviews(run, tmp_path)]
    assert names == ["新锐企业榜（初评机构）.xlsx", "新锐企业榜（初评机构）(2).xlsx"]


def test_nothing_is_written_without_a_plan_or_without_entries(tmp_path: Path) -> None:
    unplanned = replace(BOARD, review=None)
    assert write_reviews(run_of(unplanned), tmp_path / "a") == ()
    only = run_of(entries=(replace(entry_of(LINES[0])),), returned=1)
    assert write_reviews(only, tmp_path / "b") == ()
    assert list(tmp_path.iterdir()) == []


def test_growth_uses_every_year_when_the_campaign_has_no_deadline(tmp_path: Path) -> None:
    run = run_of()
    run = replace(run, campaign=replace(run.campaign, deadline=None))
    (path,) = write_reviews(run, tmp_path)
    sheet = openpyxl.load_workbook(path)["汇总表"]
    assert sheet["L5"].value == "2022比\n2020年\n增长"
    assert sheet["L6"].value == '=IF(AND(ISNUMBER(J6),N(H6)>0),J6/H6-1,"")'


def test_the_shipped_board_keeps_a_page_legible(tmp_path: Path) -> None:
    campaign = load_campaign(SCHEMAS / "kczg-2022")
    board = campaign.board("rising-enterprise")
    entry = shipped_entry(board)
    ledger = Ledger((Decision(1, Outcome.ACCEPTED),))
    entries = entries_of((entry,), (board,))
    run = Run(campaign, Registers(), (), (), entries, (), ledger, (), {})
    (path,) = write_reviews(run, tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book["汇总表"]
    upper = [cell.value for cell in sheet[4] if cell.value]
    assert upper == [
        "申报条目", "GDP贡献（营业收入总额，万元）", "税收贡献（万元）", "研发经费总额（万元）",
        "亮点", "评分",
    ]  # fmt: skip
    runs = sheet.column_dimensions.values()
    assert sum(run.width * (run.max - run.min + 1) for run in runs) < 250
    guide = book["评审说明"]
    said = dict(zip(column_values(guide, "A"), column_values(guide, "B"), strict=True))
    assert "研发经费投入强度" in str(said["其他指标"])
    details = book["详情"]
    plain = {field.header for field in board.fields if not field.group}
    private = {"推荐顺序", "联系人姓名", "职务", "电话", "邮箱", "联系人通讯地址"}
    groups = {field.group for field in board.fields if field.group}
    labels = set(column_values(details, "A"))
    assert plain - private <= labels
    assert not private & labels
    assert groups <= set(column_values(details, "D"))


def shipped_entry(board: Board) -> Entry:
    values: dict[str, Any] = {"company": "百代（上海）数据技术有限公司", "region": "上海市长宁区"}
    for field in board.fields:
        if "." in field.key:
            values[field.key] = 12 if field.type != "string" else "高"
    table = Table("名单.xlsx", "表", board.id, 3, {})
    return Entry(1, table, 4, values)


# ---------------------------------------------------------------- LibreOffice

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def converted(path: Path, folder: Path) -> Path:
    folder.mkdir()
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation={profile}", "--convert-to", "xlsx",
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / path.name


def filled(path: Path, target: Path, scores: dict[str, object]) -> Path:
    """A copy with these cells of 汇总表 filled in and every cached value of a formula gone."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/worksheets/sheet2.xml":
                text = _fill(text.decode(), scores).encode()
            new.writestr(part, text)
    return target


def _fill(xml: str, scores: dict[str, object]) -> str:
    xml = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", xml)
    for cell, score in scores.items():
        kind = ' t="str"' if isinstance(score, str) else ""
        xml, count = re.subn(
            rf'<c r="{cell}" s="(\d+)"/>', rf'<c r="{cell}" s="\1"{kind}><v>{score}</v></c>', xml
        )
        assert count == 1, cell
    return xml


@needs_libreoffice
def test_libreoffice_computes_totals_and_averages_from_scores(path: Path, tmp_path: Path) -> None:
    scores = {
        "T6": 50, "U6": 30.5,  # whole
        "T7": 40,  # half scored
        "S8": "是", "T8": 60, "U8": 40,  # recused, whatever is filled in
        "S9": "否", "T9": 45, "U9": 35,
        "T10": 61, "U10": 20,  # pasted, above the maximum
    }  # fmt: skip
    copy = filled(path, tmp_path / "filled.xlsx", scores)
    sheet = openpyxl.load_workbook(converted(copy, tmp_path / "out"), data_only=True)["汇总表"]
    assert [sheet[f"V{row}"].value or "" for row in range(6, 11)] == [80.5, "", "", 80, ""]
    assert sheet["T3"].value == pytest.approx(45)
    assert sheet["U3"].value == pytest.approx(28.5)
    assert sheet["V3"].value == pytest.approx(80.25)
    assert sheet["A2"].value.endswith("已评2项，回避1项，共5项")


@needs_libreoffice
def test_libreoffice_agrees_with_every_value_that_was_written(path: Path, tmp_path: Path) -> None:
    copy = filled(path, tmp_path / "filled.xlsx", {})
    again = openpyxl.load_workbook(converted(copy, tmp_path / "out"), data_only=True)["汇总表"]
    written = openpyxl.load_workbook(path)["汇总表"]
    values = openpyxl.load_workbook(path, data_only=True)["汇总表"]
    formulas = [cell.coordinate for row in written for cell in row if cell.data_type == "f"]
    assert len(formulas) == 1 + 3 + 3 * 5
    for cell in formulas:
        expected, found = values[cell].value, again[cell].value
        if isinstance(expected, int | float):
            assert found == pytest.approx(expected), cell
        else:
            assert (found or None) == expected, cell
