"""What the keepers of the zoo share: what a kind is, its cast of companies, and plain sheets.

`Kind` says what arrives, how to make it, and what must become of it; the expectations are written
by hand. What a newcomer would get wrong: companies belong to a kind (`Cast`), so that nothing of
one kind is the same subject as, or looks like, anything of another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from raw_workbooks import MAIN, ooxml_parts, write_zip
from xlsxwriter.utility import xl_col_to_name

from toolkit.rules.identifiers import credit_check_character, organisation_check_character

# 千字文: no two of its phrases have two characters at the same places.
_WORDS = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
    "金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇"
    "始制文字乃服衣裳推位让国有虞陶唐吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌"
    "遐迩一体率宾归王鸣凤在竹白驹食场化被草木赖及万方盖此身发四大五常恭惟鞠养岂敢毁伤"
    "女慕贞洁男效才良知过必改得能莫忘罔谈彼短靡恃己长信使可覆器欲难量墨悲丝染诗赞羔羊"
    "景行维贤克念作圣德建名立形端表正空谷传声虚堂习听祸因恶积福缘善庆尺璧非宝寸阴是竞"
    "资父事君曰严与敬孝当竭力忠则尽命临深履薄夙兴温凊似兰斯馨如松之盛川流不息渊澄取映"
    "容止若思言辞安定笃初诚美慎终宜令荣业所基籍甚无竟学优登仕摄职从政存以甘棠去而益咏"
    "乐殊贵贱礼别尊卑上和下睦夫唱妇随外受傅训入奉母仪诸姑伯叔犹子比儿孔怀兄弟同气连枝"
    "交友投分切磨箴规仁慈隐恻造次弗离节义廉退颠沛匪亏性静情逸心动神疲守真志满逐物意移"
    "坚持雅操好爵自縻都邑华夏东西二京背邙面洛浮渭据泾宫殿盘郁楼观飞惊图写禽兽画彩仙灵"
    "丙舍旁启甲帐对楹肆筵设席鼓瑟吹笙升阶纳陛弁转疑星右通广内左达承明既集坟典亦聚群英"
    "杜稿钟隶漆书壁经府罗将相路侠槐卿户封八县家给千兵高冠陪辇驱毂振缨世禄侈富车驾肥轻"
    "策功茂实勒碑刻铭磻溪伊尹佐时阿衡奄宅曲阜微旦孰营桓公匡合济弱扶倾绮回汉惠说感武丁"
    "俊乂密勿多士寔宁晋楚更霸赵魏困横假途灭虢践土会盟何遵约法韩弊烦刑起翦颇牧用军最精"
    "宣威沙漠驰誉丹青九州禹迹百郡秦并岳宗泰岱禅主云亭雁门紫塞鸡田赤城昆池碣石钜野洞庭"
)
TRADES = ("装备", "医药", "信息", "材料", "能源", "环保", "软件", "光电", "食品", "纺织",
          "仪器", "农机", "船舶", "航空", "矿山", "水务")  # fmt: skip

# The columns of 样本企业榜, A to P; the years of 专利申请量（项） come after them.
HEADINGS = ("序号", "推荐单位", "推荐顺序", "企业名称", "统一社会信用代码", "成立日期",
            "员工人数（人）", "营业收入（万元）", "毛利率", "是否高新技术企业", "领域", "应用场景",
            "联系电话", "电子邮箱", "主要产品", "证书编号")  # fmt: skip
FOUNDED = date(2018, 5, 6)

Line = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A line of 收件.xlsx: a file below the kind's folder, and what is known of its arrival."""

    file: str
    password: str = ""
    received: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """The unit and the companies of one kind; a company is called by its trade."""

    number: int
    unit: str

    def name(self, trade: str) -> str:
        """天地玄黄装备有限公司"""
        word = _WORDS[self.number * 4 : self.number * 4 + 4]
        return f"{word}{trade}有限公司"

    def code(self, trade: str) -> str:
        """Its valid credit code."""
        body = f"MA{self.number * 100 + TRADES.index(trade):06d}"
        code = f"91310000{body}{organisation_check_character(body)}"
        return code + credit_check_character(code)

    def line(self, trade: str, **changed: Any) -> list[Any]:
        """A row with nothing wrong, in the order of `HEADINGS`, but for the columns `changed`."""
        at = TRADES.index(trade) + 1
        cells = [at, self.unit, at, self.name(trade), self.code(trade), FOUNDED, 120, 2000.5, 0.15,
                 "是", "电子信息", "工业", "021-50800000", "lianxi@example.com", "传感器",
                 "20230001"]  # fmt: skip
        for heading, value in changed.items():
            cells[place_of(heading)] = value
        return cells

    def lines(self, *trades: str) -> list[list[Any]]:
        """Rows with nothing wrong."""
        return [self.line(trade) for trade in trades]

    def table(self, *trades: str) -> list[Line]:
        """A heading and rows with nothing wrong below it."""
        return [HEADINGS, *self.lines(*trades)]


