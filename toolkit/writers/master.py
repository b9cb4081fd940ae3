"""汇总.xlsx, the secretariat's workbook: the whole run in one file.

A `Run` comes in; one workbook goes out. What a newcomer would get wrong: a board's sheet holds
accepted entries only. All entries stand in 处理台账.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Run
from toolkit.writers.board_sheets import add_board_sheets
from toolkit.writers.book import open_book
from toolkit.writers.likeness_sheet import add_likeness_sheet
from toolkit.writers.list_sheets import (
    add_findings_sheet,
    add_ledger_sheet,
    add_quota_sheet,
    add_receipts_sheet,
)
from toolkit.writers.overview import add_overview


def write_master(run: Run, path: Path) -> None:
    """Write 汇总.xlsx: 概览, a sheet a board, and the lists behind them."""
    with open_book(path, title=f"{run.campaign.title} 汇总") as book:
        add_overview(book, run)
        add_board_sheets(book, run)
        add_ledger_sheet(book, run)
        add_findings_sheet(book, run)
        add_likeness_sheet(book, run)
        add_quota_sheet(book, run)
        add_receipts_sheet(book, run)
