"""Words counted as Word counts them, in an Excel expression. In: a text's address; out: its 字.

It equals `count_words`, except that every character beyond the first 65,536 counts as a wide one
(as emoji and rare Chinese characters are) and the rarest invisible marks as what stands beside them
in Unicode. The one thing a newcomer would get wrong: such a character takes two places in Excel and
one in LibreOffice.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from toolkit.rules.expressions import code_points, places, takes_two_places
from toolkit.rules.word_kinds import WordKind, kind_of

# Invisible marks that stand inside pasted texts: soft hyphen, zero-width space and joiners,
# directions, byte order.
_INVISIBLE = (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)
_HALVES = range(0xD800, 0xE000)
_BEYOND = 0x10000
_APOSTROPHE = 0x2019
_IS_LATIN = "{0,65,91,97,123},{0,1,0,1,0}"


def word_count(address: str) -> str:
    """How many 字 a text has that is not blank."""
    cleaned = f'{address}&" "'
    for point in _INVISIBLE:
        cleaned = f'SUBSTITUTE({cleaned},_xlfn.UNICHAR({point}),"")'
    places_there = places(address)
    own, following = (_kind(_code(cleaned, f"{places_there}{shift}")) for shift in ("", "+1"))
    # Blank 0, wide 1, in a run 2: pairs that begin with 1, and 2 where no 2 follows, give 3 to 7.
    one_each = _how_many(f"ABS(3*{own}+{following}-5)<3")
    halves = f"IF({takes_two_places()},LEN({address})-{code_points(address)},0)"
    return f"({one_each}+{halves}-{_apostrophes(address)})"


def _apostrophes(address: str) -> str:
    """What Chinese marks used as apostrophes add: between Latin letters they end no run."""
    places_there = places(address)
    before, own, after = (_code(address, f"{places_there}{shift}") for shift in ("", "+1", "+2"))
    latin = "*".join(f"LOOKUP({code},{_IS_LATIN})" for code in (before, after))
    found = _how_many(f"({own}={_APOSTROPHE})*{latin}")
    sought = f"FIND(_xlfn.UNICHAR({_APOSTROPHE}),{address})"
    return f"IF(ISNUMBER({sought}),2*{found},0)"


def _code(text: str, places_there: str) -> str:
    """The code points that begin at some places of a text: two places may hold one."""
    return f"_xlfn.UNICODE(MID({text},{places_there},2))"


def _kind(code: str) -> str:
    return f"MOD(LOOKUP(4*{code}+3,{_kinds()}),4)"


def _how_many(test: str) -> str:
    """In how many places a test of 1 and 0 is 1; past the end of a text it is an error."""
    return f"SUMPRODUCT(--ISNUMBER(1/({test})))"


@cache
def _kinds() -> str:
    """Where each run of characters of one kind begins, the kind in the last quarter: 4 times the
    code point, plus the kind.
    """
    begins, kind = [], WordKind.INVISIBLE
    for point in range(_BEYOND):
        found = WordKind.BLANK if point in _HALVES else kind_of(chr(point))
        is_undecided = found is WordKind.INVISIBLE or unicodedata.category(chr(point)) == "Cn"
        if found is not kind and not is_undecided:
            begins.append(4 * point + found)
            kind = found
    begins.append(4 * _BEYOND + WordKind.WIDE)
    return f"{{{','.join(map(str, begins))}}}"
