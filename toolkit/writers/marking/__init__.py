"""In: a file that was sent, and what was found in it. Out: a copy with the findings in it.

An .xlsx or .xlsm is marked in place; of anything else a new workbook is made. What a newcomer
would get wrong: where there is nothing to mark, the copy is the very file, unless it carries marks
of ours from before, which then go.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.reading.budget import Parts, open_parts
from toolkit.reading.sniffing import container, read_regular_file, zipped_kind
from toolkit.writers.marking.marks import Marked, Marks
from toolkit.writers.marking.package import Package
from toolkit.writers.marking.patching import patched
from toolkit.writers.marking.rebuilt import rebuild_workbook
from toolkit.writers.marking.signs import Declined

__all__ = ["Marked", "Marks", "mark_workbook"]

# What the workbook part says of itself, and the ending that goes with it.
_ENDINGS = {
    "sheet.main+xml": ".xlsx",
    "sheet.macroEnabled.main+xml": ".xlsm",
    "template.main+xml": ".xltx",
    "template.macroEnabled.main+xml": ".xltm",
    "addin.macroEnabled.main+xml": ".xlam",
}
# WPS's own endings go with any of them.
_WPS = (".et", ".ett")


def mark_workbook(path: Path, marks: Marks) -> Marked:
    """Mark the file at `path`; raise `Refused` where it cannot be read at all."""
    data = read_regular_file(path)
    parts = open_parts(data) if container(data) == "zip" else None
    kind, reason = _kind(data, parts), ""
    if kind == "xlsx" and parts:
        try:
            package = Package(parts)
            new, remark = patched(package, marks)
        except Declined as declined:
            reason = f"原因：{declined}。"
        else:
            return Marked(new if package.is_changed else data, _ending(path, package), remark)
    if not marks.findings:
        return Marked(data, path.suffix)
    return rebuild_workbook(path, marks, reason)


def _kind(data: bytes, parts: Parts | None) -> str:
    """What the file truly is: xlsx, xlsb, ods, csv or xls."""
    if parts is None:
        return "csv" if container(data) == "text" else "xls"
    kind = zipped_kind(parts)
    return "xlsb" if kind == "xlsx" and "xl/workbook.bin" in parts else kind


def _ending(path: Path, package: Package) -> str:
    """The ending of the file where it says what the file is, else the true one."""
    said = package.type_of(package.main)
    true = next((each for kind, each in _ENDINGS.items() if said.endswith(kind)), ".xlsx")
    return path.suffix if path.suffix.lower() in (true, *_WPS) else true
