"""A finished run and the last one in; out: what is different between them.

The one thing a newcomer would get wrong: entries meet by the key made of their file's bytes, so
those of a file that was sent again are all new. Where such an entry surely is a subject that its
unit sent before, it is told as that one's change; what else a new file brings is told of the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from toolkit.model import (
    ChangedEntry,
    ChangedFile,
    Changes,
    Effect,
    FileChange,
    Outcome,
    PastEntry,
    Previous,
    Ruling,
    Run,
)
from toolkit.model.rulings import PAIRING, place_key
from toolkit.rules.names import identifying_code, name_key

# An entry in one of these leaves room for its subject to be sent again.
_LEFT = frozenset({Outcome.RETURNED, Outcome.INELIGIBLE, Outcome.SUPERSEDED})
# What makes two entries one subject: the unit, the board, and a code or a name with its owner.
_Subject = tuple[str, ...]


def find_changes(run: Run, previous: Previous | None) -> Changes | None:
    """What is different from the last run; None where there is none to compare with."""
    if previous is None:
        return None
    force = [each.ruling for each in run.rulings if each.effect is Effect.IN_FORCE]
    now = {_decided(ruling): ruling.without_password() for ruling in force}
    files = {submission.path: submission.sha256 for submission in run.submissions}
    then = {_decided(ruling): ruling for ruling in sorted(previous.rulings, key=_in_order)}
    return Changes(
        previous,
        tuple(_changed_entries(run, previous)),
        tuple(compare_files(files, previous.files)),
        begun=tuple(ruling for said, ruling in now.items() if said not in then),
        ended=tuple(ruling for said, ruling in then.items() if said not in now),
    )


def keys_by_number(run: Run) -> list[str]:
    """What rulings call every entry by, by its number."""
    digests = {submission.path: submission.sha256 for submission in run.submissions}
    campaign = run.campaign.id
    return [
        place_key(campaign, digests.get(span.table.submission, ""), span.table.sheet, row)
        for span in run.entries.spans
        for row in span.rows
    ]


# ---------------------------------------------------------------- rulings


def _decided(ruling: Ruling) -> tuple[frozenset[str], str]:
    """What was decided about which: who wrote it, why and when may be put better later."""
    sides = (ruling.key, ruling.other) if ruling.verb in PAIRING else (ruling.key,)
    return frozenset(sides), ruling.without_password().answer


def _in_order(ruling: Ruling) -> tuple[str, ...]:
    return ruling.key, ruling.other, ruling.answer, ruling.who, ruling.why, ruling.on


# ---------------------------------------------------------------- files


def compare_files(now: Mapping[str, str], before: Mapping[str, str]) -> Iterator[ChangedFile]:
    """Of digests by path: files that are new, have other bytes or another name; then those that
    are gone.
    """
    gone = {path: digest for path, digest in before.items() if path not in now}
    moved: dict[str, list[str]] = {}
    for path, digest in reversed(gone.items()):
        moved.setdefault(digest or path, []).append(path)
    for path, digest in now.items():
        if path in before:
            if before[path] != digest:
                yield ChangedFile(path, FileChange.CHANGED)
        elif moved.get(digest):
            old = moved[digest].pop()
            del gone[old]
            yield ChangedFile(path, FileChange.RENAMED, old)
        else:
            yield ChangedFile(path, FileChange.NEW)
    yield from (ChangedFile(path, FileChange.GONE) for path in gone)


# ---------------------------------------------------------------- entries


def _changed_entries(run: Run, previous: Previous) -> Iterator[ChangedEntry]:
    """By number, those with another outcome than before; then those that are gone."""
    past, decisions = previous.entries, run.ledger.decisions
    keys = keys_by_number(run)
    new = [number for number, key in enumerate(keys, 1) if key not in past]
    here = {key: number for number, key in enumerate(keys, 1)}
    left = [key for key in past if key not in here or decisions[here[key] - 1].outcome in _LEFT]
    sent_again = _sent_again(run, new, {key: past[key] for key in left})
    for number, key in enumerate(keys, 1):
        before = past.get(sent_again.get(number, key))
        after = decisions[number - 1].outcome
        if before is not None and before.outcome is not after:
            yield ChangedEntry(key, number, before, after, number in sent_again)
    told = here.keys() | sent_again.values()
    yield from (ChangedEntry(key, 0, past[key], None) for key in past if key not in told)


def _sent_again(run: Run, new: Sequence[int], left: Mapping[str, PastEntry]) -> dict[int, str]:
    """The new entries, by number, that surely are a subject which its unit sent before, each with
    the key it last had. Of one that was sent twice, now or before with several outcomes, nothing
    is sure.
    """
    if not new or not left:
        return {}
    known: dict[_Subject, list[str]] = {}
    for key, entry in left.items():
        for subject in _subjects(entry.unit, entry.board, entry.name, entry.owner, entry.code):
            known.setdefault(subject, []).append(key)
    named = {number: tuple(subjects) for number, subjects in _named(run, new)}
    times = Counter(subject for subjects in named.values() for subject in subjects)
    found: dict[int, str] = {}
    for number, subjects in named.items():
        meant = next((known[subject] for subject in subjects if subject in known), [])
        is_one = len({left[key].outcome for key in meant}) == 1
        if is_one and all(times[subject] == 1 for subject in subjects):
            found[number] = meant[-1]
    return found


def _named(run: Run, numbers: Iterable[int]) -> Iterator[tuple[int, Iterator[_Subject]]]:
    boards = run.campaign.boards
    names, owners, codes = (
        run.entries.stated(keys)
        for keys in (
            {board.id: board.name_key for board in boards},
            {board.id: board.owner_key for board in boards},
            {board.id: board.code_key for board in boards},
        )
    )
    of_boards = [span.table.board for span in run.entries.spans for _ in span.rows]
    for number in numbers:
        at = number - 1
        told = (names[at], owners[at], codes[at])
        name, owner, code = ("" if value is None else str(value) for value in told)
        unit = run.entries.units[at] if run.entries.units else ""
        yield number, _subjects(unit, of_boards[at], name, owner, code)


def _subjects(unit: str, board: str, name: str, owner: str, code: str) -> Iterator[_Subject]:
    """What an entry is known by, the surest first."""
    if identifying_code(code):
        yield unit, board, code
    if name:
        yield unit, board, name_key(name), name_key(owner)
