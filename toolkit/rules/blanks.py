"""Text in; out: the text without its edges, and whether it is one of the words for nothing."""

from __future__ import annotations

import unicodedata

# What office software leaves at the edges of a text: spaces of every width, zero-width marks.
EDGES = (
    "".join(
        chr(point)
        for point in range(0x3001)
        if unicodedata.category(chr(point)) in {"Zs", "Zl", "Zp", "Cf", "Cc"}
    )
    + "﻿"
)
BLANK_WORDS = frozenset(
    {
        "/",
        "／",
        "\\",
        "-",
        "－",
        "—",
        "——",
        "–",
        "--",
        "---",
        "———",
        "//",
        "无",
        "暂无",
        "没有",
        "无。",
        "暂缺",
        "不涉及",
        "未涉及",
        "不适用",
        "n/a",
        "na",
        "N/A",
        "空",
        "null",
        "none",
    }
)


def trimmed(text: str) -> str:
    """The text without white space and invisible marks at its edges."""
    return text.strip(EDGES)


def is_blank_word(text: str) -> bool:
    """Whether people write this to say that there is nothing.

    >>> [is_blank_word(word) for word in ("无", "／", "0", "无锡")]
    [True, True, False, False]
    """
    return text in BLANK_WORDS or text.casefold() in BLANK_WORDS
