"""docProps/app.xml: the list of titles in a workbook's properties follows its sheets.

What a newcomer would get wrong: the list is one row of titles cut into groups (sheets, names,
charts), and how long each group is stands in another list, in words of any language.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.writers.cells import escaped
from toolkit.writers.marking.outline import Element, Outline
from toolkit.writers.marking.package import Package

_VARIANTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


@dataclass(frozen=True, slots=True)
class _Titles:
    """The titles' vector and its entries, and the element that counts each entry's group."""

    outline: Outline
    vector: Element
    entries: list[Element]
    counts: list[tuple[int, Element]]

    def group_of(self, at: int) -> tuple[int, Element] | None:
        """Where the group of a title begins, and the element that says how long it is."""
        begins = 0
        for size, element in self.counts:
            if begins <= at < begins + size:
                return begins, element
            begins += size
        return None


def add_title(package: Package, title: str, sheets: list[str]) -> None:
    """Put a title before those of the other sheets, where they are listed."""
    titles = _titles(package)
    if not titles:
        return
    names = [entry.text for entry in titles.entries]
    at = next((names.index(sheet) for sheet in sheets if sheet in names), -1)
    group = titles.group_of(at)
    if group:
        begins, count = group
        outline, first = titles.outline, titles.entries[begins]
        spelt = outline.content[first.start : first.inner].split(b">")[0].decode()
        tag = spelt.split()[0].lstrip("<")
        outline.put(first.start, f"{spelt}>{escaped(title)}</{tag}>")
        _resize(package, titles, count, 1)


def remove_title(package: Package, title: str) -> None:
    """Take a sheet's title out."""
    titles = _titles(package)
    if not titles:
        return
    names = [entry.text for entry in titles.entries]
    group = titles.group_of(names.index(title)) if title in names else None
    if group:
        titles.outline.cut(titles.entries[names.index(title)])
        _resize(package, titles, group[1], -1)


def _titles(package: Package) -> _Titles | None:
    part = package.related("", "extended-properties")
    if not part:
        return None
    outline = Outline(package.read(part))
    listed, counted = outline.root.child("TitlesOfParts"), outline.root.child("HeadingPairs")
    vector = listed.child("vector") if listed else None
    if not vector or not counted:
        return None
    counts = [(int(each.text), each) for each in counted.all("i4") if each.text.isdecimal()]
    entries = [each for each in vector.children if each.name == "lpstr"]
    return _Titles(outline, vector, entries, counts)


def _resize(package: Package, titles: _Titles, count: Element, by: int) -> None:
    outline = titles.outline
    outline.set(titles.vector, "size", len(titles.entries) + by)
    outline.replace(count.inner, count.close, str(int(count.text) + by))
    package.write(package.related("", "extended-properties"), outline.edited())
