"""Who is the same subject, and D201 in a run (README, How it decides)."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_batches import (
    CASE,
    ENTERPRISE,
    ONE,
    REGISTERS,
    THREE,
    TWO,
    A,
    B,
    Batch,
    C,
    X,
    Y,
    row,
    sent,
    settle,
)

from toolkit.model import ListedSubject, Registers
from toolkit.rules.names import name_key
from toolkit.subjects import find_repeats, group_subjects


def frame(*entries: tuple[str, str]) -> pl.DataFrame:
    """Entries by name and code, all of one board and one file."""
    return pl.DataFrame(
        [
            (
                number,
                "榜",
                "甲",
                "1.xlsx",
                0,
                name_key(name),
                name_key(name),
                False,
                code or None,
                False,
            )
            for number, (name, code) in enumerate(entries, start=1)
        ],
        schema=[
            "entry",
            "board",
            "unit",
            "submission",
            "position",
            "key",
            "owner_key",
            "is_owned",
            "code",
            "preferred",
        ],
        schema_overrides={"is_owned": pl.Boolean},
        orient="row",
    )


def groups(*entries: tuple[str, str]) -> list[list[int]]:
    """The entries that are one subject together, each group in order."""
    grouped: dict[str, list[int]] = {}
    for entry, subject in group_subjects(frame(*entries)).select("entry", "subject").iter_rows():
        grouped.setdefault(subject, []).append(entry)
    return sorted(grouped.values())


# ---------------------------------------------------------------- the same subject


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (((X, A), (Y, A), (X, B)), [[1, 2], [3]]),
        (((X, ""), (X, "")), [[1, 2]]),
        (((X, ""), (X, A)), [[1, 2]]),
        (((X, ""), (X, B), (X, A)), [[1, 2], [3]]),
        (((X, A), (Y, B), (X, ""), (Y, "")), [[1, 3], [2, 4]]),
        (((X, B), (X, A), (X, ""), (X, "")), [[1, 3, 4], [2]]),
        ((("ＡＢ科技（上海）", ""), ("AB科技(上海)", "")), [[1, 2]]),
        ((("", ""), ("", "")), [[1], [2]]),
        ((("？", ""), ("。。。", "")), [[1], [2]]),
    ],
)
def test_codes_group_alone_and_names_join_the_first(
    entries: tuple[tuple[str, str], ...], expected: list[list[int]]
) -> None:
    assert groups(*entries) == expected


@given(st.lists(st.tuples(st.sampled_from((X, Y)), st.sampled_from(("", A, B, C))), max_size=7))
def test_two_codes_are_never_in_one_group(entries: list[tuple[str, str]]) -> None:
    for group in groups(*entries):
        assert len({entries[number - 1][1] for number in group} - {""}) <= 1


def test_repeats_name_the_first_of_their_file() -> None:
    grouped = group_subjects(frame((X, A), (Y, ""), (X, ""), (X, A), (Y, "")))
    assert find_repeats(grouped) == {3: 1, 4: 1, 5: 2}


def test_on_two_boards_nothing_is_repeated() -> None:
    grouped = group_subjects(frame((X, A), (X, A), (X, A)))
    boards = pl.Series("board", ["榜", "另一榜", "榜"])
    assert find_repeats(grouped.with_columns(boards)) == {3: 1}


# ---------------------------------------------------------------- D201 in a run


def suspected(batch: Batch, registers: Registers = REGISTERS) -> list[str]:
    _, decided = settle(batch, registers)
    return sorted(
        f"{f.ref.submission} {f.ref.cell} {f.entry} {f.severity.value} {f.value}"
        for f in decided.findings
        if f.code == "D201"
    )


LIKE_X = "晨光智能设备有限公司"


def test_a_suspicion_stands_at_the_name_of_the_later_entry_and_both_stay() -> None:
    batch = (sent(ONE, row(CASE, X)), sent(TWO, row(CASE, LIKE_X)))
    assert suspected(batch) == [f"02.xlsx D2 2 query {LIKE_X}"]
    _, decided = settle(batch)
    assert [d.outcome.value for d in decided.ledger.decisions] == ["accepted", "accepted"]


def test_entries_that_left_are_not_suspected() -> None:
    batch = (
        sent(ONE, row(CASE, X, fault="V201"), row(CASE, Y, A)),
        sent(TWO, row(CASE, LIKE_X), row(CASE, "远山生物有限公司上海", A)),
    )
    assert suspected(batch) == []


def test_names_like_a_winner_s_or_a_restricted_one_are_suspected() -> None:
    registers = Registers(
        units=REGISTERS.units,
        winners=(ListedSubject(X, "", "示范企业榜", 2024), ListedSubject(X, "", "案例榜", 2020)),
        barred=(ListedSubject("远山生物股份有限公司", ""),),
    )
    batch = (
        sent(TWO, row(ENTERPRISE, LIKE_X), row(ENTERPRISE, "远山生物有限公司"), row(CASE, LIKE_X)),
        sent(THREE, row(ENTERPRISE, "毫不相干有限公司")),
    )
    assert suspected(batch, registers) == [
        f"01.xlsx D2 2 query {LIKE_X}", "01.xlsx D3 3 query 远山生物有限公司",
    ]  # fmt: skip


def test_a_listed_name_under_another_code_is_asked_about_and_stays() -> None:
    registers = Registers(winners=(ListedSubject(X, A, "示范企业榜", 2024),))
    batch = (sent(ONE, row(ENTERPRISE, X, B)),)
    assert suspected(batch, registers) == [f"01.xlsx D2 1 query {X}"]
