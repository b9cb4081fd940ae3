"""Figures that stand side by side in; out: how each is dressed, and its cell's XML, by column.

What a newcomer would get wrong: a figure is not dressed by itself. Amounts of one entry all show
decimals, or none does; and in narrow columns a large figure takes the decimals from the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from toolkit.model import Field
from toolkit.writers.book import StyleNumbers
from toolkit.writers.cells import LARGEST_NUMBER, cell_xml
from toolkit.writers.columns import shown_width
from toolkit.writers.review_figures import Metric, style_of
from toolkit.writers.selection import Selection

# From here on decimals only make a narrow column wide; the whole number stands in 详情.
_ONE_DECIMAL, _NO_DECIMALS = 100, 1000
_HEADROOM = 1.25
# Figures beyond it are no figures of a company, and no bound of a drawing either.
_HIGHEST_DRAWN = 1e300


@dataclass(frozen=True, slots=True)
class Strip:
    """Columns side by side, for many entries: `numbers` and the `styles` of these, by key; and by
    key and place what stands there instead of a number.
    """

    fields: tuple[Field, ...]
    numbers: pl.DataFrame
    styles: pl.DataFrame
    others: Mapping[str, Mapping[int, object]]


def strip_of(entries: Selection, fields: Sequence[Field], *, narrow: bool = False) -> Strip:
    """The figures of these columns; `narrow` ones show fewer decimals where they are large."""
    parted = {field.key: entries.figures(field.key) for field in fields}
    numbers = pl.DataFrame({key: figures for key, (figures, _) in parted.items()})
    styles = numbers.select(_styles(fields))
    if narrow:
        styles = _narrowed(numbers, styles)
    others = {key: found for key, (_, found) in parted.items() if found}
    return Strip(tuple(fields), numbers, styles, others)


def _styles(fields: Sequence[Field]) -> Iterator[pl.Expr]:
    """What `style_of` says of each number, but that amounts all show decimals, or none does."""
    amounts = [~_whole(field.key) for field in fields if field.type == "number" and _plain(field)]
    decimal = reduce(or_, (each.fill_null(value=False) for each in amounts), pl.lit(value=False))
    for field in fields:
        figure, words = pl.col(field.key), pl.lit("integer")
        if not _plain(field):
            yield pl.when(figure.is_not_null()).then(pl.lit("percent")).alias(field.key)
            continue
        if field.type == "number":
            words = pl.when(decimal).then(pl.lit("number")).otherwise(words)
        if "年" in field.header:
            year = figure.is_between(1900, 2100)
            words = pl.when(year).then(pl.lit("plain")).otherwise(words)
        whole = pl.when(_whole(field.key)).then(words).otherwise(pl.lit("number"))
        yield pl.when(figure.is_not_null()).then(whole).alias(field.key)


def _plain(field: Field) -> bool:
    return field.meta.get("as") != "percent"


def _whole(key: str) -> pl.Expr:
    return pl.col(key).floor() == pl.col(key)


def _narrowed(numbers: pl.DataFrame, styles: pl.DataFrame) -> pl.DataFrame:
    largest = numbers.select(pl.max_horizontal(pl.all().abs())).to_series()
    shown = styles.with_columns(largest.alias("largest"))
    fewer = (
        pl.when(pl.col("largest") < _ONE_DECIMAL)
        .then(pl.lit("number"))
        .when(pl.col("largest") < _NO_DECIMALS)
        .then(pl.lit("short"))
        .otherwise(pl.lit("integer"))
    )
    return shown.select(
        pl.when(pl.col(key) == "number").then(fewer).otherwise(pl.col(key)).alias(key)
        for key in styles.columns
    )


def numbers_of(entries: Selection, fields: Sequence[Field]) -> pl.DataFrame:
    """The numbers in these columns, by key; null where there is none."""
    return pl.DataFrame([entries.figures(field.key)[0] for field in fields])


def strip_cells(strip: Strip, numbers: StyleNumbers, text: str = "text") -> list[list[str]]:
    """The XML of the cells, by column; what is no number stands in the style `text`."""
    used = pl.concat(strip.styles.get_columns()).drop_nulls().unique(maintain_order=True).to_list()
    known = {style: str(numbers[style]) for style in used}
    blank = cell_xml(None, numbers[text])
    columns = [pl.Series(f"style {key}", strip.styles[key]) for key in strip.styles.columns]
    shown = strip.numbers.with_columns(columns)
    made = shown.select(_number_xml(field.key, known).fill_null(blank) for field in strip.fields)
    cells = [made[field.key].to_list() for field in strip.fields]
    for field, column in zip(strip.fields, cells, strict=True):
        for at, value in strip.others.get(field.key, {}).items():
            style = style_of(field, value)
            column[at] = cell_xml(value, numbers[text if style == "text" else style])
    return cells


def _number_xml(key: str, known: Mapping[str, str]) -> pl.Expr:
    figure = pl.col(key)
    whole = figure.cast(pl.Int64, strict=False).cast(pl.String)
    short = _whole(key) & (figure.abs() < LARGEST_NUMBER)
    written = pl.when(short).then(whole).otherwise(figure.cast(pl.String))
    style = pl.col(f"style {key}").replace_strict(
        list(known), list(known.values()), return_dtype=pl.String, default=None
    )
    xml = pl.concat_str(pl.lit(' s="'), style, pl.lit('"><v>'), written, pl.lit("</v></c>"))
    return xml.alias(key)


def strip_widths(strip: Strip, written: Mapping[str, str]) -> list[int]:
    """How wide the widest cell of each column shows; `written` are the formats of styles that no
    other table has.
    """
    longest = []
    for field in strip.fields:
        others = strip.others.get(field.key, {}).values()
        words = (shown_width(value, style_of(field, value)) for value in others)
        longest.append(max((*_number_widths(strip, field.key, written), *words), default=0))
    return longest


def _number_widths(strip: Strip, key: str, written: Mapping[str, str]) -> Iterator[int]:
    """Of numbers in one style, the largest or the smallest is the widest."""
    shown = pl.DataFrame({"figure": strip.numbers[key], "style": strip.styles[key]}).drop_nulls()
    figure = pl.col("figure")
    ends = shown.group_by("style", maintain_order=True).agg(
        figure.max().alias("most"), figure.min().alias("least")
    )
    for style, *both in ends.iter_rows():
        for value in both:
            if style in written:
                yield len(format(value, written[style]))
            else:
                yield shown_width(value, style)


# ---------------------------------------------------------------- what is drawn and computed


def highest_drawn(figures: pl.DataFrame) -> list[float | None]:
    """For each entry what the top of the trend over its figures stands for; None leaves it to the
    program that draws it.

    Else the smallest figure would have no height, and the largest no room above it.
    """
    most, least = pl.max_horizontal(pl.all()), pl.min_horizontal(pl.all())
    fair = (least >= 0) & (most > 0) & (most < _HIGHEST_DRAWN)
    return figures.select(pl.when(fair).then(most * _HEADROOM)).to_series().to_list()


def growths(metric: Metric, strip: Strip) -> list[float | None]:
    """For each entry the growth between the compared years; None where it cannot be said.

    Against zero or a loss a relative change means nothing; shares are compared in percentage
    points.
    """
    before = pl.col(metric.years[metric.base].key)
    after = pl.col(metric.years[metric.last].key)
    change = (after - before) * 100
    if not metric.percent:
        change = pl.when(before > 0).then(after / before - 1)
    return strip.numbers.select(pl.when(change.is_finite()).then(change)).to_series().to_list()
