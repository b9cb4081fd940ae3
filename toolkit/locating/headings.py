"""Lines of a sheet in; out: the heading that fits best, column by column; and further ones below.

A heading may be one row, or two with the years under a merged metric. The one thing a newcomer
would get wrong: most cells of the rows searched are no heading at all, so a row is read as a
heading only if enough of its texts are known as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from toolkit.locating.known import BoardHeadings
from toolkit.locating.lines import HIGHEST, Lines, filled_cells
from toolkit.locating.matching import Labels, match_columns, read_labels
from toolkit.locating.spellings import heading_key
from toolkit.locating.telling import Fit, Telling, best_of, equals_of, most_told
from toolkit.locating.titles import NOBODY
from toolkit.model import Board

# A form names its columns one below the other; in a table, headings do not stand in the body.
_ROWS_OF_A_FORM, _LABELS_OF_A_FORM = 12, 3
_ANY_NUMBER = 1 << 20


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: `row` is its first row and `last_row` its last.

    `columns` maps field keys to columns, `labels` every column to its (upper, lower) text,
    `repeated` the columns whose heading had been seen before to their field key.
    `names_below`: the rows under it name further columns, as the lines of a form do.
    `others` is the same heading as each board reads it that knows the column which says what board
    a row is for (参选类别). `equals` are the boards that fit as well as this one where nothing
    tells which is meant; `misnamed` is a board that the sheet or the title above names although
    the columns are this one's.
    """

    board: Board
    row: int
    last_row: int
    columns: Mapping[str, int]
    labels: Labels
    repeated: Mapping[int, str] = field(default_factory=dict)
    names_below: bool = False
    others: tuple[Heading, ...] = ()
    equals: tuple[Board, ...] = ()
    misnamed: str = ""

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
    def known(self) -> set[int]:
        """Columns with a heading that the board knows."""
        return {*self.columns.values(), *self.repeated}

    @property
    def unknown(self) -> list[int]:
        """Columns with a heading that the board does not know."""
        return sorted(self.labels.keys() - self.known)

    @property
    def told_by(self) -> int:
        """The column that says what board a row is for; 0 if there is none."""
        return self.columns.get(self.board.told_by, 0)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Some rows read as a heading, as each board reads them that may be meant."""

    row: int
    labels: Labels
    headings: tuple[Heading, ...]


def find_heading(lines: Lines) -> Heading | None:
    """The heading with the most recognised columns, or None; the upper row wins a tie. Of boards
    that fit alike, or nearly, the one that is named is taken (telling.py); then the earlier.
    """
    # The most promising first: the others then need not be read.
    return _best(lines, sorted(lines.rows(), key=lambda reading: -reading[2]))


def find_first_heading(lines: Lines, best: Heading) -> Heading:
    """The first of several headings, where another table stands above the one with the `best`."""
    for row in range(1, best.row):
        names = any(lines.names_column(row, at) for at in filled_cells(lines.grid.rows[row - 1]))
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
    return _best(lines, below, after, titles_first=True)


def _best(
    lines: Lines,
    readings: Iterable[tuple[int, int, int]],
    after: int = 0,
    *,
    titles_first: bool = False,
) -> Heading | None:
    """The best of some readings of rows as a heading: its row, height, and most columns."""
    best: _Reading | None = None
    best_rank: tuple[int, ...] = (1,)
    for row, height, most in readings:
        if most < best_rank[0]:
            break
        if row + height - 1 > len(lines.grid.rows):
            continue
        reading = _read(lines, row, height)
        fitting = [each for each in reading.headings if _is_convincing(lines, each)]
        for heading in fitting:
            telling = _telling(lines, row, after, NOBODY)
            told = telling.of_table(heading.board.id, titles_first=titles_first)
            rank = (len(heading.columns), *told, -len(heading.unknown), -row, -height)
            if best is None or rank > best_rank:
                best, best_rank = reading, rank
    return _chosen(lines, best, after, titles_first=titles_first) if best else None


def _read(lines: Lines, row: int, height: int) -> _Reading:
    """Some rows as a heading of each board."""
    labels, carried = read_labels(lines, row, height)
    keys = {column: (heading_key(up), heading_key(low)) for column, (up, low) in labels.items()}
    headings = (
        Heading(known.board, row, row + height - 1, columns, labels, repeated)
        for known in lines.headings.boards
        for columns, repeated in [match_columns(known, keys, carried)]
    )
    return _Reading(row, labels, tuple(headings))


# ---------------------------------------------------------------- which board


def _telling(lines: Lines, row: int, after: int, values: frozenset[str]) -> Telling:
    title = lines.titled(row, after) if len(lines.headings.boards) > 1 else NOBODY
    return Telling(lines.named, title, values, lines.around)


def _chosen(lines: Lines, reading: _Reading, after: int, *, titles_first: bool) -> Heading:
    """The heading as the board reads it that is meant."""
    fitting = [each for each in reading.headings if _is_convincing(lines, each)]
    telling_rows = [each for each in reading.headings if each.told_by]
    columns = sorted({each.told_by for each in telling_rows})
    values = lines.meant_below(fitting[0].last_row, columns) if columns else NOBODY
    telling = _telling(lines, reading.row, after, values)
    fits = [_fit(lines, each, telling, titles_first=titles_first) for each in fitting]
    # A list of several boards has the columns of all of them: they tell nothing of the other rows.
    at = most_told(fits) if values else best_of(fits)
    chosen = fitting[at]
    equals = () if chosen.board.id in values else equals_of(fits, at)
    stretched = _stretched(lines, chosen)
    return replace(
        stretched,
        names_below=_names_below(lines, chosen),
        others=tuple(_stretched(lines, each) for each in telling_rows),
        equals=tuple(fitting[each].board for each in equals),
        misnamed=telling.other_than(chosen.board.id),
    )


def _fit(lines: Lines, heading: Heading, telling: Telling, *, titles_first: bool) -> Fit:
    board = heading.board
    return Fit(
        explained=len(heading.columns),
        lacking=sum(key not in heading.columns for key in _known(lines, board).required),
        unknown=len(heading.unknown),
        told=telling.of_table(board.id, titles_first=titles_first),
        is_named=telling.names(board.id) and board.name_key in heading.columns,
    )


def _known(lines: Lines, board: Board) -> BoardHeadings:
    return next(each for each in lines.headings.boards if each.board is board)


def _stretched(lines: Lines, heading: Heading) -> Heading:
    """A heading whose cells are merged down over further rows with nothing else in them."""
    last = heading.last_row
    for row in (heading.row, heading.last_row):
        for merge in lines.merged.get(row, ()):
            if merge.left in heading.labels and merge.bottom < merge.top + HIGHEST:
                last = max(last, min(merge.bottom, len(lines.grid.rows)))
    below = range(heading.last_row + 1, last + 1)
    filled = {
        column: text
        for row in below
        for column, text in filled_cells(lines.grid.rows[row - 1]).items()
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


def _is_convincing(lines: Lines, heading: Heading) -> bool:
    matched, required = len(heading.columns), _known(lines, heading.board).required
    if heading.board.name_key in heading.columns:
        return matched >= 2 or all(key in heading.columns for key in required)
    return matched >= max(3, (len(required) + 1) // 2)


def _names_below(lines: Lines, heading: Heading) -> bool:
    """Whether the rows below name further columns of the board in its columns."""
    known = _known(lines, heading.board)
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
