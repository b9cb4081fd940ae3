"""What each unit must hear: a run sorted by unit, without what the unit has already mended.

A `Run` comes in; out go a `UnitNotice` for every unit with something to put right, and for every
file what is to be marked in it and to whom it goes back. What a newcomer would get wrong: a
returned entry that its unit sent again, validly, is not mentioned, nor is anything about an entry
that a later one replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.codes import ORDER
from toolkit.model import (
    Entry,
    Finding,
    Outcome,
    Ref,
    Run,
    Severity,
    Status,
    Submission,
    column_letters,
)
from toolkit.rules.names import identifying_code, name_key
from toolkit.writers.recipients import recipients_of, unit_folders
from toolkit.writers.selection import places_by_number, units_by_number
from toolkit.writers.wording import board_of, senders_of, shown_value

# Outcomes of an entry sent again that make its earlier, returned version a closed matter.
_MENDED_BY = frozenset({Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.OVER_QUOTA})
# Outcomes the unit is told about, one line an entry.
TOLD = (Outcome.RETURNED, Outcome.INELIGIBLE, Outcome.DUPLICATE, Outcome.OVER_QUOTA)
# What the secretariat is told of other units' nominees, or has to decide, is not worded for units.
DISCREET = {
    "D101": "其他推荐单位已先推荐同一对象，以那一条为准。如有异议，请与秘书处联系。",
    "D201": "与另一个申报对象名称近似，请对照营业执照核对名称和代码。",
    "D202": "其他材料中同一名称用了不同的代码，或同一代码用了不同的名称，请对照营业执照核对。",
}
# Whether a file that came late is taken is asked of the secretariat, until somebody has decided.
LATE_WORDS = {
    Severity.QUERY: "文件在截止时间之后收到，是否受理由征集方决定，请与征集方联系。",
    Severity.ERROR: "文件在截止时间之后收到，已按逾期不予受理。",
    Severity.NOTE: "文件在截止时间之后收到，已同意受理。",
}
# As what is told of winners and of barred names, which are no entries.
_NEAR_LISTED = "与往届入选名单或限制名单上的一个名称相同或近似，请对照营业执照核对名称和代码。"
_GRAVENESS = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Complaint:
    """Equal findings of one sheet's column, told once with all their places: each (column, row)
    by itself, and in `cells` runs as ranges; none for a whole sheet or file.
    """

    finding: Finding
    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnitNotice:
    """Everything one unit is told; `unit` is "" for files and entries of no known unit. What
    stands together in `complaints` stands singly in `findings`. Nothing is said of the `replaced`
    entries but that the unit itself sent others in their place. `held` says how many of the unit's
    entries each file holds, by its path.
    """

    unit: str
    submissions: tuple[Submission, ...]
    refused: tuple[Submission, ...]
    complaints: tuple[Complaint, ...]
    told: tuple[Entry, ...]
    replaced: tuple[Entry, ...]
    held: Mapping[str, int]
    outcomes: Mapping[Outcome, int]
    findings: tuple[Finding, ...]

    @property
    def has_cause(self) -> bool:
        """Whether there is anything to put right."""
        return bool(self.findings or self.refused)


@dataclass(frozen=True, slots=True)
class Returns:
    """Notices in received order, of every unit with a file (`received`) and of those with something
    to put right; and by its path, for each file in which something is to be put right, all that is
    said of it and the unit it goes back to (None: several units' file, and nobody knows who sent
    it). `folders` are what each unit's folder is called, in 退回/ and in 回执/ alike.
    """

    received: tuple[UnitNotice, ...]
    notices: tuple[UnitNotice, ...]
    marked: Mapping[str, tuple[Finding, ...]]
    recipients: Mapping[str, str | None]
    folders: Mapping[str, str]


def collect_returns(run: Run) -> Returns:
    """What goes back: a notice for each unit with an error, a query or a refused file."""
    closed = mended_entries(run) | _replaced_entries(run)
    recipients = recipients_of(run)
    told = list(_told_findings(run, closed, recipients))
    marked: dict[str, list[Finding]] = {}
    for finding in told:
        marked.setdefault(finding.ref.submission, []).append(finding)
    received = _notices(run, closed, _findings_by_unit(run, told, recipients), recipients)
    return Returns(
        received,
        tuple(notice for notice in received if notice.has_cause),
        {path: tuple(findings) for path, findings in marked.items()},
        {path: recipients[path] for path in marked},
        unit_folders(notice.unit for notice in received),
    )


def _notices(
    run: Run,
    closed: frozenset[int],
    spoken: Mapping[str, list[Finding]],
    recipients: Mapping[str, str | None],
) -> tuple[UnitNotice, ...]:
    files = _files_by_unit(run, recipients)
    places = places_by_number(run)
    entries: dict[str, list[int]] = {}
    for number, unit in enumerate(units_by_number(run), 1):
        entries.setdefault(unit, []).append(number)
    order = {submission.path: at for at, submission in enumerate(run.submissions)}
    notices = (
        UnitNotice(
            unit,
            mine,
            tuple(submission for submission in mine if submission.status is Status.REFUSED),
            group_findings(spoken.get(unit, ()), order),
            tuple(_told(run, entries.get(unit, ()), closed)),
            tuple(_replaced(run, entries.get(unit, ()), closed)),
            Counter(places[number - 1][0].submission for number in entries.get(unit, ())),
            _outcomes(run, entries.get(unit, ())),
            tuple(spoken.get(unit, ())),
        )
        for unit in dict.fromkeys((*files, *entries))
        if (mine := files.get(unit, ()))
    )
    return tuple(notices)


def _files_by_unit(
    run: Run, recipients: Mapping[str, str | None]
) -> dict[str, tuple[Submission, ...]]:
    """Each unit's files in received order: those it sent, and those its entries stand in."""
    files: dict[str, dict[str, None]] = {}
    for submission in run.submissions:
        recipient = recipients[submission.path]
        for unit in (*_units_of(submission), *(() if recipient is None else (recipient,))):
            files.setdefault(unit, {})[submission.path] = None
    for (table, _), unit in zip(places_by_number(run), units_by_number(run), strict=True):
        files.setdefault(unit, {})[table.submission] = None
    order = {submission.path: at for at, submission in enumerate(run.submissions)}
    return {
        unit: tuple(run.submissions[at] for at in sorted(order[path] for path in paths))
        for unit, paths in files.items()
    }


