"""Entries that stand, and limits, in; out: who is over quota, where the cut is unclear, and use.

Frames have one row an entry: `entry`, `board`, `unit`, `field`, `owner` (whose it is), `rank`
(推荐顺序, null when missing), `preferred` (whether a ruling puts it first), `contest` and `turn`
(who excludes whom, in what order), and a text column for every other key that a quota counts per
(`Quota.columns`). The one thing a newcomer would get wrong: all quotas of a board, and of the
boards that it shares one with, are tested together in one pass, so an entry takes a place
everywhere or nowhere.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from toolkit.model import Board, Campaign, Exceeded, Quota, QuotaUse, Unit

# A quota of the division, by its number, and what it counts per: (0, ("甲学会",)).
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
        """The limit of a board's quota for one unit."""
        return self.limit_of(replace(quota, boards=(board.id,)), unit)

    def limit_of(self, quota: Quota, unit: str) -> int:
        """The limit, for one unit, of a quota that names the boards it counts; what a unit has
        more or fewer on one of them, it has on all together.
        """
        if "unit" not in quota.per:
            return quota.limit
        stacked = quota.limit * (self.channels(unit) if self.campaign.stacking else 1)
        registered = self.units.get(unit)
        adjustments = registered.adjustments if registered else {}
        extra = adjustments.get("", 0) + sum(adjustments.get(id_, 0) for id_ in quota.boards)
        return max(0, stacked + extra)


@dataclass(frozen=True, slots=True)
class Division:
    """Boards whose places are given out together, with all their quotas, each naming the boards
    that it counts.
    """

    boards: tuple[Board, ...]
    quotas: tuple[Quota, ...]

    def of(self, entries: pl.DataFrame) -> pl.DataFrame:
        """The entries on its boards."""
        return _on_boards(entries, tuple(board.id for board in self.boards))


def divide(campaign: Campaign) -> tuple[Division, ...]:
    """Each board by itself, and those together that share a quota with each other, however many
    boards lie between them.
    """
    groups = [{board.id} for board in campaign.boards]
    for quota in campaign.quotas:
        shared = [group for group in groups if not group.isdisjoint(quota.boards)]
        groups = [group for group in groups if group.isdisjoint(quota.boards)]
        groups.append(set().union(*shared))
    return tuple(_division(campaign, group) for group in groups)


def _division(campaign: Campaign, ids: Container[str]) -> Division:
    boards = tuple(board for board in campaign.boards if board.id in ids)
    own = (replace(quota, boards=(board.id,)) for board in boards for quota in board.quotas)
    shared = (quota for quota in campaign.quotas if quota.boards[0] in ids)
    return Division(boards, (*own, *shared))


def _on_boards(entries: pl.DataFrame, ids: tuple[str, ...]) -> pl.DataFrame:
    is_there = pl.col("board") == ids[0] if len(ids) == 1 else pl.col("board").is_in(ids)
    return entries.filter(is_there)


@dataclass(frozen=True, slots=True)
class Cut:
    """What one pass decides. `standing` maps a contest to the entry accepted for it (only where
    that was in question), `over` an entry over quota to the quota it met, `unclear` holds the
    entries whose tied or missing rank decided (Q102), `unheeded` those that rulings put first, but
    that have no place together.
    """

    standing: Mapping[str, int]
    over: Mapping[int, Exceeded]
    unclear: frozenset[int]
    unheeded: frozenset[int] = frozenset()


def apply_quotas(competing: pl.DataFrame, division: Division, limits: Limits) -> Cut:
    """Test all quotas of a division together: what a ruling puts first, then by rank, whatever the
    board, then entry (received order); entries without a rank come after those with one.

    Entries that share a `contest` exclude each other; `turn` is their order in it. One behind an
    accepted entry of its contest takes no place; one that a later one has overtaken takes none
    either, but is not over quota.
    """
    places = _in_question(competing, division, limits)
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
    first = {scope for place in standing.values() if place.preferred for scope in place.all_scopes}
    over = {place.entry: _tightest(full[place.entry], division, first) for place in out}
    accepted = {contest: place.entry for contest, place in standing.items()}
    unclear = frozenset(_unclear(standing.values(), out, full))
    return Cut(accepted, over, unclear, frozenset(_unheeded(places, out, full)))


