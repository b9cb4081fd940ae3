"""The whole story: workbooks in, a settled `Run` out; and a unit's own check of its files.

Values in the middle, files only at the two ends. Only this package knows the order of the stages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from toolkit import ledger, senders, subjects
from toolkit.eligibility import check_eligibility, check_received, is_late
from toolkit.errors import UsageError
from toolkit.frames import frame_entries
from toolkit.intake import Arrival, collect_arrivals, legible
from toolkit.model import (
    Campaign,
    CheckedFile,
    Finding,
    Receipt,
    Ref,
    Registers,
    Run,
    Status,
    Submission,
)
from toolkit.model.columns import Entries, join_entries
from toolkit.pipeline import remarks
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.pipeline.deciding import decide
from toolkit.pipeline.examining import Batch, Examined, Job, join_batches, refusal

__all__ = ["Pool", "check", "run"]

_ONE_CHILD = Pool()


def run(
    campaign: Campaign,
    inbox: Path,
    registers: Registers,
    inputs: Mapping[str, str],
    *,
    leave_out: Sequence[Path] = (),
    pool: Pool = _ONE_CHILD,
) -> Run:
    """Process a whole batch. `inputs` are digests of the lists; the inbox's files are added.

    Folders in `leave_out` are no part of the inbox, even if they lie in it: what a run writes.
    """
    arrivals, passed_over = collect_arrivals(inbox, registers.receipts, leave_out)
    originals = _first_of_equals(arrivals)
    batch = _examine(campaign, originals, pool)
    examined = batch.files
    index = senders.UnitIndex.of(registers.units)
    receipts = {arrival.path: arrival.receipt for arrival in arrivals if arrival.receipt}
    findings = [finding for file in examined for finding in file.findings]
    entries, doubts = senders.resolve_senders(join_entries(batch.boards), campaign, receipts, index)
    findings += doubts
    findings += check_eligibility(entries, campaign, registers)
    positions = {arrival.path: at for at, arrival in enumerate(arrivals)}
    submissions = _submissions(arrivals, originals, examined, entries, receipts, index)
    findings += check_received(submissions, campaign)
    findings += _repeated(submissions, originals, arrivals, campaign)
    decided = decide(entries, findings, campaign, registers, positions)
    return Run(
        campaign=campaign,
        registers=registers,
        submissions=tuple(submissions),
        passed_over=tuple(passed_over),
        entries=entries,
        findings=_in_order([*findings, *decided.findings], positions, examined),
        ledger=decided.ledger,
        quotas=decided.quotas,
        inputs={**inputs, **{arrival.path: arrival.sha256 for arrival in arrivals}},
        late=frozenset(s.path for s in submissions if is_late(s.received, campaign.deadline)),
    )


def _first_of_equals(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Of files with the same bytes, the one received first; files that cannot be read stay."""
    seen: set[str] = set()
    firsts = []
    for arrival in arrivals:
        if arrival.sha256 and arrival.sha256 in seen:
            continue
        seen.add(arrival.sha256)
        firsts.append(arrival)
    return firsts


def _examine(campaign: Campaign, arrivals: Sequence[Arrival], pool: Pool) -> Batch:
    """Every file examined, those that cannot even be opened refused in their place."""
    readable = [Job(arrival.path, arrival.file) for arrival in arrivals if not arrival.problem]
    batch = join_batches(examine_files(readable, (campaign,), pool))
    found = iter(batch.files)
    files = (
        refusal(arrival.path, "F103", arrival.problem, campaign) if arrival.problem else next(found)
        for arrival in arrivals
    )
    return replace(batch, files=tuple(files))


def _submissions(
    arrivals: Sequence[Arrival],
    originals: Sequence[Arrival],
    examined: Sequence[Examined],
    entries: Entries,
    receipts: Mapping[str, Receipt],
    index: senders.UnitIndex,
) -> list[Submission]:
    verdicts = {arrival.path: file for arrival, file in zip(originals, examined, strict=True)}
    units: dict[str, dict[str, None]] = {}
    for span in entries.spans:
        named = entries.units[span.first - 1 : span.first - 1 + len(span.rows)]
        units.setdefault(span.table.submission, {}).update(dict.fromkeys(filter(None, named)))
    submissions = []
    for arrival in arrivals:
        submission = _submission(arrival, verdicts.get(arrival.path))
        sender = senders.sender_of_file(arrival.path, receipts.get(arrival.path), index)
        own = tuple(units.get(arrival.path, ()))
        submissions.append(replace(submission, units=own, sender=sender))
    return submissions


