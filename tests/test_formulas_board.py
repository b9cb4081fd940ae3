"""A template's formulas as they are written: what they may use, refer to, and how long they are.

What they say is for test_law_templates.py, which asks a spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.campaign import load_campaign
from toolkit.formulas import Layout, board_formulas, uncovered_rules, with_names
from toolkit.formulas.values import EDGE_BOUNDS, NOTHING_WORDS
from toolkit.model import Board, Campaign, Field, Severity, column_letters
from toolkit.rules.blanks import BLANK_WORDS, EDGES

ROOT = Path(__file__).resolve().parent.parent
BOARDS = [
    (ROOT / "schemas" / "kczg-2022", "rising-enterprise"),
    (ROOT / "schemas" / "sme-2025", "evaluation"),
    (ROOT / "schemas" / "sme-2025", "registry-list"),
    (ROOT / "tests" / "campaigns" / "every-rule", "projects"),
    (ROOT / "tests" / "campaigns" / "every-rule", "names-only"),
    (ROOT / "tests" / "campaigns" / "laws", "joint-project"),
]
LAYOUT = Layout("表", 5, 204)
_TEXT = re.compile(r'"(?:[^"]|"")*"')
# What moves when rows are sorted, what is reckoned at every keystroke, what old programs lack.
_UNWANTED = re.compile(
    r"\b(INDIRECT|OFFSET|CELL|NOW|TODAY|RAND|LET|FILTER|TEXTJOIN|IFS|XLOOKUP|LAMBDA|CONCAT|SORT)\("
)


def loaded(folder: Path, board: str) -> tuple[Campaign, Board]:
    campaign = load_campaign(folder)
    return campaign, campaign.board(board)


def all_formulas(board: Board, campaign: Campaign, layout: Layout = LAYOUT) -> list[str]:
    blocks = board_formulas(board, campaign, layout)
    return [text for each in blocks for text in (each.value, each.verdict, each.wrong) if text]


def without_texts(formula: str) -> str:
    return _TEXT.sub('""', formula)


def depth(formula: str) -> int:
    deepest = now = 0
    for letter in without_texts(formula):
        now += (letter == "(") - (letter == ")")
        deepest = max(deepest, now)
    assert now == 0
    return deepest


@pytest.mark.parametrize(("folder", "board_id"), BOARDS)
def test_excel_takes_every_formula(folder: Path, board_id: str) -> None:
    campaign, board = loaded(folder, board_id)
    for formula in all_formulas(board, campaign, Layout("长" * 31, 1_000_000, 1_000_200)):
        assert len(formula) < 8000
        assert depth(formula) <= 60
        assert not _UNWANTED.search(without_texts(formula))
        assert all(len(text) <= 257 for text in _TEXT.findall(formula))
        assert re.search(r"(?<!_xlfn\.)UNICODE\(", without_texts(formula)) is None


@pytest.mark.parametrize(("folder", "board_id"), BOARDS)
def test_cells_of_the_data_sheet_are_named_by_column_only(folder: Path, board_id: str) -> None:
    campaign, board = loaded(folder, board_id)
    for formula in all_formulas(board, campaign):
        elsewhere = re.findall(r"!(\S+?)[,)]", without_texts(formula))
        assert all(re.fullmatch(r"\$[A-Z]+:\$[A-Z]+", each) for each in elsewhere)


@pytest.mark.parametrize(("folder", "board_id"), BOARDS)
def test_references_are_to_the_own_row_or_rows_above(folder: Path, board_id: str) -> None:
    campaign, board = loaded(folder, board_id)
    for formula in all_formulas(board, campaign):
        bare = without_texts(formula).replace("$AMJ$1:$AMJ$", "")
        cells = set(re.findall(r"(?<![A-Z$0-9.])[A-Z]{1,3}(?:\$?)[0-9]+(?![0-9(])", bare))
        assert {re.sub("^[A-Z]+", "", cell) for cell in cells} <= {"5", "4", "$4"}


@pytest.mark.parametrize(("folder", "board_id"), BOARDS)
def test_no_formula_goes_round_in_a_circle(folder: Path, board_id: str) -> None:
    campaign, board = loaded(folder, board_id)
    cells: dict[str, str] = {}
    size = len(board.fields)
    for at, each in enumerate(board_formulas(board, campaign, LAYOUT), start=1):
        for block, formula in enumerate((each.value, each.verdict, each.wrong)):
            cells[f"{column_letters(block * size + at)}5"] = without_texts(formula)
    looked_at = {
        cell: {
            other
            for other in re.findall(r"(?<![A-Z$0-9.])[A-Z]{1,3}5(?![0-9(])", formula)
            if other in cells
        }
        for cell, formula in cells.items()
    }
    done: set[str] = set()

    def follow(cell: str, path: tuple[str, ...]) -> None:
        assert cell not in path, path
        if cell not in done:
            for other in looked_at[cell]:
                assert cells[other], f"{cell} looks at {other}, which has no formula"
                follow(other, (*path, cell))
            done.add(cell)

    for cell in cells:
        follow(cell, ())


@pytest.mark.parametrize(("folder", "board_id"), BOARDS)
def test_shared_formulas_hold_no_constant_and_no_other_sheet(folder: Path, board_id: str) -> None:
    campaign, board = loaded(folder, board_id)
    formulas = all_formulas(board, campaign)
    shared, names = with_names(formulas)
    assert not any(mark in without_texts(each) for each in shared for mark in "{}!'")
    assert all(len(meant) < 8000 for meant in names.values())
    for before, after in zip(formulas, shared, strict=True):
        meant = re.sub(r"(?:常量|填报列)\d+", lambda found: names[found[0]], after)
        assert meant == before


def test_names_stand_for_nothing_inside_texts() -> None:
    formulas = ['IF(A1="{1}","\'表\'!$A:$B",SUM({1,"}"""}))', "SUM({1})+SUM({1})"]
    shared, names = with_names(formulas)
    assert shared == ('IF(A1="{1}","\'表\'!$A:$B",SUM(常量1))', "SUM(常量2)+SUM(常量2)")
    assert names == {"常量1": '{1,"}"""}', "常量2": "{1}"}


