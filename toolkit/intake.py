"""A folder in; out: what arrived in it, in received order, and what was passed over.

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
from toolkit.model import Receipt

_NOT_SUBMISSIONS = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".gitkeep"})
_NOT_FOLDERS = frozenset({"__macosx"})
_NUMBERS = re.compile(r"(\d+)")
_BLOCK = 1 << 20
_NO_TIME = datetime(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file below the inbox: `path` with ``/``, its `sha256` ("" if it cannot be read, and then
    `problem` says why), and its line of 收件.xlsx, if it has one.
    """

    path: str
    file: Path
    sha256: str
    problem: str = ""
    receipt: Receipt | None = None

    @property
    def received(self) -> datetime | None:
        """When it was received, if 收件.xlsx says so."""
        return self.receipt.received if self.receipt else None


def collect_arrivals(
    inbox: Path, receipts: Sequence[Receipt] = (), leave_out: Sequence[Path] = ()
) -> tuple[list[Arrival], list[str]]:
    """Every file below a folder, in received order, and the paths passed over (``~$…``).

    Folders in `leave_out` are not looked into.
    """
    if not inbox.is_dir():
        raise UsageError(
            f"找不到收件文件夹“{inbox}”。", "请检查路径；文件夹里应放着各单位报送的工作簿。"
        )
    arrivals: list[Arrival] = []
    passed_over: list[str] = []
    unread: list[OSError] = []
    real, elsewhere = inbox.resolve(), {folder.resolve() for folder in leave_out}
    for file in _files_below(inbox, unread.append):
        below = file.relative_to(inbox)
        if not elsewhere.isdisjoint((real / below).parents):
            continue
        path = legible(below.as_posix())
        if _is_passed_over(below):
            passed_over.append(path)
        else:
            arrivals.append(_arrival(path, file, real))
    for fault in unread:
        path = legible(Path(str(fault.filename)).relative_to(inbox).as_posix())
        arrivals.append(Arrival(path, inbox / path, "", "这个文件夹打不开，请检查它的访问权限。"))
    registered = _with_receipts(arrivals, receipts)
    return sorted(registered, key=_received_key), sorted(passed_over)


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


def _is_passed_over(path: Path) -> bool:
    folders = {part.casefold() for part in path.parts[:-1]}
    name = path.name.casefold()
    return name.startswith(("~$", "._")) or name in _NOT_SUBMISSIONS or bool(folders & _NOT_FOLDERS)


def _arrival(path: str, file: Path, real_inbox: Path) -> Arrival:
    problem = _why_unsafe(file, real_inbox)
    if problem:
        return Arrival(path, file, "", problem)
    try:
        return Arrival(path, file, sha256_of(file))
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
    """Which line of 收件.xlsx speaks of which file: by its path, else by a file name that only
    one file has.
    """
    exact = frozenset(paths)
    by_path = {_folded(path): path for path in paths}
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(_folded(path.rsplit("/", 1)[-1]), []).append(path)
    matched: dict[str, Receipt] = {}
    for receipt in receipts:
        as_written = receipt.path.replace("\\", "/").removeprefix("./")
        written = _folded(as_written)
        named = by_name.get(written, [])
        alike = by_path.get(written) or (named[0] if len(named) == 1 else "")
        path = as_written if as_written in exact else alike
        if path:
            matched[path] = receipt
    return matched


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _with_receipts(arrivals: Sequence[Arrival], receipts: Sequence[Receipt]) -> list[Arrival]:
    matched = match_receipts([arrival.path for arrival in arrivals], receipts)
    return [replace(arrival, receipt=matched.get(arrival.path)) for arrival in arrivals]


def _received_key(arrival: Arrival) -> tuple[bool, datetime, tuple[object, ...], str]:
    """Known times first; then natural order; last the full path."""
    received = arrival.received or _NO_TIME
    return arrival.received is None, received, natural_key(arrival.path), arrival.path


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
