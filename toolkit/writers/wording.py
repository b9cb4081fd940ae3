"""How workbooks name what a run holds: entries, boards, files, times, in Chinese.

In come values of a `Run`; out come short texts. What a newcomer would get wrong: a cell that
could not be converted has no typed value, so names and codes fall back on how the cell stood.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from toolkit.codes import ORDER, TITLES
from toolkit.model import Board, Entry, Field, Outcome, Run, Status, Submission

UNKNOWN_UNIT = "（未识别单位）"
SEVERAL_UNITS = "（多家单位合报）"
STATUS_WORDS = {
    Status.READ: "已读取",
    Status.REFUSED: "未能受理",
    Status.REPEATED: "重复文件",
    Status.PASSED_OVER: "不作为报送文件",
    Status.OPENED: "已拆开",
}
# What each outcome means, for people who see the word for the first time.
OUTCOME_NOTES = {
    Outcome.RETURNED: "填报有误，改正后可重新报送",
    Outcome.INELIGIBLE: "不合条件、往届入选或在限制名单",
    Outcome.SUPERSEDED: "同一单位后来又报送了同一对象",
    Outcome.DUPLICATE: "同一对象重复申报，只保留一条",
    Outcome.OVER_QUOTA: "超出该单位的推荐名额",
    Outcome.WITHDRAWN: "经人工裁定撤回",
    Outcome.ACCEPTED: "通过核查，进入评审",
}
OUTCOME_STYLES = {
    Outcome.RETURNED: "error",
    Outcome.INELIGIBLE: "error",
    Outcome.SUPERSEDED: "quiet",
    Outcome.DUPLICATE: "quiet",
    Outcome.OVER_QUOTA: "query",
    Outcome.WITHDRAWN: "quiet",
    Outcome.ACCEPTED: "good",
}


def board_of(run: Run, entry: Entry) -> Board:
    """The board an entry was sent for."""
    return run.campaign.board(entry.board)


def shown_value(entry: Entry, key: str) -> Any:
    """The typed value of a field, or the cell's own text where it could not be converted."""
    if not key:
        return ""
    value = entry.value(key)
    return entry.original(key) if value is None else value


def entry_name(run: Run, entry: Entry) -> str:
    """What the entry is called, and whose it is where it is somebody's; its row when even the
    name is missing.
    """
    board = board_of(run, entry)
    name = name_or_row(shown_value(entry, board.name_key), entry.row)
    return with_owner(name, shown_value(entry, board.owner_key))


def with_owner(name: str, owner: object) -> str:
    """A name with its owner's, if there is one: ``张三（甲公司）``."""
    return f"{name}（{owner}）" if owner not in (None, "") else name


def name_or_row(name: object, row: int) -> str:
    """A name, or the words for the entry in that row without one."""
    return str(name) if name not in (None, "") else f"（第{row}行，未填名称）"


def entry_code(run: Run, entry: Entry) -> str:
    """The subject's code as text, or ""."""
    return str(shown_value(entry, board_of(run, entry).code_key))


def entry_place(entry: Entry, key: str = "") -> str:
    """Where an entry stands, below its file: ``新锐企业榜 第7行``."""
    cell = entry.ref(key).cell if key else ""
    row = cell or f"第{entry.row}行"
    return f"{entry.table.sheet} {row}".strip()


def unit_name(name: str) -> str:
    """A unit's name, or the words for an unknown one."""
    return name or UNKNOWN_UNIT


def senders_of(submission: Submission) -> tuple[str, ...]:
    """The units of a file's entries, or who else is known to have sent it; empty when unknown."""
    return submission.units or ((submission.sender,) if submission.sender else ())


def file_unit(submission: Submission) -> str:
    """Under whose name a file counts, so that every file counts once."""
    senders = senders_of(submission)
    if len(senders) > 1:
        return SEVERAL_UNITS
    return unit_name(senders[0] if senders else "")


def code_words(codes: Iterable[str]) -> str:
    """Codes with their titles: ``V101 必填未填；V403 校验位不符``."""
    ordered = sorted(codes, key=lambda code: (ORDER.get(code, len(ORDER)), code))
    return "；".join(f"{code} {TITLES[code]}" for code in ordered)


def answer_words(answer: str) -> str:
    """An answer, with the title of the code it names: ``豁免 E104（逾期收到）``."""
    code = answer.partition(" ")[2]
    return f"{answer}（{TITLES[code]}）" if code in TITLES else answer


def has_owners(run: Run) -> bool:
    """Whether what any board nominates is somebody's, so that tables need a column for it."""
    return any(board.owner_key for board in run.campaign.boards)


def has_fields(run: Run) -> bool:
    """Whether any board counts its quota per 领域, so that tables need a column for it."""
    return any(board.counts_per_field for board in run.campaign.boards)


def heading_with_unit(field: Field) -> tuple[str, str]:
    """The merged heading and the heading of a column, its unit named in one of them."""
    unit = str(field.meta.get("unit", ""))
    if not unit or unit in field.group or unit in field.header:
        return field.group, field.header
    if field.group:
        return f"{field.group}（{unit}）", field.header
    return "", f"{field.header}（{unit}）"
