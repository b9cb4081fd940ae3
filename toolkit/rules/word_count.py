"""word_count: so many 字 at least and at most, counted as Word counts. V303, V304.

Each Chinese character and each Chinese punctuation mark is one; a run of Latin letters or digits
up to the next space or Chinese character is one, whatever marks stand inside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Record, Rule

# Punctuation of Chinese texts that Unicode does not call wide.
_CHINESE_MARKS = frozenset("“”‘’—…·")
_APOSTROPHE = re.compile("(?<=[A-Za-z])’(?=[A-Za-z])")


def count_words(text: str) -> int:
    """How many 字 a text has, as Word counts.

    >>> count_words("研发投入占比15.2%，居全国前3位。"), count_words("state-of-the-art AI")
    (15, 2)
    """
    count, in_run = 0, False
    for letter in _APOSTROPHE.sub("'", text):
        if letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf"):
            in_run = in_run and unicodedata.category(letter) == "Cf"
        elif letter in _CHINESE_MARKS or unicodedata.east_asian_width(letter) in "WF":
            count, in_run = count + 1, False
        else:
            count, in_run = count + (not in_run), True
    return count


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
)
