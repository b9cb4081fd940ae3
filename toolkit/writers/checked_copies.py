"""`check -o`: checked files in; out, in one folder, a copy of each with everything found marked.

What a newcomer would get wrong: the folder is the sender's own and may hold anything. Nothing is
written over but what bears our marks or is the very file that was checked, and even that is set
aside first.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.model import CheckedFile, Severity
from toolkit.model.run import CheckedCopy
from toolkit.writers.marked_copies import Progress, copy_name, ending_of, mark_each
from toolkit.writers.marking import Marked, Marks
from toolkit.writers.marking.signs import MARKS_NAME
from toolkit.writers.publishing import EDITED
from toolkit.writers.returning import Order

_ELSEWHERE = "请用 -o 另指定一个文件夹。"
_REFUSED = "没有标注副本：文件不能读取，原因见核对结果。"
_READY = "没有须改正的错误，可以报送。"
_READY_BUT = "没有须改正的错误；存疑之处核对无误后，可以报送。"
# Where a workbook names its cells, and more than any honest one takes for it (bytes).
_NAMES_PART, _MOST_NAMES = "xl/workbook.xml", 20_000_000


def check_copies_folder(files: Sequence[Path], folder: Path) -> None:
    """Raise UsageError where the copies of those files must not be written to that folder, before
    any work is done for them.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"“{folder}”是一个文件，不能作为标注副本的文件夹。", _ELSEWHERE)
    place = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not (place.is_dir() and os.access(place, os.W_OK)):
        raise UsageError(f"“{place}”里不能写入标注副本。", f"请检查写入权限，或{_ELSEWHERE[1:]}")
    names: list[str] = []
    for file in files:
        names.append(copy_name(file.name, ending_of(file.name), names))
        target = folder / names[-1]
        if _is_one_of(target, files):
            raise UsageError(f"标注副本会盖掉原文件“{target}”，没有写入。", _ELSEWHERE)
        if not _may_give_way(target, file):
            raise UsageError(
                f"“{target}”已经存在，而且不是标注副本，为避免覆盖，没有写入。",
                f"请把它改名或移走，或{_ELSEWHERE[1:]}",
            )


def _is_one_of(target: Path, files: Sequence[Path]) -> bool:
    return target.exists() and any(file.exists() and target.samefile(file) for file in files)


def _may_give_way(target: Path, file: Path) -> bool:
    """Whether a copy may take the place of what stands there: nothing, the same as the file, or
    an earlier copy with marks of ours.
    """
    if not target.exists():
        return not target.is_symlink()
    return target.is_file() and (_is_equal(target, file) or _bears_marks(target))


def _is_equal(target: Path, file: Path) -> bool:
    return file.is_file() and target.read_bytes() == file.read_bytes()


def _bears_marks(target: Path) -> bool:
    try:
        with zipfile.ZipFile(target) as parts:
            if parts.getinfo(_NAMES_PART).file_size > _MOST_NAMES:
                return False
            return MARKS_NAME.encode() in parts.read(_NAMES_PART)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile):  # no workbook of ours
        return False


# ---------------------------------------------------------------- writing


def write_checked_copies(
    checked: Sequence[CheckedFile],
    files: Sequence[Path],
    titles: Mapping[str, str],
    folder: Path,
    jobs: int,
    progress: Progress | None = None,
    passwords: tuple[str, ...] = (),
) -> list[CheckedCopy]:
    """Write the copies, made in `jobs` child processes; `files` are those that were given, `titles`
    the campaigns' by their ids, and any file may be opened with one of the `passwords`.

    Raises UsageError where the folder cannot be written to.
    """
    shelf = _Shelf(folder, tuple(files), [])
    orders = [_order(each, titles, passwords) for each in checked]
    made = mark_each([order for order in orders if order is not None], jobs, progress)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [
            shelf.put(each, next(made) if order is not None else _REFUSED)
            for each, order in zip(checked, orders, strict=True)
        ]
    except OSError as fault:
        raise UsageError(
            f"标注副本写不进“{folder}”。",
            f"请关闭其中打开的工作簿，检查写入权限，或{_ELSEWHERE[1:]}",
        ) from fault


def _order(
    checked: CheckedFile, titles: Mapping[str, str], passwords: tuple[str, ...]
) -> Order | None:
    if checked.is_refused:
        return None
    severities = {finding.severity for finding in checked.findings}
    ready = _READY_BUT if Severity.QUERY in severities else _READY
    marks = Marks(
        campaign=titles[checked.campaign],
        file=_own_name(checked),
        findings=checked.findings,
        heading_rows=checked.heading_rows,
        ready="" if Severity.ERROR in severities or not checked.entries else ready,
    )
    return Order(checked.source, checked.sha256, marks, passwords)


def _own_name(checked: CheckedFile) -> str:
    """What a file is called, also where it lies under another name."""
    return Path(checked.file).name


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where the copies of `files` are put, under names that no other of them has `taken`."""

    folder: Path
    files: tuple[Path, ...]
    taken: list[str]

    def put(self, checked: CheckedFile, made: Marked | str) -> CheckedCopy:
        """Write one copy; what stood in its place is set aside."""
        name = _own_name(checked)
        if isinstance(made, str):
            self.taken.append(copy_name(name, ending_of(name), self.taken))
            return CheckedCopy(checked.file, None, made)
        target = self._target(name, checked.source, made.ending)
        self.taken.append(target.name)
        set_aside = self._set_aside(target, made.data)
        unfinished = target.with_name(f"~${target.name}.new")
        unfinished.write_bytes(made.data)
        unfinished.replace(target)
        return CheckedCopy(checked.file, target, made.remark, len(checked.findings), set_aside)

    def _target(self, name: str, source: Path, ending: str) -> Path:
        """The first free place for a copy: of one that had to be made anew, it is not known before
        what its name ends with.
        """
        taken = list(self.taken)
        while True:
            target = self.folder / copy_name(name, ending, taken)
            if not _is_one_of(target, self.files) and _may_give_way(target, source):
                return target
            taken.append(target.name)

    def _set_aside(self, target: Path, data: bytes) -> Path | None:
        """Move a copy of an earlier round to ``FOLDER-改动/N``: somebody may have worked in it."""
        if not target.exists() or target.read_bytes() == data:
            return None
        beside = self.folder.resolve()
        place = beside.with_name(beside.name + EDITED)
        number = next(each for each in count(1) if not (place / str(each) / target.name).exists())
        moved = place / str(number) / target.name
        moved.parent.mkdir(parents=True, exist_ok=True)
        target.replace(moved)
        return moved
