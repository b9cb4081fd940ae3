"""Every kind of mess that people send gets its verdict, and costs nobody else anything."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import zoo
import zoo_cells
from zoo_pains import PAINS
from zoo_parts import Kind
from zoo_run import (
    REGISTER_WORDS,
    ZooRun,
    check_zoo,
    expected_of_check,
    files_below,
    in_another_order,
    is_checkable,
    run_zoo,
)

CODE = re.compile(" [A-Z][0-9]{3}$")
CAMPAIGNS = tuple(dict.fromkeys(kind.campaign for kind in zoo.KINDS))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ZooRun]:
    """All kinds, run together with those of the same campaign."""
    return {name: run_zoo(tmp_path_factory.mktemp(name), name) for name in CAMPAIGNS}


@pytest.fixture(scope="module")
def checks(runs: dict[str, ZooRun]) -> dict[str, tuple[int, list[str]]]:
    """What `check` says of each kind."""
    return {name: said for run in runs.values() for name, said in check_zoo(run).items()}


# What this platform cannot hold (files closed to root, links on Windows) has no tests here.
HELD = [kind for kind in zoo.KINDS if not zoo.missing(kind.needs)]
EVERY = pytest.mark.parametrize("kind", HELD, ids=lambda kind: kind.name)
EACH_CAMPAIGN = pytest.mark.parametrize("campaign", CAMPAIGNS)


# ---------------------------------------------------------------- kind by kind


@EVERY
def test_what_becomes_of_it(runs: dict[str, ZooRun], kind: Kind) -> None:
    run = runs[kind.campaign]
    assert run.became_of(kind) == run.expected_of(kind)


@EVERY
def test_the_register_says_what_became_of_each_file(runs: dict[str, ZooRun], kind: Kind) -> None:
    register = runs[kind.campaign].register()
    found = {path: register[f"{kind.name}/{path}"]["处理情况"] for path in kind.files}
    verdicts = {path: CODE.sub("", said) for path, said in kind.files.items()}
    assert found == {path: REGISTER_WORDS[said] for path, said in verdicts.items()}


@pytest.mark.parametrize("name", ["eml", "msg"])
def test_the_register_says_who_sent_a_letter_and_what_it_was_about(
    runs: dict[str, ZooRun], name: str
) -> None:
    line = runs["zoo"].register()[f"{name}/邮件.{name}/名单.xlsx"]
    source = "丹青学会 <lianxi@example.com> · 样本企业榜+丹青学会"
    assert (line["来源"].replace('"', ""), line["收到时间"]) == (source, "2025-09-01 09:30:00")


@pytest.mark.parametrize("kind", list(filter(is_checkable, HELD)), ids=lambda kind: kind.name)
def test_check_says_of_it_what_a_run_says(
    checks: dict[str, tuple[int, list[str]]], kind: Kind
) -> None:
    assert checks[kind.name] == expected_of_check(kind)


@pytest.mark.parametrize("pain", PAINS)
def test_each_line_of_what_people_send_has_a_kind(pain: str) -> None:
    assert [kind.name for kind in zoo.KINDS if kind.line in pain]


def test_no_kind_stands_for_nothing() -> None:
    strays = [kind.name for kind in zoo.KINDS if not any(kind.line in pain for pain in PAINS)]
    assert (strays, len(zoo.BY_NAME)) == ([], len(zoo.KINDS))


# ---------------------------------------------------------------- all together


@EACH_CAMPAIGN
def test_the_ledger_balances(runs: dict[str, ZooRun], campaign: str) -> None:
    run = runs[campaign]
    ledger = run.rows("ledger")
    counted = Counter(row["submission"] for row in ledger)
    stated = {row["submission"]: int(row["entries"]) for row in run.rows("submissions")}
    assert counted == Counter(stated)
    assert [int(row["entry"]) for row in ledger] == list(range(1, len(ledger) + 1))
    assert sum(len(kind.entries) for kind in run.kinds) == len(ledger)


@EACH_CAMPAIGN
def test_every_file_on_disk_stands_in_the_register_once(
    runs: dict[str, ZooRun], campaign: str
) -> None:
    run = runs[campaign]
    named = [f"{kind.name}/{path}" for kind in run.kinds for path in kind.files]
    assert sorted(run.register()) == sorted(named)
    assert set(files_below(run.inbox)) <= set(named)


@EACH_CAMPAIGN
def test_another_order_of_the_same_files_gives_the_same_bytes(
    runs: dict[str, ZooRun], campaign: str, tmp_path: Path
) -> None:
    run = runs[campaign]
    again = in_another_order(run, tmp_path)
    names = sorted(path.name for path in (run.out / "records").iterdir())
    assert "run.json" in names  # which holds the digests of all else that was written
    for name in names:
        ours, theirs = (each.out / "records" / name for each in (run, again))
        assert ours.read_bytes() == theirs.read_bytes(), name


@EACH_CAMPAIGN
def test_workbooks_written_of_all_this_open(runs: dict[str, ZooRun], campaign: str) -> None:
    out = runs[campaign].out
    written = sorted(out.rglob("*.xlsx"))
    own = {text for text, _, _ in zoo_cells.FORMULA_TEXTS}
    texts: set[str] = set()
    for path in written:
        with warnings.catch_warnings():  # it leaves out sparklines, and dates beyond all time
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in own]
            assert {cell.data_type for cell in cells} <= {"s"}, (path, sheet.title)
            assert not [cell.coordinate for cell in cells if cell.hyperlink], (path, sheet.title)
            texts |= {str(cell.value) for cell in cells}
    assert out / "汇总.xlsx" in written
    assert texts == (own if campaign == "zoo" else set())


# ---------------------------------------------------------------- the command


def zoo_command(*words: str) -> tuple[int, str]:
    command = [sys.executable, str(Path(zoo.__file__)), *words]
    done = subprocess.run(
        command, capture_output=True, check=False, env={"PYTHONUTF8": "1"}, encoding="utf-8"
    )
    return done.returncode, done.stdout


def test_the_command_lists_the_kinds() -> None:
    status, said = zoo_command()
    listed = [line.split(maxsplit=1) for line in said.splitlines()]
    assert (status, listed) == (0, [[kind.name, kind.says] for kind in zoo.KINDS])


def test_the_command_writes_what_is_asked_for(tmp_path: Path) -> None:
    status, said = zoo_command("versions", "empty", str(tmp_path))
    assert (status, said.splitlines()) == (0, [str(tmp_path / k) for k in ("versions", "empty")])
    made = [f"{name}/{path}" for name in ("versions", "empty") for path in zoo.BY_NAME[name].files]
    assert files_below(tmp_path) == sorted(made)


def test_the_command_knows_its_kinds(tmp_path: Path) -> None:
    status, said = zoo_command("no-such-kind", str(tmp_path))
    assert (status, "no-such-kind" in said, files_below(tmp_path)) == (2, True, [])


def test_the_table_has_a_line_for_each_kind() -> None:
    status, said = zoo_command("--table")
    assert (status, said) == (0, zoo.table(zoo.KINDS) + "\n")
    assert len(said.splitlines()) == len(zoo.KINDS) + 2


@EVERY
def test_it_is_small_on_disk(runs: dict[str, ZooRun], kind: Kind) -> None:
    folder = runs[kind.campaign].inbox / kind.name
    sizes = [path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()]
    assert sum(sizes) < 1_000_000
