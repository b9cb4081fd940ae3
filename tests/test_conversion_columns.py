"""Long columns are taken whole where they are plain: entry by entry the same as read one by one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from law_batches import CAMPAIGN

from toolkit.conversion import Converted, SheetCells, convert_table
from toolkit.model import (
    Board,
    ErrorCell,
    Field,
    Finding,
    Grid,
    ListCondition,
    Raw,
    Severity,
    Table,
    UncachedFormula,
)
from toolkit.model.columns import dtype_of, series_of, values_of

COLUMNS: dict[str, Field] = {
    name: Field(name, name, kind, rules={"type": kind, **rules}, meta=meta)
    for name, kind, rules, meta in [
        ("name", "string", {"required": True}, {}),
        ("code", "string", {"credit_code": True}, {}),
        ("person", "string", {"resident_id": True}, {}),
        ("phone", "string", {"phone": "any"}, {}),
        ("email", "string", {"email": True}, {}),
        ("number", "string", {}, {"as": "text"}),
        ("level", "string", {"allowed": ["高", "较高", "一 般"]}, {}),
        ("rank", "integer", {}, {}),
        ("mean", "number", {"mean_of": ["amount"]}, {}),
        ("amount", "number", {}, {"unit": "万元"}),
        ("share", "number", {"ratio_of": {"of": "amount", "to": "rank"}}, {"as": "percent"}),
        ("founded", "date", {}, {}),
        ("listed", "boolean", {}, {}),
        ("fields", "list", {"allowed": ["电子信息", "装备制造"]}, {}),
    ]
}
QUOTED = ("level", "founded", "listed", "share", "fields")
BOARD = Board(
    "board",
    "榜",
    tuple(COLUMNS.values()),
    {},
    "name",
    code_key="code",
    rank_key="rank",
    list_conditions=tuple(ListCondition("list", key, Severity.QUERY, "在名单内") for key in QUOTED),
)
LONG = 80

KNOWN_TEXTS = [
    "", " ", "无", "N/A", "na", "NA", "Na", "／", "暂无", "晨光公司", " 晨光公司",
    "晨光\u200b", "91310000MA1FL00018", "91310105MA1FW0007P", "9E1310105100000000",
    "913101050000000000", "11010519491231002X", "13800138000", "13800138000.0",
    "高", " 高", "一般", "一 般", "□高☑较高", "2018-05-06", "2018-02-30", "1899-01-01",
    "2101-01-01", "2018.5", "电子信息", "电子信息；装备制造", "是", "否", "√", "□是☑否",
    "TRUE", "12", "-0", "0.10", "1,234", "15%", "1.50", "007", "123456789012345",
    "\ud800", "ŉ/A", "K", "Ⅷ", "#REF!", " #N/A", "#1", "2.02531E+17", "2.0E+7", "3E10",
    "甲&nbsp;乙", "A&B;", "甲\x07乙", "甲_x000D_乙", "甲\ue000", "甲\ufffd",
    "锟斤拷", "长" * 32_768,
    "长" * 20_000, "a@example.cn", "a＠example.cn", "mailto:a@example.cn",
    "a@example.cn；", "<a@b.cn>",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=6),
    st.text("0123456789.,-+% eE万元约１２", max_size=8),
    st.sampled_from(KNOWN_TEXTS),
)
KNOWN_NUMBERS = [
    0.0, -0.0, 0.1 + 0.2, 1 / 3, 1e15, 12345678901234568.0, 1e-7, 99999999.999999, 15.0, 0.15,
    1.5, float("nan"), float("inf"), 42.0, 0.5, 1e14, 202531010500000001.0, -7.0,
]  # fmt: skip
NUMBERS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**16), 10**16).map(float),
    st.decimals(-1000, 1000, places=4).map(float),
    st.sampled_from(KNOWN_NUMBERS),
)
DATES = st.one_of(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)),
)
KNOWN_ODD: list[Raw] = [
    True, False, 3, ErrorCell("#N/A"), UncachedFormula("=A1"), time(8, 30), timedelta(hours=30),
    date(2018, 5, 6), datetime(2018, 5, 6), datetime(2018, 5, 6, 8, 30),
]  # fmt: skip
ODD = st.sampled_from(KNOWN_ODD)
RAWS = st.one_of(TEXTS, NUMBERS, DATES, ODD)


# Number formats of a workbook: some that say more than a number's digits, and none such.
TELLING = ("", "0.00%", "00000", '0.00"%"', 'yyyy"年"', "0")
ORDINARY = ("", "0.00%", "0.00", "0")


def grid_of(lines: Sequence[Sequence[Raw]], sheet: str, formats: Sequence[str]) -> Grid:
    """Lines below a heading; neighbouring rows have other formats."""
    return Grid(
        sheet,
        [(), *lines],
        number_format=lambda row, _column: formats[row % len(formats)],
        formats=frozenset(formats),
        is_untyped=not sheet,
    )


def converted(
    lines: Sequence[Sequence[Raw]],
    sheet: str,
    origins: dict[Any, int],
    formats: Sequence[str] = TELLING,
    keys: Collection[str] = frozenset(COLUMNS),
) -> Converted:
    """Lines below a heading of all columns, or of those with these keys."""
    columns = {key: at for at, key in enumerate(COLUMNS, start=1) if key in keys}
    grid = grid_of(lines, sheet, formats)
    table = Table("名单.xlsx", sheet, "board", 1, columns, origins)
    rows = range(2, len(lines) + 2)
    return convert_table(SheetCells(grid, table, rows), BOARD, CAMPAIGN)


def values(found: Converted, key: str) -> list[Any]:
    held = found.columns[key]
    dtype = dtype_of(COLUMNS[key])
    assert isinstance(held, list) or held.dtype == dtype
    return values_of(series_of(held, dtype) if isinstance(held, list) else held)


def said(found: Converted) -> list[tuple[int, Finding]]:
    return list(found.findings)


def one_by_one(
    lines: Sequence[Sequence[Raw]], sheet: str, key: str, formats: Sequence[str]
) -> tuple[list[Any], list[Any], dict[int, Any], dict[int, Any]]:
    """What each line gives in a short table: lines stand where they stood."""
    all_values, all_said, originals, decimals = [], [], {}, {}
    columns = {key: [*COLUMNS].index(key) + 1}  # what is blank beside it says nothing
    for at in range(len(lines)):
        blank: list[Sequence[Raw]] = [()] * at
        grid = grid_of([*blank, lines[at]], sheet, formats)
        table = Table("名单.xlsx", sheet, "board", 1, columns)
        short = convert_table(SheetCells(grid, table, [at + 2]), BOARD, CAMPAIGN)
        all_values += values(short, key)
        all_said += [(at, finding) for _, finding in short.findings]
        if short.originals:
            originals[at] = short.originals[0]
        if short.text_decimals:
            decimals[at] = short.text_decimals[0]
    return all_values, all_said, originals, decimals


def assert_same(
    key: str,
    sheet: str,
    raws: list[Raw],
    formats: Sequence[str],
    keys: Collection[str] = frozenset(COLUMNS),
) -> None:
    at = list(COLUMNS).index(key)
    lines = [("",) * at + (raw,) for raw in raws]
    long = converted(lines, sheet, {}, formats, keys)
    expected, findings, originals, decimals = one_by_one(lines, sheet, key, formats)
    assert values(long, key) == expected
    assert [type(value) for value in values(long, key)] == [type(value) for value in expected]
    assert said(long) == findings
    assert long.originals == originals
    assert long.text_decimals == decimals


@pytest.mark.parametrize("key", COLUMNS)
@pytest.mark.parametrize("sheet", ["表", ""], ids=["xlsx", "csv"])
# Without shrinking: an example is 80 tables, and what fails is said by its column anyway.
@settings(max_examples=60, phases=[Phase.generate])
@given(st.data())
def test_a_long_column_gives_what_its_cells_give_one_by_one(
    key: str, sheet: str, data: st.DataObject
) -> None:
    raws = data.draw(st.lists(TEXTS if not sheet else RAWS, min_size=1, max_size=LONG))
    formats = data.draw(st.sampled_from([TELLING, ORDINARY]))
    # What blank columns beside it say is tried with what people are known to write.
    assert_same(key, sheet, list(islice(cycle(raws), LONG)), formats, {key})


@pytest.mark.parametrize("key", COLUMNS)
@pytest.mark.parametrize("sheet", ["表", ""], ids=["xlsx", "csv"])
@pytest.mark.parametrize("formats", [TELLING, ORDINARY], ids=["telling", "ordinary"])
def test_what_people_are_known_to_write_reads_the_same_in_a_long_column(
    key: str, sheet: str, formats: Sequence[str]
) -> None:
    known: list[Raw] = [*KNOWN_TEXTS] if not sheet else [*KNOWN_TEXTS, *KNOWN_NUMBERS, *KNOWN_ODD]
    assert_same(key, sheet, [*known, *known], formats)


def test_a_value_merged_down_over_a_long_table_counts_for_each_row() -> None:
    lines: list[tuple[Raw, ...]] = [("晨光公司",) if at == 0 else ("",) for at in range(LONG)]
    found = converted(lines, "表", {(row, 1): 2 for row in range(3, LONG + 2)})
    assert values(found, "name") == ["晨光公司"] * LONG


def test_findings_stand_in_the_order_of_entries_then_columns() -> None:
    blanks = ("",) * len(COLUMNS)
    lines: list[Sequence[Raw]] = [blanks] * LONG
    keys = list(COLUMNS)
    for at, key in ((70, "amount"), (3, "founded"), (70, "name"), (3, "rank")):
        line = list(lines[at])
        line[keys.index(key)] = ErrorCell("#REF!")
        lines[at] = line
    found = converted(lines, "表", {})
    assert [(at, finding.ref.cell, finding.code) for at, finding in found.findings] == [
        (3, "H5", "V901"), (3, "L5", "V901"), (70, "A72", "V901"), (70, "J72", "V901"),
    ]  # fmt: skip
