"""In: the tags and texts of a web page. Out: its tables as they grow, each cell at its address.

A table inside another is a sheet of its own, and the cell around it keeps only what stands beside
it: every value is read once. The one thing a newcomer would get wrong: a cell may reach down into
rows that come later, whose own cells then stand further right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.errors import Refused
from toolkit.model import Limits, Merge, Raw
from toolkit.reading.budget import refuse_too_many_cells
from toolkit.reading.html_cells import CellText, cell_value
from toolkit.reading.layout import MAX_COLUMN, refuse_sparse
from toolkit.reading.page_styles import Look, PageStyles

# The most rows a cell of a page may reach over; 0 means all the rows there are.
_MOST_ROWS = 65_534


@dataclass(slots=True)
class Budget:
    """How many cells with a value, and places for cells, a file has taken up so far."""

    limits: Limits
    cells: int = 0
    places: int = 0

    def take(self, line: list[Raw]) -> None:
        """Take in a row; refuse the file where it becomes too large."""
        self.cells += len(line) - line.count("")
        self.places += len(line)
        refuse_too_many_cells(self.cells, self.limits)
        refuse_sparse(self.places, self.cells)


@dataclass(slots=True)
class _Cell:
    attributes: Mapping[str, str]
    look: Look
    text: CellText = field(default_factory=CellText)


@dataclass(slots=True)
class HtmlTable:
    """A table as it grows. `above` are the lines of text that stood before it: they become its
    first rows, as in Excel. `heading` is the last of them that the page calls a heading, `number`
    its place among the tables of the page.
    """

    budget: Budget
    styles: PageStyles
    look: Look
    above: list[str]
    heading: str = ""
    number: int = 0
    rows: list[list[Raw]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    _next_column: int = 1
    _in_row: bool = False
    _section_hidden: bool = False
    # Of each column a cell above reaches down into, the last such row.
    _reached: dict[int, int] = field(default_factory=dict)
    _cell: _Cell | None = None

    def __post_init__(self) -> None:
        self.rows += [[line] for line in self.above]

    @property
    def text(self) -> CellText | None:
        """Where text goes now; None between cells."""
        return self._cell.text if self._cell else None

    @property
    def has_values(self) -> bool:
        """Whether any of its cells holds something."""
        return any(value != "" for row in self.rows[len(self.above) :] for value in row)

    def start_section(self, attributes: Mapping[str, str]) -> None:
        """A head, body or foot begins, or ends where it has no attributes."""
        self.end_row()
        self._section_hidden = self.styles.look(attributes).hidden

    def start_row(self, attributes: Mapping[str, str]) -> None:
        """A row begins, whether or not the one before has ended."""
        self.end_row()
        self.rows.append([])
        self._in_row = True
        if self._section_hidden or self.styles.look(attributes).hidden:
            self.hidden_rows.add(len(self.rows))

    def end_row(self) -> None:
        """The row ends, if one is open."""
        if self._in_row:
            self.end_cell()
            self.budget.take(self.rows[-1])
            self._in_row = False

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        """A cell begins, whether or not the one before has ended."""
        self.end_cell()
        if not self._in_row:
            self.start_row({})
        self._cell = _Cell(attributes, self.styles.look(attributes))

    def end_cell(self) -> None:
        """The cell ends, if one is open."""
        cell, self._cell = self._cell, None
        if cell is None:
            return
        number_format = cell.look.number_format
        value = cell_value(cell.text.shown, cell.attributes, number_format)
        column = self._place(value, cell.attributes)
        if number_format and not isinstance(value, str):
            self.formats[len(self.rows), column] = number_format

    def column(self, attributes: Mapping[str, str]) -> None:
        """Columns are described."""
        first = self._next_column
        self._next_column += _count(attributes, "span", MAX_COLUMN)
        if self.styles.look(attributes).hidden:
            self.hidden_columns.append((first, self._next_column - 1))

    def _place(self, value: Raw, attributes: Mapping[str, str]) -> int:
        """Put a cell at the first free place of its row; its column."""
        row, line = len(self.rows), self.rows[-1]
        while self._reached.get(len(line) + 1, 0) >= row:
            line.append("")
        column = len(line) + 1
        if column > MAX_COLUMN:
            raise Refused("F105", "表格的列数超过了 Excel 的上限，没有读取；请拆分后再报送。")
        wide = min(_count(attributes, "colspan", MAX_COLUMN), MAX_COLUMN + 1 - column)
        high = _count(attributes, "rowspan", _MOST_ROWS)
        line.append(value)
        line.extend([""] * (wide - 1))
        if high > 1:
            self._reached.update(dict.fromkeys(range(column, column + wide), row + high - 1))
        if high > 1 or wide > 1:
            self.merges.append(Merge(row, column, row + high - 1, column + wide - 1))
        return column


def _count(attributes: Mapping[str, str], name: str, most: int) -> int:
    text = attributes[name].strip() if name in attributes else ""
    if not (text.isascii() and text.isdigit()):
        return 1
    count = int(text[:9])
    if name == "rowspan" and count == 0:
        return most
    return min(max(1, count), most)
