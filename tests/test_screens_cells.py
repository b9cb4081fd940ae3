"""Screens of the rules that judge one cell: true only where the rule holds, and true of what
people ordinarily write.
"""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.conversion.numbers import as_number
from toolkit.rules import RULES_BY_NAME, identifiers
from toolkit.rules.rule import Columns, Record
from toolkit.rules.screens import each_distinct, quickly_or_each_distinct, sums_of_worths
from toolkit.rules.word_count import _count_where_plain, count_words
from toolkit.validation import RuleValidator

TYPES: dict[str, Any] = {
    "string": pl.String,
    "number": pl.Float64,
    "integer": pl.Float64,
    "date": pl.Date,
    "boolean": pl.Boolean,
    "list": pl.List(pl.String),
}
ASKED = True


def screened(name: str, argument: Any, kind: str, values: list[Any]) -> list[bool | None]:
    """What the rule's screen says of a column; None all over where it does not know the type."""
    screen = RULES_BY_NAME[name].screen(argument, Columns("x", {"x": kind}))
    entries = pl.DataFrame({"x": pl.Series(values, dtype=TYPES[kind])})
    if screen is None:
        return [None] * len(values)
    said = entries.select(said=screen)["said"].to_list()
    assert len(said) == len(values)
    return said


def holds(name: str, argument: Any, value: Any) -> bool:
    """What is decided without a screen: by Cerberus itself where it judges."""
    rule = RULES_BY_NAME[name]
    if not rule.native:
        return rule.holds(value, argument, Record({}, "x"))
    document = {} if name == "required" and value is None else {"x": value}
    return bool(RuleValidator({"x": {name: argument}}).validate(document, normalize=False))


# ---------------------------------------------------------------- what screens know

