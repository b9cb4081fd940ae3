"""A working folder's local changes, as parsed from 征集.yaml, in; out: what is unsound in them, and
the limits they set.

What a newcomer would get wrong: limits are written in people's units (MB) and apply to one file
each, not to a run; what a key leaves out keeps its usual limit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.campaign.boards import Located, Problem, nearest
from toolkit.campaign.shapes import COUNT, MAPPING, TEXT, Shape, check_keys, check_severities
from toolkit.model import Limits

_CHANGES = {
    "campaign": TEXT,
    "deadline": TEXT,
    "severities": MAPPING,
    "quotas": MAPPING,
    "limits": MAPPING,
}
_MB = 1024 * 1024
# Systems count bytes in 63 bits.
_MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Limit:
    """A key under `limits`: its field in `Limits`, what it means, how much one of its units is,
    and the least it may be.
    """

    field: str
    words: str
    unit: int = 1
    least: int = 1


_LIMITS = {
    "seconds": _Limit("seconds", "读取和核对最多用时（秒），超过即放弃"),
    # With less, no child process could load what it reads with.
    "memory_mb": _Limit("memory", "最多占用内存（MB）", _MB, 2048),
    "file_mb": _Limit("file_bytes", "文件大小（MB）", _MB),
    "unpacked_mb": _Limit("inflated_bytes", "解压后的大小（MB）", _MB),
    "cells": _Limit("cells", "有内容的单元格个数"),
    "members": _Limit("members", "压缩包或工作簿内部的文件个数"),
    "nesting": _Limit("nested", "压缩包嵌套层数"),
}


def _whole_number(least: int) -> Shape:
    words = "大于 0 的整数" if least == 1 else f"不小于 {least} 的整数"
    return Shape(
        f"{words}，且不超过 {_MOST}",
        lambda value: type(value) is int and least <= value <= _MOST,
    )


def check_changes(changes: Located, needed: tuple[str, ...] = ()) -> Iterator[Problem]:
    """Find what is unsound in 征集.yaml by itself; board ids wait for the campaign."""
    yield from check_keys(changes, _CHANGES, needed)
    yield from check_severities(changes.child("severities"))
    for _, quota in changes.child("quotas").children():
        if not COUNT.accepts(quota.value):
            yield quota.problem(f"名额应为{COUNT.words}")
    limits = changes.child("limits")
    if isinstance(limits.value, Mapping):
        shapes = {key: _whole_number(limit.least) for key, limit in _LIMITS.items()}
        yield from check_keys(limits, shapes)


def check_quota_changes(boards: Mapping[str, Located], quotas: Located) -> Iterator[Problem]:
    """Find board ids and quotas that a local change names and the campaign lacks."""
    for board_id, limit in quotas.children():
        board = boards.get(board_id)
        if board is None:
            yield limit.problem(f"没有“{board_id}”这个榜单{nearest(board_id, tuple(boards))}")
        elif not any(_counts_by_unit(quota) for quota in board.child("quota").items()):
            yield limit.problem("这个榜单没有按推荐单位计算的名额，不能调整")


def _counts_by_unit(quota: Located) -> bool:
    return any(key.value == "unit" for key in quota.child("per").items())


def build_limits(written: Mapping[str, Any]) -> Limits:
    """The limits of a folder in which nothing is unsound."""
    sizes = {_LIMITS[key].field: value * _LIMITS[key].unit for key, value in written.items()}
    return Limits(**sizes)


def usual_limits() -> Iterator[tuple[str, int, str]]:
    """Each key that `limits` may have, its usual value, and what it means."""
    for key, limit in _LIMITS.items():
        yield key, getattr(Limits(), limit.field) // limit.unit, limit.words
