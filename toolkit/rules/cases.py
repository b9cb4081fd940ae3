"""Cases: what other cells of the row say, by which a rule is asked for or not. In: tests as a
campaign writes them; out: their truth, where they surely fail, their formula, their words.

All tests of a case must hold. The one thing a newcomer would get wrong: a blank field satisfies no
test but ``given: false`` by itself, so a column that may be blank needs no test for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.rules.expressions import all_of, any_of, day_number, number, when_number
from toolkit.rules.figures import is_number
from toolkit.rules.readings import (
    is_blank,
    reads_as_one_of,
    reads_as_one_of_in,
    surely_reads_otherwise,
)
from toolkit.rules.rule import Columns, FormulaCells, Record
from toolkit.rules.screens import NUMBERS, exact_float
from toolkit.rules.wording import DAY, day, quoted, shown

if TYPE_CHECKING:
    import polars as pl

# What a case looks like in YAML: a field, and at least one test of it.
CASE: Mapping[str, Any] = {
    "type": "dict",
    "minlength": 2,
    "schema": {
        "field": {"type": "string", "required": True},
        "equals": {"type": ["string", "boolean", "number"]},
        "in": {"type": "list", "minlength": 1},
        "not_after": DAY,
        "not_before": DAY,
        "given": {"type": "boolean"},
        "below": {"type": "number"},
        "at_least": {"type": "number"},
    },
}
# Of more values than this only the first few are named.
_MOST_NAMED, _NAMED_OF_MANY = 5, 3


def _tests_of(case: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, wanted) for name, wanted in case.items() if name in _TESTS]


def _asks_for_blank(case: Mapping[str, Any]) -> bool:
    return _tests_of(case) == [("given", False)]


# ---------------------------------------------------------------- the truth


def is_so(case: Mapping[str, Any], record: Record) -> bool:
    """Whether the entry is such a case."""
    found = record.get(case["field"])
    if found in (None, "", []):
        return _asks_for_blank(case)
    return all(_TESTS[name](found, wanted) for name, wanted in _tests_of(case))


def _is_day(found: Any, test: Callable[[date], bool]) -> bool:
    return isinstance(found, date) and test(found)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda found, wanted: reads_as_one_of(found, [wanted]),
    "in": reads_as_one_of,
    "not_after": lambda found, last: _is_day(found, lambda at: at <= date.fromisoformat(last)),
    "not_before": lambda found, first: _is_day(found, lambda at: at >= date.fromisoformat(first)),
    "given": lambda _, wanted: bool(wanted),
    "below": lambda found, bound: is_number(found) and found < bound,
    "at_least": lambda found, bound: is_number(found) and found >= bound,
}


# ---------------------------------------------------------------- the words


def case_words(case: Mapping[str, Any], heading: Callable[[str], str]) -> str:
    """What the field says in such a case: “申报主体”为“企业”."""
    said = "且".join(_WORDS[name](wanted) for name, wanted in _tests_of(case))
    return f"“{heading(case['field'])}”{said}"


def found_words(case: Mapping[str, Any], record: Record) -> str:
    """The words for a case that the entry is: of many values, those that the field has."""
    wanted, found = case.get("in", ()), record.get(case["field"])
    if len(wanted) > _MOST_NAMED:
        case = {**case, "in": [each for each in wanted if reads_as_one_of(found, [each])]}
    return case_words(case, record.heading)


def _named(wanted: list[Any]) -> str:
    if len(wanted) <= _MOST_NAMED:
        return "或".join(quoted(each) for each in wanted)
    first = "、".join(quoted(each) for each in wanted[:_NAMED_OF_MANY])
    return f"{first}等{len(wanted)}项之一"


_WORDS: dict[str, Callable[[Any], str]] = {
    "equals": lambda wanted: f"为{quoted(wanted)}",
    "in": lambda wanted: f"为{_named(wanted)}",
    "not_after": lambda last: f"在{day(last)}或以前",
    "not_before": lambda first: f"在{day(first)}或以后",
    "given": lambda wanted: "已填写" if wanted else "没有填写",
    "below": lambda bound: f"小于{shown(bound)}",
    "at_least": lambda bound: f"不小于{shown(bound)}",
}


# ---------------------------------------------------------------- the screen


def is_surely_not(case: Mapping[str, Any], columns: Columns) -> pl.Expr:
    """Where entries surely are no such case; null is doubt."""
    import polars as pl

    found, kind = columns.other(case["field"]), columns.type_of(case["field"])
    failures = [_FAILURES[name](found, kind, wanted) for name, wanted in _tests_of(case)]
    return (
        pl.when(is_blank(found, kind))
        .then(pl.lit(value=not _asks_for_blank(case)))
        .otherwise(pl.any_horizontal(failures))
    )


def _is_no_such_day(found: pl.Expr, kind: str, is_beside: pl.Expr) -> pl.Expr:
    return is_beside if kind == "date" else found.is_not_null()


def _is_beyond(
    found: pl.Expr, kind: str, bound: float, test: Callable[[pl.Expr, float], pl.Expr]
) -> pl.Expr:
    if kind not in NUMBERS:
        return found.is_not_null()
    exactly = exact_float(bound)
    return found.is_null() if exactly is None else test(found, exactly)


# Where each test surely fails, of fields that are filled.
_FAILURES: dict[str, Callable[[pl.Expr, str, Any], pl.Expr]] = {
    "equals": lambda found, kind, wanted: surely_reads_otherwise(found, kind, [wanted]),
    "in": surely_reads_otherwise,
    "not_after": lambda found, kind, last: _is_no_such_day(
        found, kind, found > date.fromisoformat(last)
    ),
    "not_before": lambda found, kind, first: _is_no_such_day(
        found, kind, found < date.fromisoformat(first)
    ),
    "given": lambda found, _, wanted: found.is_null() if wanted else found.is_not_null(),
    "below": lambda found, kind, bound: _is_beyond(
        found, kind, bound, lambda figures, most: figures >= most
    ),
    "at_least": lambda found, kind, bound: _is_beyond(
        found, kind, bound, lambda figures, least: figures < least
    ),
}


# ---------------------------------------------------------------- the formula


def is_so_in(case: Mapping[str, Any], cells: FormulaCells) -> str | None:
    """Whether the row is such a case, as an expression; what the field says is read by its type.
    None where Excel does not hold what it is compared with.
    """
    found, kind = cells.other(case["field"]), cells.type_of(case["field"])
    if _asks_for_blank(case):
        return f'{found}=""'
    says_so = [_SAYS_SO[name](found, kind, wanted) for name, wanted in _tests_of(case)]
    told = [each for each in says_so if each is not None]
    return f'IF({found}="",FALSE,{all_of(told)})' if len(told) == len(says_so) else None


def _is_day_beside(found: str, kind: str, sign: str, at: str) -> str:
    if kind != "date":
        return any_of([])
    return when_number(found, f"{found}{sign}{day_number(date.fromisoformat(at))}")


def _is_number_beside(found: str, kind: str, sign: str, bound: float) -> str | None:
    if kind not in NUMBERS:
        return any_of([])
    written = number(bound)
    return None if written is None else when_number(found, f"{found}{sign}{written}")


# What each test says of fields that are filled, as an expression.
_SAYS_SO: dict[str, Callable[[str, str, Any], str | None]] = {
    "equals": lambda found, kind, wanted: reads_as_one_of_in(found, kind, [wanted]),
    "in": reads_as_one_of_in,
    "not_after": lambda found, kind, last: _is_day_beside(found, kind, "<=", last),
    "not_before": lambda found, kind, first: _is_day_beside(found, kind, ">=", first),
    "given": lambda _found, _kind, wanted: all_of([]) if wanted else any_of([]),
    "below": lambda found, kind, bound: _is_number_beside(found, kind, "<", bound),
    "at_least": lambda found, kind, bound: _is_number_beside(found, kind, ">=", bound),
}
