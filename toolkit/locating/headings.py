"""A grid and boards in; out: the heading that fits best, column by column; and further ones below.

A heading may be one row, or two with the years under a merged metric. The one thing a newcomer
would get wrong: most cells of the rows searched are no heading at all, so a row is read as a
heading only if enough of its texts are known as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from toolkit.locating.spellings import BoardHeadings, CampaignHeadings, heading_key
from toolkit.model import Board, Grid, Merge, Raw, as_text
from toolkit.rules.normal import squash

# Headings stand near the top; titles, notes and signatures above them rarely take this many rows.
_ROWS_SEARCHED = 60
# A form names its columns one below the other; in a table, headings do not stand in the body.
_ROWS_OF_A_FORM, _LABELS_OF_A_FORM = 12, 3
# Lines with a title stand this close above their heading, and a heading is at most so many high.
_LINES_OF_A_TITLE, _HIGHEST = 6, 6
_ANY_NUMBER = 1 << 20
# What cells of these types leave of themselves as a heading: digits, with an e, t or + among them.
_NUMBERS = frozenset({float, int, date, datetime, time, timedelta})

Labels = Mapping[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: `row` is its first row and `last_row` its last.

    `columns` maps field keys to columns, `labels` every column to its (upper, lower) text,
    `repeated` the columns whose heading had been seen before to their field key.
    `names_below`: the rows under it name further columns, as the lines of a form do.
    """

    board: Board
    row: int
    last_row: int
    columns: Mapping[str, int]
    labels: Labels
    repeated: Mapping[int, str] = field(default_factory=dict)
    names_below: bool = False

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """Which field stands in which columns, however often."""
        twice = ((key, column) for column, key in self.repeated.items())
        return frozenset((*self.columns.items(), *twice))

    @property
    def is_half_known(self) -> bool:
        """Whether no more of its columns are known than are not."""
        return len(self.unknown) >= len(self.columns)

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be a line of a form rather than the heading of a table."""
        return self.names_below or self.is_half_known

    @property
    def unknown(self) -> list[int]:
        """Columns with a heading that the board does not know."""
        known = {*self.columns.values(), *self.repeated}
        return [column for column in sorted(self.labels) if column not in known]


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of a grid, each looked through once for texts that may be headings. `merged` are
    the merged ranges over each row.
    """

    grid: Grid
    headings: CampaignHeadings
    merged: Mapping[int, Sequence[Merge]]
    recorded: str = ""
    seen: dict[int, tuple[Mapping[int, str], int]] = field(default_factory=dict)

    @classmethod
    def of(cls, grid: Grid, headings: CampaignHeadings, recorded: str = "") -> Lines:
        """Index a grid; `recorded` is the board that its template was made for."""
        merged: dict[int, list[Merge]] = {}
        for merge in grid.merges:
            for row in range(merge.top, min(merge.bottom, merge.top + _HIGHEST - 1) + 1):
                merged.setdefault(row, []).append(merge)
        return cls(grid, headings, merged, recorded)

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
        texts = _filled(self.grid.rows[row - 1])
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

    def _spread(self, row: int) -> int:
        return sum(merge.right - merge.left + 1 for merge in self.merged.get(row, ()))

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
    win a tie, a board named by the sheet or its title wins before that, then the board that the
    template was `recorded` for.
    """
    lines = Lines.of(grid, headings, recorded)
    # The most promising first: the others then need not be read.
    return _best(lines, sorted(lines.rows(), key=lambda reading: -reading[2]))


def find_first_heading(lines: Lines, best: Heading) -> Heading:
    """The first of several headings, where another table stands above the one with the `best`."""
    for row in range(1, best.row):
        names = any(lines.names_column(row, at) for at in _filled(lines.grid.rows[row - 1]))
        found = _around(lines, row, 0) if names else None
        if found and found.last_row < best.row - 1:
            is_unbroken = max(found.labels) - min(found.labels) + 1 == len(found.labels)
            is_as_good = len(found.columns) >= len(best.columns)
            if is_as_good or (is_unbroken and not found.is_doubtful):
                return found
    return best


def find_further_heading(lines: Lines, row: int, after: int) -> Heading | None:
    """The heading of another table with a part of it in `row`, all of it below `after`; most of
    its columns must be known.
    """
    found = _around(lines, row, after)
    return found if found and not found.is_doubtful else None


def _around(lines: Lines, row: int, after: int) -> Heading | None:
    readings = [(row, 1), (row, 2), (row - 1, 2)]
    below = [(top, height, _ANY_NUMBER) for top, height in readings if top > after]
    return _best(lines, below, titles_first=True)


def _best(
    lines: Lines, readings: Iterable[tuple[int, int, int]], *, titles_first: bool = False
) -> Heading | None:
    """The best of some readings of rows as a heading: its row, height, and most columns."""
    best: Heading | None = None
    best_rank: tuple[int, ...] = (1,)
    for row, height, most in readings:
        if most < best_rank[0]:
            break
        if row + height - 1 > len(lines.grid.rows):
            continue
        labels, carried = _labels(lines, row, height)
        keys = {column: (heading_key(up), heading_key(low)) for column, (up, low) in labels.items()}
        for place, board in enumerate(lines.headings.boards):
            heading = _match(board, row, height, labels, keys, carried)
            if not _is_convincing(heading, board):
                continue
            earlier = (-row, -height, -place)
            told = _told(lines, row, board, titles_first=titles_first)
            rank = (len(heading.columns), *told, -len(heading.unknown), *earlier)
            if best is None or rank > best_rank:
                best, best_rank = heading, rank
    return best and replace(_stretched(lines, best), names_below=_names_below(lines, best))


def _told(
    lines: Lines, row: int, known: BoardHeadings, *, titles_first: bool
) -> tuple[bool, bool, bool]:
    """What else tells of the board: the sheet's name, its template, and the title above, where it
    names one board only. Of several tables on a sheet, each has its own title.
    """
    in_name, is_recorded = known.title in squash(lines.grid.sheet), known.board.id == lines.recorded
    boards = lines.headings.boards
    if len(boards) == 1:
        return in_name, is_recorded, False
    titled: list[str] = []
    for above in range(row - 1, max(0, row - 1 - _LINES_OF_A_TITLE), -1):
        texts = [squash(text) for text in _filled(lines.grid.rows[above - 1]).values()]
        titled = titled or [
            board.board.id for board in boards if any(board.title in text for text in texts)
        ]
    in_title = titled == [known.board.id]
    return (in_title, in_name, is_recorded) if titles_first else (in_name, is_recorded, in_title)


def _stretched(lines: Lines, heading: Heading) -> Heading:
    """A heading whose cells are merged down over further rows with nothing else in them."""
    last = heading.last_row
    for row in (heading.row, heading.last_row):
        for merge in lines.merged.get(row, ()):
            if merge.left in heading.labels and merge.bottom < merge.top + _HIGHEST:
                last = max(last, min(merge.bottom, len(lines.grid.rows)))
    below = range(heading.last_row + 1, last + 1)
    filled = {
        column: text for row in below for column, text in _filled(lines.grid.rows[row - 1]).items()
    }
    if not filled:
        return replace(heading, last_row=last)
    return _divided(lines, heading, last, filled)


def _divided(lines: Lines, heading: Heading, last: int, below: Mapping[int, str]) -> Heading:
    """A heading of which a cell merged across is divided `below` it, where others are merged down
    beside it: 企业名称 over 变更前 and 变更后 is neither of them.
    """
    labels = dict(heading.labels)
    for merge in lines.merged.get(heading.last_row, ()):
        names = [below.get(column, "") for column in range(merge.left, merge.right + 1)]
        if (
            merge.bottom == heading.last_row
            and merge.left in labels
            and len(set(names)) > 1
            and all(names)
        ):
            whole = " ".join(part for part in labels[merge.left] if part)
            labels |= dict(enumerate(((whole, name) for name in names), start=merge.left))
    if labels == heading.labels:
        return heading
    columns = {key: at for key, at in heading.columns.items() if labels[at] == heading.labels[at]}
    return replace(heading, last_row=last, columns=columns, labels=labels)


def _is_convincing(heading: Heading, known: BoardHeadings) -> bool:
    matched = len(heading.columns)
    if heading.board.name_key in heading.columns:
        return matched >= 2 or all(key in heading.columns for key in known.required)
    return matched >= max(3, (len(known.required) + 1) // 2)


def _names_below(lines: Lines, heading: Heading) -> bool:
    """Whether the rows below name further columns of the board in its columns."""
    known = next(each for each in lines.headings.boards if each.board is heading.board)
    columns = set(heading.columns.values())
    last = min(heading.last_row + _ROWS_OF_A_FORM, len(lines.grid.rows))
    named = 0
    for row in range(heading.last_row + 1, last + 1):
        for column, text in lines.known(row).items():
            key = known.keys.get(("", text))
            if column in columns and key is not None and heading.columns.get(key) != column:
                named += 1
    # Under a name that stands alone, one is enough: a table would have its column beside it.
    return named >= min(_LABELS_OF_A_FORM, 2 * len(columns) - 1)


def _labels(lines: Lines, row: int, height: int) -> tuple[Labels, frozenset[int]]:
    """A row read as a heading, or two; nothing if its first row is blank. And the columns whose
    upper text stands further left, without a merge.
    """
    upper = lines.across(row)
    if not upper or height == 1:
        return _once_a_merge(lines, row, {at: ("", text) for at, text in upper.items()}), _NONE
    lower = lines.across(row + 1)
    carried = _carried_right(upper, lower, lines.covered(row))
    upper |= carried
    labels: dict[int, tuple[str, str]] = {}
    for column in sorted({*upper, *lower}):
        above, below = upper.get(column, ""), lower.get(column, "")
        labels[column] = (
            (above, below) if above and below and above != below else ("", below or above)
        )
    return _once_a_merge(lines, row + 1, labels), frozenset(carried)


_NONE: frozenset[int] = frozenset()


def _once_a_merge(lines: Lines, row: int, labels: Labels) -> Labels:
    """A column that one merged heading has over several columns stands at the first of them."""
    own = _filled(lines.grid.rows[row - 1])
    again = {
        column
        for merge in lines.merged.get(row, ())
        for column in range(merge.left + 1, merge.right + 1)
        if column not in own and labels.get(column) == labels.get(merge.left)
    }
    return {column: text for column, text in labels.items() if column not in again}


def _carried_right(
    upper: Mapping[int, str], lower: Mapping[int, str], covered: set[int]
) -> dict[int, str]:
    """Without a merge, a metric's name stands over its first year only."""
    carried: dict[int, str] = {}
    for column in sorted(lower):
        left = carried.get(column - 1) or upper.get(column - 1)
        is_bare = column not in upper and not {column - 1, column} & covered
        if left and is_bare and column - 1 in lower:
            carried[column] = left
    return carried


