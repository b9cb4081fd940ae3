"""ends_period: a day that ends what another day begins, at most so long after it. V503.

The same day counts: two years from 2025-12-01 end on 2027-12-01 at the latest. In a month without
that day it is the month's last one, as in a spreadsheet's EDATE.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, date
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import when_number
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import own_type
from toolkit.rules.wording import day, heading_beside, shown

if TYPE_CHECKING:
    import polars as pl

_MONTHS = 12


def _months(argument: Any) -> int:
    """How many months it may take at most; 0 where it may take any."""
    return int(argument.get("years", 0) * _MONTHS + argument.get("months", 0))


def _length(argument: Any) -> str:
    """So long as it may take, in words: 1年6个月."""
    years, months = divmod(_months(argument), _MONTHS)
    return (f"{years}年" if years else "") + (f"{months}个月" if months else "")


def _last_day(begun: date, months: int) -> date:
    """The same day so many months later.

    >>> _last_day(date(2025, 12, 1), 24), _last_day(date(2024, 2, 29), 12)
    (datetime.date(2027, 12, 1), datetime.date(2025, 2, 28))
    """
    year, month = divmod(begun.year * _MONTHS + begun.month - 1 + months, _MONTHS)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(begun.day, monthrange(year, month + 1)[1]))


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    begun, months = record.get(argument["from"]), _months(argument)
    if not isinstance(value, date) or not isinstance(begun, date):
        return None
    beginning = f"“{heading_beside(argument['from'], record)}”（{day(shown(begun))}）"
    said = f"填写的是{day(shown(value))}"
    if value < begun:
        return Breach("V503", f"{said}，不应早于{beginning}，请核对这两项。")
    if not months or value <= _last_day(begun, months):
        return None
    last = day(shown(_last_day(begun, months)))
    bound = f"应在{beginning}起{_length(argument)}以内，即不晚于{last}"
    return Breach("V503", f"{said}，{bound}，请核对这两项。")


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    begun = f"“{heading(argument['from'])}”"
    within = f"，且在其后{_length(argument)}以内（含期满当日）" if _months(argument) else ""
    return f"不早于{begun}{within}"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    if {own_type(columns), columns.type_of(argument["from"])} != {"date"}:
        return None
    begun, months = columns.other(argument["from"]), _months(argument)
    ends_after = columns.own >= begun
    if months:
        ends_after &= columns.own <= begun.dt.offset_by(f"{months}mo")
    return begun.is_null() | ends_after


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    if {cells.own_type, cells.type_of(argument["from"])} != {"date"}:
        return ()
    own, begun, months = cells.own, cells.other(argument["from"]), _months(argument)
    # Beyond the year 9999 there is no last day, and so no fault.
    too_late = f"IFERROR({own}>EDATE({begun},{months}),FALSE)"
    beside = f"OR({own}<{begun},{too_late})" if months else f"{own}<{begun}"
    return (Fault("V503", when_number(begun, beside)),)


RULE = Rule(
    "ends_period",
    {
        "type": "dict",
        "schema": {
            "from": {"type": "string", "required": True},
            "years": {"type": "integer", "min": 1},
            "months": {"type": "integer", "min": 1},
        },
    },
    _breach,
    _words,
    refers=lambda argument: (argument["from"],),
    screen=_screen,
    formula=_formula,
)
