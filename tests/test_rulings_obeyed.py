"""What single rulings do and do not do, on small batches: at what decides, without files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from law_batches import (
    CAMPAIGN,
    CASE,
    ENTERPRISE,
    ONE,
    REGISTERS,
    TWO,
    A,
    B,
    Batch,
    C,
    Checked,
    Z,
    build,
    credit_code,
    row,
    sent,
)
from law_rulings import answering, cases_of, digest, keys_of, obey

from toolkit.model import Effect, Entry, Finding, Ref, Ruling, Severity, Table, Verb
from toolkit.model.columns import entries_of
from toolkit.model.rulings import file_key, place_key
from toolkit.pipeline.arriving import Arrived
from toolkit.pipeline.obeying import resolve_as_ruled
from toolkit.rulings.aims import Places
from toolkit.rulings.asking import passwords_in
from toolkit.rulings.docket import Docket
from toolkit.senders import UnitIndex
from toolkit.subjects.ruled import regroup

# A form: its first row is its entry's, and its heading's too.
_FORM = Table("01.xlsx", "申报表", ENTERPRISE, 1, {"name": 2})


def ruling(key: str, verb: Verb, argument: str = "", other: str = "") -> Ruling:
    return Ruling(
        key, other, verb, argument, "张明", "查过执照", ref=Ref("裁定.xlsx", "裁定", 2, 3)
    )


def effects(checked: Checked, *rulings: Ruling) -> list[Effect]:
    return [each.effect for each in obey(checked, rulings).rulings]


def outcomes(checked: Checked, *rulings: Ruling) -> list[str]:
    return [each.outcome.value for each in obey(checked, rulings).decided.ledger.decisions]


def about(checked: Checked, *findings: Finding) -> Checked:
    return replace(checked, findings=(*checked.findings, *findings))


def whole(path: str) -> str:
    return file_key(CAMPAIGN.id, digest(path))


TWO_SENT: Batch = (sent(ONE, row(ENTERPRISE, "甲公司", A), row(ENTERPRISE, "乙公司", B)),)


def form(severity: Severity) -> Checked:
    """One form, of which something is said at its first row, about the whole of it."""
    entry = Entry(1, _FORM, 1, {"name": "甲公司"}, {"name": "甲公司"}, unit=ONE)
    said = Finding("S102", severity, Ref("01.xlsx", "申报表", 1, 1), "缺“代码”", field="代码")
    return Checked(entries_of([entry], CAMPAIGN.boards), (said,), {"01.xlsx": 1}, ())


@pytest.mark.parametrize("answer", ["豁免 S102", "认定 S102"])
def test_what_is_asked_at_the_head_of_a_form_is_answered_there(answer: str) -> None:
    checked = form(Severity.QUERY)
    (case,) = cases_of(checked, obey(checked, ()))
    assert case.own.entry == 0
    now = obey(checked, [answering(case, answer)])
    assert [each.effect for each in now.rulings] == [Effect.IN_FORCE]
    assert cases_of(checked, now) == ()
    returned = answer.startswith("认定")
    assert now.decided.ledger.decision(1).outcome.value == ("returned" if returned else "accepted")


def test_what_is_asked_at_any_cell_of_a_file_is_answered_there() -> None:
    said = Finding("S111", Severity.QUERY, Ref("01.xlsx", "示范企业榜", 9, 4), "看不懂")
    checked = about(build(TWO_SENT), said)
    (case,) = cases_of(checked, obey(checked, ()))
    now = obey(checked, [answering(case, "豁免 S111")])
    assert [each.effect for each in now.rulings] == [Effect.IN_FORCE]
    assert cases_of(checked, now) == ()
    # But nothing stands there that could be withdrawn.
    assert effects(checked, ruling(case.own.key, Verb.WITHDRAW)) == [Effect.ORPHANED]


def test_sheets_that_are_asked_about_are_one_case_of_their_file() -> None:
    two = (Finding("S107", Severity.QUERY, Ref("01.xlsx", at), "别的单位") for at in "甲乙")
    checked = about(build(TWO_SENT), *two)
    (case,) = cases_of(checked, obey(checked, ()))
    assert "共2处" in case.asked
    assert cases_of(checked, obey(checked, [answering(case, "豁免 S107")])) == ()


def test_a_note_is_not_upheld() -> None:
    checked = build(TWO_SENT)
    note = Finding(
        "V403", Severity.NOTE, checked.entries[0].ref("name"), "一处空格", entry=1, field="企业名称"
    )
    upheld = ruling(keys_of(checked)[0], Verb.UPHOLD, "V403")
    assert effects(about(checked, note), upheld) == [Effect.ORPHANED]
    assert outcomes(about(checked, note), upheld) == ["accepted", "accepted"]
    query = replace(note, severity=Severity.QUERY)
    assert outcomes(about(checked, query), upheld) == ["returned", "accepted"]


def test_a_file_s_and_its_table_s_rulings_on_one_finding_are_both_met() -> None:
    said = Finding("S102", Severity.ERROR, Ref("01.xlsx", "示范企业榜", 1, 1), "缺列")
    checked = about(build(TWO_SENT), said)
    table = place_key(CAMPAIGN.id, digest("01.xlsx"), "示范企业榜", 1)
    both = [ruling(key, Verb.WAIVE, "S102") for key in (whole("01.xlsx"), table)]
    assert effects(checked, *both) == [Effect.IN_FORCE] * 2
    assert outcomes(checked, *both) == ["accepted", "accepted"]


@pytest.mark.parametrize("row_", ["9" * 5000, "02", "２", "0", "-2", "2.0", "", " 2", "9999999"])
def test_rows_that_no_key_is_written_with_are_nowhere(row_: str) -> None:
    checked = build(TWO_SENT)
    key = keys_of(checked)[0].rpartition("/")[0]
    assert effects(checked, ruling(f"{key}/{row_}", Verb.WITHDRAW)) == [Effect.ORPHANED]
    assert effects(checked, ruling(f"{key}/2", Verb.WITHDRAW)) == [Effect.IN_FORCE]


def test_a_file_without_entries_has_nothing_to_withdraw() -> None:
    checked = build((*TWO_SENT, sent(TWO)))
    assert effects(checked, ruling(whole("02.xlsx"), Verb.WITHDRAW)) == [Effect.UNCLEAR]
    assert outcomes(checked, ruling(whole("01.xlsx"), Verb.WITHDRAW)) == ["withdrawn"] * 2


def test_a_password_that_does_not_open_is_told() -> None:
    checked = build((*TWO_SENT, sent(TWO)))
    locked = Finding("F102", Severity.ERROR, Ref("02.xlsx"), "打不开")
    given = ruling(whole("02.xlsx"), Verb.PASSWORD, "1234")
    assert effects(about(checked, locked), given) == [Effect.UNCLEAR]
    assert effects(checked, given) == [Effect.IN_FORCE]


def test_a_password_without_a_name_or_a_reason_is_not_tried() -> None:
    given = ruling(whole("02.xlsx"), Verb.PASSWORD, "1234")
    assert passwords_in([given, replace(given, argument="5678", why="")]) == ("1234",)


def test_a_unit_by_two_of_its_names_is_no_contradiction() -> None:
    units = tuple(
        replace(unit, aliases=("甲学会办公室",)) if unit.name == ONE else unit
        for unit in REGISTERS.units or ()
    )
    checked = build(TWO_SENT)
    places = Places.of(CAMPAIGN, {"01.xlsx": digest("01.xlsx")}, checked.entries)
    key, find = keys_of(checked)[0], UnitIndex.of(units).find
    said = [ruling(key, Verb.UNIT, name) for name in (ONE, "甲学会办公室")]
    assert Docket.of(said, places, CAMPAIGN, {}, find).refused == ()
    said = [ruling(key, Verb.UNIT, name) for name in (ONE, TWO)]
    assert len(Docket.of(said, places, CAMPAIGN, {}, find).refused) == 2


def test_entries_whose_unit_was_ruled_stay_though_nobody_knows_who_sent_the_file() -> None:
    checked = build(TWO_SENT)
    unsent = Finding("S105", Severity.ERROR, Ref("01.xlsx"), "对应不到任何单位")
    first, second = (ruling(key, Verb.UNIT, ONE) for key in keys_of(checked))
    assert outcomes(about(checked, unsent)) == ["returned", "returned"]
    assert outcomes(about(checked, unsent), first) == ["accepted", "returned"]
    # Once all of the file are told, nobody is asked about it.
    entries = checked.entries.with_units(["", ""])
    places = Places.of(CAMPAIGN, {"01.xlsx": digest("01.xlsx")}, entries)
    index = UnitIndex.of(REGISTERS.units)
    for said, left in (((first,), ["S105"]), ((first, second), [])):
        docket = Docket.of(said, places, CAMPAIGN, {}, index.find)
        unnamed = entries_of(
            [replace(each, values={"name": each.value("name")}) for each in entries],
            CAMPAIGN.boards,
        )
        _, now, doubts = resolve_as_ruled(Arrived((), (), ()), unnamed, docket, CAMPAIGN, index)
        assert now.units[0] == ONE
        assert [each.code for each in doubts] == left


def test_a_winner_of_a_year_that_the_notice_does_not_leave_out_changes_nothing() -> None:
    checked = build((sent(ONE, row(ENTERPRISE, "某公司", A), row(CASE, "某公司", A)),))
    by_board = dict(zip([each.board for each in checked.entries], keys_of(checked), strict=True))
    said = ruling(by_board[ENTERPRISE], Verb.SAME, other=f"往届入选/{Z}")
    assert effects(checked, said) == [Effect.ORPHANED]
    assert outcomes(checked, said) == ["accepted", "accepted"]
    won = "往届入选/往届企业 有限责任公司"
    assert effects(checked, ruling(by_board[ENTERPRISE], Verb.SAME, other=won)) == [Effect.IN_FORCE]
    # It won on another board.
    assert effects(checked, ruling(by_board[CASE], Verb.SAME, other=won)) == [Effect.ORPHANED]


def test_a_listed_name_is_known_however_it_is_written() -> None:
    checked = build((sent(ONE, row(ENTERPRISE, "失信股份有限公司", A)),))
    (case,) = cases_of(checked, obey(checked, ()))
    assert case.code == "D201"
    assert case.theirs is not None
    said = replace(answering(case, "不同"), other=case.theirs.key.replace("公司", " 公司"))
    now = obey(checked, [said])
    assert [each.effect for each in now.rulings] == [Effect.IN_FORCE]
    assert cases_of(checked, now) == ()


MARKS = {1: "甲", 2: "乙", 3: "甲", 4: "丙"}
ONE_GROUP = dict.fromkeys(MARKS, "一")


def test_what_leaves_takes_along_what_looks_like_it_whichever_line_stands_first() -> None:
    there = regroup(ONE_GROUP, MARKS, (), [(1, 2), (4, 2)])
    assert there == regroup(ONE_GROUP, MARKS, (), [(4, 2), (1, 2)])
    assert there.moved[1] == there.moved[3]
    assert len({there.moved.get(number, "一") for number in (1, 2, 4)}) == 3
    # Of three that look alike, one leaves; whether the other two differ was decided with it.
    alike = dict.fromkeys(MARKS, "甲")
    pairs = [(2, 1), (3, 2)]
    assert regroup(ONE_GROUP, alike, (), pairs) == regroup(ONE_GROUP, alike, (), pairs[::-1])
    # What has left by itself is not taken along any more: 1, then 3, which look alike, and 2.
    found = regroup(ONE_GROUP, MARKS, (), [(1, 3), (3, 2)])
    assert found.moved.keys() == {1, 3}
    assert found.moved[1] != found.moved[3]


def test_a_kept_row_makes_the_others_of_its_file_repeats() -> None:
    checked = build((sent(ONE, *[row(ENTERPRISE, "甲公司", A)] * 3),))
    now = obey(checked, [ruling(keys_of(checked)[1], Verb.KEEP)]).decided.ledger.decisions
    assert [(each.codes, each.kept) for each in now] == [(("R101",), 2), ((), 0), (("R101",), 2)]


def test_a_ring_that_cannot_close_leaves_pairs_beside_it_alone() -> None:
    groups = {number: f"{number:03}" for number in range(1, 505)}
    ring = [(number, number + 1) for number in range(1, 500)]
    found = regroup(groups, groups, [*ring, (502, 501)], [(500, 1), (503, 504)])
    assert found.contradicting == {*ring, (500, 1)}
    assert found.moved == {502: "501"}


def test_withdrawing_one_changes_only_who_takes_its_place() -> None:
    # Two places: 丙 and 丁 have none; on the other board, nothing changes.
    names = (("甲", A), ("乙", B), ("丙", C), ("丁", credit_code(24)))
    rows = [row(ENTERPRISE, name, code, at) for at, (name, code) in enumerate(names, start=1)]
    checked = build((sent(ONE, *rows), sent(TWO, row(CASE, "甲", A))))
    before = outcomes(checked)
    after = outcomes(checked, ruling(keys_of(checked)[0], Verb.WITHDRAW))
    changed = {
        number: (was, now)
        for number, (was, now) in enumerate(zip(before, after, strict=True), start=1)
        if was != now
    }
    first_out = before.index("over_quota") + 1
    assert changed == {1: ("accepted", "withdrawn"), first_out: ("over_quota", "accepted")}


@pytest.mark.parametrize("kept", [(2, 3, 4), (1, 2, 3, 4)])
def test_of_more_kept_than_there_are_places_none_is(kept: tuple[int, ...]) -> None:
    names = (("甲", A), ("乙", B), ("丙", C), ("丁", credit_code(24)))
    rows = [row(ENTERPRISE, name, code, at) for at, (name, code) in enumerate(names, start=1)]
    checked = build((sent(ONE, *rows),))
    rulings = [ruling(keys_of(checked)[at - 1], Verb.KEEP) for at in kept]
    assert set(effects(checked, *rulings)) == {Effect.CONTRADICTING}
    assert outcomes(checked, *rulings) == outcomes(checked)


def test_of_one_subject_kept_twice_the_rules_decide() -> None:
    checked = build((sent(ONE, row(ENTERPRISE, "甲", A)), sent(TWO, row(ENTERPRISE, "甲", A))))
    both = [ruling(key, Verb.KEEP) for key in keys_of(checked)]
    assert effects(checked, *both) == [Effect.CONTRADICTING] * 2
    # This board keeps the one received last, where nobody rules otherwise.
    assert outcomes(checked, *both) == ["duplicate", "accepted"]
    assert outcomes(checked, both[0]) == ["accepted", "duplicate"]


def test_what_is_waived_and_upheld_is_neither() -> None:
    said = Finding("V501", Severity.QUERY, Ref("01.xlsx", "", 2, 1), "平均值不符", entry=1)
    checked = about(build(TWO_SENT), said)
    own = keys_of(checked)[0]
    waived, upheld = ruling(own, Verb.WAIVE, "V501"), ruling(own, Verb.UPHOLD, "V501")
    assert effects(checked, waived, upheld) == [Effect.CONTRADICTING] * 2
    assert outcomes(checked, waived, upheld) == ["accepted", "accepted"]
    assert outcomes(checked, upheld) == ["returned", "accepted"]
