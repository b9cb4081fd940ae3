"""A campaign's folder of YAML in, a `model.Campaign` out; or every problem with its file and line.

The one thing a newcomer would get wrong: a campaign is never half loaded. Whatever `lint_campaign`
would say makes `load_campaign` refuse it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from toolkit.campaign import lint
from toolkit.campaign.advice import advise_on_board, advise_on_choices, advise_on_items
from toolkit.campaign.boards import (
    Column,
    Located,
    Problem,
    YamlFile,
    build_board,
    read_columns,
)
from toolkit.campaign.changes import build_limits, check_changes, check_quota_changes
from toolkit.campaign.lint_columns import Fits, check_columns
from toolkit.campaign.plans import build_quota
from toolkit.campaign.shapes import check_keys
from toolkit.campaign.yaml_files import read_yaml
from toolkit.codes import CATALOGUE
from toolkit.errors import CampaignError, UsageError
from toolkit.model import Campaign, NamePattern, ReferenceList, Severity

_DEADLINE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):(\d{2}))?")


# ---------------------------------------------------------------- where campaigns are


def shipped_schemas() -> Path:
    """Give the folder of the campaigns that ship: in the package, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    bundled = package / "_bundled" / "schemas"
    return bundled if bundled.is_dir() else package.parent / "schemas"


def find_campaigns(*folders: Path) -> dict[str, Path]:
    """Find campaign folders by id; on the same id a later folder's campaign stands for the earlier.

    A folder may hold campaigns, or be one itself.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"找不到征集活动文件夹“{folder}”。", "请检查 --schemas 后面的路径。")
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
        for path in (folder, *inside):
            if (path / "campaign.yaml").is_file():
                found[path.name] = path
    return dict(sorted(found.items()))


# ---------------------------------------------------------------- a campaign, checked and built


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A campaign folder as parsed: its three kinds of files, and all problems so far."""

    campaign: Located
    boards: Mapping[str, Located]
    columns: Mapping[str, tuple[Column, ...]]
    problems: tuple[Problem, ...]


def lint_campaign(folder: Path, fits: Fits | None = None) -> tuple[Problem, ...]:
    """List every problem of a campaign's files, by file and line.

    `fits(constraint, argument)` says in Chinese how a rule's argument fails the Cerberus schema
    of the rule's arguments; without it, arguments are only looked at for the columns they name.
    """
    return _parse(folder, fits).problems


def advise_on_campaign(folder: Path) -> tuple[Problem, ...]:
    """List what a careful writer would still mend in a campaign without problems: rules without a
    source, columns without words, choices that differ a little between boards.
    """
    parsed = _parse(folder, None)
    if parsed.problems:
        return ()
    own = (
        problem
        for board_id, board in parsed.boards.items()
        for problem in advise_on_board(board, parsed.columns[board_id])
    )
    shared = advise_on_items(parsed.campaign.child("quotas"), "名额")
    found = [*shared, *own, *advise_on_choices(parsed.boards, parsed.columns)]
    return _in_file_order(found, folder.name, tuple(parsed.boards))


def load_campaign(
    folder: Path, changes: Mapping[str, Any] | None = None, fits: Fits | None = None
) -> Campaign:
    """Load a campaign with a working folder's local changes (see `parse_changes`).

    Raises CampaignError with every problem, one a line.
    """
    parsed = _parse(folder, fits)
    local = _located_changes(changes or {})
    problems = (*parsed.problems, *_change_problems(local, parsed.boards))
    if problems:
        raise _unsound(problems)
    return _build(parsed, local, _digest(folder, parsed, changes or {}))


