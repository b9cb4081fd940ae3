"""In: the bytes of a file that is neither a zip nor an old Excel file. Out: nothing, or `Refused`
with the name of what it really is and what its sender should do.

What a newcomer would get wrong: a signature of two or three letters may begin a text as well
(`BM,` is a heading somebody chose), so those count only where zero bytes stand behind them.
"""

from __future__ import annotations

import re

from toolkit.errors import Refused

_SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送。"
APART = "如果只是盖章件、证照等附件，不必处理；如果申报内容在里面，请填入下发的模板（.xlsx）报送。"
UNPACKED = "请解压后直接报送里面的工作簿。"
_WRONG_FILE = "请核对是不是报送错了文件。"
_THE_FILE = "请打开它指向的表格，下载或另存为 .xlsx 文件后再报送。"
_DOWNLOAD = "请重新导出或下载表格，确认能用 Excel 或 WPS 打开后再报送。"
_LOCKED = (
    "文件被单位的文档加密软件（{}）加密，离开原单位的电脑无法读取；请解密后另存为 .xlsx 再报送。"
)
# Far enough into a file for every signature below.
_OPENING = 4096
_HEADER = 64

# Signatures no text begins with.
_SIGNATURES = (
    (b"%PDF", "PDF 文件", APART),
    (b"%!PS", "打印文件", APART),
    (b"{\\rtf", "RTF 文档", APART),
    (b"\x89PNG", "图片", APART),
    (b"\xff\xd8\xff", "图片", APART),
    (b"GIF87a", "图片", APART),
    (b"GIF89a", "图片", APART),
    (b"II*\x00", "图片", APART),
    (b"MM\x00*", "图片", APART),
    (b"7z\xbc\xaf", "压缩包", UNPACKED),
    (b"Rar!", "压缩包", UNPACKED),
    (b"\x1f\x8b", "压缩包", UNPACKED),
    (b"\xfd7zXZ\x00", "压缩包", UNPACKED),
    (b"MSCF\x00", "压缩包", UNPACKED),
    (b"\x7fELF", "程序", _WRONG_FILE),
    (b"SQLite format 3\x00", "数据库文件", _SAVE_AS),
    (b"\x00\x01\x00\x00Standard ", "Access 数据库", _SAVE_AS),
    (b"\x00\x00\x02\x00", "Lotus 1-2-3 表格", _SAVE_AS),
    (b"\x00\x00\x1a\x00", "Lotus 1-2-3 表格", _SAVE_AS),
    (b"\xff\x00\x02\x00", "Works 表格", _SAVE_AS),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "快捷方式", _THE_FILE),
    (b"bplist00", "网页快捷方式", _THE_FILE),
)
# Signatures a text might begin with.
_SHORT_SIGNATURES = (
    (b"BM", "图片", APART),
    (b"RIFF", "图片或音视频", APART),
    (b"BZh", "压缩包", UNPACKED),
    (b"MZ", "程序", _WRONG_FILE),
    (b"CAJ", "CAJ 文献", APART),
)
_LINK = r"\[(?:InternetShortcut|Desktop Entry)\]\s"
_CLOUD_LINK = r'\{[^{}]*"(?:doc_id|url)"\s*:[^{}]*\}\s*\Z'
# Texts that programs write for programs; `_OPENING` characters of them are looked at.
_TEXTS = (
    (re.compile(_LINK), "快捷方式", _THE_FILE),
    (re.compile(_CLOUD_LINK), "云文档的快捷方式", _THE_FILE),
    (re.compile(r'(?:\{\s*|\[\s*\{\s*)"[^"\n]{1,200}"\s*:'), "程序数据（JSON）", _DOWNLOAD),
    (re.compile(r"ID;P[^\r\n]*\r?\n[A-Z]{1,3};"), "SYLK 表格（.slk）", _SAVE_AS),
    (re.compile(r'TABLE\r?\n0,1\r?\n"'), "DIF 表格（.dif）", _SAVE_AS),
)
_ENCRYPTORS = ((b"E-SafeNet", "亿赛通"), (b"%TSD-Header-###%", "天锐绿盾"))
# What a dBase file begins with, by its version.
_DBASE = (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0x8E, 0xCB, 0xF5)


def not_a_workbook(words: str, advice: str = _SAVE_AS) -> Refused:
    """The refusal of a file that is something else; `words` say what."""
    return Refused("F103", f"这不是工作簿，而是{words}；{advice}")


def refuse_impostors(data: bytes) -> None:
    """Refuse a file that is known to be something else than a table."""
    header = data[:_HEADER]
    for mark, words in _ENCRYPTORS:
        if mark in header:
            raise Refused("F102", _LOCKED.format(words))
    for signature, words, advice in _SIGNATURES:
        if header.startswith(signature):
            raise not_a_workbook(words, advice)
    if b"\0" in header:
        _refuse_binary(data, header)
    text = data[:_OPENING].removeprefix(b"\xef\xbb\xbf").lstrip().decode("latin-1")
    for pattern, words, advice in _TEXTS:
        if pattern.match(text):
            raise not_a_workbook(words, advice)


def _refuse_binary(data: bytes, header: bytes) -> None:
    if header.strip(b"\0") == b"" and data.strip(b"\0") == b"":
        raise Refused(
            "F101", "文件里全是空字节，没有内容，多半是没有下载或没有保存完整；请重新报送。"
        )
    for signature, words, advice in _SHORT_SIGNATURES:
        if header.startswith(signature):
            raise not_a_workbook(words, advice)
    if header[4:8] == b"ftyp":
        raise not_a_workbook("图片或音视频", APART)
    if data[257:262] == b"ustar":
        raise not_a_workbook("压缩包", UNPACKED)
    if _is_dbase(data):
        raise not_a_workbook("dBase 数据表（.dbf）")


def _is_dbase(data: bytes) -> bool:
    """Whether a version, a date, and the end of the list of fields stand where dBase has them."""
    if len(data) < 33 or data[0] not in _DBASE:
        return False
    end = int.from_bytes(data[8:10], "little")
    dated = 1 <= data[2] <= 12 and 1 <= data[3] <= 31
    return dated and 33 <= end <= len(data) and b"\r" in data[end - 1 : end]
