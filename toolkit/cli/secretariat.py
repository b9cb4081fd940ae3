"""Commands for those who receive: a working folder, the whole batch, the bundled example."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.group import (
    FILE,
    campaign_folders,
    cores,
    load_campaign_named,
    main,
    pooled,
    progress_bar,
    run_command,
    shared,
    start_readers,
    store_for_members,
    toolkit_command,
    typed,
    unlocking,
)
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.folder import Lists
    from toolkit.model import Campaign, Run
    from toolkit.pipeline.batches import Pool


@main.command()
@click.argument("campaign", metavar="活动")
@click.argument("folder", type=FILE, metavar="文件夹")
@click.option(
    "--blank", is_flag=True, help="新写一个征集活动：在文件夹里建立这个代号的 YAML，照通知改写。"
)
@shared
@click.pass_obj
def init(schemas: list[Path], campaign: str, folder: Path, *, blank: bool) -> None:
    """为一次征集活动建立秘书处的工作文件夹。"""
    if blank:
        _start_campaign(schemas, campaign, folder)
        return
    from toolkit.folder.making import make_folder
    from toolkit.writers.file_names import is_reserved

    loaded = load_campaign_named(schemas, campaign)
    if is_reserved(folder.name):
        raise UsageError(f"Windows 不允许文件夹叫“{folder.name}”，没有建立。", "请换一个名字。")
    make_folder(loaded, folder, partial(_write_workbooks, loaded), toolkit_command(schemas))
    _say_what_next(folder, run_command(schemas, folder))


def _write_workbooks(campaign: Campaign, folder: Path) -> None:
    """What of a new working folder opens in Excel and Word."""
    from toolkit.folder import LISTS, TEMPLATES
    from toolkit.model.rulings import RULINGS_FILE
    from toolkit.writers.cases import write_empty_rulings
    from toolkit.writers.documents import write_letter_templates
    from toolkit.writers.lists import write_lists

    write_lists(campaign, folder / LISTS)
    write_empty_rulings(campaign, folder / RULINGS_FILE)
    write_letter_templates(folder / TEMPLATES)


def _say_what_next(folder: Path, command: str) -> None:
    from toolkit.folder import GUIDE, INBOX, LISTS

    click.echo(f"已建立“{folder}”。接下来：" if folder.parts else "已建立。接下来：")
    click.echo(f"  1. 打开 {folder / GUIDE} 看一遍，每一步怎么做都写在里面；")
    click.echo(f"  2. 在 {folder / LISTS} 里填写推荐单位等名录；")
    click.echo(f"  3. 把收到的文件放进 {folder / INBOX}；")
    click.echo(f"  4. 运行：{command}")


def _start_campaign(schemas: list[Path], campaign: str, folder: Path) -> None:
    from toolkit.campaign import shipped_schemas
    from toolkit.campaign.blank import write_blank
    from toolkit.writers.file_names import is_reserved

    if is_reserved(campaign):
        raise UsageError(
            f"“{campaign}”不能作征集活动的代号：Windows 不允许文件夹叫这个名字。",
            f"请换一个代号，如 {campaign}-2026。",
        )
    if campaign in campaign_folders(schemas):
        raise UsageError(f"已经有征集活动“{campaign}”。", "请换一个代号，如加上年份。")
    made = write_blank(campaign, folder)
    own = f"toolkit --schemas {typed(folder)}"
    click.echo(f"已建立“{made}”，里面的 YAML 可以直接试用。接下来：")
    click.echo(f"  1. 对照通知改写（每个键怎么写，见 {shipped_schemas() / 'README.md'}）；")
    click.echo(f"  2. 检查：toolkit lint {typed(made)}")
    click.echo(f"  3. 生成模板看一看：{own} template {campaign} -o 模板")
    click.echo(f"  4. 建立工作文件夹：{own} init {campaign} 工作文件夹")


@main.command()
@click.argument("source", type=FILE, default=Path(), metavar="[文件夹]")
@click.option("-c", "--campaign", metavar="活动", help="征集活动代号（处理任意收件文件夹时必需）。")
@click.option(
    "-o", "--output", type=FILE, metavar="输出", help="输出文件夹（默认：工作文件夹里的“输出”）。"
)
@click.option("--units", type=FILE, metavar="文件", help="推荐单位名录。")
@click.option("--winners", type=FILE, metavar="文件", help="往届入选名单。")
@click.option("--barred", type=FILE, metavar="文件", help="限制名单。")
@click.option("--received", type=FILE, metavar="文件", help="收件登记（收到时间等）。")
@click.option(
    "--list", "lists", multiple=True, metavar="名录=文件", help="征集活动声明的其他名录，可写多次。"
)
@click.option("--rulings", type=FILE, metavar="文件", help="裁定（填好的“待裁定.xlsx”）。")
@click.option("--strict", is_flag=True, help="有文件被拒收或条目被退回时，以状态 1 结束。")
@unlocking
@pooled
@shared
@click.pass_obj
def run(
    schemas: list[Path],
    source: Path,
    campaign: str | None,
    output: Path | None,
    units: Path | None,
    winners: Path | None,
    barred: Path | None,
    received: Path | None,
    lists: tuple[str, ...],
    rulings: Path | None,
    strict: bool,
    passwords: tuple[str, ...],
    jobs: int,
    *,
    screening: bool,
) -> None:
    """处理整批报送文件：核对、查重、控名额，写出汇总、评审和退回材料。

    两种用法：toolkit run 工作文件夹（由 toolkit init 建立），
    或 toolkit run 收件文件夹 -c 活动 -o 输出。
    """
    start_readers(jobs)
    from toolkit.folder import Lists
    from toolkit.pipeline.batches import Pool

    pool = Pool(jobs, screening)
    given = Lists(units, winners, barred, received, _named_lists(lists))
    if campaign is None:
        finished = _run_folder(schemas, source, output, given, pool, passwords, rulings)
    else:
        if output is None:
            raise UsageError(
                "没有指定输出文件夹。", "请加上 -o，例如：toolkit run 收件 -c kczg-2022 -o 输出。"
            )
        loaded = load_campaign_named(schemas, campaign)
        places = Places(source, output, rulings, None)
        finished = _run_batch(loaded, places, given, {}, pool, passwords)
    if strict and _has_losses(finished):
        sys.exit(1)


def _named_lists(lists: tuple[str, ...]) -> dict[str, Path]:
    named = {}
    for item in lists:
        name, equals, path = item.partition("=")
        if not (name and equals and path):
            raise UsageError(
                f"“--list {item}”写得不对。",
                "请写成 --list 名录=文件，如 --list pilot-cities=试点城市.xlsx。",
            )
        named[name] = Path(path)
    return named


def _run_folder(
    schemas: list[Path],
    folder: Path,
    output: Path | None,
    given: Lists,
    pool: Pool,
    passwords: tuple[str, ...] = (),
    rulings: Path | None = None,
) -> Run:
    from toolkit.campaign import parse_changes
    from toolkit.folder import INBOX, OUT, SETTINGS, TEMPLATES, Lists, settings_of
    from toolkit.intake import sha256_of
    from toolkit.model.rulings import RULINGS_FILE

    settings = settings_of(folder)
    campaign_id, changes = parse_changes(settings)
    loaded = load_campaign_named(schemas, campaign_id, changes)
    lists = Lists.of_folder(folder, loaded).replaced_by(given)
    digests = {SETTINGS: sha256_of(settings)}
    own_rulings = folder / RULINGS_FILE if (folder / RULINGS_FILE).exists() else None
    places = Places(
        folder / INBOX, output or folder / OUT, rulings or own_rulings, folder / TEMPLATES
    )
    return _run_batch(loaded, places, lists, digests, pool, passwords)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run takes its files from, where it writes, and where rulings and the templates of
    letters are, if anywhere.
    """

    inbox: Path
    output: Path
    rulings: Path | None
    templates: Path | None


