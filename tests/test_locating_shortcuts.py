"""Locating looks at most cells and rows only quickly: what it finds is what looking at each of
them exactly finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.locating import CampaignHeadings, Located, headings, lines, locate_tables, rows
from toolkit.locating.spellings import heading_key, ideograph_outside, without_marks
from toolkit.model import (
    Board,
    Campaign,
    ErrorCell,
    Field,
    Grid,
    Merge,
    Raw,
    UncachedFormula,
    Workbook,
)
from toolkit.rules.normal import squash

WORDS = "企业名称业税收一二1年合计示例aTe.．（）)、*· 　\n㈱ａ①"


@settings(deadline=None)
@given(st.one_of(st.text(WORDS, max_size=8), st.text(max_size=5)))
def test_plain_texts_need_no_squashing(text: str) -> None:
    assert heading_key(text) == squash(without_marks(text))


@settings(deadline=None)
@given(st.lists(st.text(WORDS, max_size=3).map(heading_key)), st.text(WORDS + "晨光", max_size=6))
def test_a_text_with_a_strange_character_is_none_of_the_known(known: list[str], text: str) -> None:
    if ideograph_outside(frozenset(known)).search(text):
        assert heading_key(text) not in known


@pytest.mark.parametrize(
    ("known", "text", "found"),
    [
        (["企业名称"], "晨光企业", "晨光"),
        (["合计"], "一、合计 2020 (A)", ""),
        ([], "一丁", "丁"),
        (["\u4e00\u9fff"], "\u4dff\u4e00\u4e01\u9ffe\u9fff\ua000\uf900", "\u4e01\u9ffe"),
        (["\u4e01\ua000\uac00"], "\u9fff\ua000\ua69c\uac00\u4e01", "\u9fff"),
    ],
)
def test_strange_characters(known: list[str], text: str, found: str) -> None:
    assert "".join(ideograph_outside(frozenset(known)).findall(text)) == found


# ---------------------------------------------------------------- whole workbooks

CAMPAIGNS = [load_campaign(shipped_schemas() / name) for name in ("kczg-2022", "sme-2025")]
BOARDS = [(campaign, board) for campaign in CAMPAIGNS for board in campaign.boards]
ODD_CELLS: tuple[Raw, ...] = (
    "", "", "", "", " ", "　", 1.0, 3, 2020.0, 202.1, True, date(2021, 1, 1), time(1, 2),
    timedelta(hours=5), ErrorCell("#REF!"), ErrorCell("合计"), UncachedFormula("=A1"),
    UncachedFormula("合计"), "合计", "小 计", "一、合计", "总计：", "合计有限公司", "注：说明",
    "填表说明", "示例", "（示例", "例：甲", "样例公司", "示例科技有限公司", "推荐单位（盖章）：",
    "甲公司盖章", "上海启明测试有限公司", "企业名称", "申报企业名称", "企业", "2020", "2020年",
    "平均值", "*", "1", "ABC", "10.5", "推荐单位：甲学会", "推荐单位：乙学会 填报日期：", "无", "/",
    "N/A", "本单位无推荐对象", "请选择", "是", "单位：万元", "2025年9月1日", "第2页", "（续）",
    "2.以上均已公示", "（2）", "②", "共5家", "电子领域小计", "合肥合创设计有限公司", "填写说明",
    "备注：以上属实。",
)  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn, board: Board, heading: list[list[Raw]]) -> list[list[Raw]]:
    """Rows below a heading: entries, the heading again, blank ones, and whatever else."""
    width = len(heading[0])
    others = [[column.header for column in other.fields[:5]] for _, other in BOARDS]
    example = str(board.field(board.name_key).meta.get("example", ""))
    labels = [text for column in board.fields for text in (column.header, column.group)]
    cell = st.one_of(st.sampled_from(ODD_CELLS), st.sampled_from([*labels, example, f" {example}"]))
    name = st.sampled_from(("上海启明测试有限公司", "晨光 有限公司", example, "企业名称", "合计"))
    body: list[list[Raw]] = []
    for _ in range(draw(st.integers(0, 7))):
        row = draw(
            st.one_of(
                st.sampled_from([*heading, *others, [], [""] * width, ["", *heading[0]]]),
                st.lists(cell, max_size=4),
                st.lists(st.one_of(cell, st.just("")), min_size=width, max_size=width + 1),
            )
        )
        row = list(row)
        if len(row) >= width and draw(st.booleans()):
            row[draw(st.integers(0, width - 1))] = draw(name)
        body.append(row)
    return body


@st.composite
def grids(draw: st.DrawFn, board: Board) -> Grid:
    """A sheet with the board's heading, over one row or two, and rows above and below it."""
    fields = draw(st.permutations(board.fields))[: draw(st.integers(1, 9))]
    subject = board.field(board.name_key)
    fields = sorted({*map(board.fields.index, [*fields, subject])})
    columns = [board.fields[at] for at in fields]
    above = draw(st.lists(st.lists(st.sampled_from(ODD_CELLS), max_size=3), max_size=2))
    top = len(above) + 1
    marked = st.sampled_from(("{}", "{}", "1. {}", " {}*"))
    upper = [draw(marked).format(column.group or column.header) for column in columns]
    lower: list[Raw] = [draw(st.sampled_from(spellings(column))) for column in columns]
    heading: list[list[Raw]] = [list(upper)]
    if any(column.group for column in columns):
        heading.append(lower)
    body = draw(bodies(board, heading))
    height = top + len(heading) + len(body)
    places = st.tuples(*(st.integers(1, most) for most in (height, len(columns), 3, 3)))
    merges = [
        Merge(row, left, row + down - 1, left + right - 1)
        for row, left, down, right in draw(st.lists(places, max_size=3))
    ]
    cells = [*above, *heading, *body]
    return Grid(
        draw(st.sampled_from(("名单", board.title))), cells, merges=tuple(merges),
        hidden_rows=draw(st.frozensets(st.integers(1, height), max_size=2)),
        continued=draw(st.frozensets(st.integers(1, height), max_size=2)),
    )  # fmt: skip


