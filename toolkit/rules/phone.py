"""phone: a telephone number, or several. V402.

Extensions (转, 分机, a third group of digits) and the country's own number are understood. A
landline needs its area code: without it nobody elsewhere can call.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.character_expressions import (
    ASCII_DIGITS,
    are_all_in,
    is_listed,
    sum_over_kinds,
)
from toolkit.rules.expressions import all_of, any_of, contains_any
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import judged_together, own_type, quickly_or_each_distinct
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_BETWEEN = re.compile(r"[;；,，、/\n或]+|\s{2,}|(?<=[0-9]{11})\s+|\s+(?=1[3-9][0-9]{9}(?![0-9]))")
# The country's own number, with whatever stands between it and the rest.
_COUNTRY = re.compile(r"(?<![0-9])(?:\+\s*|00)?86[\s-]+(?=[0-9(])")
_EXTENSION = re.compile(r"\s*(?:转|分机|(?:EXT|X)\.?)\s*:?\s*[0-9]{1,6}\)?$", re.IGNORECASE)
_THIRD_GROUP = re.compile(r"^(\(?0[0-9]{2,3}\)?[\s-]*[0-9]{7,8})[\s-]+[0-9]{1,6}$")
# A person or a kind of number written beside it: 手机：…, …（王）.
_LABEL = re.compile(r"^[\u4e00-\u9fff]{1,8}[:\s]*|\s*\(?[\u4e00-\u9fff]{1,8}\)?$|\.0$")
_MOBILE = re.compile(r"(?:\+?(?:00)?86)?0?1[3-9][0-9]{9}")
# Numbers that need no closer look, but for an area code and what may follow it.
_PLAIN_MOBILE = r"\A1[3-9][0-9](?:[0-9]{8}|-[0-9]{4}-[0-9]{4}| [0-9]{4} [0-9]{4})\z"
_LANDLINE_SHAPE = r"\A0(?:10|2[0-9]|[3-9][0-9]{2})-?[0-9]{7,8}\z"
# A telephone number has no fewer digits, country and all: a mobile, and any in the world.
_DIGITS_OF_MOBILE, _FEWEST_DIGITS = 11, 6
_MOBILE_STARTS = ("13", "14", "15", "16", "17", "18", "19")
# Without its area code, a landline's number of 7 or 8 digits; one with these digits inside may be
# a service's number behind an area code without its 0 (21 95588).
_LOCAL_STARTS, _OF_SERVICES = "2345678", ("10", "12", "95", "96")
# A Chinese number with fewer digits is not complete; longer texts may hold several numbers.
_FEWEST_DIGITS_IN_CHINA, _LONGEST_PLAIN, _LONGEST_COUNTED = 7, 13, 30
_KINDS = {
    "any": ("电话号码", "手机填11位，座机带区号，如021-12345678"),
    "mobile": ("手机号码", "填11位手机号"),
    "landline": ("座机号码", "带区号，如021-12345678"),
}


def _is_mobile(number: str) -> bool:
    return _MOBILE.fullmatch(re.sub(r"[\s()-]", "", number)) is not None


def _is_other(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
    except phonenumbers.NumberParseException:
        return False


def _numbers(text: str) -> list[str]:
    """The numbers in a cell, without labels and extensions."""
    dashed = re.sub(r"[‐‑–—−―－]", "-", unicodedata.normalize("NFKC", text)).strip()
    dashed = _COUNTRY.sub("+86", dashed)
    parts = [_LABEL.sub("", part.strip()) for part in _BETWEEN.split(dashed)]
    return [_THIRD_GROUP.sub(r"\1", _EXTENSION.sub("", part)).strip() for part in parts if part]


def _is_kind(number: str, kind: str) -> bool:
    if _is_mobile(number):
        return kind != "landline"
    return kind != "mobile" and _is_other(number)


def _are_kind(text: str, kind: str) -> bool:
    numbers = _numbers(text)
    return bool(numbers) and all(_is_kind(number, kind) for number in numbers)


def _are_plain_landlines(texts: pl.Series) -> pl.Series:
    """Where a text is a bare landline that phonenumbers' own patterns know."""
    shaped = texts.str.contains(_LANDLINE_SHAPE)
    if not shaped.any():
        return shaped
    from phonenumbers import PhoneMetadata

    china: Any = PhoneMetadata.metadata_for_region("CN")
    known = shaped
    national = texts.str.strip_prefix("0").str.replace("-", "", literal=True)
    for described in (china.general_desc, china.fixed_line):
        pattern = rf"\A(?:{described.national_number_pattern})\z"
        # A pattern that only Python understands leaves all of them in doubt.
        known &= national.str.contains(pattern, strict=False)
        known &= national.str.len_bytes().is_in(described.possible_length)
    return known


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    numbers = _numbers(str(value))
    wrong = [number for number in numbers if not _is_kind(number, argument)]
    if numbers and not wrong:
        return None
    kind, form = _KINDS[argument]
    cause = "，座机缺少区号" if argument != "mobile" and _is_local(wrong) else ""
    return Breach("V402", f"{quoted(value)}不是有效的{kind}{cause}。请改正：{form}。")


