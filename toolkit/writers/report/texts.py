"""A stranger's text in; out: the text as the page shows it.

What a newcomer would get wrong: escaping is the template's work, and is not enough. A text may hold
marks that turn the direction of writing around (``甲\u202egnp.exe``), which no markup shows; those
go, as control characters do.
"""

from __future__ import annotations

import re

from toolkit.writers.cells import safe_text

# Longer texts of a cell are read in 汇总.xlsx.
LONGEST = 300
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    r"""A text without what would mislead the reader.

    >>> clean("甲\u202e乙\x07丙")
    '甲乙丙'
    """
    return text if text.isalnum() else _TURNING.sub("", safe_text(text)).strip()


def shortened(text: str) -> str:
    """The same, cut where it is very long."""
    text = clean(text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
