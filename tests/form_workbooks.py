"""The 新锐企业榜 申报表 as the notice prints it, drawn by openpyxl and filled with given values.

In: values by field key (what one would type into the cell); out: a workbook, and the address of
every field's value. Three ways of drawing it: `printed` (labels with values beside them, merged
cells, titles of blocks one character a line), `below` (values under their labels, nothing merged,
as a converted document comes) and `colons` (label and value in one cell).

The one thing a newcomer would get wrong: a hint stands in the cell where its value belongs, and
is replaced by the value; what is not given leaves the hint standing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.worksheet import Worksheet

TITLES = ("附件2", "2022年“科创中国”新锐企业榜", "申报表")
TICKS = {True: "☑是 □否", False: "□是 ☑否", None: "□是 □否"}

INDUSTRY_HINT = (
    "请参照《战略性新兴产业分类（2018）》（国家统计局令第23\n号），填写企业所属行业的一层主体"
    "编码内容，例如：所属\n行业为“电子电路制造”的企业，本栏填写“新型电子元器件\n及设备制造”"
)
CODE_HINT = (
    "请参照《国民经济行业分类与代码》，填写企业主营业务或主\n导产品对应的统计“大类”和“中类”"
    "及其编号，例如：主\n营业务为“农副食品加工业”的企业，本栏填写“农副食品\n加工业+13”"
)
# The line that people add, for the notice's form does not ask for the code.
CODE_LINE = (("统一社会信用代码", "uscc", ""),)
# Label, field key, hint: two pairs a line, or one over the whole width.
PAIRS: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (
        ("申报企业名称", "company", ""),
        ("所在地区", "region", "请根据企业纳税所在地区填写\n（X省X市）"),
    ),
    (("企业工商登记日期", "founded", "（年-月-日）"), ("法定代表人", "legal_person", "")),
    (("是否高新技术企业", "high_tech", ""), ("是否属于上\n市公司", "listed", "")),
    (
        ("注册资本（万元）", "capital", ""),
        ("从业人数\n（人）", "employees", "请参照缴纳社会保险的人数填\n写"),
    ),
    (("联系人姓名", "contact", ""), ("职务", "position", "")),
    (("电话", "phone", ""), ("邮箱", "email", "")),
    (("联系人通讯地址", "address", ""),),
    (
        (
            "所属行业",
            "industry",
            INDUSTRY_HINT,
        ),
    ),
    (
        (
            "主营业务",
            "business",
            "请根据工商登记的经营范围结合企业实际经营业务与主导产\n品填写",
        ),
    ),
    (
        (
            "主营业务或主导产品\n行业及代码",
            "industry_code",
            CODE_HINT,
        ),
    ),
)
PAST, FUTURE = ("2020年", "2021年", "2022年", "平均值"), ("2023年", "2024年", "2025年", "平均值")
BLOCKS: tuple[tuple[str, str, Sequence[str], tuple[tuple[str, str], ...]], ...] = (
    (
        "企业科技创新情况", "近三年", PAST,
        (
            ("专利申请量（项）", "patents_filed"),
            ("专利授权量（项）", "patents_granted"),
            ("专利许可转让数\n量（项）", "patents_licensed"),
            ("拥有自主知识产\n权的专利数量\n（项）", "patents_owned"),
        ),
    ),
    (
        "企业技术研发投入", "近三年", PAST,
        (
            ("研发团队规模\n（科技R&D人员\n数量）", "rd_team"),
            ("研发团队素质\n（硕士及以上学\n历人员占比）", "rd_quality"),
            ("研发经费总额\n（万元）", "rd_spending"),
            ("研发经费投入强\n度（当年研发经\n费占当年业务收\n入的百分比）", "rd_intensity"),
        ),
    ),
    (
        "企业对地方贡献", "近三年", PAST,
        (
            ("税收贡献（缴税\n总额/万元）", "tax"),
            ("就业贡献（就业\n人数相较上一年\n的增长率）", "employment_growth"),
            ("GDP贡献（营业收\n入总额/万元）", "revenue"),
            ("经济辐射带动贡\n献（带动产业链\n上下游合作项目\n数/项）", "spillover"),
        ),
    ),
    (
        "企业成长性", "未来三年", FUTURE,
        (
            ("盈利预期增长能\n力（万元）", "profit_forecast"),
            ("主营业务收入预\n期增长能力（万\n元）", "revenue_forecast"),
            ("关键核心技术应\n用程度评估（高/\n较高/一般）", "core_technology"),
        ),
    ),
)  # fmt: skip
ACHIEVEMENTS = (
    "突出成绩（介绍企业在赋能地方科技经济融合发展方面的贡献或促进试点城市（园区）\n"
    "科技创新方面的突出成就）"
)
SIGNATURES = ("申报单位公章：\n年 月 日", "推荐单位公章：\n年 月 日")

COMPANY: dict[str, Any] = {
    "company": "江东晨光智能装备有限公司",
    "region": "江苏省苏州市",
    "founded": "2016-03-18",
    "legal_person": "周明",
    "high_tech": True,
    "listed": False,
    "capital": 1000,
    "employees": 126,
    "contact": "李红",
    "position": "办公室主任",
    "phone": "13800138011",
    "email": "lihong@example.cn",
    "address": "江苏省苏州市某某路18号",
    "industry": "高端装备制造产业",
    "business": "智能检测装备的研发、制造和销售",
    "industry_code": "通用设备制造业+34",
    "honours": "高新技术企业",
    "honour_year": "2021",
    "achievements": "牵头组建省级创新联合体，带动上下游企业12家，为产业园区培养技术骨干三十余名。",
} | {
    f"{group}.{year}": value
    for group, values in {
        "patents_filed": (6, 9, 12, 9),
        "patents_granted": (3, 5, 7, 5),
        "patents_licensed": (0, 1, 2, 1),
        "patents_owned": (10, 15, 20, 15),
        "rd_team": (20, 24, 28, 24),
        "rd_quality": ("30%", "35%", "40%", "35%"),
        "rd_spending": (120, 180, 240, 180),
        "rd_intensity": ("10%", "10%", "10%", "10%"),
        "tax": (96, 130, 164, 130),
        "employment_growth": ("8%", "-2%", "12%", "6%"),
        "revenue": (1200, 1800, 2400, 1800),
        "spillover": (2, 3, 4, 3),
    }.items()
    for year, value in zip(("2020", "2021", "2022", "mean"), values, strict=True)
} | {
    f"{group}.{year}": value
    for group, values in {
        "profit_forecast": (300, 360, 420, 360),
        "revenue_forecast": (2800, 3300, 3800, 3300),
        "core_technology": ("较高", "较高", "高", None),
    }.items()
    for year, value in zip(("2023", "2024", "2025", "mean"), values, strict=True)
    if value is not None
}  # fmt: skip


@dataclass
class _Pen:
    """Where the next line of a form is drawn, and where values went."""

    sheet: Worksheet
    values: Mapping[str, Any]
    row: int
    merged: bool
    at: dict[str, str] = field(default_factory=dict)

    def text(self, columns: tuple[int, int], text: object, rows: int = 1, row: int = 0) -> None:
        """A text over some columns and rows, merged where the form is drawn so."""
        row = row or self.row
        cell = self.sheet.cell(row, columns[0], text)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if self.merged and (columns[1] > columns[0] or rows > 1):
            self.sheet.merge_cells(
                start_row=row, end_row=row + rows - 1,
                start_column=columns[0], end_column=columns[1],
            )  # fmt: skip

    def value(self, key: str, columns: tuple[int, int], hint: str = "", rows: int = 1) -> None:
        """A field's value, its hint, or a blank cell."""
        self.at[key] = self.sheet.cell(self.row, columns[0]).coordinate
        value = written(self.values.get(key), key)
        self.text(columns, (hint or None) if value is None else value, rows)


