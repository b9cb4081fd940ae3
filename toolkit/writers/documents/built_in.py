"""The letter templates that come with the toolkit, drawn with their placeholders.

A plan comes in; the bytes of a .docx go out. What a newcomer would get wrong: a paragraph or a
table row is drawn once, though the letter will have it many times.
"""

from __future__ import annotations

from docx.document import Document as Page

from toolkit.writers.documents.drawing import (
    ADDRESSEE,
    PART,
    SIGNATURE,
    TITLE,
    add_table,
    add_text,
    center_columns,
    new_page,
    saved,
)
from toolkit.writers.documents.placeholders import RETURNED, LetterPlan

_COUNTS = ("收到文件", "申报条目", "入围", "退回", "不符合条件", "重复", "超名额", "其他")


def draw_template(plan: LetterPlan) -> bytes:
    """The template of a letter, as the secretariat finds it in 模板/."""
    page = new_page(plan.name)
    if plan is RETURNED:
        _draw_returned(page)
    else:
        _draw_receipt(page)
    return saved(page)


def _draw_returned(page: Page) -> None:
    add_text(page, "关于{{征集}}\n报送材料核查意见的函", TITLE)
    add_text(page, "{{单位}}：", ADDRESSEE)
    add_text(page, "贵单位报送的材料收悉。经核查，现将有关情况和修改意见函告如下。")
    add_text(page, "一、收到的材料", PART)
    _draw_counts(page)
    add_text(page, "{{改正情况}}")
    add_text(page, "{{序号}}．{{文件情况}}")
    add_text(page, "二、最要紧的事", PART)
    add_text(page, "{{序号}}．{{最要紧的事}}")
    add_text(page, "三、请这样办理", PART)
    add_text(page, "{{序号}}．{{办理步骤}}")
    add_text(page, "四、附件", PART)
    add_text(page, "{{序号}}．{{附件}}")
    _draw_end(page, "特此函告。")


def _draw_receipt(page: Page) -> None:
    add_text(page, "收件回执", TITLE)
    add_text(page, "{{单位}}：", ADDRESSEE)
    add_text(page, "贵单位为{{征集}}报送的材料已经收到，现将收件和核查情况告知如下。")
    add_text(page, "一、收到的文件（{{收到文件}}份）", PART)
    files = ("{{序号}}", "{{文件}}", "{{收到时间}}", "{{处理情况}}")
    table = add_table(page, ("序号", "文件", "收到时间", "处理情况"), (files,), (8, 28, 32, 32))
    center_columns(table, (0, 2))
    add_text(page, "二、申报条目（{{申报条目}}条）", PART)
    boards = ("{{榜单}}", "{{榜单条目}}", "{{榜单情况}}", "{{榜单名额}}")
    table = add_table(page, ("榜单", "申报", "目前情况", "名额"), (boards,), (22, 8, 30, 40))
    center_columns(table, (1,))
    add_text(page, "三、请注意", PART)
    add_text(page, "{{序号}}．{{提示}}")
    _draw_end(page, "特此回执。")


def _draw_counts(page: Page) -> None:
    counts = tuple(f"{{{{{name}}}}}" for name in _COUNTS)
    center_columns(add_table(page, _COUNTS, (counts,), (10, 10, 8, 8, 12, 8, 9, 8)), range(8))


def _draw_end(page: Page, farewell: str) -> None:
    for text, style in ((farewell, ""), ("征集活动秘书处（盖章）", SIGNATURE)):
        paragraph = add_text(page, text, style) if style else add_text(page, text)
        paragraph.paragraph_format.keep_with_next = True
    add_text(page, "　　　　年　　月　　日", SIGNATURE)
