"""In: a sheet part of an OOXML workbook. Out: a function that gives the number format of a cell.

Few columns ever ask, so nothing is read before the first question. What a newcomer would get
wrong: the part is never whole in memory. It is unrolled block by block as the questions walk down
the rows, and where each block began is remembered, so that a step back costs one block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from toolkit.model import column_letters
from toolkit.reading.budget import Parts
from toolkit.reading.inflating import Inflater
from toolkit.reading.layout import MAX_ROW
from toolkit.reading.ooxml_cells import Decoder, read_content
from toolkit.reading.row_blocks import next_block

_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="([0-9]{1,7})"')
_STYLE = re.compile(rb"<c [^>]*?\bs=[\"']([0-9]{1,6})[\"']")


def number_formats(
    parts: Parts, part: str, decoder: Decoder, *, addressed: bool
) -> Callable[[int, int], str]:
    """The number format of the cell at a row and column, "" for General. `addressed` says that
    the part is written the usual way, every cell with its address.
    """

    @cache
    def style_of() -> Callable[[int, int], int]:
        if addressed:
            return _StylesInBlocks(parts.inflater(part)).style
        return _carefully(parts, part, decoder)

    def number_format(row: int, column: int) -> str:
        return decoder.styles.code(style_of()(row, column))

    return number_format if any(decoder.styles.codes) else lambda _row, _column: ""


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of rows `first` to `last`, and what unrolls it again: the pieces from there on and
    the opening of its first row.
    """

    first: int
    last: int
    pieces: Inflater
    opening: bytes


class _StylesInBlocks:
    """Where the styles of cells stand: the blocks met so far, and the one that is unrolled."""

    def __init__(self, pieces: Inflater) -> None:
        self._pieces = pieces
        self._opening = b""
        self._whole = False
        self._blocks: list[_Block] = []
        self._block: _Block | None = None
        self._content = b""
        self._at = 0

    def style(self, row: int, column: int) -> int:
        """The style of a cell; 0 for a cell the part does not have."""
        start = b'<c r="%s%d"' % (column_letters(column).encode(), row)
        for content in self._contents_with(row):
            at = content.find(start, self._at)
            if at < 0:
                at = content.find(start, 0, self._at)
            if at >= 0:
                self._at = at
                style = _STYLE.match(content, at)
                return int(style[1]) if style else 0
        return 0

    def _contents_with(self, row: int) -> Iterator[bytes]:
        """The blocks a row may stand in: the one at hand, those met before, those to come."""
        at_hand = self._block
        if at_hand is not None and at_hand.first <= row <= at_hand.last:
            yield self._content
        for block in self._blocks:
            if block is not at_hand and block.first <= row <= block.last:
                self._block, self._at = block, 0
                self._content, _ = next_block(block.pieces.copy(), block.opening)
                yield self._content
        while not self._whole:
            block = self._next()
            if block.first <= row <= block.last:
                yield self._content

    def _next(self) -> _Block:
        pieces, opening = self._pieces.copy(), self._opening
        self._content, self._opening = next_block(self._pieces, opening)
        self._whole, self._at = not self._opening, 0
        numbers = [int(number) for number in _ROW_NUMBER.findall(self._content)]
        if len(numbers) < self._content.count(b"<row"):  # a row that names no number: any
            numbers = [0, MAX_ROW]
        self._block = _Block(min(numbers, default=0), max(numbers, default=0), pieces, opening)
        self._blocks.append(self._block)
        return self._block


def _carefully(parts: Parts, part: str, decoder: Decoder) -> Callable[[int, int], int]:
    styles = read_content(parts.pieces(part), decoder).style_of
    return lambda row, column: styles.get((row, column), 0)
