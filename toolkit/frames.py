"""Entries in columns in; out: the frame that subjects and quotas compare, one row an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from toolkit.model import Board, Campaign
from toolkit.model.columns import BoardEntries, Entries
from toolkit.rules.identifiers import identifying_codes
from toolkit.rules.names import name_keys

# What a column of the frame holds.
_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "entry": pl.Int64,
    "board": pl.String,
    "unit": pl.String,
    "submission": pl.String,
    "position": pl.Int64,
    "key": pl.String,
    "code": pl.String,
    "field": pl.String,
    "rank": pl.Int64,
}
# A rank beyond it orders nothing.
_RANKS_BELOW = 1e15


def frame_entries(
    entries: Entries, campaign: Campaign, positions: Mapping[str, int]
) -> pl.DataFrame:
    """`positions` gives each submission's place in received order; `code` is null unless valid."""
    extra = _keys_counted_per(campaign.boards)
    schema: dict[str, type[pl.DataType]] = {**_COLUMNS, **dict.fromkeys(extra, pl.String)}
    units = pl.Series(entries.units or [""] * len(entries), dtype=pl.String)
    frames = [
        _of_board(entries.of_board(board.id), board, positions, units, extra)
        for board in campaign.boards
        if entries.of_board(board.id).spans
    ]
    return pl.concat([pl.DataFrame(schema=schema), *frames]).sort("entry")


def _of_board(
    columns: BoardEntries,
    board: Board,
    positions: Mapping[str, int],
    units: pl.Series,
    extra: Iterable[str],
) -> pl.DataFrame:
    numbers = columns.numbers
    submissions = [span.table.submission for span in columns.spans for _ in span.rows]
    given = {
        "entry": numbers,
        "board": pl.repeat(board.id, len(numbers), dtype=pl.String, eager=True),
        "unit": units.gather(numbers - 1),
        "submission": submissions,
        "position": [positions[submission] for submission in submissions],
        "key": name_keys(columns.texts(board.name_key)),
        "code": _codes(columns, board.code_key),
        "field": columns.texts(board.field_key if board.counts_per_field else "").fill_null(""),
        "rank": _ranks(columns, board.rank_key),
    }
    counted = {key: name_keys(columns.texts(key)) for key in extra}
    return pl.DataFrame({**given, **counted}, schema_overrides=dict(_COLUMNS))


def _codes(columns: BoardEntries, key: str) -> pl.Series:
    """The codes that identify; blanks elsewhere."""
    own = pl.col("code")
    codes = pl.DataFrame({"code": columns.texts(key)})
    return codes.select(pl.when(identifying_codes(own)).then(own))["code"]


def _ranks(columns: BoardEntries, key: str) -> pl.Series:
    """Whole numbers; whatever else stands there is no rank."""
    ranks = pl.Series(columns.column(key), dtype=pl.Float64, strict=False)
    is_rank = ((ranks.round(0) == ranks) & (ranks.abs() < _RANKS_BELOW)).fill_null(value=False)
    return ranks.zip_with(is_rank, ranks.clear(len(ranks))).cast(pl.Int64)


def _keys_counted_per(boards: Iterable[Board]) -> list[str]:
    keys = {key for board in boards for quota in board.quotas for key in quota.per}
    return sorted(keys - set(_COLUMNS) - {"subject"})
