"""Bars in; out: a chart as SVG that stands in the page, without script, style sheet or date.

Pygal draws the bars; its own scripts, style sheets, tooltips and the comment with the day of
drawing are taken out, and labels are set in two lines. What a newcomer would get wrong: Pygal
takes a Chinese character to be as wide as a Latin one, so the room for labels is reckoned here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.writers.book import BAR, INK
from toolkit.writers.cells import text_width
from toolkit.writers.report.pieces import Chart, Legend
from toolkit.writers.report.texts import clean

# Of 申报条目 and of 入围, as in the workbooks' charts.
SENT, KEPT = "#A9BFE3", INK
# Of years, the last one darkest.
YEARS = ("#E4EAF5", "#C9D6EE", BAR, "#4F6EB0", INK)
# In the units of the drawing, which are pixels on a screen that has room.
_WIDTH, _FONT, _LINE = 420, 12, 15
# Half-width characters of a line of a label.
_LABEL = 26
# A bar's height, and a lower one's where three or more share a label.
_BAR, _LOW_BAR, _GAP = 15, 12, 8
_ROOM_ABOVE, _ROOM_BESIDE = 4, 0.25
# What Pygal draws and a page without its script has no use for.
_NEEDLESS = ("defs", "desc", "title")
_NEEDLESS_CLASSES = ("background", "plot tooltip-overlay", "line")
# What is kept on one line: Latin words, and a character with the marks that may not begin a line.
_WORDS = re.compile(r"[!-~]+|[^!-~][、，。；：）》”]*")
_SERIES = re.compile(r"serie-(\d+)")
_DIGITS = re.compile(r"(\.\d)\d+")


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one colour: a value for each label, and the words at the end of each bar."""

    name: str
    colour: str
    values: Sequence[float | None]
    words: Sequence[str]
    colours: Sequence[str] = ()


def draw_bars(
    title: str, labels: Sequence[str], series: Sequence[Series], *, stacked: bool = False
) -> Chart:
    """Bars below each other for each label (there is one), or on one line where `stacked`."""
    lines = [_label_lines(clean(label)) for label in labels]
    width = max((text_width(line) for pair in lines for line in pair), default=0)
    words = max((text_width(text) for each in series for text in each.words), default=0)
    margins = (width * _FONT / 2 + 12, words * _FONT / 2 + 10)
    height = _row_height(lines, 1 if stacked else len(series)) * len(labels)
    chart = _chart(height, margins, series, stacked=stacked)
    # Pygal begins at the bottom; each label is the number of its lines.
    chart.x_labels = [f"#{nth}" for nth in reversed(range(len(labels)))]
    for each in series:
        chart.add(each.name, list(_points(each)))
    chart.add_xml_filter(lambda root: _tidied(root, lines, series))
    legends = tuple(Legend(each.name, each.colour) for each in series if each.name)
    return Chart(chart.render(is_unicode=True), title, legends if len(legends) > 1 else ())


def _row_height(lines: Sequence[Sequence[str]], bars: int) -> int:
    tallest = max(map(len, lines), default=1)
    return max(bars * (_BAR if bars < 3 else _LOW_BAR), tallest * _LINE) + _GAP


def _chart(
    height: int, margins: tuple[float, float], series: Sequence[Series], *, stacked: bool
) -> Any:
    pygal = _pygal()
    kind = pygal.HorizontalStackedBar if stacked else pygal.HorizontalBar
    rows = [
        [value or 0 for value in row] for row in zip(*(each.values for each in series), strict=True)
    ]
    ends = [sum(row) for row in rows] if stacked else [value for row in rows for value in row]
    lowest, highest = min(0, *ends), max(0, *ends) or 1
    # Words stand beside a bar that goes to the left as well.
    room = (highest - lowest) * _ROOM_BESIDE if lowest < 0 else 0
    left, right = margins
    return kind(
        style=pygal.style.Style(value_font_size=_FONT, label_font_size=_FONT),
        width=_WIDTH, height=height + 2 * _ROOM_ABOVE, spacing=0, margin=_ROOM_ABOVE,
        margin_left=left, margin_right=right, range=(lowest - room, highest),
        js=(), no_prefix=True, disable_xml_declaration=True, show_legend=False,
        show_x_labels=False, show_x_guides=False, show_y_guides=False,
        print_values=True, print_values_position="top", no_data_text="",
    )  # fmt: skip


