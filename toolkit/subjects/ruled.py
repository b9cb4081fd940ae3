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
    same: Iterable[Pair],
    different: Iterable[Pair],
) -> Grouping:
    """Part and join groups as ruled. `groups` gives each entry's group, `marks` what tells entries
    of one group apart (names and codes). Pairs of entries that are not there ask nothing.
    """
    joined = [pair for pair in same if pair[0] in groups and pair[1] in groups]
    # In an order of their own: which line stands first must not decide who leaves with whom.
    parted = sorted(pair for pair in different if pair[0] in groups and pair[1] in groups)
    contradicting: set[Pair] = set()
    while joined or parted:
        after = _joined(_parted(groups, marks, parted), joined)
        torn = {after[first] for first, second in parted if after[first] == after[second]}
        if not torn:
            moved = {entry: group for entry, group in after.items() if group != groups[entry]}
            return Grouping(moved, frozenset(contradicting))
        contradicting.update(pair for pair in (*joined, *parted) if after[pair[0]] in torn)
        joined = [pair for pair in joined if pair not in contradicting]
        parted = [pair for pair in parted if pair not in contradicting]
    return Grouping({}, frozenset(contradicting))


def _parted(
    groups: Mapping[int, str], marks: Mapping[int, object], pairs: Sequence[Pair]
) -> dict[int, str]:
    """Each entry's group once the first of each pair has left the second's, where it was in it,
    and together with it those that bear the same marks.
    """
    apart = dict(groups)
    asked = {groups[first] for first, _ in pairs}
    members: dict[str, list[int]] = {}
    for entry, group in groups.items():
        if group in asked:
            members.setdefault(group, []).append(entry)
    for first, second in pairs:
        own = apart[first]
        if own != apart[second]:
            continue
        alike = [entry for entry in members[own] if marks[entry] == marks[first]]
        leaving = [first] if second in alike else alike
        left = f"{own} ≠ {min(leaving)}"
        apart |= dict.fromkeys(leaving, left)
        members[own] = [entry for entry in members[own] if apart[entry] == own]
        members[left] = leaving
    return apart


def _joined(groups: Mapping[int, str], pairs: Iterable[Pair]) -> dict[int, str]:
    root = _Roots()
    for first, second in pairs:
        root.join(groups[first], groups[second])
    return {entry: root.of(group) for entry, group in groups.items()}


class _Roots:
    """Groups joined with each other, each known by the first of its names in order."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, group: str) -> str:
        passed = []
        while group in self._above:
            passed.append(group)
            group = self._above[group]
        self._above |= dict.fromkeys(passed, group)
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
    of_owners = {pair for pair in judged.different if not things >= {*pair} or pair in named_apart}
    of_things = [pair for pair in judged.different if pair not in of_owners]
    firms = {pair for pair in judged.same_things if not things >= {*pair}}
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
    same: Iterable[Pair],
    different: Iterable[Pair],
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
