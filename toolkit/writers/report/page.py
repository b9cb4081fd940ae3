"""Sections in; out: the page as HTML, one text that needs nothing beside it.

What a newcomer would get wrong: Jinja escapes every text. Only what it is told is
`safe` goes in as it is: drawings, our own style sheet and our own script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from toolkit.writers.report.pieces import MOST_PRINTED, Section
from toolkit.writers.report.texts import clean

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Sum:
    """A number at the head of the page, and where on the page more is said of it."""

    words: str
    number: int
    section: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the sections."""

    title: str
    lines: tuple[str, ...]
    sums: tuple[Sum, ...]


def page_of(head: Head, sections: Sequence[Section]) -> str:
    """The whole page."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=True,
        finalize=_harmless,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.from_string(_text("page.html")).render(
        head=head,
        sections=list(zip(map(chinese_number, range(1, len(sections) + 1)), sections, strict=True)),
        most_printed=MOST_PRINTED,
        style=_text("page.css"),
        script=_text("page.js"),
    )


def _harmless(value: object) -> object:
    """Every value before it is escaped; markup of ours stays as it is."""
    return clean(value) if type(value) is str else value


def _text(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def chinese_number(number: int) -> str:
    """A section's number, up to 19.

    >>> chinese_number(3), chinese_number(10), chinese_number(12)
    ('三', '十', '十二')
    """
    return f"十{_NUMERALS[number - 11]}" if number > 10 else _NUMERALS[number - 1]
