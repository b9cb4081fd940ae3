"""The kinds that are lists in another format than .xlsx, honest about it or not.

Each maker writes the same good rows; what differs is the container.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlwt
from raw_workbooks import wide, write_zip, xlsb_cell, xlsb_parts, xlsb_row
from zoo_parts import (
    HEADINGS,
    READ,
    Cast,
    Kind,
    Line,
    add_sheet,
    days,
    new_book,
    one_file,
    save_book,
)

FORMATS = ".xlsx .xlsm .xls .xlsb .ods .csv, WPS .et"
DISGUISES = ".xls that is HTML, CSV, or OOXML; .xlsx that is BIFF"
TEXTS = "CSV in GBK/GB18030, UTF-8 with or without BOM, UTF-16"
ELSE = "else HTML table, CSV, or F103"

_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="样本企业榜">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
_ODS_MEDIA = "application/vnd.oasis.opendocument.spreadsheet"


def write_xls(path: Path, lines: Sequence[Line]) -> None:
    """The lines as Excel 97 keeps them."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("样本企业榜")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, cells in enumerate(lines):
        for column, value in enumerate(cells):
            if value is not None:
                sheet.write(row, column, value, *([day] if isinstance(value, date) else []))
    book.save(str(path))


def write_xlsb(path: Path, lines: Sequence[Line]) -> None:
    """The lines in the binary format of Excel 2007, on the sheet 名单."""
    rows = b""
    for row, cells in enumerate(lines):
        rows += xlsb_row(row)
        for column, value in enumerate(cells):
            if isinstance(value, str):
                rows += xlsb_cell(6, column, wide(value))
            elif isinstance(value, date):
                rows += xlsb_cell(5, column, struct.pack("<d", days(value)), style=2)
            elif value is not None:
                rows += xlsb_cell(5, column, struct.pack("<d", value))
    write_zip(path, xlsb_parts(rows))


def ods_parts(lines: Sequence[Line]) -> dict[str, bytes | str]:
    """The members of an .ods with the lines."""
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>" for cells in lines
    )
    return {"mimetype": _ODS_MEDIA, "content.xml": _ODS.format(rows)}


def _ods_cell(value: Any) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case str():
            said, text = 'office:value-type="string"', escape(value)
        case date():
            said, text = f'office:value-type="date" office:date-value="{value}"', str(value)
        case _:
            said, text = f'office:value-type="float" office:value="{value}"', str(value)
    return f"<table:table-cell {said}><text:p>{text}</text:p></table:table-cell>"


def csv_text(lines: Sequence[Line], separator: str = ",") -> str:
    """The lines as text; a blank cell is nothing between two separators."""
    return "".join(
        separator.join("" if value is None else str(value) for value in cells) + "\r\n"
        for cells in lines
    )


def html_page(lines: Sequence[Line]) -> str:
    """What web systems export under the name of .xls."""
    rows = "".join(f"<tr>{''.join(map(_html_cell, cells))}</tr>\n" for cells in lines)
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        "<style>.t{mso-number-format:'\\@'}</style></head>"
        f'<body><table border="1">\n{rows}</table></body></html>'
    )


def _html_cell(value: Any) -> str:
    said = ' class="t"' if isinstance(value, str) else ""
    return f"<td{said}>{escape(str(value))}</td>"


