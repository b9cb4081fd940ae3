"""A file that cannot be marked in place comes back as a new workbook: its values at the same
addresses, and the same marks.
"""

from __future__ import annotations

import io
import math
import string
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from marked_packages import Package, comments_of, faults, fills_of, links_back
from marking_findings import AMBER, RED, RESULTS
from odf import opendocument, style, table, text
from raw_workbooks import write_zip, xlsb_cell, xlsb_parts, xlsb_row

from toolkit.model import ErrorCell, Finding, Grid, Merge, Raw, Ref, Severity, UncachedFormula
from toolkit.reading import read_workbook
from toolkit.writers.marking import Marks
from toolkit.writers.marking.plain_workbook import plain_workbook
from toolkit.writers.marking.rebuilt import rebuild_workbook

DATED = xlwt.easyxf(num_format_str="yyyy-mm-dd")


def read(data: bytes, folder: Path) -> tuple[Grid, ...]:
    path = folder / "新.xlsx"
    path.write_bytes(data)
    return read_workbook(path).grids


def again(grids: list[Grid], folder: Path) -> tuple[Grid, ...]:
    data = plain_workbook(grids, [grid.sheet for grid in grids])
    assert faults(data) == []
    return read(data, folder)


def values(grid: Grid) -> dict[tuple[int, int], Raw]:
    return {
        (row, column): value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


# ---------------------------------------------------------------- the values


def test_each_kind_of_value(tmp_path: Path) -> None:
    rows: list[list[Raw]] = [
        ["名称", "  空 格 ", "两\n行", "<&>\"'", "=1+1", "_x0041_", "😀"],
        [],
        [1.0, -2.5, 1e300, 123456789012345.0, True, False],
        [date(2018, 5, 31), datetime(2018, 5, 31, 8, 30), date(1900, 3, 1), time(8, 30, 15)],
        [timedelta(hours=30, minutes=5), ErrorCell("#REF!"), UncachedFormula("=A1+1"), math.inf],
        ["", "", date(1850, 1, 2), date(1900, 2, 28), timedelta(hours=-1), math.nan],
    ]
    (grid,) = again([Grid("名单", rows)], tmp_path)
    rows[4] = [timedelta(hours=30, minutes=5), "#REF!", "=A1+1", "inf"]
    rows[5] = ["", "", "1850-01-02", "1900-02-28", "-1:00:00", "nan"]
    assert values(grid) == values(Grid("名单", rows))


def test_number_formats_and_texts(tmp_path: Path) -> None:
    codes = {
        (1, 1): "0.00%",
        (1, 2): "yyyy/m/d",
        (1, 3): '#,##0.0"万元"',
        (1, 4): "\x01",
        (1, 5): "%",
    }
    rows: list[list[Raw]] = [[0.125, date(2020, 2, 29), 12.5, 3.0, 4.0, "000123"]]
    source = Grid("名单", rows, number_format=lambda row, column: codes.get((row, column), ""))
    (grid,) = again([source], tmp_path)
    assert [grid.number_format(1, column) for column in range(1, 7)] == [
        "0.00%", "yyyy/m/d", '#,##0.0"万元"', "", "", "@",
    ]  # fmt: skip
    assert list(grid.rows[0]) == rows[0]


def test_a_date_is_shown_as_one_whatever_its_format(tmp_path: Path) -> None:
    rows: list[list[Raw]] = [[date(2020, 2, 29), datetime(2020, 2, 29, 1, 2, 3), time(1, 2)]]
    source = Grid("名单", rows, number_format=lambda _row, _column: "0.00")
    (grid,) = again([source], tmp_path)
    assert list(grid.rows[0]) == rows[0]


def test_what_a_cell_cannot_hold(tmp_path: Path) -> None:
    rows: list[list[Raw]] = [["甲\x00\x07乙\ud800丙", "长" * 40_000, "\r\n行"]]
    (grid,) = again([Grid("名单", rows)], tmp_path)
    first, second, third = map(str, grid.rows[0])
    assert first == "甲乙�丙"
    assert len(second) == 32_767
    assert second.endswith("（原文共40000个字符，一个单元格放不下，以下从略）")
    assert third == "\n行"


def test_layout_is_kept(tmp_path: Path) -> None:
    rows: list[list[Raw]] = [["标题"], [], ["a", "b", "c"], ["d", "e", "f"]]
    merges = (Merge(1, 1, 1, 3), Merge(1, 3, 2, 3), Merge(3, 1, 4, 1), Merge(4, 4, 4, 4))
    source = Grid(
        "名单", rows, visible=False, merges=merges,
        hidden_rows=frozenset({2, 4}), hidden_columns=frozenset({2}),
    )  # fmt: skip
    grid, other = again([source, Grid("说明", [["x"]])], tmp_path)
    assert (grid.visible, other.visible) == (False, True)
    assert grid.hidden_rows == {2, 4}
    assert grid.hidden_columns == {2}
    # Excel takes no ranges that overlap, and none of a single cell.
    assert grid.merges == (Merge(1, 1, 1, 3), Merge(3, 1, 4, 1))


def test_columns_fit_their_texts(tmp_path: Path) -> None:
    data = plain_workbook([Grid("名单", [["短", "晨光智能装备有限公司", "长" * 300]])], ["名单"])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [sheet.column_dimensions[each].width for each in "ABC"] == [8, 22, 44]


RAWS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
    st.text(string.printable, max_size=5).map(lambda text: text.replace("\r", "")).map(
        lambda text: "".join(each for each in text if each.isprintable() or each in "\n\t")
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1, 1), datetime(9999, 12, 31)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)  # fmt: skip


