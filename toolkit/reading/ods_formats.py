"""In: the styles of an .ods. Out: the number format of each cell style, spelt as Excel spells it,
and which sheet styles hide a sheet.

Only formats of text, plain numbers and percentages are spelt out: they say how many decimals and
leading zeros a cell shows. Dates and times are typed in the cell itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.model.number_format import fixed_decimals

_ENDINGS = {"number-style": "", "percentage-style": "%", "currency-style": ""}
_MOST_DIGITS = 30
_TEXT = "@"
# Far more than styles inherit from each other; some do in a circle.
_MOST_PARENTS = 100


@dataclass(slots=True)
class OdsStyles:
    """The styles met so far; those of the content come after the named ones, and win."""

    hidden_sheets: set[str] = field(default_factory=set)
    _formats: dict[str, str] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)
    _style: str = ""
    _number: tuple[str, str] = ("", "")

    def take(self, element: str, attributes: Mapping[str, str]) -> None:
        """Take in the start of an element of a styles section, attributes without namespaces."""
        name = attributes.get("name", "")
        if element == "style":
            self._style = name
            self._parents[name] = attributes.get("parent-style-name", "")
            if "data-style-name" in attributes:
                self._formats[name] = attributes["data-style-name"]
        elif element == "table-properties" and attributes.get("display") == "false":
            self.hidden_sheets.add(self._style)
        elif element.endswith("-style"):
            self._number = name, element
        elif element == "text-content":
            self._codes[self._number[0]] = _TEXT
        elif element == "number" and self._number[1] in _ENDINGS:
            self._codes[self._number[0]] = _code(attributes) + _ENDINGS[self._number[1]]

    def code(self, style: str) -> str:
        """The number format of a cell style, its own or an inherited one; "" when unknown."""
        for _ in range(_MOST_PARENTS):
            if style in self._formats:
                return self._codes.get(self._formats[style], "")
            style = self._parents.get(style, "")
        return ""

    def most_decimals(self) -> int:
        """The most decimals any of the formats shows."""
        return max((fixed_decimals(code) or 0 for code in self._codes.values()), default=0)


def _code(attributes: Mapping[str, str]) -> str:
    decimals = _count(attributes, "decimal-places")
    zeros = _count(attributes, "min-integer-digits") or 1
    if decimals is None and zeros == 1:
        return ""  # as many decimals as the number has: General
    whole = "#,##0" if attributes.get("grouping") == "true" else "0" * zeros
    return f"{whole}.{'0' * (decimals or 0)}".rstrip(".")


def _count(attributes: Mapping[str, str], name: str) -> int | None:
    written = attributes.get(name, "")
    return min(int(written[:3]), _MOST_DIGITS) if written.isdecimal() else None
