"""Rows for screens: what one says of them, what its rule says, and rows to try both on.

A row is a mapping by field key, as in a frame of entries: numbers are floats, each the one nearest
to a decimal of at most 15 digits. Beside the fields stand `MOST_DECIMALS` and `SHOWN`, the
decimals that the judged cell's format shows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Columns, Record

# Where rows say how many decimals the judged cell shows at most.
MOST_DECIMALS = Columns("", {}).decimals

LAW = settings(deadline=None, derandomize=True, database=None, max_examples=250)
DTYPES: dict[str, Any] = {
    "string": pl.String,
    "number": pl.Float64,
    "integer": pl.Float64,
    "date": pl.Date,
    "boolean": pl.Boolean,
    "list": pl.List(pl.String),
}
Row = Mapping[str, Any]
SHOWN = "(shown)"


def said_of(
    name: str, argument: Any, types: Mapping[str, str], key: str, rows: Sequence[Row]
) -> list[bool]:
    """What a rule's screen says of rows; doubt all over where it does not know the types."""
    screen = RULES_BY_NAME[name].screen(argument, Columns(key, types))
    if screen is None:
        return [False] * len(rows)
    schema = {each: DTYPES[kind] for each, kind in types.items()} | {MOST_DECIMALS: pl.Int64}
    values = [{each: row.get(each) for each in schema} for row in rows]
    for row, out in zip(rows, values, strict=True):
        out[MOST_DECIMALS] = row.get(MOST_DECIMALS, 0)
    entries = pl.DataFrame(values, schema=schema)
    said = entries.with_columns(said=screen)["said"]
    assert said.dtype == pl.Boolean
    return said.fill_null(value=False).to_list()


def as_a_rule_sees(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def holds(name: str, argument: Any, types: Mapping[str, str], key: str, row: Row) -> bool:
    values = {each: as_a_rule_sees(row.get(each)) for each in types}
    shown = {} if row.get(SHOWN) is None else {key: row[SHOWN]}
    record = Record(values, key, {each: each for each in types}, shown)
    return RULES_BY_NAME[name].holds(values[key], argument, record)


def assert_sound(
    name: str, argument: Any, types: Mapping[str, str], key: str, rows: Sequence[Row]
) -> None:
    said = said_of(name, argument, types, key, rows)
    wrongly = [
        row
        for row, sure in zip(rows, said, strict=True)
        if sure and not holds(name, argument, types, key, row)
    ]
    assert wrongly == []


# ---------------------------------------------------------------- what may stand in a row


def in_15_digits(number: float | Fraction) -> float | None:
    """The float of a cell with such a number; None where no cell can hold it."""
    try:
        found = float(format(float(number), ".15g"))
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def decimal(digits: int, places: int) -> float:
    return float(f"{digits}e-{places}")


MONEY = st.builds(decimal, st.integers(-(10**9), 10**9), st.integers(0, 6))
FIGURES = st.one_of(
    st.integers(-3, 12).map(float),
    MONEY,
    st.builds(decimal, st.integers(1 - 10**15, 10**15 - 1), st.integers(0, 18)),
    st.sampled_from([0.0, -0.0, 1e15, 1e22, 1e300, -1e300, 1e-300, 5e-324, -5e-324, 1.5e308]),
)
FILLED_OR_NOT = st.none() | FIGURES
# Exactly, by an amount far below one digit, by a digit or some, by a whole unit.
BESIDE = st.sampled_from([0.0, 1e-16, -1e-16, 1e-15, -1e-15, 3e-15, -3e-15, 1e-14, -1e-14, 1e-6])
TEXTS = st.sampled_from(["", "是", "否", "无", "甲", "乙", "1", "1.0", "2020-12-31"])
DAYS = st.dates(date(2020, 12, 29), date(2021, 1, 2))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "number": FIGURES,
    "integer": FIGURES,
    "date": DAYS,
    "boolean": st.booleans(),
    "list": st.lists(TEXTS, max_size=3),
}
NUMBERS = st.sampled_from(["number", "integer"])
MOSTLY_NUMBERS = st.one_of(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(sorted(VALUES)))
GROUPS = st.sampled_from(["", "amounts."])


def near(draw: st.DrawFn, number: Fraction | None) -> float | None:
    """A number beside another: a hair, or rounded to some decimals and a unit or none away."""
    if number is None:
        return draw(FILLED_OR_NOT)
    if draw(st.booleans()):
        places, off = draw(st.integers(0, 17)), draw(st.integers(-1, 1))
        return in_15_digits(Fraction(round(number * 10**places) + off, 10**places))
    return in_15_digits(number * (1 + Fraction(draw(BESIDE))))


def exact(number: float) -> Fraction:
    return Fraction(format(number, ".15g"))


def formats(draw: st.DrawFn) -> dict[str, Any]:
    most = draw(st.integers(0, 10))
    return {MOST_DECIMALS: most, SHOWN: draw(st.none() | st.integers(0, most))}


def values_of(draw: st.DrawFn, types: Mapping[str, str]) -> dict[str, Any]:
    return {key: draw(st.none() | VALUES[kind]) for key, kind in types.items()}


@st.composite
def pairs(draw: st.DrawFn, times: Fraction) -> tuple[str, dict[str, str], str, list[Row]]:
    """The other field's name, types, the judged key, rows of figures near so many times others."""
    group, name = draw(GROUPS), draw(st.sampled_from(["other", "other", "other", "absent"]))
    key, other = f"{group}own", f"{draw(st.sampled_from([group, '']))}other"
    types = {key: draw(MOSTLY_NUMBERS), other: draw(MOSTLY_NUMBERS)}
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        row = values_of(draw, types)
        if isinstance(row[key], float) and isinstance(row[other], float) and draw(st.booleans()):
            row[key] = near(draw, exact(row[other]) * times)
        rows.append(row)
    return name, types, key, rows
