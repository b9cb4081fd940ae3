"""An inbox, or a unit's own files, in; out: every file in received order, what lay in archives and
e-mails among them.

The one thing a newcomer would get wrong: an archive or e-mail that could be opened is no submission
itself, but stands in the order before what was in it; one that could not is a refused submission.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.intake import (
    NO_SUBMISSION,
    Arrival,
    collect_arrivals,
    in_received_order,
    is_passed_over,
    legible,
    lines_in_vain,
    match_receipts,
    sha256_of,
    with_receipts,
)
from toolkit.model import Letter, Limits, PassedOver, Receipt
from toolkit.pipeline.batches import LostWords, Pool, verdict_of
from toolkit.pipeline.examining import Job
from toolkit.unpacking import Crate, Found, Unpacked, container_kind, unpack
from toolkit.workers import Lost, examine_each


@dataclass(frozen=True, slots=True)
class Opening:
    """How archives and e-mails are opened: into which folder, with which passwords besides those
    of 收件.xlsx, within which limits, and how many at a time. Without a `store`, none may arrive.
    """

    store: Path | None
    passwords: tuple[str, ...]
    limits: Limits
    pool: Pool


@dataclass(frozen=True, slots=True)
class Arrived:
    """Every file in received order, each container that was opened before what was in it; and
    what is to be said of lines of 收件.xlsx that are `in_vain`.
    """

    arrivals: tuple[Arrival, ...]
    passed_over: tuple[PassedOver, ...]
    in_vain: tuple[str, ...]

    @property
    def files(self) -> list[Arrival]:
        """The submissions."""
        return [arrival for arrival in self.arrivals if not arrival.opened]

    @property
    def receipts(self) -> dict[str, Receipt]:
        """What 收件.xlsx says, by path."""
        return {each.path: each.receipt for each in self.arrivals if each.receipt}

    @property
    def opened(self) -> frozenset[str]:
        """The paths of the archives and e-mails that were opened."""
        return frozenset(arrival.path for arrival in self.arrivals if arrival.opened)


def arrive(
    inbox: Path, receipts: Sequence[Receipt], leave_out: Sequence[Path], opening: Opening
) -> Arrived:
    """Collect what lies below the inbox; `receipts` are the lines of 收件.xlsx."""
    collected, passed_over = collect_arrivals(inbox, leave_out)
    arrivals = in_received_order(with_receipts(collected, receipts))
    passwords = _unclaimed(receipts, arrivals)
    # An archive with the bytes of another stays closed: it repeats that one.
    firsts = first_of_equals(arrivals)
    opened = {arrival.path for arrival in firsts}
    known = [arrival for arrival in arrivals if arrival.path not in opened]
    for arrival, unpacked in _unpacked(firsts, passwords, opening):
        inside = [arrival] if unpacked is None else _taken_in(arrival, unpacked, passed_over)
        known += inside
    in_vain = lines_in_vain([arrival.path for arrival in known], receipts)
    arrivals = in_received_order(with_receipts(known, receipts))
    return Arrived(tuple(arrivals), tuple(passed_over), tuple(in_vain))


def arrive_files(files: Sequence[Path], opening: Opening) -> list[Arrival]:
    """A unit's own files in the order given, in place of archives and e-mails what is in them."""
    given = [Arrival(legible(str(file)), file, _digest(file)) for file in files]
    known: list[Arrival] = []
    for arrival, unpacked in _unpacked(given, (), opening):
        inside = [arrival] if unpacked is None else _taken_in(arrival, unpacked, [])
        known += in_received_order(inside)
    return [arrival for arrival in known if not arrival.opened]


