"""Cells as people write them, and what they are read as: input beside expectation."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.conversion.cells import convert_cell
from toolkit.conversion.choices import convert_list
from toolkit.conversion.numbers import shown_decimals
from toolkit.model import ErrorCell, Field, Raw, UncachedFormula


def column(kind: str, header: str = "栏目", meta: dict | None = None, **rules: object) -> Field:
    return Field("key", header, kind, rules={"type": kind, **rules}, meta=meta or {})


def read(raw: Raw, of: Field, number_format: str = "") -> tuple[object, str]:
    understood = convert_cell(raw, of, number_format)
    return understood.value, understood.code


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        (12.0, 12, ""),
        (12.5, 12.5, ""),
        (0.1 + 0.2, 0.3, ""),
        ("1,234.5", 1234.5, "V202"),
        ("１２３４", 1234, "V202"),
        (" 1234 ", 1234, "V202"),
        ("约300", 300, "V202"),
        ("2000万", 2000, "V205"),
        ("2000万元", 2000, "V205"),
        ("0.2亿", 2000, "V205"),
        ("20000000元", 2000, "V205"),
        ("/", None, "V207"),
        ("—", None, "V207"),
        ("无", None, "V207"),
        ("不适用", None, "V207"),
        ("N/A", None, "V207"),
        ("   ", None, ""),
        ("", None, ""),
        ("12,34", None, "V201"),
        ("三百", None, "V201"),
        ("300人", None, "V201"),
        ("1e999", None, "V201"),
        ("nan", None, "V201"),
        (True, None, "V201"),
        (float("inf"), None, "V201"),
        (float("nan"), None, "V201"),
        (date(2018, 5, 6), None, "V201"),
        (time(8, 30), None, "V201"),
        (ErrorCell("#REF!"), None, "V901"),
        (UncachedFormula("=A1+B1"), None, "V902"),
    ],
)
def test_amounts_in_wan_yuan(raw: Raw, value: object, code: str) -> None:
    assert read(raw, column("number", "注册资本（万元）")) == (value, code)


def test_a_count_with_its_counter_is_read() -> None:
    assert read("300人", column("integer", "从业人数（人）")) == (300, "V205")
    assert read("12项", column("integer", "2021年", meta={"unit": "项"})) == (12, "V205")
    assert read("12项", column("integer", "从业人数（人）")) == (None, "V201")


def test_a_number_is_never_a_bool_nor_an_int_where_it_is_not_whole() -> None:
    value, _ = read(12.5, column("integer"))
    assert (value, type(value)) == (12.5, float)
    value, _ = read(1.0, column("number"))
    assert (value, type(value)) == (1, int)


@pytest.mark.parametrize(
    ("raw", "number_format", "value", "code"),
    [
        (0.15, "", 0.15, ""),
        (0.15, "0%", 0.15, ""),
        (1.5, "0.00%", 1.5, ""),
        (15.0, "", 0.15, "V206"),
        (1.5, "", 0.015, "V206"),
        (1.0, "", 1, ""),
        (-12.0, "", -0.12, "V206"),
        ("15%", "", 0.15, "V202"),
        ("15％", "", 0.15, "V202"),
        ("15 %", "", 0.15, "V202"),
        ("15", "", 0.15, "V206"),
        ("0.15", "", 0.15, "V202"),
        ("无", "", None, "V207"),
        ("较高", "", None, "V201"),
    ],
)
def test_shares(raw: Raw, number_format: str, value: object, code: str) -> None:
    assert read(raw, column("number", meta={"as": "percent"}), number_format) == (value, code)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        (date(2018, 5, 6), date(2018, 5, 6), ""),
        (datetime(2018, 5, 6, 8, 30), date(2018, 5, 6), ""),
        ("2018.5.6", date(2018, 5, 6), "V207"),
        ("2018/5/6", date(2018, 5, 6), "V207"),
        ("2018-05-06", date(2018, 5, 6), "V207"),
        ("2018年5月6日", date(2018, 5, 6), "V207"),
        ("２０１８年５月６日", date(2018, 5, 6), "V207"),
        ("20180506", date(2018, 5, 6), "V207"),
        (20180506.0, date(2018, 5, 6), "V207"),
        (43226.0, date(2018, 5, 6), "V207"),
        ("2018-05-06 08:30:00", date(2018, 5, 6), "V207"),
        ("2018-05", date(2018, 5, 1), "V203"),
        ("2018年5月", date(2018, 5, 1), "V203"),
        ("2018", date(2018, 1, 1), "V203"),
        ("18.5.6", date(2018, 5, 6), "V203"),
        ("98.5.6", date(1998, 5, 6), "V203"),
        ("2018年5月31日前", date(2018, 5, 31), "V203"),
        ("5/6/2018", date(2018, 5, 6), "V203"),
        ("31/5/2018", date(2018, 5, 31), "V207"),
        ("2018-02-30", None, "V201"),
        ("2018-13-01", None, "V201"),
        ("不详", None, "V201"),
        ("无", None, "V207"),
        (True, None, "V201"),
        (1234567.5, None, "V201"),
        (float("inf"), None, "V201"),
        (43226.5, date(2018, 5, 6), "V207"),
        (time(8, 30), None, "V201"),
    ],
)
def test_dates(raw: Raw, value: object, code: str) -> None:
    assert read(raw, column("date")) == (value, code)


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("是", True, ""),
        ("否", False, ""),
        (True, True, ""),
        *((word, True, "V207") for word in ("√", "✓", "☑", "■", "Y", "1", "是√", "☑是 □否")),
        *((word, False, "V207") for word in ("□", "☐", "N", "0", "□是 ☑否", "是□ 否☑")),
        *((word, True, "V207") for word in ("有", "已有")),
        *((word, False, "V207") for word in ("无", "没有", "暂无", "无。")),
        (1.0, True, "V207"),
        ("□是 □否", None, "V201"),
        ("☑是 ☑否", None, "V201"),
        ("申请中", None, "V401"),
        *((word, None, "V207") for word in ("/", "—", "不适用")),
    ],
)
def test_yes_and_no(raw: Raw, value: object, code: str) -> None:
    assert read(raw, column("boolean")) == (value, code)


FIELDS = ["电子信息", "装备制造", "先进材料", "环境、能源"]


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        ("电子信息", "电子信息", ""),
        ("电子 信息", "电子信息", "V207"),
        ("□电子信息 ☑装备制造", "装备制造", "V207"),
        ("☑电子信息 ☑装备制造", None, "V401"),
        ("电子信息、装备制造", "电子信息、装备制造", ""),
    ],
)
def test_one_choice(raw: Raw, value: object, code: str) -> None:
    assert read(raw, column("string", allowed=FIELDS)) == (value, code)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("电子信息、装备制造", ["电子信息", "装备制造"]),
        ("电子信息;装备制造；先进材料", ["电子信息", "装备制造", "先进材料"]),
        ("电子信息\n装备制造", ["电子信息", "装备制造"]),
        ("电子信息/装备制造", ["电子信息", "装备制造"]),
        ("☑电子信息 □装备制造 ☑先进材料", ["电子信息", "先进材料"]),
        ("环境、能源", ["环境、能源"]),
        ("电子信息、冶金", ["电子信息", "冶金"]),
    ],
)
def test_several_choices(raw: Raw, value: object) -> None:
    assert read(raw, column("list", allowed=FIELDS)) == (value, "")


CODE = "91310105MA1FW0007P"


@pytest.mark.parametrize(
    ("raw", "value", "code"),
    [
        (913101051234567890.0, None, "V204"),
        (12345.0, "12345", ""),
        (123456789012345.0, "123456789012345", ""),
        (1e15, None, "V204"),
        (12345.5, None, "V204"),
        ("9.131E+17", None, "V204"),
        ("9.13101E17", None, "V204"),
        ("913101051234567000", None, "V204"),
        ("91310105 ma1fw0007p", CODE, "V207"),
        ("９１３１０１０５ＭＡ１ＦＷ０００７Ｐ", CODE, "V207"),
        ("91310105MA1FW\u200b0007P", CODE, "V207"),
        (f"  {CODE}\n", CODE, ""),
        ("无", None, "V207"),
    ],
)
def test_credit_codes(raw: Raw, value: object, code: str) -> None:
    assert read(raw, column("string", credit_code=True)) == (value, code)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (13800138000.0, "13800138000"),
        ("13800138000.0", "13800138000"),
        ("021-5388 0900转8023", "021-5388 0900转8023"),
        (" 021-53880900；13800138000 ", "021-53880900；13800138000"),
    ],
)
def test_phones_are_kept(raw: Raw, value: str) -> None:
    assert read(raw, column("string", phone="any")) == (value, "")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("\u3000百代（上海）\u00a0", "百代（上海）"),
        ("=cmd|'/c calc'!A0", "=cmd|'/c calc'!A0"),
        ("第一行\n第二行", "第一行\n第二行"),
        (2021.0, "2021"),
        (date(2021, 1, 1), "2021-01-01"),
        (True, "TRUE"),
    ],
)
def test_texts_are_kept_as_received_without_their_edges(raw: Raw, value: str) -> None:
    assert read(raw, column("string")) == (value, "")


@pytest.mark.parametrize(
    ("raw", "number_format", "value", "decimals"),
    [
        (12.333333333, "0.00", 12.333333333, 2),
        (12.333333333, "#,##0.0_ ", 12.333333333, 1),
        (12.0, "0", 12, 0),
        (0.1234, "0.0%", 0.1234, 3),
        (0.1234, "0%", 0.1234, 2),
        (12.5, "", 12.5, 1),
        (12.0, "", 12, 0),
        (12.5, '0.00"元"', 12.5, 2),
        (12.5, "[Red]-0.0;0.000", 12.5, 1),
        ("12.30", "", 12.3, 2),
        ("15.5%", "", 0.155, 3),
        ("15.5", "", 0.155, 3),
    ],
)
def test_decimals_that_a_cell_shows(
    raw: Raw, number_format: str, value: object, decimals: int
) -> None:
    assert shown_decimals(raw, number_format, value) == decimals


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_fifteen_digits(number: float) -> None:
    value, code = read(number, column("number"))
    assert code == ""
    assert not isinstance(value, bool)
    assert float(format(value, ".15g")) == float(format(number, ".15g"))
    assert abs(value) != float("inf")


@given(st.text(max_size=40))
def test_no_text_breaks_a_column(text: str) -> None:
    for kind in ("string", "number", "integer", "date", "boolean", "list"):
        of = column(kind, allowed=FIELDS) if kind == "list" else column(kind)
        value, code = read(text, of)
        assert value is None or code in ("", "V202", "V203", "V205", "V207", "V208")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    spellings = (
        f"{day:%Y-%m-%d}", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}",
    )  # fmt: skip
    assert [read(text, column("date")) for text in spellings] == [(day, "V207")] * 5


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("政府部门；重点园区/科技园区", ["政府部门", "重点园区/科技园区"]),
        ("政府部门\n重点园区/科技园区", ["政府部门", "重点园区/科技园区"]),
        ("政府部门、高等院校", ["政府部门", "高等院校"]),
        ("重点园区/科技园区", ["重点园区/科技园区"]),
    ],
)
def test_a_choice_may_hold_what_separates_others(text: str, chosen: list[str]) -> None:
    options = ["政府部门", "高等院校", "重点园区/科技园区"]
    assert convert_list(text, options).value == chosen
