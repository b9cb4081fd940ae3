"""What arrived, what was found in it and who sent it, in; out: the lines of 收件登记.

The one thing a newcomer would get wrong: an archive or e-mail that was opened is a `Container`, and
what was in it are submissions; every file on the disk is one of these, or was passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit import senders
from toolkit.intake import Arrival
from toolkit.model import Container, Status, Submission
from toolkit.model.columns import Entries
from toolkit.pipeline.arriving import Arrived
from toolkit.pipeline.examining import Examined


def register_submissions(
    arrived: Arrived,
    firsts: Sequence[Arrival],
    examined: Sequence[Examined],
    entries: Entries,
    index: senders.UnitIndex,
) -> list[Submission]:
    """A submission for each file, in received order; those not examined repeat one of `firsts`."""
    first_of = {arrival.sha256: arrival.path for arrival in firsts}
    verdicts = {verdict.submission: verdict for verdict in examined}
    containers = arrived.opened
    units: dict[str, dict[str, None]] = {}
    for span in entries.spans:
        named = entries.units[span.among_all]
        units.setdefault(span.table.submission, {}).update(dict.fromkeys(filter(None, named)))
    submissions = []
    for arrival in arrived.files:
        verdict = verdicts.get(arrival.path)
        template = verdict.template if verdict else None
        sender = senders.sender_of_file(arrival.path, arrival.receipt, index, template, containers)
        own = tuple(units.get(arrival.path, ()))
        submission = _submission(arrival, verdict, first_of)
        submissions.append(replace(submission, units=own, sender=sender))
    return submissions


def _submission(
    arrival: Arrival, verdict: Examined | None, first_of: Mapping[str, str]
) -> Submission:
    arrived = Submission(
        arrival.path,
        arrival.sha256,
        Status.REPEATED,
        "F104",
        f"与“{first_of.get(arrival.sha256, '')}”内容完全相同，只计一次。",
        received=arrival.received,
        container=arrival.container,
        letter=arrival.letter,
    )
    if verdict is None:
        return arrived
    return replace(
        arrived,
        status=verdict.status,
        code=verdict.code,
        reason=verdict.reason,
        kind=verdict.kind,
        boards=verdict.boards,
        entries=verdict.entries,
        remarks=verdict.remarks,
    )


def register_containers(arrived: Arrived, index: senders.UnitIndex) -> Iterator[Container]:
    """The archives and e-mails that were opened, in received order."""
    files = Counter(each.container for each in arrived.files)
    containers = Counter(each.container for each in arrived.arrivals if each.opened)
    passed_over = Counter(each.container for each in arrived.passed_over)
    before = 0
    for arrival in arrived.arrivals:
        if not arrival.opened:
            before += 1
            continue
        path = arrival.path
        yield Container(
            path=path,
            sha256=arrival.sha256,
            kind=arrival.opened,
            before=before,
            files=files[path],
            containers=containers[path],
            passed_over=passed_over[path],
            sender=senders.sender_of_file(path, arrival.receipt, index, None, arrived.opened),
            received=arrival.received,
            container=arrival.container,
            letter=arrival.letter,
            remarks=arrival.remarks,
        )
