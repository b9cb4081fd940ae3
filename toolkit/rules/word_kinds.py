"""One character in; out: what it adds to a count of 字 as Word counts them."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache

# Punctuation of Chinese texts that Unicode does not call wide.
_CHINESE_MARKS = frozenset("“”‘’—…·")


class WordKind(IntEnum):
    """A blank ends a run; a wide character is one 字; so is a whole run of narrow ones; an
    invisible mark is nothing and ends no run.
    """

    BLANK = 0
    WIDE = 1
    IN_RUN = 2
    INVISIBLE = 3


@cache
def kind_of(letter: str) -> WordKind:
    """What a character is to a count of 字.

    >>> [kind_of(letter).name for letter in ("字", "，", "a", ".", " ", "\u200b")]
    ['WIDE', 'WIDE', 'IN_RUN', 'IN_RUN', 'BLANK', 'INVISIBLE']
    """
    category = unicodedata.category(letter)
    if category == "Cf":
        return WordKind.INVISIBLE
    if category == "Cc" or letter.isspace():
        return WordKind.BLANK
    if letter in _CHINESE_MARKS or unicodedata.east_asian_width(letter) in "WF":
        return WordKind.WIDE
    return WordKind.IN_RUN