def test_a_fault_is_asked_for_only_where_another_column_needs_it() -> None:
    campaign, board = loaded(*BOARDS[3])
    needed = {each.key for each in board_formulas(board, campaign, LAYOUT) if each.wrong}
    assert {"founded", "rank", "uscc", "project", "score", "post"}.isdisjoint(needed)
    assert {"shared", "kind", "fields", "begun", "total", "grant", "tags"} <= needed


def test_what_is_verified_later() -> None:
    _, board = loaded(*BOARDS[3])
    later = {
        column.key: found for column in board.fields if (found := uncovered_rules(column, board))
    }
    assert later.pop("fields") == ("maxlength",)
    assert later.pop("tags") == ("minlength", "maxlength")
    assert later.pop("site") == ("region", "located_in")
    assert later.pop("sector") == ("industry_code", "industry_section")
    # In some cases its places and its form are asked for, which a spreadsheet tells in part.
    assert later.pop("lead") == ("when",)
    assert set(later) == {"post", "phone", "email", "region", "industry", "code", "rival"}
    assert all(len(found) == 1 for found in later.values())


def test_a_rule_too_long_for_a_formula_is_left_for_later() -> None:
    campaign, board = loaded(*BOARDS[4])
    choices = [f"第{number}个很长很长的选项名称" for number in range(500)]
    title = replace(
        board.field("title"), rules={"type": "string", "allowed": choices, "maxlength": 5}
    )
    fields = tuple(title if each.key == "title" else each for each in board.fields)
    board = replace(board, fields=fields)
    verdict = board_formulas(board, campaign, LAYOUT)[1].verdict
    assert "V401" not in verdict
    assert "错V304" in verdict
    assert uncovered_rules(title, board) == ("allowed",)


def test_severities_are_the_campaigns_and_the_columns() -> None:
    campaign, board = loaded(*BOARDS[4])
    age = board_formulas(board, campaign, LAYOUT)[2].verdict
    assert "错V301" in age
    assert "疑V302" in age
    assert age.index("错V301") < age.index("疑V302")
    severities = {**campaign.severities, "V301": Severity.QUERY, "R101": Severity.NOTE}
    milder = board_formulas(board, replace(campaign, severities=severities), LAYOUT)
    assert "疑V301" in milder[2].verdict
    assert "R101" not in milder[0].verdict


def test_the_sheets_name_may_hold_a_quotation_mark() -> None:
    campaign, board = loaded(*BOARDS[4])
    value = board_formulas(board, campaign, Layout("甲'类", 2, 3))[0].value
    assert "INDEX('甲''类'!$A:$A,ROW())" in value


def test_words_for_nothing_are_those_of_conversion() -> None:
    assert set(NOTHING_WORDS) == {word.lower() for word in BLANK_WORDS}


def test_edges_are_those_of_conversion() -> None:
    inside = [
        chr(point)
        for start, stop in zip(EDGE_BOUNDS[::2], EDGE_BOUNDS[1::2], strict=True)
        for point in range(start, stop)
    ]
    assert set(EDGES) <= set(inside)
    known = {letter for letter in inside if unicodedata.category(letter) != "Cn"}
    assert known <= set(EDGES)


def test_a_column_without_rules_still_has_a_verdict() -> None:
    campaign, board = loaded(*BOARDS[4])
    bare = Field(key="bare", header="备注", type="string", rules={"type": "string"})
    board = replace(board, fields=(*board.fields, bare))
    found = board_formulas(board, campaign, LAYOUT)[-1]
    assert "错V901" in found.verdict
    assert found.wrong == ""
