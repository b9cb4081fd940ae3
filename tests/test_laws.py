"""The README's laws that hold for every run, under Hypothesis: 1, 2, 4, 7 and 8.

They stand at `decide`, which needs no files; test_laws_on_files.py shows 1, 3, 5 and 9 on
workbooks. Law 6 belongs to templates, law 10 to screening.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
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
    A,
    B,
    Batch,
    C,
    Checked,
    Row,
    Sent,
    accepted_only,
    batches,
    build,
    contests,
    credit_code,
    outcomes,
    projects,
    row,
    sent,
    settle,
)
from oracle import name_key, owners_of, quota_scopes

from toolkit.model import (
    Decision,
    Finding,
    Ledger,
    Outcome,
    Severity,
)
from toolkit.pipeline.deciding import Decided

# ---------------------------------------------------------------- 1 conservation


def test_every_entry_has_one_outcome_and_every_outcome_occurs() -> None:
    seen: Counter[Outcome] = Counter()

    @settings(max_examples=100)
    @given(batches())
    def conserved(batch: Batch) -> None:
        checked, decided = settle(batch)
        numbers = [decision.entry for decision in decided.ledger.decisions]
        assert numbers == [entry.number for entry in checked.entries]
        assert numbers == list(range(1, sum(len(sent.rows) for sent in batch) + 1))
        assert sum(decided.ledger.counts().values()) == len(numbers)
        assert sum(use.nominated for use in decided.quotas) == len(numbers)
        seen.update(decision.outcome for decision in decided.ledger.decisions)

    conserved()
    assert set(seen) == set(Outcome) - {Outcome.WITHDRAWN}


@pytest.mark.parametrize("numbers", [(2,), (1, 1), (1, 3), (2, 1)])
def test_an_unbalanced_ledger_cannot_exist(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Ledger(tuple(Decision(number, Outcome.ACCEPTED) for number in numbers))


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.ACCEPTED])
def test_a_ledger_with_a_silent_no_cannot_exist(outcome: Outcome) -> None:
    for codes, reason in (((), "因为"), (("V101",), "")):
        with pytest.raises(ValueError, match="without a code and a reason"):
            Ledger((Decision(1, outcome, codes, 0, reason),))


# ---------------------------------------------------------------- 2 no silent no


@settings(max_examples=60)
@given(batches())
def test_every_outcome_but_accepted_has_a_code_a_reason_and_a_place(batch: Batch) -> None:
    checked, decided = settle(batch)
    for decision in decided.ledger.decisions:
        if decision.outcome is Outcome.ACCEPTED:
            assert decision == Decision(decision.entry, Outcome.ACCEPTED)
            continue
        assert decision.codes
        assert decision.reason
        for code in decision.codes:
            said = speaking_of(checked, decided, decision.entry, code)
            assert [finding.ref.cell for finding in said if finding.ref.cell], decision


@settings(max_examples=60)
@given(batches())
def test_an_accepted_entry_bears_no_error(batch: Batch) -> None:
    checked, decided = settle(batch)
    for decision in decided.ledger.decisions:
        errors = [
            finding
            for finding in (*checked.findings, *decided.findings)
            if finding.entry == decision.entry and finding.severity is Severity.ERROR
        ]
        assert bool(errors) <= (decision.outcome is not Outcome.ACCEPTED)


def speaking_of(checked: Checked, decided: Decided, entry: int, code: str) -> list[Finding]:
    """The findings of a code about an entry, or about its whole sheet."""
    sheet = checked.entries[entry - 1].ref()
    return [
        finding
        for finding in (*checked.findings, *decided.findings)
        if finding.code == code
        and (
            finding.entry == entry
            or (not finding.entry and (finding.ref.submission, finding.ref.sheet)
                == (sheet.submission, sheet.sheet))
        )
    ]  # fmt: skip


# ---------------------------------------------------------------- 4 quota


@settings(max_examples=120)
@given(st.one_of(batches(), contests(), projects()))
def test_no_more_than_the_limit_and_nobody_out_while_a_place_is_free(batch: Batch) -> None:
    checked, decided = settle(batch)
    assert_places_are_used(checked, decided)
    for use in decided.quotas:
        assert use.limit is not None
        assert use.accepted <= use.limit


def test_a_place_that_came_free_is_taken() -> None:
    # 天枢 has the one place of 甲学会 until 天玑 is nominated again by 乙科协, with a better rank
    # and the same applicant; then 天璇, which had no place, has one.
    batch = (
        sent(ONE, row(CASE, "天枢", A, 2, applicant="申一"), row(CASE, "天璇", B, 3)),
        sent(NONE_LEFT, row(CASE, "天玑", C, 1)),
        sent(TWO, row(CASE, "天玑", C, 1, applicant="申一")),
        sent(NONE_LEFT, row(CASE, "天璇", B, 1)),
    )
    assert outcomes(batch) == [
        ("over_quota", "Q101", 0),
        ("accepted", "", 0),
        ("over_quota", "Q101", 0),
        ("accepted", "", 0),
        ("duplicate", "D101", 2),
    ]


def assert_places_are_used(checked: Checked, decided: Decided) -> None:
    taken: Counter[object] = Counter()
    scopes_of = places_taken(checked, decided)
    for decision in decided.ledger.decisions:
        if decision.outcome is Outcome.ACCEPTED:
            taken.update(list(scopes_of[decision.entry]))
    for decision in decided.ledger.decisions:
        scopes = scopes_of[decision.entry]
        if decision.outcome is Outcome.ACCEPTED:
            assert all(taken[scope] <= limit for scope, limit in scopes.items())
        if decision.outcome is Outcome.OVER_QUOTA:
            assert any(taken[scope] >= limit for scope, limit in scopes.items())


_NOT_COMPETING = (Outcome.RETURNED, Outcome.INELIGIBLE, Outcome.WITHDRAWN)


def places_taken(checked: Checked, decided: Decided) -> dict[int, dict[object, int]]:
    """Where each entry takes or would take a place, with how many there are."""
    decisions = decided.ledger.decisions
    competing = [
        entry
        for entry, decision in zip(checked.entries, decisions, strict=True)
        if decision.outcome not in _NOT_COMPETING
    ]
    owners = owners_of(competing, CAMPAIGN)
    return {
        entry.number: dict(quota_scopes(entry, owners.get(entry.number, ""), CAMPAIGN, REGISTERS))
        for entry in checked.entries
    }


# ---------------------------------------------------------------- 7 idempotence


@settings(max_examples=60)
@given(st.one_of(batches(), contests(), projects()))
def test_the_accepted_entries_fed_back_are_all_accepted(batch: Batch) -> None:
    again = accepted_only(batch)
    assume(not has_a_name_without_code_under_several_codes(again))
    assert {outcome for outcome, _, _ in outcomes(again)} <= {"accepted"}


def has_a_name_without_code_under_several_codes(batch: Batch) -> bool:
    """Here two rules cannot both hold: an entry without a code joins the first
    code of its name, and once that one has gone as its duplicate, it joins the next.
    """
    rows = [item for sent in batch for item in sent.rows]
    return any(
        not valid(item.code) and any(
            valid(other.code) and holder(other) == holder(item) for other in rows
        )
        for item in rows
    )  # fmt: skip


def holder(item: Row) -> str:
    """The name that the code goes with."""
    return name_key(item.owner if item.board == PROJECT else item.name)


def valid(code: str) -> bool:
    return code in {credit_code(number) for number in range(200)}


# ---------------------------------------------------------------- 8 independence


@settings(max_examples=60)
@given(st.one_of(batches(), contests(), projects()), st.data())
def test_one_more_entry_with_a_free_place_changes_no_other_outcome(
    batch: Batch, data: st.DataObject
) -> None:
    _, decided = settle(batch)
    unit = data.draw(st.sampled_from((ONE, TWO, THREE)))
    added = Row(
        board=data.draw(st.sampled_from((CASE, ENTERPRISE, PROJECT))),
        name="全新智造有限公司",
        owner="全新智造有限公司",
        code=credit_code(77),
        rank=data.draw(st.sampled_from((None, 1, 2, 3))),
        domain="电子",
        applicant="申三",
        unit=unit,
    )
    larger = add(batch, added, data)
    assume(has_a_free_place(batch, decided, added))
    now, decided_now = settle(larger)
    place = now.rows.index(added) + 1
    assert decided_now.ledger.decision(place).outcome is Outcome.ACCEPTED
    before = [(d.outcome, d.codes, d.kept) for d in decided.ledger.decisions]
    after = [
        (d.outcome, d.codes, d.kept - (d.kept > place))
        for d in decided_now.ledger.decisions
        if d.entry != place
    ]
    assert after == before


def add(batch: Batch, added: Row, data: st.DataObject) -> Batch:
    """The batch with one more row, in a file of its own or at any place of another."""
    at = data.draw(st.integers(0, len(batch)))
    if at == len(batch) or batch[at].faulty_sheet == added.board:
        return (*batch, Sent(added.unit, (added,)))
    into = batch[at]
    among = data.draw(st.integers(0, len(into.rows)))
    rows = (*into.rows[:among], added, *into.rows[among:])
    return (*batch[:at], replace(into, rows=rows), *batch[at + 1 :])


def has_a_free_place(batch: Batch, decided: Decided, added: Row) -> bool:
    alone = build((Sent(added.unit, (added,)),))
    taken: Counter[object] = Counter()
    scopes_of = places_taken(build(batch), decided)
    for decision in decided.ledger.decisions:
        if decision.outcome is Outcome.ACCEPTED:
            taken.update(list(scopes_of[decision.entry]))
    wanted = dict(quota_scopes(alone.entries[0], added.code, CAMPAIGN, REGISTERS))
    return all(taken[scope] < limit for scope, limit in wanted.items())
