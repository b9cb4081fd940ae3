"""Where a campaign stands in; out: what `toolkit status` prints, for people and for programs.

The one thing a newcomer would get wrong: the last line is the one that people read. It names one
next step, the first that is worth doing; everything above says why.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence

from toolkit.folder import (
    INBOX,
    LISTS,
    OUT,
    RECEIVED,
    SETTINGS,
    TEMPLATES,
    UNITS,
)
from toolkit.folder.standing import (
    InboxStanding,
    ListStanding,
    RulingsStanding,
    Standing,
    State,
    count_changes,
    has_news,
)
from toolkit.model import OUTCOME_WORDS, FileChange, Outcome
from toolkit.model.rulings import CASES_FILE, RULINGS_FILE
from toolkit.previous import LastRun

# So many names are told one by one.
_MOST_NAMES = 8
_MOST_FOLDERS = 20
# How far the names of things may reach before what is said of them, in half-width characters.
_WIDEST_NAME = 36
_LOOSE = "（不在文件夹里）"
_FILE_WORDS = {
    FileChange.NEW: "新放进",
    FileChange.CHANGED: "内容变了",
    FileChange.RENAMED: "改了名",
    FileChange.GONE: "不在了",
}
_STATES = {State.MISSING: "没有这份名录", State.EMPTY: "还没有填"}
# What a list that nobody has filled in means for a run; of any other, that nothing is compared.
_UNFILLED = {UNITS: "不核对单位名称", RECEIVED: "可以不填"}


def standing_lines(standing: Standing, command: str) -> str:
    """For people; `command` is what runs this folder."""
    sections = (
        ("", _head(standing)),
        ("文件夹里有", _contents(standing)),
        ("上次运行的结果", _last(standing.last)),
        ("上次运行之后", _since(standing) if standing.last else ()),
        ("下一步", (next_step(standing, command),)),
    )
    blocks = []
    for title, body in sections:
        lines = [f"  {line}" if title else line for line in body]
        if lines:
            blocks.append("\n".join([title, *lines] if title else lines))
    return "\n\n".join(blocks)


def next_step(standing: Standing, command: str) -> str:
    """The one thing to do now."""
    unsound = [each for each in standing.lists if each.state is State.UNSOUND]
    last, inbox = standing.last, standing.inbox
    if standing.campaign is None:
        return f"改正 {SETTINGS}。"
    if unsound:
        return f"改正 {LISTS}/{unsound[0].title}.xlsx。"
    if standing.own.fault:
        return f"改正 {RULINGS_FILE}。"
    if inbox is None or not inbox.files:
        is_filled = any(e.title == UNITS and e.state is State.FILLED for e in standing.lists)
        first = "" if is_filled else f"填写 {LISTS}/{UNITS}.xlsx，"
        return f"{first}把收到的文件放进 {INBOX}，再运行 {command}。"
    if last is None or has_news(standing):
        return f"运行 {command}。"
    has_returned = last.counts.get(Outcome.RETURNED.value)
    if last.open_cases:
        meanwhile = f"；{OUT}/退回 里的文件可以先发回各单位" if has_returned else ""
        return f"填好 {OUT}/{CASES_FILE} 再运行 {command}{meanwhile}。"
    if has_returned:
        return f"把 {OUT}/退回 里的文件发回各单位，等改正后重新报送。"
    return f"把 {OUT}/评审 里的工作簿交给评审专家。"


# ---------------------------------------------------------------- for people


def _head(standing: Standing) -> Iterator[str]:
    campaign = standing.campaign
    if campaign is None:
        yield from (f"{SETTINGS} 有问题：", *(f"  {line}" for line in standing.fault.splitlines()))
        return
    yield f"{campaign.title}（{campaign.id}）"
    yield f"报送截止：{campaign.deadline_words or '未规定'}"


def _contents(standing: Standing) -> Iterator[str]:
    """What lies in the folder, each with a word on it, below each other."""
    named = [*_things(standing)]
    room = max(width for name, _ in named if (width := _width(name)) <= _WIDEST_NAME)
    for name, words in named:
        yield f"{name}{' ' * max(2, room + 2 - _width(name))}{words}"


def _width(name: str) -> int:
    """How wide a name shows, in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in name)


def _things(standing: Standing) -> Iterator[tuple[str, str]]:
    for each in standing.lists:
        yield f"{LISTS}/{each.title}.xlsx", _list_words(each)
    for name in standing.strays:
        yield f"{LISTS}/{name}", "不是要用的名录，没有读取，请核对文件名"
    yield from _inbox(standing.inbox)
    yield RULINGS_FILE, _rulings_words(standing.own)
    yield TEMPLATES, f"{standing.templates} 份" if standing.templates else "没有，用自带的样式"


