"""The bytes of a workbook in; out: what is wrong with it as a package, and the marks found in it.

It knows nothing of how marks are made: parts are found by their relations, and read with the
standard library only.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET
from xml.parsers.expat import errors

# The order in which a worksheet's elements stand (ECMA-376, CT_Worksheet).
ELEMENTS = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr",
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
    "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF",
    "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts",
    "extLst",
]  # fmt: skip
BOOK_ELEMENTS = [
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr",
    "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences",
    "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
]  # fmt: skip
FILL_FORMULA, TIP, AUTHOR, NAME = 'LEN("校验标记")=4', "返回校验结果", "校验", "toolkit_marks"
_MARKUP = (".xml", ".rels", ".vml")


@dataclass(frozen=True)
class Member:
    """A member as it stands in the zip, its content still compressed."""

    name: str
    packed: bytes
    method: int


def members(data: bytes) -> list[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            Member(_normal(info.orig_filename), _packed(data, info), info.compress_type)
            for info in archive.infolist()
        ]


def _packed(data: bytes, info: zipfile.ZipInfo) -> bytes:
    name, extra = struct.unpack_from("<HH", data, info.header_offset + 26)
    start = info.header_offset + 30 + name + extra
    return data[start : start + info.compress_size]


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def local(tag: str) -> str:
    return tag.rpartition("}")[2]


@dataclass(frozen=True)
class Relation:
    identifier: str
    kind: str
    target: str
    external: bool


class Package:
    """A workbook's parts by name, in lower case, and what they are related to."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            self.parts = {_normal(info.orig_filename): archive.read(info) for info in infos}
        self.main = next(r.target for r in self.relations("") if r.kind == "officeDocument")

    def tree(self, part: str) -> ET.Element:
        return ET.fromstring(self.parts[part])  # noqa: S314  made by us

    def relations(self, part: str) -> list[Relation]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.parts:
            return []
        return [
            Relation(
                each.get("Id", ""),
                each.get("Type", "").rpartition("/")[2],
                _normal(posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))),
                each.get("TargetMode") == "External",
            )
            for each in self.tree(rels)
        ]

    def related(self, part: str, kind: str) -> list[str]:
        return [each.target for each in self.relations(part) if each.kind == kind]

    def sheets(self) -> dict[str, str]:
        """The part of each sheet, by name, in order."""
        targets = {each.identifier: each.target for each in self.relations(self.main)}
        return {
            sheet.get("name", ""): targets[_identifier(sheet)]
            for sheet in self.tree(self.main).iter()
            if local(sheet.tag) == "sheet"
        }


def _identifier(element: ET.Element) -> str:
    return next(value for key, value in element.attrib.items() if local(key) == "id")


def rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


# ---------------------------------------------------------------- what may differ


def allowed_changes(before: Package, marked: str) -> set[str]:
    """The parts of a workbook that may differ once a sheet of it is marked."""
    part = before.sheets()[marked]
    selected = {
        other
        for other in before.sheets().values()
        if re.search(rb"tabSelected\s*=", before.parts[other].replace(b"\0", b""))
    }
    return {
        part, before.main, rels_of(before.main), rels_of(part), "[content_types].xml",
        "docprops/app.xml", *selected, *before.related(before.main, "styles"),
        *before.related(part, "comments"), *before.related(part, "vmlDrawing"),
    }  # fmt: skip


# ---------------------------------------------------------------- what must hold


def faults(data: bytes) -> list[str]:
    """Everything that a program could stumble over."""
    package = Package(data)
    found = [*_duplicates("member", [each.name.lower() for each in members(data)])]
    found += _unreadable(package)
    found += _bad_relations(package)
    found += _undeclared(package)
    found += _bad_book(package)
    for name, part in package.sheets().items():
        if "worksheet" in part:
            found += [f"{name}: {fault}" for fault in _bad_sheet(package, part)]
    return found


def _duplicates(what: str, values: list[str]) -> Iterator[str]:
    yield from (f"{what} {value} twice" for value, n in Counter(values).items() if n > 1)


def _unreadable(package: Package) -> Iterator[str]:
    for name in package.parts:
        if name.endswith(_MARKUP):
            try:
                package.tree(name)
            except ET.ParseError as error:
                yield f"{name}: {errors.messages[error.code]}"


def _bad_relations(package: Package) -> Iterator[str]:
    for part in ("", *package.parts):
        found = package.relations(part)
        yield from _duplicates(f"{part}: relation", [each.identifier for each in found])
        for each in found:
            if not each.external and each.target not in package.parts:
                yield f"{part}: {each.identifier} leads nowhere ({each.target})"


def _undeclared(package: Package) -> Iterator[str]:
    types = list(package.tree("[content_types].xml"))
    endings = [each.get("Extension", "").lower() for each in types if each.get("Extension")]
    names = [_normal(each.get("PartName", "")) for each in types if each.get("PartName")]
    yield from _duplicates("content type of", [*endings, *names])
    for name in sorted(set(package.parts) - {"[content_types].xml"}):
        if name not in names and name.rpartition(".")[2] not in endings:
            yield f"{name} has no content type"
    yield from (f"{name} is declared, but not there" for name in names if name not in package.parts)


