"""regex: the text is written in a prescribed form. V402. Cerberus judges.

A pattern is not for people: what the form is, the column's own words say.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Record, Rule
from toolkit.rules.wording import quoted


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    # Cerberus, too, matches a pattern to the end of the text.
    whole = argument if argument.endswith("$") else f"{argument}$"
    if not isinstance(value, str) or re.match(whole, value):
        return None
    return Breach("V402", f"{quoted(value)}的写法不符合要求，请按本列的填写要求改正。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "按规定的格式填写"


RULE = Rule("regex", {"type": "string"}, _breach, _words, native=True)
