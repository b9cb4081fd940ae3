"""The unit's desk and back, by the commands: template, fill, check, run, and what is returned."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filled_templates import fill, filled, shipped, valid_values
from openpyxl import load_workbook

from toolkit.cli import main
from toolkit.locating.ordinary import EXAMPLES

UNIT = "甲学会"
CAMPAIGN = shipped("kczg-2022")
BOARD = CAMPAIGN.board("rising-enterprise")
FILE = f"{UNIT}-{BOARD.title}.xlsx"


def call(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(map(str, arguments)))
    return done.exit_code, done.stdout


def first_row(template: Path) -> int:
    """The first row below the example."""
    sheet = load_workbook(template)[BOARD.title]
    first = (row[0] for row in sheet.iter_rows(values_only=True))
    return next(at for at, text in enumerate(first, 2) if str(text).startswith(EXAMPLES))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    assert call("template", CAMPAIGN.id, "-u", UNIT, "-o", tmp_path / "模板")[0] == 0
    return tmp_path / "模板" / UNIT / FILE


def sent(template: Path, inbox: Path, changes: dict[str, object]) -> Path:
    """The template with two valid entries, some cells of the second one changed."""
    row = first_row(template)
    cells = filled(valid_values(BOARD, 1), row)
    cells |= filled(valid_values(BOARD, 2) | changes, row + 1)
    inbox.mkdir(parents=True, exist_ok=True)
    return fill(template, inbox / FILE, BOARD, cells)


def checked(file: Path, *options: object) -> tuple[int, list[dict[str, Any]]]:
    status, said = call("check", file, "-c", CAMPAIGN.id, "--format", "json", *options)
    return status, json.loads(said)["files"][0]["findings"]


def marks_in(sheet: Any) -> tuple[list[str], list[str]]:
    """The comments and the conditional fills of a sheet, by where they stand."""
    commented = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    return commented, [str(fills.sqref) for fills in sheet.conditional_formatting]


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_right_template_is_accepted_and_comes_back_unmarked(
    template: Path, tmp_path: Path
) -> None:
    file = sent(template, tmp_path / "收件", {})
    status, findings = checked(file, "-o", tmp_path / "副本")
    assert status == 0
    assert [(each["code"], each["severity"]) for each in findings] == [("S109", "note")]
    copy, own = tmp_path / "副本" / FILE, file
    assert marks_in(load_workbook(copy)[BOARD.title]) == marks_in(load_workbook(own)[BOARD.title])
    out = tmp_path / "输出"
    assert call("run", tmp_path / "收件", "-c", CAMPAIGN.id, "-o", out)[0] == 0
    with (out / "records" / "ledger.csv").open(encoding="utf-8-sig") as records:
        decided = [(line["unit"], line["outcome"]) for line in csv.DictReader(records)]
    assert decided == [(UNIT, "accepted")] * 2
    assert not (out / "退回").exists()


def test_a_wrong_cell_comes_back_marked_and_once_mended_the_marks_are_gone(
    template: Path, tmp_path: Path
) -> None:
    file = sent(template, tmp_path / "收件", {"email": "没有邮箱"})
    row = first_row(template) + 1
    status, findings = checked(file)
    wrong = [(each["cell"], each["code"]) for each in findings if each["severity"] == "error"]
    column = next(at for at, field in enumerate(BOARD.fields) if field.key == "email")
    cell = f"{chr(ord('A') + column)}{row}"
    assert (status, wrong) == (1, [(cell, "V402")])
    out = tmp_path / "输出"
    assert call("run", tmp_path / "收件", "-c", CAMPAIGN.id, "-o", out)[0] == 0
    copy = out / "退回" / UNIT / FILE
    marked = load_workbook(copy)
    assert marked.sheetnames[:2] == ["校验结果", "填报说明"]
    assert "没有邮箱" in marked[BOARD.title][cell].comment.text
    # The unit mends the copy itself, and sends it.
    mended = tmp_path / "收件2" / FILE
    mended.parent.mkdir()
    marked[BOARD.title][cell] = "name@example.cn"
    marked.save(mended)
    status, findings = checked(mended, "-o", tmp_path / "副本")
    assert (status, [each["code"] for each in findings]) == (0, ["S109"])
    clean = load_workbook(tmp_path / "副本" / FILE)
    assert clean[BOARD.title][cell].comment is None


def test_a_file_without_findings_is_copied_to_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "名单.csv"
    file.write_text("企业名称\n上海甲有限公司\n", encoding="utf-8-sig")
    status, said = call("check", file, "-c", "sme-2025", "-o", tmp_path / "副本")
    assert status == 0, said
    assert [digest(each) for each in sorted((tmp_path / "副本").iterdir())] == [digest(file)]
