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

import polars as pl

from toolkit.differing import keys_by_number
from toolkit.model import Run
from toolkit.model.columns import BoardEntries
from toolkit.model.rulings import CASES_FILE
from toolkit.previous import COMPARED, MARK, PREVIOUS, RECORDS, fingerprint_of
from toolkit.writers.cells import LARGEST_NUMBER
from toolkit.writers.selection import places_by_number, units_by_number

_TYPES: Mapping[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
    "list": pl.List(pl.String()),
}


def write_records(run: Run, folder: Path) -> None:
    """Write every record but run.json, which speaks of all the others."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / "submissions.csv", _SUBMISSIONS, _submissions(run))
    _write_csv(folder / "ledger.csv", _LEDGER, _ledger(run))
    _write_csv(folder / "findings.csv", _FINDINGS, _findings(run))
    _write_csv(folder / "quotas.csv", _QUOTAS, _quotas(run))
    _write_csv(folder / "rulings.csv", _RULINGS, _rulings(run))
    if run.changes is not None:
        _keep_previous(run.changes.previous.records, folder / PREVIOUS)
    frame_values(run).write_parquet(folder / "entries.parquet")


def _keep_previous(records: Mapping[str, bytes], folder: Path) -> None:
    """What the run is compared with, to the byte, for a run that is merely done again."""
    folder.mkdir()
    for name in COMPARED:
        (folder / name).write_bytes(records[name])


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


_SUBMISSIONS = (
    "submission", "sha256", "unit", "boards", "status", "code", "entries", "received",
    "kind", "container", "mail_from", "mail_subject", "remarks",
)  # fmt: skip
_LEDGER = (
    "entry", "submission", "sheet", "row", "unit", "board", "field", "name", "uscc", "rank",
    "outcome", "codes", "kept", "reason", "owner", "key",
)  # fmt: skip
_FINDINGS = (
    "submission", "sheet", "cell", "entry", "field", "code", "severity", "value", "message",
)  # fmt: skip
_QUOTAS = ("unit", "board", "field", "channels", "limit", "nominated", "accepted", "over")
_RULINGS = (
    "key", "other", "answer", "who", "why", "on", "effect", "entry", "place", "words",
)  # fmt: skip


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
            submission.kind,
            submission.container,
            submission.letter.sender if submission.letter else "",
            submission.letter.subject if submission.letter else "",
            "".join(submission.remarks),
        )


def _ledger(run: Run) -> Iterator[tuple[object, ...]]:
    boards = run.campaign.boards
    by_field = {each.id: each.field_key for each in boards if each.counts_per_field}
    columns = (
        run.entries.stated(by_field),
        run.entries.stated({board.id: board.name_key for board in boards}),
        run.entries.stated({board.id: board.code_key for board in boards}),
        run.entries.stated({board.id: board.rank_key for board in boards}),
        run.entries.stated({board.id: board.owner_key for board in boards}),
    )
    by_number = zip(
        run.ledger.decisions,
        places_by_number(run),
        units_by_number(run),
        zip(*columns, strict=True),
        keys_by_number(run),
        strict=True,
    )
    for decision, (table, row), unit, values, key in by_number:
        *told, owner = ("" if value is None else str(value) for value in values)
        yield (
            decision.entry,
            table.submission,
            table.sheet,
            row,
            unit,
            table.board,
            *told,
            decision.outcome.value,
            ";".join(decision.codes),
            decision.kept or "",
            decision.full_reason,
            owner,
            key,
        )


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


def _rulings(run: Run) -> Iterator[tuple[object, ...]]:
    for ruled in run.rulings:
        ruling = ruled.ruling.without_password()
        yield (
            ruling.key,
            ruling.other,
            ruling.answer,
            ruling.who,
            ruling.why,
            ruling.on,
            ruled.effect.value,
            ruled.entry or "",
            # The workbook that a ruling was written in where it was asked, this run replaces.
            CASES_FILE if ruling.ref.submission == CASES_FILE else str(ruling.ref),
            ruled.words,
        )


def frame_values(run: Run) -> pl.DataFrame:
    """Every entry's converted values: `entry`, `board`, then a column for each field key.

    A key that two boards type differently becomes text.
    """
    types: dict[str, pl.DataType] = {}
    for board in run.campaign.boards:
        for column in board.fields:
            known = types.setdefault(column.key, _TYPES[column.type])
            if known != _TYPES[column.type]:
                types[column.key] = pl.String()
    frames = [_frame_board(columns, types) for columns in run.entries.boards]
    nothing = pl.DataFrame(schema={"entry": pl.Int64, "board": pl.String, **types})
    return pl.concat([nothing, *frames]).sort("entry").rechunk()


def _frame_board(entries: BoardEntries, types: Mapping[str, pl.DataType]) -> pl.DataFrame:
    numbers = entries.numbers
    return pl.DataFrame(
        [
            numbers,
            pl.repeat(entries.board, len(numbers), dtype=pl.String, eager=True).alias("board"),
            *(_typed(entries, key, dtype) for key, dtype in types.items()),
        ]
    )


def _typed(entries: BoardEntries, key: str, dtype: pl.DataType) -> pl.Series:
    """The values that are what the column holds; an entry sent back may hold anything."""
    if key not in entries.values.columns:
        return pl.Series(key, [None] * entries.values.height, dtype)
    values = entries.values[key]
    if dtype == pl.Int64:
        whole = (values.floor() == values) & (values.abs() < LARGEST_NUMBER)
        return pl.select(pl.when(whole).then(values)).to_series().cast(pl.Int64).alias(key)
    return values if values.dtype == dtype else entries.texts(key)


def write_run_json(run: Run, out: Path) -> None:
    """records/run.json: what went in and came out, with digests; written last of all."""
    target = out / RECORDS / MARK
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
    made_from = fingerprint_of(run)
    content = {
        "campaign": made_from.campaign,
        "campaign_digest": made_from.campaign_digest,
        "toolkit_version": made_from.toolkit_version,
        "counts": counts,
        "inputs": dict(sorted(made_from.inputs.items())),
        "outputs": dict(sorted(outputs.items())),
        "rulings": made_from.rulings,
        "open_cases": len(run.cases),
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
