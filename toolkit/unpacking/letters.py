"""What e-mails of every kind share: what they say of themselves, and names of attachments.

In come headers as they stand; out come texts and times. What a newcomer would get wrong: gb2312 is
said where GBK is meant, and a time without a zone is Beijing's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime

from toolkit.model import Letter

BEIJING = timezone(timedelta(hours=8))
PICTURE, SIGNATURE = "邮件正文里的图片", "邮件的电子签名"
# Earlier clocks were not set, or there were no e-mails with attachments.
_FIRST_YEAR = 1990
_MOST_OF_A_LINE = 200
_SHOWN = re.compile(r"""cid:([^"'<>\s)]+)""", re.IGNORECASE)
_STROKES = re.compile(r"[/\\]")


def letter_of(sender: str, subject: str, sent: datetime | None) -> Letter:
    """What a mail says of itself, each on one line."""
    first, second = (" ".join(line.split())[:_MOST_OF_A_LINE] for line in (sender, subject))
    return Letter(first, second, sent)


def shown_in(page: str) -> Iterable[str]:
    """The Content-IDs of what a mail's text shows."""
    return _SHOWN.findall(page)


def file_name(name: str) -> str:
    """An attachment's name, which is no path, whatever strokes it holds."""
    return _STROKES.sub("／", name)


def sent_at(date: str) -> datetime | None:
    """The time a Date header says, in Beijing's.

    >>> sent_at("Mon, 31 Oct 2022 09:30:00 +0000"), sent_at("Mon, 31 Oct 2022 09:30:00")
    (datetime.datetime(2022, 10, 31, 17, 30), datetime.datetime(2022, 10, 31, 9, 30))
    """
    try:
        time = parsedate_to_datetime(date)
        if date.strip().endswith("-0000"):  # Greenwich's, with nothing said of the sender's zone
            time = time.replace(tzinfo=UTC)
        if time.tzinfo is not None:
            time = time.astimezone(BEIJING).replace(tzinfo=None)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return time if time.year >= _FIRST_YEAR else None


def words(header: str) -> str:
    """A header's text with its encoded words read."""
    try:
        pieces = decode_header(header)
    except (HeaderParseError, ValueError):  # a word that claims to be encoded and is not
        return header
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, charset or "raw-unicode-escape")
        for piece, charset in pieces
    )


def decoded(data: bytes, charset: str = "") -> str:
    """Bytes as the named charset has them; else as UTF-8, else as GBK."""
    for encoding in (charset or "utf-8", "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")
