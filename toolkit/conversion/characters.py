"""A cell's text in; out: the text as its writer meant it, and what of it nobody can read.

The one thing a newcomer would get wrong: NFKC turns 10² into 102, so raised and lowered digits
stay as they are; and what cannot be read is never guessed at, only asked about.
"""

from __future__ import annotations

import html
import re
import unicodedata

from toolkit.rules.blanks import trimmed

# Control characters that no XML file may hold, and those of the second row (NEL and its like).
_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_ENTITY = r"&(?:nbsp|ensp|emsp|amp|lt|gt|quot|apos|middot|#[0-9]{2,6}|#x[0-9A-Fa-f]{2,5});"
_ESCAPED_RETURN = r"_x000[dD]_"
_ERROR_WORD = r"#(?:(?:REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|BUSY)[!?]|N/A)"
# Characters of private use, the mark for what could not be decoded, and what comes of decoding
# that mark once more in GBK.
_UNREADABLE = r"[\x{e000}-\x{f8ff}\x{fffd}\x{f0000}-\x{10fffd}]|锟斤拷|烫烫烫"
# What a whole column is searched for: a text without any of it is as its writer typed it.
NEEDS_A_LOOK = rf"[{_CONTROLS}]|{_ENTITY}|{_ESCAPED_RETURN}|^\s*{_ERROR_WORD}\s*$|{_UNREADABLE}"

# What every error word, entity and escape, and all that is junk, holds one of.
_SIGNS = re.compile(f"[#&_{_CONTROLS}]")
_JUNK = re.compile(f"[{_CONTROLS}]|{_ESCAPED_RETURN}")
_ENTITIES = re.compile(_ENTITY)
_ERROR_WORDS = re.compile(_ERROR_WORD)
_LOST = re.compile(
    re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: rf"\U{int(found[1], 16):08x}", _UNREADABLE)
    + "|[\ud800-\udfff]"
)
_RAISED = re.compile("[²³¹⁰⁴-⁹₀-₉¼-¾⅐-⅞]")
_LONGEST_CELL = 32_767


def is_error_word(text: str) -> bool:
    """Whether a text is an error value that was saved as text, as a CSV saves it.

    >>> is_error_word("#REF!"), is_error_word(" #N/A "), is_error_word("#1")
    (True, True, False)
    """
    return "#" in text and _ERROR_WORDS.fullmatch(trimmed(text)) is not None


def holds_signs(text: str) -> bool:
    """Whether a text may be other than it looks: most hold no sign that could make them so."""
    return _SIGNS.search(text) is not None


def as_typed(text: str) -> str:
    r"""The text without control characters, and with the signs that HTML spells out.

    >>> as_typed("AT&amp;T\x07"), as_typed("甲_x000D_乙"), as_typed("A&B;")
    ('AT&T', '甲乙', 'A&B;')
    """
    bare = _JUNK.sub("", trimmed(text))
    return trimmed(_ENTITIES.sub(lambda found: html.unescape(found[0]), bare))


def unreadable(text: str) -> str:
    """The first characters of a text that nobody can read; "" where there are none."""
    found = _LOST.search(text)
    return found[0] if found else ""


def is_longer_than_a_cell(text: str) -> bool:
    """Whether a text is longer than a cell of a workbook can be."""
    return len(text) > _LONGEST_CELL


def half_width(text: str) -> str:
    """The text as numbers and dates are read: half width, but raised digits are no digits.

    >>> half_width("１２．５％"), half_width("10²")
    ('12.5%', '10²')
    """
    if not _RAISED.search(text):
        return unicodedata.normalize("NFKC", text)
    return "".join(
        letter if _RAISED.match(letter) else unicodedata.normalize("NFKC", letter)
        for letter in text
    )
