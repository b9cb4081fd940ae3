"""What is different from the last run, and the sheet 与上次相比 that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from compared_runs import KEEP, OPENS_WITH, RENAMED, THIRD, WAIVE, now, then, write_run
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from rendering import read_book
from sample_run import BOARD, CAMPAIGN, SHANGHAI, SOCIETY

from toolkit.differing import find_changes, keys_by_number
from toolkit.model import (
    ChangedFile,
    Changes,
    Decision,
    Effect,
    Entry,
    FileChange,
    Ledger,
    Outcome,
    Ruled,
    Run,
    Verb,
)
from toolkit.model.columns import entries_of
from toolkit.model.rulings import place_key
from toolkit.previous import fingerprint_of, read_previous
from toolkit.writers.changes_sheet import FIRST, NAME
from toolkit.writers.master import write_master


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of now, compared with what the first one wrote."""
    out = write_run(then(), tmp_path_factory.mktemp("then"))
    return now(read_previous(out, fingerprint_of(now())))


@pytest.fixture(scope="module")
def changes(compared: Run) -> Changes:
    assert compared.changes is not None
    return compared.changes


def differing(run: Run, before: Changes) -> list[tuple[int, str, str, bool]]:
    """Of each entry that differs its number, outcome before and after, and if it was sent again."""
    found = find_changes(run, before.previous)
    assert found is not None
    return [
        (each.entry, each.past.outcome.value, each.after.value if each.after else "",
         each.is_sent_again)
        for each in found.entries
    ]  # fmt: skip


def with_outcome(run: Run, number: int, outcome: Outcome) -> Run:
    """The run where one entry left otherwise."""
    decisions = list(run.ledger.decisions)
    decisions[number - 1] = Decision(number, outcome, ("J101",), 0, "裁定")
    return replace(run, ledger=Ledger(tuple(decisions)))


def with_entry(run: Run, number: int, unit: str = "", **values: object) -> Run:
    """The run where one entry has other values, or another unit."""
    entries: list[Entry] = [*run.entries]
    old = entries[number - 1]
    entries[number - 1] = replace(old, values={**old.values, **values}, unit=unit or old.unit)
    return replace(run, entries=entries_of(entries, (BOARD,)))


# ---------------------------------------------------------------- entries


def test_moved_sent_again_and_gone(compared: Run, changes: Changes) -> None:
    assert differing(compared, changes) == [
        (3, "over_quota", "accepted", False),
        (10, "ineligible", "accepted", True),
        (0, "returned", "", False),
    ]
    moved, resent, gone = changes.entries
    assert moved.key == THIRD
    assert resent.key == place_key(CAMPAIGN.id, "8" * 64, "", 3)
    assert (resent.past.submission, resent.past.row) == ("中国电子学会.csv", 3)
    assert gone.key == place_key(CAMPAIGN.id, "d" * 64, "", 4)


def test_a_renamed_file_keeps_its_keys(compared: Run) -> None:
    assert keys_by_number(compared)[4] == place_key(CAMPAIGN.id, "b" * 64, "新锐企业榜", 4)


def test_a_run_does_not_differ_from_itself(tmp_path: Path) -> None:
    out = write_run(then(), tmp_path)
    same = find_changes(then(), read_previous(out, fingerprint_of(now())))
    assert same is not None
    assert not same
    assert find_changes(then(), None) is None


def test_sent_again_with_the_same_outcome_is_no_change(compared: Run, changes: Changes) -> None:
    same = with_outcome(compared, 10, Outcome.INELIGIBLE)
    assert [number for number, *_ in differing(same, changes)] == [3, 0]


COMPANY_1 = {"company": "上海甲信息技术 有限责任公司", "uscc": None}


def test_beside_an_entry_that_stands_another_of_its_name_is_new(
    compared: Run, changes: Changes
) -> None:
    stands = with_entry(compared, 11, **COMPANY_1)
    assert [number for number, *_ in differing(stands, changes)] == [3, 10, 0]


def test_one_that_is_superseded_has_been_sent_again(compared: Run, changes: Changes) -> None:
    left = with_entry(with_outcome(compared, 1, Outcome.SUPERSEDED), 11, **COMPANY_1)
    assert differing(left, changes) == [
        (1, "accepted", "superseded", False),
        (3, "over_quota", "accepted", False),
        (10, "ineligible", "accepted", True),
        (11, "accepted", "returned", True),
        (0, "returned", "", False),
    ]


def test_of_a_subject_sent_twice_nothing_is_sure(compared: Run, changes: Changes) -> None:
    tenth = compared.entries[9].values
    twice = with_entry(compared, 11, unit=SOCIETY, company=tenth["company"], uscc=tenth["uscc"])
    assert differing(twice, changes) == [
        (3, "over_quota", "accepted", False),
        (0, "ineligible", "", False),
        (0, "returned", "", False),
    ]


