"""填报说明: a `Plan` in; out: a first sheet that says what is asked for, and how to fill and send.

What a newcomer would get wrong: no requirement is worded here; describing.py and the rules do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from toolkit.describing import (
    condition_lines,
    filling_words,
    quota_lines,
    requirement_words,
    shortened,
    type_words,
)
from toolkit.formulas import uncovered_rules
from toolkit.model import Field, column_letters
from toolkit.model.templates import GUIDE, SELF_CHECK
from toolkit.writers.book import Book, link_xml
from toolkit.writers.lines import INDENT, row_pixels, wrapped_lines
from toolkit.writers.template.data_sheet import example_words, heading_style
from toolkit.writers.template.plan import Plan

_HEADINGS = ("序号", "栏目", "填写", "类型（单位）", "要求", "示例", "核验")
_WIDTHS = (7.0, 34.0, 12.0, 14.0, 58.0, 24.0, 14.0)
_ROW_STYLES = ("plain", "text", "text center", "text center", "text", "text", "text center")
_CHECKED, _CHECKED_LATER = "填报时自检", "报送后核验"


def add_guide(book: Book, plan: Plan) -> None:
    """Add the sheet."""
    sheet = book.sheet(GUIDE, plan.campaign.title)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.set_row_pixels(0, 44)
    book.put(sheet, 0, 0, f"{GUIDE}：{plan.board.title}", "title")
    row = _paragraphs(book, sheet, 1, _facts(plan))
    steps = _form_steps(plan) if plan.is_form else _steps(plan)
    row = _section(book, sheet, row, "怎样填写和报送", _numbered(steps))
    row = _section(book, sheet, row, "申报条件", _dotted(condition_lines(plan.board)))
    row = _section(book, sheet, row, "评审时还会审查", _dotted(plan.board.for_reviewers))
    row = _write_table(book, sheet, row, plan)
    sheet.print_area(0, 0, row - 1, len(_WIDTHS) - 1)


def _facts(plan: Plan) -> Iterator[str]:
    yield f"征集活动：{plan.campaign.title}"
    yield f"依据：{plan.campaign.source}"
    if plan.board.source:
        yield f"本榜单的规定见：{plan.board.source}"
    if plan.campaign.deadline_words:
        yield f"截止时间：{plan.campaign.deadline_words}"
    for words in quota_lines(plan.campaign, plan.board):
        yield f"名额：{words}"
    if plan.unit is not None:
        yield f"推荐单位：{plan.unit.name}{_own_share(plan)}"


def _own_share(plan: Plan) -> str:
    """The unit's channels, and how many places they come to."""
    parts = []
    if plan.unit is not None and plan.unit.channels:
        parts.append(f"推荐渠道：{'、'.join(plan.unit.channels)}")
    if plan.board.unit_quota is not None:
        parts.append(f"本单位名额 {plan.places(plan.board.unit_quota)} 个")
    return f"（{'；'.join(parts)}）" if parts else ""


def _steps(plan: Plan) -> Iterator[str]:
    layout = plan.layout
    yield (
        f"在“{plan.data_sheet}”工作表第 {layout.first_row} 行起填写，一行一个申报条目；"
        f"第 {plan.example_row} 行是示例，不计入申报条目，不必删除。"
    )
    yield "带 * 的栏目必填；有下拉列表的请从中选择；号码、代码照原样填写，不会变成数字。"
    yield (
        f"行可以插入（从第 {layout.first_row + 1} 行起）、删除、排序（先选中要排序的各行）；"
        "请不要改动表头（表头已锁定，没有密码）。"
    )
    yield "填错的单元格显示红色，须改正；存疑的显示黄色，请核对，确认无误可以保留。"
    yield (
        f"填完看“{SELF_CHECK}”，显示“可以报送 ✓”即可报送；"
        f"下表注明“{_CHECKED_LATER}”的，由征集方收到后核对。"
    )
    yield from _sending(plan)


