"""An Outlook message (.msg) in; out: its attachments on the shelf, and who sent it, about what,
when. The only file that imports oxmsg.

What a newcomer would get wrong: the library trusts what it reads, so whatever it stumbles over is
a damaged message.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import Refused
from toolkit.model import Letter
from toolkit.unpacking import refusals
from toolkit.unpacking.contents import Contents, Member, Shelf, refused
from toolkit.unpacking.letters import (
    BEIJING,
    PICTURE,
    file_name,
    letter_of,
    sent_at,
    shown_in,
)

if TYPE_CHECKING:
    from oxmsg import Message
    from oxmsg.attachment import Attachment

# Properties of a message and of its attachments, and how one is attached that is a message.
_SENDER_NAME, _SHORT_NAME, _CONTENT_ID, _METHOD = 0x0C1A, 0x3704, 0x3712, 0x3705
_SENT_ON = 5


def open_outlook(file: Path, shelf: Shelf) -> Contents:
    """Put a message's attachments on the shelf; raise `Refused` where it cannot be opened."""
    from oxmsg import Message

    try:
        message = Message.load(str(file))
        attachments = message.attachments
        letter, shown = _letter(message), _shown(message)
    except MemoryError:
        raise
    except Exception as fault:  # whatever a damaged message makes the library stumble over
        raise refusals.broken_letter() from fault
    shelf.make_room(len(attachments))
    members: list[Member] = []
    passed_over: list[tuple[str, str]] = []
    for number, attachment in enumerate(attachments, 1):
        name, content_id = _named(attachment, number)
        if content_id in shown:
            passed_over.append((name, PICTURE))
        else:
            members.append(_member(attachment, name, shelf))
    return Contents(tuple(members), tuple(passed_over), letter)


def _letter(message: Message) -> Letter:
    headers = {name.casefold(): value for name, value in message.message_headers.items()}
    sent = sent_at(headers.get("date", ""))
    if sent is None and message.sent_date is not None:
        sent = message.sent_date.astimezone(BEIJING).replace(tzinfo=None)
    name = message.properties.str_prop_value(_SENDER_NAME)
    return letter_of(message.sender or name or "", message.subject, sent)


def _shown(message: Message) -> frozenset[str]:
    """The Content-IDs of what the mail's text shows."""
    return frozenset(shown_in(message.html_body or ""))


def _named(attachment: Attachment, number: int) -> tuple[str, str]:
    """An attachment's file name, the short one where it has no other, and its Content-ID."""
    try:
        properties = attachment.properties
        short = properties.str_prop_value(_SHORT_NAME)
        name = attachment.file_name or short or f"附件{number}"
        return name.rstrip("\0"), properties.str_prop_value(_CONTENT_ID) or ""
    except (KeyError, ValueError, LookupError):  # a part that is listed and not there
        return f"附件{number}", ""


def _member(attachment: Attachment, name: str, shelf: Shelf) -> Member:
    try:
        if attachment.properties.int_prop_value(_METHOD) == _SENT_ON:
            raise refusals.sent_on_by_outlook()
        held = attachment.file_bytes
    except (KeyError, ValueError, LookupError):
        held = None
    except Refused as why:
        return refused(file_name(name), why)
    if held is None:
        return refused(file_name(name), refusals.broken_attachment())
    return shelf.put(file_name(name), [held])
