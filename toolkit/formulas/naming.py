"""Formulas in; out: the same formulas for a column of cells to share, and the names they then need.

Excel calls a workbook damaged in which cells share a formula that refers to another sheet or holds
an array constant; a defined name may stand for either. The one thing a newcomer would get wrong:
braces and exclamation marks inside texts are neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_TEXT = r'"(?:[^"]|"")*"'
_CONSTANT = rf"\{{(?:{_TEXT}|[^}}\"])*\}}"
_ELSEWHERE = r"'(?:[^']|'')*'!\$[A-Z]{1,3}:\$[A-Z]{1,3}"
_PIECE = re.compile(f"(?P<text>{_TEXT})|(?P<constant>{_CONSTANT})|(?P<columns>{_ELSEWHERE})")
_TITLES = {"constant": "常量", "columns": "填报列"}


def with_names(formulas: Sequence[str]) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Formulas in which names stand for whole columns of other sheets and for array constants, and
    what to define those names as (without ``=``), in the order in which they are met.

    >>> with_names(["INDEX('表'!$F:$F,ROW())", "SUM({1,2})"])
    (('INDEX(填报列1,ROW())', 'SUM(常量1)'), {'填报列1': "'表'!$F:$F", '常量1': '{1,2}'})
    """
    names: dict[str, str] = {}
    counts = dict.fromkeys(_TITLES, 0)

    def named(piece: re.Match[str]) -> str:
        kind, words = str(piece.lastgroup), piece[0]
        if kind not in _TITLES:
            return words
        if words not in names:
            counts[kind] += 1
            names[words] = f"{_TITLES[kind]}{counts[kind]}"
        return names[words]

    shared = tuple(_PIECE.sub(named, formula) for formula in formulas)
    return shared, {name: words for words, name in names.items()}
