"""One sheet a board in 汇总.xlsx: the accepted entries with every column the board has.

A `Run` and an open `Book` come in; the sheets go out, and the workbooks of very large boards.
What a newcomer would get wrong: 序号 is counted anew over all units (and volumes), and 推荐单位 is
the unit as recognised, not what the cell said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from toolkit.model import Board, Field, Run, Table
from toolkit.writers.book import Book, open_book
from toolkit.writers.columns import Column
from toolkit.writers.file_names import safe_name
from toolkit.writers.selection import Selection, accepted, places_by_number
from toolkit.writers.tables import add_table_sheet
from toolkit.writers.volumes import Volume, volumes_of
from toolkit.writers.wording import heading_with_unit, unit_name

_STYLES: Mapping[str, str] = {
    "integer": "integer",
    "number": "number",
    "date": "date",
    "boolean": "text center",
    "list": "text",
}
# Rules whose cells are read character by character: one line, never wrapped.
_CODE_RULES = frozenset({"credit_code", "resident_id", "phone", "email"})
_COUNTING_WORDS = ("年度", "年份", "届", "序号", "顺序")
_LONG_TEXT = 40
# Where the workbooks of very large boards stand, beside 汇总.xlsx.
FOLDER = "汇总"
_VOLUME_COLUMNS = (
    Column("工作簿", width=44.0),
    Column("内容", width=44.0),
    Column("入围条目", "integer"),
    Column("序号", "text center", width=20.0),
)
_MOST_FROZEN = 5
_TRACE = (
    Column("条目号", "plain"),
    Column("报送文件"),
    Column("工作表"),
    Column("行", "plain"),
)


@dataclass(frozen=True, slots=True)
class BoardSheet:
    """A board's accepted entries, and the volumes and their files where one sheet is too few."""

    entries: Selection
    volumes: Sequence[Volume]
    files: Sequence[str]

    @property
    def words(self) -> str:
        """That the entries stand elsewhere."""
        return (
            f"“{self.entries.board.title}”入围{len(self.entries)}条，一个工作簿放不下，"
            f"分为{len(self.files)}个，放在“{FOLDER}”文件夹"
        )


def board_sheets(run: Run, most: int) -> tuple[BoardSheet, ...]:
    """Every board of the campaign, in volumes of at most so many entries."""
    taken: list[str] = []
    found = []
    for board in run.campaign.boards:
        entries = in_unit_order(run, accepted(run, board))
        volumes = volumes_of(entries, most)
        files = []
        for volume in volumes if len(volumes) > 1 else ():
            taken.append(safe_name(f"{board.title} {volume.name}", taken))
            files.append(f"{taken[-1]}.xlsx")
        found.append(BoardSheet(entries, volumes, files))
    return tuple(found)


def add_board_sheet(book: Book, run: Run, sheet: BoardSheet) -> None:
    """Add a board's sheet, also where nothing was accepted; or where its workbooks are."""
    board = sheet.entries.board
    if not sheet.files:
        _add_entries(book, run, sheet.entries, f"（{len(sheet.entries)}条）", 0)
        return
    firsts = accumulate((len(volume.entries) for volume in sheet.volumes), initial=1)
    rows = [
        (file, volume.title, len(volume.entries), f"{first}—{first + len(volume.entries) - 1}")
        for file, volume, first in zip(sheet.files, sheet.volumes, firsts, strict=False)
    ]
    add_table_sheet(
        book,
        board.title,
        _VOLUME_COLUMNS,
        rows,
        title=f"{board.title}　入围条目（{len(sheet.entries)}条）",
        notes=(f"{sheet.words}。",),
        header=run.campaign.title,
    )


