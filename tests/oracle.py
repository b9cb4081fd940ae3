"""A slow, plain reference for what the README says under How it decides. Checked entries in; out:
what must become of each.

Written from the text, with loops instead of frames. It shares nothing with the toolkit but the
frozen values. Where the text leaves a choice, the reading is said at the place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from law_batches import credit_code

from toolkit.model import Board, Campaign, Entry, Finding, Quota, Registers, Severity

# Only companies that `law_batches` invents have codes in these tests.
_VALID = {credit_code(number) for number in range(200)}
_LATER = ("Q", "D", "R")


@dataclass(slots=True)
class Verdicts:
    """What the reference says: of each entry its outcome, codes and the entry kept; and which
    entries bear which findings of comparison.
    """

    outcome: dict[int, str] = field(default_factory=dict)
    codes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    kept: dict[int, int] = field(default_factory=dict)
    found: dict[str, set[int]] = field(default_factory=dict)

    def leave(self, entry: int, outcome: str, *codes: str, kept: int = 0) -> None:
        self.outcome[entry], self.codes[entry], self.kept[entry] = outcome, codes, kept

    def rows(self) -> list[tuple[str, str, int]]:
        return [
            (self.outcome[entry], ";".join(self.codes[entry]), self.kept[entry])
            for entry in sorted(self.outcome)
        ]


def name_key(name: str) -> str:
    """NFKC, punctuation and spaces removed, 有限责任公司 = 有限公司."""
    plain = unicodedata.normalize("NFKC", name)
    letters = [c for c in plain if not unicodedata.category(c).startswith(("P", "Z", "C"))]
    return "".join(letters).replace("有限责任公司", "有限公司")


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry as the rules compare it."""

    number: int
    board: str
    unit: str
    submission: str
    position: int
    key: str
    owner_key: str
    code: str
    rank: int | None
    entry: Entry
    is_preferred: bool = False


@dataclass(frozen=True, slots=True)
class Rulings:
    """What people ruled, all of which can be obeyed: on entries, and on pairs of them."""

    withdrawn: frozenset[int] = frozenset()
    preferred: frozenset[int] = frozenset()
    same: tuple[tuple[int, int], ...] = ()
    same_things: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()


_NOTHING_RULED = Rulings()


def judge(
    entries: Sequence[Entry],
    findings: Iterable[Finding],
    campaign: Campaign,
    registers: Registers,
    positions: dict[str, int],
    ruled: Rulings = _NOTHING_RULED,
) -> Verdicts:
    """Decide a whole batch, as people ruled and else by the rules."""
    verdicts = Verdicts()
    items = [
        replace(
            _item(entry, campaign.board(entry.board), positions),
            is_preferred=entry.number in ruled.preferred,
        )
        for entry in entries
    ]
    for number in ruled.withdrawn:
        verdicts.leave(number, "withdrawn", "J101")
    _errors_decide(
        [item for item in items if item.number not in ruled.withdrawn], list(findings), verdicts
    )
    live = [item for item in items if item.number not in verdicts.outcome]
    owners, subjects = _as_ruled(live, campaign, ruled)
    standing = _superseded(live, subjects, verdicts)
    replaced_by = {
        n: verdicts.kept[n] for n, out in verdicts.outcome.items() if out == "superseded"
    }
    unclear: set[int] = set()
    for boards in _decided_together(campaign):
        own = [item for item in standing if item.board in boards]
        unclear |= _compete(own, _Rules(campaign, registers, subjects, owners), verdicts)
    _name_what_supersedes(verdicts)
    verdicts.found["D202"] = _disagreeing(items)
    verdicts.found["D301"] = _on_several(live, subjects, verdicts)
    verdicts.found["Q102"] = unclear
    verdicts.found["D103"] = _left_behind(items, replaced_by, verdicts, campaign)
    return verdicts


def _item(entry: Entry, board: Board, positions: dict[str, int]) -> _Item:
    code = entry.value(board.code_key)
    return _Item(
        entry.number,
        entry.board,
        entry.unit,
        entry.submission,
        positions[entry.submission],
        name_key(entry.value(board.name_key) or ""),
        name_key(entry.value(board.owner_key or board.name_key) or ""),
        code if code in _VALID else "",
        entry.value(board.rank_key),
        entry,
    )


def _errors_decide(items: Sequence[_Item], findings: Sequence[Finding], verdicts: Verdicts) -> None:
    """An E code makes the entry ineligible, any other returns it (Q, D and R come later); an
    error about a whole sheet or file speaks for all its entries. Returned comes first.
    """
    for item in items:
        errors = {
            finding.code
            for finding in findings
            if finding.severity is Severity.ERROR
            and not finding.code.startswith(_LATER)
            and _speaks_of(finding, item)
        }
        conditions = sorted(code for code in errors if code.startswith("E"))
        others = sorted(code for code in errors if not code.startswith("E"))
        if others:
            verdicts.leave(item.number, "returned", *others)
        elif conditions:
            verdicts.leave(item.number, "ineligible", *conditions)


