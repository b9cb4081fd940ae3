"""Rulings that can be obeyed in; out: what they ask of those who open, name senders, compare and
give places.

The one thing a newcomer would get wrong: nothing is decided here. What is asked for may still turn
out to be impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from toolkit.model import Judged, Receipt, Ruling, Verb
from toolkit.model.rulings import PAIRING, WHOLE_FILE
from toolkit.rulings.docket import Docket


def judged_by(docket: Docket) -> Judged:
    """What the rulings ask of comparing and quotas."""
    pairs = {
        verb: tuple((each.own.entry, each.other) for each in docket.of_verb(verb) if each.other)
        for verb in PAIRING
    }
    listed = (each for each in docket.of_verb(*PAIRING) if each.listed)
    waived = (each for each in docket.of_verb(Verb.WAIVE) if each.own.entry)
    sent = (each for each in docket.of_verb(Verb.UNIT) if each.own.entry)
    return Judged(
        withdrawn=frozenset(
            number for each in docket.of_verb(Verb.WITHDRAW) for number in each.numbers
        ),
        preferred=frozenset(each.own.entry for each in docket.of_verb(Verb.KEEP)),
        same=pairs[Verb.SAME],
        same_things=pairs[Verb.SAME_THING],
        different=pairs[Verb.DIFFERENT],
        listed=frozenset((each.own.entry, each.listed) for each in listed),
        waived=frozenset(
            (
                *((each.own.entry, each.ruling.argument) for each in waived),
                # Nobody knows who sent its file; but who sent this one is decided.
                *((each.own.entry, "S105") for each in sent),
            )
        ),
    )


def passwords_in(rulings: Iterable[Ruling]) -> tuple[str, ...]:
    """The passwords that complete rulings give for whole files, each once."""
    given = (
        each.argument
        for each in rulings
        if each.verb is Verb.PASSWORD and each.is_complete and each.key.endswith(f"/{WHOLE_FILE}")
    )
    return tuple(dict.fromkeys(given))


def receipts_ruled(docket: Docket, find_unit: Callable[[str], str]) -> dict[str, str]:
    """Who sent a whole file, by its path."""
    return {
        each.own.submission: find_unit(each.ruling.argument)
        for each in docket.of_verb(Verb.UNIT)
        if not each.own.entry
    }


def with_unit(receipt: Receipt | None, path: str, unit: str) -> Receipt:
    """A file's receipt, in which the unit is the one that was ruled."""
    return replace(receipt or Receipt(path, None), unit=unit)


def units_ruled(docket: Docket, find_unit: Callable[[str], str]) -> dict[int, str]:
    """Who sent single entries, by their number."""
    return {
        each.own.entry: find_unit(each.ruling.argument)
        for each in docket.of_verb(Verb.UNIT)
        if each.own.entry
    }
