"""Findings in; out: the same in the order in which records and people see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from toolkit.model import Finding
from toolkit.pipeline.examining import Examined
from toolkit.rulings.telling import is_about_rulings


def in_order(
    findings: Iterable[Finding], positions: Mapping[str, int], examined: Iterable[Examined]
) -> tuple[Finding, ...]:
    """By submission, sheet, row, column, code; what is about a whole file comes first."""
    sheets = {
        (file.submission, sheet): at
        for file in examined
        for at, sheet in enumerate(file.sheets, start=1)
    }

    def place(finding: Finding) -> tuple[int, int, int, int, str, int]:
        ref = finding.ref
        whole = not ref.row and not ref.sheet
        sheet = 0 if whole else sheets.get((ref.submission, ref.sheet), 0)
        # What stands in a workbook of rulings, which is no submission, comes last.
        position = len(positions) if is_about_rulings(finding) else positions[ref.submission]
        return position, sheet, ref.row, ref.column, finding.code, finding.entry

    return tuple(sorted(findings, key=place))
