"""Two texts in; out: both, with what differs between them standing out.

What a newcomer would get wrong: characters that are the same but for their width (`（` and `(`) do
not make two names differ, so they stay quiet.
"""

from __future__ import annotations

import unicodedata

from toolkit.writers.cells import Contrast
from toolkit.writers.columns import Cell

# Of texts less alike than that, characters in common tell nothing.
_LEAST_ALIKE = 0.5
# Longer ones are no names, and comparing them takes long.
_LONGEST = 300


def contrasted(own: str, theirs: str, font: str) -> tuple[object, object]:
    """The two as cells: quiet where they are equal, what differs standing out where they are
    alike; plain where they have nothing to do with each other.
    """
    from rapidfuzz.distance import Indel

    first, second = _plain(own), _plain(theirs)
    if max(len(own), len(theirs)) > _LONGEST or first == second:
        return quiet_if_equal(own, theirs)
    if Indel.normalized_similarity(first, second) < _LEAST_ALIKE:
        return own, theirs
    changed = [step for step in Indel.opcodes(first, second) if step.tag != "equal"]
    own_spans = [(step.src_start, step.src_end) for step in changed]
    their_spans = [(step.dest_start, step.dest_end) for step in changed]
    return Contrast(_parts(own, own_spans), font), Contrast(_parts(theirs, their_spans), font)


def quiet_if_equal(own: str, theirs: str) -> tuple[object, object]:
    """The two as cells, quiet where they are equal."""
    if _plain(own) == _plain(theirs):
        return Cell(own, "faint"), Cell(theirs, "faint")
    return own, theirs


def _plain(text: str) -> list[str]:
    """Each character as it is compared: in one width, capital or not."""
    return [unicodedata.normalize("NFKC", letter).casefold() for letter in text]


def _parts(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    parts, done = [], 0
    for start, end in spans:
        parts += [(text[done:start], False), (text[start:end], True)]
        done = end
    parts.append((text[done:], False))
    return tuple((part, stands_out) for part, stands_out in parts if part)
