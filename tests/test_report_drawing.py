"""Charts of 报告.html: labels have room, bars are in proportion, nothing is drawn by script."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from toolkit.writers.cells import text_width
from toolkit.writers.report.drawing import KEPT, SENT, Series, draw_bars

SVG = "{http://www.w3.org/2000/svg}"
LONG = "中国青少年科技创新服务中心与长三角一体化发展促进委员会联合办公室"
LABELS = ("上海市科学技术协会", LONG, "A society with a long English name", "丁<b>", "戊")
SENT_VALUES, KEPT_VALUES = (1200.0, 300.0, 0.0, 7.0, None), (600.0, 100.0, 0.0, -300.0, 1.0)


@pytest.fixture(scope="module")
def drawing() -> ET.Element:
    words = [[f"{value:,.0f}" if value is not None else "" for value in values]
             for values in (SENT_VALUES, KEPT_VALUES)]  # fmt: skip
    series = [
        Series("申报条目", SENT, SENT_VALUES, words[0]),
        Series("入围", KEPT, KEPT_VALUES, words[1]),
    ]
    return ET.fromstring(draw_bars("图", LABELS, series).drawing)  # noqa: S314


def lefts(drawing: ET.Element) -> float:
    """Where the room for bars begins."""
    plot = next(node for node in drawing.iter(f"{SVG}g") if node.get("transform"))
    return float(str(plot.get("transform")).split("(")[1].split(",")[0])


def test_labels_have_room_and_lines_do_not_overlap(drawing: ET.Element) -> None:
    labels = [node for node in drawing.iter(f"{SVG}text") if len(node)]
    lines = [[part.text or "" for part in node] for node in reversed(labels)]
    assert ["".join(pair) for pair in lines] == [
        "上海市科学技术协会", "中国青少年科技创新服务中心与长三角一体化发展促进委…",
        "A society with a long English name", "丁<b>", "戊",
    ]  # fmt: skip
    assert max(text_width(line) for pair in lines for line in pair) * 6 + 6 <= lefts(drawing)
    heights = sorted(float(part.get("y", 0)) for node in labels for part in node)
    assert all(after - before >= 14 for before, after in pairwise(heights))
    assert 0 < heights[0] < heights[-1] < float(str(drawing.get("viewBox")).split()[3])


def test_bars_are_in_proportion_and_words_beside_them(drawing: ET.Element) -> None:
    bars = [(node.get("fill"), float(node.get("width", 0))) for node in drawing.iter(f"{SVG}rect")]
    longest = max(width for _, width in bars)
    for colour, values in ((SENT, SENT_VALUES), (KEPT, KEPT_VALUES)):
        drawn = [width for fill, width in bars if fill == colour]
        wanted = [abs(value or 0) / 1200 * longest for value in reversed(values)]
        assert drawn == pytest.approx(wanted, abs=0.2)
    words = {node.text: node for node in drawing.iter(f"{SVG}text") if not len(node)}
    assert words["1,200"].get("text-anchor") == "start"
    assert words["-300"].get("text-anchor") == "end"
    assert float(str(words["1,200"].get("x"))) + 5 * 6 + lefts(drawing) <= 420
    assert float(str(words["-300"].get("x"))) - 4 * 6 >= 0


def test_nothing_but_shapes_is_drawn(drawing: ET.Element) -> None:
    assert {node.tag.removeprefix(SVG) for node in drawing.iter()} == {
        "svg", "g", "rect", "text", "tspan",
    }  # fmt: skip
    assert {name for node in drawing.iter() for name in node.attrib} <= {
        "viewBox", "font-size", "aria-hidden", "transform", "x", "y", "width", "height", "rx", "ry",
        "fill", "text-anchor",
    }  # fmt: skip


def test_stacked_bars_follow_each_other() -> None:
    series = [
        Series("余下", SENT, (10, 7), ("", ""), (SENT, SENT)),
        Series("退出", KEPT, (0, 3), ("10", "−3"), ("#111111", "#222222")),
    ]
    chart = draw_bars("图", ("全部", "退回"), series, stacked=True)
    drawing = ET.fromstring(chart.drawing)  # noqa: S314
    bars = {
        node.get("fill"): (float(node.get("x", 0)), float(node.get("width", 0)))
        for node in drawing.iter(f"{SVG}rect")
        if node.get("fill") != SENT
    }
    rest = [float(node.get("width", 0)) for node in drawing.iter(f"{SVG}rect")
            if node.get("fill") == SENT]  # fmt: skip
    assert rest == pytest.approx([7 * max(rest) / 10, max(rest)], abs=0.2)
    assert bars["#222222"][1] == pytest.approx(3 * max(rest) / 10, abs=0.2)
    assert bars["#111111"][1] == 0
