"""Rules that hold in some cases only: which cases apply, what is said, and what lint makes of
cases that can never be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_campaign import CAMPAIGN, write_campaign

from toolkit.campaign import lint_campaign, load_campaign
from toolkit.describing import describe_board, filling_words
from toolkit.formulas import uncovered_rules
from toolkit.model import Campaign, Entry, Severity, Table
from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Breach, Record
from toolkit.validation import BoardValidator, argument_faults

HEADINGS = {"kind": "申报主体", "grant": "申请资助", "begun": "开始日期", "own": "自筹经费"}
IS_COMPANY = {"field": "kind", "equals": "企业"}


def judged(argument: Any, value: Any, **values: Any) -> Breach | None:
    return RULES_BY_NAME["when"].breach(value, argument, Record(values, "own", HEADINGS))


def codes(argument: Any, value: Any, **values: Any) -> list[str]:
    """The codes of all that is said, in order."""
    breach = judged(argument, value, **values)
    return [each.code for each in (breach, *breach.beside)] if breach else []


# ---------------------------------------------------------------- which cases apply


@pytest.mark.parametrize(
    ("tests", "values", "applies"),
    [
        (IS_COMPANY, {"kind": "企业"}, True),
        (IS_COMPANY, {"kind": "高校"}, False),
        (IS_COMPANY, {"kind": None}, False),
        ({"field": "kind", "in": ["企业", "高校"]}, {"kind": ["院所", "高校"]}, True),
        ({"field": "grant", "below": 2000}, {"grant": 1999.5}, True),
        ({"field": "grant", "below": 2000}, {"grant": 2000}, False),
        ({"field": "grant", "below": 2000}, {"grant": None}, False),
        ({"field": "grant", "at_least": 1}, {"grant": 1}, True),
        ({"field": "grant", "at_least": 1}, {"grant": "若干"}, False),
        ({"field": "begun", "not_after": "2020-12-31"}, {"begun": date(2020, 12, 31)}, True),
        ({"field": "grant", "given": False}, {"grant": None}, True),
        ([IS_COMPANY, {"field": "grant", "given": True}], {"kind": "企业", "grant": 1}, True),
        ([IS_COMPANY, {"field": "grant", "given": True}], {"kind": "企业"}, False),
        ([IS_COMPANY, {"field": "grant", "given": False}], {"kind": "企业"}, True),
    ],
)
def test_cases(tests: Any, values: dict[str, Any], *, applies: bool) -> None:
    argument = [{"if": tests, "then": {"max": 10}}]
    assert codes(argument, 11, **values) == (["V302"] if applies else [])


@pytest.mark.parametrize(
    ("then", "value", "said"),
    [
        ({"required": True}, None, ["V101"]),
        ({"required": True}, 0, []),
        ({"required": False}, None, []),
        ({"required_when": {"field": "grant", "given": True}}, None, ["V101"]),
        ({"min": 1, "max": 3}, None, []),
        ({"min": 1, "max": 3}, 4, ["V302"]),
        ({"minlength": 2}, "甲", ["V303"]),
        ({"maxlength": 2}, ["甲", "乙", "丙"], ["V304"]),
        ({"allowed": ["甲"]}, "乙", ["V401"]),
        ({"allowed": ["甲"]}, None, []),
        ({"forbidden": ["甲"]}, "甲", ["V401"]),
        ({"regex": "[0-9]{6}"}, "12345", ["V402"]),
        ({"at_least_of": {"field": "grant", "times": 2}}, 19, ["V503"]),
        ({"at_least_of": {"field": "grant", "times": 2}}, 20, []),
        ({"mean_of": ["grant"]}, None, ["V501"]),
        ({"born_not_before": "1985-01-01"}, date(1984, 12, 31), ["E101"]),
        ({"region": "mainland"}, "江苏省", ["V402"]),
    ],
)
def test_any_rule_may_be_asked_in_a_case(then: Any, value: Any, said: list[str]) -> None:
    argument = [{"if": IS_COMPANY, "then": then}]
    assert codes(argument, value, kind="企业", grant=10) == said
    assert codes(argument, value, kind="高校", grant=10) == []


def test_all_that_is_wrong_by_all_cases_that_apply_is_said_once() -> None:
    argument = [
        {"if": IS_COMPANY, "then": {"max": 10, "at_most_of": {"field": "grant"}}},
        {"if": {"field": "grant", "given": True}, "then": {"max": 10, "min": 20}},
        {"if": {"field": "kind", "equals": "高校"}, "then": {"max": 5}},
    ]
    assert codes(argument, 11, kind="企业", grant=10) == ["V302", "V503", "V301"]


def test_a_message_says_in_which_case_it_is_asked() -> None:
    tests = [{"field": "kind", "in": ["企业", "高校"]}, {"field": "grant", "at_least": 100}]
    breach = judged([{"if": tests, "then": {"min": 10}}], 3, kind="企业", grant=100)
    assert breach is not None
    assert breach.message == (
        "填写的是“3”，不得小于10"
        "（“申报主体”为“企业”或“高校”且“申请资助”不小于100时的要求），请核对后改正。"
    )


def test_of_many_choices_a_few_are_named() -> None:
    choices = [f"方向{number}" for number in range(1, 21)]
    words = RULES_BY_NAME["when"].words(
        [{"if": {"field": "kind", "in": choices}, "then": {"required": True, "max": 500}}],
        HEADINGS.__getitem__,
    )
    assert words == "“申报主体”为“方向1”、“方向2”、“方向3”等20项之一时：必填，不大于500"


def test_a_message_names_of_many_choices_the_one_that_is_chosen() -> None:
    case = {"field": "kind", "in": [f"方向{number}" for number in range(1, 21)]}
    breach = judged([{"if": case, "then": {"required": True}}], None, kind="方向7")
    assert breach is not None
    assert breach.message == "这一格是空的，本项为必填项（“申报主体”为“方向7”时的要求），请填写。"
    other = RULES_BY_NAME["required_when"].breach(None, case, Record({"kind": "方向7"}, "own"))
    assert other is not None
    assert other.message == "这一格是空的；“kind”为“方向7”时，本项为必填项，请填写。"


def test_of_several_choices_the_choices_are_counted() -> None:
    rule, argument = RULES_BY_NAME["when"], [{"if": IS_COMPANY, "then": {"maxlength": 3}}]
    heading = HEADINGS.__getitem__
    assert rule.requirement(argument, heading, "list") == "“申报主体”为“企业”时：不超过3项"
    assert rule.requirement(argument, heading, "string") == "“申报主体”为“企业”时：不超过3个字"
    assert RULES_BY_NAME["minlength"].requirement(2, heading, "list") == "至少2项"


def test_the_fields_of_the_tests_and_of_the_rules_are_looked_at() -> None:
    argument = [
        {"if": [IS_COMPANY], "then": {"sum_of": ["a", "b"], "min": 0}},
        {"if": {"field": "b", "given": True}, "then": {"at_most_of": {"field": "kind"}}},
    ]
    assert RULES_BY_NAME["when"].refers(argument) == ("kind", "b", "a")


# ---------------------------------------------------------------- on a board

BOARD = """\
id: firms
title: 企业榜
subject: {name: name}
schema:
  name: {type: string, required: true, meta: {header: 名称}}
  kind: {type: string, allowed: [企业, 高校], meta: {header: 申报主体}}
  grant: {type: number, meta: {header: 申请资助}}
  own:
    type: number
    when:
      - if: {field: kind, equals: 企业}
        then: {required: true, at_least_of: {field: grant, times: 2}, min: 10}
    meta: {header: 自筹经费}
  rank: {type: integer, when: [{if: {field: kind, given: true}, then: {max: 5}}], meta: {header: 名次, condition: [when]}}
