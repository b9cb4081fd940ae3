"""待裁定.xlsx: what people are asked to decide, and what they have decided. A `Run` in, one
workbook out; and for a new working folder, an empty 裁定.xlsx.

What a newcomer would get wrong: the workbook is read again in the next run, from the very place it
is written to. So every ruling in force stands in it, on the sheet 已裁定, or says where it came
from (`registers.origins`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from toolkit.model import Run
from toolkit.writers.book import open_book
from toolkit.writers.cases.asked import add_cases_sheet
from toolkit.writers.cases.blank import write_empty_rulings
from toolkit.writers.cases.choices import Choices
from toolkit.writers.cases.decided import add_rulings_sheet
from toolkit.writers.cases.sides import Sides

__all__ = ["write_cases", "write_empty_rulings"]


def write_cases(run: Run, path: Path, copies: Mapping[str, str]) -> None:
    """Write the workbook of open cases and of rulings. `copies` says, by the path of a submission,
    where its marked copy lies beside the workbook (``退回/甲学会/名单.xlsx``).
    """
    sides = Sides.of(run, copies)
    with open_book(path, title=f"待裁定 {run.campaign.title}") as book:
        choices = Choices(book)
        add_cases_sheet(book, sides, choices)
        add_rulings_sheet(book, sides)
        choices.add_sheet()
