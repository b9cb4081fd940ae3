"""Workbooks that no library writes, patched by hand: parts of newer programs, other spellings of
the same XML, and what is slightly broken. The sheet to mark is as in `marking_corpus.py`.
"""

from __future__ import annotations

import io
import re
import zipfile

from marking_corpus import (
    SHEET,
    Case,
    by_xlsxwriter,
    draw_comments,
    draw_conditions,
    draw_names,
    everything,
    parts_of,
    zipped,
)
from marking_newer import NEWER
from marking_parts import (
    BOOK,
    BOOK_RELS,
    MICROSOFT,
    PART,
    PART_RELS,
    SPREADSHEET,
    STYLES,
    TYPES,
    XML,
    Parts,
    add,
    change,
    commented_parts,
    declare,
    plain_parts,
    relate,
)
from raw_workbooks import MAIN, OFFICE, PACKAGE, STRICT, STRICT_OFFICE

# ---------------------------------------------------------------- other spellings


def _respelt(data: bytes, pattern: str, new: str, also: tuple[str, ...] = ()) -> Parts:
    parts = parts_of(data)
    for name in (BOOK, PART, STYLES, *also):
        parts[name] = re.sub(pattern.encode(), new.encode(), parts[name])
    return parts


def strict() -> bytes:
    parts = parts_of(by_xlsxwriter(draw_comments, draw_names))
    for name in parts:
        if name.endswith((".xml", ".rels")):
            text = parts[name].replace(MAIN.encode(), STRICT.encode())
            parts[name] = text.replace(OFFICE.encode(), STRICT_OFFICE.encode())
    change(parts, BOOK, "<workbook ", '<workbook conformance="strict" ')
    return zipped(parts)


def prefixed() -> bytes:
    parts = _respelt(
        by_xlsxwriter(draw_conditions, draw_names), r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2"
    )
    for name in (BOOK, PART, STYLES):
        parts[name] = parts[name].replace(b' xmlns="', b' xmlns:x="', 1)
    return zipped(parts)


def absolute_targets() -> bytes:
    parts = commented_parts()
    parts[BOOK_RELS] = parts[BOOK_RELS].replace(b'Target="', b'Target="/xl/')
    parts[PART_RELS] = parts[PART_RELS].replace(b'Target="../', b'Target="/xl/')
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b'Target="', b'Target="/')
    return zipped(parts)


def back_slashes() -> bytes:
    parts = commented_parts()
    return zipped({name.replace("/", "\\"): content for name, content in parts.items()})


