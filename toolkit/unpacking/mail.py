"""An e-mail (.eml) in; out: its attachments on the shelf, and who sent it, about what, when.

What a newcomer would get wrong: a header may hold a name in four ways: as bytes of GBK, as encoded
words (``=?gb2312?B?…?=``), as RFC 2231 has it, or plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32
from pathlib import Path

from toolkit.errors import Refused
from toolkit.model import Letter
from toolkit.unpacking import refusals
from toolkit.unpacking.contents import Contents, Member, Shelf, refused
from toolkit.unpacking.letters import (
    PICTURE,
    SIGNATURE,
    decoded,
    file_name,
    letter_of,
    sent_at,
    shown_in,
    words,
)

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FOLD = re.compile(r"\r?\n(?=[ \t])")
_SENT_ON, _WRAPPED = "message/rfc822", "application/ms-tnef"
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature",
                         "application/pgp-signature"})  # fmt: skip


class _Headers(Compat32):
    """Headers on one line, whose bytes beyond ASCII are read."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002  as it is called
        return decoded(_FOLD.sub("", value).encode("utf-8", "surrogateescape"))


def open_letter(file: Path, shelf: Shelf) -> Contents:
    """Put an e-mail's attachments on the shelf; raise `Refused` where it cannot be opened."""
    try:
        data = file.read_bytes().removeprefix(_BYTE_ORDER_MARK)
        message = message_from_bytes(data, policy=_Headers())
    except RecursionError as fault:
        raise refusals.broken_letter() from fault
    leaves = list(_leaves(message))
    attached = [part for part in leaves if not _is_text(part)]
    shelf.make_room(len(attached))
    shown = _shown(leaves)
    members: list[Member] = []
    passed_over: list[tuple[str, str]] = []
    for number, part in enumerate(attached, 1):
        name = file_name(_name(part)) or f"附件{number}"
        if why := _why_no_attachment(part, shown):
            passed_over.append((name, why))
        else:
            members.append(_member(part, name, shelf))
    return Contents(tuple(members), tuple(passed_over), _letter(message))


def _leaves(message: Message) -> Iterator[Message]:
    """The parts of a message that hold something, in their order; a message sent on is one."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and part.get_content_type() != _SENT_ON:
            waiting += reversed(_within(part))
        else:
            yield part


def _within(part: Message) -> list[Message]:
    held = part.get_payload()
    return [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []


def _is_text(part: Message) -> bool:
    """Whether a part is the mail's own text."""
    if part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment":
        return False
    return not _name(part)


def _shown(leaves: Sequence[Message]) -> frozenset[str]:
    """The Content-IDs of what the mail's text shows."""
    pages = (part for part in leaves if part.get_content_type() == "text/html" and _is_text(part))
    return frozenset(name for page in pages for name in shown_in(_bytes(page).decode("latin-1")))


def _why_no_attachment(part: Message, shown: frozenset[str]) -> str:
    """Why a part belongs to the mail's text; "" if it was meant to be sent."""
    if part.get_content_type() in _SIGNATURES:
        return SIGNATURE
    content_id = str(part.get("Content-ID", "")).strip().strip("<>")
    return PICTURE if part.get_content_maintype() == "image" and content_id in shown else ""


def _member(part: Message, name: str, shelf: Shelf) -> Member:
    try:
        if part.get_content_type() == _WRAPPED or name.casefold() == "winmail.dat":
            raise refusals.wrapped_by_outlook()
        return shelf.put(name, [_bytes(part)])
    except Refused as why:
        return refused(name, why)


def _bytes(part: Message) -> bytes:
    """What a part holds; raise `Refused` where that cannot be told."""
    try:
        if part.get_content_type() == _SENT_ON:
            return b"".join(sent_on.as_bytes() for sent_on in _within(part))
        held = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, RecursionError) as fault:
        raise refusals.broken_attachment() from fault
    if not isinstance(held, bytes):
        raise refusals.broken_attachment()
    return held


def _name(part: Message) -> str:
    """The file name that a part is sent under; "" if it has none."""
    for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
        value = part.get_param(parameter, None, header)
        if isinstance(value, tuple):
            return decoded(value[2].encode("latin-1", "replace"), value[0] or "")
        if value:
            return words(value)
    if part.get_content_type() != _SENT_ON:
        return ""
    subject = "".join(words(sent_on.get("Subject", "")) for sent_on in _within(part))
    return f"{subject or '转发的邮件'}.eml"


def _letter(message: Message) -> Letter:
    sender, subject = (words(message.get(name, "")) for name in ("From", "Subject"))
    return letter_of(sender, subject, sent_at(message.get("Date", "")))
