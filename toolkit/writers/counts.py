"""The figures of 概览: a run counted by unit, board, industry and finding code.

A `Run` comes in; rows of plain values go out, in an order that never changes. What a newcomer
would get wrong: every file and every entry counts exactly once, so each table adds up to the
whole. A file of several units therefore counts under a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from toolkit.codes import ORDER, TITLES
from toolkit.model import SEVERITY_WORDS, Outcome, Run, Severity, Status, Submission, Unit
from toolkit.rules import strategic_industry
from toolkit.writers.selection import all_of, places_by_number, units_by_number
from toolkit.writers.wording import (
    SEVERAL_UNITS,
    UNKNOWN_UNIT,
    file_unit,
    senders_of,
    unit_name,
)

NO_INDUSTRY = "（未能归类）"


@dataclass(frozen=True, slots=True)
class UnitCount:
    """One unit's files by what became of them, and its entries by outcome."""

    unit: str
    channels: tuple[str, ...]
    received: int
    refused: int
    repeated: int
    late: int
    outcomes: dict[Outcome, int]

    @property
    def entries(self) -> int:
        """How many entries the unit sent."""
        return sum(self.outcomes.values())


def shown_outcomes(run: Run) -> tuple[Outcome, ...]:
    """The outcomes that tables have columns for: 撤回 only where a ruling made one."""
    counts = run.ledger.counts()
    return tuple(o for o in Outcome if o is not Outcome.WITHDRAWN or counts[o])


def _entries_frame(run: Run) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "unit": [unit_name(unit) for unit in units_by_number(run)],
            "board": [table.board for table, _ in places_by_number(run)],
            "outcome": [decision.outcome.value for decision in run.ledger.decisions],
        },
        schema={"unit": pl.String, "board": pl.String, "outcome": pl.String},
    )


def _outcomes_by(run: Run, key: str) -> dict[str, dict[Outcome, int]]:
    """Entries by outcome for each unit or board, in the order of first appearance."""
    grouped = _entries_frame(run).group_by(key, "outcome", maintain_order=True).len()
    counts: dict[str, dict[Outcome, int]] = {}
    for name, outcome, number in grouped.iter_rows():
        counts.setdefault(name, dict.fromkeys(Outcome, 0))[Outcome(outcome)] = number
    return counts


def _files_by_unit(run: Run) -> dict[str, dict[str, int]]:
    frame = pl.DataFrame(
        {
            "unit": [file_unit(submission) for submission in run.submissions],
            "refused": [s.status is Status.REFUSED for s in run.submissions],
            "repeated": [s.status is Status.REPEATED for s in run.submissions],
            "late": [submission.path in run.late for submission in run.submissions],
        },
        schema={
            "unit": pl.String,
            "refused": pl.Boolean,
            "repeated": pl.Boolean,
            "late": pl.Boolean,
        },
    )
    grouped = frame.group_by("unit", maintain_order=True).agg(
        pl.len().alias("received"), pl.col("refused", "repeated", "late").sum()
    )
    return {row["unit"]: row for row in grouped.iter_rows(named=True)}


def count_units(run: Run) -> tuple[UnitCount, ...]:
    """Every unit that sent a file or an entry: most entries first, then as registered."""
    files, entries = _files_by_unit(run), _outcomes_by(run, "unit")
    registered = {unit.name: unit for unit in run.registers.units or ()}
    last = {SEVERAL_UNITS: 1, UNKNOWN_UNIT: 2}
    names = [name for name in registered if name in files or name in entries]
    names += [name for name in (*entries, *files) if name not in registered]
    counts = [
        _unit_count(name, registered.get(name), files.get(name, {}), entries.get(name))
        for name in dict.fromkeys(names)
    ]
    return tuple(sorted(counts, key=lambda each: (last.get(each.unit, 0), -each.entries)))


def _unit_count(
    name: str, unit: Unit | None, files: dict[str, int], outcomes: dict[Outcome, int] | None
) -> UnitCount:
    return UnitCount(
        name,
        unit.channels if unit else (),
        files.get("received", 0),
        files.get("refused", 0),
        files.get("repeated", 0),
        files.get("late", 0),
        outcomes or dict.fromkeys(Outcome, 0),
    )


