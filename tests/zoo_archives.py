"""The kinds that hold other files: archives and e-mails, honest ones and traps."""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

import py7zr
import pyzipper
from ole_files import ole_file
from zoo_parts import Cast, Kind, Receipt, save_book

ARCHIVES = "zip, and 7z or rar where a maintained library reads them"
NAMES = "zip names in GBK without the flag"
OUTSIDE = "archive members with `..` or absolute paths"
BOMBS = "deep nesting of archives"
SHARED = "20 zip members sharing one record (1 GB in 57 KB)"
LETTERS = ".eml (and .msg) with attachments"
PASSWORDS = "`--password`, or the 密码 column of 收件.xlsx, opens it"

_BOARD = "样本企业榜"
_TWO = ("装备", "医药")
_PASSWORD = "Kj2025"  # noqa: S105  an invented one
_MORNING = datetime(2025, 9, 1, 9, 30)


def book_bytes(cast: Cast, *trades: str) -> bytes:
    """A good workbook as bytes."""
    held = BytesIO()
    save_book(held, {_BOARD: cast.table(*trades)})
    return held.getvalue()


def zip_bytes(
    members: Mapping[str, bytes],
    method: int = zipfile.ZIP_STORED,
    stamps: Mapping[str, datetime] | None = None,
) -> bytes:
    """An archive of these members, by default without a time of its own."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            if stamps and name in stamps:
                info.date_time = stamps[name].timetuple()[:6]
            info.compress_type = method
            archive.writestr(info, content)
    return held.getvalue()


def _zipped(
    name: str, members: Callable[[Cast], Mapping[str, bytes]], method: int = zipfile.ZIP_STORED
) -> Callable[[Path, Cast], None]:
    return lambda folder, cast: _put(folder / name, zip_bytes(members(cast), method))


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _make_gbk_names(folder: Path, cast: Cast) -> None:
    held = zip_bytes({"AAAA.xlsx": book_bytes(cast, *_TWO)})
    _put(folder / "包.zip", held.replace(b"AAAA.xlsx", "名单.xlsx".encode("gbk")))


def _make_with_times(folder: Path, cast: Cast) -> None:
    members = {"名单.xlsx": book_bytes(cast, *_TWO), "名单(1).xlsx": book_bytes(cast, "装备")}
    stamps = {"名单.xlsx": datetime(2025, 9, 2), "名单(1).xlsx": datetime(2025, 9, 1)}
    _put(folder / "包.zip", zip_bytes(members, stamps=stamps))


def _make_beside_its_file(folder: Path, cast: Cast) -> None:
    content = book_bytes(cast, "装备")
    _put(folder / "名单.xlsx", content)
    _put(folder / "资料.zip", zip_bytes({"名单.xlsx": content}))


def _nested(cast: Cast, *names: str) -> bytes:
    """An archive in an archive …, each with a workbook beside the next."""
    own = {f"{names[0]}.xlsx": book_bytes(cast, _TRADE_OF[names[0]])}
    return zip_bytes(own | ({f"{names[1]}.zip": _nested(cast, *names[1:])} if names[1:] else {}))


_TRADE_OF = {"一": "装备", "二": "医药", "三": "信息", "四": "材料", "五": "能源"}


def _make_nested(folder: Path, cast: Cast) -> None:
    _put(folder / "一.zip", _nested(cast, "一", "二", "三", "四", "五"))


def _make_bomb(folder: Path, cast: Cast) -> None:
    members = {"名单.xlsx": book_bytes(cast, "装备"), "数据.csv": bytes(80_000_000)}
    _put(folder / "包.zip", zip_bytes(members, zipfile.ZIP_DEFLATED))


def sharing_one_record(content: bytes, names: list[str]) -> bytes:
    """An archive whose members all unfold the one record that is there."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    spelt = [name.encode() for name in names]
    sizes = (zlib.crc32(content), len(packed), len(content), len(spelt[0]))
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0x800, 8, 0, 0x21, *sizes, 0)
    local += spelt[0] + packed
    directory = b"".join(
        b"PK\1\2"
        + struct.pack("<HHHHHHIIIH", 20, 20, 0x800, 8, 0, 0x21, *sizes[:3], len(name))
        + bytes(16)
        + name
        for name in spelt
    )
    end = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(directory), len(local), 0)
    return local + directory + b"PK\5\6" + end


