"""Entries, reference lists and the deadline in; out: E102, E103, E104 and E101 for listed names.

The one thing a newcomer would get wrong: a listed subject is the same only as the README says
(equal valid codes, else equal names); equal names under two valid codes are never joined here.
Where what is nominated is somebody's, the code is the owner's: who is barred is the owner, while
who has won is the thing itself, by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain

from toolkit.model import (
    Board,
    Campaign,
    Entry,
    Finding,
    ListCondition,
    ListedSubject,
    Ref,
    Registers,
    Severity,
    Submission,
)
from toolkit.model.columns import BoardEntries, Entries
from toolkit.model.rulings import BARRED, WINNERS
from toolkit.rules import credit_code
from toolkit.rules.names import identifying_code, name_key, name_keys


@dataclass(frozen=True, slots=True)
class _Index:
    """Listed subjects by valid code (of equals, the first listed), and by name key."""

    by_code: dict[str, ListedSubject]
    by_name: dict[str, list[ListedSubject]]

    @classmethod
    def of(cls, listed: Iterable[ListedSubject]) -> _Index:
        by_code: dict[str, ListedSubject] = {}
        by_name: dict[str, list[ListedSubject]] = {}
        for subject in listed:
            if code := listed_code(subject):
                by_code.setdefault(code, subject)
            if name_key(subject.name):
                by_name.setdefault(name_key(subject.name), []).append(subject)
        return cls(by_code, by_name)

    def find(self, name: str, code: str) -> tuple[ListedSubject | None, bool]:
        """The listed subject that one with that name and code is, and whether its code said so."""
        if code and code in self.by_code:
            return self.by_code[code], True
        first = self.by_name.get(name_key(name), [])[:1]
        if not first or (code and listed_code(first[0])):
            return None, False
        return first[0], False

    def find_thing(self, name: str, code: str) -> tuple[ListedSubject | None, bool]:
        """The listed thing of that name, and whether its owner's code agrees, too; never one of
        another owner, as far as codes can tell.
        """
        namesakes = self.by_name.get(name_key(name), [])
        agreeing = [subject for subject in namesakes if code and listed_code(subject) == code]
        possible = [subject for subject in namesakes if not (code and listed_code(subject))]
        return next(chain(agreeing, possible), None), bool(agreeing)


def listed_code(subject: ListedSubject) -> str:
    """A listed subject's code if it identifies, else ""."""
    code = credit_code.clean(subject.code)
    return code if credit_code.is_valid(code) else ""


def past_winners(board: Board, winners: Sequence[ListedSubject]) -> list[ListedSubject]:
    """The winners whom this board's notice leaves out: under its titles, in its years."""
    titles = {name_key(title) for title in (board.title, *board.also, *board.past_titles)}
    return [
        winner
        for winner in winners
        if winner.year in board.past_years and name_key(winner.board) in titles
    ]


def listed_key(subject: ListedSubject) -> str:
    """What rulings call a listed subject: ``限制名单/甲公司``; only winners have a year."""
    return f"{WINNERS if subject.year else BARRED}/{subject.name}"


def listed_names(campaign: Campaign, registers: Registers) -> dict[str, list[str]]:
    """The listed names that bind each board, as rulings call them (``限制名单/甲公司``)."""
    barred = [listed_key(each) for each in registers.barred or ()]
    return {
        board.id: [*barred, *map(listed_key, past_winners(board, registers.winners or ()))]
        for board in campaign.boards
    }


def check_eligibility(entries: Entries, campaign: Campaign, registers: Registers) -> list[Finding]:
    """E102 for past winners, E103 for barred subjects, E101 for names not on a required list."""
    findings: list[Finding] = []
    barred = _Index.of(registers.barred or ())
    for board in campaign.boards:
        columns = entries.of_board(board.id)
        winners = _Index.of(past_winners(board, registers.winners or ()))
        for entry in _possibly_listed(entries, columns, board, (winners, barred)):
            findings.extend(_won(entry, board, campaign, winners))
            findings.extend(_barred(entry, board, campaign, barred))
        for condition in board.list_conditions:
            findings.extend(_check_list(entries, columns, board, campaign, condition, registers))
    return findings


def _possibly_listed(
    entries: Entries, columns: BoardEntries, board: Board, indexes: Iterable[_Index]
) -> Iterator[Entry]:
    """A board's entries whose code or name stands on one of the lists."""
    names = {name for index in indexes for name in index.by_name}
    codes = {code for index in indexes for code in index.by_code}
    if not columns.spans or not (names or codes):
        return
    is_listed = columns.texts(board.code_key).is_in(sorted(codes))
    for key in dict.fromkeys((board.name_key, board.holder_key)):
        is_listed |= name_keys(columns.texts(key)).is_in(sorted(names))
    for number in columns.numbers.filter(is_listed.fill_null(value=False)).to_list():
        yield entries[number - 1]


