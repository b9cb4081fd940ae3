"""In: the bytes of a text file, a web page or an XML file. Out: its text.

What a file says of itself is tried first, then what people here write in. A Western code page fits
any bytes at all, so it is believed last. What a newcomer would get wrong: one torn character must
not cost the file; it becomes a sign (U+FFFD) that conversion reports at its cell.
"""

from __future__ import annotations

import re

from toolkit.errors import Refused
from toolkit.reading.impostors import not_a_workbook

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_USUAL = ("utf-8-sig", "gb18030")
_OPENING = 16 * 1024
# How a page or an XML file says it is written; what else could be named is no text.
_STATED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_WRITTEN = re.compile(
    r"utf-?8|gbk|gb-?2312(?:-80)?|gb-?18030|cp936|big5(?:-?hkscs)?|shift[_-]jis|euc-(?:jp|kr|cn)",
    re.IGNORECASE,
)
_WESTERN = re.compile(r"(?:iso-8859-|windows-|cp)[0-9]{1,4}|us-ascii|latin-?1", re.IGNORECASE)
# Of so many bytes, one zero byte is a slip of the writer; more are another encoding, or no text.
_BYTES_FOR_A_ZERO = 1000
# So many wide characters in a row are not there by chance, and so few may be torn.
_SURELY_WIDE = 20
_CHARACTERS_FOR_A_TORN_ONE = 100
_SIGNS = ",;\t\n"
# What nobody writes, but the halves of wide characters taken for narrow ones are full of.
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_UNKNOWN = "无法识别文字编码，文件可能已损坏；请另存为 .xlsx 再报送。"


def plain_text(data: bytes) -> str:
    """The text of a file that says nothing of how it is written; refuse what is no text."""
    text = _first_fit(data, _encodings(data))
    if text is not None:
        return text
    if b"\0" in data[:4096] and not data.startswith(tuple(mark for mark, _ in _MARKS)):
        raise not_a_workbook("无法识别的文件")
    raise Refused("F101", _UNKNOWN)


def page_text(data: bytes, stated: str = "") -> str:
    """The text of a page or an XML file; `stated` is what somebody else says of how it is
    written.
    """
    text = _first_fit(data, _page_encodings(data, stated))
    if text is None:
        raise Refused("F101", _UNKNOWN)
    return text


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    return _USUAL if _is_slip(data.count(0), len(data)) else _wide_encoding(data)


def _is_slip(zeros: int, length: int) -> bool:
    return zeros <= 1 or zeros * _BYTES_FOR_A_ZERO <= length


def _wide_encoding(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: separators and line ends are whole characters of it, and more of
    them than stand alone between the bytes of a narrower text with a few zeros in it.
    """
    signs = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = data.decode(encoding, "replace")
        signs[encoding] = sum(text.count(sign) for sign in _SIGNS)
    wide = max(signs, key=signs.__getitem__)
    alone = sum(data.count(sign.encode()) for sign in _SIGNS) - signs[wide]
    if len(data) % 2 or not signs[wide] or (alone > signs[wide] and _is_narrow(data)):
        return ()
    zeros = data.decode(wide, "replace").count("\0")
    return (wide,) if _is_slip(zeros, len(data) // 2) else ()


def _is_narrow(data: bytes) -> bool:
    """Whether it is sound text of the usual kind but for its zeros."""
    for encoding in _USUAL:
        try:
            return not _CONTROL.search(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


def _page_encodings(data: bytes, stated: str) -> tuple[str, ...]:
    if data.startswith((b"<\0", b"\0<")):
        return ("utf-16-le" if data[0] else "utf-16-be",)
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return _encodings(data)
    found = _STATED.search(data[:_OPENING])
    said = stated or (found[1].decode("ascii", "ignore") if found else "")
    if _WRITTEN.fullmatch(said):
        # Pages that say gb2312 use the characters that came later, too.
        wide = "gb18030" if said.lower().startswith(("gb", "cp936", "euc-cn")) else said
        return (wide, *_USUAL)
    return (*_USUAL, said) if _WESTERN.fullmatch(said) else _USUAL


def _first_fit(data: bytes, encodings: tuple[str, ...]) -> str | None:
    for encoding in encodings:
        try:
            text = _decoded(data, encoding)
        except LookupError:  # a number no code page has
            continue
        if text is not None:
            return text
    return None


def _decoded(data: bytes, encoding: str) -> str | None:
    """The text in that encoding, torn characters marked; None where it is not written so."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        sound = error.object[: error.start]
        if len(sound) - len(sound.decode(encoding)) < _SURELY_WIDE:
            return None
    text = data.decode(encoding, "replace")
    return text if text.count("\ufffd") * _CHARACTERS_FOR_A_TORN_ONE <= len(text) else None
