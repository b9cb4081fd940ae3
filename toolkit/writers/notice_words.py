"""What a unit is told, in sentences: the same on the first page of 退回说明 and in the letter.

A unit's notice and what became of its marked copies come in; Chinese sentences go out. What a
newcomer would get wrong: a unit hears of a file that holds its entries even when the marked copy
of that file goes to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.codes import TITLES
from toolkit.model import OUTCOME_WORDS, SEVERITY_WORDS, Entry, Outcome, Run, Severity, Submission
from toolkit.writers.returned import Complaint, UnitNotice

_MOST_CELLS = 4
_MOST_URGENT = 3
_MOST_ROWS = 8
# Errors about an entry that may be filled in rightly.
_SETTLED = ("E101", "E102", "E103", "D101")


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of a marked copy: the folder it goes to, its name there ("": there is none), and
    what is to be said of it.
    """

    folder: str
    name: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """All that one unit is told: its notice, and by their paths the marked copies of its files, as
    far as they are its own.
    """

    run: Run
    notice: UnitNotice
    copies: Mapping[str, Copy]

    def copy_of(self, path: str) -> Copy | None:
        """The marked copy of a file, if the unit has it."""
        copy = self.copies.get(path)
        return copy if copy is not None and copy.name else None

    @property
    def enclosed(self) -> tuple[tuple[str, Copy], ...]:
        """The copies that lie beside the notice, with the files they were made from."""
        return tuple((path, copy) for path, copy in self.copies.items() if copy.name)


@dataclass(frozen=True, slots=True)
class Point:
    """One of the most important things, and the complaint it sums up (None: a refused file)."""

    text: str
    complaint: Complaint | None = None


def most_urgent(notice: UnitNotice) -> tuple[Point, ...]:
    """Up to three points: refused workbooks, then errors by how many places they touch, then
    refused files that are no workbooks (scans and licences, for the most part), then queries.
    """
    files, others = (
        [
            Point(f"文件“{known_name(notice, each.path)}”未能受理：{each.reason}")
            for each in notice.refused
            if (each.code == "F103") is is_other
        ]
        for is_other in (False, True)
    )
    errors = _points(notice, Severity.ERROR)
    queries = _points(notice, Severity.QUERY)
    return tuple((*files, *errors, *others, *queries)[:_MOST_URGENT])


def _points(notice: UnitNotice, severity: Severity) -> Iterator[Point]:
    """One point for each column and code, the most urgent first."""
    grouped: dict[tuple[str, str], list[Complaint]] = {}
    for each in notice.complaints:
        if each.finding.severity is severity:
            grouped.setdefault((each.finding.field, each.finding.code), []).append(each)
    for members in sorted(grouped.values(), key=_urgency):
        yield Point(_point_words(notice, members), members[0])


def _urgency(members: Sequence[Complaint]) -> tuple[bool, bool, int]:
    """What is about a whole sheet or file comes first, then the most frequent; last what another
    unit's nomination has settled, about which nothing is to be done.
    """
    finding = members[0].finding
    return finding.code == "D101", bool(finding.entry), -_count_places(members)


def _count_places(members: Sequence[Complaint]) -> int:
    """How many cells they name, each once; a whole sheet or file counts as one."""
    named = {(_sheet_of(each), place) for each in members for place in each.places}
    return len(named) + sum(not each.places for each in members)


def known_name(notice: UnitNotice, path: str) -> str:
    """What the unit calls a file: its name alone, unless two of its files are called so. What
    nobody is known to have sent is named as it lies in the inbox.
    """
    if not notice.unit:
        return path
    name = own_name(path)
    alike = sum(own_name(each.path) == name for each in notice.submissions)
    return name if alike == 1 else path


def own_name(path: str) -> str:
    """A file's name alone, in whatever folder or archive it came."""
    return path.rsplit("/", 1)[-1]


def _point_words(notice: UnitNotice, members: Sequence[Complaint]) -> str:
    first = members[0].finding
    here = [each for each in members if _sheet_of(each) == _sheet_of(members[0])]
    cells = list(dict.fromkeys(cell for each in here for cell in each.cells))
    place = f"（{known_name(notice, first.ref.submission)}"
    if cells:
        sheet = f" {first.ref.sheet}" if first.ref.sheet else ""
        place += f"{sheet} {'、'.join(cells[:_MOST_CELLS])}"
    named = {(_sheet_of(each), cell) for each in members for cell in each.cells or ("",)}
    if len(named) > max(len(cells[:_MOST_CELLS]), 1):
        place += f"等{_count_places(members)}处"
    what = f"“{first.field}”" if first.field else ""
    return f"{what}{TITLES[first.code]}{place}）：{first.message}"


def _sheet_of(complaint: Complaint) -> tuple[str, str]:
    return complaint.finding.ref.submission, complaint.finding.ref.sheet


