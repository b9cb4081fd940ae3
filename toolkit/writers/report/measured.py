"""A run in; out: the sections on how quotas were used, what was filled in wrongly, and figures.

What a newcomer would get wrong: a section that has nothing to say is None, and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.codes import TITLES
from toolkit.model import SEVERITY_WORDS, Board, QuotaUse, Run
from toolkit.writers.counts import count_severities
from toolkit.writers.list_sheets import SEVERITY_STYLES
from toolkit.writers.report.counted import MOST_BARS, share
from toolkit.writers.report.drawing import KEPT, SENT, YEARS, Series, draw_bars
from toolkit.writers.report.figures import Fault, Median, count_faults, medians_of
from toolkit.writers.report.personal import Personal
from toolkit.writers.report.pieces import (
    Block,
    Chart,
    Column,
    Kind,
    Layout,
    Section,
    Table,
    Tag,
    capped,
    figure_words,
)
from toolkit.writers.wording import has_fields, heading_with_unit, unit_name

_MOST_FAULTS, _FAULT_BARS, _MEDIAN_BARS = 200, 10, 10
_NUMBER = Kind.NUMBER


# ---------------------------------------------------------------- quotas


def quotas(run: Run) -> Section | None:
    """Nominated and accepted against the limits; None where nothing is limited."""
    limited = [use for use in run.quotas if use.limit is not None]
    if not limited:
        return None
    field = (Column("领域"),) if has_fields(run) else ()
    columns = (
        Column("推荐单位"), Column("榜单"), *field, Column("渠道数", _NUMBER),
        Column("名额", _NUMBER), Column("申报条目", _NUMBER), Column("入围", _NUMBER),
        Column("超名额", _NUMBER), Column("剩余", _NUMBER), Column("使用率", Kind.SHARE),
    )  # fmt: skip
    rows = [_quota_row(run, use) for use in run.quotas]
    notes = ("名额为叠加推荐渠道和名额调整之后的数；申报条目含未入围的。",)
    block = Block("", (), _quota_chart(run, limited), capped(columns, rows))
    return Section("quotas", "名额使用", (block,), notes=notes)


def _quota_row(run: Run, use: QuotaUse) -> tuple[object, ...]:
    field = (use.field,) if has_fields(run) else ()
    free = None if use.limit is None else use.limit - use.accepted
    used = share(use.accepted, use.limit or 0)
    title = run.campaign.board(use.board).title
    limit = "不限" if use.limit is None else use.limit
    counts = (limit, use.nominated, use.accepted, use.over, free, used)
    return (unit_name(use.unit), title, *field, use.channels, *counts)


def _quota_chart(run: Run, limited: Sequence[QuotaUse]) -> Chart:
    """Places and who took them by board; by unit where there is one board only."""
    by_board = len({use.board for use in limited}) > 1
    sums: dict[str, list[int]] = {}
    for use in limited:
        name = run.campaign.board(use.board).title if by_board else unit_name(use.unit)
        own = sums.setdefault(name, [0, 0])
        own[0] += use.limit or 0
        own[1] += use.accepted
    ordered = sorted(sums.items(), key=lambda each: -each[1][0])[:MOST_BARS]
    more = f"（前{MOST_BARS}位）" if len(sums) > MOST_BARS else ""
    columns = list(zip(*(counts for _, counts in ordered), strict=True))
    series = [
        Series(name, colour, values, [f"{value:,}" for value in values])
        for name, colour, values in zip(("名额", "入围"), (SENT, KEPT), columns, strict=True)
    ]
    title = f"{'各榜单' if by_board else '各推荐单位'}的名额与入围{more}"
    return draw_bars(title, [name for name, _ in ordered], series)


# ---------------------------------------------------------------- faults


def faults(run: Run, personal: Personal) -> Section:
    """Findings by severity, and the commonest ones with the columns they sit in."""
    counted = count_faults(run)
    blocks = [Block("问题的轻重", (), None, _severities(run))]
    if counted:
        blocks.append(
            Block(
                "填报中最常见的问题",
                ("按栏目和问题合计；改进下次的模板和填报说明时，请先看这里。",),
                _fault_chart(counted),
                _fault_table(run, counted, personal),
            )
        )
    return Section("faults", "常见问题", tuple(blocks))


def _severities(run: Run) -> Table:
    columns = (Column("严重程度"), Column("问题数", _NUMBER), Column("涉及条目", _NUMBER))
    return Table(
        columns,
        [
            (Tag(SEVERITY_WORDS[severity], SEVERITY_STYLES[severity]), findings, entries)
            for severity, findings, entries in count_severities(run)
        ],
    )


def _place(fault: Fault) -> str:
    return fault.heading or "（整表或整份文件）"


def _fault_chart(counted: Sequence[Fault]) -> Chart | None:
    """The commonest ones; None where fewer than two came more than once, which is no picture."""
    first = [fault for fault in counted[:_FAULT_BARS] if fault.findings > 1]
    if len(first) < 2:
        return None
    values = [fault.findings for fault in first]
    labels = [f"{_place(fault)}：{TITLES[fault.code]}" for fault in first]
    series = [Series("", KEPT, values, [f"{value:,}" for value in values])]
    return draw_bars("最常见的问题", labels, series)


def _fault_table(run: Run, counted: Sequence[Fault], personal: Personal) -> Table:
    columns = (
        Column("栏目"), Column("问题"), Column("代码", Kind.CODE), Column("榜单"),
        Column("问题数", _NUMBER), Column("涉及单位", _NUMBER), Column("举例", Kind.LONG),
    )  # fmt: skip
    rows = [
        (
            _place(fault), TITLES[fault.code], fault.code, _board_words(run, fault.boards),
            fault.findings, fault.units, personal.message(fault.example),
        )
        for fault in counted[:_MOST_FAULTS]
    ]  # fmt: skip
    return Table(columns, rows, count=len(counted))


def _board_words(run: Run, boards: Sequence[str]) -> str:
    if len(boards) > 1:
        return f"{len(boards)}个榜单"
    return run.campaign.board(boards[0]).title if boards else ""


# ---------------------------------------------------------------- figures by industry


def medians(run: Run) -> Section | None:
    """The metrics of several years, of accepted entries by industry; None where no board asks for
    any, or nobody is accepted.
    """
    blocks = tuple(
        _median_block(board, median, alone=len(run.campaign.boards) == 1)
        for board in run.campaign.boards
        for median in medians_of(run, board)
    )
    if not blocks:
        return None
    notes = (
        "取入围条目的中位数（一半高于它，一半低于它），不受个别很大的数影响；没有填的不计。",
        "条目数少的行业，中位数只供参考。",
    )
    return Section("medians", "入围条目的历年指标", blocks, Layout.GRID, notes)


def _median_block(board: Board, median: Median, *, alone: bool) -> Block:
    years, lines = median.metric.years, median.lines
    title = heading_with_unit(years[0])[0]
    chart = _median_chart(title, median)
    columns = (
        Column("行业"), Column("条目", _NUMBER), *(Column(year.header, _NUMBER) for year in years)
    )  # fmt: skip
    rows = [(name, size, *(_figure(median, value) for value in own)) for name, size, own in lines]
    heading = title if alone else f"{board.title}：{title}"
    return Block(heading, (), chart, capped(columns, rows), is_folded=len(lines) <= _MEDIAN_BARS)


def _median_chart(title: str, median: Median) -> Chart:
    years, lines = median.metric.years, median.lines[:_MEDIAN_BARS]
    colours = YEARS[-len(years) :] if len(years) <= len(YEARS) else [KEPT] * len(years)
    series = [
        Series(
            year.header,
            colour,
            [own[at] for _, _, own in lines],
            [_figure(median, own[at]) for _, _, own in lines],
        )
        for at, (year, colour) in enumerate(zip(years, colours, strict=True))
    ]
    labels = [f"{name}（{size}）" for name, size, _ in lines]
    return draw_bars(f"{title}的中位数", labels, series)


def _figure(median: Median, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1%}" if median.metric.percent else figure_words(value)
