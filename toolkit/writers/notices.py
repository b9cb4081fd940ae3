"""退回/<单位>/退回说明.xlsx: for each unit, what was wrong where, and what to do.

A `Run` and a folder come in; one workbook a unit goes out, below a folder of the unit's name.
What a newcomer would get wrong: a unit with nothing to put right gets no folder at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.codes import TITLES
from toolkit.model import OUTCOME_WORDS, SEVERITY_WORDS, Entry, Outcome, Run, Severity
from toolkit.writers.book import Book, open_book
from toolkit.writers.columns import Cell, Column
from toolkit.writers.file_names import safe_name
from toolkit.writers.lines import row_pixels, wrapped_lines
from toolkit.writers.list_sheets import SEVERITY_STYLES
from toolkit.writers.returned import DISCREET, Complaint, UnitNotice, collect_notices
from toolkit.writers.tables import add_table_sheet
from toolkit.writers.wording import (
    OUTCOME_STYLES,
    board_of,
    entry_code,
    entry_name,
    unit_name,
)

FILE_NAME = "退回说明.xlsx"
# The five columns of the first page.
_WIDTHS = (8.0, 34.0, 34.0, 34.0, 20.0)
_MOST_NAMES = 3
_MOST_CELLS = 4
ADVICE = {
    Outcome.RETURNED: "请按“问题明细”改正后重新报送。",
    Outcome.INELIGIBLE: "该条目不能参加本次评审，无须重报；如有异议，请附证明材料与征集方联系。",
    Outcome.DUPLICATE: "同一对象只保留一条，无须处理；如认为保留的条目不对，请与征集方联系。",
    Outcome.OVER_QUOTA: "如需调整，请在名额内重新排定推荐顺序后重新报送。",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The first sheet being written, for one unit."""

    book: Book
    sheet: Any
    run: Run
    notice: UnitNotice


def write_notices(run: Run, folder: Path) -> None:
    """Write one 退回说明 for each unit that has something to put right."""
    taken: list[str] = []
    for notice in collect_notices(run):
        name = safe_name(unit_name(notice.unit), taken)
        taken.append(name)
        (folder / name).mkdir(parents=True, exist_ok=True)
        _write_notice(run, notice, folder / name / FILE_NAME)


def _write_notice(run: Run, notice: UnitNotice, path: Path) -> None:
    with open_book(path, title=f"退回说明 {unit_name(notice.unit)}") as book:
        _add_first_page(book, run, notice)
        if notice.complaints:
            _add_complaints_sheet(book, run, notice)
        if notice.told:
            _add_entries_sheet(book, run, notice)


# ---------------------------------------------------------------- first page


def _add_first_page(book: Book, run: Run, notice: UnitNotice) -> None:
    sheet = book.sheet("退回说明", run.campaign.title)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    page = Page(book, sheet, run, notice)
    row = _write_head(page)
    row = _write_urgent(page, row)
    row = _write_refused(page, row)
    row = _write_files(page, row)
    row = _write_steps(page, row)
    sheet.print_area(0, 0, row - 1, len(_WIDTHS) - 1)


def _paragraph(page: Page, row: int, text: str, style: str = "body") -> int:
    """A text over the whole width; merged cells do not grow, so its height is counted."""
    lines = wrapped_lines(text, sum(_WIDTHS))
    page.sheet.set_row_pixels(row, row_pixels(lines))
    page.sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", page.book.format(style))
    page.book.put(page.sheet, row, 0, text, style)
    return row + 1


def _section(page: Page, row: int, title: str) -> int:
    page.sheet.set_row_pixels(row + 1, 30)
    page.book.put(page.sheet, row + 1, 0, title, "subtitle")
    return row + 2


def _line(page: Page, row: int, cells: Sequence[object], style: str = "text") -> int:
    lines = 1
    for column, value in enumerate(cells):
        kind = "integer center" if isinstance(value, int) else style
        page.book.put(page.sheet, row, column, value, kind)
        lines = max(lines, wrapped_lines(str(value or ""), _WIDTHS[column]))
    page.sheet.set_row_pixels(row, row_pixels(lines))
    return row + 1


