"""Bar charts beside the tables they draw.

In come a sheet, the room for charts on it, and the rows and columns of tables on the same sheet;
the charts are placed side by side. What a newcomer would get wrong: a bar chart draws its first
row at the bottom, so the axis is reversed to read like the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.writers.book import INK, Book

# More bars than this cannot be told apart: the first rows are drawn, and the title says so.
MOST_BARS = 12
_COLOURS = ("#A9BFE3", INK)
_GAP = 12


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of `rows` rows from row `first` (0-based): labels in the first column, and a
    series for each name with its column.
    """

    title: str
    first: int
    rows: int
    series: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChartRoom:
    """Where charts go: the top left cell (0-based) and the size in pixels."""

    row: int
    column: int
    width: int
    height: int = 400


def column_pixels(width: float) -> int:
    """How wide a column of so many characters is, for the default font."""
    return int(width * 8 + 0.5) + 5


def add_bar_charts(
    book: Book, sheet: Any, name: str, room: ChartRoom, charts: Sequence[BarChart]
) -> None:
    """Place the charts side by side; together they fill the room."""
    if not charts:
        return
    width = (room.width - _GAP * len(charts)) // len(charts)
    for number, chart in enumerate(charts):
        made = _bar_chart(book, name, chart)
        made.set_size({"width": width, "height": room.height})
        left = _GAP + number * (width + _GAP)
        options = {"object_position": 2, "x_offset": left, "y_offset": 0}
        sheet.insert_chart(room.row, room.column, made, options)


def _bar_chart(book: Book, name: str, chart: BarChart) -> Any:
    shown = min(chart.rows, MOST_BARS)
    last = chart.first + shown - 1
    made = book.file.add_chart({"type": "bar"})
    for (label, column), colour in zip(chart.series, _COLOURS, strict=True):
        made.add_series(
            {
                "name": label,
                "categories": [name, chart.first, 0, last, 0],
                "values": [name, chart.first, column, last, column],
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 50,
                "data_labels": {"value": True, "font": _font(book, 8)},
            }
        )
    more = f"（前{MOST_BARS}位）" if chart.rows > shown else ""
    _dress(book, made, chart.title + more)
    return made


def _dress(book: Book, chart: Any, title: str) -> None:
    font = _font(book, 9)
    chart.set_title({"name": title, "name_font": _font(book, 12, bold=True)})
    chart.set_legend({"position": "bottom", "font": font})
    axis = {"reverse": True, "num_font": font, "line": {"color": "#BFBFBF"}}
    chart.set_y_axis({**axis, "major_tick_mark": "none"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})


def _font(book: Book, size: int, *, bold: bool = False) -> dict[str, Any]:
    return {"name": book.font, "size": size, "bold": bold, "color": "#404040"}
