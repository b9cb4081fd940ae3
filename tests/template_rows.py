"""A board in; out: rows of cells to fill a template with, right and wrong in every way.

A row is a mapping by field key of what stands in the cells: texts, numbers, days, ticks, `ERROR`
for an error value; what is left out is blank. Rows come from a seed, so that they are always the
same. The one thing a newcomer would get wrong: cells are of their template's types. A day stands
in a cell formatted as a day, a share in one formatted as a percentage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from law_batches import credit_code

from toolkit.model import Board, Field
from toolkit.rules.identifiers import resident_check_character

ERROR = object()
Cells = Mapping[str, Any]

NOTHING: list[Any] = [
    None,
    None,
    None,
    "",
    " ",
    "　",
    "\n",
    "无",
    "／",
    "/",
    "N/A",
    "不适用",
    " 无 ",
]
TEXTS: list[Any] = [
    "甲", "甲乙丙", " 甲", "甲\n", "　甲　", "\u200b甲", "甲\ufeff", "甲 乙", "甲  乙",
    " 甲  乙", "无锡", "是", "否", "高", "一般", "1", "12.5", "x" * 50, "长" * 50, "长" * 51,
    "长" * 100, "长" * 101, "长" * 200, "长" * 201, "𠮷" * 50, "𠮷" * 51, "TRUE", "=1+1", "'甲",
    '"甲"', "甲*", "甲?", "甲~", 5, 2.5, -1, ERROR,
    "#REF!", " #N/A ", "#1", 1e15, 202531010500000001, "2.02531E+17", "3E10", "1.5E+7",
    "E+17",
]  # fmt: skip
NUMBERS: list[Any] = [
    0, 1, 2, -1, -0.5, 0.1, 0.25, 0.3, 0.5, 1.5, 2.5, 7, 10, 12, 99, 100, 101, 500, 501, 1000,
    3000, 20000, 20001, 1e6, 1e7, 1e10, 999999999999999, 1e15, 1e16, 1e100, 12.345, 0.333, 33.33,
    0.3333, 1 / 3, "12", "12.5", "-1", "0", "1,234", "12万元", "约12", "十二", "１２", "12%", "1/2",
    "3:00", "1E2", "0.50", "甲", True, ERROR,
]  # fmt: skip
SHARES: list[Any] = [
    0, 0.1, 0.15, 0.25, 0.3, 0.3333, 0.33, 0.5, 1, 1.0001, 1.5, 2, -0.01, -0.5, 0.125, 0.12345,
    "15%", "0.15", "15", "甲", False, ERROR,
]  # fmt: skip
DAYS: list[Any] = [
    date(2011, 12, 31), date(2012, 1, 1), date(2015, 7, 1), date(2019, 12, 31), date(2020, 12, 31),
    date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2022, 10, 31), date(2022, 11, 1),
    date(1900, 3, 1), date(1950, 2, 28), date(1980, 2, 29), date(1985, 1, 1), date(1984, 12, 31),
    date(2099, 12, 31), date(2200, 1, 1), "2018-05-06", "2018-02-30", "2150-01-01", "2018/5/6",
    "2018年5月", "18.5.6", "2018", "成立于2018年", ERROR,
]  # fmt: skip
TICKS: list[Any] = [
    True,
    False,
    "是",
    "否",
    " 是",
    "是 ",
    "√",
    "Y",
    "1",
    1,
    0,
    "☑是 □否",
    "不是",
    ERROR,
]
MARKS = ("；", "、", ";", ",", "，", "/", "\n", "； ", " ; ", "；；", "|")


def odd_codes(number: int) -> list[Any]:
    """What people write for a credit code, and codes that are wrong in one way."""
    code = credit_code(number)
    resident = f"11010519491231{number % 1000:03}"
    resident += resident_check_character(resident + "0")
    digits = next(
        found
        for at in range(number, number + 5000)
        if (found := credit_code(at)).isdecimal() and not found.endswith("000")
    )
    return [
        code.lower(), f" {code}", f"{code[:9]} {code[9:]}", f"{code[:6]}-{code[6:]}", f"{code}\n",
        code[:-1] + ("0" if code[-1] != "0" else "1"), code[:17], code + "1",
        code[:8] + "O" + code[9:], "98" + code[2:], "I" + code[1:], code[:16] + "ZZ",
        credit_code(number, prefix="52"), credit_code(number, off=1), digits, digits[:15] + "000",
        float(digits), 310105600037341, 13800138000, 12.5, "#VALUE!",
        "9.13100000631234E+17", "9E13", resident, "13800138000", "021-12345678", "110105000123456",
        "12345678X", "代码", code[:17] + "！", "９" + code[1:], ERROR,
    ]  # fmt: skip


def odd_texts(column: Field, number: int) -> list[Any]:
    """Texts that some rule of the column may have something against."""
    found: list[Any] = []
    if "phone" in column.rules:
        found += ["13800138000", "021-12345678", "12345", "1380013800", "见附件", 13800138000]
    if "email" in column.rules:
        found += ["name@example.cn", "name@", "name", "a b@example.cn", "无邮箱"]
    if "region" in column.rules or "located_in" in column.rules:
        found += [
            "江苏省苏州市",
            "江苏",
            "台湾省台北市",
            "火星",
            "上海市长宁区",
            "香港",
            "中国澳门",
        ]
    if "strategic_industry" in column.rules or "industry_code" in column.rules:
        found += ["新材料产业", "农副食品加工业+13", "不知道", "13", "房地产业+70", "研发+7320"]
    if "differs_from" in column.rules:
        found += ["甲学会", "甲 学会", "甲乙项目", "（甲乙）项目", "甲学会有限责任公司"]
    if "resident_id" in column.rules:
        found += [
            *odd_codes(number),
            "11010519491231002X",
            "11010519491231002x",
            "110105194912310021",
        ]
        found += ["11010519490231002X", "99010519491231002X", credit_code(number)]
    found += column.rules.get("allowed", ())
    found += column.rules.get("forbidden", ())
    return found


def pool(column: Field, number: int) -> Sequence[Any]:
    """All that is tried in a column; blanks and words for nothing are among it."""
    match column.type:
        case "date":
            return [*NOTHING, *DAYS]
        case "boolean":
            return [*NOTHING, *TICKS]
        case "number" | "integer":
            shares = column.meta.get("as") == "percent"
            return [*NOTHING, *(SHARES if shares else NUMBERS)]
        case "list":
            return [*NOTHING, *lists(column, number), "甲", ERROR]
        case _ if "credit_code" in column.rules:
            return [*NOTHING, *odd_codes(number)]
        case _ if odd := odd_texts(column, number):
            return [*NOTHING, *odd, *odd, *TEXTS]
        case _:
            return [*NOTHING, *TEXTS]


def lists(column: Field, number: int) -> list[str]:
    """Several choices, joined in the ways in which people join them."""
    options = list(column.rules.get("allowed", ("甲", "乙", "丙")))
    first, second = options[number % len(options)], options[(number + 1) % len(options)]
    joined = [f"{first}{mark}{second}" for mark in MARKS]
    more = ["；".join(options), f"{first}；", f"；{first}", f"{first}；{first}", f"{first}；丁"]
    return [*options, *joined, *more, f"☑{first} □{second}", "丁"]


def valid_row(board: Board, number: int) -> dict[str, Any]:
    """The board's example, of a subject that no other row has."""
    row = {column.key: _example(column) for column in board.fields}
    row[board.name_key] = "甲乙丙丁戊己庚辛壬癸"[number % 10] + f"氏{number}号有限公司"
    if board.owner_key:
        row[board.owner_key] = "子丑寅卯辰巳午未申酉戌亥"[number % 12] + "地研究有限公司"
    if board.code_key:
        row[board.code_key] = credit_code(number % 12 if board.owner_key else number)
    for key in (board.serial_key, board.rank_key):
        if key:
            row[key] = number if board.field(key).type == "integer" else str(number)
    return row


