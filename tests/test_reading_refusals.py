"""What is no workbook, or not safe to open, is refused with its code; nothing else is."""

from __future__ import annotations

import os
import struct
import sys
import zipfile
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_workbooks import ooxml_parts, rows_xml, shared_strings, write_zip

from toolkit.errors import Refused
from toolkit.model import Limits
from toolkit.reading import budget, ooxml_strings, read_workbook

ONE_CELL = rows_xml('<row r="1"><c r="A1"><v>1</v></c></row>')


def verdict(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read_workbook(path)
    assert refused.value.message
    return refused.value.code


def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "名单.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["某公司", 5])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F101"),
        (b"PK", "F101"),
        (b"PK\x03\x04", "F101"),
        (b"\xd0\xcf\x11\xe0", "F101"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "F101"),
        (b"%PDF-1.7\n", "F103"),
        (b"\x89PNG\r\n\x1a\n", "F103"),
        (b"\xff\xd8\xff\xe0", "F103"),
        (b"Rar!\x1a\x07", "F103"),
        (b"7z\xbc\xaf\x27\x1c", "F103"),
        (b"<html><body><table></table></body></html>", "F103"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "F103"),
        (b'<?xml version="1.0"?><Workbook/>', "F103"),
        (bytes(range(256)) * 4, "F103"),
        (b"a,b\n\x80\xff\n", "F101"),
    ],
)
def test_files_that_are_no_workbooks(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(content)
    assert verdict(path) == code


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    folder = tmp_path / "名单.xlsx"
    folder.mkdir()
    assert verdict(folder) == "F103"
    assert verdict(tmp_path / "absent.xlsx") == "F101"


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need rights there")
def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    real = workbook(tmp_path)
    link, dead, pipe = (tmp_path / name for name in ("link.xlsx", "dead.xlsx", "pipe.xlsx"))
    link.symlink_to(real)
    dead.symlink_to(tmp_path / "absent")
    os.mkfifo(pipe)
    assert [verdict(path) for path in (link, dead, pipe)] == ["F103", "F103", "F103"]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"a.txt": "文"}, "压缩包"),
        ({}, "空的压缩包"),
        ({"[Content_Types].xml": "", "_rels/.rels": "", "word/document.xml": ""}, "Word"),
        ({"[Content_Types].xml": "", "ppt/presentation.xml": ""}, "演示文稿"),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}, "办公文档"),
    ],
)
def test_zips_of_other_things(tmp_path: Path, parts: dict[str, str], words: str) -> None:
    path = write_zip(tmp_path / "名单.xlsx", parts)
    with pytest.raises(Refused, match=words) as refused:
        read_workbook(path)
    assert refused.value.code == "F103"


def test_every_way_to_cut_a_workbook_short(tmp_path: Path) -> None:
    whole = workbook(tmp_path).read_bytes()
    torn = tmp_path / "torn.xlsx"
    for length in range(4, len(whole), 97):
        torn.write_bytes(whole[:length])
        assert verdict(torn) == "F101"


@pytest.mark.parametrize(
    "missing",
    ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"],
)
def test_missing_parts(tmp_path: Path, missing: str) -> None:
    parts = ooxml_parts(ONE_CELL)
    del parts[missing]
    assert verdict(write_zip(tmp_path / "m.xlsx", parts)) == "F101"


@pytest.mark.parametrize("address", ["A0", "A1048577", "XFE1", "ZZZZ1", "A99999999999", "甲1"])
def test_addresses_outside_any_sheet(tmp_path: Path, address: str) -> None:
    sheet = rows_xml(f'<row r="1"><c r="{address}"><v>1</v></c></row>')
    assert verdict(write_zip(tmp_path / "a.xlsx", ooxml_parts(sheet))) == "F101"


def test_xml_cut_short_inside(tmp_path: Path) -> None:
    parts = ooxml_parts(ONE_CELL[:-20])
    assert verdict(write_zip(tmp_path / "x.xlsx", parts)) == "F101"


def test_a_member_whose_bytes_changed(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "c.xlsx", ooxml_parts(ONE_CELL))
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    content[info.header_offset + 30 + len(info.filename) + 20] ^= 0x55
    path.write_bytes(content)
    assert verdict(path) == "F101"


def test_a_member_that_is_not_what_its_checksum_says(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in ooxml_parts(ONE_CELL).items():
            archive.writestr(name, content)
    path.write_bytes(path.read_bytes().replace(b"<v>1</v>", b"<v>2</v>"))
    assert verdict(path) == "F101"


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.data())
def test_whatever_byte_is_changed_there_is_a_verdict(data: st.DataObject) -> None:
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="e"><v>#REF!</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><f>A1</f></c><c r="B2" s="1"><v>43251</v></c></row>'
    )
    parts = ooxml_parts(rows_xml(rows), shared_strings("甲"))
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(str(parts[name]).encode())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=4))
    with TemporaryDirectory() as folder:
        path = write_zip(Path(folder) / "名单.xlsx", {**parts, name: bytes(content)})
        assert outcome(path) in {"read", "F101", "F103", "F105"}


def outcome(path: Path) -> str:
    try:
        read_workbook(path)
    except Refused as refused:
        return refused.code
    return "read"


# ---------------------------------------------------------------- passwords


def test_a_zip_member_with_a_password(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "p.xlsx", ooxml_parts(ONE_CELL))
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    assert verdict(path) == "F102"