def _list_words(each: ListStanding) -> str:
    if each.state is State.UNSOUND:
        return each.fault
    if each.state is State.FILLED:
        return f"{each.lines} 行"
    return f"{_STATES[each.state]}，{_UNFILLED.get(each.title, '不对照')}"


def _inbox(inbox: InboxStanding | None) -> Iterator[tuple[str, str]]:
    if inbox is None:
        yield INBOX, "没有这个文件夹"
        return
    passed_over = f"；另有 {inbox.passed_over} 份临时文件不算" if inbox.passed_over else ""
    yield INBOX, f"{inbox.files} 份文件{passed_over}" if inbox.files else "还没有文件"
    folders = list(inbox.folders.items())
    if [name for name, _ in folders] == [""]:
        return
    for name, count in folders[:_MOST_FOLDERS]:
        yield f"  {name or _LOOSE}", f"{count} 份"
    if len(folders) > _MOST_FOLDERS:
        yield "  ……", f"共 {len(folders)} 个文件夹"


def _rulings_words(own: RulingsStanding) -> str:
    if not own.is_there:
        return "没有，可以不用"
    if own.fault:
        return own.fault
    unclear = f"；另有 {own.unclear} 处没有填清楚" if own.unclear else ""
    return f"{own.filled} 条裁定{unclear}" if own.filled or unclear else "还没有填"


def _last(last: LastRun | None) -> Iterator[str]:
    if last is None:
        yield "还没有运行过。"
        return
    counts = last.counts
    told = [
        f"{OUTCOME_WORDS[outcome]} {counts[outcome.value]} 条"
        for outcome in reversed(Outcome)
        if counts.get(outcome.value)
    ]
    yield f"收到 {counts.get('submissions', 0)} 份文件，{counts.get('entries', 0)} 条申报"
    yield from (f"  {words}" for words in told)
    yield f"待裁定 {last.open_cases} 件" if last.open_cases else "没有待裁定的"


def _since(standing: Standing) -> Iterator[str]:
    changes = standing.inbox.changes if standing.inbox else ()
    for change, count in count_changes(changes).items():
        yield f"{INBOX}里{_FILE_WORDS[change]} {count} 份文件："
        names = [each.path for each in changes if each.change is change]
        yield from _listed(names)
    if standing.changed:
        yield f"改动过：{'、'.join(standing.changed)}"
    for name, found in ((RULINGS_FILE, standing.own), (f"{OUT}/{CASES_FILE}", standing.in_place)):
        if found.waiting:
            yield f"{name} 里有 {found.waiting} 条裁定还没有运行"
    place = standing.in_place
    if place.unclear:
        yield f"{OUT}/{CASES_FILE} 里有 {place.unclear} 处没有填清楚，运行后会指出在哪里"
    if place.fault:
        yield f"{OUT}/{CASES_FILE} 读不出来：{place.fault}"
    if standing.edited:
        yield f"{OUT}里有 {len(standing.edited)} 份文件是改动过或自己放进去的，再运行会先另存："
        yield from _listed(standing.edited)
    if not (has_news(standing) or standing.edited or place.fault or place.unclear):
        yield "没有变化。"


def _listed(names: Sequence[str]) -> Iterator[str]:
    yield from (f"  {name}" for name in names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        yield f"  ……还有 {len(names) - _MOST_NAMES} 份"


# ---------------------------------------------------------------- for programs


def standing_json(standing: Standing, command: str) -> str:
    """`status --format json`."""
    campaign, inbox, last = standing.campaign, standing.inbox, standing.last
    told = {
        "campaign": campaign.id if campaign else None,
        "title": campaign.title if campaign else None,
        "deadline": campaign.deadline.isoformat() if campaign and campaign.deadline else None,
        "fault": standing.fault,
        "lists": [
            {"title": each.title, "state": each.state.value, "lines": each.lines,
             "fault": each.fault}
            for each in standing.lists
        ],
        "unread_lists": list(standing.strays),
        "inbox": inbox and {
            "files": inbox.files,
            "passed_over": inbox.passed_over,
            "folders": dict(inbox.folders),
        },
        "rulings": {"own": _ruled(standing.own), "in_place": _ruled(standing.in_place)},
        "templates": standing.templates,
        "last_run": last and {"counts": dict(last.counts), "open_cases": last.open_cases},
        "since": last and {
            "files": [
                {"path": each.path, "change": each.change.value, "before": each.before}
                for each in (inbox.changes if inbox else ())
            ],
            "changed": list(standing.changed),
            "edited": list(standing.edited),
        },
        "next": next_step(standing, command),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2)


def _ruled(found: RulingsStanding) -> dict[str, object]:
    return {
        "filled": found.filled,
        "waiting": found.waiting,
        "unclear": found.unclear,
        "fault": found.fault,
    }
