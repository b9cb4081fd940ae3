"""In: a path below the inbox. Out: its bytes and what they truly are.

The ending is never believed: it only decides whether the sender is told that ending and content
differ. Everything that is not a workbook leaves here as `Refused`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from toolkit.errors import Refused
from toolkit.model.limits import Limits, beyond, megabytes
from toolkit.reading.budget import Parts
from toolkit.reading.impostors import APART, UNPACKED, not_a_workbook, refuse_impostors

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first record of a worksheet saved by Excel 2 to 5 without an OLE wrapping.
_BARE_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_FOREIGN_FOLDERS = (("word", "Word 文档"), ("ppt", "演示文稿"), ("visio", "Visio 绘图"))
_IN_NUMBERS = "请在苹果电脑的 Numbers 里依次点“文件—导出为—Excel”，报送导出的 .xlsx。"
# What programs add to the name of a file while they are still fetching it.
_UNFINISHED = frozenset(
    (".crdownload", ".part", ".partial", ".download", ".downloading", ".opdownload", ".td", ".xltd")
)
_ENDINGS = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm", ".et", ".ett"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".xlt", ".et", ".ett"),
    "ods": (".ods", ".ots"),
    "csv": (".csv", ".tsv", ".txt", ".tab"),
    "html": (".html", ".htm", ".xhtml"),
    "mht": (".mht", ".mhtml"),
    "xml": (".xml",),
    "fods": (".fods", ".xml"),
}
_KIND_WORDS = {
    "xlsx": "Excel 工作簿（.xlsx）",
    "xlsb": "Excel 二进制工作簿（.xlsb）",
    "xls": "旧版 Excel 工作簿（.xls）",
    "ods": "ODS 表格（.ods）",
    "csv": "逗号或制表符分隔的文本（.csv）",
    "html": "网页（.html）里的表格",
    "mht": "网页存档（.mht）里的表格",
    "xml": "XML 表格（.xml）",
    "fods": "单个文件的 ODS 表格（.fods）",
}


def read_regular_file(path: Path, limits: Limits) -> bytes:
    """Read a file of sane size that is really a file; links and devices are never followed."""
    try:
        status = os.lstat(path)
    except OSError as error:
        raise Refused("F101", "找不到这个文件，或没有权限查看它。") from error
    _refuse_irregular(status.st_mode)
    if status.st_size == 0:
        raise Refused(
            "F101",
            "文件是空的（0 字节），可能没有保存或没有从网盘下载下来；请重新导出或重新报送。",
        )
    if path.suffix.lower() in _UNFINISHED:
        raise Refused("F101", "这是还没有下载完的文件，内容不完整；请等下载完成后重新放入。")
    if status.st_size > limits.file_bytes:
        said = beyond("文件大小", megabytes(limits.file_bytes), "file_mb")
        raise Refused("F105", f"{said}也可以去掉其中的图片或拆分后再报送。")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("F101", "没有权限读取这个文件，或读取时磁盘出错。") from error


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise Refused("F103", "这是一个快捷链接，不是工作簿本身；请放入原文件。")
    if stat.S_ISDIR(mode):
        raise Refused("F103", "这是一个文件夹，不是工作簿；请给出里面的工作簿文件。")
    if not stat.S_ISREG(mode):
        raise Refused("F103", "这不是普通文件，不能读取。")


def container(data: bytes) -> str:
    """Name the wrapping by the first bytes: zip, ole, biff, or text of any kind; refuse what is
    known to be no workbook.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")) or data == b"PK":
        return "zip"
    if data.startswith(_OLE[:4]):
        return "ole"
    if data.startswith(_BARE_BIFF):
        return "biff"
    refuse_impostors(data)
    return "text"


def zipped_kind(parts: Parts) -> str:
    """Tell an OOXML workbook (xlsx, which may turn out xlsb) from an ods by its parts; refuse a
    zip of anything else.
    """
    media = parts.read("mimetype").strip() if "mimetype" in parts else b""
    if media.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if media:
        raise not_a_workbook("其他办公文档", APART)
    folders = {name.partition("/")[0] for name in parts.members}
    if "xl" in folders:
        return "xlsx"
    for folder, words in _FOREIGN_FOLDERS:
        if folder in folders:
            raise not_a_workbook(words, APART)
    if "index" in folders or "index.zip" in parts:
        in_numbers = any("calculationengine" in name for name in parts.members)
        raise not_a_workbook(f"苹果 {'Numbers 表格' if in_numbers else 'iWork 文档'}", _IN_NUMBERS)
    if "ofd.xml" in parts:
        raise not_a_workbook("OFD 版式文件", APART)
    if "_rels" in folders and "[content_types].xml" in folders:
        return "xlsx"
    if parts.members:
        raise not_a_workbook("压缩包", UNPACKED)
    raise not_a_workbook("空的压缩包", "请核对后重新报送。")


def disguise(path: Path, kind: str) -> str:
    """Say in one sentence that ending and content differ; "" when they agree."""
    ending = path.suffix.lower()
    if ending in _ENDINGS[kind]:
        return ""
    said = f"扩展名是 {ending}" if ending else "文件没有扩展名"
    return f"{said}，内容实际是{_KIND_WORDS[kind]}，已按实际内容读取。"
