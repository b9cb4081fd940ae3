"""Excel expressions about the characters of a text. In: the cell's address; out: an expression.

The one thing a newcomer would get wrong: past the end of a text there is no character, and whether
FIND finds nothing, programs disagree; so short texts are filled up with something that passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from toolkit.rules.expressions import numbers

ASCII_DIGITS = "0123456789"
# Where each run of characters of one kind begins: (code point, kind). What is not said here may
# become anything once it is read: circled digits, letters of other widths, two characters in one.
_KINDS = (
    (0, "sign"),
    (48, "digit"),
    (58, "sign"),
    (65, "letter"),
    (91, "sign"),
    (97, "letter"),
    (123, "sign"),
    (128, "other"),
    (0x3000, "sign"),
    (0x3004, "other"),
    (0x3008, "sign"),
    (0x3012, "other"),
    (0x4E00, "chinese"),
    (0xA000, "other"),
    (0xFF01, "sign"),
    (0xFF10, "other"),
    (0xFF1A, "sign"),
    (0xFF21, "other"),
)


def places(first: int, last: int) -> str:
    """The numbers of neighbouring characters, as an array.

    >>> places(9, 12)
    '{9,10,11,12}'
    """
    return numbers(range(first, last + 1))


def is_listed(text: str, items: Iterable[str]) -> str:
    """Whether a text is exactly one of a few short ones; none of them contains a bar."""
    return f'ISNUMBER(FIND("|"&{text}&"|","|{"|".join(items)}|"))'


def are_all_in(text: str, letters: str, last: int) -> str:
    """Whether a text's first characters, as far as it goes, are all among the letters."""
    characters = f'MID({text}&REPT("{letters[0]}",{last}),{places(1, last)},1)'
    return f'SUMPRODUCT(--ISNUMBER(FIND({characters},"{letters}")))={last}'


def sum_of_worths(text: str, letters: str, weights: Sequence[int], first: int = 1) -> str:
    """The sum of each character's place in the letters (from 0) times its weight; an error value
    where one is not among them.
    """
    characters = f"MID({text},{places(first, first + len(weights) - 1)},1)"
    return f'SUMPRODUCT((FIND({characters},"{letters}")-1)*{numbers(weights)})'


def sum_over_kinds(text: str, worths: Mapping[str, float], most: int) -> str:
    """What the first characters of a text are worth together by kind: digit and letter (ASCII),
    sign (what no digit or letter comes of), chinese, other. A kind left out is worth nothing. An
    error value where there is half a character.
    """
    each = [worths.get(kind, 0) for _, kind in _KINDS]
    characters = f'MID({text}&REPT(" ",{most}),{places(1, most)},1)'
    begins = numbers(point for point, _ in _KINDS)
    return f"SUMPRODUCT(LOOKUP(_xlfn.UNICODE({characters}),{begins},{numbers(each)}))"
