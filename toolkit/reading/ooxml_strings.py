"""In: the shared strings of an OOXML workbook. Out: the strings, and whether
calamine may have them.

A workbook stores each text once and cells point to it, so a few kilobytes can stand for gigabytes
of text, and a claimed count can make a reader reserve the whole memory before it reads a byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from toolkit.errors import Refused
from toolkit.reading.markup import follow, local

MAX_TEXT_BYTES = 4 * 1024 * 1024 * 1024
# What calamine may copy, in all or for each cell: a long text here and there is honest.
_MAX_COPIED_BYTES, _MAX_COPIED_FOR_EACH = 256 * 1024 * 1024, 300

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CLAIM = re.compile(rb"<(?:\w+:)?sst\b[^>]*?\buniqueCount=[\"']([0-9]+)")
_STRING_END = b"</si>"  # a text cannot hold it, while its letters may stand in one
_POINTER = re.compile(rb't="s"[^>]*><v>([0-9]{1,9})</v>')


def read_strings(content: bytes) -> list[str]:
    """The shared strings, without the readings that stand above Chinese and Japanese words."""
    reader = _StringsReader()
    follow([content], reader)
    return reader.strings


class _StringsReader:
    """The handlers of one pass; `strings` grows as items end."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._in_text = self._in_reading = False

    def start(self, name: str, _: dict[str, str]) -> None:
        match local(name):
            case "si":
                self._pieces = []
            case "t":
                self._in_text = not self._in_reading
            case "rPh":
                self._in_reading = True

    def end(self, name: str) -> None:
        match local(name):
            case "si":
                self.strings.append(unescaped("".join(self._pieces)))
            case "t":
                self._in_text = False
            case "rPh":
                self._in_reading = False

    def text(self, data: str) -> None:
        if self._in_text:
            self._pieces.append(data)


def unescaped(text: str) -> str:
    """Undo the spelling of characters that XML cannot hold (``_x000D_``); halves of a character
    that are spelled apart are joined, a half alone becomes the replacement character.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def claims_too_much(content: bytes) -> bool:
    """Whether the part says it holds more strings than its bytes have room for."""
    return any(int(count[:20]) > len(content) for count in _CLAIM.findall(content[:4096]))


def refuse_fan_out(strings: bytes, cells: int, rows: Callable[[], Iterable[bytes]]) -> None:
    """Refuse a workbook whose repeated texts would not fit."""
    if _fans_out(MAX_TEXT_BYTES, strings, cells, rows):
        raise Refused(
            "F105", "同一段长文字被重复引用过多，展开后过大，没有读取；请核实来源后重新报送。"
        )


def copies_too_much(strings: bytes, cells: int, rows: Callable[[], Iterable[bytes]]) -> bool:
    """Whether calamine, which copies a text for each cell that points to it, would take far more
    memory than the cells of an honest workbook do.
    """
    most = min(MAX_TEXT_BYTES, max(_MAX_COPIED_BYTES, cells * _MAX_COPIED_FOR_EACH))
    return _fans_out(most, strings, cells, rows)


def _fans_out(most: int, strings: bytes, cells: int, rows: Callable[[], Iterable[bytes]]) -> bool:
    """Whether cells point to more bytes of text than that. `cells` counts those that may point to
    a string; the rows of all sheets are gone through only when a rough bound is not enough.
    """
    if cells * len(strings) <= most or not _has_string_of(most // cells, strings):
        return False
    if _total(_sizes_written(strings), rows) <= most:
        return False
    return _total([len(text.encode()) for text in read_strings(strings)], rows) > most


def pointers_to_nothing(strings: Sequence[str], rows: Iterable[bytes]) -> int:
    """How many cells point to a string without a character."""
    return _total([not text for text in strings], lambda: rows) if "" in strings else 0


def _total(sizes: Sequence[int], rows: Callable[[], Iterable[bytes]]) -> int:
    """How many bytes the cells of all rows point to, by the size of each string."""
    pointers = (int(pointer) for block in rows() for pointer in _POINTER.findall(block))
    return sum(sizes[pointer] for pointer in pointers if pointer < len(sizes))


def _sizes_written(strings: bytes) -> Sequence[int]:
    """How many bytes each string is written in, which is never less than what it says; where
    strings cannot be told apart by their ends, the size of the part for each.
    """
    written = strings.split(_STRING_END)
    if b"<!" in strings or strings.count(b"<si>") != len(written) - 1:
        return [len(strings)] * strings.count(b"si")
    return [len(string) for string in written]


def _has_string_of(size: int, strings: bytes) -> bool:
    """Whether a string is written in more bytes than that. From the end of one string the walk
    goes to the last end within reach, so that most strings are stepped over.
    """
    at = 0
    while at + size < len(strings):
        end = strings.rfind(_STRING_END, at, at + size + len(_STRING_END))
        if end < 0:
            return True
        at = end + len(_STRING_END)
    return False
