"""Texts and widths in; out: how many lines a wrapped text takes, and how high a row is.

What a newcomer would get wrong: not every program fits rows to wrapped texts when it opens a file,
so every row's height is set by us, rather one line too many than too few.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from toolkit.writers.cells import text_width

# What an indent takes of a cell's width, and how much wider Latin characters may turn out.
INDENT, _LATIN = 1.5, 1.25
_RUNS = re.compile(r"[!-~]+|[^!-~]+")
# Longer texts hardly come twice.
_REMEMBERED_LENGTH, _REMEMBERED = 400, 1 << 14


def row_pixels(lines: int) -> int:
    """The height of a row of so many lines, as far as Excel goes."""
    return min(max(24, 8 + 19 * lines), 545)


def most_lines(
    columns: Sequence[Sequence[object]], widths: Sequence[float], *, indent: float = INDENT
) -> list[int]:
    """The lines of each row of a table, given by column."""
    lines = [1] * len(columns[0])
    for values, width in zip(columns, widths, strict=True):
        if str not in set(map(type, values)):
            continue
        for row, value in enumerate(values):
            if isinstance(value, str) and (2 * len(value) + 3 > width or "\n" in value):
                lines[row] = max(lines[row], wrapped_lines(value, width - indent))
    return lines


def wrapped_lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a cell that wide, rather one too many than too few.

    A run of Latin letters and digits keeps together; where 宋体 is replaced by another font, such
    characters are wider than half a Chinese one.
    """
    if len(text) <= _REMEMBERED_LENGTH:
        return _known_lines(text, width)
    return _wrapped_lines(text, width)


def _wrapped_lines(text: str, width: float) -> int:
    room = max(width - 1.0, 4.0)
    return sum(_line_count(line, room) for line in text.split("\n"))


_known_lines = lru_cache(_REMEMBERED)(_wrapped_lines)


def _line_count(line: str, room: float) -> int:
    # A character is two wide at most.
    if 2 * len(line) * _LATIN <= room or text_width(line) * _LATIN <= room:
        return 1
    lines, used = 1, 0.0
    for run in _RUNS.findall(line):
        if "!" <= run[0] <= "~":
            more, used = _put_word(len(run) * _LATIN, used, room)
        else:
            more, used = _put_characters(run, used, room)
        lines += more
    return lines


def _put_word(wide: float, used: float, room: float) -> tuple[int, float]:
    """Lines begun for a word that keeps together where it can, and what its last one holds."""
    if used + wide <= room:
        return 0, used + wide
    if wide <= room:
        return 1, wide
    return math.ceil((used + wide) / room) - 1, wide % room


def _put_characters(run: str, used: float, room: float) -> tuple[int, float]:
    """The same for characters between any two of which a line may end."""
    if text_width(run) != 2 * len(run):
        return _put_one_by_one(run, used, room)
    rest = len(run) - max(int((room - used) / 2), 0)
    if rest <= 0:
        return 0, used + 2 * len(run)
    in_a_line = int(room / 2)
    full, last = divmod(rest - 1, in_a_line)
    return full + 1, 2.0 * (last + 1)


def _put_one_by_one(run: str, used: float, room: float) -> tuple[int, float]:
    lines = 0
    for character in run:
        wide = text_width(character) * (_LATIN if character.isascii() else 1.0)
        if used + wide > room:
            lines, used = lines + 1, 0.0
        used += wide
    return lines, used
