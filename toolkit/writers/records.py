"""A run in; out: records/ for machines — CSV in UTF-8 with BOM, Parquet, run.json.

The one thing a newcomer would get wrong: these files keep strangers' text exactly as it stood,
because they are compared and joined; workbooks for people are written elsewhere.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from toolkit import __version__
from toolkit.model import Entry, Field, Run

_TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
    "boolean": pl.Boolean,
    "list": pl.List(pl.String),
}
_LARGEST_INTEGER = 2**63 - 1


def write_records(run: Run, folder: Path) -> None:
    """Write every record but run.json, which speaks of all the others."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / "submissions.csv", _SUBMISSIONS, _submissions(run))
    _write_csv(folder / "ledger.csv", _LEDGER, _ledger(run))
    _write_csv(folder / "findings.csv", _FINDINGS, _findings(run))
    _write_csv(folder / "quotas.csv", _QUOTAS, _quotas(run))
    frame_values(run).write_parquet(folder / "entries.parquet")


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


_SUBMISSIONS = ("submission", "sha256", "unit", "boards", "status", "code", "entries", "received")
_LEDGER = (
    "entry", "submission", "sheet", "row", "unit", "board", "field", "name", "uscc", "rank",
    "outcome", "codes", "kept", "reason",
)  # fmt: skip
_FINDINGS = (
    "submission", "sheet", "cell", "entry", "field", "code", "severity", "value", "message",
)  # fmt: skip
_QUOTAS = ("unit", "board", "field", "channels", "limit", "nominated", "accepted", "over")


def _submissions(run: Run) -> Iterator[tuple[object, ...]]:
    for submission in run.submissions:
        yield (
            submission.path,
            submission.sha256,
            ";".join(submission.units),
            ";".join(submission.boards),
            submission.status.value,
            submission.code,
            submission.entries,
            submission.received.isoformat() if submission.received else "",
        )


def _ledger(run: Run) -> Iterator[tuple[object, ...]]:
    boards = {board.id: board for board in run.campaign.boards}
    for entry, decision in zip(run.entries, run.ledger.decisions, strict=True):
        board = boards[entry.board]
        yield (
            entry.number,
            entry.submission,
            entry.table.sheet,
            entry.row,
            entry.unit,
            entry.board,
            _text(entry, board.field_key) if board.counts_per_field else "",
            _text(entry, board.name_key),
            _text(entry, board.code_key),
            _text(entry, board.rank_key),
            decision.outcome.value,
            ";".join(decision.codes),
            decision.kept or "",
            decision.reason,
        )


def _text(entry: Entry, key: str) -> str:
    value = entry.value(key) if key else None
    return "" if value is None else str(value)


def _findings(run: Run) -> Iterator[tuple[object, ...]]:
    for finding in run.findings:
        yield (
            finding.ref.submission,
            finding.ref.sheet,
            finding.ref.cell,
            finding.entry or "",
            finding.field,
            finding.code,
            finding.severity.value,
            finding.value,
            finding.message,
        )


def _quotas(run: Run) -> Iterator[tuple[object, ...]]:
    for use in run.quotas:
        limit = "" if use.limit is None else use.limit
        counts = (use.nominated, use.accepted, use.over)
        yield (use.unit, use.board, use.field, use.channels, limit, *counts)


def frame_values(run: Run) -> pl.DataFrame:
    """Every entry's converted values: `entry`, `board`, then a column for each field key.

    A key that two boards type differently becomes text.
    """
    columns: dict[str, pl.DataType | type[pl.DataType]] = {}
    for board in run.campaign.boards:
        for column in board.fields:
            known = columns.setdefault(column.key, _TYPES[column.type])
            if known != _TYPES[column.type]:
                columns[column.key] = pl.String
    keys = {board.id: {field.key: field for field in board.fields} for board in run.campaign.boards}
    frame = pl.DataFrame(
        {
            "entry": pl.Series([entry.number for entry in run.entries], dtype=pl.Int64),
            "board": pl.Series([entry.board for entry in run.entries], dtype=pl.String),
        }
    )
    return frame.with_columns(
        pl.Series(
            key,
            [_typed(entry, keys[entry.board].get(key), dtype) for entry in run.entries],
            dtype,
        )
        for key, dtype in columns.items()
    )


def _typed(entry: Entry, column: Field | None, dtype: object) -> Any:
    """The value if it is what the column holds; an entry sent back may hold anything."""
    value = entry.value(column.key) if column else None
    if value is None or column is None:
        return None
    if dtype is pl.String:
        return value if isinstance(value, str) else str(value)
    if dtype is pl.Float64:
        return float(value)
    if dtype is pl.Int64:
        whole = isinstance(value, int) and abs(value) <= _LARGEST_INTEGER
        return value if whole else None
    return value


def write_run_json(run: Run, out: Path) -> None:
    """records/run.json: what went in and came out, with digests; written last of all."""
    target = out / "records" / "run.json"
    outputs = {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path != target
    }
    counts = {
        "submissions": len(run.submissions),
        "entries": len(run.entries),
        **{outcome.value: count for outcome, count in run.ledger.counts().items()},
    }
    content = {
        "campaign": run.campaign.id,
        "campaign_digest": run.campaign.digest,
        "toolkit_version": __version__,
        "counts": counts,
        "inputs": dict(sorted(run.inputs.items())),
        "outputs": dict(sorted(outputs.items())),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
