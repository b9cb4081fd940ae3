"""XML Spreadsheet 2003, web archives and flat OpenDocument: one file, sheets at true addresses."""

from __future__ import annotations

import quopri
from base64 import encodebytes
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import Refused
from toolkit.model import (
    ErrorCell,
    Finding,
    Grid,
    Limits,
    Merge,
    Raw,
    Ref,
    Severity,
    UncachedFormula,
    Workbook,
)
from toolkit.reading import read_workbook
from toolkit.writers.marking import Marks, mark_workbook

NAMES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40"'
)
STYLES = (
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="c" ss:Parent="p"/>'
    '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style>'
    '<Style ss:ID="h"><NumberFormat ss:Format="[h]:mm"/></Style><Style ss:ID="g"/></Styles>'
)


def book(table: str, name: str = "名单", more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f"<Workbook {NAMES}>{STYLES}"
        f'<Worksheet ss:Name="{name}"><Table>{table}</Table>{more}</Worksheet></Workbook>'
    )


def opened(folder: Path, content: str | bytes, name: str = "名单.xls") -> Workbook:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_workbook(path)


def sheet(folder: Path, content: str | bytes) -> Grid:
    workbook = opened(folder, content)
    assert workbook.kind == "xml"
    (grid,) = workbook.grids
    return grid


def rows(grid: Grid) -> list[list[Raw]]:
    return [list(row) for row in grid.rows]


def refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(Refused) as refused:
        opened(folder, content)
    assert refused.value.message
    return refused.value.code


def cell(kind: str, text: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def placed(text: str, column: object) -> str:
    return cell("String", text, f'ss:Index="{column}"')


# ---------------------------------------------------------------- XML Spreadsheet 2003


RICH = (
    '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">甲<B>乙</B><BR/>丙'
    "</ss:Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>"
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (cell("String", "00042"), "00042"),
        (cell("String", " 甲&amp;&#10;乙 "), " 甲&\n乙 "),
        (cell("Number", "42"), 42.0),
        (cell("Number", "9.13E+17"), 9.13e17),
        (cell("Number", "nan"), "nan"),
        (cell("Number", "1_000"), "1_000"),
        (cell("Number", "45123", 'ss:StyleID="d"'), date(2023, 7, 16)),
        (cell("DateTime", "2018-05-06T00:00:00.000"), date(2018, 5, 6)),
        (cell("DateTime", "2018-05-06T08:30:00.000"), datetime(2018, 5, 6, 8, 30)),
        (cell("DateTime", "1899-12-31T08:30:00.000"), time(8, 30)),
        (cell("DateTime", "1900-01-01T02:00:00.000", 'ss:StyleID="h"'), timedelta(hours=26)),
        (cell("DateTime", "2018年5月"), "2018年5月"),
        (cell("Boolean", "1"), True),
        (cell("Boolean", "0"), False),
        (cell("Error", "#REF!"), ErrorCell("#REF!")),
        ('<Cell ss:Formula="=RC[-1]*2"/>', UncachedFormula("=RC[-1]*2")),
        (cell("Number", "6", 'ss:Formula="=RC[-1]*2"'), 6.0),
        (RICH, "甲乙\n丙"),
    ],
)
def test_one_cell(tmp_path: Path, written: str, value: Raw) -> None:
    grid = sheet(
        tmp_path, book(f"<Row>{cell('String', '头')}{written}{cell('String', '尾')}</Row>")
    )
    assert rows(grid) == [["头", value, "尾"]]


def test_places_that_are_skipped(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path,
        book(
            f'<Row ss:Index="3"><Cell ss:Index="2" ss:MergeAcross="1" ss:MergeDown="1">'
            f'<Data ss:Type="String">甲</Data></Cell>{cell("String", "乙")}</Row>'
            f"<Row>{placed('丙', 4)}</Row>"
            f"<Row/><Row>{cell('String', '丁')}</Row>"
        ),
    )
    assert rows(grid) == [[], [], ["", "甲", "", "乙"], ["", "", "", "丙"], [], ["丁"]]
    assert grid.merges == (Merge(3, 2, 4, 3),)


def test_what_is_hidden(tmp_path: Path) -> None:
    row = f"<Row{{}}>{cell('String', '甲') * 3}</Row>"
    grid = sheet(
        tmp_path,
        book(
            '<Column/><Column ss:Hidden="1" ss:Span="1"/>'
            + row.format("")
            + row.format(' ss:Hidden="1"'),
            more="<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>",
        ),
    )
    assert (grid.hidden_rows, grid.hidden_columns, grid.visible) == ({2}, {2, 3}, False)


