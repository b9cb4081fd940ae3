"""Entries that stand, and limits, in; out: who is over quota, where the cut is unclear, and use.

Frames have one row an entry: `entry`, `board`, `unit`, `field`, `subject`, `rank` (推荐顺序, null
when missing) and a text column for every other key that a quota counts per. The one thing a
newcomer would get wrong: all quotas of a board are tested together in one pass, so an entry takes
a place everywhere or nowhere.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from toolkit.model import Board, Campaign, Quota, QuotaUse, Unit

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
        """The limit of one quota for one unit (product: Quota)."""
        if "unit" not in quota.per:
            return quota.limit
        stacked = quota.limit * (self.channels(unit) if self.campaign.stacking else 1)
        registered = self.units.get(unit)
        adjustments = registered.adjustments if registered else {}
        extra = adjustments.get("", 0) + adjustments.get(board.id, 0)
        return max(0, stacked + extra)


def apply_quotas(standing: pl.DataFrame, board: Board, limits: Limits) -> dict[int, int]:
    """Cut one board's standing entries to its quotas: by rank, then entry (received order);
    entries without a rank come after those with one. Gives each entry over quota its limit.
    """
    contended = _contended(standing, board, limits)
    taken: dict[_Scope, int] = {}
    over: dict[int, int] = {}
    for place in contended:
        full = [limit for scope, limit in place.scopes if taken.get(scope, 0) >= limit]
        if full:
            over[place.entry] = min(full)
            continue
        for scope, _ in place.scopes:
            taken[scope] = taken.get(scope, 0) + 1
    return over


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry that competes: the scopes it takes a place in, each with its limit."""

    entry: int
    rank: int | None
    scopes: tuple[tuple[_Scope, int], ...]


def _contended(standing: pl.DataFrame, board: Board, limits: Limits) -> list[_Place]:
    """The entries in order, each with only those scopes that hold more entries than places."""
    ordered = standing.sort("rank", "entry", nulls_last=True, maintain_order=True)
    scopes_of: dict[int, list[tuple[_Scope, int]]] = {}
    for number, quota in enumerate(board.quotas):
        for entry, scope, limit in _crowded(ordered, quota, board, limits):
            scopes_of.setdefault(entry, []).append(((number, scope), limit))
    return [
        _Place(entry, rank, tuple(scopes_of[entry]))
        for entry, rank in ordered.select("entry", "rank").iter_rows()
        if entry in scopes_of
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


def find_room(
    outside: pl.DataFrame, accepted: pl.DataFrame, board: Board, limits: Limits
) -> int | None:
    """Of entries left outside, the first in order for whom every scope has a free place."""
    taken = [
        {
            tuple(str(part) for part in scope): count
            for *scope, count in _counted(accepted, quota)
            .group_by(quota.per, maintain_order=True)
            .len()
            .iter_rows()
        }
        for quota in board.quotas
    ]
    for row in outside.sort("rank", "entry", nulls_last=True).iter_rows(named=True):
        scopes = [tuple(str(row[key]) for key in quota.per) for quota in board.quotas]
        if all(
            counts.get(scope, 0) < limits.limit(quota, board, row["unit"])
            for quota, scope, counts in zip(board.quotas, scopes, taken, strict=True)
        ):
            entry: int = row["entry"]
            return entry
    return None


def find_unclear(
    competitors: pl.DataFrame, over: Container[int], board: Board, limits: Limits
) -> set[int]:
    """Entries whose tied or missing rank decided a cut (Q102): those with the rank of the first
    one out, where one that is in has it too, or where it is missing.
    """
    taken: dict[_Scope, int] = {}
    inside: dict[_Scope, list[_Place]] = {}
    outside: dict[_Scope, list[_Place]] = {}
    for place in _contended(competitors, board, limits):
        for scope, limit in place.scopes:
            if place.entry not in over:
                inside.setdefault(scope, []).append(place)
                taken[scope] = taken.get(scope, 0) + 1
            elif taken.get(scope, 0) >= limit:
                outside.setdefault(scope, []).append(place)
    unclear: set[int] = set()
    for scope, places_out in outside.items():
        cut, places_in = places_out[0].rank, inside.get(scope, [])
        if places_in and (cut is None or cut in [place.rank for place in places_in]):
            unclear.update(place.entry for place in (*places_in, *places_out) if place.rank == cut)
    return unclear


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
