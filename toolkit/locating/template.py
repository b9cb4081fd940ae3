"""What a workbook says of its template, and the tables found in it; out: S107 where they disagree.

That a template was made for another unit is for `senders` to say, which knows who sent it. The
one thing a newcomer would get wrong: the record is the workbook's, not the sheet's. A sheet of
another board beside the recorded one was put there by hand, and is nobody's fault; rows that name
another board in a list made for the recorded one are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.locating.known import CampaignHeadings
from toolkit.locating.located import LocatedTable
from toolkit.model import Campaign, Finding, Ref, TemplateIdentity

_CURRENT = "请改用本次征集现在下发的模板，把填好的内容粘贴过去，核对后重新报送。"


def remark_on_template(
    template: TemplateIdentity,
    tables: Sequence[LocatedTable],
    known: CampaignHeadings,
    submission: str,
) -> list[Finding]:
    """S107 where the template is another campaign's, another board's, or not of the version that
    the board has now: at each sheet concerned, or at the file where no board was found.
    """
    campaign = known.campaign
    if template.campaign != campaign.id:
        message = (
            f"这份文件用的是另一次征集（代号 {template.campaign}）的模板，"
            f"现在按“{campaign.title}”读取。{_CURRENT}"
        )
        places = [Ref(submission, located.table.sheet) for located in tables] or [Ref(submission)]
        return [_finding(campaign, ref, message) for ref in places]
    boards = {located.board.id for located in tables}
    others = [located for located in tables if located.board.id != template.board]
    if template.board not in boards:
        return [_of_other_board(template, located, campaign) for located in others]
    said = [_of_other_board(template, located, campaign) for located in others if located.is_told]
    current = known.version(template.board)
    if template.version == current:
        return said
    message = (
        f"模板版本是 {template.version}，“{campaign.board(template.board).title}”现在的版本是"
        f" {current}，栏目或填报要求已有变动。{_CURRENT}"
    )
    return said + [
        _finding(campaign, Ref(submission, located.table.sheet), message)
        for located in tables
        if located.board.id == template.board
    ]


def _of_other_board(
    template: TemplateIdentity, located: LocatedTable, campaign: Campaign
) -> Finding:
    titles = {board.id: board.title for board in campaign.boards}
    made_for = titles.get(template.board, f"代号 {template.board}")
    board = located.board
    if located.is_told:
        found = f"“{board.field(board.told_by).heading}”一列却写着“{board.title}”"
    else:
        found = f"表头却是“{board.title}”的"
    message = (
        f"模板是为“{made_for}”准备的，{found}。请核对申报的是哪个榜单，改用该榜单的模板后重新报送。"
    )
    return _finding(campaign, Ref(located.table.submission, located.table.sheet), message)


def _finding(campaign: Campaign, ref: Ref, message: str) -> Finding:
    return Finding("S107", campaign.severities["S107"], ref, message)
