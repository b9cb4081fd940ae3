"""Archives and e-mails as people and ill-wishers make them, byte by byte: what the standard
library's writers would never write.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Self

from ole_files import Tree, ole_file

UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
STORED, DEFLATED, LZMA, AES = 0, 8, 14, 99
LINK, PIPE, FOLDER = 0o120777, 0o010644, 0o040755


@dataclass(frozen=True, slots=True)
class Part:
    """One member: its name as bytes, what is in it, and whatever else a zip says of a member.
    `packed` is how it is stored, where that is not for `zip_of` to find.
    """

    name: bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    extra: bytes = b""
    mode: int = 0
    stamp: tuple[int, int, int, int, int, int] = (2022, 10, 20, 9, 30, 0)
    password: bytes = b""
    packed: bytes = b""
    crc: int | None = None


def named(name: str, data: bytes = b"x", flags: int = 0, **told: object) -> Part:
    """A member with a name in UTF-8, and the flag that says so."""
    return Part(name.encode(), data, flags=flags | UTF8_FLAG, **told)  # type: ignore[arg-type]


def in_gbk(name: str, data: bytes = b"x", **told: object) -> Part:
    """A member as a Chinese Windows names it: in GBK, and nothing said of that."""
    return Part(name.encode("gb18030"), data, **told)  # type: ignore[arg-type]


def zip_of(*parts: Part, sharing: bool = False) -> bytes:
    """A zip. `sharing`: all members have the record of the first."""
    body, entries = b"", []
    for at, part in enumerate(parts):
        record, fields = _record(part)
        offset = 0 if sharing else len(body)
        if not (sharing and at):
            body += record
        entries.append(_entry(part, fields, offset))
    directory = b"".join(entries)
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), len(body), 0
    )
    return body + directory + end


def _record(part: Part) -> tuple[bytes, tuple[int, ...]]:
    packed = part.packed or (_deflated(part.data) if part.method == DEFLATED else part.data)
    crc = zlib.crc32(part.data) if part.crc is None else part.crc
    if part.password:
        packed = _encrypted(packed, part.password, crc)
    flags = part.flags | (ENCRYPTED_FLAG if part.password else 0)
    year, month, day, hour, minute, second = part.stamp
    time, date = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
    fields = (flags, part.method, time, date, crc, len(packed), len(part.data))
    told = (*fields, len(part.name), len(part.extra))
    header = struct.pack("<4s5H3L2H", b"PK\3\4", 20, *told)
    return header + part.name + part.extra + packed, fields


def _entry(part: Part, fields: tuple[int, ...], offset: int) -> bytes:
    system = 3 if part.mode else 0
    told = (*fields, len(part.name), len(part.extra), 0, 0, 0, part.mode << 16, offset)
    entry = struct.pack("<4s2B5H3L5H2L", b"PK\1\2", 20, system, 20, *told)
    return entry + part.name + part.extra


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def zeros(size: int) -> tuple[bytes, int]:
    """So many megabytes of nothing, deflated, and their checksum, in little memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece, crc, packed = bytes(1024 * 1024), 0, []
    for _ in range(size):
        packed.append(packer.compress(piece))
        crc = zlib.crc32(piece, crc)
    return b"".join(packed) + packer.flush(), crc


def bomb(name: str, megabytes: int) -> Part:
    """A member of nothing that says truly how large it is."""
    packed, crc = zeros(megabytes)
    return Part(name.encode(), _Sized(megabytes * 1024 * 1024), packed=packed, crc=crc)


class _Sized(bytes):
    """Bytes that claim a length."""

    def __new__(cls, size: int) -> Self:
        made = super().__new__(cls)
        made.size = size  # type: ignore[attr-defined]
        return made

    def __len__(self) -> int:
        return int(self.size)  # type: ignore[attr-defined]


def _encrypted(data: bytes, password: bytes, crc: int) -> bytes:
    """Traditional zip encryption, of the data and the twelve bytes before it."""
    keys = _Keys()
    for byte in password:
        keys.update(byte)
    return bytes(keys.encrypt(byte) for byte in (*bytes(11), crc >> 24, *data))


class _Keys:
    def __init__(self) -> None:
        self.one, self.two, self.three = 0x12345678, 0x23456789, 0x34567890

    def update(self, byte: int) -> None:
        self.one = _crc_step(byte, self.one)
        self.two = ((self.two + (self.one & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self.three = _crc_step(self.two >> 24, self.three)

    def encrypt(self, byte: int) -> int:
        mixed = self.three | 2
        self.update(byte)
        return byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF)


def _crc_step(byte: int, crc: int) -> int:
    return zlib.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def unicode_path(part_name: bytes, name: str) -> bytes:
    """Info-ZIP's extra field that holds a name in UTF-8 beside another."""
    content = b"\1" + struct.pack("<L", zlib.crc32(part_name)) + name.encode("utf-8")
    return struct.pack("<HH", 0x7075, len(content)) + content


# ---------------------------------------------------------------- e-mails


def letter(
    *attached: tuple[str, bytes],
    sender: str = "李四 <lisi@example.com>",
    subject: str = "报送名单",
    date: str = "Mon, 31 Oct 2022 09:30:00 +0800",
) -> EmailMessage:
    """An e-mail with attachments."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, "mishuchu@example.com"
    message["Subject"], message["Date"] = subject, date
    message.set_content("请查收。")
    for name, data in attached:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message


def raw_letter(*headers: bytes, parts: Sequence[tuple[bytes, bytes]] = ()) -> bytes:
    """An e-mail whose headers, and those of its parts, are the bytes given."""
    body = b"".join(b"--=x=\r\n" + head + b"\r\n\r\n" + held + b"\r\n" for head, held in parts)
    kind = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=x="'
    return b"\r\n".join((*headers, kind, b"", body)) + b"--=x=--\r\n"


# ---------------------------------------------------------------- Outlook


def outlook(subject: str, sender: str, sent: int, *attached: tuple[str, bytes]) -> bytes:
    """A message of Outlook's: `sent` counts tenths of a microsecond since 1601."""
    texts = {0x0037: subject, 0x0C1A: sender}
    root: dict[str, bytes | Tree] = {**_properties(32, texts, {0x0039: (0x40, sent)})}
    for at, (name, data) in enumerate(attached):
        folder = _properties(8, {0x3707: name}, {0x3705: (0x03, 1)}, {0x3701: data})
        root[f"__attach_version1.0_#{at:08X}"] = folder
    return ole_file(root)


def _properties(
    header: int,
    texts: dict[int, str],
    numbers: dict[int, tuple[int, int]],
    binaries: dict[int, bytes] | None = None,
) -> dict[str, bytes]:
    streams: dict[str, bytes] = {}
    listed = b""
    held = {(key, 0x1F): text.encode("utf-16-le") for key, text in texts.items()}
    held |= {(key, 0x102): data for key, data in (binaries or {}).items()}
    for (key, kind), data in held.items():
        streams[f"__substg1.0_{key:04X}{kind:04X}"] = data
        listed += struct.pack("<HHLLL", kind, key, 6, len(data), 0)
    for key, (kind, number) in numbers.items():
        listed += struct.pack("<HHLQ", kind, key, 6, number)
    return {"__properties_version1.0": bytes(header) + listed, **streams}
