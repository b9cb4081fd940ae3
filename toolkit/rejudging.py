"""Workbooks filled for an earlier campaign, as it and a later one check them, in; out: what the
later one finds besides, and which of them have entries that it has no board for.

The one thing a newcomer would get wrong: a workbook is judged as the boards it was filled for,
however well another board of the later campaign would fit it. So the later one is lent the boards
that are gone, and what is said of those is no news.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.model import Board, Campaign, CheckedFile, Finding, Severity

# A filled workbook says for which campaign its template was made; here that is no news.
_OF_TEMPLATES = frozenset({"S107"})


def as_it_judges(old: Campaign, new: Campaign) -> Campaign:
    """The later campaign for workbooks filled for the earlier: the boards that go on, known by
    their earlier titles too, and those that are gone; none that did not exist then.
    """
    earlier = {board.id: board for board in old.boards}
    heirs = [_heir(earlier[board.id], board) for board in new.boards if board.id in earlier]
    ids = {board.id for board in heirs}
    shared = [
        replace(quota, boards=tuple(board for board in quota.boards if board in ids))
        for quota in new.quotas
    ]
    return replace(
        new,
        boards=(*heirs, *(board for board in old.boards if board.id not in ids)),
        quotas=tuple(quota for quota in shared if quota.boards),
    )


def _heir(before: Board, after: Board) -> Board:
    return replace(after, also=tuple(dict.fromkeys((*after.also, before.title, *before.also))))


def cancelled_lines(before: Iterable[CheckedFile], old: Campaign, new: Campaign) -> Iterator[str]:
    """Say which workbooks have entries for boards that are gone."""
    gone = _gone_titles(old, new)
    for file in before:
        titles = "".join(f"“{gone[board]}”" for board in file.boards if board in gone)
        if titles:
            yield f"{file.file}：{titles}已取消，其条目不再核对。"


def new_findings(
    before: Sequence[CheckedFile], after: Sequence[CheckedFile], old: Campaign, new: Campaign
) -> tuple[CheckedFile, ...]:
    """Files as the later campaign judges them, each with those findings only that the earlier one
    does not have: an error or a query of another code, or at another cell. A file is left out that
    has nothing but entries for boards that are gone.
    """
    gone = _gone_titles(old, new).keys()
    return tuple(
        replace(later, findings=tuple(_only_new(earlier, later)))
        for earlier, later in zip(before, after, strict=True)
        if not earlier.boards or not gone >= set(earlier.boards)
    )


def _gone_titles(old: Campaign, new: Campaign) -> dict[str, str]:
    ids = {board.id for board in new.boards}
    return {board.id: board.title for board in old.boards if board.id not in ids}


def _only_new(earlier: CheckedFile, later: CheckedFile) -> Iterator[Finding]:
    known = {(each.code, each.ref.sheet, each.ref.cell) for each in earlier.findings}
    for finding in later.findings:
        place = finding.code, finding.ref.sheet, finding.ref.cell
        is_news = finding.severity is not Severity.NOTE and place not in known
        if is_news and finding.code not in _OF_TEMPLATES:
            yield finding
