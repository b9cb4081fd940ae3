"""Texts and columns in; out: every spelling that a heading may have, normalised.

Headings match exactly after normalising, then by `also:`; never by prefix (毛利 is not 毛利率). The
one thing a newcomer would get wrong: marks for whoever fills the sheet in (numbering, `*`, 必填)
are no part of a heading, but any other word is, in brackets or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from toolkit.model import Field
from toolkit.rules.normal import squash

_NUMERALS = "一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"^\s*(?:[(（]?[{_NUMERALS}]+[)）、.．]|[(（]?\d{{1,2}}[)）、.．](?!\d)"
    r"|\d{1,2}(?:[.．]\d{1,2})+\s+|\d{1,2}\s+(?=[\u4e00-\u9fff])(?![年月日季周号])|[①-⒇㈠-㈩])\s*"
)
# What a form asks of whoever fills it in: ★, （必填）; and the word before a unit in brackets.
_OPENING = r"[（(【\[〔［]"
_MARKS = re.compile(
    rf"{_OPENING}\s*(?:必填项?|选填项?|非必填项?|必选项?|选择项?|单选|可?多选|下拉选择)\s*[)）】\]〕］]"
    rf"|(?<={_OPENING})\s*单位\s*[:：]|[*＊★☆▲△●○◆◇■□✱✳∗]"
)
_OF_MARKS = frozenset(map(ord, "必填项选非择单可多下拉位"))
_IDEOGRAPHS = range(0x4E00, 0xA000)
# Texts without anything that could be dropped or written otherwise, but for case.
_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]*")


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """What of a heading counts in comparison: no spaces, punctuation, numbering, marks or case.

    >>> heading_key("1. 注册资本【单位：万元】*") == heading_key("★注册资本（万 元）（必填）")
    True
    """
    return text.lower() if _PLAIN.fullmatch(text) else squash(without_marks(text))


def without_marks(text: str) -> str:
    """A heading's text without its numbering and the marks for whoever fills it in."""
    return _NUMBERING.sub("", _MARKS.sub("", text))


@lru_cache(maxsize=256)
def ideograph_outside(texts: frozenset[str]) -> re.Pattern[str]:
    """Finds a character that is in none of the texts, and is left as it is by `heading_key`:
    what holds one is none of the texts.
    """
    letters = {ord(letter) for text in (*texts, _NUMERALS) for letter in text} | _OF_MARKS
    inside = {letter for letter in letters if letter in _IDEOGRAPHS}
    bounds = sorted({_IDEOGRAPHS.start - 1, *inside, _IDEOGRAPHS.stop})
    ranges = [
        f"{chr(before + 1)}-{chr(after - 1)}"
        for before, after in pairwise(bounds)
        if before + 1 < after
    ]
    return re.compile(f"[{''.join(ranges)}]")


def spellings_of(column: Field) -> Iterator[tuple[str, str]]:
    """How the heading of a column may be written, as (upper, lower); a plain one has no upper."""
    lowers = [heading_key(text) for text in (column.header, *column.also)]
    if not column.group:
        yield from (("", lower) for lower in lowers)
        return
    for upper in (heading_key(text) for text in (column.group, *column.group_also)):
        for lower in lowers:
            yield upper, lower
            yield "", upper + lower
            yield "", lower + upper
