"""The formulas of the dictionary as a whole: which rules have one, and what spreadsheets take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from formula_tries import CLEAN, Try, told
from recalculating import needs_libreoffice
from test_rules_dictionary import FITTING

from toolkit.codes import TITLES
from toolkit.model import Severity
from toolkit.rules import RULES, RULES_BY_NAME
from toolkit.rules.rule import Fault, FormulaCells, tells_part

# Rules that a spreadsheet cannot judge by itself, and why.
WITHOUT_FORMULA = {"regex": "no spreadsheet but the newest one knows patterns"}
# Rules of which a spreadsheet finds part of the faults, and what it cannot know.
PARTLY_TOLD = {
    "phone": "which numbers are given out",
    "email": "which domains can be",
    "region": "all places and their older names",
    "located_in": "all places and their older names",
    "strategic_industry": "all industries and what they are called for short",
    "industry_code": "all industries and what they are called for short",
    "industry_section": "names without codes, and several in one cell",
    "differs_from": "all spellings of a name",
}
# What Excel 2016, WPS and LibreOffice all reckon, without macros, and only when a cell changes.
FUNCTIONS = frozenset({
    "ABS", "AND", "CHAR", "COUNT", "DATE", "EDATE", "EXACT", "FIND", "IF", "IFERROR", "INDEX",
    "INT", "ISERROR",
    "ISNUMBER", "ISTEXT", "LEFT", "LEN", "LOG10", "LOOKUP", "MATCH", "MAX", "MID", "MIN",
    "MOD", "MONTH", "N", "NOT", "OR", "REPT", "RIGHT", "ROUND", "ROW", "SUBSTITUTE", "SUM",
    "SUMPRODUCT", "TRIM", "UPPER", "VALUE", "YEAR", "_xlfn.UNICHAR", "_xlfn.UNICODE",
})  # fmt: skip
TYPES = ("string", "number", "integer", "date", "boolean", "list")
# Of which type the other columns are that a rule is compared with; of numbers where none is named.
OTHERS = {"ends_period": "date", "differs_from": "string"}
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


def formulas(
    name: str, argument: Any, kinds: Sequence[str] = TYPES
) -> Iterator[tuple[str, tuple[Fault, ...]]]:
    """What a rule finds out in a column of each type."""
    rule = RULES_BY_NAME[name]
    for kind in kinds:
        types = types_beside(name, argument, kind)
        addresses = {key: f"B{row}" for row, key in enumerate(types, 1_000)}
        faults = rule.formula(argument, FormulaCells("own", addresses, types, None))
        if faults is not None:
            yield kind, faults


def types_beside(name: str, argument: Any, kind: str) -> dict[str, str]:
    """A column of such a type, and those that the rule looks at beside it."""
    others = [other for other in RULES_BY_NAME[name].refers(argument) if other != "own"]
    return {"own": kind, **dict.fromkeys(others, OTHERS.get(name, "number"))}


def test_every_rule_has_a_formula_or_a_reason() -> None:
    without = {name for name, argument in FITTING if not list(formulas(name, argument))}
    assert without == set(WITHOUT_FORMULA)


def test_every_rule_finds_something_in_columns_of_some_type() -> None:
    silent = [
        (name, argument)
        for name, argument in FITTING
        if name not in WITHOUT_FORMULA
        and not any(faults for _, faults in formulas(name, argument))
        and (name, argument) not in (("type", "string"), ("type", "list"))
    ]
    assert silent == []


def test_which_rules_are_told_in_part() -> None:
    assert {rule.name for rule in RULES if rule.formula_tells_all is tells_part} == set(PARTLY_TOLD)


@pytest.mark.parametrize(("name", "argument"), FITTING)
def test_spreadsheets_take_the_expressions(name: str, argument: Any) -> None:
    for _, faults in formulas(name, argument):
        for fault in faults:
            assert fault.code in TITLES
            assert fault.severity is None or isinstance(fault.severity, Severity)
            bare = _LITERAL.sub("T", fault.when)
            assert len(fault.when) <= 6_000
            assert max(map(len, _LITERAL.findall(fault.when)), default=0) <= 255
            assert set(re.findall(r"[\w.]+(?=\()", bare)) <= FUNCTIONS
            assert '"' not in bare
            assert 0 < deepest(bare) <= 30 or "(" not in bare
            assert re.search(r"(?<!\$)\bAMJ|INDIRECT|OFFSET|NOW|TODAY|RAND", bare) is None


def deepest(bare: str) -> int:
    """How deep brackets stand in brackets; they are all closed."""
    depths = [0]
    for sign in re.findall("[()]", bare):
        depths.append(depths[-1] + (1 if sign == "(" else -1))
    assert min(depths) == depths[-1] == 0
    assert bare.count("{") == bare.count("}")
    return max(depths)


# What stands in no cell of its column's type, and numbers at the ends of what cells hold.
STRANGE: list[Any] = [
    None, "甲", "1", "是", "；", "a；b", "#", "*", '"', "𠮷", "\u200b", " ", "长" * 2_000,
    "a" * 32_000, 0, -1, 0.1, 3e5, 1e308, -1e308, 1e-308, date(1900, 3, 1), date(9999, 12, 31),
    True,
]  # fmt: skip


@needs_libreoffice
def test_no_formula_is_an_error_whatever_the_cells_hold(tmp_path: Path) -> None:
    tries, codes = [], []
    for name, argument in FITTING:
        others = RULES_BY_NAME[name].refers(argument)
        for kind, faults in formulas(name, argument):
            types = types_beside(name, argument, kind)
            rows = [
                {"own": own, **dict.fromkeys(others, other)}
                for own in STRANGE
                for other in ((None, "甲", 1e308, 0, -1e308) if others else (None,))
            ]
            tries.append(Try(name, argument, types, rows))
            codes.append({CLEAN, *(fault.code for fault in faults)})
    said = told(tries, tmp_path)
    strange = [
        (each.rule, each.argument, each.types["own"], str(row)[:80], verdict)
        for each, verdicts, known in zip(tries, said, codes, strict=True)
        for row, verdict in zip(each.rows, verdicts, strict=True)
        if verdict not in known
    ]
    assert strange == []
