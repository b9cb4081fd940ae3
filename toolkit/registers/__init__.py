"""Workbooks that people keep for the toolkit in, as grids; out: the 名录 lists, and rulings.

What a newcomer would get wrong: a fault in one of the lists ends the run with its cell, but a
ruling that cannot be understood is a finding at its cell, and the run goes on without it.
"""

from __future__ import annotations

from toolkit.registers.lists import (
    parse_barred,
    parse_list,
    parse_receipts,
    parse_units,
    parse_winners,
)
from toolkit.registers.rulings import parse_rulings

__all__ = [
    "parse_barred",
    "parse_list",
    "parse_receipts",
    "parse_rulings",
    "parse_units",
    "parse_winners",
]
