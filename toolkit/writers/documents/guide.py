"""模板说明.docx: how a secretariat changes the letter templates, and every placeholder there is.

Nothing comes in; a Word document goes out. The one thing a newcomer would get wrong: its tables are
made from the plans that templates are checked by, so the guide cannot promise what is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docx.document import Document as Page

from toolkit.writers.documents.drawing import (
    PART,
    TITLE,
    add_table,
    add_text,
    new_page,
    saved,
)
from toolkit.writers.documents.placeholders import (
    LETTERS,
    NUMBER,
    LetterPlan,
    Placeholder,
)

_HEADING = ("占位符", "填入的内容", "举例")
_WIDTHS = (22, 40, 38)
_STEPS = (
    (
        "用 Word 或 WPS 打开“退回函.docx”或“收件回执.docx”，照平常的办法修改：文字、字体、页眉、"
        "页脚、图片都可以改。改好后保存，文件名不要变，格式仍为 .docx。"
    ),
    (
        "双层花括号里的字是占位符，写信时换成各单位自己的内容，字体、字号跟占位符的一样。"
        "占位符可以不用，也可以用几次；放在正文、表格、页眉、页脚、文本框里都行。"
        "名称要与下面的表一致，不能自己起名。"
    ),
    "信末的落款和日期留着打印盖章时填写；秘书处的联系人、电话和地址请直接写在模板里。",
    "模板里有不认识的占位符，或者括号不成对，运行时会说明是哪份模板、哪个占位符，不写出任何结果。",
    "不想再用自己的模板时，把它从“模板”文件夹里移走，就用自带的模板。",
)
_PARAGRAPHS = (
    "下面的占位符写在一段里，内容有几行，这一段就出现几次；没有内容，这一段就不出现。"
    "一段里只写一个。"
)
_ROWS = "下面的占位符写在表格的同一行里，内容有几项，这一行就出现几次；表头写在上面一行，不会重复。"


def draw_guide() -> bytes:
    """The guide as the bytes of a .docx."""
    page = new_page("模板说明")
    add_text(page, "信函模板怎样修改", TITLE)
    for number, step in enumerate(_STEPS, 1):
        add_text(page, f"{number}．{step}")
    for plan in LETTERS:
        _draw_plan(page, plan)
    return saved(page)


def _draw_plan(page: Page, plan: LetterPlan) -> None:
    add_text(page, f"“{plan.file}”可以用的占位符", PART)
    _draw_placeholders(page, plan.texts)
    add_text(page, f"“{plan.file}”成段的占位符", PART)
    add_text(page, _PARAGRAPHS)
    _draw_placeholders(page, (*plan.lines, _NUMBER))
    for table in plan.tables:
        add_text(page, f"“{plan.file}”表格的占位符：{table.counted}", PART)
        add_text(page, _ROWS)
        _draw_placeholders(page, (*table.columns, _NUMBER))


_NUMBER = Placeholder(NUMBER, "第几行，写在会重复的占位符前面；用 Word 的自动编号时不必写", "1")


def _draw_placeholders(page: Page, placeholders: Iterable[Placeholder]) -> None:
    add_table(page, _HEADING, list(_rows(placeholders)), _WIDTHS)


def _rows(placeholders: Iterable[Placeholder]) -> Iterator[tuple[str, str, str]]:
    for each in placeholders:
        yield f"{{{{{each.name}}}}}", each.words, each.example
