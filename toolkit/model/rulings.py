"""Doubtful cases, and what people decide about them.

The one thing a newcomer would get wrong: a ruling names what it is about by a key made from the
bytes of the file, the sheet and the row, not by the file's name or the entry's number. So it
survives renaming and re-ordering, and a file that was changed is a new one, to be decided anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from toolkit.model.entries import Outcome
from toolkit.model.findings import Ref

# So many digits of a file's sha256 tell it from every other.
_DIGITS = 16
WHOLE_FILE = "整份文件"
# The workbook that asks, in the output folder, and the one in which people rule unasked.
CASES_FILE, RULINGS_FILE = "待裁定.xlsx", "裁定.xlsx"
# The lists of names; one that is the other side is called by its list, a slash, the name.
WINNERS, BARRED = "往届入选", "限制名单"
_NOWHERE = Ref("")


class Verb(StrEnum):
    """What a person can decide; the last four are followed by a space and what they speak of: a
    code, a code, the unit's name, the password.
    """

    SAME = "同一家"
    SAME_THING = "同一项"
    DIFFERENT = "不同"
    KEEP = "保留"
    WITHDRAW = "撤回"
    WAIVE = "豁免"
    UPHOLD = "认定"
    UNIT = "推荐单位"
    PASSWORD = "密码"  # noqa: S105 - the word for one


# Those that speak of both sides alike; any other is about the first.
PAIRING = (Verb.SAME, Verb.SAME_THING, Verb.DIFFERENT)


def file_key(campaign: str, sha256: str) -> str:
    """What a ruling calls a file by.

    >>> file_key("kczg-2022", "9f86d081884c7d659a2feaa0c55ad015")
    'kczg-2022:9f86d081884c7d65/整份文件'
    """
    return f"{campaign}:{sha256[:_DIGITS]}/{WHOLE_FILE}"


def place_key(campaign: str, sha256: str, sheet: str, row: int) -> str:
    """What a ruling calls an entry by: its sheet and row (a form's first row); a table, by the row
    of its heading.

    >>> place_key("kczg-2022", "9f86d081884c7d659a2feaa0c55ad015", "新锐企业榜", 7)
    'kczg-2022:9f86d081884c7d65/新锐企业榜/7'
    """
    return f"{campaign}:{sha256[:_DIGITS]}/{sheet}/{row}"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it stands in a workbook: about `key`, compared with `other` ("" where it is
    about one thing only; a listed name is ``往届入选/名称`` or ``限制名单/名称``).

    `argument` is what the verb speaks of: a code, a unit's name, a password. `on` is the day as an
    ISO date, "" if not given. `ref` is the cell of the decision, in the workbook it stands in.
    """

    key: str
    other: str
    verb: Verb
    argument: str
    who: str
    why: str
    on: str = ""
    ref: Ref = field(default=_NOWHERE, compare=False)

    @property
    def is_complete(self) -> bool:
        """Whether it says who ruled, and why; else it is not obeyed, but kept to be completed."""
        return bool(self.who and self.why)

    @property
    def answer(self) -> str:
        """As a person writes it: ``豁免 V403``."""
        return f"{self.verb.value} {self.argument}".strip()

    def without_password(self) -> Ruling:
        """The same as many may read it: that there is a password, but not which."""
        return replace(self, argument="****") if self.verb is Verb.PASSWORD else self


class Effect(StrEnum):
    """What became of a ruling: only one that is in force changes anything."""

    IN_FORCE = "in_force"
    ORPHANED = "orphaned"  # J201
    CONTRADICTING = "contradicting"  # J202
    UNCLEAR = "unclear"  # J203


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling and its effect; `entry` is the one it is about (0: a file, or none), and `words`
    say, in Chinese, what it did or why it did nothing.
    """

    ruling: Ruling
    effect: Effect
    entry: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rulings in force ask of comparing and quotas.

    Pairs are of entries, the one ruled on first: `same` of one company, `same_things` of one
    project or whatever else belongs to somebody. `listed` are pairs of an entry and a listed name
    of which that is decided. `waived` are codes that return an entry no more, though they are said
    of its whole table or file.
    """

    withdrawn: frozenset[int] = frozenset()
    preferred: frozenset[int] = frozenset()
    same: tuple[tuple[int, int], ...] = ()
    same_things: tuple[tuple[int, int], ...] = ()
    different: tuple[tuple[int, int], ...] = ()
    listed: frozenset[tuple[int, str]] = frozenset()
    waived: frozenset[tuple[int, str]] = frozenset()

    @property
    def settled(self) -> frozenset[tuple[int, int]]:
        """The pairs of entries that nobody needs to be asked about any more, both ways round."""
        pairs = (*self.same, *self.same_things, *self.different)
        return frozenset((*pairs, *((second, first) for first, second in pairs)))


UNJUDGED = Judged()


class Weight(StrEnum):
    """How much hangs on a case, the gravest first."""

    OUTCOME = "outcome"  # who is in, and for whom
    FACT = "fact"  # whether what was stated is true
    CHOICE = "choice"  # decided by the rules already; a person may choose otherwise


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a case: an entry (by its number), a whole file, or a listed name (`entry` 0).

    `key` is what a ruling calls it by. `said` says where it stands for people: ``第7行``, or
    ``2021年入选``.
    """

    key: str
    name: str
    code: str = ""
    owner: str = ""
    unit: str = ""
    board: str = ""
    entry: int = 0
    ref: Ref = _NOWHERE
    said: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A doubtful case that nobody has decided: of which `code` (its kind), its two sides (`theirs`
    is None where it is about one), what is asked, the answers that make sense, and what it is
    now, which it stays while nobody decides. `value` is what stands in the cell asked about.
    """

    code: str
    weight: Weight
    own: Side
    theirs: Side | None
    asked: str
    answers: tuple[str, ...]
    outcome: Outcome | None = None
    field: str = ""
    value: str = ""
