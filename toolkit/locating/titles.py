"""A campaign's boards and a text in; out: which of the boards the text names.

A board is named by its title or any other title of it (`also`). The one thing a newcomer would get
wrong: a title may be part of another one (年度先锋引擎, 年度先锋引擎品牌). Where the longer one
stands, the shorter one is not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.locating.spellings import heading_key
from toolkit.model import Board
from toolkit.rules.normal import squash
from toolkit.rules.ticks import OPEN, TICKED

NOBODY: frozenset[str] = frozenset()
_TICKED = re.compile(f"[{TICKED}]([^{TICKED}{OPEN}]+)")


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of boards, squashed, with the ids of those that bear them; `anywhere` finds the
    longest of them at each place of a text.
    """

    boards: Mapping[str, frozenset[str]]
    anywhere: re.Pattern[str]

    @classmethod
    def of(cls, boards: Iterable[Board]) -> Titles:
        """Index every title of the boards."""
        named: dict[str, frozenset[str]] = {}
        for board in boards:
            for title in filter(None, map(squash, (board.title, *board.also))):
                named[title] = named.get(title, NOBODY) | {board.id}
        longest_first = sorted(named, key=lambda title: (-len(title), title))
        return cls(named, re.compile("|".join(map(re.escape, longest_first)) or "(?!)"))

    def named_in(self, text: str) -> frozenset[str]:
        """The boards whose titles stand somewhere in a text."""
        found = self.anywhere.findall(squash(text)) if text else ()
        return NOBODY.union(*(self.boards[title] for title in found))

    def longest_in(self, text: str) -> int:
        """How long the longest title in a text is; 0 if there is none."""
        return max(map(len, self.anywhere.findall(squash(text))), default=0) if text else 0

    def meant_by(self, value: str) -> frozenset[str]:
        """The boards that a cell names and nothing else: by a title, with or without a number
        before it, or by the one title that is ticked.
        """
        if any(mark in value for mark in TICKED):
            ticked = _TICKED.findall(value)
            return self.meant_by(ticked[0]) if len(ticked) == 1 else NOBODY
        return self.boards.get(squash(value)) or self.boards.get(heading_key(value), NOBODY)
