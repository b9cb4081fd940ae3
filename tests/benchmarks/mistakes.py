"""Right rows in; out: the same rows with wrong cells planted, and how many of each kind.

What a newcomer would get wrong: one cell in a thousand is wrong, so with 30 columns three entries
in a hundred have a wrong cell. The kinds come in turn, each as often as the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from company_list import Cell, Row

from toolkit.rules.identifiers import ALPHABET

# What stands in a cell that Excel calls #N/A.
ERROR = "#N/A"
# The same columns on 新锐企业榜; a kind whose column is missing there is left out.
RISING: Mapping[str, str] = {
    "technical_staff": "rd_team.2022", "technical_share": "rd_quality.2022",
    "rd_intensity": "rd_intensity.2022", "size": "core_technology.2023",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A way of filling a cell wrongly."""

    name: str
    column: str
    change: Callable[[Cell], Cell]


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 100.0


def _other_last(cell: Cell) -> Cell:
    code = str(cell)
    return code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 31]


def _as_slashes(cell: Cell) -> Cell:
    """A date that may be read in two ways."""
    year = cell.year if isinstance(cell, date) else 2018
    return f"03/04/{year}"


KINDS: tuple[Kind, ...] = (
    Kind("required cell blank", "company", lambda _: None),
    Kind("required number blank", "employees", lambda _: None),
    Kind("words for a number", "capital", lambda _: "未统计"),
    Kind("number as text", "revenue.2022", lambda cell: f"{_number(cell):.2f}"),
    Kind("number with commas", "rd_spending.2022", lambda cell: f"{_number(cell):,.2f} "),
    Kind("unit in the cell", "capital", lambda cell: f"{_number(cell):g}万元"),
    Kind("yuan for ten thousand yuan", "revenue.2021", lambda cell: _number(cell) * 10_000),
    Kind("negative amount", "rd_spending.2022", lambda cell: -_number(cell)),
    Kind("half a person", "employees", lambda cell: _number(cell) + 0.5),
    Kind("above the maximum", "employees", lambda _: 5120.0),
    Kind("more than the whole", "technical_staff", lambda cell: _number(cell) + 700),
    Kind("percent points", "technical_share", lambda cell: f"{_number(cell) * 100:.2f}"),
    Kind("share above the whole", "technical_share", lambda cell: _number(cell) * 100),
    Kind("mean off", "revenue.mean", lambda cell: round(_number(cell) * 1.1 + 1, 2)),
    Kind("ratio off", "rd_intensity", lambda cell: round(_number(cell) * 0.9 + 0.002, 4)),
    Kind("ratio blank", "rd_intensity", lambda _: None),
    Kind("error value", "rd_spending.mean", lambda _: ERROR),
    Kind("ambiguous date", "founded", _as_slashes),
    Kind("date as text", "founded", lambda cell: str(cell).replace("-", ".")),
    Kind("no such day", "founded", lambda _: "2018-02-30"),
    Kind("date too late", "founded", lambda _: date(2030, 1, 5)),
    Kind("wrong check digit", "uscc", _other_last),
    Kind("code as a number", "uscc", lambda _: 913205006789123456.0),
    Kind("code of another kind", "uscc", lambda _: "11010519491231002X"),
    Kind("code in lower case", "uscc", lambda cell: f" {str(cell).lower()}"),
    Kind("unknown place", "region", lambda _: "华夏省中州市"),
    Kind("unlisted choice", "size", lambda _: "特大型"),
    Kind("unlisted choice of several", "fast_track", lambda _: "高新技术企业资格证书、其他"),
    Kind("no tick", "high_tech", lambda _: "申报中"),
    Kind("phone too short", "phone", lambda _: "1380013800"),
    Kind("email without a domain", "email", lambda cell: str(cell or "office").split("@")[0]),
    Kind("text too short", "business", lambda _: "暂无介绍"),
)  # fmt: skip


def kinds_of(columns: Collection[str]) -> tuple[Kind, ...]:
    """The kinds that a board with these columns can have, at its own columns."""
    return tuple(
        replace(kind, column=own)
        for kind in KINDS
        if (own := kind.column if kind.column in columns else RISING.get(kind.column, ""))
        in columns
    )


@dataclass(slots=True)
class Planting:
    """Plants mistakes in rows as they pass, and counts them."""

    kinds: Sequence[Kind]
    one_in: int = 1000
    cells: int = 0
    planted: Counter[str] = field(default_factory=Counter)

    def plant(self, row: Row) -> Row:
        """The row, with one wrong cell if its turn has come."""
        before = self.cells // self.one_in
        self.cells += len(row)
        if self.cells // self.one_in == before:
            return row
        kind = self.kinds[self.planted.total() % len(self.kinds)]
        self.planted[kind.name] += 1
        return row | {kind.column: kind.change(row[kind.column])}

    def told(self) -> str:
        """How many cells of each kind are wrong."""
        lines = [f"{self.planted.total()} wrong cells of {self.cells}"]
        lines += [f"  {count:6} {name}" for name, count in self.planted.items()]
        return "\n".join(lines)
