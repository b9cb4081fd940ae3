"""Grids in; out: where each board's entries stand, and findings about sheets and rows.

The one thing a newcomer would get wrong: nothing is passed over in silence. A row below the
heading is either an entry or has an S109 finding, and a sheet without a board is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.locating.headings import CampaignHeadings, Heading, find_heading
from toolkit.locating.remarks import remark_on_columns, remark_on_hidden, sheet_without_board
from toolkit.locating.rows import Rows, sort_rows
from toolkit.locating.sender import find_stated_unit
from toolkit.model import Board, Campaign, Finding, Grid, Ref, Table, Workbook

__all__ = ["CampaignHeadings", "Located", "LocatedTable", "locate_tables"]


@dataclass(frozen=True, slots=True)
class LocatedTable:
    """A board found on a sheet: its `table`, the `rows` that are entries, and the grid itself."""

    board: Board
    table: Table
    rows: tuple[int, ...]
    grid: Grid


@dataclass(frozen=True, slots=True)
class Located:
    """What the campaign that fits best finds in a workbook."""

    campaign: Campaign
    tables: tuple[LocatedTable, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a campaign fits a workbook: its heading on each sheet, or None."""

    campaign: Campaign
    headings: tuple[Heading | None, ...]

    @property
    def score(self) -> int:
        return sum(len(heading.columns) for heading in self.headings if heading)


def locate_tables(
    workbook: Workbook, campaigns: Sequence[CampaignHeadings], submission: str
) -> Located:
    """Find the boards of the campaign that recognises most headings, sheet by sheet; of equals,
    the one named first.
    """
    fits = [
        _Fit(known.campaign, tuple(find_heading(grid, known) for grid in workbook.grids))
        for known in campaigns
    ]
    fit = max(fits, key=lambda fit: fit.score)
    tables: list[LocatedTable] = []
    findings: list[Finding] = []
    boardless: list[Grid] = []
    for grid, heading in zip(workbook.grids, fit.headings, strict=True):
        if heading is None:
            boardless.append(grid)
            continue
        located, said = _locate_table(grid, heading, fit.campaign, submission)
        tables.append(located)
        findings.extend(said)
    if tables:
        findings.extend(_name_boardless(boardless, submission))
    return Located(fit.campaign, tuple(tables), tuple(findings))


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
