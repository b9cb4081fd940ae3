"""What is measured against what: each contest's commands, and the bar that ours must meet.

What a newcomer would get wrong: a peer that is given less than the whole work says so by `times`;
its time is scaled up, but not what it needs to start, which `start` measures.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from generate import CAMPAIGN, RISING_CAMPAIGN, SCHEMAS, rising_board

_PEERS = Path(__file__).parent / "peers"
# Row by row a hundred thousand entries take minutes; what a row costs does not depend on how many.
ROWWISE_ENTRIES = 10_000
_ALL_PAIRS_NAMES = 2_000

_ROWWISE = (
    ("openpyxl load", "openpyxl_load", "", "openpyxl"),
    ("openpyxl read-only", "openpyxl_load", "--read-only", "openpyxl"),
    ("pandas+openpyxl+Cerberus", "cerberus_rows", "", "pandas"),
    ("  not normalising", "cerberus_rows", "--as-it-is", "pandas"),
    ("frictionless", "frictionless_validate", "", "frictionless"),
)


@dataclass(frozen=True, slots=True)
class Contestant:
    """A command to be measured. `needs` is a library that may be missing, `allowed` the statuses it
    may end with, `output` a folder that must not be there when it begins. Where it is given less
    than the others, `times` scales its time, less that of `start`, which does next to nothing.
    """

    name: str
    command: tuple[str, ...]
    times: float = 1
    needs: str = ""
    allowed: tuple[int, ...] = (0,)
    output: Path | None = None
    start: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """Ours, as a multiple of the peer, must be at most this; in `cpu`, `wall` or `peak`."""

    peer: str
    most: float
    words: str
    of: str = "wall"


@dataclass(frozen=True, slots=True)
class Contest:
    """Ours and its peers at the same work."""

    name: str
    ours: Contestant
    peers: tuple[Contestant, ...]
    entries: int
    bars: tuple[Bar, ...] = ()


def _script(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, str(_PEERS / f"{name}.py"), *arguments)


def check_command(workbook: Path) -> tuple[str, ...]:
    """`toolkit check` of the list of 30 columns."""
    command = (sys.executable, "-m", "toolkit", "check", str(workbook))
    return (*command, "-c", CAMPAIGN, "--schemas", str(SCHEMAS))


def ours_at(workbook: Path) -> Contestant:
    """`toolkit check`; the planted errors make it end with 1."""
    return Contestant("toolkit check", check_command(workbook), allowed=(0, 1))


def contest_of_one(work: Path, size: int, *, full: bool) -> Contest:
    """One workbook of so many entries; the row-wise peers get 10,000 unless `full`."""
    workbook = work / f"one_{size}.xlsx"
    given = size if full else min(size, ROWWISE_ENTRIES)
    calamine = Contestant("calamine to_python", _script("calamine_values", str(workbook)))
    rowwise = (
        _rowwise(name, script, option, needs, work, given, size / given)
        for name, script, option, needs in _ROWWISE
    )
    pandera = Contestant("pandera", _script("pandera_validate", str(workbook)), needs="pandera")
    bars = (
        Bar("calamine to_python", 2, "check ≤ 2 × calamine"),
        Bar("pandas+openpyxl+Cerberus", 1 / 20, "check ≥ 20 × faster than row by row"),
        Bar("calamine to_python", 2.5, "peak memory ≤ 2.5 × calamine", "peak"),
    )
    peers = (calamine, *rowwise, pandera)
    return Contest(f"one workbook, {size} × 30", ours_at(workbook), peers, size, bars)


def _rowwise(
    name: str, script: str, option: str, needs: str, work: Path, given: int, times: float
) -> Contestant:
    options = (option,) if option else ()
    command = _script(script, *options, str(work / f"one_{given}.xlsx"))
    start = _script(script, *options, str(work / "one_1.xlsx")) if times > 1 else ()
    return Contestant(name, command, times, needs, start=start)


def contest_of_many(work: Path, *, rising: bool) -> Contest:
    """A thousand workbooks of five entries, everything written."""
    inbox, output = work / ("many" if rising else "many30"), work / "output"
    campaign = RISING_CAMPAIGN if rising else CAMPAIGN
    command = (sys.executable, "-m", "toolkit", "run", str(inbox), "-c", campaign)
    rest = ("--schemas", str(SCHEMAS), "-o", str(output), "--units", str(work / "units.xlsx"))
    ours = Contestant("toolkit run", (*command, *rest), output=output)
    peers = (
        Contestant("openpyxl load", _script("openpyxl_load", str(inbox)), 1, "openpyxl"),
        Contestant("calamine to_python", _script("calamine_values", str(inbox))),
    )
    bar = Bar("openpyxl load", 1, "run faster than openpyxl loads the files")
    name = f"1,000 workbooks × 5, {'82 columns' if rising else '30 columns'}"
    return Contest(name, ours, peers, 5000, (bar,))


def contest_of_returns(work: Path) -> Contest:
    """A thousand workbooks marked, and the same loaded and saved."""
    inbox, output = str(work / "returns"), work / "output"
    sheet = rising_board().title
    ours = Contestant("marked copies", _script("marks", inbox, str(output), sheet), output=output)
    again = _script("openpyxl_resave", inbox, str(output))
    peer = Contestant("openpyxl load and save", again, needs="openpyxl", output=output)
    bar = Bar("openpyxl load and save", 1, "returns faster than openpyxl loads and saves the files")
    return Contest("1,000 returns of 30 KB", ours, (peer,), 1000, (bar,))


def contest_of_names(count: int) -> Contest:
    """The search for suspected duplicates against all pairs."""
    pairs = str(min(count, _ALL_PAIRS_NAMES))
    times = (count / int(pairs)) ** 2
    peer = Contestant("rapidfuzz all pairs", _script("all_pairs", pairs), times)
    ours = Contestant("find_lookalikes", _script("lookalikes", str(count)))
    return Contest(f"{count} names", ours, (peer,), count)
