"""required_when: the cell must be filled where another field says so. V101.

All the tests of the argument must hold. Where the other field is blank the cell may be blank,
unless the argument says ``given: false``, which asks for one of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Record, Rule
from toolkit.rules.wording import DAY, day, quoted, shown


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


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"“{heading(argument['field'])}”{_case(argument)}时必填"


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
)
