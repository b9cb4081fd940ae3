"""In: a binary part of an .xlsb. Out: its records, and the texts inside them.

A part is a row of records: a type and a length in seven-bit groups, then that many bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from toolkit.reading.budget import damaged

_LENGTH = struct.Struct("<I")


def records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part; one that is cut short is F101."""
    at = 0
    while at < len(part):
        kind, at = _varying(part, at, 2)
        length, at = _varying(part, at, 4)
        if at + length > len(part):
            raise damaged()
        yield kind, part[at : at + length]
        at += length


def _varying(part: bytes, at: int, longest: int) -> tuple[int, int]:
    """A number in groups of seven bits, the last one without the high bit; record types keep
    the high bit of their first byte.
    """
    number = 0
    for group in range(longest):
        if at >= len(part):
            raise damaged()
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * group)
        if byte < 0x80:
            break
    return number, at


def wide_text(body: bytes, at: int) -> tuple[str, int]:
    """A text with its length in front, and where the next field begins."""
    (length,) = _LENGTH.unpack_from(body, at)
    at += _LENGTH.size
    if length == 0xFFFFFFFF:
        return "", at
    if at + 2 * length > len(body):
        raise damaged()
    return body[at : at + 2 * length].decode("utf-16-le", "replace"), at + 2 * length