KNOWN: dict[str, tuple[Any, set[str]]] = {
    "required": (ASKED, set(TYPES)),
    "min": (0, {"number", "integer"}),
    "max": (0, {"number", "integer"}),
    "minlength": (1, {"string", "list"}),
    "maxlength": (1, {"string", "list"}),
    "allowed": (["是", True, 1], set(TYPES) - {"date"}),
    "regex": ("甲", {"string"}),
    "word_count": ({"max": 1}, {"string"}),
    "share": (ASKED, {"number", "integer"}),
    "not_before": ("2020-01-01", {"date"}),
    "not_after": ("2020-01-01", {"date"}),
    "founded_within": ({"years": 10, "of": 2022}, {"date"}),
    "age_at_most": ({"years": 40, "on": "2025-12-31"}, {"date"}),
    "born_not_before": ("2020-01-01", {"date"}),
    "credit_code": (ASKED, {"string"}),
    "resident_id": (ASKED, {"string"}),
    "phone": ("any", {"string"}),
    "email": (ASKED, {"string"}),
    "forbidden": (["甲", 0], set(TYPES)),
    "region": ("mainland", {"string"}),
    "located_in": (["上海市"], {"string"}),
    "strategic_industry": (ASKED, {"string", "list"}),
    "industry_code": (ASKED, {"string", "list"}),
    "industry_section": (["M"], {"string", "list"}),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_column_of_another_type_is_in_doubt(name: str) -> None:
    argument, kinds = KNOWN[name]
    screen = RULES_BY_NAME[name].screen
    known = {kind for kind in TYPES if screen(argument, Columns("x", {"x": kind})) is not None}
    assert known == kinds


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_is_known_of_its_own_columns(kind: str) -> None:
    screen = RULES_BY_NAME["type"].screen
    known = {each for each in TYPES if screen(kind, Columns("x", {"x": each})) is not None}
    assert known == {kind}


# ---------------------------------------------------------------- what is ordinary passes


# Invented numbers with right check characters.
def credit_code(prefix: str, region: str, body: str) -> str:
    code = prefix + region + body + identifiers.organisation_check_character(body)
    return code + identifiers.credit_check_character(code)


def resident_id(place: str, born: date, order: int) -> str:
    number = f"{place}0105{born.year:04d}{born:%m%d}{order:03d}"
    return number + identifiers.resident_check_character(number)


COMPANIES = [
    "91110000600037341L",
    credit_code("12", "310000", "42500617"),
    credit_code("91", "310115", "MA1K0AAA"),
    credit_code("N2", "440305", "MF0H12UW"),
]
PEOPLE = ["11010519491231002X", resident_id("31", date(1980, 2, 29), 2)]
TEXT_OF_400 = "研发投入占比15.2%，居全国前3位。" * 26 + "以“科创中国”为例——AI 与 5G…"

ORDINARY: list[tuple[str, str, Any, list[Any], list[Any]]] = [
    ("type", "string", "string", ["甲"], []),
    ("type", "number", "number", [0.0, 12.5, -1e300], []),
    ("type", "integer", "integer", [0.0, 12.0, -3.0, 999999999999999.0], [12.5, 1e15, 1e300]),
    ("type", "date", "date", [date(2018, 5, 6)], []),
    ("type", "boolean", "boolean", [True, False], []),
    ("type", "list", "list", [["甲"], ["甲", "乙"]], []),
    ("required", "string", True, ["甲"], []),
    ("required", "boolean", True, [True, False], []),
    ("required", "number", False, [0.0], []),
    ("min", "number", 0, [0.0, 0.5, 1e300], [-0.1]),
    ("min", "integer", 1, [1.0, 2.0], [0.0]),
    ("min", "number", 0.5, [0.5], [0.4]),
    ("min", "number", 2**53 + 1, [], [9.00719925474099e15]),
    ("max", "number", 100, [100.0, -1.0], [100.5]),
    ("max", "number", 10**400, [], [1.0]),
    ("max", "number", float("nan"), [], [1.0]),
    ("minlength", "string", 2, ["甲乙", "é甲"], ["甲"]),
    ("minlength", "list", 2, [["甲", "乙"]], [["甲乙"]]),
    ("maxlength", "string", 2, ["甲乙", "𠀀甲"], ["甲乙丙"]),
    ("maxlength", "list", 2, [["甲", "乙"], ["甲乙丙丁"]], [["甲", "乙", "丙"]]),
    ("allowed", "string", ["高", "一般"], ["高", "一般"], ["较高", "高 "]),
    ("allowed", "list", ["高", "一般"], [["高"], ["一般", "高"]], [["高", "较高"], ["较高"]]),
    ("allowed", "boolean", [True], [True], [False]),
    ("allowed", "boolean", [True, False], [True, False], []),
    ("allowed", "number", [1, 2.5], [1.0, 2.5], [2.0]),
    ("allowed", "integer", [1, 2], [1.0, 2.0], [3.0]),
    ("regex", "string", "[0-9]{2}", ["12"], ["123", "1", "１２"]),
    ("regex", "string", r"(?=.*\d)\w+$", ["a1", "１"], ["a"]),
    ("word_count", "string", {"max": 5}, ["研发投入", "12.5% AI", "研发投入占"], ["研发投入占比"]),
    ("word_count", "string", {"min": 400, "max": 600}, [TEXT_OF_400], [TEXT_OF_400[:380]]),
    ("word_count", "string", {"min": 3}, ["a b c", "甲·乙", "a’b é 中"], ["甲乙", "a’b 中"]),
    ("word_count", "string", {"min": 0}, ["甲"], []),
    ("share", "number", True, [0.0, 0.15, 1.0], [-0.01, 1.01]),
    ("share", "number", False, [15.0], []),
    ("not_before", "date", "2020-01-01", [date(2020, 1, 1)], [date(2019, 12, 31)]),
    ("not_after", "date", "2020-01-01", [date(2020, 1, 1)], [date(2020, 1, 2)]),
    ("founded_within", "date", {"years": 10, "of": 2022}, [date(2012, 1, 1)], [date(2011, 12, 31)]),
    (
        "age_at_most", "date", {"years": 40, "on": "2025-11-30"},
        [date(1984, 12, 1), date(1985, 1, 1)], [date(1984, 11, 30), date(1983, 12, 31)],
    ),
    (
        "age_at_most", "date", {"years": 40, "on": "2025-02-28"},
        [date(1984, 2, 29)], [date(1984, 2, 28)],
    ),
    ("born_not_before", "date", "1985-01-01", [date(1985, 1, 1)], [date(1984, 12, 31)]),
    (
        "credit_code", "string", True, COMPANIES,
        ["91110000600037342L", "98110000600037341L", "91110000600037341l", PEOPLE[0], "无代码"],
    ),
    ("credit_code", "string", False, ["无代码"], []),
    (
        "resident_id", "string", True, PEOPLE,
        ["110105194912310021", "11010519490229002X", "99010519491231002X", COMPANIES[0]],
    ),
    ("resident_id", "string", False, ["无"], []),
    (
        "phone", "string", "any",
        ["13800138000", "138-0013-8000", "138 0013 8000", "021-53880900", "01062771234",
         "0512-67901234", "0316-2345678", "021-53880900-8023", "400-820-8820", "手机：13800138000"],
        ["1380013800", "53880900", "联系办公室", "021-5388090"],
    ),
    ("phone", "string", "mobile", ["13800138000", "１３８００１３８０００"], ["021-53880900"]),
    ("phone", "string", "landline", ["021-53880900", "(021) 53880900"], ["13800138000"]),
    (
        "email", "string", True,
        ["name@example.com", "li.ming_01@mail.tsinghua.edu.cn", "a-b+c@QQ.COM", "12345@163.com",
         "a@example.com；b@example.cn", "name＠example.com", "王@example.com",
         f"a@{'b' * 60}.com"],
        ["name@example", "name@example.test", "name", "a..b@example.com", "a@-b.com"],
    ),
    ("email", "string", False, ["无"], []),
    (
        "region", "string", "mainland", ["江苏省苏州市", "上海长宁", "北京经济技术开发区"],
        ["上海市", "江苏", "香港", "鼓楼区", "火星"],
    ),
    ("forbidden", "string", ["中国"], ["美国", "中国台湾"], ["中国"]),
    ("forbidden", "list", ["中国", "无"], [["美国"], ["美国", "法国"]], [["美国", "中国"]]),
    ("forbidden", "boolean", ["是"], [False], [True]),
    ("forbidden", "boolean", ["甲"], [True, False], []),
    ("forbidden", "number", [0, 12, "十"], [1.0, 0.5], [0.0, 12.0]),
    (
        "located_in", "string", ["上海市", "苏州市", "香港特别行政区"],
        ["上海", "浦东新区", "江苏省昆山市", "香港"],
        ["江苏省", "江苏无锡", "澳门", "国外", "火星"],
    ),
    ("strategic_industry", "string", True, ["新一代信息技术产业", "1.2"], ["房地产业"]),
    ("strategic_industry", "list", True, [["生物产业", "1.2"]], [["房地产业"]]),
    ("strategic_industry", "string", False, ["房地产业"], []),
    (
        "industry_code", "string", True, ["农副食品加工业+13", "软件和信息技术服务业 65；教育83"],
        ["农副食品加工业", "农副食品加工业+14", "99"],
    ),
    ("industry_code", "list", True, [["农副食品加工业+13", "教育+83"]], [["教育"]]),
    ("industry_code", "string", False, ["无"], []),
    (
        "industry_section", "string", ["M"], ["研究和试验发展+73", "M73", "房地产业+70；科研+73"],
        ["房地产业+70", "科研", "M99"],
    ),
    ("industry_section", "list", ["M", "I"], [["科研+73"], ["K70", "I65"]], [["K70"], ["科研"]]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "argument", "right", "wrong"), ORDINARY)
def test_what_is_right_passes_and_what_is_wrong_does_not(
    name: str, kind: str, argument: Any, right: list[Any], wrong: list[Any]
) -> None:
    said = screened(name, argument, kind, [*right, None, *wrong, *right])
    assert [each is True for each in said] == [
        *[True] * len(right), argument is False, *[False] * len(wrong),
        *[True] * len(right),
    ]  # fmt: skip


# ---------------------------------------------------------------- true is sure


@st.composite
def nearly(draw: st.DrawFn, right: st.SearchStrategy[str]) -> str:
    """A right text, or one with a slip in it."""
    text = draw(right)
    place = draw(st.integers(0, len(text)))
    slip = draw(
        st.sampled_from(["", "0", "X", "a", "-", ".", " ", "\n", "０", "Ａ", "\u200b", "中"])
    )
    return text[:place] + slip + text[place + draw(st.integers(0, 1)) :]


def texts_of(*examples: str) -> st.SearchStrategy[str]:
    return nearly(st.sampled_from(examples)) | st.text(max_size=20)


DIGITS = "0123456789"
CODES = st.builds(
    credit_code,
    st.sampled_from(sorted(identifiers.prefixes())),
    st.text(DIGITS, min_size=6, max_size=6),
    st.text(DIGITS, min_size=8, max_size=8) | st.text(identifiers.ALPHABET, min_size=8, max_size=8),
)
RESIDENTS = st.builds(
    resident_id,
    st.sampled_from(["11", "31", "54", "71", "83", "16", "99"]),
    st.dates(date(1850, 1, 1), date(2150, 1, 1)) | st.dates(date(1999, 2, 27), date(2001, 3, 2)),
    st.integers(0, 999),
)
NUMBERS_ON_PAPER = nearly(CODES) | nearly(RESIDENTS) | CODES | RESIDENTS | st.text(max_size=19)
PHONES = nearly(
    st.from_regex(r"\A(1[3-9][0-9]{9}|0[0-9]{2,3}[- ]?[0-9]{6,8}(-[0-9]{1,4})?)\Z")
    | st.sampled_from(["86-10-62771234", "0086 21 53880900", "138 0013 8000", "400-820-8820"])
)
EMAILS = nearly(
    st.from_regex(
        r"\A[A-Za-z0-9._+-]{1,8}@([A-Za-z0-9-]{1,6}\.){1,2}(com|CN|net|org|test|local|xn--p1ai|c)\Z"
    )
)
FIGURES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: float(as_number(number))),
    st.integers(-3, 3).map(float),
    st.sampled_from([0.5, 1e15, 999999999999999.0, 9.00719925474099e15, -1e15, 1e300]),
)
BOUNDS = st.integers(-3, 3) | st.integers(2**53 - 2, 2**53 + 2) | st.floats(allow_nan=False)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1)) | st.dates(date(1984, 2, 27), date(1984, 3, 2))
WORDS = st.text("科创中国，。“”‘’A b-3.5%\n\t\u3000\u200b·é𠀀（", max_size=12)
LISTS = st.lists(st.sampled_from(["甲", "乙", "丙丁", ""]), max_size=3)
ASKS = st.booleans()
ON_DAY = DAYS.map(date.isoformat)
CHOICES = st.lists(
    st.sampled_from(["甲", "乙", True, False, 0, 1, 2.5, 2**53 + 1, date(2020, 1, 1)]), min_size=1
)
PATTERNS = st.sampled_from(["[0-9]+", r"\d+$", "a|b", "(?=甲).", r"\w*\Z", ".{2}"])
INDUSTRIES = texts_of("农副食品加工业+13", "教育P83", "软件和信息技术服务业 65；教育+83")
STRATEGIC = texts_of("新一代信息技术产业", "1.2 电子核心产业", "生物医药/2.1.3")
PLACES = texts_of(
    "江苏省苏州市", "上海长宁", "北京经济技术开发区", "吉林市", "兵团八师", "台湾", "鼓楼区"
)
FORBIDDEN = st.lists(
    st.sampled_from(["甲", "是", "1", "1.0", "2020-01-01", True, 1, 2.5, date(2020, 1, 1)]),
    min_size=1,
)
SECTIONS = st.lists(st.sampled_from("CIMP"), min_size=1, unique=True)
NAMED_PLACES = st.lists(
    st.sampled_from(["江苏省", "苏州市", "上海市长宁区", "吉林市", "北京市", "香港特别行政区"]),
    min_size=1,
)