def write_volumes(run: Run, sheet: BoardSheet, folder: Path) -> None:
    """Write the workbooks of a board that one sheet is too few for."""
    before = 0
    for file, volume in zip(sheet.files, sheet.volumes, strict=False):
        folder.mkdir(parents=True, exist_ok=True)
        title = f"{sheet.entries.board.title} {volume.title}"
        which = f"第{int(volume.number)}册，共{len(sheet.files)}册"
        count = f"（{len(volume.entries)}条，{volume.title}，{which}）"
        with open_book(folder / file, title=title, long=True) as book:
            _add_entries(book, run, volume.entries, count, before)
        before += len(volume.entries)


def in_unit_order(run: Run, entries: Selection) -> Selection:
    """Unit by unit as registered, then by 推荐顺序; entries without one come after the others."""
    order = {unit.name: at for at, unit in enumerate(run.registers.units or ())}
    for unit in run.entries.units or ():
        order.setdefault(unit, len(order))
    ranks = entries.shown(entries.board.rank_key)

    def place(at: int) -> tuple[int, bool, float, int]:
        rank, number = ranks[at], entries.numbers[at]
        ranked = isinstance(rank, int | float)
        return (order[entries.units[at]], not ranked, rank if ranked else 0, number)

    return entries.sorted(place)


def _add_entries(book: Book, run: Run, entries: Selection, count: str, before: int) -> None:
    """Add a sheet of entries; `count` is said in its title, and `before` entries came before."""
    board = entries.board
    lead = [] if board.serial_key else [Column("序号", "plain")]
    if _has_no_unit(board):
        lead.append(Column("推荐单位"))
    columns = [*lead, *(_column(field, entries) for field in board.fields), *_TRACE]
    named = [field.key for field in board.fields].index(board.name_key) + 1 + len(lead)
    add_table_sheet(
        book,
        board.title,
        columns,
        _rows(entries, places_by_number(run), before),
        count=len(entries),
        title=f"{board.title}　入围条目{count}",
        header=run.campaign.title,
        frozen=named if named <= _MOST_FROZEN else 0,
    )


def _column(field: Field, entries: Selection) -> Column:
    group, heading = heading_with_unit(field)
    return Column(heading, _style(field, entries), group)


def _style(field: Field, entries: Selection) -> str:
    board = entries.board
    if field.meta.get("as") == "percent":
        return "percent"
    if field.key in (board.serial_key, board.rank_key):
        return "plain"
    if field.type == "integer" and any(word in field.heading for word in _COUNTING_WORDS):
        return "plain"
    if field.type in _STYLES:
        return _STYLES[field.type]
    if field.key == board.code_key or not _CODE_RULES.isdisjoint(field.rules):
        return "code"
    return "wrapped" if entries.longest_text(field.key) > _LONG_TEXT else "text"


def _rows(
    entries: Selection, places: Sequence[tuple[Table, int]], before: int
) -> Iterator[tuple[object, ...]]:
    for start, piece in entries.pieces():
        stand = [places[number - 1] for number in piece.numbers]
        yield from zip(*_columns(piece, before + start), *_trace(piece, stand), strict=True)


def _columns(entries: Selection, start: int) -> Iterator[Sequence[object]]:
    """By column: our own 序号 and 推荐单位 where the board has none, and its fields."""
    board = entries.board
    serials = range(start + 1, start + len(entries) + 1)
    units = [unit_name(unit) for unit in entries.units]
    if not board.serial_key:
        yield serials
    ours: dict[str, Sequence[object]] = {board.serial_key: serials}
    if _has_no_unit(board):
        yield units
    else:
        ours[board.unit_key] = units
    for field in board.fields:
        yield ours[field.key] if field.key in ours else entries.shown(field.key)


def _has_no_unit(board: Board) -> bool:
    """Whether no column of the board says who sent an entry, and nothing else: where who is
    nominated sends it (自荐), the column keeps what was filled in.
    """
    return not board.unit_key or board.sends_itself


def _trace(entries: Selection, places: Sequence[tuple[Table, int]]) -> Iterator[Sequence[object]]:
    """By column, where the entries came from."""
    yield entries.numbers
    yield [table.submission for table, _ in places]
    yield [table.sheet for table, _ in places]
    yield [row for _, row in places]