def first_of_equals(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Of files with the same bytes, the one received first; files that cannot be read stay."""
    firsts: dict[str, Arrival] = {}
    for arrival in arrivals:
        firsts.setdefault(arrival.sha256 or arrival.path, arrival)
    return list(firsts.values())


def _digest(file: Path) -> str:
    try:
        return sha256_of(file) if file.is_file() else ""
    except OSError:  # that it cannot be read is for its reader to say
        return ""


def passwords_of(arrival: Arrival, others: Sequence[str]) -> tuple[str, ...]:
    """What to try on a file: first what 收件.xlsx says."""
    own = arrival.receipt.password if arrival.receipt else ""
    return tuple(dict.fromkeys(filter(None, (own, *others))))


def jobs_of(arrivals: Sequence[Arrival], passwords: Sequence[str]) -> list[Job]:
    """What children are given to examine: the files that can be opened at all."""
    return [
        Job(
            arrival.path,
            arrival.file,
            passwords=passwords_of(arrival, passwords),
            subject=arrival.letter.subject if arrival.letter else "",
        )
        for arrival in arrivals
        if not arrival.problem
    ]


def _unclaimed(receipts: Sequence[Receipt], arrivals: Sequence[Arrival]) -> tuple[str, ...]:
    """Passwords from lines that speak of no file here, and so perhaps of one in an archive."""
    claimed = match_receipts([arrival.path for arrival in arrivals], receipts).values()
    return tuple(each.password for each in receipts if each not in claimed)


# ---------------------------------------------------------------- opening


def _unpacked(
    arrivals: Sequence[Arrival], passwords: Sequence[str], opening: Opening
) -> Iterator[tuple[Arrival, Unpacked | None]]:
    """Each arrival, and where it is an archive or e-mail, what a child process found in it."""
    crates = _crates(arrivals, passwords, opening)
    limits = opening.limits
    results = examine_each(
        unpack,
        list(crates.values()),
        jobs=min(opening.pool.jobs, max(1, len(crates))),
        seconds=lambda _: limits.seconds,
        memory=limits.memory,
    )
    for arrival in arrivals:
        result = next(results) if arrival.path in crates else None
        yield arrival, _lost(arrival, result, limits) if isinstance(result, Lost) else result


def _crates(
    arrivals: Sequence[Arrival], passwords: Sequence[str], opening: Opening
) -> dict[str, Crate]:
    """What to unpack, by path."""
    crates: dict[str, Crate] = {}
    for arrival in arrivals:
        if not arrival.sha256 or not container_kind(arrival.file):
            continue
        if opening.store is None:
            raise ValueError(f"no store for what is in {arrival.path}")
        folder = opening.store / f"{len(crates) + 1:04}"
        tried = passwords_of(arrival, (*passwords, *opening.passwords))
        crates[arrival.path] = Crate(arrival.path, arrival.file, folder, tried, opening.limits)
    return crates


def _lost(arrival: Arrival, lost: Lost, limits: Limits) -> Unpacked:
    code, reason = verdict_of(lost, limits, _UNPACKING)
    return Unpacked((Found(arrival.path, "", arrival.file, code=code, reason=reason),))


_UNPACKING = LostWords(
    "拆开所用的时间",
    "拆开占用的内存",
    "拆开时程序异常终止，文件可能已损坏。请直接报送里面的工作簿。",
    "也可以直接报送里面的工作簿。",
)


def _taken_in(arrival: Arrival, unpacked: Unpacked, passed_over: list[PassedOver]) -> list[Arrival]:
    """A container and what was found in it as arrivals; what is no submission is passed over."""
    wanted: list[Found] = []
    passed_over += unpacked.passed_over
    for found in unpacked.found:
        if is_passed_over(found.path) and found.container:
            passed_over.append(PassedOver(found.path, NO_SUBMISSION, found.container))
        else:
            wanted.append(found)
    filled = {found.container for found in wanted}
    letters: dict[str, Letter | None] = {}
    arrivals = []
    for found in wanted:
        letter = letters[found.path] = _nearest(found.letter, letters.get(found.container))
        arrivals.append(_arrival(arrival, found, letter, is_empty=found.path not in filled))
    return arrivals


def _nearest(own: Letter | None, around: Letter | None) -> Letter | None:
    """The e-mail a file came with; one that does not say when it was sent was so with another."""
    if own is None or around is None:
        return own or around
    return replace(own, sent=own.sent or around.sent)


def _arrival(outermost: Arrival, found: Found, letter: Letter | None, *, is_empty: bool) -> Arrival:
    empty = _EMPTY_LETTER if found.letter else _EMPTY
    problem = empty if found.opened and is_empty else found.reason
    return Arrival(
        path=found.path,
        file=found.file or outermost.file,
        sha256=found.sha256 if found.container else outermost.sha256,
        problem=problem,
        code=found.code or "F103",
        container=found.container,
        stamp=found.stamp,
        letter=letter,
        opened="" if problem else found.opened,
        remarks=found.remarks,
    )


_EMPTY = "这是空的压缩包，里面没有要报送的文件。请核对后重新压缩。"
_EMPTY_LETTER = "这封邮件没有附件，没有可读取的工作簿。请核对是否漏了附件。"
