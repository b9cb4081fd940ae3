"""Mark each workbook below a folder as a return, and save it into another folder.

Ours, in one process: an error and a query in each entry of the first ten.
"""

from __future__ import annotations

import sys
from pathlib import Path

from toolkit.model import Finding, Ref, Severity
from toolkit.writers.marking import mark_workbook
from toolkit.writers.marking.marks import Marks

_FIRST_ROW, _ROWS = 5, 10
_HEADING_ROW = 3


def _findings(file: str, sheet: str) -> tuple[Finding, ...]:
    said = "这一格是空的，本项为必填项，请填写。"
    return tuple(
        Finding(code, severity, Ref(file, sheet, row, column), said, field="联系人姓名")
        for row in range(_FIRST_ROW, _FIRST_ROW + _ROWS)
        for code, severity, column in (
            ("V101", Severity.ERROR, 14),
            ("V502", Severity.QUERY, 40),
        )
    )


def main() -> None:
    """From the folder named first into the one named second, the board's sheet named third."""
    source, target, sheet = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.xlsx")):
        findings = _findings(path.name, sheet)
        marks = Marks("征集活动", path.name, findings, {sheet: (_HEADING_ROW,)})
        (target / path.name).write_bytes(mark_workbook(path, marks).data)


if __name__ == "__main__":
    main()
