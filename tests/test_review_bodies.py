"""Reviewing bodies by field, and the owner beside the name in reviewers' and other workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
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
)
from toolkit.model.columns import entries_of
from toolkit.writers.master import write_master
from toolkit.writers.returned import mended_entries
from toolkit.writers.review import write_reviews

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")

FIELDS = (
    Field("technology", "技术名称", "string"),
    Field("organisation", "申报单位名称", "string"),
    Field("uscc", "统一社会信用代码", "string"),
    Field("area", "领域", "string", rules={"allowed": ["电子", "材料", "生物", "绿色"]}),
)
PLAN = ReviewPlan(
    "评审专家组", bodies={"生物": "生物联合体", "电子": "信息联合体", "材料": "信息联合体"}
)
BOARD = Board(
    "tech",
    "先导技术榜",
    FIELDS,
    {},
    "technology",
    code_key="uscc",
    owner_key="organisation",
    field_key="area",
    review=PLAN,
)
AREAS = ("电子", "生物", "绿色", "材料", "电子", "")


def run_of(board: Board = BOARD, areas: Sequence[str] = AREAS, returned: int = 0) -> Run:
    """A run whose entries, of these fields, are all accepted but one."""
    columns = {column.key: at for at, column in enumerate(board.fields, 1)}
    table = Table("名单.xlsx", "表", board.id, 1, columns)
    entries = [
        Entry(
            number,
            table,
            1 + number,
            {"technology": f"技术{number}", "organisation": "甲公司", "area": area or None},
        )
        for number, area in enumerate(areas, 1)
    ]
    decisions = (
        Decision(each.number, Outcome.RETURNED, ("V101",), 0, "必填未填")
        if each.number == returned
        else Decision(each.number, Outcome.ACCEPTED)
        for each in entries
    )
    campaign = Campaign("c", "征集", "", (board,), {}, "0" * 64)
    held, ledger = entries_of(entries, (board,)), Ledger(tuple(decisions))
    return Run(campaign, Registers(), (), (), held, (), ledger, (), {})


def guide(path: Path) -> Mapping[Any, Any]:
    return {row[0].value: row[1].value for row in read_book(path)["评审说明"].iter_rows()}


def numbers(path: Path) -> list[object]:
    return [cell.value for cell in read_book(path)["汇总表"]["B"][5:] if cell.value is not None]


def test_each_body_has_a_workbook_of_its_fields(tmp_path: Path) -> None:
    written = write_reviews(run_of(), tmp_path)
    assert [(path.name, numbers(path)) for path in written] == [
        ("先导技术榜（评审专家组）.xlsx", [3, 6]),
        ("先导技术榜（生物联合体）.xlsx", [2]),
        ("先导技术榜（信息联合体）.xlsx", [1, 4, 5]),
    ]
    said = [guide(path) for path in written]
    assert [each["评审机构"] for each in said] == ["评审专家组", "生物联合体", "信息联合体"]
    assert [each["评审领域"].split("。")[0] for each in said] == ["绿色", "生物", "电子、材料"]
    assert "共3项" in said[2]["评审对象"]


def test_a_body_without_entries_has_no_workbook(tmp_path: Path) -> None:
    (path,) = write_reviews(run_of(areas=("材料",)), tmp_path)
    assert path.name == "先导技术榜（信息联合体）.xlsx"


def test_fields_that_the_board_does_not_list_go_to_the_board_s_body(tmp_path: Path) -> None:
    free = replace(BOARD, fields=(*FIELDS[:3], Field("area", "领域", "string")))
    written = write_reviews(run_of(free, ("海洋", " 生 物 ")), tmp_path)
    assert [numbers(path) for path in written] == [[1], [2]]
    assert guide(written[0])["评审领域"].startswith("其他。")


def test_one_body_for_all_fields_is_told_of_none(tmp_path: Path) -> None:
    (path,) = write_reviews(run_of(replace(BOARD, review=replace(PLAN, bodies={}))), tmp_path)
    assert path.name == "先导技术榜（评审专家组）.xlsx"
    assert numbers(path) == [1, 2, 3, 4, 5, 6]
    assert "评审领域" not in guide(path)


def test_a_body_with_very_many_entries_has_volumes(tmp_path: Path) -> None:
    written = write_reviews(run_of(), tmp_path, most=2)
    assert [path.name for path in written][2:] == [
        "先导技术榜（信息联合体） 1 （未识别单位）（第1部分）.xlsx",
        "先导技术榜（信息联合体） 2 （未识别单位）（第2部分）.xlsx",
    ]
    said = guide(written[2])["本工作簿"]
    assert said.startswith("本机构评审的共3项，分为2个工作簿，本工作簿是第1个")


# ---------------------------------------------------------------- whose it is


def test_reviewers_see_whose_it_is_beside_the_name(tmp_path: Path) -> None:
    book = read_book(write_reviews(run_of(), tmp_path)[1])
    headings = [cell.value for cell in book["汇总表"][5]]
    assert headings[2:4] == ["技术名称", "申报单位名称"]
    assert [cell.value for cell in book["汇总表"][6]][2:4] == ["技术2", "甲公司"]
    assert book["详情"]["B1"].value == "技术2（甲公司）"


def test_the_secretariat_sees_whose_it_is(tmp_path: Path) -> None:
    run = run_of(returned=2)
    write_master(run, tmp_path / "汇总.xlsx")
    ledger = read_book(tmp_path / "汇总.xlsx")["处理台账"]
    rows = [[cell.value for cell in row] for row in ledger.iter_rows()]
    headings = next(row for row in rows if row[0] == "条目号")
    at = headings.index("所属单位")
    assert headings[at - 1] == "名称"
    assert [row[at] for row in rows[rows.index(headings) + 1 :]] == ["甲公司"] * 6


def test_another_project_of_an_owner_mends_nothing() -> None:
    run = run_of(areas=("电子", "电子"), returned=1)
    later = replace(run.entries[1], table=replace(run.entries[1].table, submission="后来.xlsx"))
    files = [Submission(path, "0" * 64, Status.READ) for path in ("名单.xlsx", "后来.xlsx")]
    for name, mended in (("技术2", frozenset()), ("技术1", frozenset({1}))):
        again = replace(later, values={**dict(later.values), "technology": name})
        entries = entries_of([run.entries[0], again], run.campaign.boards)
        assert mended_entries(replace(run, entries=entries, submissions=tuple(files))) == mended