def test_number_formats_of_cells_rows_and_columns(tmp_path: Path) -> None:
    half = cell("Number", "0.5")
    own = cell("Number", "0.5", 'ss:StyleID="g"')
    grid = sheet(
        tmp_path,
        book(
            f'<Column ss:Index="2" ss:StyleID="p"/><Row>{half}{half}{own}</Row>'
            f'<Row ss:StyleID="c">{half}{own}{half}</Row>'
        ),
    )
    shown = [[grid.number_format(row, column) for column in (1, 2, 3)] for row in (1, 2)]
    assert shown == [["", "0.00%", ""], ["0.00%", "", "0.00%"]]
    assert grid.most_decimals == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb2312", "gbk", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = book(f"<Row>{cell('String', '晨光公司')}</Row>")
    text = text.replace('encoding="utf-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    assert rows(sheet(tmp_path, text.encode(encoding))) == [["晨光公司"]]


def test_other_prefixes_and_several_sheets(tmp_path: Path) -> None:
    text = (
        '<a:Workbook xmlns:a="urn:schemas-microsoft-com:office:spreadsheet">'
        + "".join(
            f'<a:Worksheet a:Name="{name}"><a:Table><a:Row><a:Cell><a:Data a:Type="String">{name}'
            "</a:Data></a:Cell></a:Row></a:Table></a:Worksheet>"
            for name in ("说明", "名单")
        )
        + "</a:Workbook>"
    )
    workbook = opened(tmp_path, text, "a.xml")
    assert [(grid.sheet, rows(grid)) for grid in workbook.grids] == [
        ("说明", [["说明"]]),
        ("名单", [["名单"]]),
    ]
    assert workbook.disguise == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book("<Row><Cell>")[:-40], "F101"),
        (book('<Row ss:Index="0"/>'), "F101"),
        (book('<Row ss:Index="1048577"/>'), "F101"),
        (book('<Row ss:Index="2"/><Row ss:Index="1"/>'), "F101"),
        (book(f"<Row>{placed('甲', '16385')}</Row>"), "F101"),
        (book(f"<Row>{placed('甲', 'x')}</Row>"), "F101"),
        (book(f"<Row>{cell('String', '甲')}{placed('乙', '1')}</Row>"), "F101"),
        (book(cell("String", "甲")), "F101"),
        (f"<Workbook {NAMES}/>", "F101"),
        (book("").replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook'), "F105"),
        (
            book("").replace(
                "<Workbook", '<!DOCTYPE a SYSTEM "http://example.invalid/a"><Workbook'
            ),
            "F105",
        ),
        ('<?xml version="1.0"?><rows><row>甲</row></rows>', "F103"),
        ('<?xml version="1.0"?><Workbook/>', "F103"),
    ],
)
def test_what_is_torn_or_unsafe_or_no_table(tmp_path: Path, content: str, code: str) -> None:
    assert refusal(tmp_path, content) == code


def test_a_sparse_giant_is_refused(tmp_path: Path) -> None:
    far = f"<Row>{placed('甲', '16384')}</Row>"
    assert refusal(tmp_path, book(far * 2_000)) == "F105"
    path = tmp_path / "a.xml"
    path.write_text(book(f"<Row>{cell('String', '甲') * 20}</Row>"), encoding="utf-8")
    with pytest.raises(Refused, match="F105"):
        read_workbook(path, limits=Limits(cells=10))


VALUES = st.text(st.characters(exclude_categories=("C",), include_characters="\n"), max_size=6)


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 12), st.integers(1, 12)), VALUES.filter(bool), min_size=1
    )
)
def test_every_value_comes_back_at_its_place(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], str]
) -> None:
    table = ""
    for row in sorted({row for row, _ in cells}):
        own = sorted((column, value) for (y, column), value in cells.items() if y == row)
        inside = "".join(placed(escape(value, {"\n": "&#10;"}), column) for column, value in own)
        table += f'<Row ss:Index="{row}">{inside}</Row>'
    grid = sheet(tmp_path_factory.mktemp("x"), book(table))
    found = {
        (row, column): value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }
    assert found == cells


def test_the_marked_copy_says_why_it_is_new(tmp_path: Path) -> None:
    path = tmp_path / "名单.xls"
    path.write_text(book(f"<Row>{cell('String', '甲')}</Row>"), encoding="utf-8")
    found = Finding("V101", Severity.ERROR, Ref("名单.xls", "名单", 1, 1), "不对。")
    copy = mark_workbook(path, Marks("示范", "名单.xls", (found,), {}))
    assert "XML 表格" in copy.remark
    (tmp_path / "副本.xlsx").write_bytes(copy.data)
    assert rows(read_workbook(tmp_path / "副本.xlsx").grids[1]) == [["甲"]]