def _run_batch(
    campaign: Campaign,
    places: Places,
    lists: Lists,
    digests: dict[str, str],
    pool: Pool,
    passwords: tuple[str, ...],
) -> Run:
    from toolkit.folder import load_registers, load_rulings
    from toolkit.pipeline import running
    from toolkit.writers import Options, check_output, folders_of, put_back, write_outputs
    from toolkit.writers.documents import load_letter_templates

    output = places.output
    check_output(output)
    put_back(output)
    registers, listed = load_registers(lists, campaign)
    given, ruled = load_rulings(places.rulings, output)
    templates = load_letter_templates(places.templates)
    with store_for_members() as store:
        with progress_bar("读取") as progress:
            finished = running.run(
                campaign,
                places.inbox,
                registers,
                {**digests, **listed, **ruled, **templates.digests},
                leave_out=folders_of(output),
                pool=replace(pool, progress=progress),
                store=store,
                passwords=passwords,
                given=given,
                last=output,
            )
        click.echo("正在写出结果……", err=True)
        with progress_bar("标注") as progress:
            options = Options(pool.jobs, progress, templates)
            edited = write_outputs(finished, output, options)
    for remark in finished.remarks:
        click.echo(remark, err=True)
    _tell_kept(edited, output.resolve().parent)
    from toolkit import reporting
    from toolkit.writers.changes_sheet import summary_of

    changed = summary_of(finished.changes) if finished.changes else ""
    click.echo(reporting.run_lines(finished, output, changed))
    return finished


def _tell_kept(edited: Iterable[Path], beside: Path) -> None:
    """Where files of the last output are kept that people had changed; they lie in a numbered
    folder of a folder `beside` the output. 待裁定.xlsx is meant to be changed.
    """
    from toolkit.model.rulings import CASES_FILE

    for kept in edited:
        if kept.name == CASES_FILE and kept.parents[2] == beside:
            place = kept.parent.relative_to(beside)
            click.echo(f"已读取填写过的“{CASES_FILE}”，原样留存在“{place}”里。", err=True)
        else:
            click.echo(f"上次输出中改动过的文件已另存：{kept}", err=True)


def _has_losses(finished: Run) -> bool:
    from toolkit.model import Outcome, Status

    return bool(finished.ledger.counts()[Outcome.RETURNED]) or any(
        submission.status is Status.REFUSED for submission in finished.submissions
    )


@main.command()
@click.argument("folder", type=FILE, default=Path("toolkit-demo"), metavar="[文件夹]")
@shared
@click.pass_obj
def demo(schemas: list[Path], folder: Path) -> None:
    """展开自带的示例，运行一遍，告诉你打开哪些文件。"""
    start_readers(cores())
    from toolkit.folder import OUT, Lists
    from toolkit.folder.examples import shipped_examples, unpack_example
    from toolkit.pipeline.batches import Pool

    unpack_example(shipped_examples() / "kczg-2022", folder)
    click.echo(f"示例已展开到“{folder}”。", err=True)
    _run_folder(schemas, folder, folder / OUT, Lists(), Pool(cores()))
