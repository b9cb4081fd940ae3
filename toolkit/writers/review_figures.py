"""What reviewers read of an entry, as values: figures by year, growth, highlights, open queries.

In come a run's entries and a board's review plan; out come the values and texts that the sheets
of a reviewer's workbook show. Nothing here writes a cell.

What a newcomer would get wrong: the last year of a metric need not be over. A year that had not
ended when the campaign closed is shown but never used for growth.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import Board, Campaign, Entry, Field, Finding, Severity
from toolkit.rules import strategic_industry
from toolkit.writers.book import as_text, is_dated, is_number
from toolkit.writers.wording import shown_value

# Characters of all the highlights of an entry together.
_HIGHLIGHTS_LENGTH = 54
# From here on decimals only make a narrow column wide; the whole number stands in 详情.
_ONE_DECIMAL, _NO_DECIMALS = 100, 1000


@dataclass(frozen=True, slots=True)
class Metric:
    """A group of columns with one figure a year.

    `base` and `last` are places in `years`: the years that growth compares, equal when there is
    nothing to compare. `percent`: the figures are shares, so growth is in percentage points.
    """

    title: str
    years: tuple[Field, ...]
    base: int
    last: int
    percent: bool

    @property
    def span(self) -> tuple[int, int]:
        """The years that growth compares."""
        return year_of(self.years[self.base]), year_of(self.years[self.last])


def metrics_of(campaign: Campaign, board: Board, groups: Iterable[str]) -> tuple[Metric, ...]:
    """The metrics of these groups, in their order; a group without years is none."""
    found = []
    for group in groups:
        years = tuple(column for column in board.fields if _is_year_of(column, group))
        if years:
            over = [at for at, column in enumerate(years) if is_over(campaign, column)]
            compared = over if len(over) > 1 else range(len(years))
            percent = years[0].meta.get("as") == "percent"
            metric = Metric(years[0].group, years, compared[0], compared[-1], percent)
            found.append(metric)
    return tuple(found)


def _is_year_of(column: Field, group: str) -> bool:
    return column.key.rpartition(".")[0] == group and is_year(column)


def is_year(column: Field) -> bool:
    """Whether a column of a group holds the figure of one year."""
    group, _, leaf = column.key.rpartition(".")
    return bool(group) and leaf.isdecimal() and len(leaf) == 4


def year_of(column: Field) -> int:
    """The year that a metric's column is about."""
    return int(column.key.rpartition(".")[2])


def is_over(campaign: Campaign, column: Field) -> bool:
    """Whether the column's year had ended when the campaign closed."""
    year = year_of(column)
    # A heading such as 2022年1-6月 says itself that the year is not whole.
    if column.header != f"{year}年":
        return False
    return campaign.deadline is None or year < campaign.deadline.year


def growth(metric: Metric, figures: Sequence[object]) -> float | None:
    """Growth between the compared years; None where it cannot be said.

    Against zero or a loss a relative change means nothing; shares are compared in percentage
    points.
    """
    base, last = figures[metric.base], figures[metric.last]
    if metric.base == metric.last or not is_number(base) or not is_number(last):
        return None
    before, after = float(str(base)), float(str(last))
    if metric.percent:
        return (after - before) * 100
    change = after / before - 1 if before > 0 else math.inf
    return change if math.isfinite(change) else None


def style_of(column: Field, value: object) -> str:
    """The style of a value wherever it has room."""
    if is_dated(value):
        return "date"
    if not is_number(value):
        return "text"
    if column.meta.get("as") == "percent":
        return "percent"
    if _names_year(column, value):
        return "plain"
    return "integer" if _size(value) == int(_size(value)) else "number"


def row_styles(columns: Sequence[Field], values: Sequence[object]) -> list[str]:
    """The styles of figures that stand side by side: amounts all show decimals, or none does."""
    styles = [style_of(column, value) for column, value in zip(columns, values, strict=True)]
    amounts = [column.type == "number" for column in columns]
    if not any(amount and style == "number" for amount, style in zip(amounts, styles, strict=True)):
        return styles
    return [
        "number" if amount and style == "integer" else style
        for amount, style in zip(amounts, styles, strict=True)
    ]


def narrow_styles(columns: Sequence[Field], values: Sequence[object]) -> list[str]:
    """The same in narrow columns, where large figures show fewer decimals."""
    styles = row_styles(columns, values)
    largest = max((_size(value) for value in values if is_number(value)), default=0)
    if "number" not in styles or largest < _ONE_DECIMAL:
        return styles
    narrow = "short" if largest < _NO_DECIMALS else "integer"
    return [narrow if style == "number" else style for style in styles]


def _size(value: object) -> float:
    return abs(float(str(value)))


def _names_year(column: Field, value: object) -> bool:
    return "年" in column.header and isinstance(value, int) and 1900 <= value <= 2100


def as_line(value: object) -> str:
    """A value as one line of text; "" for a blank."""
    return "" if value is None else " ".join(as_text(value).split())


def fact(column: Field, value: object) -> str:
    """A value with its name, short: ``注册资本：5,000万元``, ``高新技术企业：是``."""
    unit = str(column.meta.get("unit", ""))
    label = column.header.replace(f"（{unit}）", "") if unit else column.header
    if isinstance(value, bool):
        return f"{re.sub('^是否(属于|为)?', '', label)}：{as_text(value)}"
    return f"{label}：{_number_words(column, value)}{unit if is_number(value) else ''}"


def _number_words(column: Field, value: object) -> str:
    style = style_of(column, value)
    if style == "percent":
        return f"{float(str(value)):.1%}"
    if style == "integer":
        return f"{float(str(value)):,.0f}"
    return f"{float(str(value)):,.2f}" if style == "number" else as_line(value)


def facts(board: Board, entry: Entry, keys: Sequence[str]) -> str:
    """Several columns in one cell, a line each; blank ones are left out."""
    pairs = ((board.field(key), shown_value(entry, key)) for key in keys)
    return "\n".join(fact(column, value) for column, value in pairs if as_line(value))


def highlights(board: Board, entry: Entry, keys: Sequence[str]) -> str:
    """One line a highlight, cut short: the whole text stands in 详情."""
    most = _HIGHLIGHTS_LENGTH // max(len(keys), 1)
    lines = []
    for key in keys:
        line = as_line(shown_value(entry, key))
        if len(line) > most:
            line = f"{line[: most - 1]}…"
        if line:
            lines.append(f"{board.field(key).header}：{line}" if len(keys) > 1 else line)
    return "\n".join(lines)


def industry(board: Board, entry: Entry) -> str:
    """The industry rolled up to the nine; as received where it is not one of theirs."""
    received = as_line(shown_value(entry, board.industry_key))
    if "strategic_industry" not in board.field(board.industry_key).rules:
        return received
    return strategic_industry.roll_up(received) or received


def open_queries(findings: Iterable[Finding]) -> Mapping[int, tuple[str, ...]]:
    """What remains to be verified, by entry; the same sentence is said once."""
    said: dict[int, dict[str, None]] = {}
    for finding in findings:
        if finding.severity is Severity.QUERY and finding.entry:
            place = finding.field
            named = place and not finding.message.startswith(place)
            sentence = f"{place}：{finding.message}" if named else finding.message
            said.setdefault(finding.entry, {})[sentence] = None
    return {entry: tuple(sentences) for entry, sentences in said.items()}
