"""In: the bytes of an Office file that may be protected, and passwords. Out: what it protects, as
the bytes of a file of its own.

The only file that imports msoffcrypto. What a newcomer would get wrong: Excel encrypts a workbook
that is only write-protected or locked in its structure with a password of its own, and opens it
without asking; so it is opened here, too, and nobody is told of a password.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Refused
from toolkit.model.limits import Limits, beyond, megabytes
from toolkit.reading.markup import parse_elements

_OLE = b"\xd0\xcf\x11\xe0"
_EXCEL_OWN = "VelvetSweatshop"
_USUAL = Limits()
# Excel, WPS and LibreOffice hash a password 100,000 times; at more than this, trying it would take
# longer than any honest file does.
_MOST_SPINS = 1_000_000
_MOST_INFO = 1024 * 1024
_DOCTYPES = tuple("<!DOCTYPE".encode(form) for form in ("ascii", "utf-16-le", "utf-16-be"))

_HOW = "请取消密码后重新报送，或把密码告诉秘书处（填在 收件.xlsx 的“密码”一栏，或用 --password）。"
_NEEDED = f"文件设有打开密码，需要密码才能读取。{_HOW}"
_UNFIT = f"给出的密码都打不开这份文件，请核对大小写和全角半角。{_HOW}"
_RIGHTS = (
    "文件受权限管理（IRM）保护，只有获得授权的账号能打开，密码打不开它；请取消权限限制后重新报送。"
)
_OTHERWISE = (
    "文件是用证书、账号或其他专用方式加密的，密码打不开它；请取消加密，另存为 .xlsx 后重新报送。"
)
_TORN = "文件设有打开密码，但加密信息已损坏，无法打开；请取消密码后重新报送。"


@dataclass(frozen=True, slots=True)
class Opened:
    """`data` is a file as it would be without its protection: a zip, the bare records of an .xls,
    or the file itself where nothing protects it. `asked`: one of the passwords given was needed.
    """

    data: bytes
    asked: bool = False


def decrypted(data: bytes, passwords: Sequence[str] = (), limits: Limits = _USUAL) -> Opened:
    """Take the protection off a file with the first password that fits; raise `Refused` (F102,
    F105) where none does, or where what protects it is not sound.
    """
    streams = _streams(data)
    tries = (*dict.fromkeys(filter(None, passwords)), _EXCEL_OWN)
    if "EncryptedPackage" in streams:
        if len(streams["EncryptedPackage"]) > limits.inflated_bytes:
            most = megabytes(limits.inflated_bytes)
            raise Refused("F105", beyond("解开后的体积", most, "unpacked_mb"))
        return _first_fit(_OpenXml(data, streams), tries)
    book = streams.get("Workbook") or streams.get("Book") or b""
    lock = _lock_of(book)
    return Opened(data) if lock is None else _first_fit(_Records(book, lock), tries)


def _first_fit(locked: _OpenXml | _Records, tries: Sequence[str]) -> Opened:
    for password in tries:
        try:
            plain = locked.opened_with(password)
        except (Refused, MemoryError):
            raise
        except Exception as error:  # what protects it is torn: whatever comes first is raised
            raise Refused("F102", _TORN) from error
        if plain is not None:
            return Opened(plain, asked=password != _EXCEL_OWN)
    raise Refused("F102", _UNFIT if len(tries) > 1 else _NEEDED)


# ---------------------------------------------------------------- the wrapping


def _streams(data: bytes) -> Mapping[str, bytes]:
    """The streams of an OLE file that say whether it is protected, and how; none where the file is
    torn, which is for its reader to say.
    """
    if not data.startswith(_OLE):
        return {}
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as document:
            paths = document.listdir(storages=True)
            _refuse_rights(paths)
            wanted = ("EncryptionInfo", "EncryptedPackage")
            if ["EncryptedPackage"] not in paths:
                wanted = ("Workbook", "Book")
            return {name: document.openstream(name).read() for name in wanted if [name] in paths}
    except (Refused, MemoryError):
        raise
    except Exception:  # torn files meet olefile with whatever error comes first
        return {}


def _refuse_rights(paths: Sequence[Sequence[str]]) -> None:
    names = {part for path in paths for part in path}
    if any(name.lstrip("\x06\x09").startswith("DRM") for name in names):
        raise Refused("F102", _RIGHTS)


# ---------------------------------------------------------------- OOXML inside


class _OpenXml:
    """A protected OOXML package; refused at once where no password could open it."""

    def __init__(self, data: bytes, streams: Mapping[str, bytes]) -> None:
        info = streams.get("EncryptionInfo", b"")
        if len(info) < 8 or len(info) > _MOST_INFO:
            raise Refused("F102", _OTHERWISE)
        major, minor = struct.unpack_from("<HH", info)
        if (major, minor) == (4, 4):
            _refuse_unsafe_description(info[8:])
        elif not (major in (2, 3, 4) and minor == 2):
            raise Refused("F102", _OTHERWISE)
        self._data = data
        self._office: Any = None

    def opened_with(self, password: str) -> bytes | None:
        """The package, None where the password does not fit."""
        from msoffcrypto.exceptions import InvalidKeyError
        from msoffcrypto.format.ooxml import OOXMLFile

        self._office = self._office or OOXMLFile(io.BytesIO(self._data))
        plain = io.BytesIO()
        try:
            self._office.load_key(password, verify_password=True)
        except InvalidKeyError:
            return None
        self._office.decrypt(plain)
        return plain.getvalue()


def _refuse_unsafe_description(xml: bytes) -> None:
    """Refuse a description that would take for ever to follow, or that asks for no password."""
    if any(word in xml for word in _DOCTYPES):
        raise Refused("F105", "加密信息里含有文档类型声明，为安全起见没有读取；请核实来源。")
    try:
        elements = list(parse_elements(xml))
    except Refused as torn:
        raise Refused("F102", _TORN) from torn
    keys = [plain for name, plain in elements if name == "encryptedKey"]
    spins = [key["spinCount"] for key in keys if "spinCount" in key]
    if not spins:
        raise Refused("F102", _OTHERWISE)
    if not all(each.isascii() and each.isdigit() and len(each) < 20 for each in spins):
        raise Refused("F102", _TORN)
    if max(map(int, spins)) > _MOST_SPINS:
        raise Refused("F105", "密码的计算次数多得不正常，为安全起见没有读取；请核实来源。")


# ---------------------------------------------------------------- the records of an .xls

_HEADER = struct.Struct("<HH")
_START, _END, _FILE_PASS, _BOUND_SHEET = 0x0809, 0x000A, 0x002F, 0x0085
_BIFF8 = 0x0600
# These are never encrypted: BOF, FILEPASS, USREXCL, FILELOCK, INTERFACEHDR, RRDINFO, RRDHEAD
# ([MS-XLS] 2.2.10).
_NEVER = frozenset({_START, _FILE_PASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138})
# Of a sheet's entry, where the sheet begins is not.
_PLAIN_OF_SHEET = 4
_RC4_BLOCK = 1024
_LONGEST_XOR = 15


def _record_places(stream: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Each record: its code, where its content begins, and its length."""
    at = 0
    while at + _HEADER.size <= len(stream):
        code, length = _HEADER.unpack_from(stream, at)
        at += _HEADER.size
        yield code, at, length
        at += length


