"""In: the parts of an OOXML workbook. Out: the same one by one, those that were changed, and the
new container.

Relationships and content types are kept in step with the parts. What a newcomer would get wrong:
a part written with the content it had is not changed, and its record is copied as it stands.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.reading.budget import Parts, normal_name
from toolkit.reading.ooxml_structure import relations_part, resolved, workbook_part
from toolkit.writers.marking.outline import Element, Outline, in_utf8
from toolkit.writers.marking.signs import Declined
from toolkit.writers.marking.zip_records import open_container, pack

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPREADSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_NO_RELATIONS = f'{HEAD}<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode()
# What is taken apart stands in memory as a whole, twice.
MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship to a part of the same package."""

    identifier: str
    kind: str
    part: str
    element: Element


class Package:
    """A workbook's parts as they stand now; `packed` gives the container with what was changed."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._container = open_container(parts.data)
        self._contents: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._read: dict[str, bytes] = {}
        self._relations: dict[str, tuple[bytes, tuple[Relation, ...]]] = {}
        self.main = workbook_part(self._parts)
        if CONTENT_TYPES not in self._parts:
            raise Declined("文件缺少内部的类型清单")

    # ------------------------------------------------------------ parts

    def __contains__(self, part: str) -> bool:
        name = normal_name(part)
        if name in self._dropped:
            return False
        return name in self._parts or any(normal_name(new) == name for new in self._contents)

    def names(self) -> Iterator[str]:
        """The parts as they stand now: normal names, and new ones as they are spelt."""
        yield from (name for name in self._parts.members if name not in self._dropped)
        yield from (new for new in self._contents if new not in self._parts)

    def read(self, part: str) -> bytes:
        """The content of a part as it stands now, in UTF-8."""
        name = normal_name(part)
        for key in (name, part):
            if key in self._contents:
                return self._contents[key]
        is_unread = name in self._parts and name not in self._read
        if is_unread and self._parts.members[name].file_size > MOST_BYTES:
            raise Declined("工作表太大")
        return self.read_as_it_came(name)

    def write(self, part: str, content: bytes) -> None:
        """Give a part, new or not, its content."""
        name = normal_name(part)
        if name not in self._parts:
            self._contents[part] = content
            return
        self._dropped.discard(name)
        if self.read_as_it_came(name) == content:
            self._contents.pop(name, None)
        else:
            self._contents[name] = content

    def read_as_it_came(self, name: str) -> bytes:
        """The content of a part that came with the file, whatever has been written since."""
        if name not in self._read:
            self._read[name] = in_utf8(self._parts.read(name))
        return self._read[name]

    def drop(self, part: str) -> None:
        """Take a part out, with its relationships and its content type."""
        for name in (part, relations_part(part)):
            if name in self:
                self._contents.pop(normal_name(name), None)
                self._dropped.add(normal_name(name))
        outline = Outline(self.read(CONTENT_TYPES))
        for name in (part, relations_part(part)):
            for element in _overrides(outline, name):
                outline.cut(element)
        self.write(CONTENT_TYPES, outline.edited())

    def free_name(self, pattern: str, first: int = 1) -> str:
        """The first name that no part has, of a pattern such as ``xl/comments{}.xml``."""
        number = first
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    @property
    def is_changed(self) -> bool:
        """Whether any part is not as it came."""
        return bool(self._contents or self._dropped)

    def packed(self) -> bytes:
        """The container as it stands now."""
        return pack(self._container, self._contents, self._dropped)

    @property
    def folder(self) -> str:
        """The folder of the workbook part, ``/`` behind it."""
        folder = posixpath.dirname(self.main)
        return f"{folder}/" if folder else ""

    # ------------------------------------------------------------ content types

    def type_of(self, part: str) -> str:
        """The content type that the list gives a part by its name."""
        outline = Outline(self.read(CONTENT_TYPES))
        return next((each.get("ContentType") for each in _overrides(outline, part)), "")

    def give_type(self, part: str, content_type: str) -> None:
        """Say in the list of content types what a part is."""
        outline = Outline(self.read(CONTENT_TYPES))
        if any(_overrides(outline, part)):
            return
        outline.append(
            outline.root,
            f'<Override{outline.declaration} PartName="/{part}" ContentType="{content_type}"/>',
        )
        self.write(CONTENT_TYPES, outline.edited())

    def give_usual_type(self, part: str, content_type: str) -> None:
        """The same of a part whose type goes by its ending wherever it can."""
        outline, ending = Outline(self.read(CONTENT_TYPES)), part.rpartition(".")[2]
        defaults = [each for each in outline.root.children if each.name == "Default"]
        known = [each for each in defaults if each.get("Extension").lower() == ending]
        if not known:
            said = f'Extension="{ending}" ContentType="{content_type}"'
            first = defaults[0].start if defaults else outline.root.inner
            outline.put(first, f"<Default{outline.declaration} {said}/>")
            self.write(CONTENT_TYPES, outline.edited())
        elif known[0].get("ContentType") != content_type:
            self.give_type(part, content_type)

    # ------------------------------------------------------------ relationships

    def relations(self, part: str) -> tuple[Relation, ...]:
        """What a part is related to; links out of the file are left out."""
        name = relations_part(part)
        if name not in self:
            return ()
        content = self.read(name)
        known = self._relations.get(name)
        if known is None or known[0] is not content:
            self._relations[name] = known = content, tuple(_relations_in(content, part))
        return known[1]

    def related(self, part: str, kind: str) -> str:
        """The first part of a kind that a part is related to and that is there, or ""."""
        found = (each.part for each in self.relations(part) if each.kind == kind)
        return next((each for each in found if each in self), "")

    def relate(self, part: str, kind: str, target: str, *, strict: bool = False) -> str:
        """Relate a part to another, and give the new relationship's name."""
        name = relations_part(part)
        if name not in self:
            self.write(name, _NO_RELATIONS)
            self.give_usual_type(name, _RELATIONS_TYPE)
        outline = Outline(self.read(name))
        taken = {element.get("Id").lower() for element in outline.root.children}
        number = 1
        while f"rid{number}" in taken:
            number += 1
        office = _STRICT_OFFICE if strict else _OFFICE
        reached = posixpath.relpath(target, posixpath.dirname(part) or ".")
        outline.append(
            outline.root,
            f'<Relationship{outline.declaration} Id="rId{number}" Type="{office}/{kind}"'
            f' Target="{reached}"/>',
        )
        self.write(name, outline.edited())
        return f"rId{number}"

    def unrelate(self, part: str, relations: Sequence[Relation]) -> None:
        """Take relationships of a part away; a list of ours goes when nothing is left in it."""
        name = relations_part(part)
        outline = Outline(self.read(name))
        for relation in relations:
            outline.cut(relation.element)
        left = outline.edited()
        if left == _NO_RELATIONS:
            self.drop(name)
        else:
            self.write(name, left)


def _relations_in(content: bytes, part: str) -> Iterator[Relation]:
    for element in Outline(content).root.children:
        if element.name == "Relationship" and element.get("TargetMode") != "External":
            yield Relation(
                element.get("Id"),
                element.get("Type").rpartition("/")[2],
                resolved(posixpath.dirname(part), element.get("Target")),
                element,
            )


def _overrides(outline: Outline, part: str) -> Iterator[Element]:
    for element in outline.root.children:
        if element.name == "Override" and normal_name(element.get("PartName")) == normal_name(part):
            yield element
