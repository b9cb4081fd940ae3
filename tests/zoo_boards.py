"""The kinds in which boards with nearly the same columns must be told apart.

They run with the campaign `categories`, whose boards say in a column what a row is for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from zoo_parts import READ, Cast, Kind, Line, one_file

_LINE = "several boards in one file"
_ENGINE, _BRAND, _TEAM = "年度样本引擎", "年度样本引擎品牌", "年度样本团队"
_HEADING = ("序号", "参选类别", "企业名称", "团队名称", "团队负责人", "员工人数（人）",
            "营业收入（万元）", "品牌名称", "联系人")  # fmt: skip


def _row(cast: Cast, category: str, trade: str, **own: Any) -> list[Any]:
    """A row with nothing wrong for its board, but for what is changed."""
    values = {"员工人数（人）": 20, "联系人": "李红", **own}
    values |= {"参选类别": category, "企业名称": cast.name(trade)}
    if category == _TEAM:
        values |= {"团队名称": cast.name(trade), "团队负责人": "周明"}
    return [values.get(heading) for heading in _HEADING]


def _mixed(cast: Cast) -> list[Line]:
    return [
        ["样本类别征集活动推荐汇总表"],
        _HEADING,
        _row(cast, _ENGINE, "装备", **{"营业收入（万元）": 300}),
        _row(cast, _BRAND, "医药", 品牌名称="丹青"),
        _row(cast, "3. 样本团队", "信息", 团队名称=cast.name("信息"), 团队负责人="周明"),
        _row(cast, _BRAND, "材料", **{"员工人数（人）": "约二十"}),
        _row(cast, "样本引擎企业", "能源"),
        ["合计", None, "5家"],
    ]


def _without_category(cast: Cast) -> list[Line]:
    lines = [_HEADING, *(_row(cast, _ENGINE, trade) for trade in ("装备", "医药"))]
    return [[line[at] for at in (0, 2, 5, 8)] for line in lines]


def _of_another(cast: Cast) -> list[Line]:
    return [_HEADING, _row(cast, _BRAND, "装备", 品牌名称="丹青"), _row(cast, _BRAND, "医药")]


def _kind(
    name: str, says: str, lines: Callable[[Cast], Sequence[Line]], sheet: str, *findings: str,
    **more: Any,
) -> Kind:  # fmt: skip
    told = tuple(f"名单.xlsx {sheet}!{finding}" for finding in findings)
    make = one_file(lines, sheet=sheet)
    return Kind(name, _LINE, says, make, READ, told, campaign="categories", **more)


KINDS = (
    _kind("mixed-list", "一张表里有三个榜单的条目，由“参选类别”一列写明。", _mixed, "汇总表",
          "B5 V207", "F6 V201", "B7 V207", "A8 S109",
          entries=("装备", "医药", "信息", "材料 returned", "能源"),
          values={"category": (_ENGINE, _BRAND, "样本团队", _BRAND, _ENGINE),
                  "revenue": (300.0, None, None, None, None),
                  "brand": (None, "丹青", None, None, None)}),
    _kind("list-without-category", "看不出报的是哪个榜单，也没有“参选类别”一列。",
          _without_category, "汇总表", "A1 S111", entries=("装备", "医药")),
    _kind("sheet-of-another-board", "工作表写着一个榜单，里面的条目都写明是另一个榜单的。",
          _of_another, _ENGINE, entries=("装备", "医药"),
          values={"brand": ("丹青", None), "category": (_BRAND, _BRAND)}),
)  # fmt: skip
