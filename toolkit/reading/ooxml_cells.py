"""In: the XML of a sheet, whole or an excerpt. Out: its cells, each with its true state, and what
is merged or hidden.

This is the careful reader: slower than calamine, but it knows error cells, formulas without a
value, numbers with white space around them, strict and prefixed files, and a cell of an unknown
type costs only that cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from toolkit.model import ErrorCell, Limits, Merge, Raw, UncachedFormula
from toolkit.reading.budget import damaged, refuse_too_many_cells
from toolkit.reading.layout import MAX_COLUMN, MAX_ROW
from toolkit.reading.markup import follow, local
from toolkit.reading.number_formats import Styles
from toolkit.reading.ooxml_strings import unescaped
from toolkit.reading.serials import from_serial

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_RANGE = re.compile(f"{_REFERENCE.pattern}:{_REFERENCE.pattern}")
_INTEGER = re.compile(r"[0-9]{1,9}")
_POINTER = re.compile(r"([0-9]{1,9})(?:\.0*)?")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_TRUE = ("1", "true")
_FALSE = ("0", "false")
_USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Decoder:
    """What a cell's text means in this workbook; strings are read when the first cell asks.
    `limits` end a sheet with too many cells.
    """

    strings: Callable[[], Sequence[str]]
    styles: Styles
    starts_1904: bool
    limits: Limits = _USUAL


@dataclass(slots=True)
class SheetContent:
    """The cells that carry something, by (row, column), and the sheet's layout. Of cells that stand
    in the file twice with different values the last counts; `doubled` are their places.
    """

    cells: dict[tuple[int, int], Raw] = field(default_factory=dict)
    doubled: set[tuple[int, int]] = field(default_factory=set)
    style_of: dict[tuple[int, int], int] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """The 1-based column of Excel's letters.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def read_content(pieces: Iterable[bytes], decoder: Decoder) -> SheetContent:
    """Read a sheet part in pieces, or an excerpt of one that keeps its head and tail."""
    reader = _SheetReader(decoder)
    follow(pieces, reader)
    return reader.found


class _SheetReader:
    """The handlers of one pass; `found` grows as cells end."""

    def __init__(self, decoder: Decoder) -> None:
        self.found = SheetContent()
        self._decoder = decoder
        self._row = self._column = 0
        self._type = ""
        self._style = 0
        self._texts: dict[str, list[str]] = {}
        self._listening: list[str] | None = None
        self._in_reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "c":
                self._start_cell(attributes)
            case "v" | "f" as kind:
                self._listening = self._texts.setdefault(kind, [])
            case "t" if not self._in_reading:
                self._listening = self._texts.setdefault("t", [])
            case "rPh":
                self._in_reading = True
            case "row":
                self._start_row(attributes)
            case "col":
                self._start_column(attributes)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        match local(name):
            case "v" | "f" | "t":
                self._listening = None
            case "rPh":
                self._in_reading = False
            case "c":
                self._end_cell()

    def text(self, data: str) -> None:
        if self._listening is not None:
            self._listening.append(data)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _integer(attributes.get("r", ""), self._row + 1)
        self._column = 0
        if attributes.get("hidden") in _TRUE:
            self.found.hidden_rows.add(self._row)

    def _start_column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE:
            first = _integer(attributes.get("min", ""), 1)
            last = _integer(attributes.get("max", ""), first)
            self.found.hidden_columns.append((first, last))

    def _merge(self, reference: str) -> None:
        corners = _RANGE.fullmatch(reference)
        if corners:
            left, top, right, bottom = corners.groups()
            self.found.merges.append(
                Merge(int(top), column_number(left), int(bottom), column_number(right))
            )

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._move_to(attributes.get("r", ""))
        self._type = attributes.get("t", "n")
        self._style = _integer(attributes.get("s", ""), 0)
        self._texts = {}

    def _move_to(self, reference: str) -> None:
        place = _REFERENCE.fullmatch(reference)
        if place:
            self._column, self._row = column_number(place[1]), int(place[2])
        elif reference:
            raise damaged()
        else:
            self._column += 1
        if not (0 < self._row <= MAX_ROW and self._column <= MAX_COLUMN):
            raise damaged()

    def _end_cell(self) -> None:
        place = self._row, self._column
        if self._style:
            self.found.style_of[place] = self._style
        texts = {kind: "".join(pieces) for kind, pieces in self._texts.items()}
        value = decode(texts, self._type, self._style, self._decoder)
        if value != "":
            if self.found.cells.get(place, value) != value:
                self.found.doubled.add(place)
            self.found.cells[place] = value
            refuse_too_many_cells(len(self.found.cells), self._decoder.limits)


# ---------------------------------------------------------------- what a cell's text means


def decode(texts: dict[str, str], kind: str, style: int, decoder: Decoder) -> Raw:
    """The value of a cell from its texts: `v` its value, `f` its formula, `t` its inline text."""
    written = texts.get("v", "")
    if not written and "t" in texts:
        return unescaped(texts["t"])
    # A text formula with an empty result has a result; any other formula without one has none.
    if not written.strip() and "f" in texts and not (kind == "str" and "v" in texts):
        return UncachedFormula(f"={texts['f']}")
    if kind in ("str", "inlineStr"):
        return unescaped(written)
    written = written.strip()
    if not written:
        return ""
    match kind:
        case "s":
            return _shared(written, decoder)
        case "b":
            return _truth(written)
        case "e":
            return ErrorCell(written)
        case "d":
            return _iso_date(written)
        case "n":
            return _number(written, style, decoder)
    return ErrorCell(written) if written.startswith("#") else written


def _shared(written: str, decoder: Decoder) -> Raw:
    strings = decoder.strings()
    pointer = _POINTER.fullmatch(written)  # some programs write 1.0
    if pointer and int(pointer[1]) < len(strings):
        return strings[int(pointer[1])]
    return ErrorCell("#N/A")  # the text it points to is not in the file


def _truth(written: str) -> Raw:
    if written.lower() in _TRUE:
        return True
    return False if written.lower() in _FALSE else written


def _integer(text: str, otherwise: int) -> int:
    return int(text) if _INTEGER.fullmatch(text) else otherwise


def _iso_date(written: str) -> Raw:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    return moment.date() if len(written) == len("2000-01-01") else moment


def _number(written: str, style: int, decoder: Decoder) -> Raw:
    number = float(written) if _NUMBER.fullmatch(written) else math.nan
    if not math.isfinite(number):
        return written
    if decoder.styles.is_date(style):
        return from_serial(
            number,
            starts_1904=decoder.starts_1904,
            elapsed=decoder.styles.is_elapsed(style),
        )
    return number