def _make_shared(folder: Path, _cast: Cast) -> None:
    names = [f"{at}.csv" for at in range(1, 21)]
    _put(folder / "包.zip", sharing_one_record(bytes(50_000_000), names))


def _make_outside(folder: Path, cast: Cast) -> None:
    content = book_bytes(cast, "医药")
    names = ("../外面.xlsx", "/etc/外面.xlsx", "C:\\外面.xlsx", "甲/../../外面.xlsx")
    members = {name: content + bytes([at]) for at, name in enumerate(names)}
    _put(folder / "包.zip", zip_bytes({**members, "名单.xlsx": book_bytes(cast, "装备")}))


# ---------------------------------------------------------------- locked


def locked_zip(name: str, content: bytes, password: bytes) -> bytes:
    """An archive of one member under the password of old zips."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    for letter in password:
        _turn(keys, letter)
    crc = zlib.crc32(content)
    clear = bytes(11) + bytes([crc >> 24]) + content
    locked = bytearray()
    for letter in clear:
        mask = keys[2] | 2
        locked.append(letter ^ (mask * (mask ^ 1) >> 8 & 0xFF))
        _turn(keys, letter)
    spelt = name.encode()
    common = struct.pack("<HHHHIIIHH", 0x801, 0, 0, 0x21, crc, len(locked), len(content),
                         len(spelt), 0)  # fmt: skip
    local = b"PK\3\4" + struct.pack("<H", 20) + common + spelt + bytes(locked)
    directory = b"PK\1\2" + struct.pack("<HH", 20, 20) + common + bytes(14) + spelt
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)
    return local + directory + b"PK\5\6" + end


def _turn(keys: list[int], letter: int) -> None:
    keys[0] = _crc(keys[0], letter)
    keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
    keys[2] = _crc(keys[2], keys[1] >> 24)


def _crc(value: int, letter: int) -> int:
    """One step of the checksum without its turning over."""
    return zlib.crc32(bytes([letter]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def _make_locked(folder: Path, cast: Cast) -> None:
    content = book_bytes(cast, *_TWO)
    _put(folder / "包.zip", locked_zip("名单.xlsx", content, _PASSWORD.encode()))


def _make_aes(folder: Path, cast: Cast) -> None:
    with pyzipper.AESZipFile(folder / "包.zip", "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(_PASSWORD.encode())
        archive.writestr("名单.xlsx", book_bytes(cast, *_TWO))


def _make_7z(folder: Path, cast: Cast) -> None:
    with py7zr.SevenZipFile(folder / "包.7z", "w") as archive:
        archive.writestr(book_bytes(cast, *_TWO), "名单.xlsx")


def _make_locked_7z(folder: Path, cast: Cast) -> None:
    with py7zr.SevenZipFile(folder / "包.7z", "w", password=_PASSWORD) as archive:
        archive.writestr(book_bytes(cast, *_TWO), "名单.xlsx")


def _make_unopened(folder: Path, cast: Cast) -> None:
    _put(folder / "包.rar", b"Rar!\x1a\x07\x01\x00" + bytes(64))
    _put(folder / "包.tar.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + bytes(16))
    _put(folder / "名单.xlsx", book_bytes(cast, "装备"))


# ---------------------------------------------------------------- e-mails


def _make_letter(folder: Path, cast: Cast) -> None:
    _put(folder / "邮件.eml", _letter(cast, "Mon, 01 Sep 2025 09:30:00 +0800"))


def _make_late_letter(folder: Path, cast: Cast) -> None:
    _put(folder / "邮件.eml", _letter(cast, "Sat, 01 Nov 2025 00:30:00 +0000"))


def _letter(cast: Cast, sent: str) -> bytes:
    """An e-mail as QQ and Foxmail write them: names in GBK, said so word by word."""
    workbook = base64.encodebytes(book_bytes(cast, *_TWO)).decode()
    picture = base64.encodebytes(b"\x89PNG\r\n\x1a\n" + cast.unit.encode()).decode()
    mixed = "application/octet-stream"
    text = f"""\
From: {_word("丹青学会")} <lianxi@example.com>
To: {_word("秘书处")} <mishuchu@example.com>
Subject: {_word("样本企业榜+丹青学会")}
Date: {sent}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_1"

--=_1
Content-Type: text/plain; charset="gb18030"
Content-Transfer-Encoding: base64

