"""Who is the same subject, as the rules have it, and what people ruled about pairs, in; out: the
same as people have it.

A group is an owner (`owner`) or a subject (`subject`) of a frame with one row an entry. The one
thing a newcomer would get wrong: parting comes before joining. What leaves a group takes along the
entries that bear the same name and code; and a pair that is said to differ, but would be joined
over others, contradicts what joined it: neither is obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from toolkit.model import Judged
from toolkit.subjects import group_subjects, name_subjects

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups as ruled: the new group of each entry whose group is another now, and the pairs whose
    rulings contradict each other.
    """

    moved: Mapping[int, str]
    contradicting: frozenset[Pair] = frozenset()


def regroup(
    groups: Mapping[int, str],
    marks: Mapping[int, object],
    same: Sequence[Pair],
    different: Sequence[Pair],
) -> Grouping:
    """Part and join groups as ruled. `groups` gives each entry's group, `marks` what tells entries
    of one group apart (names and codes). Pairs of entries that are not there ask nothing.
    """
    joined = [pair for pair in same if pair[0] in groups and pair[1] in groups]
    parted = [pair for pair in different if pair[0] in groups and pair[1] in groups]
    if not (joined or parted):
        return Grouping({})
    after, contradicting = _regrouped(groups, marks, joined, parted)
    if contradicting:
        left = [pair for pair in joined if pair not in contradicting]
        after, _ = _regrouped(
            groups, marks, left, [pair for pair in parted if pair not in contradicting]
        )
    moved = {entry: group for entry, group in after.items() if group != groups[entry]}
    return Grouping(moved, frozenset(contradicting))


def _regrouped(
    groups: Mapping[int, str],
    marks: Mapping[int, object],
    joined: Iterable[Pair],
    parted: Sequence[Pair],
) -> tuple[dict[int, str], set[Pair]]:
    """Each entry's group, and the pairs of both kinds that cannot be obeyed together."""
    pairs = list(joined)
    apart = dict(groups)
    for first, second in parted:
        if apart[first] == apart[second]:
            apart |= _leaving(first, second, apart, marks)
    root = _Roots()
    for first, second in pairs:
        root.join(apart[first], apart[second])
    after = {entry: root.of(group) for entry, group in apart.items()}
    torn = {after[first] for first, second in parted if after[first] == after[second]}
    both = [pair for pair in (*pairs, *parted) if after[pair[0]] in torn]
    return after, set(both)


def _leaving(
    first: int, second: int, groups: Mapping[int, str], marks: Mapping[int, object]
) -> dict[int, str]:
    """The entries that leave the second one's group together with the first."""
    own = groups[first]
    alike = [
        entry for entry, group in groups.items() if group == own and marks[entry] == marks[first]
    ]
    leaving = [first] if second in alike else alike
    return dict.fromkeys(leaving, f"{own} ≠ {min(leaving)}")


class _Roots:
    """Groups joined with each other, each known by the first of its names in order."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, group: str) -> str:
        while group in self._above:
            group = self._above[group]
        return group

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        if low != high:
            self._above[high] = low


def group_as_ruled(entries: pl.DataFrame, judged: Judged) -> tuple[pl.DataFrame, frozenset[Pair]]:
    """Entries with `owner` and `subject` as the rules have it and then as people ruled, and the
    pairs whose rulings contradict each other.

    That two are one company joins the companies; that two are one project of theirs, where projects
    have owners, joins the projects only.
    """
    grouped = group_subjects(entries)
    if not (judged.same or judged.same_things or judged.different):
        return grouped, frozenset()
    things = _with_owners(grouped)
    named_apart = _OneCode(grouped)
    of_owners = [pair for pair in judged.different if not things >= {*pair} or pair in named_apart]
    of_things = [pair for pair in judged.different if pair not in of_owners]
    firms = [pair for pair in judged.same_things if not things >= {*pair}]
    owned, unheeded = _moved(
        grouped, "owner", ("owner_key", "code"), (*judged.same, *firms), of_owners
    )
    same_things = [pair for pair in judged.same_things if pair not in firms]
    named, also_unheeded = _moved(
        name_subjects(owned), "subject", ("key", "owner_key", "code"), same_things, of_things
    )
    return named, unheeded | also_unheeded


def _with_owners(entries: pl.DataFrame) -> set[int]:
    """The entries whose subject is somebody's."""
    return set(entries.filter("is_owned")["entry"].to_list())


class _OneCode:
    """Pairs of entries with one code and different names: their owners are what is ruled on."""

    def __init__(self, entries: pl.DataFrame) -> None:
        told = entries.select("entry", "code", "owner_key").iter_rows()
        self._told = {entry: (code, name) for entry, code, name in told}

    def __contains__(self, pair: Pair) -> bool:
        nobody = (None, "")
        (code, name), (other_code, other) = (self._told.get(each, nobody) for each in pair)
        return code is not None and code == other_code and name != other


def _moved(
    entries: pl.DataFrame,
    group: str,
    marks: Sequence[str],
    same: Sequence[Pair],
    different: Sequence[Pair],
) -> tuple[pl.DataFrame, frozenset[Pair]]:
    """A frame whose column `group` is as ruled, and the pairs that contradict each other."""
    numbers = entries["entry"].to_list()
    told = zip(*(entries[mark].to_list() for mark in marks), strict=True)
    grouping = regroup(
        dict(zip(numbers, entries[group].to_list(), strict=True)),
        dict(zip(numbers, told, strict=True)),
        same,
        different,
    )
    moved = pl.Series([grouping.moved.get(number) for number in numbers], dtype=pl.String)
    as_ruled = pl.coalesce(moved, pl.col(group)).alias(group)
    return entries.with_columns(as_ruled), grouping.contradicting
