"""An XML part's bytes in; out: its elements, or calls of the handlers that follow them.

Names come with their namespace before a space; `local` takes it off, so that prefixed and strict
parts read like any other. The one thing a newcomer would get wrong: a torn part is F101 here, not
an exception of the parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

from toolkit.reading.budget import damaged

# Elements are kept no longer than a piece of so many bytes: some parts have millions.
_PIECE = 64 * 1024


class Follower(Protocol):
    """What follows a part from start to end."""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, /) -> None:
        """An element ends."""

    def text(self, text: str, /) -> None:
        """Text inside the elements that are open."""


def follow(pieces: Iterable[bytes], follower: Follower) -> None:
    """Lead a follower through a whole part, given in pieces."""
    parser = _parser()
    parser.StartElementHandler = follower.start
    parser.EndElementHandler = follower.end
    parser.CharacterDataHandler = follower.text
    _parse(parser, pieces)


def parse_elements(content: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a part in order, names and attributes without their namespaces; where the
    part is torn, that is found only when its end should come.
    """
    elements: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        plain = {local(key): value for key, value in attributes.items()}
        elements.append((local(name), plain))

    parser = _parser()
    parser.StartElementHandler = start
    for at in range(0, len(content), _PIECE):
        _parse(parser, [content[at : at + _PIECE]], is_last=False)
        yield from elements
        elements.clear()
    _parse(parser, ())


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    return parser


def _parse(parser: expat.XMLParserType, pieces: Iterable[bytes], *, is_last: bool = True) -> None:
    try:
        for piece in pieces:
            parser.Parse(piece)
        if is_last:
            parser.Parse(b"", True)  # noqa: FBT003  the end; it has no keyword
    except (expat.ExpatError, LookupError, ValueError) as error:  # an encoding nobody knows, too
        raise damaged() from error
