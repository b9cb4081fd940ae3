"""来源: of a ruling shown in 待裁定.xlsx, which other workbook it was taken from, written and read.

The one thing a newcomer would get wrong: such a line is an echo. The other workbook is read again
and speaks for itself, so the echo counts only where a person has changed it, which the check sum at
its end tells: of the answer, the name and the reason, whatever blanks stand between.
"""

from __future__ import annotations

import re
from hashlib import sha256

from toolkit.model import Ruling
from toolkit.model.rulings import CASES_FILE

_DIGITS = 6
_ENDING = re.compile(rf"·\s*([0-9a-f]{{{_DIGITS}}})$")
# Blanks, and characters that a cell does not hold.
_PASSED_OVER = re.compile("[\\s\x00-\x1f\x7f\ufffe\uffff]+")


def origin_words(ruling: Ruling) -> str:
    """What stands under 来源: ``裁定.xlsx 第5行 · 5f3a9c``; "" of a ruling that stands
    nowhere but in 待裁定.xlsx, where it is to be read again.
    """
    if ruling.ref.submission == CASES_FILE:
        return ""
    return (
        f"{ruling.ref.submission} 第{ruling.ref.row}行"
        f" · {_check_sum(ruling.answer, ruling.who, ruling.why)}"
    )


def is_echo(origin: str, answer: str, who: str, why: str) -> bool:
    """Whether a line is as it was written, from another workbook."""
    ending = _ENDING.search(origin)
    return ending is not None and ending[1] == _check_sum(answer, who, why)


def _check_sum(*texts: str) -> str:
    told = "\n".join(_PASSED_OVER.sub("", text) for text in texts)
    return sha256(told.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
