"""A folder in; out: what arrived in it and what was passed over; and the order in which files were
received, those from archives and e-mails among them.

The one thing a newcomer would get wrong: a file's own time stamp is never used, because copying
changes it; and the order in which the file system lists files changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.model import Letter, PassedOver, Receipt

_NOT_SUBMISSIONS = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".gitkeep"})
_NOT_FOLDERS = frozenset({"__macosx"})
_NUMBERS = re.compile(r"(\d+)")
_BLOCK = 1 << 20
_MOST_LINES = 8
_NO_TIME = datetime(1, 1, 1)
NO_SUBMISSION = "临时文件或系统文件，不含申报内容"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that arrived: its `path` below the inbox with ``/``, its `sha256` ("" if it cannot be
    read, and then `code` and `problem` say why), and what 收件.xlsx says of it.

    `container` is the path of the archive or e-mail it lay in ("" if none), `stamp` when that says
    it was changed, `letter` the e-mail that it is or came with. `opened` names the kind of an
    archive or e-mail that was opened, and so is no submission itself.
    """

    path: str
    file: Path
    sha256: str
    problem: str = ""
    code: str = "F103"
    receipt: Receipt | None = None
    container: str = ""
    stamp: datetime | None = None
    letter: Letter | None = None
    opened: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def received(self) -> datetime | None:
        """When it was received: as 收件.xlsx says, else as the e-mail does."""
        stated = self.receipt.received if self.receipt else None
        return stated or (self.letter.sent if self.letter else None)


def collect_arrivals(
    inbox: Path, leave_out: Sequence[Path] = ()
) -> tuple[list[Arrival], list[PassedOver]]:
    """Every file below a folder, and those passed over (``~$…``), by their paths.

    Folders in `leave_out` are not looked into.
    """
    if not inbox.is_dir():
        raise UsageError(
            f"找不到收件文件夹“{inbox}”。", "请检查路径；文件夹里应放着各单位报送的工作簿。"
        )
    arrivals: list[Arrival] = []
    passed_over: list[PassedOver] = []
    unread: list[OSError] = []
    real, elsewhere = inbox.resolve(), {folder.resolve() for folder in leave_out}
    for file in _files_below(inbox, unread.append):
        below = file.relative_to(inbox)
        if not elsewhere.isdisjoint((real / below).parents):
            continue
        path = legible(below.as_posix())
        if is_passed_over(path):
            passed_over.append(PassedOver(path, NO_SUBMISSION))
        else:
            arrivals.append(_arrival(path, file, real))
    for fault in unread:
        path = legible(Path(str(fault.filename)).relative_to(inbox).as_posix())
        arrivals.append(Arrival(path, inbox / path, "", "这个文件夹打不开，请检查它的访问权限。"))
    by_path = sorted(passed_over, key=lambda each: each.path)
    return sorted(arrivals, key=lambda each: each.path), by_path


