"""A grid in; out: its cells as a person sees them, a merged range being one box.

The one thing a newcomer would get wrong: a blank box is a box too, as wide as its merge: it is
where a value would have been written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model import Grid, Merge, Raw, as_text

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A cell or a merged range; `raw` is what it holds, `text` the same as text without edges."""

    top: int
    left: int
    bottom: int
    right: int
    raw: Raw = ""
    text: str = ""

    @property
    def place(self) -> Place:
        """The row and column of the cell that holds its content."""
        return self.top, self.left

    @property
    def is_tall(self) -> bool:
        """Whether it spans several rows."""
        return self.bottom > self.top


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of some rows of a sheet: those with content by place, in reading order, and the
    merges over each cell. `width` is the last column with a box, and `continued` are lines of a
    text file that only continue the one above.
    """

    filled: Mapping[Place, Box]
    merged: Mapping[Place, Merge]
    width: int
    continued: frozenset[int] = frozenset()

    @classmethod
    def of(cls, grid: Grid, rows: range) -> Boxes:
        """The boxes of a sheet's rows; of a merge that reaches beyond them, what lies inside."""
        merges = [merge for merge in grid.merges if merge.top in rows]
        merged = {
            (row, column): merge
            for merge in merges
            for row in range(merge.top, min(merge.bottom + 1, rows.stop))
            for column in range(merge.left, merge.right + 1)
        }
        filled: dict[Place, Box] = {}
        width = max((merge.right for merge in merges), default=0)
        for row, cells in zip(rows, grid.rows[rows.start - 1 : rows.stop - 1], strict=False):
            for column, raw in enumerate(cells, start=1):
                text = "" if raw == "" else as_text(raw).strip()
                if text:
                    filled[row, column] = _box(row, column, merged.get((row, column)), raw, text)
                    width = max(width, column)
        return cls(filled, merged, width, grid.continued)

    def at(self, row: int, column: int) -> Box:
        """The box over a cell, blank or not."""
        merge = self.merged.get((row, column))
        top, left = (merge.top, merge.left) if merge else (row, column)
        found = self.filled.get((top, left))
        if found is not None:
            return found
        return Box(top, left, merge.bottom, merge.right) if merge else Box(row, column, row, column)

    def right_of(self, box: Box) -> Box:
        """The box beside it, at its top row."""
        return self.at(box.top, box.right + 1)

    def below(self, box: Box) -> Box:
        """The box under it, at its first column."""
        row = box.bottom + 1
        while row in self.continued:
            row += 1
        return self.at(row, box.left)

    def above(self, box: Box) -> Box:
        """The box over it, at its first column."""
        row = box.top - 1
        while row in self.continued:
            row -= 1
        return self.at(row, box.left)

    def before(self, box: Box) -> Box:
        """The box to its left, at its top row."""
        return self.at(box.top, box.left - 1)

    def next_in_row(self, box: Box) -> Box:
        """The next filled box in its row; the last cell where there is none."""
        at = self.right_of(box)
        while not at.text and at.left <= self.width:
            at = self.right_of(at)
        return at


def _box(row: int, column: int, merge: Merge | None, raw: Raw, text: str) -> Box:
    if merge is None or (merge.top, merge.left) != (row, column):
        return Box(row, column, row, column, raw, text)
    return Box(row, column, merge.bottom, merge.right, raw, text)