def parse_changes(path: Path) -> tuple[str, dict[str, Any]]:
    """Read the campaign id and the local changes of a working folder's 征集.yaml.

    The changes hold `deadline`, `severities`, `quotas` and `limits` as far as the file has them,
    and `lines`, the place of each key, so that `load_campaign` can say where a wrong board id
    stands.
    Raises CampaignError with every problem, one a line.
    """
    file, problems = read_yaml(path, path.name)
    if isinstance(file.data, dict):  # a key left empty changes nothing
        file = replace(file, data={k: v for k, v in file.data.items() if v is not None})
    root = Located(file, (), file.data)
    found = problems or tuple(chain(check_changes(root, ("campaign",)), _deadline_problems(root)))
    if found:
        raise _unsound(found)
    changes = {key: value for key, value in file.data.items() if key != "campaign"}
    return str(file.data["campaign"]), {**changes, "lines": dict(file.lines)}


def _located_changes(changes: Mapping[str, Any]) -> Located:
    data = {key: value for key, value in changes.items() if key != "lines"}
    return Located(YamlFile("征集.yaml", data, changes.get("lines", {})), (), data)


def _change_problems(changes: Located, boards: Mapping[str, Located]) -> Iterator[Problem]:
    yield from check_changes(changes)
    yield from _deadline_problems(changes)
    yield from check_quota_changes(boards, changes.child("quotas"))


def _unsound(problems: tuple[Problem, ...]) -> CampaignError:
    return CampaignError(
        "\n".join(str(problem) for problem in problems),
        "请按上面的文件、行号和键修改，再用 toolkit lint 检查；说明见 toolkit explain C101。",
    )


def _parse(folder: Path, fits: Fits | None) -> _Parsed:
    campaign, problems = _read_located(folder, "campaign.yaml")
    registry, registry_problems = _read_located(folder, "registry.yaml")
    found = list(chain(problems, registry_problems))
    if problems:
        return _Parsed(campaign, {}, {}, tuple(found))
    found += lint.check_campaign(campaign)
    found += _id_problems(campaign, folder.name, "文件夹名")
    found += _deadline_problems(campaign)
    found += lint.check_registry(registry)
    shelves, shelf_problems = _shared_registries(folder)
    found += shelf_problems
    boards, board_problems = _read_boards(folder, campaign)
    found += board_problems
    columns: dict[str, tuple[Column, ...]] = {}
    for board_id, board in boards.items():
        columns[board_id], column_problems = read_columns(board, (registry, *shelves))
        found += _id_problems(board, board_id, "文件名")
        found += lint.check_board(board, columns[board_id], _list_ids(campaign))
        found += column_problems
        found += check_columns(columns[board_id], fits)
    found += lint.check_titles(list(boards.values()))
    found += lint.check_shared_quotas(campaign, columns)
    return _Parsed(campaign, boards, columns, _in_file_order(found, folder.name, tuple(boards)))


def _in_file_order(
    found: list[Problem], folder: str, boards: tuple[str, ...]
) -> tuple[Problem, ...]:
    """Each problem once (a shared piece is judged wherever it is used), as the files are read."""
    names = [f"{folder}/{stem}.yaml" for stem in ("campaign", "registry", *boards)]
    ranks = {name: rank for rank, name in enumerate(names)}
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda problem: (ranks.get(problem.file, len(ranks)), problem.line),
        )
    )


def _read_located(folder: Path, file_name: str) -> tuple[Located, tuple[Problem, ...]]:
    """A file of the campaign; registry.yaml may be absent, and an empty file holds nothing."""
    name = f"{folder.name}/{file_name}"
    if file_name == "registry.yaml" and not (folder / file_name).exists():
        return Located(YamlFile(name, {}), (), {}), ()
    file, problems = read_yaml(folder / file_name, name)
    data = {} if file.data is None else file.data
    return Located(file, (), data), problems


def _shared_registries(folder: Path) -> tuple[list[Located], list[Problem]]:
    """What all campaigns share: the registry beside this one, then the one that ships."""
    shelves: list[Located] = []
    found: list[Problem] = []
    for schemas in dict.fromkeys((folder.resolve().parent, shipped_schemas().resolve())):
        registry, problems = _read_located(schemas, "registry.yaml")
        shelves.append(registry)
        found += [*problems, *lint.check_registry(registry)]
    return shelves, found


