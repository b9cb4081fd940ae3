"""Commands: parse, call, print. With console.py, the only file that imports click.

stdout is what was asked for, stderr the narration. The one thing a newcomer would get wrong: heavy
imports stand inside the commands, so that `toolkit --help` costs next to nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import __version__
from toolkit.console import Group
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.folder import Lists
    from toolkit.model import Campaign, Run
    from toolkit.pipeline.batches import Pool

# Windows waits for at most 63 things at once, a child's pipe being one.
_MOST_JOBS = 60
_FILE = click.Path(path_type=Path)


_SCHEMAS_HELP = "另外使用这个文件夹里的征集活动（也可设环境变量 TOOLKIT_SCHEMAS）。"
_DEBUG_HELP = "出错时显示完整的技术信息。"


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--schemas", type=_FILE, multiple=True, envvar="TOOLKIT_SCHEMAS",
    metavar="文件夹", help=_SCHEMAS_HELP,
)  # fmt: skip
@click.option("--debug", is_flag=True, help=_DEBUG_HELP)
@click.version_option(__version__, message="toolkit %(version)s", help="显示版本。")
@click.pass_context
def main(context: click.Context, schemas: tuple[Path, ...], debug: bool) -> None:
    """征集推荐工具箱：核对报送的工作簿，查重、控名额，生成评审材料。

    单位自查用 check，秘书处汇总用 run；第一次使用可以先运行 toolkit demo。
    """
    context.obj = list(schemas)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _add_schemas(context: click.Context, _: click.Parameter, folders: tuple[Path, ...]) -> None:
    context.obj.extend(folders)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let the group's options stand behind a command's name, too, where people look for them."""
    more = click.option(
        "--schemas", type=_FILE, multiple=True, metavar="文件夹", help=_SCHEMAS_HELP,
        expose_value=False, callback=_add_schemas,
    )  # fmt: skip
    debug = click.option("--debug", is_flag=True, help=_DEBUG_HELP, expose_value=False)
    return more(debug(command))


