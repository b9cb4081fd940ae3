"""frictionless validates the workbook against a Table Schema (it reads with openpyxl)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from frictionless import Dialect, Resource, Schema
from frictionless.formats import ExcelControl
from plain_schema import ROWS_ABOVE, Column, read_columns

_TYPES = {"integer": "integer", "number": "number", "date": "date"}


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": column.required}
    for rule, name in (("min", "minimum"), ("max", "maximum"), ("maxlength", "maxLength")):
        if rule in column.rules:
            constraints[name] = column.rules[rule]
    if column.rules.get("share"):
        constraints |= {"minimum": 0, "maximum": 1}
    if column.type == "boolean":
        constraints["enum"] = ["是", "否"]
    elif "allowed" in column.rules and column.type == "string":
        constraints["enum"] = column.rules["allowed"]
    if column.pattern:
        constraints["pattern"] = column.pattern
    kind = "number" if column.key == "serial" else _TYPES.get(column.type, "string")
    return {"name": column.key, "type": kind, "constraints": constraints}


def main() -> None:
    """Validate the workbook named on the command line, and say how many errors there are."""
    schema = Schema.from_descriptor({"fields": [_field(column) for column in read_columns()]})
    dialect = Dialect(
        header=False, comment_rows=list(range(1, ROWS_ABOVE + 1)), controls=[ExcelControl(sheet=1)]
    )
    workbook = Path(sys.argv[1]).resolve()
    resource = Resource(
        path=workbook.name, basepath=str(workbook.parent), schema=schema, dialect=dialect
    )
    report = resource.validate(limit_errors=10**9)
    sys.stdout.write(f"{report.stats['errors']} errors in {report.tasks[0].stats['rows']} rows\n")


if __name__ == "__main__":
    main()
