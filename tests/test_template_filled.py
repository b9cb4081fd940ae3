"""Templates filled in: 自检 says what `toolkit check` says, at the same cells (law 6)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filled_templates import (
    as_day,
    credit_code,
    fill,
    filled,
    recalculate_all,
    shipped,
    shown_rows,
    valid_values,
)
from openpyxl import Workbook
from recalculating import needs_libreoffice
from rendering import read_book

from toolkit.cli import main
from toolkit.codes import TITLES
from toolkit.model import Board, Unit, column_letters
from toolkit.writers.template import write_templates

KCZG, SME = shipped("kczg-2022"), shipped("sme-2025")
RISING = KCZG.board("rising-enterprise")
# The widest board, one with a score, and one of few columns; test_law_library goes over all.
BOARDS = [(KCZG, KCZG.board("rising-enterprise")), *((SME, board) for board in SME.boards)]
UNIT = Unit("上海市科学技术协会", KCZG.channels[:1])
FIRST = 7
# One fault an entry: the field, what is typed, and the verdict at that cell.
FAULTS: tuple[tuple[str, object, str], ...] = (
    ("company", "长" * 101, "错V304"),
    ("legal_person", None, "错V101"),
    ("uscc", "91310105000000031X", "疑V403"),
    ("founded", "很久以前", "错V201"),
    ("founded", as_day("2005-01-01"), "错E101"),
    ("high_tech", "也许", "错V401"),
    ("employees", 85.5, "错V201"),
    ("capital", -1, "错V301"),
    ("phone", "不知道", "错V402"),
    ("patents_filed.2020", None, "错V101"),
    ("patents_filed.mean", 8, "疑V501"),
    ("rd_team.2022", 86, "疑V503"),
    ("rd_quality.2021", 1.5, "错V302"),
    ("rd_intensity.2022", 0.2, "疑V502"),
    ("core_technology.2023", "极高", "错V401"),
    ("uscc", credit_code(1), "错R101"),
)
# What else an entry needs so that the fault is its only one. A year may be blank where the day of
# foundation is wrong: nothing is compared with it.
ALSO: dict[str, dict[str, object]] = {
    "founded": {"patents_filed.2020": None, "patents_filed.mean": 10.5},
    "rd_team.2022": {"rd_team.mean": 43.33},
    "rd_quality.2021": {"rd_quality.mean": 0.7333},
    "rd_intensity.2022": {"rd_intensity.mean": 0.1333},
    "patents_filed.2020": {"patents_filed.mean": 10.5},
}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A template with values in it, and the same as LibreOffice reckons it."""

    path: Path
    book: Workbook

    @property
    def verdict(self) -> str:
        return str(self.book["自检"]["A2"].value)

    @property
    def counts(self) -> list[object]:
        return [self.book["自检"].cell(row, 2).value for row in (3, 4, 5, 6)]

    def verdicts(self, board: Board) -> set[tuple[str, str]]:
        """The cells of the filled sheet that 校验公式 speaks of, and what it says."""
        width, sheet = len(board.fields), self.book["校验公式"]
        block = sheet.iter_rows(min_row=3, min_col=width + 1, max_col=2 * width)
        return {
            (f"{column_letters(cell.column - width)}{cell.row}", cell.value)
            for row in block
            for cell in row
            if cell.value
        }


