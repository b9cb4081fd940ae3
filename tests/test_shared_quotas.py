"""Places that an owner has, and places that several boards share."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from law_batches import (
    CAMPAIGN,
    CASE,
    ENTERPRISE,
    ONE,
    PROJECT,
    REGISTERS,
    SCHEMAS,
    THREE,
    TWO,
    X_AGAIN,
    A,
    B,
    Batch,
    Row,
    X,
    Y,
    build,
    row,
    sent,
)
from openpyxl import Workbook, load_workbook

from toolkit.cli import main
from toolkit.describing import describe_board
from toolkit.model import Campaign, Quota, Registers, Severity, Unit
from toolkit.pipeline.deciding import Decided, decide
from toolkit.quotas import Limits, divide
from toolkit.writers.template import write_templates


def thing(number: int, owner: str = X, code: str = A, rank: int | None = None) -> Row:
    return row(PROJECT, f"攻关项目之{'一二三四五六七八'[number]}", code, rank, owner=owner)


def firm(name: str, code: str, rank: int | None = None) -> Row:
    return row(ENTERPRISE, name, code, rank)


def with_quotas(shared: tuple[Quota, ...], **own: tuple[Quota, ...]) -> Campaign:
    """The campaign with these quotas and no others; those of a board by its id, with _ for -."""
    boards = (
        replace(board, quotas=own.get(board.id.replace("-", "_"), ())) for board in CAMPAIGN.boards
    )
    return replace(CAMPAIGN, boards=tuple(boards), quotas=shared)


def settle(batch: Batch, campaign: Campaign, registers: Registers = REGISTERS) -> Decided:
    checked = build(batch, campaign)
    return decide(checked.entries, checked.findings, campaign, registers, checked.positions)


def accepted(batch: Batch, campaign: Campaign, registers: Registers = REGISTERS) -> list[int]:
    decisions = settle(batch, campaign, registers).ledger.decisions
    return [each.entry for each in decisions if each.outcome.value == "accepted"]


# ---------------------------------------------------------------- of an owner

ONE_EACH = with_quotas((), joint_project=(Quota(1, ("owner",)),))
BOTH = (ENTERPRISE, PROJECT)
TOGETHER = with_quotas((Quota(1, ("owner",), BOTH),))


def test_an_owner_s_places_go_by_its_code_and_else_by_its_name() -> None:
    batch = (
        sent(ONE, thing(0, rank=2), thing(1, X_AGAIN, "", 1)),
        sent(TWO, thing(2, Y, A, 3), thing(3, Y, "", 4), thing(4, X, B, 5)),
    )
    # Y joins the first code of its name, which is A: four things of one owner.
    assert accepted(batch, ONE_EACH) == [2, 5]


def test_what_names_no_owner_takes_nobody_s_place() -> None:
    assert accepted((sent(ONE, thing(0, "", ""), thing(1, "", "")),), ONE_EACH) == [1, 2]


def test_an_owner_over_quota_is_told_by_its_name() -> None:
    decided = settle((sent(ONE, thing(0), thing(1)),), ONE_EACH)
    assert decided.ledger.decision(2).reason == (
        f"同一牵头单位（{X}）在“联合攻关项目榜”最多入围1个，本条在名额之外"
    )


def test_a_quota_per_owner_and_unit_counts_both() -> None:
    campaign = with_quotas((), joint_project=(Quota(1, ("unit", "owner")),))
    decided = settle((sent(ONE, thing(0), thing(1)), sent(TWO, thing(2))), campaign)
    assert [each.outcome.value for each in decided.ledger.decisions] == [
        "accepted", "over_quota", "accepted",
    ]  # fmt: skip
    assert decided.ledger.decision(2).reason == (
        f"“{ONE}”的同一牵头单位（{X}）在“联合攻关项目榜”的推荐名额为1个，本条在名额之外"
    )


def test_a_quota_of_a_column_whatever_that_is_called() -> None:
    board = CAMPAIGN.board(CASE)
    column = replace(board.field("applicant"), key="code")
    fields = tuple(column if each.key == "applicant" else each for each in board.fields)
    codes = replace(board, fields=fields, quotas=(Quota(1, ("code",)),))
    campaign = replace(CAMPAIGN, boards=(codes,), quotas=())
    checked = build((sent(ONE, row(CASE, "甲", A), row(CASE, "乙", B)),), campaign)
    entries = checked.entries
    decided = decide(entries, (), campaign, REGISTERS, checked.positions)
    assert [each.outcome.value for each in decided.ledger.decisions] == ["accepted"] * 2


# ---------------------------------------------------------------- over several boards


def test_several_boards_share_a_subject_s_places() -> None:
    batch = (sent(ONE, firm(X, A, 2), thing(0, rank=1)), sent(TWO, firm(Y, B), thing(1, Y, B, 3)))
    assert accepted(batch, TOGETHER) == [2, 4]


def test_ranks_of_different_boards_compare_as_they_are_then_received_order() -> None:
    batch = (sent(ONE, firm(X, A, 1), thing(0, rank=1), thing(1, rank=2)),)
    assert accepted(batch, with_quotas((Quota(2, ("unit",), BOTH),))) == [1, 2]


def test_boards_that_are_linked_by_a_third_are_decided_together() -> None:
    campaign = with_quotas(
        (Quota(1, ("owner",), (CASE, ENTERPRISE)), Quota(1, ("unit",), (ENTERPRISE, PROJECT)))
    )
    (division,) = divide(campaign)
    assert [board.id for board in division.boards] == [CASE, ENTERPRISE, PROJECT]
    # 2 would have the place of its owner, were it not over its unit's, so that 1 has it.
    batch = (sent(ONE, row(CASE, X, A, 3), firm(X, A, 2), thing(0, Y, B, 1)),)
    assert accepted(batch, campaign) == [1, 3]


def test_boards_that_share_nothing_are_decided_each_by_itself() -> None:
    divisions = divide(TOGETHER)
    assert [[board.id for board in each.boards] for each in divisions] == [[CASE], [*BOTH]]
    assert [each.quotas for each in divisions] == [(), TOGETHER.quotas]


def test_a_place_that_comes_free_on_one_board_is_taken_on_the_other() -> None:
    # 1 has X's place until 3, of a better rank, takes that of its unit; 4 is X's then.
    campaign = with_quotas((Quota(1, ("owner",), BOTH),), model_enterprise=(Quota(1, ("unit",)),))
    batch = (sent(ONE, firm(X, A, 2), firm(Y, B, 1)), sent(TWO, thing(0, rank=9)))
    assert accepted(batch, campaign) == [2, 3]


def test_contests_stay_each_board_s_own() -> None:
    campaign = with_quotas((Quota(2, ("owner",), BOTH),))
    batch = (sent(ONE, firm(X, A)), sent(TWO, firm(X, A)), sent(ONE, thing(0)), sent(TWO, thing(0)))
    # The enterprises' board keeps the latest, the projects' the earliest.
    assert accepted(batch, campaign) == [2, 3]


def test_a_shared_quota_is_told_with_its_boards() -> None:
    decided = settle((sent(ONE, firm(X, A, 1), thing(0, rank=2)),), TOGETHER)
    reason = (
        f"同一牵头单位（{X}）在“示范企业榜”“联合攻关项目榜”两个榜单合计最多入围1个，本条在名额之外"
    )
    assert decided.ledger.decision(2).reason == reason
    (found,) = (each for each in decided.findings if each.code == "Q101")
    assert (found.ref.cell, found.message) == (
        "C2", f"{reason}。请核对“推荐顺序”，或减少推荐数量。",
    )  # fmt: skip


def messages(batch: Batch, campaign: Campaign) -> dict[str, str]:
    found = settle(batch, campaign).findings
    return {each.code: each.message for each in found if each.code in ("Q101", "Q102")}


def with_order(campaign: Campaign, heading: str) -> Campaign:
    """The campaign with another heading over the order on every board; without one for ""."""
    boards = []
    for board in campaign.boards:
        column = replace(board.field("rank"), header=heading or "次第")
        fields = tuple(column if each.key == "rank" else each for each in board.fields)
        boards.append(replace(board, fields=fields, rank_key="rank" if heading else ""))
    return replace(campaign, boards=tuple(boards))


def test_what_is_asked_about_places_names_the_board_s_own_order() -> None:
    campaign = with_quotas((), model_enterprise=(Quota(1, ("unit",)),))
    met = f"“{ONE}”在“示范企业榜”的推荐名额为1个"
    tied = "而名额正好在这里用完，暂按收件先后和表中先后取舍，请推荐单位明确顺序。"
    ranked = (sent(ONE, firm(X, A, 2), firm(Y, B, 2)),)
    assert messages(ranked, with_order(campaign, "优先级")) == {
        "Q101": f"{met}，本条在名额之外。请核对“优先级”，或减少推荐数量。",
        "Q102": f"“优先级” 2 有并列，{tied}",
    }
    unranked = (sent(ONE, firm(X, A), firm(Y, B)),)
    assert messages(unranked, with_order(campaign, "优先级"))["Q102"] == (
        f"“优先级”没有填写，{tied}"
    )
    assert messages(unranked, with_order(campaign, "")) == {
        "Q101": f"{met}，本条在名额之外。请减少推荐数量。",
        "Q102": "名额正好在这里用完；这个榜单没有推荐顺序，暂按收件先后取舍，请核对。",
    }


def test_an_entry_that_may_be_beyond_a_quota_is_asked_about() -> None:
    campaign = with_quotas((), model_enterprise=(Quota(1, ("unit",)),))
    lenient = replace(campaign, severities={**campaign.severities, "Q101": Severity.QUERY})
    batch = (sent(ONE, firm(X, A, 1), firm(Y, B, 2)),)
    met, asked = f"“{ONE}”在“示范企业榜”的推荐名额为1个", "没有因此退出；是否可以超出，请核对。"
    assert messages(batch, with_order(lenient, "推荐顺序")) == {
        "Q101": f"{met}，本条按“推荐顺序”排在名额以后，{asked}"
    }
    assert messages(batch, with_order(lenient, ""))["Q101"] == (
        f"{met}，本条按收件先后排在名额以后，{asked}"
    )


def test_a_unit_s_shared_quota_is_told_with_its_limit() -> None:
    campaign = with_quotas((Quota(1, ("unit",), (CASE, *BOTH)),))
    decided = settle((sent(THREE, firm(X, A, 1), thing(0, rank=2)),), campaign, Registers())
    assert decided.ledger.decision(2).reason == (
        f"“{THREE}”在“应用案例榜”“示范企业榜”“联合攻关项目榜”3个榜单合计的推荐名额为1个，本条在名额之外"
    )


def test_adjustments_of_a_unit_count_for_what_its_boards_share() -> None:
    unit = Unit(ONE, ("学会", "地方科协"), adjustments={"": 1, PROJECT: 2, CASE: 5})
    limits = Limits(CAMPAIGN, {ONE: unit})
    assert limits.limit_of(Quota(3, ("unit",), BOTH), ONE) == 2 * 3 + 1 + 2
    assert limits.limit_of(Quota(3, ("owner",), BOTH), ONE) == 3


def test_use_is_counted_by_what_a_unit_has_places_for() -> None:
    quotas = (Quota(9, ("field",)), Quota(2, ("unit", "owner")), Quota(3, ("unit",)))
    campaign = with_quotas((), application_case=quotas)
    rows = [row(CASE, f"案例{at}", domain="电子材料"[at % 2 * 2 :][:2]) for at in range(4)]
    (use,) = settle((sent(ONE, *rows),), campaign).quotas
    assert (use.field, use.limit, use.nominated, use.accepted) == ("", 3, 4, 3)


# ---------------------------------------------------------------- in words, and in check


def test_a_board_s_description_words_its_own_quotas_and_those_it_shares() -> None:
    shared = Quota(1, ("owner",), BOTH, "通知 四（一）3")
    campaign = with_quotas(
        (shared,), joint_project=(Quota(2, ("unit", "owner"), source="通知 二"),)
    )
    campaign = replace(campaign, stacking=False)
    project, enterprise, case = (
        [
            line
            for line in describe_board(campaign, campaign.board(id_)).splitlines()
            if "名额" in line
        ]
        for id_ in (PROJECT, ENTERPRISE, CASE)
    )
    assert project == [
        "名额：每个推荐单位、同一牵头单位不超过 2 个〔通知 二〕",
        "名额：同一牵头单位在“示范企业榜”“联合攻关项目榜”合计不超过 1 个〔通知 四（一）3〕",
    ]
    assert enterprise == [
        "名额：同一企业在“示范企业榜”“联合攻关项目榜”合计不超过 1 个〔通知 四（一）3〕"
    ]
    assert case == ["名额：不限"]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A unit's workbook: three projects of one lead, and its enterprise."""
    book = Workbook()
    del book["Sheet"]
    projects = book.create_sheet("联合攻关项目榜")
    projects.append([column.header for column in CAMPAIGN.board(PROJECT).fields])
    for at in range(3):
        projects.append([at + 1, ONE, at + 1, f"攻关{'甲乙丙'[at]}", X, A, 120, "基础", 12])
    firms = book.create_sheet("示范企业榜")
    firms.append([column.header for column in CAMPAIGN.board(ENTERPRISE).fields])
    firms.append([1, ONE, 1, X, A])
    book.save(tmp_path / "名单.xlsx")
    return tmp_path / "名单.xlsx"


