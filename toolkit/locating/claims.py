"""The labels of a form in; out: for each field that has one, the cell of its value.

The value stands beside its label, under it, or behind it in the same cell; in a matrix where the
row of a metric meets the column of a year. The one thing a newcomer would get wrong: a field
without a value has a cell too, the one where it should have been written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.locating.boxes import Box, Place
from toolkit.locating.layout import Hit, Layout, has_content
from toolkit.locating.printed import has_ticks, written
from toolkit.model import Field
from toolkit.rules.normal import squash
from toolkit.rules.ticks import TICKED

# A column in which labels stand, rather than a label among values.
_FEWEST_IN_A_COLUMN = 2
# A text this long under a label that has nothing beside it is its value, not another label.
_LONG = 30
_YES_AND_NO = ("是", "否")


@dataclass(frozen=True, slots=True)
class Claim:
    """A field's `label` and the `box` of its value, which may be the same. `part` is what of the
    box is the value, None for all of it; `options` are further boxes of a choice.
    """

    key: str
    label: Box
    box: Box
    part: str | None = None
    options: tuple[Place, ...] = ()

    @property
    def text(self) -> str:
        """The value as text."""
        return self.box.text if self.part is None else self.part


def claims_of(layout: Layout) -> Iterator[Claim]:
    """Every label's claim; a field with two labels has two."""
    has_parts = any(hit.named.part for own in layout.fields.values() for hit in own)
    for own in layout.fields.values():
        for hit in own:
            if hit.named.part is not None:
                yield Claim(hit.key, hit.box, hit.box, written(hit.named.part))
            elif not layout.is_parent(hit.box):
                yield _claim(layout, hit, own_cell=has_parts and hit.named.ends_open)
    yield from _claims_of_groups(layout)


def _claim(layout: Layout, hit: Hit, *, own_cell: bool) -> Claim:
    slot = _slot(layout, hit.box)
    if own_cell and not has_content(slot):
        return Claim(hit.key, hit.box, hit.box, "")
    column = layout.labels.known.board.field(hit.key)
    is_beside = slot.left > hit.box.right
    options = _options(layout, slot, column) if is_beside and _is_choice(column) else ()
    if len(options) > 1:
        ticked = next((box for box in options if _is_ticked(box)), slot)
        text = " ".join(box.text for box in options)
        return Claim(hit.key, hit.box, ticked, text, tuple(box.place for box in options))
    return _of_box(hit.key, hit.box, slot)


def _of_box(key: str, label: Box, box: Box) -> Claim:
    """A claim on a whole box, or on what stands beside a hint in it."""
    if not isinstance(box.raw, str) or not box.text:
        return Claim(key, label, box)
    value = written(box.text)
    return Claim(key, label, box, None if value == box.text else value)


# ---------------------------------------------------------------- beside, or under


def _slot(layout: Layout, label: Box) -> Box:
    beside, under = _beside(layout, label), _under(layout, label)
    if beside is None:
        return _without_beside(layout, label, under)
    if has_content(beside) or under is None or _is_drawn_for_value(layout, beside):
        return beside
    return under if _is_below(layout, label, under) else beside


def _is_drawn_for_value(layout: Layout, box: Box) -> bool:
    """Whether somebody merged cells for what is to be written: nothing below it is meant then. Of
    a merge at the edge of what is filled, no more than one column may be known.
    """
    return box.place in layout.boxes.merged


def _without_beside(layout: Layout, label: Box, under: Box | None) -> Box:
    """Another label stands to the right, or nothing can."""
    is_last = not layout.has_right(label)
    if under is not None and (
        has_content(under) or layout.lies_below or not is_last or label.left == 1
    ):
        return under
    column = label.right + 1
    return Box(label.top, column, label.top, column)


def _beside(layout: Layout, label: Box) -> Box | None:
    """The box to the right, at any row of the label, rather a filled one; None for a label."""
    boxes = layout.boxes
    if not layout.has_right(label):
        return None
    beside = [boxes.at(row, label.right + 1) for row in range(label.top, label.bottom + 1)]
    own = [box for box in beside if not layout.is_label(box)]
    if not own:
        return None
    return next((box for box in own if has_content(box)), _further(layout, own[0]))


def _further(layout: Layout, box: Box) -> Box:
    """Where merges were lost the value may lie some blank cells on, but never under or over the
    labels of others.
    """
    boxes = layout.boxes
    if boxes.merged:
        return box
    columns = Counter(column for _, column in layout.fields)
    at = box if box.text else boxes.next_in_row(box)
    is_own = at.text and columns[at.left] < _FEWEST_IN_A_COLUMN and layout.holds(at)
    return at if is_own else box


