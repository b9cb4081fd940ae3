"""In: the parts of an OOXML workbook. Out: the custom properties of the document.

They tell what a workbook is, not what it holds: properties that cannot be read are none, and
never a reason to refuse the file.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.errors import Refused
from toolkit.reading.budget import Parts
from toolkit.reading.markup import follow, local

_PART = "docProps/custom.xml"


def read_properties(parts: Parts) -> Mapping[str, str]:
    """The custom properties as texts, by name."""
    if _PART not in parts:
        return {}
    reader = _PropertyReader()
    try:
        follow(parts.pieces(_PART), reader)
    except Refused:
        return {}
    return reader.properties


class _PropertyReader:
    """The handlers of one pass over the part; of equal names the first counts."""

    def __init__(self) -> None:
        self.properties: dict[str, str] = {}
        self._name = ""
        self._texts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "property":
            self._name, self._texts = attributes.get("name", ""), []

    def end(self, name: str) -> None:
        if local(name) == "property":
            self.properties.setdefault(self._name, "".join(self._texts).strip())

    def text(self, text: str) -> None:
        self._texts.append(text)
