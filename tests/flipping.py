"""Workbooks broken byte by byte and member by member: seeded, so that each can be made again.

    python flipping.py 5000 [first seed] [kind …]

breaks each kind so many times and prints what became of it. What a newcomer would get wrong: a
flip is judged in a child as in a run, quickly first and carefully once more where the child was
lost; only a flip that loses the careful one, too, or shows a fault of ours, is a failure.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from flipped_sources import PASSWORD, sources

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Limits
from toolkit.pipeline.examining import Job, Task, examine, prepare
from toolkit.unpacking import Crate, unpack
from toolkit.workers import Lost, examine_each

# Enough for each of the small files that are broken here, little enough that growth is seen.
FEW = Limits(seconds=60, memory=3 * 1024**3)
VERDICTS = frozenset({"read", "empty", "F101", "F102", "F103", "F105", "S101"})
_FAULT = "工具的缺陷"


@dataclass(frozen=True, slots=True)
class Flip:
    """One broken file: the kind it was, and the seed that says how it is broken."""

    kind: str
    seed: int
    careful: bool = False


# ---------------------------------------------------------------- how bytes are broken


def broken(data: bytes, random: Random) -> bytes:
    """Some bytes flipped, overwritten, cut out, doubled, put in, or all behind them cut off."""
    content = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 8))):
        if not content:
            break
        at, length = random.randrange(len(content)), random.choice((1, 1, 2, 4, 16, 400))
        match random.randrange(7):
            case 0 | 1:
                content[at] ^= 1 << random.randrange(8)
            case 2:
                content[at : at + length] = random.randbytes(length)
            case 3:
                del content[at : at + length]
            case 4:
                content[at:at] = content[at : at + length]
            case 5:
                content[at:at] = random.choice((b"\0", b"\xff", b"<", b'"', b"9")) * length
            case 6:
                del content[at if random.random() < 0.2 else len(content) :]
    return bytes(content)


def broken_inside(data: bytes, random: Random) -> bytes:
    """A zip whose members are broken, dropped, doubled, renamed, swapped or cut, and packed anew,
    so that sizes and checksums fit.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    at, other = random.randrange(len(members)), random.randrange(len(members))
    name, content = members[at]
    match random.randrange(10):
        case 0:
            del members[at]
        case 1:
            members.insert(other, members[at])
        case 2:
            members[at] = broken(name.encode(), random).decode("latin-1") or "x", content
        case 3:
            members[at], members[other] = (name, members[other][1]), (members[other][0], content)
        case 4:
            members[at] = name, content[: random.randrange(len(content) + 1)]
        case _:
            members[at] = name, broken(content, random)
    return _packed(members)


def _packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            # Given as it is: some names are taken twice, on purpose and with a warning.
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.NameToInfo.pop(info.filename, None)
            archive.writestr(info, content)
    return target.getvalue()


def made(flip: Flip, data: bytes) -> bytes:
    """The broken file: of a zip, more often its members than its own bytes."""
    random = Random(f"{flip.kind} {flip.seed}")  # noqa: S311  not a secret
    if data.startswith(b"PK") and random.random() < 0.75:
        return broken_inside(data, random)
    return broken(data, random)


# ---------------------------------------------------------------- what becomes of it


@cache
def _sources() -> Mapping[str, bytes]:
    return sources()


def begin(task: Task) -> None:
    """Prepare a child: its campaign, and the whole files."""
    prepare(task)
    _sources()


def judge(flip: Flip) -> str:
    """Unpack and examine a broken file as a run does; "read" where anything was, the code of the
    first refusal, or what is wrong with us.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"名单.{flip.kind.rpartition('.')[2]}"
        path.write_bytes(made(flip, _sources()[flip.kind]))
        crate = Crate(path.name, path, Path(folder) / "members", (PASSWORD,), FEW)
        found = unpack(crate).found
        jobs = [
            Job(each.path, each.file, flip.careful, (PASSWORD,))
            for each in found
            if each.file and not each.opened and not each.code
        ]
        files = examine(jobs).files if jobs else ()
    reasons = [each.reason for each in found] + [file.reason for file in files]
    faults = [reason for reason in reasons if _FAULT in reason]
    if faults:
        return f"fault: {faults}"
    codes = [each.code for each in found if each.code] + [file.code for file in files]
    return "read" if "" in codes else (codes or ["empty"])[0]


def judge_each(flips: Iterable[Flip], jobs: int = 2) -> Iterator[tuple[Flip, str | Lost]]:
    """Each flip with its last word: where a child was lost, what the careful one says."""
    quick = list(flips)
    answers = dict(_judged(quick, jobs))
    lost = [replace(flip, careful=True) for flip in quick if isinstance(answers[flip], Lost)]
    again = dict(_judged(lost, jobs))
    for flip, answer in answers.items():
        yield flip, again.get(replace(flip, careful=True), answer)


def _judged(flips: list[Flip], jobs: int) -> Iterator[tuple[Flip, str | Lost]]:
    campaign = load_campaign(shipped_schemas() / "kczg-2022")
    task = Task((replace(campaign, limits=FEW),))
    answers = examine_each(
        judge,
        flips,
        jobs=jobs,
        seconds=lambda _: FEW.seconds,
        memory=FEW.memory,
        initializer=begin,
        initargs=(task,),
    )
    yield from zip(flips, answers, strict=True)


def main(count: int, first: int, kinds: list[str]) -> None:
    for kind in kinds or list(_sources()):
        flips = [Flip(kind, seed) for seed in range(first, first + count)]
        told: Counter[str] = Counter()
        for flip, answer in judge_each(flips, jobs=1):
            told[str(answer)] += 1
            if answer not in VERDICTS:
                sys.stdout.write(f"{flip}: {answer}\n")
        sys.stdout.write(f"{kind} {dict(told)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), int((sys.argv[2:3] or ["0"])[0]), sys.argv[3:])