def check_ruled(
    entries: Entries, campaign: Campaign, same: Mapping[tuple[int, str], str]
) -> list[Finding]:
    """E102 and E103 for entries that people ruled to be a listed subject: `same` maps an entry and
    the name, as rulings call it (``限制名单/甲公司``), to the reason.
    """
    findings = []
    for (number, listed), why in same.items():
        entry = entries[number - 1]
        board = campaign.board(entry.board)
        kind, _, name = listed.partition("/")
        won = kind == WINNERS
        code, key = ("E102", board.name_key) if won else ("E103", board.holder_key)
        on_list = "往届入选者" if won else "限制名单上的"
        message = f"秘书处已裁定与{on_list}“{name}”为同一个：{why}。"
        findings.append(_finding(entry, board, key, code, campaign.severities[code], message))
    return findings


_NOT_ALLOWED = "不能申报；如已移出限制名单，请附证明，由秘书处更新名单"


def _won(entry: Entry, board: Board, campaign: Campaign, winners: _Index) -> Iterator[Finding]:
    """E102: who is nominated has won; a thing, by its name, if its owner's codes do not differ."""
    code, name = identifying_code(entry.value(board.code_key)), _text(entry.value(board.name_key))
    find = winners.find_thing if board.owner_key else winners.find
    listed, by_code = find(name, code)
    if listed is None:
        return
    matched = "代码" if by_code else "名称"
    if by_code and board.owner_key:
        matched = f"名称和{board.holder_words}代码"
    message = (
        f"与{listed.year}年“{listed.board}”入选者“{listed.name}”{matched}相同，按通知不再纳入候选。"
    )
    key = board.code_key if by_code else board.name_key
    yield _finding(entry, board, key, "E102", campaign.severities["E102"], message)


def _barred(entry: Entry, board: Board, campaign: Campaign, barred: _Index) -> Iterator[Finding]:
    """E103: who is nominated, or whose it is, must not apply. A thing that only bears a barred
    name is asked about.
    """
    code = identifying_code(entry.value(board.code_key))
    listed, by_code = barred.find(_text(entry.value(board.holder_key)), code)
    severity = campaign.severities["E103"]
    if listed is not None:
        whose = board.holder_words if board.owner_key else ""
        key, same = (board.code_key, "代码") if by_code else (board.holder_key, "名称")
        message = f"{whose}与限制名单上的“{listed.name}”{same}相同{_why(listed)}。{_NOT_ALLOWED}。"
        yield _finding(entry, board, key, "E103", severity, message)
    elif board.owner_key:
        listed, _ = barred.find(_text(entry.value(board.name_key)), "")
        if listed is not None:
            message = f"与限制名单上的“{listed.name}”名称相同{_why(listed)}，请核对是否同一个。"
            milder = Severity.QUERY if severity is Severity.ERROR else severity
            yield _finding(entry, board, board.name_key, "E103", milder, message)


def _why(listed: ListedSubject) -> str:
    return f"，原因：{listed.reason}" if listed.reason else ""


def _finding(
    entry: Entry, board: Board, key: str, code: str, severity: Severity, message: str
) -> Finding:
    column = board.field(key)
    value = entry.original(key)
    return Finding(code, severity, entry.ref(key), message, entry.number, column.heading, value)


def _check_list(
    entries: Entries,
    columns: BoardEntries,
    board: Board,
    campaign: Campaign,
    condition: ListCondition,
    registers: Registers,
) -> Iterator[Finding]:
    """E101 where the field names nothing on the list; one note a file where no list was given."""
    listed = registers.lists.get(condition.list)
    if listed is None:
        title = next(item.title for item in campaign.lists if item.id == condition.list)
        message = (
            f"没有提供“{title}”名单，未核对：{condition.words}。"
            f"如需核对，请把名单放到 名录/{title}.xlsx 后重新运行。"
        )
        for submission in dict.fromkeys(span.table.submission for span in columns.spans):
            yield Finding("E101", Severity.NOTE, Ref(submission), message)
        return
    names = [name_key(name) for name in listed]
    known: dict[str, bool] = {}
    stated = columns.column(condition.field)
    for number, value in zip(columns.numbers.to_list(), map(_text, stated), strict=True):
        if value and value not in known:
            known[value] = _is_on(name_key(value), names)
        if value and not known[value]:
            message = f"“{value}”不在名单内：{condition.words}。请核对。"
            entry = entries[number - 1]
            yield _finding(entry, board, condition.field, "E101", condition.severity, message)


def _text(value: object) -> str:
    return str(value or "")


def _is_on(value: str, names: Iterable[str]) -> bool:
    """A place is on a list when one names the other: 江苏省苏州市 and 苏州."""
    return any(name and (name in value or value in name) for name in names)


def is_late(received: datetime | None, deadline: datetime | None) -> bool:
    """Whether a file came after the deadline; a day without a time counts as after its start."""
    if received is None or deadline is None:
        return False
    return received > deadline or (received == deadline and deadline.time() == time())


def check_received(submissions: Iterable[Submission], campaign: Campaign) -> list[Finding]:
    """E104 for each file received after the deadline."""
    return [
        Finding(
            "E104", campaign.severities["E104"], Ref(submission.path), _late(submission, campaign)
        )
        for submission in submissions
        if is_late(submission.received, campaign.deadline)
    ]


def _late(submission: Submission, campaign: Campaign) -> str:
    moment = submission.received
    received = f"{moment.year}年{moment.month}月{moment.day}日{moment:%H:%M}" if moment else ""
    return f"收到时间{received}，晚于截止时间{campaign.deadline_words}，请秘书处决定是否受理。"
