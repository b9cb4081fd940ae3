"""In: the bytes of a sheet part. Out: what calamine will not tell about it, found without parsing
the whole part.

The bytes are searched for the few spellings that mean trouble. Only where one stands are cells
cut out and read carefully; a part written in an unusual way is left to the careful reader whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.reading.layout import MAX_COLUMN, MAX_ROW
from toolkit.reading.ooxml_cells import (
    Decoder,
    SheetContent,
    column_number,
    read_content,
)

# calamine reserves room for every cell up to the outermost one. An honest sheet has a value in
# every fiftieth of them at least; a stray cell far below must not cost the whole memory.
DENSE_AREA = 20_000_000
DENSE_SHARE = 50

_CELL = b'<c r="'
_BARE_CELLS = (b"<c>", b"<c/>")
_NO_ELEMENTS = (b"<!--", b"<![CDATA[")
# White space around a number makes calamine read the first shared string instead of the right one.
_SPACED_VALUES = (b" </v>", b"<v> ")
_BROKEN_LINES = re.compile(rb"<v>[\n\r\t]|[\n\r\t]</v>|<c[\n\r\t]")
_ROW = re.compile(rb"<row\b[^>]*>")
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="([0-9]{1,18})"')
_FORMULA = re.compile(rb"<f[ >/]")
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,8})([0-9]{1,18})"')
# Columns a sheet stays within (Z, AZ, ZZ), each with the spelling of a reference beyond it.
_COLUMN_BOUNDS = ((26, rb"[A-Z]{2}"), (52, rb"[B-Z][A-Z]|[A-Z]{3}"), (702, rb"[A-Z]{3}"))


@dataclass(frozen=True, slots=True)
class Survey:
    """`plain`: calamine may read this part, and is believed where `content` does not correct it;
    else `content` is all there is. `valued` counts the cells that carry a value.
    """

    plain: bool
    content: SheetContent
    valued: int = 0


def survey(content: bytes, decoder: Decoder) -> Survey:
    """Survey a sheet part; what calamine cannot be trusted with is read carefully at once."""
    excerpt = _excerpt(content) if is_plain(content) and _is_dense(content) else None
    if excerpt is None:
        return Survey(plain=False, content=read_content(content, decoder))
    return Survey(
        plain=True,
        content=read_content(excerpt, decoder),
        valued=content.count(b"</v>") - content.count(b"<v></v>") + content.count(b"</is>"),
    )


def is_plain(content: bytes) -> bool:
    """Whether a part is written the usual way, in which bytes can be searched for cells."""
    start = content.find(b"<sheetData")
    return (
        start >= 0
        and content.count(_CELL) == content.count(b"<c ")
        and not (_holds(content, start, b"!") and _holds(content, start, *_NO_ELEMENTS))
        and not _holds(content, start, *_SPACED_VALUES)
        and not (
            _holds(content, start, b"\n", b"\r", b"\t") and _BROKEN_LINES.search(content, start)
        )
    )


def has_bare_cells(content: bytes) -> bool:
    """Whether cells stand there without an address, counted from their neighbours."""
    return _holds(content, 0, *_BARE_CELLS)


def _holds(content: bytes, start: int, *signs: bytes) -> bool:
    return any(content.find(sign, start) >= 0 for sign in signs)


def _is_dense(content: bytes) -> bool:
    last = max(map(int, _ROW_NUMBER.findall(content)), default=0)
    rough = _rough_area(content, last)
    if rough <= DENSE_AREA:
        return True
    allowed = max(DENSE_AREA, content.count(_CELL) * DENSE_SHARE)
    return rough <= allowed or _exact_area(content, last) <= allowed


def _rough_area(content: bytes, last: int) -> int:
    """An upper bound of the outermost cell's row times its column, as cheap as it can be had."""
    digits = len(str(last))
    beyond = rb"[0-9]{%d}" % (digits + 1)
    for columns, letters in _COLUMN_BOUNDS:
        outside = re.compile(rb'<c r="(?:(?:%s)|[A-Z]{1,3}%s)' % (letters, beyond))
        if not outside.search(content):
            return int(10**digits) * columns
    return DENSE_AREA * DENSE_AREA


def _exact_area(content: bytes, last: int) -> int:
    columns: set[bytes] = set()
    for letters, row in _REFERENCE.findall(content):
        columns.add(letters)
        last = max(last, int(row))
    right = max((column_number(letters.decode()) for letters in columns), default=0)
    return last * right if last <= MAX_ROW and right <= MAX_COLUMN else DENSE_AREA * DENSE_AREA


# ---------------------------------------------------------------- the cells that need care


def _excerpt(content: bytes) -> bytes | None:
    """The part without its ordinary cells: head, hidden rows, cells in need of care, tail; None
    where such cells cannot be cut out one by one.
    """
    start, end = content.index(b"<sheetData"), content.rfind(b"</sheetData>")
    if end < 0:  # a sheet without rows
        return content
    pieces = [content[: content.index(b">", start) + 1]]
    if content.find(b' hidden="', start, end) >= 0:
        rows = (row.group() for row in _ROW.finditer(content, start, end))
        pieces += (row if row.endswith(b"/>") else row[:-1] + b"/>" for row in rows)
    places = sorted({*_error_cells(content, start, end), *_valueless_formulas(content, start, end)})
    if places:
        if has_bare_cells(content):
            return None
        pieces += [b"<row>", *(content[first:after] for first, after in places), b"</row>"]
    return b"".join([*pieces, content[end:]])


def _error_cells(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = content.find(b' t="e"', start, end)
    while at >= 0:
        yield _cell_around(content, at)
        at = content.find(b' t="e"', at + 1, end)


def _valueless_formulas(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    for formula in _FORMULA.finditer(content, start, end):
        first, after = _cell_around(content, formula.start())
        if content.find(b"<v>", formula.start(), after) < 0 or (
            content.find(b"<v></v>", formula.start(), after) >= 0
        ):
            yield first, after


def _cell_around(content: bytes, at: int) -> tuple[int, int]:
    return content.rfind(_CELL, 0, at), content.find(b"</c>", at) + len(b"</c>")
