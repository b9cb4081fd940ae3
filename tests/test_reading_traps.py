"""Traps of single formats: what a reader loses, invents or changes while it reports success."""

from __future__ import annotations

import io
import struct
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from ole_files import ole_file
from raw_workbooks import (
    MAIN,
    OFFICE,
    ooxml_parts,
    relationships,
    rows_xml,
    shared_strings,
    write_zip,
    xlsb_cell,
    xlsb_parts,
    xlsb_row,
)
from raw_workbooks import record as xlsb_record

from toolkit.errors import Refused
from toolkit.model import ErrorCell, Grid, Raw, Workbook, column_letters
from toolkit.reading import read_workbook
from toolkit.reading.number_formats import Styles
from toolkit.reading.ooxml_cells import Decoder
from toolkit.reading.ooxml_survey import survey

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="h:mm A/P"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/><xf numFmtId="164"/>'
    "</cellXfs></styleSheet>"
)


def values(grid: Grid) -> dict[str, Raw]:
    return {
        f"{column_letters(column)}{row}": value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


def read_raw(tmp_path: Path, sheet: str, strings: str = "", styles: str = "") -> Workbook:
    return read_workbook(write_zip(tmp_path / "raw.xlsx", ooxml_parts(sheet, strings, styles)))


# ---------------------------------------------------------------- xlsx: whose values count


def test_a_prefixed_cell_far_away_in_a_plain_sheet(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><x:row r="1048576">'
        '<x:c r="XFD1048576"><x:v>2</x:v></x:c></x:row>'
    )
    sheet = rows_xml(rows).replace("<worksheet", f'<worksheet xmlns:x="{MAIN}"')
    workbook = read_raw(tmp_path, sheet)
    assert values(workbook.grids[0]) == {"A1": 1.0, "XFD1048576": 2.0}
    assert workbook.remarks == ()


def test_what_stands_behind_the_cells_is_no_cell(tmp_path: Path) -> None:
    sheet = rows_xml('<row r="1"><c r="A1" t="s"><v>1</v></c></row>').replace(
        "</worksheet>", "<drawing><x:row xmlns:x='d'>4</x:row></drawing></worksheet>"
    )
    assert values(read_raw(tmp_path, sheet, shared_strings("甲", "乙")).grids[0]) == {"A1": "乙"}
    decoder = Decoder(tuple, Styles(), starts_1904=False)
    assert survey(lambda: [sheet.encode()], decoder).plain


def test_a_cell_written_twice_is_told(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="A1"><v>3</v></c>'
        '<c r="B1"><v>2</v></c><c r="B1"/></row>'
    )
    workbook = read_raw(tmp_path, rows_xml(rows))
    assert values(workbook.grids[0]) == {"A1": 3.0, "B1": 2.0}
    assert (
        workbook.remarks[-1] == "工作表“名单”的 A1 在文件里写了两遍，内容不同，取后一遍，请核对。"
    )


def test_of_many_cells_written_twice_some_are_named(tmp_path: Path) -> None:
    twice = "".join(f'<c r="A{row}"><v>1</v></c><c r="A{row}"><v>2</v></c>' for row in range(1, 6))
    workbook = read_raw(tmp_path, rows_xml(f'<row r="1">{twice}</row>'))
    assert "A1、A2、A3等 5 格" in workbook.remarks[-1]


def test_choices_for_other_programs_count_as_they_stand(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>'
        '<c r="B1"><v>2</v></c></mc:Choice></mc:AlternateContent></row>'
    )
    assert values(read_raw(tmp_path, rows_xml(rows)).grids[0]) == {"A1": 1.0, "B1": 2.0}


def test_values_inside_a_merge_and_links_on_nothing(tmp_path: Path) -> None:
    sheet = rows_xml(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"/></row>'
    ).replace(
        "</worksheet>",
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells><hyperlinks>'
        '<hyperlink ref="C1" location="名单!A1" display="去"/></hyperlinks></worksheet>',
    )
    assert values(read_raw(tmp_path, sheet).grids[0]) == {"A1": 1.0, "B1": 2.0}


# ---------------------------------------------------------------- xlsx: which sheets there are


def sheets_parts(names: list[str], *, written: int) -> dict[str, bytes | str]:
    """A workbook that lists sheets by these names, of which so many are there; sheet n holds n."""
    parts = ooxml_parts("")
    del parts["xl/worksheets/sheet1.xml"]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, 1)
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    )
    related = [
        (f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(names) + 1)
    ]
    parts["xl/_rels/workbook.xml.rels"] = relationships(related)
    for at in range(1, written + 1):
        cell = f'<row r="1"><c r="A1"><v>{at}</v></c></row>'
        parts[f"xl/worksheets/sheet{at}.xml"] = rows_xml(cell)
    return parts


