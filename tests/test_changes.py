"""What is different from the last run, and the sheet 与上次相比 that says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from compared_runs import KEEP, RENAMED, THIRD, UNLOCK, WAIVE, now, then, write_run
from openpyxl.workbook import Workbook
from rendering import read_book
from sample_run import CAMPAIGN, SHANGHAI, SOCIETY

from toolkit.differing import find_changes, keys_by_number
from toolkit.model import (
    ChangedFile,
    Changes,
    Decision,
    Effect,
    FileChange,
    Ledger,
    Outcome,
    Ruled,
    Run,
)
from toolkit.model.rulings import place_key
from toolkit.previous import fingerprint_of, read_previous
from toolkit.writers.changes_sheet import FIRST
from toolkit.writers.master import write_master


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The run of now, compared with what the first one wrote."""
    out = write_run(then(), tmp_path_factory.mktemp("then"))
    return now(read_previous(out, fingerprint_of(now())))


@pytest.fixture(scope="module")
def changes(compared: Run) -> Changes:
    assert compared.changes is not None
    return compared.changes


def differing(run: Run, before: Changes) -> list[tuple[int, str, str, bool]]:
    """Number, outcome before and after, and whether it was sent again."""
    found = find_changes(run, before.previous)
    assert found is not None
    return [
        (each.entry, each.past.outcome.value, each.after.value if each.after else "",
         each.is_sent_again)
        for each in found.entries
    ]  # fmt: skip


def with_outcomes(run: Run, **outcomes: Outcome) -> Run:
    """The run with other outcomes, by ``e`` and the entry's number."""
    decisions = list(run.ledger.decisions)
    for name, outcome in outcomes.items():
        number = int(name[1:])
        decisions[number - 1] = Decision(number, outcome, ("J101",), 0, "裁定")
    return replace(run, ledger=Ledger(tuple(decisions)))


# ---------------------------------------------------------------- entries


def test_moved_sent_again_and_gone(compared: Run, changes: Changes) -> None:
    assert differing(compared, changes) == [
        (3, "over_quota", "accepted", False),
        (10, "ineligible", "accepted", True),
        (0, "returned", "", False),
    ]
    moved, resent, gone = changes.entries
    assert moved.key == THIRD
    assert resent.key == place_key(CAMPAIGN.id, "8" * 64, "", 3)
    assert (resent.past.submission, resent.past.row) == ("中国电子学会.csv", 3)
    assert gone.key == place_key(CAMPAIGN.id, "d" * 64, "", 4)


def test_keys_stay_where_a_file_is_renamed(compared: Run) -> None:
    assert keys_by_number(compared)[4] == place_key(CAMPAIGN.id, "b" * 64, "新锐企业榜", 4)


def test_nothing_differs_from_itself(changes: Changes, tmp_path: Path) -> None:
    out = write_run(then(), tmp_path)
    same = find_changes(then(), read_previous(out, fingerprint_of(now())))
    assert same is not None
    assert not same
    assert find_changes(then(), None) is None
    assert changes


def test_sent_again_and_returned_again_is_no_change(compared: Run, changes: Changes) -> None:
    same = with_outcomes(compared, e10=Outcome.INELIGIBLE)
    assert [number for number, *_ in differing(same, changes)] == [3, 0]


def test_a_new_entry_beside_an_old_one_that_still_stands(compared: Run, changes: Changes) -> None:
    """The company of entry 1 once more, in a file of its own: entry 1 left room, or did not."""
    entries = [*compared.entries]
    entries[10] = replace(entries[10], values=entries[0].values)
    run = replace(compared, entries=type(compared.entries)(), ledger=compared.ledger)
    run = replace(run, entries=_columns(entries))
    assert (11, "accepted", "returned", True) not in differing(run, changes)
    room = with_outcomes(run, e1=Outcome.SUPERSEDED)
    assert differing(room, changes)[0] == (1, "accepted", "superseded", False)
    assert differing(room, changes)[-2] == (11, "accepted", "returned", True)


def test_of_a_subject_sent_twice_nothing_is_sure(compared: Run, changes: Changes) -> None:
    entries = [*compared.entries]
    entries[10] = replace(entries[10], values=entries[9].values, unit=SOCIETY)
    run = replace(compared, entries=_columns(entries))
    assert differing(run, changes)[1:] == [(0, "ineligible", "", False), (0, "returned", "", False)]


def test_a_corrected_code_does_not_hide_who_it_is(compared: Run, changes: Changes) -> None:
    entries = [*compared.entries]
    values = {**entries[9].values, "uscc": "91310000MA1FL00034"}
    run = replace(
        compared, entries=_columns([*entries[:9], replace(entries[9], values=values), entries[10]])
    )
    assert differing(run, changes)[1] == (10, "ineligible", "accepted", True)


def test_another_unit_s_entry_is_another(compared: Run, changes: Changes) -> None:
    entries = [*compared.entries]
    run = replace(
        compared, entries=_columns([*entries[:9], replace(entries[9], unit=SHANGHAI), entries[10]])
    )
    assert [number for number, *_ in differing(run, changes)] == [3, 0, 0]


def _columns(entries: list[object]) -> object:
    from sample_run import BOARD

    from toolkit.model.columns import entries_of

    return entries_of(entries, (BOARD,))  # type: ignore[arg-type]


# ---------------------------------------------------------------- files and rulings


def test_files(changes: Changes) -> None:
    assert changes.files == (
        ChangedFile(RENAMED, FileChange.RENAMED, "苏州工业园区/1.xlsx"),
        ChangedFile("中国电子学会.csv", FileChange.CHANGED),
        ChangedFile("上海科协/补报.xlsx", FileChange.NEW),
        ChangedFile("不知何人.xlsx", FileChange.GONE),
    )
