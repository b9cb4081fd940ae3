"""A unit's own files in; out: what is wrong with each, as a run would say it of its rows.

Each file stands by itself, and no register is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from toolkit import ledger, senders, subjects
from toolkit.errors import UsageError
from toolkit.frames import frame_entries
from toolkit.intake import legible, sha256_of
from toolkit.model import Campaign, CheckedFile, Status
from toolkit.model.columns import Entries, join_entries
from toolkit.pipeline import remarks
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.pipeline.examining import Batch, Job
from toolkit.pipeline.ordering import in_order

_ONE_CHILD = Pool()


def check(
    files: Sequence[Path],
    campaigns: tuple[Campaign, ...],
    pool: Pool = _ONE_CHILD,
) -> list[CheckedFile]:
    """Check each file by itself, without registers: what `run` would say of its rows, R101, and
    an exceeded quota.
    """
    for file in files:
        if not file.exists():
            raise UsageError(f"找不到文件“{file}”。", "请检查路径和文件名（包括 .xlsx 等后缀）。")
    queue = [Job(legible(str(file)), file) for file in files]
    # Before they are read: what is marked later must be what was read.
    digests = [_digest(file) for file in files]
    by_id = {campaign.id: campaign for campaign in campaigns}
    return [
        _checked(batch, digest, by_id.get(batch.files[0].campaign, campaigns[0]))
        for batch, digest in zip(
            examine_files(queue, campaigns, pool, alone=True), digests, strict=True
        )
    ]


def _digest(file: Path) -> str:
    try:
        return sha256_of(file) if file.is_file() else ""
    except OSError:  # that it cannot be read is for its reader to say
        return ""


def _checked(batch: Batch, digest: str, campaign: Campaign) -> CheckedFile:
    examined = batch.files[0]
    entries = join_entries(batch.boards)
    findings = [*examined.findings, *senders.remark_on_templates(entries, campaign)]
    deciding = ledger.deciding_findings(entries, findings)
    frame = frame_entries(entries, campaign, {examined.submission: 0})
    live = subjects.group_subjects(frame.filter(~pl.col("entry").is_in(list(deciding))))
    repeats = subjects.find_repeats(live)
    standing = live.filter(~pl.col("entry").is_in(list(repeats)))
    findings += remarks.repeats_in_check(entries, repeats, campaign)
    findings += remarks.quota_in_check(entries, standing, campaign, examined.submission)
    return CheckedFile(
        file=examined.submission,
        campaign=examined.campaign,
        boards=examined.boards,
        unit=_stated_unit(entries, campaign),
        entries=len(entries),
        findings=in_order(findings, {examined.submission: 0}, [examined]),
        heading_rows=_heading_rows(entries),
        sha256=digest,
        is_refused=examined.status is Status.REFUSED,
    )


def _heading_rows(entries: Entries) -> dict[str, tuple[int, ...]]:
    rows: dict[str, tuple[int, ...]] = {}
    for span in entries.spans:
        sheet = span.table.sheet
        rows[sheet] = (*rows.get(sheet, ()), span.table.heading_row)
    return rows


def _stated_unit(entries: Entries, campaign: Campaign) -> str:
    """The units a file names, in its template, its column or above its headings, joined by ;."""
    keys = {board.id: board.unit_key for board in campaign.boards}
    stated = entries.stated(keys)
    named: dict[str, None] = {}
    for span in entries.spans:
        own = stated[span.among_all]
        above, template = span.table.stated_unit, span.table.template
        made_for = template.unit if template else ""
        named.update((made_for or str(name or above), None) for name in dict.fromkeys(own))
    return ";".join(name for name in named if name)
