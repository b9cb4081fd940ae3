"""A board in; out: what its cells may be chosen from, and where the longer lists stand.

What a newcomer would get wrong: Excel takes at most 255 characters of choices, and a comma in one
would part it; such lists stand on 模板信息, and the drop-down refers to them there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model import Board, Campaign, Field, Severity, column_letters
from toolkit.rules import strategic_industry
from toolkit.writers.template.plan import on_identity

_LONGEST_LIST = 255
# The lists stand to the right of the identity.
FIRST_LIST_COLUMN = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """What to choose from; `only`: nothing else may be typed."""

    options: tuple[str, ...]
    only: bool


def choice_of(column: Field, campaign: Campaign) -> Choice | None:
    """What a column's cells are chosen from; None where they are written freely."""
    if column.type == "boolean":
        return Choice(("是", "否"), only=True)
    if "strategic_industry" in column.rules:
        return Choice(tuple(strategic_industry.names().values()), only=False)
    options = column.rules.get("allowed")
    if not options or column.type not in ("string", "list"):
        return None
    severity = column.severities.get("V401", campaign.severities["V401"])
    only = column.type == "string" and severity is Severity.ERROR
    return Choice(tuple(map(str, options)), only)


def lists_of(board: Board, campaign: Campaign) -> Mapping[tuple[str, ...], tuple[int, str]]:
    """The lists that need a place of their own: their column on 模板信息, and a title."""
    found: dict[tuple[str, ...], tuple[int, str]] = {}
    for column in board.fields:
        choice = choice_of(column, campaign)
        if choice and not _fits_in_rule(choice) and choice.options not in found:
            found[choice.options] = (FIRST_LIST_COLUMN + len(found), column.heading)
    return found


def source_of(choice: Choice, lists: Mapping[tuple[str, ...], tuple[int, str]]) -> list[str] | str:
    """The choices as a drop-down takes them: themselves, or the cells that hold them."""
    if choice.options not in lists:
        return list(choice.options)
    letters = column_letters(lists[choice.options][0])
    return "=" + on_identity(f"${letters}$2:${letters}${len(choice.options) + 1}")


def _fits_in_rule(choice: Choice) -> bool:
    joined = ",".join(choice.options)
    parted = any(mark in option for option in choice.options for mark in ',"')
    return len(joined.encode("utf-16-le")) // 2 <= _LONGEST_LIST and not parted
