"""A board and the layout of its template in; out: formulas by which the template checks itself.

For each field three formulas, written for the first row of entries: the value as understood, the
verdict on it, and what is wrong with it for those that are compared with it. They say what
`BoardValidator` says of the same cells, as far as each rule's `formula` goes. The one thing a
newcomer would get wrong: every reference is to the formula's own row or the rows above, so that
one formula, written once, serves a whole column (through `with_names`).
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.formulas.cases import compared_keys, uncovered_rules
from toolkit.formulas.layout import Layout, Places, telling_columns
from toolkit.formulas.naming import with_names
from toolkit.formulas.values import value_of
from toolkit.formulas.verdicts import Judge
from toolkit.model import Board, Campaign

__all__ = [
    "ColumnFormulas",
    "Layout",
    "Places",
    "board_formulas",
    "telling_columns",
    "uncovered_rules",
    "with_names",
]


@dataclass(frozen=True, slots=True)
class ColumnFormulas:
    """One field's formulas for the first row of entries, without ``=``.

    `verdict` is "" for a clean cell, else 错 or 疑 and a finding code (错V101): errors before
    queries, one of them only. `wrong` is 错 and a code where the cell has an error before any rule
    is silenced; no formula where no other column needs it.
    """

    key: str
    value: str
    verdict: str
    wrong: str


def board_formulas(board: Board, campaign: Campaign, layout: Layout) -> tuple[ColumnFormulas, ...]:
    """The formulas of every field, in the board's order."""
    at = Places(board, layout)
    compared = compared_keys(board)
    return tuple(
        ColumnFormulas(
            column.key,
            value_of(column, at),
            Judge(column, board, campaign, at, is_final=True).formula(),
            Judge(column, board, campaign, at, is_final=False).formula()
            if column.key in compared
            else "",
        )
        for column in board.fields
    )
