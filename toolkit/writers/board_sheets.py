"""One sheet a board in 汇总.xlsx: the accepted entries with every column the board has.

A `Run` and an open `Book` come in; the sheets go out. What a newcomer would get wrong: 序号 is
counted anew over all units, and 推荐单位 is the unit as recognised, not what the cell said.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model import Board, Entry, Field, Run
from toolkit.writers.book import Book
from toolkit.writers.tables import Column, add_table_sheet
from toolkit.writers.wording import accepted_on, heading_with_unit, shown_value, unit_name

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
_MOST_FROZEN = 5
_TRACE = (
    Column("条目号", "plain"),
    Column("报送文件"),
    Column("工作表"),
    Column("行", "plain"),
)


def add_board_sheets(book: Book, run: Run) -> None:
    """Add a sheet for each board of the campaign, also where nothing was accepted."""
    for board in run.campaign.boards:
        _add_board_sheet(book, run, board)


def accepted_entries(run: Run, board: Board) -> tuple[Entry, ...]:
    """A board's accepted entries: unit by unit as registered, then by 推荐顺序."""
    order = {unit.name: at for at, unit in enumerate(run.registers.units or ())}
    for entry in run.entries:
        order.setdefault(entry.unit, len(order))
    accepted = accepted_on(run, board)
    return tuple(sorted(accepted, key=lambda each: (order[each.unit], _rank(board, each))))


def _rank(board: Board, entry: Entry) -> tuple[bool, float, int]:
    """Entries without a rank come after those with one."""
    value = entry.value(board.rank_key) if board.rank_key else None
    if isinstance(value, int | float):
        return (False, value, entry.number)
    return (True, 0, entry.number)


def _add_board_sheet(book: Book, run: Run, board: Board) -> None:
    entries = accepted_entries(run, board)
    lead = [] if board.serial_key else [Column("序号", "plain")]
    if not board.unit_key:
        lead.append(Column("推荐单位"))
    columns = [*lead, *(_column(board, field, entries) for field in board.fields), *_TRACE]
    rows = [
        [*_lead(board, number, entry), *_cells(board, number, entry), *_trace(entry)]
        for number, entry in enumerate(entries, 1)
    ]
    named = [field.key for field in board.fields].index(board.name_key) + 1 + len(lead)
    add_table_sheet(
        book,
        board.title,
        columns,
        rows,
        title=f"{board.title}　入围条目（{len(entries)}条）",
        header=run.campaign.title,
        frozen=named if named <= _MOST_FROZEN else 0,
    )


def _column(board: Board, field: Field, entries: tuple[Entry, ...]) -> Column:
    group, heading = heading_with_unit(field)
    return Column(heading, _style(board, field, entries), group)


def _style(board: Board, field: Field, entries: tuple[Entry, ...]) -> str:
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
    longest = max((len(str(shown_value(each, field.key))) for each in entries), default=0)
    return "wrapped" if longest > _LONG_TEXT else "text"


def _lead(board: Board, number: int, entry: Entry) -> list[object]:
    """Our own 序号 and 推荐单位 where the board has no such columns."""
    cells: list[object] = [] if board.serial_key else [number]
    return cells if board.unit_key else [*cells, unit_name(entry.unit)]


def _cells(board: Board, number: int, entry: Entry) -> list[object]:
    ours = {board.serial_key: number, board.unit_key: unit_name(entry.unit)}
    return [
        ours[field.key] if field.key in ours else shown_value(entry, field.key)
        for field in board.fields
    ]


def _trace(entry: Entry) -> tuple[object, ...]:
    return (entry.number, entry.submission, entry.table.sheet, entry.row)
