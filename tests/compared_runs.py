"""The run made by hand as it was, and as it is after a week: what is compared in the tests.

`then()` gives the first, `now(previous)` the second. Three entries fare otherwise by a ruling, by
being sent again and by being left out; of the files one is new, one changed, one renamed, one gone.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sample_run import BOARD, CAMPAIGN, ENTRIES, SHANGHAI, SUBMISSIONS, sample_run

from toolkit.differing import find_changes
from toolkit.model import (
    Decision,
    Effect,
    Entry,
    Ledger,
    Outcome,
    Previous,
    Ref,
    Ruled,
    Ruling,
    Run,
    Status,
    Submission,
    Verb,
)
from toolkit.model.columns import entries_of
from toolkit.model.rulings import file_key, place_key
from toolkit.writers.records import write_records, write_run_json

SHEET = "新锐企业榜"
THIRD = place_key(CAMPAIGN.id, "a" * 64, SHEET, 6)
LOCKED = file_key(CAMPAIGN.id, "e" * 64)
OPENS_WITH = "芝麻开门2022"
KEEP = Ruling(THIRD, "", Verb.KEEP, "", "赵敏", "专家组意见", "2022-11-08",
              Ref("待裁定.xlsx", "待裁定", 4, 9))  # fmt: skip
UNLOCK = Ruling(LOCKED, "", Verb.PASSWORD, OPENS_WITH, "赵敏", "来电告知")
WAIVE = Ruling(place_key(CAMPAIGN.id, "a" * 64, SHEET, 5), "", Verb.WAIVE, "V403", "钱进", "已核对")
ORPHAN = Ruling(place_key(CAMPAIGN.id, "9" * 64, SHEET, 5), "", Verb.WITHDRAW, "", "钱进", "来函",
                "", Ref("裁定.xlsx", "裁定", 5, 4))  # fmt: skip
RENAMED = "苏州工业园区/一批.xlsx"


def then() -> Run:
    """As it was: a waiver in force, and a ruling that met nothing."""
    ruled = (Ruled(WAIVE, Effect.IN_FORCE, 2, "已豁免"), Ruled(ORPHAN, Effect.ORPHANED))
    return replace(
        sample_run(), rulings=ruled, inputs={each.path: each.sha256 for each in SUBMISSIONS}
    )


def now(previous: Previous | None = None) -> Run:
    """As it is, compared with what is given."""
    first, second, third, table, *others, _ = SUBMISSIONS
    files = (
        first,
        replace(second, path=RENAMED),
        third,
        replace(table, sha256="8" * 64, entries=1),
        *others,
        Submission("上海科协/补报.xlsx", "7" * 64, Status.READ, "", "", "xlsx", (SHANGHAI,), (), 1),
    )
    run = replace(
        sample_run(),
        submissions=files,
        entries=entries_of(_entries(), (BOARD,)),
        ledger=Ledger(_decisions()),
        rulings=(
            Ruled(KEEP, Effect.IN_FORCE, 3, "按裁定保留"),
            Ruled(UNLOCK, Effect.IN_FORCE),
            Ruled(ORPHAN, Effect.ORPHANED),
        ),
        inputs={each.path: each.sha256 for each in files},
        findings=(),
    )
    return replace(run, changes=find_changes(run, previous))


def _entries() -> list[Entry]:
    moved = [
        replace(each, table=replace(each.table, submission=RENAMED))
        if each.submission == "苏州工业园区/1.xlsx"
        else each
        for each in ENTRIES[:10]
    ]
    table = replace(ENTRIES[0].table, submission="上海科协/补报.xlsx")
    values = {**ENTRIES[0].values, "company": "上海辛能源有限公司", "uscc": None}
    return [*moved, replace(ENTRIES[0], number=11, table=table, values=values, originals={})]


def _decisions() -> tuple[Decision, ...]:
    decisions = list(sample_run().ledger.decisions)
    decisions[2] = Decision(3, Outcome.ACCEPTED, (), 0, "按赵敏的裁定保留：专家组意见")
    decisions[9] = Decision(10, Outcome.ACCEPTED)
    decisions[10] = Decision(11, Outcome.RETURNED, ("V101",), 0, "D4 统一社会信用代码：必填未填")
    return tuple(decisions)


def write_run(run: Run, out: Path) -> Path:
    """The records of a run, as if it had been written to `out`."""
    write_records(run, out / "records")
    write_run_json(run, out)
    return out
