"""The keys of rulings in; out: the entries, tables and files that they speak of.

The one thing a newcomer would get wrong: a key holds the beginning of the file's sha256, so it
speaks of what was read then; a file that was changed since is another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import Campaign, Effect, Ruled, Ruling, Table
from toolkit.model.columns import Entries, Span
from toolkit.model.rulings import WHOLE_FILE, file_key


@dataclass(frozen=True, slots=True)
class Aim:
    """What a ruling speaks of: an entry, a table by the row of its heading, or a whole file."""

    submission: str
    sheet: str = ""
    row: int = 0
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Aimed:
    """A ruling with what it is about; `other` is the entry compared with, `listed` the name on a
    list (as the key says it), where there is one.
    """

    ruling: Ruling
    own: Aim
    other: int = 0
    listed: str = ""

    def ruled(self, effect: Effect, words: str = "") -> Ruled:
        """The ruling with what became of it."""
        return Ruled(self.ruling, effect, self.own.entry, words)


@dataclass(frozen=True, slots=True)
class Places:
    """What a campaign's keys may speak of: files by the beginning of their key, and the tables in
    each.
    """

    campaign: str
    files: Mapping[str, str]
    spans: Mapping[str, Sequence[Span]]

    @classmethod
    def of(cls, campaign: Campaign, digests: Mapping[str, str], entries: Entries) -> Places:
        """`digests` are the sha256 of the files by their path, in received order."""
        files: dict[str, str] = {}
        for path, sha256 in digests.items():
            files.setdefault(file_key(campaign.id, sha256).removesuffix(WHOLE_FILE), path)
        spans: dict[str, list[Span]] = {}
        for span in entries.spans:
            spans.setdefault(span.table.submission, []).append(span)
        return cls(campaign.id, files, spans)

    def find(self, key: str) -> Aim | None:
        """What a key speaks of; None where it is not there."""
        begun, slash, place = key.partition("/")
        path = self.files.get(begun + slash)
        if path is None or place == WHOLE_FILE:
            return Aim(path) if path else None
        sheet, _, row = place.rpartition("/")
        return self._at(path, sheet, int(row)) if row.isdecimal() else None

    def _at(self, path: str, sheet: str, row: int) -> Aim | None:
        on_sheet = [span for span in self.spans.get(path, ()) if span.table.sheet == sheet]
        for span in on_sheet:
            if row in span.rows:
                return Aim(path, sheet, row, span.first + span.rows.index(row))
        headed = any(span.table.heading_row == row for span in on_sheet)
        return Aim(path, sheet, row) if headed else None

    def lacking(self, key: str) -> str:
        """Why nothing is found for a key."""
        campaign, colon, _ = key.partition(":")
        if not colon:
            return f"“{key}”不是待裁定或处理台账里的键，请从那里复制。"
        if campaign != self.campaign:
            return f"这个键属于征集活动“{campaign}”，不是本次的“{self.campaign}”。"
        return "收件里没有这个键对应的条目：文件可能已经撤换，或内容有改动，需要重新裁定。"


def entries_meant(aim: Aim, entries: Entries) -> list[int]:
    """The entry, or all of a file or below a heading, by number."""
    if aim.entry:
        return [aim.entry]
    return [
        number
        for span in entries.spans
        if span.table.submission == aim.submission and _is_headed(span.table, aim)
        for number in span.numbers
    ]


def _is_headed(table: Table, aim: Aim) -> bool:
    return not aim.row or (table.sheet, table.heading_row) == (aim.sheet, aim.row)
