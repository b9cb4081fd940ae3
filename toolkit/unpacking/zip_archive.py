"""A zip in; out: its members on the shelf, each with the name its sender saw.

The one thing a newcomer would get wrong: members may share one record, so that a small archive
unfolds to a huge one; whoever takes part in that is refused. Only what is stored or deflated is
unpacked: readers of other methods give all they hold at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from stat import S_IFDIR, S_IFMT, S_IFREG
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from toolkit.errors import Refused
from toolkit.unpacking import refusals
from toolkit.unpacking.contents import Contents, Member, Shelf, refuse_outside, refused
from toolkit.unpacking.zip_aes import AES, WrongKey, lock_of, unlocked_pieces
from toolkit.unpacking.zip_names import member_names

_ENCRYPTED = 0x1
_PIECE = 256 * 1024
_LOCAL_HEADER = 30
_MADE_ON_UNIX = 3
# What tools write that know no time: the first day that can be written.
_FIRST_DAY = datetime(1980, 1, 1)
# What a directory or a member that is not as it should be makes the library raise.
_FAULTS = (
    BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    NotImplementedError,
)

_SHARED = "与别的文件占用压缩包里的同一段内容，像是有害文件，没有取出。请重新压缩后再报送。"
_METHOD = "使用了不常见的压缩方法，取不出来。请用普通的 zip 方式重新压缩。"


def open_zip(file: Path, shelf: Shelf, passwords: Sequence[str]) -> Contents:
    """Unpack a zip; raise `Refused` where it cannot be opened at all."""
    try:
        archive = ZipFile(file)
    except _FAULTS as fault:
        raise refusals.broken() from fault
    with archive:
        listed = archive.infolist()
        files = [
            (member, name)
            for member, name in zip(listed, member_names(listed), strict=True)
            if not _is_folder(member, name)
        ]
        shelf.make_room(len(files))
        shared = _sharing([member for member, _ in files])
        keys = [key for password in passwords for key in _keys(password)]
        members = tuple(
            _taken(archive, member, name, shelf, keys, is_shared=member.header_offset in shared)
            for member, name in files
        )
    if members and all(member.code == "F102" for member in members):
        raise refusals.locked()
    unlocked = any(
        _is_locked(member) and taken.file for (member, _), taken in zip(files, members, strict=True)
    )
    return Contents(members, remarks=(refusals.OPENED_WITH,) if unlocked else ())


def _is_folder(member: ZipInfo, name: str) -> bool:
    return name.endswith(("/", "\\")) or _mode(member) == S_IFDIR


def _mode(member: ZipInfo) -> int:
    """What kind of thing a member is where it was made, as Unix tells it; 0 if that is not told."""
    return S_IFMT(member.external_attr >> 16) if member.create_system == _MADE_ON_UNIX else 0


def _is_locked(member: ZipInfo) -> bool:
    return bool(member.flag_bits & _ENCRYPTED) or member.compress_type == AES


def _sharing(members: Sequence[ZipInfo]) -> set[int]:
    """Where records begin that run into each other."""
    shared: set[int] = set()
    reach, reached_by = -1, -1
    for member in sorted(members, key=lambda each: each.header_offset):
        start = member.header_offset
        if start < reach:
            shared |= {start, reached_by}
        end = start + _LOCAL_HEADER + len(member.orig_filename) + member.compress_size
        if end > reach:
            reach, reached_by = end, start
    return shared


def _keys(password: str) -> list[bytes]:
    """A password as the programs of today and those of a Chinese Windows spell it."""
    spelled = (password.encode(encoding, "replace") for encoding in ("utf-8", "gb18030"))
    return list(dict.fromkeys(spelled))


def _taken(
    archive: ZipFile,
    member: ZipInfo,
    name: str,
    shelf: Shelf,
    keys: Sequence[bytes],
    *,
    is_shared: bool,
) -> Member:
    """One member on the shelf, or refused by its name."""
    stamp = _stamp(member)
    try:
        refuse_outside(name)
        _refuse_oddity(member, is_shared=is_shared)
        if not _is_locked(member):
            return _unpacked(archive, member, name, shelf, None)
        return _unlocked(archive, member, name, shelf, keys)
    except Refused as why:
        return refused(name, why, stamp)
    except _FAULTS:
        return refused(name, refusals.broken_member(), stamp)


def _refuse_oddity(member: ZipInfo, *, is_shared: bool) -> None:
    if _mode(member) not in (0, S_IFREG):
        raise refusals.not_a_file()
    if is_shared:
        raise Refused("F105", _SHARED)
    if _method(member) not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused("F103", _METHOD)


def _method(member: ZipInfo) -> int:
    """How a member is packed, whatever it is locked with."""
    return lock_of(member).method if member.compress_type == AES else member.compress_type


def _unlocked(
    archive: ZipFile, member: ZipInfo, name: str, shelf: Shelf, keys: Sequence[bytes]
) -> Member:
    """A member opened with the first key that fits: one in 256 wrong ones does so by chance, and
    is found out at the end. With AES it is one in 65,536, so that damage is the likelier reason.
    """
    is_broken = False
    for key in keys:
        try:
            return _unpacked(archive, member, name, shelf, key)
        except (RuntimeError, WrongKey):
            continue
        except _FAULTS:
            is_broken = member.compress_type == AES
    raise refusals.broken_member() if is_broken else refusals.locked_member()


def _unpacked(
    archive: ZipFile, member: ZipInfo, name: str, shelf: Shelf, key: bytes | None
) -> Member:
    return shelf.put(
        name, _pieces(archive, member, key), _stamp(member), packed=member.compress_size
    )


def _pieces(archive: ZipFile, member: ZipInfo, key: bytes | None) -> Iterator[bytes]:
    if key is not None and member.compress_type == AES:
        yield from unlocked_pieces(Path(archive.filename or ""), member, key)
        return
    with archive.open(member, pwd=key) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _stamp(member: ZipInfo) -> datetime | None:
    try:
        stamp = datetime(*member.date_time)
    except ValueError:
        return None
    return stamp if stamp > _FIRST_DAY else None
