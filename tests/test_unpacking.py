"""What is in an archive or e-mail: exact paths, digests, stamps, and who is refused for what."""

from __future__ import annotations

import base64
import hashlib
import io
import random
import shutil
import struct
import zipfile
import zlib
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import py7zr
import pytest
import pyzipper
from archives import (
    AES,
    FOLDER,
    LINK,
    LZMA,
    PIPE,
    Part,
    bomb,
    in_gbk,
    letter,
    named,
    outlook,
    raw_letter,
    unicode_path,
    zip_of,
)
from law_batches import ENTERPRISE, ONE, A, X
from law_files import File, Line, Sheet, write_inbox

from toolkit.model import Letter, Limits
from toolkit.unpacking import Crate, Unpacked, container_kind, unpack

KEY = "密码"
STAMP = datetime(2022, 10, 20, 9, 30)


def opened(
    folder: Path, name: str, data: bytes, *passwords: str, limits: Limits | None = None
) -> Unpacked:
    """What is in a file with that content."""
    file = folder / name
    file.write_bytes(data)
    return unpack(Crate(name, file, folder / f"{name}.内容", passwords, limits or Limits()))


def verdicts(unpacked: Unpacked) -> dict[str, str]:
    """By path: its code, else the kind that was opened, else what stands in the file."""
    return {found.path: found.code or found.opened or text(found.file) for found in unpacked.found}


def text(file: Path | None) -> str:
    assert file is not None
    return text_of(file.read_bytes())


def text_of(data: bytes) -> str:
    return data[:20].decode("utf-8", "replace")


