"""How outcomes are decided, as the README says: against the plain reference in `oracle.py`, and
each sentence by an example of its own.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law_batches import (
    BROKEN,
    CAMPAIGN,
    CASE,
    ENTERPRISE,
    NONE_LEFT,
    ONE,
    REGISTERS,
    THREE,
    TWO,
    X_AGAIN,
    Y_AGAIN,
    A,
    B,
    Batch,
    C,
    Row,
    X,
    Y,
    Z,
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
from oracle import judge

from toolkit.model import Finding, QuotaUse, Ref, Registers, Severity
from toolkit.model.columns import entries_of
from toolkit.pipeline.deciding import Decided, decide


@settings(max_examples=150)
@given(st.one_of(batches(), contests(), projects()))
def test_decisions_are_those_of_the_plain_reference(batch: Batch) -> None:
    checked, decided = settle(batch)
    verdicts = judge(checked.entries, checked.findings, CAMPAIGN, REGISTERS, checked.positions)
    assert rows_of(decided) == verdicts.rows()
    for code, entries in verdicts.found.items():
        assert {each.entry for each in decided.findings if each.code == code} == entries, code
    for decision in decided.ledger.decisions:
        if decision.kept:
            assert decided.ledger.decision(decision.kept).outcome.value == "accepted"


def rows_of(decided: Decided) -> list[tuple[str, str, int]]:
    return [
        (decision.outcome.value, ";".join(decision.codes), decision.kept)
        for decision in decided.ledger.decisions
    ]


def words(batch: Batch) -> list[str]:
    """Of each entry: its outcome, codes and the entry kept, in one word."""
    return [
        " ".join(part for part in (outcome, codes, f"→{kept}" if kept else "") if part)
        for outcome, codes, kept in outcomes(batch)
    ]


def said(batch: Batch, *codes: str) -> list[str]:
    """The findings of comparison with these codes: file, cell, code, severity."""
    _, decided = settle(batch)
    return [
        f"{found.ref.submission} {found.ref.cell} {found.code} {found.severity.value}"
        for found in sorted(decided.findings, key=lambda each: (each.entry, each.code))
        if found.code in codes
    ]


def firm(name: str, code: str = "", rank: int | None = None, **more: str) -> Row:
    return row(ENTERPRISE, name, code, rank, **more)


def case(name: str, code: str = "", rank: int | None = None, **more: str) -> Row:
    return row(CASE, name, code, rank, **more)


# ---------------------------------------------------------------- errors decide


def test_a_returned_entry_with_a_breach_of_conditions_is_returned() -> None:
    batch = (sent(ONE, firm("往届企业有限公司", fault="V201"), firm("失信有限公司")),)
    assert words(batch) == ["returned V201", "ineligible E103"]


def test_entries_that_left_take_no_part() -> None:
    batch = (
        sent(ONE, firm(X, A, 1), firm(Y, B, 2)),
        sent(ONE, firm(X, A, fault="V201"), firm(Y, B, fault="E101")),
        sent(TWO, firm(X, A, fault="V201")),
    )
    assert words(batch) == [
        "accepted", "accepted", "returned V201", "ineligible E101", "returned V201",
    ]  # fmt: skip


def test_a_missing_column_returns_every_entry_of_its_sheet_and_no_other() -> None:
    batch = (sent(TWO, firm(X, A), case(Y, B), faulty_sheet=ENTERPRISE),)
    assert words(batch) == ["accepted", "returned S102"]


def whole(code: str, sheet: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code, severity, Ref("01.xlsx", sheet), "整表有误")


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (whole("S105", ""), ["returned", "returned"]),
        (whole("S106", "示范企业榜"), ["accepted", "returned"]),
        (whole("S106", "示范企业榜", Severity.QUERY), ["accepted", "accepted"]),
        (whole("E104", ""), ["ineligible", "ineligible"]),
    ],
)
def test_an_error_about_a_whole_sheet_or_file_speaks_for_its_entries(
    finding: Finding, expected: list[str]
) -> None:
    checked = build((sent(TWO, case(Y, B), firm(X, A)),))
    decided = decide(checked.entries, (finding,), CAMPAIGN, REGISTERS, checked.positions)
    assert [outcome for outcome, _, _ in rows_of(decided)] == expected


# ---------------------------------------------------------------- same subject


def test_entries_with_valid_codes_group_by_code_alone() -> None:
    batch = (sent(ONE, firm(X, A), firm(X, B)), sent(TWO, firm(Y, A), firm(Y, C)))
    assert words(batch) == ["duplicate D101 →3", "accepted", "accepted", "accepted"]


@pytest.mark.parametrize("code", [BROKEN, credit_code(20, off=1), credit_code(20, "98"), A[:-1]])
def test_a_code_that_is_wrong_anywhere_does_not_identify(code: str) -> None:
    batch = (sent(ONE, firm(X, code)), sent(TWO, firm(Y, code)))
    assert words(batch) == ["accepted", "accepted"]


@pytest.mark.parametrize(
    "again", [X_AGAIN, f" {X}", "晨光-智能装备有限公司", "晨光智能装备有限公司。"]
)
def test_names_written_otherwise_are_the_same_name(again: str) -> None:
    assert words((sent(ONE, case(X)), sent(TWO, case(again)))) == ["accepted", "duplicate D101 →1"]


def test_brackets_of_either_width_are_the_same_name() -> None:
    assert words((sent(ONE, case(Y)), sent(TWO, case(Y_AGAIN)))) == [
        "accepted", "duplicate D101 →1",
    ]  # fmt: skip


def test_an_entry_without_code_joins_the_group_of_its_name() -> None:
    batch = (sent(ONE, case(X, A)), sent(TWO, case(X)))
    assert words(batch) == ["accepted", "duplicate D101 →1"]


def test_a_name_under_two_codes_joins_the_first_received_and_is_asked_about() -> None:
    batch = (sent(THREE, case(X, B)), sent(TWO, case(X, A)), sent(ONE, case(X)))
    assert words(batch) == ["accepted", "accepted", "duplicate D101 →1"]
    assert said(batch, "D202") == [
        "01.xlsx D2 D202 query", "02.xlsx D2 D202 query", "03.xlsx D2 D202 query",
    ]  # fmt: skip


def test_joining_by_name_never_chains_two_codes() -> None:
    batch = (sent(ONE, case(X)), sent(TWO, case(X, A)), sent(THREE, case(X, B)))
    assert words(batch) == ["accepted", "duplicate D101 →1", "accepted"]


def test_equal_codes_under_names_that_differ_are_joined_and_asked_about() -> None:
    batch = (sent(ONE, case(X, A)), sent(TWO, case(Y, A)))
    assert words(batch) == ["accepted", "duplicate D101 →1"]
    assert said(batch, "D202") == ["01.xlsx E2 D202 query", "02.xlsx E2 D202 query"]


def test_blank_names_are_not_equal_names() -> None:
    batch = (sent(TWO, firm("", A, fault="V101"), firm("", B, fault="V101"), firm(X, C)),)
    assert words(batch) == ["returned V101", "returned V101", "accepted"]
    assert said(batch, "D202") == []


def test_a_blank_name_differs_from_no_name() -> None:
    batch = (sent(TWO, firm("", A, fault="V101"), firm(X, A)),)
    assert said(batch, "D202") == []


# ---------------------------------------------------------------- superseded, repeated


def test_a_later_submission_of_the_same_unit_supersedes() -> None:
    batch = (sent(ONE, firm(X, A)), sent(TWO, firm(Z)), sent(ONE, firm(X, A)))
    assert words(batch) == ["superseded D102 →3", "accepted", "accepted"]
    assert said(batch, "D102") == ["01.xlsx E2 D102 note"]


def test_superseding_by_name_alone_is_a_query_at_the_name() -> None:
    batch = (sent(ONE, firm(X, A)), sent(ONE, firm(X)))
    assert words(batch) == ["superseded D102 →2", "accepted"]
    assert said(batch, "D102") == ["01.xlsx D2 D102 query"]


def test_only_the_last_of_three_submissions_stands() -> None:
    batch = (sent(ONE, firm(X, A)), sent(ONE, firm(X, A)), sent(ONE, firm(X, A)))
    assert words(batch) == ["superseded D102 →3", "superseded D102 →3", "accepted"]


def test_another_board_and_another_unit_are_not_superseded() -> None:
    batch = (sent(ONE, case(X, A)), sent(ONE, firm(X, A)), sent(TWO, case(X, A)))
    assert words(batch) == ["accepted", "accepted", "duplicate D101 →1"]


def test_what_only_the_earlier_submission_had_stays() -> None:
    batch = (sent(TWO, firm(X, A), firm(Y, B)), sent(TWO, firm(X, A)))
    assert words(batch) == ["superseded D102 →3", "accepted", "accepted"]


def test_kept_names_an_accepted_entry_where_the_later_one_is_a_duplicate() -> None:
    batch = (sent(TWO, case(X, A)), sent(ONE, case(X, A)), sent(ONE, case(X, A)))
    assert words(batch) == ["accepted", "superseded D102 →1", "duplicate D101 →1"]


def test_nothing_is_kept_where_the_later_one_is_over_quota() -> None:
    batch = (sent(NONE_LEFT, case(X, A)), sent(NONE_LEFT, case(X, A)))
    assert words(batch) == ["superseded D102", "over_quota Q101"]


def test_the_first_of_a_file_stands_and_the_others_are_repeats() -> None:
    batch = (sent(THREE, case(X, A), case(Y, B), case(X, A), case(X)),)
    assert words(batch) == ["accepted", "accepted", "duplicate R101 →1", "duplicate R101 →1"]
    assert said(batch, "R101") == ["01.xlsx E4 R101 error", "01.xlsx D5 R101 error"]


def test_on_two_boards_of_a_file_nothing_is_repeated() -> None:
    batch = (sent(ONE, case(X, A), firm(X, A)),)
    assert words(batch) == ["accepted", "accepted"]
    assert said(batch, "R101") == []
    assert said(batch, "D301") == ["01.xlsx E2 D301 note", "01.xlsx E2 D301 note"]


def test_only_accepted_entries_are_said_to_be_on_several_boards() -> None:
    batch = (sent(ONE, case(X, A)), sent(NONE_LEFT, firm(X, A, 1), firm(Y, B, 2), firm(Z, "", 3)))
    assert words(batch)[1:] == ["accepted", "over_quota Q101", "over_quota Q101"]
    batch = (sent(ONE, case(Z, C)), sent(NONE_LEFT, firm(X, A, 1), firm(Z, C, 2)))
    assert words(batch) == ["accepted", "accepted", "over_quota Q101"]
    assert said(batch, "D301") == []


# ---------------------------------------------------------------- duplicates


def test_the_earlier_received_stands_and_the_other_unit_keeps_its_place() -> None:
    batch = (sent(ONE, case(X, A)), sent(TWO, case(X, A, 1), case(Y, B, 2), case(Z, C, 3)))
    assert words(batch) == ["accepted", "duplicate D101 →1", "accepted", "accepted"]
    assert said(batch, "D101") == ["02.xlsx E2 D101 error"]


def test_a_campaign_may_keep_the_latest() -> None:
    batch = (sent(ONE, firm(X, A)), sent(TWO, firm(X, A)), sent(THREE, firm(X)))
    assert words(batch) == ["duplicate D101 →3", "duplicate D101 →3", "accepted"]
    assert said(batch, "D101") == ["01.xlsx D2 D101 error", "02.xlsx D2 D101 error"]


def test_a_duplicate_of_an_entry_over_quota_competes_again() -> None:
    batch = (sent(NONE_LEFT, case(X, A)), sent(ONE, case(X, A)), sent(TWO, case(X, A)))
    assert words(batch) == ["over_quota Q101", "accepted", "duplicate D101 →2"]


def test_competing_again_goes_on_until_nothing_changes() -> None:
    # 天枢 pushes 天璇 out of 甲学会, whose duplicate then pushes 天玑 out of 乙科协's two places.
    batch = (
        sent(NONE_LEFT, case("天枢", A, 1)),
        sent(ONE, case("天璇", B, 2), case("天枢", A, 1)),
        sent(TWO, case("天玑", C, 3), case("天璇", B, 1), case("天权", "", 2)),
    )
    assert words(batch) == [
        "over_quota Q101", "over_quota Q101", "accepted",
        "over_quota Q101", "accepted", "accepted",
    ]  # fmt: skip


def test_a_repeat_of_an_entry_over_quota_competes_with_its_own_rank() -> None:
    batch = (sent(ONE, case(X, A, 3), case(Y, B, 2), case(X, A, 1)),)
    assert words(batch) == ["over_quota Q101", "over_quota Q101", "accepted"]


# ---------------------------------------------------------------- what is said of quotas


def test_quota_use_has_a_row_for_each_unit_board_and_field_with_entries() -> None:
    batch = (
        sent(TWO, case(X, A, domain="电子"), case(Y, B, domain="材料"), firm(X, A)),
        sent(NONE_LEFT, case(Z, C), case(X, fault="V201")),
    )
    _, decided = settle(batch)
    assert list(decided.quotas) == [
        QuotaUse(TWO, CASE, "电子", 2, 2, 1, 1, 0),
        QuotaUse(TWO, CASE, "材料", 2, 2, 1, 1, 0),
        QuotaUse(NONE_LEFT, CASE, "电子", 1, 0, 2, 0, 1),
        QuotaUse(TWO, ENTERPRISE, "", 2, 4, 1, 1, 0),
    ]


def test_unused_places_are_noted_once_per_unit_and_board_with_entries() -> None:
    batch = (sent(ONE, firm(X, A)), sent(ONE, case(Y, B)), sent(THREE, firm(Z, fault="V201")))
    assert said(batch, "Q201") == ["01.xlsx  Q201 note", "03.xlsx  Q201 note"]


def test_quota_findings_stand_at_the_rank_or_else_at_the_name() -> None:
    batch = (sent(ONE, case(X, A, 1), case(Y, B, 2)),)
    assert said(batch, "Q101") == ["01.xlsx C3 Q101 error"]
    checked = build(batch)
    tables = {
        entry.number: replace(
            entry.table, columns={k: c for k, c in entry.table.columns.items() if k != "rank"}
        )
        for entry in checked.entries
    }
    entries = [
        replace(entry, table=tables[entry.number], values={**entry.values, "rank": None})
        for entry in checked.entries
    ]
    changed = entries_of(entries, CAMPAIGN.boards)
    decided = decide(changed, (), CAMPAIGN, REGISTERS, checked.positions)
    over = {each.code: each.ref.cell for each in decided.findings if each.entry == 2}
    assert over == {"Q101": "D3", "Q102": "D3"}


# ---------------------------------------------------------------- reasons


def test_reasons_name_the_file_the_row_the_unit_and_the_places() -> None:
    batch = (
        sent(ONE, case(X, A), case(X, A)),
        sent(TWO, case(X, A), firm(Z)),
        sent(NONE_LEFT, case(Y, B)),
        sent(TWO, firm(Z)),
    )
    _, decided = settle(batch)
    assert [decision.reason for decision in decided.ledger.decisions] == [
        "",
        "同一份文件第2行已报送，本条为重复",
        "与“甲学会”推荐的条目（“01.xlsx”第2行）为同一对象，保留先收到的一条",
        "本单位后来报送的“04.xlsx”第2行已替代本条",
        "“丁学会”在“应用案例榜·电子”的推荐名额为0个，本条在名额之外",
        "",
    ]


def test_no_register_means_one_channel_and_no_adjustment() -> None:
    batch = (sent("某单位", firm(X, A, 1), firm(Y, B, 2), firm(Z, "", 3)),)
    assert [outcome for outcome, _, _ in outcomes(batch, Registers())] == [
        "accepted", "accepted", "over_quota",
    ]  # fmt: skip
