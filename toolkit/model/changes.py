"""What is different from the last run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from toolkit.model.entries import Outcome
from toolkit.model.rulings import Ruling


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of the last run, by what its ledger said."""

    submission: str
    sheet: str
    row: int
    unit: str
    board: str
    name: str
    outcome: Outcome
    reason: str = ""
    code: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Previous:
    """The last run, as its records tell: entries by their key, the digest of every submission by
    its path, and the rulings in force. `records` are the files of records/ it was read from, by
    name: a run keeps them, so that a run of the same inputs compares with the same.
    """

    entries: Mapping[str, PastEntry]
    files: Mapping[str, str]
    rulings: frozenset[Ruling]
    records: Mapping[str, bytes] = field(default_factory=dict)


class FileChange(StrEnum):
    """How a submission differs: it is new, is gone, has other bytes, or another name."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that is not what it was; `before` is the path it had, if another."""

    path: str
    change: FileChange
    before: str = ""


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry that was there before and has another outcome now, or is gone with its file
    (`entry` 0, `after` None). Where its unit sent it again (`is_sent_again`), `key` and `entry`
    are those of now, and `past` stood elsewhere.
    """

    key: str
    entry: int
    past: PastEntry
    after: Outcome | None
    is_sent_again: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """All that is different from `previous`: entries in the order of their numbers, files in
    received order (those gone last), the rulings that took effect since, and those that ended.
    """

    previous: Previous
    entries: tuple[ChangedEntry, ...] = ()
    files: tuple[ChangedFile, ...] = ()
    begun: tuple[Ruling, ...] = ()
    ended: tuple[Ruling, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries or self.files or self.begun or self.ended)
