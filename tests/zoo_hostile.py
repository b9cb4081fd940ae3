"""The kinds that are made to harm: bombs, entities, claims, and numbers that no honest file has.

What a newcomer would get wrong: they are small on disk, and a good list lies beside the worst of
them, which must arrive all the same.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from ole_files import SECTOR
from raw_workbooks import MAIN, edited, ooxml_parts, relationships, shared_strings, write_zip
from zoo_archives import sharing_one_record
from zoo_formats import ods_parts, write_xls, xml_2003
from zoo_parts import READ, STYLES, Cast, Kind, save_book, save_raw, sheet_xml

BOMBS = "zip bombs, a billion laughs, external entities, absurd shared-string counts"
MACROS = "macros, external links, DDE, OLE objects"
SPARSE = "A1 + XFD1048576; a 32,767-character string used 200,000 times"
CLAIMS = "SST count 2³²−1; OLE directory loop; huge or reversed DIMENSIONS"
SHARED = "20 zip members sharing one record (1 GB in 57 KB); bzip2 1 GB in 3 KB"

_BOARD = "样本企业榜"
_SHEET = "xl/worksheets/sheet1.xml"


def _beside(make: Callable[[Path, Cast], object]) -> Callable[[Path, Cast], None]:
    """A maker that also puts a good list beside what it makes."""

    def both(folder: Path, cast: Cast) -> None:
        make(folder, cast)
        save_book(folder / "名单.xlsx", {_BOARD: cast.table("装备")})

    return both


def _parts(cast: Cast) -> dict[str, bytes | str]:
    return ooxml_parts(sheet_xml(cast.table("医药")), styles=STYLES)


# ---------------------------------------------------------------- what unfolds


def _make_bomb(folder: Path, cast: Cast) -> None:
    write_zip(folder / "炸弹.xlsx", {**_parts(cast), _SHEET: bytes(60_000_000)})


def _make_shared(folder: Path, _cast: Cast) -> None:
    parts = ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", _SHEET]
    names = [*parts, *(f"xl/media/image{at}.png" for at in range(16))]
    (folder / "炸弹.xlsx").write_bytes(sharing_one_record(bytes(50_000_000), names))


def _make_rarely_packed(folder: Path, cast: Cast) -> None:
    methods = {"bzip2.xlsx": zipfile.ZIP_BZIP2, "lzma.xlsx": zipfile.ZIP_LZMA}
    for name, method in methods.items():
        with zipfile.ZipFile(folder / name, "w", method) as archive:
            for part, content in {**_parts(cast), "xl/a.xml": bytes(10_000_000)}.items():
                archive.writestr(part, content)


def _make_lying(folder: Path, cast: Cast) -> None:
    path = write_zip(folder / "谎报.xlsx", _parts(cast))
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(_SHEET).file_size
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<I", size), struct.pack("<I", 100)))
    twice = {**_parts(cast), "XL/Worksheets/Sheet1.xml": sheet_xml(cast.table("信息"))}
    write_zip(folder / "同名.xlsx", twice)


def _make_entities(folder: Path, cast: Cast) -> None:
    laughs = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "哈">{laughs}]>'
    outside = '<!DOCTYPE x [<!ENTITY a9 SYSTEM "http://192.0.2.1/x">]>'
    own = sheet_xml(cast.table("医药"), {"O2": '<c r="O2" t="str"><v>&a9;</v></c>'})
    write_zip(folder / "十亿.xlsx", {**_parts(cast), _SHEET: doctype + own})
    write_zip(folder / "外部.xlsx", {**_parts(cast), _SHEET: outside + own})
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{doctype}{own}'.encode("utf-16")
    write_zip(folder / "宽字.xlsx", {**_parts(cast), _SHEET: wide})
    write_zip(folder / "属性.xlsx", {**_parts(cast), "docProps/app.xml": f"{outside}<x>&a9;</x>"})
    flat = xml_2003(cast.table("医药")).replace("<Workbook", f"{doctype}<Workbook", 1)
    (folder / "平面.xml").write_text(flat.replace("传感器", "&a9;"), encoding="utf-8")


def _make_long_string(folder: Path, _cast: Cast) -> None:
    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>") * 1_000
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    write_zip(folder / "长文.xlsx", ooxml_parts(sheet, shared_strings("长" * 32_767)))


def _make_repeats(folder: Path, cast: Cast) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float"'
        ' office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    rows = f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row>'
    parts = ods_parts(cast.table("医药"))
    content = str(parts["content.xml"]).replace("</table:table>", f"{rows}</table:table>")
    write_zip(folder / "重复.ods", {**parts, "content.xml": content})


# ---------------------------------------------------------------- what is claimed


def _make_claimed_strings(folder: Path, cast: Cast) -> None:
    lines = cast.table("装备", "医药")
    strings = shared_strings("传感器", claim=2**32 - 1)
    odd = {"O2": '<c r="O2" t="s"><v>0</v></c>', "O3": '<c r="O3" t="s"><v>0</v></c>'}
    save_raw(folder / "名单.xlsx", lines, odd, strings=strings)


def _make_sparse(folder: Path, cast: Cast) -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>备查</t></is></c></row>'
    save_raw(folder / "满.xlsx", cast.table("装备", "医药"))
    edited(
        folder / "满.xlsx",
        folder / "名单.xlsx",
        _SHEET,
        lambda part: part.replace(b"</sheetData>", far.encode() + b"</sheetData>"),
    )
    (folder / "满.xlsx").unlink()


def _patched(path: Path, cast: Cast, kind: int, change: Callable[[bytearray, int], None]) -> None:
    """An .xls in which the body of the first record of a kind is changed."""
    write_xls(path, cast.table("装备", "医药"))
    content = bytearray(path.read_bytes())
    at = SECTOR
    while (found := struct.unpack_from("<HH", content, at))[0] != kind:
        at += 4 + found[1]
    change(content, at + 4)
    path.write_bytes(content)


_DIMENSIONS, _STRINGS = 0x0200, 0x00FC


def _put(form: str, *numbers: int) -> Callable[[bytearray, int], None]:
    return lambda content, at: struct.pack_into(form, content, at, *numbers)


def _make_dimensions(folder: Path, cast: Cast) -> None:
    _patched(folder / "名单.xls", cast, _DIMENSIONS, _put("<IIHH", 0, 2**32 - 1, 0, 2**16 - 1))


def _make_reversed(folder: Path, cast: Cast) -> None:
    _patched(folder / "名单.xls", cast, _DIMENSIONS, _put("<IIHH", 65_535, 1, 255, 1))


def _make_many_strings(folder: Path, cast: Cast) -> None:
    _patched(folder / "计数.xls", cast, _STRINGS, _put("<II", 2**32 - 1, 2**32 - 1))


def _make_loop(folder: Path, cast: Cast) -> None:
    path = folder / "圈.xls"
    write_xls(path, cast.table("医药"))
    content = bytearray(path.read_bytes())
    entry = (struct.unpack_from("<I", content, 48)[0] + 1) * SECTOR + 128
    # The stream names itself as its neighbours, and has no name by which it could be found.
    content[entry : entry + 64] = "Nothing".encode("utf-16-le").ljust(64, b"\0")
    struct.pack_into("<HBBIII", content, entry + 64, 16, 2, 1, 1, 1, 1)
    path.write_bytes(content)
    table = bytearray(path.read_bytes())
    first = struct.unpack_from("<I", table, 76)[0]
    struct.pack_into("<I", table, (first + 1) * SECTOR, 0)  # the first sector follows itself
    (folder / "链.xls").write_bytes(table)


# ---------------------------------------------------------------- what is never run


def _make_links(folder: Path, cast: Cast) -> None:
    """A value from another workbook, one by DDE, and an embedded object."""
    odd = {
        "H2": '<c r="H2"><f>[1]Sheet1!$A$1</f><v>2000.5</v></c>',
        "H3": "<c r=\"H3\"><f>cmd|' /C calc'!A0</f><v>7</v></c>",
    }
    kind = "externalLink"
    link = f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/C calc"/>'
    more = {
        "xl/externalLinks/externalLink1.xml": f"{link}</externalLink>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": relationships(
            [("rId1", "externalLinkPath", "file:///\\\\192.0.2.1\\x.xlsx")]
        ),
        "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
        "xl/vbaProject.bin": zlib.compress(b"Shell"),
    }
    save_raw(folder / "满.xlsx", cast.table("装备", "医药"), odd, more=more)
    edited(
        folder / "满.xlsx",
        folder / "名单.xlsx",
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(
            b"</Relationships>",
            f'<Relationship Id="rId9" Type="x/{kind}" Target="externalLinks/{kind}1.xml"/>'
            "</Relationships>".encode(),
        ),
    )
    (folder / "满.xlsx").unlink()


def _bomb(name: str, line: str, says: str, make: Callable[..., object], *files: str) -> Kind:
    """What must be refused as unsafe, a good list beside it."""
    verdicts = dict.fromkeys(files, "refused F105")
    told = tuple(f"{file} F105" for file in files)
    return Kind(name, line, says, _beside(make), verdicts | READ, told, ("装备",))


_TWO = ("装备", "医药")

KINDS = (
    _bomb("bomb-in-a-workbook", BOMBS, "工作簿里有一个展开后极大的部件。", _make_bomb, "炸弹.xlsx"),
    _bomb("bomb-sharing-one-record", SHARED, "工作簿的二十个部件共用一段数据。", _make_shared,
          "炸弹.xlsx"),
    _bomb("bomb-rarely-packed", SHARED, "用 bzip2 和 lzma 压缩的工作簿。", _make_rarely_packed,
          "bzip2.xlsx", "lzma.xlsx"),
    _bomb("zip-directory-lies", BOMBS, "部件的大小是谎报的；两个部件同名。", _make_lying,
          "同名.xlsx", "谎报.xlsx"),
    _bomb("entities", BOMBS, "十亿次大笑，外部实体，写在各个部件里。", _make_entities,
          "十亿.xlsx", "外部.xlsx", "宽字.xlsx", "属性.xlsx", "平面.xml"),
    _bomb("long-string-many-times", SPARSE, "三万字的一段文字用了二十万次。", _make_long_string,
          "长文.xlsx"),
    _bomb("ods-repeats", BOMBS, "ODS 的一格重复一百七十亿次。", _make_repeats, "重复.ods"),
    Kind("claimed-strings", CLAIMS, "自称有四十亿条文字，其实一条。", _make_claimed_strings, READ,
         entries=_TWO, values={"product": ("传感器", "传感器")}),
    Kind("sparse-giant", SPARSE, "名单之外，最后一行最后一列还有一格。", _make_sparse, READ,
         findings=("名单.xlsx 名单!XFD1048576 S109", "名单.xlsx 名单!XFD1048576 S110"),
         entries=_TWO),
    Kind("xls-dimensions-huge", CLAIMS, ".xls 自称有四十亿行。", _make_dimensions,
         {"名单.xls": "read"}, entries=_TWO),
    Kind("xls-dimensions-reversed", CLAIMS, ".xls 自称的范围首尾颠倒。", _make_reversed,
         {"名单.xls": "read"}, entries=_TWO),
    Kind("xls-strings-claimed", CLAIMS, ".xls 自称有四十亿条文字。", _beside(_make_many_strings),
         {"计数.xls": "refused F101", **READ}, findings=("计数.xls F101",), entries=("装备",)),
    Kind("ole-loops", CLAIMS, ".xls 的目录和数据链绕成圈。", _beside(_make_loop),
         {"圈.xls": "refused F101", "链.xls": "refused F101", **READ},
         findings=("圈.xls F101", "链.xls F101"), entries=("装备",)),
    Kind("links-and-objects", MACROS, "外部链接、DDE、嵌入对象和宏：只读数值。", _make_links, READ,
         entries=_TWO, values={"revenue": (2000.5, 7.0)}),
)  # fmt: skip
