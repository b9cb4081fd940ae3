"""Names of files and folders that Windows, macOS and Linux all take.

In comes any text from a workbook; out comes a legal name. What a newcomer would get wrong:
Windows refuses more than the forbidden characters: CON, a trailing dot, a trailing blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Leaves room for a folder, a file name and the path above it in Windows' 260 characters, and
# for three bytes a Chinese character in Linux's 255.
LONGEST = 60
_WIDE = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_UNSEEN = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def safe_name(wanted: str, taken: Iterable[str] = (), *, otherwise: str = "未命名") -> str:
    """A legal name as near to the wanted one as can be, and unlike all that are taken.

    >>> safe_name("上海/科协. "), safe_name("con"), safe_name("甲", ["甲"])
    ('上海／科协', 'con_', '甲(2)')
    """
    clean = _UNSEEN.sub("", unicodedata.normalize("NFC", wanted)).translate(_WIDE)
    clean = _trimmed(clean) or otherwise
    if is_reserved(clean):
        stem, dot, ending = clean.partition(".")
        clean = f"{stem}_{dot}{ending}"
    used = {name.casefold() for name in taken}
    name, number = clean, 1
    while name.casefold() in used:
        number += 1
        name = f"{clean}({number})"
    return name


def is_reserved(name: str) -> bool:
    """Whether Windows keeps a name for a device, whatever its ending.

    >>> is_reserved("con"), is_reserved("LPT1.xlsx"), is_reserved("contest")
    (True, True, False)
    """
    return _RESERVED.fullmatch(name) is not None


def _trimmed(name: str) -> str:
    """Without blanks and dots at the ends (a leading dot hides a folder), and not too long."""
    kept = name.strip().strip(". ")[:LONGEST]
    while len(kept.encode("utf-8")) > 3 * LONGEST:
        kept = kept[:-1]
    return kept.rstrip(". ")
