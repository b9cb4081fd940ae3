"""credit_code: a 统一社会信用代码. V402 shape, V404 another kind of number, V403 check characters.

The one thing a newcomer would get wrong: a valid 身份证号 can also pass as a credit code, because
province digits are prefixes too; so that question is asked first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from toolkit.model import Severity, Value
from toolkit.rules import identifier_expressions, identifiers
from toolkit.rules.character_expressions import are_all_in
from toolkit.rules.identifiers import ALPHABET, clean
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import everywhere, own_type
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

__all__ = ["RULE", "clean", "corrected", "is_valid"]

_RESEMBLING = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}
_LOOK_ALIKES = str.maketrans(_RESEMBLING)
# Characters taken for one another when a licence is copied by hand.
_MISREAD = ("0DQ", "17L", "38B", "56G", "UW", "MN", "EF", "XK", "PR")
_OTHER_KINDS = (
    (re.compile(r"1[3-9][0-9]{9}|0[1-9][0-9]{8,10}"), "电话号码"),
    (re.compile(r"[0-9]{15}"), "15位的工商注册号"),
    (re.compile(r"[0-9]{6}[0-9A-Z]{8}[0-9X]"), "15位的税务登记证号"),
    (re.compile(r"[0-9A-Z]{8}[0-9X]"), "9位的组织机构代码"),
)
_ASK = "请填写营业执照上18位的统一社会信用代码"


def is_valid(code: str) -> bool:
    """Whether a cleaned code identifies: 18 characters, listed prefix, both checks right.

    >>> is_valid("91310000MA1FL0000A")
    False
    """
    return identifiers.is_credit_code(code)


def corrected(text: str) -> str | None:
    """The valid code that was meant, letters that never occur read as what they resemble
    (O as 0, I as 1, S as 5, Z as 2, V as U); None where that is not certain.
    """
    code = _read_look_alikes(clean(text))
    return code if is_valid(code) else None


def _read_look_alikes(code: str) -> str:
    return code.translate(_LOOK_ALIKES)


def _likely(code: str) -> str | None:
    """The one valid code a slip away: two neighbours swapped or a look-alike; else, the one
    valid code with a single other character. None where several fit.
    """
    for slips in (_small_slips(code), _changed_characters(code)):
        found = sorted({other for other in slips if is_valid(other)})
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _small_slips(code: str) -> Iterator[str]:
    for place in range(len(code) - 1):
        yield code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    for place, letter in enumerate(code):
        for look_alikes in _MISREAD:
            if letter in look_alikes:
                yield from (code[:place] + other + code[place + 1 :] for other in look_alikes)


def _changed_characters(code: str) -> Iterator[str]:
    for place in range(len(code)):
        yield from (code[:place] + other + code[place + 1 :] for other in ALPHABET)


def _wrong_kind(code: str) -> Breach | None:
    if identifiers.is_resident_id(code):
        kind = "18位的居民身份证号"
    else:
        kind = next((name for shape, name in _OTHER_KINDS if shape.fullmatch(code)), "")
    if not kind:
        return None
    return Breach("V404", f"{quoted(code)}像是{kind}，不是统一社会信用代码。{_ASK}。")


def _wrong_shape(code: str) -> Breach | None:
    if len(code) != 18:
        said = f"{quoted(code)}有{len(code)}位，统一社会信用代码应为18位"
    elif strange := sorted(set(_read_look_alikes(code)) - set(ALPHABET)):
        said = f"{quoted(code)}中的“{''.join(strange)}”不会出现在统一社会信用代码里"
    elif _read_look_alikes(code)[:2] not in identifiers.prefixes():
        said = f"{quoted(code)}以“{code[:2]}”开头，已公布的各类单位代码没有这样开头的"
        # 16 of 3.0 million real codes begin so.
        return Breach("V402", f"{said}。请对照营业执照核对。", Severity.QUERY)
    else:
        return None
    return Breach("V402", f"{said}。{_ASK}。")


def _wrong_checks(code: str) -> Breach | None:
    if is_valid(code):
        return None
    meant = corrected(code) or _likely(_read_look_alikes(code))
    letters = "".join(sorted(set(code) & _RESEMBLING.keys()))
    cause = f"中的字母“{letters}”不会出现在代码里" if letters else "的校验位对不上，可能有错字"
    hint = f"可能应为“{meant}”，" if meant else ""
    return Breach("V403", f"{quoted(code)}{cause}。{hint}请对照营业执照逐位核对。")


_TESTS: tuple[Callable[[str], Breach | None], ...] = (_wrong_kind, _wrong_shape, _wrong_checks)


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not argument:
        return None
    code = clean(str(value))
    return next((found for test in _TESTS if (found := test(code))), None)


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "填写18位的统一社会信用代码，以文本格式填写"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "string":
        return None
    if not argument:
        return everywhere(columns.own)
    codes = columns.own
    return identifiers.identifying_codes(codes) & ~identifiers.resident_ids(codes)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    if cells.own_type != "string":
        return None
    if not argument:
        return ()
    code = cells.own
    residents = identifier_expressions.is_resident_id(code)
    letters = are_all_in(code, ALPHABET + "".join(_RESEMBLING), last=18)
    start = f"LEFT({code},2)"
    for letter, meant in _RESEMBLING.items():
        start = f'SUBSTITUTE({start},"{letter}","{meant}")'
    return (
        Fault("V404", f"OR({residents},{identifier_expressions.is_other_kind(code)})"),
        Fault("V402", f"NOT(AND(LEN({code})=18,{letters}))"),
        Fault("V402", f"NOT({identifier_expressions.has_listed_prefix(start)})", Severity.QUERY),
        Fault("V403", f"NOT({identifier_expressions.has_right_checks(code)})"),
    )


RULE = Rule("credit_code", {"type": "boolean"}, _breach, _words, screen=_screen, formula=_formula)