def _told(run: Run, numbers: Iterable[int], closed: frozenset[int]) -> Iterator[Entry]:
    for number in numbers:
        if run.ledger.decision(number).outcome in TOLD and number not in closed:
            yield run.entries[number - 1]


def _replaced(run: Run, numbers: Iterable[int], closed: frozenset[int]) -> Iterator[Entry]:
    for number in numbers:
        if number in closed and run.ledger.decision(number).outcome is not Outcome.WITHDRAWN:
            yield run.entries[number - 1]


def _outcomes(run: Run, numbers: Iterable[int]) -> dict[Outcome, int]:
    counts = dict.fromkeys(Outcome, 0)
    for number in numbers:
        counts[run.ledger.decision(number).outcome] += 1
    return counts


def _units_of(submission: Submission) -> tuple[str, ...]:
    return senders_of(submission) or ("",)


# ---------------------------------------------------------------- what is closed


def mended_entries(run: Run) -> frozenset[int]:
    """Returned entries whose subject the same unit sent again later, validly."""
    order = {submission.path: at for at, submission in enumerate(run.submissions)}
    decisions, units = run.ledger.decisions, units_by_number(run)
    returned = [each.entry for each in decisions if each.outcome is Outcome.RETURNED]
    waiting = {units[number - 1] for number in returned}
    valid: dict[tuple[str, str, str], int] = {}
    for decision, unit in zip(decisions, units, strict=True):
        if unit in waiting and decision.outcome in _MENDED_BY:
            entry = run.entries[decision.entry - 1]
            for key in _subject_keys(run, entry):
                valid[key] = max(valid.get(key, -1), order[entry.submission])
    return frozenset(
        entry.number
        for entry in (run.entries[number - 1] for number in returned)
        if any(valid.get(key, -1) > order[entry.submission] for key in _subject_keys(run, entry))
    )