# ---------------------------------------------------------------- web archives


ARCHIVE = (
    b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
    b'Content-Type: multipart/related;\r\n boundary="----=_Next"\r\n\r\n'
)


def archive(*parts: tuple[str, str, bytes], packed: str = "quoted-printable") -> bytes:
    """A web archive of (kind, place, content)."""
    lines = [ARCHIVE]
    for kind, place, content in parts:
        body = quopri.encodestring(content) if packed[0] == "q" else encodebytes(content)
        lines.append(
            f"------=_Next\r\nContent-Location: file:///C:/{place}\r\n"
            f"Content-Transfer-Encoding: {packed}\r\nContent-Type: {kind}\r\n\r\n".encode()
            + body
            + b"\r\n"
        )
    return b"".join([*lines, b"------=_Next--\r\n"])


PAGE = "<table><tr><td class=xl1 x:num=0.5>50%</td><td>甲学会</td></tr></table>"


@pytest.mark.parametrize("packed", ["quoted-printable", "base64"])
@pytest.mark.parametrize("encoding", ["gb2312", "utf-8"])
def test_a_web_archive(tmp_path: Path, packed: str, encoding: str) -> None:
    kind = f'text/html; charset="{encoding}"'
    workbook = opened(tmp_path, archive((kind, "a.htm", PAGE.encode(encoding)), packed=packed))
    assert (workbook.kind, [rows(grid) for grid in workbook.grids]) == ("mht", [[[0.5, "甲学会"]]])
    assert ".mht" in workbook.disguise


def test_excel_s_own_archive(tmp_path: Path) -> None:
    """The first page names the sheets, each stands in a page of its own, their styles beside."""
    names = "".join(
        f"<x:ExcelWorksheet><x:Name>{name}</x:Name>"
        f'<x:WorksheetSource HRef="a.files/sheet00{number}.htm"/></x:ExcelWorksheet>'
        for number, name in enumerate(("说明", "空表", "名单"), 1)
    )
    main = f"<html><!--[if gte mso 9]><xml>{names}</xml><![endif]--><frameset><frame></frameset>"
    style = b'.xl1 {mso-number-format:"0\\.0%";}'
    page = "text/html; charset=utf-8"
    workbook = opened(
        tmp_path,
        archive(
            (page, "a.htm", main.encode()),
            ("text/css", "a.files/stylesheet.css", style),
            (page, "a.files/sheet001.htm", b"<table><tr><td>\xe7\x94\xb2</table>"),
            (page, "a.files/sheet002.htm", b"<table><tr><td>&nbsp;</table>"),
            (page, "a.files/sheet003.htm", PAGE.encode()),
            ("image/png", "a.files/image.png", b"\x89PNG"),
        ),
        "a.mht",
    )
    assert [(grid.sheet, rows(grid)) for grid in workbook.grids] == [
        ("说明", [["甲"]]),
        ("名单", [[0.5, "甲学会"]]),
    ]
    assert workbook.grids[1].number_format(1, 1) == "0.0%"
    assert workbook.disguise == ""


@pytest.mark.parametrize(
    "content",
    [
        archive(),
        archive(("text/html", "a.htm", b"<p>x")),
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
        b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx",
    ],
)
def test_letters_and_archives_without_a_table(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) == "F103"


# ---------------------------------------------------------------- flat OpenDocument

FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>'
    '<office:spreadsheet><table:table table:name="名单"><table:table-row><table:table-cell'
    ' office:value-type="string"><text:p>甲</text:p></table:table-cell><table:table-cell'
    ' office:value-type="float" office:value="3"/></table:table-row></table:table>'
    "</office:spreadsheet></office:body></office:document>"
)


def test_flat_open_document(tmp_path: Path) -> None:
    workbook = opened(tmp_path, FLAT, "a.fods")
    assert (workbook.kind, workbook.disguise) == ("fods", "")
    assert [(grid.sheet, rows(grid)) for grid in workbook.grids] == [("名单", [["甲", 3.0]])]


def test_flat_open_document_of_another_kind(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path, FLAT.replace("opendocument.spreadsheet", "opendocument.text")) == "F103"
    )
    assert refusal(tmp_path, FLAT.replace("<office:body>", "<!DOCTYPE a><office:body>")) == "F105"
