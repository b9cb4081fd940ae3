"""In: a sheet part piece by piece. Out: the same bytes in blocks, each cut where a row begins.

No row is ever torn, so a block can be searched as if it were the whole part. What stands before
the first row belongs to the first block, what follows the last row to the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_ROW = b"<row "


def next_block(pieces: Iterator[bytes], opening: bytes = b"") -> tuple[bytes, bytes]:
    """The next block, and the opening of the row after it: the `opening` of the call to come,
    empty when this block is the last.
    """
    waiting = [opening]
    for piece in pieces:
        cut = piece.rfind(_ROW)
        if cut >= 0:
            return b"".join((*waiting, memoryview(piece)[:cut])), piece[cut:]
        waiting.append(piece)
    return b"".join(waiting), b""


def row_blocks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The blocks of a part, each with whether it is the last."""
    stream, opening = iter(pieces), b""
    while True:
        block, opening = next_block(stream, opening)
        yield block, not opening
        if not opening:
            return
