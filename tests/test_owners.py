"""What is nominated belongs to somebody: the same subject is the same name of the same owner."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from law_batches import (
    CAMPAIGN,
    ENTERPRISE,
    ONE,
    PROJECT,
    REGISTERS,
    THREE,
    TWO,
    X_AGAIN,
    A,
    B,
    Batch,
    Row,
    X,
    Y,
    Z,
    build,
    outcomes,
    row,
    sent,
    settle,
)

from toolkit.eligibility import check_eligibility
from toolkit.frames import frame_entries
from toolkit.model import Campaign, ListedSubject, Registers, Severity
from toolkit.pipeline.deciding import decide
from toolkit.subjects import group_subjects

TITLE = "量子测控平台"


def thing(name: str, owner: str, code: str = "", rank: int | None = None) -> Row:
    return row(PROJECT, name, code, rank, owner=owner)


def said(batch: Batch, *codes: str, registers: Registers = REGISTERS) -> list[str]:
    """The findings with these codes: file, cell, code, severity."""
    checked, decided = settle(batch, registers)
    return sorted(
        f"{found.ref.submission} {found.ref.cell} {found.code} {found.severity.value}"
        for found in (*checked.findings, *decided.findings)
        if found.code in codes
    )


# ---------------------------------------------------------------- who is the same


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        # Projects of one company are different, whether its code is there or not.
        (((TITLE, X, A), ("另一项目", X, A), ("第三项目", X, "")), [[1], [2], [3]]),
        # The same name of the same owner, by code, and by name where one has none.
        (((TITLE, X, A), ("量子测控（平台）", Y, A)), [[1, 2]]),
        (((TITLE, X, A), (TITLE, X_AGAIN, "")), [[1, 2]]),
        (((TITLE, X, ""), (TITLE, X, "")), [[1, 2]]),
        # Owners' codes are never chained by their name.
        (((TITLE, X, A), (TITLE, X, B)), [[1], [2]]),
        (((TITLE, X, A), ("另一项目", X, B), ("另一项目", X, "")), [[1], [2], [3]]),
        # Equal names of different owners, and what has no name, or no owner.
        (((TITLE, X, ""), (TITLE, Y, "")), [[1], [2]]),
        ((("", X, A), ("", X, A)), [[1], [2]]),
        (((TITLE, "", ""), (TITLE, "", "")), [[1], [2]]),
        (((TITLE, "", A), (TITLE, "", "")), [[1], [2]]),
    ],
)
def test_a_subject_is_one_name_of_one_owner(
    things: tuple[tuple[str, str, str], ...], expected: list[list[int]]
) -> None:
    checked = build((sent(ONE, *(thing(*each) for each in things)),))
    frame = group_subjects(frame_entries(checked.entries, CAMPAIGN, checked.positions))
    groups: dict[str, list[int]] = {}
    for entry, subject in frame.select("entry", "subject").iter_rows():
        groups.setdefault(subject, []).append(entry)
    assert sorted(groups.values()) == expected


def test_an_owner_and_a_subject_of_one_name_are_one_party() -> None:
    checked = build((sent(ONE, thing(TITLE, X), row(ENTERPRISE, X_AGAIN, A)),))
    frame = group_subjects(frame_entries(checked.entries, CAMPAIGN, checked.positions))
    assert frame["owner"].unique().to_list() == [f"code:{A}"]
    assert frame["subject"].n_unique() == 2


def test_two_projects_of_one_company_stay_and_nobody_is_asked() -> None:
    batch = (sent(ONE, thing(TITLE, X, A)), sent(TWO, thing("工业软件内核", X, A)))
    assert outcomes(batch) == [("accepted", "", 0), ("accepted", "", 0)]
    assert said(batch, "D201", "D202", "D301") == []


def test_a_project_sent_again_is_superseded_and_one_by_name_alone_is_asked_about() -> None:
    batch = (
        sent(ONE, thing(TITLE, X, A), thing("工业软件内核", Y)),
        sent(ONE, thing(TITLE, X, A), thing("工业软件内核", Y)),
    )
    assert [outcome for outcome, _, _ in outcomes(batch)][:2] == ["superseded", "superseded"]
    assert said(batch, "D102") == ["01.xlsx D3 D102 query", "01.xlsx F2 D102 note"]


def test_repeats_and_duplicates_are_told_at_the_code_else_at_the_name() -> None:
    batch = (
        sent(TWO, thing(TITLE, X, A), thing("另一项目", Y), thing(TITLE, X, A)),
        sent(THREE, thing(TITLE, X, A), thing("另一项目", Y)),
    )
    assert said(batch, "R101", "D101") == [
        "01.xlsx F4 R101 error", "02.xlsx D3 D101 error", "02.xlsx F2 D101 error",
    ]  # fmt: skip


def test_the_code_and_the_owners_name_must_agree_whatever_the_project_is_called() -> None:
    batch = (sent(ONE, thing(TITLE, X, A)), sent(TWO, thing("工业软件内核", Y, A)))
    assert said(batch, "D202") == ["01.xlsx F2 D202 query", "02.xlsx F2 D202 query"]
    named = (sent(ONE, thing(TITLE, X, A)), sent(TWO, thing("工业软件内核", X, B)))
    assert said(named, "D202") == ["01.xlsx E2 D202 query", "02.xlsx E2 D202 query"]
    _, decided = settle(named)
    messages = [found.message for found in decided.findings if found.code == "D202"]
    assert f"牵头单位相同，但代码是 {B}" in messages[0]


def on_two_boards_of_projects() -> Campaign:
    second = replace(CAMPAIGN.board(PROJECT), id="second", title="第二攻关榜", quotas=())
    return replace(CAMPAIGN, boards=(*CAMPAIGN.boards, second), quotas=())


def test_on_several_boards_means_the_same_project_not_the_same_company() -> None:
    campaign = on_two_boards_of_projects()
    rows = (
        row(ENTERPRISE, X, A),
        thing(TITLE, X, A),
        replace(thing(TITLE, X, A), board="second"),
        replace(thing("工业软件内核", X, A), board="second"),
    )
    checked = build((sent(TWO, *rows),), campaign)
    decided = decide(checked.entries, (), campaign, REGISTERS, checked.positions)
    assert [found.entry for found in decided.findings if found.code == "D301"] == [2, 3]


# ---------------------------------------------------------------- who looks alike

BRANCH = f"{X}苏州分公司"


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        # The name alike, of the same owner or of one that is alike.
        ((TITLE, X, A), ("量子测控平合", X, A), True),
        ((TITLE, X, ""), ("量子测控平合", BRANCH, ""), True),
        ((TITLE, X, A), ("量子测控平合", Y, B), False),
        # The name equal: under a parent and its branch, even a short one; under other owners, a
        # title only.
        (("张伟", X, A), ("张伟", BRANCH, ""), True),
        (("张伟", X, A), ("张伟", X, B), True),
        (("张伟", X, A), ("张伟", Y, B), False),
        ((TITLE, X, A), (TITLE, Y, B), True),
        (("量子平台", X, A), ("量子平台", Y, B), False),
        # Two of one owner, or of owners that are alike, are not asked about for that.
        ((TITLE, X, A), ("工业软件内核", X, A), False),
        ((TITLE, X, ""), ("工业软件内核", BRANCH, ""), False),
        ((TITLE, "", ""), ("量子测控平合", "", ""), False),
    ],
)
def test_things_are_asked_about_by_name_and_owner(
    first: tuple[str, str, str], second: tuple[str, str, str], *, asked: bool
) -> None:
    batch = (sent(ONE, thing(*first)), sent(TWO, thing(*second)))
    assert said(batch, "D201") == (["02.xlsx D2 D201 query"] if asked else [])


def test_a_question_names_the_other_project_and_its_owner() -> None:
    _, decided = settle((sent(ONE, thing(TITLE, X, A)), sent(TWO, thing(TITLE, Y, B))))
    (found,) = (each for each in decided.findings if each.code == "D201")
    assert found.message == (
        f"与“01.xlsx”第2行（{ONE}）的“{TITLE}”（{X}）名称相同，牵头单位不同，请核对是否同一项。"
    )
    assert found.others == (1,)


def test_many_projects_of_one_name_are_each_compared_with_the_first() -> None:
    rows = [
        thing("人工智能示范平台", f"第{'甲乙丙丁戊'[at % 5] * (at + 1)}研究所") for at in range(25)
    ]
    campaign = replace(CAMPAIGN, boards=tuple(replace(b, quotas=()) for b in CAMPAIGN.boards))
    checked = build((sent(ONE, *rows),), campaign)
    decided = decide(checked.entries, (), campaign, REGISTERS, checked.positions)
    pairs = [(each.others, each.entry) for each in decided.findings if each.code == "D201"]
    assert pairs == [((1,), number) for number in range(2, 26)]


# ---------------------------------------------------------------- lists


def listed(batch: Batch, registers: Registers) -> list[str]:
    checked = build(batch, registers=Registers())
    return [
        f"{f.ref.cell} {f.code} {f.severity.value}"
        for f in check_eligibility(checked.entries, CAMPAIGN, registers)
    ]


def winners(*pairs: tuple[str, str]) -> Registers:
    return Registers(winners=tuple(ListedSubject(*pair, "攻关榜", 2024) for pair in pairs))


@pytest.mark.parametrize(
    ("won", "nominated", "expected"),
    [
        ([(TITLE, "")], (TITLE, X, A), ["D2 E102 error"]),
        ([(TITLE, A)], (TITLE, X, ""), ["D2 E102 error"]),
        ([(TITLE, A)], (TITLE, X, A), ["F2 E102 error"]),
        ([(TITLE, B)], (TITLE, X, A), []),
        ([(TITLE, B), (TITLE, A)], (TITLE, X, A), ["F2 E102 error"]),
        # The code is the owner's: another project of a winner's owner is a new one.
        ([(TITLE, A)], ("工业软件内核", X, A), []),
        ([(X, "")], (TITLE, X, A), []),
    ],
)
def test_a_winner_is_known_by_its_name_where_codes_do_not_differ(
    won: list[tuple[str, str]], nominated: tuple[str, str, str], expected: list[str]
) -> None:
    assert listed((sent(ONE, thing(*nominated)),), winners(*won)) == expected


@pytest.mark.parametrize(
    ("barred", "nominated", "expected"),
    [
        ((X, A), (TITLE, Y, A), ["F2 E103 error"]),
        ((X, ""), (TITLE, X_AGAIN, A), ["E2 E103 error"]),
        ((X, B), (TITLE, X, A), []),
        # Only the project bears that name.
        ((TITLE, ""), (TITLE, X, A), ["D2 E103 query"]),
        ((Z, ""), (TITLE, X, A), []),
    ],
)
def test_who_is_barred_is_the_owner(
    barred: tuple[str, str], nominated: tuple[str, str, str], expected: list[str]
) -> None:
    registers = Registers(barred=(ListedSubject(*barred, reason="经营异常"),))
    assert listed((sent(ONE, thing(*nominated)),), registers) == expected


def test_names_like_a_winner_s_or_a_barred_owner_s_are_asked_about() -> None:
    registers = Registers(
        winners=(
            ListedSubject("量子测控平合", A, "攻关榜", 2024),
            ListedSubject("工业软件内核", B, "攻关榜", 2024),
        ),
        barred=(ListedSubject("远山生物股份有限公司", "", reason="经营异常"),),
    )
    batch = (
        sent(ONE, thing(TITLE, X, A)),
        sent(TWO, thing(TITLE, Z, B)),
        sent(THREE, thing("第三项目", "远山生物有限公司")),
        sent(THREE, thing("工业软件内核", X, A)),
    )
    assert said(batch, "D201", registers=registers) == [
        "01.xlsx D2 D201 query",  # like the winner, under its owner's code
        "02.xlsx D2 D201 query",  # the same title as 01's, under another owner; not like the winner
        "03.xlsx E2 D201 query",  # an owner like the barred one
        "04.xlsx D2 D201 query",  # the winner's name, under another owner's code
    ]


# ---------------------------------------------------------------- what stands on no such board


def test_a_board_without_owners_has_the_subject_as_its_own() -> None:
    checked = build((sent(ONE, row(ENTERPRISE, X, A)),))
    frame = frame_entries(checked.entries, CAMPAIGN, checked.positions)
    assert frame.select("key", "owner_key", "is_owned").row(0) == (
        frame["key"][0], frame["key"][0], False,
    )  # fmt: skip
    assert frame.schema["is_owned"] == pl.Boolean


def test_severities_of_a_campaign_go_for_barred_names_of_projects_too() -> None:
    lenient = replace(CAMPAIGN, severities={**CAMPAIGN.severities, "E103": Severity.NOTE})
    checked = build((sent(ONE, thing(TITLE, X, A)),), registers=Registers())
    registers = Registers(barred=(ListedSubject(TITLE, ""),))
    (found,) = check_eligibility(checked.entries, lenient, registers)
    assert found.severity is Severity.NOTE
