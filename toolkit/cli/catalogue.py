"""Commands that only tell: what campaigns ask for, whether their YAML is sound, what codes mean."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from toolkit.cli.group import (
    FILE,
    campaign_folders,
    load_campaign_named,
    main,
    pooled,
    shared,
    store_for_members,
)
from toolkit.errors import UsageError


@main.command()
@click.argument("campaign", required=False, metavar="[活动]")
@click.argument("board", required=False, metavar="[榜单]")
@shared
@click.pass_obj
def campaigns(schemas: list[Path], campaign: str | None, board: str | None) -> None:
    """列出征集活动和榜单，或用文字说明一个榜单要填什么。"""
    from toolkit.describing import describe_board, describe_campaign, describe_campaigns

    if campaign is None:
        everything = [load_campaign_named(schemas, found) for found in campaign_folders(schemas)]
        click.echo(describe_campaigns(everything))
        return
    loaded = load_campaign_named(schemas, campaign)
    if board is None:
        click.echo(describe_campaign(loaded))
        return
    named = (item for item in loaded.boards if board in (item.id, item.title, *item.also))
    found = next(named, None)
    if found is None:
        known = "、".join(f"{item.id}（{item.title}）" for item in loaded.boards)
        raise UsageError(f"“{loaded.title}”没有榜单“{board}”。", f"可用的有：{known}。")
    click.echo(describe_board(loaded, found))


@main.command()
@click.argument("folders", nargs=-1, type=FILE, metavar="[活动文件夹]...")
@shared
@click.pass_obj
def lint(schemas: list[Path], folders: tuple[Path, ...]) -> None:
    """检查征集活动的 YAML 写得对不对，指出文件、行和键。"""
    from toolkit.campaign import advise_on_campaign, lint_campaign
    from toolkit.validation import argument_faults

    chosen = folders or tuple(campaign_folders(schemas).values())
    missing = [folder for folder in chosen if not folder.is_dir()]
    if missing:
        raise UsageError(
            f"找不到文件夹“{missing[0]}”。", "请给出征集活动所在的文件夹，如 schemas/kczg-2022。"
        )
    problems = advices = 0
    for folder in chosen:
        for problem in lint_campaign(folder, argument_faults):
            problems += 1
            click.echo(f"{problem}")
        for advice in advise_on_campaign(folder):
            advices += 1
            click.echo(f"建议 {advice}")
    said = f"发现 {problems} 个问题，另有 {advices} 条建议（不影响使用）"
    click.echo(f"检查了 {len(chosen)} 个征集活动，{said}。", err=True)
    if problems:
        sys.exit(2)


@main.command()
@click.argument("earlier", metavar="旧活动")
@click.argument("later", metavar="新活动")
@click.argument("files", nargs=-1, type=FILE, metavar="[旧表]...")
@pooled
@shared
@click.pass_obj
def compare(
    schemas: list[Path],
    earlier: str,
    later: str,
    files: tuple[Path, ...],
    jobs: int,
    *,
    screening: bool,
) -> None:
    """对比两次征集的要求有什么变化；给出按旧活动填好的表，还指出哪些会通不过。"""
    from toolkit.comparing import compare_campaigns

    old, new = (load_campaign_named(schemas, named) for named in (earlier, later))
    click.echo(compare_campaigns(old, new))
    if not files:
        return
    from toolkit import rejudging, reporting
    from toolkit.pipeline import checking
    from toolkit.pipeline.batches import Pool

    pool, judging = Pool(jobs, screening), rejudging.as_it_judges(old, new)
    with store_for_members() as store, store_for_members() as other:
        before = checking.check(files, (old,), pool, store=store)
        after = checking.check(files, (judging,), pool, store=other)
    click.echo("")
    for line in rejudging.cancelled_lines(before, old, new):
        click.echo(line)
    news = rejudging.new_findings(before, after, old, new)
    click.echo(reporting.as_new_lines(news, new.title))


@main.command()
@click.argument("code", metavar="代码")
@shared
def explain(code: str) -> None:
    """说明一个问题代码是什么意思、怎样改正。"""
    from toolkit.codes import TITLES, nearest, page

    wanted = code.strip().upper()
    if wanted not in TITLES:
        like = "、".join(f"{item} {TITLES[item]}" for item in nearest(wanted))
        raise UsageError(
            f"没有代码“{code}”。", f"相近的有：{like}。" if like else "代码形如 V101。"
        )
    click.echo(page(wanted))
