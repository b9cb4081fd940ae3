"""A bundled working folder in; out: a copy of it, for `toolkit demo`.

The one thing a newcomer would get wrong: what an example expects of its run, and what a run of it
wrote, are no part of the folder that is unpacked.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.folder import OUT
from toolkit.folder.making import refuse_filled
from toolkit.intake import sha256_of

_LEFT_OUT = ("expected", OUT)


def shipped_examples() -> Path:
    """Where the example working folders are: in the package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    bundled = package / "_bundled" / "examples"
    return bundled if bundled.is_dir() else package.parent / "examples"


def unpack_example(example: Path, folder: Path) -> None:
    """Copy a bundled working folder, unless it lies there already; other files are left alone."""
    if _holds(folder, example):
        return
    refuse_filled(folder)
    try:
        shutil.copytree(
            example, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_LEFT_OUT)
        )
    except OSError as fault:
        raise UsageError(f"写不进文件夹“{folder}”。", "请检查写入权限，或换一个文件夹。") from fault


def _holds(folder: Path, example: Path) -> bool:
    """Whether a folder holds every file of the example, unchanged."""
    inside = [path for path in example.rglob("*") if path.is_file()]
    return all(
        (folder / path.relative_to(example)).is_file()
        and sha256_of(folder / path.relative_to(example)) == sha256_of(path)
        for path in inside
        if path.relative_to(example).parts[0] not in _LEFT_OUT
    )
