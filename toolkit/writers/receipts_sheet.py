"""The sheet 收件登记: everything that arrived, whom it came from, what was read of it and what not.

A `Run` and an open `Book` come in; one sheet goes out. What a newcomer would get wrong: every file
on the disk has a line, and so has every file that lay in an archive or e-mail; an archive that was
opened is counted as neither read nor refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from toolkit.model import (
    Container,
    Finding,
    Letter,
    PassedOver,
    Run,
    Severity,
    Status,
    Submission,
)
from toolkit.model.columns import Span
from toolkit.writers.book import Book
from toolkit.writers.columns import Cell, Column
from toolkit.writers.tables import add_table_sheet
from toolkit.writers.wording import STATUS_WORDS, code_words, senders_of, unit_name

_STATUS_STYLES = {
    Status.READ: "good",
    Status.REFUSED: "error",
    Status.REPEATED: "quiet",
    Status.OPENED: "good",
    Status.PASSED_OVER: "quiet",
}
# What stands in a message for its place, where equal messages of a sheet are told together.
_THIS_ROW, _THIS_CELL, _UNREAD_COLUMNS = "这一行", "这一格", "未读取的列："
_MOST_PLACES, _MOST_SPANS = 8, 12
# What kinds are called that are no ending anybody knows.
_KIND_WORDS = {"html": "网页", "mht": "网页存档", "xml": "XML 表格", "fods": "ods"}
_COLUMNS = (
    Column("序号", "plain"),
    Column("报送文件"),
    Column("推荐单位"),
    Column("收到时间", "moment"),
    Column("是否逾期", "text center"),
    Column("来源", "wrapped"),
    Column("格式", "text center"),
    Column("处理情况", "text center"),
    Column("榜单"),
    Column("申报条目", "integer"),
    Column("读取内容", "wrapped"),
    Column("略过内容", "wrapped"),
    Column("问题"),
    Column("原因", "wrapped"),
    Column("备注", "wrapped"),
)


def add_receipts_sheet(book: Book, run: Run) -> None:
    """Add 收件登记: every file that arrived, also those passed over."""
    deadline = run.campaign.deadline_words
    note = f"共{len(run.submissions)}份报送文件，按收到先后排列。{_sums(run)}"
    note += f"报送截止：{deadline}。" if deadline else ""
    note += "".join(run.remarks)
    add_table_sheet(
        book,
        "收件登记",
        _COLUMNS,
        list(_rows(run)),
        title="收件登记",
        notes=(note,),
        header=run.campaign.title,
        frozen=2,
    )


def _sums(run: Run) -> str:
    """How the files on the disk, and those in archives and e-mails, add up to the submissions."""
    files, containers, others = (
        Counter(bool(each.container) for each in arrived)
        for arrived in (run.submissions, run.containers, run.passed_over)
    )
    on_disk = files[False] + containers[False] + others[False]
    said = f"收件文件夹中共{on_disk}个文件：报送文件{files[False]}份"
    said += f"、压缩包和邮件{containers[False]}个、略过{others[False]}个。"
    if run.containers:
        said += f"压缩包和邮件里有报送文件{files[True]}份"
        said += f"、内层的压缩包和邮件{containers[True]}个、略过{others[True]}个。"
    return said


def _rows(run: Run) -> Iterator[tuple[object, ...]]:
    """Archives and e-mails before what was in them; last what was passed over."""
    spans: dict[str, list[Span]] = {}
    for span in run.entries.spans:
        spans.setdefault(span.table.submission, []).append(span)
    findings: dict[str, list[Finding]] = {}
    for finding in run.findings:
        findings.setdefault(finding.ref.submission, []).append(finding)
    opened: dict[int, list[Container]] = {}
    for container in run.containers:
        opened.setdefault(container.before, []).append(container)
    for number, submission in enumerate(run.submissions, 1):
        yield from map(_container_row, opened.get(number - 1, ()))
        own = spans.get(submission.path, ()), findings.get(submission.path, ())
        yield _submission_row(run, number, submission, *own)
    yield from map(_passed_over_row, run.passed_over)


def _submission_row(
    run: Run,
    number: int,
    submission: Submission,
    spans: Sequence[Span],
    findings: Sequence[Finding],
) -> tuple[object, ...]:
    return (
        number,
        submission.path,
        "；".join(senders_of(submission)) or unit_name(""),
        submission.received,
        Cell("逾期", "query") if submission.path in run.late else "",
        _source(submission.letter),
        _KIND_WORDS.get(submission.kind, submission.kind),
        _status(submission.status),
        "；".join(run.campaign.board(board).title for board in submission.boards),
        submission.entries,
        _what_was_read(run, spans),
        _what_was_not(findings),
        code_words([submission.code]) if submission.code else "",
        submission.reason,
        "".join(submission.remarks),
    )


def _container_row(each: Container) -> tuple[object, ...]:
    inner = f"、压缩包或邮件{each.containers}个" if each.containers else ""
    left = f"{each.passed_over}个临时文件、系统文件或邮件正文里的图片" if each.passed_over else ""
    status, read = _status(Status.OPENED), f"内有报送文件{each.files}份{inner}"
    source, remarks = _source(each.letter), "".join(each.remarks)
    return (None, each.path, each.sender, each.received, "", source, each.kind, status, "", None,
            read, left, "", "", remarks)  # fmt: skip


def _passed_over_row(each: PassedOver) -> tuple[object, ...]:
    status = _status(Status.PASSED_OVER)
    return (None, each.path, "", None, "", "", "", status, "", None, "", "", "", each.reason, "")


def _status(status: Status) -> Cell:
    return Cell(STATUS_WORDS[status], _STATUS_STYLES[status])


def _source(letter: Letter | None) -> str:
    """Who sent the e-mail that a file came with, and what it was about."""
    return " · ".join(filter(None, (letter.sender, letter.subject))) if letter else ""


# ---------------------------------------------------------------- what was read


def _what_was_read(run: Run, spans: Sequence[Span]) -> str:
    """Where each board's entries stand on each sheet, those below one heading together."""
    tables: dict[tuple[str, int, str], list[Span]] = {}
    for span in spans:
        table = span.table
        tables.setdefault((table.sheet, table.heading_row, table.board), []).append(span)
    said = [_read_words(run, own) for own in list(tables.values())[:_MOST_SPANS]]
    if len(tables) > _MOST_SPANS:
        said.append(f"等，共 {len(tables)} 处")
    return "；".join(said)


