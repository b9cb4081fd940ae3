"""Workbooks written by hand, byte for byte: what no library would write."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def rows_xml(rows: str) -> str:
    """A plain sheet part around rows already written."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def write_zip(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    """Write members as they are given, in order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def ooxml_parts(
    sheet: str | bytes,
    strings: str = "",
    styles: str = "",
    main: str = MAIN,
    office: str = OFFICE,
) -> dict[str, bytes | str]:
    """The members of a workbook with one sheet, 名单."""
    related = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": relationships([("rId1", "officeDocument", "xl/workbook.xml")], office),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings:
        related.append(("rId2", "sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = strings
    if styles:
        related.append(("rId3", "styles", "styles.xml"))
        parts["xl/styles.xml"] = styles
    parts["xl/_rels/workbook.xml.rels"] = relationships(related, office)
    return parts


def relationships(related: list[tuple[str, str, str]], office: str = OFFICE) -> str:
    """A relationships part from (id, kind, target)."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{office}/{kind}" Target="{target}"/>'
        for name, kind, target in related
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def shared_strings(*texts: str, claim: int | None = None) -> str:
    """A shared strings part; `claim` is what it says about its size."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    count = len(texts) if claim is None else claim
    return f'<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>'


def edited(source: Path, target: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Copy a zip, changing one member; the change must change something."""
    with zipfile.ZipFile(source) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    after = change(parts[part])
    assert after != parts[part]
    return write_zip(target, {**parts, part: after})


# ---------------------------------------------------------------- binary workbooks


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of an .xlsb part."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(body)
    while True:
        size, group = size >> 7, size & 0x7F
        length += bytes([group | 0x80 if size else group])
        if not size:
            return head + length + body


def wide(text: str) -> bytes:
    """A text as .xlsb parts hold it."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def xlsb_cell(kind: int, column: int, body: bytes = b"", style: int = 0) -> bytes:
    """A cell record."""
    return record(kind, struct.pack("<II", column, style) + body)


def xlsb_row(row: int, *, hidden: bool = False) -> bytes:
    """A row record; rows count from 0."""
    flags = 0x10 if hidden else 0
    return record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, flags, 0, 0))


def xlsb_parts(sheet: bytes, strings: tuple[str, ...] = ()) -> dict[str, bytes | str]:
    """The members of a binary workbook with one sheet, 名单, and three styles: General, 0.00%
    and a date."""
    formats = [0, 10, 14]
    styles = record(278) + record(617, struct.pack("<I", len(formats)))
    styles += b"".join(
        record(47, struct.pack("<HHHHHBBBBBB", 0, number, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        for number in formats
    )
    styles += record(618) + record(279)
    items = b"".join(record(19, b"\0" + wide(text)) for text in strings)
    counts = struct.pack("<II", len(strings), len(strings))
    book = record(131) + record(153, struct.pack("<III", 0, 0, 0)) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("名单"))
    book += record(144) + record(132)
    return {
        "_rels/.rels": relationships([("rId1", "officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": relationships(
            [
                ("rId1", "worksheet", "worksheets/sheet1.bin"),
                ("rId2", "sharedStrings", "sharedStrings.bin"),
                ("rId3", "styles", "styles.bin"),
            ]
        ),
        "xl/worksheets/sheet1.bin": record(129)
        + record(148, struct.pack("<4I", 0, 9, 0, 9))
        + record(145)
        + sheet
        + record(146)
        + record(130),
        "xl/sharedStrings.bin": record(159, counts) + items + record(160),
        "xl/styles.bin": styles,
    }
