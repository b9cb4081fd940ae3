"""What a reader gives: grids of raw cells with true addresses, and a cell as text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

# A converted value, as rules see it. A group of columns (a Cerberus dict field) is a mapping.
Value = str | int | float | bool | date | list[str] | None


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that holds an error value; `text` is what the sheet shows, such as ``#REF!``."""

    text: str


@dataclass(frozen=True, slots=True)
class UncachedFormula:
    """A formula saved without a value; `formula` begins with ``=``."""

    formula: str


# A cell as it stood; "" is a blank cell.
Raw = str | float | int | bool | date | datetime | time | timedelta | ErrorCell | UncachedFormula


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


def _no_format(_row: int, _column: int) -> str:
    return ""


def _expect_nothing(_columns: Collection[int]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet with true addresses: ``rows[r - 1][c - 1]`` is the cell at row r, column c.

    Rows may differ in length. `sheet` is empty for a CSV, whose records stand at the line they
    begin on; `continued` are the lines that only continue one. `number_format(row, column)` gives
    a cell's number format, or "" when it is General or not known; `expect_formats(columns)`
    announces columns that will be asked about, which is cheaper. `most_decimals` is the most any
    of the workbook's number formats shows; `formats` are all of them, None where that is not
    known. `starts_1904`: a bare number that is a date counts days from 1904. `is_untyped`: every
    cell is text, whatever it means, as in a CSV.
    """

    sheet: str
    rows: Sequence[Sequence[Raw]]
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    continued: frozenset[int] = frozenset()
    number_format: Callable[[int, int], str] = _no_format
    expect_formats: Callable[[Collection[int]], None] = _expect_nothing
    most_decimals: int = 0
    formats: frozenset[str] | None = None
    starts_1904: bool = False
    is_untyped: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a file holds. `kind` is its true format (xlsx, xls, xlsb, ods, fods, csv, html, mht,
    xml), whatever its ending says; `disguise` is a Chinese sentence when the two differ, else "".
    `properties` are the custom properties of the document, where its format has a part for them.
    `remarks` are Chinese sentences about how it was read that the register tells: with a password,
    by a second reader.
    """

    kind: str
    grids: tuple[Grid, ...]
    disguise: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def as_text(raw: Raw | None) -> str:
    """A cell's content as findings quote it: text as is, numbers at their shortest (15 digits at
    most), ISO dates, TRUE/FALSE.

    >>> as_text(0.1 + 0.2), as_text(True), as_text(12.0), as_text(date(2018, 5, 6))
    ('0.3', 'TRUE', '12', '2018-05-06')
    """
    match raw:
        case str():
            return raw
        case None:
            return ""
        case bool():
            return "TRUE" if raw else "FALSE"
        case int() | float():
            return format(raw, ".15g")
        case ErrorCell():
            return raw.text
        case UncachedFormula():
            return raw.formula
        case datetime() if raw.time() == time():
            return raw.date().isoformat()
        case timedelta():
            minutes, seconds = divmod(round(raw.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return raw.isoformat()
