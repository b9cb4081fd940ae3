"""Entries that stand, and limits, in; out: who is over quota, where the cut is unclear, and use.

Frames have one row an entry: `entry`, `board`, `unit`, `field`, `rank` (推荐顺序, null when
missing), `contest` and `turn` (who excludes whom, in what order), and a text column for every
other key that a quota counts per. The one thing a newcomer would get wrong: all quotas of a board
are tested together in one pass, so an entry takes a place everywhere or nowhere.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from toolkit.model import Board, Campaign, Exceeded, Quota, QuotaUse, Unit

# A quota of the board, by its number, and what it counts per: (0, ("甲学会",)).
_Scope = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many places a unit has on a board: quota × channels where they stack, + adjustments."""

    campaign: Campaign
    units: Mapping[str, Unit]

    def channels(self, unit: str) -> int:
        """The number of channels that counts; a unit without a register entry has one."""
        registered = self.units.get(unit)
        return max(1, len(registered.channels)) if registered else 1

    def limit(self, quota: Quota, board: Board, unit: str) -> int:
        """The limit of one quota for one unit."""
        if "unit" not in quota.per:
            return quota.limit
        stacked = quota.limit * (self.channels(unit) if self.campaign.stacking else 1)
        registered = self.units.get(unit)
        adjustments = registered.adjustments if registered else {}
        extra = adjustments.get("", 0) + adjustments.get(board.id, 0)
        return max(0, stacked + extra)


@dataclass(frozen=True, slots=True)
class Cut:
    """What one pass decides. `standing` maps a contest to the entry accepted for it (only where
    that was in question), `over` an entry over quota to the quota it met, `unclear` holds the
    entries whose tied or missing rank decided (Q102).
    """

    standing: Mapping[str, int]
    over: Mapping[int, Exceeded]
    unclear: frozenset[int]


def apply_quotas(competing: pl.DataFrame, board: Board, limits: Limits) -> Cut:
    """Test all quotas of one board together: by rank, then entry (received order); entries
    without a rank come after those with one.

    Entries that share a `contest` exclude each other; `turn` is their order in it. One behind an
    accepted entry of its contest takes no place; one that a later one has overtaken takes none
    either, but is not over quota.
    """
    places = _in_question(competing, board, limits)
    taken: dict[_Scope, int] = {}
    standing: dict[str, _Place] = {}
    full: dict[int, dict[_Scope, int]] = {}
    for place in places:
        if _stands_before(place, standing):
            continue
        crowded = {scope: limit for scope, limit in place.scopes if taken.get(scope, 0) >= limit}
        if crowded:
            full[place.entry] = crowded
        elif place.contest not in standing:
            standing[place.contest] = place
            for scope, _ in place.scopes:
                taken[scope] = taken.get(scope, 0) + 1
    out = [p for p in places if p.entry in full and not _stands_before(p, standing)]
    over = {place.entry: _tightest(full[place.entry], board) for place in out}
    accepted = {contest: place.entry for contest, place in standing.items()}
    return Cut(accepted, over, frozenset(_unclear(standing.values(), out, full)))


def _tightest(crowded: Mapping[_Scope, int], board: Board) -> Exceeded:
    (number, names), limit = min(crowded.items(), key=lambda item: (item[1], item[0]))
    return Exceeded(limit, board.quotas[number].per, names)


def _stands_before(place: _Place, standing: Mapping[str, _Place]) -> bool:
    stands = standing.get(place.contest)
    return stands is not None and stands.turn < place.turn


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry that competes: its contest, and the scopes it takes a place in, with limits."""

    entry: int
    rank: int | None
    contest: str
    turn: int
    scopes: tuple[tuple[_Scope, int], ...]


def _in_question(competing: pl.DataFrame, board: Board, limits: Limits) -> list[_Place]:
    """In order, the entries in scopes with more entries than places, or in a contest with
    several; all others are accepted without a look.
    """
    ordered = competing.sort("rank", "entry", nulls_last=True, maintain_order=True)
    scopes_of: dict[int, list[tuple[_Scope, int]]] = {}
    for number, quota in enumerate(board.quotas):
        for entry, scope, limit in _crowded(ordered, quota, board, limits):
            scopes_of.setdefault(entry, []).append(((number, scope), limit))
    looked_at = ordered.filter(
        pl.col("entry").is_in(list(scopes_of)) | (pl.len().over("contest") > 1)
    )
    return [
        _Place(entry, rank, contest, turn, tuple(scopes_of.get(entry, ())))
        for entry, rank, contest, turn in looked_at.select(
            "entry", "rank", "contest", "turn"
        ).iter_rows()
    ]


def _crowded(
    ordered: pl.DataFrame, quota: Quota, board: Board, limits: Limits
) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Entries in scopes with more entries than places."""
    keys = list(quota.per)
    for scope, members in _counted(ordered, quota).group_by(keys, maintain_order=True):
        names = tuple(str(part) for part in scope)
        unit = names[keys.index("unit")] if "unit" in keys else ""
        limit = limits.limit(quota, board, unit)
        if members.height > limit:
            yield from ((entry, names, limit) for entry in members["entry"])


def _counted(entries: pl.DataFrame, quota: Quota) -> pl.DataFrame:
    """The entries a quota counts. A blank applicant or product is no one's, so nobody's limit;
    a blank field (领域) is one that 名额统计 counts by itself.
    """
    told = [pl.col(key) != "" for key in quota.per if key not in ("unit", "field")]
    return entries.filter(pl.all_horizontal(pl.lit(value=True), *told))


def _unclear(
    inside: Iterable[_Place], outside: Iterable[_Place], full: Mapping[int, Container[_Scope]]
) -> Iterator[int]:
    """Of each scope, those with the rank of the first one it had no place for, where one that is
    in has that rank too, or where it is missing.
    """
    places_in: dict[_Scope, list[_Place]] = {}
    places_out: dict[_Scope, list[_Place]] = {}
    for place in inside:
        for scope, _ in place.scopes:
            places_in.setdefault(scope, []).append(place)
    for place in outside:
        for scope, _ in place.scopes:
            if scope in full[place.entry]:
                places_out.setdefault(scope, []).append(place)
    for scope, out in places_out.items():
        cut, accepted = out[0].rank, places_in.get(scope, [])
        if accepted and (cut is None or cut in [place.rank for place in accepted]):
            yield from (place.entry for place in (*accepted, *out) if place.rank == cut)


def count_use(ledger: pl.DataFrame, board: Board, limits: Limits) -> list[QuotaUse]:
    """名额统计 of one board: a row for each unit (and field) with entries. `ledger` has `unit`,
    `field` and `outcome`.
    """
    quota = board.unit_quota
    counts = ledger.group_by("unit", "field", maintain_order=True).agg(
        pl.len().alias("nominated"),
        (pl.col("outcome") == "accepted").sum().alias("accepted"),
        (pl.col("outcome") == "over_quota").sum().alias("over"),
    )
    return [
        QuotaUse(
            unit=unit,
            board=board.id,
            field=field,
            channels=limits.channels(unit),
            limit=limits.limit(quota, board, unit) if quota else None,
            nominated=nominated,
            accepted=accepted,
            over=over,
        )
        for unit, field, nominated, accepted, over in counts.iter_rows()
    ]
