"""An archive or e-mail in; out: the files in it, as plain files in a folder.

`container_kind` tells whether a file is one, `unpack` opens it with all that is in it. The one
thing a newcomer would get wrong: `unpack` works for strangers, so it runs in a child process, and
what it writes is numbered; a member's own path is only ever text.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from toolkit.errors import Refused, ToolkitError
from toolkit.model import Letter, Limits, PassedOver
from toolkit.unpacking import refusals
from toolkit.unpacking.contents import Contents, Shelf, legible_path, with_own_paths
from toolkit.unpacking.recognising import container_kind

__all__ = ["Crate", "Found", "Unpacked", "container_kind", "unpack"]


@dataclass(frozen=True, slots=True)
class Crate:
    """A container to be unpacked: its `path` as people know it, where it lies, an empty folder for
    what is in it, and the passwords to try.
    """

    path: str
    file: Path
    folder: Path
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that lay in a container, or a container itself: then `opened` names its kind.

    `container` is the path of what it lay in ("" for the outermost itself). Where it was refused,
    `code` and `reason` say why.
    """

    path: str
    container: str
    file: Path | None
    sha256: str = ""
    stamp: datetime | None = None
    code: str = ""
    reason: str = ""
    opened: str = ""
    letter: Letter | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a container turned out to hold, itself first; each container before what is in it."""

    found: tuple[Found, ...]
    passed_over: tuple[PassedOver, ...] = ()


def unpack(crate: Crate) -> Unpacked:
    """Open a container, and those in it, as far as the limits allow; never raises `Refused`."""
    crate.folder.mkdir(parents=True)
    work = _Work(crate, Shelf(crate.folder, crate.limits))
    work.look_into(Found(crate.path, "", crate.file), depth=1)
    return Unpacked(tuple(work.found), tuple(work.passed_over))


@dataclass(slots=True)
class _Work:
    """What has been found so far."""

    crate: Crate
    shelf: Shelf
    found: list[Found] = field(default_factory=list)
    passed_over: list[PassedOver] = field(default_factory=list)

    def look_into(self, found: Found, depth: int) -> None:
        """Add a file; where it is a container, also all that is in it."""
        kind = container_kind(found.file) if found.file else ""
        if not (found.file and kind):
            self.found.append(found)
            return
        try:
            contents = self._contents(kind, found.file, depth)
        except (MemoryError, ToolkitError):
            raise
        except Exception as fault:
            why = fault if isinstance(fault, Refused) else _fault_of_ours(fault)
            self.found.append(replace(found, code=why.code, reason=why.message))
            return
        letter, remarks = contents.letter, contents.remarks
        self.found.append(replace(found, opened=kind, letter=letter, remarks=remarks))
        for name, reason in contents.passed_over:
            path = f"{found.path}/{legible_path(name)}"
            self.passed_over.append(PassedOver(path, reason, found.path))
        for member in with_own_paths(contents.members):
            path = f"{found.path}/{member.path}"
            told = (member.stamp, member.code, member.reason)
            self.look_into(Found(path, found.path, member.file, member.sha256, *told), depth + 1)

    def _contents(self, kind: str, file: Path, depth: int) -> Contents:
        limits, passwords = self.crate.limits, self.crate.passwords
        if depth > limits.nested:
            raise refusals.nested_too_deep(limits.nested)
        if file.stat().st_size > limits.file_bytes:
            raise refusals.too_large(limits.file_bytes)
        match kind:
            case "zip":
                from toolkit.unpacking.zip_archive import open_zip

                return open_zip(file, self.shelf, passwords)
            case "7z":
                from toolkit.unpacking.seven_zip import open_seven_zip

                return open_seven_zip(file, self.shelf, passwords)
            case "eml":
                from toolkit.unpacking.mail import open_letter

                return open_letter(file, self.shelf)
            case "msg":
                from toolkit.unpacking.outlook import open_outlook

                return open_outlook(file, self.shelf)
        raise refusals.unopened(kind)


def _fault_of_ours(fault: Exception) -> Refused:
    traceback.print_exc()  # seen with --debug
    return refusals.fault_of_ours(fault)
