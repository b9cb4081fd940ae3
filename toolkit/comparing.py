"""Two campaigns in, an earlier and a later one; out: what changed, and what that means for a
workbook filled for the earlier, in Chinese.

The one thing a newcomer would get wrong: boards are the same if their ids are, columns if their
keys are, or else their headings: a workbook knows no keys, so a column that is called otherwise now
and no longer known by its old heading is gone for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.codes import TITLES
from toolkit.describing import MUST, filling_words, quota_lines, requirement_words, type_words
from toolkit.model import SEVERITY_WORDS, Board, Campaign, CheckedFile, Field, Finding, Severity
from toolkit.rules.normal import squash
from toolkit.rules.wording import shown

_NOTHING = "（无）"
# What is said of a column in lines of its own.
_TOLD_APART = ("type", "required", "nullable", "allowed")
# A filled workbook says for which campaign its template was made; here that is no news.
_OF_TEMPLATES = frozenset({"S107"})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: its `place` (a heading, or what is meant), how it was and is, and
    the `effect` on a workbook filled for the earlier campaign, "" if there is none.
    """

    place: str
    said: str
    effect: str = ""


def compare_campaigns(old: Campaign, new: Campaign) -> str:
    """Say what changed from one campaign to another: of the whole, then board by board."""
    lines = [f"{old.title}（{old.id}） → {new.title}（{new.id}）", ""]
    lines += _section("活动", _campaign_changes(old, new))
    earlier = {board.id: board for board in old.boards}
    added = [board for board in new.boards if board.id not in earlier]
    kept = [board for board in new.boards if board.id in earlier]
    ids = {board.id for board in new.boards}
    gone = [board for board in old.boards if board.id not in ids]
    lines += [f"新增榜单：{board.title}（{board.id}）" for board in added]
    lines += [f"取消榜单：{board.title}（{board.id}）" for board in gone]
    lines += [""] if added or gone else []
    for board in kept:
        changes = _board_changes(earlier[board.id], board, old, new)
        lines += _section(f"{board.title}（{board.id}）", changes)
    return "\n".join(lines).rstrip()


def _section(title: str, changes: Iterable[Change]) -> list[str]:
    lines = [f"  {change.place}：{change.said}{_effect(change)}" for change in changes]
    return [f"【{title}】", *(lines or ["  没有变化"]), ""]


def _effect(change: Change) -> str:
    return f"。旧表：{change.effect}" if change.effect else ""


# ---------------------------------------------------------------- of the whole, and of boards


def _campaign_changes(old: Campaign, new: Campaign) -> Iterator[Change]:
    yield from _told("依据", old.source, new.source)
    yield from _told("截止时间", old.deadline_words, new.deadline_words)
    yield from _listed("推荐渠道", old.channels, new.channels)
    yield from _listed(
        "需要自备的名录",
        [listed.title for listed in old.lists],
        [listed.title for listed in new.lists],
    )
    for code, severity in new.severities.items():
        before = old.severities[code]
        if before is not severity:
            words = f"{SEVERITY_WORDS[before]} → {SEVERITY_WORDS[severity]}"
            yield Change(f"{code} {TITLES[code]}", words)


def _board_changes(before: Board, after: Board, old: Campaign, new: Campaign) -> Iterator[Change]:
    yield from _told("榜单名称", before.title, after.title)
    yield from _told(
        "名额", "；".join(quota_lines(old, before)), "；".join(quota_lines(new, after))
    )
    pairs, gone, added = _matched(before.fields, after.fields)
    for earlier, later in pairs:
        yield from _column_changes(earlier, later, before, after, new)
    for column in added:
        yield _new_column(column, after, new)
    for column in gone:
        yield Change(column.heading, "不再要求这一列", f"这一列不读取（{_named('S103', new)}）")


