"""What a value of a campaign's YAML must look like; a place in a file in, problems out.

What a newcomer would get wrong: a shape only tells of the value itself. Whether a name stands for
something (a column, a list, a code) is asked where the things that it may name are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.campaign.boards import Located, Problem, nearest
from toolkit.codes import CATALOGUE
from toolkit.model import Severity
from toolkit.rules.normal import squash

LEAF_TYPES = ("string", "integer", "number", "date", "boolean", "list")
_CODES = tuple(code.code for code in CATALOGUE)
_AFTER_SETTLING = ("D102", "D103", "D201", "D202", "D301", "Q102", "Q201")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value must look like, in words and as a test."""

    words: str
    accepts: Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) is not None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _list_of(words: str, accepts: Callable[[Any], bool]) -> Shape:
    return Shape(words, lambda value: isinstance(value, list) and all(map(accepts, value)))


TEXT = Shape("一段文字", _is_text)
TEXTS = _list_of("文字的列表，如 [甲, 乙]", _is_text)
ID = Shape("小写字母、数字和连字符，如 rising-enterprise", _is_id)
IDS = _list_of("榜单代号的列表，如 [rising-enterprise]", _is_id)
FLAG = Shape("true 或 false", lambda value: isinstance(value, bool))
COUNT = Shape("不小于 0 的整数", _is_count)
YEARS = _list_of("年份的列表，如 [2021]", _is_count)
MAPPING = Shape("“键: 值”的形式", lambda value: isinstance(value, dict))
MAPPINGS = _list_of("列表，每项为“键: 值”的形式", lambda value: isinstance(value, dict))
GRADE = Shape("error、query、note 之一", lambda value: value in tuple(Severity))
KEEP = Shape("earliest 或 latest", lambda value: value in ("earliest", "latest"))
TYPE = Shape(f"{'、'.join(LEAF_TYPES)} 之一，合并表头为 dict", lambda value: value in LEAF_TYPES)
SHOWN_AS = Shape("percent 或 text", lambda value: value in ("percent", "text"))
EXAMPLE = Shape("一个值，如 12 或 某某公司", lambda value: isinstance(value, str | int | float))
ANYTHING = Shape("", lambda _: True)


def check_keys(
    place: Located, shapes: Mapping[str, Shape], needed: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """Find unknown keys (naming the nearest known one), wrong types, and missing keys."""
    if not isinstance(place.value, Mapping):
        yield place.problem(f"应为{MAPPING.words}")
        return
    for key, inside in place.children():
        if key not in shapes:
            yield inside.problem(f"不认识“{key}”{nearest(key, tuple(shapes))}")
        elif not shapes[key].accepts(inside.value):
            yield inside.problem(f"应为{shapes[key].words}")
    for key in needed:
        if key not in place.value:
            yield place.problem(f"缺少“{key}”")


def check_severities(place: Located) -> Iterator[Problem]:
    """Find codes that there are not, and severities that a code cannot have."""
    for code, grade in place.children():
        if code not in _CODES:
            yield grade.problem(f"没有“{code}”这个问题代码{nearest(code, _CODES)}")
        elif not GRADE.accepts(grade.value):
            yield grade.problem(f"应为{GRADE.words}")
        elif code in _AFTER_SETTLING and grade.value == "error":
            yield grade.problem("这个代码在去留定下之后才提出，只能是 query 或 note")


def check_repeats(places: Iterator[Located], what: str) -> Iterator[Problem]:
    """Find names that stand twice."""
    seen: set[str] = set()
    for place in places:
        name = squash(place.value) if isinstance(place.value, str) else ""
        if name and name in seen:
            yield place.problem(f"{what}“{place.value}”写了两次")
        seen.add(name)


def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression."""
    try:
        re.compile(text)
    except re.error:
        return False
    return True
