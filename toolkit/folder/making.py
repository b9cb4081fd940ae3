"""A campaign in; out: a new working folder with everything that a secretariat needs to begin.

The one thing a newcomer would get wrong: 征集.yaml is written last. A folder that could not be
finished lacks it, and so is never taken for a working folder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.folder import GUIDE, INBOX, LISTS, SETTINGS, shown
from toolkit.folder.guide import guide_text
from toolkit.folder.settings import settings_text
from toolkit.model import Campaign

# What file managers leave in a folder that a person thinks empty.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def make_folder(
    campaign: Campaign, folder: Path, fill: Callable[[Path], None], command: str
) -> None:
    """`toolkit init`: an empty inbox, what `fill` writes, the guide, and the settings. `command`
    is what is typed inside the folder, before the name of what is to be done.
    """
    refuse_filled(folder)
    try:
        (folder / INBOX).mkdir(parents=True)
        (folder / LISTS).mkdir()
        fill(folder)
        # As 记事本 of every Windows opens it.
        (folder / GUIDE).write_text(
            guide_text(campaign, command), encoding="utf-8-sig", newline="\r\n"
        )
        (folder / SETTINGS).write_text(settings_text(campaign), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"写不进文件夹“{folder}”。", "请检查写入权限，或换一个文件夹。") from fault


def refuse_filled(folder: Path) -> None:
    """Raise UsageError where a folder holds files of a person, or the name is a file's."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"“{folder}”是一个文件，没有写入。", "请指定一个新的或空的文件夹。")
    if (folder / SETTINGS).is_file():
        raise UsageError(
            f"{shown(folder)}已经是一个工作文件夹，里面已经有文件，没有写入。",
            f"把收到的文件放进“{folder / INBOX}”就可以运行；要另建一个，请换一个文件夹名。",
        )
    if folder.is_dir() and any(path.name.lower() not in _LITTER for path in folder.iterdir()):
        raise UsageError(f"{shown(folder)}里已经有文件，没有写入。", "请指定一个新的或空的文件夹。")
