"""A decided batch in; out: its doubtful cases, for people to decide, the gravest first.

The one thing a newcomer would get wrong: a case is not a finding. What is asked twice (at both of
two entries, or at several cells of one) is one case; and nobody is asked about an entry that goes
back to its unit anyway, as the unit will put it right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import (
    Campaign,
    Case,
    Entry,
    Finding,
    Ledger,
    Outcome,
    Ref,
    Registers,
    Severity,
    Side,
    Submission,
    Verb,
    Weight,
)
from toolkit.model.columns import Entries, Span
from toolkit.model.rulings import file_key, place_key
from toolkit.rulings.telling import is_about_rulings

# Who is in, and for whom, hangs on these, the gravest first; on every other query, whether what was
# stated is true. What is merely not given can wait.
_OUTCOME = (
    "S105", "F102", "E104", "E102", "E103", "E101", "D202", "D201", "D102", "D103", "Q102", "Q101",
    "S107", "S111",
)  # fmt: skip
_ORDER = (*_OUTCOME, "", "V101", "S102")
# Errors about which a person can decide otherwise, or that only the secretariat can mend.
_CHOICES = ("D101", "R101", "Q101")
_OURS = ("S105", "F102")
# Entries that are still in, or were left out by a choice between equals.
_IN_QUESTION = frozenset({Outcome.ACCEPTED, Outcome.OVER_QUOTA})


@dataclass(frozen=True, slots=True)
class _Court:
    """What cases are made from; `senders` are the answers to who sent something."""

    entries: Entries
    ledger: Ledger
    campaign: Campaign
    senders: tuple[str, ...]
    digests: Mapping[str, str]
    spans: Mapping[str, Sequence[Span]]

    def is_in_question(self, submission: str) -> bool:
        """Whether an entry of a file is."""
        numbers = (number for span in self.spans.get(submission, ()) for number in span.numbers)
        return any(self.ledger.decision(number).outcome in _IN_QUESTION for number in numbers)

    def side(self, number: int, ref: Ref | None = None) -> Side:
        """An entry as one side of a case, at the cell asked about, else at its name."""
        entry = self.entries[number - 1]
        board = self.campaign.board(entry.board)
        told = (_stated(entry, key) for key in (board.name_key, board.code_key, board.owner_key))
        name, code, owner = told
        sha256 = self.digests[entry.submission]
        return Side(
            key=place_key(self.campaign.id, sha256, entry.table.sheet, entry.row),
            name=name,
            code=code,
            owner=owner,
            unit=entry.unit,
            board=board.id,
            entry=number,
            ref=ref or entry.ref(board.name_key),
            said=entry.place,
        )

    def whole(self, ref: Ref) -> Side:
        """A whole file, or a table of it."""
        sha256 = self.digests[ref.submission]
        if ref.row:
            key = place_key(self.campaign.id, sha256, ref.sheet, ref.row)
        else:
            key = file_key(self.campaign.id, sha256)
        spans = self.spans.get(ref.submission, ())
        named = (self.entries.units[at - 1] for span in spans for at in span.numbers)
        units = "；".join(filter(None, dict.fromkeys(named)))
        return Side(key, "", unit=units, ref=ref, said=ref.sheet or "整份文件")


def _stated(entry: Entry, key: str) -> str:
    return entry.original(key) if key else ""


def find_cases(
    entries: Entries,
    findings: Sequence[Finding],
    ledger: Ledger,
    campaign: Campaign,
    registers: Registers,
    submissions: Sequence[Submission],
) -> tuple[Case, ...]:
    """Every question that nobody has answered. `findings` are ordered as records/ has them."""
    court = _Court(
        entries,
        ledger,
        campaign,
        tuple(f"{Verb.UNIT} {unit.name}" for unit in registers.units or ()),
        {each.path: each.sha256 for each in submissions},
        entries.by_submission,
    )
    return tuple(sorted(_cases(court, findings), key=_gravity))


def _gravity(case: Case) -> tuple[int, int]:
    return tuple(Weight).index(case.weight), _ORDER.index(case.code if case.code in _ORDER else "")


def _cases(court: _Court, findings: Sequence[Finding]) -> Iterator[Case]:
    asked: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if _is_asked(court, finding):
            asked.setdefault(_question(finding), []).append(finding)
    for alike in asked.values():
        yield _case(court, alike)


def _is_asked(court: _Court, finding: Finding) -> bool:
    """Whether a person has something to decide here."""
    code = finding.code
    if is_about_rulings(finding) or finding.severity is Severity.NOTE:
        return False
    if finding.severity is Severity.ERROR:
        return code in _OURS or (code in _CHOICES and bool(finding.entry))
    if not finding.entry:
        return court.is_in_question(finding.ref.submission)
    outcome = court.ledger.decision(finding.entry).outcome
    return outcome in _IN_QUESTION or (code, outcome) == ("D102", Outcome.SUPERSEDED)


def _question(finding: Finding) -> tuple[str, ...]:
    """What is asked: findings of one question are one case."""
    code = finding.code
    if len(finding.others) == 1 and code in ("D201", "D202"):
        pair = sorted((finding.entry, finding.others[0]))
        return code, *map(str, pair)
    if finding.entry:
        return code, str(finding.entry), finding.listed
    ref = finding.ref
    # What is asked about a sheet, not at a row of it, is ruled on with its whole file.
    return code, ref.submission, ref.sheet if ref.row else "", str(ref.row)


def _case(court: _Court, alike: Sequence[Finding]) -> Case:
    finding = alike[0]
    code, number = finding.code, finding.entry
    theirs = _theirs(court, finding)
    more = f"（同类问题共{len(alike)}处）" if len(alike) > 1 and theirs is None else ""
    is_choice = code in _CHOICES and finding.severity is Severity.ERROR
    weight = Weight.OUTCOME if code in _OUTCOME else Weight.FACT
    return Case(
        code=code,
        weight=Weight.CHOICE if is_choice else weight,
        own=court.side(number, finding.ref) if number else court.whole(finding.ref),
        theirs=theirs,
        asked=f"{finding.message}{more}",
        answers=_answers(court, finding),
        outcome=court.ledger.decision(number).outcome if number else None,
        field=finding.field,
        value=finding.value,
    )


def _theirs(court: _Court, finding: Finding) -> Side | None:
    if finding.listed:
        kind, _, name = finding.listed.partition("/")
        return Side(finding.listed, name, said=kind)
    return court.side(finding.others[0]) if len(finding.others) == 1 else None


def _answers(court: _Court, finding: Finding) -> tuple[str, ...]:
    """The answers that make sense for a case."""
    code = finding.code
    is_error = finding.severity is Severity.ERROR
    waive, uphold = f"{Verb.WAIVE} {code}", f"{Verb.UPHOLD} {code}"
    match code:
        case "D201" | "D202" | "D102":
            return _same(court, finding), Verb.DIFFERENT, Verb.WITHDRAW
        case "D101" | "R101" if is_error:
            return Verb.KEEP, Verb.DIFFERENT
        case "Q101" if is_error:
            return Verb.KEEP, Verb.WITHDRAW
        case "Q102":
            return Verb.KEEP, waive, Verb.WITHDRAW
        case "D103" | "Q101" | "D101" | "R101":
            return waive, Verb.WITHDRAW
        case "S105":
            return court.senders if is_error else (waive, *court.senders)
        case "F102":
            return (waive,)
        case _ if finding.entry:
            return waive, uphold, Verb.WITHDRAW
    return waive, uphold


def _same(court: _Court, finding: Finding) -> str:
    """How people say that the two are one: a company, or a thing of one."""
    board = court.campaign.board(court.entries[finding.entry - 1].board)
    is_thing = bool(board.owner_key) and finding.code != "D202" and not finding.listed
    return Verb.SAME_THING if is_thing else Verb.SAME
