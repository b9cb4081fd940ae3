"""What people send in place of a workbook is called by its name, with what to do about it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import xlwt
from click.testing import CliRunner
from raw_workbooks import ooxml_parts, rows_xml, write_zip

from toolkit.cli import main
from toolkit.errors import Refused
from toolkit.reading import read_workbook

DBASE = b"\x03\x7a\x05\x06" + (1).to_bytes(4, "little") + (65).to_bytes(2, "little") + bytes(22)
DBASE += b"NAME".ljust(32, b"\0") + b"\r" + b" abc\x1a"


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("a.slk", b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K1\r\nE\r\n", "F103", "SYLK"),
        ("a.dif", b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "F103", "DIF"),
        ("a.dbf", DBASE, "F103", "dBase"),
        ("a.wk1", b"\0\0\x02\0\x06\x04" + bytes(60), "F103", "Lotus"),
        ("a.wks", b"\xff\0\x02\0\x04\x04" + bytes(60), "F103", "Works"),
        ("a.mdb", b"\0\x01\0\0Standard Jet DB\0" + bytes(60), "F103", "Access"),
        ("a.xlsx", b"SQLite format 3\0" + bytes(60), "F103", "数据库"),
        ("a.gsheet", b'{"":"WARNING","doc_id":"1abc","email":""}', "F103", "快捷方式"),
        ("a.gsheet", b'{"url": "https://example.invalid/d/1", "x": 1}', "F103", "快捷方式"),
        ("a.url", b"[InternetShortcut]\r\nURL=https://example.invalid/\r\n", "F103", "快捷方式"),
        ("a.desktop", b"\xef\xbb\xbf[Desktop Entry]\nType=Link\n", "F103", "快捷方式"),
        ("a.lnk", b"L\0\0\0\x01\x14\x02\0" + bytes(80), "F103", "快捷方式"),
        ("a.webloc", b"bplist00\xd1\x01\x02", "F103", "快捷方式"),
        (
            "a.webloc",
            b'<?xml version="1.0"?><!DOCTYPE plist><plist><dict/></plist>',
            "F103",
            "快捷",
        ),
        ("a.xlsx", b'{"code": 401, "msg": "\xe6\x9c\xaa"}', "F103", "JSON"),
        ("a.xlsx", b'[{"name": 1}]', "F103", "JSON"),
        ("a.xls", b"BM\x36\x00\x0c\x00" + bytes(80), "F103", "图片"),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(80), "F103", "图片"),
        ("a.tar", b"a.xlsx".ljust(257, b"\0") + b"ustar\x0000", "F103", "压缩包"),
        ("a.xlsx.crdownload", b"PK\x03\x04", "F101", "没有下载完"),
        ("a.xlsx.part", b"PK\x03\x04", "F101", "没有下载完"),
        ("a.xlsx", bytes(9_000), "F101", "空字节"),
        ("a.xlsx", b"", "F101", "0 字节"),
    ],
)
def test_impostors(tmp_path: Path, name: str, content: bytes, code: str, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=words) as refused:
        read_workbook(path)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("执照.pdf", b"%PDF-1.4\n", "PDF 文件；如果只是盖章件、证照等附件，不必处理；"),
        ("公章.jpg", b"\xff\xd8\xff\xe0", "图片；如果只是盖章件、证照等附件，不必处理；"),
        ("名单.xlsx", b"Rar!\x1a\x07\x01\0", "压缩包；请解压后直接报送里面的工作簿。"),
        ("装.xlsx", b"MZ\x90\0\x03" + bytes(60), "程序；请核对是不是报送错了文件。"),
        ("a.wk1", b"\0\0\x02\0\x06\x04" + bytes(60), "表格；请用 Excel 或 WPS 打开后另存为"),
    ],
)
def test_what_to_do_fits_what_it_is(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    """Nobody opens a photograph in Excel; scans and licences lie beside most lists."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_workbook(tmp_path / name)
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (["Index/Document.iwa", "Index/CalculationEngine-12.iwa"], "Numbers"),
        (["Index/Document.iwa", "Metadata/Properties.plist"], "iWork"),
        (["OFD.xml", "Doc_0/Document.xml"], "OFD"),
    ],
)
def test_zipped_impostors(tmp_path: Path, members: list[str], words: str) -> None:
    path = write_zip(tmp_path / "a.numbers", dict.fromkeys(members, "x"))
    with pytest.raises(Refused, match=words) as refused:
        read_workbook(path)
    assert refused.value.code == "F103"


