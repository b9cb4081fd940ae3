"""A working folder in; out: its reference lists and rulings, and what its parts are called.

`making.py` makes a new one, with the texts of `settings.py` and `guide.py`; `examples.py` unpacks
the bundled one. The one thing a newcomer would get wrong: what a folder leaves out is simply not
compared; only a list that is there and cannot be used ends the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from toolkit import registers
from toolkit.errors import Refused, RegisterError, UsageError
from toolkit.intake import sha256_of
from toolkit.model import Campaign, Finding, Registers, Ruling, Workbook
from toolkit.model.rulings import BARRED, CASES_FILE, RULINGS_FILE, WINNERS
from toolkit.reading import read_workbook
from toolkit.rulings.docket import Given

SETTINGS = "征集.yaml"
INBOX = "收件"
LISTS = "名录"
OUT = "输出"
TEMPLATES = "模板"
LETTERS = ("退回函.docx", "收件回执.docx")
GUIDE = "使用说明.txt"
UNITS, RECEIVED = "推荐单位", "收件"

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


def settings_of(folder: Path) -> Path:
    """Where a working folder's settings are; UsageError, which says where to go, if it has none."""
    if (folder / SETTINGS).is_file():
        return folder / SETTINGS
    above = folder.resolve().parent
    if (above / SETTINGS).is_file():
        there = f"改用“{folder.parent}”" if len(folder.parts) > 1 else "先输入 cd .. 回到那里"
        raise UsageError(
            f"{shown(folder)}不是工作文件夹，它的上一级“{above.name}”才是。",
            f"请{there}，再运行一次。",
        )
    raise UsageError(
        f"{shown(folder)}不是工作文件夹（里面没有 {SETTINGS}）。",
        "请到工作文件夹里运行，或写明它在哪里；还没有的，先用 toolkit init 建立。",
    )


def shown(folder: Path) -> str:
    """A folder as a message names it: the one in which the command was typed has no other name.

    >>> shown(Path("我的征集")), shown(Path())
    ('“我的征集”', '当前文件夹')
    """
    return f"“{folder}”" if folder.parts else "当前文件夹"


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


def load_rulings(rulings: Path | None, out: Path) -> tuple[Given, dict[str, str]]:
    """Read what people ruled: in 裁定.xlsx, and in the 待裁定.xlsx of the last run as it lies in
    `out`, perhaps filled in; also the digest of the former.
    """
    read: list[Ruling] = []
    unclear: list[Finding] = []
    for path, in_place in ((rulings, False), (out / CASES_FILE, True)):
        if path is None or (in_place and not path.exists()):
            continue
        book = _read(path, "裁定")
        found, faults = registers.parse_rulings(book, path.name, in_place=in_place)
        read += found
        unclear += faults
    digests = {RULINGS_FILE: sha256_of(rulings)} if rulings else {}
    return Given(tuple(read), tuple(unclear)), digests


def _load(path: Path | None, parse: Callable[[Workbook, str], Parsed]) -> Parsed | None:
    return None if path is None else parse(_read(path), path.name)


def _read(path: Path, kind: str = "名录") -> Workbook:
    if not path.exists():
        raise UsageError(f"找不到{kind}“{path}”。", "请检查路径和文件名。")
    try:
        return read_workbook(path)
    except Refused as refused:
        raise RegisterError(
            f"{kind}“{path.name}”读不出来：{refused.message}", "请改正后重新运行。"
        ) from refused
