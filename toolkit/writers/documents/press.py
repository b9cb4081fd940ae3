"""A checked template and the letter's values in; out: the letter, as the bytes of a .docx.

What a newcomer would get wrong: only the parts with placeholders are written anew. Everything else
in the template is copied as it lies there, packed, so that a letter costs about a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.writers.cells import escaped
from toolkit.writers.documents.placeholders import NUMBER, Letter, Row
from toolkit.writers.documents.stencil import Blank, Many, Piece, Some
from toolkit.writers.marking.zip_records import Container, open_container, pack


@dataclass(frozen=True, slots=True)
class Template:
    """A template that can be filled in: the bytes it came in, and by their names the parts that
    hold placeholders, cut at them.
    """

    data: bytes
    parts: Mapping[str, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class Press:
    """A template opened for filling in letter after letter."""

    template: Template
    container: Container

    def print(self, letter: Letter) -> bytes:
        """The letter as a Word document."""
        texts = _escaped(letter.texts)
        rows = {group: _counted(own) for group, own in letter.rows.items()}
        contents = {
            part: "".join(_filled(pieces, texts, rows)).encode("utf-8", "replace")
            for part, pieces in self.template.parts.items()
        }
        return pack(self.container, contents, ())


def open_press(template: Template) -> Press:
    """Open a template."""
    return Press(template, open_container(template.data))


def _escaped(row: Row) -> dict[str, str]:
    return {name: escaped(text) for name, text in row.items()}


def _counted(rows: Sequence[Row]) -> list[dict[str, str]]:
    return [{NUMBER: str(number), **_escaped(row)} for number, row in enumerate(rows, 1)]


def _filled(
    pieces: Sequence[Piece], texts: Row, rows: Mapping[str, Sequence[Row]]
) -> Iterator[str]:
    for piece in pieces:
        match piece:
            case str():
                yield piece
            case Blank(name):
                yield texts.get(name, "")
            case Some(names, inner):
                if any(texts.get(name) for name in names):
                    yield from _filled(inner, texts, rows)
            case Many(group, needed, inner):
                for row in rows[group] or ([{}] if needed else []):
                    yield from _filled(inner, {**texts, **row}, rows)
