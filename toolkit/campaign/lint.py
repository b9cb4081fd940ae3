"""Is a campaign sound? Parsed files in, problems out, each at its file, line and key.

Nothing is read here: `toolkit.campaign` parses the YAML and asks. The one thing a newcomer would
get wrong: loading makes the same checks as `toolkit lint`, and refuses the campaign on any of
them. Only how a rule's argument must look is judged by `fits`, which the caller brings, because
that takes Cerberus.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.campaign.boards import Column, Located, Problem, groups_of, nearest
from toolkit.codes import CATALOGUE
from toolkit.model import Severity
from toolkit.rules import RULES
from toolkit.rules.normal import squash
from toolkit.rules.rule import Record, Rule

# How an argument fails a rule's constraint, in Chinese; nothing where it fits.
Fits = Callable[[Mapping[str, Any], Any], tuple[str, ...]]

# What a choice of `allowed` must be for a column of a type.
_CHOICES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "list": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
LEAF_TYPES = ("string", "integer", "number", "date", "boolean", "list")
_RULES: dict[str, Rule] = {rule.name: rule for rule in RULES}
_CODES = tuple(code.code for code in CATALOGUE)
_AFTER_SETTLING = ("D102", "D103", "D201", "D202", "D301", "Q102", "Q201")
_RESERVED_TITLES = ("推荐单位", "往届入选", "限制名单", "收件")


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

CAMPAIGN_KEYS = {
    "id": ID,
    "title": TEXT,
    "source": TEXT,
    "deadline": TEXT,
    "channels": TEXTS,
    "stacking": FLAG,
    "boards": IDS,
    "severities": MAPPING,
    "lists": MAPPINGS,
}
_LIST = {"id": ID, "title": TEXT, "column": TEXT}
_REGISTRY = {"schemas": MAPPING, "rules": MAPPING}
# The keys of a board that each name one column, and the types such a column may have.
_SPECIAL = {
    "unit": ("string",),
    "serial": ("string", "integer", "number"),
    "order": ("integer", "number"),
    "field": ("string",),
    "region": ("string",),
    "industry": ("string",),
}
BOARD_KEYS = {
    "id": ID,
    "title": TEXT,
    "source": TEXT,
    "subject": MAPPING,
    **dict.fromkeys(_SPECIAL, TEXT),
    "quota": MAPPINGS,
    "keep": KEEP,
    "past": MAPPING,
    "conditions": MAPPINGS,
    "review": MAPPING,
    "for_reviewers": TEXTS,
    "schema": MAPPING,
}
_QUOTA = {"limit": COUNT, "per": TEXTS}
_CONDITION = {"list": TEXT, "field": TEXT, "severity": GRADE, "words": TEXT, "source": TEXT}
_REVIEW = {
    "body": TEXT,
    "columns": TEXTS,
    "metrics": TEXTS,
    "highlights": TEXTS,
    "scores": MAPPINGS,
    "notes": TEXTS,
}
META_KEYS = {
    "header": TEXT,
    "also": TEXTS,
    "example": EXAMPLE,
    "source": TEXT,
    "words": TEXT,
    "unit": TEXT,
    "as": SHOWN_AS,
    "severity": MAPPING,
    "condition": TEXTS,
    "private": FLAG,
}
_GROUP = {"type": ANYTHING, "required": FLAG, "schema": ANYTHING, "meta": MAPPING}
_GROUP_META = {"header": TEXT, "also": TEXTS}


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


def check_campaign(campaign: Located) -> Iterator[Problem]:
    """Find what is unsound in campaign.yaml by itself."""
    yield from check_keys(campaign, CAMPAIGN_KEYS, needed=("id", "title", "source", "boards"))
    if campaign.child("boards").value == []:
        yield campaign.child("boards").problem("至少要有一个榜单")
    for channel in campaign.child("channels").texts():
        if any(mark in channel.value for mark in "；;"):
            yield channel.problem("推荐渠道的名称中不能有“；”，名录里用它分隔多个渠道")
    yield from check_severities(campaign.child("severities"))
    yield from _check_repeats(campaign.child("boards").items(), "榜单")
    yield from _check_repeats(campaign.child("channels").items(), "推荐渠道")
    for item in campaign.child("lists").items():
        yield from check_keys(item, _LIST, needed=("id", "title", "column"))
        if item.child("title").value in _RESERVED_TITLES:
            yield item.child("title").problem("这个名称已用于工具自带的名录，请换一个")
    for key in ("id", "title"):
        places = (item.child(key) for item in campaign.child("lists").items())
        yield from _check_repeats(places, "名录")


def check_registry(registry: Located) -> Iterator[Problem]:
    """Find what is unsound in registry.yaml itself; its pieces are judged where used."""
    yield from check_keys(registry, _REGISTRY)


def check_severities(place: Located) -> Iterator[Problem]:
    """Find codes that there are not, and severities that a code cannot have."""
    for code, grade in place.children():
        if code not in _CODES:
            yield grade.problem(f"没有“{code}”这个问题代码{nearest(code, _CODES)}")
        elif not GRADE.accepts(grade.value):
            yield grade.problem(f"应为{GRADE.words}")
        elif code in _AFTER_SETTLING and grade.value == "error":
            yield grade.problem("这个代码在去留定下之后才提出，只能是 query 或 note")


def _check_repeats(places: Iterator[Located], what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place in places:
        name = squash(place.value) if isinstance(place.value, str) else ""
        if name and name in seen:
            yield place.problem(f"{what}“{place.value}”写了两次")
        seen.add(name)


# ---------------------------------------------------------------- a board


def check_board(board: Located, columns: tuple[Column, ...], lists: set[str]) -> Iterator[Problem]:
    """Find what is unsound in a board's own keys; `lists` are the reference lists' ids."""
    yield from check_keys(board, BOARD_KEYS, needed=("id", "title", "subject", "schema"))
    if board.child("schema").value == {}:
        yield board.child("schema").problem("至少要有一列")
    types = {column.key: str(column.rules.value.get("type")) for column in columns}
    yield from _check_subject(board.child("subject"), types)
    for key, allowed in _SPECIAL.items():
        yield from _check_reference(board.child(key), types, allowed)
    for quota in board.child("quota").items():
        yield from _check_quota(quota, types, has_field="field" in board.value)
    for condition in board.child("conditions").items():
        yield from check_keys(condition, _CONDITION, needed=("list", "field", "words"))
        yield from _check_reference(condition.child("field"), types, LEAF_TYPES)
        name = condition.child("list")
        if isinstance(name.value, str) and name.value not in lists:
            yield name.problem(f"campaign.yaml 的 lists 里没有“{name.value}”")
    if "past" in board.value:
        yield from check_keys(board.child("past"), {"titles": TEXTS, "years": YEARS})
    if "review" in board.value:
        yield from _check_review(board.child("review"), types, tuple(groups_of(columns)))


def _check_subject(subject: Located, types: Mapping[str, str]) -> Iterator[Problem]:
    if isinstance(subject.value, Mapping):
        yield from check_keys(subject, {"name": TEXT, "code": TEXT}, needed=("name",))
        for key in ("name", "code"):
            yield from _check_reference(subject.child(key), types, ("string",))


def _check_reference(
    place: Located, types: Mapping[str, str], allowed: tuple[str, ...]
) -> Iterator[Problem]:
    if not isinstance(place.value, str):
        return
    if place.value not in types:
        yield place.problem(f"schema 里没有“{place.value}”这一列{nearest(place.value, (*types,))}")
    elif types[place.value] not in allowed and types[place.value] in LEAF_TYPES:
        yield place.problem(f"“{place.value}”的 type 应为 {'、'.join(allowed)}")


def _check_quota(quota: Located, types: Mapping[str, str], *, has_field: bool) -> Iterator[Problem]:
    yield from check_keys(quota, _QUOTA, needed=("limit", "per"))
    known = ("unit", *(("field",) if has_field else ()), *types)
    for key in quota.child("per").texts():
        if key.value not in known:
            yield key.problem(f"名额不能按“{key.value}”计算{nearest(key.value, known)}")


def _check_review(
    review: Located, types: Mapping[str, str], groups: tuple[str, ...]
) -> Iterator[Problem]:
    yield from check_keys(review, _REVIEW, needed=("body",))
    for key in ("columns", "highlights"):
        for item in review.child(key).items():
            yield from _check_reference(item, types, LEAF_TYPES)
    for item in review.child("metrics").texts():
        if item.value not in groups:
            yield item.problem(f"没有“{item.value}”这组合并表头{nearest(item.value, groups)}")
    for score in review.child("scores").items():
        yield from check_keys(score, {"title": TEXT, "max": COUNT}, needed=("title", "max"))


# ---------------------------------------------------------------- its columns


def check_columns(columns: tuple[Column, ...], fits: Fits | None) -> Iterator[Problem]:
    """Find what is unsound in the columns: keys, arguments of rules, headings."""
    for group in groups_of(columns).values():
        yield from check_keys(group, _GROUP, needed=("schema", "meta"))
        yield from check_keys(group.child("meta"), _GROUP_META, needed=("header",))
    known = tuple(column.key for column in columns)
    for column in columns:
        yield from _check_leaf(column, known, fits)
    yield from _check_headings(columns)


def _check_leaf(column: Column, known: tuple[str, ...], fits: Fits | None) -> Iterator[Problem]:
    own = {"type": TYPE, "required": FLAG, "nullable": FLAG, "meta": MAPPING}
    yield from check_keys(
        column.rules,
        {**own, **{name: ANYTHING for name in _RULES if name not in own}},
        needed=("type", "meta"),
    )
    yield from _check_meta(column)
    for name, argument in column.rules.children():
        if name in _RULES:
            yield from _check_argument(column, _RULES[name], argument, known, fits)


def _check_argument(
    column: Column, rule: Rule, argument: Located, known: tuple[str, ...], fits: Fits | None
) -> Iterator[Problem]:
    faults = fits(rule.constraint, argument.value) if fits else ()
    for fault in faults:
        yield argument.problem(fault)
    if faults:
        return
    record = Record({}, key=column.key, headings=dict.fromkeys(known, ""))
    try:
        names = rule.refers(argument.value)
        # What cannot be worded (the 31st of June) cannot be tested either.
        rule.words(argument.value, lambda name: name)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        yield argument.problem("这项规则的写法不对，请对照 schemas/README.md 的规则表")
        return
    yield from _check_values(column, rule.name, argument)
    for name in names:
        if record.full_key(name) not in known:
            yield argument.problem(f"“{column.key}”的规则提到的“{name}”不是这个榜单的列")


def _check_values(column: Column, name: str, argument: Located) -> Iterator[Problem]:
    """Find choices that no value of the column can equal, and patterns that are none."""
    kind = column.rules.value.get("type")
    if name == "allowed":
        for choice in argument.items():
            if isinstance(kind, str) and not isinstance(choice.value, _CHOICES.get(kind, ())):
                yield choice.problem(f"type: {kind} 的列，选项不能这样写；文字选项请加引号")
    if name == "regex":
        try:
            re.compile(argument.value)
        except re.error:
            yield argument.problem("这个格式（正则表达式）写得不对")


def _check_meta(column: Column) -> Iterator[Problem]:
    meta = column.rules.child("meta")
    if not isinstance(meta.value, Mapping):
        return
    yield from check_keys(meta, META_KEYS, needed=("header",))
    kind, shown = column.rules.value.get("type"), meta.child("as")
    if shown.value == "percent" and kind != "number":
        yield shown.problem("percent 只用于 type: number 的列")
    if shown.value == "text" and kind not in ("string", "list"):
        yield shown.problem("text 只用于 type: string 或 list 的列")
    yield from check_severities(meta.child("severity"))
    for name in meta.child("condition").texts():
        if name.value not in column.rules.value:
            yield name.problem(f"这一列没有写“{name.value}”这项规则")


def _check_headings(columns: tuple[Column, ...]) -> Iterator[Problem]:
    """Two columns must not be found under one heading, nor one column under it twice."""
    top = [column.rules for column in columns if column.group is None]
    groups = groups_of(columns)
    yield from _check_one_heading_row([*top, *groups.values()])
    for key in groups:
        inside = [column.rules for column in columns if column.key.startswith(f"{key}.")]
        yield from _check_one_heading_row(inside)


def _check_one_heading_row(places: list[Located]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for place in places:
        meta = place.child("meta")
        names = [meta.child("header"), *meta.child("also").items()]
        for name in (name for name in names if isinstance(name.value, str)):
            squashed = squash(name.value)
            if squashed in owners:
                first = owners[squashed]
                yield name.problem(f"“{name.value}”与“{first}”是同一个表头（不计空格和标点）")
            owners.setdefault(squashed, name.value)


def check_titles(boards: list[Located]) -> Iterator[Problem]:
    """Find boards of one campaign that share a title."""
    yield from _check_repeats((board.child("title") for board in boards), "榜单名称")
