"""A heading and its sheet in; out: findings about columns (S102, S103), hidden parts (S106), and
sheets on which no board was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from toolkit.locating.headings import Heading
from toolkit.locating.spellings import heading_key
from toolkit.model import (
    Campaign,
    Field,
    Finding,
    Grid,
    Ref,
    Severity,
    as_text,
    column_letters,
)

# Below this likeness a suggested heading would puzzle more than help (0–100, rapidfuzz's ratio).
_LIKE_ENOUGH = 50
_MOST_NAMED = 12


def remark_on_columns(
    grid: Grid,
    heading: Heading,
    readings: Sequence[Heading],
    campaign: Campaign,
    submission: str,
) -> list[Finding]:
    """S102 for each required column that is missing, S103 for each that is unknown. Nobody misses
    the column that tells the board where something else told it (S111 asks if not). `readings` is
    the heading as each board reads it that has rows below: S102 speaks for that board's rows; and
    what any board of the list knows is not unknown.
    """
    findings = [
        _missing(grid, reading, campaign, submission, column, is_shared=len(readings) > 1)
        for reading in readings
        for column in reading.board.fields
        if column.required and column.key not in {*reading.columns, reading.board.told_by}
    ]
    unknown = set(heading.unknown).intersection(*(each.unknown for each in heading.others))
    fields = [column for each in readings for column in each.board.fields] if unknown else ()
    choices = {column.heading: heading_key(column.heading) for column in fields}
    for column in sorted(unknown):
        text = label_of(heading, column)
        message = f"“{text}”不是本榜单的栏目，这一列未读取。{nearest_heading(choices, text)}"
        findings.append(
            finding_at_heading("S103", grid, heading, campaign, submission, column, message)
        )
    return findings


def label_of(heading: Heading, column: int) -> str:
    """What a heading says over a column, its upper text first."""
    return " · ".join(part.strip() for part in heading.labels[column] if part.strip())


def _missing(
    grid: Grid,
    heading: Heading,
    campaign: Campaign,
    submission: str,
    column: Field,
    *,
    is_shared: bool,
) -> Finding:
    severity = column.severities.get("S102", campaign.severities["S102"])
    title, board = heading.board.title, heading.board.id
    whose = f"“{title}”" if is_shared else ""
    must, demand = "应有", "建议补上这一列；没有这一列不影响受理。"
    if severity is Severity.ERROR:
        must, demand = "必需", "请在表头中补上这一列并填写后重新报送。"
    message = f"没有找到{whose}{must}的列“{column.heading}”，{demand}"
    ref, value = first_label(grid, heading, submission)
    return Finding(
        "S102",
        severity,
        ref,
        message,
        field=column.heading,
        value=value,
        board=board if is_shared else "",
    )


def first_label(grid: Grid, heading: Heading, submission: str) -> tuple[Ref, str]:
    """Where something is said of a whole heading, and what stands there."""
    first = min(heading.labels)
    ref = Ref(submission, grid.sheet, heading.row, first)
    return ref, cell_text(grid, heading.row, first)


def cell_text(grid: Grid, row: int, column: int) -> str:
    """A cell as text; "" beyond the end of its row."""
    cells = grid.rows[row - 1]
    return as_text(cells[column - 1]) if column <= len(cells) else ""


def finding_at_heading(
    code: str,
    grid: Grid,
    heading: Heading,
    campaign: Campaign,
    submission: str,
    column: int,
    message: str,
) -> Finding:
    """A finding at the lower cell of a column's heading that has a text."""
    rows = [heading.last_row, heading.row]
    row = next((at for at in rows if cell_text(grid, at, column).strip()), heading.last_row)
    ref = Ref(submission, grid.sheet, row, column)
    value = cell_text(grid, row, column)
    return Finding(
        code, campaign.severities[code], ref, message, field=label_of(heading, column), value=value
    )


def nearest_heading(choices: Mapping[str, str], text: str) -> str:
    """Advice to use the heading most like the text, of those normalised in `choices`."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        heading_key(text), choices, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH
    )
    return f"最接近的栏目是“{found[2]}”，如果就是它，请改用这个名称。" if found else ""


def remark_on_hidden(
    grid: Grid, known: Iterable[int], rows: Iterable[int], campaign: Campaign, submission: str
) -> list[Finding]:
    """S106: what is hidden on the sheet, of the `known` columns and of the rows with entries, all
    of which has been read.
    """
    hidden = sorted(grid.hidden_rows.intersection(rows)) if grid.hidden_rows else []
    columns = sorted(grid.hidden_columns.intersection(known))
    parts = []
    if not grid.visible:
        parts.append("这张工作表是隐藏的")
    if hidden:
        parts.append(f"第 {_named(hidden)} 行被隐藏或筛选掉")
    if columns:
        parts.append(f"{_named(column_letters(column) for column in columns)} 列被隐藏")
    if not parts:
        return []
    message = f"{'，'.join(parts)}；隐藏的内容已照常读取。"
    return [Finding("S106", campaign.severities["S106"], Ref(submission, grid.sheet), message)]


def _named(items: Iterable[object]) -> str:
    names: Sequence[str] = [str(item) for item in items]
    if len(names) <= _MOST_NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:_MOST_NAMED])} 等 {len(names)} "


def sheet_without_board(grid: Grid, submission: str) -> Finding:
    """A note that a sheet with content, in a workbook that has a board elsewhere, was not read."""
    message = f"工作表“{grid.sheet}”中没有找到榜单的表头，未读取；如果其中有申报条目，请核对表头。"
    return Finding("S101", Severity.NOTE, Ref(submission, grid.sheet), message)
