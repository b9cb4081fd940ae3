"""In: the parts of an OOXML workbook. Out: which sheets it has, in order, and where they are.

Transitional and strict files, prefixed names, absolute and relative targets all occur: elements
are known by their local name, parts by their relationship, never by a fixed path.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.reading.budget import Parts, damaged, refuse_shared_parts
from toolkit.reading.markup import parse_elements


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One worksheet: its name, its part, and whether people see its tab."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Structure:
    """What the workbook part says. `strings` and `styles` are "" where there is no such part;
    `missing` are the names of sheets of which the file holds nothing else.
    """

    sheets: tuple[SheetPart, ...]
    missing: tuple[str, ...]
    strings: str
    styles: str
    starts_1904: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """What a relationship is about, and the part it leads to."""

    kind: str
    part: str


def workbook_part(parts: Parts) -> str:
    """The main part, as the container's own relationships name it; "" if there is none."""
    if "_rels/.rels" in parts:
        for relation in relations(parts, "").values():
            if relation.kind == "officeDocument" and relation.part in parts:
                return relation.part
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in parts), "")


def read_structure(parts: Parts, main: str) -> Structure:
    """Read the workbook part and its relationships; chart and dialog sheets are left out. A file
    with no sheet but missing ones is F101.
    """
    related = relations(parts, main)
    listed, starts_1904 = _listed(parts.read(main))
    sheets, missing = [], []
    for name, identifier, visible in listed:
        relation = related.get(identifier)
        if relation is None and not identifier:  # a module of the programs of Excel 5
            continue
        if relation is None or relation.part not in parts:
            missing.append(name)
        elif relation.kind == "worksheet":
            sheets.append(SheetPart(name, relation.part, visible))
    if missing and not sheets:
        raise damaged()
    refuse_shared_parts([sheet.part for sheet in sheets])
    return Structure(
        tuple(sheets),
        tuple(missing),
        strings=part_of_kind(related, parts, "sharedStrings"),
        styles=part_of_kind(related, parts, "styles"),
        starts_1904=starts_1904,
    )


# Files filled in from one template often have the same sheets and relationships, to the byte.
@lru_cache(maxsize=4)
def _listed(workbook: bytes) -> tuple[tuple[tuple[str, str, bool], ...], bool]:
    """The sheets by name and relationship, whether each is visible, and whether days count from
    1904.
    """
    elements = [each for each in parse_elements(workbook) if each[0] in ("sheet", "workbookPr")]
    sheets = [attributes for name, attributes in elements if name == "sheet"]
    settings = [attributes for name, attributes in elements if name == "workbookPr"]
    return tuple(
        (sheet.get("name", ""), sheet.get("id", ""), sheet.get("state", "visible") == "visible")
        for sheet in sheets
    ), any(setting.get("date1904") in ("1", "true") for setting in settings)


def part_of_kind(related: Mapping[str, Relation], parts: Parts, kind: str) -> str:
    """The first related part of a kind that is really there, else ""."""
    found = (item.part for item in related.values() if item.kind == kind and item.part in parts)
    return next(found, "")


def relations(parts: Parts, part: str) -> Mapping[str, Relation]:
    """What a part is related to, by relationship id; links out of the file are left out."""
    rels = relations_part(part)
    if rels not in parts:
        raise damaged()
    return _related(posixpath.dirname(part), parts.read(rels))


def relations_part(part: str) -> str:
    """The part that holds the relationships of another."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@lru_cache(maxsize=8)
def _related(folder: str, rels: bytes) -> Mapping[str, Relation]:
    return {
        attributes.get("Id", ""): Relation(
            attributes.get("Type", "").rpartition("/")[2],
            resolved(folder, attributes.get("Target", "")),
        )
        for element, attributes in parse_elements(rels)
        if element == "Relationship" and attributes.get("TargetMode") != "External"
    }


def resolved(folder: str, target: str) -> str:
    """The part that a relationship of a part in that folder leads to."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))
