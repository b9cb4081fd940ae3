"""Marks in place: exactly what is written where, and what is copied untouched.

Workbooks here are written by hand, so that each piece that is put in can be named to the byte.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_workbooks import MAIN, OFFICE, STRICT, STRICT_OFFICE, ooxml_parts, relationships, write_zip

from toolkit.errors import Refused
from toolkit.model import Finding, Ref, Severity, column_letters
from toolkit.reading.budget import open_parts
from toolkit.writers.marking import Marks, mark_workbook
from toolkit.writers.marking.drawings import free_block, note_cells, without_notes
from toolkit.writers.marking.fills import ranges_of
from toolkit.writers.marking.outline import Outline, in_utf8
from toolkit.writers.marking.package import Package
from toolkit.writers.marking.patching import patched
from toolkit.writers.marking.signs import Declined
from toolkit.writers.marking.zip_records import open_container, pack

Parts = dict[str, "bytes | str"]
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
)
DATA = f"<sheetData>{ROWS}</sheetData>"
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"


def finding(
    cell: tuple[int, int], severity: Severity = Severity.ERROR, words: str = "请改"
) -> Finding:
    return Finding("V101", severity, Ref("报送.xlsx", "名单", *cell), words, field="名称")


RED = finding((2, 1))
AMBER = finding((2, 2), Severity.QUERY, "请<核对>")
NOTHING = Marks("征集", "报送.xlsx", (), {})


def marks(*findings: Finding) -> Marks:
    return Marks("征集", "报送.xlsx", findings, {"名单": (1,)})


def types_part(*more: str, main: str = f"{TYPES}.sheet.main+xml") -> str:
    listed = {BOOK: main, SHEET: f"{TYPES}.worksheet+xml"}
    listed |= {f"xl/{name}.xml": f"{TYPES}.{kind}+xml" for name, kind in (m.split() for m in more)}
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in listed.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{overrides}</Types>"
    )


def parts_with(before: str = "", behind: str = "", data: str = DATA) -> Parts:
    """A workbook of one sheet, 名单, with other elements around its cells."""
    sheet = f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}{data}{behind}</worksheet>'
    return {**ooxml_parts(sheet), "[Content_Types].xml": types_part()}


def zipped(parts: Parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def patch_workbook(data: bytes, marks: Marks) -> bytes:
    return patched(Package(open_parts(data)), marks)[0]


def unzipped(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def marked(parts: Parts, *findings: Finding) -> dict[str, str]:
    """The parts of a marked copy; marking it again changes nothing."""
    once = patch_workbook(zipped(parts), marks(*findings))
    assert patch_workbook(once, marks(*findings)) == once
    return unzipped(once)


def fill(cells: str, style: int, priority: int) -> str:
    return (
        f'<conditionalFormatting sqref="{cells}"><cfRule type="expression" dxfId="{style}"'
        f' priority="{priority}"><formula>LEN("校验标记")=4</formula></cfRule>'
        "</conditionalFormatting>"
    )


def link(cell: str, row: int, results: str = "校验结果") -> str:
    return f'<hyperlink ref="{cell}" location="\'{results}\'!A{row}" tooltip="返回校验结果"/>'


FILLS = fill("A2", 0, 1) + fill("B2", 1, 2)
LINKS = link("A1", 8) + link("B1", 9)


# ---------------------------------------------------------------- what is put in


def test_a_sheet_gets_fills_links_and_a_drawing_each_in_its_place() -> None:
    before = '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
    behind = '<pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>'
    sheet = marked(parts_with(before, behind), RED, AMBER)[SHEET]
    assert sheet == (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        f"{DATA}{FILLS}<hyperlinks>{LINKS}</hyperlinks>{behind}"
        '<legacyDrawing r:id="rId2"/></worksheet>'
    )


def test_what_a_sheet_has_stays_behind_ours() -> None:
    own = '<cfRule type="expression" dxfId="0" priority="{}"><formula>A2>"a"</formula></cfRule>'
    theirs = '<conditionalFormatting sqref="A2">' + own + "</conditionalFormatting>"
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="iconSet"'
        " priority='{}'/></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    mine = '<hyperlink ref="A1" location="B2"/>'
    parts = parts_with(
        behind=f"<phoneticPr fontId='0'/>{theirs.format(1)}<hyperlinks>{mine}</hyperlinks>"
        + extension.format(4)
    )
    new = marked(parts, RED, AMBER)
    moved = extension.format(6).replace("'6'", '"6"')
    assert new[SHEET].partition("</sheetData>")[2] == (
        f"<phoneticPr fontId='0'/>{FILLS}{theirs.format(3)}<hyperlinks>{mine}{link('B1', 9)}"
        f'</hyperlinks><legacyDrawing r:id="rId2"/>{moved}</worksheet>'
    )
    bare = unzipped(patch_workbook(zipped(dict(new)), NOTHING))[SHEET]
    assert re.findall(r'priority="(\d)"', bare) == ["1", "4"]


def test_a_pivot_table_finds_its_formats_by_their_numbers() -> None:
    behind = '<conditionalFormatting pivot="1" sqref="A2"><cfRule type="top10" priority="1"'
    sheet = marked(
        parts_with(behind=f"{behind} rank=\"1\" pivot='1'/></conditionalFormatting>"), RED
    )
    assert re.findall(r'<cfRule type="(\w+)"[^>]* priority="(\d)"', sheet[SHEET]) == [
        ("expression", "2"),
        ("top10", "1"),
    ]


def test_the_workbook_lists_our_sheet_first_and_all_that_counts_sheets_follows() -> None:
    parts = parts_with()
    parts[BOOK] = (
        str(parts[BOOK])
        .replace(
            "<sheets>",
            "<bookViews><workbookView firstSheet='0' activeTab='0'/></bookViews><sheets>",
        )
        .replace(
            "</sheets>",
            '</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">名单!$A$1'
            "</definedName></definedNames><calcPr calcId='1'/>",
        )
    )
    book = marked(parts, RED)[BOOK]
    assert book.partition(">")[2] == (
        "<bookViews><workbookView/></bookViews>"
        '<sheets><sheet name="校验结果" sheetId="2" r:id="rId3"/>'
        '<sheet name="名单" sheetId="1" r:id="rId1"/></sheets>'
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">名单!$A$1'
        '</definedName><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
        "'校验结果'!$A$7:$H$8</definedName>"
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'校验结果\'!$7:$7</definedName>'
        '<definedName name="toolkit_marks" hidden="1">\'校验结果\'!$A$1</definedName>'
        "</definedNames><calcPr calcId='1'/></workbook>"
    )


def test_the_other_parts_follow() -> None:
    parts = parts_with()
    assert isinstance(parts["_rels/.rels"], str)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rId2" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/>'
        "</Relationships>",
    )
    vt = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    parts["docProps/app.xml"] = (
        f'<Properties xmlns:vt="{vt}"><HeadingPairs><vt:vector size="4" baseType="variant">'
        "<vt:variant><vt:lpstr>图表</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant>"
        "<vt:variant><vt:lpstr>表</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant>"
        '</vt:vector></HeadingPairs><TitlesOfParts><vt:vector size="2" baseType="lpstr">'
        "<vt:lpstr>图</vt:lpstr><vt:lpstr>名单</vt:lpstr></vt:vector></TitlesOfParts></Properties>"
    )
    new = marked(parts, RED)
    assert new.keys() - parts.keys() == {
        "xl/worksheets/sheet2.xml", "xl/styles.xml", "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels",
    }  # fmt: skip
    assert re.findall(r"<vt:i4>(\d)</vt:i4>", new["docProps/app.xml"]) == ["1", "2"]
    assert (
        '<vt:vector size="3" baseType="lpstr"><vt:lpstr>图</vt:lpstr><vt:lpstr>校验结果<'
        in (new["docProps/app.xml"])
    )
    assert new["xl/worksheets/_rels/sheet1.xml.rels"].partition(">\n")[2] == relationships(
        [("rId1", "comments", "../comments1.xml"),
         ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml")]
    )  # fmt: skip
    assert re.findall(r'(?:Part|Ext)\w+="([^"]+)"', new["[Content_Types].xml"]) == [
        "vml", "rels", "xml", f"/{BOOK}", f"/{SHEET}", "/xl/styles.xml", "/xl/comments1.xml",
        "/xl/worksheets/sheet2.xml",
    ]  # fmt: skip
    bare = unzipped(patch_workbook(zipped(dict(new)), NOTHING))
    assert bare["docProps/app.xml"] == parts["docProps/app.xml"]
    assert bare.keys() - parts.keys() == {"xl/styles.xml"}


def test_a_comment_names_us_and_a_box_stands_beside_its_cell() -> None:
    before = '<cols><col min="2" max="9" width="2"/></cols>'
    new = marked(parts_with(before), RED, finding((2, 1), Severity.QUERY, "_x000D_也请看看"))
    assert "".join(re.findall(r"<t[^>]*>([^<]*)</t>|(?=<comment )", new["xl/comments1.xml"])) == (
        "校验：\n【错误】请改\n【存疑】_x005F_x000D_也请看看"
    )
    assert "<author>校验</author></authors>" in new["xl/comments1.xml"]
    drawing = new["xl/drawings/vmlDrawing1.vml"]
    assert note_cells(drawing.encode()) == {(2, 1)}
    assert '<o:idmap v:ext="edit" data="1"/>' in drawing
    assert 'id="_x0000_s1025"' in drawing
    # From the next column over the narrow ones (14 pixels each) and two more (64 each).
    assert "<x:Anchor>1,12,0,4,11,36,3,10</x:Anchor>" in drawing


def test_somebody_elses_comment_keeps_its_text_and_gets_ours_behind_it() -> None:
    parts = parts_with()
    parts["[Content_Types].xml"] = types_part("comments1 comments")
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(
        [("rId1", "comments", "../comments1.xml"), ("rId2", "threadedComment", "../threads.xml")]
    )
    theirs = '<comment ref="A2" authorId="0"><text><t>看看</t></text></comment>'
    thread = '<comment ref="B2" authorId="1"><text><t>讨论</t></text></comment>'
    parts["xl/comments1.xml"] = (
        f'<comments xmlns="{MAIN}"><authors><author>张三</author><author>tc=1</author></authors>'
        f"<commentList>{theirs}{thread}</commentList></comments>"
    )
    parts["xl/threads.xml"] = '<ThreadedComments><threadedComment ref="B2"/></ThreadedComments>'
    new = marked(parts, RED, AMBER)
    texts = re.findall(r"<t[^>]*>([^<]*)</t>", new["xl/comments1.xml"])
    assert texts == ["看看", "\n—— 校验 ——", "\n【错误】请改", "讨论"]
    assert thread in new["xl/comments1.xml"]
    # Both comments came without a box; once one is drawn, all are.
    assert note_cells(new["xl/drawings/vmlDrawing1.vml"].encode()) == {(2, 1), (2, 2)}
    assert "有1个单元格原来就有讨论（会话批注），没有再加批注" in new["xl/worksheets/sheet2.xml"]
    bare = unzipped(patch_workbook(zipped(dict(new)), NOTHING))
    assert re.findall(r"<t[^>]*>([^<]*)</t>", bare["xl/comments1.xml"]) == ["看看", "讨论"]
    assert bare[SHEET] == parts[SHEET]


def test_marks_of_merged_cells_stand_where_they_are_seen() -> None:
    merged = '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="B2:B5"/></mergeCells>'
    new = marked(parts_with(behind=merged), finding((4, 2)), finding((6, 2)), AMBER)
    assert re.findall(r'sqref="([^"]+)"', new[SHEET]) == ["B2 B6"]
    assert re.findall(r'<comment ref="(\w+)"', new["xl/comments1.xml"]) == ["B2", "B6"]
    assert link("A1", 8) in new[SHEET]


def test_a_comment_says_a_thing_once_and_is_no_longer_than_can_be_read() -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A2:A40"/></mergeCells>'
    same = [finding((row, 1)) for row in range(2, 41)]
    others = [finding((row, 1), words=f"问题{row}") for row in range(2, 41)]
    new = marked(parts_with(behind=merged), *same, *others)["xl/comments1.xml"]
    words = re.findall(r"<t[^>]*>([^<]*)</t>", new)[1].strip().split("\n")
    assert words[:3] == ["【错误】请改", "【错误】问题2", "【错误】问题3"]
    assert (len(words), words[-1]) == (21, "……另有20条，见“校验结果”。")


def test_a_heading_within_a_linked_range_keeps_its_link() -> None:
    theirs = '<hyperlink ref="$A$1:$A$2" location="B9"/>'
    new = marked(parts_with(behind=f"<hyperlinks>{theirs}</hyperlinks>"), RED, AMBER)
    assert f"<hyperlinks>{theirs}{link('B1', 9)}</hyperlinks>" in new[SHEET]


def test_too_many_cells_keep_their_fill_and_line_but_get_no_comment() -> None:
    findings = [finding((row, column)) for row in range(2, 1202) for column in (1, 3)]
    queries = [finding((row, 5), Severity.QUERY) for row in range(2, 4)]
    new = marked(parts_with(), *queries, *findings)
    comments = re.findall(r'<comment ref="([A-Z]+)(\d+)"', new["xl/comments1.xml"])
    assert len(comments) == 2000
    assert comments[-1] == ("C", "1001")
    assert re.findall(r'sqref="([^"]+)"', new[SHEET]) == ["A2:A1201 C2:C1201", "E2:E3"]
    assert "只在2000个单元格加了批注，其余402个只标底色" in new["xl/worksheets/sheet2.xml"]


def test_long_lists_of_ranges_are_cut_into_blocks() -> None:
    new = marked(parts_with(), *(finding((row, 1)) for row in range(2, 2402, 2)))
    blocks = re.findall(r'sqref="([^"]+)"', new[SHEET])
    assert [len(block.split()) for block in blocks] == [1000, 200]
    assert re.findall(r'priority="(\d)"', new[SHEET]) == ["1", "2"]


# ---------------------------------------------------------------- unusual spellings


def test_prefixed_and_strict_parts_get_elements_of_their_own_language() -> None:
    parts, mine = parts_with(), '<x:hyperlink ref="Z1" location="A1"/>'
    parts |= ooxml_parts(
        f'<x:worksheet xmlns:x="{STRICT}"><x:sheetData/><x:hyperlinks>{mine}</x:hyperlinks>'
        "</x:worksheet>",
        main=STRICT, office=STRICT_OFFICE,
    )  # fmt: skip
    parts["[Content_Types].xml"] = types_part()
    new = marked(parts, RED)
    declared = f' xmlns="{STRICT}"'
    assert new[SHEET] == (
        f'<x:worksheet xmlns:x="{STRICT}"><x:sheetData/>'
        + fill("A2", 0, 1).replace("<conditionalFormatting", f"<conditionalFormatting{declared}")
        + f"<x:hyperlinks>{mine}{link('A1', 8).replace(' ref', f'{declared} ref')}</x:hyperlinks>"
        f'<legacyDrawing{declared} xmlns:r="{STRICT_OFFICE}" r:id="rId2"/></x:worksheet>'
    )
    assert f'<worksheet xmlns="{STRICT}">' in new["xl/worksheets/sheet2.xml"]
    assert f'Type="{STRICT_OFFICE}/comments"' in new["xl/worksheets/_rels/sheet1.xml.rels"]


def test_boxes_on_two_sheets_have_numbers_of_their_own() -> None:
    parts = parts_with()
    parts["xl/worksheets/other.xml"] = parts[SHEET]
    assert isinstance(parts[BOOK], str)
    parts[BOOK] = parts[BOOK].replace(
        "</sheets>", '<sheet name="二" sheetId="2" r:id="rId2"/></sheets>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relationships(
        [("rId1", "worksheet", "worksheets/sheet1.xml"),
         ("rId2", "worksheet", "worksheets/other.xml")]
    )  # fmt: skip
    new = marked(parts, RED, replace(RED, ref=Ref("报送.xlsx", "二", 2, 1)))
    drawings = [new[f"xl/drawings/vmlDrawing{number}.vml"] for number in (1, 2)]
    assert [re.findall(r' id="_x0000_s(\d+)"', each) for each in drawings] == [["1025"], ["2049"]]
    assert [re.findall(r' data="(\d+)"', each) for each in drawings] == [["1"], ["2"]]


def test_relations_whose_types_are_listed_one_by_one_get_theirs() -> None:
    parts = parts_with()
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    assert isinstance(parts["[Content_Types].xml"], str)
    usual = f'<Default Extension="rels" ContentType="{kind}"/>'
    assert usual in parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        usual, f'<Override PartName="/_rels/.rels" ContentType="{kind}"/>'
    )
    new = marked(parts, RED)
    assert "xl/worksheets/_rels/sheet1.xml.rels" in new
    assert new["[Content_Types].xml"].count(usual) == 1


def test_styles_based_on_none_stay_so() -> None:
    parts = parts_with()
    both = {name: marked({**parts, **styled(based)}, RED)["xl/styles.xml"] for name, based in (
        ("listed", '<cellStyleXfs><xf fontId="0"/></cellStyleXfs>'), ("none", "")
    )}  # fmt: skip
    assert both["listed"].count(' xfId="0"') == both["listed"].count("<xf numFmtId")
    assert both["none"].count("<xf numFmtId") == both["listed"].count("<xf numFmtId")
    assert " xfId=" not in both["none"]


def styled(based: str) -> Parts:
    """The parts of a workbook that has styles, to be laid over those of one that has none."""
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill/></fills>'
        f"<borders><border/></borders>{based}<cellXfs><xf/></cellXfs></styleSheet>"
    )
    parts = ooxml_parts(f'<worksheet xmlns="{MAIN}">{DATA}</worksheet>', styles=styles)
    parts["[Content_Types].xml"] = types_part("styles styles")
    return parts


@pytest.mark.parametrize("theirs", ["看看\n", "\n\n", "一\n\n\n"])
def test_line_ends_of_somebody_elses_comment_stay(theirs: str) -> None:
    parts = parts_with()
    parts["[Content_Types].xml"] = types_part("comments1 comments")
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(
        [("rId1", "comments", "../comments1.xml")]
    )
    run = f'<r><t xml:space="preserve">{theirs}</t></r>'
    parts["xl/comments1.xml"] = (
        f'<comments xmlns="{MAIN}"><authors><author>张三</author></authors><commentList>'
        f'<comment ref="A2" authorId="0"><text>{run}</text></comment></commentList></comments>'
    )
    new = marked(parts, RED)
    assert f"<text>{run}<r>" in new["xl/comments1.xml"]
    bare = unzipped(patch_workbook(zipped(dict(new)), NOTHING))
    assert bare["xl/comments1.xml"] == parts["xl/comments1.xml"]


@pytest.mark.parametrize("encoding", ["utf-16", "gbk", "utf-8-sig"])
def test_other_encodings_become_utf8(encoding: str) -> None:
    said = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{said}"?><a>校验</a>'
    expected = text if encoding == "utf-8-sig" else text.replace(said, "UTF-8")
    assert in_utf8(text.encode(encoding)).decode() == expected


def test_a_drawing_that_is_no_sound_xml_keeps_its_shapes() -> None:
    parts = parts_with(behind='<legacyDrawing r:id="rId7"/>')
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(
        [("rId7", "vmlDrawing", "../drawings/old.vml")]
    )
    button = (
        '<v:shape id="_x0000_s5121" o:x="a>b"><br><x:ClientData ObjectType="Button">'
        "<x:Row>1</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>"
    )
    head = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="u" xmlns:x="u">'
    button += '<v:shape a="1"/>'
    parts["xl/drawings/old.vml"] = f"{head}{button}</xml>\n"
    once = patch_workbook(zipped(parts), marks(RED))
    drawing = unzipped(once)["xl/drawings/old.vml"]
    assert drawing.startswith(f'{head}{button}<v:shapetype id="_x0000_t202"')
    assert 'id="_x0000_s6145"' in drawing
    assert free_block(Package(open_parts(once))) == 7
    assert without_notes(drawing.encode(), {(2, 1)}).decode().startswith(f"{head}{button}<v:shapet")
    assert note_cells(drawing.encode()) == {(2, 1)}


DECLINED = {
    "rows without an end": parts_with(data=DATA.removesuffix("</sheetData>")),
    "torn": parts_with(behind="<pageMargins"),
    "no drawing": parts_with(behind='<legacyDrawing r:id="rId7"/>'),
    "no types": {name: part for name, part in parts_with().items() if name[0] != "["},
    "no end of the drawing": {
        **parts_with(behind='<legacyDrawing r:id="rId7"/>'),
        "xl/worksheets/_rels/sheet1.xml.rels": relationships([("rId7", "vmlDrawing", "../d.vml")]),
        "xl/d.vml": "<xml><v:shape",
    },
}


@pytest.mark.parametrize("parts", DECLINED.values(), ids=DECLINED)
def test_what_cannot_be_marked_without_harm_is_declined(parts: Parts) -> None:
    with pytest.raises(Declined):
        patch_workbook(zipped(parts), marks(RED))


# ---------------------------------------------------------------- endings and remarks


def at(folder: Path, name: str, parts: Parts) -> Path:
    return write_zip(folder / name, parts)


@pytest.mark.parametrize(
    ("name", "kind", "ending"),
    [
        ("a.XLSX", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml", ".XLSX"),
        ("a.xls", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml", ".xlsx"),
        ("a.xlsx", "ms-excel.sheet.macroEnabled.main+xml", ".xlsm"),
        ("a.et", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml", ".et"),
        ("a.xltm", "ms-excel.template.macroEnabled.main+xml", ".xltm"),
    ],
)
def test_the_ending_says_what_the_file_is(
    tmp_path: Path, name: str, kind: str, ending: str
) -> None:
    types = types_part(main=f"application/vnd.{kind}")
    path = at(tmp_path, name, {**parts_with(), "[Content_Types].xml": types})
    for each in (NOTHING, marks(RED)):
        assert mark_workbook(path, each).ending == ending
    assert mark_workbook(path, NOTHING).data == path.read_bytes()


def test_a_signed_or_shared_workbook_says_what_ends_with_the_marks(tmp_path: Path) -> None:
    parts = parts_with()
    parts["xl/_rels/workbook.xml.rels"] = relationships(
        [("rId1", "worksheet", "worksheets/sheet1.xml"),
         ("rId2", "revisionHeaders", "revisions/revisionHeaders.xml")]
    )  # fmt: skip
    parts["xl/revisions/revisionHeaders.xml"] = "<headers/>"
    parts["_xmlsignatures/sig1.xml"] = "<Signature/>"
    done = mark_workbook(at(tmp_path, "a.xlsx", parts), marks(RED))
    assert done.remark == (
        "原文件有数字签名，加上标注后签名不再有效。原文件是共享工作簿，这份已取消共享。"
    )
    new = unzipped(done.data)
    assert "revisionHeaders" not in new["xl/_rels/workbook.xml.rels"]
    assert new["_xmlsignatures/sig1.xml"] == "<Signature/>"


def test_a_declined_workbook_is_rebuilt_and_says_why(tmp_path: Path) -> None:
    path = at(tmp_path, "a.xlsx", parts_with(behind='<legacyDrawing r:id="rId7"/>'))
    done = mark_workbook(path, marks(RED))
    assert "。原因：批注的图形部分缺失。" in done.remark
    assert list(unzipped(done.data)) != list(unzipped(path.read_bytes()))
    assert mark_workbook(path, NOTHING).data == path.read_bytes()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(parts_with())[:-30])
    with pytest.raises(Refused):
        mark_workbook(path, marks(RED))


# ---------------------------------------------------------------- marks that come back


def test_a_sheet_of_their_own_with_our_name_stays() -> None:
    parts = parts_with()
    own = '<sheets><sheet name="校验结果" sheetId="7" r:id="rId1"/>'
    parts[BOOK] = str(parts[BOOK]).replace("<sheets>", own)
    new = marked(parts, RED)
    names = re.compile(r'<sheet name="([^"]+)"')
    assert names.findall(new[BOOK]) == ["校验结果(2)", "校验结果", "名单"]
    assert link("A1", 8, "校验结果(2)") in new[SHEET]
    bare = unzipped(patch_workbook(zipped(dict(new)), NOTHING))
    assert names.findall(bare[BOOK]) == ["校验结果", "名单"]


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("toolkit_marks", "renamed", ["名单"]),
        ('name="校验结果"', 'name="旧表"', ["旧表", "名单"]),
        ("校验结果", "旧表", ["名单"]),
    ],
)
def test_two_signs_of_three_are_enough_to_know_our_sheet(
    old: str, new: str, names: list[str]
) -> None:
    """The name that leads to it, its own name, and its first cell."""
    parts = unzipped(patch_workbook(zipped(parts_with()), marks(RED)))
    parts[BOOK] = parts[BOOK].replace(old, new)
    bare = unzipped(patch_workbook(zipped(dict(parts)), NOTHING))
    assert re.findall(r'<sheet name="([^"]+)"', bare[BOOK]) == names
    assert "toolkit_marks" not in bare[BOOK]


def test_the_order_of_calculation_goes_when_it_names_our_sheet() -> None:
    parts = unzipped(patch_workbook(zipped(parts_with()), marks(RED)))
    parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="K1" i="2"/></calcChain>'
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rId9" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>'
        "</Relationships>",
    )
    bare = unzipped(patch_workbook(zipped(dict(parts)), NOTHING))
    assert "xl/calcChain.xml" not in bare
    assert "calcChain" not in bare["xl/_rels/workbook.xml.rels"]


# ---------------------------------------------------------------- the pieces


def test_edits_are_made_where_they_belong() -> None:
    outline = Outline(b"""<x:a xmlns:x="u" y='1>2'><x:b /><c k="v" kk='w'/>t</x:a>""")
    b, c = outline.root.children
    outline.append(b, "<n/>")
    outline.append(b, "<m/>")
    outline.set(c, "k", None)
    outline.set(c, "kk", 5)
    outline.set(c, "new", "x")
    outline.append(outline.root, "<z/>")
    assert outline.edited() == (
        b"""<x:a xmlns:x="u" y='1>2'><x:b ><n/><m/></x:b><c new="x" kk="5"/>t<z/></x:a>"""
    )


def cells_in(ranges: Iterable[str]) -> list[tuple[int, int]]:
    numbers = {column_letters(column): column for column in range(1, 9)}
    found = []
    for text in ranges:
        left, top, right, bottom = re.fullmatch(  # type: ignore[union-attr]
            r"([A-Z])(\d+)(?::([A-Z])(\d+))?", text
        ).groups()
        columns = range(numbers[left], numbers[right or left] + 1)
        found += [(row, at) for row in range(int(top), int(bottom or top) + 1) for at in columns]
    return found


@given(st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8))))
def test_ranges_hold_each_cell_once_and_no_other(cells: set[tuple[int, int]]) -> None:
    found = cells_in(ranges_of(cells))
    assert sorted(found) == sorted(cells)


CONTENTS = st.binary(max_size=300)
NAMES = st.text("abcß校/._", min_size=1, max_size=8).map(lambda name: f"m{name}")


@st.composite
def zips(draw: st.DrawFn) -> bytes:
    """A zip as many programs write it: stored or packed, sizes before or behind the content."""
    parts = draw(st.dictionaries(NAMES, CONTENTS, min_size=1, max_size=6))
    streamed = draw(st.booleans())
    file = io.BytesIO()
    target = _OneWay(file) if streamed else file
    with zipfile.ZipFile(target, "w") as archive:  # type: ignore[arg-type]
        for name, content in parts.items():
            info = zipfile.ZipInfo(name.rstrip("/") + draw(st.sampled_from(["", ".xml", "/"])))
            info.compress_type = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
            info.extra = draw(st.sampled_from([b"", struct.pack("<HH3s", 0x7777, 3, b"abc")]))
            info.comment = draw(st.sampled_from([b"", b"said"]))
            if info.filename not in archive.namelist():
                archive.writestr(info, b"" if info.is_dir() else content)
        # One that looks like the directory's end is beyond Python's reader, which stands before.
        archive.comment = draw(st.binary(max_size=9).filter(lambda said: b"PK" not in said))
    return file.getvalue()


class _OneWay:
    """A file that cannot be gone back in, so that sizes are written behind the content."""

    def __init__(self, file: io.BytesIO) -> None:
        self.write, self.flush = file.write, file.flush


def records(data: bytes) -> dict[str, tuple[bytes, bytes]]:
    """What stands of each member in the file and in the directory, but for the offset."""
    container = open_container(data)
    return {
        member.name: (bytes(member.record), member.entry[:42] + member.entry[46:])
        for member in container.members
    }


@given(zips(), st.data())
def test_members_not_named_are_copied_to_the_byte(data: bytes, choice: st.DataObject) -> None:
    container = open_container(data)
    names = [member.name for member in container.members]
    same = len(set(names)) == len(names)
    changed = choice.draw(
        st.sets(st.sampled_from([each for each in names if each[-1] != "/"] or [""]))
    )
    contents = {name: f"new {name}".encode() for name in changed if name and same}
    new = pack(container, {**contents, "xl/新.xml": b"added"}, ())
    before, after = records(data), records(new)
    assert list(after) == [*before, "xl/新.xml"]
    assert {name: after[name] for name in before if name not in contents} == {
        name: kept for name, kept in before.items() if name not in contents
    }
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(new)) as archive:
        assert archive.testzip() is None
        assert archive.comment == old.comment
        written = dict(zip(after, archive.infolist(), strict=True))
        for name, content in contents.items():
            assert archive.read(written[name]) == content
        assert archive.read("xl/新.xml") == b"added"
