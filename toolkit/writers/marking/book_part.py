"""The workbook part: which sheets there are, and the first one, ours, put in or taken out.

What a newcomer would get wrong: names that hold on one sheet only, and the views, know sheets by
their position, so all of them move when a sheet comes first or goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from toolkit.model.templates import RESULTS
from toolkit.reading.ooxml_strings import read_strings
from toolkit.writers.book import quoted
from toolkit.writers.cells import escaped
from toolkit.writers.marking.outline import Element, Outline
from toolkit.writers.marking.package import SPREADSHEET_TYPE, Package
from toolkit.writers.marking.properties import add_title, remove_title
from toolkit.writers.marking.signs import MARKS_NAME, Declined

# What may stand behind the names in a workbook part; they stand before all of it.
_BEHIND_NAMES = frozenset({
    "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes",
    "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
})  # fmt: skip
_FIRST_CELL = re.compile(
    rb"<(?:[\w.-]+:)?c\s(?=[^>]*\br=[\"']A1[\"'])([^>]*)>(.*?)</(?:[\w.-]+:)?c>", re.DOTALL
)
_TEXT = re.compile(rb"<(?:[\w.-]+:)?(?:t|v)(?:\s[^>]*)?>([^<]*)<")
_IS_SHARED = re.compile(rb"\bt=[\"']s[\"']")
_MOST_SHEET_IDS = 65_534
FILTER_NAME, TITLES_NAME = "_xlnm._FilterDatabase", "_xlnm.Print_Titles"
# Our signs on a sheet; two of them are enough to know it again.
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook part lists it; `part` is "" where there is none."""

    position: int
    name: str
    kind: str
    part: str
    identifier: str
    is_visible: bool
    element: Element


def sheet_entries(package: Package, outline: Outline) -> tuple[SheetEntry, ...]:
    """All sheets in order, chart sheets, too."""
    related = {each.identifier: each for each in package.relations(package.main)}
    entries = []
    for position, element in enumerate(outline.root.all("sheet")):
        relation = related.get(element.link)
        is_there = relation is not None and relation.part in package
        entries.append(
            SheetEntry(
                position,
                element.get("name"),
                relation.kind if relation else "",
                relation.part if relation and is_there else "",
                element.link,
                element.get("state", "visible") == "visible",
                element,
            )
        )
    return tuple(entries)


# ---------------------------------------------------------------- our sheet goes


def remove_results(package: Package) -> str:
    """Take our first sheet out, wherever it stands by now, and the name that leads to it; gives
    what it was called, or "".
    """
    outline = Outline(package.read(package.main))
    entries = sheet_entries(package, outline)
    ours = next((each for each in entries if _is_ours(package, outline, each)), None)
    if ours and len(entries) > 1:
        outline.cut(ours.element)
        _move(outline, entries, ours.position, -1)
        _cut_names(outline, ours.position)
        _drop_sheet(package, ours)
    else:
        _cut_names(outline, None)
    if outline.is_edited:
        package.write(package.main, outline.edited())
    return ours.name if ours else ""


def _is_ours(package: Package, outline: Outline, entry: SheetEntry) -> bool:
    if entry.kind != "worksheet" or not entry.part:
        return False
    signs = entry.name.startswith(RESULTS) + _is_named(outline, entry.name)
    return signs == _ENOUGH or (
        signs + 1 == _ENOUGH and _first_text(package, entry.part).startswith(f"{RESULTS}：")
    )


def _is_named(outline: Outline, sheet: str) -> bool:
    """Whether the name of our marks leads to this sheet."""
    target = f"{sheet}!$A$1".replace("'", "")
    return any(
        name.text.lstrip("=").replace("'", "") == target
        for name in _names(outline)
        if name.get("name") == MARKS_NAME
    )


def _first_text(package: Package, part: str) -> str:
    """The text in A1, or "" where there is none."""
    cell = _FIRST_CELL.search(package.read(part))
    if not cell:
        return ""
    text = unescape(b"".join(_TEXT.findall(cell[2])).decode())
    strings = package.related(package.main, "sharedStrings")
    if not _IS_SHARED.search(cell[1]) or not text.isdecimal() or not strings:
        return text
    shared, at = read_strings(package.read(strings)), int(text)
    return shared[at] if at < len(shared) else ""


def _drop_sheet(package: Package, entry: SheetEntry) -> None:
    relations = package.relations(package.main)
    package.unrelate(
        package.main, [each for each in relations if each.identifier == entry.identifier]
    )
    package.drop(entry.part)
    remove_title(package, entry.name)
    _forget_calculations(package, entry.element.get("sheetId"))


