"""The laws of product.md §3 that hold for every run: 1–5 and 7–9, under Hypothesis.

Most stand at `decide`, which needs no files; order, provenance and sameness of bytes are shown on
workbooks. Law 6 belongs to templates, law 10 to screening.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from law_batches import (
    CAMPAIGN,
    CASE,
    ENTERPRISE,
    NONE_LEFT,
    ONE,
    REGISTERS,
    SCHEMAS,
    THREE,
    TWO,
    A,
    B,
    Batch,
    C,
    Checked,
    Row,
    Sent,
    X,
    accepted_only,
    batches,
    build,
    contests,
    credit_code,
    outcomes,
    row,
    sent,
    settle,
)
from law_files import File, file_batches, write_inbox
from openpyxl import load_workbook
from oracle import name_key, quota_scopes

from toolkit import pipeline
from toolkit.model import (
    Decision,
    Finding,
    Ledger,
    Outcome,
    Registers,
    Run,
    Severity,
    Status,
)
from toolkit.pipeline.deciding import Decided
from toolkit.writers import write_outputs

ON_FILES = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])


# ---------------------------------------------------------------- 1 conservation


def test_every_entry_has_one_outcome_and_every_outcome_occurs() -> None:
    seen: Counter[Outcome] = Counter()

    @settings(max_examples=100)
    @given(batches())
    def conserved(batch: Batch) -> None:
        checked, decided = settle(batch)
        numbers = [decision.entry for decision in decided.ledger.decisions]
        assert numbers == [entry.number for entry in checked.entries]
        assert numbers == list(range(1, sum(len(sent.rows) for sent in batch) + 1))
        assert sum(decided.ledger.counts().values()) == len(numbers)
        assert sum(use.nominated for use in decided.quotas) == len(numbers)
        seen.update(decision.outcome for decision in decided.ledger.decisions)

    conserved()
    assert set(seen) == set(Outcome) - {Outcome.WITHDRAWN}


@pytest.mark.parametrize("numbers", [(2,), (1, 1), (1, 3), (2, 1)])
def test_an_unbalanced_ledger_cannot_exist(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Ledger(tuple(Decision(number, Outcome.ACCEPTED) for number in numbers))


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.ACCEPTED])
def test_a_ledger_with_a_silent_no_cannot_exist(outcome: Outcome) -> None:
    for codes, reason in (((), "因为"), (("V101",), "")):
        with pytest.raises(ValueError, match="without a code and a reason"):
            Ledger((Decision(1, outcome, codes, 0, reason),))


@ON_FILES
@given(files=file_batches())
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
    return pipeline.run(CAMPAIGN, inbox, registers, {})


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


# ---------------------------------------------------------------- 2 no silent no


@settings(max_examples=60)
@given(batches())
def test_every_outcome_but_accepted_has_a_code_a_reason_and_a_place(batch: Batch) -> None:
    checked, decided = settle(batch)
    for decision in decided.ledger.decisions:
        if decision.outcome is Outcome.ACCEPTED:
            assert decision == Decision(decision.entry, Outcome.ACCEPTED)
            continue
        assert decision.codes
        assert decision.reason
        for code in decision.codes:
            said = speaking_of(checked, decided, decision.entry, code)
            assert [finding.ref.cell for finding in said if finding.ref.cell], decision


@settings(max_examples=60)
@given(batches())
def test_an_accepted_entry_bears_no_error(batch: Batch) -> None:
    checked, decided = settle(batch)
    for decision in decided.ledger.decisions:
        errors = [
            finding
            for finding in (*checked.findings, *decided.findings)
            if finding.entry == decision.entry and finding.severity is Severity.ERROR
        ]
        assert bool(errors) <= (decision.outcome is not Outcome.ACCEPTED)


def speaking_of(checked: Checked, decided: Decided, entry: int, code: str) -> list[Finding]:
    """The findings of a code about an entry, or about its whole sheet."""
    sheet = checked.entries[entry - 1].ref()
    return [
        finding
        for finding in (*checked.findings, *decided.findings)
        if finding.code == code
        and (
            finding.entry == entry
            or (not finding.entry and (finding.ref.submission, finding.ref.sheet)
                == (sheet.submission, sheet.sheet))
        )
    ]  # fmt: skip


# ---------------------------------------------------------------- 3 order


@settings(ON_FILES, max_examples=3)
@given(files=file_batches(), seed=st.randoms(use_true_random=False))
def test_the_order_in_which_files_are_listed_changes_nothing(
    files: tuple[File, ...], seed: object, tmp_path_factory: pytest.TempPathFactory
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


# ---------------------------------------------------------------- 4 quota


@settings(max_examples=120)
@given(st.one_of(batches(), contests()))
def test_no_more_than_the_limit_and_nobody_out_while_a_place_is_free(batch: Batch) -> None:
    checked, decided = settle(batch)
    assert_places_are_used(checked, decided)
    for use in decided.quotas:
        assert use.limit is not None
        assert use.accepted <= use.limit


def test_a_place_that_came_free_is_taken() -> None:
    # 天枢 has the one place of 甲学会 until 天玑 is nominated again by 乙科协, with a better rank
    # and the same applicant; then 天璇, which had no place, has one.
    batch = (
        sent(ONE, row(CASE, "天枢", A, 2, applicant="申一"), row(CASE, "天璇", B, 3)),
        sent(NONE_LEFT, row(CASE, "天玑", C, 1)),
        sent(TWO, row(CASE, "天玑", C, 1, applicant="申一")),
        sent(NONE_LEFT, row(CASE, "天璇", B, 1)),
    )
    assert outcomes(batch) == [
        ("over_quota", "Q101", 0),
        ("accepted", "", 0),
        ("over_quota", "Q101", 0),
        ("accepted", "", 0),
        ("duplicate", "D101", 2),
    ]


def assert_places_are_used(checked: Checked, decided: Decided) -> None:
    taken: Counter[object] = Counter()
    scopes_of = {
        entry.number: dict(quota_scopes(entry, CAMPAIGN, REGISTERS)) for entry in checked.entries
    }
    for decision in decided.ledger.decisions:
        if decision.outcome is Outcome.ACCEPTED:
            taken.update(list(scopes_of[decision.entry]))
    for decision in decided.ledger.decisions:
        scopes = scopes_of[decision.entry]
        if decision.outcome is Outcome.ACCEPTED:
            assert all(taken[scope] <= limit for scope, limit in scopes.items())
        if decision.outcome is Outcome.OVER_QUOTA:
            assert any(taken[scope] >= limit for scope, limit in scopes.items())


# ---------------------------------------------------------------- 5 provenance


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
    """A cell as product.md §3 quotes it: text as is, numbers at their shortest, ISO dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


