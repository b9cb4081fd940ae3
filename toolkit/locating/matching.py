"""Rows of a sheet in; out: their texts read as a heading of one row or two, and which of a board's
columns they name.

The one thing a newcomer would get wrong: whether that makes a heading is not decided here. Most
rows name nothing, and a row of values may name a column by chance.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.locating.known import BoardHeadings
from toolkit.locating.lines import Lines, filled_cells

Labels = Mapping[int, tuple[str, str]]
_NONE: frozenset[int] = frozenset()


def read_labels(lines: Lines, row: int, height: int) -> tuple[Labels, frozenset[int]]:
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


def _once_a_merge(lines: Lines, row: int, labels: Labels) -> Labels:
    """A column that one merged heading has over several columns stands at the first of them."""
    own = filled_cells(lines.grid.rows[row - 1])
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


def match_columns(
    known: BoardHeadings, keys: Labels, carried: frozenset[int]
) -> tuple[dict[str, int], dict[int, str]]:
    """The columns that the normalised texts of a heading name, by field key, and those that name
    again what has been named before. Of two columns for one field, the one with its very heading is
    meant: in a list of several boards the other may be another board's.
    """
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
        if key not in columns:
            columns[key] = column
        elif spelling in known.own and keys[columns[key]] not in known.own:
            repeated[columns[key]] = key
            columns[key] = column
        else:
            repeated[column] = key
    if any(
        upper in known.groups and column in columns.values() for column, (upper, _) in keys.items()
    ):
        columns |= _below_captions(known, keys, columns)
    return columns, repeated


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