def _speaks_of(finding: Finding, item: _Item) -> bool:
    if finding.entry:
        return finding.entry == item.number
    same_file = finding.ref.submission == item.submission
    return same_file and finding.ref.sheet in ("", item.entry.table.sheet)


def _owners(live: Sequence[_Item]) -> dict[int, str]:
    """Whose an entry is, or, where subjects have no owner, who it is: those with a valid code
    group by the code alone; one without joins the group of that name received first, else stands
    under its name. Who has no name either is like nobody.
    """
    owners = {}
    for item in live:
        namesakes = [other for other in live if other.code and other.owner_key == item.owner_key]
        first = min(namesakes, key=lambda other: other.number, default=None)
        joined = first.code if first and item.owner_key else item.owner_key
        owners[item.number] = item.code or joined or f"nobody {item.number}"
    return owners


def _subjects(live: Sequence[_Item], owners: dict[int, str], campaign: Campaign) -> dict[int, str]:
    """The owner itself, or what bears a name and is its; without a name it is like nothing."""
    return {
        item.number: owners[item.number] + (f" {item.key or item.number}")
        if campaign.board(item.board).owner_key
        else owners[item.number]
        for item in live
    }


def _as_ruled(
    live: Sequence[_Item], campaign: Campaign, ruled: Rulings
) -> tuple[dict[int, str], dict[int, str]]:
    """Owners and subjects. That two things of owners differ parts the things, but the owners where
    these have one code and two names; that they are one joins the things. A pair with anything
    that is nobody's is of owners.
    """
    by_number = {item.number: item for item in live}

    def is_of_things(pair: tuple[int, int]) -> bool:
        both = [by_number[number] for number in pair if number in by_number]
        return len(both) == 2 and all(campaign.board(item.board).owner_key for item in both)

    def is_one_code(pair: tuple[int, int]) -> bool:
        first, second = (by_number[number] for number in pair)
        return first.code == second.code != "" and first.owner_key != second.owner_key

    things = [pair for pair in ruled.different if is_of_things(pair) and not is_one_code(pair)]
    owners = _regrouped(
        _owners(live),
        {item.number: (item.owner_key, item.code) for item in live},
        [*ruled.same, *(pair for pair in ruled.same_things if not is_of_things(pair))],
        [pair for pair in ruled.different if pair not in things],
    )
    subjects = _regrouped(
        _subjects(live, owners, campaign),
        {item.number: (item.key, item.owner_key, item.code) for item in live},
        [pair for pair in ruled.same_things if is_of_things(pair)],
        things,
    )
    return owners, subjects


def _regrouped(
    groups: dict[int, str],
    marks: dict[int, tuple[str, ...]],
    same: Sequence[tuple[int, int]],
    different: Sequence[tuple[int, int]],
) -> dict[int, str]:
    """The first of two that differ leaves, with all that look like it, unless the other does, too.
    Pairs are taken by their numbers. What is the same is joined afterwards.
    """
    groups = dict(groups)
    for first, second in sorted(different):
        own = groups.get(first, "")
        if second in groups and own == groups[second]:
            alike = [n for n in groups if groups[n] == own and marks[n] == marks[first]]
            leaving = [first] if second in alike else alike
            groups |= {n: f"{own} apart {min(leaving)}" for n in leaving}
    for first, second in same:
        if first in groups and second in groups:
            joined = groups[second]
            groups = {n: groups[first] if own == joined else own for n, own in groups.items()}
    return groups


def _decided_together(campaign: Campaign) -> list[set[str]]:
    """Boards by the quotas that they share: of two that each share one with a third, too."""
    together = [{board.id} for board in campaign.boards]
    for _ in campaign.boards:
        for quota in campaign.quotas:
            found = [group for group in together if group & set(quota.boards)]
            together = [group for group in together if group not in found]
            together.append({board for group in found for board in group})
    return together


def _superseded(live: Sequence[_Item], subjects: dict[int, str], verdicts: Verdicts) -> list[_Item]:
    """The same subject, board and unit in a later submission: the later stands. Gives the rest."""
    for item in live:
        again = [
            other
            for other in live
            if subjects[other.number] == subjects[item.number]
            and (other.board, other.unit) == (item.board, item.unit)
            and other.position > item.position
        ]
        if again:
            last = max(other.position for other in again)
            stands = min(other.number for other in again if other.position == last)
            verdicts.leave(item.number, "superseded", "D102", kept=stands)
    return [item for item in live if item.number not in verdicts.outcome]


# ---------------------------------------------------------------- duplicates and quotas

