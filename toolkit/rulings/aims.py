"""The keys of rulings in; out: the entries, tables and files that they speak of.

The one thing a newcomer would get wrong: a key holds the beginning of the file's sha256, so it
speaks of what was read then; a file that was changed since is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model import Campaign, Effect, Ruled, Ruling
from toolkit.model.columns import Entries, Span
from toolkit.model.rulings import WHOLE_FILE, file_key


@dataclass(frozen=True, slots=True)
class Aim:
    """What a ruling speaks of: an entry, another place in a file (mostly a table, by the row of its
    heading), or a whole file.
    """

    submission: str
    sheet: str = ""
    row: int = 0
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Aimed:
    """A ruling with what it is about; `other` is the entry compared with, `listed` the name on a
    list (as the register has it), where there is one. `numbers` are the entries it speaks of: the
    one, or all of a file or below a heading.
    """

    ruling: Ruling
    own: Aim
    other: int = 0
    listed: str = ""
    numbers: Sequence[int] = field(default=(), compare=False)

    def ruled(self, effect: Effect, words: str = "") -> Ruled:
        """The ruling with what became of it."""
        return Ruled(self.ruling, effect, self.own.entry, words)


# As a key is written, and no other way, so that rulings on one thing have one key.
_ROW = re.compile("[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class Places:
    """What a campaign's keys may speak of: files by the beginning of their key, and the tables in
    each. `_entries` are those of files that were asked for, by sheet and row.
    """

    campaign: str
    files: Mapping[str, str]
    spans: Mapping[str, Sequence[Span]]
    _entries: dict[str, dict[tuple[str, int], int]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, campaign: Campaign, digests: Mapping[str, str], entries: Entries) -> Places:
        """`digests` are the sha256 of the files by their path, in received order."""
        files: dict[str, str] = {}
        for path, sha256 in digests.items():
            files.setdefault(file_key(campaign.id, sha256).removesuffix(WHOLE_FILE), path)
        return cls(campaign.id, files, entries.by_submission)

    def find(self, key: str) -> Aim | None:
        """What a key speaks of: an entry, a file, or any place in one; None where it is no file
        that is here.
        """
        begun, slash, place = key.partition("/")
        path = self.files.get(begun + slash)
        if path is None or place == WHOLE_FILE:
            return Aim(path) if path else None
        sheet, at, row = place.rpartition("/")
        return self._at(path, sheet, int(row)) if at and _ROW.fullmatch(row) else None

    def _at(self, path: str, sheet: str, row: int) -> Aim:
        if path not in self._entries:
            found: dict[tuple[str, int], int] = {}
            for span in self.spans.get(path, ()):
                for number, at in zip(span.numbers, span.rows, strict=True):
                    found.setdefault((span.table.sheet, at), number)
            self._entries[path] = found
        return Aim(path, sheet, row, self._entries[path].get((sheet, row), 0))

    def is_there(self, aim: Aim) -> bool:
        """Whether that is an entry, a table or a file, and not just any cell."""
        return bool(aim.entry or not aim.row or any(self._spans_of(aim)))

    def numbers(self, aim: Aim) -> Sequence[int]:
        """The entry, or all of a file or below a heading."""
        if aim.entry:
            return (aim.entry,)
        return tuple(number for span in self._spans_of(aim) for number in span.numbers)

    def _spans_of(self, aim: Aim) -> Iterator[Span]:
        for span in self.spans.get(aim.submission, ()):
            if not aim.row or (span.table.sheet, span.table.heading_row) == (aim.sheet, aim.row):
                yield span

    def board(self, entry: Aim) -> str:
        """The board on which an entry stands."""
        return next(
            span.table.board for span in self.spans[entry.submission] if entry.entry in span.numbers
        )

    def lacking(self, key: str) -> str:
        """Why nothing is found for a key."""
        campaign, colon, _ = key.partition(":")
        if not colon:
            return f"“{key}”不是待裁定或处理台账里的键，请从那里复制。"
        if campaign != self.campaign:
            return f"这个键属于征集活动“{campaign}”，不是本次的“{self.campaign}”。"
        return "收件里没有这个键对应的条目：文件可能已经撤换，或内容有改动，需要重新裁定。"
