"""What cells read as, compared with values as a campaign writes them. In: a value, a column or an
address, and the values; out: whether it reads as one of them, in each engine.

The one thing a newcomer would get wrong: they are compared as a person reads them, so a tick is
是, 12.0 is 12, and one of several choices is enough.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.rules.expressions import (
    any_of,
    day_number,
    has_item,
    is_one_of_numbers,
    is_one_of_texts,
    number,
)
from toolkit.rules.wording import shown

if TYPE_CHECKING:
    import polars as pl


def reads_as_one_of(found: Any, wanted: list[Any]) -> bool:
    """Whether a filled cell, or one of its several choices, reads as one of these."""
    names = {shown(each) for each in wanted}
    return any(shown(each) in names for each in (found if isinstance(found, list) else [found]))


def is_blank(column: pl.Expr, kind: str) -> pl.Expr:
    """Where a column of such a type holds nothing."""
    match kind:
        case "string":
            return column.is_null() | (column == "")
        case "list":
            return column.is_null() | (column.list.len() == 0)
        case _:
            return column.is_null()


def surely_reads_otherwise(found: pl.Expr, kind: str, wanted: list[Any]) -> pl.Expr:
    """Where filled cells surely read as none of these; null is doubt."""
    import polars as pl

    return pl.all_horizontal(_differs(found, kind, shown(each)) for each in wanted)


def _differs(found: pl.Expr, kind: str, name: str) -> pl.Expr:
    """Where what is found surely reads otherwise; how a date reads is not asked here."""
    match kind:
        case "string":
            return found != name
        case "list":
            return ~found.list.contains(name)
        case "boolean" if name in (shown(value=True), shown(value=False)):
            return found != (name == shown(value=True))
        case "boolean":
            return found.is_not_null()
        case "number" | "integer":
            # What a number reads as is a number's text, and gives that number again.
            return found.is_not_null() if (number := _number(name)) is None else found != number
        case _:
            return found.is_null()


def _number(name: str) -> float | None:
    try:
        return float(name)
    except ValueError:
        return None


def reads_as_one_of_in(found: str, kind: str, wanted: list[Any]) -> str:
    """Whether a filled cell, or one of its several choices, reads as one of these."""
    names = list(dict.fromkeys(shown(each) for each in wanted))
    match kind:
        case "string" | "boolean":
            return is_one_of_texts(found, names)
        case "list":
            return any_of(has_item(found, name) for name in names)
        case "number" | "integer":
            meant = [each for name in names if (each := _number_read_as(name)) is not None]
            return is_one_of_numbers(found, meant)
        case "date":
            days = [_day_read_as(name) for name in names]
            return any_of(f"{found}={day_number(each)}" for each in days if each is not None)
        case _:
            return any_of([])


def _number_read_as(name: str) -> float | None:
    found = _number(name)
    is_held = found is not None and number(found) is not None
    return found if is_held and shown(found) == name else None


def _day_read_as(name: str) -> date | None:
    try:
        found = date.fromisoformat(name)
    except ValueError:
        return None
    return found if shown(found) == name else None
