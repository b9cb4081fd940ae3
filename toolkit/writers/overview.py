"""The sheet 概览: a run at a glance, for the people who will not open the other sheets.

A `Run` and an open `Book` come in; one sheet goes out. What a newcomer would get wrong: the
charts draw the very cells of the tables, so a table must be written before its chart is placed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.model import (
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    Effect,
    Outcome,
    Run,
    Severity,
    Status,
    column_letters,
)
from toolkit.writers.book import BAR, Book
from toolkit.writers.cells import Formula
from toolkit.writers.changes_sheet import NAME as CHANGES
from toolkit.writers.charts import BarChart, ChartRoom, add_bar_charts, column_pixels
from toolkit.writers.counts import (
    UnitCount,
    count_boards,
    count_codes,
    count_industries,
    count_severities,
    count_status,
    count_units,
    shown_outcomes,
    silent_units,
)
from toolkit.writers.lines import row_pixels, wrapped_lines
from toolkit.writers.wording import (
    OUTCOME_NOTES,
    OUTCOME_STYLES,
    UNKNOWN_UNIT,
    senders_of,
)

NAME = "概览"
# Two for words; then files, entries and every outcome there is.
_WIDTHS = (34.0, 34.0, *[13.5] * (5 + len(Outcome)))
_TOP_CODES = 10
# Charts stand to the right of the first table.
_CHART_COLUMN = 4
_LINE, _FUNNEL_LINE = 24, 28


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet being written, and the run it shows."""

    book: Book
    sheet: Any
    run: Run


def add_overview(book: Book, run: Run, divided: Sequence[str] = ()) -> None:
    """Add 概览: key counts, units, silent units, industries, commonest findings; `divided` says
    which boards stand in several workbooks.
    """
    sheet = book.sheet(NAME, run.campaign.title)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    page = Page(book, sheet, run)
    top = _write_head(page)
    row = _write_funnel(page, top)
    charts = _chart_room(run, top + 2, row)
    row = _write_boards(page, row, divided)
    row, units = _write_units(page, row)
    row = _write_silent(page, row)
    row, industries = _write_industries(page, row)
    add_bar_charts(book, sheet, NAME, charts, [chart for chart in (units, industries) if chart])
    row = _write_findings(page, row, "六" if industries else "五")
    sheet.print_area(0, 0, row - 1, 6 + len(shown_outcomes(run)))


def _chart_room(run: Run, first: int, end: int) -> ChartRoom:
    """The room right of the first table, whose heading stands in row `first`."""
    last = 7 + len(shown_outcomes(run))
    width = sum(map(column_pixels, _WIDTHS[_CHART_COLUMN:last]))
    return ChartRoom(first, _CHART_COLUMN, width, (end - first) * _FUNNEL_LINE + 1)


# ---------------------------------------------------------------- pieces of a page


def _section(page: Page, row: int, title: str, note: str = "") -> int:
    """A section's title (and note), one blank line above; gives the next row."""
    row += 1
    page.sheet.set_row_pixels(row, 30)
    page.book.put(page.sheet, row, 0, title, "subtitle")
    if note:
        page.sheet.set_row_pixels(row + 1, 20)
        page.book.put(page.sheet, row + 1, 0, note, "note")
        return row + 2
    return row + 1


def _headings(page: Page, row: int, headings: Sequence[str]) -> int:
    lines = max(wrapped_lines(text, _WIDTHS[at]) for at, text in enumerate(headings))
    page.sheet.set_row_pixels(row, 10 + 19 * lines)
    page.book.put_row(page.sheet, row, headings, "heading")
    return row + 1


def _line(page: Page, row: int, values: Sequence[object], style: str = "") -> int:
    """One line of a table: texts left, whole numbers right."""
    lines = 1
    for column, value in enumerate(values):
        kind = _kind(value)
        page.book.put(page.sheet, row, column, value, f"{kind} {style}".strip())
        if isinstance(value, str):
            lines = max(lines, wrapped_lines(value, _WIDTHS[column]))
    page.sheet.set_row_pixels(row, _LINE + 19 * (lines - 1))
    return row + 1


def _kind(value: object) -> str:
    """Texts, shares and counts, by their type."""
    if isinstance(value, float):
        return "percent"
    return "text" if isinstance(value, str) else "integer"


def _totals(page: Page, first: int, row: int, label: Sequence[str], sums: Sequence[int]) -> int:
    """A line of sums over the rows from `first` to the one above, as formulas."""
    start = len(label)
    formulas = [
        Formula(f"=SUM({column_letters(at + 1)}{first + 1}:{column_letters(at + 1)}{row})", value)
        for at, value in enumerate(sums, start)
    ]
    return _line(page, row, [*label, *formulas], "total")


