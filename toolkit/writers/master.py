"""汇总.xlsx, the secretariat's workbook: the whole run in one file.

A `Run` comes in; one workbook goes out. What a newcomer would get wrong: a board's sheet holds
accepted entries only. All entries stand in 处理台账. A board with very many accepted entries has
its sheet in workbooks of their own, and here only says which.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.model import Run
from toolkit.writers.board_sheets import BoardSheet, add_board_sheet, board_sheets, write_volumes
from toolkit.writers.book import open_book
from toolkit.writers.changes_sheet import add_changes_sheet
from toolkit.writers.likeness_sheet import add_likeness_sheet
from toolkit.writers.list_sheets import (
    add_findings_sheet,
    add_ledger_sheet,
    add_quota_sheet,
)
from toolkit.writers.overview import add_overview
from toolkit.writers.receipts_sheet import add_receipts_sheet
from toolkit.writers.tables import MOST_FITTED
from toolkit.writers.volumes import MOST_IN_A_WORKBOOK


def write_master(run: Run, path: Path, *, most: int = MOST_IN_A_WORKBOOK) -> None:
    """Write 汇总.xlsx: 概览, a sheet a board, and the lists behind them.

    A board with more than `most` accepted entries has workbooks of its own, in a folder beside.
    """
    boards = board_sheets(run, most)
    long = len(run.entries) > MOST_FITTED
    with open_book(path, title=f"{run.campaign.title} 汇总", long=long) as book:
        add_overview(book, run, _divided(boards))
        for board in boards:
            add_board_sheet(book, run, board)
        add_ledger_sheet(book, run)
        add_changes_sheet(book, run)
        add_findings_sheet(book, run)
        add_likeness_sheet(book, run)
        add_quota_sheet(book, run)
        add_receipts_sheet(book, run)
    for board in boards:
        write_volumes(run, board, path.with_suffix(""))


def _divided(boards: Sequence[BoardSheet]) -> list[str]:
    """What 概览 says of boards in several workbooks."""
    return [f"{each.words}：{'、'.join(each.files)}。" for each in boards if each.files]
