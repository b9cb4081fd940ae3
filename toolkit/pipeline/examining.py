"""One file in; out: its entries and findings — read, located, converted, validated.

This is what a child process does; only the result leaves it. The one thing a newcomer would get
wrong: entries are numbered within the file here, and for the whole batch by the pipeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from toolkit.conversion import convert_entries
from toolkit.errors import Refused
from toolkit.locating import Located, LocatedTable, locate_tables
from toolkit.model import Campaign, Entry, Finding, Ref, Status
from toolkit.reading import read_workbook
from toolkit.validation import BoardValidator


@dataclass(frozen=True, slots=True)
class Job:
    """A file to examine: its path as findings name it, and where it lies."""

    submission: str
    file: Path


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file turned out to be; `sheets` names its sheets in order."""

    submission: str
    status: Status
    code: str = ""
    reason: str = ""
    kind: str = ""
    campaign: str = ""
    boards: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()


_campaigns: tuple[Campaign, ...] = ()


def prepare(campaigns: tuple[Campaign, ...]) -> None:
    """Tell a child process the campaigns its files may belong to."""
    global _campaigns  # noqa: PLW0603  a process pool's initializer has nowhere else to put it
    _campaigns = campaigns
    _validator.cache_clear()


@cache
def _validator(campaign_index: int, board_id: str) -> BoardValidator:
    campaign = _campaigns[campaign_index]
    return BoardValidator(campaign.board(board_id), campaign)


def examine(job: Job) -> Examined:
    """Read one file and check every entry in it; a fault of ours costs only that file."""
    try:
        return _examine(job)
    except Exception as bug:
        reason = (
            f"处理这份文件时程序出错（{type(bug).__name__}）。这是工具的缺陷，请把文件发给维护者；"
            "也可以另存为新文件后重新报送。"
        )
        return refusal(job.submission, "F101", reason, _campaigns[0])


def _examine(job: Job) -> Examined:
    try:
        workbook = read_workbook(job.file)
    except Refused as refused:
        return refusal(job.submission, refused.code, refused.message, _campaigns[0])
    located = _best_fit(
        [locate_tables(workbook, campaign, job.submission) for campaign in _campaigns]
    )
    severities = located.campaign.severities
    sheets = tuple(grid.sheet for grid in workbook.grids)
    findings: list[Finding] = []
    if workbook.disguise:
        findings.append(Finding("F106", severities["F106"], Ref(job.submission), workbook.disguise))
    if not located.tables:
        refused_file = refusal(job.submission, "S101", _NO_BOARD, located.campaign)
        return replace(
            refused_file,
            kind=workbook.kind,
            sheets=sheets,
            findings=(*findings, *refused_file.findings),
        )
    findings.extend(located.findings)
    entries: list[Entry] = []
    for table in located.tables:
        own, said = _examine_table(table, located, len(entries))
        entries.extend(own)
        findings.extend(said)
    return Examined(
        submission=job.submission,
        status=Status.READ,
        kind=workbook.kind,
        campaign=located.campaign.id,
        boards=tuple(dict.fromkeys(table.board.id for table in located.tables)),
        sheets=sheets,
        entries=tuple(entries),
        findings=tuple(findings),
    )


_NO_BOARD = (
    "没有找到任何榜单的表头。请使用下发的模板填写，保留表头各列的名称；"
    "如果是另一次征集的材料，请勿放在这里。"
)


def refusal(submission: str, code: str, reason: str, campaign: Campaign) -> Examined:
    """A file that cannot be read, with the finding that says why."""
    finding = Finding(code, campaign.severities[code], Ref(submission), reason)
    return Examined(submission, Status.REFUSED, code, reason, findings=(finding,))


def _best_fit(candidates: Sequence[Located]) -> Located:
    """The campaign that recognises most headings; of equals, the one named first."""
    return max(candidates, key=lambda located: located.score)


def _examine_table(
    located_table: LocatedTable, located: Located, before: int
) -> tuple[list[Entry], list[Finding]]:
    """The entries of one sheet, numbered after the `before` entries of the sheets above it."""
    campaign, board = located.campaign, located_table.board
    entries, converted = convert_entries(
        located_table.grid, located_table.table, located_table.rows, board, campaign
    )
    said: dict[int, list[Finding]] = {}
    for finding in converted:
        said.setdefault(finding.entry, []).append(finding)
    validator = _validator(_campaigns.index(campaign), board.id)
    findings = list(converted)
    for entry in entries:
        findings.extend(validator.findings(entry, said.get(entry.number, ())))
    return (
        [replace(entry, number=entry.number + before) for entry in entries],
        [replace(finding, entry=finding.entry + before) for finding in findings],
    )
