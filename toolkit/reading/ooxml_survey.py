"""In: the bytes of a sheet part. Out: what calamine will not tell about it, found without parsing
the whole part.

The bytes are searched for the few spellings that mean trouble. Only where one stands are cells
cut out and read carefully; a part written in an unusual way is left to the careful reader whole.
The one thing a newcomer would get wrong: a byte is looked for many times faster than a word, so
most searches begin with the rarest byte of what they seek.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from toolkit.reading.layout import MAX_COLUMN, MAX_ROW
from toolkit.reading.number_formats import Styles
from toolkit.reading.ooxml_cells import Decoder, SheetContent, column_number, read_content
from toolkit.reading.row_blocks import row_blocks

# calamine reserves room for every cell up to the outermost one. An honest sheet has a value in
# every fiftieth of them at least; a stray cell far below must not cost the whole memory.
DENSE_AREA = 20_000_000
DENSE_SHARE = 50

_CELL = b'<c r="'
_NO_ELEMENTS = (b"<!--", b"<![CDATA[")
# What calamine takes for numbers, and no spreadsheet does.
_NO_NUMBER = rb"[-+]?(?:[Nn][Aa][Nn]<|[Ii][Nn][Ff])"
# White space around a number makes calamine read the first shared string instead of the right one.
_ODD_START = re.compile(rb"<v>(?:[ \n\r\t]|%s)" % _NO_NUMBER)
_BREAK_BEHIND = re.compile(rb"[\n\r\t]</v>")
_ANY_FORMULA = rb"(?:\s*<f(?: [^>]*)?(?:/>|>[^<]*</f>))?"
_STYLE = re.compile(rb" s=[\"']([0-9]{1,9})[\"']")
# A pointer with a decimal point makes it read the first string, too; every truth value but 0 is
# true to it, and every date is one.
_DIGITS_OR_NONE = rb"%s\s*<(?:v>[0-9]+</v>|v></v>|v ?/>|/c>)" % _ANY_FORMULA
_ODD_TYPED = re.compile(
    rb"t=[\"'](?:d[\"']|[sb][\"'](?!><v>[0-9]+<|[^>]*(?:/>|>%s)))" % _DIGITS_OR_NONE
)
# calamine knows elements by their names alone, whatever stands before the colon.
_PREFIXED = re.compile(rb":(?:c|row|sheetData)[ \n\r\t/>]")
# A formula without the start of a value right behind it.
_FORMULA = re.compile(rb"<f(?!(?: [^>]*)?(?:/|>[^<]*</f)><v>(?!%s)[^ \n\r\t<])" % _NO_NUMBER)
_BLANK_VALUE = b"<v></v>"
_ROW = re.compile(rb"<row\b[^>]*>")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="([0-9]{1,18})"')
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,8})([0-9]{1,18})"')
_ANY_CELL = re.compile(rb"<c[ />]")
_BARE_CELL = re.compile(rb"<c/?>")
_PLAIN_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?!<v>%s)([ \n\r\t]|<v></v>)?' % _NO_NUMBER
)
# What stands behind the start of a cell: a value, none, a formula, a text, or the next element.
_CONTENT = rb"[^>]*><(?:v>(?:[^ \n\r\t<NnIi+-]|(?!%s)[^ \n\r\t<])|v ?/>|[/fci])" % _NO_NUMBER
# Columns a sheet stays within (Z, AZ, ZZ, XFD), each with the spelling of those columns.
_COLUMN_BOUNDS = (
    (26, rb"[A-Z]"),
    (52, rb"A?[A-Z]"),
    (702, rb"[A-Z]{1,2}"),
    (MAX_COLUMN, rb"(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])"),
)
# Rows of so many digits may lie below the last one.
_MOST_DIGITS = len(str(MAX_ROW))


@dataclass(frozen=True, slots=True)
class Survey:
    """`plain`: calamine may read this part, and is believed where `content` does not correct it;
    else `content` is all there is. `valued` counts the cells that carry a value; `addressed` says
    that every cell names its address.
    """

    plain: bool
    content: SheetContent
    valued: int = 0
    addressed: bool = False


def survey(pieces: Callable[[], Iterable[bytes]], decoder: Decoder) -> Survey:
    """Survey a sheet part, given anew at each call; what calamine cannot be trusted with is read
    carefully at once.
    """
    surveyor = _Surveyor(decoder.styles)
    blocks = row_blocks(pieces())
    if all(surveyor.takes(block, is_last=is_last) for block, is_last in blocks) and (
        surveyor.is_dense(pieces)
    ):
        content = read_content([surveyor.excerpt()], decoder)
        return Survey(
            plain=True, content=content, valued=surveyor.valued, addressed=not surveyor.bare
        )
    return Survey(plain=False, content=read_content(pieces(), decoder))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a block, without what stands before the first and behind the last of them."""

    block: bytes
    start: int
    end: int

    def hold(self, *signs: bytes) -> bool:
        return any(self.block.find(sign, self.start, self.end) >= 0 for sign in signs)

    def count(self, sign: bytes) -> int:
        return self.block.count(sign, self.start, self.end)

    def search(self, pattern: re.Pattern[bytes], start: int = 0) -> re.Match[bytes] | None:
        return pattern.search(self.block, max(start, self.start), self.end)

    def find_all(self, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        return pattern.finditer(self.block, self.start, self.end)


class _Surveyor:
    """What is known of a part after each of its blocks. `bare`: some cells name no address;
    `_loose`: some cells do not hold a value right behind their start.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.valued = 0
        self.bare = False
        self._loose = False
        self._columns, self._digits = 0, 1
        self._head = self._tail = b""
        self._hidden: list[bytes] = []
        self._careful: list[bytes] = []

    def takes(self, block: bytes, *, is_last: bool) -> bool:
        """Take in the next block; False when it is written in an unusual way."""
        start, end = 0, len(block)
        if not self._head:
            if (start := block.find(b"<sheetData")) < 0:
                return False
            start = block.find(b">", start) + 1
            self._head = block[:start]
        if is_last:
            end = start if self._head.endswith(b"/>") else block.rfind(b"</sheetData>")
            if end < start:  # cut short
                return False
            self._tail = block[end:]
        if _PREFIXED.search(block, 0, end):  # of what stands behind the cells, nothing is read
            return False
        return self._takes_rows(_Rows(block, start, end))

    def excerpt(self) -> bytes:
        """The part without its ordinary cells: head, hidden rows, cells in need of care, tail."""
        cells = [b"<row>", *self._careful, b"</row>"] if self._careful else []
        return b"".join([self._head, *self._hidden, *cells, self._tail])

    def is_dense(self, pieces: Callable[[], Iterable[bytes]]) -> bool:
        """Whether calamine's room for all cells up to the outermost one stays sane; addresses are
        looked at one by one only where a rough bound is not enough.
        """
        rough = int(10**self._digits) * _COLUMN_BOUNDS[self._columns][0]
        is_rough_enough = not self.bare and self._digits < _MOST_DIGITS
        if is_rough_enough and rough <= max(DENSE_AREA, self.valued * DENSE_SHARE):
            return True
        cells, area = _cells_and_area(block for block, _ in row_blocks(pieces()))
        return area <= max(DENSE_AREA, cells * DENSE_SHARE)

    def _takes_rows(self, rows: _Rows) -> bool:
        # What looks like a cell may be none inside comments and quoted character data.
        if rows.hold(b"!") and rows.hold(*_NO_ELEMENTS):
            return False
        return (
            self._takes_addresses(rows)
            and self._takes_values(rows)
            and self._takes_hidden(rows)
            and self._takes_careful(rows)
        )

    def _takes_addresses(self, rows: _Rows) -> bool:
        """Every cell says where it stands, or (bare) nothing at all."""
        unexpected = rows.search(self._unexpected())
        while unexpected:
            at = unexpected.start()
            if _BARE_CELL.match(rows.block, at):
                self.bare = True
            elif not self._widens(rows.block, at):
                return False
            unexpected = rows.search(self._unexpected(), at)
        return True

    def _unexpected(self) -> re.Pattern[bytes]:
        return _unexpected_cell(self._columns, self._digits, bare=self.bare, loose=self._loose)

    def _widens(self, block: bytes, at: int) -> bool:
        """Make room for a cell beyond the bounds so far, or without a value at its start."""
        cell = _PLAIN_CELL.match(block, at)
        if not cell:
            return False
        before = self._columns, self._digits, self._loose
        letters, row, loose = cell.groups()
        if column_number(letters.decode()) > MAX_COLUMN:
            return False
        while not re.fullmatch(_COLUMN_BOUNDS[self._columns][1], letters):
            self._columns += 1
        self._digits = max(self._digits, len(row))
        self._loose = self._loose or loose is not None
        return (self._columns, self._digits, self._loose) != before

    def _takes_values(self, rows: _Rows) -> bool:
        if rows.hold(b" </v>"):
            return False
        if rows.hold(b"\n", b"\r", b"\t") and rows.search(_BREAK_BEHIND):
            return False
        if rows.search(_ODD_TYPED):
            return False
        self.valued += rows.count(b"</v>")
        if rows.hold(b"i"):
            self.valued += rows.count(b"</is>")
        if self._looked_at_values:
            return True
        self.valued -= rows.count(_BLANK_VALUE)
        return not rows.search(_ODD_START)

    def _takes_hidden(self, rows: _Rows) -> bool:
        if not (rows.hold(b"h") and rows.hold(b" hidden=")):
            return True
        hidden = [row.group() for row in rows.find_all(_ROW) if _HIDDEN.search(row.group())]
        self._hidden += [row if row.endswith(b"/>") else row[:-1] + b"/>" for row in hidden]
        return all(map(_ROW_NUMBER.match, hidden))

    def _takes_careful(self, rows: _Rows) -> bool:
        """Cut out the cells that need care; False where they cannot be cut out one by one."""
        found = (_error_cells(rows), _odd_formulas(rows), _negative_dates(rows, self._styles))
        places = sorted({place for places in found for place in places})
        cells = [rows.block[first:after] for first, after in places]
        if self._looked_at_values:
            self.valued -= sum(_BLANK_VALUE in cell for cell in cells)
        self._careful += cells
        return not (self.bare and self._careful)

    @property
    def _looked_at_values(self) -> bool:
        """Whether the start of every value was looked at with its cell, or with its formula."""
        return not (self._loose or self.bare)


@cache
def _unexpected_cell(columns: int, digits: int, *, bare: bool, loose: bool) -> re.Pattern[bytes]:
    """A cell that is not written as expected: an address within bounds and then, unless `loose`,
    the start of a value, of a formula or of the next element.
    """
    expected = rb' r="%s[0-9]{1,%d}"' % (_COLUMN_BOUNDS[columns][1], digits)
    if not loose:
        expected += _CONTENT
    return re.compile(rb"<c(?!%s%s)" % (expected, rb"|/?>" if bare else b""))


def _cells_and_area(blocks: Iterable[bytes]) -> tuple[int, int]:
    """How many cells there are, and the outermost row times the outermost column. Bare cells are
    counted from their neighbours: they reach no further than as many columns as a row has cells,
    and as many rows as there are.
    """
    cells = bare = bottom = right = rows = last = widest = 0
    for block in blocks:
        references = _REFERENCE.findall(block)
        right = max(
            [right, *(column_number(name.decode()) for name in {at[0] for at in references})]
        )
        bottom = max([bottom, *(int(row) for row in {at[1] for at in references})])
        here = len(_ANY_CELL.findall(block))
        cells += here
        bare += here - len(references)
        lines = block.split(b"<row")
        rows += len(lines)
        widest = max([widest, *(line.count(b"<c") for line in lines)])
        last = max([last, *map(int, _ROW_NUMBER.findall(block))])
    if bare:
        bottom, right = max(bottom, last) + rows, right + widest
    fits = bottom <= MAX_ROW and right <= MAX_COLUMN
    return cells, bottom * right if fits else MAX_ROW * MAX_COLUMN


# ---------------------------------------------------------------- the cells that need care


def _error_cells(rows: _Rows) -> Iterator[tuple[int, int]]:
    at = rows.block.find(b"#", rows.start, rows.end)  # no error is spelt without it
    while at >= 0:
        first, after = _cell_around(rows.block, at)
        if rows.block.find(b' t="e"', first, at) >= 0:
            yield first, after
        at = rows.block.find(b"#", at + 1, rows.end)


def _odd_formulas(rows: _Rows) -> Iterator[tuple[int, int]]:
    if rows.hold(b"f"):
        for formula in rows.find_all(_FORMULA):
            yield _cell_around(rows.block, formula.start())


def _negative_dates(rows: _Rows, styles: Styles) -> Iterator[tuple[int, int]]:
    """Negative numbers that are shown as dates: calamine takes them for times of day."""
    at = rows.block.find(b"-", rows.start, rows.end)
    while at >= 0 and styles.dates:
        if rows.block.startswith(b"<v>", at - 3):
            first, after = _cell_around(rows.block, at)
            style = _STYLE.search(rows.block, first, at)
            if style and int(style[1]) in styles.dates:
                yield first, after
        at = rows.block.find(b"-", at + 1, rows.end)


def _cell_around(block: bytes, at: int) -> tuple[int, int]:
    return block.rfind(_CELL, 0, at), block.find(b"</c>", at) + len(b"</c>")
