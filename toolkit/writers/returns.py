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
    """Write 退回/; marked copies are made in `jobs` child processes, and meanwhile the notices of
    units whose copies are done.
    """
    returns = collect_returns(run)
    folders = _folders(returns.notices)
    orders = dict(_orders(run, returns))
    ready = _by_last_copy(returns.notices, orders)
    copies: dict[str, Copy] = {}
    _write_notices(run, ready.get("", ()), folders, copies, folder)
    made = mark_each(list(orders.values()), jobs, progress, run.campaign.limits)
    for path, copy in _written(zip(orders, made, strict=True), returns, folders, folder):
        copies[path] = copy
        _write_notices(run, ready.get(path, ()), folders, copies, folder)
    several = {c.name: path for path, c in copies.items() if c.name and c.folder == SEVERAL}
    if several:
        write_text(folder / SEVERAL / MEMO, several_units_memo(run, several))


def _by_last_copy(
    notices: Iterable[UnitNotice], orders: Iterable[str]
) -> dict[str, list[UnitNotice]]:
    """The notices that can be written once a file's copy is made; "" stands for no copy."""
    places = {path: at for at, path in enumerate(orders)}
    ready: dict[str, list[UnitNotice]] = {}
    for notice in notices:
        last = max(_told_of(notice), key=lambda path: places[path], default="")
        ready.setdefault(last, []).append(notice)
    return ready


def _told_of(notice: UnitNotice) -> dict[str, None]:
    """The files in which a unit has something to put right, all of which are marked."""
    return dict.fromkeys(finding.ref.submission for finding in notice.findings)


def _write_notices(
    run: Run,
    notices: Iterable[UnitNotice],
    folders: Mapping[str, str],
    copies: Mapping[str, Copy],
    folder: Path,
) -> None:
    for notice in notices:
        own = folder / folders[notice.unit]
        own.mkdir(parents=True, exist_ok=True)
        told = Told(run, notice, dict(_seen_from(folders[notice.unit], notice, copies)))
        write_notice(told, own / FILE_NAME)
        if notice.unit:
            write_text(own / LETTER, unit_letter(told, FILE_NAME))
        else:
            write_text(own / MEMO, unknown_sender_memo())


def _seen_from(
    folder: str, notice: UnitNotice, copies: Mapping[str, Copy]
) -> Iterator[tuple[str, Copy]]:
    """What the unit with that folder is told of the copies of its files."""
    for path in _told_of(notice):
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


def _written(
    made: Iterable[tuple[str, Marked | str]],
    returns: Returns,
    folders: Mapping[str, str],
    folder: Path,
) -> Iterator[tuple[str, Copy]]:
    """Write each marked copy as it is made; what became of it, by the path of the file."""
    taken: dict[str, list[str]] = {}
    for path, marked in made:
        recipient = returns.recipients[path]
        place = SEVERAL if recipient is None else folders[recipient]
        if isinstance(marked, str):
            yield path, Copy(place, "", marked)
            continue
        names = taken.setdefault(place, [FILE_NAME])
        names.append(copy_name(own_name(path), marked.ending, names))
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / names[-1]).write_bytes(marked.data)
        yield path, Copy(place, names[-1], marked.remark)


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
            passwords = run.passwords.get(path, ())
            yield path, Order(run.files[path], submission.sha256, marks, passwords)


def _heading_rows(run: Run) -> dict[str, dict[str, tuple[int, ...]]]:
    """The rows of the headings found, by file and sheet; a form has none."""
    rows: dict[str, dict[str, tuple[int, ...]]] = {}
    for span in run.entries.spans:
        if span.table.is_form:
            continue
        own = rows.setdefault(span.table.submission, {})
        known = own.get(span.table.sheet, ())
        own[span.table.sheet] = tuple(dict.fromkeys((*known, span.table.heading_row)))
    return rows
