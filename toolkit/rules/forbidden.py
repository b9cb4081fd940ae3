"""forbidden: none of the listed values, nor any of several choices. V401.

They are compared as a person reads them, and Cerberus's rule of this name is not asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import readings
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import own_type
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    given = value if isinstance(value, list) else [value]
    found = [each for each in given if readings.reads_as_one_of(each, argument)]
    if not found:
        return None
    return Breach("V401", f"本项不能填写{'、'.join(map(quoted, found))}，请核对后改正。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"不能填写{'、'.join(map(quoted, argument))}"


def _screen(argument: Any, columns: Columns) -> pl.Expr:
    return readings.surely_reads_otherwise(columns.own, own_type(columns), argument)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    return (Fault("V401", readings.reads_as_one_of_in(cells.own, cells.own_type, argument)),)


RULE = Rule(
    "forbidden",
    {"type": "list", "minlength": 1},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
)
