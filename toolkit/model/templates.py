"""What a generated template says of itself, and the sheets of ours that a workbook may carry.

The one thing a newcomer would get wrong: these sheets hold no entries. Whoever looks for boards
passes them over in silence, but only when name and first cell both say that they are ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.model.campaign import Board
from toolkit.model.cells import Grid, Workbook, as_text

GUIDE, SELF_CHECK, RESULTS = "填报说明", "自检", "校验结果"
# Hidden in a template: the formulas behind 自检, and its identity with the lists to choose from.
FORMULAS, IDENTITY = "校验公式", "模板信息"
# The first cell of each sheet of ours begins with its name; a number may follow a sheet's name
# where the workbook had one of that name already.
OWN_SHEETS = (GUIDE, SELF_CHECK, RESULTS, FORMULAS, IDENTITY)
# Custom document properties of a template, and the labels in column A of 模板信息 with the values
# beside them in column B.
PROPERTIES = {
    "campaign": "征集活动代号",
    "board": "榜单代号",
    "version": "模板版本",
    "unit": "推荐单位",
}
_OWN_NAME = re.compile(rf"({'|'.join(OWN_SHEETS)})(?:\s*[(（]?\d+[)）]?)?")


@dataclass(frozen=True, slots=True)
class TemplateIdentity:
    """What a template was made for: ids of campaign and board, the board's version, and the unit
    ("" for a template for all).
    """

    campaign: str
    board: str
    version: str
    unit: str = ""


def version_of(board: Board) -> str:
    """Eight characters that change when anything changes that a board asks of its columns."""
    asked = json.dumps(board.schema, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(asked.encode()).hexdigest()[:8]


def is_own_sheet(grid: Grid) -> bool:
    """Whether a sheet is one that the toolkit itself put into the workbook."""
    if not grid.sheet.startswith(OWN_SHEETS):
        return False
    named = _OWN_NAME.fullmatch(grid.sheet)
    first = next((row[0] for row in grid.rows[:1] if row), "")
    return named is not None and isinstance(first, str) and first.startswith(named[1])


def identity_of(workbook: Workbook) -> TemplateIdentity | None:
    """What template a workbook was made from, as its hidden sheet says or, where that is gone,
    its document properties; None for any other workbook.
    """
    for grid in workbook.grids:
        if grid.sheet.startswith(IDENTITY) and is_own_sheet(grid):
            recorded = _identity(_beside_labels(grid))
            if recorded is not None:
                return recorded
    return _identity(workbook.properties) if workbook.properties else None


def _beside_labels(grid: Grid) -> Mapping[str, str]:
    """The texts of column B by those of column A; of equal labels the upper one."""
    found: dict[str, str] = {}
    for row in grid.rows:
        if len(row) > 1:
            found.setdefault(as_text(row[0]).strip(), as_text(row[1]).strip())
    return found


def _identity(said: Mapping[str, str]) -> TemplateIdentity | None:
    found = {key: said.get(label, "") for key, label in PROPERTIES.items()}
    if not (found["campaign"] and found["board"] and found["version"]):
        return None
    return TemplateIdentity(**found)
