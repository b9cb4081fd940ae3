"""The sheet 与上次相比 of 汇总.xlsx: what is different from the last run.

A `Run` and an open `Book` come in; one sheet goes out. What a newcomer would get wrong: the entries
of a new file are no changes. They are counted in the line of their file, unless their unit had sent
the same subject before and it fared otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.codes import TITLES
from toolkit.differing import keys_by_number
from toolkit.model import (
    OUTCOME_WORDS,
    ChangedEntry,
    ChangedFile,
    Changes,
    FileChange,
    Outcome,
    PastEntry,
    Ruling,
    Run,
    Status,
    Submission,
    Verb,
)
from toolkit.model.rulings import PAIRING, file_key
from toolkit.writers.book import Book
from toolkit.writers.columns import Cell, Column
from toolkit.writers.selection import owned_names_by_number, places_by_number, units_by_number
from toolkit.writers.tables import add_table_sheet
from toolkit.writers.wording import (
    OUTCOME_STYLES,
    STATUS_WORDS,
    answer_words,
    file_unit,
    name_or_row,
    unit_name,
    with_owner,
)

NAME = "与上次相比"
_COLUMNS = (
    Column("类别", width=17.0),
    Column("条目号", "plain", width=8.0),
    Column("推荐单位", width=24.0),
    Column("榜单", width=16.0),
    Column("名称", width=28.0),
    Column("上次结果", "text center", width=14.0),
    Column("本次结果", "text center", width=14.0),
    Column("说明", "wrapped", width=46.0),
    Column("报送文件", width=30.0),
    Column("位置", width=18.0),
)
MOVED, RESENT, GONE = "处理结果变化", "重新报送后变化", "条目不再报送"
BEGUN, ENDED = "裁定生效", "裁定不再有效"
FILE_WORDS = {
    FileChange.NEW: "新收文件",
    FileChange.CHANGED: "文件内容有改动",
    FileChange.RENAMED: "文件改名",
    FileChange.GONE: "文件已移走",
}
FIRST = "这是第一次运行（或者上次的记录已不完整），没有可以比较的结果。"
_SAME = "与上次运行相比，没有变化。"


@dataclass(frozen=True, slots=True)
class _Subject:
    """Who a line is about, as far as it is about somebody."""

    entry: int = 0
    unit: str = ""
    board: str = ""
    name: str = ""
    file: str = ""
    place: str = ""


def add_changes_sheet(book: Book, run: Run) -> None:
    """Add 与上次相比: entries with another outcome, rulings begun or ended, files that differ."""
    add_table_sheet(
        book,
        NAME,
        _COLUMNS,
        list(changed_rows(run, run.changes)) if run.changes else (),
        title=NAME,
        notes=(summary_of(run.changes),),
        header=run.campaign.title,
        frozen=1,
    )


def summary_of(changes: Changes | None) -> str:
    """One sentence: how many of which kind are different."""
    if changes is None:
        return FIRST
    kinds = [
        *((kind_of(changed), "条") for changed in changes.entries),
        *[(BEGUN, "条")] * len(changes.begun),
        *[(ENDED, "条")] * len(changes.ended),
        *((FILE_WORDS[changed.change], "份") for changed in changes.files),
    ]
    counts = Counter(kinds)
    told = "，".join(f"{kind}{number}{unit}" for (kind, unit), number in counts.items())
    return f"与上次运行相比：{told}。" if told else _SAME


def kind_of(changed: ChangedEntry) -> str:
    """In which way an entry is different."""
    if changed.after is None:
        return GONE
    return RESENT if changed.is_sent_again else MOVED


def changed_rows(run: Run, changes: Changes) -> Iterator[tuple[object, ...]]:
    """A line for each difference: 类别, 条目号, 推荐单位, 榜单, 名称, 上次结果, 本次结果, 说明,
    报送文件, 位置.
    """
    subjects = _subjects(run, changes)
    for changed in changes.entries:
        yield _entry_row(run, changed, subjects[changed.key])
    for kind, rulings in ((BEGUN, changes.begun), (ENDED, changes.ended)):
        for ruling in rulings:
            subject = subjects.get(ruling.key, _Subject())
            yield _row(kind, subject, "", "", _ruling_words(ruling, subjects))
    yield from _file_rows(run, changes)


def _row(
    kind: str, subject: _Subject, before: object, after: object, words: str
) -> tuple[object, ...]:
    return (
        kind,
        subject.entry or None,
        subject.unit,
        subject.board,
        subject.name,
        before,
        after,
        words,
        subject.file,
        subject.place,
    )


# ---------------------------------------------------------------- who it is about


def _subjects(run: Run, changes: Changes) -> dict[str, _Subject]:
    """By key, everything that lines speak of: entries and files of now, and those of before."""
    keys = [changed.key for changed in changes.entries]
    keys += [
        key for ruling in (*changes.begun, *changes.ended) for key in (ruling.key, ruling.other)
    ]
    titles = {board.id: board.title for board in run.campaign.boards}
    past = changes.previous.entries
    found = {key: _past_subject(past[key], titles) for key in keys if key in past}
    return found | _files(run, keys) | _entries(run, keys, titles)


def _past_subject(past: PastEntry, titles: Mapping[str, str]) -> _Subject:
    return _Subject(
        unit=unit_name(past.unit),
        board=titles.get(past.board, past.board),
        name=with_owner(name_or_row(past.name, past.row), past.owner),
        file=past.submission,
        place=_place(past.sheet, past.row),
    )


def _files(run: Run, keys: Iterable[str]) -> dict[str, _Subject]:
    wanted = frozenset(keys)
    by_key = {file_key(run.campaign.id, each.sha256): each for each in reversed(run.submissions)}
    return {
        key: _Subject(unit=file_unit(each), file=each.path)
        for key, each in by_key.items()
        if key in wanted
    }


def _entries(run: Run, keys: Iterable[str], titles: Mapping[str, str]) -> dict[str, _Subject]:
    wanted = frozenset(keys)
    names, units, places = owned_names_by_number(run), units_by_number(run), places_by_number(run)
    found = {}
    for at, key in enumerate(keys_by_number(run)):
        if key in wanted:
            table, row = places[at]
            board, place = titles[table.board], _place(table.sheet, row)
            unit = unit_name(units[at])
            found[key] = _Subject(at + 1, unit, board, names[at], table.submission, place)
    return found


def _place(sheet: str, row: int) -> str:
    return f"{sheet} 第{row}行".strip()


# ---------------------------------------------------------------- the three kinds of lines


def _entry_row(run: Run, changed: ChangedEntry, subject: _Subject) -> tuple[object, ...]:
    words = _gone_words(run, changed) if changed.after is None else _moved_words(run, changed)
    before, after = _outcome(changed.past.outcome), _outcome(changed.after)
    return _row(kind_of(changed), subject, before, after, words)


def _outcome(outcome: Outcome | None) -> Cell:
    if outcome is None:
        return Cell("（不再报送）", "quiet")
    return Cell(OUTCOME_WORDS[outcome], OUTCOME_STYLES[outcome])


def _moved_words(run: Run, changed: ChangedEntry) -> str:
    """Why it is what it is now; of one that is simply accepted, why it was not before."""
    past = changed.past
    reason = run.ledger.decision(changed.entry).full_reason
    if not reason and past.reason:
        reason = f"上次{OUTCOME_WORDS[past.outcome]}的原因：{past.reason}"
    if not changed.is_sent_again:
        return reason
    return f"上次报送在“{past.submission}”{_place(past.sheet, past.row)}。{reason}"


def _gone_words(run: Run, changed: ChangedEntry) -> str:
    path = changed.past.submission
    if any(submission.path == path for submission in run.submissions):
        return "文件内容有改动，里面不再有这一条。"
    return "所在的文件已不在收件中。"


def _ruling_words(ruling: Ruling, subjects: Mapping[str, _Subject]) -> str:
    other = subjects[ruling.other].name if ruling.other in subjects else ruling.other
    beside = f"（与“{other}”）" if ruling.verb in PAIRING else ""
    day = f"，{ruling.on}" if ruling.on else ""
    said = "已告知打开密码" if ruling.verb is Verb.PASSWORD else answer_words(ruling.answer)
    return f"{said}{beside}。经办人：{ruling.who}{day}；理由：{ruling.why}"


def _file_rows(run: Run, changes: Changes) -> Iterator[tuple[object, ...]]:
    submissions = {submission.path: submission for submission in run.submissions}
    places = places_by_number(run)
    now: dict[str, Counter[Outcome]] = {}
    for (table, _), decision in zip(places, run.ledger.decisions, strict=True):
        now.setdefault(table.submission, Counter())[decision.outcome] += 1
    then: dict[str, Counter[Outcome]] = {}
    for past in changes.previous.entries.values():
        then.setdefault(past.submission, Counter())[past.outcome] += 1
    for changed in changes.files:
        kind, path = FILE_WORDS[changed.change], changed.path
        if changed.change is FileChange.GONE:
            words = f"上次：{_counted(then.get(path, Counter()))}"
            yield _row(kind, _Subject(file=path), "", "", words)
        else:
            submission = submissions[path]
            words = _file_words(changed, submission, now.get(path, Counter()))
            subject = _Subject(unit=file_unit(submission), file=path)
            yield _row(kind, subject, "", "", words)


def _file_words(changed: ChangedFile, submission: Submission, counts: Counter[Outcome]) -> str:
    if changed.change is FileChange.RENAMED:
        return f"原来是“{changed.before}”，内容没有变。"
    if submission.status is not Status.READ:
        title = TITLES.get(submission.code, submission.reason)
        return f"{STATUS_WORDS[submission.status]}：{title}。"
    return _counted(counts)


def _counted(counts: Counter[Outcome]) -> str:
    """``共5条：退回2条，入围3条。``, in the order of leaving."""
    told = "，".join(f"{OUTCOME_WORDS[each]}{counts[each]}条" for each in Outcome if counts[each])
    return f"共{counts.total()}条：{told}。" if told else "没有申报条目。"
