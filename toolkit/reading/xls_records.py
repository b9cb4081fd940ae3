"""In: the workbook stream of an .xls. Out: its records one by one, or a stream without those that
tell nothing about cells.

A stream is a row of records: a kind, a length, then that many bytes. Most that goes wrong in such
files goes wrong in notes, names and drawings, which nobody here asks for.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_RECORD = struct.Struct("<HH")
_STREAM_START, _STREAM_END = 0x0809, 0x000A
_NO_KIND = 0x0FFF
# Notes, texts in drawings and drawings; names, what they refer to in other files, and links.
_ASIDES = frozenset(
    (0x001C, 0x01B6, 0x005D, 0x00EB, 0x00EC, 0x00ED, 0x0018, 0x0218, 0x0023, 0x01AE, 0x01B8, 0x0800)
)


def records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream; those of a chart inside it are passed over."""
    depth = 0
    for start, kind, length in _heads(stream, at):
        depth += (kind == _STREAM_START) - (kind == _STREAM_END)
        if depth <= 0:
            return
        if depth == 1:
            begin = start + _RECORD.size
            yield kind, stream[begin : begin + length]


def without_asides(stream: bytes) -> bytes:
    """The stream with every record that tells nothing about cells turned into one of no kind, so
    that all others stay where they are.
    """
    plain = bytearray(stream)
    for start, kind, length in _heads(stream, 0):
        if kind in _ASIDES:
            _RECORD.pack_into(plain, start, _NO_KIND, length)
    return bytes(plain)


def _heads(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Where each record begins, its kind and its length."""
    while at + _RECORD.size <= len(stream):
        kind, length = _RECORD.unpack_from(stream, at)
        yield at, kind, length
        at += _RECORD.size + length
