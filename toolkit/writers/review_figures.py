"""What reviewers read of an entry, as values: figures by year, growth, highlights, open queries.

In come a run's entries and a board's review plan; out come the values and texts that the sheets
of a reviewer's workbook show. Nothing here writes a cell.

What a newcomer would get wrong: the last year of a metric need not be over. A year that had not
ended when the campaign closed is shown but never used for growth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import Board, Campaign, Field, Finding, Severity
from toolkit.rules import strategic_industry
from toolkit.writers.cells import as_text, is_dated, is_number
from toolkit.writers.selection import Selection

# Characters of all the highlights of an entry together.
_HIGHLIGHTS_LENGTH = 54


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


def style_of(column: Field, value: object) -> str:
    """The style of a value wherever it has room."""
    if not is_number(value):
        return "date" if is_dated(value) else "text"
    if column.meta.get("as") == "percent":
        return "percent"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    names_year = 1900 <= value <= 2100 and "年" in column.header
    return "plain" if names_year else "integer"


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


def facts(entries: Selection, keys: Sequence[str]) -> list[str]:
    """For each entry several columns in one cell, a line each; blank ones are left out."""
    columns = [entries.board.field(key) for key in keys]
    return [
        "\n".join(fact(column, value) for column, value in pairs if as_line(value))
        for pairs in _side_by_side(columns, entries)
    ]


def _side_by_side(
    columns: Sequence[Field], entries: Selection
) -> Iterator[list[tuple[Field, object]]]:
    """For each entry the columns with its values."""
    for values in zip(*(entries.shown(column.key) for column in columns), strict=True):
        yield list(zip(columns, values, strict=True))


def highlights(entries: Selection, keys: Sequence[str]) -> list[str]:
    """For each entry one line a highlight, cut short: the whole text stands in 详情."""
    columns = [entries.board.field(key) for key in keys]
    most = _HIGHLIGHTS_LENGTH // max(len(keys), 1)
    return [
        "\n".join(
            f"{column.header}：{line}" if len(columns) > 1 else line
            for column, value in pairs
            if (line := _cut_short(as_line(value), most))
        )
        for pairs in _side_by_side(columns, entries)
    ]


def _cut_short(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 1]}…"


def industries(entries: Selection) -> list[str]:
    """Each entry's industry rolled up to the nine; as received where it is not one of theirs."""
    board = entries.board
    received = [as_line(value) for value in entries.shown(board.industry_key)]
    if "strategic_industry" not in board.field(board.industry_key).rules:
        return received
    known = {text: strategic_industry.roll_up(text) or text for text in dict.fromkeys(received)}
    return [known[text] for text in received]


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
