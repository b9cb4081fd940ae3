"""The README's laws that need workbooks, under Hypothesis: 1, 3, 5 and 9.

Each run starts a child process, so the examples are few; `law_files.EVERY_TRAP` holds by itself
what only some generated batches do.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from law_batches import CAMPAIGN, ENTERPRISE, ONE, REGISTERS, SCHEMAS, TWO, A, B, C, X
from law_files import EVERY_TRAP, File, Line, Sheet, file_batches, write_inbox
from openpyxl import load_workbook

from toolkit.model import Registers, Run, Status
from toolkit.pipeline.running import run
from toolkit.writers import write_outputs

ON_FILES = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])


# ---------------------------------------------------------------- 1 conservation, 5 provenance


@ON_FILES
@given(files=file_batches())
@example(files=EVERY_TRAP)
def test_no_row_of_a_workbook_is_lost_and_cited_cells_hold_the_values_quoted(
    files: tuple[File, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    inbox = tmp_path_factory.mktemp("inbox")
    write_inbox(files, inbox)
    run = run_on(inbox)
    assert sum(submission.entries for submission in run.submissions) == len(run.entries)
    assert len(run.ledger.decisions) == len(run.entries)
    for file in files:
        assert_every_row_is_accounted_for(file, run)
    assert_cited_cells_hold_what_is_quoted(run, inbox)


def run_on(inbox: Path, registers: Registers = REGISTERS) -> Run:
    return run(CAMPAIGN, inbox, registers, {})


def assert_every_row_is_accounted_for(file: File, run: Run) -> None:
    submission = next(each for each in run.submissions if each.path == file.path)
    if submission.status is not Status.READ:
        assert submission.status is Status.REPEATED
        return
    for sheet in file.sheets:
        title = CAMPAIGN.board(sheet.board).title
        first = len(sheet.title) + 2
        own = [e for e in run.entries if (e.submission, e.table.sheet) == (file.path, title)]
        wanted = [row for row, line in enumerate(sheet.lines, start=first) if line.entry]
        assert [entry.row for entry in own] == wanted
        skipped = [
            finding.ref.row
            for finding in run.findings
            if finding.code == "S109"
            and (finding.ref.submission, finding.ref.sheet) == (file.path, title)
        ]
        rest = [
            row
            for row, line in enumerate(sheet.lines, start=first)
            if not line.entry and any(cell is not None for cell in line.cells)
        ]
        assert set(rest) <= set(skipped) | set(following(rest))


def following(rows: list[int]) -> list[int]:
    """Rows right below another one: runs of rows that hold only numbers are said once."""
    return [row for row in rows if row - 1 in rows]


def assert_cited_cells_hold_what_is_quoted(run: Run, inbox: Path) -> None:
    books = {
        submission.path: load_workbook(inbox / submission.path, data_only=True)
        for submission in run.submissions
    }
    for finding in run.findings:
        if finding.ref.cell:
            cell = books[finding.ref.submission][finding.ref.sheet][finding.ref.cell]
            assert finding.value == shown(cell.value), finding


def shown(value: object) -> str:
    """A cell as findings quote it: text as is, numbers at their shortest, ISO dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


# ---------------------------------------------------------------- 3 order


@settings(ON_FILES, max_examples=3)
@given(files=file_batches())
def test_the_order_in_which_files_are_listed_changes_nothing(
    files: tuple[File, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    there, back = tmp_path_factory.mktemp("there"), tmp_path_factory.mktemp("back")
    write_inbox(files, there)
    copies = [file for file in sorted(there.rglob("*"), reverse=True) if file.is_file()]
    for at, file in enumerate(copies):
        target = back / file.relative_to(there)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
        os.utime(target, (at, at))
    assert run_on(there) == run_on(back)


# ---------------------------------------------------------------- 9 same bytes


def test_the_same_batch_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    batch = (
        (f"{ONE}/名单.xlsx", ((1, ONE, 1, X, A), (2, ONE, 1, "青禾电子有限公司", B), (3, ONE))),
        (f"{TWO}/名单.xlsx", ((1, TWO, None, X, A), (2, TWO, 2, "远山生物有限公司", C))),
    )
    for path, rows in batch:
        write_rows(inbox / path, rows)
    for name in ("一", "二", "三", "四", "五"):
        (inbox / f"{name}.txt").write_text(name, encoding="utf-8")
    trees = []
    for name, seed in (("甲", "1"), ("乙", "2")):
        out = tmp_path / name / "输出"
        call = [sys.executable, "-m", "toolkit", "run", str(inbox), "-c", "laws", "-o", str(out)]
        place = {"TOOLKIT_SCHEMAS": str(SCHEMAS), "PYTHONHASHSEED": seed}
        subprocess.run(call, check=True, capture_output=True, env={**os.environ, **place})
        trees.append({p.relative_to(out): p.read_bytes() for p in files_below(out)})
    assert len(trees[0]) > 6
    assert trees[0] == trees[1]


def write_rows(path: Path, rows: tuple[tuple[object, ...], ...]) -> None:
    lines = tuple(Line(tuple(cells)) for cells in rows)  # type: ignore[arg-type]
    write_inbox([File(path.name, (Sheet(ENTERPRISE, (), lines),))], path.parent)


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@settings(ON_FILES, max_examples=3)
@given(files=file_batches())
def test_a_second_run_in_this_process_writes_the_same_bytes(
    files: tuple[File, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    inbox = tmp_path_factory.mktemp("inbox")
    write_inbox(files, inbox)
    outs = [tmp_path_factory.mktemp("out") / "输出" for _ in range(2)]
    for out in outs:
        write_outputs(run_on(inbox), out)
    first, second = ({p.relative_to(o): p.read_bytes() for p in files_below(o)} for o in outs)
    assert first == second
    with (outs[0] / "records" / "ledger.csv").open(encoding="utf-8-sig", newline="") as lines:
        ledger = list(csv.DictReader(lines))
    with (outs[0] / "records" / "submissions.csv").open(encoding="utf-8-sig", newline="") as lines:
        assert sum(int(each["entries"]) for each in csv.DictReader(lines)) == len(ledger)
