"""The sheet 已裁定: every ruling that was read, and what became of it.

What a newcomer would get wrong: this sheet is read again too. A ruling that was filled in on 待裁定
stands nowhere else any more, so none may be left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toolkit.model import Effect, Ruled, Run, Side
from toolkit.registers.origins import origin_words
from toolkit.registers.rulings import ORIGIN
from toolkit.writers.book import Book
from toolkit.writers.cases.asked import KEYS, PAPER
from toolkit.writers.cases.filling import FILLED, add_hints, colour_lacking
from toolkit.writers.cases.sides import SideLinks, Sides
from toolkit.writers.columns import Cell, Column
from toolkit.writers.tables import TableArea, add_table_sheet

SHEET = "已裁定"
EFFECTS = {
    Effect.IN_FORCE: Cell("已执行", "good"),
    Effect.ORPHANED: Cell("未执行：找不到所指", "query"),
    Effect.CONTRADICTING: Cell("未执行：相互矛盾", "query"),
    Effect.UNCLEAR: Cell("未执行：不明确", "query"),
}
_EFFECT = (
    Column("效果", "text center", width=13.0),
    Column("说明", "wrapped", width=32.0),
    Column("现在的结果", "text center", width=12.0),
)
_KEYS = (*KEYS, Column(ORIGIN, "text faint", KEYS[0].group, width=14.0))
_HOW = (
    "改主意：直接改这里的裁定、经办人、理由，保存并关闭，重新运行；撤销裁定：清空“裁定”一格。",
    "“来源”里写着别的文件的（如“裁定.xlsx 第5行”），请到那个文件里改或撤销。最右边的“键”请勿改动。",
)
_NOTHING = "还没有作过裁定。"


def add_rulings_sheet(book: Book, sides: Sides) -> None:
    """Add 已裁定."""
    rulings = rulings_in_order(sides.run)
    known = sides.by_key(key for each in rulings for key in (each.ruling.key, each.ruling.other))
    columns = (*FILLED, *_EFFECT, *sides.columns_of_both(), *_KEYS)
    area = add_table_sheet(
        book,
        SHEET,
        columns,
        # A blank row, for what a table says where it has none would be read as a ruling.
        [_row(book, sides, each, known) for each in rulings] or [("",) * len(columns)],
        title="已作的裁定",
        notes=(count_rulings(rulings), *_HOW) if rulings else (_NOTHING,),
        header=sides.run.campaign.title,
        frozen=1,
        grows=True,
        printed=len(columns) - len(_KEYS),
    )
    area.sheet.set_zoom(85)
    area.sheet.set_paper(PAPER)
    if rulings:
        add_hints(area.sheet, 0, area.first, area.last)
        colour_lacking(book, area, 0, len(columns) - len(_KEYS))
        _add_links(sides, area, rulings, known)


def rulings_in_order(run: Run) -> list[Ruled]:
    """All that were read, those first that have no effect."""
    return sorted(run.rulings, key=lambda each: each.effect is Effect.IN_FORCE)


def count_rulings(rulings: Sequence[Ruled]) -> str:
    """One sentence: how many there are, and how many have an effect."""
    heeded = sum(each.effect is Effect.IN_FORCE for each in rulings)
    others = len(rulings) - heeded
    rest = f"，没有执行{others}条，排在前面，写有原因" if others else ""
    return f"共{len(rulings)}条裁定：已执行{heeded}条{rest}。"


def _row(book: Book, sides: Sides, each: Ruled, known: dict[str, Side]) -> tuple[object, ...]:
    ruling = each.ruling
    own = known.get(ruling.key) or Side(ruling.key, "")
    return (
        ruling.answer,
        ruling.who,
        ruling.why,
        _day(ruling.on),
        EFFECTS[each.effect],
        each.words,
        sides.outcome_words(own),
        *sides.cells_of_both(own, known.get(ruling.other), book.font),
        ruling.key,
        ruling.other,
        origin_words(ruling),
    )


def _day(on: str) -> object:
    """An ISO date as a date; any other text as it was written."""
    try:
        return date.fromisoformat(on)
    except ValueError:
        return on


def _add_links(sides: Sides, area: TableArea, rulings: list[Ruled], known: dict[str, Side]) -> None:
    links = SideLinks(sides)
    theirs = len(area.widths) - len(_KEYS) - 1
    own = theirs - len(sides.columns)
    for row, each in enumerate(rulings, area.first):
        links.add(row, own, known.get(each.ruling.key))
        links.add(row, theirs, known.get(each.ruling.other))
    links.put_on(area.sheet)
