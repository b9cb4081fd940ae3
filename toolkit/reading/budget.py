"""In: the bytes of a zip container. Out: its members, inflated one at a time and counted for real.

This stands before any reader: a member that overlaps another, lies about its size or unrolls
into gigabytes is refused here, because readers trust what the directory says.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.errors import Refused
from toolkit.model.limits import Limits, beyond, megabytes
from toolkit.reading.inflating import Inflater

_USUAL = Limits()
# Repetitive sheets shrink to about 1/60, nothing but a bomb to 1/250.
MAX_RATIO = 250
_RATIO_MATTERS_FROM = 32 * 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_MARKUP = (".xml", ".rels", ".vml")
_DOCTYPES = tuple("<!DOCTYPE".encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be"))
_SEAM = max(map(len, _DOCTYPES)) - 1
_MARK = 2  # bytes that say how a part is encoded
_BROKEN = "工作簿已损坏或不完整，请在 Excel 或 WPS 中打开并另存后重新报送。"


@dataclass(frozen=True, slots=True)
class Parts:
    """The members of a container by normal name: ``/`` between folders, none in front, lower
    case. A part is inflated anew each time it is read, so that no one keeps it by accident;
    `inspected` are those read to their end. `limits` are what reading them may cost.
    """

    data: bytes
    members: Mapping[str, zipfile.ZipInfo]
    limits: Limits = _USUAL
    inspected: set[str] = field(default_factory=set)

    def __contains__(self, name: str) -> bool:
        return normal_name(name) in self.members

    def read(self, name: str, *, parsed: bool = True) -> bytes:
        """The content of a part; a missing part is F101. One that is not `parsed` may name a
        document type: nobody will look for it.
        """
        return b"".join(self.pieces(name, parsed=parsed))

    def pieces(self, name: str, *, parsed: bool = True) -> Iterator[bytes]:
        """The content of a part piece by piece, refused at the first one that is not safe; the
        last word (size and checksum) falls at the end.
        """
        normal, size, checksum = normal_name(name), 0, 0
        inflater, is_markup = self.inflater(normal), parsed and normal.endswith(_MARKUP)
        info, doctypes = self.members[normal], _Doctypes()
        try:
            for piece in inflater:
                size, checksum = size + len(piece), zlib.crc32(piece, checksum)
                if size > info.file_size:
                    raise _unsafe("内部部件的实际大小与登记的不符")
                if is_markup and doctypes.stand_in(piece):
                    raise _unsafe("内部含有文档类型声明")
                yield piece
        except zlib.error as error:
            raise damaged() from error
        if checksum != info.CRC:
            raise damaged()
        self.inspected.add(normal)

    def inflater(self, name: str) -> Inflater:
        """What unrolls a part, unwatched: for parts once read to their end."""
        info = self.members.get(normal_name(name))
        if info is None:
            raise damaged()
        return Inflater(_packed(self.data, info), stored=info.compress_type == zipfile.ZIP_STORED)


class _Doctypes:
    """Looks for document types across the pieces of a part, in the spelling it is written in."""

    def __init__(self) -> None:
        self._opening = self._before = b""

    def stand_in(self, piece: bytes) -> bool:
        """Whether a document type begins or ends in the next piece."""
        if len(self._opening) < _MARK:
            self._opening += piece[:_MARK]
        seam = self._before + piece[:_SEAM]
        self._before = (piece if len(piece) > _SEAM else seam)[-_SEAM:]
        return self._are_in(seam) or self._are_in(piece)

    def _are_in(self, content: bytes) -> bool:
        if b"!" not in content:  # a single byte is looked for far faster than a word
            return False
        wide = self._opening.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"))
        return any(word in content for word in (_DOCTYPES if wide else _DOCTYPES[:1]))


def damaged() -> Refused:
    """The refusal of a workbook that is torn or cut short."""
    return Refused("F101", _BROKEN)


def normal_name(name: str) -> str:
    """A member's name as every reader means it."""
    return name.replace("\\", "/").lstrip("/").lower()


def refuse_too_many_cells(count: int, limits: Limits) -> None:
    """Refuse a workbook with so many cells that carry something; the count may be of its first."""
    if count > limits.cells:
        what = f"单元格已达 {count} 个，"
        raise Refused("F105", beyond(what, f"{limits.cells} 个", "cells"))


def open_parts(data: bytes, limits: Limits = _USUAL) -> Parts:
    """Open a container within the budget; nothing is inflated yet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise damaged() from error
    if len(infos) > limits.members:
        what = f"内部部件多达 {len(infos)} 个，"
        raise Refused("F105", beyond(what, f"{limits.members} 个", "members"))
    _refuse_claims(infos, limits)
    _refuse_overlaps(infos)
    members = {normal_name(info.filename): info for info in infos}
    if len(members) < len(infos):
        raise _unsafe("内部有同名的部件")
    return Parts(data, members, limits)


def refuse_shared_parts(sheets: Sequence[str]) -> None:
    """Refuse a workbook that reads one part over and over, as so many sheets."""
    if len({normal_name(part) for part in sheets}) < len(sheets):
        raise _unsafe("几个工作表用的是同一个内部部件")


def inspect_markup(parts: Parts) -> None:
    """Inflate every XML part not yet read, so that real sizes are counted and entities seen
    before a reader opens the file.
    """
    for name in parts.members:
        if name.endswith(_MARKUP) and name not in parts.inspected:
            for _ in parts.pieces(name):
                pass


def _unsafe(what: str) -> Refused:
    return Refused("F105", f"{what}，不像正常的工作簿，为安全起见没有读取；请核实来源。")


def _refuse_claims(infos: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise Refused("F102", "文件设有密码，无法读取；请取消密码后重新报送。")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise _unsafe("使用了少见的压缩方法")
    if sum(info.file_size for info in infos) > limits.inflated_bytes:
        most = megabytes(limits.inflated_bytes)
        raise Refused("F105", beyond("解开后的体积", most, "unpacked_mb"))
    for info in infos:
        if info.file_size > max(_RATIO_MATTERS_FROM, info.compress_size * MAX_RATIO):
            raise _unsafe("解开后体积膨胀过多")


def _refuse_overlaps(infos: Sequence[zipfile.ZipInfo]) -> None:
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise _unsafe("内部部件互相重叠")
        end = info.header_offset + _LOCAL_HEADER.size + info.compress_size


def _packed(data: bytes, info: zipfile.ZipInfo) -> memoryview:
    start = info.header_offset
    try:
        signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, start)
    except struct.error as error:
        raise damaged() from error
    if signature != b"PK\x03\x04":
        raise damaged()
    start += _LOCAL_HEADER.size + name_length + extra_length
    return memoryview(data)[start : start + info.compress_size]
