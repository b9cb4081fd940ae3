"""The group of commands, what its commands share, and campaigns by their names.

The one thing a newcomer would get wrong: heavy imports stand inside functions, so that
`toolkit --help` costs next to nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import __version__
from toolkit.console import Group
from toolkit.errors import UsageError

if TYPE_CHECKING:
    from toolkit.model import Campaign

# Windows waits for at most 63 things at once, a child's pipe being one.
_MOST_JOBS = 60
FILE = click.Path(path_type=Path)

_SCHEMAS_HELP = "另外使用这个文件夹里的征集活动（也可设环境变量 TOOLKIT_SCHEMAS）。"
_DEBUG_HELP = "出错时显示完整的技术信息。"


@click.group(
    cls=Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--schemas", type=FILE, multiple=True, envvar="TOOLKIT_SCHEMAS",
    metavar="文件夹", help=_SCHEMAS_HELP,
)  # fmt: skip
@click.option("--debug", is_flag=True, help=_DEBUG_HELP)
@click.version_option(__version__, message="toolkit %(version)s", help="显示版本。")
@click.pass_context
def main(context: click.Context, schemas: tuple[Path, ...], debug: bool) -> None:
    """征集推荐工具箱：核对报送的工作簿，查重、控名额，生成评审材料。

    单位自查用 check；秘书处用 init 建立工作文件夹，用 run 汇总。第一次使用可以先运行 toolkit demo。
    """
    context.obj = list(schemas)
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _add_schemas(context: click.Context, _: click.Parameter, folders: tuple[Path, ...]) -> None:
    context.obj.extend(folders)


def shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let the group's options stand behind a command's name, too, where people look for them."""
    more = click.option(
        "--schemas", type=FILE, multiple=True, metavar="文件夹", help=_SCHEMAS_HELP,
        expose_value=False, callback=_add_schemas,
    )  # fmt: skip
    debug = click.option("--debug", is_flag=True, help=_DEBUG_HELP, expose_value=False)
    return more(debug(command))


def pooled(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command say how its files are examined."""
    jobs = click.option(
        "--jobs", type=click.IntRange(1, _MOST_JOBS), metavar="个数", default=cores,
        help="同时用几个进程读取文件（默认：有几个处理器核心就用几个）。",
    )  # fmt: skip
    return jobs(click.option("--screening/--no-screening", default=True, hidden=True)(command))


def unlocking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command be told passwords."""
    return click.option(
        "--password", "passwords", multiple=True, metavar="密码",
        help="遇到加了密码的文件或压缩包时，用这个密码试着打开，可写多次。",
    )(command)  # fmt: skip


@contextmanager
def store_for_members() -> Iterator[Path]:
    """A folder for what lies in archives and e-mails, gone when the command is."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="toolkit-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def cores() -> int:
    """How many child processes to use where nobody says."""
    return min(os.cpu_count() or 1, _MOST_JOBS)


def campaign_folders(extra: list[Path]) -> dict[str, Path]:
    """Every known campaign's folder by its id; those in `extra` stand before the ones that ship."""
    from toolkit.campaign import find_campaigns, shipped_schemas

    return find_campaigns(shipped_schemas(), *extra)


def load_campaign_named(
    extra: list[Path], campaign_id: str, changes: dict[str, Any] | None = None
) -> Campaign:
    """The campaign of that id, with a working folder's changes; UsageError if there is none."""
    from toolkit.campaign import load_campaign
    from toolkit.validation import argument_faults

    folders = campaign_folders(extra)
    if campaign_id not in folders:
        raise UsageError(
            f"没有名为“{campaign_id}”的征集活动。",
            f"可用的有：{'、'.join(folders)}（用 toolkit campaigns 查看）。",
        )
    return load_campaign(folders[campaign_id], changes, argument_faults)


def typed(path: Path) -> str:
    """A path as it is typed: in quotes where it holds a blank."""
    return f'"{path}"' if " " in str(path) else str(path)


def toolkit_command(schemas: list[Path]) -> str:
    """How this program is called from wherever one stands, with campaigns of one's own."""
    return "toolkit" + "".join(f" --schemas {typed(place.resolve())}" for place in schemas)


def run_command(schemas: list[Path], folder: Path) -> str:
    """What runs a working folder; nothing needs to be named where one stands in it."""
    named = f" {typed(folder)}" if folder.parts else ""
    return f"{toolkit_command(schemas)} run{named}"


def start_readers(jobs: int, files: tuple[Path, ...] = ()) -> None:
    """Have child processes load what they need, and begin to read, while this one gets ready."""
    from toolkit.model import Limits
    from toolkit.workers import Early, start_early

    modules = "toolkit.pipeline.reading_early", "toolkit.pipeline.examining"
    start_early(Early(*modules, first, Limits().memory) for first in files[:jobs] or (None,) * jobs)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr when it is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance
