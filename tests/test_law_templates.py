"""Law 10: the formulas of a template say of every cell what `toolkit check` says of it.

Cells of every kind are written into templates' sheets, LibreOffice reckons the formulas, and the
verdicts are compared with the findings on the very same file, cell by cell. Where conversion
repairs a value (12万元, a code in small letters) the formula may warn, and may then know nothing
of what the value is compared with; but it never passes what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from recalculating import FormulaSheet, needs_libreoffice, recalculate
from template_rows import ERROR, Cells, rows

from toolkit.campaign import load_campaign
from toolkit.formulas import Layout, board_formulas, uncovered_rules, with_names
from toolkit.model import Board, Campaign, CheckedFile, Severity, as_text
from toolkit.model.templates import FORMULAS
from toolkit.pipeline.checking import check
from toolkit.rules import RULES
from toolkit.rules.blanks import EDGES, is_blank_word
from toolkit.rules.identifiers import clean
from toolkit.rules.names import name_key
from toolkit.rules.rule import full_key

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
CAMPAIGNS = Path(__file__).resolve().parent / "campaigns"
FIRST_ROW = 4
_REFERENCE = re.compile(r'("(?:[^"]|"")*")|(?<![A-Z$0-9.])([A-Z]{1,3})([0-9]+)(?![0-9(])')
# What conversion says of cells that it understands all the same.
_REPAIRS = {"V202", "V205", "V206", "V207"}
_SIGNS = {Severity.ERROR: "错", Severity.QUERY: "疑"}
_FORMATS = {"date": "yyyy-mm-dd", "string": "@", "list": "@", "percent": "0.00%"}


# ---------------------------------------------------------------- a workbook of our own


def moved(formula: str, by: int) -> str:
    """A formula of the first row, some rows further down."""
    return _REFERENCE.sub(lambda found: found[1] or f"{found[2]}{int(found[3]) + by}", formula)


def write_template(path: Path, board: Board, campaign: Campaign, filled: Sequence[Cells]) -> None:
    """The sheet that is filled in, with its heading, and the sheet of formulas."""
    layout = Layout(board.title, FIRST_ROW, FIRST_ROW + len(filled) - 1)
    blocks = board_formulas(board, campaign, layout)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(board.title)
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        _write_headings(sheet, board)
        for row, cells in enumerate(filled, start=FIRST_ROW - 1):
            for at, column in enumerate(board.fields):
                kind = "percent" if column.meta.get("as") == "percent" else column.type
                _write(sheet, row, at, cells.get(column.key), formats.get(kind))
        own = book.add_worksheet(FORMULAS, FormulaSheet)
        own.write_string(0, 0, FORMULAS)
        every = [
            formula
            for name in ("value", "verdict", "wrong")
            for formula in (getattr(each, name) for each in blocks)
        ]
        shared, names = with_names(every)
        for name, meant in names.items():
            book.define_name(name, f"={meant}")
        for by in range(len(filled)):
            for at, formula in enumerate(shared):
                if formula:
                    place = FIRST_ROW - 1 + by, at
                    own.write_formula(*place, f"={moved(formula, by)}", None, "")


def _write_headings(sheet: Any, board: Board) -> None:
    sheet.write_string(0, 0, board.title)
    for at, column in enumerate(board.fields):
        sheet.write_string(1, at, column.group or column.header)
        sheet.write_string(2, at, column.header if column.group else "")


def _write(sheet: Any, row: int, at: int, value: Any, shape: Any) -> None:
    if value is ERROR:
        sheet.write_formula(row, at, "=1/0", shape, "#DIV/0!")
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, shape)
    elif isinstance(value, bool):
        sheet.write_boolean(row, at, value, shape)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, at, value, shape)
    elif value is not None:
        sheet.write_string(row, at, value, shape)


# ---------------------------------------------------------------- both verdicts, compared


@dataclass
class Comparison:
    """What was compared, and where the two disagree."""

    exact: int = 0
    warned: int = 0
    clean: int = 0
    disagreements: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Said:
    """What both say of one row: the formulas' verdicts and the findings' (sign and code), by key;
    `repaired` are the cells of which only the formulas know nothing.
    """

    verdicts: Mapping[str, str]
    findings: Mapping[str, frozenset[str]]
    notes: Mapping[str, frozenset[str]]
    cells: Cells


def verdicts_of(path: Path, board: Board, many: int) -> list[dict[str, str]]:
    """The block of verdicts, as reckoned."""
    lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(FORMULAS)
    grid = lines.to_python(skip_empty_area=False)
    size = len(board.fields)
    found = []
    for row in range(FIRST_ROW - 1, FIRST_ROW - 1 + many):
        cells = [*grid[row], *[""] * (2 * size)] if row < len(grid) else [""] * (2 * size)
        found.append({each.key: str(cells[size + at]) for at, each in enumerate(board.fields)})
    return found


def both(path: Path, board: Board, checked: CheckedFile, filled: Sequence[Cells]) -> list[Said]:
    """What formulas and `toolkit check` say of each row of a recalculated file."""
    verdicts = verdicts_of(path, board, len(filled))
    findings: dict[tuple[int, int], set[str]] = {}
    notes: dict[tuple[int, int], set[str]] = {}
    for finding in checked.findings:
        place = finding.ref.row, finding.ref.column
        if finding.code[0] in "VER" and finding.ref.sheet == board.title:
            if finding.severity in _SIGNS:
                findings.setdefault(place, set()).add(_SIGNS[finding.severity] + finding.code)
            else:
                notes.setdefault(place, set()).add(finding.code)
    keys = [column.key for column in board.fields]
    return [
        Said(
            verdicts[at],
            {k: frozenset(findings.get((row, c), ())) for c, k in enumerate(keys, start=1)},
            {k: frozenset(notes.get((row, c), ())) for c, k in enumerate(keys, start=1)},
            cells,
        )
        for at, (row, cells) in enumerate(enumerate(filled, start=FIRST_ROW))
    ]


def compare(board: Board, said: Sequence[Said]) -> Comparison:
    """Cell by cell; repeated subjects row by row."""
    found = Comparison()
    beside = compared_with(board)
    later = {column.key: bool(uncovered_rules(column, board)) for column in board.fields}
    for row, own in enumerate(said, start=FIRST_ROW):
        if nominates_nobody(board, own):
            continue
        repaired = {key for key in own.verdicts if is_repaired(own, key)}
        for key, verdict in own.verdicts.items():
            excused = key in repaired or bool(repaired & beside[key])
            why = disagreement(verdict, own.findings[key] - {"错R101"}, tells_all=not later[key])
            if why and not excused:
                value = own.cells.get(key)
                place = f"{row} {key} {value!r}: {why}: {verdict!r} {sorted(own.findings[key])}"
                found.disagreements.append(place)
            elif why:
                found.warned += 1
            elif verdict or own.findings[key]:
                found.exact += 1
            else:
                found.clean += 1
    found.disagreements += repeats_told_otherwise(board, said)
    return found


def nominates_nobody(board: Board, own: Said) -> bool:
    """Whether a row says 无 and nothing else, or has only choices from lists: for `check` it is no
    entry (S109), while the formulas ask what else belongs into it.
    """
    listed = {
        each.key for each in board.fields if "allowed" in each.rules or each.type == "boolean"
    }
    told = {
        key: shown(value).strip(EDGES)
        for key, value in own.cells.items()
        if value is not None and value != "" and key not in board.silent_keys
    }
    is_blank = all(is_blank_word(text) for text in told.values())
    return bool(told) and (is_blank or {*told} <= listed)


def disagreement(verdict: str, findings: frozenset[str], *, tells_all: bool) -> str:
    """What is the matter between the two; "" for nothing."""
    if verdict == "错R101":
        verdict = ""
        findings = frozenset(each for each in findings if each.startswith("错"))
    if verdict and verdict not in findings:
        return "flagged by the formula only"
    if tells_all and findings and not verdict:
        return "passed by the formula"
    if tells_all and verdict.startswith("疑") and any(each.startswith("错") for each in findings):
        return "milder by the formula"
    return ""


def compared_with(board: Board) -> dict[str, frozenset[str]]:
    """By field, the others that its rules look at, and what those look at in turn: whether a year
    is missing, on which a mean depends, may depend on a day.
    """
    known = {each.key: each.type for each in board.fields}
    beside = {
        column.key: frozenset(
            full_key(column.key, name, known)
            for rule in RULES
            if rule.name in column.rules
            for name in rule.refers(column.rules[rule.name])
        )
        for column in board.fields
    }
    for _ in beside:
        beside = {
            key: own.union(*(beside[other] for other in own if other in beside))
            for key, own in beside.items()
        }
    return beside


def is_repaired(own: Said, key: str) -> bool:
    """Whether conversion understands what the formula does not: it says so, or cuts white space,
    or reads tick boxes; in any case the formula must warn.
    """
    value, verdict = own.cells.get(key), own.verdicts[key]
    is_cut = isinstance(value, str) and (value.strip(EDGES + "；") != value or "☑" in value)
    is_noted = bool(own.notes[key] & _REPAIRS) or "疑V203" in own.findings[key]
    return bool(verdict) and (is_cut or is_noted)


# ---------------------------------------------------------------- repeated subjects


def repeats_told_otherwise(board: Board, said: Sequence[Said]) -> list[str]:
    """Rows of which only one says that they repeat a subject, and should not.

    `check` compares nothing with entries that have errors, while the formula says at once that a
    subject has been named before; it knows fewer spellings of a name.
    """
    found = []
    for at, own in enumerate(said):
        by_formula = "错R101" in own.verdicts.values()
        by_check = any("错R101" in each for each in own.findings.values())
        alike = name_key if by_formula else spelled
        earlier = [other for other in said[:at] if names_same(board, own, other, alike)]
        involved = [own, *earlier]
        if by_formula and not by_check and not (earlier and any(map(has_error, involved))):
            found.append(f"{at + FIRST_ROW} R101 by the formula only")
        excused = is_warned(board, involved) or any(map(has_error, earlier))
        if by_check and not by_formula and earlier and not excused:
            found.append(f"{at + FIRST_ROW} R101 by check only")
    return found


def is_warned(board: Board, subjects: Sequence[Said]) -> bool:
    """Whether one of the subjects is written so that the formula warns of it instead."""
    keys = [key for key in (board.name_key, board.owner_key, board.code_key) if key]
    return any(is_repaired(own, key) for own in subjects for key in keys)


def names_same(board: Board, one: Said, other: Said, alike: Callable[[str], str]) -> bool:
    """Whether two rows have the same code or, in that spelling, the same name; where subjects have
    owners, an equal name as well as the owner's code or name.
    """
    codes, names, holders = (
        ["" if each.cells.get(key) is None else shown(each.cells[key]) for each in (one, other)]
        for key in (board.code_key, board.name_key, board.holder_key)
    )
    same_code = clean(codes[0]) == clean(codes[1]) and len(clean(codes[0])) == 18
    same_name = alike(names[0]) == alike(names[1]) != ""
    same_holder = same_code or alike(holders[0]) == alike(holders[1]) != ""
    return same_holder and (same_name or not board.owner_key)


def shown(value: Any) -> str:
    """A cell as text."""
    return as_text(value) if isinstance(value, (str, int, float, date)) else ""


def spelled(name: str) -> str:
    """As much of a name's key as a formula can do."""
    kept = "".join(letter for letter in name.strip(EDGES) if letter not in "（）() 　")
    return kept.replace("有限责任公司", "有限公司")