SOUND: list[tuple[str, str, st.SearchStrategy[Any], st.SearchStrategy[Any]]] = [
    ("type", "integer", st.just("integer"), FIGURES),
    ("type", "number", st.just("number"), FIGURES),
    ("type", "string", st.just("string"), WORDS),
    ("type", "date", st.just("date"), DAYS),
    ("type", "boolean", st.just("boolean"), st.booleans()),
    ("type", "list", st.just("list"), LISTS),
    ("required", "string", ASKS, WORDS),
    ("min", "number", BOUNDS, FIGURES),
    ("max", "integer", BOUNDS, FIGURES),
    ("minlength", "string", st.integers(0, 13), WORDS),
    ("minlength", "list", st.integers(0, 4), LISTS),
    ("maxlength", "string", st.integers(0, 13), WORDS),
    ("maxlength", "list", st.integers(0, 4), LISTS),
    ("allowed", "string", CHOICES, st.sampled_from(["甲", "乙", "True", "1", "甲 "])),
    ("allowed", "list", CHOICES, LISTS),
    ("allowed", "boolean", CHOICES, st.booleans()),
    ("allowed", "number", CHOICES, FIGURES),
    ("allowed", "date", CHOICES, DAYS),
    ("regex", "string", PATTERNS, st.text("0１ab甲\n", max_size=4)),
    ("word_count", "string", st.builds(dict, max=st.integers(1, 12)), WORDS),
    ("word_count", "string", st.builds(dict, min=st.integers(0, 6), max=st.integers(6, 12)), WORDS),
    ("word_count", "string", st.builds(dict, min=st.integers(0, 12)), WORDS | st.text(max_size=9)),
    ("share", "number", ASKS, FIGURES | st.floats(-0.1, 1.1)),
    ("not_before", "date", ON_DAY, DAYS),
    ("not_after", "date", ON_DAY, DAYS),
    ("born_not_before", "date", ON_DAY, DAYS),
    ("founded_within", "date", st.builds(dict, years=st.integers(1, 99), of=st.just(2022)), DAYS),
    ("age_at_most", "date", st.builds(dict, years=st.integers(1, 2100), on=ON_DAY), DAYS),
    ("credit_code", "string", ASKS, NUMBERS_ON_PAPER),
    ("resident_id", "string", ASKS, NUMBERS_ON_PAPER),
    ("phone", "string", st.sampled_from(["any", "mobile", "landline"]), PHONES),
    ("email", "string", ASKS, EMAILS),
    ("region", "string", st.just("mainland"), PLACES),
    ("forbidden", "string", FORBIDDEN, st.sampled_from(["甲", "乙", "True", "1", "是"])),
    ("forbidden", "list", FORBIDDEN, LISTS),
    ("forbidden", "boolean", FORBIDDEN, st.booleans()),
    ("forbidden", "number", FORBIDDEN, FIGURES),
    ("forbidden", "date", FORBIDDEN, DAYS),
    ("located_in", "string", NAMED_PLACES, PLACES),
    ("strategic_industry", "string", ASKS, STRATEGIC),
    ("strategic_industry", "list", ASKS, st.lists(STRATEGIC, max_size=2)),
    ("industry_code", "string", ASKS, INDUSTRIES),
    ("industry_code", "list", ASKS, st.lists(INDUSTRIES, max_size=2)),
    ("industry_section", "string", SECTIONS, INDUSTRIES),
    ("industry_section", "list", SECTIONS, st.lists(INDUSTRIES, max_size=2)),
]