# ---------------------------------------------------------------- 7 idempotence


@settings(max_examples=60)
@given(st.one_of(batches(), contests()))
def test_the_accepted_entries_fed_back_are_all_accepted(batch: Batch) -> None:
    again = accepted_only(batch)
    assume(not has_a_name_without_code_under_several_codes(again))
    assert {outcome for outcome, _, _ in outcomes(again)} <= {"accepted"}


def has_a_name_without_code_under_several_codes(batch: Batch) -> bool:
    """Here two rules of product.md §5 cannot both hold: an entry without a code joins the first
    code of its name, and once that one has gone as its duplicate, it joins the next.
    """
    rows = [item for sent in batch for item in sent.rows]
    return any(
        not valid(item.code) and any(
            valid(other.code) and name_key(other.name) == name_key(item.name) for other in rows
        )
        for item in rows
    )  # fmt: skip


def valid(code: str) -> bool:
    return code in {credit_code(number) for number in range(200)}


# ---------------------------------------------------------------- 8 independence


@settings(max_examples=60)
@given(st.one_of(batches(), contests()), st.data())
def test_one_more_entry_with_a_free_place_changes_no_other_outcome(
    batch: Batch, data: st.DataObject
) -> None:
    checked, decided = settle(batch)
    unit = data.draw(st.sampled_from((ONE, TWO, THREE)))
    added = Row(
        board=data.draw(st.sampled_from((CASE, ENTERPRISE))),
        name="全新智造有限公司",
        code=credit_code(77),
        rank=data.draw(st.sampled_from((None, 1, 2, 3))),
        domain="电子",
        applicant="申三",
        unit=unit,
    )
    larger = add(batch, added, data)
    assume(has_a_free_place(batch, decided, added))
    now, decided_now = settle(larger)
    place = now.rows.index(added) + 1
    assert decided_now.ledger.decision(place).outcome is Outcome.ACCEPTED
    before = [(d.outcome, d.codes, d.kept) for d in decided.ledger.decisions]
    after = [
        (d.outcome, d.codes, d.kept - (d.kept > place))
        for d in decided_now.ledger.decisions
        if d.entry != place
    ]
    assert after == before


def add(batch: Batch, added: Row, data: st.DataObject) -> Batch:
    """The batch with one more row, in a file of its own or at any place of another."""
    at = data.draw(st.integers(0, len(batch)))
    if at == len(batch) or batch[at].faulty_sheet == added.board:
        return (*batch, Sent(added.unit, (added,)))
    into = batch[at]
    among = data.draw(st.integers(0, len(into.rows)))
    rows = (*into.rows[:among], added, *into.rows[among:])
    return (*batch[:at], replace(into, rows=rows), *batch[at + 1 :])


def has_a_free_place(batch: Batch, decided: Decided, added: Row) -> bool:
    alone = build((Sent(added.unit, (added,)),))
    checked = build(batch)
    taken: Counter[object] = Counter()
    for decision in decided.ledger.decisions:
        if decision.outcome is Outcome.ACCEPTED:
            entry = checked.entries[decision.entry - 1]
            taken.update(scope for scope, _ in quota_scopes(entry, CAMPAIGN, REGISTERS))
    wanted = dict(quota_scopes(alone.entries[0], CAMPAIGN, REGISTERS))
    return all(taken[scope] < limit for scope, limit in wanted.items())


# ---------------------------------------------------------------- 9 same bytes


def test_the_same_batch_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    batch = (
        (f"{ONE}/名单.xlsx", ((1, ONE, 1, X, A), (2, ONE, 1, "青禾电子有限公司", B), (3, ONE))),
        (f"{TWO}/名单.xlsx", ((1, TWO, None, X, A), (2, TWO, 2, "远山生物有限公司", C))),
    )
    for path, rows in batch:
        write_rows(inbox / path, rows)
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
    from law_files import Line, Sheet

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