def utf16() -> bytes:
    parts = commented_parts()
    for name in (BOOK, PART, STYLES):
        text = parts[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        parts[name] = text.encode("utf-16")
    return zipped(parts)


def single_quotes() -> bytes:
    return zipped(_respelt(everything(), r"(\s[\w:]+)=\"([^\"']*)\"", r"\1 = '\2'"))


def with_line_ends() -> bytes:
    parts = _respelt(everything(), r"><", ">\r\n  <", (TYPES, BOOK_RELS, PART_RELS))
    return zipped(parts)


def no_prolog() -> bytes:
    return zipped(_respelt(everything(), r"<\?xml[^>]*\?>\s*", "\ufeff", (TYPES, BOOK_RELS)))


def with_remarks_in_xml() -> bytes:
    """Comments of XML that look like the tags they stand beside."""
    parts = commented_parts()
    change(parts, PART, "</worksheet>", "<!-- <legacyDrawing/> --></worksheet>")
    change(parts, PART, "<sheetData>", "<!-- 数据自此起 --><sheetData>")
    change(parts, BOOK, "</sheets>", "<!-- </sheets> --></sheets>")
    return zipped(parts)


def as_excel_writes() -> bytes:
    """Excel's own spelling: compatibility blocks, revision marks, custom views, no chart."""
    parts = parts_of(by_xlsxwriter(draw_comments, draw_conditions, draw_names))
    spaces = (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        f' mc:Ignorable="x15 xr" xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main"'
        f' xmlns:xr="{MICROSOFT}/spreadsheetml/2014/revision"'
    )
    view = "{12345678-1234-1234-1234-123456789012}"
    change(parts, BOOK, f'xmlns:r="{OFFICE}"', f'xmlns:r="{OFFICE}"{spaces}')
    change(parts, BOOK, "<bookViews>",
           '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\" xmlns:x15ac='
           f'"{MICROSOFT}/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
           f'<xr:revisionPtr revIDLastSave="0" documentId="x" xr6:v="1" xmlns:xr6="urn:x"/>'
           "<bookViews>")  # fmt: skip
    change(parts, BOOK, "</workbook>",
           f'<customWorkbookViews><customWorkbookView name="我" guid="{view}" windowWidth="1" '
           'windowHeight="1" activeSheetId="2"/></customWorkbookViews></workbook>')  # fmt: skip
    change(parts, PART, '<conditionalFormatting sqref="C2:C6">',
           f'<customSheetViews><customSheetView guid="{view}"><pageMargins left="1" right="1" '
           'top="1" bottom="1" header="1" footer="1"/><autoFilter ref="A1:D6"/></customSheetView>'
           '</customSheetViews><phoneticPr fontId="1" type="noConversion"/>'
           '<conditionalFormatting sqref="C2:C6">')  # fmt: skip
    return zipped(parts)


def comments_without_boxes() -> bytes:
    parts = commented_parts()
    del parts["xl/drawings/vmlDrawing1.vml"]
    parts[PART] = re.sub(rb"<legacyDrawing [^>]*/>", b"", parts[PART])
    parts[PART_RELS] = re.sub(rb"<Relationship [^>]*vmlDrawing1.vml\"/>", b"", parts[PART_RELS])
    return zipped(parts)


def names_in_other_case() -> bytes:
    """Parts are the same whatever the case of their names."""
    parts = commented_parts()
    renamed = {PART: "xl/Worksheets/Sheet1.xml", PART_RELS: "xl/Worksheets/_Rels/Sheet1.xml.rels"}
    return zipped({renamed.get(name, name): content for name, content in parts.items()})


def emptied() -> bytes:
    """Elements with nothing in them, where others are to come."""
    parts = plain_parts()
    parts[PART_RELS] = f'<Relationships xmlns="{PACKAGE}"/>'.encode()
    change(parts, PART, "</worksheet>", "<extLst/></worksheet>")
    change(parts, BOOK, "<calcPr", "<definedNames/><calcPr")
    parts[STYLES] = re.sub(rb"<dxfs[^>]*/>", b"<dxfs/>", parts[STYLES])
    del parts["docProps/app.xml"]
    parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*app.xml\"/>", b"", parts["_rels/.rels"])
    parts[TYPES] = re.sub(rb"<Override [^>]*app.xml\" [^>]*/>", b"", parts[TYPES])
    return zipped(parts)


# ---------------------------------------------------------------- odd shapes


def empty_sheet() -> bytes:
    parts = plain_parts()
    parts[PART] = f'{XML}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
    return zipped(parts)


def no_styles() -> bytes:
    parts = plain_parts()
    del parts[STYLES]
    parts[PART] = re.sub(rb' s="\d+"', b"", parts[PART])
    parts[BOOK_RELS] = re.sub(rb"<Relationship [^>]*styles.xml\"/>", b"", parts[BOOK_RELS])
    parts[TYPES] = re.sub(rb"<Override [^>]*styles.xml\" [^>]*/>", b"", parts[TYPES])
    return zipped(parts)