def count_words(notice: UnitNotice) -> str:
    """How many files and entries were received, and what became of the entries."""
    mended = mended_count(notice)
    parts = [
        f"{OUTCOME_WORDS[outcome]}{number}条"
        + (_mended_words(mended, number) if outcome is Outcome.RETURNED and mended else "")
        for outcome, number in reversed(list(notice.outcomes.items()))
        if number
    ]
    entries = sum(notice.outcomes.values())
    words = f"：{'，'.join(parts)}" if parts else ""
    return f"收到文件{len(notice.submissions)}份，申报条目{entries}条{words}。"


def mended_count(notice: UnitNotice) -> int:
    """How many returned entries the unit has put right in files sent later."""
    return len(notice.replaced) - notice.outcomes[Outcome.SUPERSEDED]


def _mended_words(mended: int, returned: int) -> str:
    share = f"其中{mended}条" if mended < returned else ""
    return f"（{share}已在后来报送的文件中改正）"


def problem_words(notice: UnitNotice, submission: Submission) -> str:
    """What there is to put right in one file that was read, or why it was not looked into."""
    if submission.code:
        return TITLES[submission.code]
    counts = [
        f"{SEVERITY_WORDS[severity]}{number}项"
        for severity in (Severity.ERROR, Severity.QUERY)
        if (
            number := sum(
                each.finding.ref.submission == submission.path and each.finding.severity is severity
                for each in notice.complaints
            )
        )
    ]
    gone = sum(entry.submission == submission.path for entry in notice.replaced)
    none = "条目已全部由后来报送的文件替代" if gone and gone == submission.entries else "没有问题"
    return "，".join(counts) or none


def step_words(told: Told) -> tuple[str, ...]:
    """What the unit is to do, step by step."""
    steps = []
    if told.notice.refused:
        steps.append("未能受理的文件，请按所说的处理；需要重新报送的，请报送整份文件。")
    if told.enclosed:
        steps.append(
            "打开标注副本，在第一张工作表“校验结果”里点“位置”，就到有问题的单元格：标红的必须"
            "改正；标黄的请核对，确认无误的不必改动，请告知征集方。"
        )
    elif told.notice.complaints:
        steps.append(
            "“问题明细”逐处列出位置和改法：标为“错误”的必须改正；标为“存疑”的请核对，"
            "确认无误的不必改动，请告知征集方。"
        )
    if told.notice.complaints:
        where = "在标注副本或原来的工作簿里改正" if told.enclosed else "在原来的工作簿里改正"
        steps.append(f"{where}，不要改动表头，改好后重新报送整份文件，以最后一次报送的为准。")
    steps += _settled_words(told.notice)
    steps += _replaced_words(told.notice)
    deadline = told.run.campaign.deadline_words
    if deadline:
        steps.append(f"请在{deadline}前报送；已过截止时间的，请先与征集方联系。")
    return tuple(steps)


def _settled_words(notice: UnitNotice) -> Iterator[str]:
    """What is red, yet asks for no correction where the cell is right."""
    codes = {
        each.finding.code
        for each in notice.complaints
        if each.finding.severity is Severity.ERROR and each.finding.code in _SETTLED
    }
    if codes:
        titles = "".join(f"“{TITLES[code]}”" for code in _SETTLED if code in codes)
        yield f"问题是{titles}的，所填无误就不必改正；如有异议，请与征集方联系。"


def _replaced_words(notice: UnitNotice) -> Iterator[str]:
    """A warning for each file to be sent again that still holds what a later one replaced."""
    wrong = {finding.ref.submission for finding in notice.findings}
    replaced: dict[str, list[Entry]] = {}
    for entry in notice.replaced:
        if entry.submission in wrong:
            replaced.setdefault(entry.submission, []).append(entry)
    for path, entries in replaced.items():
        surplus = "申报表" if all(entry.table.is_form for entry in entries) else "行"
        yield (
            f"“{known_name(notice, path)}”中有{len(entries)}条已由后来报送的文件"
            f"替代（{_place_words(entries)}），"
            f"重新报送这份文件前请删去这些{surplus}，以免旧内容又替代了新内容。"
        )


def _place_words(entries: Iterable[Entry]) -> str:
    """Their rows by sheet, and their forms one by one."""
    rows: dict[str, list[int]] = {}
    forms = []
    for entry in entries:
        if entry.table.is_form:
            forms.append(entry.place)
        else:
            rows.setdefault(entry.table.sheet, []).append(entry.row)
    return "、".join([*(f"{sheet}{_row_words(found)}" for sheet, found in rows.items()), *forms])


def _row_words(rows: Sequence[int]) -> str:
    listed = "、".join(map(str, rows[:_MOST_ROWS]))
    return f"第{listed}行" if len(rows) <= _MOST_ROWS else f"第{listed}等{len(rows)}行"
