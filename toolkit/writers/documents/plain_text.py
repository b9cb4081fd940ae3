"""Texts in, from strangers' workbooks among others; out: texts that are safe on a line of a letter,
and the .txt files beside the Word documents.

What a newcomer would get wrong: a name may hold line ends, control characters and marks that turn
the writing direction. In a letter each stands on one line, reads from left to right and ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# How long a name and a sentence may be; what honest people write is shorter by far.
LONGEST_NAME, LONGEST_SENTENCE = 120, 500
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
_LEFT_OUT = "……"


def one_line(text: str, longest: int = LONGEST_SENTENCE) -> str:
    r"""A text on one line, without what cannot be seen, and cut where it is too long.

    >>> one_line("甲\r\n乙\x00丙"), one_line("甲乙丙丁戊", 4)
    ('甲 乙丙', '甲乙……')
    """
    line = " ".join(_UNSEEN.sub("", text).split())
    if len(line) <= longest:
        return line
    return line[: longest - len(_LEFT_OUT)] + _LEFT_OUT


def numbered(sentences: Iterable[str]) -> Iterator[str]:
    """Sentences, a number before each."""
    for number, sentence in enumerate(sentences, 1):
        yield f"{number}. {sentence}"


def write_text(path: Path, lines: Iterable[str]) -> None:
    """Write lines as every editor on every Windows opens them: UTF-8 with a mark, CRLF."""
    text = "".join(f"{line}\r\n" for line in lines)
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8", "replace"))