def _lock_of(stream: bytes) -> bytes | None:
    """What the records say of the password; None where they are not protected."""
    for code, at, length in _record_places(stream):
        if code == _FILE_PASS:
            return stream[at : at + length]
        if code == _END:
            break
    return None


@dataclass(frozen=True, slots=True)
class _Records:
    """The protected records of an .xls, and the record that says how they are."""

    stream: bytes
    lock: bytes

    def opened_with(self, password: str) -> bytes | None:
        """The records without protection, None where the password does not fit."""
        (version,) = struct.unpack_from("<H", self.stream, _HEADER.size)
        if version < _BIFF8:
            return self._from_xor(password, self.lock)
        if self.lock[:2] == b"\0\0":
            return self._from_xor(password, self.lock[2:])
        major, minor = struct.unpack_from("<HH", self.lock, 2)
        if (major, minor) == (1, 1):
            return self._from_rc4(password)
        if major in (2, 3, 4) and minor == 2:
            return self._from_crypto_api(password)
        raise Refused("F102", _OTHERWISE)

    def _from_rc4(self, password: str) -> bytes | None:
        from msoffcrypto.method.rc4 import DocumentRC4

        salt, verifier, digest = struct.unpack_from("<16s16s16s", self.lock, 6)
        if not DocumentRC4.verifypw(password, salt, verifier, digest):
            return None
        whole = io.BytesIO(self.stream)
        plain = DocumentRC4.decrypt(password, salt, whole, blocksize=_RC4_BLOCK)
        return self._with_plain_places(bytearray(plain.getbuffer()))

    def _from_crypto_api(self, password: str) -> bytes | None:
        from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

        (size,) = struct.unpack_from("<I", self.lock, 10)
        (bits,) = struct.unpack_from("<I", self.lock, 30)
        salt, verifier, digest = struct.unpack_from("<4x16s16s4x20s", self.lock, 14 + size)
        bits = bits or 40
        if not DocumentRC4CryptoAPI.verifypw(password, salt, bits, verifier, digest):
            return None
        whole = io.BytesIO(self.stream)
        plain = DocumentRC4CryptoAPI.decrypt(password, salt, bits, whole, blocksize=_RC4_BLOCK)
        return self._with_plain_places(bytearray(plain.getbuffer()))

    def _with_plain_places(self, plain: bytearray) -> bytes:
        """Put back what was never encrypted: a stream cipher ran over everything."""
        for code, at, length in _record_places(self.stream):
            end = at
            if code in _NEVER:
                end += length
            elif code == _BOUND_SHEET:
                end += _PLAIN_OF_SHEET
            plain[at - _HEADER.size : end] = self.stream[at - _HEADER.size : end]
        return _without_lock(plain)

    def _from_xor(self, password: str, lock: bytes) -> bytes | None:
        from msoffcrypto.method.xor_obfuscation import DocumentXOR

        (stated,) = struct.unpack_from("<H", lock, 2)
        # The method knows bytes of the writer's code page, not characters.
        letters = password.encode("gb18030").decode("latin-1")
        if len(letters) > _LONGEST_XOR or not DocumentXOR.verifypw(letters, stated):
            return None
        key = bytes(DocumentXOR.create_xor_array_method1(letters))
        plain = bytearray(self.stream)
        for code, at, length in _record_places(self.stream):
            if code not in _NEVER:
                start = at + (_PLAIN_OF_SHEET if code == _BOUND_SHEET else 0)
                end = min(at + length, len(plain))
                turn = (start + length) % len(key)
                plain[start:end] = _xored(plain[start:end], key[turn:] + key[:turn])
        return _without_lock(plain)


# A byte turned right by five bits.
_TURNED = bytes(byte >> 5 | byte << 3 & 0xFF for byte in range(256))


def _xored(content: bytearray, key: bytes) -> bytes:
    stream = (key * (len(content) // len(key) + 1))[: len(content)]
    mixed = int.from_bytes(content, "big") ^ int.from_bytes(stream, "big")
    return mixed.to_bytes(len(content), "big").translate(_TURNED)


def _without_lock(plain: bytearray) -> bytes:
    """The records with the one that speaks of a password made one that nobody reads."""
    for code, at, _ in _record_places(plain):
        if code == _FILE_PASS:
            _HEADER.pack_into(plain, at - _HEADER.size, 0, _HEADER.unpack_from(plain, at - 4)[1])
            break
    return bytes(plain)
