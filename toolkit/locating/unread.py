"""A heading and the entries below it in; out: findings about filled cells that belong to no column.

What stands under an unknown heading is told at the heading (S103 in remarks.py); here it is the
cells of entries without any heading above them (S103), or far away to the right (S110), those in
another board's column in a list of several (S103), and those that a merged range hides (S106). The
one thing a newcomer would get wrong: a row may be longer than its heading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from toolkit.locating.asides import is_blank
from toolkit.locating.headings import Heading
from toolkit.locating.remarks import label_of
from toolkit.locating.sharing import Part
from toolkit.model import Campaign, Finding, Grid, Merge, Ref, as_text, column_letters
from toolkit.rules.blanks import is_blank_word, trimmed

# So far to the right of the last heading nobody puts a column by intention.
_FAR = 50
# Of so many columns each is named by itself.
_MOST_NAMED = 12


def remark_on_unread(
    grid: Grid, heading: Heading, entries: Sequence[int], campaign: Campaign, submission: str
) -> list[Finding]:
    """S103 for each column without a heading that has content, S110 for those far away."""
    found = _without_heading(grid, heading, entries)
    last = max(heading.labels)
    findings = []
    for at, (column, rows) in enumerate(sorted(found.items()), start=1):
        letters, others = column_letters(column), len(found) - at
        where = f"第 {rows[0]} 行" if len(rows) == 1 else f"第 {rows[0]} 行等 {len(rows)} 行"
        more = f"另有 {others} 列也是这样，不再逐一列出。" if at == _MOST_NAMED and others else ""
        if column > last + _FAR:
            code = "S110"
            message = f"{letters} 列远在表格右边，{where}有内容，未读取；请核对这一格是否误填。"
        else:
            code = "S103"
            message = f"{letters} 列没有表头，{where}有内容，未读取；如果是填报内容，请补上表头。"
        findings.append(
            _finding(grid, code, rows[0], column, f"{message}{more}", campaign, submission)
        )
        if at == _MOST_NAMED:
            break
    return findings


def remark_on_strange(
    grid: Grid, heading: Heading, parts: Sequence[Part], campaign: Campaign, submission: str
) -> Iterator[Finding]:
    """S103 where rows of one board are filled in a column that is another's, once a column."""
    known = heading.known.union(*(each.known for each in heading.others))
    found: dict[int, list[tuple[int, Part]]] = {}
    for part in parts:
        for column in sorted(known.difference(part.heading.known)):
            rows = [row for row in part.rows if _is_filled(grid, row, column)]
            found.setdefault(column, []).extend((row, part) for row in rows)
    for column, cells in sorted(found.items()):
        if not cells:
            continue
        row, part = min(cells, key=lambda each: each[0])
        where = f"第 {row} 行" if len(cells) == 1 else f"第 {row} 行等 {len(cells)} 行"
        message = (
            f"“{label_of(part.heading, column)}”不是“{part.heading.board.title}”的栏目，"
            f"{where}在这一列的内容未读取；请核对申报的是哪个榜单。"
        )
        yield _finding(grid, "S103", row, column, message, campaign, submission)


def _is_filled(grid: Grid, row: int, column: int) -> bool:
    text = trimmed(_text(grid, row, column))
    return text != "" and not is_blank_word(text)


def _without_heading(grid: Grid, heading: Heading, entries: Iterable[int]) -> dict[int, list[int]]:
    """The columns without a heading that have content, with the rows of it."""
    last = max(heading.labels)
    gaps = [column for column in range(1, last) if column not in heading.labels]
    found: dict[int, list[int]] = {}
    for row in entries:
        cells = grid.rows[row - 1]
        if not gaps and len(cells) <= last:
            continue
        for column in (*gaps, *range(last + 1, len(cells) + 1)):
            if column <= len(cells) and not is_blank(cells[column - 1]):
                found.setdefault(column, []).append(row)
    return found


def remark_on_covered(
    grid: Grid,
    columns: Collection[int],
    entries: Sequence[int],
    campaign: Campaign,
    submission: str,
) -> Iterator[Finding]:
    """S106 where a range merged down in some columns hides other content than it shows: what is
    seen is read.
    """
    rows = set(entries)
    for merge in grid.merges:
        if merge.left in columns and merge.bottom > merge.top and merge.top in rows:
            yield from _covered(grid, merge, campaign, submission)


def _covered(grid: Grid, merge: Merge, campaign: Campaign, submission: str) -> Iterator[Finding]:
    shown = _text(grid, merge.top, merge.left)
    for row in range(merge.top + 1, min(merge.bottom, len(grid.rows)) + 1):
        text = _text(grid, row, merge.left)
        if shown and text not in ("", shown):
            letters = column_letters(merge.left)
            message = (
                f"这一格被合并单元格 {letters}{merge.top}:{letters}{merge.bottom} 遮住，里面还有"
                "别的内容，没有采用，以看得见的为准；如果有误，请取消合并后分别填写。"
            )
            yield _finding(grid, "S106", row, merge.left, message, campaign, submission)
            return


def _text(grid: Grid, row: int, column: int) -> str:
    cells = grid.rows[row - 1] if row <= len(grid.rows) else ()
    return as_text(cells[column - 1]).strip() if column <= len(cells) else ""


def _finding(
    grid: Grid,
    code: str,
    row: int,
    column: int,
    message: str,
    campaign: Campaign,
    submission: str,
) -> Finding:
    ref = Ref(submission, grid.sheet, row, column)
    value = as_text(grid.rows[row - 1][column - 1])
    return Finding(code, campaign.severities[code], ref, message, value=value)
