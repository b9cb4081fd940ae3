"""pandas and openpyxl read the workbook, one Cerberus validator checks it row by row.

What a newcomer would get wrong: Cerberus normalises each row first unless told not to, which most
scripts never do, and which is most of its time. With --as-it-is it is told not to.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
from cerberus import Validator
from plain_schema import ROWS_ABOVE, Column, beside, read_columns

from toolkit.rules.identifiers import is_credit_code

_Error = Callable[[str, str], None]


class RowValidator(Validator):
    """Cerberus with the check digits and the three comparisons of figures that the board needs."""

    def _figures(self, names: list[str]) -> list[float]:
        found = (self.document.get(name) for name in names)
        return [value for value in found if isinstance(value, int | float)]

    def _validate_mean_of(self, names: list[str], field: str, value: object) -> None:
        """{'type': 'list'}"""
        given = self._figures(names)
        if given and isinstance(value, float) and abs(value - sum(given) / len(given)) >= 0.01:
            self._error(field, "mean")

    def _validate_ratio_of(self, names: list[str], field: str, value: object) -> None:
        """{'type': 'list'}"""
        given = self._figures(names)
        off = len(given) == 2 and given[1] and isinstance(value, float)
        if off and abs(float(str(value)) - given[0] / given[1]) >= 0.0001:
            self._error(field, "ratio")

    def _validate_at_most(self, name: str, field: str, value: object) -> None:
        """{'type': 'string'}"""
        other = self._figures([name])
        if other and isinstance(value, int | float) and value > other[0]:
            self._error(field, "more")


def _extras(column: Column) -> dict[str, Any]:
    rules = column.rules
    extras: dict[str, Any] = {}
    if "mean_of" in rules:
        extras["mean_of"] = [beside(column, name) for name in rules["mean_of"]]
    if "ratio_of" in rules:
        extras["ratio_of"] = [rules["ratio_of"]["of"], rules["ratio_of"]["to"]]
    if "at_most_of" in rules:
        extras["at_most"] = rules["at_most_of"]["field"]
    if rules.get("share"):
        extras |= {"min": 0, "max": 1}
    if "credit_code" in rules:
        extras["check_with"] = _check_code
    if "word_count" in rules:
        extras |= {"minlength": rules["word_count"]["min"], "maxlength": rules["word_count"]["max"]}
    return extras


def _check_code(field: str, value: object, error: _Error) -> None:
    if isinstance(value, str) and not is_credit_code(value):
        error(field, "check digit")


def _rules(column: Column) -> dict[str, Any]:
    kept = ("min", "max", "maxlength")
    rules: dict[str, Any] = {key: column.rules[key] for key in kept if key in column.rules}
    if column.type == "boolean":
        return {"allowed": ["是", "否"], "nullable": not column.required}
    if column.type == "list":
        return {"check_with": _listed(column.rules["allowed"]), "nullable": True}
    if column.type == "date":
        return {"type": "date", "nullable": not column.required}
    if column.key == "serial":
        return {"type": "number"}
    if "allowed" in column.rules:
        rules["allowed"] = column.rules["allowed"]
    if column.pattern:
        rules["regex"] = column.pattern
    kind = "number" if column.type == "integer" else column.type
    return {"type": kind, "nullable": not column.required, **rules, **_extras(column)}


def _listed(allowed: list[str]) -> Callable[[str, Any, _Error], None]:
    def check(field: str, value: Any, error: _Error) -> None:
        if value and any(part not in allowed for part in re.split("[、；,]", str(value))):
            error(field, "unlisted")

    return check


def main() -> None:
    """Check the workbook named on the command line, and say how many rows are wrong."""
    columns = read_columns()
    names = [column.key for column in columns]
    entries = pd.read_excel(
        sys.argv[-1], engine="openpyxl", header=None, skiprows=ROWS_ABOVE, names=names
    )
    entries = entries.astype(object).where(entries.notna(), None)
    validator = RowValidator({column.key: _rules(column) for column in columns})
    normalize = "--as-it-is" not in sys.argv
    wrong = 0
    for row in entries.to_dict("records"):
        if not validator.validate(row, normalize=normalize):
            wrong += 1
    sys.stdout.write(f"{wrong} of {len(entries)} rows are wrong\n")


if __name__ == "__main__":
    main()
