"""regex: the text is written in a prescribed form. V402. Cerberus judges.

A pattern is not for people: what the form is, the column's own words say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Columns, Record, Rule
from toolkit.rules.screens import each_distinct, own_type
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl


def matches(text: str, pattern: str) -> bool:
    """Whether a whole text is written in a form."""
    # Cerberus, too, matches a pattern to the end of the text.
    whole = pattern if pattern.endswith("$") else f"{pattern}$"
    return re.match(whole, text) is not None


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not isinstance(value, str) or matches(value, argument):
        return None
    return Breach("V402", f"{quoted(value)}的写法不符合要求，请按本列的填写要求改正。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "按规定的格式填写"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) != "string":
        return None
    return each_distinct(columns.own, lambda text: matches(text, argument))


RULE = Rule("regex", {"type": "string"}, _breach, _words, native=True, screen=_screen)
