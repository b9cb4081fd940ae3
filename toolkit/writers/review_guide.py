"""评审说明: what is reviewed, by whom, how to score, and what no cell could check.

In comes what one workbook is about (`Assignment`); out comes its first sheet, with the one cell
in which the reviewer writes a name (`NAME_CELL`).

What a newcomer would get wrong: 汇总表 reads the name from here, so that line keeps its place at
the top whatever else is said below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.model import Board, Campaign, ReviewPlan
from toolkit.writers.book import Book
from toolkit.writers.lines import row_pixels, wrapped_lines
from toolkit.writers.review_figures import Metric, is_over, year_of
from toolkit.writers.selection import Selection

GUIDE, SUMMARY, DETAILS = "评审说明", "汇总表", "详情"
NAME_CELL = f"'{GUIDE}'!$B$3"
_NAME_ROW = 2
_LABEL_WIDTH, _TEXT_WIDTH = 16.0, 136.0
# Where a plan names no criteria, an entry is scored as a whole.
_AS_A_WHOLE = (("综合评分", 100),)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one workbook is about: a board, its plan, and the entries to review.

    `metrics` are those of the plan that a page of 汇总表 has room for, `left_out` the others.
    `share` says which part of the entries these are, "" for all of them. `fields` are those that
    the plan's body reviews, none where one body reviews them all.
    """

    campaign: Campaign
    board: Board
    plan: ReviewPlan
    entries: Selection
    metrics: tuple[Metric, ...]
    left_out: tuple[Metric, ...] = ()
    share: str = ""
    fields: tuple[str, ...] = ()

    @property
    def scores(self) -> tuple[tuple[str, int], ...]:
        """The criteria with their maxima."""
        return self.plan.scores or _AS_A_WHOLE

    @property
    def full_marks(self) -> int:
        """The highest total."""
        return sum(most for _, most in self.scores)


def write_guide(book: Book, assignment: Assignment) -> None:
    """Add 评审说明."""
    title = assignment.board.title
    sheet = book.sheet(GUIDE, f"{assignment.campaign.title} · {title}")
    sheet.set_column(0, 0, _LABEL_WIDTH)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_row_pixels(0, 40)
    book.put(sheet, 0, 0, f"{title}　评审说明", "title")
    book.put(sheet, 1, 0, f"请先填写评审专家姓名，再到“{SUMMARY}”评分。", "note")
    sheet.set_row_pixels(1, 24)
    _ask_for_name(book, sheet)
    for row, (label, text) in enumerate(_lines(assignment), _NAME_ROW + 1):
        _write_line(book, sheet, row, label, text)


def _ask_for_name(book: Book, sheet: Any) -> None:
    sheet.set_row_pixels(_NAME_ROW, 30)
    book.put(sheet, _NAME_ROW, 0, "评审专家", "heading")
    book.put(sheet, _NAME_ROW, 1, None, "input text")
    hint = {"input_title": "评审专家", "input_message": f"请填写姓名，“{SUMMARY}”会自动写上。"}
    sheet.data_validation(_NAME_ROW, 1, _NAME_ROW, 1, {"validate": "any", **hint})


def _write_line(book: Book, sheet: Any, row: int, label: str, text: str) -> None:
    """A label with its text; a label alone is the heading of what follows."""
    if not text:
        sheet.set_row_pixels(row, 32)
        book.put(sheet, row, 0, label, "subtitle")
        return
    lines = max(wrapped_lines(text, _TEXT_WIDTH - 1.5), wrapped_lines(label, _LABEL_WIDTH))
    sheet.set_row_pixels(row, row_pixels(lines))
    book.put(sheet, row, 0, label, "heading")
    book.put(sheet, row, 1, text, "text")


def _lines(assignment: Assignment) -> Iterator[tuple[str, str]]:
    yield from _subject(assignment)
    yield "评分标准", ""
    for title, most in assignment.scores:
        yield title, f"满分{most}分，填0到{most}之间的数，可以有小数。"
    yield "满分合计", f"{assignment.full_marks}分"
    yield "怎样评分", ""
    yield from _procedure(assignment)
    asked = assignment.board.for_reviewers
    yield from _numbered("请专家判断（通知提出、但表格里无法核对的条件）", asked)
    yield from _numbered("其他说明", assignment.plan.notes)


def _numbered(heading: str, texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if texts:
        yield heading, ""
    for number, text in enumerate(texts, 1):
        yield str(number), text


def _subject(assignment: Assignment) -> Iterator[tuple[str, str]]:
    campaign = assignment.campaign
    source = f"（{campaign.source}）" if campaign.source else ""
    yield "征集活动", f"{campaign.title}{source}"
    yield "评审榜单", assignment.board.title
    if assignment.plan.body:
        yield "评审机构", assignment.plan.body
    if assignment.fields:
        heading = assignment.board.field(assignment.board.field_key).header
        yield f"评审{heading}", f"{'、'.join(assignment.fields)}。其余的由其他评审机构评审。"
    count = len(assignment.entries)
    if assignment.share:
        yield "本工作簿", assignment.share
    yield (
        "评审对象",
        (
            f"通过审核的申报条目，共{count}项，按编号从小到大排列。"
            "编号是按收到材料的先后编的，与推荐顺序、评价高低无关。"
        ),
    )


def _procedure(assignment: Assignment) -> Iterator[tuple[str, str]]:
    yield (
        "评分",
        (
            f"在“{SUMMARY}”右侧的黄色格子里逐项打分。点编号可转到“{DETAILS}”查看全部材料，"
            f"点“返回{SUMMARY}”可转回来。"
        ),
    )
    yield "总分", "各评分项都填好后自动算出；有一项没有填或超出满分，总分就空着。"
    yield (
        "回避",
        (
            "与申报单位（人）有工作、亲属、师生、合作或其他利害关系的，“回避”一栏选“是”，"
            "该条目不必打分，没有总分，也不计入平均分；没有的，选“否”或空着。"
        ),
    )
    yield (
        "平均分",
        (
            "表头上方的平均分由本工作簿中已打的分自动算出，供评分时掌握尺度；"
            "还没有打分时空着，回避的条目不计在内。"
        ),
    )
    if assignment.metrics:
        yield "增长和走势", _growth_words(assignment)
    if assignment.left_out:
        titles = "、".join(metric.title for metric in assignment.left_out)
        yield "其他指标", f"一页放不下的指标请看“{DETAILS}”：{titles}。"
    yield "待核实", f"“{DETAILS}”中标有“待核实”的，是核对时的疑点，条目仍然有效，请结合材料判断。"
    yield "签名", f"评完后请打印“{SUMMARY}”，在表末签名并写上日期。"


def _growth_words(assignment: Assignment) -> str:
    words = (
        "走势图依次画出各年的数。增长一栏的表头写明是哪一年与哪一年相比；占比类指标写的是相差几个百分点；"
        "作比较的前一年为零、为负或空着的，增长空着。"
    )
    columns = (column for metric in assignment.metrics for column in metric.years)
    unfinished = {year_of(c) for c in columns if not is_over(assignment.campaign, c)}
    if not unfinished:
        return words
    years = "、".join(f"{year}年" for year in sorted(unfinished))
    return f"{words}{years}在申报时没有过完，只要另有两年以上的整年数，就不用来算增长。"
