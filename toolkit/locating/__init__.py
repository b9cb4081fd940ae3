"""Grids in; out: where each board's entries stand, and findings about sheets and rows.

A sheet holds a table, or forms of one entry each: whichever reading explains more of it.
The one thing a newcomer would get wrong: nothing is passed over in silence. A row below the
heading is either an entry or has an S109 finding, and a sheet without a board is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.locating.form_remarks import is_entry, remark_on_form, table_of
from toolkit.locating.forms import Form, find_forms
from toolkit.locating.headings import (
    Heading,
    Lines,
    find_first_heading,
    find_heading,
)
from toolkit.locating.ordinary import names_somebody
from toolkit.locating.remarks import remark_on_columns, remark_on_hidden, sheet_without_board
from toolkit.locating.repeated import prefer_filled, remark_on_repeated
from toolkit.locating.rows import Rows, sort_rows
from toolkit.locating.sender import find_stated_unit
from toolkit.locating.spellings import CampaignHeadings
from toolkit.locating.template import remark_on_template
from toolkit.locating.units import remark_on_unit, remark_on_units
from toolkit.locating.unread import remark_on_covered, remark_on_unread
from toolkit.model import Board, Campaign, Finding, Grid, Ref, Table, TemplateIdentity, Workbook
from toolkit.model.templates import identity_of, is_own_sheet

__all__ = ["CampaignHeadings", "Located", "LocatedTable", "locate_tables"]

# A form knows so many times fewer fields than another sheet if it is only a scrap.
_WHOLE_TO_SCRAP = 4


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
    """How well a campaign fits a workbook: what it recognises on each sheet, a table's heading,
    forms, or nothing; and whether the workbook's template was made for it.
    """

    known: CampaignHeadings
    readings: tuple[Heading | tuple[Form, ...], ...]
    is_recorded: bool

    @property
    def rank(self) -> tuple[int, bool]:
        return sum(map(_explained, self.readings)), self.is_recorded


def locate_tables(
    workbook: Workbook, campaigns: Sequence[CampaignHeadings], submission: str
) -> Located:
    """Find the boards of the campaign that recognises most headings, sheet by sheet; of equals,
    the one that the workbook's template was made for, then the one named first. Sheets that the
    toolkit put into the workbook are passed over in silence.
    """
    template = identity_of(workbook)
    grids = [grid for grid in workbook.grids if not is_own_sheet(grid)]
    fit = max(_fits(grids, campaigns, template), key=lambda fit: fit.rank)
    campaign = fit.known.campaign
    tables: list[LocatedTable] = []
    findings: list[Finding] = []
    boardless: list[Grid] = []
    for grid, reading in zip(grids, fit.readings, strict=True):
        if isinstance(reading, Heading):
            lines = Lines.of(grid, fit.known, _recorded_board(fit.known, template))
            for located, said in _locate_down(lines, reading, submission, template):
                tables.append(located)
                findings.extend(said)
        elif not reading:
            boardless.append(grid)
        for form in reading if isinstance(reading, tuple) else ():
            tables.append(_locate_form(grid, form, submission, template))
            findings.extend(remark_on_form(grid, form, campaign, submission))
    if tables:
        findings.extend(_name_boardless(boardless, submission))
    if template is not None:
        found = [located.table for located in tables]
        findings.extend(remark_on_template(template, found, fit.known, submission))
    # Of several tables on a hidden sheet each says that it is hidden.
    return Located(campaign, tuple(tables), tuple(dict.fromkeys(findings)), template)


def _fits(
    grids: Sequence[Grid], campaigns: Sequence[CampaignHeadings], template: TemplateIdentity | None
) -> Iterator[_Fit]:
    headings = [
        [find_heading(grid, known, _recorded_board(known, template)) for known in campaigns]
        for grid in grids
    ]
    for at, known in enumerate(campaigns):
        readings = tuple(
            own[at] or () if any(map(_is_certain, own)) else _table_or_forms(grid, own[at], known)
            for grid, own in zip(grids, headings, strict=True)
        )
        own_readings = tuple(_without_scraps(readings))
        yield _Fit(known, own_readings, is_recorded=_is_recorded(known, template))


def _without_scraps(
    readings: Sequence[Heading | tuple[Form, ...]],
) -> Iterator[Heading | tuple[Form, ...]]:
    """Beside a list or a whole form, a sheet with a few of its labels (an invoice's details, a
    contact) is no form.
    """
    most = max(map(_fields_known, readings), default=0)
    for reading in readings:
        is_form = isinstance(reading, tuple)
        yield () if is_form and _fields_known(reading) * _WHOLE_TO_SCRAP < most else reading


def _fields_known(reading: Heading | tuple[Form, ...]) -> int:
    if isinstance(reading, Heading):
        return len(reading.columns)
    return len(reading[0].claims) if reading else 0


def _is_recorded(known: CampaignHeadings, template: TemplateIdentity | None) -> bool:
    return template is not None and template.campaign == known.campaign.id


def _recorded_board(known: CampaignHeadings, template: TemplateIdentity | None) -> str:
    return template.board if template is not None and _is_recorded(known, template) else ""


def _is_certain(heading: Heading | None) -> bool:
    """Whether a campaign has found a table, so that nobody need look for forms."""
    return heading is not None and not heading.is_doubtful


def _table_or_forms(
    grid: Grid, heading: Heading | None, known: CampaignHeadings
) -> Heading | tuple[Form, ...]:
    """What explains more of a sheet."""
    forms = find_forms(grid, known, heading)
    if forms or heading is None or (heading.names_below and heading.is_half_known):
        return forms
    return () if _names_a_subject(heading) else heading


def _names_a_subject(heading: Heading) -> bool:
    """Whether a heading is a line of something else: one label, an enterprise beside it."""
    beside = (heading.labels[column][1] for column in heading.unknown)
    return len(heading.columns) == 1 and any(map(names_somebody, beside))


def _explained(reading: Heading | tuple[Form, ...]) -> int:
    if isinstance(reading, Heading):
        return len(reading.columns)
    return sum(len(form.claims) for form in reading)


def _name_boardless(grids: Iterable[Grid], submission: str) -> Iterable[Finding]:
    return (
        sheet_without_board(grid, submission)
        for grid in grids
        if any(cell != "" for row in grid.rows for cell in row)
    )


def _locate_down(
    lines: Lines, best: Heading, submission: str, template: TemplateIdentity | None
) -> Iterator[tuple[LocatedTable, list[Finding]]]:
    """The tables of a sheet, one below the other."""
    following: Heading | None = find_first_heading(lines, best)
    after = 0
    while following is not None:
        heading = prefer_filled(lines.grid, following) if following.repeated else following
        rows = sort_rows(lines, heading, submission, after)
        yield _locate_table(lines, heading, rows, submission, template, after)
        after, following = rows.last, rows.following


def _locate_table(
    lines: Lines,
    heading: Heading,
    rows: Rows,
    submission: str,
    template: TemplateIdentity | None,
    after: int,
) -> tuple[LocatedTable, list[Finding]]:
    grid, campaign = lines.grid, lines.headings.campaign
    above = range(after + 1, heading.row)
    stated_unit, column, row = find_stated_unit(grid, above, rows.feet)
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
    findings += remark_on_repeated(grid, heading, rows.entries, campaign, submission)
    findings += remark_on_hidden(grid, heading.columns.values(), rows.entries, campaign, submission)
    findings += rows.findings
    findings += _remark_on_units(grid, heading, rows, above, campaign, submission)
    findings += remark_on_unread(grid, heading, rows.entries, campaign, submission)
    findings += remark_on_covered(grid, heading, rows.entries, campaign, submission)
    findings += _remark_on_no_entries(rows, campaign, Ref(submission, grid.sheet))
    return LocatedTable(heading.board, table, rows.entries, grid), findings


def _remark_on_units(
    grid: Grid, heading: Heading, rows: Rows, above: range, campaign: Campaign, submission: str
) -> Iterator[Finding]:
    """What is said of units above a heading, and in a row of their own right below it."""
    fields = [heading.board.field(key) for key in heading.columns]
    yield from remark_on_units(grid, above, fields, campaign, submission)
    below = heading.last_row + 1
    if below <= rows.last and below not in rows.entries[:1]:
        for field in fields:
            column = heading.columns[field.key]
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
