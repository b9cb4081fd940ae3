"""A folder of outputs in; out: the same folder replaced as a whole, or not at all.

The one thing a newcomer would get wrong: whenever the run is killed, what lies there is the old
folder, the new one, or the old one beside as ``OUT.old``, which the next run puts back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from toolkit.errors import UsageError

_ELSEWHERE = "请检查写入权限，或用 -o 另指定一个文件夹。"
# What a person edited is kept beside a folder, under its name with this behind it.
EDITED = "-改动"
_UNFINISHED = ".unfinished"
_MARK = Path("records") / "run.json"


def replace_folder(out: Path, write: Callable[[Path], None]) -> list[Path]:
    """Have `write` fill a new folder, then put it in place of `out`.

    Files a person edited or added since the last run are copied to ``OUT-改动`` first; their new
    places are returned. Raises UsageError, with nothing written, where `out` is not ours.
    """
    out = out.resolve()
    old, new = _beside(out, ".old"), _beside(out, ".new")
    try:
        check_output(out)
        _put_back(out, old)
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove(new)
        new.mkdir()
        (new / _UNFINISHED).touch()
        body = new / out.name
        body.mkdir()
        write(body)
        saved = _save_edited(out)
        if out.exists():
            out.rename(old)
        body.rename(out)
        _remove(new)
        _remove(old)
    except OSError as fault:
        with suppress(OSError):  # what cannot be put right now, the next run puts right
            _undo(out, old, new)
        raise UsageError(
            f"写不进输出文件夹“{out}”（{_reason(fault)}）。",
            "请关闭其中打开的工作簿，检查写入权限和磁盘空间，或用 -o 换一个文件夹。",
        ) from fault
    return saved


def _undo(out: Path, old: Path, new: Path) -> None:
    """After a failure: the old folder stands where it stood, the unfinished one is gone."""
    if not out.exists() and (old / _MARK).is_file():
        old.rename(out)
    if new.exists():
        _remove(new)


def _reason(fault: OSError) -> str:
    if isinstance(fault, PermissionError):
        return "没有写入权限，或文件正被其他程序打开"
    return (
        "路径中有同名文件"
        if isinstance(fault, (FileExistsError, NotADirectoryError))
        else "系统拒绝写入"
    )


def folders_of(out: Path) -> tuple[Path, ...]:
    """Everything that runs write for `out`: itself, and what may lie beside it."""
    return (out, *(_beside(out, ending) for ending in (".old", ".new", EDITED)))


def _beside(out: Path, ending: str) -> Path:
    return out.with_name(out.name + ending)


def put_back(out: Path) -> None:
    """After a run that was killed between its two renames, the old folder stands where it stood;
    after one killed while it removed the old folder, that is gone.
    """
    try:
        _put_back(out.resolve(), _beside(out.resolve(), ".old"))
    except OSError as fault:
        raise UsageError(
            f"放不回上次的输出文件夹“{out}”（{_reason(fault)}）。", _ELSEWHERE
        ) from fault


def _put_back(out: Path, old: Path) -> None:
    if not old.exists():
        return
    if out.exists() or (old / _UNFINISHED).exists():
        _remove(old)
    else:
        old.rename(out)


def check_output(out: Path) -> None:
    """Raise UsageError where `out` is not ours to replace, before any work is done for it."""
    for beside in (_beside(out, ".old"), _beside(out, ".new")):
        if beside.exists() and not _is_leftover(beside):
            raise UsageError(
                f"“{beside}”占用了更换输出时要用的名字，为避免覆盖，没有写入。",
                "请把它改名或移走，或用 -o 另指定一个输出文件夹。",
            )
    if not out.exists():
        place = next(parent for parent in out.absolute().parents if parent.exists())
        if not place.is_dir() or not os.access(place, os.W_OK):
            raise UsageError(f"“{place}”里不能写入，没有建立输出文件夹“{out.name}”。", _ELSEWHERE)
        return
    if not out.is_dir():
        raise UsageError(f"“{out}”是一个文件，不能作为输出文件夹。", _ELSEWHERE)
    if any(out.iterdir()) and not is_ours(out):
        raise UsageError(
            f"“{out}”里有别的文件，为避免覆盖，没有写入。", "请用 -o 指定一个空文件夹或新文件夹。"
        )


def _is_leftover(folder: Path) -> bool:
    """Whether a run that was killed left it: whole, unfinished, or just begun."""
    if not folder.is_dir():
        return False
    return (folder / _UNFINISHED).exists() or not any(folder.iterdir()) or is_ours(folder)


def is_ours(out: Path) -> bool:
    """Whether a folder was written by a run: it holds a run.json that says so."""
    return _outputs(out) is not None


def _outputs(out: Path) -> dict[str, str] | None:
    try:
        content = json.loads((out / _MARK).read_text(encoding="utf-8"))
        outputs = content["outputs"]
        return dict(outputs) if "campaign_digest" in content else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _save_edited(out: Path) -> list[Path]:
    """Copy what a person edited or added since the last run to the next free ``OUT-改动/N``."""
    edited = list(edited_files(out)) if out.is_dir() else []
    if not edited:
        return []
    place = _beside(out, EDITED)
    number = 1
    while (place / str(number)).exists():
        number += 1
    saved = []
    for path in edited:
        target = place / str(number) / path.relative_to(out)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
        saved.append(target)
    return saved


def edited_files(out: Path) -> Iterator[Path]:
    """What a person edited or added below a folder of ours since the run that wrote it."""
    written = _outputs(out) or {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if not path.is_file() or path.relative_to(out) == _MARK or path.name.startswith("~$"):
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != written.get(name):
            yield path


def _remove(folder: Path) -> None:
    """Remove a folder of ours; its mark goes last, so that a kill leaves a known leftover."""
    if not folder.exists():
        return
    mark = folder / _UNFINISHED
    mark.touch()
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != mark:
            path.unlink()
    mark.unlink()
    folder.rmdir()
