"""Every line of what people write in cells, through real files of every kind, from end to end."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from cell_cases import CASES, Case
from cell_sheets import WRITERS, is_held, write_csv, write_xlsxwriter
from click.testing import CliRunner

from toolkit.campaign import load_campaign
from toolkit.cli import main

SCHEMAS = Path(__file__).parent / "campaigns"
BOARD = load_campaign(SCHEMAS / "cells").boards[0]
HEADINGS = [column.header for column in BOARD.fields]
KEYS = {column.header: column.key for column in BOARD.fields}
TYPES = {column.header: column.type for column in BOARD.fields}
# In a CSV everything is text, so that nothing is said of numbers and days as text.
SILENT_IN_CSV = {"number": "V202 note", "integer": "V202 note", "date": "V207 note"}
RISKY = {"=1+1", "=cmd|'/c calc'!A0", "+86", "@甲", "-甲"}
LETTERS = "甲乙丙丁戊己庚辛壬癸"


def held(kind: str) -> list[Case]:
    return [case for case in CASES if is_held(kind, case[1])]


def named(kind: str, cases: list[Case]) -> list[tuple[str, str, Any]]:
    """Rows of different names, so that none is another's duplicate."""
    first = list(WRITERS).index(kind)
    return [
        ("".join(LETTERS[int(digit)] for digit in f"{first}{at:04}"), heading, cell)
        for at, (heading, cell, _, _) in enumerate(cases)
    ]


def run(inbox: Path, out: Path) -> None:
    result = CliRunner().invoke(
        main, ["run", str(inbox), "-c", "cells", "--schemas", str(SCHEMAS), "-o", str(out)]
    )
    assert result.exit_code == 0, result.output


def records(out: Path, name: str) -> list[dict[str, str]]:
    with (out / "records" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `run` makes of a file of every kind, all with the same cells."""
    folder = tmp_path_factory.mktemp("cells")
    (folder / "收件").mkdir()
    for kind, write in WRITERS.items():
        write(folder / "收件" / kind, HEADINGS, named(kind, held(kind)))
    run(folder / "收件", folder / "输出")
    return folder / "输出"


def read_as(out: Path, kind: str) -> list[Case]:
    """Each case with the value it was given, and with what was said of its cell."""
    values = pl.read_parquet(out / "records" / "entries.parquet")
    board = values if isinstance(values, pl.DataFrame) else values.collect()
    entries = [each for each in records(out, "ledger") if each["submission"] == kind]
    said = defaultdict(list)
    for each in records(out, "findings"):
        if each["submission"] == kind and each["code"].startswith("V"):
            said[each["entry"], each["field"]].append(f"{each['code']} {each['severity']}")
    by_entry = {row["entry"]: row for row in board.iter_rows(named=True)}
    found = []
    for (heading, cell, _, _), entry in zip(held(kind), entries, strict=True):
        value = by_entry[int(entry["entry"])][KEYS[heading]]
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        found.append((heading, cell, value, "; ".join(said[entry["entry"], heading])))
    return found


def expected(kind: str) -> list[Case]:
    cases = held(kind)
    if not kind.endswith(".csv"):
        return cases
    return [
        (heading, cell, value, "" if said == SILENT_IN_CSV.get(TYPES[heading]) else said)
        for heading, cell, value, said in cases
    ]


@pytest.mark.parametrize("kind", WRITERS)
def test_every_cell_is_read_as_people_mean_it(out: Path, kind: str) -> None:
    pairs = zip(read_as(out, kind), expected(kind), strict=True)
    assert [f"{was} != {should[2:]}" for was, should in pairs if was != should] == []


def test_every_case_stands_in_some_file() -> None:
    assert [case for case in CASES if not any(is_held(kind, case[1]) for kind in WRITERS)] == []


def test_a_bare_serial_counts_from_1904_where_its_workbook_does(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    rows = [("甲乙丙", "成立日期", 41764.0), ("丁戊己", "成立日期", date(2018, 5, 6))]
    write_xlsxwriter(inbox / "名单.xlsx", HEADINGS, rows, from_1904=True)
    run(inbox, tmp_path / "输出")
    values = pl.read_parquet(tmp_path / "输出" / "records" / "entries.parquet")
    assert values["founded"].to_list() == [date(2018, 5, 6)] * 2


def test_a_text_that_no_cell_holds_is_sent_back(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    rows = [("甲乙丙", "简介", "长" * 60_000), ("丁戊己", "简介", "长" * 32_767)]
    write_csv(inbox / "名单.csv", HEADINGS, rows)
    run(inbox, tmp_path / "输出")
    told = [(each["entry"], each["code"]) for each in records(tmp_path / "输出", "findings")]
    assert told == [("1", "V304")]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_what_strangers_write_is_a_formula_in_no_output(tmp_path: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "输出"
    inbox.mkdir()
    # The last row is sent back, so that there is a marked copy of every kind.
    cases: list[Case] = [("简介", text, text, "") for text in sorted(RISKY)]
    cases.append(("是否上市", "申请中", None, "V401 error"))
    for kind, write in WRITERS.items():
        write(inbox / kind, HEADINGS, named(kind, cases))
    run(inbox, out)
    workbooks = sorted(out.rglob("*.xlsx"))
    assert len(workbooks) > len(WRITERS)
    for path in workbooks:
        sheets = openpyxl.load_workbook(path).worksheets
        found = [cell for each in sheets for line in each.iter_rows() for cell in line]
        assert {cell.data_type for cell in found if cell.value in RISKY} <= {"s"}
        if path.name == "汇总.xlsx":
            assert {cell.value for cell in found} >= RISKY


def test_what_looks_like_a_formula_is_kept_as_it_came(out: Path) -> None:
    kept = pl.read_parquet(out / "records" / "entries.parquet")["text"].to_list()
    assert set(kept) >= RISKY
