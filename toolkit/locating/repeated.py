"""A heading with a column that stands twice in; out: which of them is read, and findings (S104).

The one thing a newcomer would get wrong: where the subject's name stands twice, with different
names, the sheet may hold several lists beside each other. Then nobody can tell which cell of a
row is whose, and nothing of the table may count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.locating.headings import Heading
from toolkit.locating.remarks import cell_text, finding_at_heading, label_of
from toolkit.locating.sharing import Part
from toolkit.model import Campaign, Finding, Grid, Ref, Severity, as_text, column_letters
from toolkit.rules.normal import squash


def prefer_filled(grid: Grid, heading: Heading) -> Heading:
    """The same heading, of equal columns reading a later one where the first is empty below; and
    so for each board that may read it.
    """
    columns, repeated = dict(heading.columns), dict(heading.repeated)
    for column, key in heading.repeated.items():
        first = columns[key]
        if _is_filled(grid, heading, column) and not _is_filled(grid, heading, first):
            columns[key] = column
            del repeated[column]
            repeated[first] = key
    others = tuple(prefer_filled(grid, each) for each in heading.others)
    return replace(heading, columns=columns, repeated=repeated, others=others)


def _is_filled(grid: Grid, heading: Heading, column: int) -> bool:
    below = (cells[column - 1] for cells in grid.rows[heading.last_row :] if column <= len(cells))
    return any(cell != "" and as_text(cell).strip() for cell in below)


def remark_on_repeated(
    grid: Grid, parts: Sequence[Part], campaign: Campaign, submission: str
) -> list[Finding]:
    """S104 at each further column of a field, once a column; an error, for each board by itself,
    if it names other subjects in its rows.
    """
    found: dict[tuple[Ref, str], Finding] = {}
    for part in parts:
        for finding in _remark_on_part(grid, part.heading, part.rows, campaign, submission):
            is_error = finding.severity is Severity.ERROR
            whose = part.heading.board.id if is_error and len(parts) > 1 else ""
            found.setdefault((finding.ref, whose), replace(finding, board=whose))
    return list(found.values())


def _remark_on_part(
    grid: Grid, heading: Heading, entries: Sequence[int], campaign: Campaign, submission: str
) -> Iterator[Finding]:
    for column, key in heading.repeated.items():
        is_list = key == heading.board.name_key and _may_head_list(heading, column)
        if is_list and _names_others(grid, heading, entries, column):
            yield _side_by_side(grid, heading, submission, column)
            continue
        first = column_letters(heading.columns[key])
        message = (
            f"“{heading.board.field(key).heading}”出现了两次，只读取 {first} 列，"
            "请删去多余的一列或核对表头。"
        )
        yield finding_at_heading("S104", grid, heading, campaign, submission, column, message)


def _may_head_list(heading: Heading, column: int) -> bool:
    """Whether a further column of names may be another list's: other columns stand twice or to
    its right, or there are no others. One more column at the end is but a column too many.
    """
    name = heading.board.name_key
    is_only = {*heading.repeated.values()} == {name}
    return not is_only or {*heading.columns} == {name} or max(heading.labels) > column


def _names_others(grid: Grid, heading: Heading, entries: Sequence[int], column: int) -> bool:
    """Whether a further column of names holds others than the first."""
    first = heading.columns[heading.board.name_key]
    names = ((cell_text(grid, row, first), cell_text(grid, row, column)) for row in entries)
    return any(
        one.strip() and other.strip() and squash(one) != squash(other) for one, other in names
    )


def _side_by_side(grid: Grid, heading: Heading, submission: str, column: int) -> Finding:
    """An error in the heading's first row, which speaks for every entry of the table."""
    name = heading.board.name_key
    message = (
        f"“{heading.board.field(name).heading}”出现了两次，"
        f"{column_letters(heading.columns[name])} 列和 {column_letters(column)} 列填的名称不同，"
        "像是几份名单左右并排，分不清哪一格属于谁。"
        "请把右边的名单移到左边名单的下面，或另放一张工作表后重新报送。"
    )
    ref = Ref(submission, grid.sheet, heading.row, column)
    value, label = cell_text(grid, heading.row, column), label_of(heading, column)
    return Finding("S104", Severity.ERROR, ref, message, field=label, value=value)