def _bars(page: Page, first: int, last: int, column: int, *, share: bool = True) -> None:
    """Bars behind numbers: shares of the whole, or counts against the largest."""
    if last < first:
        return
    options = {"type": "data_bar", "bar_color": BAR, "bar_solid": True, "min_type": "num",
               "min_value": 0, "bar_border_color": BAR}  # fmt: skip
    if share:
        options |= {"max_type": "num", "max_value": 1}
    page.sheet.conditional_format(first, column, last, column, options)


# ---------------------------------------------------------------- sections


def _write_head(page: Page) -> int:
    campaign = page.run.campaign
    page.sheet.set_row_pixels(0, 44)
    page.book.put(page.sheet, 0, 0, f"{campaign.title}　征集汇总", "title")
    deadline = campaign.deadline_words or "未规定"
    lines = (
        f"文件依据：{campaign.source or '未注明'}　　报送截止：{deadline}",
        f"使用的名录：{_lists_words(page.run)}",
    )
    for row, line in enumerate(lines, 1):
        page.sheet.set_row_pixels(row, 20)
        page.book.put(page.sheet, row, 0, line, "note")
    return 3


def _lists_words(run: Run) -> str:
    """Which lists the run was given, and which it was not."""
    registers, campaign = run.registers, run.campaign
    counted = [
        ("推荐单位", registers.units, "家"),
        ("往届入选", registers.winners, "条"),
        ("限制名单", registers.barred, "条"),
        ("收件登记", registers.receipts or None, "条"),
        *((each.title, registers.lists.get(each.id), "条") for each in campaign.lists),
    ]
    given = [f"{title}（{len(names)}{unit}）" for title, names, unit in counted if names]
    given += [f"{title}（空）" for title, names, _ in counted if names is not None and not names]
    missing = [title for title, names, _ in counted if names is None]
    words = "、".join(given) or "无"
    return f"{words}；未提供：{'、'.join(missing)}" if missing else words


def _write_funnel(page: Page, row: int) -> int:
    """Files received, entries read, and what became of the entries; the parts add up."""
    run = page.run
    row = _section(page, row, "一、总体情况")
    row = _headings(page, row, ("项目", "说明", "数量", "占比"))
    total = len(run.submissions)
    notes = {
        Status.READ: "已读取其中的申报条目",
        Status.REFUSED: "打不开、有密码或找不到榜单",
        Status.REPEATED: "与先收到的文件完全相同",
    }
    row = _share_line(page, row, ("收到报送文件", "", total, None), "total")
    first = row
    for status, words in zip(notes, ("其中：已读取", "未能受理", "重复文件"), strict=True):
        number = count_status(run.submissions, status)
        row = _share_line(page, row, (words, notes[status], number, _share(number, total)))
    _bars(page, first, row - 1, 3)
    row = _share_line(page, row, ("逾期收到的文件", "截止时间之后收到", len(run.late), None))
    return _write_outcomes(page, row)


def _write_outcomes(page: Page, row: int) -> int:
    run, counts = page.run, page.run.ledger.counts()
    entries = len(run.entries)
    row = _share_line(page, row, ("申报条目", "", entries, None), "total")
    first = row
    for outcome in reversed(shown_outcomes(run)):
        number = counts[outcome]
        name = OUTCOME_WORDS[outcome]
        cells = (name, OUTCOME_NOTES[outcome], number, _share(number, entries))
        row = _share_line(page, row, cells, OUTCOME_STYLES[outcome], name_only=True)
    _bars(page, first, row - 1, 3)
    return _write_rulings(page, row)


def _write_rulings(page: Page, row: int) -> int:
    """What people have decided, what they are asked, and what that and new files changed."""
    run = page.run
    force = sum(each.effect is Effect.IN_FORCE for each in run.rulings)
    lines = [("待裁定的情况", "在待裁定.xlsx中逐条裁定", len(run.cases))]
    if run.rulings:
        lines.append(("生效的裁定", f"共读到{len(run.rulings)}条裁定", force))
    if run.changes is not None:
        lines.append((CHANGES, "处理结果与上次不同的条目", len(run.changes.entries)))
    for words in lines:
        row = _share_line(page, row, (*words, None))
    return row


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _share_line(
    page: Page, row: int, cells: Sequence[object], style: str = "", *, name_only: bool = False
) -> int:
    """A line of the funnel; its last cell is a share. `name_only`: only the name is coloured."""
    kinds = ("text", "text", "integer", "percent")
    for column, (kind, value) in enumerate(zip(kinds, cells, strict=True)):
        added = "" if name_only and column else style
        page.book.put(page.sheet, row, column, value, f"{kind} {added}".strip())
    page.sheet.set_row_pixels(row, _FUNNEL_LINE)
    return row + 1


def _write_boards(page: Page, row: int, divided: Sequence[str]) -> int:
    outcomes = shown_outcomes(page.run)
    row = _section(page, row, "二、各榜单")
    row = _headings(
        page, row, ("榜单", "报送的推荐单位数", "申报条目", *(OUTCOME_WORDS[o] for o in outcomes))
    )
    for title, senders, counts in count_boards(page.run):
        numbers = [counts[outcome] for outcome in outcomes]
        row = _line(page, row, (title, senders, sum(counts.values()), *numbers))
    for words in divided:
        row = _remark(page, row, words)
    return row


