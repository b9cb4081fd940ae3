"""The README's laws hold with rulings, too, however odd these are: 1, 2, 4, 7, 8 under Hypothesis.

As in test_laws.py they stand at what decides; files, and laws 3, 5 and 9, are for
test_rulings_on_files.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from law_batches import (
    CAMPAIGN,
    CASE,
    ENTERPRISE,
    NONE_LEFT,
    ONE,
    PROJECT,
    REGISTERS,
    THREE,
    TWO,
    Batch,
    Row,
    Sent,
    batches,
    build,
    contests,
    credit_code,
    projects,
    settle,
)
from law_rulings import (
    PAIRING,
    PLACING,
    Said,
    Settled,
    answering,
    cases_of,
    in_force,
    obey,
    ruled,
    rulings_of,
    settle_as_ruled,
)
from oracle import Rulings, judge
from test_laws import (
    assert_places_are_used,
    has_a_free_place,
    has_a_name_without_code_under_several_codes,
)

from toolkit.model import Case, Effect, Outcome, Severity, Verb

Drawn = tuple[Batch, tuple[Said, ...]]
ANY = st.one_of(batches(), contests(), projects())


def test_every_ruling_has_one_effect_every_entry_one_outcome_and_all_of_them_occur() -> None:
    outcomes: Counter[Outcome] = Counter()
    effects: Counter[Effect] = Counter()

    @settings(max_examples=80)
    @given(ruled(ANY))
    def conserved(drawn: Drawn) -> None:
        batch, said = drawn
        settled = settle_as_ruled(batch, said)
        decisions = settled.decided.ledger.decisions
        assert [each.entry for each in decisions] == list(range(1, len(settled.checked.rows) + 1))
        assert len({each.ruling for each in settled.rulings}) == len(said)
        told = Counter(each.code for each in settled.findings if each.code.startswith("J"))
        counts = Counter(each.effect for each in settled.rulings)
        assert told["J201"] == counts[Effect.ORPHANED]
        assert told["J202"] == counts[Effect.CONTRADICTING]
        assert told["J203"] == counts[Effect.UNCLEAR]
        assert told["J101"] + told["J102"] == counts[Effect.IN_FORCE]
        outcomes.update(each.outcome for each in decisions)
        effects.update(counts)

    conserved()
    assert set(outcomes) == set(Outcome)
    assert set(effects) == set(Effect)


@settings(max_examples=24)
@given(ruled(batches()))
def test_every_outcome_but_accepted_has_a_place_and_every_ruling_on_it_is_named(
    drawn: Drawn,
) -> None:
    batch, said = drawn
    settled = settle_as_ruled(batch, said)
    entries = settled.checked.entries
    for decision in settled.decided.ledger.decisions:
        entry = entries[decision.entry - 1]
        for code in decision.codes:
            assert any(
                finding.code == code and finding.ref.cell
                for finding in settled.findings
                if finding.entry == decision.entry
                or (not finding.entry and finding.ref.submission == entry.submission)
            ), decision
        errors = [
            finding
            for finding in settled.findings
            if finding.entry == decision.entry and finding.severity is Severity.ERROR
        ]
        assert not errors or decision.outcome is not Outcome.ACCEPTED
    for each in in_force(said, settled):
        for number in filter(None, (each.entry, each.other)):
            assert "张明：查过执照" in settled.decided.ledger.decision(number).ruled


@settings(max_examples=30)
@given(ruled(batches()))
def test_rulings_without_effect_change_nothing(drawn: Drawn) -> None:
    batch, said = drawn
    settled = settle_as_ruled(batch, said)
    alone = settle_as_ruled(batch, in_force(said, settled))
    assert alone.decided.ledger == settled.decided.ledger
    if not in_force(said, settled):
        _, unruled = settle(batch)
        assert settled.decided.ledger == unruled.ledger


@settings(max_examples=36)
@given(ruled(ANY, PLACING))
def test_no_more_than_the_limit_and_nobody_out_while_a_place_is_free(drawn: Drawn) -> None:
    settled = settle_as_ruled(*drawn)
    assert_places_are_used(settled.checked, settled.decided)


@settings(max_examples=24)
@given(ruled(ANY))
def test_no_unit_has_more_than_its_limit_and_what_is_kept_is_accepted(drawn: Drawn) -> None:
    settled = settle_as_ruled(*drawn)
    for use in settled.decided.quotas:
        assert use.limit is not None
        assert use.accepted <= use.limit
    ledger = settled.decided.ledger
    for decision in ledger.decisions:
        if decision.kept:
            assert ledger.decision(decision.kept).outcome is Outcome.ACCEPTED


@settings(max_examples=30)
@given(ruled(ANY))
def test_the_accepted_entries_fed_back_with_their_rulings_are_all_accepted(drawn: Drawn) -> None:
    batch, said = drawn
    settled = settle_as_ruled(batch, said)
    again, still = accepted_only(batch, in_force(said, settled), settled)
    assume(not has_a_name_without_code_under_several_codes(again))
    decisions = settle_as_ruled(again, still).decided.ledger.decisions
    assert {each.outcome for each in decisions} <= {Outcome.ACCEPTED}


def accepted_only(batch: Batch, said: list[Said], settled: Settled) -> tuple[Batch, list[Said]]:
    """The batch and its rulings with nothing in them but what was accepted."""
    kept: dict[str, list[Row]] = {path: [] for path in settled.checked.positions}
    now: dict[int, int] = {}
    for entry, item in zip(settled.checked.entries, settled.checked.rows, strict=True):
        if settled.decided.ledger.decision(entry.number).outcome is Outcome.ACCEPTED:
            kept[entry.submission].append(replace(item, unit=entry.unit))
            now[entry.number] = len(now) + 1
    again = tuple(
        replace(each, rows=tuple(rows)) for each, rows in zip(batch, kept.values(), strict=True)
    )
    still = [
        replace(each, entry=now[each.entry], other=now.get(each.other, 0))
        for each in said
        if each.entry in now and (not each.other or each.other in now)
    ]
    return again, still


@settings(max_examples=24)
@given(ruled(ANY), st.data())
def test_one_more_entry_with_a_free_place_changes_no_other_outcome(
    drawn: Drawn, data: st.DataObject
) -> None:
    batch, said = drawn
    settled = settle_as_ruled(batch, said)
    added = Row(
        board=data.draw(st.sampled_from((CASE, ENTERPRISE, PROJECT))),
        name="全新智造有限公司",
        owner="全新智造有限公司",
        code=credit_code(77),
        rank=data.draw(st.sampled_from((None, 1, 2, 3))),
        applicant="申三",
        unit=data.draw(st.sampled_from((ONE, TWO, THREE))),
    )
    assume(has_a_free_place(batch, settled.decided, added))
    now = settle_as_ruled((*batch, Sent(added.unit, (added,))), said)
    *others, last = now.decided.ledger.decisions
    assert last.outcome is Outcome.ACCEPTED
    assert tuple(others) == settled.decided.ledger.decisions


# ---------------------------------------------------------------- the same, in other ways


@settings(max_examples=20)
@given(ruled(ANY, (Verb.KEEP, Verb.WITHDRAW, *PAIRING)))
def test_entries_leave_as_a_plain_reading_of_the_rules_has_it(drawn: Drawn) -> None:
    batch, said = drawn
    settled = settle_as_ruled(batch, said)
    checked = settled.checked
    verdicts = judge(
        checked.entries,
        checked.findings,
        CAMPAIGN,
        REGISTERS,
        checked.positions,
        plainly(in_force(said, settled)),
    )
    rows = [
        (each.outcome.value, ";".join(each.codes), each.kept)
        for each in settled.decided.ledger.decisions
    ]
    assert rows == verdicts.rows()
    for code in ("D301", "Q102"):
        found = {each.entry for each in settled.findings if each.code == code}
        assert found == verdicts.found[code]


def plainly(said: list[Said]) -> Rulings:
    entries = {verb: [each.entry for each in said if each.verb is verb] for verb in Verb}
    pairs = {
        verb: tuple((each.entry, each.other) for each in said if each.verb is verb)
        for verb in PAIRING
    }
    return Rulings(
        frozenset(entries[Verb.WITHDRAW]),
        frozenset(entries[Verb.KEEP]),
        pairs[Verb.SAME],
        pairs[Verb.SAME_THING],
        pairs[Verb.DIFFERENT],
    )


@settings(max_examples=20)
@given(ruled(ANY))
def test_the_order_in_which_rulings_stand_decides_nothing(drawn: Drawn) -> None:
    batch, said = drawn
    checked = build(batch)
    rulings = rulings_of(checked, said)
    there, back = obey(checked, rulings), obey(checked, rulings[::-1])
    assert [(each.outcome, each.codes, each.kept) for each in there.decided.ledger.decisions] == [
        (each.outcome, each.codes, each.kept) for each in back.decided.ledger.decisions
    ]
    assert {each.ruling: each.effect for each in there.rulings} == {
        each.ruling: each.effect for each in back.rulings
    }
    assert Counter(each.code for each in there.findings) == Counter(
        each.code for each in back.findings
    )


@settings(max_examples=20)
@given(ANY, st.data())
def test_every_answer_that_is_offered_is_obeyed_and_answers_the_question(
    batch: Batch, data: st.DataObject
) -> None:
    checked = build(batch)
    cases = cases_of(checked, obey(checked, ()))
    questions = [question(case) for case in cases]
    assert len(set(questions)) == len(questions)
    offered = [(case, answer) for case in cases for answer in case.answers]
    assume(offered)
    case, answer = data.draw(st.sampled_from(offered))
    # Who has no place at all cannot be given one.
    assume((answer, case.own.unit) != (Verb.KEEP, NONE_LEFT))
    now = obey(checked, [answering(case, answer)])
    assert [each.effect for each in now.rulings] == [Effect.IN_FORCE]
    assert question(case) not in map(question, cases_of(checked, now))


def question(case: Case) -> tuple[str, ...]:
    return case.code, case.own.key, case.theirs.key if case.theirs else ""
