"""results.csv in; out: results.png beside it, a panel a contest, seconds on a logarithmic scale."""

from __future__ import annotations

import csv
import sys
from itertools import groupby
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

_OURS, _PEER = "#c0392b", "#7f8c8d"


def draw(file: Path) -> Path:
    """Draw the chart of a results.csv."""
    with file.open(encoding="utf-8", newline="") as opened:
        lines = list(csv.DictReader(opened))
    contests = [(name, list(own)) for name, own in groupby(lines, lambda line: line["contest"])]
    figure, panels = plt.subplots(
        len(contests), 1, figsize=(9, 1.2 + sum(0.5 + 0.34 * len(own) for _, own in contests)),
        squeeze=False, height_ratios=[len(own) + 1 for _, own in contests],
    )  # fmt: skip
    for panel, (name, own) in zip(panels[:, 0], contests, strict=True):
        _draw_contest(panel, name, own)
    figure.tight_layout()
    chart = file.with_suffix(".png")
    figure.savefig(chart, dpi=130)
    return chart


def _draw_contest(panel: Axes, name: str, lines: list[dict[str, str]]) -> None:
    walls = [float(line["wall_s"]) for line in lines]
    names = [_label(line) for line in lines]
    bars = panel.barh(names, walls, color=[_OURS, *[_PEER] * (len(lines) - 1)])
    panel.bar_label(
        bars, [f" {wall:.3g} s = {wall / walls[0]:.3g} × ours" for wall in walls], fontsize=8
    )
    panel.set_xscale("log")
    panel.set_xlim(min(walls) / 2, max(walls) * 12)
    panel.invert_yaxis()
    panel.set_title(name, loc="left", fontsize=10)
    panel.tick_params(labelsize=8)
    panel.set_xlabel("seconds by the clock, logarithmic", fontsize=8)


def _label(line: dict[str, str]) -> str:
    return line["contestant"] + ("" if float(line["scaled"]) == 1 else " (scaled)")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
