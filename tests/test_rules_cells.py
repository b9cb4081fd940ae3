"""Rules that look at one cell: value, argument, and the code each must give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Record
from toolkit.rules.word_count import count_words

TABLE: list[tuple[str, Any, Any, str | None]] = [
    ("type", "十", "integer", "V201"),
    ("type", 10, "integer", None),
    ("type", 0.5, "integer", "V201"),
    ("type", 0.5, "number", None),
    ("type", True, "number", "V201"),
    ("type", "是", "boolean", "V201"),
    ("type", "2018", "date", "V201"),
    ("type", date(2018, 5, 6), "date", None),
    ("type", "甲", "list", "V201"),
    ("type", ["甲"], "list", None),
    ("type", 5, "string", "V201"),
    ("required", None, True, "V101"),
    ("required", 0, True, None),
    ("required", None, False, None),
    ("min", 0, 1, "V301"),
    ("min", 1, 1, None),
    ("max", 101, 100, "V302"),
    ("max", 100, 100, None),
    ("minlength", "甲", 2, "V303"),
    ("minlength", "甲乙", 2, None),
    ("minlength", ["甲"], 2, "V303"),
    ("maxlength", "甲乙丙", 2, "V304"),
    ("maxlength", "甲乙", 2, None),
    ("maxlength", ["甲", "乙", "丙"], 2, "V304"),
    ("allowed", "丙", ["甲", "乙"], "V401"),
    ("allowed", "甲", ["甲", "乙"], None),
    ("allowed", ["甲", "丙"], ["甲", "乙"], "V401"),
    ("allowed", ["甲", "乙"], ["甲", "乙"], None),
    ("regex", "12a", "[0-9]+", "V402"),
    ("regex", "12", "[0-9]+", None),
    ("forbidden", "中国", ["中国", "无"], "V401"),
    ("forbidden", "中国台湾", ["中国", "无"], None),
    ("forbidden", ["美国", "中国"], ["中国"], "V401"),
    ("forbidden", ["美国"], ["中国"], None),
    ("forbidden", True, ["是"], "V401"),
    ("forbidden", 0, [0], "V401"),
    ("forbidden", 0, [False], None),
    ("word_count", "甲乙丙", {"max": 2}, "V304"),
    ("word_count", "甲乙", {"max": 2}, None),
    ("word_count", "甲", {"min": 2, "max": 3}, "V303"),
    ("word_count", "甲乙", {"min": 2}, None),
    ("word_count", "artificial intelligence", {"max": 2}, None),
    ("share", -0.01, True, "V301"),
    ("share", 0, True, None),
    ("share", 1, True, None),
    ("share", 1.000001, True, "V302"),
    ("not_before", date(2019, 12, 31), "2020-01-01", "V301"),
    ("not_before", date(2020, 1, 1), "2020-01-01", None),
    ("not_after", date(2020, 1, 2), "2020-01-01", "V302"),
    ("not_after", date(2020, 1, 1), "2020-01-01", None),
    ("founded_within", date(2011, 12, 31), {"years": 10, "of": 2022}, "E101"),
    ("founded_within", date(2012, 1, 1), {"years": 10, "of": 2022}, None),
    ("age_at_most", date(1984, 12, 31), {"years": 40, "on": "2025-12-31"}, "E101"),
    ("age_at_most", date(1985, 1, 1), {"years": 40, "on": "2025-12-31"}, None),
    ("age_at_most", date(1984, 12, 30), {"years": 40, "on": "2024-12-31"}, None),
    ("age_at_most", date(1984, 2, 29), {"years": 40, "on": "2025-02-28"}, None),
    ("age_at_most", date(1984, 2, 29), {"years": 40, "on": "2025-03-01"}, "E101"),
    ("born_not_before", date(1984, 12, 31), "1985-01-01", "E101"),
    ("born_not_before", date(1985, 1, 1), "1985-01-01", None),
    ("email", "name@example.com", True, None),
    ("email", "name＠example.com", True, None),
    ("email", "a@example.com；b@example.cn", True, None),
    ("email", "name@example", True, "V402"),
    ("email", "name example.com", True, "V402"),
    ("email", "name", False, None),
    ("phone", "13800138000", "any", None),
    ("phone", "13800138000", "mobile", None),
    ("phone", "13800138000", "landline", "V402"),
    ("phone", "+86 138-0013-8000", "mobile", None),
    ("phone", "１３８００１３８０００", "mobile", None),
    ("phone", "1380013800", "any", "V402"),
    ("phone", "021-53880900", "landline", None),
    ("phone", "021-53880900", "mobile", "V402"),
    ("phone", "(021) 53880900", "any", None),
    ("phone", "021-5388 0900转8023", "any", None),
    ("phone", "021-53880900-8023", "any", None),
    ("phone", "021—53880900", "any", None),
    ("phone", "13800138000、021-53880900", "any", None),
    ("phone", "13800138000 13900139000", "mobile", None),
    ("phone", "021-53880900/13800138000", "landline", "V402"),
    ("phone", "手机：13800138000（王）", "mobile", None),
    ("phone", "400-820-8820", "any", None),
    ("phone", "53880900", "any", "V402"),
    ("phone", "联系办公室", "any", "V402"),
    ("strategic_industry", "新一代信息技术产业", True, None),
    ("strategic_industry", "新一代信息技术", True, None),
    ("strategic_industry", "1.2", True, None),
    ("strategic_industry", "1.2 电子核心产业", True, None),
    ("strategic_industry", "互联网与云计算、大数据服务", True, None),
    ("strategic_industry", "生物产业/生物医药产业", True, None),
    ("strategic_industry", "新型电子元器件及设备制造", True, "V401"),
    ("strategic_industry", "房地产业", True, "V401"),
    ("strategic_industry", "10", True, "V401"),
]


@pytest.mark.parametrize(("name", "value", "argument", "code"), TABLE)
def test_cell(name: str, value: Any, argument: Any, code: str | None) -> None:
    breach = RULES_BY_NAME[name].breach(value, argument, Record({}))
    assert (breach and breach.code) == code


def test_of_several_choices_the_forbidden_ones_are_named() -> None:
    breach = RULES_BY_NAME["forbidden"].breach(["甲", "乙", "丙"], ["丙", "甲"], Record({}))
    assert breach is not None
    assert breach.message == "本项不能填写“甲”、“丙”，请核对后改正。"


def test_a_missing_area_code_is_named() -> None:
    breach = RULES_BY_NAME["phone"].breach("53880900", "any", Record({}))
    assert breach is not None
    assert "缺少区号" in breach.message


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("研发投入占比15.2%，居全国前3位。", 15),
        ("state-of-the-art AI", 2),
        ("它叫“科创中国”", 8),
        ("it’s 5G", 2),
        ("ＡＢ", 2),
        ("第一行\n第二行\u3000末", 7),
        ("A\u200bB", 1),
        ("12，345", 3),
    ],
)
def test_words_are_counted_as_word_does(text: str, count: int) -> None:
    assert count_words(text) == count


TEXTS = st.text(alphabet="科创中国，。“”A b-3.5%\n\u200b", max_size=30)


@given(TEXTS, TEXTS)
def test_word_counts_add_up_across_a_chinese_character(left: str, right: str) -> None:
    assert count_words(f"{left}中{right}") == count_words(left) + 1 + count_words(right)


@given(st.text(max_size=40))
def test_a_text_has_at_most_as_many_words_as_characters(text: str) -> None:
    assert 0 <= count_words(text) <= len(text)
