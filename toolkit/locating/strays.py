"""A form's labels and claimed cells in; out: the filled cells that are neither, nor printed.

The one thing a newcomer would get wrong: what is printed on a form is passed over only where it
is surely that (a title, the name of a block beside its labels, a hint, a place to sign). All else
somebody wrote, and is spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from toolkit.locating.boxes import Box, Place
from toolkit.locating.claims import Claim
from toolkit.locating.layout import Layout
from toolkit.locating.printed import is_frame, is_note, is_signature
from toolkit.rules.normal import squash

_LONGEST_TITLE = 30
_NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十]+[）)、.．]")


@dataclass(frozen=True, slots=True)
class Stray:
    """A filled cell that no label of the board explains. `is_label`: it reads like a label, with
    the `value` beside it, if any. `under` is the claim on the cell right above, where values
    stand under their label: only one of them can be read.
    """

    box: Box
    is_label: bool = False
    value: Box | None = None
    under: Claim | None = None


def find_strays(layout: Layout, claims: Collection[Claim]) -> Iterator[Stray]:
    """The strays of a form, in reading order."""
    claimed = {place for claim in claims for place in (claim.box.place, *claim.options)}
    left = _left_over(layout, claimed)
    columns_of = {
        claim.box.place: claim
        for claim in claims
        if claim.text and claim.box.top > claim.label.bottom and claim.box.left == claim.label.left
    }
    printed = set(_printed(layout, left))
    columns = {column for _, column in layout.fields}
    values: set[Place] = set()
    for place, box in left.items():
        if place in printed or place in values:
            continue
        over = columns_of.get(layout.boxes.above(box).place)
        if over is not None:
            columns_of[place] = over
            yield Stray(box, under=over)
            continue
        beside = layout.boxes.right_of(box)
        value = None if beside.place in printed else left.get(beside.place)
        if isinstance(box.raw, str) and value is not None:
            values.add(value.place)
            yield Stray(box, is_label=True, value=value)
        else:
            yield Stray(box, is_label=isinstance(box.raw, str) and box.left in columns)


def _left_over(layout: Layout, claimed: Collection[Place]) -> dict[Place, Box]:
    return {
        place: box
        for place, box in layout.boxes.filled.items()
        if place not in claimed and not layout.is_label(box)
    }


def _printed(layout: Layout, left: dict[Place, Box]) -> Iterator[Place]:
    """What was on the form before anybody filled it."""
    first = min((hit.box.top for hit in layout.hits), default=0)
    alone = _alone_in_row(layout)
    signing: list[Box] = []
    for place, box in left.items():
        if not isinstance(box.raw, str):
            continue
        if is_signature(box.text):
            signing.append(box)
            yield place
        elif (
            is_note(box.text)
            or is_frame(box.text)
            or (place in alone and (box.top < first or _is_title(box)))
            or _names_block(layout, box)
            or any(_is_signed_for(other, box) for other in signing)
        ):
            yield place


def _alone_in_row(layout: Layout) -> set[Place]:
    rows: dict[int, list[Place]] = {}
    for row, column in layout.boxes.filled:
        rows.setdefault(row, []).append((row, column))
    return {places[0] for places in rows.values() if len(places) == 1}


def _is_title(box: Box) -> bool:
    """Whether a text alone in its row heads what follows: short, and merged or numbered."""
    is_short = len(squash(box.text)) <= _LONGEST_TITLE
    return is_short and (box.right > box.left or _NUMBERED.match(box.text) is not None)


def _names_block(layout: Layout, box: Box) -> bool:
    """Whether a text heads the labels or the columns to its right: 企业科技创新情况, 近三年."""
    boxes = layout.boxes
    if any(character.isdigit() for character in box.text) or len(box.text) > _LONGEST_TITLE * 2:
        return False
    beside = {
        boxes.at(row, box.right + 1).place: boxes.at(row, box.right + 1)
        for row in range(box.top, box.bottom + 1)
    }
    if any(place in layout.headers for place in beside):
        return True
    leads_to_corner = any(
        boxes.right_of(other).place in layout.headers for other in beside.values()
    )
    return leads_to_corner or (box.is_tall and any(map(layout.is_label, beside.values())))


def _is_signed_for(signature: Box, box: Box) -> bool:
    """Whether a text stands beside or right under a place to sign: an opinion, a name, a day."""
    is_beside = signature.top <= box.top <= signature.bottom and box.left > signature.right
    is_under = box.top == signature.bottom + 1 and signature.left <= box.left <= signature.right
    return is_beside or is_under
