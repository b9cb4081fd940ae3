"""The lines around a table in; out: the recommending unit they state, as written.

“推荐单位：…” may share its cell with other labels, or stand alone with the name to its right. The
one thing a newcomer would get wrong: what stands above the heading counts before what stands at
the foot, and 报送单位 or 填报单位 only where nothing says 推荐单位.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from toolkit.model import Grid, as_text

_END = r"(?:名称|全称|公章|盖章)?\s*(?:(?:[（(][^）)]*[）)])?\s*[:：]|[（(][^）)]*章[）)]\s*$)\s*"
_LABELS = tuple(
    re.compile(rf"(?<![\u4e00-\u9fff]){name}{_END}")
    for name in ("(?:组织|初审)?推荐(?:单位|部门)", "(?:填报|报送|上报)单位")
)
# What else such a line holds, after the unit: 填报日期：…, 联系人：….
_NEXT_LABEL = re.compile(
    r"\s*(?:(?:填报|填表|制表|报送|推荐|上报)?(?:日期|时间|人|年月日)|(?:填报|报送|推荐|申报)单位"
    r"|推荐渠道|联系\w{1,3}|经办\w{0,2}|(?:单位|部门)?负责人?|审[核批]人?|电话|手机|传真|邮箱|电子邮箱|地址|单位)"
    r"\s*(?:[（(][^）)]*[）)])?\s*[:：]"
)


def find_stated_unit(
    grid: Grid, above: Iterable[int], below: Iterable[int] = ()
) -> tuple[str, int, int]:
    """The unit stated in the rows above a heading, else in those at the foot of its table, with
    its column and row; ("", 0, 0) if none is.
    """
    above, below = tuple(above), tuple(below)
    for label in _LABELS:
        for rows in (above, below):
            found = next(_stated(grid, rows, label), None)
            if found:
                return found
    return "", 0, 0


def _stated(
    grid: Grid, rows: Iterable[int], label: re.Pattern[str]
) -> Iterator[tuple[str, int, int]]:
    for row in rows:
        texts = [as_text(cell) for cell in grid.rows[row - 1]]
        for column, text in enumerate(texts, start=1):
            found = label.search(text) if text else None
            if found is None:
                continue
            stated, at = _before_next_label(text[found.end() :]), column
            if not stated:
                filled = (at for at in range(column, len(texts)) if texts[at].strip())
                right = next(filled, None)
                if right is None:
                    continue
                stated, at = _before_next_label(texts[right]), right + 1
            if stated:
                yield stated, at, row


def stated_in(text: str) -> str | None:
    """The unit that a cell states behind the label; "" if it leaves that open, None without one."""
    label = _LABELS[0].search(text)
    return _before_next_label(text[label.end() :]) if label else None


def _before_next_label(text: str) -> str:
    following = _NEXT_LABEL.search(text)
    return (text[: following.start()] if following else text).strip(" 　\t\n_＿")
