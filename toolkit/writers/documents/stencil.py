"""A part of a Word document in; out: its XML cut at the placeholders, and what is wrong with them.

Cut once, the pieces are filled in for thousands of letters without parsing anything again. What a
newcomer would get wrong: Word splits a placeholder over runs wherever it likes, so placeholders are
looked for in the text of a whole paragraph; the value takes the form of the placeholder's first
character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lxml import etree

from toolkit.writers.documents.placeholders import NUMBER, LetterPlan

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T, _TR, _PPR, _SECTION = (f"{_W}{tag}" for tag in ("p", "t", "tr", "pPr", "sectPr"))
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Chinese keyboards write braces of full width.
_BLANK = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
_BROKEN = re.compile(r"[{｛]{2}|[}｝]{2}")
_SINGLE = re.compile(r"[{｛]([^{}｛｝]+)[}｝]")
# Texts of drawings, charts and SmartArt, which are not made of paragraphs.
_UNREACHED = re.compile(r'(?:<a:t>|\bstring=")[^<"]*[{｛]{2}([^<"{}｛｝]*)')
_MARK = re.compile(r"<\?(blank|many|some|end) (.*?)\?>")
_EXCERPT = 20
# What must be unique in a document is not repeated with a paragraph or a row.
_BOOKMARKS = (f"{_W}bookmarkStart", f"{_W}bookmarkEnd")
_UNIQUE = ("paraId", "textId")
_PICTURES = (f"{_W}drawing", f"{_W}pict", f"{_W}object")


@dataclass(frozen=True, slots=True)
class Blank:
    """Where a value goes."""

    name: str


@dataclass(frozen=True, slots=True)
class Many:
    """What comes once for each row of a group; `needed`: even where there is none, once, empty."""

    group: str
    needed: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """What comes only where one of the texts says something."""

    names: tuple[str, ...]
    pieces: tuple[Piece, ...]


Piece = str | Blank | Many | Some


@dataclass(frozen=True, slots=True)
class _Found:
    """A paragraph with placeholders; `is_alone`: it holds nothing else."""

    paragraph: Any
    names: tuple[str, ...]
    is_alone: bool


def cut_stencil(xml: bytes, plan: LetterPlan) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """The pieces of a part, and in Chinese every placeholder that cannot be filled in."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_pis=True, remove_comments=True
    )
    root = etree.fromstring(xml, parser)
    faults: list[str] = []
    found = [each for each in (_take_out(p, plan, faults) for p in root.iter(_P)) if each]
    rows = _mark_rows(found, plan, faults)
    for each in found:
        _mark_paragraph(each, rows, plan, faults)
    text = etree.tostring(root, encoding="unicode")
    faults += find_unreached(text)
    return tuple(_pieces(_HEAD + text)), tuple(dict.fromkeys(faults))


def find_unreached(xml: str) -> tuple[str, ...]:
    """What is wrong with placeholders in texts that are never filled in."""
    return tuple(
        f"{_braced(name)}写在艺术字、图表或 SmartArt 里，填不进去，请改用普通文字或文本框"
        for name in _UNREACHED.findall(xml)
    )


def _braced(name: str) -> str:
    return f"{{{{{name}}}}}"


# ---------------------------------------------------------------- placeholders


def _take_out(paragraph: Any, plan: LetterPlan, faults: list[str]) -> _Found | None:
    """Put marks in place of a paragraph's placeholders."""
    texts = [each for each in paragraph.iter(_T) if next(each.iterancestors(_P)) is paragraph]
    whole = "".join(each.text or "" for each in texts)
    if not any(brace in whole for brace in "{｛}｝"):
        return None
    found = [
        (match.start(), match.end(), "".join(match[1].split())) for match in _BLANK.finditer(whole)
    ]
    rest = _BLANK.sub("", whole)
    names = tuple(dict.fromkeys(name for *_, name in found))
    unknown = (name for name in names if name not in plan.names)
    wrong = [*_broken(rest, plan), *(f"不认识的占位符{_braced(name)}" for name in unknown)]
    faults += wrong
    if wrong or not names:
        return None
    _put_blanks(texts, found)
    is_alone = not rest.strip() and not any(True for _ in paragraph.iter(*_PICTURES))
    return _Found(paragraph, names, is_alone)


def _broken(rest: str, plan: LetterPlan) -> list[str]:
    """Braces that make no placeholder, though they were meant to."""
    single = (each for each in _SINGLE.finditer(rest) if "".join(each[1].split()) in plan.names)
    fault = _BROKEN.search(rest) or next(single, None)
    if fault is None:
        return []
    excerpt = rest[max(fault.start() - _EXCERPT, 0) : fault.end() + _EXCERPT].strip()
    return [f"占位符的括号不成对：“{excerpt}”，应写成{_braced(plan.names[0])}的样子"]