def _seen(value: Raw) -> Raw:
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value.replace("\ufffe", "").replace("\uffff", "") if isinstance(value, str) else value


@given(st.lists(st.lists(RAWS, max_size=4), max_size=4))
def test_any_values_come_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Raw]]
) -> None:
    (grid,) = read(plain_workbook([Grid("表", rows)], ["表"]), tmp_path_factory.getbasetemp())
    wanted = {place: _seen(value) for place, value in values(Grid("表", rows)).items()}
    assert values(grid) == {place: value for place, value in wanted.items() if value != ""}


# ---------------------------------------------------------------- the files


def write_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 2, "标题")
    for column, heading in enumerate(("企业名称", "代码", "日期")):
        sheet.write(1, column, heading)
    sheet.write(2, 0, "晨光公司")
    sheet.write(2, 1, "000123")
    sheet.write(2, 2, date(2018, 5, 31), DATED)
    sheet.write(3, 1, 0.125, xlwt.easyxf(num_format_str="0.00%"))
    sheet.row(3).set_cell_error(2, "#REF!")
    sheet.row(3).hidden = True
    book.add_sheet("藏").visibility = 1
    book.save(str(path))
    return path


def write_ods(path: Path, *names: str) -> Path:
    book = opendocument.OpenDocumentSpreadsheet()
    centred = style.Style(name="c", family="table-cell")
    book.automaticstyles.addElement(centred)
    for name in names:
        sheet = table.Table(name=name)
        for line in ((name,), ("企业名称", "代码"), ("晨光公司", "000123")):
            row = table.TableRow()
            for value in line:
                cell = table.TableCell(valuetype="string")
                cell.addElement(text.P(text=value))
                row.addElement(cell)
            sheet.addElement(row)
        book.spreadsheet.addElement(sheet)
    book.save(str(path))
    return path


def write_xlsb(path: Path) -> Path:
    rows = xlsb_row(0) + xlsb_cell(7, 0, b"\0\0\0\0") + xlsb_row(2)
    rows += xlsb_cell(7, 1, b"\1\0\0\0")
    return write_zip(path, xlsb_parts(rows, ("企业名称", "晨光公司")))


def write_csv(path: Path) -> Path:
    path.write_bytes(
        '企业名称,代码,备注\n甲公司,000123,"两\n行"\n乙公司,9132,=1+1\n'.encode("gb18030")
    )
    return path


def marks(sheet: str, row: int, file: str, columns: tuple[int, ...] = (1, 2)) -> Marks:
    """An error in the first column, a query in the second, and a word on the whole file."""
    places = zip(columns, (Severity.ERROR, Severity.QUERY), strict=False)
    findings = [
        Finding("V101", severity, Ref(file, sheet, row, column), "请改正", 0, "某栏", "原值")
        for column, severity in places
    ]
    whole = Finding("S104", Severity.NOTE, Ref(file), "整份文件的话")
    return Marks("新锐企业榜", file, (*findings, whole), {sheet: (row - 1,)})


