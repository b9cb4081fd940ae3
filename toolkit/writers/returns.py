"""退回/: a run in; out, for each unit with something to put right, its own files with the marks in
them, 退回说明.xlsx, and a letter to go with them.

What a newcomer would get wrong: a file goes back to one recipient only. Other units whose entries
it holds read of them in their own 退回说明.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from toolkit.model import Run
from toolkit.writers.file_names import safe_name
from toolkit.writers.letters import (
    LETTER,
    MEMO,
    several_units_memo,
    unit_letter,
    unknown_sender_memo,
    write_text,
)
from toolkit.writers.marked_copies import Progress, copy_name, mark_each
from toolkit.writers.marking import Marked, Marks
from toolkit.writers.notice_words import Copy, Told, own_name
from toolkit.writers.notices import FILE_NAME, write_notice
from toolkit.writers.returned import Returns, UnitNotice, collect_returns
from toolkit.writers.returning import Order
from toolkit.writers.wording import unit_name

SEVERAL = "多家单位合报"
_ELSEWHERE = "这份文件含多家单位的条目，标注副本只交给报送它的单位。"


def write_returns(run: Run, folder: Path, jobs: int = 1, progress: Progress | None = None) -> None:
    """Write 退回/; marked copies are made in `jobs` child processes."""
    returns = collect_returns(run)
    folders = _folders(returns.notices)
    orders = dict(_orders(run, returns))
    made = mark_each(list(orders.values()), jobs, progress)
    copies = _write_copies(zip(orders, made, strict=True), returns, folders, folder)
    for notice in returns.notices:
        own = folder / folders[notice.unit]
        own.mkdir(parents=True, exist_ok=True)
        told = Told(run, notice, dict(_seen_from(folders[notice.unit], notice, copies)))
        write_notice(told, own / FILE_NAME)
        if notice.unit:
            write_text(own / LETTER, unit_letter(told, FILE_NAME))
        else:
            write_text(own / MEMO, unknown_sender_memo())
    several = {c.name: path for path, c in copies.items() if c.name and c.folder == SEVERAL}
    if several:
        write_text(folder / SEVERAL / MEMO, several_units_memo(run, several))


def _seen_from(
    folder: str, notice: UnitNotice, copies: Mapping[str, Copy]
) -> Iterator[tuple[str, Copy]]:
    """What the unit with that folder is told of the copies of the files in which it has something
    to put right.
    """
    for path in dict.fromkeys(finding.ref.submission for finding in notice.findings):
        copy = copies[path]
        is_elsewhere = copy.name and copy.folder != folder
        yield path, Copy(copy.folder, "", _ELSEWHERE) if is_elsewhere else copy


def _folders(notices: Iterable[UnitNotice]) -> dict[str, str]:
    """The folder of each unit, by its name."""
    folders: dict[str, str] = {}
    for notice in notices:
        taken = (SEVERAL, *folders.values())
        folders[notice.unit] = safe_name(unit_name(notice.unit), taken)
    return folders


def _write_copies(
    made: Iterable[tuple[str, Marked | str]],
    returns: Returns,
    folders: Mapping[str, str],
    folder: Path,
) -> dict[str, Copy]:
    """Write every marked copy; what became of each, by the path of the file."""
    taken: dict[str, list[str]] = {}
    copies: dict[str, Copy] = {}
    for path, marked in made:
        recipient = returns.recipients[path]
        place = SEVERAL if recipient is None else folders[recipient]
        if isinstance(marked, str):
            copies[path] = Copy(place, "", marked)
            continue
        names = taken.setdefault(place, [FILE_NAME])
        names.append(copy_name(own_name(path), marked.ending, names))
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / names[-1]).write_bytes(marked.data)
        copies[path] = Copy(place, names[-1], marked.remark)
    return copies


def _orders(run: Run, returns: Returns) -> Iterator[tuple[str, Order]]:
    rows = _heading_rows(run)
    for submission in run.submissions:
        path = submission.path
        if path in returns.marked:
            marks = Marks(
                campaign=run.campaign.title,
                file=own_name(path),
                findings=returns.marked[path],
                heading_rows=rows.get(path, {}),
            )
            yield path, Order(run.files[path], submission.sha256, marks)


def _heading_rows(run: Run) -> dict[str, dict[str, tuple[int, ...]]]:
    """The rows of the headings found, by file and sheet."""
    rows: dict[str, dict[str, tuple[int, ...]]] = {}
    for span in run.entries.spans:
        own = rows.setdefault(span.table.submission, {})
        own[span.table.sheet] = (*own.get(span.table.sheet, ()), span.table.heading_row)
    return rows