def xml_2003(lines: Sequence[Line]) -> str:
    """A workbook of Excel 2003 in one XML file."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(f"<Row>{''.join(map(_xml_2003_cell, cells))}</Row>\n" for cells in lines)
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Styles>'
        '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles>'
        f'<Worksheet ss:Name="样本企业榜"><Table>\n{rows}</Table></Worksheet></Workbook>'
    )


def _xml_2003_cell(value: Any) -> str:
    match value:
        case str():
            return f'<Cell><Data ss:Type="String">{escape(value)}</Data></Cell>'
        case date():
            moment = f"{value}T00:00:00.000"
            return f'<Cell ss:StyleID="d"><Data ss:Type="DateTime">{moment}</Data></Cell>'
        case _:
            return f'<Cell><Data ss:Type="Number">{value}</Data></Cell>'


def web_archive(lines: Sequence[Line]) -> bytes:
    """A workbook saved as a single web page (.mht)."""
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message["X-Document-Type"] = "Workbook"
    page = html_page(lines).replace("gb2312", "utf-8")
    message.set_content("另存为单个文件网页")
    message.make_related(boundary="----=_NextPart_0")
    message.add_related(page, subtype="html", cte="base64")
    return message.as_bytes()


# ---------------------------------------------------------------- makers


def _texts(encoding: str, separator: str = ",", name: str = "名单.csv") -> Callable[..., None]:
    def make(folder: Path, cast: Cast) -> None:
        lines = [HEADINGS, cast.line("装备"), cast.line("医药", 证书编号="00000042")]
        (folder / name).write_bytes(csv_text(lines, separator).encode(encoding))

    return make


def _make_rare_letters(folder: Path, cast: Cast) -> None:
    lines = [HEADINGS, cast.line("装备", 主要产品="𬭚基合金"), cast.line("医药", 主要产品="㐀")]
    (folder / "名单.csv").write_bytes(csv_text(lines).encode("gb18030"))


def _make_xlsm(folder: Path, cast: Cast) -> None:
    project = folder / "vbaProject.bin"
    project.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    with new_book(folder / "名单.xlsm") as book:
        book.add_vba_project(str(project))
        add_sheet(book, "样本企业榜", cast.table("装备", "医药"))
    project.unlink()


def _make_wps(folder: Path, cast: Cast) -> None:
    write_xls(folder / "一.et", cast.table("装备"))
    save_book(folder / "二.et", {"样本企业榜": cast.table("医药")})


def _make_page(folder: Path, cast: Cast) -> None:
    page = html_page(cast.table("装备", "医药"))
    (folder / "名单.xls").write_bytes(page.encode("gb18030"))


def _write(name: str, content: Callable[[Sequence[Line]], str | bytes]) -> Callable[..., None]:
    def make(folder: Path, cast: Cast) -> None:
        written = content(cast.table("装备", "医药"))
        data = written if isinstance(written, bytes) else written.encode()
        (folder / name).write_bytes(data)

    return make


def _save(name: str, write: Callable[[Path, Sequence[Line]], None]) -> Callable[..., None]:
    return lambda folder, cast: write(folder / name, cast.table("装备", "医药"))


def _write_ods(path: Path, lines: Sequence[Line]) -> None:
    write_zip(path, ods_parts(lines))


def _make_others(folder: Path, _cast: Cast) -> None:
    (folder / "通知.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")
    (folder / "营业执照.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF")
    related = {"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>"}
    write_zip(folder / "申报书.docx", {**related, "word/document.xml": "<document/>"})
    write_zip(folder / "汇报.pptx", {**related, "ppt/presentation.xml": "<presentation/>"})
    (folder / "改了名的程序.xlsx").write_bytes(b"MZ\x90\0\3" + bytes(60))


def _make_letter(folder: Path, _cast: Cast) -> None:
    letter = "各位老师：\r\n名单下周补交，请见谅。\r\n此致，敬礼\r\n"
    (folder / "说明.txt").write_bytes(letter.encode("gbk"))


_TWO = ("装备", "医药")
_ZEROS = {"certificate": ("20230001", "00000042")}


def _plain(name: str, file: str, says: str, make: Callable[..., None]) -> Kind:
    """A list that is simply read."""
    return Kind(name, FORMATS, says, make, {file: "read"}, entries=_TWO)


def _text(name: str, says: str, make: Callable[..., None], file: str = "名单.csv") -> Kind:
    return Kind(name, TEXTS, says, make, {file: "read"}, entries=_TWO, values=_ZEROS)


def _disguised(name: str, file: str, says: str, make: Callable[..., None]) -> Kind:
    told = (f"{file} F106",)
    return Kind(name, DISGUISES, says, make, {file: "read"}, findings=told, entries=_TWO)


KINDS = (
    Kind("xlsx", FORMATS, "普通的 .xlsx 名单，什么毛病也没有。",
         one_file(lambda cast: cast.table("装备", "医药")), READ, entries=_TWO),
    _plain("xlsm", "名单.xlsm", "带宏的 .xlsm 名单；宏从不运行。", _make_xlsm),
    _plain("xls", "名单.xls", "Excel 97 的 .xls 名单。", _save("名单.xls", write_xls)),
    _plain("xlsb", "名单.xlsb", "二进制的 .xlsb 名单。", _save("名单.xlsb", write_xlsb)),
    _plain("ods", "名单.ods", "ODS 表格的名单。", _save("名单.ods", _write_ods)),
    Kind("wps-et", FORMATS, "WPS 的 .et：一份是旧格式，一份是新格式。", _make_wps,
         {"一.et": "read", "二.et": "read"}, entries=_TWO),
    Kind("not-a-workbook", ELSE, "PDF、图片、Word、演示文稿、改了名的程序。", _make_others,
         {"通知.pdf": "refused F103", "营业执照.jpg": "refused F103", "申报书.docx": "refused F103",
          "汇报.pptx": "refused F103", "改了名的程序.xlsx": "refused F103"},
         findings=("改了名的程序.xlsx F103", "汇报.pptx F103", "申报书.docx F103",
                   "营业执照.jpg F103", "通知.pdf F103")),
    Kind("letter-as-text", ELSE, "一封文字说明，里面没有任何榜单的表头。", _make_letter,
         {"说明.txt": "refused S101"}, findings=("说明.txt S101",)),
    _disguised("xls-that-is-html", "名单.xls", "名为 .xls，其实是网页表格（GBK）。", _make_page),
    _disguised("xls-that-is-csv", "名单.xls", "名为 .xls，其实是逗号分隔的文本（GBK）。",
               _texts("gbk", name="名单.xls")),
    _disguised("xls-that-is-xlsx", "名单.xls", "名为 .xls，其实是 .xlsx。",
               one_file(lambda cast: cast.table("装备", "医药"), "名单.xls")),
    _disguised("xls-that-is-xml-2003", "名单.xls", "名为 .xls，其实是 Excel 2003 的 XML 表格。",
               _write("名单.xls", xml_2003)),
    _disguised("xls-that-is-mht", "名单.xls", "名为 .xls，其实是单个文件网页（.mht）。",
               _write("名单.xls", web_archive)),
    _disguised("xlsx-that-is-xls", "名单.xlsx", "名为 .xlsx，其实是 Excel 97 的 .xls。",
               _save("名单.xlsx", write_xls)),
    _disguised("xlsx-that-is-ods", "名单.xlsx", "名为 .xlsx，其实是 ODS 表格。",
               _save("名单.xlsx", _write_ods)),
    _disguised("without-ending", "名单", "没有扩展名的 .xlsx。",
               one_file(lambda cast: cast.table("装备", "医药"), "名单")),
    _text("csv-gbk", "GBK 的 .csv，证书编号以零开头。", _texts("gbk")),
    Kind("csv-gb18030", TEXTS, "GB18030 的 .csv，有只在其中才有的字。", _make_rare_letters,
         {"名单.csv": "read"}, entries=_TWO, values={"product": ("𬭚基合金", "㐀")}),
    _text("csv-utf-8", "不带 BOM 的 UTF-8 .csv。", _texts("utf-8")),
    _text("csv-utf-8-bom", "带 BOM 的 UTF-8 .csv。", _texts("utf-8-sig")),
    _text("csv-utf-16", "带 BOM 的 UTF-16 .csv。", _texts("utf-16")),
    _text("csv-semicolon", "用分号分隔的 .csv。", _texts("utf-8-sig", ";")),
    _text("csv-tab", "用制表符分隔的 .txt（Excel 的“Unicode 文本”）。",
          _texts("utf-16", "\t", "名单.txt"), "名单.txt"),
)  # fmt: skip