@cache
def _pygal() -> Any:
    """Pygal with the trees of the standard library, whatever else is installed, and without what
    it adds to Python's imports: it looks for maps, and every import after it would warn of its age.
    """
    import pygal.etree
    import pygal.style

    pygal.etree.etree.to_etree()
    sys.meta_path[:] = [
        finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)
    ]
    return pygal


def _points(series: Series) -> Iterator[dict[str, Any]]:
    """What Pygal takes for each value, the last one first."""
    for value, words in zip(reversed(series.values), reversed(series.words), strict=True):
        yield {"value": value or 0, "formatter": _saying(words)}


def _saying(words: str) -> Callable[[float], str]:
    return lambda _value: words


# ---------------------------------------------------------------- labels


def _label_lines(label: str) -> list[str]:
    """A label in two lines at most; the table beside a chart has it in full."""
    lines = [""]
    for word in _WORDS.findall(label):
        if text_width(lines[-1] + word) <= _LABEL or not lines[-1]:
            lines[-1] += word
        else:
            lines.append(word)
    kept = [_cut(line) for line in lines[:2]]
    return [*kept[:1], _cut(f"{kept[1]}…")] if len(lines) > 2 else kept


def _cut(line: str) -> str:
    while text_width(line) > _LABEL:
        line = f"{line[:-2]}…"
    return line


# ---------------------------------------------------------------- what Pygal drew


def _tidied(root: Any, lines: Sequence[Sequence[str]], series: Sequence[Series]) -> Any:
    """The drawing with nothing but bars, labels and values in it, the bars in their colours."""
    for node in root.iter("g"):
        own = _SERIES.search(node.get("class", ""))
        if own:
            _dress(node, series[int(own[1])])
    _prune(root)
    for node in root.iter("text"):
        if node.get("x") == "-5":
            _set_lines(node, lines[int(node.text[1:])])
    for node in root.iter():
        node.attrib.pop("class", None)
        for name in ("x", "y", "width", "height"):
            if name in node.attrib:
                node.set(name, _DIGITS.sub(r"\1", node.get(name)))
    root.attrib.pop("id", None)
    root.set("font-size", str(_FONT))
    root.set("aria-hidden", "true")
    return root


def _dress(node: Any, series: Series) -> None:
    """Colour the bars of a series, and put its words beyond their ends; the last label's first."""
    colours = series.colours or [series.colour] * len(series.values)
    for bar, colour in zip(node.iter("rect"), reversed(colours), strict=False):
        bar.set("fill", colour)
    for words, value in zip(node.iter("text"), reversed(series.values), strict=False):
        words.set("text-anchor", "end" if value and value < 0 else "start")


def _prune(node: Any) -> None:
    for child in list(node):
        # A comment's tag is the function that made it.
        if callable(child.tag) or _is_needless(child):
            node.remove(child)
            continue
        _prune(child)
        if child.tag in ("g", "a") and not len(child):
            node.remove(child)


def _is_needless(node: Any) -> bool:
    name = node.tag.rpartition("}")[2]
    return name in _NEEDLESS or node.get("class", "").strip() in _NEEDLESS_CLASSES


def _set_lines(node: Any, lines: Sequence[str]) -> None:
    """The label's lines, right-aligned and in the middle of their bars."""
    node.text = ""
    node.set("text-anchor", "end")
    middle = float(node.get("y")) - (len(lines) - 1) * _LINE / 2
    for nth, line in enumerate(lines):
        at = {"x": "-6", "y": f"{middle + nth * _LINE:.1f}"}
        part = node.makeelement("tspan", at)
        part.text = line
        node.append(part)
