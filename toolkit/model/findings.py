"""Places and findings: something to say, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is (错误, 存疑, 提示)."""

    ERROR = "error"
    QUERY = "query"
    NOTE = "note"


SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.QUERY: "存疑", Severity.NOTE: "提示"}


def column_letters(column: int) -> str:
    """Excel's letters of a 1-based column.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Ref:
    """A place: a whole file, a whole sheet (`row` 0), or a cell (1-based `row` and `column`)."""

    submission: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The A1 address, or "" for a whole sheet or file."""
        return f"{column_letters(self.column)}{self.row}" if self.row and self.column else ""

    def __str__(self) -> str:
        place = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{self.submission} › {place}" if place else self.submission


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a place.

    `entry` is 0 when it is about no single entry; `field` is the heading as the campaign writes
    it; `value` is the cell's content as text, as it stood. `others` are the entries that this one
    was compared with (D101, D102, D201, D202, D301, R101), and `listed` the name on a list, as
    rulings call it (D201). `board` is the one whose entries it speaks for, where it
    stands at a heading below which several boards have entries.
    """

    code: str
    severity: Severity
    ref: Ref
    message: str
    entry: int = 0
    field: str = ""
    value: str = ""
    others: tuple[int, ...] = ()
    board: str = ""
    listed: str = ""
