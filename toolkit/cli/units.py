"""Commands for those who send: check a filled-in workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.group import (
    FILE,
    campaign_folders,
    load_campaign_named,
    main,
    pooled,
    progress_bar,
    shared,
    start_readers,
    store_for_members,
    unlocking,
)

if TYPE_CHECKING:
    from toolkit.model import Campaign, CheckedFile
    from toolkit.model.run import CheckedCopy


@main.command()
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="文件...")
@click.option("-c", "--campaign", metavar="活动", help="征集活动代号；不写则按表头自动识别。")
@click.option(
    "-o", "--output", type=FILE, metavar="文件夹", help="把标出问题的副本写到这个文件夹。"
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              help="输出文字（默认）或 JSON。")  # fmt: skip
@unlocking
@pooled
@shared
@click.pass_obj
def check(
    schemas: list[Path],
    files: tuple[Path, ...],
    campaign: str | None,
    output: Path | None,
    form: str,
    passwords: tuple[str, ...],
    jobs: int,
    *,
    screening: bool,
) -> None:
    """报送前自查：逐个文件指出哪个单元格有什么问题。"""
    if output is not None:
        from toolkit.unpacking import container_kind
        from toolkit.writers.checked_copies import check_copies_folder

        check_copies_folder([file for file in files if not container_kind(file)], output)
    start_readers(jobs, files)
    chosen = [campaign] if campaign else list(campaign_folders(schemas))
    loaded = tuple(load_campaign_named(schemas, found) for found in chosen)
    from toolkit import reporting
    from toolkit.pipeline import checking
    from toolkit.pipeline.batches import Pool

    with store_for_members() as store:
        with progress_bar("核对") as progress:
            pool = Pool(jobs, screening, progress)
            checked = checking.check(files, loaded, pool, store=store, passwords=passwords)
        copies = _copies(checked, files, loaded, output, jobs, passwords) if output else []
    if form == "json":
        # Bytes: programs read UTF-8, whatever the console's own encoding.
        click.echo(reporting.as_json(checked).encode("utf-8"))
    else:
        click.echo(reporting.as_lines(checked))
    if output is not None:
        click.echo(reporting.copy_lines(copies), err=form == "json")
    if reporting.counts(checked)["error"]:
        sys.exit(1)


def _copies(
    checked: list[CheckedFile],
    files: tuple[Path, ...],
    campaigns: tuple[Campaign, ...],
    output: Path,
    jobs: int,
    passwords: tuple[str, ...],
) -> list[CheckedCopy]:
    from toolkit.writers.checked_copies import write_checked_copies

    titles = {each.id: each.title for each in campaigns}
    with progress_bar("标注") as progress:
        return write_checked_copies(checked, files, titles, output, jobs, progress, passwords)
