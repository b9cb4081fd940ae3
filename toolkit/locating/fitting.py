"""A workbook's grids and campaigns in; out: the campaign that fits best, and what it recognises.

The one thing a newcomer would get wrong: last year's campaign has nearly the same boards. Where
campaigns fit alike, or nearly, the one is taken that the workbook's template was made for, or whose
title, or else whose board's, stands in it; then the one that knows all the headings; then the one
with the later deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from toolkit.locating.forms import Form, find_forms
from toolkit.locating.headings import Heading, find_heading
from toolkit.locating.known import CampaignHeadings
from toolkit.locating.lines import Lines, SheetWords
from toolkit.locating.ordinary import names_somebody
from toolkit.locating.telling import Fit, Origin, Surroundings, best_of
from toolkit.model import Grid, TemplateIdentity
from toolkit.rules.normal import squash

# What a campaign recognises on a sheet: a table's heading, forms, or nothing.
Recognised = Heading | tuple[Form, ...]

# A form knows so many times fewer fields than another sheet if it is only a scrap.
_WHOLE_TO_SCRAP = 4
# The lines that hold titles, above a heading or at the top of a form.
_LINES_OF_TITLES = 6
_NO_TIME = datetime(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Fitting:
    """How a campaign fits a workbook: its lines of each sheet, and what it recognises there."""

    known: CampaignHeadings
    lines: tuple[Lines, ...]
    found: tuple[Recognised, ...]

    @property
    def explained(self) -> int:
        """How many columns and labels it recognises."""
        return sum(map(_explained, self.found))


def fit_best(
    grids: Sequence[Grid],
    campaigns: Sequence[CampaignHeadings],
    template: TemplateIdentity | None,
    origin: Origin,
) -> Fitting:
    """The campaign that recognises most; of those that do nearly alike, the one that is named; of
    equals the one that knows most headings, then the latest, then the first.
    """
    fittings = list(_fittings(grids, campaigns, template, origin))
    if len(fittings) == 1:
        return fittings[0]
    latest_first = sorted(fittings, key=_deadline, reverse=True)
    return latest_first[best_of([_fit(each, template, origin) for each in latest_first])]


def _deadline(fitting: Fitting) -> datetime:
    return fitting.known.campaign.deadline or _NO_TIME


def _fittings(
    grids: Sequence[Grid],
    campaigns: Sequence[CampaignHeadings],
    template: TemplateIdentity | None,
    origin: Origin,
) -> Iterator[Fitting]:
    words = [SheetWords.of(grid, campaigns) for grid in grids]
    around = [
        Surroundings.of(_recorded_board(known, template), origin, known.titles)
        for known in campaigns
    ]
    lines = [
        tuple(Lines.of(each, known, own) for each in words)
        for known, own in zip(campaigns, around, strict=True)
    ]
    headings = [[find_heading(each) for each in own] for own in lines]
    certain = [any(_is_certain(own[at]) for own in headings) for at in range(len(grids))]
    for known, own_lines, own in zip(campaigns, lines, headings, strict=True):
        found = (
            heading or () if is_certain else _table_or_forms(each, heading)
            for each, heading, is_certain in zip(own_lines, own, certain, strict=True)
        )
        yield Fitting(known, own_lines, tuple(_without_scraps(tuple(found))))


def _without_scraps(found: Sequence[Recognised]) -> Iterator[Recognised]:
    """Beside a list or a whole form, a sheet with a few of its labels (an invoice's details, a
    contact) is no form.
    """
    most = max(map(_fields_known, found), default=0)
    for each in found:
        is_form = isinstance(each, tuple)
        yield () if is_form and _fields_known(each) * _WHOLE_TO_SCRAP < most else each


def _fields_known(found: Recognised) -> int:
    if isinstance(found, Heading):
        return len(found.columns)
    return len(found[0].claims) if found else 0


def _recorded_board(known: CampaignHeadings, template: TemplateIdentity | None) -> str:
    return template.board if template is not None and _is_recorded(known, template) else ""


def _is_recorded(known: CampaignHeadings, template: TemplateIdentity | None) -> bool:
    return template is not None and template.campaign == known.campaign.id


def _is_certain(heading: Heading | None) -> bool:
    """Whether a campaign has found a table, so that nobody need look for forms."""
    return heading is not None and not heading.is_doubtful


def _table_or_forms(lines: Lines, heading: Heading | None) -> Recognised:
    """What explains more of a sheet."""
    forms = find_forms(lines, heading)
    if forms or heading is None or (heading.names_below and heading.is_half_known):
        return forms
    return () if _names_a_subject(heading) else heading


def _names_a_subject(heading: Heading) -> bool:
    """Whether a heading is a line of something else: one label, an enterprise beside it."""
    beside = (heading.labels[column][1] for column in heading.unknown)
    return len(heading.columns) == 1 and any(map(names_somebody, beside))


# ---------------------------------------------------------------- which campaign


def _fit(fitting: Fitting, template: TemplateIdentity | None, origin: Origin) -> Fit:
    known = fitting.known
    titles = [squash(text) for text in (*_titles(fitting), origin.file)]
    campaign = squash(known.campaign.title)
    told = (
        _is_recorded(known, template),
        max((len(campaign) for text in titles if campaign in text), default=0),
        max((known.titles.longest_in(text) for text in titles), default=0),
    )
    return Fit(
        explained=fitting.explained,
        lacking=sum(map(_lacking, fitting.found)),
        unknown=sum(map(_unknown, fitting.found)),
        told=told,
        is_named=any(told),
    )


def _titles(fitting: Fitting) -> Iterator[str]:
    """The texts that may hold a title: the names of the sheets, the lines above, and what stands
    in a column that says what board a row is for.
    """
    for lines, found in zip(fitting.lines, fitting.found, strict=True):
        if not found:
            continue
        yield lines.grid.sheet
        if isinstance(found, Heading):
            told = sorted({each.told_by for each in found.others})
            yield from lines.texts_below(found.last_row, told)
        last = found.row if isinstance(found, Heading) else found[0].rows.start + 1
        for row in range(max(1, last - _LINES_OF_TITLES), last):
            yield from (cell for cell in lines.grid.rows[row - 1] if isinstance(cell, str))


def _explained(found: Recognised) -> int:
    if isinstance(found, Heading):
        return len(found.columns)
    return sum(len(form.claims) for form in found)


def _lacking(found: Recognised) -> int:
    if isinstance(found, Heading):
        return _missing(found, found.columns)
    return sum(_missing(form, form.claims) for form in found)


def _missing(found: Heading | Form, keys: Iterable[str]) -> int:
    required = {column.key for column in found.board.fields if column.required}
    return len(required.difference(keys))


def _unknown(found: Recognised) -> int:
    if isinstance(found, Heading):
        return len(found.unknown)
    return sum(len(form.strays) for form in found)
