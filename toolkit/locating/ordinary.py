"""A heading in; out: a quick look at a row below it that tells whether it is surely an entry.

The one thing a newcomer would get wrong: False says nothing. Whatever is not surely an entry is
looked at by rows.py, which alone knows what else a row may be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.locating.headings import Heading, heading_key, ideograph_outside
from toolkit.model import Raw

TOTALS = frozenset({"合计", "小计", "总计"})
EXAMPLES = ("示例", "（示例", "(示例", "例：", "例:", "样例", "填写示例")


def surely_entry(heading: Heading, silent: frozenset[int]) -> Callable[[Sequence[Raw]], bool]:
    """Whether a row names its subject, not as a heading or the example does, and does not begin
    like a total or an example. `silent` columns tell of no entry.
    """
    column = heading.columns.get(heading.board.name_key, 0)
    if not column or column in silent:
        return lambda _cells: False
    at = column - 1
    labels = frozenset(heading_key(text) for text in heading.labels[column])
    is_unlike_label = ideograph_outside(labels).search
    is_unlike_total = ideograph_outside(TOTALS).search
    example = example_of(heading)

    def is_entry(cells: Sequence[Raw]) -> bool:
        if at >= len(cells):
            return False
        name = cells[at]
        if type(name) is not str or not is_unlike_label(name) or name.strip() == example:
            return False
        first = cells[0]
        if type(first) is str and not first.strip():
            first = next(cell for cell in cells if type(cell) is not str or cell.strip())
        if type(first) is not str:
            return type(first) in (float, int)
        return first.isascii() or (
            is_unlike_total(first) is not None and not first.strip().startswith(EXAMPLES)
        )

    return is_entry


def example_of(heading: Heading) -> str:
    """The subject that the schema gives as an example; "" if it gives none."""
    board = heading.board
    return str(board.field(board.name_key).meta.get("example", ""))
