"""The scoring columns of 汇总表: blank cells to fill, what they accept, totals and averages.

In comes the sheet with its entries written; out go cells, drop-downs and formulas at its right.

What a newcomer would get wrong: every formula shows a blank until there is something to show. A
nought would be read as a score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.model import column_letters
from toolkit.writers.book import GREY, RED, STYLES, Book, cell_in_row, row_layout
from toolkit.writers.cells import Formula, cell_xml
from toolkit.writers.columns import Column
from toolkit.writers.review_guide import NAME_CELL, Assignment

# Styles that only scores need.
STYLES |= {
    "score": {"num_format": "General", "align": "center"},
    "average": {"border": 1, "num_format": "0.0#", "align": "center", "bold": True},
}

_BAND = "评分"
_UNNAMED = "（请在“评审说明”中填写）"
SIGN_OFF = "评审专家签名：____________________　　日期：________年____月____日"


def scoring_columns(assignment: Assignment) -> Iterator[Column]:
    """回避, one column a criterion, 总分, 评语."""
    yield Column("回避", group=_BAND, width=5.5)
    for title, most in assignment.scores:
        yield Column(f"{title}\n（{most}）", group=_BAND, width=6.5)
    yield Column(f"总分\n（{assignment.full_marks}）", group=_BAND, width=6.5)
    yield Column("评语", group=_BAND, width=10.0)


@dataclass(frozen=True, slots=True)
class Scoring:
    """Where the scoring columns stand: 0-based rows and the column of 回避."""

    assignment: Assignment
    recusal: int
    top: int
    bottom: int

    @property
    def count(self) -> int:
        """How many criteria there are."""
        return len(self.assignment.scores)

    @property
    def criteria(self) -> tuple[tuple[int, str, int], ...]:
        """Column, title and maximum of each criterion."""
        scores = enumerate(self.assignment.scores, self.recusal + 1)
        return tuple((column, title, most) for column, (title, most) in scores)

    @property
    def total(self) -> int:
        """The column of 总分."""
        return self.recusal + self.count + 1

    def first_cell(self, column: int, *, fixed: bool = False) -> str:
        """The first entry's cell; `fixed` keeps its column in a conditional format."""
        return f"{'$' if fixed else ''}{column_letters(column + 1)}{self.top + 1}"

    def cells(self, column: int) -> str:
        """The cells of all entries in a column."""
        letters = column_letters(column + 1)
        return f"${letters}${self.top + 1}:${letters}${self.bottom + 1}"


def scoring_layout(book: Book, scoring: Scoring) -> str:
    """The scoring cells of an entry, the same in every row."""
    score = cell_xml(None, book.style("input score"))
    cells = (
        cell_xml(None, book.style("input center")),
        *[score] * scoring.count,
        cell_xml(Formula(_total(scoring)), book.style("average")),
        cell_xml(None, book.style("input text tight")),
    )
    return row_layout(cells, scoring.recusal)


def limit_scoring(book: Book, sheet: Any, scoring: Scoring) -> None:
    """Say what the scoring cells accept."""
    _limit_scores(book, sheet, scoring)
    _offer_recusal(book, sheet, scoring)


def write_averages(book: Book, sheet: Any, row: int, scoring: Scoring) -> None:
    """Write the averages over the entries that are scored and not recused."""
    sheet.set_row_pixels(row, 28)
    book.put(sheet, row, scoring.recusal, "平均", "heading")
    for column, _, most in scoring.criteria:
        book.put(sheet, row, column, Formula(_average(scoring, column, most)), "average")
    totals = scoring.cells(scoring.total)
    overall = f'=IF(COUNT({totals})=0,"",AVERAGE({totals}))'
    book.put(sheet, row, scoring.total, Formula(overall), "average")


def progress(scoring: Scoring) -> Formula:
    """Who scores, and how many entries are done."""
    count = scoring.bottom - scoring.top + 1
    text = (
        f'="评审专家："&IF({NAME_CELL}="","{_UNNAMED}",{NAME_CELL})'
        f'&"　　已评"&COUNT({scoring.cells(scoring.total)})&"项，'
        f'回避"&COUNTIF({scoring.cells(scoring.recusal)},"是")&"项，共{count}项"'
    )
    return Formula(text, f"评审专家：{_UNNAMED}　　已评0项，回避0项，共{count}项")


def _total(scoring: Scoring) -> str:
    """The formula of 总分 in any row."""
    recusal, columns = cell_in_row(scoring.recusal), scoring.criteria
    scores = f"{cell_in_row(columns[0][0])}:{cell_in_row(columns[-1][0])}"
    within = ",".join(f"{cell_in_row(column)}<={most}" for column, _, most in columns)
    whole = f'IF(AND(COUNT({scores})={scoring.count},MIN({scores})>=0,{within}),SUM({scores}),"")'
    return f'=IF({recusal}="是","",{whole})'


def _average(scoring: Scoring, column: int, most: int) -> str:
    # SUMPRODUCT and not AVERAGEIFS: programs differ on whether a blank cell is unlike 是.
    scores, recusal = scoring.cells(column), scoring.cells(scoring.recusal)
    counted = f'({recusal}<>"是")*ISNUMBER({scores})*({scores}>=0)*({scores}<={most})'
    number = f"SUMPRODUCT({counted})"
    return f'=IF({number}=0,"",SUMPRODUCT({counted},{scores})/{number})'


def _limit_scores(book: Book, sheet: Any, scoring: Scoring) -> None:
    for column, title, most in scoring.criteria:
        accepted = f"请填0到{most}之间的数，可以有小数。"
        sheet.data_validation(scoring.top, column, scoring.bottom, column, {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most,
            "input_title": _hint_title(title), "input_message": accepted,
            "error_title": "分数不在范围内", "error_message": f"{accepted}回避的条目不用打分。",
        })  # fmt: skip
        # A pasted score is not validated, so what is out of range is also coloured.
        cell = scoring.first_cell(column)
        wrong = f'=AND({cell}<>"",OR(NOT(ISNUMBER({cell})),N({cell})<0,N({cell})>{most}))'
        _colour(book, sheet, scoring, (column, column), wrong, RED)


def _hint_title(title: str) -> str:
    # Excel takes 32 characters at most.
    return title if len(title) <= 32 else f"{title[:31]}…"


def _offer_recusal(book: Book, sheet: Any, scoring: Scoring) -> None:
    sheet.data_validation(scoring.top, scoring.recusal, scoring.bottom, scoring.recusal, {
        "validate": "list", "source": ["是", "否"],
        "input_title": "回避",
        "input_message": "与申报单位（人）有利害关系的选“是”，该条目不用打分；没有的选“否”或空着。",
        "error_title": "请选“是”或“否”", "error_message": "请从下拉列表中选“是”或“否”，或者空着。",
    })  # fmt: skip
    recused = f'={scoring.first_cell(scoring.recusal, fixed=True)}="是"'
    _colour(book, sheet, scoring, (scoring.recusal, scoring.total), recused, GREY)


def _colour(
    book: Book, sheet: Any, scoring: Scoring, columns: tuple[int, int], when: str, colour: str
) -> None:
    made = book.file.add_format({"bg_color": colour})
    rule = {"type": "formula", "criteria": when, "format": made}
    sheet.conditional_format(scoring.top, columns[0], scoring.bottom, columns[1], rule)