def count_boards(run: Run) -> tuple[tuple[str, int, dict[Outcome, int]], ...]:
    """For each board of the campaign: its title, how many units sent for it, and its outcomes."""
    outcomes = _outcomes_by(run, "board")
    senders = dict(
        _entries_frame(run)
        .group_by("board", maintain_order=True)
        .agg(pl.col("unit").n_unique())
        .iter_rows()
    )
    nothing = dict.fromkeys(Outcome, 0)
    return tuple(
        (board.title, senders.get(board.id, 0), outcomes.get(board.id, nothing))
        for board in run.campaign.boards
    )


def count_industries(run: Run) -> tuple[tuple[str, int, int], ...]:
    """Entries and accepted entries by industry, most first; empty when no board asks for it."""
    rows = [
        (name, decision.outcome is Outcome.ACCEPTED)
        for name, decision in zip(industries_by_number(run), run.ledger.decisions, strict=True)
        if name
    ]
    frame = pl.DataFrame(rows, schema={"industry": pl.String, "accepted": pl.Boolean}, orient="row")
    grouped = (
        frame.group_by("industry", maintain_order=True)
        .agg(pl.len().alias("entries"), pl.col("accepted").sum())
        .sort("entries", descending=True, maintain_order=True)
    )
    counted = [(str(name), int(sent), int(kept)) for name, sent, kept in grouped.iter_rows()]
    return tuple(sorted(counted, key=lambda row: row[0] == NO_INDUSTRY))


def industries_by_number(run: Run) -> list[str]:
    """The industry each entry counts under; "" where its board does not ask for one."""
    found = [""] * len(run.entries)
    for board in run.campaign.boards:
        if not board.industry_key:
            continue
        rolled_up = "strategic_industry" in board.field(board.industry_key).rules
        entries = all_of(run, board)
        texts = [text or "" for text in entries.columns.texts(board.industry_key)]
        names = {
            text: strategic_industry.roll_up(text) if rolled_up else text
            for text in dict.fromkeys(texts)
        }
        for number, text in zip(entries.numbers, texts, strict=True):
            found[number - 1] = names[text] or NO_INDUSTRY
    return found


def count_severities(run: Run) -> tuple[tuple[Severity, int, int], ...]:
    """For each severity, its findings and the entries they are about."""
    return tuple(
        (
            severity,
            sum(finding.severity is severity for finding in run.findings),
            len({f.entry for f in run.findings if f.severity is severity and f.entry}),
        )
        for severity in Severity
    )


def count_codes(run: Run, most: int) -> tuple[tuple[str, str, str, int, int], ...]:
    """The commonest finding codes: code, title, severity, findings, entries."""
    frame = pl.DataFrame(
        [(f.code, f.severity.value, f.entry or None) for f in run.findings],
        schema={"code": pl.String, "severity": pl.String, "entry": pl.Int64},
        orient="row",
    )
    grouped = frame.group_by("code", "severity", maintain_order=True).agg(
        pl.len().alias("findings"), pl.col("entry").drop_nulls().n_unique()
    )
    rows = [
        (code, TITLES[code], SEVERITY_WORDS[Severity(severity)], int(findings), int(entries))
        for code, severity, findings, entries in grouped.iter_rows()
    ]
    graveness = {words: at for at, words in enumerate(SEVERITY_WORDS.values())}
    rows.sort(key=lambda row: (-row[3], graveness[row[2]], ORDER[row[0]]))
    return tuple(rows[:most])


def silent_units(run: Run) -> tuple[Unit, ...] | None:
    """Registered units that sent nothing at all; None without a register."""
    if run.registers.units is None:
        return None
    heard = {name for submission in run.submissions for name in senders_of(submission)}
    heard |= set(units_by_number(run))
    return tuple(unit for unit in run.registers.units if unit.name not in heard)


def count_status(submissions: tuple[Submission, ...], status: Status) -> int:
    """How many files ended so."""
    return sum(submission.status is status for submission in submissions)
