"""In: a sheet part of an OOXML workbook. Out: the number format of each cell, for those who ask.

Few columns ever ask, so nothing is read before the first question; then one pass over the part
finds the styles of every column that was announced.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial

from toolkit.model import column_letters
from toolkit.reading.budget import Parts
from toolkit.reading.ooxml_cells import Decoder, column_number, read_content
from toolkit.reading.row_blocks import row_blocks

# No row number of more digits gets past the survey.
_FORMATTED = rb"<c r=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*? s=[\"'](%s)[\"']"
_STYLED = rb"<c r=\"(%s)([0-9]{1,7})\"[^>]*? s=[\"']([0-9]{1,6})[\"']"
# More styles in one pattern take longer to spell out than to look for.
_MOST_FORMATTED = 2_000


class CellFormats:
    """The number formats of a sheet's cells; `expect` announces columns that will be asked about.

    A part written the usual way (`addressed`, every cell with its address) is searched as bytes.
    """

    def __init__(self, parts: Parts, part: str, decoder: Decoder, *, addressed: bool) -> None:
        self._pieces = partial(parts.pieces, part)
        self._decoder = decoder
        self._addressed = addressed
        self._expected: set[int] = set()
        # The styles of the columns looked up so far, by row.
        self._styles: dict[int, array[int]] = {}
        self._complete = False

    def expect(self, columns: Collection[int]) -> None:
        """Say which columns will be asked about, so that one pass serves them all."""
        self._expected.update(columns)

    def code(self, row: int, column: int) -> str:
        """The number format of the cell at a row and column, "" for General."""
        if column not in self._styles and not self._complete:
            self._look_up({*self._expected, column} - self._styles.keys())
        styles = self._styles.get(column, _NONE)
        return self._decoder.styles.code(styles[row]) if row < len(styles) else ""

    def look_up_while(self, is_waiting: Callable[[], bool]) -> None:
        """Look up every cell's format while the caller has to wait; nothing, if it takes longer."""
        codes = self._decoder.styles.codes
        formatted = [str(style).encode() for style, code in enumerate(codes) if code]
        if not (0 < len(formatted) <= _MOST_FORMATTED and self._addressed):
            return
        pattern = re.compile(_FORMATTED % b"|".join(formatted))
        found: defaultdict[bytes, array[int]] = defaultdict(partial(array, "I"))
        for block, _ in row_blocks(self._pieces()):
            if not is_waiting():
                return
            for letters, row, style in pattern.findall(block):
                _put(found[letters], int(row), int(style))
        self._styles = {column_number(own.decode()): styles for own, styles in found.items()}
        self._complete = True

    def _look_up(self, columns: Iterable[int]) -> None:
        found = {column: array("I") for column in sorted(columns)}
        if any(self._decoder.styles.codes):
            styled = self._by_search if self._addressed else self._carefully
            for column, row, style in styled(found):
                _put(found[column], row, style)
        self._styles |= found

    def _by_search(self, columns: Collection[int]) -> Iterator[tuple[int, int, int]]:
        letters = {column_letters(column).encode(): column for column in columns}
        styled = re.compile(_STYLED % b"|".join(letters))
        for block, _ in row_blocks(self._pieces()):
            for own, row, style in styled.findall(block):
                yield letters[own], int(row), int(style)

    def _carefully(self, columns: Collection[int]) -> Iterator[tuple[int, int, int]]:
        for (row, column), style in read_content(self._pieces(), self._decoder).style_of.items():
            if column in columns:
                yield column, row, style


_NONE: array[int] = array("I")


def _put(styles: array[int], row: int, style: int) -> None:
    if row >= len(styles):
        styles.frombytes(bytes(styles.itemsize * (row + 1 - len(styles))))
    styles[row] = style
