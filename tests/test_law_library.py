"""Every board that ships, at the unit's desk: its template reckons what `check` says (law 10), and
a filled one checks clean (law 6).

LibreOffice starts once for all. The one thing a newcomer would get wrong: what is tried at length,
with hundreds of rows, is in test_law_templates; here it is the boards that count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from filled_templates import fill, filled, recalculate_all, valid_values
from recalculating import needs_libreoffice
from template_rows import Cells, rows, valid_row
from test_law_templates import Comparison, both, compare, write_template

from toolkit.campaign import find_campaigns, load_campaign, shipped_schemas
from toolkit.model import Board, Campaign, CheckedFile, Severity
from toolkit.pipeline.checking import check
from toolkit.writers.template import write_templates
from toolkit.writers.template.data_sheet import example_value

MANY, MOST_CHANGES = 9, 4
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
    """Rows that are right, and rows with odd cells; the hardly filled ones that come before them
    are tried at length.
    """
    board = campaign_of(name).board(board_id)
    whole = [valid_row(board, 900 + number) for number in range(WHOLE)]
    return [*whole, *list(rows(board, MANY, MOST_CHANGES))[-MANY:]]


def written(folder: Path) -> list[Path]:
    """A sheet of every board with the rows drawn for it, and its formulas."""
    folder.mkdir()
    paths = []
    for name, board_id in BOARDS:
        campaign = campaign_of(name)
        paths.append(folder / f"{name}_{board_id}.xlsx")
        write_template(paths[-1], campaign.board(board_id), campaign, drawn(name, board_id))
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
    paths = recalculate_all(written(folder / "drawn"), folder / "lo")
    checked = all_checked(paths)
    return {place: (path, checked[place]) for place, path in zip(BOARDS, paths, strict=True)}


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], CheckedFile]:
    """The templates as `toolkit template` writes them, filled with the schema's examples."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "filled").mkdir()
    paths = []
    for name in dict.fromkeys(name for name, _ in BOARDS):
        campaign = campaign_of(name)
        made = write_templates(campaign, campaign.boards, (), folder / name, WHOLE)
        for board, template in zip(campaign.boards, made, strict=True):
            copy = folder / "filled" / f"{name}_{board.id}.xlsx"
            paths.append(fill(template, copy, board, valid_cells(board)))
    return all_checked(paths)


def valid_cells(board: Board) -> dict[tuple[int, str], object]:
    """The schema's examples in every prepared row: below titles, heading and example."""
    first = 5 + any(column.group for column in board.fields)
    cells: dict[tuple[int, str], object] = {}
    for number in range(1, WHOLE + 1):
        values = valid_values(board, number)
        # The unit too: where whoever takes part is the unit, it is asked for.
        own = {column.key: values[column.key] or example_value(column) for column in board.fields}
        if board.owner_key:  # 某某公司 would say that the row is an example
            own[board.owner_key] = f"上海第{number}申报测试有限公司"
        cells |= filled(own, first + number - 1)
    return cells


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
def test_a_template_filled_with_valid_values_checks_clean(
    filled_in: Mapping[tuple[str, str], CheckedFile], name: str, board_id: str
) -> None:
    checked = filled_in[name, board_id]
    assert (checked.boards, checked.entries) == ((board_id,), WHOLE)
    said = [
        (each.code, each.field)
        for each in checked.findings
        if each.severity is not Severity.NOTE and each.code[0] not in "DQ"
    ]
    assert said == []
