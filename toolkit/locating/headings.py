"""A grid and boards in; out: the heading that fits best, column by column.

Headings match exactly after normalising, then by `also:`; never by prefix (毛利 is not 毛利率).
A heading may be one row, or two with the years under a merged metric. The one thing a newcomer
would get wrong: most cells of the rows searched are no heading at all, so a row is read as a
heading only if enough of its texts are known as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from toolkit.model import Board, Campaign, Field, Grid, Raw, as_text
from toolkit.model.templates import version_of
from toolkit.rules.normal import squash

# Headings stand near the top; titles, notes and signatures above them rarely take this many rows.
_ROWS_SEARCHED = 60
# A form names its columns one below the other; in a table, headings do not stand in the body.
_ROWS_OF_A_FORM, _LABELS_OF_A_FORM = 12, 3
_NUMERALS = "一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"^\s*(?:[(（]?[{_NUMERALS}]+[)）、.．]|[(（]?\d{{1,2}}[)）、.．](?!\d))\s*"
)
_IDEOGRAPHS = range(0x4E00, 0xA000)
# Texts without anything that could be dropped or written otherwise, but for case.
_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]*")
# What cells of these types leave of themselves as a heading: digits, with an e, t or + among them.
_NUMBERS = frozenset({float, int, date, datetime, time, timedelta})
_OF_A_NUMBER = re.compile(r"[0-9et+]*\d[0-9et+]*|inf|nan")

Labels = Mapping[int, tuple[str, str]]


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """What of a heading counts in comparison: no spaces, punctuation, numbering or case.

    >>> heading_key("1. 注册资本(万元)*") == heading_key("注册资本（万 元）")
    True
    """
    return text.lower() if _PLAIN.fullmatch(text) else squash(_NUMBERING.sub("", text))


@dataclass(frozen=True, slots=True)
class BoardHeadings:
    """A board's headings, normalised: (upper, lower) → field key; a plain column has no upper.
    `required` are the field keys of required columns, `title` is the board's title, squashed.
    """

    board: Board
    keys: Mapping[tuple[str, str], str]
    required: tuple[str, ...]
    title: str

    @classmethod
    def of(cls, board: Board) -> BoardHeadings:
        """Index every spelling that the board knows."""
        keys: dict[tuple[str, str], str] = {}
        for column in board.fields:
            for spelling in _spellings(column):
                keys.setdefault(spelling, column.key)
        required = tuple(column.key for column in board.fields if column.required)
        return cls(board, keys, required, squash(board.title))


@dataclass(frozen=True, slots=True)
class CampaignHeadings:
    """The headings of a campaign's boards, indexed once for all files.

    `known` are the texts that may stand in the lower row of a heading, or in its only one, and
    `strange` finds a character that none of them has. Numbers may be headings of either kind.
    `versions` are those of the boards that templates were met for.
    """

    campaign: Campaign
    boards: tuple[BoardHeadings, ...]
    known: frozenset[str]
    strange: re.Pattern[str]
    numbers_below: bool
    numbers_alone: bool
    versions: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignHeadings:
        """Index every board."""
        boards = tuple(BoardHeadings.of(board) for board in campaign.boards)
        spellings = [spelling for board in boards for spelling in board.keys]
        known = frozenset(lower for _, lower in spellings)
        return cls(
            campaign,
            boards,
            known,
            ideograph_outside(known),
            numbers_below=any(_OF_A_NUMBER.fullmatch(lower) for _, lower in spellings),
            numbers_alone=any(_OF_A_NUMBER.fullmatch(lower) for up, lower in spellings if not up),
        )

    def version(self, board_id: str) -> str:
        """The version that a template for the board has now; reckoned once."""
        if board_id not in self.versions:
            self.versions[board_id] = version_of(self.campaign.board(board_id))
        return self.versions[board_id]


@lru_cache(maxsize=256)
def ideograph_outside(texts: frozenset[str]) -> re.Pattern[str]:
    """Finds a character that is in none of the texts, and is left as it is by `heading_key`:
    what holds one is none of the texts.
    """
    letters = {ord(letter) for text in (*texts, _NUMERALS) for letter in text}
    inside = {letter for letter in letters if letter in _IDEOGRAPHS}
    bounds = sorted({_IDEOGRAPHS.start - 1, *inside, _IDEOGRAPHS.stop})
    ranges = [
        f"{chr(before + 1)}-{chr(after - 1)}"
        for before, after in pairwise(bounds)
        if before + 1 < after
    ]
    return re.compile(f"[{''.join(ranges)}]")


def _spellings(column: Field) -> Iterator[tuple[str, str]]:
    lowers = [heading_key(text) for text in (column.header, *column.also)]
    if not column.group:
        yield from (("", lower) for lower in lowers)
        return
    for upper in (heading_key(text) for text in (column.group, *column.group_also)):
        for lower in lowers:
            yield upper, lower
            yield "", upper + lower
            yield "", lower + upper


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: `row` is its first row and `last_row` its last.

    `columns` maps field keys to columns, `labels` every column to its (upper, lower) text,
    `repeated` the columns whose heading had been seen before to their field key.
    """

    board: Board
    row: int
    last_row: int
    columns: Mapping[str, int]
    labels: Labels
    repeated: Mapping[int, str] = field(default_factory=dict)

    @property
    def unknown(self) -> list[int]:
        """Columns with a heading that the board does not know."""
        known = {*self.columns.values(), *self.repeated}
        return [column for column in sorted(self.labels) if column not in known]


