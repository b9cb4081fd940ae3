"""The boxes of a form and a board's labels in; out: which boxes are labels, and which way their
values lie.

The one thing a newcomer would get wrong: a value may read like a label (“高新技术企业” is a title
that an enterprise won, and a heading of another column). What stands where another label expects
its value is a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.locating.boxes import Box, Boxes, Place
from toolkit.locating.labels import FormLabels, Named
from toolkit.locating.printed import written
from toolkit.locating.spellings import heading_key
from toolkit.model import ErrorCell, UncachedFormula

_FEWEST_IN_A_HEADER = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A label where it stands: of a field, of a group, or of a column below a group."""

    box: Box
    named: Named
    key: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The labels of a sheet by place: of fields (several may share a cell), of groups, and of the
    columns below groups. `width` is the last column of the form, beyond which nothing belongs to
    it; `lies_below`: values stand under their labels rather than beside them.
    """

    boxes: Boxes
    labels: FormLabels
    fields: Mapping[Place, tuple[Hit, ...]]
    groups: Mapping[Place, Hit]
    headers: Mapping[Place, Hit]
    width: int = 0
    lies_below: bool = False

    @property
    def hits(self) -> list[Hit]:
        """The labels of fields and groups, in reading order."""
        fields = [hit for own in self.fields.values() for hit in own]
        return sorted([*fields, *self.groups.values()], key=lambda hit: hit.box.place)

    def is_label(self, box: Box) -> bool:
        """Whether a box is a label; one that holds its own value is one as well."""
        place = box.place
        return place in self.fields or place in self.groups or place in self.headers

    def holds(self, box: Box) -> bool:
        """Whether somebody wrote a value into a box."""
        return not self.is_label(box) and has_content(box)

    def has_right(self, box: Box) -> bool:
        """Whether the form goes on to the right of a box."""
        return box.right < self.width

    def is_parent(self, box: Box) -> bool:
        """Whether a label only gathers those to its right: it has no value of its own."""
        if not self.has_right(box):
            return False
        boxes = self.boxes
        beside = boxes.right_of(box) if boxes.merged else boxes.next_in_row(box)
        if not self.is_label(beside):
            return False
        return box.is_tall or (self._names_again(box, beside) and not self._is_over_value(box))

    def is_header(self, hit: Hit) -> bool:
        """Whether a field's label is its heading as the schema has it, not one of the others."""
        return hit.named.name == heading_key(self.labels.known.board.field(hit.key).header)

    def _names_again(self, box: Box, other: Box) -> bool:
        """Whether a box bears a field's heading, and the other one more name of the field."""
        headed = {hit.key for hit in self.fields.get(box.place, ()) if self.is_header(hit)}
        return any(
            hit.key in headed and hit.named.part is None for hit in self.fields.get(other.place, ())
        )

    def _is_over_value(self, box: Box) -> bool:
        return self.lies_below and self.holds(self.boxes.below(box))


def has_content(box: Box) -> bool:
    """Whether a box holds more than a hint."""
    if isinstance(box.raw, (str, ErrorCell, UncachedFormula)):
        return bool(written(box.text))
    return bool(box.text)


def lay_out(boxes: Boxes, labels: FormLabels) -> Layout:
    """Find the labels among the boxes of a sheet."""
    # What a merge hides under its first cell is nobody's label.
    shown = [box for box in boxes.filled.values() if boxes.at(*box.place) is box]
    named = [(box, name) for box in shown for name in _read(box, labels)]
    groups = {
        box.place: Hit(box, name)
        for box, name in named
        if name.name in labels.uppers and name.part is None
    }
    headers = _headers(named, groups, labels)
    fields: dict[Place, tuple[Hit, ...]] = {}
    for box, name in named:
        key = labels.plain.get(name.name, "")
        if key and box.place not in headers:
            fields[box.place] = (*fields.get(box.place, ()), Hit(box, name, key))
    layout = Layout(boxes, labels, fields, groups, headers)
    layout = replace(layout, width=_width(layout))
    layout = replace(layout, lies_below=_lies_below(layout))
    values = set(_values_like_labels(layout))
    kept = {place: own for place, own in fields.items() if place not in values}
    return replace(layout, fields=kept)


def _read(box: Box, labels: FormLabels) -> list[Named]:
    """The labels in a box; a number can only be a year."""
    if isinstance(box.raw, str):
        return labels.read(box.raw)
    return [Named(box.text)] if box.text in labels.lowers else []


def _headers(
    named: Iterable[tuple[Box, Named]], groups: Mapping[Place, Hit], labels: FormLabels
) -> dict[Place, Hit]:
    """Labels of columns, several of which stand in one row, or in one column with their groups to
    the right above them; what stands beside a label is a value, whatever year it may read like.
    """
    named = list(named)
    labelled = {
        (row, box.right)
        for box, name in named
        if name.name in labels.plain.keys() - labels.lowers and name.part is None
        for row in range(box.top, box.bottom + 1)
    }
    lowers = [
        Hit(box, name)
        for box, name in named
        if name.name in labels.lowers
        and name.part is None
        and (box.top, box.left - 1) not in labelled
        and not (box.text.isdigit() and _has_group_before(box, groups))
    ]
    found: dict[Place, Hit] = {}
    for line in _lines(lowers, lambda hit: hit.box.top):
        found |= {hit.box.place: hit for hit in line}
    rest = [hit for hit in lowers if hit.box.place not in found and _has_group_over(hit, groups)]
    for line in _lines(rest, lambda hit: hit.box.left):
        found |= {hit.box.place: hit for hit in line}
    return found


