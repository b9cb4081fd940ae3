"""Checked entries in; out: the ledger, quota use, and the findings that comparing gives.

The one thing a newcomer would get wrong: a duplicate whose kept entry ends over quota competes
again as if that one were absent, so standing and quotas are found together, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from toolkit import ledger, quotas, subjects
from toolkit.frames import frame_entries
from toolkit.model import (
    Campaign,
    Exceeded,
    Finding,
    Judged,
    Ledger,
    Outcome,
    QuotaUse,
    Registers,
    Severity,
)
from toolkit.model.columns import Entries
from toolkit.model.rulings import UNJUDGED
from toolkit.pipeline import remarks
from toolkit.pipeline.lookalikes import lookalikes
from toolkit.subjects.ruled import group_as_ruled


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the entries, and what there is to say about it. Of what was ruled, nothing
    was done for the pairs `contradicting` each other, for entries `crowded` out by others that
    rulings put first, too, and for `absent` ones, which left before places were given.
    """

    ledger: Ledger
    quotas: tuple[QuotaUse, ...]
    findings: tuple[Finding, ...]
    contradicting: frozenset[tuple[int, int]] = frozenset()
    crowded: frozenset[int] = frozenset()
    absent: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Contest:
    """Who stands where each subject competes for its unit's places. `exceeding` are the entries
    beyond a quota: those over it, or, where the campaign lets quotas be exceeded, accepted;
    `unheeded` those that rulings put first, but that cannot stand together.
    """

    kept: Mapping[int, int] = field(default_factory=dict)
    over: Mapping[int, Exceeded] = field(default_factory=dict)
    exceeding: Mapping[int, Exceeded] = field(default_factory=dict)
    unclear: frozenset[int] = frozenset()
    unheeded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Stand:
    """Where entries stand once all have competed, and which are repeats of others in their file;
    `preferred` are those that rulings could put first.
    """

    contest: Contest
    repeats: Mapping[int, int]
    preferred: frozenset[int]


def decide(
    entries: Entries,
    findings: Sequence[Finding],
    campaign: Campaign,
    registers: Registers,
    positions: Mapping[str, int],
    undated: frozenset[str] = frozenset(),
    judged: Judged = UNJUDGED,
) -> Decided:
    """Settle every entry, as the README says under How it decides. `positions` is each
    submission's place in received order; that of the `undated` rests on their names. What people
    `judged` comes before the rules.
    """
    deciding = ledger.deciding_findings(entries, findings, judged.waived)
    everything = frame_entries(entries, campaign, positions)
    live = everything.filter(~pl.col("entry").is_in([*deciding, *sorted(judged.withdrawn)]))
    grouped, contradicting = group_as_ruled(live, judged)
    superseded = subjects.find_superseded(grouped)
    candidates = grouped.filter(~pl.col("entry").is_in(superseded["entry"].implode()))
    limits = quotas.Limits(campaign, {unit.name: unit for unit in registers.units or ()})
    present = judged.preferred.intersection(candidates["entry"].to_list())
    stand = _stand(candidates, present, campaign, limits)
    contest = stand.contest
    comparison = _comparison(superseded, stand, judged)
    settled = ledger.settle(entries, deciding, comparison, campaign)
    outcomes = everything.with_columns(
        pl.Series("outcome", [decision.outcome.value for decision in settled.decisions], pl.String)
    )
    use = _use(outcomes, campaign, limits)
    context = remarks.Context(entries, campaign, registers, settled, undated, judged)
    said = [
        *remarks.superseded(context, superseded),
        *remarks.left_behind(context, outcomes, superseded),
        *remarks.duplicates(context, comparison, grouped),
        *remarks.over_quota(context, contest.exceeding, contest.unclear),
        *remarks.unused_quota(context, use),
        *remarks.disagreements(context, subjects.find_disagreements(everything, judged.settled)),
        *remarks.on_several_boards(context, grouped),
        *lookalikes(context, _accepted(grouped, settled)),
    ]
    return Decided(
        settled,
        use,
        tuple(said),
        contradicting,
        present - stand.preferred,
        judged.preferred - present,
    )


def _use(outcomes: pl.DataFrame, campaign: Campaign, limits: quotas.Limits) -> tuple[QuotaUse, ...]:
    return tuple(
        row
        for board in campaign.boards
        for row in quotas.count_use(outcomes.filter(pl.col("board") == board.id), board, limits)
    )


def _comparison(superseded: pl.DataFrame, stand: Stand, judged: Judged) -> ledger.Comparison:
    kept = stand.contest.kept
    return ledger.Comparison(
        superseded=dict(superseded.select("entry", "kept").iter_rows()),
        kept=kept,
        repeats={entry: first for entry, first in stand.repeats.items() if entry in kept},
        over=stand.contest.over,
        withdrawn=judged.withdrawn,
        preferred=stand.preferred,
    )


