"""The dictionary as a whole: every rule complete, worded, and cheap to import."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from cerberus import Validator

from toolkit import rules
from toolkit.rules import RULES, RULES_BY_NAME
from toolkit.rules.rule import Record, Rule
from toolkit.rules.sme_points import NAMES

SME = {name: name for name in NAMES}
# For each rule: arguments that fit its constraint, and arguments that do not.
ARGUMENTS: dict[str, tuple[list[Any], list[Any]]] = {
    "type": (["string", "integer", "number", "date", "boolean", "list"], ["text", 1]),
    "required": ([True], ["yes"]),
    "min": ([0, 0.5], ["0"]),
    "max": ([100], ["100"]),
    "minlength": ([1], [-1, "1"]),
    "maxlength": ([100], [1.5]),
    "allowed": ([["是", "否"]], [[], "是"]),
    "regex": (["[0-9]+"], [1]),
    "forbidden": ([["中国"], ["中国", 86, True]], [[], "中国"]),
    "word_count": ([{"max": 200}, {"min": 400, "max": 600}, {"min": 1}], [{}, {"most": 3}, 200]),
    "share": ([True], ["yes"]),
    "not_before": (["2020-01-01"], ["2020", date(2020, 1, 1), "2020-01-01 00:00"]),
    "not_after": (["2020-01-01"], ["2020年"]),
    "founded_within": ([{"years": 10, "of": 2022}], [{"years": 10}, {"years": 0, "of": 2022}]),
    "age_at_most": ([{"years": 40, "on": "2025-12-31"}], [{"years": 40}, 40]),
    "born_not_before": (["1985-01-01"], [1985]),
    "credit_code": ([True], ["yes"]),
    "resident_id": ([True], ["yes"]),
    "phone": (["any", "mobile", "landline"], ["fax", True]),
    "email": ([True], ["yes"]),
    "region": (["mainland"], ["asia", True]),
    "located_in": ([["上海市"], ["江苏省苏州市", "香港特别行政区"]], [[], "上海市", [310000]]),
    "strategic_industry": ([True], [9]),
    "industry_code": ([True], [2017]),
    "industry_section": ([["M"], ["I", "M"]], [[], ["Z"], ["73"], "M"]),
    "required_when": (
        [
            {"field": "a", "equals": "是"},
            {"field": "a", "equals": True},
            {"field": "a", "in": ["甲", "乙"]},
            {"field": "a", "not_after": "2020-12-31"},
            {"field": "a", "not_before": "2020-12-31"},
            {"field": "a", "given": True},
            {"field": "a", "given": False},
            {"field": "a", "below": 2000},
            {"field": "a", "at_least": 0.5},
        ],
        [
            {"field": "a"},
            {"equals": "是"},
            {"field": "a", "is": "是"},
            {"field": "a", "below": "1"},
        ],
    ),
    "ends_period": (
        [{"from": "a"}, {"from": "a", "years": 2}, {"from": "a", "years": 1, "months": 6}],
        [{"years": 2}, {"from": "a", "years": 0}, {"from": "a", "months": 1.5}, "a"],
    ),
    "differs_from": ([{"fields": ["a", "b"]}], [{"fields": []}, {}, ["a"]]),
    "sum_of": ([["a", "b"]], [[], "a", [2020]]),
    "mean_of": ([["2020", "2021"]], [[], "2020", [2020]]),
    "ratio_of": ([{"of": "a", "to": "b"}], [{"of": "a"}, ["a", "b"]]),
    "at_most_of": ([{"field": "a"}, {"field": "a", "times": 2.5}], [{"times": 2}, "a"]),
    "at_least_of": ([{"field": "a"}, {"field": "a", "times": 2}], [{"field": "a", "times": "2"}]),
    "at_most_share_of": (
        [{"field": "a", "share": 0.3}],
        [{"field": "a"}, {"field": "a", "share": 30}],
    ),
    "same_scale_as": ([{"fields": ["a", "b"]}], [{"fields": []}, {}, ["a"]]),
    "sme_score": ([SME], [{}, {**SME, "assets": "a"}]),
    "sme_eligible": ([{**SME, "assets": "a"}, {**SME, "assets": "a", "fast_track": "f"}], [SME]),
    "when": (
        [
            [{"if": {"field": "a", "equals": "是"}, "then": {"required": True}}],
            [
                {
                    "if": [{"field": "a", "in": [1, 2]}, {"field": "b", "given": True}],
                    "then": {"min": 10, "at_most_of": {"field": "c"}},
                },
                {"if": {"field": "a", "at_least": 3}, "then": {"forbidden": [0]}},
            ],
            [
                {
                    "if": {"field": "a", "given": False},
                    "then": {"region": "mainland", "minlength": 4},
                }
            ],
        ],
        [
            [],
            [{"if": {"field": "a", "equals": "是"}}],
            [{"if": {"field": "a", "equals": "是"}, "then": {}}],
            [{"if": "a", "then": {"required": True}}],
            [{"if": [], "then": {"required": True}}],
            {"if": {"field": "a", "equals": "是"}, "then": {"required": True}},
        ],
    ),
}
FITTING = [(name, argument) for name, (good, _) in ARGUMENTS.items() for argument in good]
UNFITTING = [(name, argument) for name, (_, bad) in ARGUMENTS.items() for argument in bad]
# Words of programmers, and marks of values that were printed as they are.
FORBIDDEN = re.compile(r"None|null|True|False|regex|schema|\[|\{|nan", re.IGNORECASE)


def fits(rule: Rule, argument: Any) -> bool:
    return bool(Validator({"argument": dict(rule.constraint)}).validate({"argument": argument}))


def test_every_rule_is_listed_once_under_its_name() -> None:
    assert list(RULES_BY_NAME) == [rule.name for rule in RULES] == list(dict.fromkeys(ARGUMENTS))


def test_every_rule_file_is_in_the_dictionary() -> None:
    folder = Path(rules.__file__).parent
    found = [
        module.RULE
        for path in sorted(folder.glob("*.py"))
        if hasattr(module := import_module(f"toolkit.rules.{path.stem}"), "RULE")
    ]
    assert sorted(rule.name for rule in found) == sorted(RULES_BY_NAME)


@pytest.mark.parametrize(("name", "argument"), FITTING)
def test_arguments_that_fit(name: str, argument: Any) -> None:
    assert fits(RULES_BY_NAME[name], argument)


@pytest.mark.parametrize(("name", "argument"), UNFITTING)
def test_arguments_that_do_not_fit(name: str, argument: Any) -> None:
    assert not fits(RULES_BY_NAME[name], argument)


@pytest.mark.parametrize(("name", "argument"), FITTING)
def test_words_say_the_requirement_in_chinese(name: str, argument: Any) -> None:
    words = RULES_BY_NAME[name].words(argument, lambda field: f"〔{field}〕")
    assert re.search("[一-鿿]", words)
    assert not FORBIDDEN.search(words)
    assert not words.endswith(("。", "；", "，"))


@pytest.mark.parametrize(("name", "argument"), FITTING)
def test_a_blank_cell_holds_unless_the_rule_judges_blanks(name: str, argument: Any) -> None:
    rule = RULES_BY_NAME[name]
    assert rule.judges_blank or rule.holds(None, argument, Record({}))


@pytest.mark.parametrize(("name", "argument"), FITTING)
def test_a_rule_names_the_fields_it_looks_at(name: str, argument: Any) -> None:
    looked_at: list[str] = []

    class Watched(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            looked_at.append(key)
            return default

    rule = RULES_BY_NAME[name]
    rule.breach(1, argument, Record(Watched()))
    assert set(looked_at) <= set(rule.refers(argument))


def test_the_rules_of_cerberus_are_native() -> None:
    native = [rule.name for rule in RULES if rule.native]
    assert native == [
        "type", "required", "min", "max", "minlength", "maxlength", "allowed", "regex",
    ]  # fmt: skip
    assert all(hasattr(Validator, f"_validate_{name}") for name in native)


def test_importing_the_dictionary_loads_no_heavy_library() -> None:
    heavy = "{'phonenumbers', 'email_validator', 'rapidfuzz', 'polars', 'cerberus'}"
    code = f"import sys, toolkit.rules; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
