"""The command that says where a campaign stands."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.group import FILE, load_campaign_named, main, run_command, shared
from toolkit.errors import ToolkitError


@main.command()
@click.argument("folder", type=FILE, default=Path(), metavar="[文件夹]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="输出给人看的文字，或给程序读的 JSON。",
)  # fmt: skip
@shared
@click.pass_obj
def status(schemas: list[Path], folder: Path, form: str) -> None:
    """看一看工作文件夹：有什么、缺什么、上次运行之后变了什么、下一步做什么。"""
    from toolkit.campaign import parse_changes
    from toolkit.folder import OUT, settings_of
    from toolkit.folder.standing import find_standing
    from toolkit.folder.standing_words import standing_json, standing_lines
    from toolkit.writers.publishing import edited_files, folders_of, is_ours

    settings, out = settings_of(folder), folder / OUT
    campaign, fault = None, ""
    try:
        campaign = load_campaign_named(schemas, *parse_changes(settings))
    except ToolkitError as unsound:
        fault = "\n".join(filter(None, (unsound.message, unsound.hint)))
    edited = tuple(edited_files(out)) if is_ours(out) else ()
    standing = find_standing(folder, campaign, fault, folders_of(out), edited)
    write = standing_json if form == "json" else standing_lines
    click.echo(write(standing, run_command(schemas, folder)))
