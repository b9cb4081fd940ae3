"""Formulas of the rules that judge one cell, reckoned by LibreOffice: each says what its rule
says.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from formula_tries import CLEAN, Try, disagreements, one_cell, told
from recalculating import needs_libreoffice, recalculated

from toolkit.conversion.numbers import as_number
from toolkit.rules.word_count import count_words
from toolkit.rules.word_expressions import word_count

DICE = random.Random(20220104)  # noqa: S311  values to try, not secrets
ASKED = True
# Of every class that formulas meet: Chinese, ASCII, full width, quotes, wildcards, blanks inside,
# invisible marks, narrow symbols, and characters beyond the first 65,536.
ALPHABET = [
    *"科创中国，。；“”‘’—…·（）《》", *"Aabz09.-%*?~\"'=+@{}[]|", *"ＡＢ１２　", " ", "\t", "\n",
    "\u200b", "\ufeff", "\u00ad", "é", "×", "Ω", "①", "★", "√", "✅", "⭐", "℃", "한", "か", "𠀀",
    "𠮷",
]  # fmt: skip
NAMES = [
    "甲",
    "乙",
    "丙丁",
    "a",
    "A",
    "ａ",
    "a*",
    "a?",
    "~*",
    '"',
    '""',
    "甲 ",
    "1",
    "1.0",
    "是",
    "𠮷",
]


def draw_text(longest: int) -> str:
    return "".join(DICE.choice(ALPHABET) for _ in range(DICE.randint(1, longest)))


def draw_number() -> float:
    decimals = DICE.randint(0, 6)
    digits = DICE.randint(-(10 ** DICE.randint(1, 9)), 10 ** DICE.randint(1, 9))
    return float(as_number(digits / 10**decimals))


def beside(bound: float) -> list[float]:
    """A bound, and numbers that differ from it by one unit of their 14th digit, or by more.

    LibreOffice takes numbers for equal that differ by less than 1 part in 2^48.
    """
    sizes = [10.0**-9, 10.0**-6, 0.01, 1.0]
    steps = [*sizes, abs(bound) * 1e-14, abs(bound) * 1e-13] if bound else [1e-300, 1e-15, *sizes]
    return [bound, *(float(as_number(bound + sign * step)) for step in steps for sign in (1, -1))]


ODD_NUMBERS = [
    0.0, -0.0, 1.0, -1.0, 0.1 + 0.2, 1 / 3, 999999999999999.0, -999999999999999.0,
    99999999999999.9, 123456789.123456, 1e15, 1e20, -1e300, 1e-300, 1.5,
]  # fmt: skip
NUMBERS = [*ODD_NUMBERS, *(draw_number() for _ in range(300))]
DAYS = [
    *(date(1900, 3, 1) + timedelta(days=DICE.randint(0, 73_000)) for _ in range(200)),
    date(1900, 3, 1), date(2000, 2, 29), date(2024, 2, 29), date(2100, 12, 31), date(9999, 12, 31),
]  # fmt: skip


def days_beside(text: str) -> list[date]:
    return [date.fromisoformat(text) + timedelta(days=off) for off in (-366, -1, 0, 1, 366)]


def tries_of_numbers() -> list[Try]:
    bounds = [0, 1, -3, 0.5, 100, 0.15, 2010, 1e-6, -12.75, 123456789, 999999999999999]
    rules = [("min", bound) for bound in bounds] + [("max", bound) for bound in bounds]
    return [
        *(
            one_cell(rule, bound, kind, [*NUMBERS, *beside(float(bound))])
            for rule, bound in rules
            for kind in ("number", "integer")
        ),
        one_cell("share", ASKED, "number", [*NUMBERS, *beside(0.0), *beside(1.0)]),
        one_cell("share", not ASKED, "number", NUMBERS),
        one_cell("allowed", [1, 2.5, 0.3, True], "number", [*NUMBERS, 1, 2.5, 2, 0.3, -1]),
        one_cell("allowed", [7], "integer", [6, 7, 8, 7.5]),
        one_cell("allowed", ["7"], "integer", [6, 7, 8]),
    ]


def tries_of_types() -> list[Try]:
    """Of a column's own type and of others, as they stand where they could not be understood."""
    texts = [name for name in NAMES if name not in ("是", "否")]
    whole = [1.5, 1e15, -1e15, 1e300, 0.1, 2.0, -3.0, 999999999999999.0, *NUMBERS]
    return [
        one_cell("type", "number", "number", [*texts, *NUMBERS]),
        one_cell("type", "integer", "integer", [*texts, *whole]),
        one_cell("type", "date", "date", [*texts, *DAYS]),
        one_cell("type", "string", "string", texts),
        one_cell("type", "list", "list", [["甲"], ["甲", "乙"]]),
        one_cell("type", "boolean", "boolean", [True, False]),
    ]


def tries_of_days() -> list[Try]:
    at = ["2020-01-01", "2000-02-29", "1985-01-01", "2022-12-31", "1902-03-01"]
    ages = [(years, on) for years in (1, 40, 45, 60) for on in (*at[:4], "2024-02-29")]
    return [
        *(
            one_cell(rule, bound, "date", [*DAYS, *days_beside(bound)])
            for rule in ("not_before", "not_after", "born_not_before")
            for bound in at
        ),
        *(
            one_cell("founded_within", {"years": years, "of": of}, "date", [
                *DAYS, *days_beside(f"{of - years}-01-01"), *days_beside(f"{of}-12-31"),
            ])
            for years, of in ((10, 2022), (1, 2025), (3, 2024))
        ),
        one_cell("founded_within", {"years": 200, "of": 2022}, "date", DAYS),
        *(
            one_cell("age_at_most", {"years": years, "on": on}, "date", [
                *DAYS, *birthdays(years, on),
            ])
            for years, on in ages
        ),
        one_cell("age_at_most", {"years": 2100, "on": "2020-01-01"}, "date", DAYS),
        one_cell("allowed", [date(2020, 1, 1), "甲"], "date", [*DAYS, date(2020, 1, 1)]),
    ]  # fmt: skip