@pytest.mark.parametrize(("name", "kind", "arguments", "values"), SOUND)
@settings(deadline=None)
@given(data=st.data())
def test_true_means_that_the_rule_holds(
    name: str, kind: str, arguments: Any, values: Any, data: st.DataObject
) -> None:
    argument = data.draw(arguments)
    column = data.draw(st.lists(values | st.none(), min_size=1, max_size=8))
    for value, said in zip(column, screened(name, argument, kind, column), strict=True):
        seen = as_number(value) if isinstance(value, float) else value
        assert said is not True or holds(name, argument, seen)


def test_every_screen_of_a_cell_is_tried() -> None:
    assert {name for name, *_ in SOUND} == {name for name, *_ in ORDINARY} == {"type", *KNOWN}


# ---------------------------------------------------------------- pieces


def asked_together(judge: Any, values: list[str | None]) -> list[bool | None]:
    entries = pl.DataFrame({"x": pl.Series(values, dtype=pl.String)})
    return entries.select(said=judge(pl.col("x")))["said"].to_list()


# One check character wrong, and the other right.
WRONG_CHECKS = [
    *(f"{COMPANIES[0][:17]}{letter}" for letter in identifiers.ALPHABET),
    *(
        f"{start}{identifiers.credit_check_character(start)}"
        for start in (f"{COMPANIES[0][:16]}{letter}" for letter in f"{DIGITS}X")
    ),
    *(f"{PEOPLE[0][:17]}{letter}" for letter in f"{DIGITS}X"),
]


