"""differs_from: a name that is in none of some other columns. V503.

Names are compared by their keys (`names.name_key`), so that brackets and 有限责任公司 make no
difference; where a cell holds several, none of them may stand in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.expressions import all_of, any_of
from toolkit.rules.name_expressions import spelled
from toolkit.rules.names import name_key, name_keys
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import own_type
from toolkit.rules.wording import FIELDS, heading_beside, quoted

if TYPE_CHECKING:
    import polars as pl


def _keys(value: Value) -> dict[str, str]:
    """The names of a cell by their keys."""
    written = value if isinstance(value, list) else [value]
    found = {name_key(name): name for name in written if isinstance(name, str)}
    return {key: name for key, name in found.items() if key}


def _breach(value: Value, argument: Any, record: Record) -> Breach | None:
    own = _keys(value)
    for field in argument["fields"]:
        same = [own[key] for key in _keys(record.get(field)) if key in own]
        if same:
            other = heading_beside(field, record)
            said = f"填写的{quoted(same[0])}与“{other}”相同，本项应与它不同"
            return Breach("V503", f"{said}，请核对这两项。")
    return None


def _words(argument: Any, heading: Callable[[str], str]) -> str:
    return f"与{'、'.join(f'“{heading(name)}”' for name in argument['fields'])}不同"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    import polars as pl

    fields = argument["fields"]
    if {own_type(columns), *map(columns.type_of, fields)} != {"string"}:
        return None

    def differ(texts: Sequence[pl.Series]) -> pl.Series:
        own, *others = map(name_keys, texts)
        said = [(own != other) | (own == "") for other in others]
        return pl.DataFrame(dict(zip(fields, said, strict=True))).min_horizontal()

    return pl.map_batches([columns.own, *map(columns.other, fields)], differ, pl.Boolean)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...]:
    others = [cells.other(name) for name in argument["fields"] if cells.type_of(name) == "string"]
    if cells.own_type != "string" or not others:
        return ()
    own = spelled(cells.own)
    is_same = any_of(f"EXACT({own},{spelled(other)})" for other in others)
    return (Fault("V503", all_of([f"LEN({own})>0", is_same])),)


RULE = Rule(
    "differs_from",
    FIELDS,
    _breach,
    _words,
    refers=lambda argument: tuple(argument["fields"]),
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_part,
)
