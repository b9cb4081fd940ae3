"""In: the shared strings of an OOXML workbook. Out: the strings, and whether
calamine may have them.

A workbook stores each text once and cells point to it, so a few kilobytes can stand for gigabytes
of text, and a claimed count can make a reader reserve the whole memory before it reads a byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from toolkit.errors import Refused
from toolkit.reading.markup import follow, local

MAX_TEXT_BYTES = 4 * 1024 * 1024 * 1024

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CLAIM = re.compile(rb"<(?:\w+:)?sst\b[^>]*?\buniqueCount=[\"']([0-9]+)")
_POINTER = re.compile(rb't="s"[^>]*><v>([0-9]{1,9})</v>')


def read_strings(content: bytes) -> list[str]:
    """The shared strings, without the readings that stand above Chinese and Japanese words."""
    reader = _StringsReader()
    follow(content, reader)
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


def refuse_fan_out(strings: bytes, cells: int, sheets: Callable[[], Iterable[bytes]]) -> None:
    """Refuse a workbook whose repeated texts would not fit. `cells` counts the cells that may
    point to a string; the sheets are read only when a rough bound is not enough.
    """
    if cells * len(strings) <= MAX_TEXT_BYTES or not _has_string_of(
        MAX_TEXT_BYTES // cells, strings
    ):
        return
    sizes = [len(text.encode()) for text in read_strings(strings)]
    total = sum(
        sizes[int(pointer)]
        for sheet in sheets()
        for pointer in _POINTER.findall(sheet)
        if int(pointer) < len(sizes)
    )
    if total > MAX_TEXT_BYTES:
        raise Refused(
            "F105", "同一段长文字被重复引用过多，展开后过大，没有读取；请核实来源后重新报送。"
        )


def _has_string_of(size: int, strings: bytes) -> bool:
    """Whether a string may be so long: then some window half as wide holds no string's end."""
    window = max(16, size // 2)
    return any(
        strings.find(b"si>", at, at + window) < 0 for at in range(0, len(strings) - window, window)
    )