@given(st.lists(NUMBERS_ON_PAPER, max_size=8))
def test_columns_of_official_numbers_are_judged_as_each_number_is(numbers: list[str]) -> None:
    asked = [*numbers, None, "", *COMPANIES, *PEOPLE, *WRONG_CHECKS]
    for together, alone in (
        (identifiers.identifying_codes, identifiers.is_credit_code),
        (identifiers.resident_ids, identifiers.is_resident_id),
    ):
        said = [None if number is None else alone(number) for number in asked]
        assert asked_together(together, asked) == said


def test_every_day_of_two_centuries_can_be_a_birthday() -> None:
    numbers = [
        resident_id("31", date.fromordinal(day), 7)
        for day in range(date(1889, 1, 1).toordinal(), date(2101, 1, 1).toordinal())
    ]
    said = asked_together(identifiers.resident_ids, numbers)
    assert said == [identifiers.is_resident_id(number) for number in numbers]
    assert sum(said) == (date(2100, 1, 1) - date(1890, 1, 1)).days


def test_a_resident_number_that_passes_as_a_credit_code_is_in_doubt() -> None:
    numbers = [
        resident_id("11", date(1990, 5, day), at) for day in range(1, 29) for at in range(999)
    ]
    both = [number for number in numbers if identifiers.is_credit_code(number)]
    assert both
    assert screened("credit_code", ASKED, "string", both) == [False] * len(both)


