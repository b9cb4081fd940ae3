"""A campaign in; out: its headings and titles, indexed once for all files.

The one thing a newcomer would get wrong: one heading may belong to columns of several boards, and
one title to several boards; which is meant is told where they are met.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.locating.spellings import heading_key, ideograph_outside, spellings_of
from toolkit.locating.titles import Titles
from toolkit.model import Board, Campaign
from toolkit.model.templates import version_of

_OF_A_NUMBER = re.compile(r"[0-9et+]*\d[0-9et+]*|inf|nan")


@dataclass(frozen=True, slots=True, eq=False)
class BoardHeadings:
    """A board's headings, normalised: (upper, lower) → field key; a plain column has no upper.
    `own` are the spellings that are a column's very heading, not another one that people use.
    `groups` are the uppers, `required` the field keys of required columns. Made once for each
    board, and equal only to itself, so that what is made of it can be kept.
    """

    board: Board
    keys: Mapping[tuple[str, str], str]
    own: frozenset[tuple[str, str]]
    groups: frozenset[str]
    required: tuple[str, ...]

    @classmethod
    def of(cls, board: Board) -> BoardHeadings:
        """Index every spelling that the board knows."""
        keys: dict[tuple[str, str], str] = {}
        for column in board.fields:
            for spelling in spellings_of(column):
                keys.setdefault(spelling, column.key)
        required = tuple(column.key for column in board.fields if column.required)
        groups = frozenset(upper for upper, _ in keys if upper)
        own = frozenset(
            (heading_key(column.group), heading_key(column.header)) for column in board.fields
        )
        return cls(board, keys, own, groups, required)


@dataclass(frozen=True, slots=True)
class CampaignHeadings:
    """The headings of a campaign's boards, indexed once for all files.

    `known` are the texts that may stand in the lower row of a heading, or in its only one, and
    `strange` finds a character that none of them has; `words` are those and the groups that may
    stand above them. Numbers may be headings of either kind.
    `titles` are those of the boards, `versions` those of the boards that templates were met for.
    """

    campaign: Campaign
    boards: tuple[BoardHeadings, ...]
    known: frozenset[str]
    words: frozenset[str]
    strange: re.Pattern[str]
    numbers_below: bool
    numbers_alone: bool
    titles: Titles
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
            titles=Titles.of(campaign.boards),
        )

    def version(self, board_id: str) -> str:
        """The version that a template for the board has now; reckoned once."""
        if board_id not in self.versions:
            self.versions[board_id] = version_of(self.campaign.board(board_id))
        return self.versions[board_id]
