"""The bundled working folders give what was decided for them by hand, and keep the laws.

`expected/` was written from the rules and the workbooks, not by the toolkit; only the wording of
the messages was taken from a run, after it had been read through. What a newcomer would get wrong:
when one of these fails, the rules say which side is right; expected/ is never overwritten with
what came out.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlrd
from click.testing import CliRunner
from openpyxl.utils import coordinate_to_tuple

from toolkit.cli import main

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = tuple(sorted(path.parent.name for path in EXAMPLES.glob("*/征集.yaml")))
# Long enough to be examined in every way.
LONG = ("kczg-2022", "sme-2025")
TABLES = ("ledger", "submissions", "quotas", "findings")
# How many columns of each type entries.parquet has, counted from the boards' files.
TYPES = {
    "kczg-2022": {
        "Int64": 54, "String": 76, "Float64": 55, "Boolean": 9, "Date": 1, "List(String)": 7,
    },
    "sme-2025": {"Int64": 5, "String": 8, "Float64": 8, "Boolean": 3, "List(String)": 1},
}  # fmt: skip
PARSE: dict[str, Callable[[str], Any]] = {
    "Int64": int,
    "String": str,
    "Float64": float,
    "Boolean": {"TRUE": True, "FALSE": False}.__getitem__,
    "Date": date.fromisoformat,
    "List(String)": lambda text: text.split("；"),
}

Reader = Callable[[str], object]


def run_toolkit(*arguments: object) -> None:
    result = CliRunner().invoke(main, ["run", *(str(argument) for argument in arguments)])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module", params=NAMES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example, already run."""
    copy = tmp_path_factory.mktemp("examples") / str(request.param)
    shutil.copytree(EXAMPLES / copy.name, copy, ignore=shutil.ignore_patterns("输出*"))
    run_toolkit(copy, *(() if copy.name in LONG else ("--jobs", "1")))
    return copy


long_ones = pytest.mark.parametrize("folder", LONG, indirect=True)


