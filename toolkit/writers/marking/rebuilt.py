"""In: a file that cannot be marked in place, and its marks. Out: the bytes of a new .xlsx with the
values of every sheet at the same addresses, marked as any other copy is.

What a newcomer would get wrong: sheets may need other names here than in the file (a CSV has
none), so the marks are carried over to the new names before anything is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.model import Finding, Grid, Limits, Workbook
from toolkit.model.templates import RESULTS, is_own_sheet
from toolkit.reading import OPENED, read_workbook
from toolkit.reading.budget import open_parts
from toolkit.writers.book import sheet_name
from toolkit.writers.marking.marks import Marked, Marks
from toolkit.writers.marking.package import Package
from toolkit.writers.marking.patching import patched
from toolkit.writers.marking.plain_workbook import plain_workbook

_WHY = {
    "xls": "原文件是 .xls 格式，不能直接在上面标注",
    "xlsb": "原文件是 .xlsb 格式，不能直接在上面标注",
    "ods": "原文件是 .ods 格式，不能直接在上面标注",
    "csv": "原文件是文本格式（.csv），不能直接在上面标注",
    "html": "原文件其实是网页，不能直接在上面标注",
    "mht": "原文件其实是网页存档，不能直接在上面标注",
    "xml": "原文件是 XML 表格，不能直接在上面标注",
    "fods": "原文件是单个文件的 ODS 表格，不能直接在上面标注",
}
# What is said of a copy of a protected file: to protect it anew would take chance, and the same
# file would not always give the same copy.
UNPROTECTED = "原文件设有密码，副本没有设密码，请妥善保管。"
_USUAL = Limits()
_DECLINED = "原文件的内部结构特殊，不能直接在上面标注"
_WHAT_IT_IS = (
    "这是一份新建的工作簿，只有各工作表的内容，没有原来的格式、公式、图片和批注。"
    "请在原文件里改正，或在这份工作簿里改正，然后报送。"
)


def rebuild_workbook(
    path: Path,
    marks: Marks,
    reason: str = "",
    *,
    limits: Limits = _USUAL,
    passwords: tuple[str, ...] = (),
) -> Marked:
    """Write the values of a file of any kind into a new workbook, and mark that; `reason` is a
    sentence that says why a workbook that is usually marked in place was not.
    """
    workbook = read_workbook(path, passwords=passwords, limits=limits)
    plain, renamed = _rewritten(workbook, marks.file)
    remark = f"{_WHY.get(workbook.kind, _DECLINED)}。{reason}{_WHAT_IT_IS}"
    remark += UNPROTECTED if OPENED in workbook.remarks else ""
    package = Package(open_parts(plain))
    data, remark = patched(package, _carried_over(marks, renamed), remark)
    return Marked(data, ".xlsx", remark)


def _rewritten(workbook: Workbook, file: str) -> tuple[bytes, Mapping[str, str]]:
    """A new workbook with the same values, and its sheets' new names."""
    grids = [grid for grid in workbook.grids if not _is_results_sheet(grid)]
    names = _names(grid.sheet or Path(file).stem for grid in grids)
    renamed = dict(zip((grid.sheet for grid in grids), names, strict=True))
    return plain_workbook(grids, names), renamed


def _is_results_sheet(grid: Grid) -> bool:
    """Whether it is the first sheet of an earlier marked copy, saved in another format."""
    return grid.sheet.startswith(RESULTS) and is_own_sheet(grid)


def _names(wanted: Iterable[str]) -> list[str]:
    names: list[str] = []
    for name in wanted:
        names.append(sheet_name(name, names))
    return names


def _carried_over(marks: Marks, renamed: Mapping[str, str]) -> Marks:
    """The same marks on sheets of other names; what is about the whole file stays so."""
    rows = {renamed.get(sheet, sheet): found for sheet, found in marks.heading_rows.items()}
    findings = tuple(_on_renamed(finding, renamed) for finding in marks.findings)
    return replace(marks, findings=findings, heading_rows=rows)


def _on_renamed(finding: Finding, renamed: Mapping[str, str]) -> Finding:
    ref = finding.ref
    if not ref.sheet and not ref.row:
        return finding
    return replace(finding, ref=replace(ref, sheet=renamed.get(ref.sheet, ref.sheet)))
