"""required_when: the cell must be filled where another field says so. V101.

All the tests of the argument must hold. Where the other field is blank the cell may be blank,
unless the argument says ``given: false``, which asks for one of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import screens
from toolkit.rules.expressions import (
    all_of,
    any_of,
    day_number,
    has_item,
    is_one_of_numbers,
    is_one_of_texts,
    number,
    when_number,
)
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.wording import DAY, day, quoted, shown

if TYPE_CHECKING:
    import polars as pl


def _is_one_of(found: Any, wanted: list[Any]) -> bool:
    """Compared as a person reads them: a tick is 是. One of several choices is enough."""
    names = {shown(each) for each in wanted}
    return any(shown(each) in names for each in (found if isinstance(found, list) else [found]))


def _is_day(found: Any, test: Callable[[date], bool]) -> bool:
    return isinstance(found, date) and test(found)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda found, wanted: _is_one_of(found, [wanted]),
    "in": _is_one_of,
    "not_after": lambda found, last: _is_day(found, lambda at: at <= date.fromisoformat(last)),
    "not_before": lambda found, first: _is_day(found, lambda at: at >= date.fromisoformat(first)),
    "given": lambda _, wanted: bool(wanted),
}
_CASES: dict[str, Callable[[Any], str]] = {
    "equals": lambda wanted: f"为{quoted(wanted)}",
    "in": lambda wanted: f"为{'或'.join(quoted(each) for each in wanted)}",
    "not_after": lambda last: f"在{day(last)}或以前",
    "not_before": lambda first: f"在{day(first)}或以后",
    "given": lambda wanted: "已填写" if wanted else "没有填写",
}


def _is_required(found: Any, argument: Any) -> bool:
    tests = [(name, wanted) for name, wanted in argument.items() if name in _TESTS]
    if found in (None, "", []):
        return tests == [("given", False)]
    return all(_TESTS[name](found, wanted) for name, wanted in tests)


def _case(argument: Any) -> str:
    return "且".join(_CASES[name](wanted) for name, wanted in argument.items() if name in _CASES)


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    if value not in (None, "", []) or not _is_required(record.get(argument["field"]), argument):
        return None
    other = record.heading(argument["field"])
    return Breach("V101", f"这一格是空的；“{other}”{_case(argument)}时，本项为必填项，请填写。")


def _screen(argument: Any, columns: Columns) -> pl.Expr:
    import polars as pl

    found, kind = columns.other(argument["field"]), columns.type_of(argument["field"])
    tests = [(name, wanted) for name, wanted in argument.items() if name in _TESTS]
    failures = [_FAILURES[name](found, kind, wanted) for name, wanted in tests]
    asks_for_one_of_two = tests == [("given", False)]
    is_spared = (
        pl.when(_is_blank(found, kind))
        .then(pl.lit(value=not asks_for_one_of_two))
        .otherwise(pl.any_horizontal(failures))
    )
    return ~_is_blank(columns.own, screens.own_type(columns)) | is_spared


def _is_blank(column: pl.Expr, kind: str) -> pl.Expr:
    match kind:
        case "string":
            return column.is_null() | (column == "")
        case "list":
            return column.is_null() | (column.list.len() == 0)
        case _:
            return column.is_null()


def _is_none_of(found: pl.Expr, kind: str, wanted: list[Any]) -> pl.Expr:
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


def _is_no_such_day(found: pl.Expr, kind: str, is_beside: pl.Expr) -> pl.Expr:
    return is_beside if kind == "date" else found.is_not_null()


# Where each test surely fails, of fields that are filled.
_FAILURES: dict[str, Callable[[pl.Expr, str, Any], pl.Expr]] = {
    "equals": lambda found, kind, wanted: _is_none_of(found, kind, [wanted]),
    "in": _is_none_of,
    "not_after": lambda found, kind, last: _is_no_such_day(
        found, kind, found > date.fromisoformat(last)
    ),
    "not_before": lambda found, kind, first: _is_no_such_day(
        found, kind, found < date.fromisoformat(first)
    ),
    "given": lambda found, _, wanted: found.is_null() if wanted else found.is_not_null(),
}


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"“{heading(argument['field'])}”{_case(argument)}时必填"


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    """A blank where the other field says so; what it says is read by that field's type."""
    found, kind = cells.other(argument["field"]), cells.type_of(argument["field"])
    tests = [(name, wanted) for name, wanted in argument.items() if name in _TESTS]
    is_blank = f'{cells.own}=""'
    if tests == [("given", False)]:
        return (Fault("V101", all_of([is_blank, f'{found}=""'])),)
    says_so = [_SAYS_SO[name](found, kind, wanted) for name, wanted in tests]
    asked = f'IF({found}="",FALSE,{all_of(says_so)})'
    return (Fault("V101", all_of([is_blank, asked])),)


def _reads_as_one_of(found: str, kind: str, wanted: list[Any]) -> str:
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


def _is_day_beside(found: str, kind: str, sign: str, at: str) -> str:
    if kind != "date":
        return any_of([])
    return when_number(found, f"{found}{sign}{day_number(date.fromisoformat(at))}")


# What each test says of fields that are filled, as an expression.
_SAYS_SO: dict[str, Callable[[str, str, Any], str]] = {
    "equals": lambda found, kind, wanted: _reads_as_one_of(found, kind, [wanted]),
    "in": _reads_as_one_of,
    "not_after": lambda found, kind, last: _is_day_beside(found, kind, "<=", last),
    "not_before": lambda found, kind, first: _is_day_beside(found, kind, ">=", first),
    "given": lambda _found, _kind, wanted: all_of([]) if wanted else any_of([]),
}


RULE = Rule(
    "required_when",
    {
        "type": "dict",
        "minlength": 2,
        "schema": {
            "field": {"type": "string", "required": True},
            "equals": {"type": ["string", "boolean", "number"]},
            "in": {"type": "list", "minlength": 1},
            "not_after": DAY,
            "not_before": DAY,
            "given": {"type": "boolean"},
        },
    },
    _breach,
    _words,
    refers=lambda argument: (argument["field"],),
    judges_blank=True,
    screen=_screen,
    formula=_formula,
)
