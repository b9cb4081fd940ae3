"""In: the texts and breaks inside one cell of a web page. Out: its value.

White space in a page is only layout: runs of it are one space, and lines are where the page says
so. What a newcomer would get wrong: a cell is text as the page shows it; only where Excel itself
wrote the number beside it (`x:num`) is there a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.model import ErrorCell, Raw, UncachedFormula
from toolkit.reading.serials import from_serial, is_date_format, is_elapsed_format

_LAYOUT = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(" {2,}")
_AROUND_LINES = re.compile(r" *\n *")
_FILLER = " \n\xa0"
_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,3})?")
_TEXT = "@"


class CellText:
    """The text of a cell, or of what stands between tables, as it grows."""

    __slots__ = ("_at_line_start", "_pieces")

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._at_line_start = True

    def add(self, text: str) -> None:
        """Take in text."""
        plain = _LAYOUT.sub(" ", text)
        self._pieces.append(plain)
        self._at_line_start &= plain == " "

    def new_line(self) -> None:
        """A line break that the page asks for."""
        self._pieces.append("\n")
        self._at_line_start = True

    def new_block(self) -> None:
        """Whatever follows stands on a line of its own."""
        if not self._at_line_start:
            self.new_line()

    @property
    def shown(self) -> str:
        """The text people see; a cell that holds only filling spaces is blank."""
        joined = _SPACES.sub(" ", "".join(self._pieces))
        text = _AROUND_LINES.sub("\n", joined).strip(" \n")
        return text if text.strip(_FILLER) else ""


def cell_value(text: str, attributes: Mapping[str, str], number_format: str) -> Raw:
    """The value of a cell from its text and what Excel wrote beside it; "" when it carries none."""
    if "x:err" in attributes:
        return ErrorCell(attributes["x:err"] or text)
    if attributes.get("x:bool", "").upper() in ("TRUE", "FALSE"):
        return attributes["x:bool"].upper() == "TRUE"
    if "x:num" in attributes and number_format != _TEXT:
        number = attributes["x:num"] or text
        if _NUMBER.fullmatch(number):
            return number_value(float(number), number_format)
    if "x:fmla" in attributes and not text:
        return UncachedFormula(f"={attributes['x:fmla'].removeprefix('=')}")
    return attributes.get("x:str") or text


def number_value(number: float, number_format: str) -> Raw:
    """A number, or the date its number format shows it as."""
    if number_format and is_date_format(number_format):
        elapsed = is_elapsed_format(number_format)
        return from_serial(number, starts_1904=False, elapsed=elapsed)
    return number
