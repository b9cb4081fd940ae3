"""Templates as people use them: what is pasted, inserted and sorted, and what 自检 then says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from filled_templates import fill, filled, recalculate_all, shipped, valid_values
from recalculating import needs_libreoffice
from rendering import read_book

from toolkit.cli import main
from toolkit.formulas import Layout, board_formulas
from toolkit.model import column_letters
from toolkit.writers.template import write_templates

KCZG = shipped("kczg-2022")
RISING = KCZG.board("rising-enterprise")
FIRST = 6
# What is pasted from web pages: characters that nobody sees.
PASTED: tuple[tuple[str, str, str], ...] = (
    ("legal_person", "\u200b", "V101"),
    ("business", "\t", "V101"),
    ("position", "\u200b", ""),
    ("core_technology.2023", "\u200b很高", "V401"),
    ("company", "长" * 101 + "\u2003", "V304"),
)


def test_rows_are_inserted_below_the_first_and_sorted_when_selected(tmp_path: Path) -> None:
    """A row takes its formats from the row above: under the example it would be locked."""
    (path,) = write_templates(KCZG, [RISING], [], tmp_path, 20)
    book = read_book(path)
    words = "\n".join(str(cell.value) for cell in book["填报说明"]["A"])
    sheet = book[RISING.title]
    assert [sheet.cell(row, 4).protection.locked for row in (FIRST - 1, FIRST)] == [True, False]
    assert f"行可以插入（从第 {FIRST + 1} 行起）、删除、排序（先选中要排序的各行）；" in words
    assert "把本工作簿原样报送，不要另存为其他格式" in words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("future-scene-2025", "7. 文件名写成：领域-角色-（单位）-名称"),
        ("kcxf-2025", "7. 邮件主题写成：参选类别+参选者名称。"),
    ],
)
def test_the_guide_says_how_the_notice_wants_things_named(
    tmp_path: Path, name: str, said: str
) -> None:
    campaign = shipped(name)
    (path,) = write_templates(campaign, campaign.boards[:1], [], tmp_path, 3)
    words = [str(cell.value) for cell in read_book(path)["填报说明"]["A"]]
    (line,) = (text for text in words if text.startswith("7. "))
    assert line.startswith(said)


def test_a_long_heading_is_wrapped_in_the_guide(tmp_path: Path) -> None:
    campaign = shipped("zhangjiang-2025")
    (path,) = write_templates(campaign, [campaign.board("service-with-ai")], [], tmp_path, 3)
    column = read_book(path)["填报说明"]["B"]
    (cell,) = (each for each in column if str(each.value).startswith("合同相对方是否为生成式"))
    assert (cell.alignment.wrap_text, cell.hyperlink is not None) == (True, True)


@needs_libreoffice
def test_what_nobody_sees_never_passes(tmp_path: Path) -> None:
    """Trimmed, a text may be a blank, no choice, or too long: the formula cannot know."""
    (template,) = write_templates(KCZG, [RISING], [], tmp_path, 20)
    cells: dict[tuple[int, str], object] = {}
    for row, (key, typed, _) in enumerate(PASTED, FIRST):
        cells |= filled(valid_values(RISING, row) | {key: typed}, row)
    path = fill(template, tmp_path / "pasted.xlsx", RISING, cells)
    (reckoned,) = recalculate_all([path], tmp_path / "reckoned")
    book = read_book(reckoned, values=True)
    columns = {column.key: at for at, column in enumerate(RISING.fields, 1)}
    result = CliRunner().invoke(main, ["check", str(path), "--format", "json", "--jobs", "1"])
    assert result.exit_code == 1
    errors = {
        (each["cell"], each["code"])
        for each in json.loads(result.stdout)["files"][0]["findings"]
        if each["severity"] == "error"
    }
    for row, (key, _, code) in enumerate(PASTED, FIRST):
        assert not code or (f"{column_letters(columns[key])}{row}", code) in errors
        verdict = book["校验公式"].cell(row, len(columns) + columns[key]).value
        assert verdict == "错V402", (key, verdict)
    assert book["自检"]["A2"].value == f"还有 {len(PASTED)} 处错误须改正"


def test_a_new_name_is_sought_once_in_the_rows_above() -> None:
    """What is looked through row by row makes long templates slow."""
    formulas = board_formulas(RISING, KCZG, Layout("表", 6, 205))
    verdict = next(each.verdict for each in formulas if each.key == RISING.name_key)
    start = verdict.index("IF(SUMPRODUCT(--EXACT(")
    sought = verdict.index("=0,FALSE,IF(", start)
    assert verdict[start:sought].count("SUMPRODUCT(") == 1
