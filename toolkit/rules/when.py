"""when: rules that hold in some cases only, whichever they are. Their own codes.

Its faces are made of theirs: what is wrong is what they say, and for which case they are asked.
The one thing a newcomer would get wrong: all cases that apply count, and all that is wrong by them
is said (`Breach.beside`), since one may be a question and the next an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import cases
from toolkit.rules.expressions import all_of, any_of
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.unconditional import RULES
from toolkit.rules.wording import parted

if TYPE_CHECKING:
    import polars as pl

# Says of a column itself what it holds.
_OF_COLUMN = "type"
# The rules that may be asked in some cases only.
INNER: Mapping[str, Rule] = {rule.name: rule for rule in RULES if rule.name != _OF_COLUMN}


def tests_of(case: Any) -> list[Any]:
    """The tests of a case, all of which must hold: one is written by itself."""
    written = case["if"]
    return written if isinstance(written, list) else [written]


def rules_of(case: Any) -> list[tuple[Rule, Any]]:
    """The rules asked in a case, each with its argument, in the dictionary's order."""
    return [(rule, case["then"][name]) for name, rule in INNER.items() if name in case["then"]]


def may_require(rules: Mapping[str, Any]) -> bool:
    """Whether a column's rules ask for a value in some cases only."""
    if "required_when" in rules:
        return True
    asked = (case["then"] for case in rules.get(RULE.name, ()))
    return any(then.get("required") or may_require(then) for then in asked)


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return _worded(argument, heading, "")


def _words_of_choices(argument: Any, heading: Callable[[str], str]) -> str:
    return _worded(argument, heading, "list")


def _worded(argument: Any, heading: Callable[[str], str], kind: str) -> str:
    return "；".join(
        "且".join(cases.case_words(test, heading) for test in tests_of(case))
        + "时："
        + "，".join(rule.requirement(own, heading, kind) for rule, own in rules_of(case))
        for case in argument
    )


def _refers(argument: Any) -> tuple[str, ...]:
    tested = (test["field"] for case in argument for test in tests_of(case))
    asked = (name for case in argument for rule, own in rules_of(case) for name in rule.refers(own))
    return tuple(dict.fromkeys((*tested, *asked)))


# ---------------------------------------------------------------- value by value


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    """What is wrong by any case that applies, each thing once."""
    found: dict[Breach, Breach] = {}
    for case in argument:
        if all(cases.is_so(test, record) for test in tests_of(case)):
            for breach in _breaches(value, case, record):
                found.setdefault(breach, _said_of(breach, case, record))
    if not found:
        return None
    first, *others = found.values()
    return replace(first, beside=tuple(others))


def _breaches(value: Value, case: Any, record: Record) -> Iterator[Breach]:
    for rule, own in rules_of(case):
        breach = rule.breach(value, own, record) if _is_asked(rule, value) else None
        if breach is not None:
            yield breach


def _is_asked(rule: Rule, value: Value) -> bool:
    return value is not None or rule.judges_blank


def _said_of(breach: Breach, case: Any, record: Record) -> Breach:
    found = "且".join(cases.found_words(test, record) for test in tests_of(case))
    in_case = f"（{found}时的要求）"
    return replace(
        breach,
        message=in_case.join(parted(breach.message)),
        unmet=in_case.join(parted(breach.unmet)) if breach.unmet else "",
    )


# ---------------------------------------------------------------- column by column


def _screen(argument: Any, columns: Columns) -> pl.Expr:
    """For every case: that it surely does not apply, or that all its rules surely hold."""
    import polars as pl

    return pl.all_horizontal(
        pl.any_horizontal(
            *(cases.is_surely_not(test, columns).fill_null(value=False) for test in tests_of(case)),
            pl.all_horizontal(*(_holds(rule, own, columns) for rule, own in rules_of(case))),
        )
        for case in argument
    )


def _holds(rule: Rule, argument: Any, columns: Columns) -> pl.Expr:
    import polars as pl

    screen = rule.screen(argument, columns)
    if screen is None:
        screen = pl.lit(value=False)
    return (screen if rule.judges_blank else columns.own.is_null() | screen).fill_null(value=False)


# ---------------------------------------------------------------- in a spreadsheet


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    return tuple(fault for case in argument for fault in _faults_of(case, cells))


def _faults_of(case: Any, cells: FormulaCells) -> Iterator[Fault]:
    """The faults of the case's rules, of each rule the first, wherever it is such a case."""
    is_case = _is_case(case, cells)
    if is_case is None:
        return
    for rule, own in rules_of(case):
        before: list[str] = []
        for fault in rule.formula(own, cells) or ():
            is_fault = f"IF({any_of(before)},FALSE,{fault.when})" if before else fault.when
            if not rule.judges_blank:
                is_fault = f'IF({cells.own}="",FALSE,{is_fault})'
            yield replace(fault, when=f"IF({is_case},{is_fault},FALSE)", by_itself=True)
            before.append(fault.when)


def _is_case(case: Any, cells: FormulaCells) -> str | None:
    tests = [cases.is_so_in(test, cells) for test in tests_of(case)]
    told = [test for test in tests if test is not None]
    return all_of(told) if len(told) == len(tests) else None


def _tells_all(argument: Any, cells: FormulaCells) -> bool:
    return all(
        _is_case(case, cells) is not None
        and all(
            rule.formula_tells_all(own, cells) and rule.formula(own, cells) is not None
            for rule, own in rules_of(case)
        )
        for case in argument
    )


RULE = Rule(
    "when",
    {
        "type": "list",
        "minlength": 1,
        "schema": {
            "type": "dict",
            "schema": {
                "if": {"type": ["dict", "list"], "minlength": 1, "required": True},
                "then": {"type": "dict", "minlength": 1, "required": True},
            },
        },
    },
    _breach,
    _words,
    refers=_refers,
    judges_blank=True,
    screen=_screen,
    formula=_formula,
    formula_tells_all=_tells_all,
    words_of_choices=_words_of_choices,
)