def _pooled(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command say how its files are examined."""
    jobs = click.option(
        "--jobs", type=click.IntRange(1, _MOST_JOBS), metavar="个数", default=_cores,
        help="同时用几个进程读取文件（默认：有几个处理器核心就用几个）。",
    )  # fmt: skip
    return jobs(click.option("--screening/--no-screening", default=True, hidden=True)(command))


def _cores() -> int:
    return min(os.cpu_count() or 1, _MOST_JOBS)


# ---------------------------------------------------------------- campaigns


def _campaign_folders(extra: list[Path]) -> dict[str, Path]:
    from toolkit.campaign import find_campaigns, shipped_schemas

    return find_campaigns(shipped_schemas(), *extra)


def _load_campaign(
    extra: list[Path], campaign_id: str, changes: dict[str, Any] | None = None
) -> Campaign:
    from toolkit.campaign import load_campaign
    from toolkit.validation import argument_faults

    folders = _campaign_folders(extra)
    if campaign_id not in folders:
        raise UsageError(
            f"没有名为“{campaign_id}”的征集活动。",
            f"可用的有：{'、'.join(folders)}（用 toolkit campaigns 查看）。",
        )
    return load_campaign(folders[campaign_id], changes, argument_faults)


@main.command()
@click.argument("campaign", required=False, metavar="[活动]")
@click.argument("board", required=False, metavar="[榜单]")
@_shared
@click.pass_obj
def campaigns(schemas: list[Path], campaign: str | None, board: str | None) -> None:
    """列出征集活动和榜单，或用文字说明一个榜单要填什么。"""
    from toolkit.describing import describe_board, describe_campaign, describe_campaigns

    if campaign is None:
        everything = [_load_campaign(schemas, found) for found in _campaign_folders(schemas)]
        click.echo(describe_campaigns(everything))
        return
    loaded = _load_campaign(schemas, campaign)
    if board is None:
        click.echo(describe_campaign(loaded))
        return
    found = next((item for item in loaded.boards if board in (item.id, item.title)), None)
    if found is None:
        known = "、".join(f"{item.id}（{item.title}）" for item in loaded.boards)
        raise UsageError(f"“{loaded.title}”没有榜单“{board}”。", f"可用的有：{known}。")
    click.echo(describe_board(loaded, found))


@main.command()
@click.argument("folders", nargs=-1, type=_FILE, metavar="[活动文件夹]...")
@_shared
@click.pass_obj
def lint(schemas: list[Path], folders: tuple[Path, ...]) -> None:
    """检查征集活动的 YAML 写得对不对，指出文件、行和键。"""
    from toolkit.campaign import lint_campaign
    from toolkit.validation import argument_faults

    chosen = folders or tuple(_campaign_folders(schemas).values())
    missing = [folder for folder in chosen if not folder.is_dir()]
    if missing:
        raise UsageError(
            f"找不到文件夹“{missing[0]}”。", "请给出征集活动所在的文件夹，如 schemas/kczg-2022。"
        )
    problems = 0
    for folder in chosen:
        for problem in lint_campaign(folder, argument_faults):
            problems += 1
            click.echo(f"{folder.name}/{problem}")
    click.echo(f"检查了 {len(chosen)} 个征集活动，发现 {problems} 个问题。", err=True)
    if problems:
        sys.exit(2)


@main.command()
@click.argument("code", metavar="代码")
@_shared
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


# ---------------------------------------------------------------- check


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="文件...")
@click.option("-c", "--campaign", metavar="活动", help="征集活动代号；不写则按表头自动识别。")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              help="输出文字（默认）或 JSON。")  # fmt: skip
@_pooled
@_shared
@click.pass_obj
def check(
    schemas: list[Path],
    files: tuple[Path, ...],
    campaign: str | None,
    form: str,
    jobs: int,
    *,
    screening: bool,
) -> None:
    """报送前自查：逐个文件指出哪个单元格有什么问题。"""
    _start_readers(jobs, files)
    chosen = [campaign] if campaign else list(_campaign_folders(schemas))
    loaded = tuple(_load_campaign(schemas, found) for found in chosen)
    from toolkit import reporting
    from toolkit.pipeline import checking
    from toolkit.pipeline.batches import Pool

    with _progress("核对") as progress:
        checked = checking.check(files, loaded, Pool(jobs, screening, progress))

    if form == "json":
        # Bytes: programs read UTF-8, whatever the console's own encoding.
        click.echo(reporting.as_json(checked).encode("utf-8"))
    else:
        click.echo(reporting.as_lines(checked))
    if reporting.counts(checked)["error"]:
        sys.exit(1)


def _start_readers(jobs: int, files: tuple[Path, ...] = ()) -> None:
    """Have child processes load what they need, and begin to read, while this one gets ready."""
    from toolkit.workers import MEMORY, Early, start_early

    modules = "toolkit.pipeline.reading_early", "toolkit.pipeline.examining"
    start_early(Early(*modules, first, MEMORY) for first in files[:jobs] or (None,) * jobs)


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr when it is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


# ---------------------------------------------------------------- init, run, demo


@main.command()
@click.argument("campaign", metavar="活动")
@click.argument("folder", type=_FILE, metavar="文件夹")
@_shared
@click.pass_obj
def init(schemas: list[Path], campaign: str, folder: Path) -> None:
    """为一次征集活动建立秘书处的工作文件夹。"""
    from toolkit.folder import INBOX, LISTS, make_folder
    from toolkit.writers.lists import write_lists

    loaded = _load_campaign(schemas, campaign)
    make_folder(loaded, folder, lambda place: write_lists(loaded, place))
    click.echo(f"已建立“{folder}”。接下来：")
    click.echo(f"  1. 在 {folder / LISTS} 里填写推荐单位等名录；")
    click.echo(f"  2. 把收到的工作簿放进 {folder / INBOX}；")
    click.echo(f"  3. 运行：toolkit run {folder}")


@main.command()
@click.argument("source", type=_FILE, default=Path(), metavar="[文件夹]")
@click.option("-c", "--campaign", metavar="活动", help="征集活动代号（处理任意收件文件夹时必需）。")
@click.option(
    "-o", "--output", type=_FILE, metavar="输出", help="输出文件夹（默认：工作文件夹里的“输出”）。"
)
@click.option("--units", type=_FILE, metavar="文件", help="推荐单位名录。")
@click.option("--winners", type=_FILE, metavar="文件", help="往届入选名单。")
@click.option("--barred", type=_FILE, metavar="文件", help="限制名单。")
@click.option("--received", type=_FILE, metavar="文件", help="收件登记（收到时间等）。")
@click.option(
    "--list", "lists", multiple=True, metavar="名录=文件", help="征集活动声明的其他名录，可写多次。"
)
@click.option("--strict", is_flag=True, help="有文件被拒收或条目被退回时，以状态 1 结束。")
@_pooled
@_shared
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
    strict: bool,
    jobs: int,
    *,
    screening: bool,
) -> None:
    """处理整批报送文件：核对、查重、控名额，写出汇总、评审和退回材料。

    两种用法：toolkit run 工作文件夹（由 toolkit init 建立），
    或 toolkit run 收件文件夹 -c 活动 -o 输出。
    """
    _start_readers(jobs)
    from toolkit.folder import Lists
    from toolkit.pipeline.batches import Pool

    pool = Pool(jobs, screening)
    given = Lists(units, winners, barred, received, _named_lists(lists))
    if campaign is None:
        finished = _run_folder(schemas, source, output, given, pool)
    else:
        if output is None:
            raise UsageError(
                "没有指定输出文件夹。", "请加上 -o，例如：toolkit run 收件 -c kczg-2022 -o 输出。"
            )
        loaded = _load_campaign(schemas, campaign)
        finished = _run_batch(loaded, source, given, output, {}, pool)
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
    schemas: list[Path], folder: Path, output: Path | None, given: Lists, pool: Pool
) -> Run:
    from toolkit.campaign import parse_changes
    from toolkit.folder import INBOX, OUT, SETTINGS, Lists
    from toolkit.intake import sha256_of

    settings = folder / SETTINGS
    if not settings.is_file():
        raise UsageError(
            f"“{folder}”不是工作文件夹（里面没有 {SETTINGS}）。",
            "请先用 toolkit init 建立，或写明活动和输出：toolkit run 收件 -c 活动 -o 输出。",
        )
    campaign_id, changes = parse_changes(settings)
    loaded = _load_campaign(schemas, campaign_id, changes)
    lists = Lists.of_folder(folder, loaded).replaced_by(given)
    digests = {SETTINGS: sha256_of(settings)}
    return _run_batch(loaded, folder / INBOX, lists, output or folder / OUT, digests, pool)


def _run_batch(
    campaign: Campaign,
    inbox: Path,
    lists: Lists,
    output: Path,
    digests: dict[str, str],
    pool: Pool,
) -> Run:
    from toolkit.folder import load_registers
    from toolkit.pipeline import running
    from toolkit.writers import check_output, folders_of, write_outputs

    check_output(output)
    registers, listed = load_registers(lists, campaign)
    with _progress("读取") as progress:
        finished = running.run(
            campaign,
            inbox,
            registers,
            {**digests, **listed},
            leave_out=folders_of(output),
            pool=replace(pool, progress=progress),
        )
    click.echo("正在写出结果……", err=True)
    for saved in write_outputs(finished, output):
        click.echo(f"上次输出中改动过的文件已另存：{saved}", err=True)
    from toolkit import reporting

    click.echo(reporting.run_lines(finished, output))
    return finished


def _has_losses(finished: Run) -> bool:
    from toolkit.model import Outcome, Status

    return bool(finished.ledger.counts()[Outcome.RETURNED]) or any(
        submission.status is Status.REFUSED for submission in finished.submissions
    )


@main.command()
@click.argument("folder", type=_FILE, default=Path("toolkit-demo"), metavar="[文件夹]")
@_shared
@click.pass_obj
def demo(schemas: list[Path], folder: Path) -> None:
    """展开自带的示例，运行一遍，告诉你打开哪些文件。"""
    _start_readers(_cores())
    from toolkit.folder import OUT, Lists, shipped_examples, unpack_example
    from toolkit.pipeline.batches import Pool

    unpack_example(shipped_examples() / "kczg-2022", folder)
    click.echo(f"示例已展开到“{folder}”。", err=True)
    _run_folder(schemas, folder, folder / OUT, Lists(), Pool(_cores()))
