"""The arithmetic of official numbers. In: a cleaned number; out: whether it can exist.

Two rule files need both kinds of number (each tells the other kind when it stands in the wrong
column), so the arithmetic is here. Sources: GB 32100-2015 (统一社会信用代码), GB 11714-1997
(组织机构代码), GB 11643-1999 (公民身份号码).
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from toolkit.rules.screens import judged_together, sums_of_worths

if TYPE_CHECKING:
    import polars as pl

# GB 32100: without I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
ORGANISATION_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What stands for 0 to 10 where a number's check is modulo 11.
CHECK_LETTERS = "0123456789X"
_RESIDENT_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
# The first two digits of a resident's number; 81 to 83 are residence permits of people from
# Hong Kong, Macao and Taiwan.
_RESIDENT_PLACES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
BIRTH_YEARS = 1890, 2099
# Every day from 1890 to 2099, so that a column can be asked at once; a 29 February in leap years.
_BIRTH_DAYS = (
    "(?:(?:189[0-9]|19[0-9]{2}|20[0-9]{2})"
    "(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    "|(?:18(?:92|96)|(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000)0229)"
)
_RESIDENT_PATTERN = (
    rf"\A(?:{_RESIDENT_PLACES.pattern})[0-9]{{4}}{_BIRTH_DAYS}[0-9]{{3}}[{CHECK_LETTERS}]\z"
)


def clean(text: str) -> str:
    """A number as it should stand: NFKC, upper case, without spaces, dashes and hidden characters.

    >>> clean(" 9131-0000 ６３１２３４５６ab")
    '9131000063123456AB'
    """
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text).upper()
        if unicodedata.category(letter) not in ("Pd", "Pc", "Zs", "Zl", "Zp", "Cc", "Cf")
        and letter not in "−'‘’`"
    )


@cache
def prefixes() -> dict[str, str]:
    """The listed first two characters of a credit code, and who registers such bodies."""
    file = resources.files("toolkit") / "data" / "uscc_prefixes.json"
    listed: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return listed


def credit_check_character(code: str) -> str:
    """The 18th character that belongs to the first 17 (GB 32100, modulus 31)."""
    total = sum(
        ALPHABET.index(letter) * weight
        for letter, weight in zip(code[:17], CREDIT_WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """The check character of an organisation code's eight characters (GB 11714, modulus 11)."""
    total = sum(
        ORGANISATION_LETTERS.index(letter) * weight
        for letter, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    return CHECK_LETTERS[-total % 11]


def has_right_checks(code: str) -> bool:
    """Whether both check characters of an 18-character code are right."""
    inner = organisation_check_character(code[8:16])
    return code[16] == inner and code[17] == credit_check_character(code)


def is_credit_code(code: str) -> bool:
    """18 characters of the alphabet, a listed prefix, both check characters right."""
    return (
        len(code) == 18
        and all(letter in ALPHABET for letter in code)
        and code[:2] in prefixes()
        and has_right_checks(code)
    )


def resident_check_character(number: str) -> str:
    """The 18th character that belongs to the first 17 digits (GB 11643, modulus 11-2)."""
    total = sum(
        int(digit) * weight for digit, weight in zip(number[:17], RESIDENT_WEIGHTS, strict=True)
    )
    return CHECK_LETTERS[(1 - total) % 11]


def has_resident_shape(number: str) -> bool:
    """17 digits and a digit or X."""
    return number.isascii() and _RESIDENT_SHAPE.fullmatch(number) is not None


def birth_date(number: str) -> date | None:
    """The day of birth in a resident's number; None where there is no such day."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if BIRTH_YEARS[0] <= born.year <= BIRTH_YEARS[1] else None


def has_resident_place(number: str) -> bool:
    """Whether the number begins with a province's digits."""
    return _RESIDENT_PLACES.match(number) is not None


def resident_places() -> tuple[str, ...]:
    """The two digits with which a resident's number can begin."""
    return tuple(text for text in map(str, range(10, 100)) if has_resident_place(text))


def is_resident_id(number: str) -> bool:
    """Shape, province, day of birth and check character are right."""
    return (
        has_resident_shape(number)
        and has_resident_place(number)
        and birth_date(number) is not None
        and number[17] == resident_check_character(number)
    )


def identifying_codes(codes: pl.Expr) -> pl.Expr:
    """What `is_credit_code` says of each text of a column; null for a blank."""
    return judged_together(codes, _judge_codes)


def resident_ids(numbers: pl.Expr) -> pl.Expr:
    """What `is_resident_id` says of each text of a column; null for a blank."""
    return judged_together(numbers, _judge_residents)


def _judge_codes(codes: pl.Series) -> pl.Series:
    shaped = codes.str.contains(_credit_pattern())
    codes = codes.set(~shaped, None)
    whole = sums_of_worths(codes, (ALPHABET,) * 18, (*CREDIT_WEIGHTS, 1))
    letters = (ORGANISATION_LETTERS,) * 8 + (CHECK_LETTERS,)
    inner = sums_of_worths(codes.str.slice(8, 9), letters, (*ORGANISATION_WEIGHTS, 1))
    return shaped & (whole % 31 == 0) & (inner % 11 == 0)


def _judge_residents(numbers: pl.Series) -> pl.Series:
    shaped = numbers.str.contains(_RESIDENT_PATTERN)
    numbers = numbers.set(~shaped, None)
    sums = sums_of_worths(numbers, (CHECK_LETTERS,) * 18, (*RESIDENT_WEIGHTS, 1))
    return shaped & (sums % 11 == 1)


@cache
def _credit_pattern() -> str:
    """All of a credit code but that its check characters are right."""
    return rf"\A(?:{'|'.join(prefixes())})[{ALPHABET}]{{14}}[{CHECK_LETTERS}][{ALPHABET}]\z"
