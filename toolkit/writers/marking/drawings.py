"""The boxes of comments: shapes in a VML drawing, put in or taken out.

A drawing is often no sound XML, and it holds buttons and pictures, too. So shapes are found by
their spelling, and ours are put in before the end of the whole. What a newcomer would get wrong:
the box of a comment is known by row and column, both from 0, and by nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from toolkit.writers.cells import text_width
from toolkit.writers.marking.fills import Cell
from toolkit.writers.marking.package import Package
from toolkit.writers.marking.signs import MARKS_NAME, Declined

_SHAPE = re.compile(
    rb"""<((?:[\w.-]+:)?shape)(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?(?<!/)>.*?</\1\s*>""", re.DOTALL
)
_DRAWN = re.compile(
    rb"<(?:[\w.-]+:)?(?:shape|group|rect|roundrect|oval|line|polyline|arc|curve|image)[\s>]"
)
_IS_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_ROW = re.compile(rb"<(?:[\w.-]+:)?Row>\s*(\d+)\s*<")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column>\s*(\d+)\s*<")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?xml\b[^>]*>")
_END = re.compile(rb"</(?:[\w.-]+:)?xml\s*>\s*$")
_NUMBERS = re.compile(rb"""<[^>]*idmap[^>]*\bdata\s*=\s*["']([\d,\s]*)["']""")
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d{1,9})\b")
_NAMES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_OURS = f'alt="{MARKS_NAME}"'.encode()
_NOTE_TYPE = "_x0000_t202"
_SHAPE_TYPE = (
    f'<v:shapetype{{declared}} id="{_NOTE_TYPE}" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
# Numbers of shapes come in thousands, each of which belongs to one drawing.
_IN_A_BLOCK = 1024
# A box: as wide as 20 Chinese characters of 9 points, and as high as its text asks for.
_WIDTH, _LINE, _LINE_WIDTH, _MARGIN, _HIGHEST = 264, 16, 40, 12, 360
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576


@dataclass(frozen=True, slots=True)
class CellSizes:
    """The columns and rows of a sheet in pixels: the usual size, and the others by number."""

    width: int
    height: int
    widths: Mapping[int, int]
    heights: Mapping[int, int]


def note_cells(drawing: bytes) -> set[Cell]:
    """The cells whose comments have a box (row and column from 1)."""
    found = (_cell(shape[0]) for shape in _SHAPE.finditer(drawing))
    return {cell for cell in found if cell}


def without_notes(drawing: bytes, cells: Collection[Cell]) -> bytes:
    """The drawing without boxes of ours and those of these cells, and without the blocks of
    numbers that only they used.
    """

    def goes(shape: bytes) -> bool:
        return _OURS in shape or _cell(shape) in cells

    gone = [shape[0] for shape in _SHAPE.finditer(drawing) if goes(shape[0])]
    kept = _SHAPE.sub(lambda shape: b"" if goes(shape[0]) else shape[0], drawing)
    left = _blocks_used(b"".join(gone)) - _blocks_used(kept)
    return _with_blocks(kept, [each for each in _blocks_told(kept) if each not in left])


def has_shapes(drawing: bytes) -> bool:
    """Whether anything is drawn."""
    return _DRAWN.search(drawing) is not None


def _cell(shape: bytes) -> Cell | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if not (_IS_NOTE.search(shape) and row and column):
        return None
    return int(row[1]) + 1, int(column[1]) + 1


def new_drawing() -> bytes:
    """A drawing of nothing."""
    declared = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _NAMES.items())
    return (
        f'<xml{declared}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/>'
        "</o:shapelayout></xml>"
    ).encode()


def with_notes(drawing: bytes, texts: Mapping[Cell, str], sizes: CellSizes, block: int) -> bytes:
    """The drawing with a hidden box for each comment, numbered from a free block on."""
    root, end = _ROOT.search(drawing), _END.search(drawing)
    if not root or not end:
        raise Declined("批注的图形部分不完整")
    declared = "".join(
        f' xmlns:{prefix}="{name}"'
        for prefix, name in _NAMES.items()
        if not re.search(rb"xmlns:%s\s*=" % prefix.encode(), root[0])
    )
    pieces = [] if _NOTE_TYPE.encode() in drawing else [_SHAPE_TYPE.format(declared=declared)]
    pieces += [
        _note(cell, number, _height(text), sizes, declared)
        for number, (cell, text) in enumerate(texts.items(), block * _IN_A_BLOCK + 1)
    ]
    blocks = range(block, block + len(texts) // _IN_A_BLOCK + 1)
    body = drawing[: end.start()] + "".join(pieces).encode() + drawing[end.start() :]
    return _with_blocks(body, [*_blocks_told(body), *blocks])


def _note(cell: Cell, number: int, height: int, sizes: CellSizes, declared: str) -> str:
    row, column = cell
    anchor = _anchor(cell, height, sizes)
    return (
        f'<v:shape{declared} id="_x0000_s{number}" type="#{_NOTE_TYPE}"'
        f' style="position:absolute;width:{_WIDTH * 0.75:g}pt;height:{height * 0.75:g}pt;z-index:1;'
        f'visibility:hidden" alt="{MARKS_NAME}" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )


# ---------------------------------------------------------------- where a box is, and how large


def _height(text: str) -> int:
    """The pixels a text needs, and a line for what stands above it."""
    lines = 1 + sum(max(-(-text_width(line) // _LINE_WIDTH), 1) for line in text.split("\n"))
    return min(_MARGIN + lines * _LINE, _HIGHEST)


def _anchor(cell: Cell, height: int, sizes: CellSizes) -> str:
    """From a little right of and above the cell, as far as the box reaches, in cells and pixels."""
    row, column = cell
    left, top = min(column + 1, _MOST_COLUMNS - 1), max(row - 1, 1)
    right, right_by = _reached(left, 12 + _WIDTH, sizes.width, sizes.widths, _MOST_COLUMNS)
    bottom, bottom_by = _reached(top, 4 + height, sizes.height, sizes.heights, _MOST_ROWS)
    return f"{left - 1},12,{top - 1},4,{right - 1},{right_by},{bottom - 1},{bottom_by}"


def _reached(
    at: int, pixels: int, usual: int, sizes: Mapping[int, int], most: int
) -> tuple[int, int]:
    """The column or row that so many pixels reach, and how far into it."""
    while at < most:
        size = sizes.get(at, usual)
        if pixels < size:
            break
        pixels -= size
        at += 1
    return at, pixels


# ---------------------------------------------------------------- numbers


def free_block(package: Package) -> int:
    """The first thousand of numbers that no drawing of the workbook uses, nor any behind it."""
    used = [0]
    for name in package.names():
        if name.endswith(".vml"):
            drawing = package.read(name)
            used += [*_blocks_told(drawing), *_blocks_used(drawing)]
    return max(used) + 1


def _blocks_used(drawing: bytes) -> set[int]:
    return {int(number) // _IN_A_BLOCK for number in _SHAPE_NUMBER.findall(drawing)}


def _blocks_told(drawing: bytes) -> list[int]:
    """The blocks of numbers that a drawing says it uses."""
    told = _NUMBERS.search(drawing)
    return [int(each) for each in told[1].replace(b",", b" ").split()] if told else []


def _with_blocks(drawing: bytes, blocks: Iterable[int]) -> bytes:
    """Say which blocks of numbers the drawing uses, where it says so."""
    told = _NUMBERS.search(drawing)
    if not told:
        return drawing
    numbers = ",".join(map(str, dict.fromkeys(blocks)))
    return drawing[: told.start(1)] + numbers.encode() + drawing[told.end(1) :]
