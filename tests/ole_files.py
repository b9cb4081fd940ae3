"""Streams and storages in; out: the bytes of an OLE compound file, as old Office files are.

What a newcomer would get wrong: streams below 4,096 bytes live in the mini stream of the root, and
the entries of a storage must stand in order of length, then of upper case, or no one finds them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Tree: TypeAlias = "Mapping[str, bytes | Tree]"

SECTOR = 512
_MINI, _CUTOFF = 64, 4096
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = _FREE
    right: int = _FREE
    start: int = _END
    size: int = 0

    def written(self) -> bytes:
        spelt = self.name.encode("utf-16-le") + b"\0\0"
        head = spelt.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(spelt), self.kind, 1, _FREE, self.right, self.child
        )
        return head.ljust(116, b"\0") + struct.pack("<IQ", self.start, self.size)


@dataclass(slots=True)
class _File:
    """Sectors laid one behind the other, and the table that chains them."""

    sectors: list[bytes] = field(default_factory=list)
    table: list[int] = field(default_factory=list)

    def add(self, content: bytes, unit: int = SECTOR) -> int:
        """Lay down a chain; where it begins."""
        if not content:
            return _END
        start, count = len(self.sectors), -(-len(content) // unit)
        padded = content.ljust(count * unit, b"\0")
        self.sectors += (padded[at : at + unit] for at in range(0, len(padded), unit))
        self.table += [*range(start + 1, start + count), _END]
        return start


def ole_file(tree: Tree) -> bytes:
    """The bytes of a compound file; a mapping is a storage, bytes are a stream."""
    entries = [_Entry("Root Entry", _ROOT)]
    _enter(tree, entries, 0)
    file, mini = _File(), _File()
    for entry in entries:
        entry.size = len(entry.content)
        if entry.content:
            small = entry.size < _CUTOFF
            entry.start = mini.add(entry.content, _MINI) if small else file.add(entry.content)
    root = entries[0]
    held = b"".join(mini.sectors)
    root.start, root.size = file.add(held), len(held)
    minis = file.add(_numbers(mini.table))
    directory = b"".join(entry.written() for entry in entries)
    first = file.add(directory)
    return _sealed(file, first, minis, -(-len(mini.table) * 4 // SECTOR))


def _enter(tree: Tree, entries: list[_Entry], parent: int) -> None:
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    before = None
    for name in names:
        content, number = tree[name], len(entries)
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE, start=0))
            _enter(content, entries, number)
        if before is None:
            entries[parent].child = number
        else:
            entries[before].right = number
        before = number


def _numbers(table: list[int]) -> bytes:
    return struct.pack(f"<{len(table)}I", *table)


def _sealed(file: _File, directory: int, minis: int, mini_sectors: int) -> bytes:
    """The header, the sectors, and at their end the table of them all."""
    own = 1
    while (len(file.table) + own) * 4 > own * SECTOR:
        own += 1
    tables = list(range(len(file.sectors), len(file.sectors) + own))
    table = _numbers([*file.table, *[_TABLE] * own]).ljust(own * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIII", own, directory, 0, _CUTOFF, minis)
    header += struct.pack("<III", mini_sectors, _END, 0)
    return (header + _numbers(tables)).ljust(SECTOR, b"\xff") + b"".join(file.sectors) + table
