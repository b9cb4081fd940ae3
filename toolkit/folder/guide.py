"""A campaign in; out: the text of 使用说明.txt, which a new colleague follows from top to bottom.

The one thing a newcomer would get wrong: it is written for people who have never typed a command.
Every step says what to click or type, and lines are short, because 记事本 need not wrap them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.describing import quota_lines
from toolkit.folder.guide_cases import CASES, NEVER
from toolkit.model import Campaign, ListCondition

_DIGITS = "一二三四五六七"
_OUTPUTS = (
    "报告.html      一页看全貌：收到多少、入围多少、名额用了多少，可以打印，也能发给领导",
    "汇总.xlsx      概览、各榜单入围名单、处理台账（每条的结果和理由）、问题清单、",
    "               名额统计、收件登记（每份文件读了什么、略过什么）、与上次相比",
    "待裁定.xlsx    要请人决定的，一行一件；“已裁定”一页是已经决定的",
    "退回           一家单位一个文件夹，整个发给它：退回函、退回说明、邮件正文、标出问题的原文件",
    "回执           一家单位一个文件夹：收件回执，写明收到了什么、现在怎样",
    "评审           给评审专家的工作簿，可以打分、打印",
    "records        供程序读取的记录，平时不用打开",
)


def guide_text(campaign: Campaign, command: str) -> str:
    """The whole guide; `command` is what runs the folder from inside it."""
    sections = (
        ("这个文件夹是做什么的", _about(campaign)),
        ("什么放在哪里", _places(campaign)),
        ("第一次使用：准备名录", _lists(campaign, command)),
        ("每天要做的事", _round(campaign, command)),
        ("“输出”里的每个文件", _OUTPUTS),
        ("遇到这些情况怎么办", _cases(campaign)),
        ("请不要这样做", _dotted(NEVER)),
    )
    lines = [f"{campaign.title}　工作文件夹使用说明"]
    for digit, (title, body) in zip(_DIGITS, sections, strict=True):
        lines += ["", "", f"{digit}、{title}", "", *(f"  {line}".rstrip() for line in body)]
    return "\n".join([*lines, ""])


def _dotted(warnings: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for first, *more in warnings:
        yield f"· {first}"
        yield from (f"  {line}" for line in more)


def _about(campaign: Campaign) -> Iterator[str]:
    yield f"征集活动：{campaign.title}"
    yield f"依据：{campaign.source}"
    yield f"截止时间：{campaign.deadline_words or '通知没有写'}"
    if campaign.channels:
        yield f"推荐渠道：{len(campaign.channels)} 类"
        yield from (f"    {channel}" for channel in campaign.channels)
    yield f"榜单和名额：{len(campaign.boards)} 个榜单"
    for board in campaign.boards:
        yield f"    {board.title}"
        yield from (f"      {words}" for words in _named_quotas(quota_lines(campaign, board)))
    yield "（截止时间和名额如有本地改动，写在 征集.yaml 里，以那里为准。）"
    yield ""
    yield "各单位报来的文件放进“收件”，运行一次，“输出”里就有：每一条申报的处理结果"
    yield "和理由，要请人拿主意的事，退给各单位的文件和信，交给评审专家的工作簿。"
    yield "“收件”里的原件从不改动；全部在本机完成，不联网。"


def _named_quotas(lines: Iterable[str]) -> Iterator[str]:
    return (f"名额{words}" if words == "不限" else f"名额：{words}" for words in lines)


def _places(campaign: Campaign) -> Iterator[str]:
    yield "征集.yaml          哪次征集活动；截止时间、名额等本地改动写在这里，不改也能用"
    yield "收件               收到的文件放这里，可以分文件夹，压缩包和邮件不必解开"
    yield "名录               要对照的名单，一份一个工作簿："
    yield "    推荐单位.xlsx    有哪些推荐单位、属于哪个渠道、还有哪些叫法"
    yield "    往届入选.xlsx    往年入选的，用来查出不应再报的"
    yield "    限制名单.xlsx    经营异常、严重违法失信等不得申报的"
    yield "    收件.xlsx        个别文件的收到时间、推荐单位、密码；没有就不填"
    yield from (f"    {listed.title}.xlsx    用来核对的名单" for listed in campaign.lists)
    yield "裁定.xlsx          待裁定.xlsx 没有问到的事（如单位来函撤回）写在这里"
    yield "模板               退回函和收件回执的样子，可以换成本单位的措辞和落款；"
    yield "                   怎样改，看其中的“模板说明”；不改也能用"
    yield "输出               运行的结果，每次运行整个换新；第一次运行后才有"


def _lists(campaign: Campaign, command: str) -> Iterator[str]:
    yield "打开“名录”里的工作簿，从示例行下面的空行填起，填好保存、关闭。"
    yield "灰色斜体、以（示例）开头的行不会被读取，可以留着，也可以删去。"
    yield ""
    yield "1. 推荐单位.xlsx：一行一家。“别名”写上它的简称、旧称和盖章用名，"
    yield "   多个用“；”隔开，文件上写哪个名字都能认出来。"
    if campaign.stacking:
        yield "   同时属于几个渠道的单位，渠道用“；”隔开都写上，名额才会叠加。"
    yield "   一家也不填时，报来的单位名称一律照收，不核对是不是名录里的单位。"
    yield "2. 往届入选.xlsx、限制名单.xlsx：有就粘贴进来，没有就空着。"
    for number, listed in enumerate(campaign.lists, 3):
        yield f"{number}. {listed.title}.xlsx：一行一个{listed.column}；空着就不核对这一项。"
        yield from (f"   用来核对：{each.words}" for each in _conditions(campaign, listed.id))
    yield ""
    yield "要给各单位发填报用的空表，在命令窗口（打开的办法见下面）里输入："
    yield ""
    yield f"       {command} template {campaign.id} -o 填报模板"


def _conditions(campaign: Campaign, listed: str) -> Iterator[ListCondition]:
    return (
        condition
        for board in campaign.boards
        for condition in board.list_conditions
        if condition.list == listed
    )


def _round(campaign: Campaign, command: str) -> Iterator[str]:
    yield "1. 把收到的文件放进“收件”。最好每家单位建一个文件夹，以单位名称命名。"
    yield "   Excel、WPS、CSV、压缩包、存成 eml 或 msg 的邮件，收到什么放什么。"
    yield "2. 打开命令窗口。Windows：打开本文件夹，在上方地址栏里输入 cmd 按回车；"
    yield "   macOS：右键单击本文件夹，选“新建位于文件夹位置的终端窗口”。"
    yield "3. 想先看看收齐了没有、缺什么：输入下面一行，按回车。"
    yield ""
    yield f"       {command} status"
    yield ""
    yield "4. 处理：先关闭“输出”里打开着的工作簿，再输入下面一行，按回车，等它说完。"
    yield ""
    yield f"       {command} run"
    yield ""
    yield "5. 打开“输出”里的 报告.html 或 汇总.xlsx 看全貌。"
    yield "6. 打开“输出”里的 待裁定.xlsx，逐行看两边的差别，在“裁定”一格选一个答案，"
    yield "   写上经办人和理由，保存，关闭。拿不准的空着，下次还会列出来。"
    yield "7. 再运行一次。裁定生效，“与上次相比”里写明哪些结果变了。"
    yield "8. “输出”里“退回”下面，一家单位一个文件夹，整个发给那家单位；要回执的，"
    yield "   “回执”下面有。改好的重报文件放回“收件”，从第 1 步再来；"
    yield "   原来那份不要删，后来的会自动替代它。"
    yield f"9. {_until(campaign)}待裁定的都定下来后，把“输出”里“评审”下面的工作簿交给评审专家。"


def _until(campaign: Campaign) -> str:
    return f"{campaign.deadline_words}截止，" if campaign.deadline_words else "收齐、"


def _cases(campaign: Campaign) -> Iterator[str]:
    for question, answers in CASES:
        yield f"【{question}】"
        yield from (f"  {line}" for line in answers)
        yield ""
    if campaign.file_name or campaign.mail_subject:
        yield "【文件名或邮件主题不合通知的要求】"
        yield "  照常读取，只在退回说明里提醒单位，不用改名。"
        yield ""
    yield "【看不懂某个问题代码】"
    yield "  运行：toolkit explain 代码，例如 toolkit explain V101。"
