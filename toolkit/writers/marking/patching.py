"""In: the bytes of an OOXML workbook and its marks. Out: the same workbook with the marks in it.

Marks of an earlier copy go first, then the new ones come. What a newcomer would get wrong: a
workbook is either marked whole or declined; nothing is written before all of it has worked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import Finding, Severity
from toolkit.model.templates import RESULTS
from toolkit.writers.book import sheet_name
from toolkit.writers.marking.book_part import (
    FILTER_NAME,
    TITLES_NAME,
    SheetEntry,
    insert_results,
    remove_results,
    sheet_entries,
)
from toolkit.writers.marking.comments import discussed_cells, read_notes
from toolkit.writers.marking.fills import Cell
from toolkit.writers.marking.marks import Marks
from toolkit.writers.marking.outline import Outline
from toolkit.writers.marking.package import Package
from toolkit.writers.marking.result_lines import ResultPage, result_page
from toolkit.writers.marking.results_sheet import filter_range, results_xml, titles_range
from toolkit.writers.marking.sheet_part import (
    Merges,
    SheetMarks,
    cut_marks,
    note_text,
    put_marks,
    read_merges,
    read_sheet,
    unselect,
)
from toolkit.writers.marking.styles import add_styles

# More comments than anybody reads make a workbook slow.
MOST_NOTES = 2000
_MARKED = (Severity.ERROR, Severity.QUERY)
_SHARING = ("revisionHeaders", "usernames")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A worksheet about to be marked: its cells with findings, where they are seen, and those
    that must not get a comment.
    """

    entry: SheetEntry
    outline: Outline
    findings: Mapping[Cell, list[Finding]]
    merges: Merges
    discussed: frozenset[Cell]


def patched(package: Package, marks: Marks, remark: str = "") -> tuple[bytes, str]:
    """Mark a workbook that has been opened; gives the copy's bytes and what has to be said of it.
    Raise `Declined` where it cannot be marked without harm.
    """
    results = remove_results(package)
    book = Outline(package.read(package.main))
    entries = sheet_entries(package, book)
    outlines = _without_marks(package, entries, results)
    if not marks.findings:
        return package.packed(), remark
    sheets = _sheets(package, entries, outlines, marks.findings)
    noted, left_out = _noted(sheets)
    remark += "".join(_remarks(package, sheets, left_out))
    page = result_page(marks, remark)
    styles = add_styles(package, strict=book.is_strict)
    results = sheet_name(RESULTS, [each.name for each in entries])
    for sheet in sheets:
        links = dict(_links(page, sheet))
        cells = SheetMarks(_fills(sheet), noted[sheet.entry.name], links)
        put_marks(package, sheet.entry.part, sheet.outline, cells, styles, results)
    for part, outline in outlines.items():
        unselect(outline)
        if outline.is_edited:
            package.write(part, outline.edited())
    _stop_sharing(package)
    seen = {each.name for each in entries if each.is_visible}
    windows = max(len(list(book.root.all("workbookView"))), 1)
    content = results_xml(page, styles, book.root.space, windows, seen)
    _add_results(package, results, content, page, len(entries))
    return package.packed(), remark


def _without_marks(
    package: Package, entries: Iterable[SheetEntry], results: str
) -> dict[str, Outline]:
    """Take out the marks of an earlier copy, whose first sheet had that name; gives every sheet
    as it stands then, by part.
    """
    return {
        each.part: cut_marks(package, each.part, results)
        if each.kind == "worksheet"
        else read_sheet(package, each.part)
        for each in entries
        if each.part
    }


def _add_results(
    package: Package, name: str, content: bytes, page: ResultPage, sheets: int
) -> None:
    part = package.free_name(f"{package.folder}worksheets/sheet{{}}.xml", sheets + 1)
    package.write(part, content)
    ranges = ((FILTER_NAME, filter_range(page)), (TITLES_NAME, titles_range(page)))
    insert_results(package, name, part, ranges)


# ---------------------------------------------------------------- what goes where


def _sheets(
    package: Package,
    entries: Iterable[SheetEntry],
    outlines: Mapping[str, Outline],
    findings: Iterable[Finding],
) -> list[_Sheet]:
    """The worksheets with cells to be marked, in order."""
    by_sheet: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.severity in _MARKED and finding.ref.cell:
            by_sheet[finding.ref.sheet].append(finding)
    return [
        _sheet(package, entry, outlines[entry.part], by_sheet[entry.name])
        for entry in entries
        if entry.kind == "worksheet" and entry.part and entry.name in by_sheet
    ]


def _sheet(
    package: Package, entry: SheetEntry, outline: Outline, findings: Sequence[Finding]
) -> _Sheet:
    merges = read_merges(outline, {finding.ref.column for finding in findings})
    cells: defaultdict[Cell, list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=lambda each: _MARKED.index(each.severity)):
        cells[merges.first_of((finding.ref.row, finding.ref.column))].append(finding)
    discussed = discussed_cells(package, entry.part, read_notes(package, entry.part))
    return _Sheet(entry, outline, cells, merges, discussed)


def _fills(sheet: _Sheet) -> dict[Severity, list[Cell]]:
    """The cells by their gravest finding."""
    fills: dict[Severity, list[Cell]] = {severity: [] for severity in _MARKED}
    for cell, findings in sheet.findings.items():
        fills[findings[0].severity].append(cell)
    return fills


def _noted(sheets: Sequence[_Sheet]) -> tuple[dict[str, dict[Cell, str]], int]:
    """The comments of each sheet, those on errors first where there are too many; and how many
    cells go without.
    """
    wanted = sorted(
        (_MARKED.index(findings[0].severity), at, cell)
        for at, sheet in enumerate(sheets)
        for cell, findings in sheet.findings.items()
        if cell not in sheet.discussed
    )
    noted: dict[str, dict[Cell, str]] = {sheet.entry.name: {} for sheet in sheets}
    for at, cell in sorted((at, cell) for _, at, cell in wanted[:MOST_NOTES]):
        noted[sheets[at].entry.name][cell] = note_text(sheets[at].findings[cell])
    return noted, len(wanted[MOST_NOTES:])


def _links(page: ResultPage, sheet: _Sheet) -> Iterator[tuple[Cell, int]]:
    """The heading cells that lead back, each to the first line about its column."""
    marked = {finding.ref.column for each in sheet.findings.values() for finding in each}
    for link in reversed(page.links):
        if link.sheet == sheet.entry.name and link.column in marked:
            yield sheet.merges.first_of((link.row, link.column)), link.back_to


# ---------------------------------------------------------------- what has to be said


def _remarks(package: Package, sheets: Sequence[_Sheet], left_out: int) -> Iterator[str]:
    if any(name.startswith("_xmlsignatures/") for name in package.names()):
        yield "原文件有数字签名，加上标注后签名不再有效。"
    if any(each.kind in _SHARING for each in package.relations(package.main)):
        yield "原文件是共享工作簿，这份已取消共享。"
    if left_out:
        yield (
            f"问题较多，只在{MOST_NOTES}个单元格加了批注，其余{left_out}个只标底色，"
            f"说明见“{RESULTS}”。"
        )
    discussed = sum(cell in sheet.discussed for sheet in sheets for cell in sheet.findings)
    if discussed:
        yield f"有{discussed}个单元格原来就有讨论（会话批注），没有再加批注，说明见“{RESULTS}”。"


def _stop_sharing(package: Package) -> None:
    """Forget who shares the workbook: the record of its sheets would not know ours."""
    sharing = [each for each in package.relations(package.main) if each.kind in _SHARING]
    if sharing:
        package.unrelate(package.main, sharing)
