"""The ledger: what decides, in which words, and that it refuses to exist unbalanced."""

from __future__ import annotations

import pytest
from law_batches import CAMPAIGN, CASE, ENTERPRISE, ONE, A, X, Y, build, row, sent

from toolkit.ledger import (
    Comparison,
    deciding_findings,
    first_outcome,
    over_quota_reason,
    settle,
)
from toolkit.model import Decision, Entry, Exceeded, Finding, Ledger, Outcome, Ref, Severity
from toolkit.model.columns import entries_of

ERROR, QUERY = Severity.ERROR, Severity.QUERY
ENTRIES = build((sent(ONE, row(CASE, X), row(ENTERPRISE, X, A), row(ENTERPRISE, Y)),)).entries
SHEET = "示范企业榜"


def at(code: str, key: str, entry: Entry = ENTRIES[1], severity: Severity = ERROR) -> Finding:
    column = CAMPAIGN.board(entry.board).field(key)
    return Finding(code, severity, entry.ref(key), "有误", entry.number, column.heading)


def whole(code: str, sheet: str = "", row: int = 0, heading: str = "") -> Finding:
    place = Ref("01.xlsx", sheet, row, 1 if row else 0)
    return Finding(code, ERROR, place, "有误", field=heading)


def decisions(*findings: Finding, comparison: Comparison | None = None) -> tuple[Decision, ...]:
    deciding = deciding_findings(ENTRIES, findings)
    return settle(ENTRIES, deciding, comparison or Comparison(), CAMPAIGN).decisions


# ---------------------------------------------------------------- what decides


@pytest.mark.parametrize(
    ("findings", "outcome", "codes"),
    [
        ((), "accepted", ()),
        ((at("V101", "staff"),), "returned", ("V101",)),
        ((at("E101", "founded"),), "ineligible", ("E101",)),
        ((at("E101", "founded"), at("V101", "staff")), "returned", ("V101",)),
        ((at("E103", "uscc"), at("E102", "uscc")), "ineligible", ("E102", "E103")),
        ((at("V401", "staff"), at("S102", "rank"), at("V101", "rank")), "returned",
         ("S102", "V101", "V401")),
        ((at("V101", "staff"), at("V101", "growth")), "returned", ("V101",)),
        ((at("V501", "staff", severity=QUERY),), "accepted", ()),
        ((whole("S102", SHEET, 1, "员工人数"),), "returned", ("S102",)),
        ((whole("S102", "应用案例榜", 1, "员工人数"),), "accepted", ()),
        ((whole("S105"),), "returned", ("S105",)),
        ((whole("E104"),), "ineligible", ("E104",)),
    ],
)  # fmt: skip
def test_errors_decide_returned_before_ineligible(
    findings: tuple[Finding, ...], outcome: str, codes: tuple[str, ...]
) -> None:
    decision = decisions(*findings)[1]
    assert (decision.outcome.value, decision.codes) == (outcome, codes)
    deciding = deciding_findings(ENTRIES, findings).get(2, [])
    first = first_outcome(deciding)
    assert (first.value if first else "accepted") == outcome


def of_unit(limit: int) -> Exceeded:
    return Exceeded(limit, ("unit",), (ONE,))


def of_field(limit: int) -> Exceeded:
    return Exceeded(limit, ("unit", "field"), (ONE, "电子"))


def test_the_first_outcome_that_applies_is_the_one() -> None:
    everything = Comparison(
        superseded={1: 3, 2: 3},
        kept={1: 3, 2: 3},
        repeats={1: 2},
        over={1: of_unit(5), 2: of_unit(5)},
    )
    found = decisions(at("E101", "founded"), comparison=everything)
    assert [decision.outcome for decision in found] == [
        Outcome.SUPERSEDED, Outcome.INELIGIBLE, Outcome.ACCEPTED,
    ]  # fmt: skip


# ---------------------------------------------------------------- in which words


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        ((at("V201", "staff"),), "G2 员工人数：类型不符"),
        (
            (at("V201", "staff"), at("V101", "company")),
            "D2 企业名称：必填未填；G2 员工人数：类型不符",
        ),
        (
            tuple(at("V201", key) for key in ("growth", "staff", "founded", "rank", "company")),
            "C2 推荐顺序：类型不符；D2 企业名称：类型不符；F2 成立日期：类型不符；等5项",
        ),
        (
            tuple(at("V201", key) for key in ("growth", "staff", "founded")),
            "F2 成立日期：类型不符；G2 员工人数：类型不符；H2 增长率：类型不符",
        ),
        ((whole("S102", SHEET, 1, "员工人数"),), "整表 员工人数：缺少必需的列"),
        (
            (at("V101", "staff"), whole("S102", SHEET, 1, "联系人")),
            "整表 联系人：缺少必需的列；G2 员工人数：必填未填",
        ),
        ((whole("S105", heading="推荐单位"),), "整份文件：推荐单位无法识别"),
        ((at("E102", "uscc"),), "E2 统一社会信用代码：往届已入选"),
        (
            (at("E101", "founded"), at("E101", "founded"), at("E101", "staff")),
            "F2 成立日期：不符合申报条件；G2 员工人数：不符合申报条件",
        ),
    ],
)
def test_reasons_name_up_to_three_places_in_column_order(
    findings: tuple[Finding, ...], reason: str
) -> None:
    assert decisions(*findings)[1].reason == reason


def test_only_what_decided_is_in_the_reason() -> None:
    found = decisions(at("E102", "uscc"), at("V201", "staff"), at("V501", "growth", severity=QUERY))
    assert found[1].reason == "G2 员工人数：类型不符"


def test_an_entry_over_quota_is_told_the_field_where_places_go_by_field() -> None:
    assert over_quota_reason(ENTRIES[0], of_field(1), CAMPAIGN) == (
        "“甲学会”在“应用案例榜·电子”的推荐名额为1个，本条在名额之外"
    )
    assert over_quota_reason(ENTRIES[1], of_unit(2), CAMPAIGN) == (
        "“甲学会”在“示范企业榜”的推荐名额为2个，本条在名额之外"
    )
    one_applicant = Exceeded(1, ("applicant",), ("申一",))
    assert over_quota_reason(ENTRIES[0], one_applicant, CAMPAIGN) == (
        "在“应用案例榜”，同一“申报主体”最多入围1个，本条在名额之外"
    )


# ---------------------------------------------------------------- balance


def test_counts_name_every_outcome_in_the_order_of_leaving() -> None:
    ledger = Ledger(
        (Decision(1, Outcome.ACCEPTED), Decision(2, Outcome.RETURNED, ("V101",), 0, "因"))
    )
    assert list(ledger.counts().items()) == [
        (Outcome.RETURNED, 1), (Outcome.INELIGIBLE, 0), (Outcome.SUPERSEDED, 0),
        (Outcome.DUPLICATE, 0), (Outcome.OVER_QUOTA, 0), (Outcome.WITHDRAWN, 0),
        (Outcome.ACCEPTED, 1),
    ]  # fmt: skip
    assert ledger.decision(2).codes == ("V101",)


def test_settling_fewer_entries_than_there_are_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        settle(entries_of(ENTRIES[1:], CAMPAIGN.boards), {}, Comparison(), CAMPAIGN)
