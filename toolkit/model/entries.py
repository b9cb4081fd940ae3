"""Entries and their outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from toolkit.model.cells import as_text
from toolkit.model.findings import Finding, Ref
from toolkit.model.templates import TemplateIdentity


class Outcome(StrEnum):
    """What became of an entry, in the order in which an entry can leave."""

    RETURNED = "returned"
    INELIGIBLE = "ineligible"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    OVER_QUOTA = "over_quota"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"


OUTCOME_WORDS = {
    Outcome.RETURNED: "退回",
    Outcome.INELIGIBLE: "不符合条件",
    Outcome.SUPERSEDED: "被新报送替代",
    Outcome.DUPLICATE: "重复",
    Outcome.OVER_QUOTA: "超名额",
    Outcome.WITHDRAWN: "撤回",
    Outcome.ACCEPTED: "入围",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Where one board's entries stand on one sheet.

    `columns` maps a field's key to its column. `origins` maps a (row, column) filled from a
    vertical merge to the row that holds the value. `stated_unit` is the 推荐单位 found above the
    heading, and `stated_unit_ref` where it stands. `template` is what the workbook says of the
    template it was made from. `field_rows` is empty for a table; in a form, whose one entry has a
    row for every field, it maps a field's key to the row of its value; `field_texts` holds the
    values that are only a part of their cell, which may hold a label or a hint as well.
    """

    submission: str
    sheet: str
    board: str
    heading_row: int
    columns: Mapping[str, int]
    origins: Mapping[tuple[int, int], int] = field(default_factory=dict)
    stated_unit: str = ""
    stated_unit_ref: Ref | None = None
    template: TemplateIdentity | None = None
    field_rows: Mapping[str, int] = field(default_factory=dict)
    field_texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_form(self) -> bool:
        """Whether it is a form, which holds one entry."""
        return bool(self.field_rows)


@dataclass(frozen=True, slots=True)
class Entry:
    """One nominated company, technology, person….

    `values` holds typed values by field key (``revenue.2022``), blanks None. `originals` holds,
    as text, how a cell stood where its value does not tell. `decimals` says how many decimals a
    cell shows, where a rule asks.
    """

    number: int
    table: Table
    row: int
    values: Mapping[str, Any]
    originals: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)
    unit: str = ""

    @property
    def submission(self) -> str:
        """The file it stands in."""
        return self.table.submission

    @property
    def board(self) -> str:
        """The board's id."""
        return self.table.board

    def value(self, key: str) -> Any:
        """The typed value at a field key (``revenue.2022``); None when blank or "" asked for."""
        return self.values.get(key)

    def original(self, key: str) -> str:
        """A cell's content as it stood, as text; "" when blank."""
        stood = self.originals.get(key)
        if stood is not None:
            return stood
        value = self.value(key)
        return "；".join(value) if isinstance(value, list) else as_text(value)

    @property
    def place(self) -> str:
        """How a message names where it stands in its file: its row, or the form it is."""
        if not self.table.is_form:
            return f"第{self.row}行"
        sheet = f"工作表“{self.table.sheet}”" if self.table.sheet else ""
        return f"{sheet}第{self.row}行起的申报表"

    def ref(self, key: str = "") -> Ref:
        """The cell of a field; the row's sheet alone when the column is not on the sheet."""
        column = self.table.columns.get(key, 0)
        if not column:
            return Ref(self.table.submission, self.table.sheet)
        row = self.table.field_rows.get(key, self.row)
        row = self.table.origins.get((row, column), row)
        return Ref(self.table.submission, self.table.sheet, row, column)


@dataclass(frozen=True, slots=True)
class Decision:
    """An entry's one outcome: the codes that decided, the entry kept in its place (0: none),
    and a Chinese sentence. `ruled` is what people ruled on it, which is not for units: it names
    them, and the other side.
    """

    entry: int
    outcome: Outcome
    codes: tuple[str, ...] = ()
    kept: int = 0
    reason: str = ""
    ruled: str = ""

    @property
    def full_reason(self) -> str:
        """The reason as the secretariat reads it, with the rulings."""
        return "；".join(filter(None, (self.reason, self.ruled)))


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A quota that had no place left: its limit, what it counts per, for whom it was full
    (``("unit",)`` and ``("甲学会",)``), and the boards it counts. `has_preferred` says whether an
    entry has a place in it because a ruling put it first.
    """

    limit: int
    per: tuple[str, ...]
    names: tuple[str, ...]
    boards: tuple[str, ...] = ()
    has_preferred: bool = False


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """One row of 名额统计. `limit` None: no limit."""

    unit: str
    board: str
    field: str
    channels: int
    limit: int | None
    nominated: int
    accepted: int
    over: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every entry's decision, by entry number; it refuses to exist unbalanced (law 1)."""

    decisions: tuple[Decision, ...]

    def __post_init__(self) -> None:
        numbers = [decision.entry for decision in self.decisions]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError("the ledger does not balance: entries are missing or counted twice")
        for decision in self.decisions:
            if decision.outcome is not Outcome.ACCEPTED and not (
                decision.codes and decision.reason
            ):
                raise ValueError(f"entry {decision.entry} left without a code and a reason")

    def decision(self, entry: int) -> Decision:
        """The one decision of an entry."""
        return self.decisions[entry - 1]

    def counts(self) -> dict[Outcome, int]:
        """How many entries each outcome has, every outcome named, in the order of leaving."""
        counts = dict.fromkeys(Outcome, 0)
        for decision in self.decisions:
            counts[decision.outcome] += 1
        return counts


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file of `check`: the campaign it fits best, who it says sent it, and its findings.

    `heading_rows` are those found on each of its sheets, `sha256` is of its bytes ("" if they
    cannot be read); of a refused file there is nothing more to say than why. `source` is where it
    lies, which is elsewhere for one from an archive or e-mail.
    """

    file: str
    campaign: str
    boards: tuple[str, ...]
    unit: str
    entries: int
    findings: tuple[Finding, ...]
    heading_rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sha256: str = ""
    is_refused: bool = False
    source: Path = Path()
