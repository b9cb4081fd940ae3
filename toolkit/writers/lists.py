"""A campaign in; out: the empty 名录 workbooks of a new working folder."""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Campaign
from toolkit.writers.book import open_book
from toolkit.writers.columns import Column
from toolkit.writers.tables import add_table_sheet

_ROWS_TO_FILL = 30
_WINNERS = ("榜单", "年度", "名称", "统一社会信用代码")
_BARRED = ("名称", "统一社会信用代码", "原因")
_RECEIVED = ("文件", "收到时间", "推荐单位", "密码")
_UNITS = ("推荐单位", "推荐渠道", "别名", "名额调整", "联系人", "电话")


def write_lists(campaign: Campaign, folder: Path) -> None:
    """Write one workbook a list: its headings, and above them how to fill it."""
    channels = "；".join(campaign.channels) or "（本次征集不分渠道，可不填）"
    example = campaign.boards[0].title
    _write(
        folder, "推荐单位", _UNITS,
        f"推荐渠道可用：{channels}",
        "一个单位属于多个渠道或有多个别名时，用“；”隔开。",
        f"名额调整：写 1 表示每个榜单加一个，写“{example}+1”只调整该榜单。",
    )  # fmt: skip
    _write(folder, "往届入选", _WINNERS, "往届入选者名单；没有代码的可只填名称。")
    _write(folder, "限制名单", _BARRED, "经营异常、严重违法失信等不得申报的对象。")
    _write(
        folder, "收件", _RECEIVED,
        "可不填。文件写收件文件夹下的路径或文件名；收到时间如 2022-10-31 17:30。",
        "这里填写的推荐单位优先于文件里写的。",
    )  # fmt: skip
    for listed in campaign.lists:
        _write(folder, listed.title, (listed.column,), "每行一个名称；不用时请删去这个文件。")


def _write(folder: Path, title: str, headings: tuple[str, ...], *notes: str) -> None:
    columns = [Column(heading, width=24.0) for heading in headings]
    with open_book(folder / f"{title}.xlsx", title=title) as book:
        blanks = [("",) * len(headings)] * _ROWS_TO_FILL
        add_table_sheet(book, title, columns, blanks, title=title, notes=notes)