{base64.encodebytes("附件是名单和执照。".encode("gb18030")).decode()}
--=_1
Content-Type: {mixed}; name="{_word("名单.xlsx")}"
Content-Disposition: attachment; filename="{_word("名单.xlsx")}"
Content-Transfer-Encoding: base64

{workbook}
--=_1
Content-Type: {mixed}; name="{_word("执照.png")}"
Content-Disposition: attachment; filename="{_word("执照.png")}"
Content-Transfer-Encoding: base64

{picture}
--=_1--
"""
    return text.replace("\n", "\r\n").encode("ascii")


def _word(text: str) -> str:
    return f"=?gb18030?B?{base64.b64encode(text.encode('gb18030')).decode()}?="


def _make_outlook(folder: Path, cast: Cast) -> None:
    ticks = int((_MORNING - datetime(1601, 1, 1)).total_seconds() - 8 * 3600) * 10_000_000
    texts = {0x001A: "IPM.Note", 0x0037: "样本企业榜+丹青学会", 0x0C1A: "丹青学会",
             0x0C1E: "SMTP", 0x0C1F: "lianxi@example.com", 0x1000: "附件是名单。"}  # fmt: skip
    attached = {0x3704: "MD1.XLS", 0x3707: "名单.xlsx"}
    attachment = {
        **_outlook_texts(attached),
        "__substg1.0_37010102": (content := book_bytes(cast, *_TWO)),
        "__properties_version1.0": bytes(8)
        + _outlook_lengths(attached)
        + struct.pack("<IIII", 0x37010102, 6, len(content), 0)
        + struct.pack("<IIQ", 0x37050003, 6, 1),
    }
    properties = bytes(8) + struct.pack("<IIII", 0, 1, 0, 1) + bytes(8) + _outlook_lengths(texts)
    properties += struct.pack("<IIQ", 0x00390040, 6, ticks)
    tree = {
        **_outlook_texts(texts),
        "__properties_version1.0": properties,
        "__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"",
                                "__substg1.0_00040102": b""},
        "__attach_version1.0_#00000000": attachment,
    }  # fmt: skip
    _put(folder / "邮件.msg", ole_file(tree))


def _outlook_texts(texts: Mapping[int, str]) -> dict[str, bytes]:
    return {f"__substg1.0_{tag:04X}001F": text.encode("utf-16-le") for tag, text in texts.items()}


def _outlook_lengths(texts: Mapping[int, str]) -> bytes:
    return b"".join(
        struct.pack("<IIII", tag << 16 | 0x1F, 6, len(text.encode("utf-16-le")) + 2, 0)
        for tag, text in texts.items()
    )


_OPENED = {"包.zip": "opened", "包.zip/名单.xlsx": "read"}
_LETTER = {"邮件.eml": "opened", "邮件.eml/名单.xlsx": "read", "邮件.eml/执照.png": "refused F103"}

KINDS = (
    Kind("zip", ARCHIVES, "zip 里有两份名单，还有 macOS 的影子文件。",
         _zipped("包.zip", lambda cast: {
             "名单.xlsx": book_bytes(cast, "装备"), "材料/补充.xlsx": book_bytes(cast, "医药"),
             "__MACOSX/._名单.xlsx": b"\0\5\x16\7"}),
         {**_OPENED, "包.zip/材料/补充.xlsx": "read",
          "包.zip/__MACOSX/._名单.xlsx": "passed over"}, entries=_TWO),
    Kind("zip-gbk-names", NAMES, "中文 Windows 压的 zip，文件名是 GBK 而没有说明。",
         _make_gbk_names, _OPENED, entries=_TWO),
    Kind("zip-with-times", ARCHIVES, "zip 里两份名单，按压缩包里的时间排先后。", _make_with_times,
         {"包.zip": "opened", "包.zip/名单(1).xlsx": "read", "包.zip/名单.xlsx": "read"},
         findings=(f"包.zip/名单(1).xlsx {_BOARD}!E2 D102",),
         entries=("装备 superseded", "装备", "医药")),
    Kind("zip-beside-its-file", "the same bytes twice", "同一份名单既单独发来，又在 zip 里。",
         _make_beside_its_file,
         {"名单.xlsx": "read", "资料.zip": "opened", "资料.zip/名单.xlsx": "repeated F104"},
         findings=("资料.zip/名单.xlsx F104",), entries=("装备",)),
    Kind("zip-nested", BOMBS, "zip 里套 zip，套到第五层。", _make_nested,
         {"一.zip": "opened", "一.zip/一.xlsx": "read", "一.zip/二.zip": "opened",
          "一.zip/二.zip/二.xlsx": "read", "一.zip/二.zip/三.zip": "opened",
          "一.zip/二.zip/三.zip/三.xlsx": "read", "一.zip/二.zip/三.zip/四.zip": "refused F105"},
         findings=("一.zip/二.zip/三.zip/四.zip F105",), entries=("装备", "信息", "医药")),
    Kind("zip-bomb", "zip bombs, a billion laughs", "zip 里有一个展开后极大的文件。", _make_bomb,
         {**_OPENED, "包.zip/数据.csv": "refused F105"}, findings=("包.zip/数据.csv F105",),
         entries=("装备",)),
    Kind("zip-sharing-one-record", SHARED, "二十个成员共用一段数据，几十 KB 展开成 1 GB。",
         _make_shared,
         {"包.zip": "opened", **{f"包.zip/{at}.csv": "refused F105" for at in range(1, 21)}},
         findings=tuple(f"包.zip/{at}.csv F105" for at in range(1, 21))),
    Kind("zip-leading-out", OUTSIDE, "成员的路径指向压缩包之外；其余照常读取。", _make_outside,
         {"包.zip": "opened", "包.zip/名单.xlsx": "read", "包.zip/../外面.xlsx": "refused F105",
          "包.zip/etc/外面.xlsx": "refused F105", "包.zip/C:/外面.xlsx": "refused F105",
          "包.zip/甲/../../外面.xlsx": "refused F105"},
         findings=("包.zip/../外面.xlsx F105", "包.zip/C:/外面.xlsx F105",
                   "包.zip/etc/外面.xlsx F105", "包.zip/甲/../../外面.xlsx F105"),
         entries=("装备",)),
    Kind("zip-locked", "password-protected", "加密的 zip，没有密码。", _make_locked,
         {"包.zip": "refused F102"}, findings=("包.zip F102",)),
    Kind("zip-locked-opened", PASSWORDS, "加密的 zip，收件.xlsx 里有密码。", _make_locked, _OPENED,
         entries=_TWO, receipts=(Receipt("包.zip", _PASSWORD),)),
    Kind("zip-aes-locked-opened", PASSWORDS, "用 AES 加密的 zip，收件.xlsx 里有密码。", _make_aes,
         _OPENED, entries=_TWO, receipts=(Receipt("包.zip", _PASSWORD),)),
    Kind("7z", ARCHIVES, "7z 压缩包。", _make_7z, {"包.7z": "opened", "包.7z/名单.xlsx": "read"},
         entries=_TWO),
    Kind("7z-locked-opened", PASSWORDS, "加密的 7z，收件.xlsx 里写着密码。", _make_locked_7z,
         {"包.7z": "opened", "包.7z/名单.xlsx": "read"}, entries=_TWO,
         receipts=(Receipt("包.7z", _PASSWORD),)),
    Kind("archives-not-opened", ARCHIVES, "rar 和 tar.gz：不拆开，请对方改发。", _make_unopened,
         {"名单.xlsx": "read", "包.rar": "refused F103", "包.tar.gz": "refused F103"},
         findings=("包.rar F103", "包.tar.gz F103"), entries=("装备",)),
    Kind("eml", LETTERS, "带附件的邮件，名称是 GBK；发信时间就是收到时间。", _make_letter, _LETTER,
         findings=("邮件.eml/执照.png F103",), entries=_TWO,
         received={"邮件.eml/名单.xlsx": "2025-09-01T09:30:00",
                   "邮件.eml/执照.png": "2025-09-01T09:30:00"}),
    Kind("eml-late", "Date is the received time", "截止之后才发出的邮件。", _make_late_letter,
         _LETTER, findings=("邮件.eml/名单.xlsx E104", "邮件.eml/执照.png E104",
                            "邮件.eml/执照.png F103"), entries=_TWO,
         received={"邮件.eml/名单.xlsx": "2025-11-01T08:30:00",
                   "邮件.eml/执照.png": "2025-11-01T08:30:00"}),
    Kind("msg", LETTERS, "Outlook 的 .msg 邮件，带一个附件。", _make_outlook,
         {"邮件.msg": "opened", "邮件.msg/名单.xlsx": "read"}, entries=_TWO,
         received={"邮件.msg/名单.xlsx": "2025-09-01T09:30:00"}),
)  # fmt: skip