def _remark(page: Page, row: int, words: str) -> int:
    """A text below a table, as wide as the table."""
    last = 2 + len(shown_outcomes(page.run))
    lines = wrapped_lines(words, sum(_WIDTHS[: last + 1]))
    page.sheet.set_row_pixels(row, row_pixels(lines))
    page.sheet.merge_range(row, 0, row, last, "", page.book.format("body"))
    page.book.put(page.sheet, row, 0, words, "body")
    return row + 1


def _write_units(page: Page, row: int) -> tuple[int, BarChart | None]:
    """A line a unit; files and entries each count once, so the sums are those of the funnel."""
    run, outcomes = page.run, shown_outcomes(page.run)
    counts = count_units(run)
    row = _section(page, row, "三、各推荐单位", "按申报条目数由多到少排列。")
    row = _headings(
        page,
        row,
        ("推荐单位", "推荐渠道", "报送文件", "未能受理", "重复文件", "逾期文件", "申报条目",
         *(OUTCOME_WORDS[outcome] for outcome in outcomes)),
    )  # fmt: skip
    first = row
    for each in counts:
        cells = (each.unit, "；".join(each.channels), *_unit_numbers(each, outcomes))
        row = _line(page, row, cells)
    if not counts:
        return row, None
    numbers = [_unit_numbers(each, outcomes) for each in counts]
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    row = _totals(page, first, row, ("合计", ""), sums)
    accepted = 7 + outcomes.index(Outcome.ACCEPTED)
    series = (("申报条目", 6), ("入围", accepted))
    return row, BarChart("各推荐单位申报与入围", first, len(counts), series)


def _unit_numbers(each: UnitCount, outcomes: Sequence[Outcome]) -> list[int]:
    files = [each.received, each.refused, each.repeated, each.late]
    return [*files, each.entries, *(each.outcomes[outcome] for outcome in outcomes)]


def _write_silent(page: Page, row: int) -> int:
    silent = silent_units(page.run)
    title = "四、未报送单位"
    if silent is None:
        return _section(page, row, title, "没有提供推荐单位名录，无法得知哪些单位尚未报送。")
    if not silent:
        return _section(page, row, title, "名录中的推荐单位均已报送。")
    notes = f"名录中共{len(page.run.registers.units or ())}家，{len(silent)}家尚未报送。"
    unknown = sum(not senders_of(submission) for submission in page.run.submissions)
    if unknown:
        notes += f"另有{unknown}份文件未能识别推荐单位，见“收件登记”中的{UNKNOWN_UNIT}。"
    row = _section(page, row, title, notes)
    row = _headings(page, row, ("推荐单位", "推荐渠道"))
    for unit in silent:
        row = _line(page, row, (unit.name, "；".join(unit.channels)))
    return row


def _write_industries(page: Page, row: int) -> tuple[int, BarChart | None]:
    counts = count_industries(page.run)
    if not counts:
        return row, None
    total = sum(entries for _, entries, _ in counts)
    note = "按战略性新兴产业分类归并，含未入围的申报条目。"
    others = len(page.run.entries) - total
    if others:
        note += f"另有{others}条所在的榜单不填行业，未计入。"
    row = _section(page, row, "五、行业分布", note)
    row = _headings(page, row, ("行业", "占比", "申报条目", "入围"))
    first = row
    for industry, entries, accepted in counts:
        row = _line(page, row, (industry, entries / total, entries, accepted))
    _bars(page, first, row - 1, 1)
    row = _totals(page, first, row, ("合计", ""), [total, sum(each[2] for each in counts)])
    series = (("申报条目", 2), ("入围", 3))
    return row, BarChart("各行业申报与入围", first, len(counts), series)


def _write_findings(page: Page, row: int, number: str) -> int:
    row = _section(page, row, f"{number}、核查发现的问题")
    row = _headings(page, row, ("严重程度", "处理方式", "问题数", "涉及条目"))
    handling = {
        Severity.ERROR: "须退回或不能入围",
        Severity.QUERY: "保留条目，请人工核实",
        Severity.NOTE: "仅供了解，无须处理",
    }
    for severity, findings, entries in count_severities(page.run):
        row = _line(page, row, (SEVERITY_WORDS[severity], handling[severity], findings, entries))
    top = count_codes(page.run, _TOP_CODES)
    if not top:
        return row
    row = _section(page, row, f"最常见的问题（前{_TOP_CODES}种）")
    row = _headings(page, row, ("问题", "代码与严重程度", "问题数", "涉及条目"))
    first = row
    for code, title, words, findings, entries in top:
        row = _line(page, row, (title, f"{code}　{words}", findings, entries))
    _bars(page, first, row - 1, 2, share=False)
    return row
