"""A member of a zip that is locked with AES, and a key, in; out: what is in it, piece by piece.

So do today's programs lock: WinRAR, Bandizip, 7-Zip, 360压缩. The one thing a newcomer would get
wrong: such a member states the method 99, and its true one, with all else that is needed, in an
extra field; and in the second version it states no checksum, for its seal says more.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipInfo

from toolkit.unpacking.zip_names import extra_fields

AES = 99
_FIELD = 0x9901
_FIRST_VERSION, _VENDOR = 1, b"AE"
_KEY_SIZES = {1: 16, 2: 24, 3: 32}  # by strength; the salt is half as long
_ROUNDS, _CHECK, _SEAL = 1000, 2, 10
_LOCAL_HEADER = struct.Struct("<4s22x2H")
_PIECE = 256 * 1024


class WrongKey(Exception):  # noqa: N818  no failure: another key is tried
    """The key does not fit."""


@dataclass(frozen=True, slots=True)
class AesLock:
    """What a member's extra field says: its lock's version, the size of its keys, its method."""

    version: int
    key_size: int
    method: int


def lock_of(member: ZipInfo) -> AesLock:
    """How a member is locked; raise `BadZipFile` where it does not say."""
    for content in extra_fields(member, _FIELD):
        if len(content) == 7 and content[2:4] == _VENDOR and content[4] in _KEY_SIZES:
            version, strength, method = struct.unpack("<H2xBH", content)
            return AesLock(version, _KEY_SIZES[strength], method)
    raise BadZipFile("no description of the lock")


def unlocked_pieces(file: Path, member: ZipInfo, key: bytes) -> Iterator[bytes]:
    """What is in a member; raise `WrongKey` before anything has come out, or `BadZipFile` where it
    is not what was locked.
    """
    lock = lock_of(member)
    with file.open("rb") as stream:
        size = member.compress_size - lock.key_size // 2 - _CHECK - _SEAL
        if not _is_at_data(stream, member) or size < 0:
            raise BadZipFile("no such record")
        plain = _decrypted(stream, size, lock, key)
        total = checksum = 0
        for piece in _inflated(plain) if lock.method == ZIP_DEFLATED else plain:
            total += len(piece)
            checksum = zlib.crc32(piece, checksum)
            yield piece
    if total != member.file_size or (lock.version == _FIRST_VERSION and checksum != member.CRC):
        raise BadZipFile("not what its directory says")


def _is_at_data(stream: BinaryIO, member: ZipInfo) -> bool:
    """Go to where a member's bytes begin; whether there is such a place."""
    stream.seek(member.header_offset)
    header = stream.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        return False
    mark, name, extra = _LOCAL_HEADER.unpack(header)
    stream.seek(name + extra, 1)
    return bool(mark == b"PK\x03\x04")


def _decrypted(stream: BinaryIO, size: int, lock: AesLock, key: bytes) -> Iterator[bytes]:
    """The next `size` bytes behind the salt, plain; last the seal is compared."""
    from Cryptodome.Cipher import AES as CIPHER
    from Cryptodome.Util import Counter

    salt, check = stream.read(lock.key_size // 2), stream.read(_CHECK)
    keys = hashlib.pbkdf2_hmac("sha1", key, salt, _ROUNDS, 2 * lock.key_size + _CHECK)
    if keys[2 * lock.key_size :] != check:
        raise WrongKey
    counter = Counter.new(128, little_endian=True)
    cipher = CIPHER.new(keys[: lock.key_size], CIPHER.MODE_CTR, counter=counter)
    seal = hmac.new(keys[lock.key_size : 2 * lock.key_size], digestmod="sha1")
    while size and (piece := stream.read(min(size, _PIECE))):
        size -= len(piece)
        seal.update(piece)
        yield cipher.decrypt(piece)
    if size or seal.digest()[:_SEAL] != stream.read(_SEAL):
        raise BadZipFile("not what was locked")


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Deflated bytes unfolded, never much at once."""
    unfolding = zlib.decompressobj(-15)
    for piece in pieces:
        left = piece
        while left and not unfolding.eof:  # what follows the end counts for the seal alone
            yield unfolding.decompress(left, _PIECE)
            left = unfolding.unconsumed_tail
    while last := unfolding.decompress(b"", _PIECE):
        yield last
    if not unfolding.eof:
        raise BadZipFile("cut short")
