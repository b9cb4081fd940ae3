"""Grids in; out: where each board's entries stand, and findings about sheets and rows.

The one thing a newcomer would get wrong: nothing is passed over in silence. A row below the
heading is either an entry or has an S109 finding, and a sheet without a board is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.locating.headings import BoardHeadings, Heading, find_heading
from toolkit.locating.remarks import remark_on_columns, remark_on_hidden, sheet_without_board
from toolkit.locating.rows import Rows, sort_rows
from toolkit.locating.sender import find_stated_unit
from toolkit.model import Board, Campaign, Finding, Grid, Ref, Table, Workbook

__all__ = ["Located", "LocatedTable", "locate_tables"]


@dataclass(frozen=True, slots=True)
class LocatedTable:
    """A board found on a sheet: its `table`, the `rows` that are entries, and the grid itself."""

    board: Board
    table: Table
    rows: tuple[int, ...]
    grid: Grid


@dataclass(frozen=True, slots=True)
class Located:
    """What a campaign finds in a workbook; `score` counts the headings it recognised."""

    campaign: Campaign
    tables: tuple[LocatedTable, ...]
    findings: tuple[Finding, ...]
    score: int


def locate_tables(workbook: Workbook, campaign: Campaign, submission: str) -> Located:
    """Find the campaign's boards in a workbook, sheet by sheet."""
    boards = tuple(BoardHeadings.of(board) for board in campaign.boards)
    tables: list[LocatedTable] = []
    findings: list[Finding] = []
    boardless: list[Grid] = []
    score = 0
    for grid in workbook.grids:
        heading = find_heading(grid, boards)
        if heading is None:
            boardless.append(grid)
            continue
        located, said = _locate_table(grid, heading, campaign, submission)
        tables.append(located)
        findings.extend(said)
        score += len(heading.columns)
    if tables:
        findings.extend(_name_boardless(boardless, submission))
    return Located(campaign, tuple(tables), tuple(findings), score)


def _name_boardless(grids: Iterable[Grid], submission: str) -> Iterable[Finding]:
    return (
        sheet_without_board(grid, submission)
        for grid in grids
        if any(cell != "" for row in grid.rows for cell in row)
    )


def _locate_table(
    grid: Grid, heading: Heading, campaign: Campaign, submission: str
) -> tuple[LocatedTable, list[Finding]]:
    rows = sort_rows(grid, heading, submission, campaign)
    stated_unit, column, row = find_stated_unit(grid, heading.row)
    table = Table(
        submission=submission,
        sheet=grid.sheet,
        board=heading.board.id,
        heading_row=heading.row,
        columns=heading.columns,
        origins=rows.origins,
        stated_unit=stated_unit,
        stated_unit_ref=Ref(submission, grid.sheet, row, column) if stated_unit else None,
    )
    findings = remark_on_columns(grid, heading, campaign, submission)
    findings += remark_on_hidden(grid, heading, rows, campaign, submission)
    findings += rows.findings
    findings += _remark_on_no_entries(rows, campaign, Ref(submission, grid.sheet))
    return LocatedTable(heading.board, table, rows.entries, grid), findings


def _remark_on_no_entries(rows: Rows, campaign: Campaign, sheet: Ref) -> list[Finding]:
    if rows.entries:
        return []
    message = "找到了表头，但表头下面没有填报任何条目。如有推荐对象，请填写后重新报送。"
    return [Finding("S108", campaign.severities["S108"], sheet, message)]
