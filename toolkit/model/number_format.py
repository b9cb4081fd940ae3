"""How many decimals a number format makes a cell show.

One count for all: what the reader promises of a whole workbook must never be less than what
conversion counts for a single cell.
"""

from __future__ import annotations

import re
from functools import lru_cache

_QUIET = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?](?:[0#?,]*[0#?])?(?:\.([0#?]+))?")


@lru_cache(maxsize=1024)
def fixed_decimals(code: str) -> int | None:
    """The decimals of its value a cell of this number format shows; None where the number
    itself decides (General, scientific, no digits at all). A percentage shows two more than stand
    there: 12.3% shows three decimals of 0.123.

    >>> fixed_decimals("#,##0.00"), fixed_decimals("0.0%"), fixed_decimals("0.00E+00")
    (2, 3, None)
    """
    section = _QUIET.sub("", code.partition(";")[0])
    digits = _DIGITS.search(section)
    if not digits or "E" in section.upper():
        return None
    return len(digits.group(1) or "") + (2 if "%" in section else 0)
