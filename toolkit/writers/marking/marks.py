"""What a marked copy is made from (`Marks`) and what comes of it (`Marked`).

The one thing a newcomer would get wrong: the ending belongs to the copy, not to the file that was
sent. A workbook sent as .xls may come back as .xlsx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model import Finding


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be marked in one workbook.

    `campaign` is its title, `file` the name under which the sender knows the file, `heading_rows`
    the rows of the heading found on each sheet (the first is used), `ready` a closing sentence.
    """

    campaign: str
    file: str
    findings: tuple[Finding, ...]
    heading_rows: Mapping[str, tuple[int, ...]]
    ready: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked copy: its bytes, the ending its name must have, and what has to be said of it."""

    data: bytes
    ending: str
    remark: str = ""