def _read_words(run: Run, spans: Sequence[Span]) -> str:
    table = spans[0].table
    sheet, board = table.sheet, run.campaign.board(table.board).title
    rows = [row for span in spans for row in span.rows]
    place = f"{sheet}：" if sheet in ("", board) else f"{sheet}（{board}）："
    place = place.removeprefix("：")
    if table.field_rows:
        return f"{place}申报表，{len(rows)} 条"
    if not rows:
        return f"{place}没有填报内容"
    first, last = rows[0], rows[-1]
    where = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
    return f"{place}{where}，{len(rows)} 条"


# ---------------------------------------------------------------- what was passed over


def _what_was_not(findings: Iterable[Finding]) -> str:
    """Rows that are no entries, columns and sheets that no board has, stray cells: in the words of
    their findings, equal ones of a sheet together.
    """
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        is_other_sheet = finding.code == "S101" and finding.severity is Severity.NOTE
        if finding.code == "S103":
            alike.setdefault((finding.ref.sheet, _UNREAD_COLUMNS), []).append(finding)
        elif finding.code in ("S109", "S110") or is_other_sheet:
            alike.setdefault((finding.ref.sheet, finding.message), []).append(finding)
    said = (_skipped_words(sheet, message, group) for (sheet, message), group in alike.items())
    return "；".join(said)


def _skipped_words(sheet: str, message: str, group: Sequence[Finding]) -> str:
    words = message.removesuffix("。")
    if message == _UNREAD_COLUMNS:
        words += _some([f"“{each.field}”" for each in group], "列")
    elif _THIS_ROW in words:
        words = words.replace(_THIS_ROW, f"第 {_some([each.ref.row for each in group], '行')}")
    elif _THIS_CELL in words:
        words = words.replace(_THIS_CELL, f" {_some([each.ref.cell for each in group], '格')}")
    return words if f"“{sheet}”" in words or not sheet else f"{sheet}：{words}"


def _some(places: Sequence[object], counted: str) -> str:
    """Places, the first of many; how many there are, where not all are named."""
    named = "、".join(map(str, places[:_MOST_PLACES]))
    if len(places) > _MOST_PLACES:
        return f"{named} 等 {len(places)} {counted}"
    return f"{named} {counted}" if counted == "行" else named
