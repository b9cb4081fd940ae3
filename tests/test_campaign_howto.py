"""The way from a notice to a campaign, as schemas/README.md shows it, step by step."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.campaign import advise_on_campaign, lint_campaign, shipped_schemas
from toolkit.cli import main
from toolkit.validation import argument_faults

PAGE = (shipped_schemas() / "README.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"<!-- howto: (?P<kind>run|file|outcomes) ?(?P<path>\S*) -->\n"
    r"(?:```\w*\n(?P<fenced>.*?)```|(?P<table>(?:\|[^\n]*\n)+))",
    re.DOTALL,
)


def test_the_steps_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    steps = list(STEP.finditer(PAGE))
    assert [step["kind"] for step in steps] == [
        "run", "file", "file", "run", "file", "run", "outcomes",
    ]  # fmt: skip
    for step in steps:
        if step["kind"] == "file":
            path = tmp_path / step["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["fenced"], encoding="utf-8")
        for line in step["fenced"].splitlines() if step["kind"] == "run" else ():
            result = CliRunner().invoke(main, shlex.split(line.removeprefix("toolkit ")))
            assert result.exit_code == 0, f"{line}\n{result.output}"
    folder = tmp_path / "schemas" / "green-factory-2026"
    (folder / "registry.yaml").unlink()  # nothing of the blank one is left
    assert lint_campaign(folder, argument_faults) == ()
    assert advise_on_campaign(folder) == ()
    told = [
        tuple(cell.strip() for cell in line.strip("|\n").split("|"))
        for line in steps[-1]["table"].splitlines()[2:]
    ]
    ledger = tmp_path / "输出" / "records" / "ledger.csv"
    with ledger.open(encoding="utf-8-sig", newline="") as stream:
        found = [(row["name"], row["outcome"], row["codes"]) for row in csv.DictReader(stream)]
    assert found == told
