"""located_in: the place lies in one of the named provinces, cities or districts. E101.

It is compared as far down as both say: 上海 lies in 上海市; whether 江苏省 lies in 苏州市, nobody
can tell. A place that is not known, or could be several, is region's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import any_of, is_one_of_texts
from toolkit.rules.normal import squash
from toolkit.rules.places import OUTSIDE_MAINLAND, Location, locate, province_names
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import each_distinct, own_type
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_ABROAD = ("国外", "境外", "海外")
_ALL_OUTSIDE = "港澳台"
# How the full names of provinces end.
_FULL = ("省", "市", "自治区")
_OUTSIDE = re.compile(
    rf"^(?:中华人民共和国|中国)?({'|'.join((*OUTSIDE_MAINLAND, _ALL_OUTSIDE, *_ABROAD))})"
)


def _outside(text: str) -> str:
    """The word for a place outside the mainland that a text begins with."""
    found = _OUTSIDE.match(squash(text))
    return found[1] if found else ""


def is_place(name: str) -> bool:
    """Whether a name names one place, wholly known.

    >>> [is_place(name) for name in ("上海市", "江苏省苏州市", "香港特别行政区", "鼓楼区", "火星")]
    [True, True, True, False, False]
    """
    at = locate(name)
    return _outside(name) in OUTSIDE_MAINLAND or bool(at.province and not at.rest)


def _levels(at: Location) -> tuple[str, str, str]:
    return at.province, at.city, at.county


def _lies_in(at: Location, named: Location) -> bool | None:
    """Whether a place of the mainland lies in another; None where it cannot be told."""
    pairs = list(zip(_levels(at), _levels(named), strict=True))
    if any(own and other and own != other for own, other in pairs):
        return False
    return True if all(own for own, other in pairs if other) else None


def _is_inside(text: str, argument: Any) -> bool | None:
    """Whether the place lies in one of the named ones; None where it cannot be told."""
    beyond = _outside(text)
    named_beyond = {_outside(name) for name in argument} - {""}
    if beyond == _ALL_OUTSIDE:
        return None if named_beyond else False
    if beyond:
        return beyond in named_beyond
    at = locate(text)
    said = [_lies_in(at, locate(name)) for name in argument if not _outside(name)]
    if True in said:
        return True
    return False if at.province and None not in said else None


def _named(argument: Any) -> str:
    return "、".join(argument)


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not isinstance(value, str) or _is_inside(value, argument) is not False:
        return None
    said = f"{quoted(value)}不在{_named(argument)}范围内"
    return Breach("E101", f"{said}，不符合条件，请核对。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"在{_named(argument)}范围内"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "string":
        return None
    return each_distinct(columns.own, lambda text: _is_inside(text, argument) is True)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    """A place abroad, and what begins with the full name of another province, or is its name."""
    if cells.own_type != "string":
        return ()
    named = {locate(name).province for name in argument if not _outside(name)}
    named_beyond = {_outside(name) for name in argument} - {""}
    beyond = [*_ABROAD, *(name for name in OUTSIDE_MAINLAND if name not in named_beyond)]
    others = [name for name in province_names() if locate(name).province not in named]
    beginnings = [*beyond, *(name for name in others if name.endswith(_FULL))]
    beginnings += [] if named_beyond else [_ALL_OUTSIDE]
    tests = [is_one_of_texts(cells.own, others), *_begins_with_one_of(cells.own, beginnings)]
    return (Fault("E101", any_of(tests)),)


def _begins_with_one_of(own: str, words: list[str]) -> Iterator[str]:
    for size in sorted({len(word) for word in words}):
        yield is_one_of_texts(f"LEFT({own},{size})", [word for word in words if len(word) == size])


RULE = Rule(
    "located_in",
    {"type": "list", "minlength": 1, "schema": {"type": "string"}},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_part,
)
