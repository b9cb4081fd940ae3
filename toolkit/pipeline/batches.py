"""Files in; out: what each turned out to be, found in child processes that can be ended.

Small files share a batch. The one thing a newcomer would get wrong: when a child dies, every file
of its batch is examined again, each by itself, so that only the file to blame is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from toolkit.model import Campaign, Limits
from toolkit.model.limits import beyond, megabytes
from toolkit.pipeline.examining import Batch, Job, Task, examine, prepare, refusal
from toolkit.workers import Lost, examine_each

# What files that share a batch may take together (seconds), before each is given its own time: a
# file that hangs must not keep the others waiting.
_SHARED_SECONDS = 60
# Enough files to share the cost of whole-column work, few enough to keep every child busy.
_MOST_FILES, _MOST_BYTES = 64, 2_000_000


@dataclass(frozen=True, slots=True)
class Pool:
    """How files are examined: in how many child processes, whether what surely holds may skip
    Cerberus, and whom to tell of progress (files done, files in all).
    """

    jobs: int = 1
    screening: bool = True
    progress: Callable[[int, int], None] | None = None


def examine_files(
    files: Sequence[Job], campaigns: tuple[Campaign, ...], pool: Pool, *, alone: bool = False
) -> list[Batch]:
    """Examine files in their order; small ones share a batch. `alone`: each file is a batch, and
    gives only the values that entries are compared by.
    """
    task = Task(campaigns, pool.screening, whole=not alone)
    batches = [[file] for file in files] if alone else list(_batches(files))
    found = list(_each(batches, task, pool))
    lost = [
        [replace(job, careful=True)]
        for batch, result in zip(batches, found, strict=True)
        if _is_asked_again(batch, result)
        for job in batch
    ]
    again = iter(_each(lost, task, pool))
    return [
        verdict
        for batch, result in zip(batches, found, strict=True)
        for verdict in verdicts(batch, result, again, campaigns[0])
    ]


def _is_asked_again(batch: Sequence[Job], result: Batch | Lost) -> bool:
    """Whether a child that ended may not have the last word: another file was to blame, or the
    haste in which a large one is read. What takes too long alone would do so again.
    """
    return isinstance(result, Lost) and (len(batch) > 1 or result.kind != "timed out")


def verdicts(
    batch: Sequence[Job], result: Batch | Lost, again: Iterator[Batch | Lost], campaign: Campaign
) -> Iterator[Batch]:
    """What is to be said of a batch's files; `again` gives what asking each again has found."""
    results = [next(again) for _ in batch] if _is_asked_again(batch, result) else [result]
    for job, found in zip_longest(batch, results):
        if isinstance(found, Lost):
            yield _lost(job, found, campaign)
        elif found is not None:
            yield found


def _batches(files: Sequence[Job]) -> Iterator[list[Job]]:
    batch: list[Job] = []
    size = 0
    for file in files:
        own = _size(file.file)
        if batch and (len(batch) == _MOST_FILES or size + own > _MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += own
    if batch:
        yield batch


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # that it cannot be read is for its reader to say
        return 0


def seconds_for(files: int, limits: Limits) -> int:
    """What so many files that share a batch may take."""
    return limits.seconds if files == 1 else min(limits.seconds, _SHARED_SECONDS)


def _each(batches: Sequence[Sequence[Job]], task: Task, pool: Pool) -> Iterator[Batch | Lost]:
    limits = task.campaigns[0].limits
    results = examine_each(
        examine,
        batches,
        jobs=min(pool.jobs, max(1, len(batches))),
        seconds=lambda batch: seconds_for(len(batch), limits),
        memory=limits.memory,
        initializer=prepare,
        initargs=(task,),
        takes_early=True,
    )
    done, files = 0, sum(map(len, batches))
    for batch, result in zip(batches, results, strict=True):
        done += len(batch)
        if pool.progress is not None:
            pool.progress(done, files)
        yield result


def _lost(job: Job, lost: Lost, campaign: Campaign) -> Batch:
    code, reason = verdict_of(lost, campaign.limits, _READING)
    return Batch((refusal(job.submission, code, reason, campaign),))


@dataclass(frozen=True, slots=True)
class LostWords:
    """What is said of a file whose child ended: what took its time and its memory, the whole
    sentence where the child crashed, and what else the sender may do.
    """

    time: str
    memory: str
    crashed: str
    advice: str


_READING = LostWords(
    "读取和核对的时间",
    "读取占用的内存",
    "读取时程序异常终止，文件可能已损坏。请用 Excel 或 WPS 打开后另存为新文件再报送。",
    "也可以另存为新文件，只保留需要的工作表。",
)


def verdict_of(lost: Lost, limits: Limits, words: LostWords) -> tuple[str, str]:
    """The code and the sentence for a file whose child ended."""
    match lost.kind:
        case "timed out":
            said = beyond(words.time, f"{limits.seconds} 秒", "seconds")
        case "out of memory":
            said = beyond(words.memory, megabytes(limits.memory), "memory_mb")
        case "crashed":
            return "F101", words.crashed
    return "F105", f"{said}{words.advice}"
