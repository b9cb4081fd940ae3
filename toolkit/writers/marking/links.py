"""Links on the heading cells of a sheet, back to its lines on 校验结果: put in or taken out.

What a newcomer would get wrong: a cell holds one link. A heading that leads somewhere already
keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from toolkit.model import column_letters
from toolkit.reading.ooxml_cells import column_number
from toolkit.writers.book import quoted
from toolkit.writers.cells import escaped
from toolkit.writers.marking.fills import Cell, place_for
from toolkit.writers.marking.outline import Element, Outline
from toolkit.writers.marking.signs import LINK_TIP

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")


def cut_links(outline: Outline, results: str) -> None:
    """Cut our links; `results` is the name of our sheet that was there, or ""."""
    parent = outline.root.child("hyperlinks")
    if parent is None:
        return
    ours = [link for link in parent.children if _is_ours(link, results)]
    for element in [parent] if ours and len(ours) == len(parent.children) else ours:
        outline.cut(element)


def _is_ours(link: Element, results: str) -> bool:
    """Whether it is ours: programs that keep no tips still keep where it leads."""
    sheet = link.get("location").lstrip("#").replace("'", "").rpartition("!")[0]
    return link.get("tooltip") == LINK_TIP or (bool(results) and sheet == results)


def put_links(outline: Outline, results: str, rows: Mapping[Cell, int]) -> None:
    """Link cells (row, column) to rows of our sheet."""
    parent = outline.root.child("hyperlinks")
    taken = set(_linked(parent.children, rows)) if parent else set()
    links = "".join(
        f'<hyperlink{outline.declaration} ref="{column_letters(cell[1])}{cell[0]}"'
        f' location="{_place(results, row)}" tooltip="{LINK_TIP}"/>'
        for cell, row in sorted(rows.items())
        if cell not in taken
    )
    if not links:
        return
    if parent and parent.children:
        outline.append(parent, links)
        return
    if parent:  # an empty list is none
        outline.cut(parent)
    piece = f"<hyperlinks{outline.declaration}>{links}</hyperlinks>"
    outline.put(place_for(outline, "hyperlinks"), piece)


def _linked(links: Iterable[Element], cells: Collection[Cell]) -> Iterator[Cell]:
    """Those of the cells that lead somewhere already, alone or together with others."""
    for link in links:
        area = _AREA.fullmatch(link.get("ref").replace("$", ""))
        if area:
            first = int(area[2]), column_number(area[1])
            last = (int(area[4]), column_number(area[3])) if area[3] else first
            for row, column in cells:
                if first[0] <= row <= last[0] and first[1] <= column <= last[1]:
                    yield row, column


def _place(results: str, row: int) -> str:
    return escaped(f"{quoted(results)}!A{row}").replace('"', "&quot;")
