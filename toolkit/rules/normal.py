"""Texts compared. In: any text; out: a form in which spellings that mean the same are equal.

These forms are for comparing and looking up only: what people see is the text as received.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def squash(text: str) -> str:
    """NFKC, without spaces and punctuation, casefolded: for comparing headings and choices.

    >>> squash("税收贡献（万元）*") == squash("税收贡献 (万元)")
    True
    >>> squash("ＴＲＬ－９")
    'trl9'
    """
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text).casefold()
        if unicodedata.category(letter)[0] not in "PZC"
    )
    # Letters and accents that only now stand side by side are one character.
    return unicodedata.normalize("NFKC", kept)


# Choices are compared again and again.
_squashed = lru_cache(maxsize=32_768)(squash)


def nearest(text: str, choices: list[str], count: int = 3) -> list[str]:
    """The choices most like the text, the likest first; none where nothing is like it."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        text, choices, scorer=fuzz.ratio, processor=_squashed, limit=count, score_cutoff=45
    )
    return [choice for choice, _, _ in found]
