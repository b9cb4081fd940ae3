"""A run in; out: 处理台账 and 问题清单, which readers search, filter and sort.

What a newcomer would get wrong: they are not 汇总.xlsx. Of a large run they have the first rows
only (of the findings, the gravest), and the page says how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.codes import TITLES
from toolkit.model import SEVERITY_WORDS, Finding, Run, Severity
from toolkit.writers.list_sheets import SEVERITY_STYLES
from toolkit.writers.report.counted import outcome_tag
from toolkit.writers.report.personal import Personal, codes_by_number
from toolkit.writers.report.pieces import Block, Column, Kind, Section, Table, Tag
from toolkit.writers.selection import (
    names_by_number,
    owned_names_by_number,
    places_by_number,
    shown_by_number,
    units_by_number,
)
from toolkit.writers.wording import file_unit, has_fields, has_owners, unit_name

# A page of some thousands of rows still opens and sorts at once.
MOST_LISTED = 5000


def ledger(run: Run) -> Section:
    """Every entry with its outcome, why, and where it stands."""
    field = (Column("领域", picked=True, em=7.0),) if has_fields(run) else ()
    owner = (Column("所属单位"),) if has_owners(run) else ()
    columns = (
        Column("条目号", Kind.ORDINAL),
        Column("推荐单位"),
        Column("榜单", picked=True, em=8.0),
        *field,
        Column("名称"),
        *owner,
        Column("统一社会信用代码", Kind.CODE),
        Column("处理结果", picked=True, em=9.0),
        Column("判定依据", Kind.CODE, em=7.0),
        Column("原因", Kind.LONG),
        Column("所在位置", Kind.LONG),
    )
    rows = list(_ledger_rows(run))
    table = Table(columns, rows, count=len(run.entries), is_searched=True)
    return Section("ledger", "处理台账", (Block("", (), None, table),))


def _ledger_rows(run: Run) -> Iterator[tuple[object, ...]]:
    titles = {board.id: board.title for board in run.campaign.boards}
    with_field, with_owner = has_fields(run), has_owners(run)
    by_number = zip(
        run.ledger.decisions[:MOST_LISTED],
        places_by_number(run),
        units_by_number(run),
        shown_by_number(run, lambda board: board.field_key),
        names_by_number(run),
        shown_by_number(run, lambda board: board.owner_key),
        codes_by_number(run),
        strict=False,
    )
    for decision, (table, row), unit, field, name, owner, code in by_number:
        yield (
            decision.entry,
            unit_name(unit),
            titles[table.board],
            *((field,) if with_field else ()),
            name,
            *((owner,) if with_owner else ()),
            code,
            outcome_tag(decision.outcome),
            "、".join(decision.codes),
            decision.full_reason,
            place_words(table.submission, table.sheet, f"第{row}行"),
        )


def place_words(submission: str, sheet: str, at: str) -> str:
    """Where something stands: ``上海科协/名单.xlsx › 新锐企业榜 第7行``."""
    place = f"{sheet} {at}".strip()
    return f"{submission} › {place}" if place else submission


def findings(run: Run, personal: Personal) -> Section:
    """Every finding at its place; the gravest where there are too many."""
    columns = (
        Column("严重程度", picked=True, em=6.5), Column("代码", Kind.CODE, picked=True, em=5.0),
        Column("问题", em=9.0),
        Column("推荐单位"), Column("条目号", Kind.ORDINAL), Column("名称"), Column("栏目"),
        Column("原值", em=12.0), Column("说明", Kind.LONG), Column("所在位置", Kind.LONG),
    )  # fmt: skip
    shown: Sequence[Finding] = run.findings
    if len(shown) > MOST_LISTED:
        graveness = {severity: at for at, severity in enumerate(Severity)}
        shown = sorted(shown, key=lambda each: graveness[each.severity])[:MOST_LISTED]
    rows = list(_finding_rows(run, shown, personal))
    table = Table(columns, rows, count=len(run.findings), is_searched=True)
    return Section("findings", "问题清单", (Block("", (), None, table),))


def _finding_rows(
    run: Run, shown: Sequence[Finding], personal: Personal
) -> Iterator[tuple[object, ...]]:
    files = {submission.path: file_unit(submission) for submission in run.submissions}
    names, units = owned_names_by_number(run), units_by_number(run)
    for finding in shown:
        ref, entry = finding.ref, finding.entry
        yield (
            Tag(SEVERITY_WORDS[finding.severity], SEVERITY_STYLES[finding.severity]),
            finding.code,
            TITLES[finding.code],
            unit_name(units[entry - 1]) if entry else files.get(ref.submission, ""),
            entry or None,
            names[entry - 1] if entry else "",
            finding.field,
            personal.value(finding),
            personal.message(finding),
            place_words(ref.submission, ref.sheet, ref.cell),
        )
