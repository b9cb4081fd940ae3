"""The comments of a sheet: ours put in or taken out, somebody else's left as they are.

A cell that has a comment already gets our text behind theirs, after a line that tells it apart.
What a newcomer would get wrong: a cell with a discussion (threaded comments) has a comment, too,
written for older programs only; it is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from toolkit.model import column_letters
from toolkit.reading.ooxml_cells import column_number
from toolkit.writers.cells import text_xml
from toolkit.writers.marking import drawings
from toolkit.writers.marking.fills import Cell, place_for
from toolkit.writers.marking.outline import Element, Outline
from toolkit.writers.marking.package import HEAD, SPREADSHEET_TYPE, VML_TYPE, Package
from toolkit.writers.marking.signs import ADDED_LINE, AUTHOR, OWN_LINE, Declined

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_THREAD_AUTHOR = "tc="
_LOOK = '<rPr>{}<sz val="9"/><color indexed="81"/><rFont val="宋体"/><charset val="134"/></rPr>'


@dataclass(frozen=True, slots=True)
class Notes:
    """A sheet's comments part taken apart; `part` is "" where there is none."""

    part: str
    outline: Outline | None

    def authors(self) -> list[str]:
        """The authors in order; comments name them by position."""
        parent = self.outline.root.child("authors") if self.outline else None
        return [each.text for each in parent.children] if parent else []

    def comments(self) -> Iterator[tuple[Cell, str, Element]]:
        """Each comment with its cell and its author."""
        authors = self.authors()
        for element in self.outline.root.all("comment") if self.outline else ():
            place = _REFERENCE.fullmatch(element.get("ref"))
            number = element.get("authorId", "0")
            at = int(number) if number.isdecimal() else len(authors)
            if place:
                cell = int(place[2]), column_number(place[1])
                yield cell, authors[at] if at < len(authors) else "", element


def read_notes(package: Package, sheet: str) -> Notes:
    """The comments of a sheet part."""
    part = package.related(sheet, "comments")
    return Notes(part, Outline(package.read(part)) if part else None)


def discussed_cells(package: Package, sheet: str, notes: Notes) -> frozenset[Cell]:
    """The cells with a discussion."""
    cells = {cell for cell, author, _ in notes.comments() if author.startswith(_THREAD_AUTHOR)}
    threads = package.related(sheet, "threadedComment")
    for element in Outline(package.read(threads)).root.children if threads else ():
        place = _REFERENCE.fullmatch(element.get("ref"))
        if place:
            cells.add((int(place[2]), column_number(place[1])))
    return frozenset(cells)


# ---------------------------------------------------------------- ours go


def cut_notes(package: Package, sheet: str, outline: Outline) -> None:
    """Cut our comments, our text in theirs, and the boxes of ours. Where nothing is left, the
    parts go, and with them what leads there from the sheet's `outline`.
    """
    notes = read_notes(package, sheet)
    if notes.outline is None:
        return
    ours = []
    for cell, author, comment in notes.comments():
        if author == AUTHOR or _text(comment).startswith(f"{OWN_LINE}\n"):
            ours.append(cell)
            notes.outline.cut(comment)
        else:
            _cut_added(notes.outline, comment)
    if not notes.outline.is_edited:
        return
    package.write(notes.part, notes.outline.edited())
    empty = [notes.part] if len(ours) == len(list(notes.comments())) else []
    empty += _cut_boxes(package, sheet, outline, ours)
    package.unrelate(sheet, [each for each in package.relations(sheet) if each.part in empty])
    for part in empty:
        package.drop(part)


def _cut_boxes(
    package: Package, sheet: str, outline: Outline, cells: Collection[Cell]
) -> list[str]:
    """Cut our boxes; gives the drawing if nothing is left in it, no longer linked."""
    part, legacy = _drawing_of(package, sheet, outline), outline.root.child("legacyDrawing")
    if not part or legacy is None:
        return []
    drawing = package.read(part)
    left = drawings.without_notes(drawing, cells)
    if left == drawing or drawings.has_shapes(left):
        package.write(part, left)
        return []
    outline.cut(legacy)
    return [part]


def _text(comment: Element) -> str:
    return "".join(each.text for each in comment.all("t"))


def _cut_added(outline: Outline, comment: Element) -> None:
    """Cut what we added to somebody's comment: from our line to the end."""
    theirs, line, _ = _text(comment).partition(ADDED_LINE)
    if not line:
        return
    left = len(theirs.removesuffix("\n"))
    for run in comment.all("t"):
        kept, left = run.text[:left], max(left - len(run.text), 0)
        if run.text and not kept:
            outline.cut(_whole_run(comment, run))
        elif kept != run.text:
            outline.replace(run.inner, run.close, _escaped(kept))


def _whole_run(comment: Element, text: Element) -> Element:
    return next((run for run in comment.all("r") if text in run.children), text)


# ---------------------------------------------------------------- ours come