def _bad_book(package: Package) -> Iterator[str]:
    tree = package.tree(package.main)
    yield from _out_of_order(tree, BOOK_ELEMENTS)
    sheets = [each for each in tree.iter() if local(each.tag) == "sheet"]
    yield from _duplicates("sheet", [each.get("name", "").lower() for each in sheets])
    yield from _duplicates("sheet number", [each.get("sheetId", "") for each in sheets])
    for view in (each for each in tree.iter() if local(each.tag) == "workbookView"):
        for key in ("activeTab", "firstSheet"):
            at = int(view.get(key, "0"))
            if at >= len(sheets) or sheets[at].get("state", "visible") != "visible":
                yield f"{key} {at} shows no sheet"
    names = [each for each in tree.iter() if local(each.tag) == "definedName"]
    keys = [f"{each.get('name', '').lower()}@{each.get('localSheetId')}" for each in names]
    yield from _duplicates("name", keys)


def _out_of_order(tree: ET.Element, order: list[str]) -> Iterator[str]:
    found = [local(each.tag) for each in tree if isinstance(each.tag, str)]
    for first, second in pairwise(found):
        if order.index(first) > order.index(second):
            yield f"{second} stands behind {first}"
    several = {"conditionalFormatting", "AlternateContent"}
    yield from _duplicates("element", [name for name in found if name not in several])


def _bad_sheet(package: Package, part: str) -> Iterator[str]:
    tree = package.tree(part)
    yield from _out_of_order(tree, ELEMENTS)
    rules = [each for each in tree.iter() if each.tag.endswith("}cfRule") and each.get("priority")]
    yield from _duplicates("priority", [each.get("priority", "") for each in rules])
    styles = package.related(package.main, "styles")
    dressed = package.tree(styles[0]) if styles else ET.Element("none")
    count = sum(len(each) for each in dressed if local(each.tag) == "dxfs")
    yield from (
        f"no fill {each.get('dxfId')}" for each in rules if int(each.get("dxfId", -1)) >= count
    )
    links = [each.get("ref", "") for each in tree.iter() if local(each.tag) == "hyperlink"]
    yield from _duplicates("link", links)
    identifiers = {each.identifier for each in package.relations(part)}
    used = {
        v for each in tree.iter() for k, v in each.attrib.items() if re.search(r"relat.*}id$", k)
    }
    yield from (f"relation {name} is not there" for name in sorted(used - identifiers))
    yield from _bad_comments(package, part)


def _bad_comments(package: Package, part: str) -> Iterator[str]:
    commented = [
        each.get("ref", "")
        for name in package.related(part, "comments")
        for each in package.tree(name).iter()
        if local(each.tag) == "comment"
    ]
    yield from _duplicates("comment", commented)
    shapes: list[str] = []
    noted: list[str] = []
    for name in package.related(part, "vmlDrawing"):
        try:
            drawn = [each for each in package.tree(name).iter() if local(each.tag) == "shape"]
        except ET.ParseError:
            return  # said of the part itself
        shapes += [shape.get("id", "") for shape in drawn]
        noted += [place for shape in drawn for place in _noted(shape)]
    yield from _duplicates("shape", shapes)
    if Counter(noted) != Counter(commented):
        yield f"comments at {sorted(commented)}, drawn at {sorted(noted)}"


def _noted(shape: ET.Element) -> Iterator[str]:
    for data in shape.iter():
        if local(data.tag) == "ClientData" and data.get("ObjectType") == "Note":
            texts = {local(each.tag): (each.text or "").strip() for each in data}
            yield f"{chr(ord('A') + int(texts['Column']))}{int(texts['Row']) + 1}"


# ---------------------------------------------------------------- the marks


def fills_of(package: Package, sheet: str) -> dict[str, list[str]]:
    """The cells that our fills cover, by colour."""
    styles = package.tree(package.related(package.main, "styles")[0])
    fills = next(list(each) for each in styles if local(each.tag) == "dxfs")
    found: dict[str, list[str]] = {}
    for block in package.tree(package.sheets()[sheet]):
        for rule in block:
            if "".join(rule.itertext()).strip() == FILL_FORMULA:
                colours = [each.get("rgb", "") for each in fills[int(rule.get("dxfId", ""))].iter()]
                colour = next(each for each in reversed(colours) if each)
                found.setdefault(colour, []).extend(block.get("sqref", "").split())
    return found


def comments_of(package: Package, sheet: str) -> dict[str, tuple[str, str]]:
    """The author and the text of each comment."""
    found = {}
    for part in package.related(package.sheets()[sheet], "comments"):
        tree = package.tree(part)
        authors = [each.text or "" for each in tree.iter() if local(each.tag) == "author"]
        for each in tree.iter():
            if local(each.tag) == "comment":
                texts = [t.text or "" for t in each.iter() if local(t.tag) == "t"]
                found[each.get("ref", "")] = authors[int(each.get("authorId", ""))], "".join(texts)
    return found


def links_back(package: Package, sheet: str) -> list[str]:
    """The cells with a link of ours."""
    tree = package.tree(package.sheets()[sheet])
    return [
        each.get("ref", "")
        for each in tree.iter()
        if local(each.tag) == "hyperlink" and each.get("tooltip") == TIP
    ]


def names_of(package: Package) -> dict[tuple[str, str | None], str]:
    """Each defined name, and the name of the sheet it belongs to, with what it stands for."""
    sheets = list(package.sheets())
    return {
        (each.get("name", ""), sheets[int(at)] if (at := each.get("localSheetId")) else None): (
            each.text or ""
        )
        for each in package.tree(package.main).iter()
        if local(each.tag) == "definedName"
    }