def test_check_asks_once_about_each_quota_that_is_exceeded(filled: Path) -> None:
    given = ["check", str(filled), "--schemas", str(SCHEMAS), "-c", "laws", "--format", "text"]
    result = CliRunner().invoke(main, given, catch_exceptions=False)
    asked = [line.strip() for line in result.stdout.splitlines() if "推荐了" in line]
    assert len(asked) == 3
    assert f"“{ONE}”在“联合攻关项目榜”推荐了3个，每个推荐渠道的名额为2个" in asked[0]
    assert f"“{ONE}”的同一牵头单位（{X}）在“联合攻关项目榜”推荐了3个" in asked[1]
    together = (
        "在“示范企业榜”“联合攻关项目榜”两个榜单合计推荐了4个，最多入围2个，请按推荐顺序减少。"
    )
    assert asked[2].endswith(f"同一牵头单位（{X}）{together}")


# ---------------------------------------------------------------- in a template


def self_check(folder: Path, campaign: Campaign, board_id: str) -> list[object]:
    """What stands beside 名额 on 自检."""
    (path,) = write_templates(campaign, [campaign.board(board_id)], [], folder)
    sheet = load_workbook(path)["自检"]
    return [row[1].value for row in sheet.iter_rows(max_row=12) if row[0].value == "名额"]


def test_self_check_counts_the_unit_s_places_only(tmp_path: Path) -> None:
    (used,) = self_check(tmp_path / "1", CAMPAIGN, PROJECT)
    assert str(used).endswith('&" / 2"')
    assert self_check(tmp_path / "2", TOGETHER, PROJECT) == ["报送后核验"]
    assert self_check(tmp_path / "3", TOGETHER, CASE) == ["不限"]


# ---------------------------------------------------------------- in records


def test_the_ledger_names_the_owner(tmp_path: Path, filled: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "输出"
    inbox.mkdir()
    filled.rename(inbox / filled.name)
    given = ["run", str(inbox), "-c", "laws", "--schemas", str(SCHEMAS), "-o", str(out)]
    result = CliRunner().invoke(main, given, catch_exceptions=False)
    assert result.exit_code == 0
    with (out / "records" / "ledger.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    assert lines[0][-2:] == ["owner", "key"]
    assert sorted((line[5], line[7], line[-2]) for line in lines[1:]) == [
        (PROJECT, "攻关丙", X), (PROJECT, "攻关乙", X), (PROJECT, "攻关甲", X), (ENTERPRISE, X, ""),
    ]  # fmt: skip