def spellings(column: Field) -> list[Raw]:
    """How the lower row may name a column: its headings, and a year as a number."""
    texts = (column.header, *column.also)
    return ["", *texts, *(float(text) for text in texts if text.isdigit())]


def with_numbers_as_headings(campaign: Campaign, board: Board) -> tuple[Campaign, Board]:
    """The campaign with plain columns that are headed by a number and by a date."""
    fields = list(board.fields)
    for at, header in ((1, "2020"), (2, "2021-01-01")):
        fields[at] = replace(fields[at], group="", also=(*fields[at].also, header))
    changed = replace(board, fields=tuple(fields))
    boards = tuple(changed if other is board else other for other in campaign.boards)
    return replace(campaign, boards=boards), changed


def every_row(top: lines.Lines) -> Iterator[tuple[int, int, int]]:
    """Rows to read as a heading, none of them passed over."""
    for row in range(1, min(len(top.grid.rows), 60) + 1):
        if any(str(cell).strip() for cell in top.grid.rows[row - 1]):
            yield row, 1, 1000
            if row < len(top.grid.rows):
                yield row, 2, 1000


def locate_exactly(workbook: Workbook, known: CampaignHeadings) -> Located:
    """The same without any quick look: every cell normalised, every row judged."""
    known = replace(known, strange=re.compile("(?!)"), numbers_alone=True, numbers_below=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines.Lines, "rows", every_row)
        patched.setattr(rows, "surely_entry", lambda *_: lambda _cells: False)
        return locate_tables(workbook, [known], "a.xlsx")


@settings(deadline=None, max_examples=400)
@given(st.data())
def test_quick_looks_find_what_exact_ones_find(data: st.DataObject) -> None:
    campaign, board = data.draw(st.sampled_from(BOARDS))
    if data.draw(st.booleans()):
        campaign, board = with_numbers_as_headings(campaign, board)
    workbook = Workbook("xlsx", (data.draw(grids(board)),))
    known = CampaignHeadings.of(campaign)
    assert locate_tables(workbook, [known], "a.xlsx") == locate_exactly(workbook, known)


def test_years_written_as_numbers_below_a_metric_count_as_headings() -> None:
    table: list[list[Raw]] = [
        ["", "", "", "", "", "职务"],
        ["申报企业名称", "所在地区", "税收贡献（万元）"],
        ["", "", 2020.0, 2021, 2022.0],
        ["晨光智能有限公司", "上海市长宁区", 1.0, 2.0, 3.0],
    ]
    known = CampaignHeadings.of(CAMPAIGNS[0])
    (found,) = locate_tables(Workbook("xlsx", (Grid("名单", table),)), [known], "a.xlsx").tables
    assert found.table.heading_row == 2
    assert found.table.columns == {
        "company": 1, "region": 2, "tax.2020": 3, "tax.2021": 4, "tax.2022": 5,
    }  # fmt: skip
    assert found.rows == (4,)


def test_an_ordinary_row_is_told_at_a_look() -> None:
    board = CAMPAIGNS[1].boards[0]
    heading = headings.Heading(
        board, 1, 1, {"serial": 1, board.name_key: 2}, {1: ("", "序号"), 2: ("", "企业名称")}
    )
    known = CampaignHeadings.of(CAMPAIGNS[1])
    is_entry = rows.surely_entry(heading, frozenset({1}), known, frozenset({"长宁区名单"}))
    assert is_entry([1.0, "上海启明测试有限公司"])
    assert is_entry(["", "上海启明测试有限公司", 3.0])
    assert is_entry(["第一批", "上海启明测试有限公司", "", 3.0])
    assert not is_entry(["", "上海启明测试有限公司", "", "单位：万元"])
    assert not is_entry(["合计", "上海启明测试有限公司"])
    assert not is_entry(["示例公司", "上海启明测试有限公司"])
    assert not is_entry(["填写说明", "上海启明测试有限公司"])
    assert not is_entry(["经办人：", "上海启明测试有限公司"])
    assert not is_entry([1.0, "企业名称"])
    assert not is_entry([1.0, "长宁区名单"])
    assert not is_entry([1.0, "上海启明等企业合计"])
    assert not is_entry([1.0, "不适用"])
    assert not is_entry([1.0, " "])
    assert not is_entry([1.0])
