"""A batch of files in; out: what each turned out to be, and their entries in columns — read,
located, converted, screened, validated.

This is what a child process does; only columns and findings leave it. The one thing a newcomer
would get wrong: small files are screened together because whole-column work costs the same for
five entries as for five thousand; what is found is the same whoever shares the batch.
"""

from __future__ import annotations

import traceback
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import polars as pl

from toolkit.conversion import Column, Converted, SheetCells, convert_table
from toolkit.errors import Refused
from toolkit.locating import CampaignHeadings, Located, locate_tables
from toolkit.model import (
    Board,
    Campaign,
    Entry,
    Finding,
    Ref,
    Status,
    TemplateIdentity,
    as_text,
)
from toolkit.model.columns import BoardEntries, Span, dtype_of, number_of, series_of
from toolkit.pipeline.numbering import numbered, spans_of
from toolkit.pipeline.reading_early import workbook_of
from toolkit.screening import BoardScreen, Screened
from toolkit.validation import BoardValidator


@dataclass(frozen=True, slots=True)
class Job:
    """A file to examine: its path as findings name it, and where it lies. `careful`: a child has
    ended over it, so that time is no object. `passwords` may open it. `subject` is that of the
    e-mail it came with.
    """

    submission: str
    file: Path
    careful: bool = False
    passwords: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a file turned out to be; `sheets` names its sheets in order, `entries` counts, and
    `template` is what it says of the template it was made from. `remarks` say how it was read.
    """

    submission: str
    status: Status
    code: str = ""
    reason: str = ""
    kind: str = ""
    campaign: str = ""
    boards: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    entries: int = 0
    findings: tuple[Finding, ...] = ()
    template: TemplateIdentity | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Some files examined together; their entries are numbered from 1 through the batch, and so
    are the entries that findings speak of.
    """

    files: tuple[Examined, ...]
    boards: tuple[BoardEntries, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    """A converted table: whose file it is (by place in the batch) and its entries' numbers, which
    follow each other but where rows of another board stand between them.
    """

    file: int
    numbers: Sequence[int]
    campaign: Campaign
    board: Board
    converted: Converted


@dataclass(frozen=True, slots=True)
class Task:
    """How files are examined: for which campaigns, whether entries that surely hold may skip
    Cerberus, and whether all values are wanted or only those that entries are compared by.
    """

    campaigns: tuple[Campaign, ...]
    screening: bool = True
    whole: bool = True


_task = Task(())


def prepare(task: Task) -> None:
    """Tell a child process what to do with its files."""
    global _task  # noqa: PLW0603  a process pool's initializer has nowhere else to put it
    _task = task
    _validator.cache_clear()
    _screen.cache_clear()
    _headings.cache_clear()


@cache
def _headings() -> tuple[CampaignHeadings, ...]:
    return tuple(CampaignHeadings.of(campaign) for campaign in _task.campaigns)


@cache
def _validator(campaign_index: int, board_id: str) -> BoardValidator:
    campaign = _task.campaigns[campaign_index]
    return BoardValidator(campaign.board(board_id), campaign)


@cache
def _screen(campaign_index: int, board_id: str) -> BoardScreen:
    return BoardScreen(_task.campaigns[campaign_index].board(board_id))


def examine(jobs: Sequence[Job]) -> Batch:
    """Examine some files; a fault of ours costs only the file it happens with."""
    try:
        return _examine(jobs)
    except Exception as bug:
        if len(jobs) > 1:
            return join_batches([examine([job]) for job in jobs])
        traceback.print_exc()  # seen with --debug
        reason = (
            f"处理这份文件时程序出错（{type(bug).__name__}）。这是工具的缺陷，请把文件发给维护者；"
            "也可以另存为新文件后重新报送。"
        )
        return Batch((refusal(jobs[0].submission, "F101", reason, _task.campaigns[0]),))


def join_batches(batches: Iterable[Batch]) -> Batch:
    """Batches as one, numbered through."""
    files: list[Examined] = []
    boards: list[BoardEntries] = []
    before = 0
    for batch in batches:
        files += (_shifted(file, before) for file in batch.files)
        boards += (columns.shifted(before) for columns in batch.boards)
        before += sum(file.entries for file in batch.files)
    return Batch(tuple(files), tuple(boards))


def _shifted(file: Examined, before: int) -> Examined:
    findings = (
        replace(finding, entry=finding.entry + before) if finding.entry else finding
        for finding in file.findings
    )
    return replace(file, findings=tuple(findings)) if before else file


def _examine(jobs: Sequence[Job]) -> Batch:
    files: list[Examined] = []
    tables: list[_Table] = []
    before = 0
    for job in jobs:
        examined, own = _open(job, len(files), before)
        files.append(examined)
        tables += own
        before += examined.entries
    boards: dict[tuple[str, str], list[_Table]] = {}
    for table in tables:
        boards.setdefault((table.campaign.id, table.board.id), []).append(table)
    columns: list[BoardEntries] = []
    said: dict[int, list[Finding]] = {}
    for own in boards.values():
        joined = _in_columns(own)
        compared = own[0].campaign.compared_keys(own[0].board)
        columns.append(joined if _task.whole else joined.only(compared))
        for table, findings in _judge(own, joined):
            said.setdefault(table.file, []).extend(findings)
    return Batch(
        tuple(
            replace(file, findings=(*file.findings, *said.get(at, ())))
            for at, file in enumerate(files)
        ),
        tuple(columns),
    )


def _open(job: Job, file: int, before: int) -> tuple[Examined, list[_Table]]:
    """A file read, located and converted; its entries follow `before` others of the batch."""
    try:
        workbook = workbook_of(
            job.file,
            careful=job.careful,
            passwords=job.passwords,
            limits=_task.campaigns[0].limits,
        )
    except Refused as refused:
        return refusal(job.submission, refused.code, refused.message, _task.campaigns[0]), []
    located = locate_tables(workbook, _headings(), job.submission, job.subject)
    severities = located.campaign.severities
    sheets = tuple(grid.sheet for grid in workbook.grids)
    findings: list[Finding] = []
    if workbook.disguise:
        findings.append(Finding("F106", severities["F106"], Ref(job.submission), workbook.disguise))
    if not located.tables:
        refused_file = refusal(job.submission, "S101", _NO_BOARD, located.campaign)
        said = (*findings, *refused_file.findings, *located.findings)
        opened = replace(refused_file, kind=workbook.kind, sheets=sheets, findings=said)
        return replace(opened, template=located.template, remarks=workbook.remarks), []
    tables = _converted(located, file, before)
    return Examined(
        submission=job.submission,
        status=Status.READ,
        kind=workbook.kind,
        campaign=located.campaign.id,
        boards=tuple(dict.fromkeys(table.board.id for table in located.tables)),
        sheets=sheets,
        entries=sum(len(table.rows) for table in located.tables),
        findings=(*findings, *located.findings),
        template=located.template,
        remarks=workbook.remarks,
    ), tables


_NO_BOARD = (
    "没有找到任何榜单的表头。如果里面有申报条目，请填入下发的模板报送，保留表头各列的名称；"
    "如果只是附件，或是另一次征集的材料，不必处理。"
)


def refusal(submission: str, code: str, reason: str, campaign: Campaign) -> Examined:
    """A file that cannot be read, with the finding that says why."""
    finding = Finding(code, campaign.severities[code], Ref(submission), reason)
    return Examined(submission, Status.REFUSED, code, reason, findings=(finding,))


def _converted(located: Located, file: int, before: int) -> list[_Table]:
    tables = []
    for located_table, numbers in numbered(located.tables, before + 1):
        cells = SheetCells(located_table.grid, located_table.table, located_table.rows)
        converted = convert_table(cells, located_table.board, located.campaign)
        tables.append(_Table(file, numbers, located.campaign, located_table.board, converted))
    return tables


# ---------------------------------------------------------------- the entries of one board


def _in_columns(tables: Sequence[_Table]) -> BoardEntries:
    """The tables of one board, one below the other."""
    board = tables[0].board
    spans: list[Span] = []
    originals: dict[int, Mapping[str, str]] = {}
    height = 0
    for table in tables:
        cells = table.converted.cells
        spans += spans_of(cells.table, table.numbers, cells.rows, height)
        originals |= {at + height: texts for at, texts in table.converted.originals.items()}
        height += len(cells.rows)
    values = pl.DataFrame(
        [
            _joined([table.converted.columns[column.key] for table in tables], column.key, dtype)
            for column in board.fields
            for dtype in [dtype_of(column)]
        ]
    )
    return BoardEntries(board.id, tuple(spans), values, originals)


def _joined(parts: Sequence[Column], key: str, dtype: pl.DataType) -> pl.Series:
    """One column from the parts that tables gave, short ones as lists."""
    if all(isinstance(part, list) for part in parts):
        return series_of([value for part in parts for value in part], dtype, key)
    columns = [series_of(part, dtype) if isinstance(part, list) else part for part in parts]
    return pl.concat(columns, rechunk=True).alias(key)


def _judge(
    tables: Sequence[_Table], columns: BoardEntries
) -> Iterable[tuple[_Table, list[Finding]]]:
    """Each table's findings: what conversion said, then what Cerberus says of doubtful cells."""
    campaign, board = tables[0].campaign, tables[0].board
    index = _task.campaigns.index(campaign)
    doubtful = _doubtful(index, board, tables, columns)
    validator = _validator(index, board.id)
    looked_at = columns.values[list(doubtful)].iter_rows()
    for table, start in zip(tables, _starts(tables), strict=True):
        known: dict[int, list[Finding]] = {}
        for at, finding in table.converted.findings:
            known.setdefault(at, []).append(replace(finding, entry=table.numbers[at]))
        findings = [finding for own in known.values() for finding in own]
        for at in range(len(table.numbers)):
            keys = doubtful.get(start + at)
            if keys:
                values = dict(zip(columns.values.columns, next(looked_at), strict=True))
                entry = _entry(table, at, keys, values)
                findings += validator.findings(entry, known.get(at, ()), keys)
        yield table, findings


def _starts(tables: Sequence[_Table]) -> list[int]:
    """Where the entries of each table begin in the columns of their board."""
    return [0, *accumulate(len(table.numbers) for table in tables)][:-1]


def _doubtful(
    index: int, board: Board, tables: Sequence[_Table], columns: BoardEntries
) -> Mapping[int, Sequence[str]]:
    """The field keys to look at exactly, by position: those in doubt, or all of them."""
    if not _task.screening:
        everything = [column.key for column in board.fields]
        return dict.fromkeys(range(columns.values.height), everything)
    cells = [table.converted.cells for table in tables]
    starts = _starts(tables)

    def format_decimals(key: str, positions: Sequence[int]) -> list[int]:
        shown: list[int] = []
        first = 0
        for own, start, end in zip(
            cells, starts, [*starts[1:], columns.values.height], strict=True
        ):
            last = bisect_left(positions, end, first)
            places = [at - start for at in positions[first:last]]
            shown += own.format_decimals(key, places)
            first = last
        return shown

    screened = Screened(
        columns.values,
        tables=[each.table for each in cells],
        sizes=[len(each.rows) for each in cells],
        most_decimals=[each.grid.most_decimals for each in cells],
        text_decimals={
            start + at: shown
            for table, start in zip(tables, starts, strict=True)
            for at, shown in table.converted.text_decimals.items()
        },
        format_decimals=format_decimals,
    )
    return _screen(index, board.id).doubtful(screened)


def _entry(table: _Table, at: int, keys: Sequence[str], stored: Mapping[str, Any]) -> Entry:
    """One entry as the validator sees it, with how the cells in doubt stood."""
    cells = table.converted.cells
    values = {
        key: number_of(value) if isinstance(value, float) else value
        for key, value in stored.items()
    }
    decimals = {
        key: shown
        for key in keys
        if (shown := cells.decimals(at, table.board.field(key), values[key])) is not None
    }
    originals = {key: as_text(cells.stood(at, key)) for key in keys if key in cells.table.columns}
    return Entry(table.numbers[at], cells.table, cells.rows[at], values, originals, decimals)
