"""A 7z archive in; out: its members on the shelf. The only file that imports py7zr.

What a newcomer would get wrong: the library makes paths from the names of members. So each is
renamed to its number before anything is unpacked, and what comes out goes to the shelf alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from toolkit.errors import Refused, UsageError
from toolkit.unpacking import refusals
from toolkit.unpacking.contents import (
    Contents,
    Member,
    Shelf,
    Slot,
    refuse_outside,
    refused,
)

if TYPE_CHECKING:
    from py7zr import SevenZipFile, WriterFactory

# Time stamps count tenths of a microsecond from this day, in Greenwich's time.
_FIRST_DAY, _BEIJING = datetime(1601, 1, 1), timedelta(hours=8)


class _Locked(Exception):  # noqa: N818  no failure: another password is tried
    """The password is not the right one, or one is needed."""


def open_seven_zip(file: Path, shelf: Shelf, passwords: Sequence[str]) -> Contents:
    """Unpack a 7z archive; raise `Refused` where it cannot be opened at all."""
    try:
        return _opened(file, shelf, None)
    except _Locked:
        pass
    counted = shelf.members
    for password in passwords:
        try:
            return replace(_opened(file, shelf, password), remarks=(refusals.OPENED_WITH,))
        except _Locked:
            shelf.members = counted
    raise refusals.locked()


def _opened(file: Path, shelf: Shelf, password: str | None) -> Contents:
    from py7zr import PasswordRequired, SevenZipFile

    # A stream, not a path: given a path, the library unpacks in threads of its own.
    with file.open("rb") as stream:
        try:
            archive = SevenZipFile(stream, password=password)
        except PasswordRequired as needed:
            raise _Locked from needed
        except MemoryError:
            raise
        except Exception as fault:  # whatever a damaged directory makes the library stumble over
            raise refusals.broken() if password is None else _Locked from fault
        with archive:
            if password is None and archive.needs_password():
                raise _Locked
            return Contents(_members(archive, shelf, file.stat().st_size, password))


def _members(
    archive: SevenZipFile, shelf: Shelf, packed: int, password: str | None
) -> tuple[Member, ...]:
    wanted = _Wanted(shelf, packed)
    # A directory without a single file makes the library give no list at all.
    for file in getattr(archive, "files", ()):
        if not file.is_directory:
            wanted.add(file)
    shelf.make_room(len(wanted.files))
    _extract(archive, wanted, is_guess=password is not None)
    return tuple(wanted.member(number) for number in wanted.files)


@dataclass(slots=True)
class _Wanted:
    """The members of an archive by their numbers: what the library knows of each, its own name,
    why it is refused, and what was kept. It gives the library a writer for each.
    """

    shelf: Shelf
    packed: int
    files: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    why: dict[str, Refused] = field(default_factory=dict)
    kept: dict[str, Member] = field(default_factory=dict)
    writer: _Writer | None = None

    def add(self, file: Any) -> None:
        """Take up a member under its number, unless its name or kind refuses it."""
        number = f"{len(self.files):06}"
        self.files[number], self.names[number] = file, file.filename
        try:
            refuse_outside(file.filename)
            if file.is_symlink or file.is_junction or file.is_socket:
                raise refusals.not_a_file()
        except Refused as why:
            self.why[number] = why
        file.file_properties()["filename"] = number

    def create(self, filename: str) -> _Writer:
        """A writer for the member of that number."""
        number = Path(filename).name
        self.writer = _Writer(self, number, self.shelf.begin(self.names[number], self.packed))
        return self.writer

    def give_up(self) -> None:
        """Give up the member being written, and what is still to come of its block: where one is
        damaged, so is what follows it.
        """
        broken = self.writer
        left = self.open_numbers()
        if broken is not None and broken.number in left:
            broken.slot.drop()
            block = self.files[broken.number].folder
            left = [number for number in left if self.files[number].folder is block]
        self.why |= dict.fromkeys(left, refusals.broken_member())

    def open_numbers(self) -> list[str]:
        """The members that have neither arrived nor been refused."""
        done: Mapping[str, object] = {**self.why, **self.kept}
        return [number for number in self.files if number not in done]

    def member(self, number: str) -> Member:
        """What became of a member in the end."""
        stamp = _stamp(self.files[number].lastwritetime)
        if number in self.kept:
            return replace(self.kept[number], stamp=stamp)
        why = self.why.get(number, refusals.broken_member())
        return refused(self.names[number], why, stamp)


@dataclass(slots=True)
class _Writer:
    """A file as the library sees it. What is refused is read on, for what comes after it."""

    wanted: _Wanted
    number: str
    slot: Slot

    def write(self, piece: bytes | bytearray) -> int:
        if self.number in self.wanted.why:
            self.wanted.shelf.count(len(piece))
            return len(piece)
        try:
            return self.slot.write(piece)
        except Refused as why:
            self.slot.drop()
            self.wanted.why[self.number] = why
            if self.wanted.shelf.is_full:
                raise
            return len(piece)

    def close(self) -> None:
        """The member is whole."""
        if self.number not in self.wanted.why:
            self.wanted.kept[self.number] = self.slot.keep()

    def read(self, *_: object) -> bytes:
        return b""

    def seek(self, *_: object) -> int:
        return 0

    def flush(self) -> None:
        return None

    def size(self) -> int:
        return self.slot.size


def _extract(archive: SevenZipFile, wanted: _Wanted, *, is_guess: bool) -> None:
    """Unpack what is wanted. With a password that is a guess, damage before anything has come out
    means that it is wrong.
    """
    factory = cast("WriterFactory", wanted)
    while numbers := wanted.open_numbers():
        try:
            archive.extract(wanted.shelf.folder, targets=numbers, factory=factory)
        except (MemoryError, UsageError):
            raise
        except Refused as full:
            wanted.why |= dict.fromkeys(wanted.open_numbers(), full)
        except Exception as fault:  # whatever damage makes the library stumble over
            wanted.give_up()
            if is_guess and not wanted.kept:
                raise _Locked from fault
            archive.reset()
        else:
            wanted.give_up()


def _stamp(ticks: int | None) -> datetime | None:
    if not ticks:
        return None
    try:
        return _FIRST_DAY + _BEIJING + timedelta(microseconds=int(ticks) // 10)
    except OverflowError:
        return None
