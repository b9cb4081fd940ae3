"""Entries, reference lists and the deadline in; out: E102, E103, E104 and E101 for listed names.

The one thing a newcomer would get wrong: a listed subject is the same only as the README says
(equal valid codes, else equal names); equal names under two valid codes are never joined here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

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
from toolkit.rules import credit_code
from toolkit.rules.names import identifying_code, name_key, name_keys


@dataclass(frozen=True, slots=True)
class _Index:
    """Listed subjects by valid code and by name key; of equals, the first listed."""

    by_code: dict[str, ListedSubject]
    by_name: dict[str, ListedSubject]

    @classmethod
    def of(cls, listed: Iterable[ListedSubject]) -> _Index:
        by_code: dict[str, ListedSubject] = {}
        by_name: dict[str, ListedSubject] = {}
        for subject in listed:
            code = credit_code.clean(subject.code)
            if credit_code.is_valid(code):
                by_code.setdefault(code, subject)
            if name_key(subject.name):
                by_name.setdefault(name_key(subject.name), subject)
        return cls(by_code, by_name)

    def find(self, name: str, code: str) -> tuple[ListedSubject | None, bool]:
        """The listed subject an entry is, and whether its code said so."""
        if code and code in self.by_code:
            return self.by_code[code], True
        listed = self.by_name.get(name_key(name))
        if listed is None or (code and credit_code.is_valid(credit_code.clean(listed.code))):
            return None, False
        return listed, False


def past_winners(board: Board, winners: Sequence[ListedSubject]) -> list[ListedSubject]:
    """The winners whom this board's notice leaves out: its own or its past titles, its years."""
    titles = {name_key(title) for title in (board.title, *board.past_titles)}
    return [
        winner
        for winner in winners
        if winner.year in board.past_years and name_key(winner.board) in titles
    ]


def check_eligibility(entries: Entries, campaign: Campaign, registers: Registers) -> list[Finding]:
    """E102 for past winners, E103 for barred subjects, E101 for names not on a required list."""
    findings: list[Finding] = []
    barred = _Index.of(registers.barred or ())
    for board in campaign.boards:
        columns = entries.of_board(board.id)
        winners = _Index.of(past_winners(board, registers.winners or ()))
        for entry in _possibly_listed(entries, columns, board, (winners, barred)):
            findings.extend(_listed(entry, board, campaign, "E102", winners))
            findings.extend(_listed(entry, board, campaign, "E103", barred))
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
    is_listed = name_keys(columns.texts(board.name_key)).is_in(sorted(names)) | columns.texts(
        board.code_key
    ).is_in(sorted(codes))
    for number in columns.numbers.filter(is_listed.fill_null(value=False)).to_list():
        yield entries[number - 1]


_NOT_ALLOWED = "不能申报；如已移出限制名单，请附证明，由秘书处更新名单"


def _listed(
    entry: Entry,
    board: Board,
    campaign: Campaign,
    code: str,
    index: _Index,
) -> Iterator[Finding]:
    name = str(entry.value(board.name_key) or "")
    listed, by_code = index.find(name, identifying_code(entry.value(board.code_key)))
    if listed is not None:
        key = board.code_key if by_code else board.name_key
        message = _listed_words(code, listed, "代码" if by_code else "名称")
        yield _finding(entry, board, key, code, campaign.severities[code], message)


def _listed_words(code: str, listed: ListedSubject, matched: str) -> str:
    """Which listed subject it is, by what it was recognised, and what follows."""
    if code == "E102":
        winner = f"{listed.year}年“{listed.board}”入选者“{listed.name}”"
        return f"与{winner}{matched}相同，按通知不再纳入候选。"
    reason = f"，原因：{listed.reason}" if listed.reason else ""
    return f"与限制名单上的“{listed.name}”{matched}相同{reason}。{_NOT_ALLOWED}。"


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
