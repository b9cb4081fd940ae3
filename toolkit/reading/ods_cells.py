"""In: one cell of an .ods as its elements arrive. Out: its value, with its true state.

A cell carries its value in attributes and what people see in paragraphs. A text's paragraphs are
its lines; an error shows only there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from toolkit.model import ErrorCell, Raw, UncachedFormula

_DURATION = re.compile(r"PT([0-9]+)H([0-9]+)M([0-9]+)(?:[.,]([0-9]+))?S")
_ERROR = re.compile(r"#[A-Z0-9/!?]+|Err:[0-9]+")
_NUMERIC = ("float", "percentage", "currency")
_MIDNIGHT = datetime(2000, 1, 1)
_A_DAY = timedelta(days=1)
_DATE_ONLY = len("2022-10-31")
_MOST_SPACES = 10_000


@dataclass(slots=True)
class CellText:
    """A cell's attributes without their namespaces, and its paragraphs."""

    attributes: Mapping[str, str]
    is_error: bool = False
    paragraphs: list[list[str]] = field(default_factory=list)
    _inside: bool = False

    def start(self, element: str, attributes: Mapping[str, str]) -> int:
        """Take in an element inside the cell; how many spaces it stands for."""
        match element:
            case "p":
                self.paragraphs.append([])
                self._inside = True
            case "s":
                count = attributes.get("c", "1")
                spaces = min(int(count) if count.isdecimal() else 1, _MOST_SPACES)
                self.add(" " * spaces)
                return spaces
            case "tab":
                self.add("\t")
            case "line-break":
                self.add("\n")
        return 0

    def end(self, element: str) -> None:
        """Take in the end of an element inside the cell."""
        if element == "p":
            self._inside = False

    def add(self, data: str) -> None:
        """Take in text; what stands between paragraphs is only layout of the file."""
        if self._inside:
            self.paragraphs[-1].append(data)

    @property
    def shown(self) -> str:
        """The text people see."""
        return "\n".join("".join(pieces) for pieces in self.paragraphs)


def cell_value(cell: CellText) -> Raw:
    """The value of a cell; "" when it carries nothing."""
    formula = cell.attributes.get("formula", "")
    if cell.is_error or (formula and _ERROR.fullmatch(cell.shown)):
        return ErrorCell(cell.shown)
    kind = cell.attributes.get("value-type", "")
    if not kind:
        if formula and not cell.paragraphs:
            return UncachedFormula(_plain_formula(formula))
        return cell.shown
    value = _typed(kind, cell.attributes)
    return cell.shown or cell.attributes.get("string-value", "") if value is None else value


def _plain_formula(formula: str) -> str:
    """The formula without the name of its grammar in front (``of:=A1``)."""
    return formula[formula.index("=") :] if "=" in formula else f"={formula}"


def _typed(kind: str, attributes: Mapping[str, str]) -> Raw | None:
    """The value of a typed cell; None for text, and where the value cannot be understood."""
    try:
        if kind in _NUMERIC:
            number = float(attributes["value"])
            return number if math.isfinite(number) else None
        if kind == "boolean":
            return attributes["boolean-value"] == "true"
        if kind == "date":
            written = attributes["date-value"]
            moment = datetime.fromisoformat(written)
            return moment.date() if len(written) == _DATE_ONLY else moment
        if kind == "time":
            return _time(attributes["time-value"])
    except (KeyError, ValueError):
        return None
    return None


def _time(written: str) -> Raw | None:
    found = _DURATION.fullmatch(written)
    if not found:
        return None
    hours, minutes, seconds = (int(part[:6]) for part in found.groups()[:3])
    fraction = float(f"0.{found[4] or 0}")
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds + fraction)
    return (_MIDNIGHT + span).time() if span < _A_DAY else span
