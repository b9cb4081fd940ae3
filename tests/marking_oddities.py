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
    draw_controls,
    draw_names,
    everything,
    parts_of,
    zipped,
)
from raw_workbooks import MAIN, OFFICE, PACKAGE, STRICT, STRICT_OFFICE

Parts = dict[str, bytes]
BOOK, BOOK_RELS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
PART, PART_RELS = "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"
TYPES, STYLES = "[Content_Types].xml", "xl/styles.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MICROSOFT = "http://schemas.microsoft.com/office"


def plain_parts() -> Parts:
    return parts_of(by_xlsxwriter())


def commented_parts() -> Parts:
    return parts_of(by_xlsxwriter(draw_comments))


def change(parts: Parts, part: str, old: str, new: str) -> None:
    """Replace a text that stands in a part exactly once."""
    text = parts[part].decode()
    assert text.count(old) == 1, (part, old, text.count(old))
    parts[part] = text.replace(old, new).encode()


def relate(parts: Parts, rels: str, name: str, kind: str, target: str, mode: str = "") -> None:
    """Add a relation; `kind` is the last word of an Office type, or the whole type."""
    type_ = kind if "/" in kind else f"{OFFICE}/{kind}"
    empty = f'{XML}<Relationships xmlns="{PACKAGE}"></Relationships>'
    parts.setdefault(rels, empty.encode())
    line = f'<Relationship Id="{name}" Type="{type_}" Target="{target}"{mode}/>'
    change(parts, rels, "</Relationships>", f"{line}</Relationships>")


def declare(parts: Parts, part: str, kind: str) -> None:
    line = f'<Override PartName="/{part}" ContentType="{kind}"/>'
    change(parts, TYPES, "</Types>", f"{line}</Types>")


def add(parts: Parts, part: str, content: str | bytes, kind: str = "") -> None:
    parts[part] = content if isinstance(content, bytes) else (XML + content).encode()
    if kind:
        declare(parts, part, kind)


# ---------------------------------------------------------------- parts of newer programs


def pivot_and_slicer() -> bytes:
    parts = plain_parts()
    second_rels = "xl/worksheets/_rels/sheet2.xml.rels"
    fields = "".join(
        f'<cacheField name="{name}" numFmtId="0"><sharedItems/></cacheField>'
        for name in ("企业名称", "统一社会信用代码", "人数", "成立日期")
    )
    source = f'<worksheetSource ref="A1:D6" sheet="{SHEET}"/>'
    source = f'<cacheSource type="worksheet">{source}</cacheSource>'
    add(parts, "xl/pivotCache/pivotCacheDefinition1.xml",
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" saveData="0" refreshOnLoad="1" '
        f'recordCount="0">{source}<cacheFields count="4">{fields}</cacheFields>'
        "</pivotCacheDefinition>", f"{SPREADSHEET}.pivotCacheDefinition+xml")  # fmt: skip
    add(parts, "xl/pivotTables/pivotTable1.xml",
        f'<pivotTableDefinition xmlns="{MAIN}" name="透视" cacheId="1" dataCaption="值">'
        '<location ref="A5:B8" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        '<pivotFields count="4"><pivotField showAll="0"/><pivotField showAll="0"/>'
        '<pivotField dataField="1" showAll="0"/><pivotField showAll="0"/></pivotFields>'
        "</pivotTableDefinition>", f"{SPREADSHEET}.pivotTable+xml")  # fmt: skip
    add(parts, "xl/slicerCaches/slicerCache1.xml",
        f'<slicerCacheDefinition xmlns="{MICROSOFT}/spreadsheetml/2009/9/main" name="切片_名称" '
        'sourceName="企业名称"/>', "application/vnd.ms-excel.slicerCache+xml")  # fmt: skip
    add(parts, "xl/slicers/slicer1.xml",
        f'<slicers xmlns="{MICROSOFT}/spreadsheetml/2009/9/main"><slicer name="名称" '
        'cache="切片_名称" caption="名称" rowHeight="241300"/></slicers>',
        "application/vnd.ms-excel.slicer+xml")  # fmt: skip
    relate(parts, "xl/pivotTables/_rels/pivotTable1.xml.rels", "rId1", "pivotCacheDefinition",
           "../pivotCache/pivotCacheDefinition1.xml")  # fmt: skip
    relate(
        parts, BOOK_RELS, "rId90", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"
    )
    relate(parts, BOOK_RELS, "rId91", f"{MICROSOFT}/2007/relationships/slicerCache",
           "slicerCaches/slicerCache1.xml")  # fmt: skip
    relate(parts, second_rels, "rId1", "pivotTable", "../pivotTables/pivotTable1.xml")
    relate(
        parts, PART_RELS, "rId1", f"{MICROSOFT}/2007/relationships/slicer", "../slicers/slicer1.xml"
    )
    x14 = f'xmlns:x14="{MICROSOFT}/spreadsheetml/2009/9/main"'
    change(parts, PART, "</worksheet>",
           f'<extLst><ext {x14} uri="{{A8765BA9-456A-4dab-B4F3-ACF838C121DE}}"><x14:slicerList>'
           '<x14:slicer r:id="rId1"/></x14:slicerList></ext></extLst></worksheet>')  # fmt: skip
    change(parts, BOOK, "</workbook>",
           '<pivotCaches><pivotCache cacheId="1" r:id="rId90"/></pivotCaches>'
           f'<extLst><ext {x14} uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}"><x14:slicerCaches>'
           '<x14:slicerCache r:id="rId91"/></x14:slicerCaches></ext></extLst>'
           "</workbook>")  # fmt: skip
    return zipped(parts)