def _stand(
    candidates: pl.DataFrame, preferred: frozenset[int], campaign: Campaign, limits: quotas.Limits
) -> Stand:
    """Let all compete; where what rulings put first cannot stand together, none of it is."""
    while True:
        ordered = candidates.with_columns(preferred=pl.col("entry").is_in(sorted(preferred)))
        repeats = subjects.find_repeats(ordered)
        contest = compete(_contested(ordered, repeats, campaign), campaign, limits)
        if not contest.unheeded:
            return Stand(contest, repeats, preferred)
        preferred -= contest.unheeded


def _accepted(grouped: pl.DataFrame, settled: Ledger) -> pl.DataFrame:
    kept = [each.entry for each in settled.decisions if each.outcome is Outcome.ACCEPTED]
    return grouped.filter(pl.col("entry").is_in(kept))


def _contested(
    candidates: pl.DataFrame, repeats: Mapping[int, int], campaign: Campaign
) -> pl.DataFrame:
    """Candidates with `contest`: those that share it exclude each other.

    A campaign that makes D101 or R101 less than an error lets such entries stand side by side.
    """
    decides = {code: campaign.severities[code] is Severity.ERROR for code in ("D101", "R101")}
    contest = pl.concat_str("subject", "board", separator="\n")
    if not decides["D101"]:
        contest = pl.concat_str(contest, "unit", separator="\n")
    if not decides["R101"]:
        again = pl.col("entry").is_in(list(repeats))
        contest = (
            pl.when(again).then(pl.concat_str(contest, "entry", separator="\n")).otherwise(contest)
        )
    return candidates.with_columns(contest.alias("contest"))


def compete(candidates: pl.DataFrame, campaign: Campaign, limits: quotas.Limits) -> Contest:
    """Find who stands and who is over quota, division by division."""
    contests = [
        _compete(division.of(candidates), division, campaign, limits)
        for division in quotas.divide(campaign)
    ]
    return Contest(
        {entry: stands for contest in contests for entry, stands in contest.kept.items()},
        {entry: quota for contest in contests for entry, quota in contest.over.items()},
        {entry: quota for contest in contests for entry, quota in contest.exceeding.items()},
        frozenset(entry for contest in contests for entry in contest.unclear),
        frozenset(entry for contest in contests for entry in contest.unheeded),
    )


def _compete(
    candidates: pl.DataFrame,
    division: quotas.Division,
    campaign: Campaign,
    limits: quotas.Limits,
) -> Contest:
    """Where the one kept went over quota, the next of its subject competes too; everybody called
    competes again, so a place that came free is taken.
    """
    queued = _queued(candidates, division)
    rivals = _preferred_rivals(queued)
    called: dict[str, int] = {}
    while True:
        competing = _called(queued, called)
        cut = quotas.apply_quotas(competing, division, limits)
        if campaign.severities["Q101"] is not Severity.ERROR:
            kept = _kept(queued, quotas.Cut({}, {}, frozenset()))
            return Contest(kept, {}, cut.over, unheeded=rivals)
        waiting = competing.filter(
            pl.col("entry").is_in(list(cut.over))
            & ~pl.col("contest").is_in(list(cut.standing))
            & (pl.col("turn") + 1 < pl.col("rivals"))
        )
        more = [
            contest
            for contest, turn in waiting.select("contest", "turn").iter_rows()
            if turn + 1 == called.get(contest, 1)
        ]
        if not more:
            unheeded = rivals | cut.unheeded
            return Contest(_kept(queued, cut), cut.over, cut.over, cut.unclear, unheeded)
        called |= {contest: called.get(contest, 1) + 1 for contest in more}


def _queued(candidates: pl.DataFrame, division: quotas.Division) -> pl.DataFrame:
    """The rivals of each contest in their order, which is each board's own."""
    return pl.concat(
        subjects.order_rivals(
            candidates.filter(pl.col("board") == board.id), latest_stands=board.keep == "latest"
        )
        for board in division.boards
    )


def _preferred_rivals(queued: pl.DataFrame) -> frozenset[int]:
    """Entries that rulings put first, several in one contest."""
    first = queued.filter("preferred").filter(pl.len().over("contest") > 1)
    return frozenset(first["entry"].to_list())


def _called(queued: pl.DataFrame, called: Mapping[str, int]) -> pl.DataFrame:
    """The first of each contest, and further ones where they have been called."""
    further = pl.DataFrame(
        {"contest": list(called), "called": list(called.values())},
        schema={"contest": pl.String, "called": pl.Int64},
    )
    return (
        queued.join(further, on="contest", how="left", maintain_order="left")
        .filter(pl.col("turn") < pl.col("called").fill_null(1))
        .drop("called")
    )


def _kept(queued: pl.DataFrame, cut: quotas.Cut) -> dict[int, int]:
    """Entries in whose place another stands, and which: all of a contest but the one accepted,
    and those over quota before it.
    """
    kept: dict[int, int] = {}
    first: dict[str, int] = {}
    several = queued.filter(pl.col("rivals") > 1).sort("contest", "turn")
    for entry, contest, turn in several.select("entry", "contest", "turn").iter_rows():
        if turn == 0:
            first[contest] = entry
        stands = cut.standing.get(contest, first[contest])
        if entry != stands and entry not in cut.over and stands not in cut.over:
            kept[entry] = stands
    return kept
