"""Generated batches as workbooks, with what people put between and around entries.

`file_batches()` gives what stands in each file, `write_inbox` writes the files. What a newcomer
would get wrong: which rows are entries is said by the generator (`Line.entry`), never asked of
the toolkit, so that a row lost on the way is missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hypothesis import strategies as st
from law_batches import CAMPAIGN, CASE, ENTERPRISE, NONE_LEFT, ONE, THREE, TWO, A, X, batches
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet; `entry` says whether it nominates somebody."""

    cells: tuple[Cell, ...]
    entry: bool = True
    formats: tuple[tuple[int, str], ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its board, the lines above the heading, the lines below, and whether the units
    of the lines stand in one merged cell.
    """

    board: str
    title: tuple[str, ...]
    lines: tuple[Line, ...]
    merged_unit: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A workbook, by its path below the inbox."""

    path: str
    sheets: tuple[Sheet, ...]


def headings(board_id: str) -> list[str]:
    """The headings of a board, in its order."""
    return [column.heading for column in CAMPAIGN.board(board_id).fields]


_FOUNDED = (
    (date(2018, 5, 6), "yyyy-mm-dd"), ("2018.5.6", ""), ("2018年5月6日", ""), (20180506, ""),
    ("昨天", ""), (43226, "General"), (None, ""),
)  # fmt: skip
_STAFF = (120, "120", "１２０人", 9, 12.5, 0.30000000000000004, "约300", "=1+", "无", None, True)
_GROWTH = ((0.15, "0.0%"), (15, "General"), ("15％", ""), (0.1 + 0.2, "General"), (None, ""))
_BETWEEN = (
    ("合计", None, 3), ("注：以上企业均已公示",), (None, None), ("小计", None, None, None, 2),
    (7, ONE), ("推荐单位（盖章）：", "", "日期："),
)  # fmt: skip


@st.composite
def _lines(draw: st.DrawFn, board_id: str, rows: Sequence[tuple[Cell, ...]]) -> list[Line]:
    lines: list[Line] = []
    for cells in rows:
        formats: tuple[tuple[int, str], ...] = ()
        rest: tuple[Cell, ...] = cells[5:]
        if board_id == ENTERPRISE:
            founded, growth = draw(st.sampled_from(_FOUNDED)), draw(st.sampled_from(_GROWTH))
            rest = (founded[0], draw(st.sampled_from(_STAFF)), growth[0])
            formats = ((6, founded[1]), (8, growth[1]))
        hidden = draw(st.integers(0, 9)) == 0
        lines.append(Line((*cells[:5], *rest), formats=formats, hidden=hidden))
        if draw(st.integers(0, 3)) == 0:
            lines.append(Line(draw(st.sampled_from(_BETWEEN)), entry=False))
    if lines and draw(st.integers(0, 4)) == 0:
        lines.append(Line(tuple(headings(board_id)), entry=False))
    return lines


_FOLDERS = ("", "第一批/", "2/", "10/", f"{ONE}/", f"08-{TWO}/")
_NAMES = ("名单", "名单(1)", "名单 - 副本", "2", "10", f"{THREE}-名单", f"03-{NONE_LEFT}")


@st.composite
def file_batches(draw: st.DrawFn, most: int = 4) -> tuple[File, ...]:
    """A few files, each with a sheet for one board or both."""
    files: dict[str, File] = {}
    for submission in draw(batches(most)):
        path = f"{draw(st.sampled_from(_FOLDERS))}{draw(st.sampled_from(_NAMES))}.xlsx"
        sheets = []
        for board in CAMPAIGN.boards:
            own = [item for item in submission.rows if item.board == board.id]
            if not own:
                continue
            rows = [
                (
                    at,
                    item.unit or (submission.unit if draw(st.booleans()) else None),
                    item.rank,
                    item.name,
                    *((item.owner or None,) if board.owner_key else ()),
                    item.code or None,
                    *((item.domain or None, item.applicant or None) if board.field_key else ()),
                )
                for at, item in enumerate(own, start=1)
            ]
            stated = f"推荐单位：{submission.unit}（盖章）  填报日期：2025年9月1日"
            title = (board.title, stated) if draw(st.booleans()) else ()
            lines = tuple(draw(_lines(board.id, rows)))
            sheets.append(Sheet(board.id, title, lines, draw(st.booleans())))
        if sheets:
            files[path] = File(path, tuple(sheets))
    if not files:
        only = Line((1, ONE, 1, X, A))
        files["名单.xlsx"] = File("名单.xlsx", (Sheet(ENTERPRISE, (), (only,)),))
    return tuple(files.values())


# What only some generated batches hold: tails of floats, shares, dates of every form, a unit
# merged over its rows that no register knows, rows of every kind between the entries.
EVERY_TRAP = (
    File(
        f"{ONE}/名单.xlsx",
        (
            Sheet(
                ENTERPRISE,
                (),
                tuple(
                    Line(
                        (at, "某处", at, f"{X}{at}", "12", founded, staff, 15), formats=((6, form),)
                    )
                    for at, (staff, (founded, form)) in enumerate(
                        zip(_STAFF, [*_FOUNDED, *_FOUNDED], strict=False), start=1
                    )
                ),
                merged_unit=True,
            ),
            Sheet(
                CASE,
                ("应用案例榜",),
                tuple(
                    line
                    for at, between in enumerate(_BETWEEN, start=1)
                    for line in (
                        Line((at, TWO, "一", f"案例{at}", A, "电子"), hidden=at == 2),
                        Line(between, entry=False),
                    )
                ),
            ),
        ),
    ),
)


def write_inbox(files: Sequence[File], inbox: Path) -> None:
    """Write the files in the order given."""
    for file in files:
        book = Workbook()
        del book["Sheet"]
        for sheet in file.sheets:
            _write_sheet(book.create_sheet(CAMPAIGN.board(sheet.board).title), sheet)
        target = inbox / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)


def _write_sheet(target: Worksheet, sheet: Sheet) -> None:
    for text in sheet.title:
        target.append([text])
    target.append(headings(sheet.board))
    first = len(sheet.title) + 2
    for row, line in enumerate(sheet.lines, start=first):
        for column, value in enumerate(line.cells, start=1):
            cell = target.cell(row, column)
            cell.value = value
            if value == "=1+":  # typed as text, where a formula would be broken
                cell.data_type = "s"
        for column, number_format in line.formats:
            if number_format:
                target.cell(row, column).number_format = number_format
        target.row_dimensions[row].hidden = line.hidden
    if sheet.merged_unit and len(sheet.lines) > 1 and all(line.entry for line in sheet.lines):
        last = first + len(sheet.lines) - 1
        target.merge_cells(start_row=first, end_row=last, start_column=2, end_column=2)
