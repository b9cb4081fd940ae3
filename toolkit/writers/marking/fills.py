"""The fills of a sheet: conditional formats of ours, put in above all others or taken out.

What a newcomer would get wrong: which format wins is a number that all of a sheet's formats share,
also those in the extension at the end of the part; to stand above them ours take the first
numbers, and the others move up by as many. They move back when ours go.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from toolkit.model import Severity, column_letters
from toolkit.writers.cells import escaped
from toolkit.writers.marking.outline import Element, Outline
from toolkit.writers.marking.signs import FILL_FORMULA

# Ranges in one conditional format.
_MOST_RANGES = 1000
_BLANKS = re.compile(r"^=|\s")
Cell = tuple[int, int]

# The order of what stands in a sheet part; what is not listed here is no sheet's own.
_ORDER = {
    name: at
    for at, name in enumerate((
        "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
        "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
        "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr",
        "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
        "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
        "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    ))
}  # fmt: skip


def place_for(outline: Outline, name: str) -> int:
    """Where an element of that name begins in a sheet part, before others of the same name."""
    own = _ORDER[name]
    before = (each.end for each in outline.root.children if _ORDER.get(each.name, own) < own)
    return max(before, default=outline.root.inner)


# ---------------------------------------------------------------- ours go


def cut_fills(outline: Outline) -> None:
    """Cut our conditional formats, and give the others their numbers back."""
    rules = list(outline.root.all("cfRule"))
    ours = [rule for rule in rules if _is_ours(rule)]
    if not ours:
        return
    for parent in outline.root.all("conditionalFormatting"):
        inside = [each for each in parent.children if each.name == "cfRule"]
        own = [rule for rule in inside if rule in ours]
        for element in [parent] if own and len(own) == len(inside) else own:
            outline.cut(element)
    others = [number for rule in rules if rule not in ours for number in _number(rule)]
    if others and min(others) > len(ours):
        _renumber(outline, [rule for rule in rules if rule not in ours], -len(ours))


def _is_ours(rule: Element) -> bool:
    return any(
        _BLANKS.sub("", each.text) == FILL_FORMULA
        for each in rule.children
        if each.name in ("formula", "f")
    )


def _number(rule: Element) -> Iterator[int]:
    if rule.get("priority").isdecimal():
        yield int(rule.get("priority"))


def _renumber(outline: Outline, rules: Collection[Element], by: int) -> None:
    for rule in rules:
        for number in _number(rule):
            outline.set(rule, "priority", number + by)


# ---------------------------------------------------------------- ours come


def put_fills(
    outline: Outline,
    cells: Mapping[Severity, Collection[Cell]],
    styles: Mapping[Severity, int],
) -> None:
    """Fill cells by their severity."""
    blocks = [
        (severity, block) for severity in styles for block in _blocks(cells.get(severity, ()))
    ]
    rules = list(outline.root.all("cfRule"))
    # A pivot table knows its formats by their numbers, so they must keep them.
    is_fixed = any(rule.get("pivot") in ("1", "true") for rule in rules)
    first = 1 + (max((n for rule in rules for n in _number(rule)), default=0) if is_fixed else 0)
    if not is_fixed:
        _renumber(outline, rules, len(blocks))
    formula = escaped(FILL_FORMULA)
    outline.put(
        place_for(outline, "conditionalFormatting"),
        "".join(
            f'<conditionalFormatting{outline.declaration} sqref="{" ".join(block)}">'
            f'<cfRule type="expression" dxfId="{styles[severity]}" priority="{priority}">'
            f"<formula>{formula}</formula></cfRule></conditionalFormatting>"
            for priority, (severity, block) in enumerate(blocks, first)
        ),
    )


def _blocks(cells: Collection[Cell]) -> Iterator[list[str]]:
    ranges = list(ranges_of(cells))
    for first in range(0, len(ranges), _MOST_RANGES):
        yield ranges[first : first + _MOST_RANGES]


def ranges_of(cells: Collection[Cell]) -> Iterator[str]:
    """The ranges that hold these cells (row, column) and no others, from the top.

    >>> list(ranges_of([(2, 1), (3, 1), (2, 2), (3, 2), (5, 4)]))
    ['A2:B3', 'D5']
    """
    open_runs: dict[tuple[int, int], int] = {}
    found: list[tuple[int, int, int, int]] = []
    last = 0
    for row, runs in _runs_by_row(cells):
        ended = [run for run in open_runs if row > last + 1 or run not in runs]
        found += [(open_runs.pop(run), run[0], last, run[1]) for run in ended]
        open_runs = {run: open_runs.get(run, row) for run in runs}
        last = row
    found += [(top, run[0], last, run[1]) for run, top in open_runs.items()]
    for top, left, bottom, right in sorted(found):
        corner = f"{column_letters(left)}{top}"
        is_cell = (top, left) == (bottom, right)
        yield corner if is_cell else f"{corner}:{column_letters(right)}{bottom}"


def _runs_by_row(cells: Collection[Cell]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Each row with its runs of neighbouring columns."""
    row, runs = 0, list[list[int]]()
    for next_row, column in sorted(cells):
        if next_row != row:
            if runs:
                yield row, [(first, last) for first, last in runs]
            row, runs = next_row, []
        if runs and runs[-1][1] == column - 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    if runs:
        yield row, [(first, last) for first, last in runs]
