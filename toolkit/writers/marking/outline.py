"""In: the bytes of an XML part. Out: where each of its elements stands, and the bytes with pieces
put in, cut out or replaced at those places.

A part is never written anew from a tree, so what is not edited keeps its every byte. What a
newcomer would get wrong: all places are those of the bytes as they came; edits wait until
`edited` carries them out together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from toolkit.writers.marking.signs import Declined

# A start tag, from its < on; a > may stand within a value.
_START_TAG = re.compile(rb"""<([^\s/>]+)(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_DECLARED = re.compile(rb"""^(<\?xml[^>]*?\sencoding\s*=\s*["'])([\w.-]+)""")
_LINKS = re.compile(
    rb"""\sxmlns:([\w.-]+)\s*=\s*["'][^"']*/officeDocument/(?:2006/)?relationships["']"""
)
_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?=[\s/>])")
_REMEMBERED_SIZE = 1 << 16
_STRICT = "http://purl.oclc.org/ooxml/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = f"{_STRICT}officeDocument/relationships"


class Element:
    """An element by its local name: attributes (those of a namespace as ``namespace name``), text
    right inside it, and where it stands: start tag, content and end tag.
    """

    __slots__ = (
        "attributes", "children", "close", "end", "inner", "is_open", "name", "space", "start",
        "text",
    )  # fmt: skip

    def __init__(self, name: str, attributes: dict[str, str], start: int, inner: int) -> None:
        self.space, _, self.name = name.rpartition(" ")
        self.attributes: Final = attributes
        self.start, self.inner = start, inner
        self.close = self.end = inner
        self.is_open = True
        self.children: Final[list[Element]] = []
        self.text = ""

    def get(self, attribute: str, otherwise: str = "") -> str:
        """The value of an attribute without a namespace."""
        return self.attributes.get(attribute, otherwise)

    def number(self, attribute: str) -> int:
        """The whole number an attribute holds; 0 where it holds none."""
        text = self.get(attribute)
        return int(text) if text.isdecimal() else 0

    @property
    def link(self) -> str:
        """The relationship this element names, or ""."""
        found = (
            value for key, value in self.attributes.items() if key.endswith("relationships id")
        )
        return next(found, "")

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> Iterator[Element]:
        """All elements of that name below this one, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)


class Outline:
    """A part taken apart, and the edits that wait; `edited` gives the new bytes."""

    def __init__(self, content: bytes, *, is_sheet: bool = False) -> None:
        self.content = content
        self._edits: list[tuple[int, int, bytes]] = []
        self._opened: dict[int, tuple[Element, list[bytes]]] = {}
        if is_sheet:
            self.root = _parsed(content, *_cells_of(content))
        else:
            self.root = _known(content) if len(content) <= _REMEMBERED_SIZE else _whole(content)
        self._start_tag = content[self.root.start : self.root.inner]

    # ------------------------------------------------------------ what new pieces need

    @property
    def prefix(self) -> bytes:
        """What stands before the names of the part's elements, ``:`` included."""
        name = self._start_tag[1:].split(None, 1)[0].rstrip(b"/>")
        return name[: name.find(b":") + 1]

    @property
    def is_strict(self) -> bool:
        """Whether the part speaks strict OOXML."""
        return self.root.space.startswith(_STRICT)

    @property
    def declaration(self) -> str:
        """What a new element without a prefix must declare to be in the part's namespace."""
        for name, value in _ATTRIBUTE.findall(self._start_tag):
            if name == b"xmlns" and value[1:-1].decode() == self.root.space:
                return ""
        return f' xmlns="{self.root.space}"'

    def linked(self, identifier: str) -> str:
        """An attribute that names a relationship, its prefix declared where the part does not."""
        prefix = _LINKS.search(self._start_tag)
        if prefix:
            return f'{prefix[1].decode()}:id="{identifier}"'
        return f'xmlns:r="{_STRICT_OFFICE if self.is_strict else _OFFICE}" r:id="{identifier}"'

    # ------------------------------------------------------------ edits

    def put(self, at: int, piece: str) -> None:
        """Put a piece in at a place; what is put in first stands first."""
        self._edits.append((at, at, piece.encode()))

    def append(self, element: Element, piece: str) -> None:
        """Put a piece in at the end of an element's content, behind all put there before."""
        if element.is_open:
            self.put(element.close, piece)
        else:
            self._opened.setdefault(element.start, (element, []))[1].append(piece.encode())

    def replace(self, start: int, end: int, piece: str) -> None:
        """Replace what stands between two places."""
        self._edits.append((start, end, piece.encode()))

    def cut(self, element: Element) -> None:
        """Cut an element out."""
        self._edits.append((element.start, element.end, b""))

    def set(self, element: Element, attribute: str, value: str | int | None) -> None:
        """Give an attribute a value that needs no escaping; None takes it away."""
        tag = self.content[element.start : element.inner]
        for found in _ATTRIBUTE.finditer(tag):
            if found[1].decode() == attribute:
                first = found.start() if value is None else found.start(2)
                piece = "" if value is None else f'"{value}"'
                self.replace(element.start + first, element.start + found.end(), piece)
                return
        if value is not None:
            behind_name = re.match(rb"<[^\s/>]+", tag)
            assert behind_name  # noqa: S101  a start tag begins with its name
            self.put(element.start + behind_name.end(), f' {attribute}="{value}"')

    @property
    def is_edited(self) -> bool:
        """Whether edits wait."""
        return bool(self._edits or self._opened)

    def edited(self) -> bytes:
        """The part with all edits carried out."""
        edits = self._edits + [self._opening(*opened) for opened in self._opened.values()]
        pieces, at = [], 0
        for start, end, piece in sorted(edits, key=lambda edit: edit[:2]):
            if start < at:  # within something that is cut out
                continue
            pieces += [self.content[at:start], piece]
            at = end
        return b"".join([*pieces, self.content[at:]])

    def _opening(self, element: Element, pieces: list[bytes]) -> tuple[int, int, bytes]:
        """The edit that turns ``<a/>`` into ``<a>…</a>``."""
        tag = self.content[element.start : element.inner]
        named = _START_TAG.match(tag)
        assert named  # noqa: S101  it was matched when the part was taken apart
        slash = element.start + len(tag.rstrip(b"/>"))
        return slash, element.end, b"".join([b">", *pieces, b"</", named[1], b">"])


