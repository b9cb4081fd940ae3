"""The kinds that are about sheets: where the list stands, its heading, what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from raw_workbooks import ooxml_parts, write_zip
from zoo_parts import (
    FOUNDED,
    HEADINGS,
    READ,
    STYLES,
    Cast,
    Kind,
    Line,
    add_sheet,
    new_book,
    one_file,
    place_of,
    save_book,
    save_raw,
    sheet_xml,
)

NAMES = "renamed, re-ordered, differently spaced or full-width sheet names"
TITLES = "one or three title lines"
LETTERS = "headings with spaces, line breaks, `*`, numbering"
COLUMNS = "columns missing, extra, in another order, twice"
HIDDEN = "hidden rows, columns, sheets; filtered rows"
CLAIMS = "a sheet that claims 1,048,576 rows, or says its size is A1:A1"
NO_ENTRIES = "blank rows inside; 合计; 注：…; the template's example; signatures and stamps below"
MERGED = "values merged down over several rows"

_BOARD = "样本企业榜"
_TWO = ("装备", "医药")
_YEARS = ("专利申请量（项）", None, None, None)
_CASES = ("序号", "推荐单位", "案例名称", "申报主体", "启用日期")


def _sheets(sheets: Callable[[Cast], dict[str, Sequence[Line]]]) -> Callable[..., None]:
    return lambda folder, cast: save_book(folder / "名单.xlsx", sheets(cast))


def _cases(cast: Cast, *trades: str) -> list[Line]:
    lines = [(at, cast.unit, cast.name(trade), "某研究所", FOUNDED) for at, trade in
             enumerate(trades, start=1)]  # fmt: skip
    return [_CASES, *lines]


def _cover(cast: Cast) -> dict[str, Sequence[Line]]:
    cover = [["填报须知"], ["请于十月底前报送。"]]
    return {"封面": cover, _BOARD: cast.table(*_TWO)}


def _three_titles(cast: Cast) -> list[Line]:
    return [
        ["2025年样本征集活动"],
        ["样本企业榜推荐汇总表"],
        ["推荐单位：丹青学会（盖章）    填报日期：2025年9月1日", *[None] * 14, "单位：万元、人"],
        *_without(cast.table(*_TWO), "推荐单位"),
    ]


def _without(lines: Sequence[Line], *headings: str) -> list[list[Any]]:
    left_out = {place_of(heading) for heading in headings}
    return [[cell for at, cell in enumerate(cells) if at not in left_out] for cells in lines]


def _with_years(cast: Cast, *trades: str) -> list[Line]:
    lines = [[*line, 3, 4, 5, 4] for line in cast.lines(*trades)]
    return [[*HEADINGS, *_YEARS], [*[None] * 16, "2023年", "2024年", "2025年", "平均值"], *lines]


def _make_two_rows(folder: Path, cast: Cast) -> None:
    with new_book(folder / "名单.xlsx") as book:
        sheet = add_sheet(book, _BOARD, _with_years(cast, *_TWO))
        middle = book.add_format({"align": "center"})
        for column, heading in enumerate(HEADINGS):
            sheet.merge_range(0, column, 1, column, heading, middle)
        sheet.merge_range("Q1:T1", _YEARS[0], middle)


def _make_pages(folder: Path, cast: Cast) -> None:
    first, second = _with_years(cast)
    lines = [first, second, *_with_years(cast, "装备")[2:], first, second]
    save_book(folder / "名单.xlsx", {_BOARD: [*lines, *_with_years(cast, "医药")[2:]]})


def _decorated(cast: Cast) -> list[Line]:
    written = {
        "序号": "序 号", "企业名称": "1. 单位名称\n*", "统一社会信用代码": "统一社会\n信用代码＊",
        "成立日期": "（三）成立日期", "员工人数（人）": "员工人数【人】",
        "营业收入（万元）": "营业收入(万元)", "联系电话": "联系电话：",
    }  # fmt: skip
    return [[written.get(heading, heading) for heading in HEADINGS], *cast.lines(*_TWO)]


def _gross_margin(cast: Cast) -> list[Line]:
    return [["毛利" if h == "毛利率" else h for h in HEADINGS], *cast.lines(*_TWO)]


def _shuffled(cast: Cast) -> list[Line]:
    return [[*cells[8:], *cells[:8]] for cells in cast.table(*_TWO)]


def _extra(cast: Cast) -> list[Line]:
    heading, *lines = cast.table(*_TWO)
    return [[*heading, "备注"], *([*line, "已公示"] for line in lines)]


def _twice(cast: Cast) -> list[Line]:
    heading, *lines = cast.table(*_TWO)
    return [[*heading, "企业名称"], *([*line, "另一家公司"] for line in lines)]


# ---------------------------------------------------------------- hidden, far away, claimed


def _make_hidden(folder: Path, cast: Cast) -> None:
    with new_book(folder / "名单.xlsx") as book:
        sheet = add_sheet(book, _BOARD, cast.table("装备", "医药", "信息"))
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("G:H", None, None, {"hidden": True})


def _make_hidden_sheet(folder: Path, cast: Cast) -> None:
    with new_book(folder / "名单.xlsx") as book:
        add_sheet(book, "封面", [["见下一张表"]])
        add_sheet(book, _BOARD, cast.table(*_TWO)).hide()


def _make_filtered(folder: Path, cast: Cast) -> None:
    lines = [cast.line("装备"), cast.line("医药", 领域="生物医药"), cast.line("信息")]
    with new_book(folder / "名单.xlsx") as book:
        sheet = add_sheet(book, _BOARD, [HEADINGS, *lines])
        sheet.autofilter("A1:P4")
        sheet.filter_column("K", "x == 电子信息")
        sheet.set_row(2, None, None, {"hidden": True})


def _claiming(claim: str) -> Callable[..., None]:
    said = f'<dimension ref="{claim}"/>'
    return lambda folder, cast: save_raw(
        folder / "名单.xlsx", cast.table("装备", "医药", "信息"), before=said
    )


def _make_styled_to_the_end(folder: Path, cast: Cast) -> None:
    """Thousands of rows with a colour and nothing else, and the very last cell with one."""
    styled = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(4, 3000))
    last = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    sheet = sheet_xml(cast.table(*_TWO)).replace("</sheetData>", f"{styled}{last}</sheetData>")
    write_zip(folder / "名单.xlsx", ooxml_parts(sheet, styles=STYLES))


def _stray(cast: Cast) -> list[Line]:
    return [*cast.table(*_TWO), *[[]] * 4997, [*[None] * 25, "备查"]]


# ---------------------------------------------------------------- rows that are no entries


def _between(cast: Cast) -> list[Line]:
    heading, first, second, third = cast.table("装备", "医药", "信息")
    example = cast.line("材料", 企业名称="某某（上海）科技有限公司")
    return [
        heading, example, first, [], second,
        ["小计", *[None] * 5, 240], third, ["合计", *[None] * 5, 360],
        ["注：员工人数为年末人数。"], ["填表人：张三", *[None] * 6, "推荐单位（盖章）："],
    ]  # fmt: skip


def _make_merged(folder: Path, cast: Cast) -> None:
    trades = ("装备", "医药", "信息", "材料", "能源")
    with new_book(folder / "名单.xlsx") as book:
        sheet = add_sheet(book, _BOARD, cast.table(*trades))
        middle = book.add_format({"valign": "vcenter"})  # without one, what lies below stays
        sheet.merge_range("B2:B6", "丹青学会", middle)
        sheet.merge_range("K3:K4", "生物医药", middle)


def _of_sheet(name: str, sheet: str, says: str) -> Kind:
    return Kind(name, NAMES, says, _sheets(lambda cast: {sheet: cast.table(*_TWO)}), READ,
                entries=_TWO)  # fmt: skip


def _headed(
    name: str, line: str, says: str, lines: Callable[[Cast], Sequence[Line]], *findings: str,
    **more: Any,
) -> Kind:  # fmt: skip
    told = tuple(f"名单.xlsx {_BOARD}!{finding}" for finding in findings)
    return Kind(name, line, says, one_file(lines), READ, told, **{"entries": _TWO, **more})


def _seen(name: str, says: str, make: Callable[..., None], *trades: str) -> Kind:
    told = (f"名单.xlsx {_BOARD} S106",)
    return Kind(name, HIDDEN, says, make, READ, told, entries=trades or _TWO)


_THREE = ("装备", "医药", "信息")

KINDS = (
    _of_sheet("sheet-renamed", "Sheet3", "工作表改名为 Sheet3。"),
    _of_sheet("sheet-full-width", "样 本 企 业 榜　（定稿）", "工作表名里有空格和全角字符。"),
    Kind("sheet-after-cover", "the list on the second sheet", "名单在第二张工作表，第一张是封面。",
         _sheets(_cover), READ,
         findings=("名单.xlsx 封面 S101",), entries=_TWO),
    Kind("boards-in-one-file", "several boards in one file", "一份文件里两个榜单，次序颠倒。",
         _sheets(lambda cast: {"案例": _cases(cast, "信息"), "企业": cast.table(*_TWO)}), READ,
         entries=("信息", *_TWO)),
    _headed("one-title", TITLES, "表头上面有一行标题。",
            lambda cast: [["2025年样本企业榜汇总表"], *cast.table(*_TWO)]),
    _headed("three-titles", TITLES, "三行标题，写着推荐单位、填报日期和计量单位。", _three_titles,
            units=("丹青学会",)),
    Kind("two-row-heading", "a two-row heading with merged cells",
         "两行表头：年度在合并的指标名下面。", _make_two_rows, READ, entries=_TWO,
         values={"patents.2024": (4, 4), "patents.mean": (4, 4)}),
    Kind("heading-on-each-page", "a heading repeated on each printed page",
         "每个打印页重复一遍两行表头。", _make_pages, READ, entries=_TWO,
         findings=(f"名单.xlsx {_BOARD}!A4 S109", f"名单.xlsx {_BOARD}!Q5 S109"),
         values={"patents.2025": (5, 5)}),
    _headed("headings-decorated", LETTERS, "表头里有空格、换行、星号、编号、别的括号和别名。",
            _decorated, values={"staff": (120, 120), "revenue": (2000.5, 2000.5)}),
    _headed("heading-unknown", "never by prefix (毛利 is not 毛利率)", "“毛利”不是“毛利率”。",
            _gross_margin, "I1 S103", values={"margin": (None, None)}),
    _headed("column-missing", COLUMNS, "缺少必需的“成立日期”一列。",
            lambda cast: _without(cast.table(*_TWO), "成立日期"), "A1 S102",
            entries=("装备 returned", "医药 returned")),
    _headed("column-optional-missing", COLUMNS, "缺少不是必需的几列。",
            lambda cast: _without(cast.table(*_TWO), "毛利率", "领域", "证书编号")),
    _headed("column-extra", COLUMNS, "多出一列备注。", _extra, "Q1 S103"),
    _headed("columns-shuffled", COLUMNS, "各列的次序全变了。", _shuffled,
            values={"margin": (0.15, 0.15), "staff": (120, 120)}),
    _headed("column-twice", COLUMNS, "“企业名称”出现了两次。", _twice, "Q1 S104"),
    _seen("hidden-rows-and-columns", "有隐藏的行和列；照常读取。", _make_hidden, *_THREE),
    Kind("hidden-sheet", HIDDEN, "名单在隐藏的工作表里。", _make_hidden_sheet, READ,
         findings=("名单.xlsx 封面 S101", f"名单.xlsx {_BOARD} S106"), entries=_TWO),
    _seen("filtered-rows", "筛选掉了几行；照常读取。", _make_filtered, *_THREE),
    Kind("claims-all-rows", CLAIMS, "自称有 1,048,576 行。", _claiming("A1:XFD1048576"), READ,
         entries=_THREE),
    Kind("claims-one-cell", CLAIMS, "自称只有 A1 一格。", _claiming("A1:A1"), READ,
         entries=_THREE),
    Kind("styled-to-the-end", CLAIMS, "几千行只有底色，最后一行最后一列也有。",
         _make_styled_to_the_end, READ, entries=_TWO),
    _headed("stray-cell", "S110 names the stray cell", "名单下面隔了几千行还有一格。", _stray,
            "Z5001 S109", "Z5001 S110"),
    _headed("rows-that-are-no-entries", NO_ENTRIES, "示例、空行、小计、合计、注和签字盖章处。",
            _between, "A2 S109", "A4 S109", "A6 S109", "A8 S109", "A9 S109", "A10 S109",
            entries=_THREE),
    Kind("merged-down", MERGED, "一个推荐单位合并了五行，一个领域合并了两行。", _make_merged, READ,
         entries=("装备", "医药", "信息", "材料", "能源"), units=("丹青学会",),
         values={"domain": ("电子信息", "生物医药", "生物医药", "电子信息", "电子信息")}),
)  # fmt: skip
