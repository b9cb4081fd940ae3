"""退回/: a run in; out, for each unit with something to put right, its own files with the marks in
them, 退回说明.xlsx, and a letter to go with them, for print and for an e-mail.

What a newcomer would get wrong: a file goes back to one recipient only. Other units whose entries
it holds read of them in their own 退回说明.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.model import Run
from toolkit.writers.documents.addressing import Stationery, stationery_for
from toolkit.writers.documents.memos import MEMO, several_units_memo, unknown_sender_memo
from toolkit.writers.documents.plain_text import write_text
from toolkit.writers.documents.press import Template
from toolkit.writers.documents.returned_letter import write_returned_letter
from toolkit.writers.marked_copies import Progress, copy_name, mark_each
from toolkit.writers.marking import Marked, Marks
from toolkit.writers.notice_words import Copy, Told, own_name
from toolkit.writers.notices import FILE_NAME, write_notice
from toolkit.writers.recipients import SEVERAL
from toolkit.writers.returned import Returns, UnitNotice
from toolkit.writers.returning import Order

_ELSEWHERE = "这份文件含多家单位的条目，标注副本只交给报送它的单位。"


@dataclass(frozen=True, slots=True)
class Making:
    """How 退回/ is made: letters by that template, marked copies in `jobs` child processes, of
    which `progress` is told.
    """

    template: Template
    jobs: int = 1
    progress: Progress | None = None


def write_returns(run: Run, returns: Returns, folder: Path, making: Making) -> dict[str, str]:
    """Write 退回/; while copies are marked, the notices of units whose copies are done. Gives, by
    the path of a submission, where its marked copy lies beside the other outputs
    (``退回/甲学会/名单.xlsx``).
    """
    orders = dict(_orders(run, returns))
    ready = _by_last_copy(returns.notices, orders)
    copies: dict[str, Copy] = {}
    desk = _Desk(run, returns, stationery_for(run, making.template), folder)
    _write_notices(desk, ready.get("", ()), copies)
    made = mark_each(list(orders.values()), making.jobs, making.progress, run.campaign.limits)
    for path, copy in _written(zip(orders, made, strict=True), desk):
        copies[path] = copy
        _write_notices(desk, ready.get(path, ()), copies)
    several = {c.name: path for path, c in copies.items() if c.name and c.folder == SEVERAL}
    if several:
        write_text(folder / SEVERAL / MEMO, several_units_memo(run, several))
    return {
        path: f"{folder.name}/{copy.folder}/{copy.name}"
        for path, copy in copies.items()
        if copy.name
    }


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


@dataclass(frozen=True, slots=True)
class _Desk:
    """What everything is written with: the folder of each unit lies in `folder`."""

    run: Run
    returns: Returns
    stationery: Stationery
    folder: Path


def _write_notices(desk: _Desk, notices: Iterable[UnitNotice], copies: Mapping[str, Copy]) -> None:
    for notice in notices:
        name = desk.returns.folders[notice.unit]
        own = desk.folder / name
        own.mkdir(parents=True, exist_ok=True)
        told = Told(desk.run, notice, dict(_seen_from(name, notice, copies)))
        write_notice(told, own / FILE_NAME)
        if notice.unit:
            write_returned_letter(told, FILE_NAME, desk.stationery, own)
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


def _written(made: Iterable[tuple[str, Marked | str]], desk: _Desk) -> Iterator[tuple[str, Copy]]:
    """Write each marked copy as it is made; what became of it, by the path of the file."""
    taken: dict[str, list[str]] = {}
    for path, marked in made:
        recipient = desk.returns.recipients[path]
        place = SEVERAL if recipient is None else desk.returns.folders[recipient]
        if isinstance(marked, str):
            yield path, Copy(place, "", marked)
            continue
        names = taken.setdefault(place, [FILE_NAME])
        names.append(copy_name(own_name(path), marked.ending, names))
        (desk.folder / place).mkdir(parents=True, exist_ok=True)
        (desk.folder / place / names[-1]).write_bytes(marked.data)
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
