"""Rules' formulas tried on many values in one workbook. In: tries; out: the code of each verdict.

A try has columns of its own; the values stand in them as the value block of a template holds them:
blanks are the text "", ticks 是 and 否, several choices one text joined by ；.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from recalculating import recalculated
from xlsxwriter.utility import xl_col_to_name

from toolkit.conversion.numbers import as_number
from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import FormulaCells, Record

CLEAN = "-"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Try:
    """A rule with an argument, on rows of values by field key; the first of `types` is judged."""

    rule: str
    argument: Any
    types: Mapping[str, str]
    rows: Sequence[Row]
    decimals: int | None = None

    @property
    def key(self) -> str:
        return next(iter(self.types))

    def seen(self, row: Row) -> dict[str, Any]:
        """The values as a rule sees them."""
        return {
            key: as_number(value) if isinstance(value, float) else value
            for key, value in row.items()
            if value is not None
        }

    def expected(self, row: Row) -> str:
        """What the rule itself says of a row."""
        rule, values = RULES_BY_NAME[self.rule], self.seen(row)
        if values.get(self.key) is None and not rule.judges_blank:
            return CLEAN
        shown = {} if self.decimals is None else {self.key: self.decimals}
        record = Record(values, self.key, {key: key for key in self.types}, shown)
        breach = rule.breach(values.get(self.key), self.argument, record)
        return CLEAN if breach is None else breach.code


def one_cell(rule: str, argument: Any, kind: str, values: Sequence[Any]) -> Try:
    """A try of a rule that looks at its own cell only, and is not asked about blank ones."""
    return Try(rule, argument, {"own": kind}, [{"own": value} for value in values])


def told(tries: Sequence[Try], folder: Path) -> list[list[str]]:
    """What each try's formula says of each of its rows: a code, `CLEAN`, or something wrong."""
    keys = [(at, key) for at, each in enumerate(tries) for key in each.types]
    places = {place: number for number, place in enumerate(keys)}
    cases = [
        [_written(tries[at], row, key) for at, key in keys]
        for row in range(max(len(each.rows) for each in tries))
    ]
    understood = [
        f'IF({xl_col_to_name(place)}{{row}}="","",{xl_col_to_name(place)}{{row}})'
        for place in range(len(keys))
    ]
    addresses = [
        {key: f"{xl_col_to_name(len(keys) + places[at, key])}{{row}}" for key in each.types}
        for at, each in enumerate(tries)
    ]
    verdicts = [verdict(each, named) for each, named in zip(tries, addresses, strict=True)]
    found = recalculated(cases, [*understood, *verdicts], folder)
    return [
        [str(row[len(keys) + at]) for row in found[: len(each.rows)]]
        for at, each in enumerate(tries)
    ]


def verdict(each: Try, addresses: Mapping[str, str]) -> str:
    """The code of the first fault that is true, `CLEAN` where none is."""
    cells = FormulaCells(each.key, addresses, each.types, each.decimals)
    faults = RULES_BY_NAME[each.rule].formula(each.argument, cells)
    assert faults is not None, (each.rule, each.argument, each.types)
    # A row number stands where `str.replace` puts it; array constants keep their braces.
    formula = f'"{CLEAN}"'
    for fault in reversed(faults):
        formula = f'IF({fault.when},"{fault.code}",{formula})'
    return formula


def disagreements(tries: Sequence[Try], folder: Path) -> list[tuple[Any, ...]]:
    """Where formulas say otherwise than their rules, in the same words."""
    return [
        (each.rule, each.argument, each.decimals, dict(row), said, each.expected(row))
        for each, verdicts in zip(tries, told(tries, folder), strict=True)
        for row, said in zip(each.rows, verdicts, strict=True)
        if _is_asked(each, row) and said != each.expected(row)
    ]


def _is_asked(each: Try, row: Row) -> bool:
    return row.get(each.key) is not None or RULES_BY_NAME[each.rule].judges_blank


def _written(each: Try, row: int, key: str) -> object:
    value = each.rows[row].get(key) if row < len(each.rows) else None
    match value:
        case bool():
            return "是" if value else "否"
        case list():
            return "；".join(value) or None
        case date() | str():
            return value
        case int() | float():
            return as_number(float(value))
        case _:
            return None
