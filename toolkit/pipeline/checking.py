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
from toolkit.intake import Arrival
from toolkit.model import Campaign, CheckedFile, Status
from toolkit.model.columns import Entries, join_entries
from toolkit.naming import check_names
from toolkit.pipeline import remarks
from toolkit.pipeline.arriving import Opening, arrive_files, jobs_of
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.pipeline.examining import Batch, refusal
from toolkit.pipeline.ordering import in_order

_ONE_CHILD = Pool()


def check(
    files: Sequence[Path],
    campaigns: tuple[Campaign, ...],
    pool: Pool = _ONE_CHILD,
    *,
    store: Path | None = None,
    passwords: tuple[str, ...] = (),
) -> list[CheckedFile]:
    """Check each file by itself, without registers: what `run` would say of its rows, R101, and
    an exceeded quota. Of an archive or e-mail, each file in it is checked; `store` is an empty
    folder for those, needed as long as they are. `passwords` are tried on whatever is locked.
    """
    for file in files:
        if not file.exists():
            raise UsageError(f"找不到文件“{file}”。", "请检查路径和文件名（包括 .xlsx 等后缀）。")
    opening = Opening(store, passwords, campaigns[0].limits, pool)
    arrivals = arrive_files(files, opening)
    by_id = {campaign.id: campaign for campaign in campaigns}
    batches = iter(examine_files(jobs_of(arrivals, passwords), campaigns, pool, alone=True))
    checked = []
    for arrival in arrivals:
        batch = _refused(arrival, campaigns[0]) if arrival.problem else next(batches)
        campaign = by_id.get(batch.files[0].campaign, campaigns[0])
        checked.append(_checked(batch, arrival, campaign))
    return checked


def _refused(arrival: Arrival, campaign: Campaign) -> Batch:
    return Batch((refusal(arrival.path, arrival.code, arrival.problem, campaign),))


def _checked(batch: Batch, arrival: Arrival, campaign: Campaign) -> CheckedFile:
    examined = batch.files[0]
    entries = join_entries(batch.boards)
    findings = [*examined.findings, *senders.remark_on_templates(entries, campaign)]
    if examined.status is Status.READ:
        findings += check_names([(examined.submission, None)], campaign)
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
        sha256=arrival.sha256,
        is_refused=examined.status is Status.REFUSED,
        source=arrival.file,
    )


def _heading_rows(entries: Entries) -> dict[str, tuple[int, ...]]:
    rows: dict[str, tuple[int, ...]] = {}
    for span in entries.spans:
        sheet = span.table.sheet
        if not span.table.is_form:
            rows[sheet] = tuple(dict.fromkeys((*rows.get(sheet, ()), span.table.heading_row)))
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
