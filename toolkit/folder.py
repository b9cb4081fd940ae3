"""A campaign in; out: a working folder, or what one holds.

The one thing a newcomer would get wrong: what a folder leaves out is simply not compared; only a
list that is there and cannot be used ends the run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from toolkit import registers
from toolkit.campaign.changes import usual_limits
from toolkit.errors import Refused, RegisterError, UsageError
from toolkit.intake import sha256_of
from toolkit.model import Campaign, Registers, Workbook
from toolkit.reading import read_workbook

SETTINGS = "征集.yaml"
INBOX = "收件"
LISTS = "名录"
OUT = "输出"
UNITS, WINNERS, BARRED, RECEIVED = "推荐单位", "往届入选", "限制名单", "收件"

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the reference lists lie; None for a list that is not given."""

    units: Path | None = None
    winners: Path | None = None
    barred: Path | None = None
    received: Path | None = None
    others: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def of_folder(cls, folder: Path, campaign: Campaign) -> Lists:
        """The lists of a working folder, by their names."""

        def find(title: str) -> Path | None:
            path = folder / LISTS / f"{title}.xlsx"
            return path if path.exists() else None

        others = {item.id: find(item.title) for item in campaign.lists}
        return cls(
            find(UNITS),
            find(WINNERS),
            find(BARRED),
            find(RECEIVED),
            {key: path for key, path in others.items() if path is not None},
        )

    def replaced_by(self, given: Lists) -> Lists:
        """These lists, those named on the command line in place of their own."""
        return Lists(
            given.units or self.units,
            given.winners or self.winners,
            given.barred or self.barred,
            given.received or self.received,
            {**self.others, **given.others},
        )


def load_registers(lists: Lists, campaign: Campaign) -> tuple[Registers, dict[str, str]]:
    """Read the lists; also their digests by the name each has in a working folder."""
    titles = {item.id: item for item in campaign.lists}
    unknown = sorted(set(lists.others) - set(titles))
    if unknown:
        known = "、".join(titles) or "（没有）"
        raise UsageError(f"征集活动没有名为“{unknown[0]}”的名录。", f"可用的名录：{known}。")
    loaded = Registers(
        # A register that nobody has filled in yet is no register: any name counts.
        units=_load(lists.units, lambda book, name: registers.parse_units(book, name, campaign))
        or None,
        winners=_load(lists.winners, registers.parse_winners),
        barred=_load(lists.barred, registers.parse_barred),
        receipts=_load(lists.received, registers.parse_receipts) or (),
        lists={
            key: names
            for key, path in sorted(lists.others.items())
            if (names := registers.parse_list(_read(path), path.name, titles[key].column))
        },
    )
    named = {
        UNITS: lists.units,
        WINNERS: lists.winners,
        BARRED: lists.barred,
        RECEIVED: lists.received,
    }
    named |= {titles[key].title: path for key, path in lists.others.items()}
    digests = {f"{LISTS}/{title}.xlsx": sha256_of(path) for title, path in named.items() if path}
    return loaded, digests


def _load(path: Path | None, parse: Callable[[Workbook, str], Parsed]) -> Parsed | None:
    return None if path is None else parse(_read(path), path.name)


def _read(path: Path) -> Workbook:
    if not path.exists():
        raise UsageError(f"找不到名录“{path}”。", "请检查路径和文件名。")
    try:
        return read_workbook(path)
    except Refused as refused:
        raise RegisterError(
            f"名录“{path.name}”读不出来：{refused.message}", "请改正后重新运行。"
        ) from refused


def shipped_examples() -> Path:
    """Where the example working folders are: in the package, or in the checkout."""
    package = Path(__file__).resolve().parent
    bundled = package / "_bundled" / "examples"
    return bundled if bundled.is_dir() else package.parent / "examples"


def _refuse_filled(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"“{folder}”里已经有文件，没有写入。", "请指定一个新的或空的文件夹。")


def unpack_example(example: Path, folder: Path) -> None:
    """Copy a bundled working folder, unless it lies there already; other files are left alone."""
    if _holds(folder, example):
        return
    _refuse_filled(folder)
    try:
        shutil.copytree(example, folder, dirs_exist_ok=True, ignore=_not_unpacked)
    except OSError as fault:
        raise UsageError(f"写不进文件夹“{folder}”。", "请检查写入权限，或换一个文件夹。") from fault


_not_unpacked = shutil.ignore_patterns("expected", OUT)


def _holds(folder: Path, example: Path) -> bool:
    """Whether a folder holds every file of the example, unchanged."""
    inside = [path for path in example.rglob("*") if path.is_file()]
    return all(
        (folder / path.relative_to(example)).is_file()
        and sha256_of(folder / path.relative_to(example)) == sha256_of(path)
        for path in inside
        if path.relative_to(example).parts[0] not in ("expected", OUT)
    )


def make_folder(campaign: Campaign, folder: Path, write_lists: Callable[[Path], None]) -> None:
    """`toolkit init`: settings, an empty inbox, the lists with their headings."""
    _refuse_filled(folder)
    try:
        (folder / INBOX).mkdir(parents=True)
        (folder / LISTS).mkdir()
        (folder / SETTINGS).write_text(_settings(campaign), encoding="utf-8", newline="\n")
        write_lists(folder / LISTS)
    except OSError as fault:
        raise UsageError(f"写不进文件夹“{folder}”。", "请检查写入权限，或换一个文件夹。") from fault


def _settings(campaign: Campaign) -> str:
    boards = "\n".join(f"#   {board.id}: 6        # {board.title}" for board in campaign.boards)
    day, clock = campaign.deadline_day or (date(2025, 12, 31), "24:00")
    limits = "\n".join(f"#   {key}: {most}        # {words}" for key, most, words in usual_limits())
    return f"""# {campaign.title}
# 本文件说明这个文件夹属于哪次征集活动；下面几项可以按本地情况修改，去掉行首的 # 即生效。
campaign: "{campaign.id}"

# 截止时间（晚于它收到的文件会提示“逾期收到”）
# deadline: "{day:%Y-%m-%d} {clock}"

# 各榜单的推荐名额
# quotas:
{boards}

# 某类问题的严重程度：error 错误（退回）、query 存疑（保留并询问）、note 提示
# severities:
#   V501: note

# 每份文件的上限（超过的不读取，记为 F105；正常的文件达不到，确有需要再放宽）
# limits:
{limits}
"""