def _form_steps(plan: Plan) -> Iterator[str]:
    yield f"在“{plan.data_sheet}”工作表填写，一份工作簿填一个申报对象；点选单元格可看填写要求。"
    yield "带 * 的栏目必填；有下拉列表的请从中选择；长的内容写在标题下面的大格里。"
    yield "请不要改动各栏目的名称，也不要另加栏目；没有内容的留空。"
    yield "填好后可用 toolkit check 核对；需要纸质件的，直接打印“申报表”一页盖章。"
    yield from _sending(plan)


def _sending(plan: Plan) -> Iterator[str]:
    """The last steps: until when and how to send, and the names that the notice asks for."""
    campaign = plan.campaign
    until = campaign.deadline_words
    before = f"于{until}前，" if until else ""
    yield f"{before}把本工作簿原样报送，不要另存为其他格式，也不要转成图片或 PDF。"
    for what, asked in (("文件名", campaign.file_name), ("邮件主题", campaign.mail_subject)):
        if asked:
            yield f"{what}写成：{asked.words}。"


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    return (f"{number}. {line}" for number, line in enumerate(lines, 1))


def _dotted(lines: Iterable[str]) -> Iterator[str]:
    return (f"· {line}" for line in lines)


# ---------------------------------------------------------------- rows


def _section(book: Book, sheet: Any, row: int, title: str, lines: Iterable[str]) -> int:
    """A title and its lines, where there are any; gives the row that comes next."""
    known = list(lines)
    if not known:
        return row
    sheet.set_row_pixels(row, 34)
    book.put(sheet, row, 0, title, "subtitle")
    return _paragraphs(book, sheet, row + 1, known)


def _paragraphs(book: Book, sheet: Any, row: int, lines: Iterable[str]) -> int:
    """Texts over the whole width; merged cells do not grow, so their height is counted."""
    for at, line in enumerate(lines, row):
        sheet.merge_range(at, 0, at, len(_WIDTHS) - 1, "", book.format("body"))
        book.put(sheet, at, 0, line, "body")
        sheet.set_row_pixels(at, row_pixels(wrapped_lines(line, sum(_WIDTHS))))
        row = at + 1
    return row


def _write_table(book: Book, sheet: Any, row: int, plan: Plan) -> int:
    """One line a column, each with a link to its heading; a form's labels have none."""
    sheet.set_row_pixels(row, 34)
    book.put(sheet, row, 0, "各栏目的要求", "subtitle")
    book.put_row(sheet, row + 1, _HEADINGS, "heading")
    sheet.set_row_pixels(row + 1, 29)
    sheet.repeat_rows(row + 1)
    links = []
    for number, column in enumerate(plan.board.fields, 1):
        at = row + 1 + number
        _write_column(book, sheet, at, (number, *_cells(plan, column)))
        book.put(sheet, at, 2, filling_words(column), f"text center {_fill(column)}")
        place = f"{column_letters(number)}{plan.heading_row}"
        if not plan.is_form:
            book.put(sheet, at, 1, column.heading, "text link")
            links.append(link_xml(f"B{at + 1}", plan.data_sheet, place, column.heading))
    sheet.add_links(links)
    return row + 2 + len(plan.board.fields)


def _cells(plan: Plan, column: Field) -> tuple[str, ...]:
    return (
        column.heading,
        filling_words(column),
        type_words(column),
        requirement_words(column, plan.board),
        shortened(example_words(column)),
        _CHECKED_LATER if uncovered_rules(column, plan.board) else _CHECKED,
    )


def _fill(column: Field) -> str:
    """The same fill as the column's heading."""
    return heading_style(column).removeprefix("heading").strip() or "fair"


def _write_column(book: Book, sheet: Any, row: int, cells: Sequence[object]) -> None:
    lines = 1
    for at, (value, style, width) in enumerate(zip(cells, _ROW_STYLES, _WIDTHS, strict=True)):
        book.put(sheet, row, at, value, style)
        lines = max(lines, wrapped_lines(str(value), width - INDENT))
    sheet.set_row_pixels(row, row_pixels(lines))
