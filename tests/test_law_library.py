"""Every board that ships, at the unit's desk: its template reckons what `check` says (law 10), and
a filled one checks clean (law 6).

LibreOffice starts once for all. The one thing a newcomer would get wrong: what is tried at length,
with hundreds of rows, is in test_law_templates; here it is the boards that count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from filled_templates import recalculate_all
from recalculating import needs_libreoffice
from template_rows import Cells, rows, valid_row
from test_law_templates import Comparison, both, compare, write_template

from toolkit.campaign import find_campaigns, load_campaign, shipped_schemas
from toolkit.model import Campaign, CheckedFile, Severity
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


def written(folder: Path, rows_of: Callable[[str, str], list[Cells]]) -> list[Path]:
    """A template of every board, filled with its rows."""
    folder.mkdir()
    paths = []
    for name, board_id in BOARDS:
        campaign = campaign_of(name)
        paths.append(folder / f"{name}_{board_id}.xlsx")
        write_template(paths[-1], campaign.board(board_id), campaign, rows_of(name, board_id))
    return paths


def all_checked(paths: Sequence[Path]) -> dict[tuple[str, str], CheckedFile]:
    """What `check` says of each, a campaign's files at once."""
    found: dict[tuple[str, str], CheckedFile] = {}
    by_place = dict(zip(BOARDS, paths, strict=True))
    for name in dict.fromkeys(name for name, _ in BOARDS):
        own = {place: path for place, path in by_place.items() if place[0] == name}
        checked = check([*own.values()], (campaign_of(name),))
        found |= dict(zip(own, checked, strict=True))
    return found


@pytest.fixture(scope="module")
def reckoned(
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[tuple[str, str], tuple[Path, CheckedFile]]:
    folder = tmp_path_factory.mktemp("library")
    paths = recalculate_all(written(folder / "drawn", drawn), folder / "lo")
    checked = all_checked(paths)
    return {place: (path, checked[place]) for place, path in zip(BOARDS, paths, strict=True)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], CheckedFile]:
    return all_checked(written(tmp_path_factory.mktemp("library") / "whole", examples_of))


def examples_of(name: str, board_id: str) -> list[Cells]:
    """Nothing but the schema's examples."""
    board = campaign_of(name).board(board_id)
    return [valid_row(board, number) for number in range(1, WHOLE + 1)]


@needs_libreoffice
@pytest.mark.parametrize(("name", "board_id"), BOARDS)
def test_formulas_say_what_check_says(
    reckoned: Mapping[tuple[str, str], tuple[Path, CheckedFile]], name: str, board_id: str
) -> None:
    board = campaign_of(name).board(board_id)
    path, checked = reckoned[name, board_id]
    found: Comparison = compare(board, both(path, board, checked, drawn(name, board_id)))
    assert found.disagreements == []
    assert found.clean > found.exact > 0


@pytest.mark.parametrize(("name", "board_id"), BOARDS)
def test_the_examples_of_a_board_are_a_valid_entry(
    whole: Mapping[tuple[str, str], CheckedFile], name: str, board_id: str
) -> None:
    checked = whole[name, board_id]
    assert (checked.boards, checked.entries) == ((board_id,), WHOLE)
    said = [
        (each.code, each.field)
        for each in checked.findings
        if each.severity is not Severity.NOTE and each.code[0] not in "DQ"
    ]
    assert said == []
