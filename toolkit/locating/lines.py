"""A grid in; out: its rows, each looked through once for texts that may be headings.

The one thing a newcomer would get wrong: the cells are looked at once for all campaigns together
(`SheetWords`), and only what some campaign knows is looked at for each (`Lines`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from re import Pattern

from toolkit.locating.known import CampaignHeadings
from toolkit.locating.spellings import heading_key, ideograph_outside
from toolkit.locating.telling import Surroundings
from toolkit.locating.titles import NOBODY
from toolkit.model import Grid, Merge, Raw, as_text

# Headings stand near the top; titles, notes and signatures above them rarely take this many rows.
_ROWS_SEARCHED = 60
# Lines with a title stand this close above their heading, and a heading is at most so many high.
_LINES_OF_A_TITLE, HIGHEST = 6, 6
# What cells of these types leave of themselves as a heading: digits, with an e, t or + among them.
_NUMBERS = frozenset({float, int, date, datetime, time, timedelta})
# So many rows tell what a table's rows say of their board.
_ROWS_THAT_TELL = 500

Words = tuple[Mapping[int, str], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The texts of a grid that some campaign knows as headings. `merged` are the merged ranges
    over each row.
    """

    grid: Grid
    merged: Mapping[int, Sequence[Merge]]
    known: frozenset[str]
    strange: Pattern[str]
    seen: dict[int, Words] = field(default_factory=dict)

    @classmethod
    def of(cls, grid: Grid, campaigns: Sequence[CampaignHeadings]) -> SheetWords:
        """Index a grid for some campaigns."""
        merged: dict[int, list[Merge]] = {}
        for merge in grid.merges:
            for row in range(merge.top, min(merge.bottom, merge.top + HIGHEST - 1) + 1):
                merged.setdefault(row, []).append(merge)
        if len(campaigns) == 1:
            return cls(grid, merged, campaigns[0].known, campaigns[0].strange)
        known = frozenset().union(*(each.known for each in campaigns))
        return cls(grid, merged, known, ideograph_outside(known))

    def of_row(self, row: int) -> Words:
        """The heading keys of a row's cells by column: of texts that are known, and of numbers."""
        if row in self.seen:
            return self.seen[row]
        known, is_strange = self.known, self.strange.search
        texts: dict[int, str] = {}
        numbers: dict[int, str] = {}
        for column, cell in enumerate(self.grid.rows[row - 1], start=1):
            if cell == "" or (isinstance(cell, str) and is_strange(cell)):
                continue
            if type(cell) in _NUMBERS:
                numbers[column] = as_text(cell)
                continue
            text = cell if isinstance(cell, str) else as_text(cell)
            key = heading_key(text)
            if key in known and text.strip():
                texts[column] = key
        self.seen[row] = texts, numbers
        return texts, numbers


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of a grid as a campaign sees them; `around` is what tells of its boards around the
    sheet, `named` are those that the sheet's name names.
    """

    words: SheetWords
    headings: CampaignHeadings
    around: Surroundings
    named: frozenset[str]
    seen: dict[int, tuple[Mapping[int, str], int]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: SheetWords, headings: CampaignHeadings, around: Surroundings) -> Lines:
        """The lines of a grid for a campaign."""
        return cls(words, headings, around, headings.titles.named_in(words.grid.sheet))

    @property
    def grid(self) -> Grid:
        """The grid whose rows they are."""
        return self.words.grid

    @property
    def merged(self) -> Mapping[int, Sequence[Merge]]:
        """The merged ranges over each row."""
        return self.words.merged

    def known(self, row: int) -> Mapping[int, str]:
        """The heading keys of a row's cells that are known as headings, by column; of numbers
        only if they may stand alone.
        """
        return self._look(row)[0]

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """Each row as a heading of one row, and of two; with the most columns it may name."""
        for row in range(1, min(len(self.grid.rows), _ROWS_SEARCHED) + 1):
            most = len(self.known(row)) + self._spread(row)
            yield row, 1, most
            if row < len(self.grid.rows):
                below, numbers = self._look(row + 1)
                most += len(below) + self._spread(row + 1)
                yield row, 2, most + (numbers if self.headings.numbers_below else 0)

    def across(self, row: int) -> dict[int, str]:
        """The texts of a row, each merged range over it spread over its columns."""
        texts = filled_cells(self.grid.rows[row - 1])
        for merge in self.merged.get(row, ()):
            cells = self.grid.rows[merge.top - 1]
            text = as_text(cells[merge.left - 1]) if merge.left <= len(cells) else ""
            if text.strip():
                for column in range(merge.left, merge.right + 1):
                    texts.setdefault(column, text)
        return texts

    def names_column(self, row: int, column: int) -> bool:
        """Whether a cell holds a text that a heading may have."""
        cells = self.grid.rows[row - 1]
        text = cells[column - 1] if 0 < column <= len(cells) else ""
        is_text = isinstance(text, str) and bool(text.strip())
        return is_text and heading_key(str(text)) in self.headings.words

    def covered(self, row: int) -> set[int]:
        """The columns of a row that lie under a merged range."""
        return {
            column
            for merge in self.merged.get(row, ())
            for column in range(merge.left, merge.right + 1)
        }

    def titled(self, row: int, after: int) -> frozenset[str]:
        """The one board that the nearest line with a title names, of those above a heading and
        below the row `after`; nobody if it names several.
        """
        for above in range(row - 1, max(after, row - 1 - _LINES_OF_A_TITLE), -1):
            texts = filled_cells(self.grid.rows[above - 1]).values()
            named = NOBODY.union(*map(self.headings.titles.named_in, texts))
            if named:
                return named if len(named) == 1 else NOBODY
        return NOBODY

    def meant_below(self, row: int, columns: Iterable[int]) -> frozenset[str]:
        """The boards that the cells of some columns name, in the rows below one."""
        texts = self.texts_below(row, columns)
        return NOBODY.union(*map(self.headings.titles.meant_by, texts))

    def texts_below(self, row: int, columns: Iterable[int]) -> list[str]:
        """The texts in some columns of the rows below one, each once."""
        below = self.grid.rows[row : row + _ROWS_THAT_TELL]
        cells = {cells[column - 1] for column in columns for cells in below if column <= len(cells)}
        return sorted(cell for cell in cells if isinstance(cell, str))

    def _spread(self, row: int) -> int:
        return sum(merge.right - merge.left + 1 for merge in self.merged.get(row, ()))

    def _look(self, row: int) -> tuple[Mapping[int, str], int]:
        """What of a row is known, and how many numbers have been left aside."""
        if row not in self.seen:
            known = self.headings.known
            texts, numbers = self.words.of_row(row)
            found = {column: key for column, key in texts.items() if key in known}
            if self.headings.numbers_alone:
                keys = ((column, heading_key(text)) for column, text in numbers.items())
                found |= {column: key for column, key in keys if key in known}
                numbers = {}
            self.seen[row] = found, len(numbers)
        return self.seen[row]


def filled_cells(cells: Iterable[Raw]) -> dict[int, str]:
    """The texts of the cells that hold anything, by column."""
    return {
        column: text
        for column, cell in enumerate(cells, start=1)
        if cell != "" and (text := cell if isinstance(cell, str) else as_text(cell)).strip()
    }
