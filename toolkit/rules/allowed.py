"""allowed: one of the listed choices, or several where the column takes several. V401. Cerberus
judges.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import (
    LONGEST_ITEM,
    any_of,
    are_items_of,
    day_number,
    is_one_of_numbers,
    is_one_of_texts,
    number,
)
from toolkit.rules.figures import is_number
from toolkit.rules.normal import nearest
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import exact_float, own_type
from toolkit.rules.wording import shown

if TYPE_CHECKING:
    import polars as pl

_MOST_NAMED = 12
# A formula has room for other rules beside so long a list of choices.
_LONGEST = 6_000


def _choices(argument: Any) -> str:
    named = "、".join(shown(choice) for choice in argument[:_MOST_NAMED])
    return f"{named}等{len(argument)}项" if len(argument) > _MOST_NAMED else named


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    given = value if isinstance(value, list) else [value]
    wrong = [shown(each) for each in given if each not in argument]
    if not wrong:
        return None
    if _is_promise(argument):
        said = f"填写的是“{wrong[0]}”，本项须为“{shown(argument[0])}”"
        return Breach("V401", f"{said}，请核对。", unmet=f"{said}才符合条件，请核对。")
    like = nearest(wrong[0], [shown(choice) for choice in argument], count=1)
    hint = f"是否应为“{like[0]}”？" if like else ""
    given_words, choices = f"“{'、'.join(wrong)}”", _choices(argument)
    return Breach(
        "V401",
        f"{given_words}不在可选范围内。{hint}可选：{choices}，请从中选填。",
        unmet=f"{given_words}不符合申报条件；可以申报的有：{choices}，请核对。",
    )


def _is_promise(argument: Any) -> bool:
    """Whether of 是 and 否 only one will do: there is nothing to choose from."""
    return len(argument) == 1 and isinstance(argument[0], bool)


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    if _is_promise(argument):
        return f"须填“{shown(argument[0])}”"
    return f"可选：{_choices(argument)}"


def _comparable(argument: Any, kind: str) -> list[Any]:
    """The choices that a column of this type can hold, as it holds them."""
    match kind:
        case "string" | "list":
            return [choice for choice in argument if isinstance(choice, str)]
        case "boolean":
            return [choice for choice in argument if isinstance(choice, bool)]
        case "number" | "integer":
            numbers = [exact_float(choice) for choice in argument if is_number(choice)]
            return [number for number in numbers if number is not None]
        case _:
            return []


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    kind = own_type(columns)
    choices = _comparable(argument, kind)
    if not choices:
        return None
    if kind == "list":
        return columns.own.list.set_difference(choices).list.len() == 0
    return columns.own.is_in(choices)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    is_allowed = _is_allowed(argument, cells)
    if is_allowed is None or len(is_allowed) > _LONGEST:
        return None
    return (Fault("V401", f"NOT({is_allowed})"),)


def _is_allowed(argument: Any, cells: FormulaCells) -> str | None:
    """Where the value is a choice; None where a formula cannot hold one of the choices."""
    own, kind = cells.own, cells.own_type
    match kind:
        case "string":
            return is_one_of_texts(own, _comparable(argument, kind))
        case "list":
            choices = _comparable(argument, kind)
            is_short = all(len(choice) <= LONGEST_ITEM for choice in choices)
            return are_items_of(own, choices) if is_short else None
        case "boolean":
            return is_one_of_texts(own, [shown(tick) for tick in (True, False) if tick in argument])
        case "date":
            days = [choice for choice in argument if isinstance(choice, date)]
            return any_of(f"{own}={day_number(choice)}" for choice in days)
        case _:
            return _is_allowed_number(argument, own)


def _is_allowed_number(argument: Any, own: str) -> str | None:
    choices = [choice for choice in argument if isinstance(choice, (int, float))]
    if any(number(choice) is None for choice in choices):
        return None
    return is_one_of_numbers(own, choices)


RULE = Rule(
    "allowed",
    {"type": "list", "minlength": 1},
    _breach,
    _words,
    native=True,
    screen=_screen,
    formula=_formula,
)
