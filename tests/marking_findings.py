"""The findings that tests mark, and how they mark them."""

from __future__ import annotations

import re
from pathlib import Path

from marking_corpus import SHEET

from toolkit.model import Finding, Ref, Severity
from toolkit.writers.marking import Marked, Marks, mark_workbook

RESULTS = "校验结果"
RED, AMBER = "FFF8CBAD", "FFFFE699"


def finding(cell: str, code: str, severity: Severity, message: str, value: str = "") -> Finding:
    """A finding at a cell of 名单, or about the whole of it."""
    place = re.fullmatch(r"([A-Z])(\d+)", cell)
    row, column = (int(place[2]), ord(place[1]) - ord("A") + 1) if place else (0, 0)
    return Finding(code, severity, Ref("报送表", SHEET, row, column), message, 0, "某栏", value)


FINDINGS = (
    finding("B3", "V401", Severity.ERROR, "不在“甲、乙”之中 <请改>", "000123456789012345"),
    finding("B3", "V403", Severity.QUERY, "校验位不符，请核对"),
    finding("C4", "V202", Severity.QUERY, "小于 0，请核对", "-7"),
    finding("A5", "V101", Severity.ERROR, "必须填写"),
    finding("A6", "V101", Severity.ERROR, "必须填写"),
    finding("E5", "V101", Severity.ERROR, "必须填写"),
    finding("D2", "S103", Severity.NOTE, "只作提示"),
    finding("", "S104", Severity.ERROR, "整张表的问题"),
    Finding("S105", Severity.QUERY, Ref("报送表"), "整份文件的问题"),
)
# What is left to say once all but one thing has been put right.
OTHER = (finding("D6", "V301", Severity.ERROR, "日期不对"),)


def marks(findings: tuple[Finding, ...] = FINDINGS) -> Marks:
    return Marks("新锐企业榜", "报送表.xlsx", findings, {SHEET: (1,)})


def mark(
    data: bytes, folder: Path, ending: str = ".xlsx", findings: tuple[Finding, ...] = FINDINGS
) -> Marked:
    """Mark the bytes of a workbook."""
    path = folder / f"报送表{ending}"
    path.write_bytes(data)
    return mark_workbook(path, marks(findings))
