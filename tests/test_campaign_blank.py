"""`toolkit init --blank`: what a new campaign starts from is sound, and can be tried at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.campaign import advise_on_campaign, lint_campaign, load_campaign
from toolkit.cli import main
from toolkit.validation import argument_faults


def toolkit(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_blank_campaign_is_sound_and_well_advised(tmp_path: Path) -> None:
    result = toolkit("init", "--blank", "my-award-2026", tmp_path / "schemas")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "schemas" / "my-award-2026"
    assert sorted(path.name for path in folder.iterdir()) == [
        "campaign.yaml", "enterprise.yaml", "registry.yaml",
    ]  # fmt: skip
    assert lint_campaign(folder, argument_faults) == ()
    assert advise_on_campaign(folder) == ()
    board = load_campaign(folder).board("enterprise")
    assert board.field("company").header == "申报单位"  # a piece that all campaigns share
    assert board.field("founded").header == "成立日期"  # a piece of its own


def test_its_template_is_written_and_its_working_folder_made(tmp_path: Path) -> None:
    schemas = tmp_path / "schemas"
    toolkit("init", "--blank", "my-award-2026", schemas)
    made = toolkit("--schemas", schemas, "template", "my-award-2026", "-o", tmp_path / "模板")
    assert made.exit_code == 0, made.output
    checked = toolkit(
        "check", tmp_path / "模板" / "某某企业榜.xlsx", "-c", "my-award-2026", "--schemas", schemas
    )
    assert checked.exit_code == 0, checked.output
    started = toolkit("--schemas", schemas, "init", "my-award-2026", tmp_path / "工作")
    assert started.exit_code == 0, started.output
    assert 'campaign: "my-award-2026"' in (tmp_path / "工作" / "征集.yaml").read_text("utf-8")
    (command,) = re.findall(r"运行：toolkit (.+)", started.output)
    assert toolkit(*command.split(" ")).exit_code == 0


@pytest.mark.parametrize("campaign", ["2026", "2026-01-01", "no"])
def test_an_id_that_yaml_would_not_read_as_text(tmp_path: Path, campaign: str) -> None:
    schemas, work = tmp_path / "schemas", tmp_path / "工作"
    assert toolkit("init", "--blank", campaign, schemas).exit_code == 0
    assert lint_campaign(schemas / campaign, argument_faults) == ()
    assert toolkit("--schemas", schemas, "init", campaign, work).exit_code == 0
    ran = toolkit("--schemas", schemas, "run", work)
    assert ran.exit_code == 0, ran.output


@pytest.mark.parametrize(
    ("campaign", "said"),
    [("My Award", "不能作征集活动的代号"), ("kczg-2022", "已经有征集活动"), ("../x", "不能作")],
)
def test_ids_that_cannot_be(tmp_path: Path, campaign: str, said: str) -> None:
    result = toolkit("init", "--blank", campaign, tmp_path / "schemas")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "schemas").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    own = tmp_path / "schemas" / "my-award-2026"
    own.mkdir(parents=True)
    (own / "notes.txt").write_text("我的", encoding="utf-8")
    result = toolkit("init", "--blank", "my-award-2026", tmp_path / "schemas")
    assert result.exit_code == 2
    assert "已经存在" in result.stderr
    assert [path.name for path in own.iterdir()] == ["notes.txt"]
