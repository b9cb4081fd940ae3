"""In: the styles of an .ods. Out: the number format of each cell style, spelt as Excel spells it,
and which sheet styles hide a sheet.

Only formats of plain numbers and percentages are spelt out: they say how many decimals a cell
shows. Dates and times are typed in the cell itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.reading.ooxml_structure import parse_elements

_ENDINGS = {"number-style": "", "percentage-style": "%", "currency-style": ""}
_MOST_DECIMALS = 30


@dataclass(frozen=True, slots=True)
class OdsStyles:
    """`formats` maps a cell style to its number style or its parent; `codes` a number style to
    its format."""

    formats: Mapping[str, str]
    parents: Mapping[str, str]
    codes: Mapping[str, str]
    hidden_sheets: frozenset[str]

    def code(self, style: str) -> str:
        """The number format of a cell style, its own or an inherited one; "" when unknown."""
        seen: set[str] = set()
        while style and style not in seen:
            if style in self.formats:
                return self.codes.get(self.formats[style], "")
            seen.add(style)
            style = self.parents.get(style, "")
        return ""


def read_ods_styles(content: bytes, named: bytes) -> OdsStyles:
    """Read the styles of both parts; those in the content come last and win."""
    formats: dict[str, str] = {}
    parents: dict[str, str] = {}
    codes: dict[str, str] = {}
    hidden: set[str] = set()
    for part in (named, content[: content.find(b":body") + 1] and content):
        if part:
            _collect(part, formats, parents, codes, hidden)
    return OdsStyles(formats, parents, codes, frozenset(hidden))