_WITH_UNITS = {"员工人数": "员工人数（人）", "营业收入": "营业收入（万元）"}


def place_of(heading: str) -> int:
    """The place of a column, by its heading without the unit; the first is 0."""
    return HEADINGS.index(_WITH_UNITS.get(heading, heading))


@dataclass(frozen=True, slots=True)
class Kind:
    """What people send: the `line` of the list of pains it stands for (a few words of it), what
    it is in a Chinese sentence, and `make`, which writes it into a folder of its own.

    What must become of it: `files` maps each path below the folder to its status and code;
    `findings` are ``file sheet!cell code`` in their order; `entries` are those that arrive, by
    trade, with their outcome where it is not accepted; `values` are what those entries hold.
    """

    name: str
    line: str
    says: str
    make: Callable[[Path, Cast], None]
    files: Mapping[str, str]
    findings: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    received: Mapping[str, str] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()
    campaign: str = "zoo"
    needs: str = ""


READ = {"名单.xlsx": "read"}


def one_file(
    lines: Callable[[Cast], Sequence[Line]], name: str = "名单.xlsx", sheet: str = "样本企业榜"
) -> Callable[[Path, Cast], None]:
    """A maker of a workbook with one sheet."""
    return lambda folder, cast: save_book(folder / name, {sheet: lines(cast)})


# ---------------------------------------------------------------- workbooks as Excel writes them


def new_book(path: Path | BytesIO, **options: Any) -> xlsxwriter.Workbook:
    """A workbook whose bytes are the same every day."""
    book = xlsxwriter.Workbook(path, {"strings_to_numbers": False, **options})
    book.set_properties({"created": datetime(2025, 9, 1)})
    return book


def add_sheet(book: xlsxwriter.Workbook, name: str, lines: Sequence[Line]) -> Any:
    """Add a sheet with these lines; strings are texts whatever they look like."""
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, cells in enumerate(lines):
        for column, value in enumerate(cells):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            elif value is not None:
                sheet.write(row, column, value)
    return sheet


def save_book(path: Path | BytesIO, sheets: Mapping[str, Sequence[Line]]) -> None:
    """Write a workbook with nothing odd about it but what stands in its cells."""
    with new_book(path) as book:
        for name, lines in sheets.items():
            add_sheet(book, name, lines)


# ---------------------------------------------------------------- workbooks written by hand

DAY, PERCENT, ZEROS = 1, 2, 3
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="00000000"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def days(value: date, epoch: date = date(1899, 12, 30)) -> int:
    """A date as the number that stands in a cell."""
    return (value - epoch).days


def cell_xml(address: str, value: Any) -> str:
    """A cell as Excel would write it, its text inline."""
    match value:
        case str():
            text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
            return f'<c r="{address}" t="inlineStr">{text}</c>'
        case date():
            return f'<c r="{address}" s="{DAY}"><v>{days(value)}</v></c>'
        case _:
            return f'<c r="{address}"><v>{value}</v></c>'


def row_xml(row: int, cells: Line, odd: Mapping[str, str] | None = None) -> str:
    """A row; the cells of `odd` stand as they are given there, by address."""
    odd = odd or {}
    written = []
    for at, value in enumerate(cells):
        address = f"{xl_col_to_name(at)}{row}"
        if address in odd:
            written.append(odd[address])
        elif value is not None:
            written.append(cell_xml(address, value))
    return f'<row r="{row}">{"".join(written)}</row>'


def sheet_xml(
    lines: Sequence[Line], odd: Mapping[str, str] | None = None, before: str = "", after: str = ""
) -> str:
    """A sheet part; `before` and `after` stand around its cells."""
    rows = "".join(row_xml(row, cells, odd) for row, cells in enumerate(lines, start=1))
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def save_raw(
    path: Path,
    lines: Sequence[Line],
    odd: Mapping[str, str] | None = None,
    *,
    strings: str = "",
    before: str = "",
    after: str = "",
    more: Mapping[str, bytes | str] | None = None,
) -> None:
    """Write a workbook with the sheet 名单 by hand; `more` are further parts of it."""
    sheet = sheet_xml(lines, odd, before, after)
    write_zip(path, {**ooxml_parts(sheet, strings, STYLES), **(more or {})})
