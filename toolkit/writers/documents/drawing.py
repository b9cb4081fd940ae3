"""Chinese Word documents drawn with python-docx: an empty A4 page in 宋体 with the styles of a
letter, and what letters and guides are made of.

What a newcomer would get wrong: the library begins with a document of its own that names its
author, holds hundreds of styles and stamps the clock into the zip. All that is taken out again.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as Page
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from toolkit.writers.book import CREATED
from toolkit.writers.marking.zip_records import open_container, pack

SONG, HEI = "宋体", "黑体"
TITLE, ADDRESSEE, BODY, PART, CELL, SIGNATURE = (
    "信函标题", "信函称谓", "信函正文", "信函小标题", "信函表格", "信函落款",
)  # fmt: skip
_KEPT_STYLES = ("Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid",
                "Header", "Footer")  # fmt: skip
# What the library's own document is related to and a letter is not.
_NEEDLESS = ("thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings")
_BODY_SIZE, _LINE = 12.0, 18.0
_MARGINS = (Mm(22), Mm(24), Mm(18), Mm(26))  # top, right, bottom, left
_WIDTH = Mm(210 - 24 - 26)


def new_page(title: str) -> Page:
    """An empty page with the styles of a letter and nothing else."""
    page = Document()
    for style in list(page.styles):
        if style.name not in _KEPT_STYLES:
            style.delete()
    for relations in (page.part.package.rels, page.part.rels):
        for key in [k for k, each in relations.items() if each.reltype.endswith(_NEEDLESS)]:
            del relations[key]
    _set_up(page)
    _add_styles(page)
    about = page.core_properties
    about.title, about.author, about.comments, about.last_modified_by = title, "", "", ""
    about.created = about.modified = CREATED
    return page


def _set_up(page: Page) -> None:
    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = _MARGINS
    section.header_distance = section.footer_distance = Mm(10)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        footer.add_run(text)
        if field:
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), field)
            simple.append(footer.add_run("1")._r)  # noqa: SLF001  the library has no fields
            footer._p.append(simple)  # noqa: SLF001


def _add_styles(page: Page) -> None:
    _give_font(page.styles["Normal"], SONG, _BODY_SIZE)
    _give_font(page.styles["Footer"], SONG, 9)
    _style(page, ADDRESSEE)
    _indent(_style(page, BODY))
    part = _style(page, PART, HEI)
    _indent(part)
    part.paragraph_format.space_before, part.paragraph_format.space_after = Pt(4), Pt(1)
    part.paragraph_format.keep_with_next = True
    title = _style(page, TITLE, HEI, 18)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(28)
    title.paragraph_format.space_after = Pt(8)
    cell = _style(page, CELL, size=10.5)
    cell.paragraph_format.line_spacing = Pt(15)
    signature = _style(page, SIGNATURE)
    signature.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    signature.paragraph_format.right_indent = Pt(2 * _BODY_SIZE)
    signature.paragraph_format.space_before = Pt(8)
    signature.paragraph_format.keep_together = True


def _style(page: Page, name: str, font: str = SONG, size: float = _BODY_SIZE) -> ParagraphStyle:
    style: ParagraphStyle = page.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = page.styles["Normal"]
    style.quick_style = True
    _give_font(style, font, size)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)
    shape.widow_control = True
    return style


def _give_font(style: Any, font: str, size: float) -> None:
    style.font.name, style.font.size = font, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")  # or a line may end inside a Latin word
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)


def _indent(style: ParagraphStyle) -> None:
    """Two characters of whatever size the text has."""
    style.paragraph_format.first_line_indent = Pt(2 * _BODY_SIZE)
    style.element.pPr.ind.set(qn("w:firstLineChars"), "200")


# ---------------------------------------------------------------- what letters are made of


def add_text(page: Page, text: str, style: str = BODY) -> Any:
    """Add a paragraph."""
    return page.add_paragraph(text, style)


def add_table(
    page: Page, heading: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> Any:
    """Add a table with a heading that repeats on every page; `widths` are shares of the line."""
    table: Any = page.add_table(0, len(heading), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    shares = [int(_WIDTH * width / sum(widths)) for width in widths]
    for column, width in zip(table.columns, shares, strict=True):
        column.width = width
    for number, texts in enumerate((heading, *rows)):
        row = table.add_row()
        _keep_whole(row, is_heading=not number)
        for cell, text, width in zip(row.cells, texts, shares, strict=True):
            cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = page.styles[CELL]
            paragraph.add_run(text).bold = True if not number else None
            if not number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return table


def center_columns(table: Any, columns: Sequence[int]) -> None:
    """Center what stands in some columns."""
    for column in columns:
        for cell in table.columns[column].cells:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _keep_whole(row: Any, *, is_heading: bool) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  the library has no such property
    properties.append(OxmlElement("w:cantSplit"))
    if is_heading:
        properties.append(OxmlElement("w:tblHeader"))


def saved(page: Page) -> bytes:
    """The document's bytes, the same each time."""
    stream = io.BytesIO()
    page.save(stream)
    data = stream.getvalue()
    with zipfile.ZipFile(stream) as archive:
        contents = {info.filename.lower(): archive.read(info) for info in archive.infolist()}
    return pack(open_container(data), contents, ())
