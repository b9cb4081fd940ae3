"""The last run as its records tell: which one a run is compared with, and when with none."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from compared_runs import KEEP, OPENS_WITH, THIRD, UNLOCK, WAIVE, now, then, write_run

from toolkit.model import Effect, Outcome, PastEntry, Ruled, Verb
from toolkit.previous import fingerprint_of, read_last_run, read_previous, read_rulings


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """What the first run wrote."""
    return write_run(then(), tmp_path / "输出")


def test_another_run_is_compared_with_the_one_that_lies_there(out: Path) -> None:
    previous = read_previous(out, fingerprint_of(now()))
    assert previous is not None
    assert len(previous.entries) == 11
    assert previous.entries[THIRD] == PastEntry(
        "上海科协/名单.xlsx", "新锐企业榜", 6, "上海市科学技术协会", "rising-enterprise",
        "上海丙生物科技有限公司", Outcome.OVER_QUOTA,
        "“上海市科学技术协会”在“新锐企业榜”的推荐名额为2个，本条在名额之外",
        "91310000MA1FL00034",
    )  # fmt: skip
    assert previous.files == {each.path: each.sha256 for each in then().submissions}
    assert previous.rulings == {WAIVE}
    assert sorted(previous.records) == ["ledger.csv", "rulings.csv", "submissions.csv"]


def test_the_same_run_again_is_compared_with_what_that_one_was(out: Path, tmp_path: Path) -> None:
    assert read_previous(out, fingerprint_of(then())) is None
    second = now(read_previous(out, fingerprint_of(now())))
    later = write_run(second, tmp_path / "第二次")
    assert now(read_previous(later, fingerprint_of(now()))) == second
    previous = later / "records" / "previous"
    assert sorted(path.name for path in previous.iterdir()) == [
        "ledger.csv", "rulings.csv", "submissions.csv",
    ]  # fmt: skip
    for path in previous.iterdir():
        assert path.read_bytes() == (out / "records" / path.name).read_bytes()


def test_a_first_run_keeps_nothing_of_an_earlier_one(out: Path) -> None:
    assert not (out / "records" / "previous").exists()


def _told(out: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((out / "records" / "run.json").read_text("utf-8"))
    return told


def _tell(out: Path, told: object) -> None:
    (out / "records" / "run.json").write_text(json.dumps(told), "utf-8")


def _put(out: Path, name: str, text: str) -> None:
    """A record of another shape that run.json vouches for."""
    data = text.encode()
    (out / "records" / name).write_bytes(data)
    told = _told(out)
    digests = {f"records/{name}": hashlib.sha256(data).hexdigest()}
    _tell(out, {**told, "outputs": {**dict(told["outputs"]), **digests}})  # type: ignore[call-overload]


def _edit(out: Path) -> None:
    """A ledger that reads as well as before, and tells something else."""
    path = out / "records" / "ledger.csv"
    path.write_text(path.read_text("utf-8").replace("over_quota", "accepted"), "utf-8")


def _swap(out: Path, name: str, old: str, new: str) -> None:
    _put(out, name, (out / "records" / name).read_text("utf-8").replace(old, new))


def _without_rulings(out: Path) -> None:
    _tell(out, {key: value for key, value in _told(out).items() if key != "rulings"})


def _halve(out: Path) -> None:
    (out / "records" / "run.json").write_text('{"campaign": ', "utf-8")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "of another campaign": lambda out: _tell(out, {**_told(out), "campaign": "另一次"}),
    "of a version without rulings": _without_rulings,
    "no run.json": lambda out: (out / "records" / "run.json").unlink(),
    "half a run.json": _halve,
    "a run.json of something else": lambda out: _tell(out, ["campaign"]),
    "an edited ledger": _edit,
    "no submissions.csv": lambda out: (out / "records" / "submissions.csv").unlink(),
    "a ledger without keys": lambda out: _put(out, "ledger.csv", "entry,outcome\n1,accepted\n"),
    "an outcome nobody knows": lambda out: _swap(out, "ledger.csv", "over_quota", "lost"),
    "a ruling nobody knows": lambda out: _swap(out, "rulings.csv", "豁免", "免除"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_not_ours_or_not_whole_is_compared_with_nothing(out: Path, damage: str) -> None:
    DAMAGE[damage](out)
    assert read_previous(out, fingerprint_of(now())) is None


def test_no_folder_at_all(tmp_path: Path) -> None:
    assert read_previous(tmp_path / "没有", fingerprint_of(now())) is None


def test_every_ruling_read_is_known_whatever_became_of_it(out: Path) -> None:
    last = read_last_run(out)
    assert last is not None
    assert {ruling.verb for ruling in read_rulings(out, last) or ()} == {Verb.WAIVE, Verb.WITHDRAW}
    _put(out, "rulings.csv", "key\n1\n")
    last = read_last_run(out)
    assert last is not None
    assert read_rulings(out, last) is None


# ---------------------------------------------------------------- what records tell of rulings


def test_rulings_are_recorded_without_passwords(tmp_path: Path) -> None:
    out = write_run(now(), tmp_path / "输出")
    text = (out / "records" / "rulings.csv").read_text("utf-8-sig")
    lines = list(csv.reader(text.splitlines()))
    assert lines[0] == [
        "key", "other", "answer", "who", "why", "on", "effect", "entry", "place", "words",
    ]  # fmt: skip
    assert lines[1] == [
        THIRD, "", "保留", "赵敏", "专家组意见", "2022-11-08", "in_force", "3",
        "待裁定.xlsx", "按裁定保留",
    ]  # fmt: skip
    assert lines[2][2:8] == ["密码 ****", "赵敏", "来电告知", "", "in_force", ""]
    assert lines[3][6:9] == ["orphaned", "", "裁定.xlsx › 裁定!D5"]
    for path in (out / "records").iterdir():
        assert OPENS_WITH.encode() not in path.read_bytes()


def test_the_digest_tells_passwords_apart_and_heeds_no_order(tmp_path: Path) -> None:
    run = now()
    digest = fingerprint_of(run).rulings
    assert _told(write_run(run, tmp_path))["rulings"] == digest
    assert fingerprint_of(replace(run, rulings=run.rulings[::-1])).rulings == digest
    other = Ruled(replace(UNLOCK, argument="别的"), Effect.IN_FORCE)
    assert fingerprint_of(replace(run, rulings=(run.rulings[0], other))).rulings != digest
    again = replace(run, rulings=(*run.rulings, Ruled(KEEP, Effect.IN_FORCE)))
    assert fingerprint_of(again).rulings == digest
    assert fingerprint_of(replace(run, passwords={"a.xlsx": ("x",)})).rulings != digest


def test_run_json_tells_how_many_cases_are_open(tmp_path: Path) -> None:
    assert _told(write_run(now(), tmp_path))["open_cases"] == 0
