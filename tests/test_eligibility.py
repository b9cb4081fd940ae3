"""Past winners, the restricted list, other lists, and late files (README, How it decides)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from law_batches import (
    CAMPAIGN,
    CASE,
    ENTERPRISE,
    ONE,
    TWO,
    X_AGAIN,
    A,
    B,
    Batch,
    X,
    Y,
    build,
    row,
    sent,
)

from toolkit.eligibility import check_eligibility, check_received, is_late
from toolkit.model import (
    Campaign,
    ListCondition,
    ListedSubject,
    ReferenceList,
    Registers,
    Severity,
    Status,
    Submission,
)


def found(batch: Batch, registers: Registers, campaign: Campaign = CAMPAIGN) -> list[str]:
    """What the lists say: file, cell, entry, code, severity, value."""
    checked = build(batch, registers=Registers())
    return [
        f"{f.ref.submission} {f.ref.cell} {f.entry} {f.code} {f.severity.value} {f.value}".strip()
        for f in check_eligibility(checked.entries, campaign, registers)
    ]


def winner(name: str, code: str = "", board: str = "示范企业榜", year: int = 2024) -> Registers:
    return Registers(winners=(ListedSubject(name, code, board, year),))


# ---------------------------------------------------------------- E102


@pytest.mark.parametrize(
    ("listed", "nominated", "cell"),
    [
        ((X, A), (X, A), "E2"),
        ((X, A), (Y, A), "E2"),
        ((X, A.lower()), (X, A), "E2"),
        ((X, ""), (X, A), "D2"),
        ((X, A), (X, ""), "D2"),
        ((X_AGAIN, ""), (X, ""), "D2"),
        ((X, "某代码"), (X, A), "D2"),
        ((X, A), (X, B), ""),
        ((X, A), (Y, B), ""),
        ((X, ""), (Y, ""), ""),
    ],
)
def test_a_winner_is_known_by_code_else_by_name(
    listed: tuple[str, str], nominated: tuple[str, str], cell: str
) -> None:
    said = found((sent(ONE, row(ENTERPRISE, *nominated)),), winner(*listed))
    value = nominated[1] if cell == "E2" else nominated[0]
    assert said == ([f"01.xlsx {cell} 1 E102 error {value}"] if cell else [])


@pytest.mark.parametrize(
    ("board", "board_title", "year", "out"),
    [
        (ENTERPRISE, "示范企业榜", 2024, True),
        (ENTERPRISE, "示范 企业榜", 2023, True),
        (ENTERPRISE, "示范企业榜", 2022, False),
        (ENTERPRISE, "应用案例榜", 2024, False),
        (CASE, "案例榜", 2024, True),
        (CASE, "应用案例榜", 2024, True),
        (CASE, "应用案例榜", 2023, False),
    ],
)
def test_only_the_years_and_titles_of_the_notice_are_out(
    board: str, board_title: str, year: int, *, out: bool
) -> None:
    said = found((sent(ONE, row(board, X, A)),), winner(X, A, board_title, year))
    assert bool(said) is out


def test_winners_are_known_by_a_board_s_other_titles_too() -> None:
    board = replace(CAMPAIGN.board(ENTERPRISE), also=("企业先锋榜",))
    campaign = replace(CAMPAIGN, boards=(board,))
    batch = (sent(ONE, row(ENTERPRISE, X, A)),)
    assert found(batch, winner(X, A, "企业先锋榜"), campaign) == [f"01.xlsx E2 1 E102 error {A}"]
    assert found(batch, winner(X, A, "企业先锋榜")) == []


def test_a_listed_line_without_a_name_is_nobody_s_name() -> None:
    registers = Registers(
        winners=(ListedSubject("", B, "示范企业榜", 2024),), barred=(ListedSubject("", B),)
    )
    assert found((sent(ONE, row(ENTERPRISE, ""), row(ENTERPRISE, "", A)),), registers) == []


# ---------------------------------------------------------------- E103, E101


def test_the_restricted_list_holds_on_every_board() -> None:
    registers = Registers(barred=(ListedSubject(X, A, reason="经营异常"),))
    batch = (sent(ONE, row(CASE, X, A), row(ENTERPRISE, X), row(ENTERPRISE, Y, B)),)
    assert found(batch, registers) == [
        f"01.xlsx E2 1 E103 error {A}", f"01.xlsx D2 2 E103 error {X}",
    ]  # fmt: skip


def test_one_may_be_a_winner_and_restricted() -> None:
    registers = replace(winner(X, A), barred=(ListedSubject(X, A),))
    assert [said.split()[3] for said in found((sent(ONE, row(ENTERPRISE, X, A)),), registers)] == [
        "E102", "E103",
    ]  # fmt: skip


PLACES = Campaign(
    id=CAMPAIGN.id,
    title=CAMPAIGN.title,
    source=CAMPAIGN.source,
    boards=tuple(
        replace(
            board,
            list_conditions=(ListCondition("places", "domain", Severity.QUERY, "在试点城市"),),
        )
        for board in CAMPAIGN.boards
        if board.id == CASE
    ),
    severities=CAMPAIGN.severities,
    digest="",
    lists=(ReferenceList("places", "试点城市", "名称"),),
)


def test_a_value_that_is_not_on_its_list_is_asked_about_at_its_cell() -> None:
    registers = Registers(lists={"places": ("苏州", "无锡市")})
    batch = (
        sent(ONE, *(row(CASE, X, domain=place) for place in ("江苏省苏州市", "无锡", "上海", ""))),
    )
    assert found(batch, registers, PLACES) == ["01.xlsx F4 3 E101 query 上海"]


def test_a_list_that_was_not_given_is_a_note_once_a_file() -> None:
    batch = (sent(ONE, row(CASE, X), row(CASE, Y)), sent(TWO, row(CASE, X)))
    assert found(batch, Registers(), PLACES) == ["01.xlsx  0 E101 note", "02.xlsx  0 E101 note"]


# ---------------------------------------------------------------- E104


@pytest.mark.parametrize(
    ("received", "late"),
    [
        (None, False),
        (datetime(2025, 10, 31, 23, 59, 59), False),
        (datetime(2025, 11, 1), True),
        (datetime(2025, 11, 1, 0, 0, 1), True),
    ],
)
def test_a_deadline_at_24_lasts_to_the_end_of_its_day(
    received: datetime | None, *, late: bool
) -> None:
    assert is_late(received, CAMPAIGN.deadline) is late
    submission = Submission("甲.xlsx", "", Status.READ, received=received)
    said = [(f.code, f.severity.value, f.ref.submission, f.ref.cell)
            for f in check_received([submission], CAMPAIGN)]  # fmt: skip
    assert said == ([("E104", "query", "甲.xlsx", "")] if late else [])


def test_a_deadline_at_an_hour_includes_that_minute() -> None:
    deadline = datetime(2025, 10, 31, 17)
    assert not is_late(datetime(2025, 10, 31, 17), deadline)
    assert is_late(datetime(2025, 10, 31, 17, 1), deadline)


def test_without_a_deadline_nothing_is_late() -> None:
    assert not is_late(datetime(2030, 1, 1), None)
