"""maxlength: at most so many characters, or items where several are listed. V304. Cerberus
judges; Latin letters count one each here (a limit in 字 as Word counts them is word_count).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import code_points, items
from toolkit.rules.rule import (
    Breach,
    Columns,
    Fault,
    FormulaCells,
    Record,
    Rule,
    tells_all_of_texts,
)
from toolkit.rules.screens import length_of

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not isinstance(value, str | list) or len(value) <= argument:
        return None
    counted = "项" if isinstance(value, list) else "个字"
    return Breach("V304", f"填写了{len(value)}{counted}，最多{argument}{counted}，请精简。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"不超过{argument}个字"


def _words_of_choices(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"不超过{argument}项"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    length = length_of(columns)
    return None if length is None else length <= argument


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    """A character takes one place or two, so most texts need not be counted."""
    own = cells.own
    match cells.own_type:
        case "string":
            counted = f"IF(LEN({own})>{2 * argument},TRUE,{code_points(own)}>{argument})"
            return (Fault("V304", f"IF(LEN({own})<={argument},FALSE,{counted})"),)
        case "list":
            return (Fault("V304", f"{items(own)}>{argument}"),)
        case _:
            return ()


RULE = Rule(
    "maxlength",
    {"type": "integer", "min": 0},
    _breach,
    _words,
    native=True,
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_all_of_texts,
    words_of_choices=_words_of_choices,
)
