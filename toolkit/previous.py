"""The folder that the last run wrote in; out: that run, to compare with, as its records tell.

The one thing a newcomer would get wrong: a run that is merely done again is not compared with
itself. What lies there then was made from the very same, so it compares with what that one was
compared with (records/previous/), and running again changes no byte.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from toolkit import __version__
from toolkit.model import Effect, Outcome, PastEntry, Previous, Ruling, Run, Verb

RECORDS = "records"
PREVIOUS = "previous"
MARK = "run.json"
# What of a run's records tells all that is compared.
COMPARED = ("ledger.csv", "submissions.csv", "rulings.csv")
_LEDGER = (
    "key", "submission", "sheet", "row", "unit", "board", "name", "outcome", "reason", "uscc",
    "owner",
)  # fmt: skip
# What reading records of another shape than ours may end in.
_NOT_OURS = (ValueError, pl.exceptions.PolarsError)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """All that a run was made from: two runs with the same one have the same outcomes.

    `inputs` are digests by path; `rulings` is one of all that people decided.
    """

    campaign: str
    campaign_digest: str
    toolkit_version: str
    rulings: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LastRun:
    """What a run says of itself in run.json; `outputs` are the digests of what it wrote."""

    fingerprint: Fingerprint
    counts: Mapping[str, int]
    open_cases: int
    outputs: Mapping[str, str]


def fingerprint_of(run: Run) -> Fingerprint:
    """What a finished run was made from."""
    campaign = run.campaign
    return Fingerprint(campaign.id, campaign.digest, __version__, _digest_said(run), run.inputs)


def _digest_said(run: Run) -> str:
    """One digest of every ruling read, in whatever order, and of the passwords that were given."""
    said = {
        (each.key, each.other, each.answer, each.who, each.why, each.on)
        for each in (ruled.ruling for ruled in run.rulings)
    }
    told = json.dumps([sorted(said), sorted(run.passwords.items())])
    return hashlib.sha256(told.encode()).hexdigest()


def read_last_run(out: Path) -> LastRun | None:
    """What lies in `out` says of itself; None where no run of this kind wrote it."""
    try:
        told = json.loads((out / RECORDS / MARK).read_text(encoding="utf-8"))
        return LastRun(
            Fingerprint(
                str(told["campaign"]),
                str(told["campaign_digest"]),
                str(told["toolkit_version"]),
                str(told["rulings"]),
                dict(told["inputs"]),
            ),
            dict(told["counts"]),
            int(told["open_cases"]),
            dict(told["outputs"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_previous(out: Path, now: Fingerprint) -> Previous | None:
    """The run to compare with one made from `now`, of which `out` holds what was written last.

    None where there is none: at a first run, or if what lies there is of another campaign, of an
    older version that kept no keys, or no longer as it was written.
    """
    last = read_last_run(out)
    if last is None or last.fingerprint.campaign != now.campaign:
        return None
    return _read_records(out, last, f"{PREVIOUS}/" if last.fingerprint == now else "")


def read_rulings(out: Path, last: LastRun) -> frozenset[Ruling] | None:
    """Every ruling that the last run read, whatever became of it; None if that is not known."""
    data = _as_written(out, last, "rulings.csv")
    try:
        return None if data is None else frozenset(ruling for ruling, _ in _rulings(data))
    except _NOT_OURS:
        return None


def _as_written(out: Path, last: LastRun, name: str) -> bytes | None:
    """The bytes of a record, unless somebody has changed them since."""
    path = f"{RECORDS}/{name}"
    try:
        data = (out / path).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == last.outputs.get(path) else None


def _read_records(out: Path, last: LastRun, folder: str) -> Previous | None:
    records = {
        name: data
        for name in COMPARED
        if (data := _as_written(out, last, folder + name)) is not None
    }
    if len(records) < len(COMPARED):
        return None
    ledger, submissions, rulings = (records[name] for name in COMPARED)
    try:
        return Previous(
            dict(_entries(ledger)),
            dict(_columns(submissions, ("submission", "sha256"))),
            frozenset(r for r, effect in _rulings(rulings) if effect == Effect.IN_FORCE.value),
            records,
        )
    except _NOT_OURS:
        return None


def _columns(data: bytes, names: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    """Some columns of a CSV, every value as text. Polars, because Python's own reader gives up on
    a long text, which anybody may send.
    """
    wanted = list(names)
    frame = pl.read_csv(io.BytesIO(data), infer_schema=False)
    return frame.select(pl.col(wanted).fill_null("")).iter_rows()


def _entries(data: bytes) -> Iterator[tuple[str, PastEntry]]:
    for key, submission, sheet, row, unit, board, name, outcome, *rest in _columns(data, _LEDGER):
        yield (
            key,
            PastEntry(submission, sheet, int(row), unit, board, name, Outcome(outcome), *rest),
        )


def _rulings(data: bytes) -> Iterator[tuple[Ruling, str]]:
    """Each ruling and what became of it."""
    columns = ("key", "other", "answer", "who", "why", "on", "effect")
    for key, other, answer, who, why, on, effect in _columns(data, columns):
        verb, _, argument = answer.partition(" ")
        yield Ruling(key, other, Verb(verb), argument, who, why, on), effect
