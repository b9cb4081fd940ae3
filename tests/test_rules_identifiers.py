"""Credit codes and residents' numbers: cases by hand, and agreement with python-stdnum."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from toolkit.rules import RULES_BY_NAME, credit_code, resident_id
from toolkit.rules.identifiers import (
    ALPHABET,
    credit_check_character,
    organisation_check_character,
    prefixes,
    resident_check_character,
)
from toolkit.rules.rule import Breach, Record

# Invented numbers with right check characters.
COMPANY = "91110000600037341L"
ASKED = True
PERSON = "11010519491231002X"

CODES: list[tuple[str, str, str | None]] = [
    ("credit_code", COMPANY, None),
    ("credit_code", " 9111 0000-6000 3734 1l ", None),
    ("credit_code", "９１１１００００６０００３７３４１Ｌ", None),
    ("credit_code", "9111\u200b0000600037341L", None),
    ("credit_code", "911100006000373412", "V403"),
    ("credit_code", "91110000600037342L", "V403"),
    ("credit_code", "9111OOOO600037341L", "V403"),
    ("credit_code", "9111000060003734IL", "V403"),
    ("credit_code", "9I11000060003734OO", "V403"),
    ("credit_code", "91110000600037341", "V402"),
    ("credit_code", "91110000600037341LL", "V402"),
    ("credit_code", "91110000科00037341L", "V402"),
    ("credit_code", "98110000600037341L", "V402"),
    ("credit_code", "无代码", "V402"),
    ("credit_code", PERSON, "V404"),
    ("credit_code", "310105000123456", "V404"),
    ("credit_code", "31010560003734IX", "V402"),
    ("credit_code", "310105600037341", "V404"),
    ("credit_code", "31010560003A34X", "V404"),
    ("credit_code", "60003734-1", "V404"),
    ("credit_code", "13800138000", "V404"),
    ("credit_code", "021-53880900", "V404"),
    ("resident_id", PERSON, None),
    ("resident_id", "11010519491231002x", None),
    ("resident_id", "110105 19491231 002X", None),
    ("resident_id", "110105194912310021", "V403"),
    ("resident_id", "11010519490231002X", "V402"),
    ("resident_id", "11010518491231002X", "V402"),
    ("resident_id", "99010519491231002X", "V402"),
    ("resident_id", "1101051949123100X2", "V402"),
    ("resident_id", "110105491231002", "V402"),
    ("resident_id", COMPANY, "V404"),
]


def judged(rule: str, value: str, argument: Any = ASKED) -> Breach | None:
    return RULES_BY_NAME[rule].breach(value, argument, Record({}))


def code_of(rule: str, value: str) -> str | None:
    breach = judged(rule, value)
    return breach.code if breach else None


@pytest.mark.parametrize(("rule", "value", "code"), CODES)
def test_numbers(rule: str, value: str, code: str | None) -> None:
    assert code_of(rule, value) == code


@pytest.mark.parametrize("rule", ["credit_code", "resident_id"])
def test_nothing_is_asked_where_the_argument_says_no(rule: str) -> None:
    assert judged(rule, "x", not ASKED) is None


@pytest.mark.parametrize(
    ("value", "likely"),
    [
        ("9111OOOO60003734IL", COMPANY),
        ("91110000600073341L", COMPANY),
        ("91110000600037314L", COMPANY),
        ("91110000D00037341L", None),
        ("9111D000600037341L", COMPANY),
    ],
)
def test_the_likely_code_is_named_where_only_one_fits(value: str, likely: str | None) -> None:
    breach = judged("credit_code", value)
    assert breach is not None
    assert breach.code == "V403"
    assert ("可能应为" in breach.message) == (likely is not None)
    assert likely is None or likely in breach.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9111OOOO60003734Il", COMPANY),
        (COMPANY.lower(), COMPANY),
        ("91110000600037342L", None),
        ("91110000", None),
        ("", None),
    ],
)
def test_look_alikes_are_read_only_where_the_code_is_then_valid(
    text: str, code: str | None
) -> None:
    assert credit_code.corrected(text) == code


def test_a_resident_number_that_passes_as_a_credit_code_is_still_a_resident_number() -> None:
    both = [
        number
        for day in range(1, 29)
        for order in range(1000)
        if credit_code.is_valid(number := resident_number("110105", date(1990, 5, day), order))
    ]
    assert both
    assert {code_of("credit_code", number) for number in both} == {"V404"}


# ---------------------------------------------------------------- properties


def company_code(prefix: str, region: str, body: str) -> str:
    code = prefix + region + body + organisation_check_character(body)
    return code + credit_check_character(code)


def resident_number(place: str, born: date, order: int) -> str:
    number = f"{place}{born:%Y%m%d}{order:03d}"
    return number + resident_check_character(number)


COMPANY_CODES = st.builds(
    company_code,
    st.sampled_from(sorted(prefixes())),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
)
RESIDENT_NUMBERS = st.builds(
    resident_number,
    st.sampled_from(["110105", "310105", "320583", "440305", "650102", "360426"]),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(0, 999),
)


@given(COMPANY_CODES)
def test_built_codes_are_valid_and_stdnum_agrees_where_it_reads_them(code: str) -> None:
    assert credit_code.is_valid(code)
    assert credit_code.corrected(code) == code
    assert code_of("credit_code", code) in (None, "V404")
    assert uscc.is_valid(code) == code[:2].isdigit()


@given(COMPANY_CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_changed_character_is_caught(code: str, place: int, letter: str) -> None:
    changed = code[:place] + letter + code[place + 1 :]
    assert credit_code.is_valid(changed) == (changed == code)
    assert not credit_code.is_valid(changed) or uscc.is_valid(changed) or not code[:2].isdigit()


@given(COMPANY_CODES, st.integers(0, 16))
def test_swapped_neighbours_are_caught(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert credit_code.is_valid(swapped) == (swapped == code)


@given(st.text(ALPHABET + "IOSVZ中 -", min_size=15, max_size=20))
def test_what_is_valid_here_is_valid_for_stdnum(text: str) -> None:
    code = credit_code.clean(text)
    if credit_code.is_valid(code) and code[:2].isdigit():
        assert uscc.is_valid(code)


@given(COMPANY_CODES)
def test_the_rule_and_is_valid_agree(code: str) -> None:
    if not resident_id.is_valid(code):
        assert credit_code.is_valid(code) == (code_of("credit_code", code) is None)


@given(RESIDENT_NUMBERS)
def test_built_numbers_are_valid_and_their_check_is_that_of_stdnum(number: str) -> None:
    assert resident_id.is_valid(number)
    assert ric.calc_check_digit(number) == number[17]
    assert ric.get_birth_date(number).isoformat().replace("-", "") == number[6:14]


@given(RESIDENT_NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_changed_digit_is_caught(number: str, place: int, digit: str) -> None:
    changed = number[:place] + digit + number[place + 1 :]
    assert resident_id.is_valid(changed) == (changed == number)


@given(st.text("0123456789Xx", min_size=18, max_size=18))
def test_what_stdnum_accepts_is_accepted(number: str) -> None:
    if ric.is_valid(number) and 1890 <= int(number[6:10]) <= 2099:
        assert resident_id.is_valid(credit_code.clean(number))


@given(st.text(max_size=24))
def test_any_text_is_judged(text: Any) -> None:
    assert code_of("credit_code", text) in (None, "V402", "V403", "V404")
    assert code_of("resident_id", text) in (None, "V402", "V403", "V404")
