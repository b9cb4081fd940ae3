"""A sheet's number formats and a column in; out: whether they can change what its cells mean.

Few workbooks have such formats, and only their number cells in columns of text, and their
percentages, are then read with their formats. The one thing a newcomer would get wrong: most
formats only make a number easier to read, and are never asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from toolkit.conversion.shares import is_painted
from toolkit.conversion.shown import shows_more_than_digits
from toolkit.conversion.texts import is_identifier
from toolkit.model import Board, Field


def columns_read_as_shown(board: Board, formats: frozenset[str] | None) -> frozenset[str]:
    """The keys of the columns whose number cells must be read with their formats."""
    texts, shares = (True, True) if formats is None else _telling(formats)
    return frozenset(_keys(board, texts=texts, shares=shares))


def _keys(board: Board, *, texts: bool, shares: bool) -> Iterable[str]:
    for column in board.fields:
        if column.key == board.serial_key:  # a line's own number decides nothing
            continue
        if (texts and _takes_any_text(column)) or (shares and column.meta.get("as") == "percent"):
            yield column.key


def _takes_any_text(column: Field) -> bool:
    return column.type == "string" and not is_identifier(column)


@lru_cache(maxsize=16)
def _telling(formats: frozenset[str]) -> tuple[bool, bool]:
    """Whether some format shows more than a number's digits, and whether some paints a %."""
    return (
        any(shows_more_than_digits(code) for code in formats),
        any(is_painted(code) for code in formats),
    )
