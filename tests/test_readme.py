"""The README's command help, campaign list and code table are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.campaign import find_campaigns, load_campaign, shipped_schemas
from toolkit.cli import main
from toolkit.codes import CATALOGUE
from toolkit.model import SEVERITY_WORDS

README = Path(__file__).resolve().parent.parent / "README.md"


def commands_text() -> str:
    return CliRunner().invoke(main, ["--help"], prog_name="toolkit").output.strip()


def campaigns_text() -> str:
    lines = ["| id | 征集活动 | 榜单 |", "|---|---|---|"]
    for campaign_id, folder in find_campaigns(shipped_schemas()).items():
        campaign = load_campaign(folder)
        boards = "、".join(f"{board.title}（`{board.id}`）" for board in campaign.boards)
        lines.append(f"| `{campaign_id}` | {campaign.title}（{campaign.source}） | {boards} |")
    return "\n".join(lines)


def codes_text() -> str:
    heading = ["| 代码 | 含义 | 程度 | slug |", "|---|---|---|---|"]
    rows = [
        f"| {code.code} | {code.title} | {SEVERITY_WORDS[code.severity]} | {code.slug} |"
        for code in CATALOGUE
    ]
    return "\n".join([*heading, *rows])


def section(name: str) -> str:
    """What stands in the README between a section's mark and the next heading."""
    text = README.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name}: [^>]*-->\n(.*?)(?=\n#|\Z)", text, re.DOTALL)
    assert found, name
    return found.group(1).strip().strip("`").strip()


@pytest.mark.parametrize(
    ("name", "current"),
    [("commands", commands_text), ("campaigns", campaigns_text), ("codes", codes_text)],
)
def test_readme_is_not_stale(name: str, current: object) -> None:
    assert callable(current)
    assert section(name) == current()


def test_the_first_two_fenced_commands_install() -> None:
    text = README.read_text(encoding="utf-8")
    fenced = re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    commands = [line for block in fenced for line in block.splitlines() if "pip install" in line]
    assert commands == [
        "python -m pip install . && toolkit demo",
        "python -m pip install '.[test]' && python -m pytest",
    ]
