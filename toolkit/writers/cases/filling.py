"""The cells that a person fills in: their columns, hints, and colours that say what is missing.

What a newcomer would get wrong: the colours are rules over the whole table, so they follow a row
when it is sorted, and a row that is deleted takes its colour along.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from toolkit.model import column_letters
from toolkit.registers.rulings import ANSWER, DAY, WHO, WHY
from toolkit.writers.book import AMBER, GREY, RED, Book
from toolkit.writers.columns import Column
from toolkit.writers.tables import TableArea

GROUP = "请填写"
FILLED = (
    Column(ANSWER, "text input", GROUP, width=14.0),
    Column(WHO, "text input", GROUP, width=9.0),
    Column(WHY, "text input", GROUP, width=20.0),
    Column(DAY, "date input", GROUP, width=12.0),
)
_FIRST_DAY = date(2000, 1, 1)


def add_hints(sheet: Any, column: int, first: int, last: int) -> None:
    """Say what goes into 经办人, 理由 and 日期, of which 裁定 is the column before."""
    for at, title, message in (
        (column + 1, WHO, "作裁定的人的姓名，必填。"),
        (column + 2, WHY, "为什么这样裁定，必填；会写进处理台账的原因里。"),
    ):
        hint = {"validate": "any", "input_title": title, "input_message": message}
        sheet.data_validation(first, at, last, at, hint)
    sheet.data_validation(first, column + 3, last, column + 3, {
        "validate": "date", "criteria": ">=", "value": _FIRST_DAY,
        "input_title": DAY, "input_message": "作裁定的日期，如 2025-11-03；可以不填。",
        "error_type": "warning", "error_title": "不是日期",
        "error_message": "请写成“2025-11-03”的样子。要保留现在的写法吗？",
    })  # fmt: skip


def colour_lacking(book: Book, area: TableArea, column: int, width: int) -> None:
    """Colour rows whose 裁定 (in that column) lacks a name or a reason, and the cell it lacks."""
    answer, who, why = (_filled(at, area.first) for at in (column, column + 1, column + 2))
    _colour(book, area, (column + 1, column + 1), f"AND({answer},NOT({who}))", {"bg_color": RED})
    _colour(book, area, (column + 2, column + 2), f"AND({answer},NOT({why}))", {"bg_color": RED})
    lacking = f"AND({answer},NOT(AND({who},{why})))"
    _colour(book, area, (0, width - 1), lacking, {"bg_color": AMBER})


def grey_done(book: Book, area: TableArea, column: int, width: int) -> None:
    """Grey rows whose 裁定 (in that column) has a name and a reason."""
    done = ",".join(_filled(at, area.first) for at in (column, column + 1, column + 2))
    grey = {"bg_color": GREY, "font_color": "#7F7F7F"}
    _colour(book, area, (0, width - 1), f"AND({done})", grey)


def _filled(column: int, row: int) -> str:
    return f'TRIM(${column_letters(column + 1)}{row + 1})<>""'


def _colour(
    book: Book, area: TableArea, columns: tuple[int, int], formula: str, dress: dict[str, str]
) -> None:
    rule = {
        "type": "formula",
        "criteria": f"={formula}",
        "format": book.file.add_format(dress),
        "stop_if_true": True,
    }
    left, right = columns
    area.sheet.conditional_format(area.first, left, area.last, right, rule)


def count_formulas(area: TableArea, column: int, key: int) -> tuple[str, str, str]:
    """Formulas for how many rows are done, how many lack a name or a reason, and how many have a
    key but no 裁定.
    """
    answer, who, why, keyed = (
        _filled_cells(at, area) for at in (column, column + 1, column + 2, key)
    )
    done = f"SUMPRODUCT({answer}*{who}*{why})"
    lacking = f"SUMPRODUCT({answer}*(1-{who}*{why}))"
    return done, lacking, f"SUMPRODUCT({keyed}*(1-{answer}))"


def _filled_cells(column: int, area: TableArea) -> str:
    letters = column_letters(column + 1)
    return f'(TRIM(${letters}${area.first + 1}:${letters}${area.last + 1})<>"")'
