"""Versions of one list, `名单.xlsx`, `名单(1).xlsx`, `名单-修改.xlsx` …, of one unit.

The later supersedes the earlier, subject by subject; what only the earlier had stays, and D103
tells the secretary. Where no times are known the names decide which is later, and D102 says so.
"""

from __future__ import annotations

import csv
from pathlib import Path

from click.testing import CliRunner
from code_examples import Part, workbook
from law_batches import (
    CASE,
    ENTERPRISE,
    ONE,
    TWO,
    A,
    B,
    C,
    Row,
    Sent,
    X,
    Y,
    Z,
    credit_code,
    outcomes,
    row,
    sent,
    settle,
)

from toolkit.cli import main
from toolkit.intake import natural_key
from toolkit.model import Finding

NAMES = (
    "名单.xlsx",
    "名单 - 副本.xlsx",
    "名单(1).xlsx",
    "名单（新）.xlsx",
    "名单-修改.xlsx",
    "名单_v2.xlsx",
    "名单_v10.xlsx",
    "名单最终版.xlsx",
)


def told(*batch: Sent) -> list[str]:
    """File, cell and severity of each D103 of a batch, and the file it names."""
    _, decided = settle(batch)
    return [
        f"{each.ref.submission} {each.ref.cell} {each.severity.value}: {later_of(each)}"
        for each in decided.findings
        if each.code == "D103"
    ]


def later_of(finding: Finding) -> str:
    return finding.message.split("名单“")[1].split("”")[0]


def firm(name: str, code: str = "", fault: str = "") -> Row:
    return row(ENTERPRISE, name, code, fault=fault)


# ---------------------------------------------------------------- D103, by the rule


def test_what_only_the_earlier_version_has_stays_and_is_told() -> None:
    assert told(sent(ONE, firm(X, A), firm(Y, B)), sent(ONE, firm(X, A))) == [
        "01.xlsx D3 query: 02.xlsx"
    ]


def test_a_further_list_without_a_common_subject_is_no_version() -> None:
    assert told(sent(ONE, firm(X, A), firm(Y, B)), sent(ONE, firm(Z, C))) == []


def test_another_unit_or_board_makes_no_version() -> None:
    earlier = sent(ONE, firm(X, A), firm(Y, B))
    assert told(earlier, sent(TWO, firm(X, A))) == []
    assert told(earlier, sent(ONE, row(CASE, X, A))) == []
    # Its own boards and units apart: only the list that was sent again.
    mixed = sent(ONE, firm(X, A), firm(Y, B), row(CASE, Z, C))
    assert told(mixed, sent(ONE, firm(X, A))) == ["01.xlsx D3 query: 02.xlsx"]


def test_an_entry_that_left_or_is_faulty_in_the_later_version_is_not_asked_about() -> None:
    earlier = sent(ONE, firm(X, A), firm(Y, B, fault="V201"))
    assert told(earlier, sent(ONE, firm(X, A))) == []
    named_with_faults = sent(ONE, firm(X, A), firm(Y, B, fault="V201"))
    assert told(sent(ONE, firm(X, A), firm(Y, B)), named_with_faults) == []


def test_of_several_versions_the_last_one_tells() -> None:
    first, second = sent(ONE, firm(X, A), firm(Y, B), firm(Z, C)), sent(ONE, firm(X, A), firm(Y, B))
    assert told(first, second, sent(ONE, firm(Y, B))) == [
        "01.xlsx D4 query: 03.xlsx",
        "02.xlsx D2 query: 03.xlsx",
    ]


def test_an_entry_over_quota_is_asked_about_too() -> None:
    # Two places: the third of those that are left has none.
    left = (firm(Y, B), firm(Z, C), firm("第四智造有限公司", credit_code(24)))
    batch = (sent("某单位", firm(X, A), *left), sent("某单位", firm(X, A)))
    assert [outcome for outcome, _, _ in outcomes(batch)][1:4] == [
        "accepted",
        "accepted",
        "over_quota",
    ]
    assert told(*batch) == [f"01.xlsx D{row} query: 02.xlsx" for row in (3, 4, 5)]


# ---------------------------------------------------------------- whole runs


def put(desk: Path, path: str, *names: str, sheet: str = "名单") -> None:
    rows = (("推荐单位", "企业名称"), *(("甲学会", name) for name in names))
    file = desk / "收件" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(workbook([Part(path, sheet, (), rows)]))


def receipts(desk: Path, *lines: tuple[str, str]) -> None:
    rows = (("文件", "收到时间"), *lines)
    (desk / "收件.xlsx").write_bytes(workbook([Part("收件.xlsx", "收件", (), rows)]))


def run(desk: Path, *more: str) -> None:
    arguments = ["run", "收件", "-c", "example", "-o", "输出", *more]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output


def records(desk: Path, name: str) -> list[dict[str, str]]:
    with (desk / "输出" / "records" / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def accepted(desk: Path) -> list[str]:
    return [
        f"{each['submission']}: {each['name']}"
        for each in records(desk, "ledger.csv")
        if each["outcome"] == "accepted"
    ]


def message_of(desk: Path, code: str) -> str:
    (message,) = (each["message"] for each in records(desk, "findings.csv") if each["code"] == code)
    return message


def test_the_names_people_give_versions_in_their_order() -> None:
    assert sorted(NAMES, key=natural_key) == list(NAMES)


def test_many_versions_of_one_list(desk: Path) -> None:
    for at, name in enumerate(NAMES):
        put(desk, f"甲学会/{name}", X, sheet=f"第{at}版")
    put(desk, "甲学会/名单.xlsx", X, Y)
    run(desk)
    assert accepted(desk) == [f"甲学会/名单.xlsx: {Y}", f"甲学会/{NAMES[-1]}: {X}"]
    superseded = [each for each in records(desk, "findings.csv") if each["code"] == "D102"]
    assert len(superseded) == len(NAMES) - 1
    assert f"“甲学会/{NAMES[-1]}”" in message_of(desk, "D103")


BY_NAME = (
    "两份文件都没有收到时间，按文件名排的先后；如果先后不对，请在名录/收件.xlsx 里写明收到时间。"
)
AFTER_DATED = "后一份没有收到时间，排在有收到时间的文件之后；"


def test_d102_says_when_only_names_tell_which_is_later(desk: Path) -> None:
    put(desk, "名单-修改.xlsx", X)
    put(desk, "名单最终版.xlsx", X, sheet="终")
    run(desk)
    assert accepted(desk) == [f"名单最终版.xlsx: {X}"]
    assert BY_NAME in message_of(desk, "D102")


def test_d102_says_when_the_later_has_no_time(desk: Path) -> None:
    put(desk, "名单-修改.xlsx", X)
    put(desk, "名单最终版.xlsx", X, sheet="终")
    receipts(desk, ("名单最终版.xlsx", "2025-09-01 10:00"))
    run(desk, "--received", "收件.xlsx")
    assert accepted(desk) == [f"名单-修改.xlsx: {X}"]
    assert AFTER_DATED in message_of(desk, "D102")


def test_d102_says_nothing_of_an_order_by_known_times(desk: Path) -> None:
    put(desk, "名单-修改.xlsx", X)
    put(desk, "名单最终版.xlsx", X, sheet="终")
    times = ("2025-09-02 10:00", "2025-09-01 10:00")
    receipts(desk, *zip(("名单-修改.xlsx", "名单最终版.xlsx"), times, strict=True))
    run(desk, "--received", "收件.xlsx")
    assert accepted(desk) == [f"名单-修改.xlsx: {X}"]
    assert "收到时间" not in message_of(desk, "D102")
