"""In: the bytes of a text file. Out: what kind of table it holds, told by how it opens.

A web page or an XML file begins with ``<``, a web archive with mail headers; everything else is
rows of text, whatever it may mention further down.
"""

from __future__ import annotations

import re

from toolkit.reading.impostors import APART, not_a_workbook

# A page may begin with long comments and styles.
_OPENING = 64 * 1024
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument"
_OPEN_SPREADSHEET = "opendocument.spreadsheet"
# What may stand before the first element: instructions, comments, a document type.
_BEFORE_ROOT = r"""(?:\s*+(?><\?.*?\?> | <!--.*?-->
    | <!(?!--)[^>\[]*+(?:\[.*?\]\s*+)?>))*+\s*+"""
_ROOT = re.compile(_BEFORE_ROOT + r"<([A-Za-z_][\w.:-]*)", re.DOTALL | re.VERBOSE)
_PAGE = re.compile(
    r"html|head|body|meta|title|link|style|script|base|table|thead|tbody|tr|th|td|caption|colgroup"
    r"|div|span|p|center|font|b|strong|h[1-4]|form|br|hr|frameset"
)
_DOCTYPE_HTML = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_MAIL_HEADERS = re.compile(
    r"(?:[\w-]+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?MIME-Version:", re.IGNORECASE
)
_ARCHIVE = re.compile(
    r"^Content-Type:\s*(?:multipart/related|text/html)", re.IGNORECASE | re.MULTILINE
)


def text_kind(data: bytes) -> str:
    """Tell html, mht, xml (XML Spreadsheet 2003), fods and csv apart; refuse other markup."""
    opening = _opening(data)
    if opening.startswith("<"):
        return _markup_kind(opening)
    if _MAIL_HEADERS.match(opening):
        if not _ARCHIVE.search(opening):
            raise not_a_workbook("邮件", "请把邮件里的表格附件取出后再报送。")
        return "mht"
    return "csv"


def _opening(data: bytes) -> str:
    start = data[:_OPENING]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = start.decode("utf-16", "ignore")
    elif start.startswith((b"<\0", b"\0<")):
        text = start.decode("utf-16-le" if start[0] else "utf-16-be", "ignore")
    else:
        text = start.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return text.lstrip("\ufeff \t\r\n")


def _markup_kind(opening: str) -> str:
    found = _ROOT.match(opening)
    root = found[1].rpartition(":")[2].lower() if found else ""
    if root == "workbook" and _SPREADSHEET in opening:
        return "xml"
    if root == "document" and _OPEN_DOCUMENT in opening:
        if _OPEN_SPREADSHEET in opening:
            return "fods"
        raise not_a_workbook("其他办公文档", APART)
    if _PAGE.fullmatch(root) or _DOCTYPE_HTML.search(opening):
        return "html"
    if root == "plist":
        raise not_a_workbook("快捷方式", "请打开它指向的表格，下载或另存为 .xlsx 文件后再报送。")
    if opening.startswith("<?xml"):
        raise not_a_workbook("XML 文件")
    return "csv"
