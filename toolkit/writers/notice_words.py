"""What a unit is told, in sentences: the same on the first page of 退回说明 and in the letter.

A unit's notice and what became of its marked copies come in; Chinese sentences go out. What a
newcomer would get wrong: a unit hears of a file that holds its entries even when the marked copy
of that file goes to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.codes import TITLES
from toolkit.model import OUTCOME_WORDS, SEVERITY_WORDS, Run, Severity, Submission
from toolkit.writers.returned import Complaint, UnitNotice

_MOST_CELLS = 4
_MOST_URGENT = 3


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
    """Up to three points: refused files, then errors by how many places they touch, then
    queries.
    """
    files = [
        Point(f"文件“{known_name(notice, each.path)}”未能受理：{each.reason}")
        for each in notice.refused
    ]
    errors = _points(notice, Severity.ERROR)
    queries = _points(notice, Severity.QUERY)
    return tuple((*files, *errors, *queries)[:_MOST_URGENT])


def _points(notice: UnitNotice, severity: Severity) -> Iterator[Point]:
    """One point for each column and code, the most frequent first."""
    grouped: dict[tuple[str, str], list[Complaint]] = {}
    for each in notice.complaints:
        if each.finding.severity is severity:
            grouped.setdefault((each.finding.field, each.finding.code), []).append(each)
    for members in sorted(grouped.values(), key=lambda each: -sum(c.places for c in each)):
        yield Point(_point_words(notice, members), members[0])


def known_name(notice: UnitNotice, path: str) -> str:
    """What the unit calls a file: its name alone, unless two of its files are called so."""
    name = own_name(path)
    alike = sum(own_name(each.path) == name for each in notice.submissions)
    return name if alike == 1 else path


def own_name(path: str) -> str:
    """A file's name alone, in whatever folder or archive it came."""
    return path.rsplit("/", 1)[-1]


def _point_words(notice: UnitNotice, members: Sequence[Complaint]) -> str:
    first = members[0].finding
    here = [each for each in members if _sheet_of(each) == _sheet_of(members[0])]
    cells = [cell for each in here for cell in each.cells]
    place = f"（{known_name(notice, first.ref.submission)}"
    if cells:
        sheet = f" {first.ref.sheet}" if first.ref.sheet else ""
        place += f"{sheet} {'、'.join(cells[:_MOST_CELLS])}"
    places = sum(each.places for each in members)
    place += f"等{places}处" if places > max(len(cells[:_MOST_CELLS]), 1) else ""
    what = f"“{first.field}”" if first.field else ""
    return f"{what}{TITLES[first.code]}{place}）：{first.message}"


def _sheet_of(complaint: Complaint) -> tuple[str, str]:
    return complaint.finding.ref.submission, complaint.finding.ref.sheet


def count_words(notice: UnitNotice) -> str:
    """How many files and entries were received, and what became of the entries."""
    parts = [f"{OUTCOME_WORDS[o]}{n}条" for o, n in reversed(list(notice.outcomes.items())) if n]
    entries = sum(notice.outcomes.values())
    words = f"：{'，'.join(parts)}" if parts else ""
    return f"收到文件{len(notice.submissions)}份，申报条目{entries}条{words}。"


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
    return "，".join(counts) or "没有问题"


def step_words(told: Told) -> tuple[str, ...]:
    """What the unit is to do, step by step."""
    steps = []
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
    where = "在标注副本或原来的工作簿里改正" if told.enclosed else "在原来的工作簿里改正"
    steps.append(f"{where}，不要改动表头，改好后重新报送整份文件，以最后一次报送的为准。")
    deadline = told.run.campaign.deadline_words
    if deadline:
        steps.append(f"请在{deadline}前报送；已过截止时间的，请先与征集方联系。")
    return tuple(steps)
