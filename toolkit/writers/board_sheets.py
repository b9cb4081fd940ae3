"""One sheet a board in 汇总.xlsx: the accepted entries with every column the board has.

A `Run` and an open `Book` come in; the sheets go out. What a newcomer would get wrong: 序号 is
counted anew over all units, and 推荐单位 is the unit as recognised, not what the cell said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.model import Field, Run
from toolkit.writers.book import Book
from toolkit.writers.columns import Column
from toolkit.writers.selection import Selection, accepted
from toolkit.writers.tables import add_table_sheet
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
        _add_board_sheet(book, run, in_unit_order(run, accepted(run, board)))


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


def _add_board_sheet(book: Book, run: Run, entries: Selection) -> None:
    board = entries.board
    lead = [] if board.serial_key else [Column("序号", "plain")]
    if not board.unit_key:
        lead.append(Column("推荐单位"))
    columns = [*lead, *(_column(field, entries) for field in board.fields), *_TRACE]
    named = [field.key for field in board.fields].index(board.name_key) + 1 + len(lead)
    add_table_sheet(
        book,
        board.title,
        columns,
        _rows(entries),
        count=len(entries),
        title=f"{board.title}　入围条目（{len(entries)}条）",
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


def _rows(entries: Selection) -> Iterator[tuple[object, ...]]:
    for start, piece in entries.pieces():
        yield from zip(*_columns(piece, start), strict=True)


def _columns(entries: Selection, start: int) -> Iterator[Sequence[object]]:
    """By column: our own 序号 and 推荐单位 where the board has none, its fields, and the trace."""
    board = entries.board
    serials = range(start + 1, start + len(entries) + 1)
    units = [unit_name(unit) for unit in entries.units]
    if not board.serial_key:
        yield serials
    if not board.unit_key:
        yield units
    ours = {board.serial_key: serials, board.unit_key: units}
    for field in board.fields:
        yield ours[field.key] if field.key in ours else entries.shown(field.key)
    yield entries.numbers
    tables = entries.tables()
    yield [table.submission for table, _ in tables]
    yield [table.sheet for table, _ in tables]
    yield [row for _, row in tables]