def _told(place: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(place, f"{before or _NOTHING} → {after or _NOTHING}")


def _listed(place: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    words = _list_words(before, after)
    if words:
        yield Change(place, words)


def _list_words(before: Sequence[str], after: Sequence[str]) -> str:
    added = [item for item in after if item not in before]
    gone = [item for item in before if item not in after]
    parts = [f"增加“{'”“'.join(added)}”"] if added else []
    parts += [f"去掉“{'”“'.join(gone)}”"] if gone else []
    return "，".join(parts)


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
    words = f"新增列，{filling_words(column)}{f'：{requirement}' if requirement else ''}"
    if not column.required:
        return Change(column.heading, words)
    return Change(column.heading, words, f"没有这一列，{_verdict('S102', column, campaign)}")


def _column_changes(
    before: Field, after: Field, earlier: Board, later: Board, new: Campaign
) -> Iterator[Change]:
    place = after.heading
    if squash(before.heading) != squash(after.heading):
        lost = "" if _knows(after, before) else _lost_words(after, new)
        yield Change(place, f"表头由“{before.heading}”改来", lost or "原来的表头仍然认得")
    if type_words(before) != type_words(after):
        yield Change(place, f"{type_words(before)} → {type_words(after)}")
    was, now = filling_words(before), filling_words(after)
    if was != now:
        asks_more = after.required and (now == MUST or not before.required)
        effect = f"空着的，{_verdict('V101', after, new)}" if asks_more else ""
        yield Change(place, f"{was} → {now}", effect)
    yield from _choices_changed(before, after, new)
    yield from _rules_changed(before, after, earlier, later)


def _knows(column: Field, earlier: Field) -> bool:
    """Whether a column is found under the heading it had before."""
    uppers = {squash(name) for name in (column.group, *column.group_also)}
    lowers = {squash(name) for name in (column.header, *column.also)}
    return squash(earlier.group) in uppers and squash(earlier.header) in lowers


def _lost_words(column: Field, campaign: Campaign) -> str:
    if not column.required:
        return "原来的表头不再认得，这一列不读取"
    return f"原来的表头不再认得，{_verdict('S102', column, campaign)}"


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


def _rules_changed(before: Field, after: Field, earlier: Board, later: Board) -> Iterator[Change]:
    """What else is asked of the column, if it is asked otherwise now."""
    was, now = (
        requirement_words(replace(field, rules=_other_rules(field)), board)
        for field, board in ((before, earlier), (after, later))
    )
    if was != now:
        is_hint = _other_rules(before) == _other_rules(after)
        effect = "" if is_hint or not now else "不合新要求的会指出"
        yield Change(after.heading, f"要求由“{was or _NOTHING}”改为“{now or _NOTHING}”", effect)


def _other_rules(column: Field) -> dict[str, Any]:
    """The rules of a column that are not told of by themselves."""
    return {name: rule for name, rule in column.rules.items() if name not in _TOLD_APART}


def _verdict(code: str, column: Field, campaign: Campaign) -> str:
    severity = column.severities.get(code, campaign.severities[code])
    refuses = "不能入围" if code.startswith("E") else "会退回"
    means = {Severity.ERROR: refuses, Severity.QUERY: "会询问", Severity.NOTE: "只作提示"}
    return f"{means[severity]}（{code} {TITLES[code]}）"


def _named(code: str, campaign: Campaign) -> str:
    return f"{code} {TITLES[code]}，{SEVERITY_WORDS[campaign.severities[code]]}"


# ---------------------------------------------------------------- workbooks filled for the earlier


def new_findings(
    before: Sequence[CheckedFile], after: Sequence[CheckedFile]
) -> tuple[CheckedFile, ...]:
    """Files as the later campaign judges them, each with those findings only that the earlier one
    does not have: an error or a query of another code, or at another cell.
    """
    return tuple(
        replace(later, findings=tuple(_only_new(earlier, later)))
        for earlier, later in zip(before, after, strict=True)
    )


def _only_new(earlier: CheckedFile, later: CheckedFile) -> Iterator[Finding]:
    known = {(each.code, each.ref.sheet, each.ref.cell) for each in earlier.findings}
    for finding in later.findings:
        place = finding.code, finding.ref.sheet, finding.ref.cell
        is_news = finding.severity is not Severity.NOTE and place not in known
        if is_news and finding.code not in _OF_TEMPLATES:
            yield finding
