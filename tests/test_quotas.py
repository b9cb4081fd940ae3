"""Places: how many there are, who gets them, and where the cut is unclear."""

from __future__ import annotations

from dataclasses import replace

import pytest
from law_batches import (
    CAMPAIGN,
    CASE,
    ENTERPRISE,
    NONE_LEFT,
    ONE,
    REGISTERS,
    THREE,
    TWO,
    A,
    B,
    Batch,
    C,
    Row,
    build,
    credit_code,
    row,
    sent,
    settle,
)

from toolkit.model import Campaign, Quota, Registers, Severity, Unit
from toolkit.pipeline.deciding import decide
from toolkit.quotas import Limits

CODES = (A, B, C, *(credit_code(number) for number in range(40, 60)))


def case(number: int, rank: int | None = None, **more: str) -> Row:
    """The case with that number: each a subject of its own."""
    return row(CASE, f"案例{number}号", CODES[number], rank, **more)


def firm(number: int, rank: int | None = None) -> Row:
    return row(ENTERPRISE, f"企业{number}号", CODES[number], rank)


def accepted(batch: Batch, campaign: Campaign = CAMPAIGN) -> list[int]:
    checked = build(batch, campaign)
    decided = decide(checked.entries, checked.findings, campaign, REGISTERS, checked.positions)
    return [d.entry for d in decided.ledger.decisions if d.outcome.value == "accepted"]


def unclear(batch: Batch) -> list[int]:
    _, decided = settle(batch)
    return sorted(found.entry for found in decided.findings if found.code == "Q102")


# ---------------------------------------------------------------- how many places

UNITS = {
    "一": Unit("一", ("学会",)),
    "二": Unit("二", ("学会", "地方科协")),
    "三": Unit("三"),
    "四": Unit("四", ("学会",), adjustments={"": 1}),
    "五": Unit("五", ("学会", "地方科协"), adjustments={ENTERPRISE: -1, CASE: 2}),
    "六": Unit("六", ("学会",), adjustments={"": 1, ENTERPRISE: -1}),
    "七": Unit("七", ("学会",), adjustments={"": -9}),
}


@pytest.mark.parametrize(
    ("unit", "enterprises", "cases"),
    [
        ("一", 2, 1),
        ("二", 4, 2),
        ("三", 2, 1),
        ("四", 3, 2),
        ("五", 3, 4),
        ("六", 2, 2),
        ("七", 0, 0),
        ("没有登记", 2, 1),
    ],
)
def test_a_limit_is_places_times_channels_plus_adjustments(
    unit: str, enterprises: int, cases: int
) -> None:
    limits = Limits(CAMPAIGN, UNITS)
    for board_id, expected in ((ENTERPRISE, enterprises), (CASE, cases)):
        board = CAMPAIGN.board(board_id)
        assert limits.limit(board.quotas[0], board, unit) == expected


def test_channels_do_not_stack_where_the_notice_says_nothing() -> None:
    limits = Limits(replace(CAMPAIGN, stacking=False), UNITS)
    board = CAMPAIGN.board(ENTERPRISE)
    assert limits.limit(board.quotas[0], board, "二") == 2
    assert limits.channels("二") == 2


def test_a_quota_of_no_unit_neither_stacks_nor_is_adjusted() -> None:
    board = CAMPAIGN.board(CASE)
    assert Limits(CAMPAIGN, UNITS).limit(Quota(1, ("applicant",)), board, "五") == 1


# ---------------------------------------------------------------- who gets them


def test_places_go_by_rank_then_received_order_then_entry() -> None:
    batch = (sent(ONE, firm(0, 3), firm(1, 1)), sent(ONE, firm(2, 2), firm(3, 2)))
    assert accepted(batch) == [2, 3]


def test_entries_without_rank_come_after_those_with() -> None:
    batch = (sent(ONE, firm(0), firm(1)), sent(ONE, firm(2, 9)))
    assert accepted(batch) == [1, 3]


def test_each_field_has_its_own_places() -> None:
    batch = (sent(ONE, case(0, domain="电子"), case(1, domain="材料"), case(2, domain="电子")),)
    assert accepted(batch) == [1, 2]


def test_entries_without_a_field_are_counted_together() -> None:
    batch = (sent(ONE, case(0, domain=""), case(1, domain=""), case(2)),)
    assert accepted(batch) == [1, 3]


