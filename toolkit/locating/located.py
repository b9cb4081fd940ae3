"""What locating gives: where each board's entries stand in a workbook.

The one thing a newcomer would get wrong: a list with rows of several boards is a table for each of
them, with the same heading and rows that interleave.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model import Board, Campaign, Finding, Grid, Table, TemplateIdentity


@dataclass(frozen=True, slots=True)
class LocatedTable:
    """A board found on a sheet: its `table`, the `rows` that are entries, and the grid itself.
    `is_told`: the rows themselves name the board.
    """

    board: Board
    table: Table
    rows: tuple[int, ...]
    grid: Grid
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Located:
    """What the campaign that fits best finds in a workbook, and the template it was made from.
    Tables below one heading follow each other.
    """

    campaign: Campaign
    tables: tuple[LocatedTable, ...]
    findings: tuple[Finding, ...]
    template: TemplateIdentity | None = None