def bare() -> bytes:
    """The least that opens: no app.xml, no theme, no views, no styles, one sheet."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>值{row}</t></is></c></row>'
        for row in range(1, 7)
    )
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    parts: Parts = {}
    add(parts, TYPES,
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{kind}"/>'
        f'<Default Extension="xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
        "</Types>")  # fmt: skip
    declare(parts, BOOK, f"{SPREADSHEET}.sheet.main+xml")
    relate(parts, "_rels/.rels", "rId1", "officeDocument", "xl/workbook.xml")
    relate(parts, BOOK_RELS, "rId1", "worksheet", "worksheets/sheet1.xml")
    add(parts, BOOK, f'<workbook xmlns="{MAIN}"><sheets><sheet name="{SHEET}" sheetId="7" '
        f'xmlns:q="{OFFICE}" q:id="rId1"/></sheets></workbook>')  # fmt: skip
    add(parts, PART, f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>')
    return zipped(parts)


def malformed_vml() -> bytes:
    parts = commented_parts()
    drawing = "xl/drawings/vmlDrawing1.vml"
    text = parts[drawing].decode().replace('<div style="text-align:left"></div>', "<div><br></div>")
    assert "<br>" in text
    parts[drawing] = text.encode()
    return zipped(parts)


def own_results_sheet() -> bytes:
    """A sheet of the unit's that is called as ours is."""
    parts = plain_parts()
    change(parts, BOOK, 'name="附表"', 'name="校验结果"')
    return zipped(parts)


def protected_book() -> bytes:
    parts = parts_of(everything())
    change(parts, BOOK, "<bookViews>",
           '<workbookProtection workbookPassword="DAA7" lockStructure="1"/>'
           "<bookViews>")  # fmt: skip
    change(parts, BOOK, "<workbookView ", '<workbookView activeTab="2" firstSheet="1" ')
    return zipped(parts)


def own_views() -> bytes:
    """Several views of the book and of the sheet, selected in each."""
    parts = plain_parts()
    change(parts, BOOK, "</bookViews>", '<workbookView activeTab="1" xWindow="9"/></bookViews>')
    text = parts[PART].decode()
    second = '<sheetView tabSelected="true" workbookViewId="1"/></sheetViews>'
    parts[PART] = text.replace("</sheetViews>", second).encode()
    return zipped(parts)


def old_zip() -> bytes:
    """Members not compressed, with lengths behind them, extra fields, and a remark at the end."""
    file = io.BytesIO()
    with zipfile.ZipFile(_Unseekable(file), "w", zipfile.ZIP_STORED) as archive:
        archive.comment = b"made elsewhere"
        for name, content in commented_parts().items():
            info = zipfile.ZipInfo(name, (1999, 12, 31, 23, 59, 58))
            info.extra = b"\xfe\xca\x04\x00abcd"
            info.compress_type = zipfile.ZIP_DEFLATED if "theme" in name else zipfile.ZIP_STORED
            archive.writestr(info, content)
        archive.writestr(zipfile.ZipInfo("xl/media/"), b"")
    return file.getvalue()


class _Unseekable(io.RawIOBase):
    """A stream: what is written to it cannot be changed afterwards."""

    def __init__(self, file: io.BytesIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return self._file.write(data)  # type: ignore[arg-type]


ODDITIES = (
    *NEWER,
    Case("strict", strict, unread=True),
    Case("prefixed", prefixed),
    Case("absolute targets", absolute_targets),
    Case("back-slashes", back_slashes, unread=True),
    Case("utf-16", utf16),
    Case("single quotes", single_quotes),
    Case("line ends", with_line_ends),
    Case("no prolog", no_prolog),
    Case("remarks in xml", with_remarks_in_xml),
    Case("as excel writes", as_excel_writes),
    Case("comments without boxes", comments_without_boxes),
    Case("names in other case", names_in_other_case, unread=True),
    Case("emptied", emptied),
    Case("empty sheet", empty_sheet),
    Case("no styles", no_styles),
    Case("bare", bare),
    Case("malformed vml", malformed_vml),
    Case("own results sheet", own_results_sheet),
    Case("protected book", protected_book),
    Case("own views", own_views),
    Case("old zip", old_zip),
)
