"""In: a file that was sent, and what was found in it. Out: a copy with the findings in it.

An .xlsx or .xlsm is marked in place; of anything else a new workbook is made. What a newcomer
would get wrong: where there is nothing to mark, the copy is the very file, unless it carries marks
of ours from before, which then go.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Limits
from toolkit.reading import unprotected
from toolkit.reading.budget import Parts, open_parts
from toolkit.reading.sniffing import container, read_regular_file, zipped_kind
from toolkit.writers.marking.marks import Marked, Marks
from toolkit.writers.marking.package import Package
from toolkit.writers.marking.patching import patched
from toolkit.writers.marking.rebuilt import UNPROTECTED, rebuild_workbook
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
_USUAL = Limits()


def mark_workbook(
    path: Path, marks: Marks, limits: Limits = _USUAL, passwords: tuple[str, ...] = ()
) -> Marked:
    """Mark the file at `path`, opened with one of the passwords where it is protected; raise
    `Refused` where it cannot be read at all.
    """
    data = read_regular_file(path, limits)
    plain, opened = unprotected(data, passwords, limits)
    parts = open_parts(plain, limits) if container(plain) == "zip" else None
    kind, reason = _kind(plain, parts), ""
    if kind == "xlsx" and parts:
        try:
            package = Package(parts)
            new, remark = patched(package, marks, UNPROTECTED if opened else "")
        except Declined as declined:
            reason = f"原因：{declined}。"
        else:
            if package.is_changed:
                return Marked(new, _ending(path, package), remark)
            return Marked(data, _ending(path, package))
    if not marks.findings:
        return Marked(data, path.suffix)
    return rebuild_workbook(path, marks, reason, limits=limits, passwords=passwords)


def _kind(data: bytes, parts: Parts | None) -> str:
    """What the file truly is: xlsx, xlsb, ods, or what has no parts: text or xls."""
    if parts is None:
        return "text" if container(data) == "text" else "xls"
    kind = zipped_kind(parts)
    return "xlsb" if kind == "xlsx" and "xl/workbook.bin" in parts else kind


def _ending(path: Path, package: Package) -> str:
    """The ending of the file where it says what the file is, else the true one."""
    said = package.type_of(package.main)
    true = next((each for kind, each in _ENDINGS.items() if said.endswith(kind)), ".xlsx")
    return path.suffix if path.suffix.lower() in (true, *_WPS) else true
