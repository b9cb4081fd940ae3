"""A working folder in; out: where its campaign stands, for `toolkit status`.

What is there, what the last run said, and what has come since. The one thing a newcomer would get
wrong: no workbook of the inbox is opened. Files are told apart by their bytes alone, and what the
last run found in an archive or e-mail is part of that file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from toolkit import __version__
from toolkit.differing import compare_files
from toolkit.errors import Refused, ToolkitError
from toolkit.folder import (
    INBOX,
    LETTERS,
    LISTS,
    OUT,
    RECEIVED,
    SETTINGS,
    TEMPLATES,
    UNITS,
    Lists,
    load_registers,
)
from toolkit.intake import collect_arrivals, sha256_of
from toolkit.model import Campaign, ChangedFile, FileChange, Ruling
from toolkit.model.rulings import BARRED, CASES_FILE, RULINGS_FILE, WINNERS
from toolkit.previous import LastRun, read_last_run, read_rulings
from toolkit.reading import read_workbook
from toolkit.registers import parse_rulings


class State(StrEnum):
    """What is to be said of a list."""

    MISSING = "missing"
    EMPTY = "empty"
    FILLED = "filled"
    UNSOUND = "unsound"


@dataclass(frozen=True, slots=True)
class ListStanding:
    """A list of 名录: how many lines it has, or why it cannot be used."""

    title: str
    state: State
    lines: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class InboxStanding:
    """What lies in 收件: how many files, in each first-level folder ("" for none), and how many
    are passed over. `changes` are those since the last run.
    """

    files: int
    folders: Mapping[str, int]
    passed_over: int
    changes: tuple[ChangedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class RulingsStanding:
    """Rulings as they stand in one workbook: how many, how many of these the last run has not
    read, how many lines are not clear, or why the workbook cannot be read at all.
    """

    is_there: bool = False
    filled: int = 0
    waiting: int = 0
    unclear: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands. `campaign` is None where 征集.yaml is unsound: `fault` says how.

    `strays` are workbooks in 名录 that nothing reads. `own` are the rulings of 裁定.xlsx, and
    `in_place` those filled in where they were asked. `changed` names what beside the inbox is not
    as the last run found it, `edited` the outputs that a person has changed. `last` is None before
    the first run.
    """

    campaign: Campaign | None
    fault: str = ""
    lists: tuple[ListStanding, ...] = ()
    strays: tuple[str, ...] = ()
    inbox: InboxStanding | None = None
    own: RulingsStanding = RulingsStanding()
    in_place: RulingsStanding = RulingsStanding()
    templates: int = 0
    last: LastRun | None = None
    changed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()

    @property
    def waiting(self) -> int:
        """How many rulings the last run has not read."""
        return self.own.waiting + self.in_place.waiting


def find_standing(
    folder: Path,
    campaign: Campaign | None,
    fault: str,
    leave_out: Sequence[Path],
    edited: Sequence[Path],
) -> Standing:
    """Look at a working folder. `leave_out` is what runs write, `edited` what of that a person has
    changed since; `fault` says why there is no campaign.
    """
    out = folder / OUT
    last = read_last_run(out)
    if last and campaign and last.fingerprint.campaign != campaign.id:
        last = None
    known = read_rulings(out, last) if last else None
    changed_outputs = tuple(path.relative_to(out).as_posix() for path in edited)
    filled = CASES_FILE in changed_outputs
    lists = tuple(_lists(folder, campaign)) if campaign else ()
    digests = dict(_digests(folder, lists))
    return Standing(
        campaign,
        fault,
        lists,
        tuple(_strays(folder, lists)) if campaign else (),
        # Which inputs are lists, only the campaign says.
        _inbox(folder, leave_out, last if campaign else None, digests),
        _rulings(folder / RULINGS_FILE, known, in_place=False),
        _rulings(out / CASES_FILE, known, in_place=True) if filled else RulingsStanding(),
        len(_workbooks(folder / TEMPLATES)),
        last,
        tuple(_changed(campaign, last, digests)) if last and campaign else (),
        tuple(name for name in changed_outputs if name != CASES_FILE),
    )


# ---------------------------------------------------------------- lists


def _lists(folder: Path, campaign: Campaign) -> Iterator[ListStanding]:
    given = Lists.of_folder(folder, campaign)
    titles = {item.id: item.title for item in campaign.lists}
    each = (
        (UNITS, given.units, Lists(units=given.units)),
        (WINNERS, given.winners, Lists(winners=given.winners)),
        (BARRED, given.barred, Lists(barred=given.barred)),
        (RECEIVED, given.received, Lists(received=given.received)),
        *(
            (title, given.others.get(key), Lists(others={key: given.others[key]}))
            if key in given.others
            else (title, None, Lists())
            for key, title in titles.items()
        ),
    )
    for title, path, alone in each:
        yield _list(title, alone, campaign) if path else ListStanding(title, State.MISSING)