def written(value: Any, key: str) -> Any:
    """What somebody writes for a value: ticks for yes and no."""
    if key in ("high_tech", "listed"):
        return value if isinstance(value, str) else TICKS[value]
    return value


def draw_form(
    sheet: Worksheet, values: Mapping[str, Any], variant: str = "printed", top: int = 1
) -> tuple[dict[str, str], int]:
    """Draw a form from row `top`; gives the address of each value, and the row below the form."""
    pen = _Pen(sheet, values, top, merged=variant == "printed")
    for title in TITLES:
        pen.text((1, 6), title)
        pen.row += 1
    {"printed": _printed_lines, "below": _lines_below, "colons": _lines_with_colons}[variant](pen)
    _honours(pen, variant)
    for title, corner, years, metrics in BLOCKS:
        _block(pen, title, corner, years, metrics)
    if variant == "colons":
        _in_one_cell(pen, (1, 6), ACHIEVEMENTS, "achievements")
        pen.row += 1
    else:
        pen.text((1, 6), ACHIEVEMENTS)
        pen.row += 1
        pen.value("achievements", (1, 6), rows=3)
        pen.row += 3
    for text in SIGNATURES:
        pen.text((1, 6), text, rows=2)
        pen.row += 2
    _draw_borders(sheet, top, pen.row - 1)
    return pen.at, pen.row


