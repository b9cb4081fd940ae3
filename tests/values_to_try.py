"""Values to try formulas on: official numbers, right and with slips, and texts of other kinds."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources
from random import Random

from toolkit.rules.identifiers import (
    ALPHABET,
    ORGANISATION_LETTERS,
    credit_check_character,
    is_credit_code,
    organisation_check_character,
    prefixes,
    resident_check_character,
    resident_places,
)
from toolkit.rules.places import known_names, province_names


def made_by(seed: int) -> Random:
    """The same numbers in every run."""
    return Random(seed)  # noqa: S311 (nothing secret)


def credit_code_of(start: str, body: str) -> str:
    first = start + body + organisation_check_character(body)
    return first + credit_check_character(first)


def resident_id_of(first: str) -> str:
    return first + resident_check_character(first)


def credit_codes() -> list[str]:
    """A valid code for every prefix, and some whose 9th to 16th places hold any letter."""
    drawn = made_by(1)
    starts = [*prefixes(), *["91"] * 12]
    return [
        credit_code_of(
            start + "".join(drawn.choices("0123456789", k=6)),
            "".join(drawn.choices(ALPHABET, k=8)),
        )
        for start in starts
    ]


def resident_ids() -> list[str]:
    """Valid numbers of every province, of days at the ends of months, and of leap days."""
    days = ["18900101", "18920229", "19000228", "19491231", "20000229", "20240229", "20991231"]
    drawn = made_by(2)
    return [
        resident_id_of(
            place
            + "".join(drawn.choices("0123456789", k=4))
            + days[at % len(days)]
            + "".join(drawn.choices("0123456789", k=3))
        )
        for at, place in enumerate(resident_places())
    ]


def residents_that_look_like_codes() -> list[str]:
    """Valid resident's numbers that are also valid credit codes."""
    drawn = made_by(3)
    found: list[str] = []
    while len(found) < 3:
        digits = "".join(drawn.choices("0123456789", k=4))
        number = resident_id_of(f"11010519{drawn.randint(50, 99)}1205" + digits[:3])
        if is_credit_code(number):
            found.append(number)
    return found


def with_slips(numbers: list[str], seed: int) -> Iterator[str]:
    """Each number with one character wrong, two neighbours swapped, one lost, one too many."""
    drawn = made_by(seed)
    for number in numbers:
        at = drawn.randrange(len(number))
        yield number[:at] + drawn.choice(ORGANISATION_LETTERS) + number[at + 1 :]
        yield number[:at] + drawn.choice("0123456789") + number[at + 1 :]
        at = drawn.randrange(len(number) - 1)
        yield number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        yield number[:at] + number[at + 1 :]
        yield number[:at] + "0" + number[at:]
    for place in range(18):
        for letter in "IOSVZ09AX#.|é１①*?~电":
            yield numbers[-1][:place] + letter + numbers[-1][place + 1 :]


def wrong_births() -> Iterator[str]:
    """Right check characters on days that may not be."""
    days = (
        "18891231 18900228 18900229 19000229 19040229 20230229 21000101 20200230 20200431 20200400"
        " 20201301 20200001 20200132 20209999 00000000 20000229 20001231"
    )
    yield from (resident_id_of(f"110105{day}002") for day in days.split())
    yield from (resident_id_of(f"{place:02}010519491231002") for place in range(100))


OTHERS = (
    "1", "无代码", "AB", "13800138000", "12800138000", "19912345678", "02153880900", "053188889999",
    "0531888899990", "0012345678", "0212345678", "021234567", "0212345678A", "310105600037341",
    "310105491231002", "31010560003A34X", "31010560003A34Y", "3101A560003A34X", "60003734X",
    "60003734K", "600037341", "ZZZZZZZZX", "60003734", "6000373411", "ZZZZZZZZZZZZZZZZZZ",
    "91OOOOOOOOOOOOOOOO", "9I110000600037341L", "NZ110000600037341L", "A1110000600037341L",
    "000000000000000000", "111111111111111111", "123456789012345678", "98110000600037341L",
    "VV110000600037341L", "||110000600037341L", "9|110000600037341L", "91110000600037341L ",
    "91110000600037341LL", "911100006000373412", "1E5", "9.11100006000373E17",
    "𠮷1110000600037341L",
    "91110000600037341\u200b", "1.0105491231002E+17", "TRUE", "~*?*?*?*?*?*?*?*?*?",
)  # fmt: skip


@cache
def identifiers() -> tuple[str, ...]:
    codes, residents = credit_codes(), resident_ids()
    both = residents_that_look_like_codes()
    slips = (*with_slips(codes, 6), *with_slips(residents, 7), *with_slips(both, 8))
    raw = (*codes, *residents, *both, *slips, *wrong_births(), *OTHERS)
    typed = (*raw, *(number.lower() for number in codes), *(f" {n[:6]}-{n[6:]}" for n in residents))
    return tuple(dict.fromkeys(typed))


def phones() -> Iterator[str]:
    """Digits of every length and beginning, with blanks and dashes, and with words beside them."""
    drawn = made_by(9)
    for size in range(1, 16):
        for _ in range(40):
            digits = "".join(drawn.choices("0123456789", k=size))
            yield digits
            at = drawn.randint(0, size)
            yield f"{digits[:at]}{drawn.choice(('-', ' ', '  ', ' - '))}{digits[at:]}".strip()
            yield drawn.choice(("手机", "Tel", "（", "+", "86-", "00")) + digits
        yield "13" + "8" * size
        yield "0" + "13" + "8" * size
    yield from (
        f"2{area}{code}{tail}" for area in "0125" for code in (95, 96, 10) for tail in TAILS
    )


TAILS = ("588", "5888", "0000")


def regions() -> Iterator[str]:
    """Provinces alone and with what may follow them, and cities under their names."""
    for name in province_names():
        yield from (name, f"{name}市", f"{name}苏州市", f"中国{name}", f"香港{name}", f"{name} ")
    yield from known_names("")[::4]


def strategic_industries() -> Iterator[str]:
    """Names of every industry, and what people make of them."""
    file = resources.files("toolkit") / "data" / "sei2018_level1_2.csv"
    for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()):
        name = row["name"]
        bare = name.removesuffix("业").removesuffix("产")
        yield from (name, bare, f"{bare}业", f"{bare}产业", f"{name}业", f"{name}产业", bare[1:])
        yield from (f"{name}类", f"{row['code']} {name}", f"{bare} 产业", f"{bare}、{bare[:2]}")


def mixed(letters: str, count: int, seed: int) -> Iterator[str]:
    """Texts that put letters together blindly, without white space at their edges."""
    drawn = made_by(seed)
    made = ("".join(drawn.choices(letters, k=drawn.randint(1, 12))).strip() for _ in range(count))
    return (text for text in made if text)
