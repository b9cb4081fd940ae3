"""裁定.xlsx, or a 待裁定.xlsx that was filled in, as grids; out: the rulings in it, and findings at
the cells that keep a line from being one.

The one thing a newcomer would get wrong: a ruling is known by its 键, never by where its line
stands. Lines may be sorted, filtered, deleted or added, columns moved, sheets renamed.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model import Finding, Ruling, Severity, Workbook
from toolkit.registers.answers import Answer, told_answer, understand_answer
from toolkit.registers.lines import Kind, Line, read_lines_of_all_sheets, read_moment
from toolkit.registers.origins import is_echo

KEY, OTHER, ANSWER, WHO, WHY, DAY, ORIGIN = (
    "键", "对方键", "裁定", "经办人", "理由", "日期", "来源",
)  # fmt: skip
_NEEDED, _OPTIONAL = (KEY, ANSWER, WHO, WHY), (OTHER, DAY, ORIGIN)
_KIND = Kind("裁定表的表头", "请把输出文件夹里的“待裁定.xlsx”另存为“裁定.xlsx”，在里面填写。")


def parse_rulings(
    workbook: Workbook, file: str, *, in_place: bool
) -> tuple[tuple[Ruling, ...], tuple[Finding, ...]]:
    """The rulings of every sheet, in the order they stand in, and J203 where one is not clear.

    A line without 裁定 is none. One that lacks a name or a reason is a ruling that is not complete:
    it is kept, so that nobody has to write it again, but J203 says what it lacks.

    `in_place` says that it is the 待裁定.xlsx in the output folder, whose echoes of other workbooks
    are passed over. RegisterError where no sheet has the columns.
    """
    rulings: list[Ruling] = []
    findings: list[Finding] = []
    for line in read_lines_of_all_sheets(workbook, file, _NEEDED, _OPTIONAL, _KIND):
        if not line.text(ANSWER) or _repeats_heading(line) or (in_place and _echoes(line)):
            continue
        answer = understand_answer(line.text(ANSWER))
        faults = tuple(_faults(line, answer))
        findings += faults
        if isinstance(answer, Answer) and line.text(KEY):
            rulings.append(_ruling(line, answer))
    return tuple(rulings), tuple(findings)


def _repeats_heading(line: Line) -> bool:
    """Whether a second table was pasted below the first, with its heading."""
    return all(line.text(heading) == heading for heading in _NEEDED)


def _echoes(line: Line) -> bool:
    return is_echo(line.text(ORIGIN), line.text(ANSWER), line.text(WHO), line.text(WHY))


def _faults(line: Line, answer: Answer | str) -> Iterator[Finding]:
    # A password is not for everybody who reads of it.
    told = told_answer(line.text(ANSWER))
    said = answer.verb.value if isinstance(answer, Answer) else told
    if not line.text(KEY):
        yield _fault(
            line, KEY, f"作了裁定“{said}”，却没有“键”，不知道裁定的是哪一条，没有生效。{_COPY}"
        )
    if isinstance(answer, str):
        yield _fault(line, ANSWER, f"{answer}这一行没有生效。", told)
    if not line.text(WHO):
        yield _fault(line, WHO, f"作了裁定“{said}”，没有填写经办人，没有生效。{_FILL}")
    if not line.text(WHY):
        yield _fault(line, WHY, f"作了裁定“{said}”，没有填写理由，没有生效。{_FILL}")


_COPY = "请从“待裁定.xlsx”或“汇总.xlsx”的“处理台账”把那一条的键照抄过来。"
_FILL = "请补填后重新运行。"


def _fault(line: Line, heading: str, message: str, value: str = "") -> Finding:
    return Finding("J203", Severity.QUERY, line.ref(heading), message, field=heading, value=value)


def _ruling(line: Line, answer: Answer) -> Ruling:
    moment = read_moment(line.cells.get(DAY, ""))
    return Ruling(
        key=line.text(KEY),
        other=line.text(OTHER),
        verb=answer.verb,
        argument=answer.argument,
        who=line.text(WHO),
        why=line.text(WHY),
        on=moment.date().isoformat() if moment else line.text(DAY),
        ref=line.ref(ANSWER),
    )
