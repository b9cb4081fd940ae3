"""What a letter template may ask for: the placeholders of 退回函 and of 收件回执, in their words.

Nothing comes in; two plans go out, from which templates are checked, letters are filled and
模板说明.docx is written. The one thing a newcomer would get wrong: a placeholder once published
stands in templates that secretariats keep, so it is added to, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

# Counts the repetitions of a paragraph or a table row, in which alone it may stand.
NUMBER = "序号"
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What is written between braces, what it stands for, and an example of it."""

    name: str
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class TablePlan:
    """Placeholders that stand in one row of a table, which repeats for each of `counted`."""

    counted: str
    columns: tuple[Placeholder, ...]


@dataclass(frozen=True, slots=True)
class LetterPlan:
    """What one letter holds: single texts, lines that repeat their paragraph, and tables."""

    name: str
    texts: tuple[Placeholder, ...]
    lines: tuple[Placeholder, ...]
    tables: tuple[TablePlan, ...] = ()

    @property
    def file(self) -> str:
        """What the letter's file is called, and its template's."""
        return f"{self.name}.docx"

    @property
    def columns(self) -> dict[str, str]:
        """What the row repeats for in which a placeholder stands."""
        return {each.name: table.counted for table in self.tables for each in table.columns}

    @property
    def names(self) -> tuple[str, ...]:
        """Every placeholder that may be used."""
        return (*(each.name for each in (*self.texts, *self.lines)), *self.columns, NUMBER)

    def sample(self) -> Letter:
        """A letter made of the examples."""
        lines = {each.name: [{each.name: each.example}] * 2 for each in self.lines}
        rows = {
            table.counted: [{each.name: each.example for each in table.columns}] * 2
            for table in self.tables
        }
        return Letter({each.name: each.example for each in self.texts}, lines | rows)


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes into one letter: its texts by placeholder, and by what repeats its rows (of lines,
    each with itself alone).
    """

    texts: Mapping[str, str]
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def lines(self, name: str) -> Iterator[str]:
        """The lines under a placeholder."""
        return (row[name] for row in self.rows[name])


_COMMON = (
    Placeholder("单位", "推荐单位的名称", "江东省科学技术协会"),
    Placeholder("单位联系人", "推荐单位名录里的联系人，没有就空着", "张某"),
    Placeholder("单位电话", "推荐单位名录里的电话，没有就空着", "000-00000000"),
    Placeholder("征集", "征集活动的名称", "2022年“科创中国”系列榜单"),
    Placeholder("通知", "征集通知的文号或出处", "某办函〔2022〕1号"),
    Placeholder("截止时间", "报送截止时间；没有规定时写“见通知”", "2022年10月31日24:00"),
    Placeholder("收到文件", "收到几份文件（数）", "3"),
    Placeholder("申报条目", "读到几个申报条目（数）", "11"),
    Placeholder("入围", "入围几条（数）", "6"),
    Placeholder("退回", "退回几条（数）", "1"),
    Placeholder("不符合条件", "不符合条件几条（数）", "2"),
    Placeholder("重复", "与先收到的重复几条（数）", "1"),
    Placeholder("超名额", "超出名额几条（数）", "1"),
    Placeholder("其他", "其余几条：已被替代的、已撤回的（数）", "0"),
    Placeholder(
        "收到情况",
        "用一句话说明收到多少、处理情况如何",
        "收到文件3份，申报条目11条：入围6条，退回1条。",
    ),
)
RETURNED = LetterPlan(
    "退回函",
    (
        *_COMMON,
        Placeholder(
            "改正情况",
            "退回的条目已经改正重报的，用一句话说明；没有就不出现",
            "退回的条目中，有1条已在后来报送的文件中改正。",
        ),
    ),
    (
        Placeholder(
            "文件情况", "每份文件一行：有几项错误、几项存疑", "名单.xlsx：错误1项，存疑2项"
        ),
        Placeholder(
            "最要紧的事",
            "最要紧的问题，至多三行：在哪里、怎样改",
            "“注册资本”必填未填（名单.xlsx 新锐企业榜 I5）：没有填写，请填写注册资本。",
        ),
        Placeholder("办理步骤", "请单位做什么，一步一行", "请在2022年10月31日24:00前报送。"),
        Placeholder("附件", "随函发出的文件，每份一行", "名单.xlsx：标注副本"),
    ),
)
RECEIPT = LetterPlan(
    "收件回执",
    _COMMON,
    (Placeholder("提示", "需要单位知道的事，一件一行", "报送截止时间为2022年10月31日24:00。"),),
    (
        TablePlan(
            "收到的文件",
            (
                Placeholder("文件", "文件名", "名单.xlsx"),
                Placeholder("收到时间", "何时收到；不清楚时写“未登记”", "2022年10月20日 09:30"),
                Placeholder("处理情况", "是否读取；没有受理的写明原因", "已读取，申报条目5条"),
            ),
        ),
        TablePlan(
            "榜单",
            (
                Placeholder("榜单", "榜单的名称", "新锐企业榜"),
                Placeholder("榜单条目", "该榜单申报几条（数）", "5"),
                Placeholder("榜单情况", "各种处理结果各有几条", "入围4条，退回1条"),
                Placeholder("榜单名额", "名额、已用和剩余", "共5个，已用4个，尚余1个"),
            ),
        ),
    ),
)
LETTERS = (RETURNED, RECEIPT)
