"""The rows of a list below its heading: grids of cells in, `Line`s out.

The one thing a newcomer would get wrong: columns are known by their headings alone. The heading may
stand in any of the first rows, its columns in any order, with others between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.errors import RegisterError
from toolkit.model import Grid, Raw, Ref, Workbook, as_text
from toolkit.rules.normal import squash

# What a sample row of a list begins with, in whatever brackets it was typed.
SAMPLE = "（示例）"
_ROWS_SEARCHED = 60
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a list: its cells by heading, and where it stands."""

    file: str
    sheet: str
    row: int
    columns: Mapping[str, int]
    cells: Mapping[str, Raw]

    def text(self, heading: str) -> str:
        """What stands under a heading, trimmed; "" where the list has no such column."""
        cell = self.cells.get(heading, "")
        return as_text(cell).strip()

    def ref(self, heading: str) -> Ref:
        """The cell under a heading."""
        return Ref(self.file, self.sheet, self.row, self.columns.get(heading, 1))

    def fault(self, heading: str, message: str) -> RegisterError:
        """What ends the run on account of that cell."""
        return RegisterError(f"{self.ref(heading)}：{message}", "请改正后重新运行。")


@dataclass(frozen=True, slots=True)
class Kind:
    """How the message that a heading lacks columns calls the list, and what it advises."""

    words: str = "名录的表头"
    advice: str = "请用 toolkit init 生成的名录模板核对表头。"


_LIST = Kind()


def read_lines(
    workbook: Workbook, file: str, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[Line]:
    """The rows of the first sheet that has all `needed` columns."""
    wanted = _wanted(needed, optional)
    for grid in workbook.grids:
        found = _heading(grid, needed, wanted)
        if found:
            return _rows_below(file, grid, *found)
    raise _lacking(workbook, file, needed, wanted, _LIST)


def read_lines_of_all_sheets(
    workbook: Workbook, file: str, needed: Sequence[str], optional: Sequence[str], kind: Kind
) -> Iterator[Line]:
    """The rows of every sheet that has all `needed` columns, of which there must be one."""
    wanted = _wanted(needed, optional)
    headings = [(grid, _heading(grid, needed, wanted)) for grid in workbook.grids]
    if not any(found for _, found in headings):
        raise _lacking(workbook, file, needed, wanted, kind)
    for grid, found in headings:
        if found:
            yield from _rows_below(file, grid, *found)


def _wanted(needed: Sequence[str], optional: Sequence[str]) -> dict[str, str]:
    return {squash(heading): heading for heading in (*needed, *optional)}


def _heading(
    grid: Grid, needed: Sequence[str], wanted: Mapping[str, str]
) -> tuple[int, dict[str, int]] | None:
    """The row of a sheet's heading and its columns: of the rows that have all the columns needed,
    the one with most.
    """
    candidates = [
        (number, columns)
        for number, cells in enumerate(grid.rows[:_ROWS_SEARCHED], start=1)
        if all(heading in (columns := _named_columns(cells, wanted)) for heading in needed)
    ]
    return max(candidates, key=lambda found: (len(found[1]), -found[0]), default=None)


def _lacking(
    workbook: Workbook, file: str, needed: Sequence[str], wanted: Mapping[str, str], kind: Kind
) -> RegisterError:
    """Which columns the likeliest heading lacks, and where it stands."""
    likeliest = max(
        (
            (len(columns), -at, -number, grid.sheet, columns)
            for at, grid in enumerate(workbook.grids)
            for number, cells in enumerate(grid.rows[:_ROWS_SEARCHED], start=1)
            if (columns := _named_columns(cells, wanted))
        ),
        key=lambda found: found[:3],
        default=(0, 0, -1, workbook.grids[0].sheet if workbook.grids else "", {}),
    )
    _, _, row, sheet, columns = likeliest
    lacking = "、".join(f"“{heading}”" for heading in needed if heading not in columns)
    place = Ref(file, sheet, -row, min(columns.values(), default=1))
    return RegisterError(f"{place}：{kind.words}缺少{lacking}一列。", kind.advice)


def _named_columns(cells: Sequence[Raw], wanted: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells, start=1):
        heading = wanted.get(squash(as_text(cell)))
        if heading is not None:
            columns.setdefault(heading, at)
    return columns


def _rows_below(file: str, grid: Grid, heading: int, columns: Mapping[str, int]) -> Iterator[Line]:
    for number, cells in enumerate(grid.rows[heading:], start=heading + 1):
        named = {name: cells[at - 1] for name, at in columns.items() if at <= len(cells)}
        leading = next(filter(None, (as_text(cell).strip() for cell in named.values())), "")
        if leading and not _is_sample(leading):
            yield Line(file, grid.sheet, number, columns, named)


def _is_sample(leading: str) -> bool:
    """Whether a row's first filled cell says that it only shows how to fill in the others; a unit
    may well be called 示例区科协.
    """
    half_width = unicodedata.normalize("NFKC", leading).replace(" ", "")
    return half_width.startswith(unicodedata.normalize("NFKC", SAMPLE))


def read_moment(cell: Raw) -> datetime | None:
    """The moment a cell holds: a date, or a text such as ``2022-10-31 17:30``, ``2022年10月31日``;
    None where it is blank or no moment.
    """
    match cell:
        case datetime():
            return cell
        case date():
            return datetime(cell.year, cell.month, cell.day)
    text = _DAY.sub(r"\1-\2-\3", as_text(cell).strip())
    for form in _TIMES:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None