def birthdays(years: int, on: str) -> list[date]:
    """The days about that on which one was born who is too old now."""
    about = date.fromisoformat(on).replace(day=28)
    return [
        about.replace(year=about.year - years + off) + timedelta(days=step)
        for off in (-2, -1, 0, 1)
        for step in range(-2, 5)
    ]


def tries_of_texts() -> list[Try]:
    texts = [draw_text(14) for _ in range(300)]
    rare = ["𠮷" * size for size in range(1, 9)] + ["中" + "😀" * size for size in range(1, 9)]
    lists = [DICE.sample(NAMES[:8], DICE.randint(1, 4)) for _ in range(200)]
    long = ["长" * 256, '"' * 300, "长" * 255, '"' * 127, "𠮷" * 127, '"' * 200]
    return [
        *(
            one_cell(rule, bound, "string", [*texts, *rare])
            for rule in ("minlength", "maxlength")
            for bound in (0, 1, 2, 5, 8, 14, 100)
        ),
        *(
            one_cell(rule, bound, "list", lists)
            for rule in ("minlength", "maxlength")
            for bound in (0, 1, 2, 3)
        ),
        *(
            one_cell("allowed", choices, "string", [*NAMES, *texts, *long])
            for choices in (["甲", "A", "a*", '"', "1", 1, "𠮷", *long[:6]], ["乙"], [3], long[1:2])
        ),
        *(
            one_cell("allowed", choices, "list", lists)
            for choices in (["甲", "乙", "a"], ["a*", "A", "丙丁", "甲", "a?"], ["ａ"], [True])
        ),
        one_cell("allowed", [f"第{number}项" for number in range(300)], "list", [
            *lists, ["第0项"], ["第299项", "第7项"], ["第300项", "第7项"],
        ]),
        *(
            one_cell("allowed", choices, "boolean", [True, False])
            for choices in ([True], [False, True], ["是"], [0], [1.0])
        ),
        *(
            one_cell(name, argument, kind, values)
            for name, argument, kind, values in (
                ("min", 3, "string", NAMES), ("share", ASKED, "string", NAMES),
                ("not_before", "2020-01-01", "string", NAMES), ("minlength", 3, "number", [1, 2]),
                ("maxlength", 0, "number", [1, 2]), ("word_count", {"max": 1}, "number", [12]),
            )
        ),
    ]  # fmt: skip


WORDS = [
    "研发投入占比15.2%，", "居全国前3位。", "state-of-the-art ", "AI", "it’s ", "“领军”", " ", "\n",
    "a\u200bb", "2020—2022年", "①", "●", "✅", "𠮷", "（一）", "don’t’s", "’", "GB/T 1234",
    "　", "・", "é",
]  # fmt: skip


def tries_of_words() -> list[Try]:
    texts = [draw_text(40) for _ in range(200)]
    texts += ["".join(DICE.choices(WORDS, k=DICE.randint(1, 12))) for _ in range(300)]
    arguments: list[Any] = [{"max": 5}, {"min": 3}, {"min": 8, "max": 14}, {"min": 0, "max": 1}]
    arguments += [{"max": 20}, {"min": 20}, {"min": 12, "max": 12}]
    bounded = [one_cell("word_count", argument, "string", texts) for argument in arguments]
    sizes = [DICE.randint(60, 260) for _ in range(60)]
    long = ["".join(DICE.choices(WORDS, k=size)) for size in sizes]
    return [*bounded, one_cell("word_count", {"min": 400, "max": 600}, "string", long)]


TRIES: Mapping[str, Callable[[], Sequence[Try]]] = {
    "types": tries_of_types,
    "numbers": tries_of_numbers,
    "days": tries_of_days,
    "texts": tries_of_texts,
    "words": tries_of_words,
}


@needs_libreoffice
@pytest.mark.parametrize("name", TRIES)
def test_formulas_say_what_their_rules_say(name: str, tmp_path: Path) -> None:
    DICE.seed(name)  # the same values whichever tests run
    tries = TRIES[name]()
    assert disagreements(tries, tmp_path) == []
    codes = Counter(each.expected(row) for each in tries for row in each.rows)
    assert min(codes.values()) > 20, codes


@needs_libreoffice
def test_a_word_in_a_column_of_ticks_is_no_choice(tmp_path: Path) -> None:
    words = ["可能", "是的", "Y", "是", "否"]
    assert told([one_cell("type", "boolean", "boolean", words)], tmp_path) == [
        ["V401", "V401", "V401", CLEAN, CLEAN]
    ]


@needs_libreoffice
def test_a_formula_counts_every_character_as_the_rule_does(tmp_path: Path) -> None:
    """All that Unicode knows up to 65,535, beside letters and beside themselves."""
    letters = [
        letter
        for letter in map(chr, range(0x20, 0xFFFE))
        if unicodedata.category(letter) not in ("Cn", "Cs", "Cf", "Cc")
    ]
    batches = ["".join(letters[at : at + 80]) for at in range(0, len(letters), 80)]
    texts = [
        "".join(pattern.format(letter) for letter in batch)
        for batch in batches
        for pattern in ("a{0}a ", "中{0}中", "{0}{0} ")
    ]
    said = recalculated([[text] for text in texts], [word_count("A{row}")], tmp_path)
    assert len(letters) > 60_000
    assert [
        (text, count, count_words(text))
        for text, [count] in zip(texts, said, strict=True)
        if count != count_words(text)
    ] == []
