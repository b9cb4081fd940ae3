"""Valid entries with one cell broken: exactly what must be said of it, at that very cell, and
every other entry fares as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from breaking import BLANK, ERROR, UNCOMPUTED, Break, broken_by, ways_of
from template_rows import valid_row

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Board, Campaign, Registers, Severity
from toolkit.pipeline.running import run

BOARDS = [
    (folder.name, board.id)
    for folder in sorted(shipped_schemas().iterdir())
    if folder.is_dir()
    for board in load_campaign(folder).boards
]
FIRST_ROW = 4
# Every so many rows one is left whole.
_WHOLE_EVERY = 10


@dataclass(frozen=True)
class Mutant:
    """An entry as it is sent, and where and how it is broken; whole where `key` is ""."""

    values: dict[str, Any]
    key: str
    broken: Break


WHOLE = Break("whole", None, frozenset())


@cache
def campaign_of(name: str) -> Campaign:
    return load_campaign(shipped_schemas() / name)


def mutants(campaign: Campaign, board: Board) -> Iterator[Mutant]:
    """The schema's example broken or changed in every way, and whole ones between."""
    number = 0
    for column in board.fields:
        for nth in range(len(ways_of(board, column, own_row(board, 0)))):
            row = own_row(board, number + 1)
            way = ways_of(board, column, row)[nth]
            broken = broken_by(way, campaign, board, column, row)
            if broken is None:
                continue
            number += 1
            yield Mutant(row, column.key, broken)
            if number % _WHOLE_EVERY == 0:
                number += 1
                yield Mutant(own_row(board, number), "", WHOLE)


def own_row(board: Board, number: int) -> dict[str, Any]:
    """A valid entry, of a subject and a unit of its own."""
    row = valid_row(board, number)
    row[board.name_key] = _name(number)
    row[board.unit_key] = f"{_name(number)}推荐单位"
    if board.rank_key:
        row[board.rank_key] = 1
    return row


def _name(number: int) -> str:
    """Names that are no two alike: four of the characters of a block, by the number's digits."""
    digits = (number * 7919 % 160_000 // 20**place % 20 for place in range(4))
    return (
        "".join(chr(0x5200 + 97 * place + 4 * digit) for place, digit in enumerate(digits)) + "公司"
    )


def write(path: Path, board: Board, sent: list[Mutant]) -> None:
    """All of them in one sheet, a row each."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet(board.title)
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        sheet.write_string(0, 0, board.title)
        for at, column in enumerate(board.fields):
            sheet.write_string(1, at, column.group or column.header)
            sheet.write_string(2, at, column.header if column.group else "")
        for row, mutant in enumerate(sent, start=FIRST_ROW - 1):
            for at, column in enumerate(board.fields):
                is_broken = column.key == mutant.key
                cell = mutant.broken.cell if is_broken else mutant.values[column.key]
                share = formats["share"] if column.meta.get("as") == "percent" else None
                _write(sheet, row, at, cell, formats, share)


_FORMATS = {"date": "yyyy-mm-dd", "time": "h:mm", "share": "0.00%"}


def _write(sheet: Any, row: int, at: int, cell: Any, formats: dict[str, Any], share: Any) -> None:
    if cell is ERROR:
        sheet.write_formula(row, at, "=1/0", None, "#DIV/0!")
    elif cell is UNCOMPUTED:
        sheet.write_formula(row, at, "=1+1", None, "")
    elif isinstance(cell, date):
        sheet.write_datetime(row, at, cell, formats["date"])
    elif isinstance(cell, time):
        sheet.write_datetime(row, at, cell, formats["time"])
    elif cell is not BLANK:
        sheet.write(row, at, cell, share)


@dataclass(frozen=True)
class Ran:
    """What a run made of the mutants of a board, by row."""

    board: Board
    sent: list[Mutant]
    findings: dict[int, set[tuple[str, str, Severity]]]
    outcomes: dict[int, str]


@pytest.fixture(scope="module", params=BOARDS, ids="/".join)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    campaign = campaign_of(request.param[0])
    board, inbox = campaign.board(request.param[1]), tmp_path_factory.mktemp("mutants")
    sent = list(mutants(campaign, board))
    write(inbox / "名单.xlsx", board, sent)
    done = run(campaign, inbox, Registers(), {})
    keys = [column.key for column in board.fields]
    found: dict[int, set[tuple[str, str, Severity]]] = defaultdict(set)
    for each in done.findings:
        # That two subjects look alike, or that a place is free, is not about a cell.
        if each.entry and each.code[0] not in "DQ":
            found[each.ref.row].add((keys[each.ref.column - 1], each.code, each.severity))
    outcomes = {
        entry.row: decision.outcome.value
        for entry, decision in zip(done.entries, done.ledger.decisions, strict=True)
    }
    return Ran(board, sent, found, outcomes)


def test_a_broken_cell_is_told_at_that_cell_and_nowhere_else(ran: Ran) -> None:
    wrong = [
        f"{mutant.key} {mutant.broken.way} {mutant.broken.cell!r:.40}:"
        f" {sorted(ran.findings.get(row, ()))} instead of {sorted(mutant.broken.said)}"
        for row, mutant in enumerate(ran.sent, start=FIRST_ROW)
        if ran.findings.get(row, set()) != mutant.broken.said
    ]
    assert not wrong, "\n".join(wrong)


def test_only_broken_entries_go_back(ran: Ran) -> None:
    expected = {}
    for row, mutant in enumerate(ran.sent, start=FIRST_ROW):
        errors = {code for _, code, severity in mutant.broken.said if severity is Severity.ERROR}
        expected[row] = (
            "accepted" if not errors else "ineligible" if errors <= {"E101"} else "returned"
        )
    # Where only so many may come from a direction, sound entries are over its quota.
    assert {
        row: outcome.replace("over_quota", "accepted") for row, outcome in ran.outcomes.items()
    } == expected


def test_there_are_many(ran: Ran) -> None:
    """Every column is broken, in as many ways as its type has."""
    broken = {mutant.key for mutant in ran.sent} - {""}
    assert broken == {column.key for column in ran.board.fields}
    assert len(ran.sent) > 8 * len(broken)
