"""The lines above a heading in; out: the recommending unit they state, as written.

“推荐单位：…” may share its cell with other labels, or stand alone with the name to its right.
"""

from __future__ import annotations

import re

from toolkit.model import Grid, as_text

_LABEL = re.compile(r"推荐单位(?:名称)?\s*(?:[（(][^）)]*[）)])?\s*[:：]\s*")
# What else such a line holds, after the unit: 填报日期：…, 联系人：….
_NEXT_LABEL = re.compile(
    r"\s*(?:填报|填表|报送|推荐|联系|日期|时间|经办|负责|审核|电话|手机|邮箱|单位)[^\s:：]*\s*[:：]"
)


def find_stated_unit(grid: Grid, heading_row: int) -> tuple[str, int, int]:
    """The unit stated above the heading, with its column and row; ("", 0, 0) if none is."""
    for row, cells in enumerate(grid.rows[: heading_row - 1], start=1):
        texts = [as_text(cell) for cell in cells]
        for column, text in enumerate(texts, start=1):
            label = _LABEL.search(text) if text else None
            if label is None:
                continue
            stated = _before_next_label(text[label.end() :])
            if stated:
                return stated, column, row
            for right, other in enumerate(texts[column:], start=column + 1):
                if other.strip():
                    return _before_next_label(other), right, row
    return "", 0, 0


def _before_next_label(text: str) -> str:
    following = _NEXT_LABEL.search(text)
    return (text[: following.start()] if following else text).strip(" 　\t\n_＿")
