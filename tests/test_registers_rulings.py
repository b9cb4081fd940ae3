"""裁定.xlsx read: every line that is certain is a ruling, every other a finding at its cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from toolkit.errors import RegisterError
from toolkit.model import Finding, Grid, Raw, Ref, Ruling, Severity, Verb, Workbook
from toolkit.registers import parse_rulings
from toolkit.registers.origins import origin_words

HEADINGS = ("键", "对方键", "裁定", "经办人", "理由", "日期", "来源")
KEY, OTHER = "c:1111/新锐企业榜/7", "c:2222/新锐企业榜/9"


def book(*rows: tuple[Raw, ...], sheet: str = "待裁定") -> Workbook:
    return Workbook("xlsx", (Grid(sheet, rows),))


def parsed(
    *rows: tuple[Raw, ...], in_place: bool = False
) -> tuple[tuple[Ruling, ...], tuple[Finding, ...]]:
    return parse_rulings(book(HEADINGS, *rows), "裁定.xlsx", in_place=in_place)


def only(answer: str) -> Ruling | str:
    """The ruling that an answer is, or what the one finding says."""
    rulings, findings = parsed((KEY, OTHER, answer, "张三", "已核实"))
    return rulings[0] if rulings else findings[0].message


def test_a_line_is_a_ruling_with_the_cell_of_its_decision() -> None:
    rulings, findings = parsed(
        (f" {KEY} ", "", "豁免 V403", " 张三", "已核对\n营业执照 ", date(2025, 11, 3)),
        ("", "", "", "", "", "", ""),
        (KEY, OTHER, "", "李四", "还没想好", ""),
        (KEY, OTHER, "不同", "李四", "两家公司", "11月初"),
    )
    assert findings == ()
    assert rulings == (
        Ruling(KEY, "", Verb.WAIVE, "V403", "张三", "已核对\n营业执照", "2025-11-03"),
        Ruling(KEY, OTHER, Verb.DIFFERENT, "", "李四", "两家公司", "11月初"),
    )
    assert [each.ref for each in rulings] == [
        Ref("裁定.xlsx", "待裁定", 2, 3),
        Ref("裁定.xlsx", "待裁定", 5, 3),
    ]


@pytest.mark.parametrize(
    ("written", "verb", "argument"),
    [
        ("同一家", Verb.SAME, ""),
        (" 是同一家企业。", Verb.SAME, ""),
        ("同一公司", Verb.SAME, ""),
        ("同一项", Verb.SAME_THING, ""),
        ("是同一项目", Verb.SAME_THING, ""),
        ("不同", Verb.DIFFERENT, ""),
        ("不是同一家", Verb.DIFFERENT, ""),
        ("不是一家公司", Verb.DIFFERENT, ""),
        ("不同家", Verb.DIFFERENT, ""),
        ("非同一项", Verb.DIFFERENT, ""),
        ("不同的企业", Verb.DIFFERENT, ""),
        ("保 留", Verb.KEEP, ""),
        ("撤回本条", Verb.WITHDRAW, ""),
        ("豁免v403", Verb.WAIVE, "V403"),
        ("豁免：V403", Verb.WAIVE, "V403"),
        ("豁免 Ｖ４０３ 校验位不符", Verb.WAIVE, "V403"),
        ("认定（校验位不符）", Verb.UPHOLD, "V403"),
        ("推荐单位 甲：学会", Verb.UNIT, "甲：学会"),
        ("推荐单位：“甲学会”", Verb.UNIT, "甲学会"),
        ("推荐单位　“科创中国”联合体", Verb.UNIT, "“科创中国”联合体"),
        ("密码 :a B", Verb.PASSWORD, ":a B"),
        ("密码：１23", Verb.PASSWORD, "１23"),
    ],
)
def test_what_is_certain_is_understood(written: str, verb: Verb, argument: str) -> None:
    assert only(written) == Ruling(KEY, OTHER, verb, argument, "张三", "已核实")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("是", "“是”看不懂"),
        ("同一", "“同一”看不懂"),
        ("不清楚是不是同一家", "看不懂"),
        ("豁免", "没有写代码"),
        ("豁免 V4O3", "是不是想写V403（校验位不符）"),
        ("认定 V403、V501", "一格只能写一个代码"),
        ("豁免 XYZ", "没有“XYZ”这个代码，一格只能写一个代码。代码见"),
        ("推荐单位：", "没有写是哪个单位"),
        ("推荐单位 “”", "没有写是哪个单位"),
        ("密码", "没有写密码"),
    ],
)
def test_what_is_not_is_asked_about(written: str, told: str) -> None:
    message = only(written)
    assert isinstance(message, str)
    assert told in message
    assert message.endswith("这一行没有生效。")


def test_every_cell_that_keeps_a_line_from_counting_is_named() -> None:
    rulings, findings = parsed(
        ("", "", "撤回", "张三", "来函"),
        (KEY, "", "撤回", "", "来函"),
        (KEY, "", "撤回", "张三", "  "),
        (KEY, "", "随便", "", ""),
    )
    assert [(each.who, each.why, each.is_complete) for each in rulings] == [
        ("", "来函", False),
        ("张三", "", False),
    ]
    assert [(each.code, each.ref.cell, each.field, each.value) for each in findings] == [
        ("J203", "A2", "键", ""),
        ("J203", "D3", "经办人", ""),
        ("J203", "E4", "理由", ""),
        ("J203", "C5", "裁定", "随便"),
        ("J203", "D5", "经办人", ""),
        ("J203", "E5", "理由", ""),
    ]
    assert {each.severity for each in findings} == {Severity.QUERY}
    assert {each.ref.sheet for each in findings} == {"待裁定"}


def test_what_is_told_of_a_password_does_not_tell_it() -> None:
    _, findings = parsed((KEY, "", "密码 s3cret", "", "来电"))
    assert [each.ref.cell for each in findings] == ["D2"]
    assert "s3cret" not in findings[0].message
    for written in ("打开密码 s3cret", "密 码 s3cret", "豁免 密码s3cret"):
        _, findings = parsed((KEY, "", written, "", "来电"))
        assert [(each.ref.cell, each.value) for each in findings] == [("C2", "密码"), ("D2", "")]
        assert not any("3CRET" in each.message.upper() for each in findings)


def test_a_key_pasted_from_the_ledger_needs_no_other_columns() -> None:
    rows = (
        ("请写在下面",),
        ("备注", "理由", "裁定", "键", "经办人"),
        ("", "来函", "撤回", KEY, "张三"),
    )
    rulings, findings = parse_rulings(book(*rows), "裁定.xlsx", in_place=False)
    assert (rulings, findings) == ((Ruling(KEY, "", Verb.WITHDRAW, "", "张三", "来函"),), ())


def test_all_sheets_are_read_and_samples_and_repeated_headings_are_not() -> None:
    line = (KEY, "", "撤回", "张三", "来函")
    sample = ("（示例）键", "", "撤回", "张三", "来函")
    workbook = Workbook(
        "xlsx",
        (
            Grid("说明", (("请看“待裁定”",),)),
            Grid("待裁定", (HEADINGS, sample, line, HEADINGS, line)),
            Grid("随意改名", ((), HEADINGS, line)),
        ),
    )
    rulings, findings = parse_rulings(workbook, "裁定.xlsx", in_place=False)
    assert findings == ()
    assert [str(each.ref) for each in rulings] == [
        "裁定.xlsx › 待裁定!C3",
        "裁定.xlsx › 待裁定!C5",
        "裁定.xlsx › 随意改名!C3",
    ]


@pytest.mark.parametrize("missing", ["键", "裁定", "经办人", "理由"])
def test_a_workbook_without_a_column_that_is_needed_ends_the_run(missing: str) -> None:
    headings = tuple(heading for heading in HEADINGS if heading != missing)
    with pytest.raises(RegisterError) as fault:
        parse_rulings(book(("裁定",), headings), "裁定.xlsx", in_place=False)
    assert f"表头缺少“{missing}”一列" in fault.value.message
    assert fault.value.message.startswith("裁定.xlsx › 待裁定!A2：")


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        (datetime(2025, 11, 3, 8, 30), "2025-11-03"),
        ("2025/11/3", "2025-11-03"),
        ("2025年11月3日", "2025-11-03"),
        ("2025.11.3", "2025-11-03"),
        (45964.0, "45964"),
        ("", ""),
    ],
)
def test_a_day_is_read_as_in_the_other_lists_and_kept_where_it_is_odd(cell: Raw, on: str) -> None:
    rulings, findings = parsed((KEY, "", "撤回", "张三", "来函", cell))
    assert (rulings[0].on, findings) == (on, ())


# ---------------------------------------------------------------- 来源


def line_of(ruling: Ruling) -> tuple[str, ...]:
    """As 已裁定 shows it."""
    return (
        ruling.key, ruling.other, ruling.answer, ruling.who, ruling.why, ruling.on,
        origin_words(ruling),
    )  # fmt: skip


ELSEWHERE = Ruling(
    KEY, "", Verb.WAIVE, "V403", "张三", "已\n核对", "", Ref("裁定.xlsx", "甲", 5, 3)
)
HERE = replace(ELSEWHERE, ref=Ref("待裁定.xlsx", "已裁定", 5, 1))


def test_an_echo_of_another_workbook_is_read_only_in_that_workbook() -> None:
    shown = line_of(ELSEWHERE)
    assert shown[-1].startswith("裁定.xlsx 第5行 · ")
    assert parsed(shown, in_place=True) == ((), ())
    assert parsed(shown, in_place=False)[0] == (ELSEWHERE,)


def test_a_ruling_that_stands_nowhere_else_is_read_in_place() -> None:
    assert line_of(HERE)[-1] == ""
    assert parsed(line_of(HERE), in_place=True)[0] == (HERE,)


@pytest.mark.parametrize(
    ("at", "text"), [(2, "认定 V403"), (3, "李四"), (4, "已核对原件"), (6, "裁定.xlsx 第5行")]
)
def test_an_echo_that_a_person_changed_counts(at: int, text: str) -> None:
    changed = (*line_of(ELSEWHERE)[:at], text, *line_of(ELSEWHERE)[at + 1 :])
    rulings, _ = parsed(changed, in_place=True)
    assert [(each.answer, each.who, each.why) for each in rulings] == [changed[2:5]]


def test_an_echo_that_was_emptied_is_no_ruling() -> None:
    emptied = (*line_of(ELSEWHERE)[:2], "", *line_of(ELSEWHERE)[3:])
    assert parsed(emptied, in_place=True) == ((), ())
