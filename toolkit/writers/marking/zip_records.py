"""In: the bytes of a zip container. Out: its members as raw records, and a container in which some
of them are replaced, added or dropped.

What a newcomer would get wrong: a member that is not named is never unpacked. Its record, header
and packed bytes, is copied as it stands, and so is its entry in the directory but for the offset.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from toolkit.reading.budget import normal_name
from toolkit.writers.marking.signs import Declined

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_OFFSET_AT = 42
_VERSION = 20
_UTF8_NAME = 0x800
# 1980-01-01, the first day a zip knows: no clock in our bytes.
_TIME, _DATE = 0, 33
_TOO_LARGE = 0xFFFFFFFF
_MOST_MEMBERS = 0xFFFF
# Half the time of the usual level, for 3 % more bytes.
_LEVEL = 4
_REMEMBERED_SIZE = 1 << 15


@dataclass(frozen=True, slots=True)
class Member:
    """A member by its normal name: its entry in the directory, and its record up to the next."""

    name: str
    entry: bytes
    record: memoryview


@dataclass(frozen=True, slots=True)
class Container:
    """The members in the order of the directory, and the comment of the whole."""

    members: tuple[Member, ...]
    comment: bytes


def open_container(data: bytes) -> Container:
    """Cut a zip into its records; `data` has passed the budget."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos, end, comment = archive.infolist(), archive.start_dir, archive.comment
    starts = sorted({info.header_offset for info in infos} | {end})
    after = dict(pairwise(starts))
    whole, members, at = memoryview(data), [], end
    for info in infos:
        entry, at = _entry(data, at)
        start = info.header_offset
        name = info.filename if info.is_dir() else normal_name(info.filename)
        members.append(Member(name, entry, whole[start : after[start]]))
    return Container(tuple(members), comment)


def _entry(data: bytes, at: int) -> tuple[bytes, int]:
    """An entry of the directory, and where the next one begins."""
    fields = _ENTRY.unpack_from(data, at)
    if _TOO_LARGE in (*fields[8:10], fields[16]):
        raise Declined("文件太大（采用了 Zip64 格式）")
    end = at + _ENTRY.size + sum(fields[10:13])
    return data[at:end], end


def pack(container: Container, contents: Mapping[str, bytes], dropped: Iterable[str]) -> bytes:
    """The container with new contents by normal name, new members last, and without the dropped.

    A new member is named as it is spelt in `contents`.
    """
    left_out, waiting = frozenset(dropped), dict(contents)
    pieces: list[bytes | memoryview] = []
    entries: list[bytes] = []
    position = 0
    for member in container.members:
        if member.name in left_out:
            continue
        record, entry = member.record, member.entry
        if member.name in waiting:
            record, entry = _record(entry, waiting.pop(member.name))
        entries.append(_at(entry, position))
        pieces.append(record)
        position += len(record)
    for name, content in waiting.items():
        record, entry = _record(_new_entry(name), content)
        entries.append(_at(entry, position))
        pieces.append(record)
        position += len(record)
    return b"".join([*pieces, *entries, _end(entries, position, container.comment)])


def _new_entry(name: str) -> bytes:
    spelt = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    return _ENTRY.pack(
        b"PK\1\2", _VERSION, _VERSION, flags, 0, 0, 0, 0, 0, 0, len(spelt), *[0] * 6
    ) + spelt  # fmt: skip


def _record(entry: bytes, content: bytes) -> tuple[memoryview, bytes]:
    """A record and an entry with new content, named and described as the old entry says."""
    fields = _ENTRY.unpack_from(entry)
    made, flags = fields[1], fields[3] & _UTF8_NAME
    named, extra, comment, *place = fields[10:16]
    name = entry[_ENTRY.size : _ENTRY.size + named]
    said = entry[_ENTRY.size + named + extra :]
    packed = _known_packed(content) if len(content) <= _REMEMBERED_SIZE else _packed(content)
    told = (
        _VERSION, flags, zipfile.ZIP_DEFLATED, _TIME, _DATE,
        zlib.crc32(content), len(packed), len(content), named, 0,
    )  # fmt: skip
    record = _LOCAL.pack(b"PK\3\4", *told) + name + packed
    return memoryview(record), (
        _ENTRY.pack(b"PK\1\2", made, *told, comment, *place, 0) + name + said
    )


def _packed(content: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


# Copies of files filled in from one template have many parts in common, to the byte.
_known_packed = lru_cache(64)(_packed)


def _at(entry: bytes, position: int) -> bytes:
    return entry[:_OFFSET_AT] + struct.pack("<L", position) + entry[_OFFSET_AT + 4 :]


def _end(entries: list[bytes], position: int, comment: bytes) -> bytes:
    size = sum(map(len, entries))
    if len(entries) > _MOST_MEMBERS or position + size >= _TOO_LARGE:
        raise Declined("文件太大")
    count = len(entries)
    return _END.pack(b"PK\5\6", 0, 0, count, count, size, position, len(comment)) + comment
