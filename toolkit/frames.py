"""Entries in; out: the frame that subjects and quotas compare, one row an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from toolkit.model import Board, Campaign, Entry
from toolkit.rules.names import identifying_code, name_key

# What a column of the frame holds; a rank beyond it orders nothing.
_LARGEST_RANK = 2**63 - 1
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


def frame_entries(
    entries: Sequence[Entry], campaign: Campaign, positions: Mapping[str, int]
) -> pl.DataFrame:
    """`positions` gives each submission's place in received order; `code` is null unless valid."""
    boards = {board.id: board for board in campaign.boards}
    rows = [_row(entry, boards[entry.board], positions) for entry in entries]
    frame = pl.DataFrame(rows, schema=dict(_COLUMNS), orient="row")
    extra = _keys_counted_per(campaign.boards)
    return frame.with_columns(
        pl.Series(key, [_text_of(entry, boards[entry.board], key) for entry in entries], pl.String)
        for key in extra
    )


def _row(entry: Entry, board: Board, positions: Mapping[str, int]) -> tuple[object, ...]:
    name = str(entry.value(board.name_key) or "")
    rank = entry.value(board.rank_key) if board.rank_key else None
    return (
        entry.number,
        entry.board,
        entry.unit,
        entry.submission,
        positions[entry.submission],
        name_key(name),
        identifying_code(entry.value(board.code_key)) or None,
        str(entry.value(board.field_key) or "") if board.counts_per_field else "",
        rank if isinstance(rank, int) and abs(rank) <= _LARGEST_RANK else None,
    )


def _keys_counted_per(boards: Iterable[Board]) -> list[str]:
    keys = {key for board in boards for quota in board.quotas for key in quota.per}
    return sorted(keys - set(_COLUMNS) - {"subject"})


def _text_of(entry: Entry, board: Board, key: str) -> str:
    known = {column.key for column in board.fields}
    value = entry.value(key) if key in known else None
    return "" if value is None else name_key(str(value))
