"""A campaign's headings in; out: every spelling that a heading may have, normalised.

Headings match exactly after normalising, then by `also:`; never by prefix (毛利 is not 毛利率). The
one thing a newcomer would get wrong: marks for whoever fills the sheet in (numbering, `*`, 必填)
are no part of a heading, but any other word is, in brackets or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from toolkit.model import Board, Campaign, Field
from toolkit.model.templates import version_of
from toolkit.rules.normal import squash

_NUMERALS = "一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"^\s*(?:[(（]?[{_NUMERALS}]+[)）、.．]|[(（]?\d{{1,2}}[)）、.．](?!\d)"
    r"|\d{1,2}(?:[.．]\d{1,2})+\s+|\d{1,2}\s+(?=[\u4e00-\u9fff])(?![年月日季周号])|[①-⒇㈠-㈩])\s*"
)
# What a form asks of whoever fills it in: ★, （必填）; and the word before a unit in brackets.
_OPENING = r"[（(【\[〔［]"
_MARKS = re.compile(
    rf"{_OPENING}\s*(?:必填项?|选填项?|非必填项?|必选项?|选择项?|单选|可?多选|下拉选择)\s*[)）】\]〕］]"
    rf"|(?<={_OPENING})\s*单位\s*[:：]|[*＊★☆▲△●○◆◇■□✱✳∗]"
)
_OF_MARKS = frozenset(map(ord, "必填项选非择单可多下拉位"))
_IDEOGRAPHS = range(0x4E00, 0xA000)
# Texts without anything that could be dropped or written otherwise, but for case.
_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]*")
_OF_A_NUMBER = re.compile(r"[0-9et+]*\d[0-9et+]*|inf|nan")


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """What of a heading counts in comparison: no spaces, punctuation, numbering, marks or case.

    >>> heading_key("1. 注册资本【单位：万元】*") == heading_key("★注册资本（万 元）（必填）")
    True
    """
    return text.lower() if _PLAIN.fullmatch(text) else squash(without_marks(text))


def without_marks(text: str) -> str:
    """A heading's text without its numbering and the marks for whoever fills it in."""
    return _NUMBERING.sub("", _MARKS.sub("", text))


@dataclass(frozen=True, slots=True)
class BoardHeadings:
    """A board's headings, normalised: (upper, lower) → field key; a plain column has no upper.
    `groups` are the uppers, `required` the field keys of required columns, `title` is the board's
    title, squashed.
    """

    board: Board
    keys: Mapping[tuple[str, str], str]
    groups: frozenset[str]
    required: tuple[str, ...]
    title: str

    @classmethod
    def of(cls, board: Board) -> BoardHeadings:
        """Index every spelling that the board knows."""
        keys: dict[tuple[str, str], str] = {}
        for column in board.fields:
            for spelling in _spellings(column):
                keys.setdefault(spelling, column.key)
        required = tuple(column.key for column in board.fields if column.required)
        groups = frozenset(upper for upper, _ in keys if upper)
        return cls(board, keys, groups, required, squash(board.title))


@dataclass(frozen=True, slots=True)
class CampaignHeadings:
    """The headings of a campaign's boards, indexed once for all files.

    `known` are the texts that may stand in the lower row of a heading, or in its only one, and
    `strange` finds a character that none of them has; `words` are those and the groups that may
    stand above them. Numbers may be headings of either kind.
    `versions` are those of the boards that templates were met for.
    """

    campaign: Campaign
    boards: tuple[BoardHeadings, ...]
    known: frozenset[str]
    words: frozenset[str]
    strange: re.Pattern[str]
    numbers_below: bool
    numbers_alone: bool
    versions: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignHeadings:
        """Index every board."""
        boards = tuple(BoardHeadings.of(board) for board in campaign.boards)
        spellings = [spelling for board in boards for spelling in board.keys]
        known = frozenset(lower for _, lower in spellings)
        return cls(
            campaign,
            boards,
            known,
            known.union(*(board.groups for board in boards)),
            ideograph_outside(known),
            numbers_below=any(_OF_A_NUMBER.fullmatch(lower) for _, lower in spellings),
            numbers_alone=any(_OF_A_NUMBER.fullmatch(lower) for up, lower in spellings if not up),
        )

    def version(self, board_id: str) -> str:
        """The version that a template for the board has now; reckoned once."""
        if board_id not in self.versions:
            self.versions[board_id] = version_of(self.campaign.board(board_id))
        return self.versions[board_id]


@lru_cache(maxsize=256)
def ideograph_outside(texts: frozenset[str]) -> re.Pattern[str]:
    """Finds a character that is in none of the texts, and is left as it is by `heading_key`:
    what holds one is none of the texts.
    """
    letters = {ord(letter) for text in (*texts, _NUMERALS) for letter in text} | _OF_MARKS
    inside = {letter for letter in letters if letter in _IDEOGRAPHS}
    bounds = sorted({_IDEOGRAPHS.start - 1, *inside, _IDEOGRAPHS.stop})
    ranges = [
        f"{chr(before + 1)}-{chr(after - 1)}"
        for before, after in pairwise(bounds)
        if before + 1 < after
    ]
    return re.compile(f"[{''.join(ranges)}]")


def _spellings(column: Field) -> Iterator[tuple[str, str]]:
    lowers = [heading_key(text) for text in (column.header, *column.also)]
    if not column.group:
        yield from (("", lower) for lower in lowers)
        return
    for upper in (heading_key(text) for text in (column.group, *column.group_also)):
        for lower in lowers:
            yield upper, lower
            yield "", upper + lower
            yield "", lower + upper
