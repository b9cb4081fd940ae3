"""The drop-down of 裁定: in each row the answers that make sense there, and what they mean.

What a newcomer would get wrong: Excel leaves a drop-down where it is when rows are sorted. So there
is one for the whole column, and a cell of the row's own says which answers it takes, from a sheet
that nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from toolkit.model import Verb, column_letters
from toolkit.writers.book import Book, quoted

_SHEET = "选项"
# A row's cell holds where its answers begin, times this, plus how many they are.
_MOST_ANSWERS = 1000
_MEANT = {
    Verb.SAME: "两边是一家，按重复处理",
    Verb.SAME_THING: "两边是同一项，按重复处理",
    Verb.DIFFERENT: "两边不相干，各算各的",
    Verb.KEEP: "优先保留本条",
    Verb.WITHDRAW: "本条不再参评",
    Verb.WAIVE: "已核实，不再追究这个问题",
    Verb.UPHOLD: "问题属实，按错误处理",
    Verb.UNIT: "由它报送，也可自己写单位全称",
    Verb.PASSWORD: "空一格写上打开文件的密码",
}


def answers_hint(answers: Iterable[str]) -> str:
    """What each kind of answer means, a line each."""
    begun = {answer.split(" ", 1)[0] for answer in answers}
    return "\n".join(f"{verb}：{meant}" for verb, meant in _MEANT.items() if verb in begun)


@dataclass(slots=True)
class Choices:
    """The answers of a workbook's rows, each list of them once."""

    book: Book
    _places: dict[tuple[str, ...], int] = field(default_factory=dict)
    _answers: list[str] = field(default_factory=list)

    def place(self, answers: tuple[str, ...]) -> int | None:
        """What a row's own cell holds, for these answers."""
        if not answers:
            return None
        if answers not in self._places:
            offered = answers[: _MOST_ANSWERS - 1]
            self._places[answers] = len(self._answers) * _MOST_ANSWERS + len(offered)
            self._answers += offered
        return self._places[answers]

    def offer(
        self, sheet: Any, column: int, rows: tuple[int, int], places: int, typed: Iterable[str]
    ) -> None:
        """Give the rows of a column their drop-down; `places` is the column of their own cells, and
        `typed` what may be typed beside what is offered.
        """
        first, last = rows
        own = f"${column_letters(places + 1)}{first + 1}"
        start, count = f"INT({own}/{_MOST_ANSWERS})", f"MOD({own},{_MOST_ANSWERS})"
        sheet.data_validation(first, column, last, column, {
            "validate": "list",
            "source": f"=OFFSET({quoted(_SHEET)}!$A$1,{start},0,{count},1)",
            "input_title": "点右边的箭头选",
            "input_message": answers_hint([*self._answers, *typed]),
            "error_type": "warning",
            "error_title": "不在下拉列表里",
            "error_message": "一般请从下拉列表中选；“推荐单位 某某学会”“密码 123456”可以自己写。",
        })  # fmt: skip

    def add_sheet(self) -> None:
        """Add the sheet with the answers, if there are any."""
        if self._answers:
            sheet = self.book.sheet(_SHEET)
            for row, answer in enumerate(self._answers):
                self.book.put(sheet, row, 0, answer, "code")
            sheet.very_hidden()