def _lines(hits: Iterable[Hit], line_of: Callable[[Hit], int]) -> Iterator[list[Hit]]:
    lines: dict[int, list[Hit]] = {}
    for hit in hits:
        lines.setdefault(line_of(hit), []).append(hit)
    for line in lines.values():
        if len({hit.named.name for hit in line}) >= _FEWEST_IN_A_HEADER:
            yield line


def _has_group_before(box: Box, groups: Mapping[Place, Hit]) -> bool:
    return any(
        group.box.top <= box.top <= group.box.bottom and group.box.right < box.left
        for group in groups.values()
    )


def _has_group_over(hit: Hit, groups: Mapping[Place, Hit]) -> bool:
    box = hit.box
    return any(
        (group.box.bottom < box.top and group.box.left > box.right)
        or (group.box.top <= box.top <= group.box.bottom and group.box.right < box.left)
        for group in groups.values()
    )


def _width(layout: Layout) -> int:
    """The last column of merges and labels, or of the values beside labels: of several, where
    merges show how far the form reaches.
    """
    labels = [hit.box for own in layout.fields.values() for hit in own[:1]]
    labels += [hit.box for hit in (*layout.groups.values(), *layout.headers.values())]
    merges = [merge.right for merge in layout.boxes.merged.values()]
    beside = Counter(box.right + 1 for box in labels if layout.holds(layout.boxes.right_of(box)))
    fewest = 2 if merges else 1
    values = (column for column, count in beside.items() if count >= fewest)
    return max([*merges, *values, *(box.right for box in labels)], default=0)


def _lies_below(layout: Layout) -> bool:
    beside = under = 0
    for own in layout.fields.values():
        box = own[0].box
        if own[0].named.part is not None:
            continue
        right = layout.boxes.right_of(box)
        if layout.holds(right):
            beside += 1
        elif layout.is_label(right) or not layout.has_right(box):
            under += layout.holds(layout.boxes.below(box))
    return under > beside


def _values_like_labels(layout: Layout) -> Iterable[Place]:
    """Boxes that read like a field's label, and stand where another label expects its value."""
    of_key: dict[str, list[Box]] = {}
    for own in layout.fields.values():
        of_key.setdefault(own[0].key, []).append(own[0].box)
    for place, own in layout.fields.items():
        hit = own[0]
        if hit.named.part is not None:
            continue
        is_known_elsewhere = len(of_key[hit.key]) > 1
        if _is_alone_between(layout, hit) or (
            is_known_elsewhere and (_is_expected_as_value(layout, hit) or _fills_gap(layout, hit))
        ):
            yield place


def _owner(layout: Layout, box: Box, key: str) -> bool:
    """Whether a box is the label of another field, which has a value of its own."""
    own = layout.fields.get(box.place, ())
    return bool(own) and own[0].named.part is None and own[0].key != key and not box.is_tall


def _repeats_label(layout: Layout, hit: Hit) -> bool:
    """Whether a box says again what the label before it says: 法定代表人 | 法定代表人."""
    before = layout.boxes.before(hit.box)
    own = layout.fields.get(before.place, ())
    is_again = [other.named for other in own] == [hit.named]
    return is_again and not layout.lies_below and not layout.holds(layout.boxes.right_of(hit.box))


def _is_expected_as_value(layout: Layout, hit: Hit) -> bool:
    box, boxes = hit.box, layout.boxes
    if _repeats_label(layout, hit):
        return True
    if not layout.lies_below and _owner(layout, boxes.before(box), hit.key):
        return True
    above = boxes.above(box)
    if not _owner(layout, above, hit.key) or above.left != box.left:
        return False
    return (
        layout.lies_below or not layout.has_right(above) or layout.is_label(boxes.right_of(above))
    )


def _fills_gap(layout: Layout, hit: Hit) -> bool:
    """Whether a box that holds another name of its field, without a value of its own, stands
    under a label that has none in its row.
    """
    box, boxes = hit.box, layout.boxes
    if layout.is_header(hit) or any(map(layout.holds, (boxes.right_of(box), boxes.below(box)))):
        return False
    above = boxes.above(box)
    return _owner(layout, above, hit.key) and not layout.holds(boxes.next_in_row(above))


def _is_alone_between(layout: Layout, hit: Hit) -> bool:
    """Label, this one, label, value: among values that lie beside their labels it is a value."""
    box, boxes = hit.box, layout.boxes
    if layout.lies_below or box.left == 1:
        return False
    if not _owner(layout, boxes.before(box), hit.key):
        return False
    after = boxes.right_of(box)
    return _owner(layout, after, hit.key) and layout.holds(boxes.right_of(after))