KNOWN, UNKNOWN = (10, "ineligible", "accepted", True), (0, "ineligible", "", False)


@pytest.mark.parametrize(
    ("unit", "values", "told"),
    [
        ("", {"uscc": "91310000MA1FL00034"}, KNOWN),
        ("", {"company": "北京己芯片 有限责任公司"}, KNOWN),
        ("", {"company": "北京己芯片股份有限公司"}, UNKNOWN),
        (SHANGHAI, {}, UNKNOWN),
    ],
)
def test_who_was_sent_again(
    compared: Run, changes: Changes, unit: str, values: dict[str, object], told: object
) -> None:
    found = differing(with_entry(compared, 10, unit, **values), changes)
    assert [each for each in found if each in (KNOWN, UNKNOWN)] == [told]


def test_a_code_alone_tells_who_it_is(tmp_path: Path) -> None:
    """Its name was corrected, and its code identifies it."""
    code = "91110000MA1FL0007Y"
    before = write_run(with_entry(then(), 10, uscc=code), tmp_path)
    run = with_entry(now(), 10, uscc=code, company="北京巳芯片有限公司")
    found = find_changes(run, read_previous(before, fingerprint_of(run)))
    assert found is not None
    assert [each.is_sent_again for each in found.entries if each.entry == 10] == [True]


# ---------------------------------------------------------------- files and rulings


def test_files_by_path_and_digest(changes: Changes) -> None:
    assert changes.files == (
        ChangedFile(RENAMED, FileChange.RENAMED, "苏州工业园区/1.xlsx"),
        ChangedFile("中国电子学会.csv", FileChange.CHANGED),
        ChangedFile("上海科协/补报.xlsx", FileChange.NEW),
        ChangedFile("不知何人.xlsx", FileChange.GONE),
    )


def test_copies_of_one_file_are_renamed_one_by_one(compared: Run, changes: Changes) -> None:
    """Both copies of a file lie in another folder now."""
    copies = ("苏州工业园区/1 - 副本.xlsx", RENAMED)
    moved = [
        replace(each, path=f"苏州/{each.path}") if each.path in copies else each
        for each in compared.submissions
    ]
    found = find_changes(replace(compared, submissions=tuple(moved)), changes.previous)
    assert found is not None
    assert [(each.path, each.before) for each in found.files if each.before] == [
        (f"苏州/{RENAMED}", "苏州工业园区/1.xlsx"),
        ("苏州/苏州工业园区/1 - 副本.xlsx", "苏州工业园区/1 - 副本.xlsx"),
    ]


def test_rulings_begun_and_ended(changes: Changes) -> None:
    assert [ruling.verb for ruling in changes.begun] == [Verb.KEEP, Verb.PASSWORD]
    assert changes.ended == (WAIVE,)
    assert OPENS_WITH not in repr(changes)


def test_a_better_reason_is_no_new_ruling(compared: Run, tmp_path: Path) -> None:
    out = write_run(compared, tmp_path)
    reworded = tuple(
        replace(each, ruling=replace(each.ruling, why="另有说明", on="2022-11-09"))
        for each in compared.rulings
    )
    later = replace(compared, rulings=reworded)
    found = find_changes(later, read_previous(out, fingerprint_of(later)))
    assert found is not None
    assert not found


def test_a_pair_has_no_first_side_unless_one_is_meant(compared: Run, tmp_path: Path) -> None:
    one, other = keys_by_number(compared)[:2]
    pair = replace(KEEP, key=one, other=other)
    before = tuple(
        Ruled(replace(pair, verb=verb), Effect.IN_FORCE) for verb in (Verb.SAME, Verb.WITHDRAW)
    )
    out = write_run(replace(compared, rulings=before), tmp_path)
    swapped = tuple(
        replace(each, ruling=replace(each.ruling, key=other, other=one)) for each in before
    )
    later = replace(compared, rulings=swapped)
    found = find_changes(later, read_previous(out, fingerprint_of(later)))
    assert found is not None
    assert [(each.verb, each.key) for each in found.begun] == [(Verb.WITHDRAW, other)]
    assert [(each.verb, each.key) for each in found.ended] == [(Verb.WITHDRAW, one)]


# ---------------------------------------------------------------- the sheet


