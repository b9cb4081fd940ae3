"""In: a web archive (.mht): a page and what belongs to it, packed as a letter is. Out: a grid for
each table in its pages.

What a newcomer would get wrong: Excel puts every sheet into a page of its own, their names into
the first, and their number formats into a style sheet beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

from toolkit.errors import Refused
from toolkit.model import Grid, Limits
from toolkit.reading.budget import damaged
from toolkit.reading.html_book import Page, grids_of, read_page, remarks_on
from toolkit.reading.html_tables import Budget
from toolkit.reading.impostors import not_a_workbook
from toolkit.reading.text_encodings import page_text

_NO_TABLE = "网页存档，里面没有表格"


def read_mht(data: bytes, limits: Limits) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Read every table of an archive; also sentences about what was not read."""
    try:
        parts = list(_parts(message_from_bytes(data)))
    except (Refused, MemoryError):
        raise
    except Exception as error:  # torn archives meet the library with whatever error comes first
        raise damaged() from error
    styles = [text for kind, _, text in parts if kind == "text/css"]
    budget = Budget(limits)
    pages = [
        (place, read_page(text, budget, styles))
        for kind, place, text in parts
        if kind != "text/css"
    ]
    tables = [table for _, page in pages for table in page.tables]
    if not tables:
        raise not_a_workbook(_NO_TABLE)
    names = list(_names(pages))
    return grids_of(tables, names if len(names) == len(tables) else []), remarks_on(
        page for _, page in pages
    )


def _parts(archive: Message[Any, Any]) -> Iterator[tuple[str, str, str]]:
    """The pages and style sheets of an archive: kind, the last part of its place, and text."""
    for part in archive.walk():
        kind = part.get_content_type()
        if kind not in ("text/html", "text/css", "application/xhtml+xml"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            text = page_text(content, part.get_content_charset() or "")
            yield kind, _last(str(part.get("Content-Location", ""))), text


def _last(place: str) -> str:
    return place.replace("\\", "/").rpartition("/")[2].strip().lower()


def _names(pages: list[tuple[str, Page]]) -> Iterator[str]:
    """What Excel calls the sheets whose tables were found."""
    names = {
        _last(source): name for _, page in pages for name, source in page.sheets.items() if source
    }
    if not names:
        yield from (name for _, page in pages for name in page.sheets)
    for place, page in pages:
        if page.tables and place in names:
            yield names[place]