def _lines(pen: _Pen) -> Sequence[tuple[tuple[str, str, str], ...]]:
    return (CODE_LINE, *PAIRS) if "uscc" in pen.values else PAIRS


def _printed_lines(pen: _Pen) -> None:
    for pairs in _lines(pen):
        spans = (((1, 2), (3, 3)), ((4, 4), (5, 6))) if len(pairs) == 2 else (((1, 2), (3, 6)),)
        for (label, key, hint), (own, value) in zip(pairs, spans, strict=True):
            pen.text(own, label)
            pen.value(key, value, hint)
        pen.row += 1


def _lines_below(pen: _Pen) -> None:
    """Two lines of labels and values, four labels a line."""
    every = [each for pairs in _lines(pen) for each in pairs]
    for start in range(0, len(every), 4):
        own = every[start : start + 4]
        for column, (label, _, _) in enumerate(own, start=1):
            pen.text((column, column), label)
        pen.row += 1
        for column, (_, key, hint) in enumerate(own, start=1):
            pen.value(key, (column, column), hint)
        pen.row += 1


def _lines_with_colons(pen: _Pen) -> None:
    for pairs in _lines(pen):
        for column, (label, key, _) in zip((1, 4), pairs, strict=False):
            _in_one_cell(pen, (column, column), label, key)
        pen.row += 1


def _in_one_cell(pen: _Pen, columns: tuple[int, int], label: str, key: str) -> None:
    pen.at[key] = pen.sheet.cell(pen.row, columns[0]).coordinate
    value = written(pen.values.get(key), key)
    pen.text(columns, f"{label}：{'' if value is None else value}")


def _honours(pen: _Pen, variant: str) -> None:
    """A label whose values stand in a small table to its right."""
    if variant == "colons":
        _in_one_cell(pen, (1, 1), "企业获得称号", "honours")
        _in_one_cell(pen, (4, 4), "认定年度", "honour_year")
        pen.row += 1
        return
    pen.text((1, 2), "企业获得称号", rows=2)
    pen.text((3, 4), "近3年内获得的称号名称")
    pen.text((5, 6), "认定年度")
    pen.row += 1
    pen.value("honours", (3, 4))
    pen.value("honour_year", (5, 6))
    pen.row += 1


def _block(
    pen: _Pen, title: str, corner: str, years: Sequence[str], metrics: Sequence[tuple[str, str]]
) -> None:
    """A matrix, its title merged down at the left with one character a line."""
    pen.text((1, 1), "\n".join(title), rows=len(metrics) + 1)
    pen.text((2, 2), corner)
    for column, year in enumerate(years, start=3):
        pen.text((column, column), year)
    pen.row += 1
    for label, group in metrics:
        pen.text((2, 2), label)
        for column, year in enumerate(years, start=3):
            key = f"{group}.{'mean' if year == '平均值' else year.removesuffix('年')}"
            if key != "core_technology.mean":
                pen.value(key, (column, column))
        pen.row += 1


def _draw_borders(sheet: Worksheet, first: int, last: int) -> None:
    for column, width in zip("ABCDEF", (6, 24, 22, 18, 18, 18), strict=True):
        sheet.column_dimensions[column].width = width
    thin = Side(style="thin")
    for row in sheet.iter_rows(min_row=first + len(TITLES), max_row=last, max_col=6):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)


def write_form(
    path: Path, values: Mapping[str, Any], variant: str = "printed", sheet: str = "申报表"
) -> dict[str, str]:
    """A workbook of one form; gives the address of each value."""
    book = Workbook()
    book.active.title = sheet
    at, _ = draw_form(book.active, values, variant)
    book.save(path)
    return at


def write_table(path: Path, values: Mapping[str, Any], headings: Mapping[str, str]) -> None:
    """The same values as a table of one line; a heading `group · column` takes two cells."""
    book = Workbook()
    for column, (key, heading) in enumerate(headings.items(), start=1):
        upper, _, lower = heading.rpartition(" · ")
        for row, text in enumerate((upper or lower, lower if upper else None), start=1):
            book.active.cell(row, column, text)
        value = values.get(key)
        book.active.cell(3, column, "是" if value is True else "否" if value is False else value)
    book.save(path)