@pytest.fixture(scope="module")
def book(compared: Run, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("master") / "汇总.xlsx"
    write_master(compared, path)
    return read_book(path)


def rows(sheet: Worksheet, headings: Sequence[str]) -> list[tuple[object, ...]]:
    at = [cell.column - 1 for heading in headings for cell in sheet[3] if cell.value == heading]
    return [tuple(row[each] for each in at) for row in sheet.iter_rows(4, values_only=True)]


def test_the_sheet_has_a_line_for_every_difference(book: Workbook) -> None:
    sheet = book[NAME]
    assert sheet["A2"].value == (
        "与上次运行相比：处理结果变化1条，重新报送后变化1条，条目不再报送1条，裁定生效2条，"
        "裁定不再有效1条，文件改名1份，文件内容有改动1份，新收文件1份，文件已移走1份。"
    )
    assert rows(sheet, ("类别", "条目号", "名称", "上次结果", "本次结果", "报送文件")) == [
        ("处理结果变化", 3, "上海丙生物科技有限公司", "超名额", "入围", "上海科协/名单.xlsx"),
        ("重新报送后变化", 10, "北京己芯片有限公司", "不符合条件", "入围", "中国电子学会.csv"),
        ("条目不再报送", None, "北京庚软件有限公司", "退回", "（不再报送）", "中国电子学会.csv"),
        ("裁定生效", 3, "上海丙生物科技有限公司", None, None, "上海科协/名单.xlsx"),
        ("裁定生效", None, None, None, None, "中国电子学会/加密.xlsx"),
        ("裁定不再有效", 2, "=cmd|'/c calc'!A1", None, None, "上海科协/名单.xlsx"),
        ("文件改名", None, None, None, None, RENAMED),
        ("文件内容有改动", None, None, None, None, "中国电子学会.csv"),
        ("新收文件", None, None, None, None, "上海科协/补报.xlsx"),
        ("文件已移走", None, None, None, None, "不知何人.xlsx"),
    ]
    assert sheet["E9"].data_type == "s"


def test_the_sheet_says_why(book: Workbook) -> None:
    assert [words for (words,) in rows(book[NAME], ("说明",))] == [
        "按赵敏的裁定保留：专家组意见",
        "上次报送在“中国电子学会.csv”第3行。上次不符合条件的原因：D3 申报企业名称：往届已入选",
        "文件内容有改动，里面不再有这一条。",
        "保留。经办人：赵敏，2022-11-08；理由：专家组意见",
        "已告知打开密码。经办人：赵敏；理由：来电告知",
        "豁免 V403（校验位不符）。经办人：钱进；理由：已核对",
        "原来是“苏州工业园区/1.xlsx”，内容没有变。",
        "共1条：入围1条。",
        "共1条：退回1条。",
        "上次：没有申报条目。",
    ]


def test_outcomes_are_coloured_before_and_after(book: Workbook) -> None:
    colours = [str(book[NAME][cell].fill.fgColor.rgb)[2:] for cell in ("F4", "G4", "F5", "G6")]
    assert colours == ["FFE699", "E2EFDA", "F8CBAD", "EDEDED"]


def test_the_overview_counts_cases_rulings_and_changes(book: Workbook) -> None:
    found = {row[0]: row[1:3] for row in book["概览"].iter_rows(max_row=30, values_only=True)}
    assert found["待裁定的情况"] == ("在待裁定.xlsx中逐条裁定", 0)
    assert found["生效的裁定"] == ("共读到3条裁定", 2)
    assert found[NAME] == ("处理结果与上次不同的条目", 3)


def test_every_line_of_the_ledger_ends_with_its_key(book: Workbook, compared: Run) -> None:
    assert [key for (key,) in rows(book["处理台账"], ("键",))] == keys_by_number(compared)
    assert [cell.value for cell in book["处理台账"][3]][-1] == "键"


def test_a_ruling_on_a_pair_names_both(compared: Run, tmp_path: Path) -> None:
    pair = replace(KEEP, other=keys_by_number(compared)[0], verb=Verb.DIFFERENT)
    rulings = (pair, replace(pair, other="限制名单/某公司"), replace(pair, verb=Verb.WITHDRAW))
    assert compared.changes is not None
    run = replace(compared, rulings=tuple(Ruled(each, Effect.IN_FORCE, 3) for each in rulings))
    run = replace(run, changes=find_changes(run, compared.changes.previous))
    write_master(run, tmp_path / "a.xlsx")
    found = rows(read_book(tmp_path / "a.xlsx")[NAME], ("类别", "说明"))
    assert [str(words).partition("。")[0] for kind, words in found if kind == "裁定生效"] == [
        "不同（与“上海甲信息技术有限公司”）",
        "不同（与“限制名单/某公司”）",
        "撤回",
    ]


def test_a_first_run_and_one_without_changes_say_so(tmp_path: Path) -> None:
    write_master(then(), tmp_path / "first.xlsx")
    sheet = read_book(tmp_path / "first.xlsx")[NAME]
    assert (sheet["A2"].value, sheet["A4"].value) == (FIRST, "（没有记录）")
    out = write_run(then(), tmp_path / "输出")
    same = find_changes(then(), read_previous(out, fingerprint_of(now())))
    write_master(replace(then(), changes=same), tmp_path / "same.xlsx")
    assert read_book(tmp_path / "same.xlsx")[NAME]["A2"].value == "与上次运行相比，没有变化。"
