"""自检: a `Plan` in; out: a sheet that says at any moment what is left to do.

What a newcomer would get wrong: nothing is judged here. 校验公式 holds every verdict; this sheet
counts them and leads to the cells. Every formula carries the value that it has in an empty
template, for programs that show a workbook without reckoning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.codes import ORDER, TITLES
from toolkit.model import SEVERITY_WORDS, Quota, Severity, column_letters
from toolkit.model.templates import SELF_CHECK
from toolkit.writers.book import AMBER, GREEN, RED, Book, quoted
from toolkit.writers.cells import Formula
from toolkit.writers.template.hidden_sheets import (
    FAULTS,
    VALUES,
    VERDICTS,
    Reckoned,
    countable_quotas,
)
from toolkit.writers.template.plan import Plan, formula_block

SIGNS = {"错": Severity.ERROR, "疑": Severity.QUERY}
_SAID = re.compile(rf"([{''.join(SIGNS)}])([A-Z]\d{{3}})")
# 行 · 名称 · 错误 · 存疑 · 首个问题 · (nothing) · 代码 · 问题 · 严重程度 · 数量
_WIDTHS = (11.0, 36.0, 8.0, 8.0, 58.0, 3.0, 8.0, 20.0, 10.0, 8.0)
_ROW_HEADINGS = ("行", "名称", "错误", "存疑", "首个问题（点击跳到那一格）")
_KIND_HEADINGS = ("代码", "问题", "严重程度", "数量")
_KINDS_FROM = 6
_LINE_PIXELS = 24
EMPTY, READY = "尚未填写任何条目", "可以报送 ✓"
_ENTRIES, _ERRORS, _QUERIES, _QUOTA = 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Page:
    """自检 being written."""

    book: Book
    sheet: Any
    plan: Plan

    @property
    def reckoned(self) -> Reckoned:
        """Where the figures come from."""
        return Reckoned(self.plan)

    @property
    def counted(self) -> tuple[tuple[Quota, str], ...]:
        """The quotas whose use is shown, each with the key that it counts per."""
        return countable_quotas(self.plan)

    @property
    def table(self) -> int:
        """The row of the tables' headings."""
        return _QUOTA + max(1, len(self.counted)) + 2

    def put(self, row: int, column: int, value: object, style: str) -> None:
        """Put a value at a 1-based row and a 0-based column."""
        self.book.put(self.sheet, row - 1, column, value, style)


