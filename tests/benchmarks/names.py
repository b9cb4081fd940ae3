"""How many names in; out: a frame of them, one in a hundred near to the name before it."""

from __future__ import annotations

import invented
import polars as pl

from toolkit.rules.names import name_key

_NEAR = 100


def make_names(count: int) -> pl.DataFrame:
    """`id` and `key`, as the search for suspected duplicates takes them."""
    names = [
        invented.near_name(at - 1) if at % _NEAR == _NEAR - 1 else invented.company(at).name
        for at in range(count)
    ]
    return pl.DataFrame({"id": range(1, count + 1), "key": [name_key(name) for name in names]})
