"""What each unit must hear: a run sorted by unit, without what the unit has already mended.

A `Run` comes in; a `UnitNotice` for every unit with something to put right goes out. What a
newcomer would get wrong: a returned entry that its unit sent again, validly, is not mentioned,
nor is anything about an entry that a later one replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.codes import ORDER
from toolkit.model import (
    Entry,
    Finding,
    Outcome,
    Run,
    Severity,
    Status,
    Submission,
    column_letters,
)
from toolkit.rules.names import identifying_code, name_key
from toolkit.writers.wording import board_of, senders_of, shown_value

# Outcomes of an entry sent again that make its earlier, returned version a closed matter.
_MENDED_BY = frozenset({Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.OVER_QUOTA})
# Outcomes the unit is told about, one line an entry.
TOLD = (Outcome.RETURNED, Outcome.INELIGIBLE, Outcome.DUPLICATE, Outcome.OVER_QUOTA)
# What the secretariat is told of other units' nominees is not for this unit to read.
DISCREET = {
    "D101": "其他推荐单位已先推荐同一对象，以那一条为准。如有异议，请与秘书处联系。",
    "D201": "与另一个申报对象名称近似，请对照营业执照核对名称和代码。",
    "D202": "其他材料中同一名称用了不同的代码，或同一代码用了不同的名称，请对照营业执照核对。",
}
_GRAVENESS = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Complaint:
    """Equal findings of one sheet's column, told once with all their places."""

    finding: Finding
    cells: tuple[str, ...]
    entries: tuple[int, ...]

    @property
    def places(self) -> int:
        """How many cells or ranges it names; a whole sheet or file is one."""
        return max(len(self.cells), 1)


@dataclass(frozen=True, slots=True)
class UnitNotice:
    """Everything one unit is told; `unit` is "" for files and entries of no known unit."""

    unit: str
    submissions: tuple[Submission, ...]
    refused: tuple[Submission, ...]
    complaints: tuple[Complaint, ...]
    told: tuple[Entry, ...]
    outcomes: Mapping[Outcome, int]


def collect_notices(run: Run) -> tuple[UnitNotice, ...]:
    """A notice for each unit with an error, a query or a refused file, in received order."""
    closed = mended_entries(run) | _replaced_entries(run)
    spoken = _findings_by_unit(run, closed)
    units = dict.fromkeys(
        [unit for submission in run.submissions for unit in _units_of(submission)]
        + [entry.unit for entry in run.entries]
    )
    entries: dict[str, list[Entry]] = {}
    for entry in run.entries:
        entries.setdefault(entry.unit, []).append(entry)
    notices = (
        _notice(run, unit, entries.get(unit, []), spoken.get(unit, []), closed) for unit in units
    )
    return tuple(notice for notice in notices if notice.refused or notice.complaints)


def _units_of(submission: Submission) -> tuple[str, ...]:
    return senders_of(submission) or ("",)


def _notice(
    run: Run, unit: str, entries: list[Entry], spoken: list[Finding], closed: frozenset[int]
) -> UnitNotice:
    senders = {entry.submission for entry in entries}
    outcomes = dict.fromkeys(Outcome, 0)
    for entry in entries:
        outcomes[run.ledger.decision(entry.number).outcome] += 1
    mine = [s for s in run.submissions if unit in _units_of(s) or s.path in senders]
    told = (
        entry
        for entry in entries
        if run.ledger.decision(entry.number).outcome in TOLD and entry.number not in closed
    )
    return UnitNotice(
        unit,
        tuple(mine),
        tuple(s for s in mine if s.status is Status.REFUSED),
        group_findings(run, spoken),
        tuple(told),
        outcomes,
    )


# ---------------------------------------------------------------- what is closed


def mended_entries(run: Run) -> frozenset[int]:
    """Returned entries whose subject the same unit sent again later, validly."""
    order = {submission.path: at for at, submission in enumerate(run.submissions)}
    valid: dict[tuple[str, str, str], int] = {}
    for entry in run.entries:
        if run.ledger.decision(entry.number).outcome in _MENDED_BY:
            for key in _subject_keys(run, entry):
                valid[key] = max(valid.get(key, -1), order[entry.submission])
    return frozenset(
        entry.number
        for entry in run.entries
        if run.ledger.decision(entry.number).outcome is Outcome.RETURNED
        and any(valid.get(key, -1) > order[entry.submission] for key in _subject_keys(run, entry))
    )