def _subject_keys(run: Run, entry: Entry) -> tuple[tuple[str, str, str], ...]:
    """By what an entry is known again: its unit and board with its code, and with its name; what
    is somebody's, by its name with its owner's code, and with its owner's name.
    """
    board = board_of(run, entry)
    code = identifying_code(shown_value(entry, board.code_key))
    holder = name_key(str(shown_value(entry, board.holder_key)))
    known = [key for key in (code, holder) if key]
    if board.owner_key:
        name = name_key(str(shown_value(entry, board.name_key)))
        known = [f"{key} {name}" for key in known if name]
    return tuple((entry.unit, entry.board, key) for key in known)


def _replaced_entries(run: Run) -> frozenset[int]:
    return frozenset(
        decision.entry
        for decision in run.ledger.decisions
        if decision.outcome in (Outcome.SUPERSEDED, Outcome.WITHDRAWN)
    )


# ---------------------------------------------------------------- findings


def _told_findings(
    run: Run, closed: frozenset[int], recipients: Mapping[str, str | None]
) -> Iterator[Finding]:
    """Errors and queries that are still open, in the words in which units may read them; what was
    said of several others is said once.
    """
    said: set[tuple[Ref, str]] = set()
    for finding in _discreet(_open_findings(run, closed), units_by_number(run), recipients):
        if finding.code not in DISCREET:
            yield finding
        elif (finding.ref, finding.message) not in said:
            said.add((finding.ref, finding.message))
            yield finding


def _discreet(
    findings: Iterable[Finding], units: Sequence[str], recipients: Mapping[str, str | None]
) -> Iterator[Finding]:
    """Findings without what the unit may not read; of its own entries it may read all."""
    for finding in findings:
        recipient = recipients[finding.ref.submission]
        compared = {units[number - 1] for number in (finding.entry, *finding.others) if number}
        if recipient and finding.others and compared == {recipient}:
            yield finding
        elif finding.code == "D201" and not finding.others:
            yield replace(finding, message=_NEAR_LISTED)
        elif finding.code == "E104":
            yield replace(finding, message=LATE_WORDS[finding.severity])
        else:
            yield replace(finding, message=DISCREET.get(finding.code, finding.message))


def _open_findings(run: Run, closed: frozenset[int]) -> Iterator[Finding]:
    """Errors and queries about entries and files that still matter."""
    refused = {each.path for each in run.submissions if each.status is Status.REFUSED}
    files = {each.path for each in run.submissions} - _settled_files(run, closed)
    for finding in run.findings:
        path = finding.ref.submission
        if finding.severity is Severity.NOTE or finding.entry in closed or path in refused:
            # A refused file is told with its reason, in a table of its own.
            continue
        if finding.entry or path in files:
            yield finding


def _findings_by_unit(
    run: Run, told: Iterable[Finding], recipients: Mapping[str, str | None]
) -> dict[str, list[Finding]]:
    """By unit: what is about an entry goes to the entry's unit, what is about a whole file to each
    unit of the file, and everything to whoever gets the file back.
    """
    submissions = {submission.path: submission for submission in run.submissions}
    units = units_by_number(run)
    spoken: dict[str, list[Finding]] = {}
    for finding in told:
        path = finding.ref.submission
        own = (units[finding.entry - 1],) if finding.entry else _units_of(submissions[path])
        recipient = recipients[path]
        for unit in own if recipient is None else dict.fromkeys((*own, recipient)):
            spoken.setdefault(unit, []).append(finding)
    return spoken


def _settled_files(run: Run, closed: frozenset[int]) -> frozenset[str]:
    """Files all of whose entries are closed: what was wrong with the file no longer matters."""
    places = places_by_number(run)
    touched = {places[number - 1][0].submission for number in closed}
    still_open = {
        table.submission for number, (table, _) in enumerate(places, 1) if number not in closed
    }
    return frozenset(touched - still_open)


def group_findings(findings: Iterable[Finding], order: Mapping[str, int]) -> tuple[Complaint, ...]:
    """Equal messages of one sheet's column together: file by file, errors before queries."""
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
    return Complaint(members[0], cell_ranges(places), tuple(places), tuple(entries))


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
