"""A grid and its heading in; out: which rows below are entries, and S109 for those that are not.

An entry is a row with a value in a column the board knows; 序号, 推荐单位 and 推荐顺序 alone make
none. Values merged down over several rows count for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.locating.headings import Heading, heading_key
from toolkit.locating.ordinary import EXAMPLES, TOTALS, example_of, surely_entry
from toolkit.model import Campaign, Finding, Grid, Raw, Ref, as_text

_NOTES = ("注", "说明", "填表")
_ELSEWHERE = "这一行的内容不在本榜单的任何一列里，未计为申报条目。"
_SIGNATURES = ("盖章", "签章", "公章", "签字", "签名")
# 推荐单位（盖章）：, 日期：, …: a signature line fills few cells.
_MOST_IN_A_SIGNATURE = 3
# A gap this long before the next filled cell is a stray cell, not a table with blank rows.
_GAP = 1000


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows below a heading: `entries`; `origins` of values merged down, by (row, column) →
    the row that holds the value; findings about the rows that are no entries.
    """

    entries: tuple[int, ...]
    origins: Mapping[tuple[int, int], int]
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A grid below its heading, and what is needed to speak of its rows."""

    grid: Grid
    heading: Heading
    submission: str
    campaign: Campaign
    silent: frozenset[int]
    subject: frozenset[int]
    example: str

    @classmethod
    def of(cls, grid: Grid, heading: Heading, submission: str, campaign: Campaign) -> _Sheet:
        board, columns = heading.board, heading.columns
        silent = {columns.get(key, 0) for key in board.silent_keys}
        subject = {columns.get(key, 0) for key in (board.name_key, board.code_key)}
        return cls(
            grid,
            heading,
            submission,
            campaign,
            frozenset(silent),
            frozenset(subject),
            example_of(heading),
        )

    def filled(self, row: int) -> list[int]:
        cells = self.grid.rows[row - 1]
        if cells.count("") == len(cells):
            return []
        return [column for column, cell in enumerate(cells, start=1) if not _is_blank(cell)]

    def finding(self, code: str, row: int, column: int, message: str) -> Finding:
        cells = self.grid.rows[row - 1]
        value = as_text(cells[column - 1]) if column <= len(cells) else ""
        ref = Ref(self.submission, self.grid.sheet, row, column)
        return Finding(code, self.campaign.severities[code], ref, message, value=value)


def sort_rows(grid: Grid, heading: Heading, submission: str, campaign: Campaign) -> Rows:
    """Tell entries from totals, notes, examples, repeated headings, signatures and blank rows."""
    sheet = _Sheet.of(grid, heading, submission, campaign)
    origins = _merged_down(grid, heading.last_row)
    merged_into: dict[int, set[int]] = {}
    for row, column in origins:
        merged_into.setdefault(row, set()).add(column)
    telling = set(heading.columns.values()) - sheet.silent
    is_surely_entry = surely_entry(heading, sheet.silent)
    entries: list[int] = []
    findings: list[Finding] = []
    empty: list[int] = []
    numbered: list[int] = []
    for row, cells in enumerate(grid.rows[heading.last_row :], start=heading.last_row + 1):
        if not empty and is_surely_entry(cells):
            entries.append(row)
            continue
        filled = sheet.filled(row)
        told = telling & ({*filled} | merged_into.get(row, set()))
        if not filled and not told:
            if row not in grid.continued:
                empty.append(row)
            continue
        findings.extend(_blank_rows(sheet, empty, row))
        empty = []
        why = _why_no_entry(sheet, row, filled, told=bool(told))
        if why == _ELSEWHERE and set(filled) <= sheet.silent:
            numbered.append(row)
        elif why:
            findings.append(sheet.finding("S109", row, filled[0], why))
        else:
            entries.append(row)
    findings.extend(_numbered_rows(sheet, numbered))
    return Rows(tuple(entries), origins, findings)


def _is_blank(cell: Raw) -> bool:
    return cell == "" or (isinstance(cell, str) and not cell.strip())


def _first_text(sheet: _Sheet, row: int, filled: Sequence[int]) -> str:
    return as_text(sheet.grid.rows[row - 1][filled[0] - 1]).strip() if filled else ""


def _is_total(sheet: _Sheet, row: int, filled: Sequence[int]) -> bool:
    return heading_key(_first_text(sheet, row, filled)) in TOTALS


def _why_no_entry(sheet: _Sheet, row: int, filled: Sequence[int], *, told: bool) -> str:
    """Why a row is no entry, as a Chinese sentence; "" for an entry."""
    first = _first_text(sheet, row, filled)
    names_subject = bool(sheet.subject & set(filled))
    if _is_total(sheet, row, filled):
        return "这一行是合计，未计为申报条目。"
    if first.startswith(_NOTES) and not names_subject:
        return "这一行是说明文字，未计为申报条目。"
    if first.startswith(EXAMPLES) or _is_the_example(sheet, row):
        return "这一行是填写示例，未计为申报条目。"
    signed = any(word in first for word in _SIGNATURES)
    if signed and not names_subject and len(filled) <= _MOST_IN_A_SIGNATURE:
        return "这一行是签字盖章处，未计为申报条目。"
    if _repeats_heading(sheet, row, filled):
        return "这一行重复了表头，未计为申报条目。"
    return "" if told else _ELSEWHERE


def _is_the_example(sheet: _Sheet, row: int) -> bool:
    """Whether the subject is the one that the schema gives as an example."""
    board, cells = sheet.heading.board, sheet.grid.rows[row - 1]
    at = sheet.heading.columns.get(board.name_key, 0)
    if not (sheet.example and 0 < at <= len(cells)):
        return False
    return as_text(cells[at - 1]).strip() == sheet.example


def _repeats_heading(sheet: _Sheet, row: int, filled: Sequence[int]) -> bool:
    cells, labels = sheet.grid.rows[row - 1], sheet.heading.labels
    return len(filled) >= 2 and all(
        heading_key(as_text(cells[column - 1])) in {heading_key(text) for text in labels[column]}
        if column in labels
        else False
        for column in filled
    )


def _span(rows: Sequence[int]) -> str:
    return f"第 {rows[0]} 行" if len(rows) == 1 else f"第 {rows[0]}–{rows[-1]} 行"


def _blank_rows(sheet: _Sheet, empty: Sequence[int], next_row: int) -> Iterator[Finding]:
    if len(empty) >= _GAP:
        message = f"与上面的内容隔了 {len(empty)} 个空行，请核对这一格是否误填；中间的空行已略过。"
        yield sheet.finding("S110", next_row, sheet.filled(next_row)[0], message)
    elif empty:
        column = min(sheet.heading.columns.values())
        yield sheet.finding("S109", empty[0], column, f"{_span(empty)}是空行，已略过。")


def _numbered_rows(sheet: _Sheet, numbered: Sequence[int]) -> Iterator[Finding]:
    """One finding for each run of rows that hold a number, a unit or a rank and nothing else."""
    start = 0
    for end in range(1, len(numbered) + 1):
        if end < len(numbered) and numbered[end] == numbered[end - 1] + 1:
            continue
        run = numbered[start:end]
        message = f"{_span(run)}只有序号、推荐单位或推荐顺序，没有填报内容，未计为申报条目。"
        yield sheet.finding("S109", run[0], sheet.filled(run[0])[0], message)
        start = end


def _merged_down(grid: Grid, last_heading_row: int) -> dict[tuple[int, int], int]:
    """(row, column) → the row that holds the value, for ranges merged down below the heading."""
    origins: dict[tuple[int, int], int] = {}
    for merge in grid.merges:
        if merge.top <= last_heading_row or merge.top == merge.bottom:
            continue
        cells = grid.rows[merge.top - 1] if merge.top <= len(grid.rows) else ()
        if merge.left > len(cells) or _is_blank(cells[merge.left - 1]):
            continue
        for row in range(merge.top + 1, min(merge.bottom, len(grid.rows)) + 1):
            origins[row, merge.left] = merge.top
    return origins