def _filled(cells: Iterable[Raw]) -> dict[int, str]:
    return {
        column: text
        for column, cell in enumerate(cells, start=1)
        if cell != "" and (text := cell if isinstance(cell, str) else as_text(cell)).strip()
    }


def _match(
    known: BoardHeadings,
    row: int,
    height: int,
    labels: Labels,
    keys: Labels,
    carried: frozenset[int],
) -> Heading:
    columns: dict[str, int] = {}
    repeated: dict[int, str] = {}
    for column, spelling in keys.items():
        key = known.keys.get(spelling)
        if key is None and column in carried:
            key = known.keys.get(("", spelling[1]))
        if key is None and all(spelling):
            key = known.keys.get(("", "".join(spelling)))  # its unit in the row below
        if key is None:
            continue
        if key in columns:
            repeated[column] = key
        else:
            columns[key] = column
    if any(
        upper in known.groups and column in columns.values() for column, (upper, _) in keys.items()
    ):
        columns |= _below_captions(known, keys, columns)
    return Heading(known.board, row, row + height - 1, columns, labels, repeated)


def _below_captions(
    known: BoardHeadings, keys: Labels, columns: Mapping[str, int]
) -> dict[str, int]:
    """Beside groups that are known, columns below a caption that says nothing (基本情况): each by
    its own text, if only one has it and the caption is itself no heading.
    """
    found: dict[str, list[int]] = {}
    for column, (upper, lower) in keys.items():
        key = known.keys.get(("", lower))
        is_caption = upper and upper not in known.groups and ("", upper) not in known.keys
        if key is not None and is_caption and key not in columns:
            found.setdefault(key, []).append(column)
    return {key: places[0] for key, places in found.items() if len(places) == 1}
