"""The directory of a zip in; out: the name of each member, as its sender saw it.

What a newcomer would get wrong: a zip made on a Chinese Windows holds names in GBK and does not say
so. One name alone may be sound UTF-8 by chance, so it is the whole directory that decides.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from zipfile import ZipInfo

_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_CHINESE = "gb18030"


def member_names(members: Sequence[ZipInfo]) -> list[str]:
    """The members' names, in their order."""
    raw = [_raw(member) for member in members]
    orders = ("utf-8", _CHINESE) if all(map(_is_utf8, raw)) else (_CHINESE, "utf-8")
    return [
        _unicode_path(member) or _decoded(name, member, orders)
        for member, name in zip(members, raw, strict=True)
    ]


def _raw(member: ZipInfo) -> bytes:
    """The bytes of a name that is not said to be UTF-8, which were taken for code page 437."""
    return b"" if member.flag_bits & _IS_UTF8 else member.orig_filename.encode("cp437")


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(name: bytes, member: ZipInfo, encodings: Sequence[str]) -> str:
    if not name:
        return member.orig_filename
    for encoding in encodings:
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.orig_filename


def _unicode_path(member: ZipInfo) -> str:
    """The name in Info-ZIP's own field for it, if it belongs to the name beside it."""
    for content in extra_fields(member, _UNICODE_PATH):
        if content[:1] == b"\x01":
            encoding = "utf-8" if member.flag_bits & _IS_UTF8 else "cp437"
            beside = zlib.crc32(member.orig_filename.encode(encoding))
            if int.from_bytes(content[1:5], "little") == beside and _is_utf8(content[5:]):
                return content[5:].decode("utf-8")
    return ""


def extra_fields(member: ZipInfo, wanted: int) -> Iterator[bytes]:
    """What stands in a member's extra fields of one kind."""
    extra = member.extra
    at = 0
    while at + 4 <= len(extra):
        kind, size = (int.from_bytes(extra[at + i : at + i + 2], "little") for i in (0, 2))
        if kind == wanted:
            yield extra[at + 4 : at + 4 + size]
        at += 4 + size
