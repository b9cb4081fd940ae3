"""Rows of raw cells in; out: entries with typed values, and what was understood on the way.

The one thing a newcomer would get wrong: conversion never yields a bool for a number, a NaN or an
infinity, because Cerberus lets them pass; and an error value or a formula without a value is
never a blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.conversion.blanks import is_blank_word, trimmed
from toolkit.conversion.choices import convert_boolean, convert_list
from toolkit.conversion.dates import convert_date
from toolkit.conversion.numbers import convert_number, shown_decimals
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.conversion.texts import convert_text
from toolkit.model import (
    Board,
    Campaign,
    Entry,
    ErrorCell,
    Field,
    Finding,
    Grid,
    Raw,
    Severity,
    Table,
    UncachedFormula,
    as_text,
)
from toolkit.rules.wording import quoted

__all__ = ["convert_entries"]

# Every cell of a CSV is text: that a number or a date is written as text says nothing there.
_TYPED_TEXT = {"number": "V202", "integer": "V202", "date": "V207"}
_COMPARED_AS_SHOWN = ("mean_of", "ratio_of")


def convert_entries(
    grid: Grid, table: Table, rows: Sequence[int], board: Board, campaign: Campaign
) -> tuple[list[Entry], list[Finding]]:
    """Type the cells of each row; entries are numbered from 1 in the order of `rows`."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for number, row in enumerate(rows, start=1):
        entry, said = _convert_row(grid, table, row, board, campaign, number)
        entries.append(entry)
        findings.extend(said)
    return entries, findings


def _convert_row(
    grid: Grid, table: Table, row: int, board: Board, campaign: Campaign, number: int
) -> tuple[Entry, list[Finding]]:
    values: dict[str, Any] = {}
    originals: dict[str, str] = {}
    decimals: dict[str, int] = {}
    said: list[tuple[Field, Understood]] = []
    for column in board.fields:
        at = table.columns.get(column.key, 0)
        raw, cell_row = _cell(grid, table, row, at)
        number_format = _format(grid, column, raw, cell_row, at)
        read = convert_cell(raw, column, number_format)
        _put(values, column.key, read.value)
        if raw != "":
            originals[column.key] = as_text(raw)
        if read.value is not None and any(rule in column.rules for rule in _COMPARED_AS_SHOWN):
            decimals[column.key] = shown_decimals(raw, number_format, read.value)
        if read.code and not (read.code == _TYPED_TEXT.get(column.type) and not grid.sheet):
            said.append((column, read))
    entry = Entry(number, table, row, values, originals, decimals)
    return entry, [_finding(entry, column, read, board, campaign) for column, read in said]


def _cell(grid: Grid, table: Table, row: int, column: int) -> tuple[Raw, int]:
    """A row's cell, or the one merged down over it, and the row it stands in."""
    at = table.origins.get((row, column), row) if table.origins else row
    cells = grid.rows[at - 1]
    return (cells[column - 1] if 0 < column <= len(cells) else ""), at


def _format(grid: Grid, column: Field, raw: Raw, row: int, at: int) -> str:
    """The number format, asked for only where it changes what a number means."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return ""
    shown = column.meta.get("as") == "percent" or any(
        rule in column.rules for rule in _COMPARED_AS_SHOWN
    )
    return grid.number_format(row, at) if shown else ""


def _put(values: dict[str, Any], key: str, value: Any) -> None:
    group, _, leaf = key.partition(".")
    if leaf:
        values.setdefault(group, {})[leaf] = value
    else:
        values[group] = value


def convert_cell(raw: Raw, column: Field, number_format: str = "") -> Understood:
    """One cell by its column's type."""
    if isinstance(raw, ErrorCell):
        return refused("V901", f"这里是错误值 {raw.text}，请修正公式或直接填写数值。")
    if isinstance(raw, UncachedFormula):
        return refused("V902", "公式没有计算结果。请在 Excel 或 WPS 中打开文件，保存一次后再报送。")
    if raw == "":
        return BLANK
    match column.type:
        case "number" | "integer":
            return convert_number(raw, column, number_format)
        case "date":
            return convert_date(raw)
        case "boolean":
            return convert_boolean(raw)
        case "list":
            return _convert_options(raw, column)
        case _:
            return convert_text(raw, column)


def _convert_options(raw: Raw, column: Field) -> Understood:
    text = trimmed(as_text(raw))
    if not text:
        return BLANK
    if is_blank_word(text):
        return Understood(None, "V207", f"{quoted(text)}按空白处理。")
    return convert_list(text, column.rules.get("allowed", ()))


def _finding(
    entry: Entry, column: Field, read: Understood, board: Board, campaign: Campaign
) -> Finding:
    severity = column.severities.get(read.code, campaign.severities[read.code])
    if column.key == board.serial_key:
        # A line's own number decides nothing: a formula that lost it must not send an entry back.
        severity = Severity.NOTE
    return Finding(
        read.code,
        severity,
        entry.ref(column.key),
        read.message,
        entry=entry.number,
        field=column.heading,
        value=entry.originals.get(column.key, ""),
    )
