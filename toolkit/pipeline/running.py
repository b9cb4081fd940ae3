"""An inbox and its registers in; out: the settled `Run`.

The stages in their order, from the files to the ledger; this is the file to read first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit import senders
from toolkit.eligibility import check_eligibility, check_received, is_late
from toolkit.intake import Arrival, collect_arrivals
from toolkit.model import (
    Campaign,
    Finding,
    Receipt,
    Ref,
    Registers,
    Run,
    Status,
    Submission,
)
from toolkit.model.columns import Entries, join_entries
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.pipeline.deciding import decide
from toolkit.pipeline.examining import Batch, Examined, Job, join_batches, refusal
from toolkit.pipeline.ordering import in_order

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
        findings=in_order([*findings, *decided.findings], positions, examined),
        ledger=decided.ledger,
        quotas=decided.quotas,
        inputs={**inputs, **{arrival.path: arrival.sha256 for arrival in arrivals}},
        late=frozenset(s.path for s in submissions if is_late(s.received, campaign.deadline)),
        files={arrival.path: arrival.file for arrival in arrivals},
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
        named = entries.units[span.among_all]
        units.setdefault(span.table.submission, {}).update(dict.fromkeys(filter(None, named)))
    submissions = []
    for arrival in arrivals:
        verdict = verdicts.get(arrival.path)
        submission = _submission(arrival, verdict)
        template = verdict.template if verdict else None
        receipt = receipts.get(arrival.path)
        sender = senders.sender_of_file(arrival.path, receipt, index, template)
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
