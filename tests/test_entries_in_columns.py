"""Entries held in columns read like entries made one by one."""

from __future__ import annotations

from array import array
from datetime import date

import polars as pl
import pytest

from toolkit.model import Board, Entry, Field, Table
from toolkit.model.columns import (
    BoardEntries,
    Entries,
    Span,
    entries_of,
    join_entries,
    number_of,
    series_of,
)

TABLES = [Table(f"{name}.xlsx", "表", "榜", 1, {"name": 1, "sales": 2}) for name in "甲乙丙"]


def part(first: int, table: Table, names: list[str], originals: dict[int, str]) -> BoardEntries:
    """The entries of one table: rows from 2 on, sales 1.0, 2.0 … and 0.5 for the last one."""
    sales = [float(at) for at in range(1, len(names))] + [0.5]
    return BoardEntries(
        table.board,
        (Span(table, first, 0, array("q", range(2, len(names) + 2))),),
        pl.DataFrame({"name": names, "sales": sales}),
        {at: {"sales": text} for at, text in originals.items()},
    )


JOINED = join_entries(
    [
        part(1, TABLES[0], ["晨光", "远山"], {1: "约0.5"}),
        part(3, TABLES[1], ["启明"], {0: "半"}),
        part(4, TABLES[2], ["长河", "北斗"], {}),
    ]
)


def test_joined_parts_keep_their_numbers_places_and_how_cells_stood() -> None:
    assert [
        (entry.number, entry.submission, entry.row, entry.value("name"), entry.value("sales"),
         entry.original("sales"))
        for entry in JOINED
    ] == [
        (1, "甲.xlsx", 2, "晨光", 1, "1"),
        (2, "甲.xlsx", 3, "远山", 0.5, "约0.5"),
        (3, "乙.xlsx", 2, "启明", 0.5, "半"),
        (4, "丙.xlsx", 2, "长河", 1, "1"),
        (5, "丙.xlsx", 3, "北斗", 0.5, "0.5"),
    ]  # fmt: skip


def test_entries_are_a_sequence() -> None:
    assert len(JOINED) == 5
    assert [JOINED[at].number for at in (0, 2, 4, -1)] == [1, 3, 5, 5]
    assert [entry.number for entry in JOINED[1:4]] == [2, 3, 4]
    with pytest.raises(IndexError):
        JOINED[5]


def test_columns_and_numbers_stand_in_the_same_order() -> None:
    columns = JOINED.of_board("榜")
    assert columns.column("name") == ["晨光", "远山", "启明", "长河", "北斗"]
    assert columns.column("sales") == [1, 0.5, 0.5, 1, 0.5]
    assert columns.column("capital") == [None] * 5
    assert columns.numbers.to_list() == [1, 2, 3, 4, 5]
    assert [list(span.numbers) for span in columns.spans] == [[1, 2], [3], [4, 5]]
    assert JOINED.of_board("另一榜").numbers.to_list() == []


def test_one_value_for_each_entry_by_what_its_board_calls_it() -> None:
    assert JOINED.stated({"榜": "name"}) == ["晨光", "远山", "启明", "长河", "北斗"]
    assert JOINED.stated({"榜": ""}) == [None] * 5


def test_units_are_given_by_number() -> None:
    assert [entry.unit for entry in JOINED] == [""] * 5
    assert [entry.unit for entry in JOINED.with_units(["一", "二", "三", "四", "五"])][1:3] == [
        "二", "三",
    ]  # fmt: skip


def test_entries_made_one_by_one_are_held_in_columns_of_their_boards() -> None:
    fields = tuple(
        Field(key, key, kind)
        for key, kind in (
            ("name", "string"),
            ("since", "date"),
            ("kinds", "list"),
            ("n", "integer"),
        )
    )
    boards = [Board("榜", "榜", fields, {}, "name"), Board("二", "二", fields[:1], {}, "name")]
    other = Table("丁.xlsx", "表", "二", 1, {"name": 1})
    values = {"name": "晨光", "since": date(2018, 5, 6), "kinds": ["甲", "乙"], "n": 12}
    made = [
        Entry(1, TABLES[0], 2, values, unit="学会"),
        Entry(2, other, 2, {"name": "远山"}),
        Entry(3, TABLES[0], 3, dict.fromkeys(values), {"n": "三百"}),
    ]
    held = entries_of(made, boards)
    assert [entry.number for entry in held] == [1, 2, 3]
    assert [entry.board for entry in held] == ["榜", "二", "榜"]
    assert dict(held[0].values) == values
    assert held[0].unit == "学会"
    assert (held[2].value("n"), held[2].original("n")) == (None, "三百")
    assert held == entries_of(list(held), boards)
    assert held != Entries()


@pytest.mark.parametrize(
    ("stored", "value"),
    [(12.0, 12), (-0.5, -0.5), (1e15, 1e15), (999999999999999.0, 999999999999999), (None, None)],
)
def test_whole_numbers_below_a_quadrillion_are_integers(
    stored: float | None, value: float | None
) -> None:
    assert (number_of(stored), type(number_of(stored))) == (value, type(value))


def test_half_a_character_becomes_a_question_mark() -> None:
    assert series_of(["甲\ud800", None], pl.String()).to_list() == ["甲?", None]
    assert series_of([["\udfff"]], pl.List(pl.String())).to_list() == [["?"]]
