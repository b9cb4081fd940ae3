"""Official numbers in Excel expressions. In: a value's address; out: what `identifiers` says of it.

The one thing a newcomer would get wrong: no DATE before 1904, where programs disagree about days;
the calendar repeats after 400 years, so days are tried in 2000 to 2399.
"""

from __future__ import annotations

from toolkit.rules import identifiers
from toolkit.rules.character_expressions import (
    ASCII_DIGITS,
    are_all_in,
    is_listed,
    sum_of_worths,
)
from toolkit.rules.identifiers import ALPHABET, CHECK_LETTERS, ORGANISATION_LETTERS


def has_right_checks(code: str) -> str:
    """Whether both check characters of an 18-character code are right; FALSE where a character
    is not of the alphabet.
    """
    whole = sum_of_worths(code, ALPHABET, (*identifiers.CREDIT_WEIGHTS, 1))
    body = sum_of_worths(code, ORGANISATION_LETTERS, identifiers.ORGANISATION_WEIGHTS, first=9)
    inner = f'{body}+FIND(MID({code},17,1),"{CHECK_LETTERS}")-1'
    return f"IFERROR(AND(MOD({whole},31)=0,MOD({inner},11)=0),FALSE)"


def has_listed_prefix(start: str) -> str:
    """Whether the first two characters of a credit code are listed ones."""
    return is_listed(start, identifiers.prefixes())


def is_credit_code(code: str) -> str:
    """Whether a text is a code that identifies."""
    prefix = has_listed_prefix(f"LEFT({code},2)")
    return f"AND(LEN({code})=18,{prefix},{has_right_checks(code)})"


def has_resident_form(number: str) -> str:
    """Whether all of a resident's number but its check character can be."""
    digits = are_all_in(number, ASCII_DIGITS, last=17)
    check = f'ISNUMBER(FIND(RIGHT({number},1),"{CHECK_LETTERS}"))'
    place = is_listed(f"LEFT({number},2)", identifiers.resident_places())
    return f"AND(LEN({number})=18,{digits},{check},{place},{_has_birth_day(number)})"


def _has_birth_day(number: str) -> str:
    """A day that a month does not have falls into another month."""
    year, month, day = (f"VALUE(MID({number},{at}))" for at in ("7,4", "11,2", "13,2"))
    first, last = identifiers.BIRTH_YEARS
    is_day = f"MONTH(DATE(2000+MOD({year},400),{month},{day}))={month}"
    return f"IFERROR(AND({year}>={first},{year}<={last},{is_day}),FALSE)"


def has_right_resident_check(number: str) -> str:
    """Whether the check character of a number of a resident's shape is right."""
    total = sum_of_worths(number, CHECK_LETTERS, (*identifiers.RESIDENT_WEIGHTS, 1))
    return f"IFERROR(MOD({total},11)=1,FALSE)"


def is_resident_id(number: str) -> str:
    """Whether a text is a number that a resident can have."""
    return f"AND({has_resident_form(number)},{has_right_resident_check(number)})"


def is_other_kind(number: str) -> str:
    """Whether a text is a telephone number, a number of 15 places of the business register or the
    tax office, or an organisation code of 9: what else people write for a credit code.
    """
    start = f"LEFT({number},2)"
    mobile = f"AND(LEN({number})=11,{is_listed(start, map(str, range(13, 20)))})"
    landlines = is_listed(start, (f"0{digit}" for digit in range(1, 10)))
    landline = f"AND(LEN({number})>=10,LEN({number})<=12,{landlines})"
    phone = f"AND({are_all_in(number, ASCII_DIGITS, last=12)},OR({mobile},{landline}))"
    digits = are_all_in(number, ASCII_DIGITS, last=6)
    place = f"OR(LEN({number})=9,AND(LEN({number})=15,{digits}))"
    body = are_all_in(f"RIGHT({number},9)", ORGANISATION_LETTERS, last=8)
    check = f'ISNUMBER(FIND(RIGHT({number},1),"{CHECK_LETTERS}"))'
    return f"OR({phone},AND({place},{body},{check}))"
