"""Links from a cell of ours into another workbook that lies in the same folder.

Names of files and sheets come in; the XML of links goes out. What a newcomer would get wrong: what
stands in a link is an address, in which ``%`` and ``#`` mean something; the place in the workbook
stands apart from it, as it is.
"""

from __future__ import annotations

import re

from toolkit.writers.cells import escaped

_TELLING = re.compile(r'[%# "<>\[\]^`{}?]')


def file_link_xml(cell: str, file: int, place: str, text: str) -> str:
    """A link on a cell into the file of that number (from 1) among those the sheet was told of,
    and there to a place such as ``'表'!F7`` ("": wherever it opens).
    """
    where = f' location="{quotable(place)}"' if place else ""
    return f'<hyperlink ref="{cell}" r:id="rId{file}"{where} display="{quotable(text)}"/>'


def quotable(text: str) -> str:
    """A text inside the quotes of an XML attribute."""
    return escaped(text).replace('"', "&quot;")


def link_target(name: str) -> str:
    """A file's name as a link to it, written as Excel writes it.

    >>> link_target("100% 甲#1.xlsx")
    '100%25%20甲%231.xlsx'
    """
    return _TELLING.sub(lambda found: f"%{ord(found[0]):02x}", name)
