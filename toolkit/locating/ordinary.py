"""A heading in; out: a quick look at a row below it that tells whether it is surely an entry.

The one thing a newcomer would get wrong: False says nothing. Whatever is not surely an entry is
looked at by asides.py, which alone knows what else a row may be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from toolkit.locating.headings import Heading
from toolkit.locating.known import CampaignHeadings
from toolkit.locating.spellings import heading_key, ideograph_outside
from toolkit.model import Board, Raw
from toolkit.rules.blanks import BLANK_WORDS

EXAMPLES = ("示例", "（示例", "(示例", "例：", "例:", "样例", "填写示例")
# Texts of a first cell that alone say what the row is for, normalised.
HINTS = frozenset(
    heading_key(text)
    for text in (
        "注",
        "说明",
        "填写说明",
        "填报说明",
        "填表说明",
        "填写要求",
        "填报要求",
        "填写提示",
    )
)
PLACEHOLDERS = frozenset({"请选择", "请填写", "请下拉选择", "下拉选择", "点击选择"})
_NO_NAMES = frozenset(map(heading_key, BLANK_WORDS)) | HINTS | PLACEHOLDERS
_TOTAL = re.compile(
    r"[合小总共累]计(?:共?\d+)?(?:[个家项人条户名份件]|万?元|数)?|共\d+[个家项人条户名份件]"
)
_TOTAL_OF = re.compile(r".{1,12}[合小总共]计")
_NOBODY = re.compile(
    r"(?:[我本该此]?(?:单位|部门|地区|[市区县省校院所会]|学会|协会|[年]度?|次|轮|批|榜单?))*[，,]?"
    r"(?:暂|均|尚|并|[本今此]次|[本今]年度?)*(?:[无零]|没有|未)(?:有|收到|组织|进行|拟|可)*"
    r"(?:推荐|申报|报送|上报|符合|报告|人选|对象|企业|项目).*"
)
# Registered names are Chinese throughout: nobody is called 某某 or XX.
_NOBODY_IN_PARTICULAR = re.compile(r"某某|(?<![0-9A-Za-z])[xXｘＸ×✕]{2,6}(?![0-9A-Za-z])")
_SOMEBODY = re.compile(r".+(?:公司|集团|[厂院所社]|中心|合伙[）)]?)\s*")
# Without any of these, a text is no total and no label, and does not say that it is nobody.
_DOUBTFUL = re.compile("[计共无没未零:：某xXｘＸ×✕]")


def surely_entry(
    heading: Heading, silent: frozenset[int], known: CampaignHeadings, titles: frozenset[str]
) -> Callable[[Sequence[Raw]], bool]:
    """Whether a row names its subject and has something else besides, and neither its first cell
    nor the name is, or begins like, anything but what entries have there. `silent` columns tell of
    no entry; `titles` are the texts above the heading.
    """
    examples = frozenset().union(*map(examples_of, (heading, *heading.others)))
    columns = {column for column, _ in examples}
    if len(columns) != 1 or columns <= silent:
        return lambda _cells: False
    at = min(columns) - 1
    is_plain = _plain(known, titles.union(name for _, name in examples))

    def is_entry(cells: Sequence[Raw]) -> bool:
        if at >= len(cells):
            return False
        name = cells[at]
        if type(name) is not str or not is_plain(name):
            return False
        first = cells[0]
        if type(first) in (float, int):
            return True
        rest = (cell for cell in cells if type(cell) is not str or cell.strip())
        first = next(rest)
        if type(first) is not str:
            return type(first) in (float, int)
        if not is_plain(first) or first.strip().startswith(EXAMPLES):
            return False
        # The name itself may come first: then something else must follow it.
        return any(type(cell) is not str or not is_label(cell) for cell in rest)

    return is_entry


def _plain(known: CampaignHeadings, others: frozenset[str]) -> Callable[[str], bool]:
    """Whether a text is no heading, no word for nothing, and none of the `others`; not a total
    nor a label either.
    """
    words = known.words | _NO_NAMES
    is_strange, is_doubtful = ideograph_outside(words).search, _DOUBTFUL.search

    def is_plain(text: str) -> bool:
        if is_doubtful(text) and (
            is_label(text) or is_total(text) or says_nobody(text.strip()) or is_made_up(text)
        ):
            return False
        if text.strip() in others:
            return False
        return is_strange(text) is not None or heading_key(text) not in words

    return is_plain


def is_label(text: str) -> bool:
    """Whether a text may be a label, with or without what it labels: 经办人：张三."""
    return "：" in text or ":" in text


def is_total(text: str, *, bare: bool = False) -> bool:
    """Whether a text is 合计 or its like; if not `bare`, perhaps of something: 电子信息小计.

    >>> is_total("合 计：2家"), is_total("本页小计"), is_total("本页小计", bare=True)
    (True, True, False)
    """
    key = heading_key(text)
    return bool(_TOTAL.fullmatch(key) or (not bare and _TOTAL_OF.fullmatch(key)))


def says_nobody(text: str) -> bool:
    """Whether a text says that there is nobody to nominate.

    >>> says_nobody("本单位无推荐对象"), says_nobody("无锡推荐科技有限公司")
    (True, False)
    """
    return _NOBODY.fullmatch(text) is not None


def is_made_up(text: str) -> bool:
    """Whether a name is one that examples have.

    >>> is_made_up("XX科技有限公司"), is_made_up("上海某某科技有限公司"), is_made_up("ExxonMobil")
    (True, True, False)
    """
    return _NOBODY_IN_PARTICULAR.search(text) is not None


def names_somebody(text: str) -> bool:
    """Whether a text is the name of an enterprise, and of a real one."""
    return _SOMEBODY.fullmatch(text) is not None and not is_made_up(text)


def example_of(board: Board) -> str:
    """The subject that the schema gives as an example; "" if it gives none."""
    return str(board.field(board.name_key).meta.get("example", ""))


def examples_of(heading: Heading) -> frozenset[tuple[int, str]]:
    """The column of the subject with its example; none where the sheet has no such column."""
    column = heading.columns.get(heading.board.name_key, 0)
    return frozenset({(column, example_of(heading.board))} if column else ())


def silent_columns(heading: Heading) -> frozenset[int]:
    """The columns that alone make no entry; 0 for those that are not on the sheet."""
    return frozenset(heading.columns.get(key, 0) for key in heading.board.silent_keys)


def telling_columns(heading: Heading) -> frozenset[int]:
    """The columns with a value in which a row is an entry."""
    return frozenset(heading.columns.values()) - silent_columns(heading)
