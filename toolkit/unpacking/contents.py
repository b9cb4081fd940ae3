"""What lies in one container, and the shelf that its members are written to.

In come names and bytes as a container gives them; out come `Member`s: numbered files, each with a
path that people can read and no program can be led astray by. What a newcomer would get wrong: the
sizes that a container declares are not believed. What counts is what has been written, summed over
the outermost container and everything in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import Refused, UsageError
from toolkit.model import Letter, Limits
from toolkit.unpacking import refusals

# Beyond this many bytes, a member that unfolds to more than so many times its packed size is made
# to harm: tables as text, the most foldable of all that is sent, stay below a tenth of it.
_HARMLESS, _MOST_FOLDED = 64 * 1024 * 1024, 200
_DRIVE = re.compile(r"[A-Za-z]:")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_CONTROL = re.compile("[\x00-\x1f\x7f\x80-\x9f]")
_NAMELESS = "未命名"


@dataclass(frozen=True, slots=True)
class Member:
    """What lay in a container: its `path` there, with ``/``, where it was written and with what
    digest (None and "" where it was refused, and then `code` and `reason` say why), and when the
    container says it was changed last.
    """

    path: str
    file: Path | None = None
    sha256: str = ""
    stamp: datetime | None = None
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that lay in one container: what was meant to be sent, and by its path what belongs to a
    mail's text alone, with the reason; `remarks` say how the container was opened.
    """

    members: tuple[Member, ...]
    passed_over: tuple[tuple[str, str], ...] = ()
    letter: Letter | None = None
    remarks: tuple[str, ...] = ()


def refused(name: str, why: Refused, stamp: datetime | None = None) -> Member:
    """A member that does not arrive, by the name the container gives it."""
    return Member(legible_path(name), stamp=stamp, code=why.code, reason=why.message)


def refuse_outside(name: str) -> None:
    """Raise `Refused` where a member's name leads out of its container."""
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or _DRIVE.match(slashed) or ".." in slashed.split("/"):
        raise refusals.leads_outside()


def legible_path(name: str) -> str:
    r"""A member's path as text that any file can hold, joined by ``/``.

    >>> legible_path("材料\\./名单.xlsx"), legible_path("/")
    ('材料/名单.xlsx', '未命名')
    """
    sound = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    parts = _CONTROL.sub("_", sound.replace("\\", "/")).split("/")
    return "/".join(part for part in parts if part not in ("", ".")) or _NAMELESS


def with_own_paths(members: Iterable[Member]) -> tuple[Member, ...]:
    """The members in their order, of equal paths all but the first with a number."""
    taken: set[str] = set()
    own = []
    for member in members:
        folder, slash, name = member.path.rpartition("/")
        stem, dot, ending = name.rpartition(".")
        path, number = member.path, 1
        while path in taken:
            number += 1
            numbered = f"{stem}({number}){dot}{ending}" if stem else f"{name}({number})"
            path = f"{folder}{slash}{numbered}"
        taken.add(path)
        own.append(replace(member, path=path))
    return tuple(own)


@dataclass(slots=True)
class Shelf:
    """A folder for the members of one outermost container: how many they are, how many files were
    begun, and how many bytes were unpacked, those of files given up included.
    """

    folder: Path
    limits: Limits
    members: int = 0
    begun: int = 0
    unpacked: int = 0

    def make_room(self, members: int) -> None:
        """Count the members of a container before any is written; refuse too many."""
        self.members += members
        if self.members > self.limits.members:
            raise refusals.too_many(self.limits.members)

    def count(self, size: int) -> None:
        """Count unpacked bytes, whether they are kept or not; refuse too many."""
        self.unpacked += size
        if self.is_full:
            raise refusals.too_much(self.limits.inflated_bytes)

    @property
    def is_full(self) -> bool:
        """Whether more has been unpacked than the limits allow."""
        return self.unpacked > self.limits.inflated_bytes

    def begin(self, name: str, packed: int | None = None) -> Slot:
        """A numbered file for a member; `packed` says how many bytes hold it in the container."""
        self.begun += 1
        ending = _ENDING.fullmatch(Path(legible_path(name)).suffix)
        file = self.folder / f"{self.begun:04}{ending.group() if ending else ''}"
        try:
            return Slot(self, name, file, file.open("wb"), packed)
        except OSError as fault:
            raise _no_room(file) from fault

    def put(
        self,
        name: str,
        pieces: Iterable[bytes],
        stamp: datetime | None = None,
        packed: int | None = None,
    ) -> Member:
        """Write a member piece by piece; where it is refused, nothing of it stays."""
        slot = self.begin(name, packed)
        try:
            for piece in pieces:
                slot.write(piece)
        except Refused as why:
            slot.drop()
            return refused(name, why, stamp)
        except BaseException:
            slot.drop()
            raise
        return slot.keep(stamp)


@dataclass(slots=True)
class Slot:
    """A member being written."""

    shelf: Shelf
    name: str
    file: Path
    stream: BinaryIO
    packed: int | None
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, piece: bytes | bytearray) -> int:
        """Add a piece; raise `Refused` where that is more than the limits allow."""
        self.size += len(piece)
        self.shelf.count(len(piece))
        self._refuse_excess(self.shelf.limits)
        self.digest.update(piece)
        try:
            return self.stream.write(piece)
        except OSError as fault:
            raise _no_room(self.file) from fault

    def _refuse_excess(self, limits: Limits) -> None:
        if self.size > limits.file_bytes:
            raise refusals.too_large_member(limits.file_bytes)
        folded = 0 if self.packed is None else self.size / max(self.packed, 1)
        if self.size > _HARMLESS and folded > _MOST_FOLDED:
            raise refusals.folded()

    def keep(self, stamp: datetime | None = None) -> Member:
        """Close the file: the member has arrived."""
        self.stream.close()
        path = legible_path(self.name)
        return Member(path, self.file, self.digest.hexdigest(), stamp)

    def drop(self) -> None:
        """Remove what was written."""
        self.stream.close()
        self.file.unlink()


def _no_room(file: Path) -> UsageError:
    """That a member cannot be written is no fault of the member's."""
    return UsageError(
        f"临时文件夹“{file.parent}”写不进去，可能是磁盘已满。", "请清理磁盘后重新运行。"
    )
