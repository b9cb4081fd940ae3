"""An XML part's bytes in; out: its elements, or calls of the handlers that follow them.

Names come with their namespace before a space; `local` takes it off, so that prefixed and strict
parts read like any other. The one thing a newcomer would get wrong: a torn part is F101 here, not
an exception of the parser.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from xml.parsers import expat

from toolkit.reading.budget import damaged


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


def parse_elements(content: bytes) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part in order, names and attributes without their namespaces."""
    elements: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        plain = {local(key): value for key, value in attributes.items()}
        elements.append((local(name), plain))

    parser = _parser()
    parser.StartElementHandler = start
    _parse(parser, [content])
    return elements


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    return parser


def _parse(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> None:
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003  the end; it has no keyword
    except (expat.ExpatError, LookupError, ValueError) as error:  # an encoding nobody knows, too
        raise damaged() from error