def has_error(own: Said) -> bool:
    return any(
        each.startswith("错") and each != "错R101"
        for found in own.findings.values()
        for each in found
    )


# ---------------------------------------------------------------- the law


def rules_with_formulas(board: Board) -> tuple[set[str], set[str]]:
    """The rules of a board that formulas tell wholly, and those that they tell in part or not."""
    named = {name for column in board.fields for name in column.rules} - {"nullable"}
    later = {name for column in board.fields for name in uncovered_rules(column, board)}
    return named - later, later


# Each board, how many rows are filled, and how many odd cells the oddest rows have.
BOARDS = {
    "shipped, of 82 columns": (SCHEMAS / "kczg-2022", "rising-enterprise", 150, 14),
    "shipped, with a score": (SCHEMAS / "sme-2025", "evaluation", 200, 4),
    "shipped, of few columns": (SCHEMAS / "sme-2025", "registry-list", 150, 2),
    "every rule": (CAMPAIGNS / "every-rule", "projects", 220, 6),
    "names only": (CAMPAIGNS / "every-rule", "names-only", 120, 2),
    "of owners": (CAMPAIGNS / "laws", "joint-project", 250, 4),
}


@needs_libreoffice
@pytest.mark.parametrize("name", BOARDS)
def test_templates_say_what_check_says(tmp_path: Path, name: str) -> None:
    folder, board_id, many, most_changes = BOARDS[name]
    campaign = load_campaign(folder)
    board = campaign.board(board_id)
    filled = list(rows(board, many, most_changes))
    path = tmp_path / "filled.xlsx"
    write_template(path, board, campaign, filled)
    reckoned = recalculate(path, tmp_path / "lo")
    (checked,) = check([reckoned], (campaign,))
    found = compare(board, both(reckoned, board, checked, filled))
    wholly, later = rules_with_formulas(board)
    told = f"{len(wholly)} rules by formulas, {len(later)} later: {sorted(later)}"
    counts = f"{found.exact} faults and {found.clean} clean cells alike, {found.warned} warned of"
    assert found.disagreements == [], f"{told}; {counts}"
    # The rows are worth something: most faults are told alike, and few cells are excused.
    assert found.exact > 5 * found.warned, counts
    assert found.clean > found.exact > many // 2, counts


def test_every_rule_is_tried() -> None:
    board = load_campaign(CAMPAIGNS / "every-rule").board("projects")
    asked = {name for column in board.fields for name in column.rules}
    assert asked - {"nullable"} == {rule.name for rule in RULES}
