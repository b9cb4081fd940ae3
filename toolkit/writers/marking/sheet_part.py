"""One worksheet part: our marks put in or taken out. Its rows are never touched.

What a newcomer would get wrong: of merged cells only the first is seen, so that is where the marks
of all of them go.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from toolkit.model import SEVERITY_WORDS, Finding, Severity
from toolkit.model.templates import RESULTS
from toolkit.reading.ooxml_cells import column_number
from toolkit.writers.marking.comments import cut_notes, put_notes
from toolkit.writers.marking.drawings import CellSizes
from toolkit.writers.marking.fills import Cell, cut_fills, put_fills
from toolkit.writers.marking.links import cut_links, put_links
from toolkit.writers.marking.outline import Outline
from toolkit.writers.marking.package import Package
from toolkit.writers.marking.styles import StylePositions

_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")
_ROW_HEIGHT = re.compile(rb"""\sht=["']([\d.]{1,9})["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
# Pixels of a character of width 1, and of a point.
_CHARACTER, _POINT = 7, 96 / 72
_USUAL_WIDTH, _USUAL_HEIGHT = 8.43, 13.5
# What a comment holds: so many messages, and so much of each.
_MOST_MESSAGES, _LONGEST_MESSAGE = 20, 1000


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """What goes on one sheet: findings and notes' texts by cell, and links by heading cell."""

    fills: Mapping[Severity, Collection[Cell]]
    notes: Mapping[Cell, str]
    links: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Merges:
    """The merged ranges that reach some columns: tops, bottoms and first cells by column."""

    by_column: Mapping[int, list[tuple[int, int, Cell]]] = field(default_factory=dict)

    def first_of(self, cell: Cell) -> Cell:
        """The cell that is seen in a cell's place."""
        ranges = self.by_column.get(cell[1], [])
        at = bisect_right(ranges, cell[0], key=lambda each: each[0]) - 1
        if at >= 0 and ranges[at][1] >= cell[0]:
            return ranges[at][2]
        return cell


def read_merges(outline: Outline, columns: Collection[int]) -> Merges:
    """The merged ranges of a sheet that reach these columns."""
    found: dict[int, list[tuple[int, int, Cell]]] = {column: [] for column in columns}
    for element in outline.root.all("mergeCell"):
        corners = _RANGE.fullmatch(element.get("ref").replace("$", ""))
        if not corners:
            continue
        left, right = column_number(corners[1]), column_number(corners[3])
        for column in columns:
            if left <= column <= right:
                found[column].append((int(corners[2]), int(corners[4]), (int(corners[2]), left)))
    return Merges({column: sorted(ranges) for column, ranges in found.items()})


def read_sheet(package: Package, part: str) -> Outline:
    """A sheet part taken apart, but for its rows."""
    return Outline(package.read(part), is_sheet=True)


def cut_marks(package: Package, part: str, results: str) -> Outline:
    """Take our marks out of a sheet, and give it as it stands then; `results` is the name of our
    first sheet that was there, or "".
    """
    outline = read_sheet(package, part)
    cut_fills(outline)
    cut_links(outline, results)
    cut_notes(package, part, outline)
    if not outline.is_edited:
        return outline
    package.write(part, outline.edited())
    return read_sheet(package, part)


def put_marks(
    package: Package, part: str, outline: Outline, marks: SheetMarks, styles: StylePositions,
    results: str,
) -> None:  # fmt: skip
    """Put marks on a sheet; `results` is the name of the sheet that links lead back to."""
    if any(marks.fills.values()):
        put_fills(outline, marks.fills, styles.fills)
    put_links(outline, results, marks.links)
    if marks.notes:
        put_notes(package, part, outline, marks.notes, _sizes(outline))


def unselect(outline: Outline) -> None:
    """Take the sheet out of the selected ones: what is typed on one selected sheet would be typed
    on all of them.
    """
    for view in outline.root.all("sheetView"):
        if view.get("tabSelected") in ("1", "true"):
            outline.set(view, "tabSelected", None)


def note_text(findings: Collection[Finding]) -> str:
    """What a comment says of a cell's findings: what many rows of a merged cell have, once."""
    messages = list(dict.fromkeys(
        f"【{SEVERITY_WORDS[finding.severity]}】{finding.message[:_LONGEST_MESSAGE]}"
        for finding in findings
    ))  # fmt: skip
    left_out = len(messages) - _MOST_MESSAGES
    rest = [f"……另有{left_out}条，见“{RESULTS}”。"] if left_out > 0 else []
    return "\n".join([*messages[:_MOST_MESSAGES], *rest])


# ---------------------------------------------------------------- sizes of columns and rows


def _sizes(outline: Outline) -> CellSizes:
    """How wide the columns and how high the rows are, in pixels."""
    usual = outline.root.child("sheetFormatPr")
    width = _number(usual.get("defaultColWidth") if usual else "", _USUAL_WIDTH)
    height = _number(usual.get("defaultRowHeight") if usual else "", _USUAL_HEIGHT)
    widths = {}
    for column in outline.root.all("col"):
        first, last = int(_number(column.get("min"), 1)), int(_number(column.get("max"), 1))
        shown = 0.0 if column.get("hidden") in ("1", "true") else 1.0
        pixels = int(_number(column.get("width"), width) * _CHARACTER * shown + 0.5)
        widths.update(dict.fromkeys(range(first, min(last, first + 1024) + 1), pixels))
    return CellSizes(
        int(width * _CHARACTER + 5),
        int(height * _POINT + 0.5),
        widths,
        _heights(outline.content, outline.prefix),
    )


def _heights(content: bytes, prefix: bytes) -> Mapping[int, int]:
    heights = {}
    # A plain spelling is looked for many times faster than one that may have a prefix.
    for row in re.finditer(rb"<%srow\s[^>]*>" % prefix, content):
        number, height = _ROW_NUMBER.search(row[0]), _ROW_HEIGHT.search(row[0])
        if number and _HIDDEN.search(row[0]):
            heights[int(number[1])] = 0
        elif number and height:
            heights[int(number[1])] = int(_number(height[1].decode(), 0) * _POINT + 0.5)
    return heights


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise
