"""pandas reads the workbook with calamine, pandera validates the frame, all errors collected."""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd
import pandera.pandas as pa
from plain_schema import ROWS_ABOVE, Column, beside, read_columns

_NUMBERS = ("number", "integer")


def _checks(column: Column) -> list[pa.Check]:
    rules = column.rules
    checks = []
    if "min" in rules:
        checks.append(pa.Check.ge(rules["min"]))
    if "max" in rules:
        checks.append(pa.Check.le(rules["max"]))
    if "maxlength" in rules:
        checks.append(pa.Check.str_length(max_value=rules["maxlength"]))
    if rules.get("share"):
        checks.append(pa.Check.in_range(0, 1))
    if column.type == "boolean":
        checks.append(pa.Check.isin(["是", "否"]))
    elif "allowed" in rules and column.type == "string":
        checks.append(pa.Check.isin(rules["allowed"]))
    if column.pattern:
        checks.append(pa.Check.str_matches(f"^(?:{column.pattern})$"))
    return checks


def _comparisons(columns: list[Column]) -> list[pa.Check]:
    """The figures that are compared with others of their row, on the whole frame."""
    checks = []
    for column in columns:
        if "mean_of" in column.rules:
            names = [beside(column, name) for name in column.rules["mean_of"]]
            checks.append(_mean(column.key, names))
        if "ratio_of" in column.rules:
            checks.append(_ratio(column.key, column.rules["ratio_of"]))
        if "at_most_of" in column.rules:
            checks.append(_at_most(column.key, column.rules["at_most_of"]["field"]))
    return checks


def _mean(key: str, names: list[str]) -> pa.Check:
    return pa.Check(lambda rows: ~((rows[key] - rows[names].mean(axis=1)).abs() >= 0.01))


def _ratio(key: str, argument: dict[str, str]) -> pa.Check:
    of, to = argument["of"], argument["to"]
    return pa.Check(lambda rows: ~((rows[key] - rows[of] / rows[to]).abs() >= 0.0001))


def _at_most(key: str, other: str) -> pa.Check:
    return pa.Check(lambda rows: ~(rows[key] > rows[other]))


def _column(column: Column) -> pa.Column:
    kind: Any = str
    if column.type in _NUMBERS or column.key == "serial":
        kind = float
    elif column.type == "date":
        kind = "datetime64[ns]"
    return pa.Column(kind, _checks(column), nullable=not column.required, coerce=kind is not str)


def _typed(entries: pd.DataFrame, columns: list[Column]) -> pd.DataFrame:
    """Numbers and dates as such: pandera cannot go on when a single cell of a column is none."""
    typed = entries.copy()
    for column in columns:
        if column.type in _NUMBERS:
            typed[column.key] = pd.to_numeric(entries[column.key], errors="coerce")
        elif column.type == "date":
            typed[column.key] = pd.to_datetime(entries[column.key], errors="coerce")
        elif column.key != "serial":
            typed[column.key] = entries[column.key].astype("string").astype(object)
    return typed


def main() -> None:
    """Validate the workbook named on the command line, and say how many cells are wrong."""
    columns = read_columns()
    names = [column.key for column in columns]
    entries = pd.read_excel(
        sys.argv[1], engine="calamine", header=None, skiprows=ROWS_ABOVE, names=names
    )
    schema = pa.DataFrameSchema(
        {column.key: _column(column) for column in columns}, checks=_comparisons(columns)
    )
    wrong = 0
    try:
        schema.validate(_typed(entries, columns), lazy=True)
    except pa.errors.SchemaErrors as errors:
        wrong = len(errors.failure_cases)
    sys.stdout.write(f"{wrong} failures in {len(entries)} rows\n")


if __name__ == "__main__":
    main()