def _is_local(numbers: list[str]) -> bool:
    return any(re.fullmatch(r"[2-8][0-9]{6,7}", re.sub(r"[\s-]", "", each)) for each in numbers)


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    kind, form = _KINDS[argument]
    return f"填写{kind}（{form}）"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "string":
        return None
    texts = columns.own
    mobiles = texts.str.contains(_PLAIN_MOBILE)
    landlines = judged_together(texts, _are_plain_landlines)
    plain = {"any": mobiles | landlines, "mobile": mobiles, "landline": landlines}[argument]
    return quickly_or_each_distinct(texts, plain, lambda text: _are_kind(text, argument))


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    """Too few digits in any text; and what surely is no number where all are digits."""
    if cells.own_type != "string":
        return None
    fewest = _DIGITS_OF_MOBILE if argument == "mobile" else _FEWEST_DIGITS
    worths = {"digit": 1, "other": fewest} | ({} if argument == "mobile" else {"letter": 1})
    digits = sum_over_kinds(cells.own, worths, _LONGEST_COUNTED)
    is_short = f"AND(LEN({cells.own})<={_LONGEST_COUNTED},IFERROR({digits}<{fewest},FALSE))"
    plain = f'SUBSTITUTE(SUBSTITUTE({cells.own},"-","")," ","")'
    is_plain = all_of(
        [f"LEN({plain})<={_LONGEST_PLAIN}", are_all_in(plain, ASCII_DIGITS, last=_LONGEST_PLAIN)]
    )
    return (Fault("V402", any_of([is_short, all_of([is_plain, _is_no_number(plain, argument)])])),)


def _is_no_number(digits: str, kind: str) -> str:
    """Whether up to 13 digits surely are no number of the kind."""
    size = f"LEN({digits})"
    begins_as_mobile = is_listed(f"LEFT({digits},2)", _MOBILE_STARTS)
    if kind == "mobile":
        other = all_of([f"{size}={_DIGITS_OF_MOBILE}", f"NOT({begins_as_mobile})"])
        return any_of([other, f'AND({size}={_DIGITS_OF_MOBILE + 1},LEFT({digits},2)<>"01")'])
    is_local = all_of(
        [
            f"{size}<=8",
            is_listed(f"LEFT({digits},1)", _LOCAL_STARTS),
            f"NOT({contains_any(digits, _OF_SERVICES)})",
        ]
    )
    # 179 begins what is dialled before a number abroad.
    wrong_sizes = "9,10,11,12,13" if kind == "landline" else "9,10,12,13"
    is_wrong_mobile = all_of(
        [
            f"SUMPRODUCT(--({size}={{{wrong_sizes}}}))>0",
            begins_as_mobile,
            f'LEFT({digits},3)<>"179"',
        ]
    )
    return any_of([f"{size}<{_FEWEST_DIGITS_IN_CHINA}", is_local, is_wrong_mobile])


RULE = Rule(
    "phone",
    {"type": "string", "allowed": list(_KINDS)},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_part,
)
