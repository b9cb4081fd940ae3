"""A table or form whose board is not clear in; out: S111, which asks which one is meant.

The one thing a newcomer would get wrong: it is asked only where nobody has said which board is
meant, or where what was said cannot be; a sheet, a title, a file name or a column that names the
board settles it.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.locating.forms import Form
from toolkit.locating.headings import Heading
from toolkit.model import Campaign, Finding, Ref

_MOST_NAMED = 6
_ADVICE = "请把榜单名称写在工作表名称、表头上方的标题或文件名里{}，核对后重新报送。"


def remark_on_board(
    found: Heading | Form, campaign: Campaign, place: tuple[Ref, str]
) -> Iterator[Finding]:
    """S111 where several boards fit alike, or where the sheet names another than the columns do.
    `place` is where it is said, and what stands there.
    """
    taken, equals = found.board, found.equals
    if found.misnamed:
        named = campaign.board(found.misnamed).title
        message = (
            f"工作表名称或标题写的是“{named}”，栏目却是“{taken.title}”的，暂按“{taken.title}”读取。"
            f"请核对申报的是哪个榜单：如果是“{named}”，请改用它的栏目；"
            f"如果是“{taken.title}”，请改正名称后重新报送。"
        )
    elif equals:
        titles = [f"“{board.title}”" for board in equals]
        more = f"等 {len(titles)} 个榜单" if len(titles) > _MOST_NAMED else ""
        column = taken.field(taken.told_by).heading if taken.told_by else ""
        by_row = f"，或在“{column}”一列逐行填写" if column else ""
        message = (
            f"这些栏目与{'、'.join(titles[:_MOST_NAMED])}{more}都相符，看不出申报的是哪一个，"
            f"暂按“{taken.title}”读取。{_ADVICE.format(by_row)}"
        )
    else:
        return
    ref, value = place
    yield Finding("S111", campaign.severities["S111"], ref, message, value=value)
