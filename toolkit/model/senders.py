"""Who sends, and the lists beside the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Unit:
    """A recommending unit of the register. `adjustments` maps a board id, or "" for every board,
    to extra places.
    """

    name: str
    channels: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    adjustments: Mapping[str, int] = field(default_factory=dict)
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ListedSubject:
    """A line of 往届入选 or 限制名单: `board` and `year` only for winners, `reason` for barred."""

    name: str
    code: str
    board: str = ""
    year: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A line of 收件.xlsx: what the secretariat knows of one file's arrival, and the `password`
    that opens it. `place` says where it stands.
    """

    path: str
    received: datetime | None
    unit: str = ""
    password: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says of itself: who `sender` is, what it is about, and when it was `sent` (in
    Beijing's time; None if it does not say).
    """

    sender: str = ""
    subject: str = ""
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Registers:
    """The lists beside the inbox. `units` is None when no register was given: any name counts."""

    units: tuple[Unit, ...] | None = None
    winners: tuple[ListedSubject, ...] | None = None
    barred: tuple[ListedSubject, ...] | None = None
    receipts: tuple[Receipt, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Status(StrEnum):
    """What became of a file."""

    READ = "read"
    REFUSED = "refused"
    REPEATED = "repeated"
    PASSED_OVER = "passed_over"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Submission:
    """One file as it arrived: its `path` below the inbox, with ``/``; `code` says why not read.

    `units` are those of its entries; `sender` is the unit that its receipt, folder or name tells.
    `container` is the path of the archive or e-mail it lay in ("" if none), and `letter` the
    e-mail it came with. `remarks` say how it was read.
    """

    path: str
    sha256: str
    status: Status
    code: str = ""
    reason: str = ""
    kind: str = ""
    units: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    entries: int = 0
    sender: str = ""
    received: datetime | None = None
    container: str = ""
    letter: Letter | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Container:
    """An archive or e-mail that was opened: no submission itself, but the `files` in it are, and
    the `containers` that lay in it are opened or refused in turn. `passed_over` counts what is
    none of these. In received order, it comes before the submission at position `before`.
    """

    path: str
    sha256: str
    kind: str
    before: int
    files: int
    containers: int = 0
    passed_over: int = 0
    sender: str = ""
    received: datetime | None = None
    container: str = ""
    letter: Letter | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that is no submission, in which `container` it lay ("" if none), and why."""

    path: str
    reason: str
    container: str = ""
