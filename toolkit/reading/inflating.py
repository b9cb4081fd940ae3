"""In: the packed bytes of one member of a zip. Out: its content, piece by piece.

Pieces keep memory small: a sheet of a hundred megabytes is never whole in memory. What a newcomer
would get wrong: a copy goes on from where the original stands, so a place in the middle can be
found again without unrolling all that stands before it.
"""

from __future__ import annotations

import zlib
from typing import Self

# Packed bytes taken at a time: enough that a small part is one piece, little enough that even a
# piece unrolled a thousandfold does no harm.
_PACKED_PIECE = 128 * 1024


class Inflater:
    """An iterator over the pieces of a member; none of them is empty."""

    __slots__ = ("_at", "_packed", "_unroller")

    def __init__(self, packed: memoryview, *, stored: bool) -> None:
        self._packed = packed
        self._at = 0
        self._unroller = None if stored else zlib.decompressobj(-zlib.MAX_WBITS)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        while self._at < len(self._packed):
            packed = self._packed[self._at : self._at + _PACKED_PIECE]
            self._at += _PACKED_PIECE
            piece = self._unroll(packed)
            if piece:
                return piece
        raise StopIteration

    def _unroll(self, packed: memoryview) -> bytes:
        if self._unroller is None:
            return bytes(packed)
        piece = self._unroller.decompress(packed)
        if self._unroller.eof:  # what stands behind the end is nobody's
            self._at = len(self._packed)
        return piece
