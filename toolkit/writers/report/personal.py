"""A run in; out: which of what it holds is about how to reach people, and stays off the page.

The page is handed round, 汇总.xlsx is not. What a newcomer would get wrong: leaving out columns is
not enough, for a finding quotes the cell it stands at, in its value and in its message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model import Board, Field, Finding, Run
from toolkit.writers.selection import places_by_number, shown_by_number

WITHHELD = "（涉及个人信息，见汇总.xlsx）"
# Rules of columns that hold a person's own numbers and addresses.
_PERSONAL_RULES = ("phone", "email", "resident_id")
# A cell that holds another kind of number than asked for: a person's, as often as not.
_OTHER_NUMBER = "V404"


@dataclass(frozen=True, slots=True)
class Personal:
    """The headings of each board's personal columns, and each entry's board by its number."""

    headings: Mapping[str, frozenset[str]]
    boards: tuple[str, ...]

    @classmethod
    def of(cls, run: Run) -> Personal:
        """What is personal in a run."""
        return cls(
            {
                board.id: frozenset(each.heading for each in board.fields if is_personal(each))
                for board in run.campaign.boards
            },
            tuple(table.board for table, _ in places_by_number(run)),
        )

    def hides(self, finding: Finding) -> bool:
        """Whether what a finding quotes is not to be shown; of a blank cell it quotes nothing."""
        if not finding.value:
            return False
        if finding.code == _OTHER_NUMBER:
            return True
        if finding.entry:
            return finding.field in self.headings[self.boards[finding.entry - 1]]
        return any(finding.field in own for own in self.headings.values())

    def value(self, finding: Finding) -> str:
        """What stood in the cell, as far as it may be shown."""
        return WITHHELD if finding.value and self.hides(finding) else finding.value

    def message(self, finding: Finding) -> str:
        """What a finding says, as far as it may be shown."""
        return WITHHELD if self.hides(finding) else finding.message


def is_personal(column: Field) -> bool:
    """Whether a column says how to reach a person, or who somebody is to the authorities."""
    return bool(column.meta.get("private")) or any(rule in column.rules for rule in _PERSONAL_RULES)


def codes_by_number(run: Run) -> list[str]:
    """Every entry's code, by its number; "" where it has none, or what stands there is taken for
    a person's.
    """
    codes = shown_by_number(run, _code_key)
    doubtful = {
        finding.entry for finding in run.findings if finding.code == _OTHER_NUMBER and finding.entry
    }
    return [
        WITHHELD if number in doubtful and code else str(code or "")
        for number, code in enumerate(codes, 1)
    ]


def _code_key(board: Board) -> str:
    return "" if board.code_key and is_personal(board.field(board.code_key)) else board.code_key