def _cells_of(content: bytes) -> tuple[int, int]:
    """Where the rows of a sheet begin and end: they are not taken apart."""
    start = _SHEET_DATA.search(content)
    tag = _START_TAG.match(content, start.start()) if start else None
    if not start or not tag or tag[0].endswith(b"/>"):
        return len(content), len(content)
    end = content.rfind(b"</%ssheetData" % start[1])
    if end < tag.end():
        raise Declined("工作表的内容不完整")
    return tag.end(), end


def _parsed(content: bytes, first: int, after: int) -> Element:
    """The tree of a part of which the bytes from `first` to `after` are left out."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    root: list[Element] = []
    stack: list[Element] = []

    def place() -> int:
        at = parser.CurrentByteIndex
        return at if at < first else at + after - first

    def start(name: str, attributes: dict[str, str]) -> None:
        at = place()
        tag = _START_TAG.match(content, at)
        if not tag:
            raise Declined("内部部件的写法特殊")
        element = Element(name, attributes, at, tag.end())
        element.is_open = not tag[0].endswith(b"/>")
        (stack[-1].children if stack else root).append(element)
        stack.append(element)

    def end(_: str) -> None:
        element = stack.pop()
        if element.is_open:
            element.close = place()
            element.end = content.index(b">", element.close) + 1

    def text(piece: str) -> None:
        stack[-1].text += piece

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    view = memoryview(content)
    try:
        parser.Parse(view[:first])
        parser.Parse(view[after:], True)  # noqa: FBT003  the end; it has no keyword
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Declined("内部部件不完整") from error
    return root[0]


def _whole(content: bytes) -> Element:
    return _parsed(content, len(content), len(content))


# Files filled in from one template have many parts in common, to the byte.
_known = lru_cache(32)(_whole)


def in_utf8(content: bytes) -> bytes:
    """A part in UTF-8, whatever it was written in, and saying so."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _declared_utf8(content, "utf-16")
    if content.startswith((b"<\0", b"\0<")):
        return _declared_utf8(content, "utf-16-le" if content[1:2] == b"\0" else "utf-16-be")
    declared = _DECLARED.match(content)
    if not declared or declared[2].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        return content
    return _declared_utf8(content, declared[2].decode())


def _declared_utf8(content: bytes, encoding: str) -> bytes:
    try:
        recoded = content.decode(encoding).encode()
    except (UnicodeDecodeError, LookupError) as error:
        raise Declined("内部部件的文字编码特殊") from error
    return _DECLARED.sub(rb"\1UTF-8", recoded)
