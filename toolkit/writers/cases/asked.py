"""The sheet 待裁定: a row for every case that nobody has decided, the gravest first.

What a newcomer would get wrong: deciding takes a click, a name and a reason, so what is filled in
stands at the left, in view whatever is looked at, and all that is known of the case beside it.
"""

from __future__ import annotations

from toolkit.codes import TITLES
from toolkit.model import OUTCOME_WORDS, Case, Verb, Weight
from toolkit.registers.rulings import KEY, OTHER
from toolkit.writers.book import Book
from toolkit.writers.cases.choices import Choices
from toolkit.writers.cases.filling import (
    FILLED,
    add_hints,
    colour_lacking,
    count_formulas,
    grey_done,
)
from toolkit.writers.cases.sides import SideLinks, Sides
from toolkit.writers.cells import Formula
from toolkit.writers.columns import Cell, Column
from toolkit.writers.tables import TableArea, add_table_sheet

SHEET = "待裁定"
# A3: two sides beside each other are too small to be read on less.
PAPER = 8
# A file that a password may open, which nobody can offer.
_LOCKED = "F102"
# More than that nobody decides before the next run, which asks for the rest.
MOST_CASES = 50_000
_ABOUT = (
    Column("轻重", "text center", width=9.0),
    Column("类别", width=13.0),
    Column("要裁定的事", "wrapped", width=32.0),
)
_ANSWER = len(_ABOUT)
_NOW = Column("现在的结果（不裁定则保持）", "text center", width=13.0)
_OURS = "程序用，请勿改动"
KEYS = (
    Column(KEY, "code shrunk faint", _OURS, width=12.0),
    Column(OTHER, "code shrunk faint", _OURS, width=12.0),
)
_KEYS = (*KEYS, Column("选项", "plain shrunk faint", _OURS, width=7.0))
WEIGHTS = {
    Weight.OUTCOME: Cell("影响去留", "bold"),
    Weight.FACT: "核对事实",
    Weight.CHOICE: Cell("可以另选", "faint"),
}
_HOW = (
    "怎样填：点“裁定”格，从下拉列表中选，再写经办人和理由；拿不准的空着，就保持现在的结果。",
    "怎样看：两边不同的字是红色加粗，相同的是灰色；点“位置”打开标注副本里的那一处。",
    "怎样交回：保存并关闭，重新运行，裁定就生效，列到“已裁定”；也可以另存为工作文件夹里的“裁定.xlsx”。",
    "可以排序、筛选、删行；最右边“程序用”的几列（键等）是程序认条目用的，请勿改动。打印请用A3纸。",
)
_NOTHING = "没有要裁定的事项。"


def add_cases_sheet(book: Book, sides: Sides, choices: Choices) -> None:
    """Add 待裁定, with its drop-downs, colours and links."""
    cases = sides.run.cases[:MOST_CASES]
    columns = (*_ABOUT, *FILLED, _NOW, *sides.columns_of_both(), *_KEYS)
    area = add_table_sheet(
        book,
        SHEET,
        columns,
        [_row(book, sides, case, choices) for case in cases],
        title="待裁定事项",
        notes=_notes(len(cases), len(sides.run.cases)) if cases else (_NOTHING,),
        header=sides.run.campaign.title,
        frozen=_ANSWER + 1,
        grows=True,
        printed=len(columns) - len(_KEYS),
    )
    area.sheet.set_zoom(85)
    area.sheet.set_paper(PAPER)
    if cases:
        _put_count(book, area, len(cases))
        rows = (area.first, area.last)
        typed = [Verb.PASSWORD for case in cases if case.code == _LOCKED]
        choices.offer(area.sheet, _ANSWER, rows, len(area.widths) - 1, typed)
        add_hints(area.sheet, _ANSWER, area.first, area.last)
        colour_lacking(book, area, _ANSWER, len(columns) - len(_KEYS))
        grey_done(book, area, _ANSWER, len(columns) - len(_KEYS))
        _add_links(sides, area, cases)


def _notes(shown: int, total: int) -> tuple[str, ...]:
    if shown == total:
        return _count_words(shown), *_HOW
    rest = f"另有{total - shown}件较轻的没有列出，裁定了上面的再运行时会列出来。"
    return _count_words(shown), *_HOW, rest


def _count_words(left: int) -> str:
    return f"共{left}件：已裁定0件，缺经办人或理由0件，还没有裁定{left}件。"


def _put_count(book: Book, area: TableArea, left: int) -> None:
    """Below the title: how far one has got, reckoned anew whenever something is filled in."""
    done, lacking, rest = count_formulas(area, _ANSWER, len(area.widths) - len(_KEYS))
    formula = (
        f'="共"&{done}+{lacking}+{rest}&"件：已裁定"&{done}&"件，缺经办人或理由"&{lacking}'
        f'&"件，还没有裁定"&{rest}&"件。"'
    )
    book.put(area.sheet, 1, 0, Formula(formula, _count_words(left)), "subtitle")


def _row(book: Book, sides: Sides, case: Case, choices: Choices) -> tuple[object, ...]:
    now = OUTCOME_WORDS[case.outcome] if case.outcome else sides.outcome_words(case.own)
    return (
        WEIGHTS[case.weight],
        f"{case.code} {TITLES.get(case.code, '')}".strip(),
        _asked(case),
        *("",) * len(FILLED),
        now,
        *sides.cells_of_both(case.own, case.theirs, book.font),
        case.own.key,
        case.theirs.key if case.theirs else "",
        choices.place(case.answers),
    )


def _asked(case: Case) -> str:
    """What is asked: of which column, unless it says so or two sides are compared, and about what
    stands in the cell, where nothing else shows that.
    """
    of_column = case.field and case.theirs is None and case.field not in case.asked
    asked = f"{case.field}：{case.asked}" if of_column else case.asked
    shown = (case.own.name, case.own.code)
    return asked if case.value in shown or case.value in asked else f"{asked}\n原值：{case.value}"


def _add_links(sides: Sides, area: TableArea, cases: tuple[Case, ...]) -> None:
    links = SideLinks(sides)
    theirs = len(area.widths) - len(_KEYS) - 1
    own = theirs - len(sides.columns)
    for row, case in enumerate(cases, area.first):
        links.add(row, own, case.own)
        links.add(row, theirs, case.theirs)
    links.put_on(area.sheet)
