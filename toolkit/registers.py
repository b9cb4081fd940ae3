"""Grids of the 名录 workbooks in; out: units, winners, barred subjects, receipts, other lists.

The one thing a newcomer would get wrong: these lists are the secretariat's own, so a fault in one
ends the run with the cell (exit 2) instead of becoming a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.errors import RegisterError
from toolkit.model import (
    Board,
    Campaign,
    ListedSubject,
    Raw,
    Receipt,
    Ref,
    Unit,
    Workbook,
    as_text,
)
from toolkit.rules.names import name_key
from toolkit.rules.normal import squash

_ROWS_SEARCHED = 60
_SEVERAL = re.compile(r"[；;\n]+")
_ADJUSTMENT = re.compile(r"^(?P<board>.*?)\s*(?P<places>[+-]?\s*\d+)$")
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a list: its cells by heading, and where it stands."""

    file: str
    sheet: str
    row: int
    columns: Mapping[str, int]
    cells: Mapping[str, Raw]

    def text(self, heading: str) -> str:
        cell = self.cells.get(heading, "")
        return as_text(cell).strip()

    def fault(self, heading: str, message: str) -> RegisterError:
        ref = Ref(self.file, self.sheet, self.row, self.columns.get(heading, 1))
        return RegisterError(f"{ref}：{message}", "请改正后重新运行。")


def _lines(
    workbook: Workbook, file: str, needed: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[_Line]:
    """The rows below the heading: of the rows with all `needed` columns, the one with most."""
    wanted = {squash(heading): heading for heading in (*needed, *optional)}
    for grid in workbook.grids:
        candidates = [
            (number, columns)
            for number, cells in enumerate(grid.rows[:_ROWS_SEARCHED], start=1)
            if all(heading in (columns := _named_columns(cells, wanted)) for heading in needed)
        ]
        if candidates:
            number, columns = max(candidates, key=lambda found: (len(found[1]), -found[0]))
            yield from _rows_below(file, grid.sheet, grid.rows, number, columns)
            return
    raise _lacking(workbook, file, needed, wanted)


def _lacking(
    workbook: Workbook, file: str, needed: Sequence[str], wanted: Mapping[str, str]
) -> RegisterError:
    """Which columns the likeliest heading lacks, and where it stands."""
    likeliest = max(
        (
            (len(columns), -at, -number, grid.sheet, columns)
            for at, grid in enumerate(workbook.grids)
            for number, cells in enumerate(grid.rows[:_ROWS_SEARCHED], start=1)
            if (columns := _named_columns(cells, wanted))
        ),
        key=lambda found: found[:3],
        default=(0, 0, -1, workbook.grids[0].sheet if workbook.grids else "", {}),
    )
    _, _, row, sheet, columns = likeliest
    lacking = "、".join(f"“{heading}”" for heading in needed if heading not in columns)
    place = Ref(file, sheet, -row, min(columns.values(), default=1))
    return RegisterError(
        f"{place}：名录的表头缺少{lacking}一列。", "请用 toolkit init 生成的名录模板核对表头。"
    )


def _named_columns(cells: Sequence[Raw], wanted: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells, start=1):
        heading = wanted.get(squash(as_text(cell)))
        if heading is not None:
            columns.setdefault(heading, at)
    return columns


def _rows_below(
    file: str, sheet: str, rows: Sequence[Sequence[Raw]], heading: int, columns: Mapping[str, int]
) -> Iterator[_Line]:
    for number, cells in enumerate(rows[heading:], start=heading + 1):
        named = {name: cells[at - 1] for name, at in columns.items() if at <= len(cells)}
        if any(as_text(cell).strip() for cell in named.values()):
            yield _Line(file, sheet, number, columns, named)


def parse_units(workbook: Workbook, file: str, campaign: Campaign) -> tuple[Unit, ...]:
    """名录/推荐单位.xlsx; a unit or alias that stands twice is a fault at its cell."""
    # Where quotas stack by channel, a list without channels would quietly cut them.
    needed = ("推荐单位", "推荐渠道") if campaign.stacking else ("推荐单位",)
    optional = ("推荐渠道", "别名", "名额调整", "联系人", "电话")
    units: list[Unit] = []
    taken: dict[str, str] = {}
    for line in _lines(workbook, file, needed, optional):
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


def _channels(line: _Line, campaign: Campaign) -> tuple[str, ...]:
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


def _adjustments(line: _Line, boards: Sequence[Board]) -> dict[str, int]:
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
    for line in _lines(workbook, file, ("榜单", "年度", "名称"), ("统一社会信用代码",)):
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
        for line in _lines(workbook, file, ("名称",), ("统一社会信用代码", "原因"))
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
        for line in _lines(workbook, file, ("文件",), ("收到时间", "推荐单位", "密码"))
        if line.text("文件")
    )


def _moment(line: _Line, heading: str) -> datetime | None:
    cell = line.cells.get(heading, "")
    match cell:
        case datetime():
            return cell
        case date():
            return datetime(cell.year, cell.month, cell.day)
    text = as_text(cell).strip().replace("/", "-")
    if not text:
        return None
    for form in _TIMES:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise line.fault(heading, f"“{text}”不是能识别的时间。请写成“2022-10-31 17:30”。")


def parse_list(workbook: Workbook, file: str, column: str) -> tuple[str, ...]:
    """Any other reference list: the names under `column`."""
    return tuple(
        line.text(column) for line in _lines(workbook, file, (column,)) if line.text(column)
    )
