"""A marked copy that comes back: its marks are replaced, or go without leaving a trace."""

from __future__ import annotations

import io
import subprocess
import warnings
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from marked_cases import CASES, by_case, marked, original
from marked_packages import (
    AUTHOR,
    NAME,
    Package,
    comments_of,
    faults,
    fills_of,
    links_back,
    members,
    names_of,
    rels_of,
)
from marking_corpus import SHEET, Case, by_openpyxl, everything
from marking_findings import OTHER, RED, RESULTS, mark
from recalculating import SOFFICE, needs_libreoffice

from toolkit.reading import read_workbook

_MARKUP = (".xml", ".rels", ".vml")


def without_traces(name: str, content: bytes) -> object:
    """A part as an XML program understands it, but for what may stay: that a kind of part or an
    author is known, and which tab is in front.
    """
    if not name.endswith(_MARKUP):
        return content
    try:
        tree = ET.fromstring(content)  # noqa: S314  made by us
    except ET.ParseError:
        return content
    for parent in tree.iter():
        for key in ("tabSelected", "activeTab", "firstSheet"):
            parent.attrib.pop(key, None)
        for child in list(parent):
            told = child.get("Extension") == "vml" or child.get("id") == "_x0000_t202"
            empty = child.tag.endswith("}definedNames") and not len(child)
            if told or empty or child.text == AUTHOR:
                parent.remove(child)
    return ET.canonicalize(ET.tostring(tree), strip_text=True)


@by_case
def test_twice_is_once(case: Case, tmp_path: Path) -> None:
    once = marked(case)
    assert mark(once.data, tmp_path, once.ending).data == once.data


@by_case
def test_new_findings_replace_old_ones(case: Case, tmp_path: Path) -> None:
    again = mark(marked(case).data, tmp_path, case.ending, OTHER).data
    straight = mark(original(case), tmp_path, case.ending, OTHER).data
    mine, theirs = Package(again), Package(straight)
    assert fills_of(mine, SHEET) == {RED: ["D6"]}
    assert comments_of(mine, SHEET) == comments_of(theirs, SHEET)
    assert links_back(mine, SHEET) == links_back(theirs, SHEET)
    assert names_of(mine) == names_of(theirs)
    assert list(mine.sheets()) == list(theirs.sheets())
    assert faults(again) == faults(straight)


@by_case
def test_marks_go_without_a_trace(case: Case, tmp_path: Path) -> None:
    clean = mark(marked(case).data, tmp_path, case.ending, ())
    before = {each.name: each for each in members(original(case))}
    after = {each.name: each for each in members(clean.data)}
    first, last = Package(original(case)), Package(clean.data)
    assert list(last.sheets()) == list(first.sheets())
    differing = {
        name
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
        and without_traces(name, first.parts.get(name, b""))
        != without_traces(name, last.parts.get(name, b""))
    }
    styles = set(last.related(last.main, "styles"))
    if not first.related(first.main, "styles"):
        styles |= {"[content_types].xml", rels_of(last.main)}
    sheet = last.sheets()[SHEET]
    if case.name == "comments without boxes":
        # Theirs had none, and were not seen; what was mended stays.
        styles |= {sheet, rels_of(sheet), *last.related(sheet, "vmlDrawing")}
    # Styles go by position, and stay; texts of comments are looked at below.
    assert differing <= {*styles, *last.related(sheet, "comments")}
    assert names_of(last) == names_of(first)
    assert comments_of(last, SHEET) == comments_of(first, SHEET)
    assert links_back(last, SHEET) == []
    assert fills_of(last, SHEET) == {}
    assert set(faults(clean.data)) <= set(faults(original(case)))


@by_case
def test_without_marks_and_findings_nothing_is_done(case: Case, tmp_path: Path) -> None:
    found = mark(original(case), tmp_path, case.ending, ())
    assert (found.data, found.ending, found.remark) == (original(case), case.ending, "")


# ---------------------------------------------------------------- saved meanwhile


