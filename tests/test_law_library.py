"""Every board that ships, at the unit's desk: its template reckons what `check` says (law 10), and
a filled one checks clean (law 6).

LibreOffice starts once for all. The one thing a newcomer would get wrong: what is tried at length,
with hundreds of rows, is in test_law_templates; here it is the boards that count.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from filled_templates import recalculate_all
from recalculating import needs_libreoffice
from template_rows import Cells, rows, valid_row
from test_law_templates import Comparison, both, compare, write_template

from toolkit.campaign import find_campaigns, load_campaign, shipped_schemas
from toolkit.model import Campaign, Severity
from toolkit.pipeline.checking import check

MANY, MOST_CHANGES = 12, 4
WHOLE = 3


@cache
def campaign_of(name: str) -> Campaign:
    return load_campaign(shipped_schemas() / name)


BOARDS = [
    (name, board.id)
    for name in find_campaigns(shipped_schemas())
    for board in campaign_of(name).boards
]


def drawn(name: str, board_id: str) -> list[Cells]:
    """Rows that are right, and rows with odd cells."""
    board = campaign_of(name).board(board_id)
    whole = [valid_row(board, 900 + number) for number in range(WHOLE)]
    return [*whole, *rows(board, MANY, MOST_CHANGES)]


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Path]:
    folder = tmp_path_factory.mktemp("library")
    paths = []
    for name, board_id in BOARDS:
        campaign = campaign_of(name)
        paths.append(folder / f"{name}_{board_id}.xlsx")
        write_template(paths[-1], campaign.board(board_id), campaign, drawn(name, board_id))
    return dict(zip(BOARDS, recalculate_all(paths, folder / "lo"), strict=True))


@needs_libreoffice
@pytest.mark.parametrize(("name", "board_id"), BOARDS)
def test_formulas_say_what_check_says(
    recalculated: Mapping[tuple[str, str], Path], name: str, board_id: str
) -> None:
    campaign = campaign_of(name)
    board, filled = campaign.board(board_id), drawn(name, board_id)
    said = both(recalculated[name, board_id], board, campaign, filled)
    found: Comparison = compare(board, said)
    assert found.disagreements == []
    assert found.clean > found.exact > 0


@pytest.mark.parametrize(("name", "board_id"), BOARDS)
def test_the_examples_of_a_board_are_a_valid_entry(
    tmp_path: Path, name: str, board_id: str
) -> None:
    campaign = campaign_of(name)
    board = campaign.board(board_id)
    filled = [valid_row(board, number) for number in range(1, WHOLE + 1)]
    write_template(tmp_path / "名单.xlsx", board, campaign, filled)
    (checked,) = check([tmp_path / "名单.xlsx"], (campaign,))
    assert (checked.boards, checked.entries) == ((board_id,), WHOLE)
    said = [
        (each.code, each.field)
        for each in checked.findings
        if each.severity is not Severity.NOTE and each.code[0] not in "DQ"
    ]
    assert said == []
