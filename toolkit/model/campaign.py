"""A campaign as data: its boards, columns, quotas and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from toolkit.model.findings import Severity
from toolkit.model.limits import Limits


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a board (a leaf of its Cerberus schema).

    `key` is the path in the document (``company``, ``revenue.2022``). `header` is the heading of
    the column itself; for a column under a merged heading, `group` is that upper heading and
    `header` the lower one. `also` and `group_also` are other headings people use. `rules` are
    the leaf's Cerberus rules without `meta`; `meta` is the rest. `required` says that the column
    must exist and, unless a rule says when, be filled.
    """

    key: str
    header: str
    type: str
    group: str = ""
    also: tuple[str, ...] = ()
    group_also: tuple[str, ...] = ()
    required: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading as findings name it: ``税收贡献（万元） · 2021年``."""
        return f"{self.group} · {self.header}" if self.group else self.header


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` accepted entries for each combination of `per`: unit, field, owner (whose
    the nominated thing is; the subject itself where it is nobody's), or a key. `boards` are those
    that a campaign's own quota counts together, none for a board's.
    """

    limit: int
    per: tuple[str, ...]
    boards: tuple[str, ...] = ()
    source: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Where a frame of entries holds what is counted per: a board's own columns are marked,
        for they may be called anything.
        """
        return tuple(key if key in ("unit", "field", "owner") else f"per {key}" for key in self.per)


@dataclass(frozen=True, slots=True)
class ListCondition:
    """An entry's `field` must stand in the reference list `list` (E101 when it does not)."""

    list: str
    field: str
    severity: Severity
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """What reviewers get: the body that reviews, the columns of 汇总表, and what is scored.
    `bodies` are those that review some fields (领域), where the board divides its work by field;
    `body` reviews the others.
    """

    body: str
    columns: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    scores: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    bodies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of a printed form: lines of labels with their values beside them (`lines`, field
    keys), merged headings as matrices with their parts across (`matrix`), and texts that take a
    box of their own under their label (`boxes`).
    """

    title: str = ""
    lines: tuple[tuple[str, ...], ...] = ()
    matrix: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPlan:
    """How a board's form (申报表) is printed: one entry a sheet, its sections down the page, and
    the lines to sign and stamp below.
    """

    title: str
    sections: tuple[FormSection, ...]
    signatures: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """One list inside a campaign.

    `name_key`, `code_key`, `rank_key`, `unit_key`, `field_key`, `region_key`, `industry_key` are
    field keys, "" where the board has no such column. Where what is nominated is somebody's (a
    technology, a project, a person of a company), `owner_key` names whose it is, and the code is
    the owner's. `also` are other titles of the board; `told_by` is the column whose value is the
    title of the board that a row is meant for, where boards are sent in one list. `schema` is the
    Cerberus schema, shared pieces expanded. `past_titles` are the board's names in earlier years.
    """

    id: str
    title: str
    fields: tuple[Field, ...]
    schema: Mapping[str, Any]
    name_key: str
    code_key: str = ""
    owner_key: str = ""
    rank_key: str = ""
    unit_key: str = ""
    serial_key: str = ""
    field_key: str = ""
    region_key: str = ""
    industry_key: str = ""
    quotas: tuple[Quota, ...] = ()
    keep: str = "earliest"
    past_titles: tuple[str, ...] = ()
    past_years: tuple[int, ...] = ()
    list_conditions: tuple[ListCondition, ...] = ()
    review: ReviewPlan | None = None
    source: str = ""
    for_reviewers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    told_by: str = ""
    form: FormPlan | None = None

    @property
    def counts_per_field(self) -> bool:
        """Whether a quota holds for each field (领域) by itself."""
        return any("field" in quota.per for quota in self.quotas)

    @property
    def unit_quota(self) -> Quota | None:
        """The quota per unit (and field), which 名额统计 counts; None if there is none."""
        of_units = ({"unit"}, {"unit", "field"})
        return next((quota for quota in self.quotas if set(quota.per) in of_units), None)

    @property
    def adjustable_quota(self) -> Quota | None:
        """The first quota that counts per unit, whatever else it counts by: such are given more or
        fewer places by 征集.yaml and by 名额调整.
        """
        return next((quota for quota in self.quotas if "unit" in quota.per), None)

    @property
    def holder_key(self) -> str:
        """The column with the name that the code goes with: the owner's, else the subject's."""
        return self.owner_key or self.name_key

    @property
    def holder_words(self) -> str:
        """What that column calls it: 申报单位, whose heading may be 申报单位名称."""
        return self.field(self.holder_key).header.removesuffix("名称")

    @property
    def sends_itself(self) -> bool:
        """Whether who is nominated sends the entry (自荐): the subject's name, or its owner's,
        stands for 推荐单位.
        """
        return bool(self.unit_key) and self.unit_key in (self.name_key, self.owner_key)

    @property
    def silent_keys(self) -> frozenset[str]:
        """The columns that alone make no entry: 序号, 推荐单位, 推荐顺序; "" for those it lacks."""
        unit = "" if self.sends_itself else self.unit_key
        return frozenset((self.serial_key, unit, self.rank_key))

    def titled(self, field: str) -> str:
        """The board's title, with the field (领域) where places are counted by it."""
        return f"{self.title}·{field}" if field else self.title

    def field(self, key: str) -> Field:
        """The column with that key; KeyError if there is none."""
        for column in self.fields:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list the user supplies: its file is 名录/<title>.xlsx, its names stand under `column`."""

    id: str
    title: str
    column: str


@dataclass(frozen=True, slots=True)
class NamePattern:
    """How a notice asks that files or e-mails be named: a regular expression that is searched
    for, and the demand in words.
    """

    pattern: str
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One notice: its boards, channels, quotas, deadline, reference lists.

    `severities` holds every finding code's severity in this campaign. `digest` is the sha256 of
    its files and local changes. `limits` are what one file may cost. `quotas` count entries of
    several boards together. `file_name` and `mail_subject` are what the notice asks of names.
    """

    id: str
    title: str
    source: str
    boards: tuple[Board, ...]
    severities: Mapping[str, Severity]
    digest: str
    deadline: datetime | None = None
    channels: tuple[str, ...] = ()
    stacking: bool = False
    lists: tuple[ReferenceList, ...] = ()
    limits: Limits = field(default_factory=Limits)
    quotas: tuple[Quota, ...] = ()
    file_name: NamePattern | None = None
    mail_subject: NamePattern | None = None

    @property
    def deadline_day(self) -> tuple[date, str] | None:
        """The deadline's day and clock as notices mean it: midnight is 24:00 of the day before."""
        if self.deadline is None:
            return None
        if self.deadline.time() == time():
            return self.deadline.date() - timedelta(days=1), "24:00"
        return self.deadline.date(), f"{self.deadline:%H:%M}"

    @property
    def deadline_words(self) -> str:
        """The deadline as notices write it; "" if there is none."""
        if self.deadline_day is None:
            return ""
        day, clock = self.deadline_day
        return f"{day.year}年{day.month}月{day.day}日{clock}"

    def quotas_on(self, board: Board) -> tuple[Quota, ...]:
        """Every quota that counts a board's entries: its own, then those it shares."""
        return (*board.quotas, *(quota for quota in self.quotas if board.id in quota.boards))

    def compared_keys(self, board: Board) -> tuple[str, ...]:
        """The columns by which entries are compared with each other, in the board's order."""
        counted = {key for quota in self.quotas_on(board) for key in quota.per}
        named = {board.name_key, board.owner_key, board.code_key}
        compared = {*named, *counted, board.rank_key, board.unit_key, board.field_key}
        return tuple(column.key for column in board.fields if column.key in compared)

    def board(self, board_id: str) -> Board:
        """The board with that id; KeyError if there is none."""
        for board in self.boards:
            if board.id == board_id:
                return board
        raise KeyError(board_id)
