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
from toolkit.locating.template import remark_on_template
from toolkit.model import Board, Campaign, Finding, Grid, Ref, Table, TemplateIdentity, Workbook
from toolkit.model.templates import identity_of, is_own_sheet

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
    """What the campaign that fits best finds in a workbook, and the template it was made from."""

    campaign: Campaign
    tables: tuple[LocatedTable, ...]
    findings: tuple[Finding, ...]
    template: TemplateIdentity | None = None


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a campaign fits a workbook: its heading on each sheet, or None; and whether the
    workbook's template was made for it.
    """

    known: CampaignHeadings
    headings: tuple[Heading | None, ...]
    is_recorded: bool

    @property
    def rank(self) -> tuple[int, bool]:
        columns = sum(len(heading.columns) for heading in self.headings if heading)
        return columns, self.is_recorded


def locate_tables(
    workbook: Workbook, campaigns: Sequence[CampaignHeadings], submission: str
) -> Located:
    """Find the boards of the campaign that recognises most headings, sheet by sheet; of equals,
    the one that the workbook's template was made for, then the one named first. Sheets that the
    toolkit put into the workbook are passed over in silence.
    """
    template = identity_of(workbook)
    grids = [grid for grid in workbook.grids if not is_own_sheet(grid)]
    fit = max((_fit(grids, known, template) for known in campaigns), key=lambda fit: fit.rank)
    campaign = fit.known.campaign
    tables: list[LocatedTable] = []
    findings: list[Finding] = []
    boardless: list[Grid] = []
    for grid, heading in zip(grids, fit.headings, strict=True):
        if heading is None:
            boardless.append(grid)
            continue
        located, said = _locate_table(grid, heading, campaign, submission, template)
        tables.append(located)
        findings.extend(said)
    if tables:
        findings.extend(_name_boardless(boardless, submission))
    if template is not None:
        found = [located.table for located in tables]
        findings.extend(remark_on_template(template, found, fit.known, submission))
    return Located(campaign, tuple(tables), tuple(findings), template)


def _fit(grids: Iterable[Grid], known: CampaignHeadings, template: TemplateIdentity | None) -> _Fit:
    is_recorded = template is not None and template.campaign == known.campaign.id
    board = template.board if template is not None and is_recorded else ""
    return _Fit(known, tuple(find_heading(grid, known, board) for grid in grids), is_recorded)


def _name_boardless(grids: Iterable[Grid], submission: str) -> Iterable[Finding]:
    return (
        sheet_without_board(grid, submission)
        for grid in grids
        if any(cell != "" for row in grid.rows for cell in row)
    )


def _locate_table(
    grid: Grid,
    heading: Heading,
    campaign: Campaign,
    submission: str,
    template: TemplateIdentity | None,
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
        template=template,
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
