"""Both sides of a case, or of a ruling: a `Side` in, its cells out, and links into marked copies.

What a newcomer would get wrong: a link takes no wrapped text (LibreOffice breaks no line of one),
so it lies on the short words of where something stands, not on the file's name beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.differing import keys_by_number
from toolkit.model import OUTCOME_WORDS, Ref, Run, Side, Submission, column_letters
from toolkit.model.rulings import BARRED, WHOLE_FILE, WINNERS, file_key
from toolkit.writers.book import Sheet
from toolkit.writers.cases.contrast import contrasted, quiet_if_equal
from toolkit.writers.columns import Cell, Column
from toolkit.writers.copy_places import place_in_copy
from toolkit.writers.file_links import file_link_xml
from toolkit.writers.wording import (
    STATUS_WORDS,
    board_of,
    entry_code,
    has_owners,
    name_or_row,
    shown_value,
    unit_name,
)

_LISTS = (f"{WINNERS}/", f"{BARRED}/")
# Excel's, for a sheet.
_MOST_LINKS = 65_530


@dataclass(frozen=True, slots=True)
class Sides:
    """What is known of the sides of a run's cases and rulings."""

    run: Run
    copies: Mapping[str, str]
    boards: Mapping[str, str]
    submissions: Mapping[str, Submission]

    @classmethod
    def of(cls, run: Run, copies: Mapping[str, str]) -> Sides:
        """Those of a run whose marked copies lie there."""
        boards = {board.id: board.title for board in run.campaign.boards}
        return cls(run, copies, boards, {each.path: each for each in run.submissions})

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of one side; the last says where it stands."""
        owner = (Column("所属单位", width=13.0),) if has_owners(self.run) else ()
        board = (Column("榜单", width=10.0),) if len(self.boards) > 1 else ()
        return (
            Column("名称", width=20.0),
            *owner,
            Column("统一社会信用代码", "code", width=24.0),
            Column("推荐单位", width=12.0),
            *board,
            Column("报送文件", width=14.0),
            Column("位置", width=9.0),
        )

    def columns_of_both(self) -> tuple[Column, ...]:
        """The columns of the two sides beside each other."""
        return tuple(
            replace(column, group=group) for group in ("本条", "对方") for column in self.columns
        )

    def cells_of_both(self, own: Side, theirs: Side | None, font: str) -> tuple[object, ...]:
        """The two beside each other: what differs stands out, what is equal is quiet."""
        if theirs is None:
            cells = (*self._named(own), *self._sent(own), *self._place(own))
            return *cells, *("",) * len(cells)
        named = [contrasted(*both, font) for both in _beside(self._named(own), self._named(theirs))]
        sent = [quiet_if_equal(*both) for both in _beside(self._sent(own), self._sent(theirs))]
        own_cells, their_cells = (list(cells) for cells in zip(*named, *sent, strict=True))
        return *own_cells, *self._place(own), *their_cells, *self._place(theirs)

    def _named(self, side: Side) -> list[str]:
        owner = [side.owner] if has_owners(self.run) else []
        return [side.name, *owner, side.code]

    def _sent(self, side: Side) -> list[str]:
        board = [self.boards.get(side.board, side.board)] if len(self.boards) > 1 else []
        return [unit_name(side.unit) if side.entry else side.unit, *board]

    def _place(self, side: Side) -> tuple[object, object]:
        file = side.ref.submission
        words = side.said or side.ref.cell or (WHOLE_FILE if file else "")
        return file, Cell(words, "link") if file in self.copies else words

    def outcome_words(self, side: Side) -> str:
        """What became of an entry, or of a file."""
        if side.entry:
            return OUTCOME_WORDS[self.run.ledger.decision(side.entry).outcome]
        submission = self.submissions.get(side.ref.submission)
        return STATUS_WORDS[submission.status] if submission else ""

    # ---------------------------------------------------------------- by their keys

    def by_key(self, wanted: Iterable[str]) -> dict[str, Side]:
        """The sides that rulings call so: entries and files that are there, and listed names."""
        keys = {key for key in wanted if key}
        found = {key: _listed(key) for key in keys if key.startswith(_LISTS)}
        for submission in reversed(self.run.submissions):
            key = file_key(self.run.campaign.id, submission.sha256)
            if key in keys:
                found[key] = self._of_file(key, submission)
        numbers = enumerate(keys_by_number(self.run), 1) if keys - set(found) else ()
        return found | {key: self._of_entry(key, number) for number, key in numbers if key in keys}

    def _of_file(self, key: str, submission: Submission) -> Side:
        name = submission.path.rsplit("/", 1)[-1]
        return Side(key, name, unit="；".join(submission.units), ref=Ref(submission.path))

    def _of_entry(self, key: str, number: int) -> Side:
        entry = self.run.entries[number - 1]
        board = board_of(self.run, entry)
        return Side(
            key,
            name_or_row(shown_value(entry, board.name_key), entry.row),
            code=entry_code(self.run, entry),
            owner=str(shown_value(entry, board.owner_key) or ""),
            unit=entry.unit,
            board=entry.board,
            entry=number,
            ref=entry.ref(board.name_key),
            said=entry.place,
        )


def _listed(key: str) -> Side:
    kind, _, name = key.partition("/")
    return Side(key, name, said=kind)


def _beside(own: list[str], theirs: list[str]) -> Iterator[tuple[str, str]]:
    return zip(own, theirs, strict=True)


@dataclass(slots=True)
class SideLinks:
    """Links of one sheet into marked copies, collected while its rows are made."""

    sides: Sides
    links: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)

    def add(self, row: int, column: int, side: Side | None) -> None:
        """Let a cell (0-based) lead to where a side stands, in the copy of its file if there is
        one.
        """
        copy = self.sides.copies.get(side.ref.submission) if side else None
        if side is None or copy is None or len(self.links) == _MOST_LINKS:
            return
        number = self.files.setdefault(copy, len(self.files) + 1)
        submission = self.sides.submissions.get(side.ref.submission)
        place = place_in_copy(side.ref, submission.kind if submission else "")
        cell = f"{column_letters(column + 1)}{row + 1}"
        self.links.append(file_link_xml(cell, number, place, f"{copy} {place}".strip()))

    def put_on(self, sheet: Sheet) -> None:
        """Give the sheet all that were collected."""
        if self.links:
            sheet.add_links(self.links, self.files)