def seven(folder: Path, password: str | None = None, **members: bytes) -> bytes:
    """A 7z archive."""
    with py7zr.SevenZipFile(folder / "made.7z", "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return (folder / "made.7z").read_bytes()


# ---------------------------------------------------------------- what a container is


def workbook(folder: Path) -> bytes:
    sheet = Sheet(ENTERPRISE, (), (Line((1, ONE, 1, X, A)),))
    write_inbox([File("名单.xlsx", (sheet,))], folder)
    return (folder / "名单.xlsx").read_bytes()


def reordered(data: bytes) -> bytes:
    """The same workbook with a member in front that no workbook begins with."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        new.writestr("zzz/first.txt", "x")
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return made.getvalue()


def test_workbooks_are_no_archives_whatever_they_are_called(tmp_path: Path) -> None:
    data = workbook(tmp_path)
    for name, content in {
        "名单.zip": data, "乱.zip": reordered(data), "表.zip": b"1,2\n", "空.zip": b"",
        "旧.zip": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "网页.eml": b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
                    b"Content-Type: multipart/related; boundary=x\r\n\r\n",
        "存.mht": b"From: <Saved by a browser>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
                  b"Content-Type: multipart/related; boundary=x\r\n\r\n",
        "通讯录.csv": b"Name: Phone\r\nFrom: 1\r\n", "断.xlsx": zip_of(named("a.csv"))[:-30],
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
        assert (name, container_kind(tmp_path / name)) == (name, "")


def test_an_archive_is_one_also_under_the_name_of_a_workbook(tmp_path: Path) -> None:
    assert verdicts(opened(tmp_path, "材料.xlsx", zip_of(named("a.csv", b"1")))) == {
        "材料.xlsx": "zip", "材料.xlsx/a.csv": "1",
    }  # fmt: skip


def test_archives_and_letters_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    for kind, content in {
        "zip": zip_of(named("xl/名单.xlsx")), "7z": seven(tmp_path, **{"a.csv": b"1"}),
        "eml": letter(("a.csv", b"1")).as_bytes(), "msg": outlook("题", "张三", 0),
        "rar": b"Rar!\x1a\x07\x01\x00", "gz": b"\x1f\x8b\x08\x00", "tar": bytes(257) + b"ustar\0",
    }.items():  # fmt: skip
        (tmp_path / "没有后缀").write_bytes(content)
        assert container_kind(tmp_path / "没有后缀") == kind
    assert container_kind(tmp_path / "没有这个") == ""
    assert container_kind(tmp_path) == ""


# ---------------------------------------------------------------- zip


def test_members_arrive_as_numbered_files_with_their_digest_and_stamp(tmp_path: Path) -> None:
    unpacked = opened(tmp_path, "a.zip", zip_of(named("材料/名单.xlsx", b"one"), named("b", b"2")))
    container, first, second = unpacked.found
    assert (container.path, container.container, container.opened) == ("a.zip", "", "zip")
    assert (first.path, first.container, first.stamp) == ("a.zip/材料/名单.xlsx", "a.zip", STAMP)
    assert first.sha256 == hashlib.sha256(b"one").hexdigest()
    assert [found.file.name for found in (first, second) if found.file] == ["0001.xlsx", "0002"]
    assert sorted(path.name for path in (tmp_path / "a.zip.内容").iterdir()) == [
        "0001.xlsx",
        "0002",
    ]


def test_names_are_read_as_their_sender_saw_them(tmp_path: Path) -> None:
    parts = (
        in_gbk("中国电子学会/名单.xlsx"),
        in_gbk("苏州\\工业园区.xlsx"),  # 业 and others end in the byte of a stroke
        named("平文.xlsx"),
        Part(b"x.xlsx", b"x", extra=unicode_path(b"x.xlsx", "真名.xlsx")),
        Part(b"y.xlsx", b"x", extra=unicode_path(b"other", "假名.xlsx")),
        named("bell\a.xlsx"),
    )
    found = opened(tmp_path, "a.zip", zip_of(*parts)).found[1:]
    assert [each.path for each in found] == [
        "a.zip/中国电子学会/名单.xlsx", "a.zip/苏州/工业园区.xlsx", "a.zip/平文.xlsx",
        "a.zip/真名.xlsx", "a.zip/y.xlsx", "a.zip/bell_.xlsx",
    ]  # fmt: skip


def test_one_name_that_is_utf_8_by_chance_is_read_like_the_others(tmp_path: Path) -> None:
    assert "目录.xlsx".encode("gb18030").decode("utf-8") == "Ŀ¼.xlsx"
    found = opened(tmp_path, "a.zip", zip_of(in_gbk("目录.xlsx"), in_gbk("名单.xlsx"))).found[1:]
    assert [each.path for each in found] == ["a.zip/目录.xlsx", "a.zip/名单.xlsx"]
    utf8 = Part("名单.xlsx".encode(), b"x")
    assert opened(tmp_path, "b.zip", zip_of(utf8)).found[1].path == "b.zip/名单.xlsx"


def test_equal_paths_are_told_apart(tmp_path: Path) -> None:
    parts = (
        named("甲/名单.xlsx", b"1"),
        named("甲\\名单.xlsx", b"2"),
        named("./甲//名单.xlsx", b"3"),
    )
    assert verdicts(opened(tmp_path, "a.zip", zip_of(*parts))) == {
        "a.zip": "zip", "a.zip/甲/名单.xlsx": "1", "a.zip/甲/名单(2).xlsx": "2",
        "a.zip/甲/名单(3).xlsx": "3",
    }  # fmt: skip


def test_whoever_leads_out_or_is_no_file_is_refused_and_the_others_arrive(tmp_path: Path) -> None:
    parts = (
        named("../../x.xlsx"),
        named("/etc/x.csv"),
        named("C:\\x.csv"),
        named("甲\\..\\..\\x.csv"),
        Part(b"link.xlsx", b"/etc/passwd", mode=LINK),
        Part(b"pipe.xlsx", mode=PIPE),
        Part(b"folder", mode=FOLDER),
        named("folder/"),
        named("好.csv", b"1"),
    )
    assert verdicts(opened(tmp_path, "a.zip", zip_of(*parts))) == {
        "a.zip": "zip", "a.zip/../../x.xlsx": "F105", "a.zip/etc/x.csv": "F105",
        "a.zip/C:/x.csv": "F105", "a.zip/甲/../../x.csv": "F105", "a.zip/link.xlsx": "F105",
        "a.zip/pipe.xlsx": "F105", "a.zip/好.csv": "1",
    }  # fmt: skip


def test_a_bomb_costs_only_itself(tmp_path: Path) -> None:
    parts = (bomb("弹.xlsx", 1024), named("好.csv", b"1"))
    unpacked = opened(tmp_path, "a.zip", zip_of(*parts))
    assert verdicts(unpacked) == {"a.zip": "zip", "a.zip/弹.xlsx": "F105", "a.zip/好.csv": "1"}
    assert [path.name for path in (tmp_path / "a.zip.内容").iterdir()] == ["0002.csv"]


def test_members_that_share_a_record_are_refused(tmp_path: Path) -> None:
    parts = [named(f"{number:02}.xlsx", bytes(1000)) for number in range(20)]
    found = opened(tmp_path, "a.zip", zip_of(*parts, sharing=True)).found[1:]
    assert [each.code for each in found] == ["F105"] * 20


def test_sizes_are_counted_and_not_believed(tmp_path: Path) -> None:
    parts = [named(f"{number}.csv", bytes([65 + number]) * 400) for number in range(4)]
    data = zip_of(*parts)
    for limits, codes in (
        (Limits(inflated_bytes=900), ["", "", "F105", "F105"]),
        (Limits(inflated_bytes=1600), ["", "", "", ""]),
    ):
        name = f"{limits.inflated_bytes}.zip"
        found = opened(tmp_path, name, data, limits=limits).found[1:]
        assert [each.code for each in found] == codes


@pytest.mark.parametrize(
    "limits", [Limits(members=3), Limits(file_bytes=300)], ids=["members", "bytes"]
)
def test_a_container_beyond_the_limits_is_refused_whole(limits: Limits, tmp_path: Path) -> None:
    data = zip_of(*(named(f"{number}.csv", b"1") for number in range(4)))
    assert len(data) > 300
    assert verdicts(opened(tmp_path, "a.zip", data, limits=limits)) == {"a.zip": "F105"}


def test_a_member_larger_than_any_file_may_be_is_refused(tmp_path: Path) -> None:
    data = zip_of(named("大.csv", bytes(2000)), named("小.csv", b"1"))
    assert verdicts(opened(tmp_path, "a.zip", data, limits=Limits(file_bytes=1000))) == {
        "a.zip": "zip", "a.zip/大.csv": "F105", "a.zip/小.csv": "1",
    }  # fmt: skip


def test_a_member_that_says_too_little_of_its_size_is_damaged(tmp_path: Path) -> None:
    data = bytearray(zip_of(named("a.csv", b"A" * 1000)))
    at = data.index(b"PK\1\2")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert verdicts(opened(tmp_path, "a.zip", bytes(data))) == {
        "a.zip": "zip", "a.zip/a.csv": "F101",
    }  # fmt: skip


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    broken = named("坏.csv", b"x" * 100, crc=1)
    data = zip_of(broken, named("好.csv", b"1"))
    assert verdicts(opened(tmp_path, "a.zip", data)) == {
        "a.zip": "zip", "a.zip/坏.csv": "F101", "a.zip/好.csv": "1",
    }  # fmt: skip
    assert verdicts(opened(tmp_path, "b.zip", data[:-30])) == {"b.zip": "F101"}


def test_other_methods_are_refused_by_name(tmp_path: Path) -> None:
    parts = (named("a.csv", method=LZMA), named("b.csv", method=AES, flags=1), named("c.csv", b"1"))
    assert verdicts(opened(tmp_path, "a.zip", zip_of(*parts))) == {
        "a.zip": "zip", "a.zip/a.csv": "F103", "a.zip/b.csv": "F101", "a.zip/c.csv": "1",
    }  # fmt: skip


LOCKED = zip_of(
    Part(b"a.csv", b"1,2", password="秘密".encode("gb18030")), Part(b"b.csv", b"3", password=b"abc")
)


@pytest.mark.parametrize(
    ("passwords", "expected"),
    [
        ((), {"a.zip": "F102"}),
        (("错",), {"a.zip": "F102"}),
        (("错", "秘密"), {"a.zip": "zip", "a.zip/a.csv": "1,2", "a.zip/b.csv": "F102"}),
        (("秘密", "abc"), {"a.zip": "zip", "a.zip/a.csv": "1,2", "a.zip/b.csv": "3"}),
    ],
)
def test_locked_members_are_opened_by_the_password_that_fits(
    passwords: tuple[str, ...], expected: dict[str, str], tmp_path: Path
) -> None:
    unpacked = opened(tmp_path, "a.zip", LOCKED, *passwords)
    assert verdicts(unpacked) == expected
    opened_with = unpacked.found[0].remarks
    assert opened_with == (("压缩包用密码打开。",) if len(expected) > 1 else ())


def test_a_wrong_password_that_passes_by_chance_is_found_out(tmp_path: Path) -> None:
    wrong = [str(number) for number in range(600)]
    locked = zip_of(Part(b"a.csv", b"1,2", password=b"right"))
    assert verdicts(opened(tmp_path, "a.zip", locked, *wrong)) == {"a.zip": "F102"}
    assert verdicts(opened(tmp_path, "b.zip", locked, *wrong, "right"))["b.zip/a.csv"] == "1,2"


# ---------------------------------------------------------------- locked with AES


def aes(password: str = KEY, **told: object) -> bytes:
    """A zip as another library locks it: deflated and stored, long, short and empty members."""
    made = io.BytesIO()
    with pyzipper.AESZipFile(made, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, **told)
        for name, data, method in (
            ("长.csv", LONG, zipfile.ZIP_DEFLATED),
            ("短.csv", b"1,2", zipfile.ZIP_STORED),
            ("空.csv", b"", zipfile.ZIP_DEFLATED),
        ):
            archive.writestr(name, data, compress_type=method)
    return made.getvalue()


LONG = b"".join(f"{number},{number * number}\n".encode() for number in range(100_000))
UNLOCKED = {
    "a.zip": "zip",
    "a.zip/长.csv": text_of(LONG),
    "a.zip/短.csv": "1,2",
    "a.zip/空.csv": "",
}


@pytest.mark.parametrize("bits", [128, 192, 256])
@pytest.mark.parametrize("version", [1, 2])
def test_what_is_locked_with_aes_opens_with_its_password(
    bits: int, version: int, tmp_path: Path
) -> None:
    data = aes(nbits=bits, force_wz_aes_version=version)
    unpacked = opened(tmp_path, "a.zip", data, "错", KEY)
    assert verdicts(unpacked) == UNLOCKED
    assert unpacked.found[1].sha256 == hashlib.sha256(LONG).hexdigest()
    assert unpacked.found[0].remarks == ("压缩包用密码打开。",)


@pytest.mark.parametrize("passwords", [(), ("错",)])
def test_what_is_locked_with_aes_says_how_to_give_its_password(
    passwords: tuple[str, ...], tmp_path: Path
) -> None:
    (found,) = opened(tmp_path, "a.zip", aes(), *passwords).found
    assert found.code == "F102"
    assert found.reason == (
        "压缩包加了密码，取不出来。请去掉密码后重新报送；"
        "秘书处也可以在 收件.xlsx 的“密码”一栏写上密码，或用 --password 指定。"
    )


def start_of(data: bytes | bytearray, member: int) -> int:
    """Where a member's salt begins."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.infolist()[member].header_offset
    name, extra = struct.unpack("<2H", data[start + 26 : start + 30])
    return start + 30 + int(name) + int(extra)


def test_a_wrong_password_that_passes_the_check_of_aes_by_chance_is_found_out(
    tmp_path: Path,
) -> None:
    data = bytearray(aes())
    at = start_of(data, 0)
    salt = bytes(data[at : at + 16])
    data[at + 16 : at + 18] = hashlib.pbkdf2_hmac("sha1", b"other", salt, 1000, 66)[64:]
    assert verdicts(opened(tmp_path, "a.zip", bytes(data), "other", KEY)) == {
        "a.zip": "zip", "a.zip/长.csv": "F101", "a.zip/短.csv": "1,2", "a.zip/空.csv": "",
    }  # fmt: skip


def test_damage_behind_an_aes_lock_costs_only_its_member(tmp_path: Path) -> None:
    for member, (path, behind) in enumerate((("长.csv", 1000), ("短.csv", 18), ("空.csv", 20))):
        data = bytearray(aes())
        data[start_of(data, member) + behind] ^= 0xFF
        assert verdicts(opened(tmp_path, "a.zip", bytes(data), KEY)) == {
            **UNLOCKED, f"a.zip/{path}": "F101",
        }  # fmt: skip
        shutil.rmtree(tmp_path / "a.zip.内容")


def changed_directory(data: bytes, field: int, value: bytes) -> bytes:
    """A zip with a field of its directory's first entry changed."""
    at = int.from_bytes(data[-6:-2], "little") + field
    return data[:at] + value + data[at + len(value) :]


@pytest.mark.parametrize("field", [20, 24], ids=["packed", "unpacked"])
@pytest.mark.parametrize("size", [0, 10, 2**31])
def test_a_size_behind_an_aes_lock_is_not_believed(field: int, size: int, tmp_path: Path) -> None:
    data = changed_directory(aes(), field, size.to_bytes(4, "little"))
    told = verdicts(opened(tmp_path, "a.zip", data, KEY))
    assert told["a.zip/长.csv"] in ("F101", "F105")


def test_an_aes_lock_hides_no_odd_method_and_no_odd_strength(tmp_path: Path) -> None:
    data = aes()
    field = 46 + len("长.csv".encode())
    assert changed_directory(data, field, b"\x01\x99\x07\x00") == data
    for at, value, code in ((9, b"\x0e", "F103"), (8, b"\x09", "F101"), (6, b"ZZ", "F101")):
        odd = changed_directory(data, field + at, value)
        assert verdicts(opened(tmp_path, f"{at}.zip", odd, KEY))[f"{at}.zip/长.csv"] == code


def test_a_bomb_behind_an_aes_lock_costs_only_itself(tmp_path: Path) -> None:
    made = io.BytesIO()
    with pyzipper.AESZipFile(
        made, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(KEY.encode())
        archive.writestr("弹.xlsx", bytes(100 * 1024 * 1024))
        archive.writestr("好.csv", b"1")
    unpacked = opened(tmp_path, "a.zip", made.getvalue(), KEY)
    assert verdicts(unpacked) == {"a.zip": "zip", "a.zip/弹.xlsx": "F105", "a.zip/好.csv": "1"}
    assert [path.name for path in (tmp_path / "a.zip.内容").iterdir()] == ["0002.csv"]


def test_members_behind_aes_locks_that_share_a_record_are_refused(tmp_path: Path) -> None:
    field = struct.pack("<2H H2sBH", 0x9901, 7, 2, b"AE", 3, 0)
    parts = [
        named(f"{number}.csv", bytes(100), flags=1, method=AES, extra=field) for number in range(3)
    ]
    found = opened(tmp_path, "a.zip", zip_of(*parts, sharing=True), KEY).found[1:]
    assert [each.code for each in found] == ["F105"] * 3


# ---------------------------------------------------------------- one in another


def nest(depth: int) -> bytes:
    data = b"1"
    name = "名单.csv"
    for _ in range(depth):
        data, name = zip_of(named(name, data)), "内.zip"
    return data


def test_archives_in_archives_are_opened_as_deep_as_the_limits_say(tmp_path: Path) -> None:
    assert verdicts(opened(tmp_path, "a.zip", nest(3))) == {
        "a.zip": "zip", "a.zip/内.zip": "zip", "a.zip/内.zip/内.zip": "zip",
        "a.zip/内.zip/内.zip/名单.csv": "1",
    }  # fmt: skip
    assert list(verdicts(opened(tmp_path, "b.zip", nest(4))).values()) == [
        "zip",
        "zip",
        "zip",
        "F105",
    ]
    assert verdicts(opened(tmp_path, "c.zip", nest(2), limits=Limits(nested=1))) == {
        "c.zip": "zip", "c.zip/内.zip": "F105",
    }  # fmt: skip


def test_all_that_is_in_the_outermost_counts_together(tmp_path: Path) -> None:
    inner = zip_of(*(named(f"{number}.csv", b"1") for number in range(3)))
    outer = zip_of(named("a.zip", inner), named("b.zip", inner))
    assert (
        verdicts(opened(tmp_path, "外.zip", outer, limits=Limits(members=7)))["外.zip/b.zip"]
        == "F105"
    )
    assert (
        verdicts(opened(tmp_path, "又.zip", outer, limits=Limits(members=8)))["又.zip/b.zip"]
        == "zip"
    )


@pytest.mark.parametrize("data", [b"Rar!\x1a\x07\x01\x00", b"\x1f\x8b\x08\x00"])
def test_other_archives_are_refused_also_inside(data: bytes, tmp_path: Path) -> None:
    assert verdicts(opened(tmp_path, "a", data)) == {"a": "F103"}
    assert verdicts(opened(tmp_path, "b.zip", zip_of(named("a", data)))) == {
        "b.zip": "zip", "b.zip/a": "F103",
    }  # fmt: skip


# ---------------------------------------------------------------- 7z


def test_a_7z_archive_is_opened(tmp_path: Path) -> None:
    data = seven(tmp_path, **{"材料/名单.csv": b"1", "空.csv": b"", "000001": b"2"})
    unpacked = opened(tmp_path, "a.7z", data)
    assert verdicts(unpacked) == {
        "a.7z": "7z", "a.7z/材料/名单.csv": "1", "a.7z/空.csv": "", "a.7z/000001": "2",
    }  # fmt: skip
    assert unpacked.found[1].sha256 == hashlib.sha256(b"1").hexdigest()


@pytest.mark.parametrize("names", ["seen", "hidden"])
def test_a_locked_7z_archive_opens_with_its_password(names: str, tmp_path: Path) -> None:
    with py7zr.SevenZipFile(
        tmp_path / "made.7z", "w", password=KEY, header_encryption=names == "hidden"
    ) as archive:
        archive.writestr(b"1", "a.csv")
    data = (tmp_path / "made.7z").read_bytes()
    assert verdicts(opened(tmp_path, "a.7z", data)) == {"a.7z": "F102"}
    assert verdicts(opened(tmp_path, "b.7z", data, "错")) == {"b.7z": "F102"}
    unpacked = opened(tmp_path, "c.7z", data, "错", KEY)
    assert verdicts(unpacked) == {"c.7z": "7z", "c.7z/a.csv": "1"}
    assert unpacked.found[0].remarks == ("压缩包用密码打开。",)


def test_a_7z_archive_keeps_to_the_limits(tmp_path: Path) -> None:
    data = seven(tmp_path, **{"大.csv": bytes(3000), "小.csv": b"1"})
    assert verdicts(opened(tmp_path, "a.7z", data, limits=Limits(file_bytes=2000))) == {
        "a.7z": "7z", "a.7z/大.csv": "F105", "a.7z/小.csv": "1",
    }  # fmt: skip
    assert verdicts(opened(tmp_path, "b.7z", data, limits=Limits(inflated_bytes=2000))) == {
        "b.7z": "7z", "b.7z/大.csv": "F105", "b.7z/小.csv": "F105",
    }  # fmt: skip
    assert verdicts(opened(tmp_path, "c.7z", data, limits=Limits(members=1))) == {"c.7z": "F105"}


def test_a_7z_bomb_is_refused(tmp_path: Path) -> None:
    data = seven(tmp_path, **{"弹.xlsx": bytes(200 * 1024 * 1024), "好.csv": b"1"})
    assert verdicts(opened(tmp_path, "a.7z", data)) == {
        "a.7z": "7z", "a.7z/弹.xlsx": "F105", "a.7z/好.csv": "1",
    }  # fmt: skip


def test_7z_members_that_lead_out_are_refused(tmp_path: Path) -> None:
    with py7zr.SevenZipFile(
        tmp_path / "plain.7z", "w", filters=[{"id": py7zr.FILTER_COPY}]
    ) as archive:
        archive.set_encoded_header_mode(False)
        archive.writestr(b"1", "AA/x.csv")
        archive.writestr(b"2", "好.csv")
    data = _renamed((tmp_path / "plain.7z").read_bytes(), "AA/x.csv", "../x.csv")
    assert verdicts(opened(tmp_path, "a.7z", data)) == {
        "a.7z": "7z", "a.7z/../x.csv": "F105", "a.7z/好.csv": "2",
    }  # fmt: skip


def _renamed(archive: bytes, old: str, new: str) -> bytes:
    """A 7z archive with a member renamed in its plain directory, and the checksums of that."""
    changed = archive.replace(old.encode("utf-16-le"), new.encode("utf-16-le"))
    offset, size = struct.unpack("<QQ", changed[12:28])
    head = struct.pack("<QQL", offset, size, zlib.crc32(changed[32 + offset :][:size]))
    return changed[:8] + struct.pack("<L", zlib.crc32(head)) + head + changed[32:]


def test_damage_in_a_7z_archive(tmp_path: Path) -> None:
    data = seven(tmp_path, **{"a.csv": b"abc" * 5000, "b.csv": bytes(range(256)) * 20})
    assert verdicts(opened(tmp_path, "a.7z", data[:-20])) == {"a.7z": "F101"}
    hurt = bytearray(data)
    hurt[60] ^= 0xFF
    assert verdicts(opened(tmp_path, "b.7z", bytes(hurt)))["b.7z/b.csv"] == "F101"


# ---------------------------------------------------------------- e-mails


def test_attachments_arrive_with_the_letter_they_came_with(tmp_path: Path) -> None:
    data = letter(("新锐企业榜名单.csv", b"1"), ("说明/一.txt", b"2"), ("新锐企业榜名单.csv", b"3"))
    unpacked = opened(tmp_path, "信.eml", data.as_bytes())
    assert verdicts(unpacked) == {
        "信.eml": "eml", "信.eml/新锐企业榜名单.csv": "1", "信.eml/说明／一.txt": "2",
        "信.eml/新锐企业榜名单(2).csv": "3",
    }  # fmt: skip
    sent = datetime(2022, 10, 31, 9, 30)
    assert unpacked.found[0].letter == Letter("李四 <lisi@example.com>", "报送名单", sent)


SPLIT = (
    b"Content-Disposition: attachment; filename*0*=utf-8''%E4%B8%AD;\r\n filename*1*=%E5%9B%BD.csv"
)
# A character that GB2312 lacks and GBK has, sent as the one and meant as the other.
RARE = base64.b64encode("朱镕.csv".encode("gbk"))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('Content-Disposition: attachment; filename="中国.csv"'.encode("gb18030"), "中国.csv"),
        ('Content-Disposition: attachment; filename="中国.csv"'.encode(), "中国.csv"),
        (b'Content-Disposition: attachment; filename="=?gb2312?B?1tC5+i5jc3Y=?="', "中国.csv"),
        (b'Content-Disposition: attachment; filename="=?utf-8?Q?=E4=B8=AD=E5=9B=BD.csv?="',
         "中国.csv"),
        (b"Content-Disposition: attachment; filename*=gb2312''%D6%D0%B9%FA.csv", "中国.csv"),
        (SPLIT, "中国.csv"),
        (b'Content-Type: image/x; name="=?gb2312?B?' + RARE + b'?="', "朱镕.csv"),
        (b'Content-Disposition: attachment; filename="a\r\n b.csv"', "a b.csv"),
        (b'Content-Disposition: attachment; filename="../../x.csv"', "..／..／x.csv"),
        (b"Content-Disposition: attachment", "附件1"),
    ],
)  # fmt: skip
def test_names_of_attachments_in_every_spelling(head: bytes, name: str, tmp_path: Path) -> None:
    data = raw_letter(b"From: a@example.com", b"To: b@example.com", parts=[(head, b"1,2")])
    assert verdicts(opened(tmp_path, "信.eml", data)) == {"信.eml": "eml", f"信.eml/{name}": "1,2"}


