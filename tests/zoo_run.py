"""The whole zoo through the commands, once; and what became of each kind, read back from records/.

What a newcomer would get wrong: kinds of one campaign lie in one inbox, each in a first-level
folder of its own, which names its unit. Nothing of a kind may change another's verdict.
"""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import zoo
from click.testing import CliRunner
from zoo_parts import TRADES, Kind

from toolkit.cli import main

# What is on disk, stands in 收件登记, and is no submission.
NOT_SUBMISSIONS = ("passed over", "opened")
# How 收件登记 says each verdict.
REGISTER_WORDS = {"read": "已读取", "refused": "未能受理", "repeated": "重复文件",
                  "passed over": "不作为报送文件", "opened": "已拆开"}  # fmt: skip
_NOT_A_WORD = re.compile("[^\u4e00-\u9fff]")
SCHEMAS = Path(__file__).parent / "campaigns"


@dataclass(frozen=True, slots=True)
class ZooRun:
    """An inbox of some kinds, and what a run made of it."""

    campaign: str
    kinds: tuple[Kind, ...]
    inbox: Path
    received: Path
    out: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        """The lines of records/`name`.csv."""
        return _rows(self.out / "records" / f"{name}.csv")

    def of(self, kind: Kind, name: str) -> list[dict[str, str]]:
        """Those lines that speak of a kind's files, whose paths are told from its folder on."""
        own = f"{kind.name}/"
        return [
            {**row, "submission": row["submission"].removeprefix(own)}
            for row in self.rows(name)
            if row["submission"].startswith(own)
        ]

    def values(self, kind: Kind, key: str) -> tuple[Any, ...]:
        """What the entries of a kind hold in a field."""
        numbers = [int(row["entry"]) for row in self.of(kind, "ledger")]
        frame = pl.read_parquet(self.out / "records" / "entries.parquet")
        held = dict(zip(frame["entry"], frame[key].to_list(), strict=True))
        return tuple(held[number] for number in numbers)

    def became_of(self, kind: Kind) -> dict[str, Any]:
        """What the records say of a kind, in the words of `expected_of`."""
        ledger, files = self.of(kind, "ledger"), self.of(kind, "submissions")
        return {
            "files": {r["submission"]: f"{r['status']} {r['code']}".strip() for r in files},
            "findings": [place(row) for row in self.of(kind, "findings")],
            "entries": [arrived(kind, row) for row in ledger],
            "values": {key: self.values(kind, key) for key in kind.values},
            "units": list(dict.fromkeys(row["unit"] for row in ledger)),
            "received": {r["submission"]: r["received"] for r in files if r["received"]},
        }

    def expected_of(self, kind: Kind) -> dict[str, Any]:
        """What must become of a kind."""
        submitted = {path: said for path, said in kind.files.items() if said not in NOT_SUBMISSIONS}
        return {
            "files": submitted,
            "findings": list(kind.findings),
            "entries": list(kind.entries),
            "values": dict(kind.values),
            "units": list(kind.units) or ([kind.name] if kind.entries else []),
            "received": dict(kind.received),
        }

    def register(self) -> dict[str, dict[str, str]]:
        """收件登记: the line of each path."""
        return _register(self.out / "汇总.xlsx")


@cache
def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _register(path: Path) -> dict[str, dict[str, str]]:
    book = openpyxl.load_workbook(path, read_only=True)
    lines = [[str(cell or "") for cell in row] for row in book["收件登记"].values]
    book.close()
    head = next(at for at, line in enumerate(lines) if "处理情况" in line)
    named = (dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :])
    return {line["报送文件"]: line for line in named if line["报送文件"]}


def run_zoo(folder: Path, campaign: str) -> ZooRun:
    """Write the kinds of a campaign that this platform can hold, and run the batch."""
    kinds = tuple(
        kind for kind in zoo.KINDS if kind.campaign == campaign and not zoo.missing(kind.needs)
    )
    inbox = folder / "收件"
    for kind in kinds:
        zoo.write(kind, inbox)
    found = ZooRun(campaign, kinds, inbox, folder / "收件.xlsx", folder / "输出")
    _write_receipts(found)
    run_again(found)
    return found


def run_again(zoo_run: ZooRun) -> None:
    """Run the batch."""
    words = ["run", zoo_run.inbox, "-c", zoo_run.campaign, "-o", zoo_run.out]
    words += ["--received", zoo_run.received]
    invoke([*map(str, words)], zoo_run.campaign, status=0)