def check_one_set_of_marks(data: bytes) -> None:
    package = Package(data)
    assert [name for name in package.sheets() if name.startswith(RESULTS)] == [RESULTS]
    assert next(iter(package.sheets())) == RESULTS
    assert fills_of(package, SHEET) == {RED: ["D6"]}
    found = comments_of(package, SHEET)
    ours = {cell for cell, (author, text) in found.items() if author == AUTHOR or "校验" in text}
    assert ours == {"D6"}
    assert "日期不对" in found["D6"][1]
    assert links_back(package, SHEET) == ["D1"]
    assert [key for key in names_of(package) if key[0] == NAME] == [(NAME, None)]


def comment_texts(data: bytes) -> dict[str, str]:
    return {cell: text for cell, (_, text) in comments_of(Package(data), SHEET).items()}


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if case.name in {"plain", "comments", "conditions", "names", "openpyxl", "second sheet"}
    ],
    ids=lambda case: case.name,
)
def test_saved_by_openpyxl(case: Case, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(marked(case).data))
    file = io.BytesIO()
    book.save(file)
    again = mark(file.getvalue(), tmp_path, case.ending, OTHER).data
    check_one_set_of_marks(again)
    clean = mark(file.getvalue(), tmp_path, case.ending, ()).data
    assert comment_texts(clean) == comment_texts(original(case))


def saved_by_libreoffice(files: dict[str, bytes], folder: Path, ending: str) -> dict[str, bytes]:
    """What LibreOffice makes of several workbooks, in one call."""
    inbox = folder / "in"
    inbox.mkdir(parents=True)
    for name, data in files.items():
        (inbox / f"{name}.xlsx").write_bytes(data)
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation={profile}", "--convert-to", ending,
         "--outdir", str(folder / "out"), *map(str, sorted(inbox.iterdir()))],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    short = ending.partition(":")[0]
    return {name: (folder / "out" / f"{name}.{short}").read_bytes() for name in files}


XLSX = "xlsx:Calc MS Excel 2007 XML"
# The richest and the oddest: what LibreOffice opens before it must open after.
OPENED = (
    "everything", "table", "macros", "second sheet", "openpyxl", "pivot and slicer",
    "threaded comments", "external link", "form controls", "strict", "prefixed", "utf-16",
    "single quotes", "line ends", "empty sheet", "no styles", "bare", "own results sheet",
    "protected book", "own views", "old zip",
)  # fmt: skip


@needs_libreoffice
def test_saved_by_libreoffice(tmp_path: Path) -> None:
    cases = {case.name: case for case in CASES}
    saved = saved_by_libreoffice(
        {name: marked(cases[name]).data for name in OPENED}, tmp_path / "marked", XLSX
    )
    plain = saved_by_libreoffice(
        {name: original(cases[name]) for name in OPENED}, tmp_path / "plain", XLSX
    )
    wrong = [
        name for name in OPENED if _rows(saved[name], tmp_path)[1:] != _rows(plain[name], tmp_path)
    ]
    assert wrong == []
    for name in OPENED:
        if name != "own results sheet":
            check_one_set_of_marks(mark(saved[name], tmp_path, ".xlsx", OTHER).data)
        clean = mark(saved[name], tmp_path, ".xlsx", ()).data
        assert comment_texts(clean) == comment_texts(plain[name]), name


def _rows(data: bytes, folder: Path) -> list[tuple[str, list[list[object]]]]:
    path = folder / "读.xlsx"
    path.write_bytes(data)
    return [(grid.sheet, [list(row) for row in grid.rows]) for grid in read_workbook(path).grids]


@needs_libreoffice
def test_workbooks_by_libreoffice(tmp_path: Path) -> None:
    """LibreOffice's own spelling is marked like any other, and its marks go again."""
    made = saved_by_libreoffice({"a": everything(), "b": by_openpyxl()}, tmp_path / "lo", XLSX)
    for data in made.values():
        once = mark(data, tmp_path)
        assert set(faults(once.data)) <= set(faults(data))
        assert _rows(once.data, tmp_path)[1:] == _rows(data, tmp_path)
        assert mark(once.data, tmp_path).data == once.data
        clean = mark(once.data, tmp_path, ".xlsx", ()).data
        assert comments_of(Package(clean), SHEET) == comments_of(Package(data), SHEET)
        assert _rows(clean, tmp_path) == _rows(data, tmp_path)