@pytest.mark.parametrize(
    ("date", "sent"),
    [
        ("Mon, 31 Oct 2022 09:30:00 +0000", datetime(2022, 10, 31, 17, 30)),
        ("Mon, 31 Oct 2022 23:30:00 -0800", datetime(2022, 11, 1, 15, 30)),
        ("Mon, 31 Oct 2022 09:30:00 -0000", datetime(2022, 10, 31, 17, 30)),
        ("Mon, 31 Oct 2022 09:30:00", datetime(2022, 10, 31, 9, 30)),
        ("Mon, 31 Oct 1922 09:30:00 +0800", None),
        ("Fri, 31 Dec 9999 23:30:00 -0800", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_date_of_a_letter_is_beijing_time(
    date: str, sent: datetime | None, tmp_path: Path
) -> None:
    heads = (b"From: a@example.com", b"To: b@example.com", f"Date: {date}".encode())
    data = raw_letter(*heads, parts=[(b"Content-Disposition: attachment", b"1")])
    assert opened(tmp_path, "信.eml", data).found[0].letter == Letter("a@example.com", "", sent)


def test_pictures_that_the_text_shows_are_passed_over(tmp_path: Path) -> None:
    message = letter(("名单.csv", b"1"))
    page = EmailMessage()
    page.set_content('<p>好<img src="cid:logo@x"></p>', subtype="html")
    message.attach(page)
    for name, content_id in (("标志.png", "<logo@x>"), ("盖章.png", "<seal@x>")):
        message.add_attachment(b"\x89PNG", "image", "png", filename=name, cid=content_id)
    unpacked = opened(tmp_path, "信.eml", message.as_bytes())
    assert list(verdicts(unpacked)) == ["信.eml", "信.eml/名单.csv", "信.eml/盖章.png"]
    assert [(each.path, each.container, each.reason) for each in unpacked.passed_over] == [
        ("信.eml/标志.png", "信.eml", "邮件正文里的图片")
    ]


def test_a_letter_sent_on_is_opened_too(tmp_path: Path) -> None:
    inner = letter(("名单.csv", b"1"), sender="王五 <w@example.com>", subject="原件")
    outer = letter(("旁.csv", b"2"), subject="转发")
    outer.add_attachment(inner)
    unpacked = opened(tmp_path, "信.eml", outer.as_bytes())
    assert verdicts(unpacked) == {
        "信.eml": "eml", "信.eml/旁.csv": "2", "信.eml/原件.eml": "eml",
        "信.eml/原件.eml/名单.csv": "1",
    }  # fmt: skip
    told = unpacked.found[2].letter
    assert told is not None
    assert (told.sender, told.subject) == ("王五 <w@example.com>", "原件")


def test_what_outlook_has_wrapped_is_refused_by_name(tmp_path: Path) -> None:
    message = letter(("winmail.dat", b"\x78\x9f\x3e\x22"), ("名单.csv", b"1"))
    assert verdicts(opened(tmp_path, "信.eml", message.as_bytes())) == {
        "信.eml": "eml", "信.eml/winmail.dat": "F103", "信.eml/名单.csv": "1",
    }  # fmt: skip


def test_a_letter_nested_without_end_is_no_crash(tmp_path: Path) -> None:
    deep = b"From: a@example.com\r\nTo: b@example.com\r\nMIME-Version: 1.0\r\n"
    for number in range(3000):
        mark = b"b%d" % number
        deep += b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + b"\r\n"
    verdict = verdicts(opened(tmp_path, "信.eml", deep))
    assert verdict["信.eml"] in ("eml", "F101")


# ---------------------------------------------------------------- Outlook


def test_an_outlook_message_is_opened(tmp_path: Path) -> None:
    sent = 133_116_000_000_000_000
    data = outlook("新锐企业榜+甲公司", "张三", sent, ("名单.csv", b"1"), ("大.csv", b"2" * 9000))
    unpacked = opened(tmp_path, "信.msg", data)
    assert list(verdicts(unpacked)) == ["信.msg", "信.msg/名单.csv", "信.msg/大.csv"]
    assert unpacked.found[2].sha256 == hashlib.sha256(b"2" * 9000).hexdigest()
    expected = Letter("张三", "新锐企业榜+甲公司", datetime(2022, 10, 30, 18, 40))
    assert unpacked.found[0].letter == expected


def test_a_damaged_outlook_message_is_refused(tmp_path: Path) -> None:
    data = outlook("题", "张三", 0, ("名单.csv", b"1"))
    directory = data.index("Root Entry".encode("utf-16-le"))
    assert verdicts(opened(tmp_path, "信.msg", data[: directory + 512])) == {"信.msg": "F101"}


# ---------------------------------------------------------------- whatever comes

SEEDS = {
    "a.zip": zip_of(in_gbk("名单.csv", b"1,2\n" * 90), Part(b"b.csv", b"1", password=b"k"),
                    named("内.zip", zip_of(named("c.csv", b"3")))),
    "a.eml": letter(("名单.csv", b"1,2\n" * 90), ("b.zip", zip_of(named("c.csv")))).as_bytes(),
    "a.msg": outlook("题", "张三", 0, ("名单.csv", b"1,2\n" * 90), ("大.csv", bytes(5000))),
}  # fmt: skip


@pytest.mark.parametrize("name", [*SEEDS, "a.7z"])
def test_bytes_flipped_cut_and_doubled_are_a_verdict(name: str, tmp_path: Path) -> None:
    seed = SEEDS.get(name) or seven(tmp_path, **{"a.csv": b"abc" * 900, "b.csv": b"1"})
    chance = random.Random(name)  # noqa: S311  a seed, no secret
    limits = Limits(file_bytes=1_000_000, inflated_bytes=2_000_000, members=50)
    for number in range(150):
        data = bytearray(seed)
        at, size = chance.randrange(len(data)), chance.randrange(40)
        change = (bytes([chance.randrange(256)]), b"", bytes(data[at : at + size]) * 2)
        data[at : at + (1 if number % 3 == 0 else size)] = change[number % 3]
        folder = tmp_path / str(number)
        folder.mkdir()
        found = opened(folder, name, bytes(data), "k", limits=limits).found
        assert (found[0].path, found[0].container) == (name, "")
        assert [each.path for each in found if "程序出错" in each.reason] == []