def check(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(
        main, ["check", *map(str, paths), "--format", "json", "--jobs", "1"]
    )
    return result.exit_code, json.loads(result.stdout)["files"]


def said(file: dict[str, Any]) -> set[tuple[str, str]]:
    """Errors and queries as the template shows them."""
    signs = {"error": "错", "query": "疑"}
    return {
        (each["cell"], signs[each["severity"]] + each["code"])
        for each in file["findings"]
        if each["severity"] in signs
    }


def faulty_cells() -> dict[tuple[int, str], object]:
    cells: dict[tuple[int, str], object] = {}
    for row, (key, value, _) in enumerate(((("", None, ""), *FAULTS)), FIRST):
        number = row - FIRST + 1
        values = valid_values(RISING, number) | {"rank": number}
        cells |= filled({**values, **ALSO.get(key, {}), **({key: value} if key else {})}, row)
    return cells


def first_of(board: Board) -> int:
    """The first row to fill in: a row further down where years stand under merged headings."""
    return FIRST if any(column.group for column in board.fields) else FIRST - 1


def entries_at(board: Board, rows: Sequence[int]) -> dict[tuple[int, str], object]:
    cells: dict[tuple[int, str], object] = {}
    for number, row in enumerate(rows, 1):
        cells |= filled(valid_values(board, number), row)
    return cells


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(scope="module")
def templates(folder: Path) -> dict[str, Path]:
    made = {}
    for campaign in (KCZG, SME):
        paths = write_templates(campaign, campaign.boards, [UNIT], folder / campaign.id, 20)
        made |= {board.id: path for board, path in zip(campaign.boards, paths, strict=True)}
    return made


@pytest.fixture(scope="module")
def filled_in(folder: Path, templates: dict[str, Path]) -> dict[str, Path]:
    """Every way of filling, not yet reckoned."""
    template = templates["rising-enterprise"]
    ways = {"wrong": faulty_cells(), "over": entries_at(RISING, range(FIRST, FIRST + 6))}
    ways["query"] = entries_at(RISING, [FIRST, FIRST + 3]) | {(FIRST, "patents_filed.mean"): 8}
    made = {
        name: fill(template, folder / f"{name}.xlsx", RISING, way) for name, way in ways.items()
    }
    for _, board in BOARDS:
        cells = entries_at(board, [first_of(board)])
        made[board.id] = fill(templates[board.id], folder / f"{board.id}.xlsx", board, cells)
        made[f"empty-{board.id}"] = fill(
            templates[board.id], folder / f"empty-{board.id}.xlsx", board, {}
        )
    for name, heading in (("typed", "*申报企业名称"), ("moved", "企业")):
        made[name] = folder / f"{name}.xlsx"
        fill_with_openpyxl(template, made[name], heading)
    return made


def fill_with_openpyxl(template: Path, path: Path, heading: str) -> None:
    """An entry in the first row, one below the prepared rows, both as openpyxl saves them."""
    book = read_book(template)
    for row in (FIRST, FIRST + 20):
        values = valid_values(RISING, row)
        for at, column in enumerate(RISING.fields, 1):
            book["新锐企业榜"].cell(row, at).value = values[column.key]
    book["新锐企业榜"]["D4"] = heading
    book.save(path)


@pytest.fixture(scope="module")
def scenarios(folder: Path, filled_in: dict[str, Path]) -> dict[str, Scenario]:
    paths = recalculate_all(list(filled_in.values()), folder / "reckoned")
    return {
        name: Scenario(filled_in[name], read_book(path, values=True))
        for name, path in zip(filled_in, paths, strict=True)
    }


@pytest.mark.parametrize("board", [board for _, board in BOARDS], ids=lambda board: board.id)
def test_valid_values_check_clean(filled_in: dict[str, Path], board: Board) -> None:
    status, files = check(filled_in[board.id])
    assert status == 0
    assert (files[0]["boards"], files[0]["entries"]) == ([board.id], 1)
    assert [each["code"] for each in files[0]["findings"]] == ["S109"]


@needs_libreoffice
@pytest.mark.parametrize("board", [board for _, board in BOARDS], ids=lambda board: board.id)
def test_valid_values_are_ready(scenarios: dict[str, Scenario], board: Board) -> None:
    quota = f"1 / {board.unit_quota.limit}" if board.unit_quota else "不限"
    found = scenarios[board.id]
    assert (found.verdict, found.counts) == ("可以报送 ✓", [1, 0, 0, quota])
    assert found.verdicts(board) == set()
    row = first_of(board)
    assert shown_rows(found.book["自检"], "行")[0][:5] == [row, "上海第7919测试有限公司", 0, 0, "✓"]


@needs_libreoffice
@pytest.mark.parametrize("board", [board for _, board in BOARDS], ids=lambda board: board.id)
def test_an_empty_template_is_saved_with_its_results(
    scenarios: dict[str, Scenario], templates: dict[str, Path], board: Board
) -> None:
    reckoned, saved = (
        scenarios[f"empty-{board.id}"].book,
        read_book(templates[board.id], values=True),
    )
    assert scenarios[f"empty-{board.id}"].verdict == "尚未填写任何条目"
    for name in ("自检", "校验公式"):
        assert [[cell.value or "" for cell in row] for row in saved[name].iter_rows()] == [
            [cell.value or "" for cell in row[: saved[name].max_column]]
            for row in reckoned[name].iter_rows(max_row=saved[name].max_row)
        ]


@cache
def address(key: str, row: int) -> str:
    at = [column.key for column in RISING.fields].index(key) + 1
    return f"{column_letters(at)}{row}"


@needs_libreoffice
def test_each_planted_fault_shows_at_its_cell(scenarios: dict[str, Scenario]) -> None:
    planted = {
        (address(key, row), verdict) for row, (key, _, verdict) in enumerate(FAULTS, FIRST + 1)
    }
    assert scenarios["wrong"].verdicts(RISING) == planted
    status, files = check(scenarios["wrong"].path)
    assert status == 1
    assert said(files[0]) == planted


@needs_libreoffice
def test_self_check_counts_and_leads_to_each_fault(scenarios: dict[str, Scenario]) -> None:
    found = scenarios["wrong"]
    errors = sum(verdict.startswith("错") for _, _, verdict in FAULTS)
    assert found.verdict == f"还有 {errors} 处错误须改正"
    assert found.counts == [len(FAULTS) + 1, errors, len(FAULTS) - errors, f"{len(FAULTS) + 1} / 5"]
    rows = shown_rows(found.book["自检"], "行")
    assert rows[0][2:5] == [0, 0, "✓"]
    for row, line, (key, _, verdict) in zip(range(FIRST + 1, 99), rows[1:], FAULTS, strict=False):
        is_error = verdict.startswith("错")
        words = f"{RISING.field(key).heading}：{TITLES[verdict[1:]]}"
        assert line[:1] + line[2:5] == [row, int(is_error), int(not is_error), words]
    place = 3 * len(RISING.fields) + 2
    for row, (key, _, _) in enumerate(FAULTS, FIRST + 1):
        at = found.book["校验公式"].cell(row, place).value
        assert f"{column_letters(at)}{row}" == address(key, row)


@needs_libreoffice
def test_self_check_counts_faults_by_kind(scenarios: dict[str, Scenario]) -> None:
    rows = [[cell.value for cell in row] for row in scenarios["wrong"].book["自检"].iter_rows()]
    words = {"错误": "错", "存疑": "疑"}
    counted = {
        words[row[8]] + row[6]: row[9] for row in rows if row[8] in words and row[9] not in (0, "")
    }
    verdicts = [verdict for _, _, verdict in FAULTS]
    assert counted == {verdict: verdicts.count(verdict) for verdict in verdicts}


def test_a_line_of_self_check_is_a_link_to_the_cell(templates: dict[str, Path]) -> None:
    sheet = read_book(templates["rising-enterprise"])["自检"]
    links = [cell.value for cell in sheet["E"] if "HYPERLINK" in str(cell.value)]
    rows = [re.search(r"HYPERLINK\(\"#'新锐企业榜'!\"&ADDRESS\((\d+),", link) for link in links]
    assert [int(found[1]) for found in rows if found] == list(range(FIRST, FIRST + 20))


@needs_libreoffice
def test_more_than_the_quota_is_not_ready(scenarios: dict[str, Scenario]) -> None:
    found = scenarios["over"]
    assert (found.verdict, found.counts) == ("超出推荐名额，请核对", [6, 0, 0, "6 / 5"])
    assert found.book["自检"]["C6"].value == "超出 1 个"
    assert said(check(found.path)[1][0]) == {("", "疑Q101")}


@needs_libreoffice
def test_doubts_may_be_sent(scenarios: dict[str, Scenario]) -> None:
    found = scenarios["query"]
    assert (found.verdict, found.counts) == ("可以报送，另有 1 处存疑请核对", [2, 0, 1, "2 / 5"])


@needs_libreoffice
def test_entries_below_the_prepared_rows_are_told(scenarios: dict[str, Scenario]) -> None:
    found = scenarios["typed"]
    assert found.counts[:3] == [1, 0, 0]
    assert found.verdict == "第 27 行以下填的内容未经自检，请移到上面的空行"
    assert found.book["自检"]["C3"].value == "第 27 行以下还有 79 格填了内容，未经自检"


@needs_libreoffice
def test_a_changed_heading_is_told_before_all_else(scenarios: dict[str, Scenario]) -> None:
    assert scenarios["moved"].verdict == "表头或示例行被移动，自检不准，请撤销改动或改用新的模板"
