"""email: an e-mail address, or several. V402. Nothing is looked up on the network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import any_of, contains_any, texts
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import everywhere, own_type, quickly_or_each_distinct
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_BETWEEN = re.compile(r"[\s;；,，、/]+")
# One address that needs no closer look: no domain of special use, no label of another script.
_ORDINARY = (
    r"\A[A-Za-z0-9][A-Za-z0-9_+-]*(?:\.[A-Za-z0-9_+-]+)*"
    r"@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+"
    r"(?i:com|cn|net|org|edu|gov|info|biz|vip|top|xyz|tech|ltd|asia|cc|co|io|me|hk)\z"
)
# What a spreadsheet takes for the end of an address, and for an @; no address contains any of the
# third. Where none of the last stands behind an @, there is no dot, not even of another script.
_SEPARATORS = ("；", ";", "，", ",", "、", "/", "／", "\u3000")
_AT_SIGNS = ("@", "＠", "﹫")
_NOWHERE = ("@@", "@.", ".@", "..")
_DOTS = (*".․‥…⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛。㏂㏇㏘︒︙︰﹒．｡🄀",)
# So short that no part of it can be too long.
_SHORT = 64


def _is_address(text: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _are_addresses(text: str) -> bool:
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", text).strip())
    addresses = [part for part in parts if part]
    return bool(addresses) and all(_is_address(part) for part in addresses)


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not argument or _are_addresses(str(value)):
        return None
    said = f"{quoted(value)}不是有效的电子邮箱"
    return Breach("V402", f"{said}，请把@前后都写完整，如name@example.com。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "填写电子邮箱，如name@example.com"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "string":
        return None
    texts = columns.own
    if not argument:
        return everywhere(texts)
    ordinary = texts.str.contains(_ORDINARY) & (texts.str.len_bytes() <= _SHORT)
    return quickly_or_each_distinct(texts, ordinary, _are_addresses)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    """Fewer @ than addresses, no dot behind the @, and signs where no address has them."""
    if cells.own_type != "string":
        return None
    if not argument:
        return ()
    found = cells.own
    tail = f'MID({found},FIND("@",{found}),LEN({found}))'
    tests = [
        f"{_count_of_at_signs(found)}<{_count_of_parts(found)}",
        contains_any(found, _NOWHERE),
        f'ISNUMBER(FIND(LEFT({found},1),"@."))',
        f'ISNUMBER(FIND(RIGHT({found},1),"@."))',
        f'AND(ISNUMBER(FIND("@",{found})),IFERROR(NOT({contains_any(tail, _DOTS)}),FALSE))',
    ]
    return (Fault("V402", any_of(tests)),)


def _count_of_at_signs(found: str) -> str:
    return f'SUMPRODUCT(LEN({found})-LEN(SUBSTITUTE({found},{texts(_AT_SIGNS)},"")))'


def _count_of_parts(found: str) -> str:
    """How many texts there are at least between blanks and separators."""
    spaced = f'SUBSTITUTE({found},CHAR(10)," ")'
    for separator in _SEPARATORS:
        spaced = f'SUBSTITUTE({spaced},"{separator}"," ")'
    return f'LEN(TRIM({spaced}))-LEN(SUBSTITUTE(TRIM({spaced})," ",""))+1'


RULE = Rule(
    "email",
    {"type": "boolean"},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_part,
)
