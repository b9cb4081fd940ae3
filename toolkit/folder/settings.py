"""A campaign in; out: the text of a new working folder's 征集.yaml.

The one thing a newcomer would get wrong: a line comes into force when its leading ``#`` is taken
away, that one character and no other. So no blank follows it at the outer level, two follow it
below a key, and the keys stand there already: left empty they change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from toolkit.campaign.changes import usual_limits
from toolkit.model import Campaign

_NO_DEADLINE = date(2030, 12, 31), "24:00"
# What secretariats make more or less of than the catalogue does.
_GRADES = (
    ("E104: error", "逾期收到的一律不予受理"),
    ("Q101: query", "超名额的先保留，由人决定"),
    ("V501: note", "平均值与各年数字不符的，只提示，不逐个询问"),
)


def settings_text(campaign: Campaign) -> str:
    """What the file says: whose folder it is, and what may be changed locally.

    The deadline, quotas and limits are written as they are, so that such a line changes nothing
    until somebody changes its value.
    """
    return "\n".join((*_head(campaign), *_quotas(campaign), *_grades(), *_limits(), ""))


def _head(campaign: Campaign) -> Iterator[str]:
    day, clock = campaign.deadline_day or _NO_DEADLINE
    yield f"# {campaign.title}"
    yield "# 这个文件说明本文件夹属于哪次征集活动。用记事本就能修改，改完保存，下次运行生效。"
    yield "# 不改也能用。要改哪一项，就删去那一行开头的 #（只删这一个字符，空格不动），再改数值。"
    yield f'campaign: "{campaign.id}"'
    yield ""
    yield "# 截止时间：晚于它收到的文件会注明“逾期收到”，请人决定是否受理。"
    if campaign.deadline_day is None:
        yield "# 通知没有写截止时间；下面只是写法的例子。"
    yield f'#deadline: "{day:%Y-%m-%d} {clock}"'


def _quotas(campaign: Campaign) -> Iterator[str]:
    adjustable = [
        (f"{board.id}: {board.adjustable_quota.limit}", board.title)
        for board in campaign.boards
        if board.adjustable_quota
    ]
    yield ""
    if not adjustable:
        yield "# 这次征集没有按推荐单位计算的名额。"
        return
    yield "# 每个推荐单位的名额；下面是通知规定的数。"
    yield "# 只给个别单位增减的不写在这里，写在 名录/推荐单位.xlsx 的“名额调整”。"
    yield "quotas:"
    yield from _switches(adjustable)


def _grades() -> Iterator[str]:
    yield ""
    yield "# 某类问题从严或从宽：error 退回或不予受理，query 保留并请人决定，note 只提示。"
    yield "# 代码的意思用 toolkit explain 代码 查看；别的代码照样写在下面。"
    yield "severities:"
    yield from _switches(_GRADES)


def _limits() -> Iterator[str]:
    yield ""
    yield "# 每份文件的上限：超过的不读取，记为 F105。正常的文件达不到，确有需要再放宽。"
    yield "limits:"
    yield from _switches((f"{key}: {most}", words) for key, most, words in usual_limits())


def _switches(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines below a key that come into force without their first character, what each means
    behind it.
    """
    return (f"#  {line:<30}  # {words}" for line, words in lines)