def _tightest(
    crowded: Mapping[_Scope, int], division: Division, first: Container[_Scope]
) -> Exceeded:
    (number, names), limit = min(crowded.items(), key=lambda item: (item[1], item[0]))
    quota = division.quotas[number]
    has_preferred = (number, names) in first
    return Exceeded(limit, quota.per, names, quota.boards, has_preferred)


def _unheeded(
    places: Iterable[_Place], outside: Iterable[_Place], full: Mapping[int, Container[_Scope]]
) -> Iterator[int]:
    """Where one that a ruling puts first has no place, all that rulings put first there."""
    without = [place for place in outside if place.preferred]
    crowded = {scope for out in without for scope in out.all_scopes if scope in full[out.entry]}
    for place in places if crowded else ():
        if place.preferred and not crowded.isdisjoint(place.all_scopes):
            yield place.entry


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
    preferred: bool
    scopes: tuple[tuple[_Scope, int], ...]

    @property
    def all_scopes(self) -> list[_Scope]:
        """The scopes without their limits."""
        return [scope for scope, _ in self.scopes]


def _in_question(competing: pl.DataFrame, division: Division, limits: Limits) -> list[_Place]:
    """In order, the entries in scopes with more entries than places, or in a contest with
    several; all others are accepted without a look.
    """
    order, first = ("preferred", "rank", "entry"), (True, False, False)
    ordered = competing.sort(order, descending=first, nulls_last=True, maintain_order=True)
    scopes_of: dict[int, list[tuple[_Scope, int]]] = {}
    for number, quota in enumerate(division.quotas):
        for entry, scope, limit in _crowded(ordered, quota, limits):
            scopes_of.setdefault(entry, []).append(((number, scope), limit))
    looked_at = ordered.filter(
        pl.col("entry").is_in(list(scopes_of)) | (pl.len().over("contest") > 1)
    )
    return [
        _Place(entry, rank, contest, turn, preferred, tuple(scopes_of.get(entry, ())))
        for entry, rank, contest, turn, preferred in looked_at.select(
            "entry", "rank", "contest", "turn", "preferred"
        ).iter_rows()
    ]


def _crowded(
    ordered: pl.DataFrame, quota: Quota, limits: Limits
) -> Iterator[tuple[int, tuple[str, ...], int]]:
    """Entries in scopes with more entries than places."""
    for names, members in scopes_of(ordered, quota):
        limit = limits.limit_of(quota, unit_among(names, quota))
        if members.height > limit:
            yield from ((entry, names, limit) for entry in members["entry"])


def scopes_of(
    entries: pl.DataFrame, quota: Quota
) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """The entries that a quota counts, by what it counts per; not those of scopes that surely have
    a place for all, where no unit can have fewer places than others.

    A blank applicant or product is no one's, so nobody's limit; a blank field (领域) is one that
    名额统计 counts by itself.
    """
    keys = list(quota.columns)
    told = [pl.col(key) != "" for key in keys if key not in ("unit", "field")]
    counted = _on_boards(entries, quota.boards).filter(pl.all_horizontal(pl.lit(value=True), *told))
    if "unit" not in keys:
        # Applicants are many and nearly all have one entry: they are not looked at one by one.
        counted = counted.filter(pl.len().over(keys) > quota.limit)
    for scope, members in counted.group_by(keys, maintain_order=True):
        yield tuple(str(part) for part in scope), members


def unit_among(names: tuple[str, ...], quota: Quota) -> str:
    """The unit of a scope; "" where the quota counts per no unit."""
    return names[quota.per.index("unit")] if "unit" in quota.per else ""


def _unclear(
    inside: Iterable[_Place], outside: Iterable[_Place], full: Mapping[int, Container[_Scope]]
) -> Iterator[int]:
    """Of each scope, those with the rank of the first one it had no place for, where one that is
    in has that rank too, or where it is missing. A place given by a ruling is not in question.
    """
    places_in: dict[_Scope, list[_Place]] = {}
    places_out: dict[_Scope, list[_Place]] = {}
    for place in inside:
        for scope in [] if place.preferred else place.all_scopes:
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
    """名额统计 of one board: a row for each unit (and field, where that has places of its own) with
    entries. `ledger` has `unit`, `field` and `outcome`.
    """
    quota = board.unit_quota
    if quota is not None and "field" not in quota.per:
        ledger = ledger.with_columns(field=pl.lit(""))
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