def _write_head(page: Page) -> int:
    run, notice = page.run, page.notice
    page.sheet.set_row_pixels(0, 44)
    page.book.put(page.sheet, 0, 0, "报送材料退回说明", "title")
    row = _paragraph(page, 1, f"推荐单位：{unit_name(notice.unit)}", "body bold")
    row = _paragraph(page, row, f"征集活动：{run.campaign.title}")
    deadline = run.campaign.deadline_words or "见通知"
    row = _paragraph(page, row, f"报送截止：{deadline}")
    return _paragraph(page, row, _counts_words(notice))


def _counts_words(notice: UnitNotice) -> str:
    parts = [f"{OUTCOME_WORDS[o]}{n}条" for o, n in reversed(list(notice.outcomes.items())) if n]
    entries = sum(notice.outcomes.values())
    words = f"：{'，'.join(parts)}" if parts else ""
    return f"核查情况：收到文件{len(notice.submissions)}份，申报条目{entries}条{words}。"


def _write_urgent(page: Page, row: int) -> int:
    """The three most important things, before any table."""
    points = most_urgent(page.notice)
    row = _section(page, row, "最要紧的事")
    for number, point in enumerate(points, 1):
        row = _paragraph(page, row, f"{number}. {point}")
    return row


def most_urgent(notice: UnitNotice) -> tuple[str, ...]:
    """Up to three sentences: refused files, then errors by how many places they touch, then
    queries.
    """
    files = [f"文件“{each.path}”未能受理：{each.reason}" for each in notice.refused]
    errors = _points(notice, Severity.ERROR)
    queries = _points(notice, Severity.QUERY)
    return tuple((*files, *errors, *queries)[:3])


def _points(notice: UnitNotice, severity: Severity) -> Iterator[str]:
    """One sentence for each column and code, the most frequent first."""
    grouped: dict[tuple[str, str], list[Complaint]] = {}
    for each in notice.complaints:
        if each.finding.severity is severity:
            grouped.setdefault((each.finding.field, each.finding.code), []).append(each)
    for members in sorted(grouped.values(), key=lambda each: -sum(c.places for c in each)):
        yield _point(members)


def _point(members: Sequence[Complaint]) -> str:
    first = members[0].finding
    cells = [cell for each in members for cell in each.cells]
    place = f"（{first.ref.submission}"
    if cells:
        more = "等" if len(cells) > _MOST_CELLS else ""
        sheet = f" {first.ref.sheet}" if first.ref.sheet else ""
        place += f"{sheet} {'、'.join(cells[:_MOST_CELLS])}{more}"
    what = f"“{first.field}”" if first.field else ""
    return f"{what}{TITLES[first.code]}{place}）：{first.message}"


def _write_refused(page: Page, row: int) -> int:
    if not page.notice.refused:
        return row
    row = _section(page, row, "未能受理的文件")
    row = _line(page, row, ("序号", "文件", "原因", "怎样办", "代码"), "heading")
    for number, each in enumerate(page.notice.refused, 1):
        advice = "请按原因处理后重新报送整份文件。"
        code = f"{each.code} {TITLES[each.code]}"
        row = _line(page, row, (number, each.path, each.reason, advice, code))
    return row


def _write_files(page: Page, row: int) -> int:
    """The files received, each with how many problems it has."""
    read = [each for each in page.notice.submissions if each not in page.notice.refused]
    if not read:
        return row
    row = _section(page, row, "收到的文件")
    row = _line(page, row, ("序号", "文件", "榜单", "须改正与待核实", "申报条目"), "heading")
    for number, each in enumerate(read, 1):
        boards = "；".join(page.run.campaign.board(board).title for board in each.boards)
        words = _problem_words(page.notice, each.path) if not each.code else TITLES[each.code]
        row = _line(page, row, (number, each.path, boards, words, each.entries))
    return row


