"""Grids in; out: where each board's entries stand, and findings about sheets and rows.

A sheet holds a table, or forms of one entry each: whichever reading explains more of it.
The one thing a newcomer would get wrong: nothing is passed over in silence. A row below the
heading is either an entry or has an S109 finding, and a sheet without a board is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.locating.fitting import fit_best
from toolkit.locating.form_remarks import is_entry, remark_on_form, table_of
from toolkit.locating.forms import Form
from toolkit.locating.headings import Heading, find_first_heading
from toolkit.locating.known import CampaignHeadings
from toolkit.locating.lines import Lines
from toolkit.locating.located import Located, LocatedTable
from toolkit.locating.remarks import (
    first_label,
    remark_on_columns,
    remark_on_hidden,
    sheet_without_board,
)
from toolkit.locating.repeated import prefer_filled, remark_on_repeated
from toolkit.locating.rows import Rows, sort_rows
from toolkit.locating.sender import find_stated_unit
from toolkit.locating.sharing import Part, divide
from toolkit.locating.telling import Origin
from toolkit.locating.template import remark_on_template
from toolkit.locating.unclear import remark_on_board
from toolkit.locating.units import remark_on_unit, remark_on_units
from toolkit.locating.unread import remark_on_covered, remark_on_strange, remark_on_unread
from toolkit.model import Campaign, Finding, Grid, Ref, Table, TemplateIdentity, Workbook
from toolkit.model.templates import identity_of, is_own_sheet

__all__ = ["CampaignHeadings", "Located", "LocatedTable", "locate_tables"]


def locate_tables(
    workbook: Workbook,
    campaigns: Sequence[CampaignHeadings],
    submission: str,
    subject: str = "",
) -> Located:
    """Find the boards of the campaign that fits best, sheet by sheet. Sheets that the toolkit put
    into the workbook are passed over in silence. `subject` is that of the e-mail it came with.
    """
    template = identity_of(workbook)
    grids = [grid for grid in workbook.grids if not is_own_sheet(grid)]
    fitting = fit_best(grids, campaigns, template, Origin.of(submission, subject))
    campaign = fitting.known.campaign
    tables: list[LocatedTable] = []
    findings: list[Finding] = []
    boardless: list[Grid] = []
    for lines, found in zip(fitting.lines, fitting.found, strict=True):
        if isinstance(found, Heading):
            for located, said in _locate_down(lines, found, submission, template):
                tables += located
                findings += said
        elif not found:
            boardless.append(lines.grid)
        for form in found if isinstance(found, tuple) else ():
            tables.append(_locate_form(lines.grid, form, submission, template))
            findings += remark_on_form(lines.grid, form, campaign, submission)
    if tables:
        findings += _name_boardless(boardless, submission)
    if template is not None:
        findings += remark_on_template(template, tables, fitting.known, submission)
    # Of several tables on a hidden sheet each says that it is hidden.
    return Located(campaign, tuple(tables), tuple(dict.fromkeys(findings)), template)


def _name_boardless(grids: Iterable[Grid], submission: str) -> Iterable[Finding]:
    return (
        sheet_without_board(grid, submission)
        for grid in grids
        if any(cell != "" for row in grid.rows for cell in row)
    )


def _locate_down(
    lines: Lines, best: Heading, submission: str, template: TemplateIdentity | None
) -> Iterator[tuple[list[LocatedTable], list[Finding]]]:
    """The tables of a sheet, one below the other; those below one heading together."""
    following: Heading | None = find_first_heading(lines, best)
    after = 0
    while following is not None:
        heading = prefer_filled(lines.grid, following)
        rows = sort_rows(lines, heading, submission, after)
        parts = divide(lines.grid, heading, rows.entries, rows.origins, lines.headings.titles)
        above = range(after + 1, heading.row)
        tables = list(_tables(lines.grid, parts, rows, above, submission, template))
        yield tables, _remarks(lines, heading, parts, rows, above, submission)
        after, following = rows.last, rows.following


def _tables(
    grid: Grid,
    parts: Sequence[Part],
    rows: Rows,
    above: range,
    submission: str,
    template: TemplateIdentity | None,
) -> Iterator[LocatedTable]:
    stated_unit, column, row = find_stated_unit(grid, above, rows.feet)
    for part in parts:
        table = Table(
            submission=submission,
            sheet=grid.sheet,
            board=part.heading.board.id,
            heading_row=part.heading.row,
            columns=part.heading.columns,
            origins=rows.origins,
            stated_unit=stated_unit,
            stated_unit_ref=Ref(submission, grid.sheet, row, column) if stated_unit else None,
            template=template,
        )
        yield LocatedTable(part.heading.board, table, part.rows, grid, part.is_told)


def _remarks(
    lines: Lines,
    heading: Heading,
    parts: Sequence[Part],
    rows: Rows,
    above: range,
    submission: str,
) -> list[Finding]:
    """All that is to be said of a table before its values are looked at, once for all boards."""
    grid, campaign = lines.grid, lines.headings.campaign
    about = campaign, submission
    headings = [part.heading for part in parts]
    columns = {column for each in headings for column in each.columns.values()}
    findings: list[Finding] = []
    if rows.entries and parts[0].heading.board is heading.board:
        findings += remark_on_board(heading, campaign, first_label(grid, heading, submission))
    findings += remark_on_columns(grid, heading, headings, *about)
    findings += remark_on_repeated(grid, parts, *about)
    findings += remark_on_hidden(grid, columns, rows.entries, *about)
    findings += rows.findings
    findings += _remark_on_units(grid, headings, rows, above, *about)
    findings += remark_on_unread(grid, heading, rows.entries, *about)
    findings += remark_on_strange(grid, heading, parts, *about)
    findings += remark_on_covered(grid, columns, rows.entries, *about)
    findings += _remark_on_no_entries(rows, campaign, Ref(submission, grid.sheet))
    return findings


def _remark_on_units(
    grid: Grid,
    headings: Sequence[Heading],
    rows: Rows,
    above: range,
    campaign: Campaign,
    submission: str,
) -> Iterator[Finding]:
    """What is said of units above a heading, and in a row of their own right below it; once where
    the heading is several boards'.
    """
    fields = {
        (column, key): each.board.field(key)
        for each in headings
        for key, column in each.columns.items()
    }
    yield from remark_on_units(grid, above, fields.values(), campaign, submission)
    below = headings[0].last_row + 1
    if below <= rows.last and below not in rows.entries[:1]:
        for (column, _), field in fields.items():
            yield from remark_on_unit(grid, below, column, field, campaign, submission)


def _locate_form(
    grid: Grid, form: Form, submission: str, template: TemplateIdentity | None
) -> LocatedTable:
    rows = (form.rows.start,) if is_entry(form) else ()
    return LocatedTable(form.board, table_of(grid, form, submission, template), rows, grid)


def _remark_on_no_entries(rows: Rows, campaign: Campaign, sheet: Ref) -> list[Finding]:
    if rows.entries:
        return []
    message = "找到了表头，但表头下面没有填报任何条目。如有推荐对象，请填写后重新报送。"
    return [Finding("S108", campaign.severities["S108"], sheet, message)]
