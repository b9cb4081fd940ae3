"""A campaign in; out: the 名录 workbooks of a new working folder, to be filled in.

The one thing a newcomer would get wrong: the grey sample rows are only looked at by people. Their
first cell begins with a mark by which they are never read (`registers.lines`), so they may stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from toolkit.model import Board, Campaign, ReferenceList
from toolkit.registers.lines import SAMPLE
from toolkit.writers.book import Book, open_book
from toolkit.writers.columns import Cell, Column
from toolkit.writers.tables import TableArea, add_table_sheet

_ROWS_TO_FILL = 30
# Drop-downs and the forms of cells reach further than the rows that are drawn.
_ROWS_WITH_CHOICES = 3000
# What Excel takes as the choices of a drop-down that are written into it.
_LONGEST_CHOICES = 255
_SAMPLES_STAY = (
    "灰色斜体、以（示例）开头的行不会被读取，可以保留或删去；请从下面的空行填起，不要改写示例行。"
)
_CODE = Column("统一社会信用代码", style="code", width=26.0)
_REASONS = ("列入经营异常名录", "列入严重违法失信名单", "失信被执行人", "科研严重失信")
_A_CODE, _A_COMPANY = "91310105MA1A2B3C6B", "某某（上海）科技有限公司"
_A_DAY = date(2030, 12, 31)


@dataclass(frozen=True, slots=True)
class _List:
    """A workbook to fill in: its columns, the lines above them, sample rows, and what the cells
    under a heading may be chosen from; anything else may be typed there, too.
    """

    title: str
    columns: tuple[Column, ...]
    hints: tuple[str, ...]
    samples: tuple[tuple[object, ...], ...]
    choices: Mapping[str, Sequence[str]]


def write_lists(campaign: Campaign, folder: Path) -> None:
    """Write one workbook a list: hints, headings, sample rows, empty rows with drop-downs."""
    made = (_units(campaign), _winners(campaign), _barred(), _received(campaign))
    for each in (*made, *(_names(campaign, listed) for listed in campaign.lists)):
        with open_book(folder / f"{each.title}.xlsx", title=each.title) as book:
            _add_list(book, each)


def _add_list(book: Book, made: _List) -> None:
    blanks = [("",) * len(made.columns)] * _ROWS_TO_FILL
    samples = [_dressed(row, made.columns) for row in made.samples]
    area = add_table_sheet(
        book, made.title, made.columns, [*samples, *blanks],
        title=made.title, notes=(*made.hints, _SAMPLES_STAY), frozen=1,
    )  # fmt: skip
    for at, column in enumerate(made.columns):
        style = book.format(f"{column.style} plainly")
        area.sheet.set_column(at, at, area.widths[at], style)
        _offer(area, at, column.heading, made.choices.get(column.heading, ()))


def _dressed(row: Sequence[object], columns: Sequence[Column]) -> list[object]:
    cells = (*row, *[""] * (len(columns) - len(row)))
    return [Cell(value, "sample") for value in cells]


def _offer(area: TableArea, at: int, heading: str, choices: Sequence[str]) -> None:
    """A drop-down down the column, where it can hold the choices; other words stay possible."""
    joined = ",".join(choices)
    if not choices or len(joined) > _LONGEST_CHOICES or joined.count(",") >= len(choices):
        return
    offered = {
        "validate": "list",
        "source": list(choices),
        "error_type": "information",
        "error_title": heading,
        "error_message": "下拉列表里没有这一项。如果确实要这样写，请点“确定”。",
    }
    area.sheet.data_validation(area.first, at, area.first + _ROWS_WITH_CHOICES, at, offered)


# ---------------------------------------------------------------- the lists


def _units(campaign: Campaign) -> _List:
    channels = campaign.channels
    several = (
        "同时属于几个渠道的都写上，用“；”隔开，名额可以叠加。"
        if campaign.stacking
        else "属于几个渠道的，用“；”隔开。"
    )
    hints = [
        f"推荐渠道从下拉列表中选；{several}" if channels else "本次征集不分推荐渠道，可不填。",
        "别名：简称、旧称、盖章用名等，用“；”隔开；文件上写哪个名字都能认出是这一家。",
        *_adjusting_hints(campaign),
        "一家也不填时，不核对推荐单位，报来什么名称就认作什么单位。",
    ]
    first = "；".join(channels[:2] if campaign.stacking else channels[:1])
    samples = (
        (f"{SAMPLE}某某市科学技术协会", first, "某某市科协；某某科协", _adjusting_example(campaign),
         "李四", "13800138000"),
        (f"{SAMPLE}某某学会", "".join(channels[-1:])),
    )  # fmt: skip
    columns = (
        Column("推荐单位", width=32.0), Column("推荐渠道", width=36.0), Column("别名", width=28.0),
        Column("名额调整", width=30.0), Column("联系人", width=12.0),
        Column("电话", style="code", width=18.0),
    )  # fmt: skip
    return _List("推荐单位", columns, tuple(hints), samples, {"推荐渠道": channels})


def _limited(campaign: Campaign) -> list[Board]:
    """The boards whose places are counted per unit, and so can be adjusted for one."""
    return [board for board in campaign.boards if board.adjustable_quota]


def _adjusting_hints(campaign: Campaign) -> list[str]:
    limited = _limited(campaign)
    if not limited:
        return ["本次征集没有按推荐单位计算的名额，名额调整不填。"]
    title = limited[0].title
    return [
        f"名额调整：写 1 表示每个榜单各加一个，写 {title}+1 只调整这个榜单，用“；”隔开可写几个。"
    ]


def _adjusting_example(campaign: Campaign) -> str:
    signs = zip(_limited(campaign), ("+1", "-1"), strict=False)
    return "；".join(f"{board.title}{sign}" for board, sign in signs)


def _winners(campaign: Campaign) -> _List:
    asked = [board for board in campaign.boards if board.past_years]
    titles = dict.fromkeys(
        title for board in (asked or campaign.boards) for title in (board.title, *board.past_titles)
    )
    hints = (
        [f"{board.title}：{_years(board)}入选的不再纳入候选，请填写当年的名单。" for board in asked]
        or ["本次征集的通知没有限制往届入选者再报，可不填。"]
    )  # fmt: skip
    year = asked[0].past_years[0] if asked else _day_of(campaign).year - 1
    samples = ((f"{SAMPLE}{next(iter(titles))}", year, _A_COMPANY, _A_CODE),)
    columns = (
        Column("榜单", width=36.0), Column("年度", style="plain", width=10.0),
        Column("名称", width=40.0), _CODE,
    )  # fmt: skip
    hints = [*hints, "没有代码的可以只填名称。"]
    return _List("往届入选", columns, tuple(hints), samples, {"榜单": tuple(titles)})


def _years(board: Board) -> str:
    return "、".join(f"{year}年" for year in board.past_years)


def _barred() -> _List:
    hints = (
        "经营异常、严重违法失信等不得申报的单位或个人，名称和代码至少填一样，最好都填。",
        "与名单相符的申报条目记为“不符合条件”，原因会写进给单位的说明。",
    )
    samples = ((f"{SAMPLE}{_A_COMPANY}", _A_CODE, _REASONS[0]),)
    columns = (Column("名称", width=40.0), _CODE, Column("原因", width=32.0))
    return _List("限制名单", columns, hints, samples, {"原因": _REASONS})


def _received(campaign: Campaign) -> _List:
    hints = (
        "可以不填。只有文件本身说不清、需要另外说明的才写；这里写的优先于文件里写的。",
        "文件：写在“收件”文件夹里的路径，或只写文件名。收到时间：用来排先后、看是否逾期。",
        "推荐单位：文件里没写清是谁报的。密码：打开文件或压缩包的密码。",
    )
    moment = datetime.combine(_day_of(campaign), time(17, 30))
    samples = (
        (f"{SAMPLE}某某市科协/{campaign.boards[0].title}名单.xlsx", moment),
        (f"{SAMPLE}名单(最终).xlsx", "", "某某市科学技术协会"),
        (f"{SAMPLE}某某学会.zip", "", "", "123456"),
    )
    columns = (
        Column("文件", width=48.0), Column("收到时间", style="moment", width=20.0),
        Column("推荐单位", width=32.0), Column("密码", style="code", width=18.0),
    )  # fmt: skip
    return _List("收件", columns, hints, samples, {})


def _day_of(campaign: Campaign) -> date:
    return campaign.deadline_day[0] if campaign.deadline_day else _A_DAY


def _names(campaign: Campaign, listed: ReferenceList) -> _List:
    words = [
        f"用来核对：{condition.words}。"
        for board in campaign.boards
        for condition in board.list_conditions
        if condition.list == listed.id
    ]
    hints = (*dict.fromkeys(words), "每行一个名称；一个也不填时，不核对这一项。")
    what = listed.column.removesuffix("名称") or listed.title
    columns = (Column(listed.column, width=60.0),)
    return _List(listed.title, columns, hints, ((f"{SAMPLE}某某{what}",),), {})
