"""The parts of a workbook by name, to be patched by hand: change, relate, declare, add."""

from __future__ import annotations

from marking_corpus import by_xlsxwriter, draw_comments, parts_of
from raw_workbooks import OFFICE, PACKAGE

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
