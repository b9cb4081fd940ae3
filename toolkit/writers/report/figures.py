"""A run in; out: what the page counts and 概览 does not: regions, faults by column, medians.

What a newcomer would get wrong: medians are those of accepted entries, so that nobody is counted
twice and what was sent back is not taken for a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from toolkit.model import Board, Finding, Outcome, Run, Severity
from toolkit.rules import region
from toolkit.writers.counts import industries_by_number
from toolkit.writers.review_figures import Metric, metrics_of
from toolkit.writers.selection import Selection, accepted, all_of, places_by_number, units_by_number
from toolkit.writers.wording import unit_name

NOWHERE = "（未能归类）"
EVERYBODY = "全部"
# What is wrong with a workbook itself, so that another template could prevent it; the other codes
# tell of what several entries are to each other.
_OF_WORKBOOKS = ("F", "S", "V", "E", "R")


# ---------------------------------------------------------------- regions


def count_regions(run: Run) -> tuple[tuple[str, int, int], ...]:
    """Entries and accepted entries by province, most first; by what lies below it where all are
    of one. Empty when no board asks for it.
    """
    stated = _regions(run)
    places = {text: region.split(text) for text in dict.fromkeys(stated.values())}
    provinces = {province for province, _, _ in places.values() if province}
    name = _below_province if len(provinces) == 1 else _province
    counts: dict[str, list[int]] = {}
    for number, text in stated.items():
        own = counts.setdefault(name(places[text]) or NOWHERE, [0, 0])
        own[0] += 1
        own[1] += run.ledger.decision(number).outcome is Outcome.ACCEPTED
    ordered = sorted(counts.items(), key=lambda each: (each[0] == NOWHERE, -each[1][0], each[0]))
    return tuple((place, sent, kept) for place, (sent, kept) in ordered)


def _regions(run: Run) -> dict[int, str]:
    """What each entry says of its place, by number, where its board asks for it."""
    found: dict[int, str] = {}
    for board in run.campaign.boards:
        if board.region_key:
            entries = all_of(run, board)
            stated = [str(value or "") for value in entries.shown(board.region_key)]
            found |= zip(entries.numbers, stated, strict=True)
    return dict(sorted(found.items()))


def _province(place: tuple[str, str, str]) -> str:
    return place[0]


def _below_province(place: tuple[str, str, str]) -> str:
    """The district of a municipality, else the city."""
    province, city, county = place
    return (county if city == province else city) or province


# ---------------------------------------------------------------- faults


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of finding at one heading ("" for whole sheets and files), on which boards, how
    often, from how many units, and one of them.
    """

    code: str
    heading: str
    boards: tuple[str, ...]
    findings: int
    units: int
    example: Finding


def count_faults(run: Run) -> tuple[Fault, ...]:
    """What was filled in wrongly, or is to be asked about, the commonest first."""
    places, units = places_by_number(run), units_by_number(run)
    senders = {each.path: each.units or (each.sender,) for each in run.submissions}
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in run.findings:
        if finding.severity is not Severity.NOTE and finding.code.startswith(_OF_WORKBOOKS):
            groups.setdefault((finding.code, finding.field), []).append(finding)
    faults = [
        Fault(
            code,
            heading,
            _once(places[each.entry - 1][0].board if each.entry else each.board for each in own),
            len(own),
            len(_once(name for each in own for name in _units_of(each, units, senders))),
            own[0],
        )
        for (code, heading), own in groups.items()
    ]
    return tuple(sorted(faults, key=lambda fault: (-fault.findings, fault.code, fault.heading)))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name)


def _units_of(
    finding: Finding, units: Sequence[str], senders: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    if finding.entry:
        return (unit_name(units[finding.entry - 1]),)
    return [unit_name(name) for name in senders.get(finding.ref.submission, ())]


# ---------------------------------------------------------------- medians


@dataclass(frozen=True, slots=True)
class Median:
    """A metric's medians, a line an industry: its name, how many entries gave a figure, and a
    median for each year, None where nobody gave one.
    """

    metric: Metric
    lines: tuple[tuple[str, int, tuple[float | None, ...]], ...]


def medians_of(run: Run, board: Board) -> tuple[Median, ...]:
    """The medians of a board's accepted entries by industry, all of them first; without what
    nobody gave.
    """
    entries = accepted(run, board)
    metrics = metrics_of(run.campaign, board, _groups(board)) if len(entries) else ()
    if not metrics:
        return ()
    industries = industries_by_number(run)
    filed = [industries[number - 1] for number in entries.numbers]
    medians = (_median(entries, metric, filed) for metric in metrics if len(metric.years) > 1)
    return tuple(median for median in medians if median.lines)


def _groups(board: Board) -> tuple[str, ...]:
    """The groups that the board's reviewers compare, else every group of columns."""
    if board.review and board.review.metrics:
        return board.review.metrics
    groups = (column.key.rpartition(".")[0] for column in board.fields)
    return tuple(dict.fromkeys(group for group in groups if group))


def _median(entries: Selection, metric: Metric, industries: Sequence[str]) -> Median:
    years = [year.key for year in metric.years]
    figures = pl.DataFrame([entries.figures(key)[0].alias(key) for key in years])
    given = figures.with_columns(
        industry=pl.Series(industries, dtype=pl.String),
        given=pl.any_horizontal(pl.all().is_not_null()),
    ).filter(pl.col("given"))
    if given.is_empty():
        return Median(metric, ())
    medians = [pl.col(key).median() for key in years]
    whole = given.select(pl.lit(EVERYBODY).alias("industry"), pl.len().alias("size"), *medians)
    parts = (
        given.filter(pl.col("industry") != "")
        .group_by("industry", maintain_order=True)
        .agg(pl.len().alias("size"), *medians)
        .sort("size", "industry", descending=[True, False])
    )
    rows = [*whole.unique().iter_rows(), *parts.iter_rows()]
    return Median(metric, tuple((name, size, tuple(own)) for name, size, *own in rows))
