"""A batch that is ready to be decided, and rulings, in; out: the same decided as people ruled.

The one thing a newcomer would get wrong: whether rulings can be obeyed together shows only when
all is decided. Pairs that cannot are put aside and all is decided again, as if they had not been
given; so nothing is half obeyed. Of the rest, deciding has left alone what it could not do.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit import ledger
from toolkit.eligibility import check_ruled, listed_names
from toolkit.model import (
    OUTCOME_WORDS,
    Campaign,
    Effect,
    Finding,
    Ledger,
    Ref,
    Registers,
    Ruled,
    Ruling,
    Verb,
)
from toolkit.model.columns import Entries
from toolkit.pipeline.arriving import Arrived
from toolkit.pipeline.deciding import Decided, decide
from toolkit.pipeline.remarks import Context
from toolkit.rulings import asking, telling
from toolkit.rulings.aims import Aimed, Places
from toolkit.rulings.docket import Docket, Given
from toolkit.rulings.weighing import weigh
from toolkit.senders import UnitIndex, resolve_senders


@dataclass(frozen=True, slots=True)
class Settling:
    """What is decided. `positions` is each submission's place in received order; that of the
    `undated` rests on their names.
    """

    entries: Entries
    findings: Sequence[Finding]
    campaign: Campaign
    registers: Registers
    positions: Mapping[str, int]
    undated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Obeyed:
    """What became of the entries and of the rulings; `findings` are all there are."""

    decided: Decided
    findings: tuple[Finding, ...]
    rulings: tuple[Ruled, ...] = ()


# ---------------------------------------------------------------- who sent what


def docket_of(
    given: Given, arrived: Arrived, entries: Entries, campaign: Campaign, registers: Registers
) -> Docket:
    """The rulings with what they speak of. No unit needs to be known yet."""
    digests = {each.path: each.sha256 for each in arrived.files}
    places = Places.of(campaign, digests, entries)
    find_unit = UnitIndex.of(registers.units).find
    listed = listed_names(campaign, registers)
    return Docket.of(given.rulings, places, campaign, listed, find_unit)


def resolve_as_ruled(
    arrived: Arrived, entries: Entries, docket: Docket, campaign: Campaign, index: UnitIndex
) -> tuple[Arrived, Entries, list[Finding]]:
    """Who sent each entry, as people ruled and else as the files tell; also the files, as if
    收件.xlsx named the units that were ruled, and what is doubtful.
    """
    files = asking.receipts_ruled(docket, index.find)
    ruled = replace(
        arrived,
        arrivals=tuple(
            replace(each, receipt=asking.with_unit(each.receipt, each.path, files[each.path]))
            if each.path in files
            else each
            for each in arrived.arrivals
        ),
    )
    resolved, doubts = resolve_senders(entries, campaign, ruled.receipts, index, ruled.opened)
    units = asking.units_ruled(docket, index.find)
    if units:
        named = [units.get(number, unit) for number, unit in enumerate(resolved.units, start=1)]
        resolved = resolved.with_units(named)
        unsent = {
            span.table.submission for span in entries.spans if not units.keys() >= {*span.numbers}
        }
        doubts = [each for each in doubts if not _is_told(each, units, unsent)]
    return ruled, resolved, doubts


def _is_told(doubt: Finding, units: Container[int], unsent: Container[str]) -> bool:
    """Whether rulings name the unit that was asked for: of the entry, or of all in the file."""
    if doubt.code != "S105":
        return False
    return doubt.entry in units if doubt.entry else doubt.ref.submission not in unsent


# ---------------------------------------------------------------- what becomes of entries


def decide_as_ruled(batch: Settling, docket: Docket, given: Given) -> Obeyed:
    """Decide a batch as people ruled, and say of every ruling what became of it."""
    while True:
        listed = [each for each in docket.of_verb(Verb.SAME, Verb.SAME_THING) if each.listed]
        told = {(each.own.entry, each.listed): each.ruling.why for each in listed}
        same = check_ruled(batch.entries, batch.campaign, told)
        before = weigh([*batch.findings, *same], docket)
        judged = asking.judged_by(docket)
        decided = decide(
            batch.entries,
            before.findings,
            batch.campaign,
            batch.registers,
            batch.positions,
            batch.undated,
            judged,
        )
        after = weigh(decided.findings, docket)
        torn = {each: _TORN for each in docket.aimed if _pair(each) in decided.contradicting}
        if not torn:
            break
        docket = docket.refusing(torn)
    docket = docket.refusing(_unheeded(docket, batch, decided, before.met | after.met))
    said = list(_said(docket, batch))
    settled = ledger.with_rulings(decided.ledger, _reasons(said, batch))
    spoken = [
        *before.findings,
        *after.findings,
        *_applied(said, batch, settled),
        *given.findings,
        *telling.report(docket.refused),
    ]
    ruled = [each.ruled(Effect.IN_FORCE, words) for each, words in said]
    return Obeyed(
        replace(decided, ledger=settled), tuple(spoken), _as_given(given, [*ruled, *docket.refused])
    )


def _pair(each: Aimed) -> tuple[int, int]:
    return each.own.entry, each.other


_TORN = (
    Effect.CONTRADICTING,
    "几条裁定合起来相互矛盾（既是同一家，又不是），都没有执行，请改为一致。",
)


def _unheeded(
    docket: Docket, batch: Settling, decided: Decided, met: frozenset[Aimed]
) -> dict[Aimed, tuple[Effect, str]]:
    """Rulings that had no effect, as the decision shows, and why."""
    locked = {each.ref.submission for each in batch.findings if each.code == "F102"}
    unheeded: dict[Aimed, tuple[Effect, str]] = {}
    for each in docket.aimed:
        match each.ruling.verb:
            case Verb.KEEP if each.own.entry in decided.crowded:
                unheeded[each] = Effect.CONTRADICTING, _CROWDED
            case Verb.KEEP if each.own.entry in decided.absent:
                outcome = decided.ledger.decision(each.own.entry).outcome
                words = f"本条的处理结果是“{OUTCOME_WORDS[outcome]}”，不参加取舍，保留不了。"
                unheeded[each] = Effect.UNCLEAR, words
            case Verb.PASSWORD if each.own.submission in locked:
                unheeded[each] = Effect.UNCLEAR, "用这个密码打不开这份文件，请核对。"
            case Verb.WAIVE | Verb.UPHOLD if each not in met:
                unheeded[each] = (
                    Effect.ORPHANED,
                    _MISSED[each.ruling.verb].format(each.ruling.argument),
                )
    return unheeded


_MISSED = {
    Verb.WAIVE: "这里没有 {} 这个问题，可能已经不存在。",
    Verb.UPHOLD: "这里没有存疑的 {}：可能已经不存在，或者问的是整份文件，那里的键与这里不同。",
}
_CROWDED = "裁定保留的条目超过了名额，或同一对象保留了几条，都没有执行，请减少。"


def _said(docket: Docket, batch: Settling) -> Iterator[tuple[Aimed, str]]:
    """Each ruling in force with how it is told: with whom it compares, who ruled, and why."""
    for each in docket.aimed:
        words = telling.told(each.ruling)
        if each.other:
            words = f"{_compared_with(each.other, batch)}{words}"
        elif each.listed:
            words = f"与“{each.listed}”{words}"
        yield each, words


def _compared_with(number: int, batch: Settling) -> str:
    entry = batch.entries[number - 1]
    name = entry.value(batch.campaign.board(entry.board).name_key)
    return f"与“{name or ''}”（{entry.submission} {entry.place}）"


def _reasons(said: Sequence[tuple[Aimed, str]], batch: Settling) -> dict[int, list[str]]:
    """What the ledger adds to its reasons, by entry; a pair's ruling speaks of both."""
    reasons: dict[int, list[str]] = {}
    for aimed, words in said:
        for number in aimed.numbers:
            reasons.setdefault(number, []).append(f"裁定：{words}")
        if aimed.other:
            answered = f"{_compared_with(aimed.own.entry, batch)}{telling.told(aimed.ruling)}"
            reasons.setdefault(aimed.other, []).append(f"裁定：{answered}")
    return reasons


def _applied(
    said: Sequence[tuple[Aimed, str]], batch: Settling, settled: Ledger
) -> Iterator[Finding]:
    """J101 for each entry withdrawn, J102 for each other ruling in force."""
    context = Context(batch.entries, batch.campaign, batch.registers, settled)
    for aimed, words in said:
        own = aimed.own
        if aimed.ruling.verb is Verb.WITHDRAW:
            for number in aimed.numbers:
                key = context.board(context.entry(number)).name_key
                yield context.finding("J101", number, key, f"已按裁定{words}。")
        elif own.entry:
            key = context.board(context.entry(own.entry)).name_key
            yield context.finding("J102", own.entry, key, f"已按裁定处理：{words}。")
        else:
            ref = Ref(own.submission, own.sheet, own.row)
            severity = batch.campaign.severities["J102"]
            yield Finding("J102", severity, ref, f"已按裁定处理：{words}。")


def _as_given(given: Given, ruled: Sequence[Ruled]) -> tuple[Ruled, ...]:
    """Rulings in the order in which they were given."""
    order: dict[Ruling, int] = {}
    for at, ruling in enumerate(given.rulings):
        order.setdefault(ruling, at)
    return tuple(sorted(ruled, key=lambda each: order[each.ruling]))