def put_notes(
    package: Package,
    sheet: str,
    outline: Outline,
    texts: Mapping[Cell, str],
    sizes: drawings.CellSizes,
) -> None:
    """Write a text to each cell, as a comment of ours or behind somebody's."""
    part = package.related(sheet, "comments")
    if not part:
        part = _new_part(package, sheet, outline)
    notes = Notes(part, Outline(package.read(part)))
    assert notes.outline  # noqa: S101  just made
    others = {cell: comment for cell, _, comment in notes.comments()}
    for cell in [cell for cell in texts if cell in others]:
        _add_to(notes.outline, others[cell], texts[cell])
    new = {cell: text for cell, text in texts.items() if cell not in others}
    if new:
        _put_new(notes, new)
    boxes = {**{cell: _text(comment) for cell, comment in others.items()}, **texts}
    _draw(package, sheet, outline, boxes, sizes)
    package.write(part, notes.outline.edited())


def _new_part(package: Package, sheet: str, outline: Outline) -> str:
    part = package.free_name(f"{package.folder}comments{{}}.xml")
    content = f'{HEAD}<comments xmlns="{outline.root.space}"><authors/><commentList/></comments>'
    package.write(part, content.encode())
    package.give_type(part, f"{SPREADSHEET_TYPE}.comments+xml")
    package.relate(sheet, "comments", part, strict=outline.is_strict)
    return part


def _put_new(notes: Notes, texts: Mapping[Cell, str]) -> None:
    outline = notes.outline
    authors = outline.root.child("authors") if outline else None
    listed = outline.root.child("commentList") if outline else None
    if outline is None or authors is None or listed is None:
        raise Declined("批注部分不完整")
    known, declared = notes.authors(), outline.declaration
    if AUTHOR not in known:
        outline.append(authors, f"<author{declared}>{AUTHOR}</author>")
        known.append(AUTHOR)
    author = known.index(AUTHOR)
    for (row, column), text in texts.items():
        outline.append(
            listed,
            f'<comment{declared} ref="{column_letters(column)}{row}" authorId="{author}"><text>'
            f"{_own_text(OWN_LINE, text)}</text></comment>",
        )


def _draw(
    package: Package,
    sheet: str,
    outline: Outline,
    texts: Mapping[Cell, str],
    sizes: drawings.CellSizes,
) -> None:
    """See that each comment has its box: where one has none, others may lose theirs."""
    block = drawings.free_block(package)
    part = _drawing_of(package, sheet, outline)
    if part:
        drawing = package.read(part)
        boxed = drawings.note_cells(drawing)
        texts = {cell: text for cell, text in texts.items() if cell not in boxed}
        if texts:
            package.write(part, drawings.with_notes(drawing, texts, sizes, block))
        return
    part = package.free_name(f"{package.folder}drawings/vmlDrawing{{}}.vml")
    package.write(part, drawings.with_notes(drawings.new_drawing(), texts, sizes, block))
    package.give_usual_type(part, VML_TYPE)
    identifier = package.relate(sheet, "vmlDrawing", part, strict=outline.is_strict)
    element = f"<legacyDrawing{outline.declaration} {outline.linked(identifier)}/>"
    outline.put(place_for(outline, "legacyDrawing"), element)


def _drawing_of(package: Package, sheet: str, outline: Outline) -> str:
    """The drawing that holds the boxes of a sheet's comments; "" where there is none."""
    legacy = outline.root.child("legacyDrawing")
    if legacy is None:
        return ""
    linked = (each.part for each in package.relations(sheet) if each.identifier == legacy.link)
    part = next(linked, "")
    if part not in package:
        raise Declined("批注的图形部分缺失")
    return part


def _add_to(outline: Outline, comment: Element, text: str) -> None:
    """Add our text behind somebody's, whose text must be made a run where it is none."""
    parent = comment.child("text")
    if parent is None:
        raise Declined("批注部分不完整")
    declared = outline.declaration
    runs = [each for each in parent.children if each.name in ("r", "t")]
    added = _own_text(f"\n{ADDED_LINE}", text).replace("<r>", f"<r{declared}>")
    if not runs:
        outline.append(parent, added)
        return
    if runs[-1].name == "t":
        outline.put(runs[-1].start, f"<r{declared}>")
        added = f"</r>{added}"
    outline.put(runs[-1].end, added)


def _own_text(first: str, text: str) -> str:
    return _run(first, bold=True) + _run(f"\n{text}")


def _run(text: str, *, bold: bool = False) -> str:
    return f"<r>{_LOOK.format('<b/>' * bold)}{_text_element(text)}</r>"


def _text_element(text: str) -> str:
    """The text of a run: what a cell's inline text holds."""
    return text_xml(text).removeprefix(' t="inlineStr"><is>').removesuffix("</is></c>")


def _escaped(text: str) -> str:
    return _text_element(text).partition(">")[2].removesuffix("</t>") if text else ""
