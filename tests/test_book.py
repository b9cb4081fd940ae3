"""Workbooks of ours: texts stay texts, names are legal, bytes never change, tables print well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from rendering import render

from toolkit.writers.book import Book, link_xml, open_book, row_layout, row_xml, sheet_name
from toolkit.writers.cells import LONGEST_TEXT, Formula, column_xml, safe_text, text_width
from toolkit.writers.columns import PAGE_WIDTH, Cell, Column, page_bands
from toolkit.writers.file_names import safe_name
from toolkit.writers.lines import row_pixels, wrapped_lines
from toolkit.writers.tables import MOST_FITTED, add_table_sheet


def written(tmp_path: Path, value: object, style: str = "text") -> Any:
    """The cell that comes back for one value."""
    path = tmp_path / "one.xlsx"
    with open_book(path) as book:
        book.put(book.sheet("表"), 0, 0, value, style)
    return load_workbook(path).worksheets[0]["A1"]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A1",
        "=1+1",
        "+8613800000000",
        "-5",
        "@SUM(A1)",
        "{=SUM(A1:A2)}",
        "http://example.com",
        "mailto:a@example.com",
        "internal:'概览'!A1",
        "external:c:\\secret.xlsx",
        "00123",
        "911100000000000000",
        "1e5",
        "TRUE",
        "_x0041_",
        "两行\n文字",
    ],
)
def test_strangers_text_stays_text(tmp_path: Path, text: str) -> None:
    cell = written(tmp_path, text)
    # openpyxl does not read Excel's own escape of an escape back.
    assert str(cell.value).replace("_x005F_", "_") == text
    assert cell.data_type == "s"
    assert cell.hyperlink is None


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (3, 3),
        (2.5, 2.5),
        (True, "是"),
        (False, "否"),
        (date(2018, 5, 16), datetime(2018, 5, 16)),
        (datetime(2022, 10, 31, 9, 30), datetime(2022, 10, 31, 9, 30)),
        (date(1899, 1, 1), "1899-01-01"),
        (datetime(2022, 1, 1, 8, 0, tzinfo=UTC), "2022-01-01 08:00"),
        (["甲", "乙"], "甲；乙"),
        (10**15, "1000000000000000"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (None, None),
        ("", None),
    ],
)
def test_values_by_their_type(tmp_path: Path, value: object, found: object) -> None:
    style = "date" if isinstance(value, date) else "plain"
    assert written(tmp_path, value, style).value == found


def test_formula_shows_its_computed_value(tmp_path: Path) -> None:
    written(tmp_path, Formula("=SUM(B1:B2)", 7))
    shown = load_workbook(tmp_path / "one.xlsx", data_only=True)
    assert shown.worksheets[0]["A1"].value == 7


def test_link_leads_inside_the_workbook(tmp_path: Path) -> None:
    path = tmp_path / "one.xlsx"
    with open_book(path) as book:
        sheet = book.sheet("甲'乙")
        book.put(sheet, 0, 0, "=看", "link")
        sheet.add_links([link_xml("A1", "甲'乙", "B7", "=看")])
    cell = load_workbook(path).worksheets[0]["A1"]
    assert (cell.value, cell.hyperlink.location) == ("=看", "'甲''乙'!B7")
    assert cell.hyperlink.target is None


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x00b\x0bc\x1fd\x7f", "abcd"),
        ("坏\ud800字", "坏�字"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("<r><t>x</t></r>", " <r><t>x</t></r>"),
        ("\ufffe\uffff好", "好"),
    ],
)
def test_texts_that_would_break_a_file(tmp_path: Path, text: str, safe: str) -> None:
    assert safe_text(text) == safe
    assert written(tmp_path, text).value == safe


def test_long_text_is_cut_with_a_note(tmp_path: Path) -> None:
    fits, too_long = "字" * LONGEST_TEXT, "𠀀" * 20_000
    assert safe_text(fits) == fits
    cut = written(tmp_path, too_long).value
    assert cut.endswith("（原文共20000个字符，一个单元格放不下，以下从略）")
    assert len(cut.encode("utf-16-le")) // 2 in (LONGEST_TEXT - 1, LONGEST_TEXT)


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("新锐企业榜", [], "新锐企业榜"),
        ("a/b\\c:d*e?f[g]", [], "a／b＼c：d＊e？f［g］"),
        ("'引号'", [], "引号"),
        ("", [], "表"),
        ("History", [], "History(2)"),
        ("榜", ["榜", "榜(2)"], "榜(3)"),
        ("ABC", ["abc"], "ABC(2)"),
        ("长" * 40, [], "长" * 31),
        ("长" * 40, ["长" * 31], "长" * 28 + "(2)"),
        ("𠀀" * 20, [], "𠀀" * 15),
    ],
)
def test_sheet_names_are_legal_and_unique(wanted: str, taken: list[str], name: str) -> None:
    assert sheet_name(wanted, taken) == name


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ('a<b>c:"d"/e\\f|g?h*', [], "a＜b＞c：＂d＂／e＼f｜g？h＊"),
        ("CON", [], "CON_"),
        ("lpt1.txt", [], "lpt1_.txt"),
        ("COM10", [], "COM10"),
        ("某单位...", [], "某单位"),
        ("..", [], "未命名"),
        ("../上级", [], "／上级"),
        (" \t\n", [], "未命名"),
        ("甲\u200b乙\u202e", [], "甲乙"),
        ("a", ["A"], "a(2)"),
        ("中" * 80, [], "中" * 60),
    ],
)
def test_folder_names_are_legal_on_windows(wanted: str, taken: list[str], name: str) -> None:
    assert safe_name(wanted, taken) == name


def test_text_width_counts_chinese_twice() -> None:
    assert [text_width(text) for text in ("", "abc", "新锐A榜", "（）", "长\n较长")] == [
        0,
        3,
        7,
        4,
        4,
    ]


def test_wrapped_lines_never_too_few() -> None:
    assert wrapped_lines("一二三四五", 11) == 1
    assert wrapped_lines("一二三四五六", 11) == 2
    assert wrapped_lines("甲\n\n乙", 20) == 3
    assert wrapped_lines("x" * 100, 21) == 7
    assert row_pixels(1) < row_pixels(2) < row_pixels(3)
    assert row_pixels(500) == 545


# ---------------------------------------------------------------- tables

COLUMNS = (
    Column("序号", "plain"),
    Column("名称"),
    Column("代码", "code"),
    Column("2020年", "number", "收入（万元）"),
    Column("2021年", "number", "收入（万元）"),
    Column("增长率", "percent"),
)
ROWS = (
    (1, "甲公司", "00123", 10, 1.5, 0.15),
    (2, Cell("乙公司", "error"), "=1", None, 2, None),
)


def add_example(book: Book) -> None:
    add_table_sheet(
        book, "甲/乙", COLUMNS, ROWS, title="标题", notes=("说明",), header="A&B", frozen=2
    )


def test_table_sheet_as_people_see_it(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with open_book(path) as book:
        add_example(book)
    assert render(path) == (
        "# 甲／乙\n"
        "frozen C5 · filter A4:F6\n"
        "print landscape paper 9 wide 1\n"
        "repeated $3:$4 · footer 第 &P 页 共 &N 页\n"
        "widths A:A=9 B:B=10 C:E=9 F:F=11\n"
        "merged A3:A4 B3:B4 C3:C4 D3:E3 F3:F4\n"
        "A1 text 标题\n"
        "A2 text 说明\n"
        "A3 DCE6F1 text 序号\n"
        "B3 DCE6F1 text 名称\n"
        "C3 DCE6F1 text 代码\n"
        "D3 DCE6F1 text 收入（万元）\n"
        "F3 DCE6F1 text 增长率\n"
        "D4 DCE6F1 text 2020年\n"
        "E4 DCE6F1 text 2021年\n"
        "A5 number 1\n"
        "B5 text 甲公司\n"
        "C5 text 00123\n"
        "D5 number 10\n"
        "E5 number 1.5\n"
        "F5 number 0.15\n"
        "A6 number 2\n"
        "B6 F8CBAD text 乙公司\n"
        "C6 text =1\n"
        "E6 number 2\n"
    )


def test_number_formats(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with open_book(path) as book:
        add_example(book)
    sheet = load_workbook(path).worksheets[0]
    shown = [sheet.cell(5, column).number_format for column in range(1, 7)]
    assert shown == ["0", "@", "@", "#,##0_ ", "#,##0.00_ ", "0.00%_ "]


def test_empty_table_says_so_and_opens(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with open_book(path) as book:
        area = add_table_sheet(book, "空", COLUMNS[:3], ())
    sheet = load_workbook(path).worksheets[0]
    assert (area.first, area.last) == (1, 0)
    assert sheet["A2"].value == "（没有记录）"
    assert sheet.auto_filter.ref == "A1:C1"


def test_long_table_goes_on_another_sheet(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with open_book(path) as book:
        add_table_sheet(book, "长", (Column("号", "plain"),), [(n,) for n in range(5)], most=2)
    sheets = load_workbook(path).worksheets
    assert [sheet.title for sheet in sheets] == ["长", "长(2)", "长(3)"]
    assert {sheet["A1"].value for sheet in sheets} == {
        "共5行，一张工作表放不下，续在“长(2)”、“长(3)”。"
    }
    assert [[cell.value for cell in sheet["A"][2:]] for sheet in sheets] == [[0, 1], [2, 3], [4]]
    assert [sheet.auto_filter.ref for sheet in sheets] == ["A2:A4", "A2:A4", "A2:A3"]


def test_rows_of_a_long_table_are_asked_for_when_it_is_saved(tmp_path: Path) -> None:
    path, asked = tmp_path / "table.xlsx", []

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(1, MOST_FITTED + 3):
            asked.append(number)
            yield (number, "名" * (number > MOST_FITTED), number / 4)

    columns = (Column("号", "plain"), Column("名"), Column("数", "number"))
    with open_book(path, long=True) as book:
        add_table_sheet(book, "长", columns, rows(), count=MOST_FITTED + 2)
        assert len(asked) == MOST_FITTED
    sheet = load_workbook(path).worksheets[0]
    last = MOST_FITTED + 3
    assert sheet.auto_filter.ref == f"A1:C{last}"
    assert [cell.value for cell in sheet[last]] == [last - 1, "名", (last - 1) / 4]
    assert [cell.number_format for cell in sheet[2]] == ["0", "@", "#,##0.00_ "]
    # No number may show as ####, however large those are that nobody looked at.
    assert sheet.column_dimensions["C"].width > 18


def test_a_long_workbook_is_the_same_and_never_changes(tmp_path: Path) -> None:
    for name, long in (("a.xlsx", True), ("b.xlsx", True), ("c.xlsx", False)):
        with open_book(tmp_path / name, title="题", long=long) as book:
            add_example(book)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with ZipFile(tmp_path / "a.xlsx") as on_disk, ZipFile(tmp_path / "c.xlsx") as in_memory:
        assert on_disk.namelist() == in_memory.namelist()
        assert all(on_disk.read(name) == in_memory.read(name) for name in on_disk.namelist())


@pytest.mark.parametrize(
    "values",
    [
        ["甲", "=1+1", None, "", "<b>&amp;</b>", "_x0041_", " 空格 ", "两行\n文字"],
        [1, 2.5, None, -0.25, 10**14, 1e300],
        [10**15, float("nan"), float("inf"), 3],
        [True, False, None, ["甲", "乙"], date(2018, 5, 16), datetime(2022, 10, 31, 12, 0)],
        [Formula("=1<2", "是&否"), Formula("=SUM(B1)", 7)],
    ],
)
def test_rows_of_xml_hold_what_cells_one_by_one_hold(tmp_path: Path, values: list[object]) -> None:
    path = tmp_path / "two.xlsx"
    with open_book(path) as book:
        one_by_one, together = book.sheet("一"), book.sheet("二")
        for row, value in enumerate(values):
            book.put(one_by_one, row, 0, value)
        made = column_xml(values, book.style("text"))
        layout = row_layout(["%s"])
        rows = [row_xml(row, layout, (cell,)) for row, cell in enumerate(made)]
        together.add_body(0, len(values) - 1, 1, rows)
    for data_only in (False, True):
        first, second = load_workbook(path, data_only=data_only).worksheets
        assert _shown(first) == _shown(second)


def _shown(sheet: Any) -> list[tuple[str, str]]:
    # openpyxl reads Excel's own escape of an escape back from shared strings only.
    return [(cell.data_type, str(cell.value).replace("_x005F", "")) for cell in sheet["A"]]


def test_wide_table_prints_in_readable_bands(tmp_path: Path) -> None:
    columns = [Column("号", "plain"), *(Column(f"列{n}", group=f"组{n // 4}") for n in range(40))]
    widths = [10.0] * 41
    bands = page_bands(columns, widths, 1)
    assert bands == ((0, 20), (21, 40))
    assert all(right - left < PAGE_WIDTH / 10 for left, right in bands)
    path = tmp_path / "wide.xlsx"
    with open_book(path) as book:
        add_table_sheet(book, "宽", columns, [("长" * 7,) * 41], title="题", frozen=1)
    sheet = load_workbook(path).worksheets[0]
    first, *others = sheet.print_area.split(",")
    assert first.startswith("'宽'!$A$1:")
    assert others
    assert all(area.split("!")[1].split(":")[0].endswith("$2") for area in others)
    assert sheet.print_title_cols == "$A:$A"
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)


def test_table_of_one_page_keeps_one_area() -> None:
    assert page_bands(COLUMNS, [20.0] * 6, 2) == ((0, 5),)


def test_same_bytes_twice(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        with open_book(tmp_path / name, title="题") as book:
            add_example(book)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_error_leaves_no_half_workbook(tmp_path: Path) -> None:
    with pytest.raises(KeyError), open_book(tmp_path / "a.xlsx") as book:
        book.put(book.sheet("表"), 0, 0, "x", "no such style")
    assert list(tmp_path.iterdir()) == []


def test_fonts_are_ours(tmp_path: Path) -> None:
    cell = written(tmp_path, "x")
    assert (cell.font.name, cell.font.scheme, cell.font.charset) == ("宋体", None, 134)
    with open_book(tmp_path / "other.xlsx", font="微软雅黑") as book:
        book.put(book.sheet("表"), 0, 0, "x")
    assert load_workbook(tmp_path / "other.xlsx").worksheets[0]["A1"].font.name == "微软雅黑"