def _put_blanks(texts: Sequence[Any], found: Sequence[tuple[int, int, str]]) -> None:
    """Put a mark where each placeholder begins, and take its characters out of the runs."""
    end = 0
    for element in texts:
        own = element.text or ""
        start, end = end, end + len(own)
        here = [each for each in found if each[0] < end and each[1] > start]
        if not here:
            continue
        at, element.text = start, ""
        for first, last, name in here:
            _append(element, own[at - start : max(first - start, 0)])
            if first >= start:
                element.append(etree.ProcessingInstruction("blank", name))
            at = min(last, end)
        _append(element, own[at - start :])
        element.set(_SPACE, "preserve")


def _append(element: Any, text: str) -> None:
    """Add a text behind all that an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text += text


# ---------------------------------------------------------------- what repeats


def _mark_rows(found: Iterable[_Found], plan: LetterPlan, faults: list[str]) -> list[Any]:
    """Mark the table rows that repeat, and give them."""
    columns = plan.columns
    wanted: dict[Any, dict[str, str]] = {}
    for each in found:
        row = next(each.paragraph.iterancestors(_TR), None)
        for name in each.names:
            if name in columns and row is None:
                faults.append(f"{_braced(name)}要写在表格里，那一行按内容重复")
            elif name in columns:
                wanted.setdefault(row, {})[columns[name]] = name
    for row, groups in wanted.items():
        if len(groups) > 1:
            both = "和".join(map(_braced, groups.values()))
            faults.append(f"{both}不能写在表格的同一行里，请分成两个表格")
        _enclose(row, "many", next(iter(groups)))
    return list(wanted)


def _mark_paragraph(
    found: _Found, rows: Sequence[Any], plan: LetterPlan, faults: list[str]
) -> None:
    """Mark a paragraph that comes once for each line, or only where its texts say something."""
    paragraph, names = found.paragraph, found.names
    lines = [each.name for each in plan.lines if each.name in names]
    is_in_row = any(row in rows for row in paragraph.iterancestors(_TR))
    if len(lines) > 1:
        faults.append(f"{'和'.join(map(_braced, lines))}写在了同一段里，请各占一段")
    if NUMBER in names and not lines and not is_in_row:
        faults.append(f"{_braced(NUMBER)}要和会重复的占位符写在同一段，或表格的同一行里")
    if lines:
        _part_from_section(paragraph)
        _enclose(paragraph, "many", lines[0])
    elif found.is_alone and not is_in_row and not _is_needed(paragraph):
        _part_from_section(paragraph)
        _enclose(paragraph, "some", " ".join(names))


def _is_needed(element: Any) -> bool:
    """Whether what holds it must not be left without: a cell ends in a paragraph, a table has a
    row.
    """
    if element.tag == _TR:
        return len(element.getparent().findall(_TR)) == 1
    return not any(each.tag == _P for each in element.itersiblings())


def _enclose(element: Any, kind: str, what: str) -> None:
    if kind == "many":
        what = f"{what} {'needed' if _is_needed(element) else ''}"
        _strip_unique(element)
    element.addprevious(etree.ProcessingInstruction(kind, what))
    element.addnext(etree.ProcessingInstruction("end", kind))


def _strip_unique(element: Any) -> None:
    for each in list(element.iter("*")):
        if each.tag in _BOOKMARKS:
            each.getparent().remove(each)
        for key in [key for key in each.attrib if key.rpartition("}")[2] in _UNIQUE]:
            del each.attrib[key]


def _part_from_section(paragraph: Any) -> None:
    """Let a section that ends with a paragraph end with an empty one behind it."""
    section = paragraph.find(f"{_PPR}/{_SECTION}")
    if section is not None:
        behind = etree.Element(_P)
        etree.SubElement(behind, _PPR).append(section)
        paragraph.addnext(behind)


# ---------------------------------------------------------------- pieces


def _pieces(text: str) -> list[Piece]:
    """The text cut at its marks, what lies between marks inside what encloses it."""
    stack: list[tuple[str, str, list[Piece]]] = [("", "", [])]
    marks = list(_MARK.finditer(text))
    edges = [0, *(edge for mark in marks for edge in mark.span()), len(text)]
    literals = [text[start:end] for start, end in list(pairwise(edges))[::2]]
    stack[-1][2].append(literals[0])
    for mark, literal in zip(marks, literals[1:], strict=True):
        kind, what = mark[1], mark[2]
        if kind == "blank":
            stack[-1][2].append(Blank(what))
        elif kind == "end":
            begun, about, inside = stack.pop()
            stack[-1][2].append(_enclosed(begun, about, tuple(inside)))
        else:
            stack.append((kind, what, []))
        if literal:
            stack[-1][2].append(literal)
    return stack[0][2]


def _enclosed(kind: str, about: str, inside: tuple[Piece, ...]) -> Piece:
    if kind == "some":
        return Some(tuple(about.split(" ")), inside)
    group, _, needed = about.partition(" ")
    return Many(group, bool(needed), inside)