def records(folder: Path) -> Path:
    return folder / "输出" / "records"


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def digests(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


# ---------------------------------------------------------------- what was decided by hand


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_letter_for_letter_the_expected_one(folder: Path, table: str) -> None:
    written = (records(folder) / f"{table}.csv").read_bytes().decode()
    assert written == (folder / "expected" / f"{table}.csv").read_bytes().decode()


def test_every_value_of_every_entry_is_the_expected_one(folder: Path) -> None:
    entries = pl.read_parquet(records(folder) / "entries.parquet")
    types = {column: str(dtype) for column, dtype in entries.schema.items()}
    expected = [
        {column: PARSE[types[column]](text) if text else None for column, text in row.items()}
        for row in read_table(folder / "expected" / "entries.csv")
    ]
    differing = [
        (wanted["entry"], column, wanted[column], found[column])
        for wanted, found in zip(expected, entries.to_dicts(), strict=True)
        for column in found
        if wanted[column] != found[column]
    ]
    assert differing == []
    assert list(expected[0]) == entries.columns


@long_ones
def test_every_column_of_entries_has_its_type(folder: Path) -> None:
    entries = pl.read_parquet(records(folder) / "entries.parquet")
    assert Counter(map(str, entries.dtypes)) == TYPES[folder.name]


@long_ones
@pytest.mark.parametrize("options", [("--jobs", "1"), ("--jobs", "2"), ("--no-screening",)])
def test_however_files_are_examined_the_bytes_are_the_same(
    folder: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    run_toolkit(folder, "-o", tmp_path / "输出", *options)
    assert digests(tmp_path / "输出") == digests(folder / "输出")


def test_the_run_says_the_expected_campaign_and_counts(folder: Path) -> None:
    expected = json.loads((folder / "expected" / "run.json").read_text(encoding="utf-8"))
    written = json.loads((records(folder) / "run.json").read_text(encoding="utf-8"))
    assert {key: written[key] for key in ("campaign", "counts")} == expected


def test_the_examples_show_every_outcome_but_withdrawn() -> None:
    ledgers = [read_table(EXAMPLES / name / "expected" / "ledger.csv") for name in NAMES]
    assert {row["outcome"] for ledger in ledgers for row in ledger} == {
        "returned", "ineligible", "superseded", "duplicate", "over_quota", "accepted",
    }  # fmt: skip


# ---------------------------------------------------------------- the laws


def test_entries_of_the_submissions_add_up_to_the_ledger(folder: Path) -> None:
    ledger = read_table(records(folder) / "ledger.csv")
    submissions = read_table(records(folder) / "submissions.csv")
    read = {row["submission"]: int(row["entries"]) for row in submissions if int(row["entries"])}
    assert Counter(row["submission"] for row in ledger) == read
    assert [int(row["entry"]) for row in ledger] == list(range(1, sum(read.values()) + 1))


@long_ones
def test_a_second_run_writes_the_same_bytes(folder: Path) -> None:
    first = digests(folder / "输出")
    assert {f"records/{table}.csv" for table in TABLES} < set(first)
    run_toolkit(folder)
    assert digests(folder / "输出") == first
    assert not (folder / "输出-改动").exists()


@long_ones
def test_an_inbox_with_its_lists_gives_the_same_as_the_folder(folder: Path, tmp_path: Path) -> None:
    lists, out = folder / "名录", tmp_path / "out"
    run_toolkit(
        folder / "收件", "-c", folder.name, "-o", out,
        "--units", lists / "推荐单位.xlsx", "--winners", lists / "往届入选.xlsx",
        "--barred", lists / "限制名单.xlsx", "--received", lists / "收件.xlsx",
    )  # fmt: skip
    told = json.loads((out / "records" / "run.json").read_text(encoding="utf-8"))
    told_of_folder = json.loads((records(folder) / "run.json").read_text(encoding="utf-8"))
    for by_place in ("inputs", "campaign_digest"):  # 征集.yaml, and where the lists stand
        del told[by_place], told_of_folder[by_place]
    assert told == told_of_folder
    written = digests(out)
    del written["records/run.json"]  # speaks of all the others
    assert written == told["outputs"]


# openpyxl cannot parse a footer whose text has Chinese between &P and &N, and says so.
@pytest.mark.filterwarnings("ignore:Cannot parse header or footer")
def test_a_cited_cell_read_by_another_library_holds_the_quoted_value(folder: Path) -> None:
    open_sheet = cache(cells_of)
    cited = [row for row in read_table(records(folder) / "findings.csv") if row["cell"]]
    quoted = [(row["submission"], row["sheet"], row["cell"], row["value"]) for row in cited]
    assert quoted == [
        (file, sheet, cell, as_quoted(open_sheet(folder / "收件" / file, sheet)(cell)))
        for file, sheet, cell, _ in quoted
    ]


# ---------------------------------------------------------------- other readers


def cells_of(path: Path, sheet: str) -> Reader:
    """What stands in a sheet's cells, by libraries other than the toolkit's first reader."""
    readers = {".xlsx": _cells_of_xlsx, ".xls": _cells_of_xls, ".csv": _cells_of_csv}
    return readers[path.suffix](path, sheet)


def _cells_of_xlsx(path: Path, sheet: str) -> Reader:
    cells = openpyxl.load_workbook(path, data_only=True)[sheet]
    return lambda cell: cells[cell].value


def _cells_of_xls(path: Path, sheet: str) -> Reader:
    book = xlrd.open_workbook(path)
    cells = book.sheet_by_name(sheet)

    def value(cell: str) -> object:
        row, column = coordinate_to_tuple(cell)
        found = cells.cell(row - 1, column - 1)
        is_date = found.ctype == xlrd.XL_CELL_DATE
        return xlrd.xldate_as_datetime(found.value, book.datemode) if is_date else found.value

    return value


def _cells_of_csv(path: Path, sheet: str) -> Reader:
    assert sheet == ""
    lines = dict(_records_by_line(path.read_bytes().decode("gb18030")))

    def value(cell: str) -> object:
        row, column = coordinate_to_tuple(cell)
        return lines[row][column - 1]

    return value


def _records_by_line(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on: a quoted value may run over several."""
    reader, line = csv.reader(text.splitlines(keepends=True)), 1
    for record in reader:
        yield line, record
        line = reader.line_num + 1


def as_quoted(value: object) -> str:
    """Text as it is, numbers at their shortest, dates as in ISO 8601, a blank cell as nothing."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return "" if value is None else str(value)