def _example(column: Field) -> Any:
    example = column.meta["example"]
    match column.type:
        case "date":
            return date.fromisoformat(example)
        case "number" | "integer" if isinstance(example, str):
            return float(example.removesuffix("%")) / 100
        case _:
            return example


def scaled(board: Board, row: dict[str, Any], draw: Random) -> dict[str, Any]:
    """The row with other figures, each some times as large, mostly inconsistent with the others."""
    factors = (0, 0.1, 0.5, 1, 1, 1, 1.0001, 1.01, 2, 3000, 10000)
    out = dict(row)
    for column in board.fields:
        value = out.get(column.key)
        if column.type in ("number", "integer") and type(value) in (int, float):
            if draw.random() < 0.15:
                changed = value * draw.choice(factors)
                out[column.key] = round(changed) if column.type == "integer" else round(changed, 6)
        elif column.type == "date" and isinstance(value, date) and draw.random() < 0.1:
            out[column.key] = value + timedelta(days=draw.randrange(-900, 1500))
    return out


def rows(board: Board, many: int, most_changes: int, seed: int = 4) -> Iterator[Cells]:
    """Rows to fill a template with: valid ones, ones with a few or many odd cells, repeated
    subjects, and rows that are hardly filled.
    """
    draw = Random(seed)  # noqa: S311  no secret is drawn
    keys = [column.key for column in board.fields]
    queue = [(column, at) for column in board.fields for at in range(len(pool(column, 1)))]
    draw.shuffle(queue)
    yield from _bare_rows(board)
    earlier: list[Cells] = []
    for number in range(1, many + 1):
        row = valid_row(board, number)
        if number % 3 == 0:
            row = scaled(board, row, draw)
        changes = draw.choice((1, 2, most_changes, most_changes)) if number > 3 else 0
        for _ in range(min(changes, len(queue))):
            column, at = queue.pop()
            row[column.key] = pool(column, number)[at]
        for key in draw.sample(keys, draw.choice((0, 0, 1, len(keys) // 4))) if number > 3 else ():
            row[key] = draw.choice(pool(board.field(key), number))
        if earlier and draw.random() < 0.2:
            row |= _subject(board, draw.choice(earlier), draw)
        earlier.append(row)
        yield row


def _subject(board: Board, of: Cells, draw: Random) -> dict[str, Any]:
    """An earlier row's subject, perhaps without its code or under another name."""
    keys = [key for key in (board.name_key, board.owner_key, board.code_key) if key]
    taken = {key: of.get(key) for key in draw.sample(keys, draw.randint(1, len(keys)))}
    if board.code_key and draw.random() < 0.3:
        taken[board.code_key] = None
    name = taken.get(board.name_key)
    if isinstance(name, str) and draw.random() < 0.3:
        taken[board.name_key] = name.replace("有限公司", " 有限责任公司")
    return taken


def _bare_rows(board: Board) -> Iterator[Cells]:
    silent = [key for key in (board.serial_key, board.unit_key, board.rank_key) if key]
    for value in (None, "", "1", "甲", ERROR):
        yield dict.fromkeys(silent, value)
    for column in board.fields[:6]:
        yield {column.key: "无"}
        yield {column.key: ERROR}
