"""A marked copy is the very workbook that was sent: only what must change has changed."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path

import openpyxl
import pytest
from marked_cases import CASES, by_case, marked, original
from marked_packages import (
    AUTHOR,
    NAME,
    Package,
    allowed_changes,
    comments_of,
    faults,
    fills_of,
    links_back,
    members,
    names_of,
)
from marking_corpus import SHEET, Case
from marking_findings import AMBER, FINDINGS, RED, RESULTS

from toolkit.model import Grid
from toolkit.reading import read_workbook


def sheet_data(content: bytes) -> bytes:
    plain = content.decode("utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else None
    text = plain.encode() if plain is not None else content
    found = re.search(
        rb"<(?:\w+:)?sheetData(?:\s[^>]*)?(?:/>|>.*</(?:\w+:)?sheetData\s*>)", text, re.DOTALL
    )
    assert found
    return found[0]


# ---------------------------------------------------------------- what stays


@by_case
def test_parts_that_need_no_change_are_the_same_bytes(case: Case) -> None:
    before, after = members(original(case)), members(marked(case).data)
    kept = {each.name: each for each in after}
    allowed = allowed_changes(Package(original(case)), SHEET)
    changed = {each.name for each in before if kept.get(each.name) != each}
    assert changed <= allowed
    names = [each.name for each in before]
    assert [each.name for each in after if each.name in set(names)] == names


@by_case
def test_new_parts_are_the_first_sheet_and_comments_only(case: Case) -> None:
    before, after = Package(original(case)), Package(marked(case).data)
    new = set(after.parts) - set(before.parts)
    results = after.sheets()[next(iter(after.sheets()))]
    part = after.sheets()[SHEET]
    folder, _, name = part.rpartition("/")
    expected = {
        results, f"{folder}/_rels/{name}.rels", *after.related(part, "comments"),
        *after.related(part, "vmlDrawing"), *after.related(after.main, "styles"),
    }  # fmt: skip
    assert results in new
    assert new <= expected


@by_case
def test_cells_are_not_touched(case: Case) -> None:
    before, after = Package(original(case)), Package(marked(case).data)
    for name, part in before.sheets().items():
        if "chartsheet" not in part:
            assert sheet_data(before.parts[part]) == sheet_data(after.parts[after.sheets()[name]])


@by_case
def test_nothing_to_stumble_over(case: Case) -> None:
    known = set(faults(original(case)))
    assert [each for each in faults(marked(case).data) if each not in known] == []


def values_of(grid: Grid) -> dict[tuple[int, int], object]:
    return {
        (row, column): value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


@by_case
def test_same_values(case: Case, tmp_path: Path) -> None:
    before, after = tmp_path / f"前{case.ending}", tmp_path / f"后{case.ending}"
    before.write_bytes(original(case))
    after.write_bytes(marked(case).data)
    sheets = read_workbook(before).grids
    first, *others = read_workbook(after).grids
    assert first.sheet.startswith(RESULTS)
    assert [(each.sheet, each.visible) for each in others] == [
        (each.sheet, each.visible) for each in sheets
    ]
    for mine, theirs in zip(others, sheets, strict=True):
        assert values_of(mine) == values_of(theirs)
        assert (mine.merges, mine.hidden_rows) == (theirs.merges, theirs.hidden_rows)


def opened(data: bytes) -> dict[str, dict[str, object]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.unread], ids=lambda case: case.name
)
def test_openpyxl_reads_the_same(case: Case) -> None:
    before, after = opened(original(case)), opened(marked(case).data)
    assert list(after)[1:] == list(before)
    for cell in links_back(Package(marked(case).data), SHEET):
        if cell not in before[SHEET]:
            del after[SHEET][cell]  # where a link stands on a blank cell, openpyxl shows its target
    assert {name: after[name] for name in before} == before


@by_case
def test_names_belong_to_the_same_sheets(case: Case) -> None:
    before, after = names_of(Package(original(case))), names_of(Package(marked(case).data))
    results = next(iter(Package(marked(case).data).sheets()))
    assert {key: value for key, value in after.items() if key in before} == before
    new = {name for name, sheet in after.keys() - before.keys() if sheet in (None, results)}
    assert NAME in new


# ---------------------------------------------------------------- what is added


@by_case
def test_fills(case: Case) -> None:
    found = fills_of(Package(marked(case).data), SHEET)
    assert {colour: set(" ".join(cells).split()) for colour, cells in found.items()} == {
        RED: {"B3", "A5:A6", "E5"}, AMBER: {"C4"},
    }  # fmt: skip


@by_case
def test_comments(case: Case) -> None:
    before = comments_of(Package(original(case)), SHEET)
    after = comments_of(Package(marked(case).data), SHEET)
    ours = {"B3", "C4", "A5", "A6", "E5"}
    talked = {cell for cell, (author, _) in before.items() if author.startswith("tc=")}
    assert set(after) == set(before) | ours
    for cell in ours - talked:
        author, text = after[cell]
        assert author == (before[cell][0] if cell in before else AUTHOR)
        assert before.get(cell, ("", ""))[1] in text
        told = [each for each in FINDINGS if each.ref.cell == cell]
        assert all(each.message in text for each in told)
    untouched = (set(before) - ours) | talked
    assert {cell: after[cell] for cell in untouched} == {cell: before[cell] for cell in untouched}


@by_case
def test_first_sheet_leads_there_and_back(case: Case) -> None:
    package = Package(marked(case).data)
    results = next(iter(package.sheets()))
    tree = package.tree(package.sheets()[results])
    targets = {each.get("location") for each in tree.iter() if each.tag.endswith("}hyperlink")}
    assert {f"'{SHEET}'!{cell}" for cell in ("B3", "C4", "A5:A6", "E5", "D2", "A1")} <= targets
    assert names_of(package)[NAME, None] == f"'{results}'!$A$1"
    links = Package(original(case)).tree(Package(original(case)).sheets()[SHEET])
    theirs = {each.get("ref") for each in links.iter() if each.tag.endswith("}hyperlink")}
    assert set(links_back(package, SHEET)) == {"A1", "B1", "C1", "E1"} - theirs
