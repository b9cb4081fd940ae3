"""word_count: so many 字 at least and at most, counted as Word counts. V303, V304.

Each Chinese character and each Chinese punctuation mark is one; a run of Latin letters or digits
up to the next space or Chinese character is one, whatever marks stand inside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import own_type, quickly_or_each_distinct
from toolkit.rules.word_expressions import word_count
from toolkit.rules.word_kinds import WordKind, kind_of

if TYPE_CHECKING:
    import polars as pl

# In a text without these, a 字 is a Chinese character or mark, or a run of ASCII.
_NOT_PLAIN = (
    r"[^\t\n\r -~·—‘’“”…\u3000-\u303e\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff60]"
    r"|[A-Za-z]’[A-Za-z]"
)
_APOSTROPHE = re.compile("(?<=[A-Za-z])’(?=[A-Za-z])")


def count_words(text: str) -> int:
    """How many 字 a text has, as Word counts.

    >>> count_words("研发投入占比15.2%，居全国前3位。"), count_words("state-of-the-art AI")
    (15, 2)
    """
    count, in_run = 0, False
    for kind in map(kind_of, _APOSTROPHE.sub("'", text)):
        if kind is WordKind.WIDE or (kind is WordKind.IN_RUN and not in_run):
            count += 1
        if kind is not WordKind.INVISIBLE:
            in_run = kind is WordKind.IN_RUN
    return count


def _within(text: str, argument: Any) -> bool:
    count = count_words(text)
    return bool(argument.get("min", 0) <= count <= argument.get("max", count))


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not isinstance(value, str):
        return None
    count = count_words(value)
    if count < argument.get("min", 0):
        return Breach("V303", f"共{count}字，要求{_limits(argument)}，请补充完整。")
    if count > argument.get("max", count):
        return Breach("V304", f"共{count}字，要求{_limits(argument)}，请精简。")
    return None


def _limits(argument: Any) -> str:
    least, most = argument.get("min"), argument.get("max")
    if least is None:
        return f"不超过{most}字"
    return f"不少于{least}字" if most is None else f"{least}至{most}字"


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return _limits(argument)


def _count_where_plain(texts: pl.Expr) -> pl.Expr:
    """How many 字 a text has; null where it holds letters that are not counted here.

    In UTF-8, ASCII takes a byte a letter, the middle dot two, all else that is plain three.
    """
    import polars as pl

    dots = texts.str.count_matches("·", literal=True)
    beyond_ascii = (texts.str.len_bytes() - texts.str.len_chars() + dots) // 2
    spaces = texts.str.count_matches("\u3000", literal=True)
    runs = texts.str.count_matches("[!-~]+")
    return pl.when(~texts.str.contains(_NOT_PLAIN)).then(beyond_ascii - spaces + runs)


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "string":
        return None
    texts, least, most = columns.own, argument.get("min", 0), argument.get("max", math.inf)
    # A text has at most as many 字 as characters.
    count = _count_where_plain(texts) if least > 0 else texts.str.len_chars()
    within = count.is_between(least, most)
    return quickly_or_each_distinct(texts, within, lambda text: _within(text, argument))


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    """A text has at most as many 字 as characters, so most need not be counted."""
    if cells.own_type != "string":
        return ()
    own, least, most = cells.own, argument.get("min", 0), argument.get("max")
    faults = []
    if least:
        too_few = f"IF(LEN({own})<{least},TRUE,{word_count(own)}<{least})"
        faults.append(Fault("V303", too_few))
    if most is not None:
        too_many = f"IF(LEN({own})<={most},FALSE,{word_count(own)}>{most})"
        faults.append(Fault("V304", too_many))
    return tuple(faults)


RULE = Rule(
    "word_count",
    {
        "type": "dict",
        "minlength": 1,
        "schema": {
            "min": {"type": "integer", "min": 0},
            "max": {"type": "integer", "min": 1},
        },
    },
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
)
