"""Two campaigns in, an earlier and a later one; out: what changed, and what that means for a
workbook filled for the earlier, in Chinese.

The one thing a newcomer would get wrong: boards are the same if their ids are, columns if their
keys are, or else their headings: a workbook knows no keys, so a column that is called otherwise now
and no longer known by its old heading is gone for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.codes import TITLES
from toolkit.describing import MUST, filling_words, quota_lines, requirement_words, type_words
from toolkit.model import (
    SEVERITY_WORDS,
    Board,
    Campaign,
    Field,
    NamePattern,
    Severity,
)
from toolkit.rules.normal import squash
from toolkit.rules.wording import shown

_NOTHING = "（无）"
# What is said of a column in lines of its own.
_TOLD_APART = ("type", "required", "nullable", "allowed")
# The clause at the end of a condition: the next notice numbers it anew, and nothing else changed.
_CLAUSE = re.compile(r"（(?:[^（）]|（[^（）]*）)*）$")
# Between two requirements; ； itself may be spoken of.
_BETWEEN = re.compile("(?<!“)；(?!”)")
_INNER_MARKS = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: its `place` (a heading, or what is meant), how it was and is, and
    the `effect` on a workbook filled for the earlier campaign, "" if there is none.
    """

    place: str
    said: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class _Years:
    """A board as it was and as it is, each with its campaign."""

    before: Board
    after: Board
    old: Campaign
    new: Campaign


def compare_campaigns(old: Campaign, new: Campaign) -> str:
    """Say what changed from one campaign to another: of the whole, then board by board."""
    lines = [f"{old.title}（{old.id}） → {new.title}（{new.id}）", ""]
    lines += _section("活动", _campaign_changes(old, new))
    kept = _kept_boards(old, new)
    ids = {years.after.id for years in kept}
    added = [board for board in new.boards if board.id not in ids]
    gone = [board for board in old.boards if board.id not in ids]
    lines += [f"新增榜单：{board.title}（{board.id}）" for board in added]
    lines += [f"取消榜单：{board.title}（{board.id}）" for board in gone]
    lines += [""] if added or gone else []
    changes = [list(_board_changes(years)) for years in kept]
    shared = _changes_of_all(changes)
    lines += _section("以下各榜单共同的变化", shared) if shared else []
    for years, own in zip(kept, changes, strict=True):
        rest = [change for change in own if change not in shared]
        title = f"{years.after.title}（{years.after.id}）"
        lines += _section(title, rest, "没有其他变化" if shared else "没有变化")
    return "\n".join(lines).rstrip()


def _kept_boards(old: Campaign, new: Campaign) -> list[_Years]:
    """Each board that goes on, in the order of the later campaign."""
    earlier = {board.id: board for board in old.boards}
    return [
        _Years(earlier[board.id], board, old, new) for board in new.boards if board.id in earlier
    ]


def _changes_of_all(changes: Sequence[Sequence[Change]]) -> list[Change]:
    """What changed in the same way on every one of several boards."""
    first, *others = changes or [()]
    return [change for change in first if others and all(change in other for other in others)]


def _section(title: str, changes: Iterable[Change], nothing: str = "没有变化") -> list[str]:
    lines = [f"  {each.place}：{each.said}{_effect(each)}" for each in _said_together(changes)]
    return [f"【{title}】", *(lines or [f"  {nothing}"]), ""]


