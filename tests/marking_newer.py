"""Workbooks with parts of newer programs: slicers, discussions, signatures, controls."""

from __future__ import annotations

import re

from marking_corpus import SHEET, Case, by_xlsxwriter, draw_controls, parts_of, zipped
from marking_parts import (
    BOOK,
    BOOK_RELS,
    MICROSOFT,
    PART,
    PART_RELS,
    SPREADSHEET,
    TYPES,
    add,
    change,
    commented_parts,
    plain_parts,
    relate,
)
from raw_workbooks import MAIN, OFFICE

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


NEWER = (
    Case("pivot and slicer", pivot_and_slicer),
    Case("threaded comments", threaded_comments),
    Case("custom xml", custom_xml),
    Case("signed", signed),
    Case("external link", external_link_and_chain),
    Case("form controls", form_controls),
)
