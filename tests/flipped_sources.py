"""The whole files that flips begin with: one list of companies, in each format people send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from html import escape
from pathlib import Path

import openpyxl
import py7zr
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from odf import opendocument, table, text
from raw_workbooks import MAIN, OFFICE, STRICT, STRICT_OFFICE, wide, xlsb_cell, xlsb_parts, xlsb_row

from toolkit.reading import read_workbook

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "kczg-2022" / "收件"
LIST = EXAMPLES / "西岭省科协" / "西岭省新锐企业榜汇总表.xlsx"
PASSWORD = "2022"  # noqa: S105  what the test locks, it opens
Rows = Sequence[Sequence[object]]


def sources() -> Mapping[str, bytes]:
    """Each file by its kind; what stands behind the last dot is the ending people give it."""
    (grid, *_) = read_workbook(LIST).grids
    rows = [list(row) for row in grid.rows]
    plain = xlsxwriter_xlsx(rows)
    lines = "".join(",".join(f'"{_shown(value)}"' for value in row) + "\r\n" for row in rows)
    return {
        "example.xlsx": LIST.read_bytes(),
        "xlsxwriter.xlsx": plain,
        "openpyxl.xlsx": openpyxl_xlsx(rows),
        "strict.xlsx": strict_xlsx(plain),
        "macros.xlsm": with_macros(plain),
        "binary.xlsb": xlsb(rows),
        "biff.xls": xls(rows),
        "odf.ods": ods(rows),
        "utf8.csv": lines.encode(),
        "gbk.csv": lines.encode("gb18030"),
        "utf16.csv": lines.encode("utf-16"),
        "page.xls": html(rows).encode(),
        "mail.eml": mail(plain),
        "archive.zip": archive(plain, xls(rows)),
        "archive.7z": seven_zip(plain),
        "locked.xlsx": encrypted(plain),
    }


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def xlsxwriter_xlsx(rows: Rows) -> bytes:
    """As XlsxWriter writes it: texts in one part, formats, a hidden row, a merged title."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("新锐企业榜")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(at, column, value, *([day] if isinstance(value, date) else []))
        sheet.set_row(4, options={"hidden": True})
        sheet.merge_range(len(rows) + 1, 0, len(rows) + 1, 5, "合计")
        sheet.write_formula(len(rows) + 2, 2, "=SUM(A1:A5)", None, "")
        sheet.write_formula(len(rows) + 2, 3, "=1/0", None, "#DIV/0!")
    return target.getvalue()


def openpyxl_xlsx(rows: Rows) -> bytes:
    """As openpyxl writes it, with a formula nobody computed."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([value if value != "" else None for value in row])
    book.active.append(["=SUM(A1:A5)"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def strict_xlsx(plain: bytes) -> bytes:
    """The same in the strict namespaces."""
    names = {MAIN.encode(): STRICT.encode(), OFFICE.encode(): STRICT_OFFICE.encode()}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            for usual, strict in names.items():
                content = content.replace(usual, strict)
            after.writestr(info.filename, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def with_macros(plain: bytes) -> bytes:
    """The same with a project of macros, which nobody runs."""
    target = io.BytesIO(plain)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    return target.getvalue()


def xlsb(rows: Rows) -> bytes:
    """The texts of the list in binary records."""
    sheet, strings = b"", []
    for at, row in enumerate(rows):
        sheet += xlsb_row(at)
        for column, value in enumerate(row):
            if isinstance(value, float):
                number = int(value) << 2 | 2
                sheet += xlsb_cell(2, column, number.to_bytes(8, "little", signed=True)[:4])
            elif value != "" and column % 2:
                sheet += xlsb_cell(6, column, wide(str(value)))
            elif value != "":
                sheet += xlsb_cell(7, column, len(strings).to_bytes(4, "little"))
                strings.append(str(value))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in xlsb_parts(sheet, tuple(strings)).items():
            book.writestr(name, content)
    return target.getvalue()


def xls(rows: Rows) -> bytes:
    """As xlwt writes it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("新锐企业榜")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(at, column, value, day)
            elif value != "":
                sheet.write(at, column, value)
    sheet.write(len(rows), 0, xlwt.Formula("SUM(A1:A5)"))
    sheet.write_merge(len(rows) + 1, len(rows) + 1, 0, 3, "合计")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ods(rows: Rows) -> bytes:
    """As odfpy writes it."""
    document = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="新锐企业榜")
    for row in rows:
        line = table.TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        sheet.addElement(line)
    sheet.addElement(table.TableRow(numberrowsrepeated=1_048_000))
    document.spreadsheet.addElement(sheet)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _ods_cell(value: object) -> table.TableCell:
    if isinstance(value, float):
        cell = table.TableCell(valuetype="float", value=str(value))
    elif isinstance(value, date) and not isinstance(value, datetime):
        cell = table.TableCell(valuetype="date", datevalue=value.isoformat())
    elif value == "":
        return table.TableCell(numbercolumnsrepeated=1)
    else:
        cell = table.TableCell(valuetype="string")
    cell.addElement(text.P(text=_shown(value)))
    return cell


def html(rows: Rows) -> str:
    """As systems export it: a page that calls itself .xls."""
    lines = "".join(
        "<tr>" + "".join(f"<td x:str>{escape(_shown(value))}</td>" for value in row) + "</tr>\n"
        for row in rows
    )
    return f'<html><head><meta charset="utf-8"></head><body><table>{lines}</table></body></html>'


def mail(plain: bytes) -> bytes:
    """A letter with the list attached."""
    letter = EmailMessage()
    letter["From"], letter["To"] = "sender@example.org", "list@example.org"
    letter["Subject"], letter["Date"] = "新锐企业榜+西岭省科协", "Mon, 17 Oct 2022 09:00:00 +0800"
    letter.set_content("请查收。")
    letter.add_attachment(
        plain, maintype="application", subtype="octet-stream", filename="名单.xlsx"
    )
    return letter.as_bytes()


def archive(plain: bytes, other: bytes) -> bytes:
    """Two lists zipped, one of them in an archive of its own."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as within:
        within.writestr("旧版.xls", other)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("名单.xlsx", plain)
        outer.writestr("内层.zip", inner.getvalue())
    return target.getvalue()


def seven_zip(plain: bytes) -> bytes:
    """The list in a 7z archive."""
    target = io.BytesIO()
    with py7zr.SevenZipFile(target, "w") as packed:
        packed.writestr(plain, "名单.xlsx")
    return target.getvalue()


def encrypted(plain: bytes) -> bytes:
    """The list behind a password."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(PASSWORD, target)
    return target.getvalue()
