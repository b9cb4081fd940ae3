"""The forms that the 2022 notice prints, each read as an entry of its own board, however drawn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from board_forms import Labels, draw
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from test_forms import examined, said

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Board

KCZG = load_campaign(shipped_schemas() / "kczg-2022")
BOARDS = [board for board in KCZG.boards if board.form]
VARIANTS = ("printed", "below", "colons")
# What the conditions ask for and the printed form does not.
NOT_PRINTED = {
    "leading-technology": ("uscc", "region", "basic_kind", "embargoed", "pilot_city", "willing"),
    "rising-enterprise": ("uscc",),
    "integration-organisation": ("uscc", "region", "industry", "pilot_city"),
    "startup-employment": ("kind", "uscc", "founder", "lawful"),
    "technology-manager": ("uscc", "region", "trained", "willing"),
}


def as_printed(board: Board) -> Labels:
    """The labels with all that the form explains behind them: the longest wording of each."""
    labels: dict[str, str] = {}
    for column in board.fields:
        names = (
            (column.group, *column.group_also) if column.group else (column.header, *column.also)
        )
        labels[column.key.partition(".")[0]] = max(names, key=len)
    return labels


def written(board: Board) -> dict[str, object]:
    """The values of the schema's examples, with a subject of their own."""
    values: dict[str, object] = {c.key: c.meta["example"] for c in board.fields}
    return values | {board.name_key: f"晨光{board.title[:2]}一号"}


def new_sheet() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    assert book.active is not None
    book.active.title = "申报表"
    return book, book.active


def save(
    path: Path, board: Board, values: Mapping[str, object], variant: str, labels: Labels
) -> dict[str, str]:
    book, sheet = new_sheet()
    places = draw(sheet, board, values, labels, variant)
    book.save(path)
    return places


def test_the_five_boards_whose_form_the_notice_prints_have_one() -> None:
    assert [board.id for board in BOARDS] == list(NOT_PRINTED)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.id)
def test_a_form_is_read_as_its_own_board_from_every_cell(
    tmp_path: Path, board: Board, variant: str
) -> None:
    values = written(board)
    places = save(tmp_path / "a.xlsx", board, values, variant, as_printed(board))
    file, (entry,) = examined(tmp_path / "a.xlsx", KCZG)
    assert file.boards == (board.id,)
    assert {key: entry.ref(key).cell for key in places} == places
    assert said(file.findings) == []
    texts = {
        column.key: values[column.key]
        for column in board.fields
        if column.key in places and column.type == "string" and "allowed" not in column.rules
    }
    assert {key: entry.value(key) for key in texts} == texts
    lists = [c.key for c in board.fields if c.type == "list" or "allowed" in c.rules]
    chosen = {key: entry.value(key) for key in lists}
    assert None not in chosen.values()


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.id)
def test_nobody_is_refused_for_what_the_printed_form_has_no_place_for(
    tmp_path: Path, board: Board
) -> None:
    left_out = NOT_PRINTED[board.id]
    values = {key: value for key, value in written(board).items() if key not in left_out}
    save(tmp_path / "a.xlsx", board, values, "printed", as_printed(board))
    file, (entry,) = examined(tmp_path / "a.xlsx", KCZG)
    assert (file.boards, entry.board) == ((board.id,), board.id)
    assert set(said(file.findings)) <= {"A1 S102 query", "A1 S102 note"}


def test_the_table_of_work_on_the_form_is_read_line_by_line(tmp_path: Path) -> None:
    """起止年月, 工作单位 and 职务 head a small table; two of them are labels elsewhere too."""
    printed = {"period": "起止年月", "employer": "工作单位", "post": "职务"}
    board = KCZG.board("technology-manager")
    left_out = {"experience", *(f"history.{part}" for part in ("period", "employer", "post"))}
    values = {key: value for key, value in written(board).items() if key not in left_out}
    book, sheet = new_sheet()
    draw(sheet, board, values, as_printed(board), "printed")
    row = next(cell.row for cell in sheet["A"] if cell.value == "主要工作经历")
    for at, (text, label) in enumerate(
        zip(("2015.7-2022.9", "某某研究院", "主管"), printed.values(), strict=True), 2
    ):
        sheet.cell(row - 1, at, label)
        sheet.cell(row, at, text)
    book.save(tmp_path / "a.xlsx")
    _, (entry,) = examined(tmp_path / "a.xlsx", KCZG)
    history = {part: entry.value(f"history.{part}") for part in ("period", "employer", "post")}
    assert history == {"period": "2015.7-2022.9", "employer": "某某研究院", "post": "主管"}
    assert entry.value("employer") == values["employer"]
    assert entry.value("position") == values["position"]


def test_the_title_of_a_block_is_no_value_of_the_label_over_it(tmp_path: Path) -> None:
    board = KCZG.board("integration-organisation")
    places = save(tmp_path / "a.xlsx", board, written(board) | {"email": None}, "printed", {})
    _, (entry,) = examined(tmp_path / "a.xlsx", KCZG)
    assert (entry.value("email"), entry.ref("email").cell) == (None, places["email"])
