"""industry_section: the cell's industry belongs to one of these 门类 of GB/T 4754-2017. E101.

Which 门类 that is, the first two digits of the code say, else the name. Of several industries one
is enough. Where the cell cannot be understood, industry_code speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import industries
from toolkit.rules.expressions import all_of, is_one_of_texts, places, text
from toolkit.rules.industry_texts import pairs
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import each_distinct, joined_texts
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_LETTERS = list("ABCDEFGHIJKLMNOPQRST")
# How many letters are Chinese characters: those from 19968 to 40959.
_CHINESE_LETTERS = "SUMPRODUCT(--(ABS(_xlfn.UNICODE(MID({read},{places},1))-30463.5)<10496))"


def _sections(text: str) -> list[frozenset[str]]:
    """The 门类 that each industry of a text may belong to."""
    return [industries.sections_of(code, name) for name, code in pairs(text) if name or code]


def _is_inside(text: str, argument: Any) -> bool:
    """Whether one of the industries surely belongs to one of the 门类."""
    return any(found and found <= set(argument) for found in _sections(text))


def _is_outside(text: str, argument: Any) -> bool:
    """Whether none of the industries can belong to any of the 门类."""
    found = _sections(text)
    return bool(found) and all(each and each.isdisjoint(argument) for each in found)


def _named(sections: Any) -> str:
    return "、".join(f"{industries.names()[letter]}（{letter}）" for letter in sections)


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    text = "；".join(value) if isinstance(value, list) else str(value)
    if not _is_outside(text, argument):
        return None
    found = _named(sorted({each for found in _sections(text) for each in found}))
    said = f"{quoted(value)}属于{found}，要求属于国民经济行业门类{_named(argument)}"
    return Breach("E101", f"{said}，不符合条件，请核对。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"属于国民经济行业门类{_named(argument)}"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    texts = joined_texts(columns)
    if texts is None:
        return None
    return each_distinct(texts, lambda text: _is_inside(text, argument))


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    """One Chinese name and its code (房地产业+70); what is written otherwise is left for later."""
    if cells.own_type not in ("string", "list"):
        return None
    own = cells.own
    name, code = f'LEFT({own},FIND("+",{own})-1)', f'MID({own},FIND("+",{own})+1,9)'
    others = [digits for digits, letter in industries.sections().items() if letter not in argument]
    is_code = f"ISNUMBER(FIND(MID({code},{places(code)},1),{text('0123456789')}))"
    is_outside = all_of(
        [
            f"{_CHINESE_LETTERS.format(read=name, places=places(name))}=LEN({name})",
            f"ABS(LEN({code})-3)<=1",
            f"SUMPRODUCT(--{is_code})=LEN({code})",
            is_one_of_texts(f"LEFT({code},2)", others),
        ]
    )
    return (Fault("E101", f"IFERROR({is_outside},FALSE)"),)


RULE = Rule(
    "industry_section",
    {"type": "list", "minlength": 1, "schema": {"type": "string", "allowed": _LETTERS}},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_part,
)