@pytest.mark.parametrize(
    "text",
    [
        "BM,名称\nMZ001,甲\n",
        "RIFF,名称\n",
        "ID;名称;代码\n1;甲;00042\n",
        "ID;P名称;代码\n1;甲;00042\n",
        "[企业名称],代码\n甲,1\n",
        "{甲},乙\n",
        "TABLE,1\n0,1\n",
        "PDF,%PDF\n",
    ],
)
def test_texts_that_only_begin_like_something_else(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    workbook = read_workbook(path)
    assert (workbook.kind, workbook.disguise) == ("csv", "")


# ---------------------------------------------------------------- the command, file by file


LIST = (
    ("序号", "推荐单位", "企业名称", "统一社会信用代码", "所在区", "批次"),
    ("1", "甲区科委", "上海启明测试有限公司", "", "长宁区", "第一批"),
)


def xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for y, row in enumerate(LIST):
        for x, value in enumerate(row):
            sheet.write(y, x, value)
    book.save(str(path))


def xlsx(path: Path) -> None:
    rows = "".join(
        f'<row r="{y}">'
        + "".join(
            f'<c r="{"ABCDEF"[x]}{y}" t="inlineStr"><is><t>{value}</t></is></c>'
            for x, value in enumerate(row)
        )
        + "</row>"
        for y, row in enumerate(LIST, 1)
    )
    write_zip(path, ooxml_parts(rows_xml(rows)))


def text(path: Path) -> None:
    path.write_bytes("\n".join("\t".join(row) for row in LIST).encode("gb18030"))


def page(path: Path) -> None:
    rows = "".join(f"<tr><td>{'<td>'.join(row)}</tr>" for row in LIST)
    path.write_bytes(f"<html><table>{rows}</table>".encode("gb18030"))


def archive(path: Path) -> None:
    page(path)
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\n"
    path.write_bytes(head + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + path.read_bytes())


def xml(path: Path) -> None:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data a:Type="String">{x}</Data></Cell>' for x in row) + "</Row>"
        for row in LIST
    )
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    path.write_text(
        f'<Workbook xmlns="{name}" xmlns:a="{name}"><Worksheet a:Name="名单"><Table>{rows}'
        "</Table></Worksheet></Workbook>",
        encoding="utf-8",
    )


@pytest.mark.parametrize("make", [xls, xlsx, text, page, archive, xml])
@pytest.mark.parametrize("ending", [".xls", ".xlsx", ".et", ".csv", ".html", ".mht", ".xml", ""])
def test_each_format_under_each_ending(tmp_path: Path, make: object, ending: str) -> None:
    path = tmp_path / f"名单{ending}"
    make(path)  # type: ignore[operator]
    own = {
        xls: (".xls", ".et"),
        xlsx: (".xlsx", ".et"),
        text: (".csv",),
        page: (".html",),
        archive: (".mht",),
        xml: (".xml",),
    }[make]  # type: ignore[index]
    workbook = read_workbook(path)
    (grid,) = workbook.grids
    assert [tuple(row) for row in grid.rows] == list(LIST)
    assert bool(workbook.disguise) is (ending not in own)


@pytest.mark.parametrize("make", [xls, xlsx, text, page, archive, xml])
def test_check_finds_the_same_entries_in_each(tmp_path: Path, make: object) -> None:
    path = tmp_path / "名单.dat"
    make(path)  # type: ignore[operator]
    command = ["check", str(path), "-c", "sme-2025", "--format", "json"]
    (file,) = json.loads(CliRunner().invoke(main, command).stdout)["files"]
    assert (file["unit"], file["entries"]) == ("甲区科委", 1)
    assert "F106" in [each["code"] for each in file["findings"]]


def test_an_ordinary_workbook_loads_none_of_this(tmp_path: Path) -> None:
    """What reads odd files costs an ordinary one nothing: it is not even imported."""
    import subprocess
    import sys

    path = tmp_path / "名单.xlsx"
    xlsx(path)
    assert zipfile.is_zipfile(path)
    odd = "encryption", "html_book", "mht_book", "xml_book", "openings", "text_encodings"
    code = (
        "import sys; from pathlib import Path; from toolkit.reading import read_workbook\n"
        f"read_workbook(Path({str(path)!r}))\n"
        f"print([name for name in {odd!r} if 'toolkit.reading.' + name in sys.modules]"
        " + [name for name in ('msoffcrypto', 'olefile', 'email') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
