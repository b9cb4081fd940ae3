"""In: what is to be marked in a workbook. Out: the first sheet of the copy, 校验结果, in words: the
sentences above its table, the table line by line, and the heading cells that lead back to it.

What a newcomer would get wrong: a line is not a finding. Equal findings in cells one below the
other share a line, whose link leads to the whole range; and what a sheet can list is limited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.model import SEVERITY_WORDS, Finding, Ref, Severity
from toolkit.model.templates import RESULTS
from toolkit.writers.lines import INDENT, row_pixels, wrapped_lines
from toolkit.writers.marking.marks import Marks
from toolkit.writers.wording import code_words

HEADINGS = ("序号", "严重程度", "工作表", "位置", "栏目", "原值", "说明与改法", "问题")
# In half-width characters; the column of places, from 0, carries the links.
WIDTHS = (6.0, 10.0, 18.0, 14.0, 24.0, 22.0, 58.0, 22.0)
PLACE, SEVERITY = HEADINGS.index("位置"), HEADINGS.index("严重程度")
# Nobody works through more before having the file looked at again.
MOST_LISTED = 10_000
_LONGEST_VALUE = 200
_ORDER = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}
_LEGEND = {
    Severity.ERROR: "标红的单元格有错误，必须改正。",
    Severity.QUERY: "标黄的单元格存疑，请核对；确认无误的不必改动，请告知征集方。",
}


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One line of the table: its cells under `HEADINGS`, its row's height in pixels, and the place
    that its link leads to (a cell or a range on `sheet`; "" for a whole file).
    """

    cells: tuple[str | int, ...]
    severity: Severity
    sheet: str
    target: str
    pixels: int


@dataclass(frozen=True, slots=True)
class HeadingLink:
    """A heading cell (1-based) that leads back to a row of 校验结果."""

    sheet: str
    row: int
    column: int
    back_to: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """校验结果 as it is to be written: `title` in A1, the sentences below it, a row each, the
    headings in row `heading_row` and the lines below them.
    """

    title: str
    sentences: tuple[str, ...]
    lines: tuple[ResultLine, ...]
    links: tuple[HeadingLink, ...]

    @property
    def heading_row(self) -> int:
        """The 1-based row of the headings: one row is left blank above them."""
        return len(self.sentences) + 3


def result_page(marks: Marks, remark: str = "") -> ResultPage:
    """Put into words what was found; `remark` is what has to be said of the copy itself."""
    groups = _grouped(marks.findings)
    listed = groups[:MOST_LISTED]
    sentences = tuple(_sentences(marks, len(groups), remark))
    lines = tuple(_line(number, members) for number, members in enumerate(listed, 1))
    page = ResultPage(f"{RESULTS}：{marks.campaign}", sentences, lines, ())
    return replace(page, links=tuple(_heading_links(marks, listed, page.heading_row)))


def sentence_pixels(text: str) -> int:
    """The height of a row that a sentence fills over the whole width of the table."""
    return row_pixels(wrapped_lines(text, sum(WIDTHS)))


def _sentences(marks: Marks, lines: int, remark: str) -> Iterator[str]:
    counts = Counter(finding.severity for finding in marks.findings)
    yield f"文件：{marks.file}"
    parts = (f"{SEVERITY_WORDS[each]}{counts[each]}处" for each in _ORDER if counts[each])
    yield f"核查情况：{'，'.join(parts)}。"
    back = "，点标题行里带链接的栏目名称回到本表" if any(marks.heading_rows.values()) else ""
    legend = "".join(words for severity, words in _LEGEND.items() if counts[severity])
    yield f"{legend}点“位置”到所在单元格{back}。"
    yield "改好后重新报送整份文件；本表、底色和批注不必删除，下次核查时会自动更新。"
    if lines > MOST_LISTED:
        yield f"问题较多，这里只列前{MOST_LISTED}条，共{lines}条；改正后再次核查，会列出其余的。"
    if remark:
        yield remark
    if marks.ready:
        yield marks.ready


# ---------------------------------------------------------------- lines


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that share a line, in the order of the lines: errors first, then as the sheets and
    their rows follow one another.
    """
    sheets: dict[str, int] = {}
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        sheets.setdefault(finding.ref.sheet, len(sheets))
        alike.setdefault(_likeness(finding), []).append(finding)
    groups = [run for members in alike.values() for run in _runs(members)]
    return sorted(groups, key=lambda members: _place_in_order(members[0], sheets))


def _likeness(finding: Finding) -> tuple[object, ...]:
    ref = finding.ref
    return (ref.sheet, ref.column, finding.severity, finding.code, finding.field,
            finding.value, finding.message)  # fmt: skip


def _place_in_order(finding: Finding, sheets: dict[str, int]) -> tuple[int, int, int, int]:
    ref = finding.ref
    return _ORDER[finding.severity], sheets[ref.sheet], ref.row, ref.column


def _runs(members: list[Finding]) -> Iterator[list[Finding]]:
    """Equal findings of a column, split where a row between them has none."""
    run: list[Finding] = []
    for finding in sorted(members, key=lambda each: each.ref.row):
        if run and finding.ref.row > run[-1].ref.row + 1:
            yield run
            run = []
        run.append(finding)
    yield run


def _line(number: int, members: list[Finding]) -> ResultLine:
    first, target = members[0], _target(members[0].ref, members[-1].ref)
    cells = (
        number,
        SEVERITY_WORDS[first.severity],
        first.ref.sheet,
        _place(first.ref, target),
        first.field,
        _shortened(first.value),
        first.message,
        code_words([first.code]),
    )
    lines = max(
        wrapped_lines(str(cell), width - INDENT) for cell, width in zip(cells, WIDTHS, strict=True)
    )
    return ResultLine(cells, first.severity, first.ref.sheet, target, row_pixels(lines))


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}……"


def _target(first: Ref, last: Ref) -> str:
    """The cell or range a link leads to; a row without a column, and a sheet, at their start."""
    if not first.row:
        return "A1" if first.sheet else ""
    if not first.column:
        return f"A{first.row}"
    return first.cell if first.row == last.row else f"{first.cell}:{last.cell}"


def _place(ref: Ref, target: str) -> str:
    if not ref.row:
        return "整张表" if ref.sheet else "整份文件"
    return target if ref.column else f"第{ref.row}行"


# ---------------------------------------------------------------- the way back


def _heading_links(
    marks: Marks, listed: Iterable[list[Finding]], heading_row: int
) -> Iterator[HeadingLink]:
    """For each column with a finding, the first heading cell and the first line about it."""
    seen: set[tuple[str, int]] = set()
    for row, members in enumerate(listed, heading_row + 1):
        ref = members[0].ref
        rows = marks.heading_rows.get(ref.sheet, ())
        if rows and ref.row and ref.column and (ref.sheet, ref.column) not in seen:
            seen.add((ref.sheet, ref.column))
            yield HeadingLink(ref.sheet, rows[0], ref.column, row)
