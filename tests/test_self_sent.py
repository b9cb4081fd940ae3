"""Boards whose participants send for themselves (自荐): `unit` names the subject's own column.

One folder is run: a park that sends itself, one that an expert sends, and one that tells nothing
but its name.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from filled_templates import shipped, valid_values
from openpyxl import Workbook, load_workbook

from toolkit.cli import main

CAMPAIGN = shipped("kcxf-2025")
BOARD = CAMPAIGN.board("innovation-park")
HEADINGS = [column.header for column in BOARD.fields]


def write_sheet(path: Path, rows: list[dict[str, object]]) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(HEADINGS)
    for row in rows:
        page.append([row.get(column.key) for column in BOARD.fields])
    book.save(path)


def park(number: int, name: str) -> dict[str, object]:
    return valid_values(BOARD, number) | {"park": name}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("self")
    inbox, received = folder / "收件", folder / "收件.xlsx"
    inbox.mkdir()
    nothing_else = {"park": "河滨智造园"}
    write_sheet(inbox / "年度科创园区+临江数字谷.xlsx", [park(1, "临江数字谷"), nothing_else])
    write_sheet(inbox / "推荐.xlsx", [park(2, "北岭软件园")])
    book = Workbook()
    for row in (["文件", "收到时间", "推荐单位"], ["推荐.xlsx", "2025-11-03 10:00", "顾砚秋"]):
        book.worksheets[0].append(row)
    book.save(received)
    given = ["run", inbox, "-c", CAMPAIGN.id, "-o", folder / "输出", "--received", received]
    assert CliRunner().invoke(main, list(map(str, given))).exit_code == 0
    return folder / "输出"


def test_whoever_takes_part_is_the_unit_unless_the_receipt_tells_another(out: Path) -> None:
    with (out / "records" / "ledger.csv").open(encoding="utf-8-sig", newline="") as records:
        decided = [(row["name"], row["unit"], row["outcome"]) for row in csv.DictReader(records)]
    assert decided == [
        ("北岭软件园", "顾砚秋", "accepted"),
        ("临江数字谷", "临江数字谷", "accepted"),
        # A name alone is an entry here, of which much is missing.
        ("河滨智造园", "河滨智造园", "returned"),
    ]


def test_the_secretariats_sheet_keeps_the_name_beside_the_sender(out: Path) -> None:
    book = load_workbook(out / "汇总.xlsx", read_only=True)
    rows = book[BOARD.title].iter_rows(values_only=True)
    heading = next(row for row in rows if "园区名称" in row)
    name, unit = heading.index("园区名称"), heading.index("推荐单位")
    assert [(row[name], row[unit]) for row in rows if row[name]] == [
        ("北岭软件园", "顾砚秋"),
        ("临江数字谷", "临江数字谷"),
    ]
