"""Who sent an entry (README, The working folder): the sources, what is cut from them, and S105."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from law_batches import CAMPAIGN, ENTERPRISE, ONE, REGISTERS, TWO

from toolkit.model import Entry, Finding, Receipt, Ref, Table, Unit
from toolkit.model.columns import entries_of
from toolkit.senders import UnitIndex, resolve_senders, sender_of_file

SOCIETY = "中国电子学会"
UNITS = (
    Unit(SOCIETY, aliases=("电子学会",)),
    Unit("苏州"),
    Unit("苏州工业园区"),
    Unit("上海市科学技术协会", aliases=("上海市科协", "上海科协")),
)
INDEX = UnitIndex.of(UNITS)
BOARD = CAMPAIGN.board(ENTERPRISE)
COLUMNS = {column.key: at for at, column in enumerate(BOARD.fields, start=1)}


def entry(
    number: int, path: str, cell: str = "", above: str = "", row: int = 0, sheet: str = "示范企业榜"
) -> Entry:
    """An entry whose 推荐单位 column holds `cell`, below a line that states `above`."""
    ref = Ref(path, sheet, 1, 1) if above else None
    table = Table(path, sheet, ENTERPRISE, 2, COLUMNS, {}, above, ref)
    return Entry(number, table, row or number + 2, {"unit": cell or None}, {"unit": cell})


def resolve(
    *entries: Entry, receipts: Mapping[str, Receipt] | None = None, index: UnitIndex = INDEX
) -> tuple[list[str], list[str]]:
    """The unit of each entry, and the findings: cell, entry, severity, value."""
    given = entries_of(entries, CAMPAIGN.boards)
    resolved, findings = resolve_senders(given, CAMPAIGN, receipts or {}, index)
    return [each.unit for each in resolved], [_words(found) for found in findings]


def _words(found: Finding) -> str:
    return f"{found.code} {found.ref.cell} {found.entry} {found.severity.value} {found.value}"


# ---------------------------------------------------------------- the sources, from strongest

BY_RECEIPT, BY_CELL, BY_LINE, BY_FOLDER, BY_NAME = (
    "上海市科学技术协会", SOCIETY, "苏州工业园区", "苏州", "甲学会",
)  # fmt: skip
FIVE = UnitIndex.of((*UNITS, Unit("甲学会")))
PATH = "苏州/甲学会名单.xlsx"


@pytest.mark.parametrize(
    ("receipt", "cell", "above", "path", "expected"),
    [
        (BY_RECEIPT, BY_CELL, BY_LINE, PATH, BY_RECEIPT),
        ("", BY_CELL, BY_LINE, PATH, BY_CELL),
        ("", "", BY_LINE, PATH, BY_LINE),
        ("", "", "", PATH, BY_FOLDER),
        ("", "", "", "甲学会名单.xlsx", BY_NAME),
    ],
)
def test_the_strongest_source_that_names_a_unit_wins(
    receipt: str, cell: str, above: str, path: str, expected: str
) -> None:
    receipts = {path: Receipt(path, None, receipt)} if receipt else {}
    units, findings = resolve(entry(1, path, cell, above), receipts=receipts, index=FIVE)
    assert (units, findings) == ([expected], [])


@pytest.mark.parametrize(
    ("receipt", "cell", "above", "path", "expected", "place"),
    [
        ("某处", BY_CELL, BY_LINE, PATH, BY_CELL, ""),
        ("", "某处", BY_LINE, PATH, BY_LINE, "B3"),
        ("", "", "某处", PATH, BY_FOLDER, "A1"),
    ],
)
def test_a_stronger_source_with_an_unknown_name_is_a_query(
    receipt: str, cell: str, above: str, path: str, expected: str, place: str
) -> None:
    receipts = {path: Receipt(path, None, receipt)} if receipt else {}
    entries = (entry(1, path, cell, above), entry(2, path, BY_CELL if not receipt else cell))
    given = entries_of(entries, CAMPAIGN.boards)
    resolved, findings = resolve_senders(given, CAMPAIGN, receipts, FIVE)
    assert resolved[0].unit == expected
    assert [(f.code, f.ref.cell, f.severity.value) for f in findings] == [("S105", place, "query")]


def test_no_source_names_a_unit() -> None:
    units, findings = resolve(entry(1, "名单.xlsx", "某学会"), entry(2, "名单.xlsx", "某协会"))
    assert units == ["", ""]
    assert findings == ["S105 B3 1 error 某学会", "S105 B4 2 error 某协会"]


def test_nothing_stated_at_all_is_said_once_of_the_whole_file() -> None:
    units, findings = resolve(entry(1, "名单.xlsx"), entry(2, "名单.xlsx"))
    assert units == ["", ""]
    assert findings == ["S105  0 error "]


def test_one_unknown_line_above_is_said_once() -> None:
    entries = (entry(1, "名单.xlsx", above="某学会"), entry(2, "名单.xlsx", above="某学会"))
    assert resolve(*entries) == (["", ""], ["S105 A1 0 error 某学会"])


def test_a_single_entry_is_named_by_its_own_cell() -> None:
    assert resolve(entry(1, "名单.xlsx", "某学会")) == ([""], ["S105 B3 1 error 某学会"])


def test_each_row_has_its_own_unit() -> None:
    entries = (entry(1, "苏州/名单.xlsx", SOCIETY), entry(2, "苏州/名单.xlsx"))
    assert resolve(*entries) == ([SOCIETY, "苏州"], [])


def test_only_the_first_level_folder_tells() -> None:
    assert resolve(entry(1, "苏州/电子学会/名单.xlsx")) == (["苏州"], [])


# ---------------------------------------------------------------- how names are compared


@pytest.mark.parametrize(
    "written",
    [
        "中国电子学会", " 中国 电子学会 ", "中国电子学会（盖章）", "中国电子学会(公章)", "电子学会",
        "中国电子学会  填报日期：2025年9月1日", "中国电子学会 联系人：张三",
        "中国电子学会（盖章）填表日期:",
        "中国电子学会。", "“中国电子学会”", "中国电子学会________",
    ],
)  # fmt: skip
def test_names_are_compared_by_key_or_alias_after_cutting(written: str) -> None:
    assert INDEX.find(written) == SOCIETY


@pytest.mark.parametrize("written", ["", "中国电子", "中国电子学会上海分会", "（盖章）"])
def test_parts_of_names_are_no_units(written: str) -> None:
    assert INDEX.find(written) == ""


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("08-中国电子学会/名单.xlsx", SOCIETY),
        ("8.中国电子学会/名单.xlsx", SOCIETY),
        ("（8）电子学会/名单.xlsx", SOCIETY),
        ("12、上海市科协/名单.xlsx", "上海市科学技术协会"),
        ("中国电子学会-推荐名单.xlsx", SOCIETY),
        ("03-电子学会（补报）.xlsx", SOCIETY),
        ("苏州工业园区名单.xlsx", "苏州工业园区"),
        ("苏州名单.xlsx", "苏州"),
        ("推荐名单-苏州.xlsx", ""),
        ("名单.xlsx", ""),
        ("2025.xlsx", ""),
    ],
)
def test_folders_and_file_names_tell_after_their_numbering_is_cut(path: str, unit: str) -> None:
    assert sender_of_file(path, None, INDEX) == unit


def test_a_receipt_tells_of_a_file_without_entries() -> None:
    receipt = Receipt("苏州/坏.xlsx", None, "电子学会")
    assert sender_of_file("苏州/坏.xlsx", receipt, INDEX) == SOCIETY
    unknown = Receipt("苏州/坏.xlsx", None, "某处")
    assert sender_of_file("苏州/坏.xlsx", unknown, INDEX) == "苏州"


# ---------------------------------------------------------------- without a register


def test_without_a_register_any_name_is_accepted() -> None:
    anyone = UnitIndex.of(None)
    entries = (
        entry(1, "甲/乙-名单.xlsx", "丙（盖章）"),
        entry(2, "甲/乙-名单.xlsx", above="丁"),
        entry(3, "甲/乙-名单.xlsx"),
        entry(4, "03-乙-名单.xlsx"),
    )
    assert resolve(*entries, index=anyone) == (["丙", "丁", "甲", "乙"], [])


def test_without_a_register_one_name_written_two_ways_is_one_unit() -> None:
    anyone = UnitIndex.of(None)
    entries = (entry(1, "名单.xlsx", "中国电子学会"), entry(2, "名单(1).xlsx", "中国 电子学会"))
    units, _ = resolve(*entries, index=anyone)
    assert len(set(units)) == 1


def test_the_register_of_the_laws_knows_its_units() -> None:
    index = UnitIndex.of(REGISTERS.units)
    assert [index.find(name) for name in (ONE, f"{TWO}（盖章）", "无")] == [ONE, TWO, ""]