def legible(path: str) -> str:
    """The path as text that any file can hold, where a name's bytes are no UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _files_below(folder: Path, unread: Callable[[OSError], None]) -> Iterator[Path]:
    """Everything that is not a real folder: a link to a folder is not walked into."""
    for place, folders, files in os.walk(folder, onerror=unread, followlinks=False):
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = sorted(name for name in folders if name not in links)
        # A folder named like a workbook is said to be none; what lies in it is read all the same.
        yield from (Path(place) / name for name in folders if _is_named_as_file(name))
        yield from (Path(place) / name for name in sorted([*files, *links]))


def _is_named_as_file(name: str) -> bool:
    return name.casefold().endswith((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".et"))


def is_passed_over(path: str) -> bool:
    """Whether a file is one that programs leave behind, and no submission."""
    *folders, name = path.casefold().split("/")
    if name.startswith(("~$", "._")) or name in _NOT_SUBMISSIONS:
        return True
    return not _NOT_FOLDERS.isdisjoint(folders)


def _arrival(path: str, file: Path, real_inbox: Path) -> Arrival:
    problem = _why_unsafe(file, real_inbox)
    if problem:
        return Arrival(path, file, "", problem)
    # Readers follow no links: one that stays in the inbox is followed here, or it would be refused
    # and still stand for the file that it leads to.
    own = file.resolve() if file.is_symlink() else file
    try:
        return Arrival(path, own, sha256_of(own))
    except OSError:
        return Arrival(path, file, "", "文件打不开，请检查它的访问权限。")


def _why_unsafe(file: Path, real_inbox: Path) -> str:
    """Why a file must not even be opened; "" if it may be."""
    try:
        if not file.resolve(strict=True).is_relative_to(real_inbox):
            return "这是指向收件文件夹之外的链接，为安全起见不读取。"
        mode = file.stat().st_mode
    except (OSError, RuntimeError):
        return "这是一个失效的链接，指向的文件不存在。"
    if stat.S_ISDIR(mode):
        return "这是一个文件夹，只是名称像工作簿；里面的文件已另行登记。"
    return "" if stat.S_ISREG(mode) else "这不是普通文件，不能作为工作簿读取。"


def sha256_of(file: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def match_receipts(paths: Sequence[str], receipts: Iterable[Receipt]) -> dict[str, Receipt]:
    """Which line of 收件.xlsx speaks of which file."""
    meant = _meant(paths, receipts)
    return {named[0]: receipt for receipt, named in meant if len(named) == 1}


def lines_in_vain(paths: Sequence[str], receipts: Iterable[Receipt]) -> list[str]:
    """What is to be said of lines of 收件.xlsx that speak of no file, or of no one file."""
    said = [
        f"{receipt.place}的“{receipt.path}”"
        + (f"有{len(named)}份同名文件，请写出文件夹。" if named else "没有对应的文件。")
        for receipt, named in _meant(paths, receipts)
        if len(named) != 1
    ]
    if len(said) > _MOST_LINES:
        said[_MOST_LINES:] = [f"这样的行共有{len(said)}行，这里只列出前{_MOST_LINES}行。"]
    return said


def _meant(
    paths: Sequence[str], receipts: Iterable[Receipt]
) -> Iterator[tuple[Receipt, Sequence[str]]]:
    """The files each line may speak of: the one of its path, else all of its file name."""
    exact = frozenset(paths)
    by_path = {_folded(path): path for path in paths}
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(_folded(path.rsplit("/", 1)[-1]), []).append(path)
    for receipt in receipts:
        as_written = receipt.path.replace("\\", "/").removeprefix("./")
        written = _folded(as_written)
        if as_written in exact:
            yield receipt, [as_written]
        elif written in by_path:
            yield receipt, [by_path[written]]
        else:
            yield receipt, by_name.get(written, [])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def with_receipts(arrivals: Iterable[Arrival], receipts: Sequence[Receipt]) -> list[Arrival]:
    """The arrivals with what 收件.xlsx says of each; what it says of an archive or e-mail holds for
    all that is in it, unless it says otherwise of that. Containers come before what is in them.
    """
    known = list(arrivals)
    matched = match_receipts([arrival.path for arrival in known], receipts)
    given: dict[str, Receipt | None] = {}
    for arrival in known:
        above = given.get(arrival.container)
        given[arrival.path] = _completed(matched.get(arrival.path), above)
    return [replace(arrival, receipt=given[arrival.path]) for arrival in known]


def _completed(own: Receipt | None, above: Receipt | None) -> Receipt | None:
    if own is None or above is None:
        return own or above
    return replace(
        own,
        received=own.received or above.received,
        unit=own.unit or above.unit,
        password=own.password or above.password,
    )


# One step on the way to a file: when its container says it was changed, and its name.
_Step = tuple[bool, datetime, tuple[object, ...], str]


def in_received_order(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """Known times first, then natural order of the path, last the full path. What lay in an archive
    stands after it, by the time stamps it has there. Containers come before what is in them.
    """
    ways: dict[str, tuple[_Step, ...]] = {"": ()}

    def place(arrival: Arrival) -> tuple[bool, datetime, tuple[_Step, ...]]:
        received = arrival.received
        return received is None, received or _NO_TIME, ways[arrival.path]

    known = list(arrivals)
    for arrival in known:
        ways[arrival.path] = (*ways[arrival.container], _step(arrival))
    return sorted(known, key=place)


def _step(arrival: Arrival) -> _Step:
    name = arrival.path[len(arrival.container) :].removeprefix("/")
    return arrival.stamp is None, arrival.stamp or _NO_TIME, natural_key(name), name


def natural_key(path: str) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    """Path components without the file's ending, NFKC and case-folded, numbers by their size.

    >>> sorted(["名单(1).xlsx", "10.xlsx", "2.xlsx", "名单.xlsx"], key=natural_key)
    ['2.xlsx', '10.xlsx', '名单.xlsx', '名单(1).xlsx']
    """
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    return tuple(_natural(part) for part in (*folders, stem))


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    pieces = _NUMBERS.split(unicodedata.normalize("NFKC", text).casefold())
    return tuple(
        (0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces if piece
    )