def invoke(words: list[str], campaign: str, status: int) -> str:
    """Run a command that must end with this status; what it writes to stdout."""
    own = ["--schemas", str(SCHEMAS)] if (SCHEMAS / campaign).is_dir() else []
    result = CliRunner().invoke(main, [*own, *words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result.stdout


def _write_receipts(zoo_run: ZooRun) -> None:
    book = openpyxl.Workbook()
    book.active.append(["文件", "收到时间", "推荐单位", "密码"])
    for kind in zoo_run.kinds:
        for receipt in kind.receipts:
            path = f"{kind.name}/{receipt.file}"
            book.active.append([path, receipt.received, None, receipt.password or None])
    book.save(zoo_run.received)


def place(row: dict[str, str]) -> str:
    """A finding as kinds write it: ``file sheet!cell code``."""
    where = "!".join(filter(None, (row["sheet"], row["cell"])))
    return " ".join(filter(None, (row["submission"], where, row["code"])))


def arrived(kind: Kind, row: dict[str, str]) -> str:
    """An entry as kinds write it: its trade, or else its name, and its outcome."""
    trades = {zoo.cast_of(kind).name(trade): trade for trade in TRADES}
    name = _NOT_A_WORD.sub("", row["name"])
    name = trades.get(name, row["name"])
    return name if row["outcome"] == "accepted" else f"{name} {row['outcome']}"


def in_another_order(zoo_run: ZooRun, folder: Path) -> ZooRun:
    """A run of the same files, laid down the other way round."""
    aside = folder / "暂存"
    _move_in_reverse(zoo_run.inbox, aside)
    aside.rename(zoo_run.inbox)
    again = replace(zoo_run, out=folder / "输出")
    run_again(again)
    return again


def _move_in_reverse(old: Path, new: Path) -> None:
    """Make `new` of what lies in `old`, the last first."""
    new.mkdir()
    for item in sorted(old.iterdir(), reverse=True):
        if item.is_dir() and not item.is_symlink():
            _move_in_reverse(item, new / item.name)
        else:
            item.rename(new / item.name)
    old.rmdir()


def files_below(folder: Path) -> list[str]:
    """Every file, link, pipe … below a folder, by its path as records write it."""
    found = []
    for own, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(own) / name).is_symlink()]
        found += [(Path(own) / name).relative_to(folder).as_posix() for name in files + links]
    return sorted(
        path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        for path in found
    )


# ---------------------------------------------------------------- what `check` says

# It looks at each file by itself, knows no lists, no times of arrival and no unit's places.
_NOT_IN_CHECK = ("D102", "D103", "E101", "E104", "Q201")


def is_checkable(kind: Kind) -> bool:
    """Whether a kind has nothing that `check` cannot know (passwords, copies), or is not given
    (links to nothing).
    """
    is_repeated = "repeated F104" in kind.files.values()
    return not (kind.receipts or is_repeated or kind.name == "dead-links")


def check_zoo(zoo_run: ZooRun) -> dict[str, tuple[int, list[str]]]:
    """What `toolkit check` says of the files of each kind: how many entries, and the findings."""
    files = [
        str(path)
        for kind in filter(is_checkable, zoo_run.kinds)
        for file, said in kind.files.items()
        if said != "passed over" and (path := zoo_run.inbox / kind.name / _on_disk(file)).exists()
    ]
    words = ["check", "-c", zoo_run.campaign, "--format", "json", *files]
    found: dict[str, tuple[int, list[str]]] = {}
    for file in json.loads(invoke(words, zoo_run.campaign, status=1))["files"]:
        own = Path(file["file"]).relative_to(zoo_run.inbox).as_posix()
        name, _, path = own.partition("/")
        entries, told = found.get(name, (0, []))
        said = [place({"submission": path, **finding}) for finding in file["findings"]]
        found[name] = entries + file["entries"], sorted([*told, *said])
    return found


def expected_of_check(kind: Kind) -> tuple[int, list[str]]:
    """What `check` must say by what is expected of a run."""
    told = (said for said in kind.findings if said[-4:] not in _NOT_IN_CHECK)
    return len(kind.entries), sorted(told)


def _on_disk(path: str) -> str:
    """A file's name as the file system has it, where records write its bytes as \\x…."""
    if "\\x" not in path:
        return path
    written = path.encode("ascii").decode("unicode_escape")
    return os.fsdecode(written.encode("latin-1"))