def _list(title: str, alone: Lists, campaign: Campaign) -> ListStanding:
    """One list, read by itself."""
    try:
        registers, _ = load_registers(alone, campaign)
    except ToolkitError as fault:
        return ListStanding(title, State.UNSOUND, fault=fault.message)
    found = (registers.units, registers.winners, registers.barred, registers.receipts)
    lines = sum(len(lines) for lines in (*found, *registers.lists.values()) if lines)
    return ListStanding(title, State.FILLED if lines else State.EMPTY, lines)


def _strays(folder: Path, lists: Sequence[ListStanding]) -> Iterator[str]:
    read = {f"{each.title}.xlsx" for each in lists}
    yield from (path.name for path in _workbooks(folder / LISTS) if path.name not in read)


def _workbooks(folder: Path) -> list[Path]:
    """The files in a folder, but for what programs leave behind."""
    if not folder.is_dir():
        return []
    files = (path for path in sorted(folder.iterdir()) if path.is_file())
    return [path for path in files if not path.name.startswith(("~$", "."))]


# ---------------------------------------------------------------- since the last run


def _digests(folder: Path, lists: Sequence[ListStanding]) -> Iterator[tuple[str, str]]:
    """Of what lies beside the inbox, as run.json names it; "" for what is not there."""
    listed = (f"{LISTS}/{each.title}.xlsx" for each in lists)
    letters = (f"{TEMPLATES}/{name}" for name in LETTERS)
    for name in (SETTINGS, RULINGS_FILE, *listed, *letters):
        path = folder / name
        yield name, sha256_of(path) if path.is_file() else ""


def _changed(campaign: Campaign, last: LastRun, now: Mapping[str, str]) -> Iterator[str]:
    """What besides the inbox is not as it was."""
    before = last.fingerprint
    names = [name for name, digest in now.items() if before.inputs.get(name, "") != digest]
    yield from names
    if campaign.digest != before.campaign_digest and SETTINGS not in names:
        yield f"征集活动 {campaign.id} 的要求"
    if before.toolkit_version != __version__:
        yield "toolkit 的版本"


def _inbox(
    folder: Path, leave_out: Sequence[Path], last: LastRun | None, beside: Mapping[str, str]
) -> InboxStanding | None:
    if not (folder / INBOX).is_dir():
        return None
    arrivals, passed_over = collect_arrivals(folder / INBOX, leave_out)
    now = {arrival.path: arrival.sha256 for arrival in arrivals}
    folders = Counter(path.split("/")[0] for path in now if "/" in path)
    if loose := len(now) - folders.total():
        folders[""] = loose
    changes: tuple[ChangedFile, ...] = ()
    if last:
        known = {p: d for p, d in last.fingerprint.inputs.items() if p not in beside}
        before = {path: digest for path, digest in known.items() if not _lay_in(path, known)}
        changes = tuple(compare_files(now, before))
    return InboxStanding(len(now), folders, len(passed_over), changes)


def _lay_in(path: str, files: Mapping[str, str]) -> bool:
    """Whether a file lay in an archive or e-mail, which is among the files itself."""
    steps = path.split("/")
    return any("/".join(steps[:at]) in files for at in range(1, len(steps)))


def _rulings(path: Path, known: frozenset[Ruling] | None, *, in_place: bool) -> RulingsStanding:
    if not path.is_file():
        return RulingsStanding()
    try:
        rulings, findings = parse_rulings(read_workbook(path), path.name, in_place=in_place)
    except Refused as refused:
        return RulingsStanding(is_there=True, fault=refused.message)
    except ToolkitError as fault:
        return RulingsStanding(is_there=True, fault=fault.message)
    filled = [ruling for ruling in rulings if ruling.is_complete]
    waiting = _answers(filled) - _answers(each for each in known or () if each.is_complete)
    return RulingsStanding(
        is_there=True,
        filled=len(filled),
        waiting=len(waiting),
        unclear=len(findings),
    )


def _answers(rulings: Iterable[Ruling]) -> set[tuple[str, str, str]]:
    """What was decided about which: a run keeps one of two that say the same."""
    return {(each.key, each.other, each.without_password().answer) for each in rulings}


def has_news(standing: Standing) -> bool:
    """Whether a run would say anything else than the last one did."""
    files = standing.inbox.changes if standing.inbox else ()
    return bool(files or standing.changed or standing.waiting)


def count_changes(changes: Sequence[ChangedFile]) -> dict[FileChange, int]:
    """How many files differ in which way."""
    counts = Counter(changed.change for changed in changes)
    return {change: counts[change] for change in FileChange if counts[change]}