def _subject_keys(run: Run, entry: Entry) -> tuple[tuple[str, str, str], ...]:
    """By what an entry is known again: its unit and board with its code, and with its name."""
    board = board_of(run, entry)
    code = identifying_code(shown_value(entry, board.code_key))
    name = name_key(str(shown_value(entry, board.name_key)))
    return tuple((entry.unit, entry.board, key) for key in (code, name) if key)


def _replaced_entries(run: Run) -> frozenset[int]:
    return frozenset(
        decision.entry
        for decision in run.ledger.decisions
        if decision.outcome in (Outcome.SUPERSEDED, Outcome.WITHDRAWN)
    )


# ---------------------------------------------------------------- findings


def _findings_by_unit(run: Run, closed: frozenset[int]) -> dict[str, list[Finding]]:
    """Errors and queries by unit; one about a whole file goes to each unit of the file."""
    submissions = {submission.path: submission for submission in run.submissions}
    settled = _settled_files(run, closed)
    spoken: dict[str, list[Finding]] = {}
    for finding in run.findings:
        path = finding.ref.submission
        refused = path in submissions and submissions[path].status is Status.REFUSED
        if finding.severity is Severity.NOTE or finding.entry in closed or refused:
            # A refused file is told with its reason, in a table of its own.
            continue
        if finding.entry:
            told = replace(finding, message=DISCREET.get(finding.code, finding.message))
            spoken.setdefault(run.entries[finding.entry - 1].unit, []).append(told)
        elif path in submissions and path not in settled:
            for unit in _units_of(submissions[path]):
                spoken.setdefault(unit, []).append(finding)
    return spoken


def _settled_files(run: Run, closed: frozenset[int]) -> frozenset[str]:
    """Files all of whose entries are closed: what was wrong with the file no longer matters."""
    sent: dict[str, list[int]] = {}
    for entry in run.entries:
        sent.setdefault(entry.submission, []).append(entry.number)
    return frozenset(path for path, numbers in sent.items() if closed.issuperset(numbers))


def group_findings(run: Run, findings: Iterable[Finding]) -> tuple[Complaint, ...]:
    """Equal messages of one sheet's column together: file by file, errors before queries."""
    order = {submission.path: at for at, submission in enumerate(run.submissions)}
    grouped: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        ref = finding.ref
        key = (ref.submission, ref.sheet, finding.field, finding.code, finding.severity.value,
               finding.value, finding.message)  # fmt: skip
        grouped.setdefault(key, []).append(finding)
    complaints = [_complaint(members) for members in grouped.values()]
    return tuple(sorted(complaints, key=lambda each: _complaint_order(each, order)))


def _complaint(members: list[Finding]) -> Complaint:
    places = sorted({(f.ref.column, f.ref.row) for f in members if f.ref.cell})
    entries = dict.fromkeys(f.entry for f in members if f.entry)
    return Complaint(members[0], cell_ranges(places), tuple(entries))


def _complaint_order(each: Complaint, order: Mapping[str, int]) -> tuple[int, ...]:
    ref = each.finding.ref
    file = order.get(ref.submission, -1)
    graveness = _GRAVENESS[each.finding.severity]
    return (file, graveness, ref.row, ref.column, ORDER[each.finding.code])


def cell_ranges(places: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Cells, given as sorted (column, row), with runs down a column told as ranges.

    >>> cell_ranges([(6, 7), (6, 8), (6, 9), (8, 4)])
    ('F7:F9', 'H4')
    """
    runs: list[tuple[int, int, int]] = []
    for column, row in places:
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    return tuple(
        f"{column_letters(column)}{top}"
        + (f":{column_letters(column)}{bottom}" if bottom > top else "")
        for column, top, bottom in runs
    )
