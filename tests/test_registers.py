"""The lists in 名录: what is read from them, and faults with their cell (exit 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from law_batches import CAMPAIGN, CASE, ENTERPRISE, SCHEMAS, A
from openpyxl import Workbook as Book

from toolkit.cli import main
from toolkit.errors import RegisterError
from toolkit.model import Grid, ListedSubject, Raw, Receipt, Unit, Workbook
from toolkit.registers import (
    parse_barred,
    parse_list,
    parse_receipts,
    parse_units,
    parse_winners,
)

UNITS = ("推荐单位", "推荐渠道", "别名", "名额调整", "联系人", "电话")
WINNERS = ("榜单", "年度", "名称", "统一社会信用代码")
BARRED = ("名称", "统一社会信用代码", "原因")
RECEIVED = ("文件", "收到时间", "推荐单位", "密码")


def book(*rows: tuple[Raw, ...], sheet: str = "Sheet1") -> Workbook:
    return Workbook("xlsx", (Grid(sheet, rows),))


def units(*rows: tuple[Raw, ...]) -> tuple[Unit, ...]:
    return parse_units(book(UNITS, *rows), "推荐单位.xlsx", CAMPAIGN)


# ---------------------------------------------------------------- 推荐单位


def test_a_unit_has_channels_aliases_adjustments_and_a_contact() -> None:
    assert units(
        ("甲学会", "学会；地方科协", "甲；某甲学会", "1", "张三", "021-53880900"),
        ("", "", "", "", "", ""),
        ("乙科协", "地方科协", "", "示范企业榜+1；应用案例榜-1", "", 13800138000.0),
        ("丙", "", "", -1.0, "", ""),
    ) == (
        Unit("甲学会", ("学会", "地方科协"), ("甲", "某甲学会"), {"": 1}, "张三", "021-53880900"),
        Unit("乙科协", ("地方科协",), (), {ENTERPRISE: 1, CASE: -1}, "", "13800138000"),
        Unit("丙", (), (), {"": -1}),
    )


def test_adjustments_may_name_a_board_by_another_title() -> None:
    boards = tuple(
        replace(board, also=("企业榜",) if board.id == ENTERPRISE else ())
        for board in CAMPAIGN.boards
    )
    rows = book(UNITS, ("甲学会", "学会", "", "企业榜+2", "", ""))
    (unit,) = parse_units(rows, "推荐单位.xlsx", replace(CAMPAIGN, boards=boards))
    assert unit.adjustments == {ENTERPRISE: 2}


def test_channels_are_known_by_their_names_however_they_are_spaced() -> None:
    assert units(("甲学会", " 学 会;联合体成员；学会"))[0].channels == ("学会", "联合体成员")


def test_headings_may_stand_below_a_title_in_any_order_and_spacing() -> None:
    rows = (("2025年推荐单位名录",), ("推荐渠道", "别名", " 推荐 单位*"), ("", "甲", "甲学会"))
    parsed = parse_units(book(*rows), "推荐单位.xlsx", CAMPAIGN)
    assert parsed == (Unit("甲学会", aliases=("甲",)),)


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ((("甲学会",), ("甲学会",)), "A3"),
        ((("甲学会",), ("甲 学会",)), "A3"),
        ((("甲学会", "", "乙"), ("乙", "")), "A3"),
        ((("甲学会",), ("乙", "", "丙；甲学会")), "C3"),
        ((("甲学会", "", "某会"), ("乙", "", "某会")), "C3"),
        ((("", "学会"),), "A2"),
        ((("甲学会", "学会、地方科协"),), "B2"),
        ((("甲学会", "没有的渠道"),), "B2"),
        ((("甲学会", "", "", "加一个"),), "D2"),
        ((("甲学会", "", "", "没有的榜+1"),), "D2"),
        ((("甲学会", "", "", "示范企业榜"),), "D2"),
        ((("甲学会", "", "", "1.5"),), "D2"),
        ((("甲学会", "", "", 1.5),), "D2"),
    ],
)
def test_a_fault_is_named_with_its_cell(rows: tuple[tuple[Raw, ...], ...], cell: str) -> None:
    with pytest.raises(RegisterError) as fault:
        units(*rows)
    assert f"推荐单位.xlsx › Sheet1!{cell}：" in fault.value.message


# ---------------------------------------------------------------- the other lists


def test_winners_have_board_year_name_and_code() -> None:
    rows = (("示范企业榜", 2024.0, "晨光", A), ("案例榜", "2023年", "远山", ""))
    assert parse_winners(book(WINNERS, *rows), "往届入选.xlsx") == (
        ListedSubject("晨光", A, "示范企业榜", 2024),
        ListedSubject("远山", "", "案例榜", 2023),
    )


@pytest.mark.parametrize("year", ["", "去年", 24.0])
def test_a_winner_without_a_year_is_a_fault(year: Raw) -> None:
    with pytest.raises(RegisterError, match=r"往届入选\.xlsx › Sheet1!B2："):
        parse_winners(book(WINNERS, ("示范企业榜", year, "晨光", "")), "往届入选.xlsx")


def test_barred_have_name_code_and_reason() -> None:
    rows = (("失信公司", A, "经营异常"), ("某公司", "", ""))
    assert parse_barred(book(BARRED, *rows), "限制名单.xlsx") == (
        ListedSubject("失信公司", A, reason="经营异常"), ListedSubject("某公司", ""),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        (datetime(2025, 10, 31, 17, 30), datetime(2025, 10, 31, 17, 30)),
        (date(2025, 10, 31), datetime(2025, 10, 31)),
        ("2025-10-31 17:30", datetime(2025, 10, 31, 17, 30)),
        ("2025/10/31 17:30:05", datetime(2025, 10, 31, 17, 30, 5)),
        ("2025/10/31", datetime(2025, 10, 31)),
        ("2025-10-31T17:30", datetime(2025, 10, 31, 17, 30)),
        ("", None),
    ],
)
def test_a_receipt_has_a_file_a_moment_and_a_unit(cell: Raw, moment: datetime | None) -> None:
    rows = ((f"甲/{number}.xlsx", cell, "甲学会") for number in range(1))
    assert parse_receipts(book(RECEIVED, *rows), "收件.xlsx") == (
        Receipt("甲/0.xlsx", moment, "甲学会"),
    )


def test_a_receipt_says_where_it_stands() -> None:
    rows = (("1.xlsx", "", "", ""), ("", "", "甲学会", ""), ("2.xlsx", "", "", ""))
    received = parse_receipts(book(RECEIVED, *rows), "收件.xlsx")
    assert [receipt.place for receipt in received] == ["收件.xlsx 第2行", "收件.xlsx 第4行"]


def test_a_password_is_text_also_where_it_was_typed_as_a_number() -> None:
    received = parse_receipts(
        book(RECEIVED, ("1.xlsx", "", "", 123456.0), ("2", "", "", "012 秘"), ("3", "", "", "")),
        "收件.xlsx",
    )
    assert [receipt.password for receipt in received] == ["123456", "012 秘", ""]


def test_a_moment_that_cannot_be_read_is_a_fault() -> None:
    with pytest.raises(RegisterError, match=r"收件\.xlsx › Sheet1!B2："):
        parse_receipts(book(RECEIVED, ("甲.xlsx", "昨天下午", "")), "收件.xlsx")


def test_any_other_list_gives_the_names_of_its_column() -> None:
    rows = (("序号", "名称"), (1, "苏州"), (2, ""), (3, " 无锡 "))
    assert parse_list(book(*rows), "试点城市.xlsx", "名称") == ("苏州", "无锡")


@pytest.mark.parametrize(
    ("parse", "columns"),
    [
        (lambda given: parse_units(given, "名录.xlsx", CAMPAIGN), UNITS[:2]),
        (lambda given: parse_winners(given, "名录.xlsx"), WINNERS[:3]),
        (lambda given: parse_barred(given, "名录.xlsx"), BARRED[:1]),
        (lambda given: parse_receipts(given, "名录.xlsx"), RECEIVED[:1]),
        (lambda given: parse_list(given, "名录.xlsx", "城市"), ("城市",)),
    ],
)
def test_a_list_that_lacks_a_column_names_the_file_and_the_column(
    parse: object, columns: tuple[str, ...]
) -> None:
    for missing in columns:
        headings = tuple(column for column in columns if column != missing)
        with pytest.raises(RegisterError) as fault:
            list(parse(book(headings, ("甲",) * len(headings))))  # type: ignore[operator]
        assert fault.value.message.startswith("名录.xlsx › Sheet1!A1：名录的表头缺少")
        assert f"“{missing}”" in fault.value.message


# ---------------------------------------------------------------- through the command

OPTIONS = {
    "--units": (UNITS, ("甲学会",), ("甲学会",)),
    "--winners": (WINNERS, ("示范企业榜", "某年", "晨光")),
    "--received": (RECEIVED, ("甲.xlsx", "昨天")),
    "--barred": (("公司",), ("晨光",)),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_a_faulty_list_ends_the_command_and_nothing_is_written(option: str, tmp_path: Path) -> None:
    listed = Book()
    for row in OPTIONS[option]:
        listed.active.append(row)
    listed.save(tmp_path / "名录.xlsx")
    result = run(tmp_path, option)
    assert result.exit_code == 2
    assert "名录.xlsx" in result.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("输出")] == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", None])
def test_a_list_that_cannot_be_read_ends_the_command(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "名录.xlsx").write_bytes(content)
    result = run(tmp_path, "--units")
    assert result.exit_code == 2
    assert "名录.xlsx" in result.stderr
    assert not (tmp_path / "输出").exists()


def run(folder: Path, option: str):  # type: ignore[no-untyped-def]  # click's Result
    (folder / "收件").mkdir()
    call = ["run", str(folder / "收件"), "-c", "laws", "-o", str(folder / "输出"), option,
            str(folder / "名录.xlsx")]  # fmt: skip
    return CliRunner().invoke(main, call, env={"TOOLKIT_SCHEMAS": str(SCHEMAS)})
