"""The lines around a heading in; out: V504 where they state another unit than its columns have.

“单位：元” in a corner above the heading, or （元） in a row of its own below it, holds for numbers
that are read as 万元. The one thing a newcomer would get wrong: nothing is converted, for nobody
knows whether the numbers or the unit were left over from another table. It is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.model import Campaign, Field, Finding, Grid, Ref, as_text

_AMOUNT = r"(?:人民币)?([十百千万亿]*[美欧日港]?元)"
_ABOVE = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:金额|货币|计量|数据)?单位\s*[:：]\s*{_AMOUNT}(?=[\s()（）【】、，,；;/]|$)"
)
_BELOW = re.compile(rf"\s*[（(【\[]?\s*(?:单位\s*[:：]\s*)?{_AMOUNT}\s*[)）】\]]?\s*")
_UNIT = re.compile(_AMOUNT)
# A text with more than a unit in it; nobody looks for one in a page.
_LONGEST = 100


def remark_on_units(
    grid: Grid, rows: Iterable[int], fields: Iterable[Field], campaign: Campaign, submission: str
) -> Iterator[Finding]:
    """V504 at each cell of some rows that states a unit for the sheet, where it is not that of
    the `fields`.
    """
    amounts = [field for field in fields if _UNIT.fullmatch(_unit_of(field))]
    for row in rows if amounts else ():
        for column, cell in enumerate(grid.rows[row - 1], start=1):
            text = cell if isinstance(cell, str) and len(cell) <= _LONGEST else ""
            stated = _ABOVE.search(text) if text else None
            if stated and all(_unit_of(field) != stated[1] for field in amounts):
                ref = Ref(submission, grid.sheet, row, column)
                yield _finding(ref, text, stated[1], amounts[0], campaign)


def remark_on_unit(
    grid: Grid, row: int, column: int, field: Field, campaign: Campaign, submission: str
) -> Iterator[Finding]:
    """V504 at a cell that holds nothing but a unit, where it is not that of its `field`."""
    cells = grid.rows[row - 1]
    text = as_text(cells[column - 1]) if column <= len(cells) else ""
    stated = _BELOW.fullmatch(text)
    if stated and _UNIT.fullmatch(_unit_of(field)) and stated[1] != _unit_of(field):
        yield _finding(Ref(submission, grid.sheet, row, column), text, stated[1], field, campaign)


def _unit_of(field: Field) -> str:
    return str(field.meta.get("unit", ""))


def _finding(ref: Ref, text: str, stated: str, field: Field, campaign: Campaign) -> Finding:
    message = (
        f"这里写的单位是“{stated}”，而“{field.heading}”按“{_unit_of(field)}”读取，数字没有换算；"
        "请核对填写的数字是哪一种单位。"
    )
    severity = campaign.severities["V504"]
    return Finding("V504", severity, ref, message, field=field.heading, value=text)
