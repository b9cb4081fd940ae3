"""申报表: the form of every board that has one, written, filled in, and read back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from template_rows import valid_row

from toolkit.campaign import find_campaigns, load_campaign, shipped_schemas
from toolkit.cli import main
from toolkit.model import Board, Campaign, Registers, Severity
from toolkit.pipeline.running import run

UNIT = "甲学会"


@cache
def campaign_of(name: str) -> Campaign:
    return load_campaign(shipped_schemas() / name)


FORMS = [
    (name, board.id)
    for name in find_campaigns(shipped_schemas())
    for board in campaign_of(name).boards
    if board.form
]


def toolkit(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def printed_keys(board: Board) -> list[str]:
    """The columns that the form asks for."""
    assert board.form
    keys: list[str] = []
    for section in board.form.sections:
        keys += [key for line in section.lines for key in line]
        for group in section.matrix:
            keys += [field.key for field in board.fields if field.key.startswith(f"{group}.")]
        keys += section.boxes
    return keys


def places_of(sheet: Worksheet, board: Board) -> dict[str, str]:
    """Where a person would write each value, found by the words on the sheet."""
    assert board.form
    labels = {
        str(cell.value).removeprefix("*"): cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    spans = {span.coord.split(":")[0]: span for span in sheet.merged_cells.ranges}

    def beside(text: str) -> str:
        label = labels[text]
        right = spans[label.coordinate].max_col + 1
        return str(sheet.cell(label.row, right).coordinate)

    places: dict[str, str] = {}
    for section in board.form.sections:
        for key in (key for line in section.lines for key in line):
            places[key] = beside(board.field(key).header)
        for field in board.fields:
            if field.key.partition(".")[0] in section.matrix:
                corner = labels[section.title].row
                across = {sheet.cell(corner, at).value: at for at in range(1, 25)}
                cell = sheet.cell(labels[field.group].row, across[field.header])
                places[field.key] = cell.coordinate
        for key in section.boxes:
            label = labels[board.field(key).header]
            places[key] = str(sheet.cell(label.row + 1, 1).coordinate)
    return places


def typed(value: Any) -> Any:
    return ("是" if value else "否") if isinstance(value, bool) else value


def filled(folder: Path, campaign: Campaign, board: Board, values: Mapping[str, Any]) -> Path:
    """The form as `toolkit template --form` writes it for a unit, with values typed in."""
    made = toolkit(
        "template", campaign.id, "-b", board.id, "-u", UNIT, "--form", "-o", folder / "申报表"
    )
    assert made.exit_code == 0, made.output
    (path,) = (folder / "申报表").rglob("*.xlsx")
    assert path.name == f"{UNIT}-{board.title}-申报表.xlsx"
    book = load_workbook(path)
    sheet = book["申报表"]
    for key, place in places_of(sheet, board).items():
        sheet[place] = typed(values.get(key))
    (folder / "收件").mkdir()
    book.save(folder / "收件" / path.name)
    return folder / "收件"


@pytest.mark.parametrize(("name", "board_id"), FORMS)
def test_a_filled_form_gives_the_values_typed_into_it(
    tmp_path: Path, name: str, board_id: str
) -> None:
    campaign = campaign_of(name)
    board = campaign.board(board_id)
    values = valid_row(board, 7)
    inbox = filled(tmp_path, campaign, board, values)
    done = run(campaign, inbox, Registers(), {})
    (entry,) = done.entries
    assert entry.board == board_id
    keys = printed_keys(board)
    assert sorted(set(entry.table.columns) & set(keys)) == sorted(keys)
    wanted = in_a_table(tmp_path, campaign, board, values)
    assert {key: entry.values[key] for key in keys} == {key: wanted[key] for key in keys}
    said = [(each.code, each.ref.cell) for each in done.findings if each.severity is Severity.ERROR]
    assert said == []
    assert done.ledger.decision(1).outcome.value == "accepted"


def in_a_table(
    folder: Path, campaign: Campaign, board: Board, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What the same values give when they stand in a table."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = board.title
    for at, column in enumerate(board.fields, 1):
        sheet.cell(1, at, column.group or column.header)
        sheet.cell(2, at, column.header if column.group else None)
        cell = sheet.cell(3, at, typed(values.get(column.key)))
        if column.meta.get("as") == "percent":
            cell.number_format = "0.00%"
    (folder / "表").mkdir()
    book.save(folder / "表" / "表.xlsx")
    (entry,) = run(campaign, folder / "表", Registers(), {}).entries
    return entry.values


@pytest.mark.parametrize(("name", "board_id"), FORMS)
def test_an_empty_form_is_no_entry(tmp_path: Path, name: str, board_id: str) -> None:
    campaign = campaign_of(name)
    board = campaign.board(board_id)
    done = run(campaign, filled(tmp_path, campaign, board, {}), Registers(), {})
    assert len(done.entries) == 0
    # A list that nobody gave is not compared with, which is said of every file (E101).
    assert {finding.code for finding in done.findings} - {"E101"} == {"S108"}


def test_boards_without_a_form_are_said_to_have_none(tmp_path: Path) -> None:
    result = toolkit("template", "sme-2025", "--form", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "没有规定申报表的样式" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_form_is_not_written_over(tmp_path: Path) -> None:
    name, board_id = FORMS[0]
    arguments = ("template", name, "-b", board_id, "--form", "-o", tmp_path / "out")
    assert toolkit(*arguments).exit_code == 0
    again = toolkit(*arguments)
    assert again.exit_code == 2
    assert "已经存在" in again.stderr


def test_the_title_of_a_table_is_not_cut_off(tmp_path: Path) -> None:
    made = toolkit(
        "template", "kczg-2022", "-b", "startup-employment", "--form", "-o", tmp_path / "out"
    )
    assert made.exit_code == 0, made.output
    (path,) = (tmp_path / "out").rglob("*.xlsx")
    sheet = load_workbook(path)["申报表"]
    (corner,) = (cell for cell in sheet["A"] if cell.value == "创新能力及发展潜力（未来三年）")
    # Two lines of text, in points.
    assert sheet.row_dimensions[corner.row].height == pytest.approx(34.5)


def test_nothing_looks_like_a_link_that_is_none(tmp_path: Path) -> None:
    made = toolkit(
        "template", "kczg-2022", "-b", "startup-employment", "--form", "-o", tmp_path / "out"
    )
    assert made.exit_code == 0, made.output
    (path,) = (tmp_path / "out").rglob("*.xlsx")
    guide = load_workbook(path)["填报说明"]
    linked = [cell for cell in guide["B"] if cell.font.underline or cell.hyperlink]
    assert linked == []