_Scope = tuple[str, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What is given out by, and who is who."""

    campaign: Campaign
    registers: Registers
    subjects: dict[int, str]
    owners: dict[int, str]

    def contest(self, item: _Item) -> str:
        """Those of one subject on one board exclude each other."""
        return f"{item.board}: {self.subjects[item.number]}"

    def scopes(self, item: _Item) -> list[tuple[_Scope, int]]:
        """Where an entry takes a place, and how many there are."""
        owner = self.owners[item.number]
        return list(_scopes_of(item.entry, owner, self.campaign, self.registers))


def _compete(own: Sequence[_Item], rules: _Rules, verdicts: Verdicts) -> set[int]:
    """Of each subject the first received stands; those that stand compete for places. Where that
    one is over quota, the next of its subject competes too, until nothing changes.

    Everybody who has been called competes again in each pass, so a place that came free is taken.
    Gives the entries whose rank was unclear.
    """
    rivals: dict[str, list[_Item]] = {}
    for item in sorted(own, key=lambda item: _by_arrival(item, rules.campaign)):
        rivals.setdefault(rules.contest(item), []).append(item)
    called = dict.fromkeys(rivals, 1)
    while True:
        competing = [item for s, group in rivals.items() for item in group[: called[s]]]
        accepted, full = _one_pass(competing, rivals, rules)
        waiting = [s for s in rivals if s not in accepted and called[s] < len(rivals[s])]
        if not waiting:
            break
        for subject in waiting:
            called[subject] += 1
    over = {
        item.number: full[item.number]
        for item in competing
        if item.number in full and not _stands_before(item, accepted, rivals, rules)
    }
    for subject, group in rivals.items():
        for item in group:
            stands = accepted.get(subject, 0)
            if stands == item.number:
                verdicts.leave(item.number, "accepted")
            elif item.number in over:
                verdicts.leave(item.number, "over_quota", "Q101")
            else:
                own_file = [other for other in group if other.submission == item.submission]
                first = min(own_file, key=lambda other: (not other.is_preferred, other.number))
                code = "D101" if first == item else "R101"
                verdicts.leave(item.number, "duplicate", code, kept=stands)
    return _unclear(competing, over, set(accepted.values()), rules)


def _by_arrival(item: _Item, campaign: Campaign) -> tuple[bool, int, int]:
    latest_first = campaign.board(item.board).keep == "latest"
    position = -item.position if latest_first else item.position
    return not item.is_preferred, position, item.number


def _stands_before(
    item: _Item, accepted: dict[str, int], rivals: dict[str, list[_Item]], rules: _Rules
) -> bool:
    """Whether an entry of this one's subject that comes before it is accepted."""
    order = [other.number for other in rivals[rules.contest(item)]]
    stands = accepted.get(rules.contest(item))
    return stands is not None and order.index(stands) < order.index(item.number)


def _one_pass(
    competing: Sequence[_Item], rivals: dict[str, list[_Item]], rules: _Rules
) -> tuple[dict[str, int], dict[int, set[_Scope]]]:
    """All quotas tested together, by rank, then received order. Gives who is accepted of each
    subject, and for each entry over quota the scopes that had no place left for it.
    """
    taken: dict[_Scope, int] = {}
    accepted: dict[str, int] = {}
    full: dict[int, set[_Scope]] = {}
    for item in sorted(competing, key=_by_rank):
        subject = rules.contest(item)
        if _stands_before(item, accepted, rivals, rules):
            continue
        scopes = rules.scopes(item)
        crowded = {scope for scope, limit in scopes if taken.get(scope, 0) >= limit}
        if crowded:
            full[item.number] = crowded
        elif subject not in accepted:
            accepted[subject] = item.number
            for scope, _ in scopes:
                taken[scope] = taken.get(scope, 0) + 1
    return accepted, full


def _by_rank(item: _Item) -> tuple[bool, bool, int, int]:
    return not item.is_preferred, item.rank is None, item.rank or 0, item.number


def quota_scopes(
    entry: Entry, owner: str, campaign: Campaign, registers: Registers
) -> Iterator[tuple[_Scope, int]]:
    """Where an entry takes a place, and how many places there are; `owner` is whose it is."""
    yield from _scopes_of(entry, owner, campaign, registers)


def owners_of(entries: Sequence[Entry], campaign: Campaign) -> dict[int, str]:
    """Whose each entry is, of those that compete."""
    positions = {entry.submission: 0 for entry in entries}
    return _owners([_item(entry, campaign.board(entry.board), positions) for entry in entries])


def _scopes_of(
    entry: Entry, owner: str, campaign: Campaign, registers: Registers
) -> Iterator[tuple[_Scope, int]]:
    """An entry that names no applicant shares nobody's place; one without a field is counted
    with the others of its unit that have none. A quota is known by its board, or by those it
    counts together.
    """
    board = campaign.board(entry.board)
    counting = [(board.id, number, quota) for number, quota in enumerate(board.quotas)]
    counting += [
        (" ".join(quota.boards), number, quota)
        for number, quota in enumerate(campaign.quotas)
        if board.id in quota.boards
    ]
    for place, number, quota in counting:
        names = [_part(entry, owner, board, key) for key in quota.per]
        needed = [name for name, key in zip(names, quota.per, strict=True) if key != "field"]
        if all(needed):
            limit = _limit(quota, entry.unit, board, campaign, registers)
            yield (place, number, tuple(names)), limit


def _part(entry: Entry, owner: str, board: Board, key: str) -> str:
    if key == "unit":
        return entry.unit
    if key == "owner":
        return owner
    return name_key(entry.value(board.field_key if key == "field" else key) or "")


def _limit(quota: Quota, unit: str, board: Board, campaign: Campaign, registers: Registers) -> int:
    """Limit × channels where they stack, plus 名额调整, for quotas of a unit."""
    if "unit" not in quota.per:
        return quota.limit
    known = next((known for known in registers.units or () if known.name == unit), None)
    channels = max(1, len(known.channels)) if known and campaign.stacking else 1
    changes = known.adjustments if known else {}
    own = sum(changes.get(board_id, 0) for board_id in quota.boards or (board.id,))
    return max(0, quota.limit * channels + changes.get("", 0) + own)


def _unclear(
    competing: Sequence[_Item], full: dict[int, set[_Scope]], accepted: set[int], rules: _Rules
) -> set[int]:
    """Q102: of those whom a scope had no place for, the first has no rank, or the rank of one
    who got in there. All of that rank on either side of the cut are asked about.
    """
    found: set[int] = set()
    for scope in {scope for scopes in full.values() for scope in scopes}:
        inside = [
            item
            for item in competing
            if item.number in accepted and scope in dict(rules.scopes(item))
            if not item.is_preferred
        ]
        outside = [item for item in competing if scope in full.get(item.number, ())]
        cut = min(outside, key=_by_rank).rank
        if inside and (cut is None or cut in [item.rank for item in inside]):
            found |= {item.number for item in (*inside, *outside) if item.rank == cut}
    return found


def _name_what_supersedes(verdicts: Verdicts) -> None:
    """`kept` always names an accepted entry: what stands may itself be a duplicate, or out."""
    for entry, outcome in verdicts.outcome.items():
        if outcome == "superseded":
            stands = verdicts.kept[entry]
            accepted = verdicts.outcome[stands] == "accepted"
            verdicts.kept[entry] = stands if accepted else verdicts.kept[stands]


# ---------------------------------------------------------------- findings of comparison


def _disagreeing(items: Sequence[_Item]) -> set[int]:
    """D202: equal names under different valid codes, or equal codes under names that differ; and
    one without a code whose name stands under several. Of owners, where there are.
    """
    found = set()
    named = [item for item in items if item.owner_key]
    for item in named:
        alike = [other for other in named if other.owner_key == item.owner_key]
        namesakes = {other.code for other in alike if other.code}
        names = {other.owner_key for other in named if item.code and other.code == item.code}
        if len(namesakes) > 1 or len(names) > 1:
            found.add(item.number)
    return found


def _left_behind(
    items: Sequence[_Item], replaced_by: dict[int, int], verdicts: Verdicts, campaign: Campaign
) -> set[int]:
    """D103: an entry still in, whose unit later sent another version of that list without it. A
    version is a submission that superseded an entry of this one; the last of them tells.
    """
    subjects = _subjects(items, _owners(items), campaign)
    by_number = {item.number: item for item in items}
    found = set()
    for item in items:
        if verdicts.outcome[item.number] not in ("accepted", "over_quota"):
            continue
        versions = {
            by_number[replaced_by[other.number]].position
            for other in items
            if other.number in replaced_by and _same_list(other, item)
            if other.position == item.position
        }
        later = [
            other
            for other in items
            if versions and other.position == max(versions) and _same_list(other, item)
        ]
        if later and subjects[item.number] not in {subjects[other.number] for other in later}:
            found.add(item.number)
    return found


def _same_list(item: _Item, other: _Item) -> bool:
    return (item.unit, item.board) == (other.unit, other.board)


def _on_several(live: Sequence[_Item], subjects: dict[int, str], verdicts: Verdicts) -> set[int]:
    """D301: each accepted entry whose subject is accepted on another board, too."""
    accepted = [item for item in live if verdicts.outcome[item.number] == "accepted"]
    return {
        item.number
        for item in accepted
        for other in accepted
        if subjects[other.number] == subjects[item.number] and other.board != item.board
    }
