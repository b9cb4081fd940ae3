"""The whole story: workbooks in, a settled `Run` out; and a unit's own check of its files.

Values in the middle, files only at the two ends. Only this package knows the order of the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    Entry,
    Finding,
    Receipt,
    Ref,
    Registers,
    Run,
    Status,
    Submission,
)
from toolkit.pipeline import remarks
from toolkit.pipeline.deciding import decide
from toolkit.pipeline.examining import Examined, Job, examine, prepare, refusal
from toolkit.workers import Lost, examine_each

__all__ = ["check", "run"]

# No honest workbook takes this long or this much (bytes) to read and check.
_SECONDS = 300
_MEMORY = 6 * 1024**3

Progress = Callable[[int, int], None]


def run(
    campaign: Campaign,
    inbox: Path,
    registers: Registers,
    inputs: Mapping[str, str],
    *,
    leave_out: Sequence[Path] = (),
    jobs: int = 1,
    progress: Progress | None = None,
) -> Run:
    """Process a whole batch. `inputs` are digests of the lists; the inbox's files are added.

    Folders in `leave_out` are no part of the inbox, even if they lie in it: what a run writes.
    """
    arrivals, passed_over = collect_arrivals(inbox, registers.receipts, leave_out)
    originals = _first_of_equals(arrivals)
    examined = _examine(campaign, originals, jobs, progress)
    index = senders.UnitIndex.of(registers.units)
    receipts = {arrival.path: arrival.receipt for arrival in arrivals if arrival.receipt}
    entries, findings = _numbered(examined)
    entries, doubts = senders.resolve_senders(entries, campaign, receipts, index)
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
        entries=tuple(entries),
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


def _examine(
    campaign: Campaign, arrivals: Sequence[Arrival], jobs: int, progress: Progress | None
) -> list[Examined]:
    """Each file examined in a child process; a child's end is that file's verdict."""
    readable = [arrival for arrival in arrivals if not arrival.problem]
    found = iter(
        _examined_files(
            [Job(arrival.path, arrival.file) for arrival in readable], (campaign,), jobs, progress
        )
    )
    return [
        refusal(arrival.path, "F103", arrival.problem, campaign) if arrival.problem else next(found)
        for arrival in arrivals
    ]


def _examined_files(
    files: Sequence[Job], campaigns: tuple[Campaign, ...], jobs: int, progress: Progress | None
) -> Iterable[Examined]:
    results = examine_each(
        examine,
        files,
        jobs=min(jobs, max(1, len(files))),
        seconds=_SECONDS,
        memory=_MEMORY,
        initializer=prepare,
        initargs=(campaigns,),
    )
    for done, (job, result) in enumerate(zip(files, results, strict=True), start=1):
        if progress is not None:
            progress(done, len(files))
        yield _lost(job, result, campaigns[0]) if isinstance(result, Lost) else result


_LOST = {
    "crashed": (
        "F101",
        "读取时程序异常终止，文件可能已损坏。请用 Excel 或 WPS 打开后另存为新文件再报送。",
    ),
    "timed out": (
        "F105",
        "读取超过了时间限制，文件可能有异常。请另存为新文件，只保留需要的工作表。",
    ),
    "out of memory": (
        "F105",
        "读取超过了内存限制，文件可能有异常。请另存为新文件，只保留需要的工作表。",
    ),
}


def _lost(job: Job, lost: Lost, campaign: Campaign) -> Examined:
    code, reason = _LOST[lost.kind]
    return refusal(job.submission, code, reason, campaign)


def _numbered(examined: Iterable[Examined]) -> tuple[list[Entry], list[Finding]]:
    """Entries numbered through the batch, with their findings."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for file in examined:
        before = len(entries)
        entries.extend(replace(entry, number=entry.number + before) for entry in file.entries)
        findings.extend(
            replace(finding, entry=finding.entry + before) if finding.entry else finding
            for finding in file.findings
        )
    return entries, findings


def _submissions(
    arrivals: Sequence[Arrival],
    originals: Sequence[Arrival],
    examined: Sequence[Examined],
    entries: Sequence[Entry],
    receipts: Mapping[str, Receipt],
    index: senders.UnitIndex,
) -> list[Submission]:
    verdicts = {arrival.path: file for arrival, file in zip(originals, examined, strict=True)}
    units: dict[str, dict[str, None]] = {}
    for entry in entries:
        if entry.unit:
            units.setdefault(entry.submission, {})[entry.unit] = None
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
        entries=len(verdict.entries),
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
    *,
    jobs: int = 1,
    progress: Progress | None = None,
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
        _checked(examined, by_id.get(examined.campaign, campaigns[0]))
        for examined in _examined_files(queue, campaigns, jobs, progress)
    ]


def _checked(examined: Examined, campaign: Campaign) -> CheckedFile:
    entries = examined.entries
    findings = list(examined.findings)
    deciding = ledger.deciding_findings(entries, findings)
    frame = frame_entries(entries, campaign, {examined.submission: 0})
    live = subjects.group_subjects(frame.filter(~pl.col("entry").is_in(list(deciding))))
    repeats = subjects.find_repeats(live)
    standing = [number for number in live["entry"] if number not in repeats]
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


def _stated_unit(entries: Sequence[Entry], campaign: Campaign) -> str:
    """The units a file names, in its column or above its headings, joined by ;."""
    named: dict[str, None] = {}
    for entry in entries:
        key = campaign.board(entry.board).unit_key
        stated = str(entry.value(key) or "") if key else ""
        named[stated or entry.table.stated_unit] = None
    return ";".join(name for name in named if name)
