"""A sound campaign's files in; out: what a careful writer would still mend, at its file and line.

The one thing a newcomer would get wrong: none of this keeps a campaign from being used. A rule that
names no clause is a rule all the same; but nobody can look up whether it is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.campaign.boards import Column, Located, Problem, meta_of
from toolkit.rules.normal import squash

# Rules whose arguments can only come from a notice, and so have a clause.
_OF_A_NOTICE = frozenset({
    "allowed", "forbidden", "word_count", "not_before", "not_after", "founded_within",
    "age_at_most", "born_not_before", "at_least_of", "at_most_share_of", "when", "located_in",
    "ends_period", "industry_section", "max",
})  # fmt: skip
# Not below nothing, or at least one, goes without saying.
_BOUNDS_OF_ANY_COUNT = (0, 1)
# What is said beside a column's heading, or not at all, says nothing of what to fill in.
_WITHOUT_WORDS = frozenset({"type", "required", "nullable", "meta", "regex"})
_BRACKETS = ("）", ")", "〕")


def advise_on_board(board: Located, columns: tuple[Column, ...]) -> Iterator[Problem]:
    """Find rules, quotas and conditions without a source, and columns without words."""
    told_by = board.child("told_by").value
    for column in columns:
        if column.key != told_by:
            yield from _without_source(column)
        yield from _without_words(column)
    yield from advise_on_items(board.child("quota"), "名额")
    yield from advise_on_items(board.child("conditions"), "条件")
    for item in board.child("for_reviewers").texts():
        if not item.value.endswith(_BRACKETS):
            yield item.problem("请在末尾用括号写明出自通知的哪一条")


def advise_on_items(listed: Located, what: str) -> Iterator[Problem]:
    """Find quotas or conditions in a list that name no clause."""
    for item in listed.items():
        if not item.child("source").value:
            yield item.problem(f"这项{what}没有写出处（source），请写明通知的条款")


def _without_source(column: Column) -> Iterator[Problem]:
    rules: Mapping[str, Any] = column.rules.value
    above = meta_of(column.group) if column.group else {}
    if column.meta.get("source") or above.get("source"):
        return
    asked = [name for name in rules if name in _OF_A_NOTICE]
    if "min" in rules and rules["min"] not in _BOUNDS_OF_ANY_COUNT:
        asked.append("min")
    asked += [name for name in column.meta.get("condition", ()) if name not in asked]
    if asked:
        message = f"规则 {'、'.join(asked)} 没有写出处（meta 的 source），请写明通知的条款"
        yield column.rules.problem(message)


def _without_words(column: Column) -> Iterator[Problem]:
    rules = column.rules.value
    if not (set(rules) - _WITHOUT_WORDS or {"words", "example"} & set(column.meta)):
        yield column.rules.problem("没有说明怎么填：请在 meta 里写 words 或 example")
    elif "regex" in rules and "words" not in column.meta:
        yield column.rules.problem("按格式填写的列，请在 meta 的 words 里说明是什么格式")


def advise_on_choices(
    boards: Mapping[str, Located], columns: Mapping[str, tuple[Column, ...]]
) -> Iterator[Problem]:
    """Find columns of one heading in several boards whose choices are nearly the same."""
    seen: dict[str, list[tuple[str, Any]]] = {}
    for board_id, board in boards.items():
        told_by = board.child("told_by").value
        for column in columns[board_id]:
            choices = column.rules.child("allowed")
            if column.key == told_by or not isinstance(choices.value, list):
                continue
            heading = squash(f"{column.meta['header']}")
            yield from _differing(choices, column, seen.setdefault(heading, []), board_id)


def _differing(
    choices: Located, column: Column, seen: list[tuple[str, Any]], board_id: str
) -> Iterator[Problem]:
    own = choices.value
    like = next((other for other, theirs in seen if _nearly_same(own, theirs)), None)
    if like is not None:
        said = f"“{column.meta['header']}”的可选项与榜单 {like} 的略有不同"
        yield choices.problem(f"{said}；如应相同，请写成 registry.yaml 中共用的一项")
    seen.append((board_id, own))


def _nearly_same(some: list[Any], others: list[Any]) -> bool:
    """Whether two lists of choices differ, but have at least half of the longer one in common."""
    common = sum(choice in others for choice in some)
    return set(map(str, some)) != set(map(str, others)) and 2 * common >= max(
        len(some), len(others)
    )
