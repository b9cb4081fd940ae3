"""records/entries.parquet where boards type one key differently: as text, as people write it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from click.testing import CliRunner

from toolkit.cli import main

BOARD = """\
id: {id}
title: {title}
subject: {{name: name}}
schema:
  name: {{type: string, required: true, meta: {{header: {title}名称}}}}
  fields: {{type: {type}, meta: {{header: {title}领域}}}}
"""


def test_several_choices_are_joined_where_another_board_has_a_text(tmp_path: Path) -> None:
    campaign = tmp_path / "schemas" / "two"
    campaign.mkdir(parents=True)
    (campaign / "campaign.yaml").write_text(
        "id: two\ntitle: 两榜\nsource: 通知\nboards: [one, other]\n", encoding="utf-8"
    )
    for board_id, title, kind in (("one", "企业", "string"), ("other", "技术", "list")):
        text = BOARD.format(id=board_id, title=title, type=kind)
        (campaign / f"{board_id}.yaml").write_text(text, encoding="utf-8")
    inbox = tmp_path / "收件"
    inbox.mkdir()
    (inbox / "甲.csv").write_text("企业名称,企业领域\n甲公司,芯片\n", encoding="utf-8")
    (inbox / "乙.csv").write_text("技术名称,技术领域\n乙技术,数据库；芯片\n", encoding="utf-8")
    done = CliRunner().invoke(
        main,
        ["run", str(inbox), "-c", "two", "-o", str(tmp_path / "输出"), "--jobs", "1",
         "--schemas", str(tmp_path / "schemas")],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    entries = pl.read_parquet(tmp_path / "输出" / "records" / "entries.parquet")
    assert sorted(entries.select("name", "fields").rows()) == [
        ("乙技术", "数据库；芯片"),
        ("甲公司", "芯片"),
    ]