@dataclass(frozen=True, slots=True)
class _Top:
    """The first rows of a grid, each looked through once for texts that may be headings."""

    grid: Grid
    headings: CampaignHeadings
    seen: dict[int, tuple[Mapping[int, str], int]] = field(default_factory=dict)

    def known(self, row: int) -> Mapping[int, str]:
        """The heading keys of a row's cells that are known as headings, by column; of numbers
        only if they may stand alone.
        """
        return self._look(row)[0]

    def rows(self) -> Iterator[tuple[int, int, int]]:
        """Each row as a heading of one row, and of two; with the most columns it may name."""
        for row in range(1, min(len(self.grid.rows), _ROWS_SEARCHED) + 1):
            most = len(self.known(row))
            yield row, 1, most
            if row < len(self.grid.rows):
                below, numbers = self._look(row + 1)
                yield row, 2, most + len(below) + (numbers if self.headings.numbers_below else 0)

    def _look(self, row: int) -> tuple[Mapping[int, str], int]:
        """What of a row is known, and how many numbers have been left aside."""
        if row in self.seen:
            return self.seen[row]
        known, is_strange = self.headings.known, self.headings.strange.search
        found: dict[int, str] = {}
        numbers = 0
        for column, cell in enumerate(self.grid.rows[row - 1], start=1):
            if cell == "" or (isinstance(cell, str) and is_strange(cell)):
                continue
            if type(cell) in _NUMBERS and not self.headings.numbers_alone:
                numbers += 1
                continue
            text = cell if isinstance(cell, str) else as_text(cell)
            key = heading_key(text)
            if key in known and text.strip():
                found[column] = key
        self.seen[row] = found, numbers
        return self.seen[row]


def find_heading(grid: Grid, headings: CampaignHeadings, recorded: str = "") -> Heading | None:
    """The heading with the most recognised columns, or None; the upper row and the earlier board
    win a tie, a board named by the sheet wins before that, then the board that the template was
    `recorded` for.
    """
    top = _Top(grid, headings)
    best: Heading | None = None
    best_rank: tuple[int, ...] = (1,)
    # The most promising first: the others then need not be read.
    for row, height, most in sorted(top.rows(), key=lambda reading: -reading[2]):
        if most < best_rank[0]:
            break
        labels = _labels(grid, row, height)
        keys = {column: (heading_key(up), heading_key(low)) for column, (up, low) in labels.items()}
        for place, board in enumerate(headings.boards):
            heading = _match(board, row, height, labels, keys)
            if not _is_convincing(heading, board) or _is_form(top, heading, board):
                continue
            named = board.title in squash(grid.sheet)
            earlier = (-row, -height, -place)
            told = named, board.board.id == recorded
            rank = (len(heading.columns), *told, -len(heading.unknown), *earlier)
            if best is None or rank > best_rank:
                best, best_rank = heading, rank
    return best


def _is_convincing(heading: Heading, known: BoardHeadings) -> bool:
    matched = len(heading.columns)
    if heading.board.name_key in heading.columns:
        return matched >= 2 or all(key in heading.columns for key in known.required)
    return matched >= max(3, (len(known.required) + 1) // 2)


def _is_form(top: _Top, heading: Heading, known: BoardHeadings) -> bool:
    """Whether the rows below name further columns: then this is a form, not a table's heading."""
    columns = set(heading.columns.values())
    last = min(heading.last_row + _ROWS_OF_A_FORM, len(top.grid.rows))
    named = 0
    for row in range(heading.last_row + 1, last + 1):
        for column, text in top.known(row).items():
            key = known.keys.get(("", text))
            if column in columns and key is not None and heading.columns.get(key) != column:
                named += 1
    return named >= _LABELS_OF_A_FORM


def _labels(grid: Grid, row: int, height: int) -> Labels:
    """A row read as a heading, or two; nothing if its first row is blank."""
    upper = _filled_across(grid, row)
    if upper and height == 2:
        return _two_rows(grid, row, upper)
    return {column: ("", text) for column, text in upper.items()}


def _two_rows(grid: Grid, row: int, upper: Mapping[int, str]) -> Labels:
    lower = _filled(grid.rows[row])
    if not any(merge.top <= row <= merge.bottom for merge in grid.merges):
        upper = _carried_right(upper, lower)
    labels: dict[int, tuple[str, str]] = {}
    for column in sorted({*upper, *lower}):
        above, below = upper.get(column, ""), lower.get(column, "")
        labels[column] = (
            (above, below) if above and below and above != below else ("", below or above)
        )
    return labels


def _carried_right(upper: Mapping[int, str], lower: Mapping[int, str]) -> dict[int, str]:
    """A sheet without merges: a metric's name stands over its first year only."""
    carried = dict(upper)
    for column in sorted(lower):
        if column not in carried and column - 1 in carried and column - 1 in lower:
            carried[column] = carried[column - 1]
    return carried


def _filled_across(grid: Grid, row: int) -> dict[int, str]:
    """The texts of a row, each merged range spread over its columns."""
    texts = _filled(grid.rows[row - 1])
    for merge in grid.merges:
        if merge.top == row and merge.left in texts:
            for column in range(merge.left, merge.right + 1):
                texts.setdefault(column, texts[merge.left])
    return texts


def _filled(cells: Iterable[Raw]) -> dict[int, str]:
    return {
        column: text
        for column, cell in enumerate(cells, start=1)
        if cell != "" and (text := cell if isinstance(cell, str) else as_text(cell)).strip()
    }


def _match(known: BoardHeadings, row: int, height: int, labels: Labels, keys: Labels) -> Heading:
    columns: dict[str, int] = {}
    repeated: dict[int, str] = {}
    for column, spelling in keys.items():
        key = known.keys.get(spelling)
        if key is None:
            continue
        if key in columns:
            repeated[column] = key
        else:
            columns[key] = column
    return Heading(known.board, row, row + height - 1, columns, labels, repeated)
