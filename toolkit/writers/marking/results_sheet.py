"""校验结果 as a sheet part: its rows, links, and how it is seen and printed.

In come the words of `result_lines`; out comes XML. What a newcomer would get wrong: every text
stands in the sheet itself, so that the strings all sheets share stay as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from toolkit.model import column_letters
from toolkit.writers.book import FONT, quoted
from toolkit.writers.cells import cell_xml, escaped
from toolkit.writers.marking.package import HEAD
from toolkit.writers.marking.result_lines import (
    HEADINGS,
    PLACE,
    SEVERITY,
    WIDTHS,
    ResultLine,
    ResultPage,
    sentence_pixels,
)
from toolkit.writers.marking.styles import StylePositions

_TITLE_PIXELS, _HEADING_PIXELS = 36, 30
_LAST = column_letters(len(HEADINGS))


def results_xml(
    page: ResultPage, styles: StylePositions, space: str, views: int, reachable: Collection[str]
) -> bytes:
    """The sheet part in a namespace, seen in so many windows; links lead to reachable sheets."""
    top = page.heading_row
    last = top + len(page.lines)
    rows = "".join(_rows(page, styles))
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(WIDTHS, 1)
    )
    merged = [
        f'<mergeCell ref="A{row}:{_LAST}{row}"/>' for row in range(2, len(page.sentences) + 2)
    ]
    filtered = filter_range(page).replace("$", "")
    return (
        f'{HEAD}<worksheet xmlns="{space}"><sheetPr><tabColor rgb="FFC00000"/>'
        f'<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{_LAST}{last}"/>'
        f"<sheetViews>{''.join(_view(view, top) for view in range(views))}</sheetViews>"
        f'<sheetFormatPr defaultRowHeight="18"/><cols>{widths}</cols>'
        f"<sheetData>{rows}</sheetData>"
        f'<autoFilter ref="{filtered}"/>'
        f'<mergeCells count="{len(merged)}">{"".join(merged)}</mergeCells>'
        f"{_links(page, reachable)}"
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f'<headerFooter><oddFooter>&amp;C&amp;"{FONT},常规"&amp;9第 &amp;P 页 共 &amp;N 页'
        "</oddFooter></headerFooter>"
        f'<ignoredErrors><ignoredError sqref="A1:{_LAST}{last}" numberStoredAsText="1"/>'
        "</ignoredErrors></worksheet>"
    ).encode()


def filter_range(page: ResultPage) -> str:
    """The table, headings included."""
    top = page.heading_row
    return f"$A${top}:${_LAST}${top + len(page.lines)}"


def titles_range(page: ResultPage) -> str:
    """The row that is repeated on each printed page."""
    return f"${page.heading_row}:${page.heading_row}"


def _view(view: int, top: int) -> str:
    below = f"A{top + 1}"
    return (
        f'<sheetView showGridLines="0" tabSelected="1" workbookViewId="{view}">'
        f'<pane ySplit="{top}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/></sheetView>'
    )


# ---------------------------------------------------------------- rows


def _rows(page: ResultPage, styles: StylePositions) -> Iterator[str]:
    at = styles.cells
    yield _row(1, [cell_xml(page.title, at["title"])], _TITLE_PIXELS)
    for row, sentence in enumerate(page.sentences, 2):
        yield _row(row, [cell_xml(sentence, at["sentence"])], sentence_pixels(sentence))
    headings = [cell_xml(heading, at["heading"]) for heading in HEADINGS]
    yield _row(page.heading_row, headings, _HEADING_PIXELS)
    for row, line in enumerate(page.lines, page.heading_row + 1):
        cells = [
            cell_xml(cell, _style(line, column, styles)) for column, cell in enumerate(line.cells)
        ]
        yield _row(row, cells, line.pixels)


def _row(number: int, cells: list[str], pixels: int) -> str:
    written = "".join(
        f'<c r="{column_letters(column)}{number}"{cell}' for column, cell in enumerate(cells, 1)
    )
    return f'<row r="{number}" ht="{pixels * 0.75:g}" customHeight="1">{written}</row>'


def _style(line: ResultLine, column: int, styles: StylePositions) -> int:
    if column == SEVERITY:
        return styles.cells[line.severity]
    if column == PLACE and line.target:
        return styles.cells["link"]
    return styles.cells["number" if column == 0 else "text"]


def _links(page: ResultPage, reachable: Collection[str]) -> str:
    column = column_letters(PLACE + 1)
    links = "".join(
        f'<hyperlink ref="{column}{row}" location="{_place(line)}"/>'
        for row, line in enumerate(page.lines, page.heading_row + 1)
        if line.target and line.sheet in reachable
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _place(line: ResultLine) -> str:
    return escaped(f"{quoted(line.sheet)}!{line.target}").replace('"', "&quot;")
