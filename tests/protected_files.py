"""Protected workbooks written by hand, byte for byte, from [MS-OFFCRYPTO] and [MS-XLS]."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import openpyxl
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_standard import ECMA376Standard
from msoffcrypto.method.xor_obfuscation import DocumentXOR
from xlwt.CompoundDoc import XlsDoc

SALT = bytes(range(16))
VERIFIER = bytes(range(16, 32))

Rows = list[list[object]]
md5 = partial(hashlib.md5, usedforsecurity=False)
sha1 = partial(hashlib.sha1, usedforsecurity=False)


def plain_xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "名单"
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def agile(package: bytes, password: str) -> bytes:
    """What Excel 2010 and later write."""
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(package)).encrypt(password, file)
    return file.getvalue()


def wrapped(info: bytes, package: bytes, storage: str = "") -> bytes:
    """An OLE file with the two streams of a protected package; `storage` takes the place of the
    name that says it is protected by a password.
    """
    container = ECMA376Encrypted(package, info)
    for entry in container._dirs:
        if storage and entry.Name == "StrongEncryptionTransform":
            entry.Name = storage
    file = io.BytesIO()
    container.write_to(file)
    return file.getvalue()


def standard(package: bytes, password: str) -> bytes:
    """What Excel 2007 writes."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = ECMA376Standard.makekey_from_password(password, 0x660E, 0x8004, 0x18, 128, 16, SALT)

    def encrypted(content: bytes) -> bytes:
        padded = content + bytes(-len(content) % 16)
        encryptor = Cipher(algorithms.AES(bytes(key)), modes.ECB()).encryptor()  # noqa: S305  as Excel does
        return encryptor.update(padded) + encryptor.finalize()

    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + "AES\0".encode(
        "utf-16-le"
    )
    verifier = struct.pack("<I16s16sI", 16, SALT, encrypted(VERIFIER), 20)
    verifier += encrypted(sha1(VERIFIER).digest())
    info = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + verifier
    return wrapped(info, struct.pack("<Q", len(package)) + encrypted(package))


# ---------------------------------------------------------------- .xls

NEVER = {0x0809, 0x002F, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138}
BOUND_SHEET = 0x0085


def rc4(key: bytes, content: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def rc4_key(password: str, block: int) -> bytes:
    short = md5(password.encode("utf-16-le")).digest()[:5]
    return md5(md5((short + SALT) * 16).digest()[:5] + struct.pack("<I", block)).digest()


def crypto_api_key(password: str, block: int) -> bytes:
    hashed = sha1(SALT + password.encode("utf-16-le")).digest()
    return sha1(hashed + struct.pack("<I", block)).digest()[:16]


def rc4_lock(password: str) -> bytes:
    both = rc4(rc4_key(password, 0), VERIFIER + md5(VERIFIER).digest())
    return struct.pack("<HHH", 1, 1, 1) + SALT + both


def crypto_api_lock(password: str) -> bytes:
    both = rc4(crypto_api_key(password, 0), VERIFIER + sha1(VERIFIER).digest())
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + "CSP\0".encode("utf-16-le")
    verifier = struct.pack("<I16s16sI20s", 16, SALT, both[:16], 20, both[16:])
    return struct.pack("<HHHII", 1, 2, 2, 4, len(header)) + header + verifier


def xor_verifier(letters: bytes) -> int:
    value = 0
    for byte in reversed(bytes([len(letters)]) + letters):
        value = (value >> 14 & 1 | value << 1 & 0x7FFF) ^ byte
    return value ^ 0xCE4B


def xor_lock(password: str) -> bytes:
    letters = password.encode("gb18030")
    key = DocumentXOR.create_xor_key_method1(letters.decode("latin-1"))
    return struct.pack("<HHH", 0, key, xor_verifier(letters))


def records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at < len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        yield code, at + 4, length
        at += 4 + length


def locked_stream(rows: Rows, lock: bytes) -> bytearray:
    """The records of an .xls with the one that says it is protected, nothing hidden yet."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            sheet.write(y, x, value)
    stream = book.get_biff_data()
    _, start, length = next(records(stream))
    record = struct.pack("<HH", 0x002F, len(lock)) + lock
    stream = bytearray(stream[: start + length] + record + stream[start + length :])
    for code, at, _ in list(records(stream)):
        if code == BOUND_SHEET:
            (place,) = struct.unpack_from("<I", stream, at)
            struct.pack_into("<I", stream, at, place + len(record))
    return stream


def hidden_places(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Where content is hidden: from, to, and the length of its record."""
    for code, at, length in records(stream):
        if code not in NEVER:
            yield at + (4 if code == BOUND_SHEET else 0), at + length, length


def protected_xls(path: Path, stream: bytes) -> Path:
    with path.open("wb") as file:
        XlsDoc().save(file, bytes(stream))
    return path


def rc4_xls(path: Path, rows: Rows, lock: bytes, key: Callable[[int], bytes]) -> Path:
    stream = locked_stream(rows, lock)
    whole = b"".join(
        rc4(key(block), bytes(stream[at : at + 1024]))
        for block, at in enumerate(range(0, len(stream), 1024))
    )
    for start, end, _ in list(hidden_places(stream)):
        stream[start:end] = whole[start:end]
    return protected_xls(path, stream)


def xored(stream: bytearray, password: str) -> bytearray:
    hidden = bytearray(stream)
    letters = password.encode("gb18030").decode("latin-1")
    key = DocumentXOR.create_xor_array_method1(letters)
    for start, end, length in list(hidden_places(stream)):
        for at in range(start, end):
            turned = (stream[at] << 5 | stream[at] >> 3) & 0xFF
            hidden[at] = turned ^ key[(at + length) % 16]
    return hidden


def xor_xls(path: Path, rows: Rows, password: str) -> Path:
    return protected_xls(path, xored(locked_stream(rows, xor_lock(password)), password))
