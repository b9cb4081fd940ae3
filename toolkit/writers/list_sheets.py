"""The plain lists of 汇总.xlsx: 处理台账, 问题清单, 名额统计.

A `Run` and an open `Book` come in; the sheets go out. What a newcomer would get wrong: these are
whole lists, every entry and finding once, so that a filter on them never misleads.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.codes import TITLES
from toolkit.differing import keys_by_number
from toolkit.model import (
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    QuotaUse,
    Run,
    Severity,
)
from toolkit.writers.book import BAR, RED, Book
from toolkit.writers.columns import Cell, Column
from toolkit.writers.selection import (
    names_by_number,
    owned_names_by_number,
    places_by_number,
    shown_by_number,
    units_by_number,
)
from toolkit.writers.tables import add_table_sheet
from toolkit.writers.wording import (
    OUTCOME_STYLES,
    code_words,
    file_unit,
    has_fields,
    has_owners,
    unit_name,
)

SEVERITY_STYLES = {Severity.ERROR: "error", Severity.QUERY: "query", Severity.NOTE: "quiet"}


def add_ledger_sheet(book: Book, run: Run) -> None:
    """Add 处理台账: every entry with its one outcome."""
    field = (Column("领域"),) if has_fields(run) else ()
    owner = (Column("所属单位"),) if has_owners(run) else ()
    columns = (
        Column("条目号", "plain"),
        Column("推荐单位"),
        Column("榜单"),
        *field,
        Column("名称"),
        *owner,
        Column("统一社会信用代码", "code"),
        Column("推荐顺序", "plain"),
        Column("处理结果", "text center"),
        Column("判定依据"),
        Column("保留的条目号", "plain"),
        Column("原因", "wrapped", width=40.0),
        Column("报送文件"),
        Column("工作表"),
        Column("行", "plain"),
        Column("键", "code"),
    )
    counts = run.ledger.counts()
    balance = "，".join(f"{OUTCOME_WORDS[o]}{n}条" for o, n in counts.items() if n)
    add_table_sheet(
        book,
        "处理台账",
        columns,
        _ledger_rows(run),
        count=len(run.entries),
        title="处理台账",
        notes=(f"共{len(run.entries)}条申报条目，每条只有一个处理结果：{balance or '没有条目'}。",),
        header=run.campaign.title,
        frozen=1,
    )


def _ledger_rows(run: Run) -> Iterator[tuple[object, ...]]:
    titles = {board.id: board.title for board in run.campaign.boards}
    words = {codes: code_words(codes) for codes in {each.codes for each in run.ledger.decisions}}
    by_number = zip(
        places_by_number(run),
        units_by_number(run),
        shown_by_number(run, lambda board: board.field_key),
        names_by_number(run),
        shown_by_number(run, lambda board: board.owner_key),
        shown_by_number(run, lambda board: board.code_key),
        shown_by_number(run, lambda board: board.rank_key),
        run.ledger.decisions,
        keys_by_number(run),
        strict=True,
    )
    with_field, with_owner = has_fields(run), has_owners(run)
    for (table, row), unit, field, name, owner, code, rank, decision, key in by_number:
        yield (
            decision.entry,
            unit_name(unit),
            titles[table.board],
            *(("" if field is None else str(field),) if with_field else ()),
            name,
            *(("" if owner is None else str(owner),) if with_owner else ()),
            "" if code is None else str(code),
            rank,
            Cell(OUTCOME_WORDS[decision.outcome], OUTCOME_STYLES[decision.outcome]),
            words[decision.codes],
            decision.kept or None,
            decision.full_reason,
            table.submission,
            table.sheet,
            row,
            key,
        )


def add_findings_sheet(book: Book, run: Run) -> None:
    """Add 问题清单: every finding at its place."""
    columns = (
        Column("推荐单位"),
        Column("报送文件"),
        Column("工作表"),
        Column("单元格", "code"),
        Column("条目号", "plain"),
        Column("名称"),
        Column("栏目"),
        Column("严重程度", "text center"),
        Column("代码", "code"),
        Column("问题"),
        Column("原值", "wrapped", width=24.0),
        Column("说明", "wrapped", width=48.0),
    )
    counts = [
        f"{SEVERITY_WORDS[severity]}{number}个"
        for severity in Severity
        if (number := sum(finding.severity is severity for finding in run.findings))
    ]
    total = f"共{len(run.findings)}个问题：{'，'.join(counts)}。" if counts else "没有发现问题。"
    add_table_sheet(
        book,
        "问题清单",
        columns,
        _finding_rows(run),
        count=len(run.findings),
        title="问题清单",
        notes=(total,),
        header=run.campaign.title,
    )


def _finding_rows(run: Run) -> Iterator[tuple[object, ...]]:
    files = {submission.path: file_unit(submission) for submission in run.submissions}
    names, units = owned_names_by_number(run), units_by_number(run)
    for finding in run.findings:
        ref, entry = finding.ref, finding.entry
        yield (
            unit_name(units[entry - 1]) if entry else files.get(ref.submission, ""),
            ref.submission,
            ref.sheet,
            ref.cell,
            entry or None,
            names[entry - 1] if entry else "",
            finding.field,
            Cell(SEVERITY_WORDS[finding.severity], SEVERITY_STYLES[finding.severity]),
            finding.code,
            TITLES[finding.code],
            finding.value,
            finding.message,
        )


def add_quota_sheet(book: Book, run: Run) -> None:
    """Add 名额统计: nominated and accepted against the limit, with bars and the excess marked."""
    field = (Column("领域"),) if has_fields(run) else ()
    columns = (
        Column("推荐单位", width=34.0),
        Column("榜单", width=24.0),
        *field,
        Column("渠道数", "integer", width=10.0),
        Column("名额", "integer", width=10.0),
        Column("申报条目", "integer", width=14.0),
        Column("入围", "integer", width=14.0),
        Column("超名额", "integer", width=10.0),
        Column("剩余名额", "integer", width=10.0),
        Column("名额使用率", "percent", width=18.0),
    )
    area = add_table_sheet(
        book,
        "名额统计",
        columns,
        [_quota_row(run, use) for use in run.quotas],
        title="名额统计",
        notes=("名额为叠加推荐渠道和名额调整之后的数；申报条目含未入围的。",),
        header=run.campaign.title,
    )
    if area.last < area.first:
        return
    bar = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "bar_border_color": BAR,
           "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}  # fmt: skip
    use, over = len(columns) - 1, len(columns) - 3
    area.sheet.conditional_format(area.first, use, area.last, use, bar)
    marked = book.file.add_format({"bg_color": RED, "bold": True})
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": marked}
    area.sheet.conditional_format(area.first, over, area.last, over, rule)


def _quota_row(run: Run, use: QuotaUse) -> tuple[object, ...]:
    field = (use.field,) if has_fields(run) else ()
    limited = use.limit is not None
    return (
        unit_name(use.unit),
        run.campaign.board(use.board).title,
        *field,
        use.channels,
        use.limit if limited else Cell("不限", "right"),
        use.nominated,
        use.accepted,
        use.over,
        use.limit - use.accepted if use.limit is not None else None,
        use.accepted / use.limit if use.limit else None,
    )
