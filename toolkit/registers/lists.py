"""Grids of the 名录 workbooks in; out: units, winners, barred subjects, receipts, other lists.

The one thing a newcomer would get wrong: these lists are the secretariat's own, so a fault in one
ends the run with the cell (exit 2) instead of becoming a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from toolkit.model import Board, Campaign, ListedSubject, Receipt, Unit, Workbook
from toolkit.registers.lines import Line, read_lines, read_moment
from toolkit.rules.names import name_key

_SEVERAL = re.compile(r"[；;\n]+")
_ADJUSTMENT = re.compile(r"^(?P<board>.*?)\s*(?P<places>[+-]?\s*\d+)$")


def parse_units(workbook: Workbook, file: str, campaign: Campaign) -> tuple[Unit, ...]:
    """名录/推荐单位.xlsx; a unit or alias that stands twice is a fault at its cell."""
    # Where quotas stack by channel, a list without channels would quietly cut them.
    needed = ("推荐单位", "推荐渠道") if campaign.stacking else ("推荐单位",)
    optional = ("推荐渠道", "别名", "名额调整", "联系人", "电话")
    units: list[Unit] = []
    taken: dict[str, str] = {}
    for line in read_lines(workbook, file, needed, optional):
        name = line.text("推荐单位")
        if not name:
            raise line.fault("推荐单位", "这一行没有填写推荐单位。")
        unit = Unit(
            name=name,
            channels=_channels(line, campaign),
            aliases=_split(line.text("别名")),
            adjustments=_adjustments(line, campaign.boards),
            contact=line.text("联系人"),
            phone=line.text("电话"),
        )
        for heading, spelling in (("推荐单位", name), *(("别名", alias) for alias in unit.aliases)):
            owner = taken.setdefault(name_key(spelling), name)
            if owner != name or (heading == "推荐单位" and name in {known.name for known in units}):
                raise line.fault(heading, f"“{spelling}”重复出现（“{owner}”已使用）。")
        units.append(unit)
    return tuple(units)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SEVERAL.split(text) if part.strip())


def _channels(line: Line, campaign: Campaign) -> tuple[str, ...]:
    """Channel names as the campaign writes them; several are joined by ；."""
    known = {name_key(channel): channel for channel in campaign.channels}
    channels = []
    for stated in _split(line.text("推荐渠道")):
        channel = known.get(name_key(stated)) if known else stated
        if channel is None:
            allowed = "；".join(campaign.channels)
            raise line.fault("推荐渠道", f"“{stated}”不是本次征集的推荐渠道。可用的有：{allowed}。")
        channels.append(channel)
    return tuple(dict.fromkeys(channels))


def _adjustments(line: Line, boards: Sequence[Board]) -> dict[str, int]:
    """`1` counts for every board, `新锐企业榜+1；先导技术榜-1` for those."""
    titles = {
        name_key(title): board.id
        for board in boards
        for title in (*board.also, board.title, board.id)
    }
    adjustments: dict[str, int] = {}
    for part in _split(unicodedata.normalize("NFKC", line.text("名额调整")).replace(";", "；")):
        found = _ADJUSTMENT.match(part)
        board = titles.get(name_key(found["board"])) if found and found["board"] else ""
        if found is None or board is None:
            raise line.fault("名额调整", f"“{part}”看不懂。请写成“1”或“新锐企业榜+1”。")
        adjustments[board] = adjustments.get(board, 0) + int(found["places"].replace(" ", ""))
    return adjustments


def parse_winners(workbook: Workbook, file: str) -> tuple[ListedSubject, ...]:
    """名录/往届入选.xlsx: 榜单 · 年度 · 名称 · 统一社会信用代码."""
    winners = []
    for line in read_lines(workbook, file, ("榜单", "年度", "名称"), ("统一社会信用代码",)):
        year = re.search(r"\d{4}", line.text("年度"))
        if year is None:
            raise line.fault("年度", "年度应填写四位年份，如 2021。")
        winners.append(
            ListedSubject(
                line.text("名称"),
                line.text("统一社会信用代码"),
                line.text("榜单"),
                int(year.group()),
            )
        )
    return tuple(winners)


def parse_barred(workbook: Workbook, file: str) -> tuple[ListedSubject, ...]:
    """名录/限制名单.xlsx: 名称 · 统一社会信用代码 · 原因."""
    return tuple(
        ListedSubject(line.text("名称"), line.text("统一社会信用代码"), reason=line.text("原因"))
        for line in read_lines(workbook, file, ("名称",), ("统一社会信用代码", "原因"))
    )


def parse_receipts(workbook: Workbook, file: str) -> tuple[Receipt, ...]:
    """名录/收件.xlsx: 文件 · 收到时间 · 推荐单位 · 密码."""
    return tuple(
        Receipt(
            line.text("文件"),
            _moment(line, "收到时间"),
            line.text("推荐单位"),
            line.text("密码"),
            place=f"{line.file} 第{line.row}行",
        )
        for line in read_lines(workbook, file, ("文件",), ("收到时间", "推荐单位", "密码"))
        if line.text("文件")
    )


def _moment(line: Line, heading: str) -> datetime | None:
    text = line.text(heading)
    moment = read_moment(line.cells.get(heading, ""))
    if text and moment is None:
        raise line.fault(heading, f"“{text}”不是能识别的时间。请写成“2022-10-31 17:30”。")
    return moment


def parse_list(workbook: Workbook, file: str, column: str) -> tuple[str, ...]:
    """Any other reference list: the names under `column`."""
    return tuple(
        line.text(column) for line in read_lines(workbook, file, (column,)) if line.text(column)
    )
