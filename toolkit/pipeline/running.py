"""An inbox and its registers in; out: the settled `Run`.

The stages in their order, from the files to the ledger; this is the file to read first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit import senders
from toolkit.differing import find_changes
from toolkit.eligibility import check_eligibility, check_received, is_late
from toolkit.intake import Arrival
from toolkit.model import Campaign, Finding, Ref, Registers, Run, Status, Submission
from toolkit.model.columns import join_entries
from toolkit.naming import check_names
from toolkit.pipeline.arriving import (
    Arrived,
    Opening,
    arrive,
    first_of_equals,
    jobs_of,
    passwords_of,
)
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.pipeline.cases import find_cases
from toolkit.pipeline.examining import Batch, join_batches, refusal
from toolkit.pipeline.obeying import (
    Settling,
    decide_as_ruled,
    docket_of,
    resolve_as_ruled,
)
from toolkit.pipeline.ordering import in_order
from toolkit.pipeline.registering import register_containers, register_submissions
from toolkit.previous import fingerprint_of, read_previous
from toolkit.rulings.asking import passwords_in
from toolkit.rulings.docket import Given

_ONE_CHILD = Pool()
_NOTHING_RULED = Given()


def run(
    campaign: Campaign,
    inbox: Path,
    registers: Registers,
    inputs: Mapping[str, str],
    *,
    leave_out: Sequence[Path] = (),
    pool: Pool = _ONE_CHILD,
    store: Path | None = None,
    passwords: tuple[str, ...] = (),
    given: Given = _NOTHING_RULED,
    last: Path | None = None,
) -> Run:
    """Process a whole batch. `inputs` are digests of the lists; the inbox's files are added.

    Folders in `leave_out` are no part of the inbox, even if they lie in it: what a run writes.
    `store` is an empty folder for what is in archives and e-mails, needed until the run is written;
    `passwords` are tried on whatever is locked. `given` are the rulings of people, and `last` is
    where the outputs of the last run lie, with which this one is compared.
    """
    passwords = (*passwords, *passwords_in(given.rulings))
    opening = Opening(store, passwords, campaign.limits, pool)
    arrived = arrive(inbox, registers.receipts, leave_out, opening)
    firsts = first_of_equals(arrived.arrivals)
    batch = _examine(campaign, firsts, pool, passwords)
    finished = replace(
        _settled(campaign, registers, arrived, firsts, batch, given),
        inputs={**inputs, **{each.path: each.sha256 for each in arrived.arrivals}},
        passwords=_passwords(arrived.files, passwords),
    )
    return finished if last is None else _compared(finished, last)


def _settled(
    campaign: Campaign,
    registers: Registers,
    arrived: Arrived,
    firsts: Sequence[Arrival],
    batch: Batch,
    given: Given,
) -> Run:
    """What was examined, settled: who sent what, and what became of every entry."""
    arrivals = arrived.files
    index = senders.UnitIndex.of(registers.units)
    read = join_entries(batch.boards)
    docket = docket_of(given, arrived, read, campaign, registers)
    arrived, entries, doubts = resolve_as_ruled(arrived, read, docket, campaign, index)
    positions = {arrival.path: at for at, arrival in enumerate(arrivals)}
    submissions = register_submissions(arrived, firsts, batch.files, entries, index)
    findings = [finding for file in batch.files for finding in file.findings]
    findings += [*doubts, *check_eligibility(entries, campaign, registers)]
    findings += _about_files(submissions, campaign)
    undated = frozenset(each.path for each in arrivals if each.received is None)
    settling = Settling(entries, findings, campaign, registers, positions, undated)
    obeyed = decide_as_ruled(settling, docket, given)
    decided, spoken = obeyed.decided, in_order(obeyed.findings, positions, batch.files)
    return Run(
        campaign=campaign,
        registers=registers,
        submissions=tuple(submissions),
        passed_over=arrived.passed_over,
        entries=entries,
        findings=spoken,
        ledger=decided.ledger,
        quotas=decided.quotas,
        inputs={},
        late=frozenset(s.path for s in submissions if is_late(s.received, campaign.deadline)),
        files={arrival.path: arrival.file for arrival in arrivals},
        containers=tuple(register_containers(arrived, index)),
        remarks=arrived.in_vain,
        rulings=obeyed.rulings,
        cases=find_cases(entries, spoken, decided.ledger, campaign, registers, submissions),
    )


def _compared(finished: Run, last: Path) -> Run:
    """The run with what is different from the one whose outputs lie there."""
    previous = read_previous(last, fingerprint_of(finished))
    return replace(finished, changes=find_changes(finished, previous))


def _passwords(arrivals: Sequence[Arrival], others: Sequence[str]) -> dict[str, tuple[str, ...]]:
    tried = {arrival.path: passwords_of(arrival, others) for arrival in arrivals}
    return {path: passwords for path, passwords in tried.items() if passwords}


def _examine(
    campaign: Campaign, arrivals: Sequence[Arrival], pool: Pool, passwords: Sequence[str]
) -> Batch:
    """Every submission examined, those that cannot even be opened refused in their place."""
    files = [arrival for arrival in arrivals if not arrival.opened]
    jobs = jobs_of(files, passwords)
    batch = join_batches(examine_files(jobs, (campaign,), pool))
    found = iter(batch.files)
    examined = (
        refusal(arrival.path, arrival.code, arrival.problem, campaign)
        if arrival.problem
        else next(found)
        for arrival in files
    )
    return replace(batch, files=tuple(examined))


def _about_files(submissions: Sequence[Submission], campaign: Campaign) -> Iterator[Finding]:
    """What is said of whole files: late ones, repeated ones, and those with irregular names."""
    yield from check_received(submissions, campaign)
    yield from _repeated(submissions, campaign)
    read = [(each.path, each.letter) for each in submissions if each.status is Status.READ]
    yield from check_names(read, campaign)


def _repeated(submissions: Sequence[Submission], campaign: Campaign) -> list[Finding]:
    """F104 for each file whose bytes an earlier one has."""
    severity = campaign.severities["F104"]
    return [
        Finding("F104", severity, Ref(submission.path), submission.reason)
        for submission in submissions
        if submission.status is Status.REPEATED
    ]
