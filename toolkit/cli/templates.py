"""The command that makes the workbooks which units fill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.group import FILE, load_campaign_named, main, progress_bar, shared
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.model import Board, Campaign, Unit

_MOST_ROWS = 2000
# A long list of files is told by its first ones.
_MOST_NAMED = 10


@main.command()
@click.argument("campaign", metavar="活动")
@click.option("-b", "--board", "boards", multiple=True, metavar="榜单",
              help="只要这个榜单（代号或名称），可写多次；默认全部榜单。")  # fmt: skip
@click.option("-u", "--unit", "units", multiple=True, metavar="单位",
              help="为这个推荐单位生成，可写多次；默认一份通用模板。")  # fmt: skip
@click.option("--units", "register", type=FILE, metavar="名录",
              help="推荐单位名录，用来填入推荐渠道；不写 -u 则名录里每个单位一份。")  # fmt: skip
@click.option("--rows", type=click.IntRange(1, _MOST_ROWS), metavar="行数",
              help="准备多少行供填写（默认按名额）。")  # fmt: skip
@click.option("--form", is_flag=True,
              help="生成申报表：一份工作簿填一个申报对象，可直接打印。")  # fmt: skip
@click.option("-o", "--output", type=FILE, metavar="文件夹", help="写到这个文件夹。")  # fmt: skip
@shared
@click.pass_obj
def template(
    schemas: list[Path],
    campaign: str,
    boards: tuple[str, ...],
    units: tuple[str, ...],
    register: Path | None,
    rows: int | None,
    output: Path | None,
    *,
    form: bool,
) -> None:
    """生成供推荐单位填写的工作簿，带填报说明、下拉列表和自检。"""
    if output is None:
        raise UsageError(
            "没有指定输出文件夹。", f"请加上 -o，例如：toolkit template {campaign} -o 模板。"
        )
    loaded = load_campaign_named(schemas, campaign)
    chosen = _named_boards(loaded, boards)
    senders = _named_units(loaded, units, register)
    from toolkit.writers.template import write_forms, write_templates

    if form:
        _say_written(write_forms(loaded, chosen, senders, output), output, _FORM_STEPS)
        return
    with progress_bar("生成") as progress:
        written = write_templates(loaded, chosen, senders, output, rows, progress)
    _say_written(written, output, _TABLE_STEPS)


# What to do with what was written, the first of its files named.
_TABLE_STEPS = (
    "发给推荐单位填写，填写时“自检”工作表会指出错在哪一格；",
    "单位报送前可再核对一遍：toolkit check {name}",
    "收齐后放进工作文件夹的“收件”，运行 toolkit run。",
)
_FORM_STEPS = ("发给申报单位填写，一份填一个；", *_TABLE_STEPS[1:])


def _say_written(written: Sequence[Path], output: Path, steps: Sequence[str]) -> None:
    click.echo(f"已写出 {len(written)} 份模板：")
    for path in written[:_MOST_NAMED]:
        click.echo(f"  {path}")
    if len(written) > _MOST_NAMED:
        click.echo(f"  …… 都在“{output}”里")
    click.echo("接下来：")
    for number, step in enumerate(steps, 1):
        click.echo(f"  {number}. {step.format(name=written[0].name)}")


def _named_boards(campaign: Campaign, names: Sequence[str]) -> tuple[Board, ...]:
    """The boards of those ids or titles, in the campaign's order; all where none is named."""
    known: dict[str, Board] = {}
    for board in campaign.boards:
        known |= dict.fromkeys((*board.also, board.title, board.id), board)
    for name in names:
        if name not in known:
            listed = "、".join(f"{board.title}（{board.id}）" for board in campaign.boards)
            raise UsageError(f"“{campaign.title}”没有榜单“{name}”。", f"可用的有：{listed}。")
    wanted = {known[name].id for name in names}
    return tuple(board for board in campaign.boards if not wanted or board.id in wanted)


def _named_units(
    campaign: Campaign, names: Sequence[str], register: Path | None
) -> tuple[Unit, ...]:
    """The units of those names, as the register has them where one is given; all of its units
    where none is named.
    """
    from toolkit.model import Unit
    from toolkit.rules.names import name_key

    named = {name_key(name): name.strip() for name in names}
    if "" in named:
        raise UsageError("-u 后面没有写单位名称。", "请写成 -u 上海市科学技术协会。")
    if register is None:
        return tuple(Unit(name) for name in named.values())
    registered = _read_units(campaign, register)
    if not named:
        return registered
    known = {name_key(name): unit for unit in registered for name in (unit.name, *unit.aliases)}
    unknown = next((name for key, name in named.items() if key not in known), None)
    if unknown is not None:
        raise _unknown_unit(unknown, registered, register)
    found = {known[key].name: known[key] for key in named}
    return tuple(found.values())


def _read_units(campaign: Campaign, register: Path) -> tuple[Unit, ...]:
    from toolkit.folder import Lists, load_registers

    registers, _ = load_registers(Lists(units=register), campaign)
    if not registers.units:
        raise UsageError(f"名录“{register}”里没有填写推荐单位。", "请先填写，或改用 -u 写明单位。")
    return registers.units


def _unknown_unit(name: str, registered: Sequence[Unit], register: Path) -> UsageError:
    from toolkit.rules.normal import nearest

    like = nearest(name, [unit.name for unit in registered])
    hint = f"相近的有：{'、'.join(like)}。" if like else "请核对单位名称，或先写进名录。"
    return UsageError(f"名录“{register}”里没有推荐单位“{name}”。", hint)
