"""What tells of a board besides its columns in; out: which of several that fit is taken.

The number of columns decides first. But of boards that fit nearly alike, one that is named (by the
sheet, the title above the heading, the rows, the file) is taken before one that happens to know a
column more. The one thing a newcomer would get wrong: a table that names a board it plainly is not
is read by its columns all the same; a name counts only where the named board lacks no more of its
required columns than the best one does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from toolkit.locating.titles import NOBODY, Titles

# What is named wins over what explains more if it explains so much of it.
_NEARLY = 0.8
_SEPARATORS = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a workbook came from, as texts: its `file` name without the ending, and, from the
    nearest, the folders and archives it lay in and what the e-mail was about that it came with.
    """

    file: str = ""
    around: tuple[str, ...] = ()

    @classmethod
    def of(cls, submission: str, subject: str = "") -> Origin:
        """The origin of a submission by its path."""
        *folders, name = _SEPARATORS.split(submission)
        return cls(PurePosixPath(name).stem, (*reversed(folders), subject))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The boards of a campaign that are told of around a workbook's sheets: the one that its
    template is `recorded` for, those named by the `file`, and by the nearest `folder` that names
    any.
    """

    recorded: str = ""
    file: frozenset[str] = NOBODY
    folder: frozenset[str] = NOBODY

    @classmethod
    def of(cls, recorded: str, origin: Origin, titles: Titles) -> Surroundings:
        """What an origin and the record of a template tell."""
        named = filter(None, map(titles.named_in, origin.around))
        return cls(recorded, titles.named_in(origin.file), next(named, NOBODY))


@dataclass(frozen=True, slots=True)
class Telling:
    """The boards named for one table or form: by its sheet, by the title above it (where that
    names one only), by its `values`, and around the sheet.
    """

    sheet: frozenset[str]
    title: frozenset[str]
    values: frozenset[str]
    around: Surroundings

    def of_table(self, board: str, *, titles_first: bool = False) -> tuple[bool, ...]:
        """What tells of a board, from the strongest. Of several tables on a sheet, each has its
        own title.
        """
        sheet, title = board in self.sheet, board in self.title
        recorded = board == self.around.recorded
        first = (title, sheet, recorded) if titles_first else (sheet, recorded, title)
        return (*first, board in self.values, *self._weakest(board))

    def of_form(self, board: str) -> tuple[bool, ...]:
        """The same for a form, whose one entry says itself what it is for."""
        sheet, title = board in self.sheet, board in self.title
        recorded = board == self.around.recorded
        return (board in self.values, sheet, recorded, title, *self._weakest(board))

    def names(self, board: str) -> bool:
        """Whether anybody named the board for this table, or for the whole file."""
        return any(board in named for named in (self.sheet, self.title, self.values)) or (
            board in self.around.file
        )

    def other_than(self, board: str) -> str:
        """The one board that the sheet, or else the title, names where nothing in the table names
        the given one; "" if there is none.
        """
        if any(board in named for named in (self.sheet, self.title, self.values)):
            return ""
        return next((min(named) for named in (self.sheet, self.title) if len(named) == 1), "")

    def _weakest(self, board: str) -> tuple[bool, bool]:
        return board in self.around.file, board in self.around.folder


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a board, or a campaign, fits: how many columns it explains, how many required ones
    are missing, how many headings it does not know; what tells of it, from the strongest, and
    whether it is named so that it may win over what explains a little more.
    """

    explained: int
    lacking: int
    unknown: int
    told: tuple[int, ...]
    is_named: bool

    @property
    def rank(self) -> tuple[int, tuple[int, ...], int, int]:
        """What makes one fit better than another of which nothing is said."""
        return self.explained, self.told, -self.lacking, -self.unknown

    def is_nearly(self, best: Fit) -> bool:
        """Whether it explains nearly as much as the best, and lacks no more."""
        return self.explained >= best.explained * _NEARLY and self.lacking <= best.lacking


def best_of(fits: Sequence[Fit]) -> int:
    """The place of the fit to take; the first of equals."""
    best = max(fits, key=lambda fit: fit.rank)
    named = [fit for fit in fits if fit.is_named and fit.told > best.told and fit.is_nearly(best)]
    return fits.index(max(named, key=lambda fit: (fit.told, fit.rank), default=best))


def most_told(fits: Sequence[Fit]) -> int:
    """The place of the fit of which most is told, whatever the others explain."""
    return max(range(len(fits)), key=lambda at: (fits[at].told, fits[at].rank, -at))


def equals_of(fits: Sequence[Fit], chosen: int) -> list[int]:
    """The places of all that fit as well as the chosen one, where there are several: nobody can
    say which is meant.
    """
    equals = [at for at, fit in enumerate(fits) if fit.rank == fits[chosen].rank]
    return equals if len(equals) > 1 else []
