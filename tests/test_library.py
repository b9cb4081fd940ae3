"""The library of campaigns: its table in schemas/README.md, and an example for every board.

`python tests/test_library.py` prints the table as it must stand.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from toolkit.campaign import find_campaigns, load_campaign, shipped_schemas
from toolkit.formulas.cases import uncovered_rules
from toolkit.model import OUTCOME_WORDS, Board, Campaign, Field, Outcome
from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import Columns

README = shipped_schemas() / "README.md"
EXAMPLES = shipped_schemas().parent / "examples"
TABLE = re.compile(r"<!-- library:[^>]*-->\n(.*?)\n?<!-- /library -->", re.DOTALL)
CAMPAIGNS = tuple(find_campaigns(shipped_schemas()))
HEADINGS = ("活动", "榜单", "列", "规则", "有出处", "列式", "公式", "示例条目", "示例中的结果")


@cache
def campaign_of(name: str) -> Campaign:
    return load_campaign(shipped_schemas() / name)


def rules_of(board: Board) -> Iterator[tuple[Field, str]]:
    """Every rule of every column but the type, and that a cell may be blank."""
    for column in board.fields:
        yield from ((column, name) for name in column.rules if name not in ("type", "nullable"))


def has_screen(column: Field, name: str, board: Board) -> bool:
    columns = Columns(column.key, {field.key: field.type for field in board.fields})
    return RULES_BY_NAME[name].screen(column.rules[name], columns) is not None


def ledger_of(name: str) -> list[dict[str, str]]:
    """What the example of a campaign is to come to."""
    path = EXAMPLES / name / "expected" / "ledger.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def line_of(name: str) -> str:
    campaign = campaign_of(name)
    pairs = [(board, *pair) for board in campaign.boards for pair in rules_of(board)]
    entries = ledger_of(name)
    reached = {row["outcome"] for row in entries}
    cells = (
        f"`{name}`",
        len(campaign.boards),
        sum(len(board.fields) for board in campaign.boards),
        len(pairs),
        sum("source" in column.meta for _, column, _ in pairs),
        sum(has_screen(column, rule, board) for board, column, rule in pairs),
        sum(rule not in uncovered_rules(column, board) for board, column, rule in pairs),
        len(entries),
        "、".join(OUTCOME_WORDS[outcome] for outcome in Outcome if outcome.value in reached),
    )
    return f"| {' | '.join(map(str, cells))} |"


def library_table() -> str:
    """The table as schemas/README.md must have it."""
    heading = [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}"]
    return "\n".join([*heading, *map(line_of, CAMPAIGNS)])


def test_the_table_of_campaigns_is_not_stale() -> None:
    found = TABLE.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found[1] == library_table()


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_every_board_has_an_accepted_entry_in_its_example(name: str) -> None:
    accepted = Counter(row["board"] for row in ledger_of(name) if row["outcome"] == "accepted")
    assert {board.id for board in campaign_of(name).boards} - set(accepted) == set()


def test_every_campaign_has_a_working_folder() -> None:
    folders = {path.parent.name for path in EXAMPLES.glob("*/征集.yaml")}
    assert folders == set(CAMPAIGNS)


if __name__ == "__main__":
    sys.stdout.write(library_table() + "\n")
