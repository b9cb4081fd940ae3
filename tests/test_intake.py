"""What arrives in a folder, in which order, and which line of 收件.xlsx speaks of which file."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law_batches import CAMPAIGN, ENTERPRISE, ONE, REGISTERS, A, X
from law_files import File, Line, Sheet, write_inbox

from toolkit.errors import UsageError
from toolkit.intake import (
    collect_arrivals,
    in_received_order,
    match_receipts,
    natural_key,
    with_receipts,
)
from toolkit.model import Receipt, Run, Status
from toolkit.pipeline import running


def fill(inbox: Path, *paths: str) -> Path:
    """Files with different contents, in the order given."""
    inbox.mkdir(exist_ok=True)
    for path in paths:
        target = inbox / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path, encoding="utf-8")
    return inbox


def order(inbox: Path, *receipts: Receipt) -> list[str]:
    arrivals, _ = collect_arrivals(inbox)
    return [arrival.path for arrival in in_received_order(with_receipts(arrivals, receipts))]


# ---------------------------------------------------------------- received order

NATURAL = [
    ["2.xlsx", "10.xlsx"],
    ["名单.xlsx", "名单(1).xlsx"],
    ["名单.xlsx", "名单 - 副本.xlsx"],
    ["名单.xlsx", "名单(1).xlsx", "名单(2).xlsx", "名单(10).xlsx"],
    ["名单2.xlsx", "名单10.csv", "名单11.et"],
    ["A名单.xlsx", "b名单.xlsx", "C名单.xlsx"],
    ["２.xlsx", "10.xlsx"],
    ["2/名单.xlsx", "10/名单.xlsx"],
    ["2/10.xlsx", "10/2.xlsx"],
    ["甲.xlsx", "甲/1.xlsx", "甲1.xlsx"],
    ["08-甲.xlsx", "9-甲.xlsx"],
    ["名单.csv", "名单.xlsx"],
    ["01.xlsx", "1.xlsx"],
]


@pytest.mark.parametrize("expected", NATURAL, ids=" < ".join)
def test_unknown_times_go_by_natural_order(expected: list[str], tmp_path: Path) -> None:
    for at, given_order in enumerate(permutations(expected)):
        if at == 6:
            break
        assert order(fill(tmp_path / str(at), *given_order)) == expected


@given(st.lists(st.text("12甲A名単()（ -/", max_size=6), unique=True, max_size=6), st.randoms())
def test_the_key_with_the_path_orders_any_names_one_way(names: list[str], shuffle: object) -> None:
    paths = [f"{name}.xlsx" for name in names]
    once = sorted(paths, key=lambda path: (natural_key(path), path))
    shuffle.shuffle(paths)  # type: ignore[attr-defined]
    assert sorted(paths, key=lambda path: (natural_key(path), path)) == once


def test_known_times_come_first_and_in_their_order(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "收件", "1.xlsx", "2.xlsx", "3.xlsx", "4.xlsx")
    late, early = datetime(2025, 10, 2, 9), datetime(2025, 10, 1, 17, 30)
    receipts = (Receipt("4.xlsx", late), Receipt("3.xlsx", early))
    assert order(inbox, *receipts) == ["3.xlsx", "4.xlsx", "1.xlsx", "2.xlsx"]


def test_equal_times_go_by_natural_order(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "收件", "10.xlsx", "2.xlsx")
    same = datetime(2025, 10, 1)
    receipts = (Receipt("10.xlsx", same), Receipt("2.xlsx", same))
    assert order(inbox, *receipts) == ["2.xlsx", "10.xlsx"]


def test_a_line_without_a_time_leaves_the_time_unknown(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "收件", "1.xlsx", "2.xlsx")
    receipts = (Receipt("1.xlsx", None, ONE), Receipt("2.xlsx", datetime(2025, 10, 1)))
    assert order(inbox, *receipts) == ["2.xlsx", "1.xlsx"]


def test_a_file_s_own_time_stamp_is_never_used(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "收件", "1.xlsx", "2.xlsx", "3.xlsx")
    for at, name in enumerate(("3.xlsx", "2.xlsx", "1.xlsx")):
        os.utime(inbox / name, (at, at))
    arrivals, _ = collect_arrivals(inbox)
    assert [(arrival.path, arrival.received) for arrival in arrivals] == [
        ("1.xlsx", None), ("2.xlsx", None), ("3.xlsx", None),
    ]  # fmt: skip


# ---------------------------------------------------------------- what arrives


def test_files_that_are_no_submissions_are_passed_over(tmp_path: Path) -> None:
    over = ["__MACOSX/甲.xlsx", "甲/.DS_Store", "甲/._名单.xlsx", "甲/~$名单.xlsx", "Thumbs.db",
            "desktop.ini"]  # fmt: skip
    inbox = fill(tmp_path / "收件", *over, "甲/名单.xlsx", "甲/说明.docx")
    arrivals, passed_over = collect_arrivals(inbox)
    assert [arrival.path for arrival in arrivals] == ["甲/名单.xlsx", "甲/说明.docx"]
    assert [each.path for each in passed_over] == sorted(over)


def test_digests_are_of_the_bytes(tmp_path: Path) -> None:
    arrivals, _ = collect_arrivals(fill(tmp_path / "收件", "甲.xlsx"))
    assert [arrival.sha256 for arrival in arrivals] == [
        hashlib.sha256("甲.xlsx".encode()).hexdigest()
    ]


def test_a_missing_inbox_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="找不到收件文件夹"):
        collect_arrivals(tmp_path / "没有")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs links and pipes")
def test_links_out_dead_links_and_pipes_are_not_opened(tmp_path: Path) -> None:
    outside = tmp_path / "外面.xlsx"
    outside.write_text("x", encoding="utf-8")
    inbox = fill(tmp_path / "收件", "甲.xlsx")
    (inbox / "出.xlsx").symlink_to(outside)
    (inbox / "出去").symlink_to(tmp_path)
    (inbox / "断.xlsx").symlink_to(tmp_path / "没有")
    (inbox / "内.xlsx").symlink_to(inbox / "甲.xlsx")
    (inbox / "圈.xlsx").symlink_to(inbox / "圈.xlsx")
    os.mkfifo(inbox / "管.xlsx")
    arrivals, _ = collect_arrivals(inbox)
    assert {arrival.path: bool(arrival.problem) for arrival in arrivals} == {
        "甲.xlsx": False, "内.xlsx": False, "出.xlsx": True, "出去": True, "断.xlsx": True,
        "圈.xlsx": True, "管.xlsx": True,
    }  # fmt: skip


def test_names_that_differ_only_in_how_accents_are_stored_stay_two_files(tmp_path: Path) -> None:
    composed, apart = "caf\u00e9.xlsx", "cafe\u0301.xlsx"
    inbox = fill(tmp_path / "收件", composed, apart)
    if len(list(inbox.iterdir())) < 2:
        pytest.skip("this file system holds them for one name")
    assert len(set(order(inbox))) == 2


# ---------------------------------------------------------------- receipts


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("甲/名单.xlsx", "甲/名单.xlsx"),
        ("甲\\名单.xlsx", "甲/名单.xlsx"),
        ("./甲/名单.xlsx", "甲/名单.xlsx"),
        (" 乙.XLSX ", "乙.xlsx"),
        ("只此.xlsx", "丙/只此.xlsx"),
        ("名单.xlsx", ""),
        ("没有.xlsx", ""),
    ],
)
def test_a_line_speaks_of_a_path_or_of_a_name_that_only_one_file_has(
    written: str, path: str
) -> None:
    paths = ["甲/名单.xlsx", "丁/名单.xlsx", "乙.xlsx", "丙/只此.xlsx"]
    receipt = Receipt(written, None, ONE)
    assert match_receipts(paths, [receipt]) == ({path: receipt} if path else {})


def test_a_line_written_exactly_speaks_of_that_file_alone() -> None:
    receipts = [Receipt("A.xlsx", None, ONE), Receipt("a.xlsx", None, "乙")]
    matched = match_receipts(["A.xlsx", "a.xlsx"], receipts)
    assert {path: receipt.path for path, receipt in matched.items()} == {
        "A.xlsx": "A.xlsx", "a.xlsx": "a.xlsx",
    }  # fmt: skip


# ---------------------------------------------------------------- in a run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two copies of one workbook, an empty file, one without a board, one with no entries."""
    inbox = tmp_path_factory.mktemp("收件")
    only = Sheet(ENTERPRISE, (), (Line((1, ONE, 1, X, A)),))
    write_inbox([File(f"{ONE}/名单.xlsx", (only,))], inbox)
    (inbox / ONE / "名单(1).xlsx").write_bytes((inbox / ONE / "名单.xlsx").read_bytes())
    write_inbox([File(f"{ONE}/空表.xlsx", (Sheet(ENTERPRISE, (), ()),))], inbox)
    (inbox / "空.xlsx").touch()
    (inbox / "其他.csv").write_text("姓名,电话\n张三,1\n", encoding="utf-8")
    (inbox / "~$名单.xlsx").touch()
    return running.run(CAMPAIGN, inbox, REGISTERS, {})


def test_every_file_has_its_status_and_code(run: Run) -> None:
    assert {s.path: (s.status, s.code, s.entries) for s in run.submissions} == {
        f"{ONE}/名单.xlsx": (Status.READ, "", 1),
        f"{ONE}/名单(1).xlsx": (Status.REPEATED, "F104", 0),
        f"{ONE}/空表.xlsx": (Status.READ, "", 0),
        "空.xlsx": (Status.REFUSED, "F101", 0),
        "其他.csv": (Status.REFUSED, "S101", 0),
    }
    assert [each.path for each in run.passed_over] == ["~$名单.xlsx"]
    assert [(f.ref.submission, f.code) for f in run.findings if f.code[0] in "FS"] == [
        ("其他.csv", "S101"),
        (f"{ONE}/名单(1).xlsx", "F104"),
        (f"{ONE}/空表.xlsx", "S108"),
        ("空.xlsx", "F101"),
    ]


def test_inputs_hold_the_digest_of_every_file_that_counts(run: Run) -> None:
    assert sorted(run.inputs) == sorted(s.path for s in run.submissions)
    assert all(len(digest) == 64 for digest in run.inputs.values())
