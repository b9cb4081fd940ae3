"""Rulings on generated batches: any verb on any entry, many that cannot be obeyed.

`ruled` draws them, `settle_as_ruled` decides a batch with them. What a newcomer would get wrong: a
ruling calls an entry by its key, which is made here from the file's number, as files hold no bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from law_batches import CAMPAIGN, REGISTERS, Batch, Checked, build

from toolkit.eligibility import listed_names
from toolkit.model import Case, Effect, Finding, Ref, Ruled, Ruling, Status, Submission, Verb
from toolkit.model.rulings import place_key
from toolkit.pipeline.cases import find_cases
from toolkit.pipeline.deciding import Decided
from toolkit.pipeline.obeying import Obeyed, Settling, decide_as_ruled
from toolkit.registers.answers import Answer, understand_answer
from toolkit.rulings.aims import Places
from toolkit.rulings.docket import Docket, Given
from toolkit.senders import UnitIndex

PLACING = (Verb.KEEP, Verb.WITHDRAW, Verb.WAIVE, Verb.UPHOLD)
PAIRING = (Verb.SAME, Verb.SAME_THING, Verb.DIFFERENT)
_CODES = ("V201", "E101", "S102", "D201", "D103", "Q102")


@dataclass(frozen=True, slots=True)
class Said:
    """A ruling before there are keys: on an entry, and where it takes a pair, on another."""

    verb: Verb
    entry: int
    other: int = 0
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A batch decided as ruled; `findings` are all there are."""

    checked: Checked
    decided: Decided
    findings: tuple[Finding, ...]
    rulings: tuple[Ruled, ...]


def digest(path: str) -> str:
    """What stands for a file's bytes."""
    return hashlib.sha256(path.encode()).hexdigest()


def keys_of(checked: Checked) -> list[str]:
    """What rulings call the entries by."""
    return [
        place_key(CAMPAIGN.id, digest(each.submission), each.table.sheet, each.row)
        for each in checked.entries
    ]


def rulings_of(checked: Checked, said: Iterable[Said]) -> tuple[Ruling, ...]:
    """The rulings with the keys of a batch's entries, each in a row of its own."""
    keys = keys_of(checked)
    return tuple(
        Ruling(
            key=keys[each.entry - 1],
            other=keys[each.other - 1] if each.other else "",
            verb=each.verb,
            argument=each.argument,
            who="张明",
            why="查过执照",
            ref=Ref("裁定.xlsx", "裁定", at, 3),
        )
        for at, each in enumerate(said, start=2)
    )


def obey(checked: Checked, rulings: Sequence[Ruling]) -> Obeyed:
    """Decide what is checked as ruled."""
    digests = {path: digest(path) for path in checked.positions}
    places = Places.of(CAMPAIGN, digests, checked.entries)
    find_unit = UnitIndex.of(REGISTERS.units).find
    docket = Docket.of(rulings, places, CAMPAIGN, listed_names(CAMPAIGN, REGISTERS), find_unit)
    settling = Settling(checked.entries, checked.findings, CAMPAIGN, REGISTERS, checked.positions)
    return decide_as_ruled(settling, docket, Given(tuple(rulings)))


def settle_as_ruled(batch: Batch, said: Iterable[Said]) -> Settled:
    """A batch, checked and decided as ruled."""
    checked = build(batch)
    obeyed = obey(checked, rulings_of(checked, said))
    return Settled(checked, obeyed.decided, obeyed.findings, obeyed.rulings)


def in_force(said: Sequence[Said], settled: Settled) -> list[Said]:
    """Of what was said, each once, that which had an effect."""
    effects = {each.ruling: each.effect for each in settled.rulings}
    rulings = rulings_of(settled.checked, said)
    return [
        each
        for each, ruling in zip(said, rulings, strict=True)
        if effects.get(ruling) is Effect.IN_FORCE
    ]


def cases_of(checked: Checked, obeyed: Obeyed) -> tuple[Case, ...]:
    """What people are asked once a batch is decided."""
    submissions = [Submission(path, digest(path), Status.READ) for path in checked.positions]
    return find_cases(
        checked.entries, obeyed.findings, obeyed.decided.ledger, CAMPAIGN, REGISTERS, submissions
    )


def answering(case: Case, answer: str) -> Ruling:
    """The ruling that choosing an answer makes."""
    understood = understand_answer(answer)
    assert isinstance(understood, Answer), answer
    other = case.theirs.key if case.theirs else ""
    return Ruling(case.own.key, other, understood.verb, understood.argument, "张明", "查过执照")


@st.composite
def ruled(
    draw: st.DrawFn,
    batches: st.SearchStrategy[Batch],
    verbs: Sequence[Verb] = (*PLACING, *PAIRING),
) -> tuple[Batch, tuple[Said, ...]]:
    """A batch of at least two entries, and up to five rulings on them."""
    batch = draw(batches.filter(lambda each: sum(len(sent.rows) for sent in each) > 1))
    entries = st.integers(1, sum(len(sent.rows) for sent in batch))
    said = []
    for _ in range(draw(st.integers(1, 5))):
        verb = draw(st.sampled_from(verbs))
        other = draw(entries) if verb in PAIRING else 0
        argument = draw(st.sampled_from(_CODES)) if verb in (Verb.WAIVE, Verb.UPHOLD) else ""
        said.append(Said(verb, draw(entries), other, argument))
    return batch, tuple(dict.fromkeys(said))