"""  # noqa: E501


def board_of(folder: Path, text: str = BOARD) -> Campaign:
    return load_campaign(write_campaign(folder, campaign=SMALL, firms=text))


SMALL = CAMPAIGN.replace("lists: [{id: parks, title: 园区, column: 名称}]\n", "")


def findings(campaign: Campaign, without: str = "", **values: Any) -> list[str]:
    board = campaign.boards[0]
    columns = {each.key: at for at, each in enumerate(board.fields, start=1) if each.key != without}
    table = Table("a.xlsx", "表", board.id, 1, columns)
    entry = Entry(1, table, 2, {"name": "甲", **values})
    found = BoardValidator(board, campaign).findings(entry, ())
    return [f"{each.field} {each.code} {each.severity}" for each in found]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "企业"}, ["自筹经费 V101 error"]),
        ({"kind": "高校"}, []),
        ({"kind": "企业", "grant": 10, "own": 20}, []),
        ({"kind": "企业", "grant": 10, "own": 12}, ["自筹经费 V503 query"]),
        # A question does not hide an error.
        ({"kind": "企业", "grant": 10, "own": 9}, ["自筹经费 V301 error", "自筹经费 V503 query"]),
        ({"kind": "高校", "grant": 10, "own": 9}, []),
        # What is no choice is compared with nothing.
        ({"kind": "私企", "own": 9}, ["申报主体 V401 error"]),
        ({"kind": "高校", "rank": 6}, ["名次 E101 error"]),
        ({"rank": 6}, []),
    ],
)
def test_entries(tmp_path: Path, values: dict[str, Any], said: list[str]) -> None:
    assert findings(board_of(tmp_path), **values) == said


def test_a_column_that_is_not_on_the_sheet_is_not_asked_for_again(tmp_path: Path) -> None:
    assert findings(board_of(tmp_path), without="own", kind="企业") == []


def test_a_column_asked_for_in_some_cases_must_be_on_the_sheet(tmp_path: Path) -> None:
    fields = {column.key: column for column in board_of(tmp_path).boards[0].fields}
    assert {key for key, column in fields.items() if column.required} == {"name", "own"}
    assert filling_words(fields["own"]) == "按条件必填"
    assert filling_words(fields["rank"]) == "选填"
    assert fields["own"].rules["nullable"]


def test_in_a_group_that_is_asked_for_the_cases_decide(tmp_path: Path) -> None:
    grouped = BOARD.split("  own:", maxsplit=1)[0] + (
        "  years:\n    type: dict\n    required: true\n    meta: {header: 收入}\n    schema:\n"
        '      "2024": {type: number, meta: {header: 2024年}, when: [{if: {field: kind,'
        " equals: 企业}, then: {required_when: {field: grant, given: true}}}]}\n"
    )
    campaign = board_of(tmp_path, grouped)
    assert campaign.boards[0].field("years.2024").required
    assert findings(campaign, kind="高校", grant=1) == []
    assert findings(campaign, kind="企业", grant=1) == ["收入 · 2024年 V101 error"]


def test_cases_are_described(tmp_path: Path) -> None:
    campaign = board_of(tmp_path)
    described = describe_board(campaign, campaign.boards[0])
    assert "要求：“申报主体”为“企业”时：必填，不小于10，不小于“申请资助”的2倍" in described
    assert "· 名次：“申报主体”已填写时：不大于5" in described


@pytest.mark.parametrize(
    ("then", "uncovered"),
    [
        ({"min": 1}, ()),
        ({"min": 1, "regex": "[0-9]"}, ("when",)),
        ({"region": "mainland"}, ("when",)),
        ({"min": 12345678901234567890123}, ("when",)),
    ],
)
def test_what_of_a_case_is_verified_later(
    tmp_path: Path, then: Mapping[str, Any], uncovered: tuple[str, ...]
) -> None:
    board = board_of(tmp_path, BOARD.replace("{max: 5}", str(then).replace("'", '"'))).boards[0]
    assert uncovered_rules(board.field("rank"), board) == uncovered


def test_a_case_that_no_formula_holds_is_verified_later(tmp_path: Path) -> None:
    long = [f"第{number}个方向{'长' * 300}" for number in range(30)]
    text = BOARD.replace("{field: kind, given: true}", f"{{field: name, in: {long}}}")
    board = board_of(tmp_path, text).boards[0]
    assert uncovered_rules(board.field("rank"), board) == ("when",)


# ---------------------------------------------------------------- lint


def problems(folder: Path, case: str, rules: str = "type: number") -> list[str]:
    """What is said of one case of a column, by key and message."""
    line = f"  x: {{{rules}, when: [{case}], meta: {{header: 甲}}}}\n"
    small = write_campaign(folder, campaign=SMALL, firms=BOARD + line)
    found = lint_campaign(small, argument_faults)
    return [f"{each.key.removeprefix('schema.x.when')} {each.message}" for each in found]


COMPANY = "{field: kind, equals: 企业}"


@pytest.mark.parametrize(
    ("case", "place"),
    [
        (f"{{then: {{min: 1}}, if: {COMPANY}, else: {{max: 1}}}}", ""),
        (f"{{if: {COMPANY}}}", ""),
        (f"{{if: {COMPANY}, then: {{}}}}", ""),
        ("{if: 企业, then: {min: 1}}", ""),
        ("{if: {field: kind}, then: {min: 1}}", ".1.if"),
        ("{if: {field: kind, is: 企业}, then: {min: 1}}", ".1.if"),
        ("{if: {field: grant, below: 很多}, then: {min: 1}}", ".1.if"),
        (f"{{if: [{COMPANY}, {{field: nome, given: true}}], then: {{min: 1}}}}", ".1.if.2.field"),
        ("{if: {field: kind, equals: 私企}, then: {min: 1}}", ".1.if.equals"),
        ("{if: {field: kind, in: [企业, 私企]}, then: {min: 1}}", ".1.if.in.2"),
        (f"{{if: {COMPANY}, then: {{mim: 1}}}}", ".1.then.mim"),
        (f"{{if: {COMPANY}, then: {{type: number}}}}", ".1.then.type"),
        (f"{{if: {COMPANY}, then: {{when: []}}}}", ".1.then.when"),
        (f"{{if: {COMPANY}, then: {{min: 多}}}}", ".1.then.min"),
        (f"{{if: {COMPANY}, then: {{at_most_of: {{field: nome}}}}}}", ".1.then.at_most_of"),
        (f"{{if: {COMPANY}, then: {{allowed: [甲]}}}}", ".1.then.allowed.1"),
        (f"{{if: {COMPANY}, then: {{regex: '[0-9'}}}}", ".1.then.regex"),
        (f"{{if: {COMPANY}, then: {{not_after: '2022-06-31'}}}}", ".1.then.not_after"),
        (f"{{if: {COMPANY}, then: {{located_in: [上海市, 火星]}}}}", ".1.then.located_in.2"),
    ],
)
def test_a_fault_in_a_case_is_told_where_it_is_written(
    tmp_path: Path, case: str, place: str
) -> None:
    assert [found.split(" ")[0] for found in problems(tmp_path, case)] == [place]


def test_a_choice_that_is_none_is_answered_with_the_nearest(tmp_path: Path) -> None:
    assert problems(tmp_path, "{if: {field: kind, equals: 企 业}, then: {min: 1}}") == [
        ".1.if.equals “kind”的选项里没有“企 业”，是否想写“企业”？"
    ]


def test_a_condition_on_a_choice_that_is_none_is_told_too(tmp_path: Path) -> None:
    line = "  x: {type: number, required_when: {field: kind, equals: 私企}, meta: {header: 甲}}\n"
    found = lint_campaign(write_campaign(tmp_path, campaign=SMALL, firms=BOARD + line))
    assert [each.key for each in found] == ["schema.x.required_when.equals"]


@pytest.mark.parametrize(
    ("name", "is_known"),
    [("上海市", True), ("苏州市", True), ("江苏省南京市鼓楼区", True), ("台湾省", True),
     ("鼓楼区", False), ("上海市张江", False), ("长三角", False)],
)  # fmt: skip
def test_a_place_that_is_asked_for_is_one_that_is_known(
    tmp_path: Path, name: str, *, is_known: bool
) -> None:
    line = f"  x: {{type: string, located_in: [{name}], meta: {{header: 甲}}}}\n"
    found = lint_campaign(write_campaign(tmp_path, campaign=SMALL, firms=BOARD + line))
    assert [each.key for each in found] == ([] if is_known else ["schema.x.located_in.1"])


def test_severities_are_those_of_the_codes(tmp_path: Path) -> None:
    campaign = board_of(tmp_path)
    assert campaign.severities["V503"] is Severity.QUERY