def _under(layout: Layout, label: Box) -> Box | None:
    """The box below, or the one below its hint; None for a label, or for a line that begins
    further left: that heads what follows.
    """
    under = layout.boxes.below(label)
    if layout.is_label(under) or under.left < label.left:
        return None
    if under.text and not has_content(under):
        further = layout.boxes.below(under)
        if layout.holds(further):
            return further
    return under


def _is_below(layout: Layout, label: Box, under: Box) -> bool:
    """Whether the value under a label is its own, where there is none beside it."""
    if not has_content(under) or layout.holds(layout.boxes.right_of(under)):
        return False
    if under.left > 1 and layout.is_label(layout.boxes.before(under)):
        return False
    if layout.lies_below or len(under.text) > _LONG or under.right > label.right:
        return True
    return _heads_column(layout, label)


def _heads_column(layout: Layout, label: Box) -> bool:
    """Whether a label stands in a line of labels, as over a small table; where merges were lost
    there may be blank cells between them.
    """
    if label.left > 1 and layout.is_label(layout.boxes.before(label)):
        return True
    if layout.boxes.merged:
        return False
    line = [own[0].box for (row, _), own in layout.fields.items() if row == label.top]
    beside = (_further(layout, layout.boxes.right_of(box)) for box in line)
    return len(line) > 1 and not any(map(layout.holds, beside))


# ---------------------------------------------------------------- tick boxes in cells of their own


def _is_choice(column: Field) -> bool:
    return column.type in ("boolean", "list") or "allowed" in column.rules


def _options(layout: Layout, slot: Box, column: Field) -> tuple[Box, ...]:
    """The boxes of a choice, from the first: tick boxes and the words they stand for."""
    allowed = _YES_AND_NO if column.type == "boolean" else column.rules.get("allowed", ())
    words = {squash(str(word)) for word in allowed}
    found: list[Box] = []
    box = slot
    while isinstance(box.raw, str) and not layout.is_label(box):
        if not has_ticks(box.text) and squash(box.text) not in words:
            break
        found.append(box)
        box = layout.boxes.right_of(box)
    return tuple(found) if any(has_ticks(each.text) for each in found) else ()


def _is_ticked(box: Box) -> bool:
    return any(mark in box.text for mark in TICKED)


# ---------------------------------------------------------------- groups


def _claims_of_groups(layout: Layout) -> Iterator[Claim]:
    """The values of metrics: inside the group's own lines, or where two lines cross."""
    free = dict(layout.headers)
    for group in layout.groups.values():
        for header in _inside(layout, group):
            free.pop(header.box.place, None)
            key = layout.labels.field_of(group.named.name, header.named.name)
            if key:
                yield _of_box(key, header.box, _slot(layout, header.box))
    for group in layout.groups.values():
        if any(_inside(layout, group)):
            continue
        for header, row, column in _crossings(free.values(), group.box):
            key = layout.labels.field_of(group.named.name, header.named.name)
            if key:
                yield _of_box(key, group.box, layout.boxes.at(row, column))


def _inside(layout: Layout, group: Hit) -> list[Hit]:
    """The headers that are a group's alone: in its rows and to its right, or right under it."""
    return [
        header
        for header in layout.headers.values()
        if _is_in_rows(layout, group.box, header.box) or _is_right_under(group.box, header.box)
    ]


def _is_in_rows(layout: Layout, group: Box, header: Box) -> bool:
    if not (group.top <= header.top <= group.bottom and group.right < header.left):
        return False
    between = (
        other.box
        for other in layout.groups.values()
        if other.box.top <= header.top <= other.box.bottom
    )
    return not any(group.left < box.left < header.left for box in between)


def _is_right_under(group: Box, header: Box) -> bool:
    is_wide = group.right > group.left
    return is_wide and header.top == group.bottom + 1 and group.left <= header.left <= group.right


def _crossings(headers: Iterable[Hit], group: Box) -> Iterator[tuple[Hit, int, int]]:
    """Where the nearest line of headers above, or else to the left, crosses a group's line."""
    known = list(headers)
    above = [hit for hit in known if hit.box.bottom < group.top and hit.box.left > group.right]
    if above:
        row = max(hit.box.top for hit in above)
        yield from ((hit, group.top, hit.box.left) for hit in above if hit.box.top == row)
        return
    before = [hit for hit in known if hit.box.right < group.left and hit.box.top > group.bottom]
    if before:
        column = max(hit.box.left for hit in before)
        yield from ((hit, hit.box.top, group.left) for hit in before if hit.box.left == column)
