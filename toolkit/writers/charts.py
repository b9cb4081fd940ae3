"""Bar charts beside the tables they draw.

In come a sheet and the rows and columns of a table on it; out comes the row below the chart.
What a newcomer would get wrong: a bar chart draws its first row at the bottom, so the axis is
reversed to read like the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.writers.book import INK, Book

# More bars than this cannot be told apart; the longest ones are drawn.
MOST_BARS = 20
_COLOURS = ("#B4C7E7", INK)
_ROW_PIXELS = 18


def add_bar_chart(
    book: Book,
    sheet: Any,
    name: str,
    title: str,
    table: tuple[int, int],
    series: Sequence[tuple[str, int]],
    row: int,
) -> int:
    """Place a bar chart one line below `row`; gives the first row below it.

    `table` is the first row and the number of rows; labels stand in the first column, and each
    series is a name with its column.
    """
    first, rows = table
    shown = min(rows, MOST_BARS)
    last = first + shown - 1
    chart = book.file.add_chart({"type": "bar"})
    for (label, column), colour in zip(series, _COLOURS, strict=True):
        chart.add_series(
            {
                "name": label,
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 60,
                "overlap": 0,
                "data_labels": {"value": True, "font": _font(book, 9)},
            }
        )
    words = f"{title}（前{MOST_BARS}位）" if rows > shown else title
    height = 110 + 34 * shown
    _dress(book, chart, words, height)
    sheet.insert_chart(row + 1, 0, chart, {"object_position": 2, "x_offset": 2, "y_offset": 2})
    return row + 2 + -(-height // _ROW_PIXELS)


def _dress(book: Book, chart: Any, title: str, height: int) -> None:
    chart.set_title({"name": title, "name_font": _font(book, 12, bold=True), "overlay": False})
    chart.set_legend({"position": "bottom", "font": _font(book, 9)})
    chart.set_y_axis(
        {"reverse": True, "num_font": _font(book, 9), "line": {"color": "#BFBFBF"},
         "major_tick_mark": "none"}
    )  # fmt: skip
    chart.set_x_axis(
        {"visible": False, "major_gridlines": {"visible": False}, "min": 0, "num_font": _font(book, 9)}
    )
    chart.set_chartarea({"border": {"color": "#D9D9D9"}})
    chart.set_size({"width": 900, "height": height})


def _font(book: Book, size: int, *, bold: bool = False) -> dict[str, Any]:
    return {"name": book.font, "size": size, "bold": bold, "color": "#404040"}