def _forget_calculations(package: Package, sheet: str) -> None:
    """Somebody's formulas on our sheet stand in the order of calculation, which programs make
    anew where there is none.
    """
    chains = [each for each in package.relations(package.main) if each.kind == "calcChain"]
    for chain in chains:
        if chain.part in package and any(
            cell.get("i") == sheet for cell in Outline(package.read(chain.part)).root.children
        ):
            package.unrelate(package.main, chains)
            package.drop(chain.part)
            return


def _cut_names(outline: Outline, position: int | None) -> None:
    """Cut the name of our marks and those that hold only on the sheet at a position."""
    names = list(_names(outline))
    ours = [
        name
        for name in names
        if name.get("name") == MARKS_NAME
        or (position is not None and name.get("localSheetId") == str(position))
    ]
    # In a list of ours the name of our marks comes first.
    is_our_list = len(ours) == len(names) and ours and ours[0].get("name") == MARKS_NAME
    parents = [each for each in outline.root.children if each.name == "definedNames"]
    for element in parents if is_our_list else ours:
        outline.cut(element)


# ---------------------------------------------------------------- our sheet comes


def insert_results(
    package: Package, name: str, part: str, ranges: Sequence[tuple[str, str]]
) -> None:
    """List our sheet, whose part is written, as the first and the one to be seen; `ranges` are
    the names that hold on it, with what they stand for.
    """
    outline = Outline(package.read(package.main))
    entries = sheet_entries(package, outline)
    listed = outline.root.child("sheets")
    if listed is None or not entries:
        raise Declined("文件里没有工作表")
    identifier = package.relate(package.main, "worksheet", part, strict=outline.is_strict)
    numbers = [each.element.number("sheetId") for each in entries]
    outline.put(
        listed.inner,
        f'<sheet{outline.declaration} name="{escaped(name)}" sheetId="{_free_number(numbers)}"'
        f" {outline.linked(identifier)}/>",
    )
    _move(outline, entries, 0, 1)
    _add_names(outline, name, ranges)
    package.write(package.main, outline.edited())
    package.give_type(part, f"{SPREADSHEET_TYPE}.worksheet+xml")
    add_title(package, name, [each.name for each in entries])


def _free_number(taken: Sequence[int]) -> int:
    highest = max(taken) + 1
    if highest <= _MOST_SHEET_IDS:
        return highest
    return min(set(range(1, len(taken) + 2)) - set(taken))


def _add_names(outline: Outline, sheet: str, ranges: Sequence[tuple[str, str]]) -> None:
    place = f"{escaped(quoted(sheet))}!"
    parent = outline.root.child("definedNames")
    declared = outline.declaration
    hidden = {FILTER_NAME: ' hidden="1"'}
    names = "".join(
        f'<definedName{declared} name="{name}" localSheetId="0"{hidden.get(name, "")}>'
        f"{place}{cells}</definedName>"
        for name, cells in ranges
    )
    marks = f'<definedName{declared} name="{MARKS_NAME}" hidden="1">{place}$A$1</definedName>'
    if parent:
        outline.append(parent, names + marks)
        return
    later = (each.start for each in outline.root.children if each.name in _BEHIND_NAMES)
    listed = (marks + names).replace(declared, "")
    piece = f"<definedNames{declared}>{listed}</definedNames>"
    outline.put(next(later, outline.root.close), piece)


# ---------------------------------------------------------------- what knows sheets by position


def _names(outline: Outline) -> Iterator[Element]:
    for parent in outline.root.children:
        if parent.name == "definedNames":
            yield from parent.children


def _move(outline: Outline, entries: Sequence[SheetEntry], position: int, by: int) -> None:
    """Move what stands behind a position: by 1 where a sheet comes there, by -1 where it goes."""
    for name in _names(outline):
        local = name.get("localSheetId")
        if local.isdecimal() and int(local) >= position + (by < 0):
            outline.set(name, "localSheetId", int(local) + by)
    for view in outline.root.all("workbookView"):
        for attribute in ("firstSheet", "activeTab"):
            if by > 0:
                outline.set(view, attribute, None)
                continue
            at = view.number(attribute)
            if at == position:
                outline.set(view, attribute, _first_visible(entries, position))
            elif at > position:
                outline.set(view, attribute, at - 1)


def _first_visible(entries: Sequence[SheetEntry], without: int) -> int:
    """The position of the first visible sheet once the one at a position is gone."""
    left = [each for each in entries if each.position != without]
    return next((at for at, each in enumerate(left) if each.is_visible), 0)