def add_self_check(book: Book, plan: Plan) -> None:
    """Add the sheet."""
    sheet = book.sheet(SELF_CHECK, plan.campaign.title)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    page = Page(book, sheet, plan)
    kinds = fault_kinds(plan)
    _write_verdict(page)
    _write_counts(page)
    _write_kinds(page, kinds)
    _write_rows(page, kinds)
    _colour(page, kinds)
    sheet.freeze_panes(page.table, 0)
    sheet.repeat_rows(page.table - 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def fault_kinds(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Sign and code of every verdict that can occur, errors first, codes in their order."""
    found = {pair for each in plan.formulas for pair in _SAID.findall(each.verdict)}
    signs = list(SIGNS)
    return tuple(sorted(found, key=lambda pair: (signs.index(pair[0]), ORDER[pair[1]])))


# ---------------------------------------------------------------- at the top


def _write_verdict(page: Page) -> None:
    page.sheet.set_row_pixels(0, 36)
    page.put(1, 0, f"{SELF_CHECK}　{page.plan.board.title}", "title")
    page.sheet.set_row_pixels(1, 52)
    page.sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, "", page.book.format("verdict"))
    page.put(2, 0, Formula(f"={_verdict(page)}", EMPTY), "verdict")


def _verdict(page: Page) -> str:
    below = page.plan.layout.last_row + 1
    steps = (
        (f"{page.reckoned.moved}=1", '"表头或示例行被移动，自检不准，请撤销改动或改用新的模板"'),
        (f"AND($B${_ENTRIES}=0,{page.reckoned.below}=0)", f'"{EMPTY}"'),
        (f"$B${_ERRORS}>0", f'"还有 "&$B${_ERRORS}&" 处错误须改正"'),
        (f"{page.reckoned.below}>0", f'"第 {below} 行以下填的内容未经自检，请移到上面的空行"'),
        *((_is_over(page, at), '"超出推荐名额，请核对"') for at in range(len(page.counted))),
        (f"$B${_QUERIES}>0", f'"可以报送，另有 "&$B${_QUERIES}&" 处存疑请核对"'),
    )
    formula = f'"{READY}"'
    for condition, words in reversed(steps):
        formula = f"IF({condition},{words},{formula})"
    return formula


def _is_over(page: Page, at: int) -> str:
    quota, _ = page.counted[at]
    return f"{page.reckoned.used(at)}>{page.plan.places(quota)}"


def _write_counts(page: Page) -> None:
    entries = f"=SUM({page.reckoned.rows(page.reckoned.filled)})"
    _count_line(page, _ENTRIES, "申报条目", Formula(entries, 0), "entries")
    below = page.plan.layout.last_row + 1
    words = f'"第 {below} 行以下还有 "&{page.reckoned.below}&" 格填了内容，未经自检"'
    _remark(page, _ENTRIES, f'=IF({page.reckoned.below}=0,"",{words})')
    for row, sign in ((_ERRORS, "错"), (_QUERIES, "疑")):
        count = f'=SUMPRODUCT(--(LEFT({VERDICTS},1)="{sign}"))'
        _count_line(page, row, SEVERITY_WORDS[SIGNS[sign]], Formula(count, 0), "places")
    _write_quotas(page)
    hint = "填写时随时更新；如没有更新，请按 F9。错误须改正，存疑请核对，确认无误可以保留。"
    page.put(page.table - 1, 0, hint, "note")


def _count_line(page: Page, row: int, label: str, value: object, style: str) -> None:
    page.sheet.set_row_pixels(row - 1, 26)
    page.put(row, 0, label, "heading")
    page.put(row, 1, value, f"text bold {style}")


def _remark(page: Page, row: int, formula: str) -> None:
    page.put(row, 2, Formula(formula, ""), "bold")


def _write_quotas(page: Page) -> None:
    if not page.counted:
        is_limited = page.plan.campaign.quotas_on(page.plan.board)
        words = "报送后核验" if is_limited else "不限"
        _count_line(page, _QUOTA, "名额", words, "text")
    for at, (quota, key) in enumerate(page.counted):
        row, limit, used = _QUOTA + at, page.plan.places(quota), page.reckoned.used(at)
        _count_line(page, row, "名额", Formula(f'={used}&" / {limit}"', f"0 / {limit}"), "text")
        each = f"同一“{page.plan.board.field(key).heading}”" if key else ""
        over = f'"{each}超出 "&({used}-{limit})&" 个"'
        _remark(page, row, f'=IF({used}>{limit},{over},"")')


# ---------------------------------------------------------------- the two tables


def _write_kinds(page: Page, kinds: Sequence[tuple[str, str]]) -> None:
    for at, words in enumerate(_KIND_HEADINGS, _KINDS_FROM):
        page.put(page.table, at, words, "heading")
    for row, (sign, code) in enumerate(kinds, page.table + 1):
        page.sheet.set_row_pixels(row - 1, _LINE_PIXELS)
        page.put(row, _KINDS_FROM, code, "text center")
        page.put(row, _KINDS_FROM + 1, TITLES[code], "text")
        page.put(row, _KINDS_FROM + 2, SEVERITY_WORDS[SIGNS[sign]], "text center")
        count = f'=SUMPRODUCT(--({VERDICTS}="{sign}{code}"))'
        page.put(row, _KINDS_FROM + 3, Formula(count, 0), "plain")


def _write_rows(page: Page, kinds: Sequence[tuple[str, str]]) -> None:
    page.sheet.set_row_pixels(page.table - 1, 29)
    for at, words in enumerate(_ROW_HEADINGS):
        page.put(page.table, at, words, "heading")
    codes = _kind_cells(page, kinds, _KINDS_FROM), _kind_cells(page, kinds, _KINDS_FROM + 1)
    layout = page.plan.layout
    for row in range(layout.first_row, layout.last_row + 1):
        at = page.table + 1 + row - layout.first_row
        filled = page.reckoned.cell(page.reckoned.filled, row)
        page.sheet.set_row_pixels(at - 1, _LINE_PIXELS)
        page.put(at, 0, row, "plain")
        page.put(at, 1, _shown(filled, _name(page, row)), "text")
        for column, sign in ((2, "错"), (3, "疑")):
            verdicts = page.reckoned.row(FAULTS, row)
            count = f'SUMPRODUCT(--(LEFT({verdicts},1)="{sign}"))'
            page.put(at, column, _shown(filled, count), "plain")
        page.put(at, 4, _shown(filled, _first_fault(page, row, codes)), "link")


def _kind_cells(page: Page, kinds: Sequence[tuple[str, str]], column: int) -> str:
    letters = column_letters(column + 1)
    return f"${letters}${page.table + 1}:${letters}${page.table + max(1, len(kinds))}"


def _shown(filled: str, formula: str) -> Formula:
    """A formula that shows nothing for a row that is no entry."""
    return Formula(f'=IF({filled}=0,"",{formula})', "")


def _name(page: Page, row: int) -> str:
    plan = page.plan
    column = formula_block(VALUES, plan)[0] + plan.column(plan.board.name_key) - 1
    name = page.reckoned.cell(column, row)
    return f'IF({name}="","（未填名称）",{name})'


def _first_fault(page: Page, row: int, codes: tuple[str, str]) -> str:
    """The first fault of a row in words, a link to its cell; ✓ where there is none."""
    place = page.reckoned.cell(page.reckoned.place, row)
    verdict = f"INDEX({page.reckoned.row(FAULTS, row)},{place})"
    heading = f"MID(INDEX({page.reckoned.row(FAULTS, 1)},{place}),4,99)"
    title = f"INDEX({codes[1]},MATCH(MID({verdict},2,4),{codes[0]},0))"
    sheet = quoted(page.plan.data_sheet).replace('"', '""')
    link = f'HYPERLINK("#{sheet}!"&ADDRESS({row},{place},4),{heading}&"："&{title})'
    return f'IF({place}=0,"✓",{link})'


# ---------------------------------------------------------------- colours


def _colour(page: Page, kinds: Sequence[tuple[str, str]]) -> None:
    first = page.table + 1
    last = page.table + page.plan.rows
    counted = page.table + max(1, len(kinds))
    # Of several that are true, the first one fills.
    _fill(page, "A2", f'$A$2="{READY}"', GREEN)
    _fill(page, "A2", 'OR(LEFT($A$2,2)="还有",LEFT($A$2,2)="表头")', RED)
    _fill(page, "A2", f'$A$2<>"{EMPTY}"', AMBER)
    _fill(page, f"C{first}:C{last}", f"N($C{first})>0", RED)
    _fill(page, f"D{first}:D{last}", f"N($D{first})>0", AMBER)
    for word, colour in (("错误", RED), ("存疑", AMBER)):
        when = f'AND($I{first}="{word}",N($J{first})>0)'
        _fill(page, f"G{first}:J{counted}", when, colour)


def _fill(page: Page, cells: str, when: str, colour: str) -> None:
    made = page.book.file.add_format({"bg_color": colour})
    page.sheet.conditional_format(
        cells, {"type": "formula", "criteria": f"={when}", "format": made}
    )