def _said_together(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, in one those of which the same is said, where the first of them stands."""
    places: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        places.setdefault((change.said, change.effect), []).append(change.place)
    for (said, effect), alike in places.items():
        yield Change("、".join(dict.fromkeys(alike)), said, effect)


def _effect(change: Change) -> str:
    return f"。旧表：{change.effect}" if change.effect else ""


# ---------------------------------------------------------------- of the whole, and of boards


def _campaign_changes(old: Campaign, new: Campaign) -> Iterator[Change]:
    yield from _told("依据", old.source, new.source)
    yield from _told("截止时间", old.deadline_words, new.deadline_words)
    yield from _told("文件名", _pattern_words(old.file_name), _pattern_words(new.file_name))
    yield from _told("邮件主题", _pattern_words(old.mail_subject), _pattern_words(new.mail_subject))
    yield from _listed("推荐渠道", old.channels, new.channels)
    yield from _listed(
        "需要自备的名录",
        [listed.title for listed in old.lists],
        [listed.title for listed in new.lists],
    )
    for code, now in new.severities.items():
        was = old.severities[code]
        if was is not now:
            words = f"{SEVERITY_WORDS[was]} → {SEVERITY_WORDS[now]}"
            yield Change(f"{code} {TITLES[code]}", words)


def _board_changes(years: _Years) -> Iterator[Change]:
    before, after = years.before, years.after
    yield from _told("榜单名称", before.title, after.title)
    yield from _told(
        "名额", "；".join(quota_lines(years.old, before)), "；".join(quota_lines(years.new, after))
    )
    yield from _told("评审单位", _body_words(before), _body_words(after))
    yield from _told("评分", _score_words(before), _score_words(after))
    for place, words in (("按名录核对", _listed_words), ("请评审专家把握", _judged_words)):
        yield from _each_listed(place, words(before), words(after))
    pairs, gone, added = _matched(before.fields, after.fields)
    for earlier, later in pairs:
        yield from _column_changes(earlier, later, years)
    for column in added:
        yield _new_column(column, after, years.new)
    for column in gone:
        yield Change(column.heading, "不再要求", f"不读取（{_named('S103', years.new)}）")


def _pattern_words(pattern: NamePattern | None) -> str:
    return pattern.words if pattern else ""


def _body_words(board: Board) -> str:
    """Who reviews, and what part of it."""
    if board.review is None:
        return ""
    parts = [f"{field}由{body}" for field, body in board.review.bodies.items()]
    return "，".join([board.review.body, *parts])


def _score_words(board: Board) -> str:
    scores = board.review.scores if board.review else ()
    return "、".join(f"{title}{most}分" for title, most in scores)


def _listed_words(board: Board) -> list[str]:
    """What is looked up in lists that the user supplies."""
    past = "、".join(f"{year}年" for year in board.past_years)
    own = [f"{past}已入选的不再纳入候选"] if past else []
    return [*(condition.words for condition in board.list_conditions), *own]


def _judged_words(board: Board) -> list[str]:
    """What reviewers are to judge, without the clause."""
    return [_CLAUSE.sub("", words) for words in board.for_reviewers]


def _told(place: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(place, f"{before or _NOTHING} → {after or _NOTHING}")


def _listed(place: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    words = _list_words(before, after)
    if words:
        yield Change(place, words)


def _each_listed(place: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """The same of sentences, each in a line of its own."""
    for said, items, others in (("增加", after, before), ("去掉", before, after)):
        for item in items:
            if item not in others:
                yield Change(place, f"{said}{_cited(item)}")


def _list_words(before: Sequence[str], after: Sequence[str]) -> str:
    added = [_cited(item) for item in after if item not in before]
    gone = [_cited(item) for item in before if item not in after]
    parts = [f"增加{''.join(added)}"] if added else []
    parts += [f"去掉{''.join(gone)}"] if gone else []
    return "，".join(parts)


def _cited(text: str) -> str:
    """A text in quotation marks, those inside it single."""
    return f"“{text.translate(_INNER_MARKS)}”"


# ---------------------------------------------------------------- columns


def _matched(
    before: Sequence[Field], after: Sequence[Field]
) -> tuple[list[tuple[Field, Field]], list[Field], list[Field]]:
    """Columns that are the same, those that are gone, and those that are new."""
    by_key = {column.key: column for column in before}
    by_heading = {squash(column.heading): column for column in before}
    pairs: list[tuple[Field, Field]] = []
    added: list[Field] = []
    for column in after:
        found = by_key.get(column.key) or by_heading.get(squash(column.heading))
        if found is None:
            added.append(column)
        else:
            pairs.append((found, column))
    matched = {earlier.key for earlier, _ in pairs}
    return pairs, [column for column in before if column.key not in matched], added


def _new_column(column: Field, board: Board, campaign: Campaign) -> Change:
    requirement = requirement_words(column, board)
    words = f"新增，{filling_words(column)}{f'：{requirement}' if requirement else ''}"
    if not column.required:
        return Change(column.heading, words)
    return Change(column.heading, words, f"没有这一列，{_verdict('S102', column, campaign)}")


def _column_changes(before: Field, after: Field, years: _Years) -> Iterator[Change]:
    place, new = after.heading, years.new
    if squash(before.heading) != squash(after.heading):
        lost = "" if _knows(after, before) else _lost_words(after, new)
        yield Change(place, f"表头由{_cited(before.heading)}改来", lost or "原来的表头仍然认得")
    yield from _told(place, type_words(before), type_words(after))
    was, now = filling_words(before), filling_words(after)
    if was != now:
        asks_more = after.required and (now == MUST or not before.required)
        effect = f"空着的，{_verdict('V101', after, new)}" if asks_more else ""
        yield Change(place, f"{was} → {now}", effect)
    if after.key == years.after.told_by:
        yield from _title_lost(after, years)
    else:
        yield from _choices_changed(before, after, new)
    yield from _rules_changed(before, after, years)
    yield from _severities_changed(before, after, years)


def _knows(column: Field, earlier: Field) -> bool:
    """Whether a column is found under the heading it had before."""
    uppers = {squash(name) for name in (column.group, *column.group_also)}
    lowers = {squash(name) for name in (column.header, *column.also)}
    return squash(earlier.group) in uppers and squash(earlier.header) in lowers


def _lost_words(column: Field, campaign: Campaign) -> str:
    if not column.required:
        return "原来的表头不再认得，这一列不读取"
    return f"原来的表头不再认得，{_verdict('S102', column, campaign)}"


def _title_lost(column: Field, years: _Years) -> Iterator[Change]:
    """The column that says the board: its title was told of, unless nobody knows the old one."""
    title = years.before.title
    if title not in (years.after.title, *years.after.also):
        effect = f"填了{_cited(title)}的，{_verdict('V401', column, years.new)}"
        yield Change(column.heading, f"改填{_cited(years.after.title)}", effect)


def _choices_changed(before: Field, after: Field, new: Campaign) -> Iterator[Change]:
    had, has = (
        [shown(choice) for choice in field.rules.get("allowed", ())] for field in (before, after)
    )
    if not had or not has or set(had) == set(has):
        return
    gone = [choice for choice in had if choice not in has]
    code = "E101" if "allowed" in after.conditions else "V401"
    effect = f"填了去掉的选项的，{_verdict(code, after, new)}" if gone else ""
    yield Change(after.heading, f"可选项{_list_words(had, has)}", effect)


def _rules_changed(before: Field, after: Field, years: _Years) -> Iterator[Change]:
    """What else is asked of the column, if it is asked otherwise now."""
    was, now = (
        _BETWEEN.split(requirement_words(replace(field, rules=_other_rules(field)), board))
        for field, board in ((before, years.before), (after, years.after))
    )
    dropped = "；".join(words for words in was if words not in now)
    asked = "；".join(words for words in now if words not in was)
    if asked:
        is_hint = _other_rules(before) == _other_rules(after)
        said = f"要求由{_cited(dropped)}改为{_cited(asked)}" if dropped else f"要求{_cited(asked)}"
        yield Change(after.heading, said, "" if is_hint else "不合新要求的会指出")
    elif dropped:
        yield Change(after.heading, f"不再要求{_cited(dropped)}")


def _other_rules(column: Field) -> dict[str, Any]:
    """The rules of a column that are not told of by themselves."""
    return {name: rule for name, rule in column.rules.items() if name not in _TOLD_APART}


def _severities_changed(before: Field, after: Field, years: _Years) -> Iterator[Change]:
    """What the same fault of a cell comes to now: of its own severities, and whether what it asks
    is a condition of entry.
    """
    for code in dict.fromkeys((*before.severities, *after.severities)):
        was = before.severities.get(code, years.old.severities[code])
        now = after.severities.get(code, years.new.severities[code])
        if was is not now:
            words = f"由“{SEVERITY_WORDS[was]}”改为“{SEVERITY_WORDS[now]}”"
            yield Change(after.heading, f"{TITLES[code]}（{code}）{words}")
    stay = before.rules.keys() & after.rules.keys()
    were, are = (stay.intersection(field.conditions) for field in (before, after))
    if are - were:
        effect = f"不合要求的，{_verdict('E101', after, years.new)}"
        yield Change(after.heading, "原有的要求成为申报条件", effect)
    if were - are:
        yield Change(after.heading, "原有的要求不再是申报条件")


def _verdict(code: str, column: Field, campaign: Campaign) -> str:
    severity = column.severities.get(code, campaign.severities[code])
    refuses = "不能入围" if code.startswith("E") else "会退回"
    means = {Severity.ERROR: refuses, Severity.QUERY: "会询问", Severity.NOTE: "只作提示"}
    return f"{means[severity]}（{code} {TITLES[code]}）"


def _named(code: str, campaign: Campaign) -> str:
    return f"{code} {TITLES[code]}，{SEVERITY_WORDS[campaign.severities[code]]}"