def ole_with_streams(*names: str) -> bytes:
    """An OLE file whose root holds small streams of those names."""
    sector = 512
    entries = [_entry("Root Entry", 5, child=1)]
    entries += [
        _entry(name, 2, right=at + 2 if at + 1 < len(names) else -1)
        for at, name in enumerate(names)
    ]
    directory = b"".join(entries).ljust(sector, b"\0")
    table = struct.pack("<ii", -2, -3).ljust(sector, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<iiiiiiii", 1, 0, 0, 4096, -2, 0, -2, 0) + struct.pack("<i", 1)
    return header.ljust(sector, b"\xff") + directory + table


def _entry(name: str, kind: int, child: int = -1, right: int = -1) -> bytes:
    spelt = name.encode("utf-16-le") + b"\0\0"
    body = spelt.ljust(64, b"\0") + struct.pack("<HBBiii", len(spelt), kind, 1, -1, right, child)
    return body.ljust(116, b"\0") + struct.pack("<iii", -2, 0, 0)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("EncryptionInfo", "EncryptedPackage"), "F102"),
        (("WordDocument",), "F103"),
        (("PowerPoint Document",), "F103"),
        (("Other",), "F101"),
    ],
)
def test_ole_files_that_are_no_open_workbook(
    tmp_path: Path, names: tuple[str, ...], code: str
) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(ole_with_streams(*names))
    assert verdict(path) == code


def test_an_encrypted_xls(tmp_path: Path) -> None:
    path = tmp_path / "名单.xls"
    book = xlwt.Workbook()
    book.add_sheet("名单").write(0, 0, "x")
    book.save(str(path))
    content = path.read_bytes()
    at = content.find(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    # The record after the first one becomes FILEPASS.
    record = at + 20
    path.write_bytes(content[:record] + b"\x2f\x00" + content[record + 2 :])
    assert verdict(path) == "F102"


# ---------------------------------------------------------------- bombs


def test_document_types_and_entities(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "docProps/app.xml"):
        parts = ooxml_parts(ONE_CELL)
        parts[part] = laughs + str(parts.get(part, "<x/>"))
        assert verdict(write_zip(tmp_path / "d.xlsx", parts)) == "F105"
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + laughs + ONE_CELL).encode("utf-16")
    assert verdict(write_zip(tmp_path / "w.xlsx", ooxml_parts(wide))) == "F105"


def test_a_member_that_unrolls_into_gigabytes(tmp_path: Path) -> None:
    parts = ooxml_parts(b"\0" * 40_000_000)
    assert verdict(write_zip(tmp_path / "z.xlsx", parts)) == "F105"


def test_a_member_that_lies_about_its_size(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "l.xlsx", ooxml_parts(rows_xml("<row/>" * 100_000)))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    true_size = struct.pack("<I", info.file_size)
    path.write_bytes(bytes(content).replace(true_size, struct.pack("<I", 1000)))
    assert verdict(path) == "F105"


def test_members_that_share_one_record(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "o.xlsx", {**ooxml_parts(ONE_CELL), "xl/a.xml": ONE_CELL})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        first = archive.getinfo("xl/worksheets/sheet1.xml")
    at = content.rfind(b"xl/a.xml") - 46
    content[at + 42 : at + 46] = struct.pack("<I", first.header_offset)
    path.write_bytes(content)
    assert verdict(path) == "F105"


def test_members_of_one_name(tmp_path: Path) -> None:
    parts = ooxml_parts(ONE_CELL)
    parts["XL/Worksheets/Sheet1.xml"] = ONE_CELL
    assert verdict(write_zip(tmp_path / "n.xlsx", parts)) == "F105"


def test_rare_compression(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in ooxml_parts(ONE_CELL).items():
            archive.writestr(name, content)
    assert verdict(path) == "F105"


def test_too_many_members(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "m.xlsx", ooxml_parts(ONE_CELL))
    with pytest.raises(
        Refused, match=r"内部部件多达 5 个，超过了 4 个的上限.*放宽 members"
    ) as refused:
        read_workbook(path, limits=Limits(members=4))
    assert refused.value.code == "F105"
    assert len(read_workbook(path, limits=Limits(members=5)).grids) == 1


def test_a_long_text_used_too_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml_strings, "MAX_TEXT_BYTES", 1_000_000)
    cells = "".join(f'<c r="A{row}" t="s"><v>{{index}}</v></c>' for row in range(1, 201))
    rows = "".join(
        f'<row r="{row}">{cell}</c></row>' for row, cell in enumerate(cells.split("</c>")[:-1], 1)
    )
    strings = shared_strings("长" * 5_000, "短")
    long_one = ooxml_parts(rows_xml(rows.format(index=0)), strings)
    spelt = ooxml_parts(rows_xml(rows.format(index=0)), shared_strings("si>" * 5_000))
    assert verdict(write_zip(tmp_path / "spelt.xlsx", spelt)) == "F105"
    shifted = ooxml_parts(
        rows_xml(rows.format(index=0)), strings.replace("<si>", "<!--</si><si>--><si>")
    )
    assert verdict(write_zip(tmp_path / "shifted.xlsx", shifted)) == "F105"
    short_one = ooxml_parts(rows_xml(rows.format(index=1)), strings)
    assert verdict(write_zip(tmp_path / "long.xlsx", long_one)) == "F105"
    (grid,) = read_workbook(write_zip(tmp_path / "short.xlsx", short_one)).grids
    assert [row[0] for row in grid.rows] == ["短"] * 200


def test_a_bare_deflate_stream_is_measured_while_it_unrolls() -> None:
    packed = zlib.compress(b"x" * 1000, wbits=-15)
    info = zipfile.ZipInfo("a.xml")
    info.compress_type, info.file_size, info.compress_size = zipfile.ZIP_DEFLATED, 1000, len(packed)
    info.header_offset, info.CRC = 0, zlib.crc32(b"x" * 1000)
    local = b"PK\x03\x04" + b"\0" * 22 + struct.pack("<HH", 0, 0)
    assert budget.Parts(local + packed, {"a.xml": info}).read("/A.xml") == b"x" * 1000
