"""Entries in columns in; out: the frame that subjects and quotas compare, one row an entry.

The one thing a newcomer would get wrong: the code goes with `owner_key`, which is the key of the
owner's name where what is nominated is somebody's, and the subject's own (`key`) elsewhere.
Nothing is `preferred` here: that is for rulings to say.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    "owner_key": pl.String,
    "is_owned": pl.Boolean,
    "code": pl.String,
    "field": pl.String,
    "rank": pl.Int64,
    "preferred": pl.Boolean,
}
# A rank beyond it orders nothing.
_RANKS_BELOW = 1e15


def frame_entries(
    entries: Entries, campaign: Campaign, positions: Mapping[str, int]
) -> pl.DataFrame:
    """`positions` gives each submission's place in received order; `code` is null unless valid."""
    extra = _counted_per(campaign)
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
    extra: Mapping[str, str],
) -> pl.DataFrame:
    numbers = columns.numbers
    names = name_keys(columns.texts(board.name_key))
    submissions = [span.table.submission for span in columns.spans for _ in span.rows]
    given = {
        "entry": numbers,
        "board": pl.repeat(board.id, len(numbers), dtype=pl.String, eager=True),
        "unit": units.gather(numbers - 1),
        "submission": submissions,
        "position": [positions[submission] for submission in submissions],
        "key": names,
        "owner_key": name_keys(columns.texts(board.owner_key)) if board.owner_key else names,
        "is_owned": pl.repeat(bool(board.owner_key), len(numbers), eager=True),
        "code": _codes(columns, board.code_key),
        "field": columns.texts(board.field_key if board.counts_per_field else "").fill_null(""),
        "rank": _ranks(columns, board.rank_key),
        "preferred": pl.repeat(value=False, n=len(numbers), eager=True),
    }
    counted = {column: name_keys(columns.texts(key)) for column, key in extra.items()}
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


def _counted_per(campaign: Campaign) -> dict[str, str]:
    """The boards' columns that quotas count per, by what the frame calls them."""
    quotas = [*campaign.quotas, *(quota for board in campaign.boards for quota in board.quotas)]
    told = {pair for quota in quotas for pair in zip(quota.columns, quota.per, strict=True)}
    return {column: key for column, key in sorted(told) if column != key}