def _submission(arrival: Arrival, verdict: Examined | None) -> Submission:
    if verdict is None:
        return Submission(
            arrival.path,
            arrival.sha256,
            Status.REPEATED,
            "F104",
            "与先收到的另一份文件内容完全相同，只计一次。",
            received=arrival.received,
        )
    return Submission(
        path=arrival.path,
        sha256=arrival.sha256,
        status=verdict.status,
        code=verdict.code,
        reason=verdict.reason,
        kind=verdict.kind,
        boards=verdict.boards,
        entries=verdict.entries,
        received=arrival.received,
    )


def _repeated(
    submissions: Sequence[Submission],
    originals: Sequence[Arrival],
    arrivals: Sequence[Arrival],
    campaign: Campaign,
) -> list[Finding]:
    """F104 for each file whose bytes an earlier one has."""
    first_of = {arrival.sha256: arrival.path for arrival in originals}
    digests = {arrival.path: arrival.sha256 for arrival in arrivals}
    return [
        Finding(
            "F104",
            campaign.severities["F104"],
            Ref(submission.path),
            f"与“{first_of[digests[submission.path]]}”内容完全相同，只计一次。",
        )
        for submission in submissions
        if submission.status is Status.REPEATED
    ]


def _in_order(
    findings: Iterable[Finding], positions: Mapping[str, int], examined: Iterable[Examined]
) -> tuple[Finding, ...]:
    """By submission, sheet, row, column, code; what is about a whole file comes first."""
    sheets = {
        (file.submission, sheet): at
        for file in examined
        for at, sheet in enumerate(file.sheets, start=1)
    }

    def place(finding: Finding) -> tuple[int, int, int, int, str, int]:
        ref = finding.ref
        whole = not ref.row and not ref.sheet
        sheet = 0 if whole else sheets.get((ref.submission, ref.sheet), 0)
        return positions[ref.submission], sheet, ref.row, ref.column, finding.code, finding.entry

    return tuple(sorted(findings, key=place))


# ---------------------------------------------------------------- a unit checks its own files


def check(
    files: Sequence[Path],
    campaigns: tuple[Campaign, ...],
    pool: Pool = _ONE_CHILD,
) -> list[CheckedFile]:
    """Check each file by itself, without registers: what `run` would say of its rows, R101, and
    an exceeded quota.
    """
    for file in files:
        if not file.exists():
            raise UsageError(f"找不到文件“{file}”。", "请检查路径和文件名（包括 .xlsx 等后缀）。")
    queue = [Job(legible(str(file)), file) for file in files]
    by_id = {campaign.id: campaign for campaign in campaigns}
    return [
        _checked(batch, by_id.get(batch.files[0].campaign, campaigns[0]))
        for batch in examine_files(queue, campaigns, pool, alone=True)
    ]


def _checked(batch: Batch, campaign: Campaign) -> CheckedFile:
    examined = batch.files[0]
    entries = join_entries(batch.boards)
    findings = list(examined.findings)
    deciding = ledger.deciding_findings(entries, findings)
    frame = frame_entries(entries, campaign, {examined.submission: 0})
    live = subjects.group_subjects(frame.filter(~pl.col("entry").is_in(list(deciding))))
    repeats = subjects.find_repeats(live)
    standing = live.filter(~pl.col("entry").is_in(list(repeats)))
    findings += remarks.repeats_in_check(entries, repeats, campaign)
    findings += remarks.quota_in_check(entries, standing, campaign, examined.submission)
    return CheckedFile(
        file=examined.submission,
        campaign=examined.campaign,
        boards=examined.boards,
        unit=_stated_unit(entries, campaign),
        entries=len(entries),
        findings=_in_order(findings, {examined.submission: 0}, [examined]),
    )


def _stated_unit(entries: Entries, campaign: Campaign) -> str:
    """The units a file names, in its column or above its headings, joined by ;."""
    keys = {board.id: board.unit_key for board in campaign.boards}
    stated = entries.stated(keys)
    named: dict[str, None] = {}
    for span in entries.spans:
        own = stated[span.first - 1 : span.first - 1 + len(span.rows)]
        above = span.table.stated_unit
        named.update((str(name or above), None) for name in dict.fromkeys(own))
    return ";".join(name for name in named if name)
