"""In: the text of a web page. Out: its tags and texts, one after another.

Scripts are not run and nothing is fetched. The library's own parser is not used: pages made to
harm cost it the square of their length, and it reads the same page differently from one version
of Python to the next. The one thing a newcomer would get wrong: no page is malformed; what is no
tag is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape

_NOTHING: Mapping[str, str] = {}
_LONGEST_TAG = 64 * 1024
# Attributes may hold signs that end a tag, in quotes; an unclosed quote is taken for a letter.
_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/><]{0,99}+)"
    rf"""((?>[^<>"']++|"[^"]{{0,{_LONGEST_TAG}}}+"|'[^']{{0,{_LONGEST_TAG}}}+')*+)>""",
)
_PLAIN_TAG = re.compile(rf"<(/?)([A-Za-z][^\s/><]{{0,99}}+)([^<>]{{0,{_LONGEST_TAG}}}+)>")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]++)\s*+(?:=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']*+)))?""")
# What they hold is no text of the page.
_SILENT = frozenset({"script", "style", "title", "noscript", "template", "xml"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag in lower case; `closing` ones carry no attributes."""

    name: str
    closing: bool = False
    attributes: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, or what a silent element holds; `name` is the element's, "" for a comment."""

    name: str
    content: str


def tokens(page: str) -> Iterator[Tag | Comment | str]:
    """Take a page apart: tags, comments, and the texts between them with entities resolved."""
    at = 0
    silent = dict.fromkeys(_SILENT, True)
    while at < len(page):
        start = page.find("<", at)
        if start < 0:
            start = len(page)
        if start > at:
            yield unescape(page[at:start])
        if start == len(page):
            return
        token, at = _token(page, start)
        yield token
        if isinstance(token, Tag) and not token.closing and silent.get(token.name):
            closed = _closing(token.name).search(page, at)
            # Never closed, it silences nothing, and is not looked for again.
            silent[token.name] = closed is not None
            if closed:
                yield Comment(token.name, page[at : closed.start()])
                at = closed.end()


def _token(page: str, at: int) -> tuple[Tag | Comment | str, int]:
    """The token that begins with a ``<``, and where the next one begins."""
    if page.startswith("<!--", at):
        content, end = _until(page, at + 4, "-->")
        return Comment("", content), end
    if page.startswith(("<!", "<?"), at):
        return Comment("", ""), _until(page, at + 2, ">")[1]
    found = _TAG.match(page, at) or _PLAIN_TAG.match(page, at)
    if found is None:
        return "<", at + 1
    return _tag(*found.groups()), found.end()


@lru_cache(maxsize=4096)  # the cells of a table are much alike
def _tag(closing: str, name: str, inside: str) -> Tag:
    if closing:
        return Tag(name.lower(), closing=True)
    return Tag(name.lower(), attributes=_attributes(inside))


def _attributes(inside: str) -> Mapping[str, str]:
    if not inside or inside == "/":
        return _NOTHING
    read: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(inside):
        read.setdefault(name.lower(), unescape("".join(values)))
    return read


def _until(page: str, at: int, end: str) -> tuple[str, int]:
    """What stands before the next `end`, and where the page goes on; the rest without one."""
    found = page.find(end, at)
    return (page[at:], len(page)) if found < 0 else (page[at:found], found + len(end))


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\b[^<>]*+>?", re.IGNORECASE)
