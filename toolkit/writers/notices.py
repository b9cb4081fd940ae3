"""退回说明.xlsx: what was wrong where in a unit's files, and what to do.

What a unit is told comes in; one workbook goes out, whose links lead into the marked copies that
lie beside it. What a newcomer would get wrong: a link into another file needs the name that the
sheet has there, and a copy that was made anew may have given it another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.codes import TITLES
from toolkit.model import (
    OUTCOME_WORDS,
    SEVERITY_WORDS,
    Entry,
    Outcome,
    Ref,
    Run,
    Submission,
    column_letters,
)
from toolkit.writers.book import Book, Sheet, open_book
from toolkit.writers.columns import Cell, Column
from toolkit.writers.copy_places import place_in_copy
from toolkit.writers.file_links import file_link_xml
from toolkit.writers.lines import row_pixels, wrapped_lines
from toolkit.writers.list_sheets import SEVERITY_STYLES
from toolkit.writers.notice_words import (
    Told,
    count_words,
    known_name,
    most_urgent,
    problem_words,
    step_words,
)
from toolkit.writers.returned import DISCREET, Complaint, UnitNotice
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
_WIDTHS = (8.0, 36.0, 36.0, 34.0, 20.0)
_COPY = 2
_MOST_NAMES = 3
# The column beside a sentence, for a link.
_BESIDE = len(_WIDTHS) - 1
# Excel's, for a sheet.
_MOST_LINKS = 65_530
_CELLS = 2
ADVICE = {
    Outcome.RETURNED: "请按“问题明细”改正后重新报送。",
    Outcome.INELIGIBLE: "该条目不能参加本次评审，无须重报；如有异议，请附证明材料与征集方联系。",
    Outcome.DUPLICATE: "同一对象只保留一条，无须处理；如认为保留的条目不对，请与征集方联系。",
    Outcome.OVER_QUOTA: "如需调整，请在名额内重新排定推荐顺序后重新报送。",
}


@dataclass(slots=True)
class _CopyLinks:
    """Links of one sheet into the marked copies, collected while the sheet is written."""

    told: Told
    links: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    def add(self, row: int, column: int, ref: Ref) -> None:
        """Let a cell (0-based) lead to a place in the copy of a file, if there is one."""
        copy = self.told.copy_of(ref.submission)
        if copy is None or len(self.links) == _MOST_LINKS:
            return
        number = self.files.setdefault(copy.name, len(self.files) + 1)
        cell = f"{column_letters(column + 1)}{row + 1}"
        place = self._place(ref)
        self.links.append(file_link_xml(cell, number, place, f"{copy.name} {place}".strip()))

    def _place(self, ref: Ref) -> str:
        files = self.told.notice.submissions
        kind = next((each.kind for each in files if each.path == ref.submission), "")
        return place_in_copy(ref, kind)

    def put_on(self, sheet: Sheet) -> None:
        """Give the sheet all that were collected."""
        if self.links:
            sheet.add_links(self.links, self.files)


@dataclass(frozen=True, slots=True)
class Page:
    """The first sheet being written, for one unit."""

    book: Book
    sheet: Sheet
    told: Told
    links: _CopyLinks


def write_notice(told: Told, path: Path) -> None:
    """Write one unit's 退回说明."""
    with open_book(path, title=f"退回说明 {unit_name(told.notice.unit)}") as book:
        _add_first_page(book, told)
        if told.notice.complaints:
            _add_complaints_sheet(book, told)
        if told.notice.told:
            _add_entries_sheet(book, told)


# ---------------------------------------------------------------- first page


def _add_first_page(book: Book, told: Told) -> None:
    sheet = book.sheet("退回说明", told.run.campaign.title)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    page = Page(book, sheet, told, _CopyLinks(told))
    row = _write_head(page)
    row = _write_urgent(page, row)
    row = _write_refused(page, row)
    row = _write_files(page, row)
    row = _write_steps(page, row)
    page.links.put_on(sheet)
    sheet.print_area(0, 0, row - 1, len(_WIDTHS) - 1)


def _paragraph(
    page: Page, row: int, text: str, style: str = "body", last: int = len(_WIDTHS) - 1
) -> int:
    """A text across the columns up to `last`; merged cells do not grow: its height is counted."""
    lines = wrapped_lines(text, sum(_WIDTHS[: last + 1]))
    page.sheet.set_row_pixels(row, row_pixels(lines))
    page.sheet.merge_range(row, 0, row, last, "", page.book.format(style))
    page.book.put(page.sheet, row, 0, text, style)
    return row + 1


def _section(page: Page, row: int, title: str) -> int:
    page.sheet.set_row_pixels(row + 1, 30)
    page.book.put(page.sheet, row + 1, 0, title, "subtitle")
    return row + 2


def _line(page: Page, row: int, cells: Sequence[object], style: str = "text") -> int:
    lines = 1
    for column, given in enumerate(cells):
        value = given.value if isinstance(given, Cell) else given
        kind = "integer center" if isinstance(value, int) else style
        added = f" {given.style}" if isinstance(given, Cell) else ""
        page.book.put(page.sheet, row, column, value, kind + added)
        lines = max(lines, wrapped_lines(str(value or ""), _WIDTHS[column]))
    page.sheet.set_row_pixels(row, row_pixels(lines))
    return row + 1


def _write_head(page: Page) -> int:
    campaign, notice = page.told.run.campaign, page.told.notice
    page.sheet.set_row_pixels(0, 44)
    page.book.put(page.sheet, 0, 0, "报送材料退回说明", "title")
    row = _paragraph(page, 1, f"推荐单位：{unit_name(notice.unit)}", "body bold")
    row = _paragraph(page, row, f"征集活动：{campaign.title}")
    row = _paragraph(page, row, f"报送截止：{campaign.deadline_words or '见通知'}")
    return _paragraph(page, row, f"核查情况：{count_words(notice)}")


