"""The 裁定.xlsx of a new working folder: headings, hints, samples, and rows to fill in.

What a newcomer would get wrong: it is for what 待裁定.xlsx does not ask. What it does ask is best
answered there, where the drop-downs are.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from toolkit.model import Campaign, Verb
from toolkit.registers.lines import SAMPLE
from toolkit.registers.rulings import ANSWER, KEY, OTHER
from toolkit.writers.book import open_book
from toolkit.writers.cases.choices import answers_hint
from toolkit.writers.cases.filling import FILLED, add_hints
from toolkit.writers.columns import Cell, Column
from toolkit.writers.tables import add_table_sheet

_ROWS_TO_FILL = 30
# Hints and drop-downs reach further than the rows that are drawn.
_ROWS_WITH_CHOICES = 3000
_REMARK = "备注"
_HOW = (
    "运行后打开“输出”里的“待裁定.xlsx”，在里面选填、保存，再运行，裁定就生效，不必用这份文件。",
    "也可以把填好的那一份另存为“裁定.xlsx”，代替这份文件。",
    "那里没有问到的事（如单位来函撤回），在这里写一行：键从“输出”里“汇总.xlsx”的“处理台账”复制。",
    "裁定可写：{}、保留、撤回、豁免 代码、认定 代码、推荐单位 单位全称、密码 内容。",
    "经办人和理由必填。灰色斜体、以（示例）开头的行不会被读取，可以保留或删去。",
)


def write_empty_rulings(campaign: Campaign, path: Path) -> None:
    """Write the workbook of a new working folder."""
    alike = _alike(campaign)
    day = campaign.deadline_day[0] if campaign.deadline_day else date(2030, 12, 31)
    samples = (
        (f"{SAMPLE}处理台账里的键", "", Verb.WITHDRAW.value, "张三", "单位来函撤回", day),
        (
            f"{SAMPLE}本条的键",
            "对方的键",
            Verb.DIFFERENT.value,
            "张三",
            "电话核实，是两家单位",
            day,
        ),
        (f"{SAMPLE}处理台账里的键", "", f"{Verb.WAIVE.value} V403", "李四", "已核对营业执照", day),
    )
    blanks = [("",) * (len(FILLED) + 3)] * _ROWS_TO_FILL
    rows = [[*(Cell(cell, "sample") for cell in sample), Cell("", "sample")] for sample in samples]
    columns = (
        Column(KEY, "code", width=40.0),
        Column(OTHER, "code", width=40.0),
        *(Column(each.heading, each.style, width=each.width + 4) for each in FILLED),
        Column(_REMARK, width=24.0),
    )
    notes = [line.format("、".join(alike)) for line in _HOW]
    with open_book(path, title="裁定") as book:
        area = add_table_sheet(
            book, "裁定", columns, [*rows, *blanks], title="裁定", notes=notes, grows=True
        )
        last = area.first + _ROWS_WITH_CHOICES
        offered = [*alike, Verb.KEEP.value, Verb.WITHDRAW.value]
        area.sheet.data_validation(area.first, 2, last, 2, {
            "validate": "list", "source": offered, "show_error": False,
            "input_title": ANSWER, "input_message": answers_hint(Verb),
        })  # fmt: skip
        add_hints(area.sheet, 2, area.first, last)


def _alike(campaign: Campaign) -> list[str]:
    """How two entries of the campaign may be said to be one, and that they are not."""
    owned = any(board.owner_key for board in campaign.boards)
    things = (Verb.SAME_THING,) if owned else ()
    return [verb.value for verb in (Verb.SAME, *things, Verb.DIFFERENT)]
