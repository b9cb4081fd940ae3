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
    Entry,
    Finding,
    Ledger,
    QuotaUse,
    Registers,
    Severity,
)
from toolkit.pipeline import remarks


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the entries, and what there is to say about it."""

    ledger: Ledger
    quotas: tuple[QuotaUse, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """Who stands where each subject competes for its unit's places."""

    kept: Mapping[int, int] = field(default_factory=dict)
    over: Mapping[int, int] = field(default_factory=dict)
    unclear: frozenset[int] = frozenset()


def decide(
    entries: Sequence[Entry],
    findings: Sequence[Finding],
    campaign: Campaign,
    registers: Registers,
    positions: Mapping[str, int],
) -> Decided:
    """Settle every entry (product §5). `positions` is each submission's place in received order."""
    deciding = ledger.deciding_findings(entries, findings)
    everything = frame_entries(entries, campaign, positions)
    live = everything.filter(~pl.col("entry").is_in(list(deciding)))
    grouped = subjects.group_subjects(live)
    superseded = subjects.find_superseded(grouped)
    candidates = grouped.filter(~pl.col("entry").is_in(superseded["entry"].implode()))
    repeats = subjects.find_repeats(candidates)
    limits = quotas.Limits(campaign, {unit.name: unit for unit in registers.units or ()})
    contest = compete(_contested(candidates, repeats, campaign), campaign, limits)
    comparison = ledger.Comparison(
        superseded=dict(superseded.select("entry", "kept").iter_rows()),
        kept=contest.kept,
        repeats={entry: first for entry, first in repeats.items() if entry in contest.kept},
        over=contest.over,
    )
    settled = ledger.settle(entries, deciding, comparison, campaign)
    outcomes = everything.with_columns(
        pl.Series("outcome", [decision.outcome.value for decision in settled.decisions], pl.String)
    )
    use = tuple(
        row
        for board in campaign.boards
        for row in quotas.count_use(outcomes.filter(pl.col("board") == board.id), board, limits)
    )
    context = remarks.Context(entries, campaign, registers, settled)
    said = [
        *remarks.superseded(context, superseded),
        *remarks.duplicates(context, comparison, grouped),
        *remarks.over_quota(context, contest.over, contest.unclear),
        *remarks.unused_quota(context, use),
        *remarks.disagreements(context, subjects.find_disagreements(everything)),
        *remarks.on_several_boards(context, grouped),
        *remarks.lookalikes(context, outcomes),
    ]
    return Decided(settled, use, tuple(said))


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
    """Find who stands and who is over quota, letting the next of a subject compete where the one
    kept went over quota.
    """
    keep = pl.DataFrame(
        [(board.id, board.keep == "latest") for board in campaign.boards],
        schema={"board": pl.String, "latest": pl.Boolean},
        orient="row",
    )
    absent: dict[int, int] = {}
    back: set[int] = set()
    while True:
        standing = subjects.find_standing(
            candidates, keep, pl.Series(sorted(absent), dtype=pl.Int64)
        )
        over = _cut(standing.filter(pl.col("entry") == pl.col("kept")), campaign, limits)
        passed_on = _kept_with_rivals(standing, over, absent)
        if passed_on:
            absent |= {kept: over[kept] for kept in passed_on}
            continue
        # With several quotas on a board, a place may have come free for one that had gone.
        returning = _find_returning(standing, over, set(absent) - back, campaign, limits)
        if returning is None:
            break
        back.add(returning)
        del absent[returning]
    kept = {
        entry: kept
        for entry, kept in standing.select("entry", "kept").iter_rows()
        if entry != kept and entry not in absent and kept is not None
    }
    over |= absent
    competitors = candidates.filter(~pl.col("entry").is_in(list(kept)))
    return Contest(kept, over, _find_unclear(competitors, over, campaign, limits))


def _kept_with_rivals(
    standing: pl.DataFrame, over: Mapping[int, int], absent: Mapping[int, int]
) -> list[int]:
    """Entries that stand but are over quota, whose subject has another entry to try."""
    rivals = standing.filter(
        (pl.col("entry") != pl.col("kept"))
        & pl.col("kept").is_in(list(over))
        & ~pl.col("entry").is_in(list(absent))
    )
    return rivals["kept"].unique(maintain_order=True).to_list()


def _find_returning(
    standing: pl.DataFrame,
    over: Mapping[int, int],
    gone: set[int],
    campaign: Campaign,
    limits: quotas.Limits,
) -> int | None:
    stands = (pl.col("entry") == pl.col("kept")) & ~pl.col("entry").is_in(list(over))
    for board in campaign.boards if gone else ():
        own = standing.filter(pl.col("board") == board.id)
        outside = own.filter(pl.col("entry").is_in(sorted(gone)))
        found = quotas.find_room(outside, own.filter(stands), board, limits)
        if found is not None:
            return found
    return None


def _cut(standing: pl.DataFrame, campaign: Campaign, limits: quotas.Limits) -> dict[int, int]:
    over: dict[int, int] = {}
    if campaign.severities["Q101"] is Severity.ERROR:
        for board in campaign.boards:
            own = standing.filter(pl.col("board") == board.id)
            over |= quotas.apply_quotas(own, board, limits)
    return over


def _find_unclear(
    competitors: pl.DataFrame, over: Mapping[int, int], campaign: Campaign, limits: quotas.Limits
) -> frozenset[int]:
    unclear: set[int] = set()
    for board in campaign.boards if over else ():
        own = competitors.filter(pl.col("board") == board.id)
        unclear |= quotas.find_unclear(own, over, board, limits)
    return frozenset(unclear)