@pytest.mark.parametrize("kind", ["xls", "ods", "xlsb", "csv"])
def test_a_file_of_another_kind(kind: str, tmp_path: Path) -> None:
    path, sheet, row = tmp_path / f"报送表.{kind}", "名单", 3
    match kind:
        case "xls":
            write_xls(path)
        case "ods":
            write_ods(path, "名单", "附表")
        case "xlsb":
            write_xlsb(path)
        case _:
            write_csv(path)
            sheet, row = "", 4
    copy = rebuild_workbook(path, marks(sheet, row, path.name))
    data = copy.data
    assert copy.ending == ".xlsx"
    assert faults(data) == []
    named = sheet or "报送表"
    first, *others = read(data, tmp_path)
    sources = read_workbook(path).grids
    assert [each.sheet for each in others] == [each.sheet or "报送表" for each in sources]
    for mine, theirs in zip(others, sources, strict=True):
        wanted = values(theirs)
        assert values(mine) == {
            place: value.text if isinstance(value, ErrorCell) else value
            for place, value in wanted.items()
        }
        assert (mine.visible, mine.hidden_rows) == (theirs.visible, theirs.hidden_rows)
    package = Package(data)
    assert fills_of(package, named) == {RED: [f"A{row}"], AMBER: [f"B{row}"]}
    assert set(comments_of(package, named)) == {f"A{row}", f"B{row}"}
    assert links_back(package, named) == [f"A{row - 1}", f"B{row - 1}"]
    assert first.sheet == RESULTS
    called = "文本格式（.csv）" if kind == "csv" else f" .{kind} 格式"
    assert copy.remark.startswith(f"原文件是{called}，不能直接在上面标注。")
    assert {"整份文件的话", copy.remark} <= set(map(str, values(first).values()))


def test_a_workbook_that_is_usually_marked_in_place_says_why_not(tmp_path: Path) -> None:
    path = tmp_path / "报送表.xlsx"
    path.write_bytes(plain_workbook([Grid("名单", [["企业名称"], ["甲"]])], ["名单"]))
    copy = rebuild_workbook(path, marks("名单", 2, path.name), "原因：某处不完整。")
    assert copy.remark.startswith("原文件的内部结构特殊，不能直接在上面标注。原因：某处不完整。")
    assert copy.remark in values(read(copy.data, tmp_path)[0]).values()


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "报送表.xls")
    said = marks("名单", 3, path.name)
    assert rebuild_workbook(path, said) == rebuild_workbook(path, said)


def test_a_text_file_keeps_its_line_numbers(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "报送表.csv")
    _, grid = read(rebuild_workbook(path, marks("", 4, path.name)).data, tmp_path)
    assert values(grid) == {
        (1, 1): "企业名称", (1, 2): "代码", (1, 3): "备注",
        (2, 1): "甲公司", (2, 2): "000123", (2, 3): "两\n行",
        (4, 1): "乙公司", (4, 2): "9132", (4, 3): "=1+1",
    }  # fmt: skip
    assert grid.number_format(2, 2) == "@"


def test_sheet_names_that_excel_does_not_take(tmp_path: Path) -> None:
    long = "很长的工作表名称" * 5
    path = write_ods(tmp_path / "报送表.ods", long, f"{long}二", "2021/2022")
    data = rebuild_workbook(path, marks(f"{long}二", 3, path.name)).data
    _, first, second, third = read(data, tmp_path)
    assert [len(first.sheet), len(second.sheet), third.sheet] == [31, 31, "2021／2022"]
    assert first.sheet != second.sheet
    assert values(second)[1, 1] == f"{long}二"
    assert fills_of(Package(data), second.sheet) == {RED: ["A3"], AMBER: ["B3"]}
    assert fills_of(Package(data), first.sheet) == {}


def test_an_earlier_first_sheet_is_not_kept(tmp_path: Path) -> None:
    """A marked copy saved as .ods comes back: its 校验结果 gives way to the new one."""
    path = write_ods(tmp_path / "报送表.ods", RESULTS, "名单")
    grids = read(rebuild_workbook(path, marks("名单", 3, path.name)).data, tmp_path)
    assert [grid.sheet for grid in grids] == [RESULTS, "名单"]
    assert "新锐企业榜" in str(grids[0].rows[0][0])


def test_a_long_file(tmp_path: Path) -> None:
    path = tmp_path / "报送表.csv"
    lines = [f"第{row}家,{row:018d},{row}" for row in range(1, 20_001)]
    path.write_text("\n".join(["企业名称,代码,人数", *lines]), encoding="utf-8")
    _, grid = read(rebuild_workbook(path, marks("", 20_001, path.name)).data, tmp_path)
    assert len(grid.rows) == 20_001
    assert list(grid.rows[20_000]) == ["第20000家", "000000000000020000", "20000"]