@pytest.mark.parametrize("around", ["", "中", "a"])
def test_any_character_is_counted_as_word_counts_it_or_left_alone(around: str) -> None:
    letters = [chr(point) for point in range(sys.maxunicode) if not 0xD800 <= point < 0xE000]
    texts = [f"{around}{letter}{around}" for letter in letters[:0x30000]]
    counts = asked_together(_count_where_plain, texts)
    counted = [
        (text, count) for text, count in zip(texts, counts, strict=True) if count is not None
    ]
    assert len(counted) == 27_848 - (around == "a")
    assert [text for text, count in counted if count != count_words(text)] == []


def test_a_landline_passes_only_where_it_can_be_called() -> None:
    numbers = [
        f"{area}-{start}{'1234567'[: length - 2]}"
        for area in ("010", *(f"02{last}" for last in DIGITS), *(f"0{n}" for n in range(300, 1000)))
        for start in range(10, 100, 7)
        for length in (7, 8)
    ]
    said = screened("phone", "landline", "string", numbers)
    assert [each for each, passed in zip(numbers, said, strict=True) if passed] == [
        each for each in numbers if holds("phone", "landline", each)
    ]
    assert sum(map(bool, said)) > 1_000


def test_an_address_that_is_too_long_is_no_ordinary_one() -> None:
    addresses = [f"a@{'b' * length}.com" for length in range(50, 80)]
    said = screened("email", ASKED, "string", addresses)
    assert said == [length <= 63 for length in range(50, 80)]
    assert said == [holds("email", ASKED, address) for address in addresses]


@pytest.mark.parametrize("ending", ["com", "cn", "com.cn", "edu.cn", "net", "org", "gov.cn", "hk"])
def test_no_ordinary_address_has_a_domain_of_special_use(ending: str) -> None:
    for host in ("example", "test", "local", "invalid"):
        assert holds("email", ASKED, f"name@{host}.{ending}")


def test_each_distinct_text_is_asked_about_once() -> None:
    asked: list[str] = []

    def is_short(text: str) -> bool:
        asked.append(text)
        return len(text) < 2

    texts = ["甲", "乙乙", None, "甲", "乙乙"]
    judge = lambda column: each_distinct(column, is_short)  # noqa: E731  shorter than a function
    assert asked_together(judge, texts) == [True, False, None, True, False]
    assert sorted(asked) == ["乙乙", "甲"]


def test_only_what_is_not_settled_is_asked_about() -> None:
    asked: list[str] = []

    def is_short(text: str) -> bool:
        asked.append(text)
        return len(text) < 2

    def judge(column: pl.Expr) -> pl.Expr:
        return quickly_or_each_distinct(column, column.str.starts_with("甲"), is_short)

    texts = ["甲甲", "乙", None, "丙丙", "甲", "丙丙"]
    assert [said is True for said in asked_together(judge, texts)] == [
        True, True, False, False, True, False,
    ]  # fmt: skip
    assert sorted(asked) == ["丙丙", "乙"]


def test_letters_are_worth_their_position_times_the_weight_of_their_place() -> None:
    codes = pl.Series(["12", "2X", None], dtype=pl.String)
    assert sums_of_worths(codes, ("0123", "12X"), (10, 1)).to_list() == [11, 22, None]