def test_two_sheets_of_one_name(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.xlsx", sheets_parts(["名单", "名单", "其他"], written=3))
    grids = read_workbook(path).grids
    assert [(grid.sheet, values(grid)) for grid in grids] == [
        ("名单", {"A1": 1.0}),
        ("名单", {"A1": 2.0}),
        ("其他", {"A1": 3.0}),
    ]


def test_a_sheet_of_which_there_is_only_the_name(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.xlsx", sheets_parts(["名单", "丢失"], written=1))
    workbook = read_workbook(path)
    assert [values(grid) for grid in workbook.grids] == [{"A1": 1.0}]
    assert workbook.remarks == ("工作表“丢失”在文件里只有名字，没有内容，未能读取。",)
    with pytest.raises(Refused) as refused:
        read_workbook(write_zip(tmp_path / "b.xlsx", sheets_parts(["名单"], written=0)))
    assert refused.value.code == "F101"


@pytest.mark.parametrize("name", ["表" * 40, "a'b[1]", "甲&amp;乙", "_x0041_", " 名单 "])
def test_odd_names_of_sheets(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "a.xlsx", sheets_parts([name, "其他"], written=2))
    workbook = read_workbook(path)
    assert [values(grid) for grid in workbook.grids] == [{"A1": 1.0}, {"A1": 2.0}]
    assert workbook.grids[0].sheet == name.replace("&amp;", "&")


# ---------------------------------------------------------------- xlsx: what the register is told


def test_only_what_was_lost_is_news(tmp_path: Path) -> None:
    ordinary = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1"><f>A1</f></c><c r="D1" t="e"><v>#N/A</v></c></row>'
    )
    nothing = '<row r="2"><c r="A2" t="inlineStr"><is><t/></is></c></row>'
    workbook = read_raw(tmp_path, rows_xml(ordinary + nothing), shared_strings("甲", ""))
    assert (workbook.remarks, sorted(values(workbook.grids[0]))) == ((), ["A1", "C1", "D1"])
    workbook = read_raw(tmp_path, rows_xml(ordinary), shared_strings("甲", ""))
    assert workbook.remarks == ()
    assert sorted(values(workbook.grids[0])) == ["A1", "C1", "D1"]
    odd = ordinary.replace("</row>", '<c r="E1" t="q"><v>七</v></c></row>')
    workbook = read_raw(tmp_path, rows_xml(odd), shared_strings("甲", ""))
    assert values(workbook.grids[0])["E1"] == "七"
    assert workbook.remarks == ("工作表“名单”的写法不合常规，已改用第二种方法逐格读取。",)


# ---------------------------------------------------------------- numbers that are dates, or not


def test_numbers_no_calendar_has(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" s="1"><v>-3</v></c><c r="B1" s="2"><v>3000000</v></c>'
        '<c r="C1" s="3"><v>0.5</v></c><c r="D1" s="1"><f>A2-1</f><v>-1.5</v></c></row>'
    )
    for space in ("", "<!-- -->"):  # read fast, and carefully
        found = values(read_raw(tmp_path, rows_xml(space + rows), styles=STYLES).grids[0])
        assert (found["A1"], found["D1"]) == (-3.0, -1.5)
        assert str(found["B1"]) == "3000000 days, 0:00:00"
        assert str(found["C1"]) == "12:00:00"


@pytest.mark.parametrize("written", ["1_000", "٣", "１２", "0x10"])
def test_what_only_a_programming_language_takes_for_a_number(tmp_path: Path, written: str) -> None:
    for space in ("", "<!-- -->"):
        rows = f'{space}<row r="1"><c r="A1"><v>{written}</v></c></row>'
        assert values(read_raw(tmp_path, rows_xml(rows)).grids[0]) == {"A1": written}


# ---------------------------------------------------------------- xls


def xls_stream(*more: tuple[int, bytes]) -> bytes:
    """The stream of an .xls with one sheet, with more records at the end of the sheet."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write(0, 0, "某公司")
    sheet.write(0, 1, 12, xlwt.easyxf(num_format_str="00000"))
    stream = book.get_biff_data()
    records = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in more)
    end = struct.pack("<HH", 0x000A, 0)
    assert stream.endswith(end)
    return bytes(stream[: -len(end)] + records + end)


@pytest.mark.parametrize("aside", [(0x001C, b"\0" * 5), (0x001C, b"\xff" * 40)])
def test_a_note_without_sense_costs_no_cell(tmp_path: Path, aside: tuple[int, bytes]) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(xls_stream(aside, (0x003C, b"\xff" * 9)))
    workbook = read_workbook(path)
    assert values(workbook.grids[0]) == {"A1": "某公司", "B1": 12.0}
    assert workbook.grids[0].number_format(1, 2) == "00000"
    assert workbook.remarks == (
        "文件中的批注、名称等附带内容不合常规，已略去它们，只读取了单元格。",
    )


def test_a_number_that_is_none_in_an_xls(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(xls_stream((0x0203, struct.pack("<HHHd", 1, 0, 15, float("nan")))))
    assert values(read_workbook(path).grids[0])["A2"] == ErrorCell("#NUM!")


def test_a_workbook_inside_a_workbook_is_another(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("别的").write(0, 0, "别的")
    tree = {"Book": xls_stream(), "MBD0001": {"Workbook": bytes(book.get_biff_data())}}
    path = tmp_path / "a.xls"
    path.write_bytes(ole_file(tree))
    (grid,) = read_workbook(path).grids
    assert (grid.sheet, values(grid)) == ("名单", {"A1": "某公司", "B1": 12.0})


# ---------------------------------------------------------------- xlsb


def test_short_cells_stand_beside_the_one_before(tmp_path: Path) -> None:
    def short(kind: int, body: bytes = b"", style: int = 0) -> bytes:
        return xlsb_record(kind, struct.pack("<I", style) + body)

    small = struct.pack("<i", (5 << 2) | 2)
    rows = xlsb_row(0) + short(13, small) + short(12) + short(17, struct.pack("<I", 1) + b"a\0")
    rows += xlsb_row(1) + xlsb_cell(2, 4, small) + short(18, bytes(4)) + short(14, b"\x17")
    rows += short(15, b"\1") + short(16, struct.pack("<d", 0.25), style=1)
    rows += short(16, struct.pack("<d", float("nan")))
    (grid,) = read_workbook(write_zip(tmp_path / "a.xlsb", xlsb_parts(rows, ("甲",)))).grids
    assert values(grid) == {
        "A1": 5.0,
        "C1": "a",
        "E2": 5.0,
        "F2": "甲",
        "G2": ErrorCell("#REF!"),
        "H2": True,
        "I2": 0.25,
        "J2": ErrorCell("#NUM!"),
    }
    assert grid.number_format(2, 9) == "0.00%"


def test_dates_of_the_1904_system_in_an_xlsb(tmp_path: Path) -> None:
    cell = xlsb_cell(2, 0, struct.pack("<i", (41789 << 2) | 2), style=2)
    parts = xlsb_parts(xlsb_row(0) + cell)
    for flags, day in ((0, date(2014, 5, 30)), (1, date(2018, 5, 31))):
        book = xlsb_record(153, struct.pack("<III", flags, 0, 0))
        parts["xl/workbook.bin"] = bytes(parts["xl/workbook.bin"]).replace(  # type: ignore[arg-type]
            xlsb_record(153, struct.pack("<III", 0, 0, 0)), book
        )
        (grid,) = read_workbook(write_zip(tmp_path / "a.xlsb", parts)).grids
        assert values(grid) == {"A1": day}


# ---------------------------------------------------------------- ods

ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)


def ods_parts(styles: str, rows: str) -> dict[str, bytes | str]:
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content {ODS_NAMES}><office:automatic-styles>{styles}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="名单">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }


def test_macros_of_old_programs_in_an_ods(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "">'
    row = "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell>"
    parts = ods_parts("", row + "</table:table-row>")
    aside = {"META-INF/manifest.xml": f"{doctype}<m/>", "Basic/script-lc.xml": f"{doctype}<l/>"}
    path = write_zip(tmp_path / "a.ods", {**parts, **aside})
    assert values(read_workbook(path).grids[0]) == {"A1": "甲"}
    parts["content.xml"] = doctype + str(parts["content.xml"])
    with pytest.raises(Refused) as refused:
        read_workbook(write_zip(tmp_path / "b.ods", parts))
    assert refused.value.code == "F105"


def test_formats_of_text_and_leading_zeros_in_an_ods(tmp_path: Path) -> None:
    styles = (
        '<number:number-style style:name="N1"><number:number number:min-integer-digits="5" '
        'number:decimal-places="0"/></number:number-style>'
        '<number:text-style style:name="N2"><number:text-content/></number:text-style>'
        '<style:style style:name="zeros" style:data-style-name="N1"/>'
        '<style:style style:name="text" style:data-style-name="N2"/>'
    )
    number = 'office:value-type="float" office:value="42"'
    rows = (
        f'<table:table-row><table:table-cell table:style-name="zeros" {number}/>'
        f'<table:table-cell table:style-name="text" {number}/><table:table-cell {number}/>'
        '</table:table-row><table:table-row table:default-cell-style-name="zeros">'
        f'<table:table-cell {number}/><table:table-cell table:style-name="text" {number}/>'
        '<table:table-cell office:value-type="float" office:value="NaN"><text:p>无</text:p>'
        "</table:table-cell></table:table-row>"
    )
    (grid,) = read_workbook(write_zip(tmp_path / "a.ods", ods_parts(styles, rows))).grids
    assert values(grid)["C2"] == "无"
    assert [[grid.number_format(row, column) for column in (1, 2, 3)] for row in (1, 2)] == [
        ["00000", "@", ""],
        ["00000", "@", "00000"],
    ]


# ---------------------------------------------------------------- the same in every format


def test_formats_that_carry_meaning_in_an_xlsx_and_an_xls(tmp_path: Path) -> None:
    codes = ("0.00%", "00000", "@", "0%")
    modern, old = tmp_path / "a.xlsx", io.BytesIO()
    with xlsxwriter.Workbook(modern) as book:
        sheet = book.add_worksheet()
        for column, code in enumerate(codes):
            sheet.write(0, column, 0.125, book.add_format({"num_format": code}))
    ancient = xlwt.Workbook()
    leaf = ancient.add_sheet("名单")
    for column, code in enumerate(codes):
        leaf.write(0, column, 0.125, xlwt.easyxf(num_format_str=code))
    ancient.save(old)
    (tmp_path / "a.xls").write_bytes(old.getvalue())
    for name in ("a.xlsx", "a.xls"):
        (grid,) = read_workbook(tmp_path / name).grids
        assert [grid.number_format(1, column) for column in (1, 2, 3, 4)] == list(codes)
