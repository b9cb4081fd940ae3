"""Files examined together: what is found is the same, and only the file to blame is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Limits, Status
from toolkit.model.columns import join_entries
from toolkit.pipeline.batches import Pool, examine_files, seconds_for, verdicts
from toolkit.pipeline.examining import (
    Batch,
    Examined,
    Job,
    Task,
    examine,
    join_batches,
    prepare,
)
from toolkit.workers import Lost

CAMPAIGN = load_campaign(shipped_schemas() / "kczg-2022")
INBOX = Path(__file__).resolve().parent.parent / "examples" / "kczg-2022" / "收件"
FILES = [
    Job(path.relative_to(INBOX).as_posix(), path)
    for path in sorted(INBOX.rglob("*"))
    if path.is_file() and not path.name.startswith("~$")
]


def read(name: str) -> Batch:
    return Batch((Examined(name, Status.READ),))


def said(batches: list[Batch]) -> list[tuple[str, str, str]]:
    return [
        (file.submission, file.status.value, file.code) for batch in batches for file in batch.files
    ]


def test_files_that_share_a_batch_give_what_each_gives_alone() -> None:
    told: list[tuple[int, int]] = []
    pool = Pool(2, progress=lambda done, of: told.append((done, of)))
    together = examine_files(FILES, (CAMPAIGN,), pool)
    prepare(Task((CAMPAIGN,)))
    alone = [examine([file]) for file in FILES]
    assert (len(together), len(alone)) == (1, len(FILES))
    assert join_batches(together).files == join_batches(alone).files
    shared, own = join_batches(together).boards, join_batches(alone).boards
    assert len(join_entries(shared)) > 50
    assert join_entries(shared) == join_entries(own)
    assert told == [(len(FILES), len(FILES))]


@pytest.mark.parametrize(
    ("kind", "code"), [("crashed", "F101"), ("timed out", "F105"), ("out of memory", "F105")]
)
def test_of_a_lost_batch_only_the_file_to_blame_is_refused(kind: str, code: str) -> None:
    jobs = [Job(name, Path(name)) for name in ("甲.xlsx", "乙.xlsx", "丙.xlsx")]
    lost = Lost(kind)  # type: ignore[arg-type]
    again = iter([read("甲.xlsx"), lost, read("丙.xlsx")])
    assert said(list(verdicts(jobs, lost, again, CAMPAIGN))) == [
        ("甲.xlsx", "read", ""),
        ("乙.xlsx", "refused", code),
        ("丙.xlsx", "read", ""),
    ]


def test_files_that_share_a_batch_are_given_less_time_than_each_alone() -> None:
    for files, seconds, expected in ((1, 300, 300), (2, 300, 60), (64, 300, 60), (2, 30, 30)):
        assert seconds_for(files, Limits(seconds=seconds)) == expected


def test_a_file_that_ended_its_child_alone_is_read_again_but_not_one_that_took_too_long() -> None:
    job = Job("甲.xlsx", Path("甲.xlsx"))
    crashed = verdicts([job], Lost("crashed"), iter([read("甲.xlsx")]), CAMPAIGN)
    assert said(list(crashed)) == [("甲.xlsx", "read", "")]
    slow = verdicts([job], Lost("timed out"), iter(()), CAMPAIGN)
    assert said(list(slow)) == [("甲.xlsx", "refused", "F105")]


def test_a_file_examined_alone_gives_only_what_entries_are_compared_by() -> None:
    (batch,) = examine_files(FILES[:1], (CAMPAIGN,), Pool(), alone=True)
    assert [columns.values.columns for columns in batch.boards] == [
        ["unit", "rank", "company", "uscc"]
    ]
