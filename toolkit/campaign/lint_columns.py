"""Are a board's columns sound? Columns with their places in; problems out.

What a newcomer would get wrong: a column's place may be in a registry, and so is the problem then.
Only how a rule's argument must look is judged by `fits`, which the caller brings, because that
takes Cerberus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.campaign.boards import Column, Located, Problem, groups_of, nearest
from toolkit.campaign.shapes import (
    ANYTHING,
    EXAMPLE,
    FLAG,
    MAPPING,
    SHOWN_AS,
    TEXT,
    TEXTS,
    TYPE,
    check_keys,
    check_severities,
    is_pattern,
)
from toolkit.rules import RULES, required_when, when
from toolkit.rules.cases import CASE
from toolkit.rules.located_in import is_place
from toolkit.rules.normal import squash
from toolkit.rules.rule import Rule, full_key
from toolkit.rules.wording import shown

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
_RULES: dict[str, Rule] = {rule.name: rule for rule in RULES}
_INNER = tuple(when.INNER)
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
_GROUP_META = {"header": TEXT, "also": TEXTS, "source": TEXT}


def check_columns(columns: tuple[Column, ...], fits: Fits | None) -> Iterator[Problem]:
    """Find what is unsound in the columns: keys, arguments of rules, headings."""
    for group in groups_of(columns).values():
        yield from check_keys(group, _GROUP, needed=("schema", "meta"))
        yield from check_keys(group.child("meta"), _GROUP_META, needed=("header",))
    board = _Board({column.key: column for column in columns}, fits)
    for column in columns:
        yield from _check_leaf(column, board)
    yield from _check_headings(columns)


@dataclass(frozen=True, slots=True)
class _Board:
    """What the rules of a column are checked against: all columns by key, and how an argument
    must look.
    """

    columns: Mapping[str, Column]
    fits: Fits | None

    def refer(self, column: Column, name: str) -> Column | None:
        """The column that a rule of `column` means by a name."""
        return self.columns.get(full_key(column.key, name, self.columns))

    def faults(self, constraint: Mapping[str, Any], argument: Located) -> list[Problem]:
        """How an argument fails its constraint."""
        said = self.fits(constraint, argument.value) if self.fits else ()
        return [argument.problem(fault) for fault in said]


def _check_leaf(column: Column, board: _Board) -> Iterator[Problem]:
    own = {"type": TYPE, "required": FLAG, "nullable": FLAG, "meta": MAPPING}
    yield from check_keys(
        column.rules,
        {**own, **{name: ANYTHING for name in _RULES if name not in own}},
        needed=("type", "meta"),
    )
    yield from _check_meta(column)
    for name, argument in column.rules.children():
        if name in _RULES:
            yield from _check_argument(column, _RULES[name], argument, board)


def _check_argument(
    column: Column, rule: Rule, argument: Located, board: _Board
) -> Iterator[Problem]:
    faults = board.faults(rule.constraint, argument)
    # What stands in a case is judged where it is written.
    faults += _check_cases(column, argument, board) if rule is when.RULE and not faults else []
    yield from faults
    if faults:
        return
    try:
        names = rule.refers(argument.value)
        # What cannot be worded (the 31st of June) cannot be tested either.
        rule.words(argument.value, lambda name: name)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        yield argument.problem("这项规则的写法不对，请对照 schemas/README.md 的规则表")
        return
    yield from _check_values(column, rule.name, argument)
    if rule is required_when.RULE:
        yield from _check_choices_named(column, argument, board)
    for name in names:
        if board.refer(column, name) is None:
            yield _unknown(column, name, argument)


def _unknown(column: Column, name: str, place: Located) -> Problem:
    return place.problem(f"“{column.key}”的规则提到的“{name}”不是这个榜单的列")


def _check_cases(column: Column, cases: Located, board: _Board) -> list[Problem]:
    """Find what is unsound in the cases of `when`: tests, and the rules that they ask for."""
    found: list[Problem] = []
    for case in cases.items():
        written, then = case.child("if"), case.child("then")
        for test in written.items() if isinstance(written.value, list) else (written,):
            faults = board.faults(CASE, test)
            found += faults or _check_test(column, test, board)
        for name, argument in then.children():
            if name in when.INNER:
                found += _check_argument(column, when.INNER[name], argument, board)
            else:
                found.append(argument.problem(f"then 里不能写“{name}”{nearest(name, _INNER)}"))
    return found


def _check_test(column: Column, test: Located, board: _Board) -> Iterator[Problem]:
    name = test.child("field")
    if isinstance(name.value, str) and board.refer(column, name.value) is None:
        yield _unknown(column, name.value, name)
    yield from _check_choices_named(column, test, board)


def _check_choices_named(column: Column, test: Located, board: _Board) -> Iterator[Problem]:
    """Find choices that the field does not have: it would never be the case."""
    name = test.child("field").value
    field = board.refer(column, name) if isinstance(name, str) else None
    if field is None:
        return
    allowed = field.rules.value.get("allowed")
    choices = tuple(map(shown, allowed)) if isinstance(allowed, list) else ()
    for wanted in (test.child("equals"), *test.child("in").items()):
        if choices and wanted.value is not None and shown(wanted.value) not in choices:
            said = f"“{field.key}”的选项里没有“{shown(wanted.value)}”"
            yield wanted.problem(f"{said}{nearest(shown(wanted.value), choices)}")


def _check_values(column: Column, name: str, argument: Located) -> Iterator[Problem]:
    """Find choices that no value of the column can equal, and patterns that are none."""
    kind = column.rules.value.get("type")
    if name == "allowed":
        for choice in argument.items():
            if isinstance(kind, str) and not isinstance(choice.value, _CHOICES.get(kind, ())):
                yield choice.problem(f"type: {kind} 的列，选项不能这样写；文字选项请加引号")
    if name == "regex" and not is_pattern(argument.value):
        yield argument.problem("这个格式（正则表达式）写得不对")
    if name == "located_in":
        for place in argument.texts():
            if not is_place(place.value):
                yield place.problem(f"“{place.value}”不是唯一的省、市、区县名称，请写全称")


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