def test_one_case_an_applicant_whoever_recommends_it() -> None:
    batch = (
        sent(ONE, case(0, 2, applicant="申一")),
        sent(TWO, case(1, 1, applicant="申 一"), case(2, 2, applicant="申二")),
    )
    assert accepted(batch) == [2, 3]


def test_entries_that_name_no_applicant_share_no_place() -> None:
    batch = (sent(TWO, case(0), case(1)), sent(THREE, case(2), case(3)))
    assert accepted(batch) == [1, 2, 3, 4]


def test_all_quotas_are_tested_together_in_one_pass() -> None:
    # 1 has no place left for its applicant, so the place of its unit goes to 2, which is next.
    batch = (
        sent(TWO, case(0, 1, applicant="申一")),
        sent(ONE, case(1, 2, applicant="申一"), case(2, 3)),
    )
    assert accepted(batch) == [1, 3]


def test_no_place_at_all() -> None:
    batch = (sent(NONE_LEFT, case(0), firm(1), firm(2)),)
    assert accepted(batch) == [2]


def test_a_board_without_quotas_takes_everybody() -> None:
    boards = tuple(replace(board, quotas=()) for board in CAMPAIGN.boards)
    batch = (sent(NONE_LEFT, *(firm(number) for number in range(5))),)
    assert accepted(batch, replace(CAMPAIGN, boards=boards)) == [1, 2, 3, 4, 5]


def test_a_campaign_may_let_quotas_be_exceeded() -> None:
    lenient = replace(CAMPAIGN, severities={**CAMPAIGN.severities, "Q101": Severity.QUERY})
    batch = (sent(ONE, *(firm(number) for number in range(4))),)
    assert accepted(batch, lenient) == [1, 2, 3, 4]
    checked = build(batch, lenient)
    decided = decide(checked.entries, (), lenient, REGISTERS, checked.positions)
    assert [
        (found.severity.value, found.entry) for found in decided.findings if found.code == "Q101"
    ] == [("query", 3), ("query", 4)]


# ---------------------------------------------------------------- Q102


@pytest.mark.parametrize(
    ("ranks", "asked"),
    [
        ((1, 2, 3), []),
        ((1, 2, 2), [2, 3]),
        ((1, 1, 2), []),
        ((2, 2, 2), [1, 2, 3]),
        ((1, 2, None), [3]),
        ((1, None, None), [2, 3]),
        ((None, None, None), [1, 2, 3]),
        ((1, 2, 3, 3), []),
        ((1, 2, 3, None), []),
        ((1, 2), []),
        ((None, None), []),
    ],
)
def test_a_rank_is_unclear_only_where_it_decides_the_cut(
    ranks: tuple[int | None, ...], asked: list[int]
) -> None:
    assert unclear((sent(ONE, *(firm(at, rank) for at, rank in enumerate(ranks))),)) == asked


def test_where_there_is_no_place_no_rank_decides() -> None:
    assert unclear((sent(NONE_LEFT, case(0), case(1)),)) == []


def test_a_tie_with_one_that_another_quota_put_out_decides_nothing() -> None:
    # 3 is out for its applicant's sake, before 乙科协's places are used up.
    batch = (
        sent(ONE, case(0, 1, applicant="申一")),
        sent(TWO, case(1, 1), case(2, 2, applicant="申一"), case(3, 2), case(4, 3)),
    )
    assert accepted(batch) == [1, 2, 4]
    assert unclear(batch) == []


# ---------------------------------------------------------------- use


def test_use_counts_every_row_and_is_within_the_limit() -> None:
    batch = (sent(ONE, firm(0, 1), firm(1, 2), firm(2, 3), firm(3, 4), firm(0, 5)),)
    _, decided = settle(batch)
    (use,) = decided.quotas
    assert (use.channels, use.limit, use.nominated, use.accepted, use.over) == (1, 2, 5, 2, 2)


def test_an_unregistered_unit_counts_as_one_channel() -> None:
    _, decided = settle((sent("路人", firm(0)),), Registers())
    (use,) = decided.quotas
    assert (use.unit, use.channels, use.limit) == ("路人", 1, 2)


def test_a_board_without_quota_has_no_limit_and_nothing_unused() -> None:
    boards = tuple(replace(board, quotas=()) for board in CAMPAIGN.boards)
    free = replace(CAMPAIGN, boards=boards)
    checked = build((sent(ONE, firm(0)),), free)
    decided = decide(checked.entries, (), free, REGISTERS, checked.positions)
    assert [use.limit for use in decided.quotas] == [None]
    assert decided.findings == ()