def _problem_words(notice: UnitNotice, path: str) -> str:
    counts = [
        f"{SEVERITY_WORDS[severity]}{number}项"
        for severity in (Severity.ERROR, Severity.QUERY)
        if (
            number := sum(
                each.finding.ref.submission == path and each.finding.severity is severity
                for each in notice.complaints
            )
        )
    ]
    return "，".join(counts) or "没有问题"


def _write_steps(page: Page, row: int) -> int:
    row = _section(page, row, "怎样办理")
    steps = ["在原来的工作簿里改正，不要改动表头，改好后重新报送整份文件，以最后一次报送的为准。"]
    if page.notice.complaints:
        steps.append(
            "“问题明细”逐处列出位置和改法：标为“错误”的必须改正；标为“存疑”的请核对，"
            "确认无误的不必改动，请告知征集方。"
        )
    if page.notice.told:
        steps.append("“条目处理情况”列出没有入围的申报条目及其原因。")
    for number, step in enumerate(steps, 1):
        row = _paragraph(page, row, f"{number}. {step}")
    return row


# ---------------------------------------------------------------- the two lists


def _add_complaints_sheet(book: Book, run: Run, notice: UnitNotice) -> None:
    columns = (
        Column("报送文件"),
        Column("工作表"),
        Column("单元格", "text"),
        Column("申报条目"),
        Column("栏目"),
        Column("严重程度", "text center"),
        Column("问题"),
        Column("原值", "wrapped"),
        Column("说明与改法", "wrapped"),
    )
    add_table_sheet(
        book,
        "问题明细",
        columns,
        [_complaint_row(run, each) for each in notice.complaints],
        title="问题明细",
        notes=("同一列内容相同的问题合并为一行，单元格一栏列出全部位置。",),
        header=unit_name(notice.unit),
    )


def _complaint_row(run: Run, each: Complaint) -> tuple[object, ...]:
    finding = each.finding
    return (
        finding.ref.submission,
        finding.ref.sheet,
        "、".join(each.cells) or ("整张表" if finding.ref.sheet else "整份文件"),
        _names(run, each.entries),
        finding.field,
        Cell(SEVERITY_WORDS[finding.severity], SEVERITY_STYLES[finding.severity]),
        TITLES[finding.code],
        finding.value,
        finding.message,
    )


def _names(run: Run, entries: Sequence[int]) -> str:
    names = [entry_name(run, run.entries[number - 1]) for number in entries]
    if len(names) <= _MOST_NAMES:
        return "、".join(names)
    return f"{'、'.join(names[:_MOST_NAMES])}等{len(names)}条"


def _add_entries_sheet(book: Book, run: Run, notice: UnitNotice) -> None:
    columns = (
        Column("榜单"),
        Column("名称"),
        Column("统一社会信用代码", "code"),
        Column("报送文件"),
        Column("工作表"),
        Column("行", "plain"),
        Column("处理结果", "text center"),
        Column("原因", "wrapped"),
        Column("怎样办", "wrapped"),
    )
    add_table_sheet(
        book,
        "条目处理情况",
        columns,
        [_entry_row(run, entry) for entry in notice.told],
        title="条目处理情况",
        notes=("仅列没有入围的申报条目；已由本单位重新报送并通过核查的不再列出。",),
        header=unit_name(notice.unit),
    )


def _entry_row(run: Run, entry: Entry) -> tuple[object, ...]:
    decision = run.ledger.decision(entry.number)
    return (
        board_of(run, entry).title,
        entry_name(run, entry),
        entry_code(run, entry),
        entry.submission,
        entry.table.sheet,
        entry.row,
        Cell(OUTCOME_WORDS[decision.outcome], OUTCOME_STYLES[decision.outcome]),
        DISCREET["D101"] if "D101" in decision.codes else decision.reason,
        ADVICE[decision.outcome],
    )
