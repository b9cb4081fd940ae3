"""Boards too large for one workbook: how they are divided, and where workbooks say so.

The thresholds are lowered, so that a handful of entries is too many.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import read_book

from toolkit.model import (
    Board,
    Campaign,
    Decision,
    Entry,
    Field,
    Ledger,
    Outcome,
    Registers,
    ReviewPlan,
    Run,
    Status,
    Submission,
    Table,
    Unit,
)
from toolkit.model.columns import entries_of
from toolkit.writers import write_outputs, writing_tasks
from toolkit.writers.master import write_master
from toolkit.writers.review import write_reviews
from toolkit.writers.selection import accepted
from toolkit.writers.volumes import volumes_of

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")

FIELDS = (
    Field("company", "企业名称", "string"),
    Field("region", "所在地区", "string"),
    Field("sales", "营业收入", "number"),
)
BOARD = Board("b", "入库名单", FIELDS, {}, "company", region_key="region", review=ReviewPlan(""))
COLUMNS = {"company": 1, "region": 2, "sales": 3}


def run_of(lines: Sequence[tuple[str, str]], board: Board = BOARD) -> Run:
    """A run whose entries, all accepted, have these units and regions."""
    entries = [
        Entry(
            number,
            Table(f"{unit}.xlsx", "表", board.id, 1, COLUMNS),
            1 + number,
            {"company": f"企业{number}", "region": region, "sales": number / 4},
            unit=unit,
        )
        for number, (unit, region) in enumerate(lines, 1)
    ]
    files = tuple(
        Submission(f"{unit}.xlsx", "0" * 64, Status.READ, units=(unit,))
        for unit in dict.fromkeys(unit for unit, _ in lines)
    )
    units = tuple(Unit(name) for name in dict.fromkeys(unit for unit, _ in lines))
    return Run(
        Campaign("c", "征集", "", (board,), {}, "0" * 64),
        Registers(units=units),
        files,
        (),
        entries_of(entries, (board,)),
        (),
        Ledger(tuple(Decision(entry.number, Outcome.ACCEPTED) for entry in entries)),
        (),
        {},
    )


def divided(lines: Sequence[tuple[str, str]], most: int, board: Board = BOARD) -> list[object]:
    volumes = volumes_of(accepted(run_of(lines, board), board), most)
    return [(volume.name, list(volume.entries.numbers)) for volume in volumes]


def test_what_one_workbook_holds_is_not_divided() -> None:
    assert divided([("甲", "")] * 3, 3) == [("", [1, 2, 3])]


def test_whole_units_stand_together() -> None:
    lines = [("甲", ""), ("乙", ""), ("甲", ""), ("丙", ""), ("乙", ""), ("丁", "")]
    assert divided(lines, 4) == [("1 甲等2家", [1, 2, 3, 5]), ("2 丙等2家", [4, 6])]
    assert divided(lines, 3) == [("1 甲", [1, 3]), ("2 乙等2家", [2, 4, 5]), ("3 丁", [6])]


def test_a_large_unit_is_divided_by_province_and_a_large_province_into_parts() -> None:
    places = ["江苏省苏州市", "江苏南京", "上海市", "不知道", "江苏省", "江苏省无锡市", "上海"]
    lines = [("甲", place) for place in places] + [("乙", "北京市")]
    assert divided(lines, 3) == [
        ("1 甲 江苏省（第1部分）", [1, 2, 5]),
        ("2 甲 江苏省（第2部分）", [6]),
        ("3 甲 上海市等2地", [3, 4, 7]),
        ("4 乙", [8]),
    ]
    nowhere = replace(BOARD, region_key="")
    assert [name for name, _ in divided(lines, 5, nowhere)] == [
        "1 甲（第1部分）",
        "2 甲（第2部分）",
        "3 乙",
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["上海市", "北京市", ""])), min_size=1
    ),
    st.integers(1, 9),
)
def test_every_entry_stands_in_one_volume_and_none_is_too_large(
    lines: list[tuple[str, str]], most: int
) -> None:
    volumes = divided(lines, most)
    numbers = [number for _, own in volumes for number in own]
    assert sorted(numbers) == list(range(1, len(lines) + 1))
    assert all(len(own) <= most and own == sorted(own) for _, own in volumes)
    assert len({name for name, _ in volumes}) == len(volumes)


def test_a_large_board_has_workbooks_beside_the_master(tmp_path: Path) -> None:
    lines = [("甲", ""), ("乙", ""), ("乙", ""), ("丙", "")]
    write_master(run_of(lines), tmp_path / "汇总.xlsx", most=2)
    files = ["入库名单 1 甲.xlsx", "入库名单 2 乙.xlsx", "入库名单 3 丙.xlsx"]
    assert sorted(path.name for path in (tmp_path / "汇总").iterdir()) == files
    book = read_book(tmp_path / "汇总.xlsx")
    sheet = book["入库名单"]
    assert sheet["A2"].value == ("“入库名单”入围4条，一个工作簿放不下，分为3个，放在“汇总”文件夹。")
    assert [[cell.value for cell in row] for row in sheet["A4:D6"]] == [
        [files[0], "甲", 1, "1—1"],
        [files[1], "乙", 2, "2—3"],
        [files[2], "丙", 1, "4—4"],
    ]
    said = [str(row[0].value) for row in book["概览"].iter_rows()]
    assert any(text.startswith("“入库名单”入围4条") and files[2] in text for text in said)
    second = read_book(tmp_path / "汇总" / files[1])["入库名单"]
    assert second["A1"].value == "入库名单　入围条目（2条，乙，第2册，共3册）"
    assert [cell.value for cell in second["A"][2:]] == [2, 3]
    assert [cell.value for cell in second["C"][2:]] == ["企业2", "企业3"]


def test_reviewers_workbooks_say_which_part_they_are(tmp_path: Path) -> None:
    lines = [("甲", ""), ("乙", ""), ("甲", ""), ("丙", "")]
    written = write_reviews(run_of(lines), tmp_path, most=2)
    assert [path.name for path in written] == ["入库名单 1 甲.xlsx", "入库名单 2 乙等2家.xlsx"]
    book = read_book(written[1])
    said = {row[0].value: row[1].value for row in book["评审说明"].iter_rows()}
    assert said["本工作簿"] == "本榜单共4项，分为2个工作簿，本工作簿是第2个：乙等2家，2项。"
    assert [book["汇总表"][f"B{row}"].value for row in (6, 7)] == [2, 4]


def test_details_of_very_many_entries_stand_on_several_sheets(tmp_path: Path) -> None:
    (path,) = write_reviews(run_of([("甲", "")] * 1001), tmp_path)
    book = read_book(path)
    assert book.sheetnames == ["评审说明", "汇总表", "详情", "详情(2)"]
    assert len(book["详情"].row_breaks.brk) == 999
    last = book["汇总表"]["B1006"]
    assert (last.value, last.hyperlink.location) == (1001, "'详情(2)'!A1")
    details = book["详情(2)"]
    assert details["A1"].value == "编号 1001"
    back = next(cell.hyperlink for cell in details[1] if cell.hyperlink)
    assert back.location == "'汇总表'!C1006"


def test_the_parts_of_the_output_may_be_written_in_any_order_and_elsewhere(tmp_path: Path) -> None:
    run = run_of([("甲", "上海市"), ("乙", "北京市"), ("乙", "")])
    write_outputs(run, tmp_path / "a")
    (tmp_path / "b").mkdir()
    for task in reversed(writing_tasks(run, tmp_path / "b")):
        pickle.loads(pickle.dumps(task))()  # noqa: S301  # made in this line
    written = {
        path.relative_to(tmp_path / "a"): path.read_bytes()
        for path in (tmp_path / "a").rglob("*")
        if path.is_file() and path.name != "run.json"
    }
    assert {path.name for path in written} >= {"汇总.xlsx", "入库名单.xlsx", "ledger.csv"}
    assert all((tmp_path / "b" / path).read_bytes() == bytes_ for path, bytes_ in written.items())
