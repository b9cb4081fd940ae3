"""What the page is made of: sections, blocks, tables and cells, as plain values.

Whoever counts makes these; the template alone knows what HTML they become. What a newcomer would
get wrong: a cell holds a text, never markup. Only a chart is markup, made by `drawing` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from toolkit.writers.report.texts import shortened

# Of a long table's rows, those that go on paper (the style sheet leaves out the others): whoever
# needs them all prints 汇总.xlsx.
MOST_PRINTED = 50
# Of any table that is not searched.
MOST_ROWS = 1000


class Kind(StrEnum):
    """How the cells of a column look, and how they sort."""

    TEXT = "text"
    LONG = "long"
    CODE = "code"
    NUMBER = "number"
    ORDINAL = "ordinal"
    SHARE = "share"


# Of a searched table, in em: a table whose columns need not be measured is laid out at once.
_WIDTHS = {Kind.LONG: 24.0, Kind.CODE: 13.0, Kind.NUMBER: 6.0, Kind.ORDINAL: 5.0, Kind.SHARE: 6.0}
_WIDTH = 11.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its kind, and whether readers may pick one of its values. `em` is its
    width in a searched table, if not its kind's.
    """

    heading: str
    kind: Kind = Kind.TEXT
    picked: bool = False
    em: float = 0.0

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers, and sort as such."""
        return self.kind in (Kind.NUMBER, Kind.ORDINAL, Kind.SHARE)

    @property
    def width(self) -> float:
        """How wide it is in a searched table, in em."""
        return self.em or _WIDTHS.get(self.kind, _WIDTH)


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on a coloured ground: ``error``, ``query``, ``good`` or ``quiet``, as workbooks'."""

    words: str
    ground: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the page shows it: its text, the ground of its tag, and its share of a whole in
    percent (for a bar behind it), "" and None where it has none.
    """

    text: str
    ground: str = ""
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `rows` are values by column; `total` stands below them and is never sorted away.
    `count` is how many rows there are, if these are only the first. `is_searched`: it has filters.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    total: Sequence[object] = ()
    count: int = 0
    is_searched: bool = False

    @property
    def left_out(self) -> int:
        """How many rows the page has no room for."""
        return max(self.count - len(self.rows), 0)

    @property
    def is_cut_in_print(self) -> bool:
        """Whether paper gets its first rows only."""
        return len(self.rows) > MOST_PRINTED

    @property
    def width(self) -> float:
        """How wide a searched table is, in em."""
        return sum(column.width for column in self.columns)

    def cells(self) -> Iterator[list[Cell]]:
        """The rows as they are shown."""
        kinds = [column.kind for column in self.columns]
        for row in self.rows:
            yield [_cell(value, kind) for value, kind in zip(row, kinds, strict=True)]

    def totals(self) -> list[Cell]:
        """The row below."""
        return [
            _cell(value, column.kind)
            for value, column in zip(self.total, self.columns, strict=True)
        ]


def _cell(value: object, kind: Kind) -> Cell:
    if isinstance(value, Tag):
        return Cell(value.words, value.ground)
    if value is None or value == "":
        return Cell("")
    if isinstance(value, float):
        if kind is Kind.SHARE:
            return Cell(f"{value:.1%}", bar=round(100 * min(max(value, 0.0), 1.0), 1))
        return Cell(figure_words(value))
    if isinstance(value, int):
        return Cell(f"{value:,}" if kind is Kind.NUMBER else str(value))
    return Cell(shortened(str(value)))


def figure_words(value: float) -> str:
    """A figure in as many digits as a reader compares.

    >>> figure_words(12345.6), figure_words(12.25), figure_words(3.0)
    ('12,346', '12.2', '3')
    """
    if float(value).is_integer() or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:,.1f}"


@dataclass(frozen=True, slots=True)
class Legend:
    """What a colour of a chart stands for."""

    words: str
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: `drawing` is SVG, `words` say what it shows to who cannot see it."""

    drawing: str
    words: str
    legends: tuple[Legend, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a section: a title, notes, a chart, a table; each may be missing. `is_folded`: the
    table says no more than the chart, and is opened by who wants it.
    """

    title: str = ""
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    is_folded: bool = False


class Layout(StrEnum):
    """How the blocks of a section stand: a chart beside its table, blocks side by side, or all
    below each other.
    """

    BESIDE = "beside"
    GRID = "grid"
    STACKED = "stacked"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page; `name` is its anchor."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    layout: Layout = Layout.STACKED
    notes: tuple[str, ...] = ()


def capped(
    columns: Sequence[Column], rows: Sequence[Sequence[object]], total: Sequence[object] = ()
) -> Table:
    """A table of the first rows, if there are more than a page should have."""
    return Table(columns, rows[:MOST_ROWS], total, count=len(rows))
