"""Measure the toolkit side by side with its peers, and print ratios.

    python tests/benchmarks/run.py [--repeat 3] [--only many|one|names|returns]
                                   [--sizes 10000,100000] [--work FOLDER] [--out FOLDER] [--full]

README.md says how to read it. What a newcomer would get wrong: nothing is asserted, and a figure
means something only beside the others of the same run.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from contests import (
    ROWWISE_ENTRIES,
    Contest,
    Contestant,
    contest_of_many,
    contest_of_names,
    contest_of_one,
    contest_of_returns,
    ours_at,
)
from generate import SIZES, write_many, write_one, write_returns, write_units
from measuring import CommandFailedError, Cost, measure
from results import Result, linear_lines, median_of, table_lines, write_results

_NAMES = 500_000


def main() -> None:
    """Write what is missing, measure, print."""
    asked = _arguments()
    work = asked.work or Path(tempfile.mkdtemp(prefix="toolkit-bench-"))
    out = asked.out or Path(tempfile.mkdtemp(prefix="toolkit-bench-results-"))
    out.mkdir(parents=True, exist_ok=True)
    wanted = ("many", "one", "names", "returns") if asked.only is None else (asked.only,)
    results = []
    for contest in _contests(work, wanted, asked.sizes, full=asked.full):
        result = _measured(contest, asked.repeat)
        results.append(result)
        _say(*table_lines(result))
    if "one" in wanted:
        fixed = _cost_of(ours_at(work / "one_1.xlsx"), asked.repeat)
        _say(*linear_lines(results, fixed))
    write_results(out, results)
    _say(f"\nResults and chart: {out}", f"Workbooks: {work}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=("many", "one", "names", "returns"))
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="entries of the one workbook")
    parser.add_argument("--work", type=Path, help="where the workbooks are, or are written")
    parser.add_argument("--out", type=Path, help="where results.csv and the chart go")
    parser.add_argument("--full", action="store_true", help="row-wise peers get all entries, too")
    return parser.parse_args()


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


def _contests(
    work: Path, wanted: Sequence[str], sizes: Sequence[int], *, full: bool
) -> Iterator[Contest]:
    """The contests asked for, their workbooks written if they are not there."""
    work.mkdir(parents=True, exist_ok=True)
    if "many" in wanted:
        write_units(work)
        for folder, rising in (("many", True), ("many30", False)):
            if not (work / folder).is_dir():
                _say(f"writing {folder}", write_many(work, rising=rising).told())
            yield contest_of_many(work, rising=rising)
    if "one" in wanted:
        for size in sorted({1, ROWWISE_ENTRIES, *sizes}):
            if not (work / f"one_{size}.xlsx").is_file():
                _say(f"writing one_{size}.xlsx", write_one(work, size).told())
        for size in sizes:
            yield contest_of_one(work, size, full=full)
    if "names" in wanted:
        yield contest_of_names(_NAMES)
    if "returns" in wanted:
        if not (work / "returns").is_dir():
            _say("writing returns", write_returns(work).told())
        yield contest_of_returns(work)


def _measured(contest: Contest, repeat: int) -> Result:
    """All of a contest, one after the other, again and again; the median of each."""
    _say(f"\n{contest.name}")
    contestants = [contest.ours, *(peer for peer in contest.peers if _is_there(peer))]
    costs: dict[str, list[Cost]] = {contestant.name: [] for contestant in contestants}
    for turn in range(1, repeat + 1):
        for contestant in contestants:
            if sys.stdout.isatty():
                _say(f"{f'  {turn}/{repeat} {contestant.name}':<70}", end="\r")
            try:
                costs[contestant.name].append(_measured_once(contestant))
            except CommandFailedError as failed:
                _say(f"{contestant.name} failed: {str(failed)[-500:]}")
    return Result(contest, {name: median_of(own) for name, own in costs.items() if own})


def _measured_once(contestant: Contestant) -> Cost:
    if contestant.output is not None:
        shutil.rmtree(contestant.output, ignore_errors=True)
    cost = measure(contestant.command, contestant.allowed)
    if not contestant.start:
        return cost.times(contestant.times)
    return cost.times(contestant.times, measure(contestant.start, contestant.allowed))


def _cost_of(contestant: Contestant, repeat: int) -> Cost:
    return median_of([_measured_once(contestant) for _ in range(repeat)])


def _is_there(peer: Contestant) -> bool:
    there = not peer.needs or find_spec(peer.needs) is not None
    if not there:
        _say(f"{peer.name}: left out, {peer.needs} is not installed (pip install .[bench])")
    return there


def _say(*lines: str, end: str = "\n") -> None:
    for line in lines:
        sys.stdout.write(line + end)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
