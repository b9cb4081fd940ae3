"""share: a share of a whole, from 0 to 100 % (0.15 is 15 %). V301, V302."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.figures import fraction, is_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import NUMBERS, everywhere, own_type
from toolkit.rules.wording import as_percent

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not argument or not is_number(value) or 0 <= value <= 1:
        return None
    code = "V301" if value < 0 else "V302"
    said = f"填写的比例是{as_percent(fraction(value), 4)}，应在0%到100%之间"
    return Breach(code, f"{said}，请核对后改正。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    return "比例在0%到100%之间"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if own_type(columns) not in NUMBERS:
        return None
    return columns.own.is_between(0, 1) if argument else everywhere(columns.own)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    if not argument or cells.own_type not in NUMBERS:
        return ()
    return Fault("V301", f"{cells.own}<0"), Fault("V302", f"{cells.own}>1")


RULE = Rule("share", {"type": "boolean"}, _breach, _words, screen=_screen, formula=_formula)
