"""Costs in; out: the tables of ratios that run.py prints, results.csv and the chart.

What a newcomer would get wrong: the time of a peer that was given less than all the work is scaled
already; its memory is not, so it is not compared.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from contests import Bar, Contest, Contestant
from measuring import Cost

_CHART = Path(__file__).parent / "chart.py"
_LINEAR = 1.3


@dataclass(frozen=True, slots=True)
class Result:
    """What a contest's contestants cost, by their names."""

    contest: Contest
    costs: Mapping[str, Cost]

    @property
    def contestants(self) -> list[Contestant]:
        """Those that were measured, ours first."""
        everybody = (self.contest.ours, *self.contest.peers)
        return [contestant for contestant in everybody if contestant.name in self.costs]

    def ratio(self, peer: Contestant, of: str) -> float:
        """Ours as a multiple of the peer's `cpu`, `wall` or `peak`."""
        ours, theirs = self.costs[self.contest.ours.name], self.costs[peer.name]
        return float(getattr(ours, of) / max(getattr(theirs, of), 1e-9))


def median_of(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        median(cost.cpu for cost in costs),
        median(cost.wall for cost in costs),
        median(cost.peak for cost in costs),
        costs[-1].said,
    )


def table_lines(result: Result) -> Iterator[str]:
    """A line a contestant; `ours/peer` below 1 says that ours is cheaper."""
    yield f"  {'':26}{'CPU s':>10}{'wall s':>10}{'MiB':>8}   ours/peer: CPU    wall   memory"
    if result.contest.ours.name not in result.costs:
        yield "  ours could not be measured"
        return
    for contestant in result.contestants:
        yield _line(result, contestant)
    for bar in result.contest.bars:
        yield from _bar_lines(result, bar)


def _line(result: Result, contestant: Contestant) -> str:
    cost = result.costs[contestant.name]
    line = f"  {contestant.name:26}{cost.cpu:10.2f}{cost.wall:10.2f}{cost.peak:8.0f}"
    if contestant is not result.contest.ours:
        ratios = [result.ratio(contestant, of) for of in ("cpu", "wall")]
        line += "".join(f"{ratio:8.3f}" for ratio in ratios).rjust(25)
        line += f"{result.ratio(contestant, 'peak'):9.2f}" if contestant.times == 1 else f"{'–':>9}"
    scaled = "" if contestant.times == 1 else f"  (scaled × {contestant.times:g})"
    # The toolkit's closing hint says nothing here; the counts of the others do.
    return f"{line}{scaled}  {cost.said if cost.said.isascii() else ''}".rstrip()


def _bar_lines(result: Result, bar: Bar) -> Iterator[str]:
    peer = next((own for own in result.contestants if own.name == bar.peer), None)
    if peer is not None:
        ratio = result.ratio(peer, bar.of)
        beside = f" (CPU {result.ratio(peer, 'cpu'):.3f})" if bar.of == "wall" else ""
        met = "met" if ratio <= bar.most else "MISSED"
        yield f"  bar: {bar.words}: {bar.of} {ratio:.3f}{beside}, at most {bar.most:g}: {met}"


def linear_lines(results: Sequence[Result], fixed: Cost) -> Iterator[str]:
    """What an entry costs at each size, with and without what a check of one entry costs."""
    sizes = [own for own in results if own.contest.ours.name == "toolkit check" and own.costs]
    yield "\ncost of an entry in `toolkit check`, in microseconds"
    yield f"  a check of one entry costs {fixed.cpu:.2f} s CPU, {fixed.wall:.2f} s wall"
    yield f"  {'entries':>10}{'CPU':>10}{'wall':>10}{'CPU net':>10}{'wall net':>10}"
    costs = [_per_entry(own, fixed) for own in sizes]
    for own, per_entry in zip(sizes, costs, strict=True):
        yield f"  {own.contest.entries:>10}" + "".join(f"{cost:10.1f}" for cost in per_entry)
    if len(costs) > 1:
        spread = [max(column) / min(column) for column in zip(*costs, strict=True)]
        yield f"  {'most/least':>10}" + "".join(f"{ratio:10.2f}" for ratio in spread)
        yield f"  bar: within {_LINEAR} × of each other"


def _per_entry(result: Result, fixed: Cost) -> tuple[float, float, float, float]:
    cost, entries = result.costs[result.contest.ours.name], result.contest.entries / 1e6
    return (
        cost.cpu / entries,
        cost.wall / entries,
        max(cost.cpu - fixed.cpu, 1e-9) / entries,
        max(cost.wall - fixed.wall, 1e-9) / entries,
    )


def write_results(out: Path, results: Sequence[Result]) -> None:
    """Write results.csv, and the chart if matplotlib is there."""
    file = out / "results.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        lines = csv.writer(opened)
        lines.writerow(("contest", "contestant", "cpu_s", "wall_s", "peak_mib", "scaled", "said"))
        for result in results:
            for own in result.contestants:
                cost = result.costs[own.name]
                rounded = (f"{figure:.4f}" for figure in (cost.cpu, cost.wall, cost.peak))
                lines.writerow((result.contest.name, own.name, *rounded, own.times, cost.said))
    if find_spec("matplotlib") is None:
        sys.stdout.write("no chart: matplotlib is not installed (pip install .[bench])\n")
        return
    subprocess.run((sys.executable, str(_CHART), str(file)), check=True)
