"""In: a path below the inbox. Out: its bytes and what they truly are.

The ending is never believed: it only decides whether the sender is told that ending and content
differ. Everything that is not a workbook leaves here as `Refused`.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from toolkit.errors import Refused
from toolkit.reading.budget import Parts

MAX_FILE_BYTES = 512 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first record of a worksheet saved by Excel 2 to 5 without an OLE wrapping.
_BARE_BIFF = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
_NOT_WORKBOOKS = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"RIFF", "图片或音视频"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"Rar!", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
)
_MARKUP = (
    (re.compile(rb"<(!doctype\s+html|html|table|meta|head)\b", re.IGNORECASE), "网页文件"),
    (re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet"), "XML 表格"),
    (re.compile(rb"^\s*<\?xml\b"), "XML 文件"),
)
_FOREIGN_FOLDERS = (("word", "Word 文档"), ("ppt", "演示文稿"), ("visio", "Visio 绘图"))
_ENDINGS = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm", ".et", ".ett"),
    "xlsb": (".xlsb",),
    "xls": (".xls", ".xlt", ".et", ".ett"),
    "ods": (".ods", ".ots"),
    "csv": (".csv", ".tsv", ".txt", ".tab"),
}
_KIND_WORDS = {
    "xlsx": "Excel 工作簿（.xlsx）",
    "xlsb": "Excel 二进制工作簿（.xlsb）",
    "xls": "旧版 Excel 工作簿（.xls）",
    "ods": "ODS 表格（.ods）",
    "csv": "逗号或制表符分隔的文本（.csv）",
}
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送。"


def read_regular_file(path: Path) -> bytes:
    """Read a file of sane size that is really a file; links and devices are never followed."""
    try:
        status = os.lstat(path)
    except OSError as error:
        raise Refused("F101", "找不到这个文件，或没有权限查看它。") from error
    _refuse_irregular(status.st_mode)
    if status.st_size == 0:
        raise Refused("F101", "文件是空的（0 字节），请重新导出或重新报送。")
    if status.st_size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024 // 1024
        raise Refused("F105", f"文件超过 {limit} MB，请去掉其中的图片或拆分后再报送。")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("F101", "没有权限读取这个文件，或读取时磁盘出错。") from error


def _refuse_irregular(mode: int) -> None:
    if stat.S_ISLNK(mode):
        raise Refused("F103", "这是一个快捷链接，不是工作簿本身；请放入原文件。")
    if stat.S_ISDIR(mode):
        raise Refused("F103", "这是一个文件夹，不是工作簿。")
    if not stat.S_ISREG(mode):
        raise Refused("F103", "这不是普通文件，不能读取。")


def container(data: bytes) -> str:
    """Name the wrapping by the first bytes: zip, ole, biff or text; refuse what is no workbook."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")) or data == b"PK":
        return "zip"
    if data.startswith(_OLE[:4]):
        return "ole"
    if data.startswith(_BARE_BIFF):
        return "biff"
    for magic, words in _NOT_WORKBOOKS:
        if data.startswith(magic):
            raise not_a_workbook(words)
    opening = data[:4096]
    for pattern, words in _MARKUP:
        if opening.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and pattern.search(opening):
            raise not_a_workbook(words)
    return "text"


def zipped_kind(parts: Parts) -> str:
    """Tell an OOXML workbook (xlsx, which may turn out xlsb) from an ods by its parts; refuse a
    zip of anything else.
    """
    media = parts.read("mimetype").strip() if "mimetype" in parts else b""
    if media.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if media:
        raise not_a_workbook("其他办公文档")
    folders = {name.partition("/")[0] for name in parts.members}
    if "xl" in folders:
        return "xlsx"
    for folder, words in _FOREIGN_FOLDERS:
        if folder in folders:
            raise not_a_workbook(words)
    if "_rels" in folders and "[content_types].xml" in folders:
        return "xlsx"
    raise not_a_workbook("压缩包" if parts.members else "空的压缩包")


def not_a_workbook(words: str) -> Refused:
    """The refusal of a file that is something else; `words` say what."""
    return Refused("F103", f"这不是工作簿，而是{words}；{_SAVE_AS}")


def disguise(path: Path, kind: str) -> str:
    """Say in one sentence that ending and content differ; "" when they agree."""
    ending = path.suffix.lower()
    if ending in _ENDINGS[kind]:
        return ""
    said = f"扩展名是 {ending}" if ending else "文件没有扩展名"
    return f"{said}，内容实际是{_KIND_WORDS[kind]}，已按实际内容读取。"