def _write_urgent(page: Page, row: int) -> int:
    """The three most important things, before any table; a link beside each leads to its first
    place. (Not the sentence itself: LibreOffice breaks no line of a link.)
    """
    row = _section(page, row, "最要紧的事")
    for number, point in enumerate(most_urgent(page.told.notice), 1):
        text = f"{number}. {point.text}"
        if point.complaint and page.told.copy_of(point.complaint.finding.ref.submission):
            ref = point.complaint.finding.ref
            page.links.add(row, _BESIDE, ref)
            page.book.put(page.sheet, row, _BESIDE, f"去看 {ref.cell}".strip(), "body link plainly")
            row = _paragraph(page, row, text, last=_BESIDE - 1)
        else:
            row = _paragraph(page, row, text)
    return row


def _write_refused(page: Page, row: int) -> int:
    refused = page.told.notice.refused
    if not refused:
        return row
    row = _section(page, row, "未能受理的文件")
    row = _line(page, row, ("序号", "文件", "原因", "怎样办", "代码"), "heading")
    for number, each in enumerate(refused, 1):
        advice = "请按原因里说的处理；需要重新报送的，请报送整份文件。"
        code = f"{each.code} {TITLES[each.code]}"
        name = known_name(page.told.notice, each.path)
        row = _line(page, row, (number, name, each.reason, advice, code))
    return row


def _write_files(page: Page, row: int) -> int:
    """The files received, each with how many problems it has and its marked copy."""
    told = page.told
    read = [each for each in told.notice.submissions if each not in told.notice.refused]
    if not read:
        return row
    row = _section(page, row, "收到的文件")
    headings = ("序号", "收到的文件", "标注副本", "须改正与待核实", "榜单与申报条目")
    row = _line(page, row, headings, "heading")
    for number, each in enumerate(read, 1):
        titles = (told.run.campaign.board(board).title for board in each.boards)
        boards = "；".join((*titles, _entry_words(told.notice, each)))
        page.links.add(row, _COPY, Ref(each.path))
        words = problem_words(told.notice, each)
        name = known_name(told.notice, each.path)
        row = _line(page, row, (number, name, *_copy_cells(told, each, words), boards))
    return row


def _entry_words(notice: UnitNotice, submission: Submission) -> str:
    """How many entries a file holds, and how many of them are the unit's."""
    held = notice.held.get(submission.path, 0)
    if held == submission.entries:
        return f"{held}条"
    return f"共{submission.entries}条，其中{unit_name(notice.unit)}{held}条"


def _copy_cells(told: Told, submission: Submission, words: str) -> tuple[object, object]:
    """The marked copy of a file and what there is to put right in it, each with its remark."""
    copy = told.copies.get(submission.path)
    if copy is None or not copy.name:
        return copy.remark if copy else "", words
    return Cell(copy.name, "link"), f"{words}。{copy.remark}" if copy.remark else words


def _write_steps(page: Page, row: int) -> int:
    row = _section(page, row, "怎样办理")
    steps = list(step_words(page.told))
    if page.told.notice.complaints:
        steps.append(_LISTED if page.told.enclosed else "“问题明细”列出全部问题。")
    if page.told.notice.told:
        steps.append("“条目处理情况”列出没有入围的申报条目及其原因。")
    for number, step in enumerate(steps, 1):
        row = _paragraph(page, row, f"{number}. {step}")
    return row


_LISTED = (
    "“问题明细”列出全部问题，点“单元格”就到标注副本里的那一处；"
    "请把本说明和标注副本放在同一个文件夹里，链接才打得开。"
)


# ---------------------------------------------------------------- the two lists


def _add_complaints_sheet(book: Book, told: Told) -> None:
    complaints = told.notice.complaints
    links = _CopyLinks(told)
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
    area = add_table_sheet(
        book,
        "问题明细",
        columns,
        [_complaint_row(told, each) for each in complaints],
        title="问题明细",
        notes=("同一列内容相同的问题合并为一行，单元格一栏列出全部位置。",),
        header=unit_name(told.notice.unit),
    )
    for row, each in enumerate(complaints, area.first):
        links.add(row, _CELLS, each.finding.ref)
    links.put_on(area.sheet)


def _complaint_row(told: Told, each: Complaint) -> tuple[object, ...]:
    finding = each.finding
    cells = "、".join(each.cells) or ("整张表" if finding.ref.sheet else "整份文件")
    return (
        known_name(told.notice, finding.ref.submission),
        finding.ref.sheet,
        Cell(cells, "link") if told.copy_of(finding.ref.submission) else cells,
        _names(told.run, each.entries),
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


def _add_entries_sheet(book: Book, told: Told) -> None:
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
        [_entry_row(told, entry) for entry in told.notice.told],
        title="条目处理情况",
        notes=("仅列没有入围的申报条目；已由本单位重新报送并通过核查的不再列出。",),
        header=unit_name(told.notice.unit),
    )


def _entry_row(told: Told, entry: Entry) -> tuple[object, ...]:
    run = told.run
    decision = run.ledger.decision(entry.number)
    return (
        board_of(run, entry).title,
        entry_name(run, entry),
        entry_code(run, entry),
        known_name(told.notice, entry.submission),
        entry.table.sheet,
        entry.row,
        Cell(OUTCOME_WORDS[decision.outcome], OUTCOME_STYLES[decision.outcome]),
        DISCREET["D101"] if "D101" in decision.codes else decision.reason,
        ADVICE[decision.outcome],
    )