def threaded_comments() -> bytes:
    """A conversation at B3 (with the stand-in for older programs), an ordinary comment at D5."""
    parts = commented_parts()
    person, talk = (
        "{11111111-2222-3333-4444-555555555555}",
        "{AAAAAAAA-0000-0000-0000-000000000001}",
    )
    comments = next(name for name in parts if name.startswith("xl/comments"))
    change(parts, comments, "<author>张三</author>", f"<author>tc={talk}</author>")
    space = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
    add(parts, "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="B3" dT="2024-01-02T03:04:05.00" '
        f'personId="{person}" id="{talk}"><text>这是新式批注</text></threadedComment>'
        "</ThreadedComments>", "application/vnd.ms-excel.threadedcomments+xml")  # fmt: skip
    add(parts, "xl/persons/person.xml",
        f'<personList xmlns="{space}"><person displayName="王五" id="{person}" userId="w" '
        'providerId="None"/></personList>', "application/vnd.ms-excel.person+xml")  # fmt: skip
    kind = f"{MICROSOFT}/2017/10/relationships"
    relate(parts, PART_RELS, "rId80", f"{kind}/threadedComment",
           "../threadedComments/threadedComment1.xml")  # fmt: skip
    relate(parts, BOOK_RELS, "rId80", f"{kind}/person", "persons/person.xml")
    return zipped(parts)


def custom_xml() -> bytes:
    parts = plain_parts()
    add(parts, "customXml/item1.xml", "<来源 xmlns='urn:x'><值>一</值></来源>")
    add(parts, "customXml/itemProps1.xml",
        '<ds:datastoreItem ds:itemID="{6C3A1F00-0000-0000-0000-000000000000}" xmlns:ds='
        '"http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>',
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml")  # fmt: skip
    relate(parts, "customXml/_rels/item1.xml.rels", "rId1", "customXmlProps", "itemProps1.xml")
    relate(parts, BOOK_RELS, "rId70", "customXml", "../customXml/item1.xml")
    return zipped(parts)


def signed() -> bytes:
    parts = plain_parts()
    kind = "application/vnd.openxmlformats-package.digital-signature"
    change(
        parts, TYPES, "</Types>", f'<Default Extension="sigs" ContentType="{kind}-origin"/></Types>'
    )
    add(parts, "_xmlsignatures/origin.sigs", b"")
    add(parts, "_xmlsignatures/sig1.xml",
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>',
        f"{kind}-xmlsignature+xml")  # fmt: skip
    related = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
    relate(parts, "_rels/.rels", "rId60", f"{related}/origin", "_xmlsignatures/origin.sigs")
    relate(
        parts, "_xmlsignatures/_rels/origin.sigs.rels", "rId1", f"{related}/signature", "sig1.xml"
    )
    return zipped(parts)


def external_link_and_chain() -> bytes:
    parts = plain_parts()
    add(parts, "xl/externalLinks/externalLink1.xml",
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>',
        f"{SPREADSHEET}.externalLink+xml")  # fmt: skip
    relate(parts, "xl/externalLinks/_rels/externalLink1.xml.rels", "rId1", "externalLinkPath",
           "file:///C:/%E5%88%AB%E7%9A%84.xlsx", ' TargetMode="External"')  # fmt: skip
    add(parts, "xl/calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="A2" i="2"/></calcChain>',
        f"{SPREADSHEET}.calcChain+xml")  # fmt: skip
    relate(parts, BOOK_RELS, "rId50", "externalLink", "externalLinks/externalLink1.xml")
    relate(parts, BOOK_RELS, "rId51", "calcChain", "calcChain.xml")
    change(parts, BOOK, "</sheets>",
           '</sheets><externalReferences><externalReference r:id="rId50"/></externalReferences>'
    )  # fmt: skip
    return zipped(parts)


def form_controls() -> bytes:
    """A button as newer programs write it: a control beside its drawing, and an ActiveX one."""
    parts = parts_of(by_xlsxwriter(draw_controls))
    space = f"{MICROSOFT}/spreadsheetml/2009/9/main"
    add(parts, "xl/ctrlProps/ctrlProp1.xml",
        f'<formControlPr xmlns="{space}" objectType="Button" lockText="1"/>',
        "application/vnd.ms-excel.controlproperties+xml")  # fmt: skip
    relate(parts, PART_RELS, "rId40", "ctrlProp", "../ctrlProps/ctrlProp1.xml")
    add(parts, "xl/activeX/activeX1.xml", '<ax:ocx xmlns:ax="urn:x"/>',
        "application/vnd.ms-office.activeX+xml")  # fmt: skip
    relate(parts, PART_RELS, "rId41", "control", "../activeX/activeX1.xml")
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    text = parts[PART].decode()
    text = re.sub("<worksheet ", f'<worksheet xmlns:mc="{compatibility}" ', text, count=1)
    control = (
        f'<mc:AlternateContent><mc:Choice xmlns:x14="{space}" Requires="x14"><controls>'
        '<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="1025" r:id="rId40" '
        'name="按钮"/></mc:Choice></mc:AlternateContent></controls></mc:Choice>'
        "</mc:AlternateContent>"
    )
    parts[PART] = text.replace("</worksheet>", f"{control}</worksheet>").encode()
    return zipped(parts)


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
    Case("pivot and slicer", pivot_and_slicer),
    Case("threaded comments", threaded_comments),
    Case("custom xml", custom_xml),
    Case("signed", signed),
    Case("external link", external_link_and_chain),
    Case("form controls", form_controls),
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