def _read_boards(folder: Path, campaign: Located) -> tuple[dict[str, Located], tuple[Problem, ...]]:
    """The board files that campaign.yaml names, and files that it forgot."""
    boards: dict[str, Located] = {}
    found: list[Problem] = []
    for item in campaign.child("boards").texts():
        if not (folder / f"{item.value}.yaml").is_file():
            found.append(item.problem(f"找不到这个榜单的文件 {item.value}.yaml"))
            continue
        board, problems = _read_located(folder, f"{item.value}.yaml")
        found += problems
        if not problems and isinstance(board.value, dict):
            boards[item.value] = board
        elif not problems:
            found += check_keys(board, {})
    known = {"campaign", "registry", *(item.value for item in campaign.child("boards").texts())}
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in known:
            message = f"文件 {path.name} 没有列在 boards 里"
            found.append(campaign.child("boards").problem(message))
    return boards, tuple(found)


def _id_problems(place: Located, expected: str, what: str) -> Iterator[Problem]:
    written = place.child("id")
    if isinstance(written.value, str) and written.value != expected:
        yield written.problem(f"id 应与{what}相同：“{expected}”")


def _deadline_problems(place: Located) -> Iterator[Problem]:
    deadline = place.child("deadline")
    if isinstance(deadline.value, str) and _read_deadline(deadline.value) is None:
        yield deadline.problem('应为日期或日期时间，如 "2022-10-31 24:00"')


def _read_deadline(text: str) -> datetime | None:
    """The moment after which a file is late: a date alone lasts to its end, 24:00 likewise."""
    match = _DEADLINE.fullmatch(text.strip())
    if match is None:
        return None
    day, hours, minutes = match.groups()
    passed = timedelta(hours=int(hours or 24), minutes=int(minutes or 0))
    try:
        midnight = datetime.fromisoformat(day)
    except ValueError:
        return None
    return midnight + passed if passed <= timedelta(days=1) else None


def _list_ids(campaign: Located) -> set[str]:
    ids = (item.child("id").value for item in campaign.child("lists").items())
    return {list_id for list_id in ids if isinstance(list_id, str)}


def _digest(folder: Path, parsed: _Parsed, changes: Mapping[str, Any]) -> str:
    """The sha256 of the folder's YAML files, of the columns with the pieces that they share with
    other campaigns, and of the local changes.
    """
    summed = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml"), key=lambda path: path.name):
        summed.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        summed.update(path.read_bytes())
    columns = {
        f"{board_id}.{column.key}": column.rules.value
        for board_id, columns in parsed.columns.items()
        for column in columns
    }
    local = {key: value for key, value in changes.items() if key != "lines"}
    for part in (columns, local):
        canonical = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        summed.update(canonical.encode())
    return summed.hexdigest()


def _build(parsed: _Parsed, changes: Located, digest: str) -> Campaign:
    written: dict[str, Any] = parsed.campaign.value
    local: dict[str, Any] = changes.value
    grades = {code.code: code.severity for code in CATALOGUE}
    overrides = {**written.get("severities", {}), **local.get("severities", {})}
    deadline = local.get("deadline", written.get("deadline"))
    quotas: dict[str, int] = local.get("quotas", {})
    return Campaign(
        id=written["id"],
        title=written["title"],
        source=written["source"],
        boards=tuple(
            build_board(board.value, parsed.columns[board_id], quotas.get(board_id))
            for board_id, board in parsed.boards.items()
        ),
        severities={**grades, **{code: Severity(grade) for code, grade in overrides.items()}},
        digest=digest,
        deadline=_read_deadline(deadline) if deadline else None,
        channels=tuple(written.get("channels", ())),
        stacking=written.get("stacking", False),
        lists=tuple(ReferenceList(**item) for item in written.get("lists", ())),
        limits=build_limits(local.get("limits", {})),
        quotas=tuple(build_quota(quota) for quota in written.get("quotas", ())),
        file_name=_pattern(written.get("file_name")),
        mail_subject=_pattern(written.get("mail_subject")),
    )


def _pattern(written: Mapping[str, Any] | None) -> NamePattern | None:
    return NamePattern(**written) if written else None
