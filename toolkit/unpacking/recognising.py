"""A file in; out: which kind of archive or e-mail it is, or "" where it is none.

Told by the first bytes, never by the ending alone. The one thing a newcomer would get wrong: every
workbook of today is a zip too. Its first member nearly always says so, and thus a thousand
workbooks cost a thousand reads of one block; only a zip that begins otherwise has its directory
looked at.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

# The kinds that are opened, and those that are archives but cannot be.
OPENED = ("zip", "7z", "eml", "msg")
UNOPENED = ("rar", "gz", "bz2", "xz", "tar", "cab", "ace", "lzh")

_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MAGIC = (
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"\x1f\x8b\x08", "gz"),
    (4, b"1AY&SY", "bz2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"MSCF\x00\x00\x00\x00", "cab"),
    (257, b"ustar", "tar"),
    (7, b"**ACE**", "ace"),
    (2, b"-lh5-", "lzh"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# First members, and names in a directory, by which an office document is known.
_FIRST_OF_DOCUMENT = re.compile(
    rb"\[content_types\]\.xml|mimetype|_rels/\.rels|docprops/[a-z]+\.\w+"
    rb"|(?:xl|word|ppt|customxml)/.*\.(?:xml|rels|bin)",
    re.IGNORECASE,
)
_IN_DOCUMENT = re.compile(
    rb"\[content_types\]\.xml|mimetype|xl/workbook\.(?:xml|bin)|ofd\.xml|index/document\.iwa",
    re.IGNORECASE,
)
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".ots", ".et", ".xls"})
_DIRECTORY_ENTRY, _END_OF_DIRECTORY = b"PK\x01\x02", b"PK\x05\x06"
# A comment may follow the end of a zip; a directory is looked at so far (bytes).
_MOST_COMMENT, _MOST_DIRECTORY = 65_557, 4 * 1024 * 1024
_HEADER_LINE = re.compile(rb"(?:\xef\xbb\xbf)?[A-Za-z][A-Za-z0-9-]*:")
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)
# What is written when a letter is sent or delivered; a page saved as one file has none of these.
_SENT = frozenset({b"to", b"received", b"message-id", b"return-path", b"delivered-to"})


def container_kind(file: Path) -> str:
    """Which of `OPENED` or `UNOPENED` a file is; "" if it is neither, or cannot be read."""
    try:
        if not file.is_file():  # a pipe would have to be waited for
            return ""
        with file.open("rb") as stream:
            return _kind(stream, file.suffix.casefold())
    except OSError:  # that it cannot be read is for its reader to say
        return ""


def _kind(stream: BinaryIO, ending: str) -> str:
    head = stream.read(_HEAD)
    if head.startswith(_ZIP):
        return "" if _holds_document(stream, head, ending) else "zip"
    if head.startswith(_OLE):
        return "msg" if _is_outlook(stream, head) else ""
    for at, magic, kind in _MAGIC:
        if head.startswith(magic, at):
            return kind
    return "eml" if _HEADER_LINE.match(head) and _is_letter(head, ending) else ""


# ---------------------------------------------------------------- zip


def _holds_document(stream: BinaryIO, head: bytes, ending: str) -> bool:
    """Whether a zip is a workbook or another office document. Of one cut short only the ending can
    tell what it was to be.
    """
    length = int.from_bytes(head[26:28], "little")
    first = head[30 : 30 + length].replace(b"\\", b"/")
    if head.startswith(_ZIP[0]) and _FIRST_OF_DOCUMENT.fullmatch(first):
        return True
    names = _names(_directory(stream))
    if not names:
        return ending in _WORKBOOKS
    return any(_IN_DOCUMENT.fullmatch(name) for name in names)


def _directory(stream: BinaryIO) -> bytes:
    """The directory at the end of a zip; nothing where there is none."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _MOST_COMMENT))
    tail = stream.read()
    end = tail.rfind(_END_OF_DIRECTORY)
    if end < 0 or len(tail) < end + 20:
        return b""
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    stream.seek(max(0, size - len(tail) + end - length))
    return stream.read(min(length, _MOST_DIRECTORY))


def _names(directory: bytes) -> list[bytes]:
    names = []
    at = 0
    while directory.startswith(_DIRECTORY_ENTRY, at):
        name, extra, comment = (
            int.from_bytes(directory[at + field : at + field + 2], "little")
            for field in (28, 30, 32)
        )
        names.append(directory[at + 46 : at + 46 + name].replace(b"\\", b"/"))
        at += 46 + name + extra + comment
    return names


# ---------------------------------------------------------------- e-mails


def _is_outlook(stream: BinaryIO, head: bytes) -> bool:
    """Whether an OLE file's directory begins as Outlook's messages do, whose parts are all named
    with two strokes below the line.
    """
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    stream.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
    entries = stream.read(sector)
    marks = "__".encode("utf-16-le")
    return any(entries.startswith(marks, at) for at in range(128, len(entries), 128))


def _is_letter(head: bytes, ending: str) -> bool:
    """Whether text begins with the header of an e-mail; a page that Excel saved as one file has a
    header much like it.
    """
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    lines = {name.lower(): value.lower() for name, value in _HEADER.findall(block)}
    if not _SENT.isdisjoint(lines):
        return b"from" in lines or ending == ".eml"
    is_page = lines.get(b"content-type", b"").startswith(b"multipart/related")
    return ending == ".eml" and not is_page and b"from" in lines
