"""A text of a form and a board's headings in; out: which headings the text is a label of.

A label may be broken by line ends, carry a hint, and hold its value behind a colon. The one thing
a newcomer would get wrong: as in a table nothing matches by its beginning. Only what is surely no
part of a label is left aside: a bracket or a sentence that tells what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from toolkit.locating.known import BoardHeadings
from toolkit.locating.printed import end_of_hint, without_hints
from toolkit.locating.spellings import heading_key

_COLON = re.compile(r"[:：]")
# A label begins a cell, or stands behind one of these.
_BREAK = re.compile(r"[\s　；;，,。]+")
# Longer texts are somebody's words, in which a colon begins no second label.
_LONGEST_WITH_TWO = 120
_LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A label in a cell: its normalised text, and what stands behind it in the same cell; None
    where it is all the cell holds. `ends_open`: a colon ends the cell, behind it nothing.
    """

    name: str
    part: str | None = None
    ends_open: bool = False


@dataclass(frozen=True, slots=True)
class FormLabels:
    """The labels of a board's form: `plain` of fields by themselves (name → field key), `uppers`
    of groups, `lowers` of the columns below a group. `begin` matches whatever may begin with a
    label: most texts of a sheet do not, and need no closer look.
    """

    known: BoardHeadings
    plain: dict[str, str]
    uppers: frozenset[str]
    lowers: frozenset[str]
    begin: re.Pattern[str]

    @classmethod
    @lru_cache(maxsize=512)
    def of(cls, known: BoardHeadings) -> FormLabels:
        """Sort a board's headings by where they stand in a form."""
        plain = {lower: key for (upper, lower), key in known.keys.items() if not upper}
        grouped = [(upper, lower) for upper, lower in known.keys if upper]
        uppers = frozenset(upper for upper, _ in grouped) - plain.keys()
        lowers = frozenset(lower for _, lower in grouped)
        firsts = {name[0] for name in (*plain, *uppers, *lowers) if name}
        # Numbering may stand before a label, and letters may be of full width.
        begin = rf"[\W\d_一二三四五六七八九十]*[{re.escape(''.join(sorted(firsts)))}\uff00-\uffef]"
        return cls(known, plain, uppers, lowers, re.compile(begin, re.IGNORECASE))

    def read(self, text: str) -> list[Named]:
        """The labels that a cell holds; none for most cells."""
        if self.begin.match(text) is None:
            return []
        if len(text) <= _LONGEST_LABEL and (name := self._name(text)):
            return [Named(name, ends_open=text.endswith((":", "：")))]
        return list(self._with_values(text)) or self._before_hint(text)

    def field_of(self, upper: str, lower: str) -> str:
        """The field key of a column below a group; "" if the group has no such column."""
        return self.known.keys.get((upper, lower), "")

    def _name(self, text: str) -> str:
        for spelling in (text, without_hints(text)):
            key = heading_key(spelling)
            if key and (key in self.plain or key in self.uppers or key in self.lowers):
                return key
        return ""

    def _plain_name(self, text: str) -> str:
        name = self._name(text) if text.strip() and len(text) <= _LONGEST_LABEL else ""
        return name if name in self.plain else ""

    def _with_values(self, text: str) -> Iterator[Named]:
        """“联系人姓名：李红　职务：主任”: each label with what stands before the next."""
        found: list[tuple[str, int, int]] = []
        for colon in _COLON.finditer(text):
            if found and len(text) > _LONGEST_WITH_TWO:
                break
            begin = found[-1][2] if found else 0
            starts = [begin, *(each.end() for each in _BREAK.finditer(text, begin, colon.start()))]
            for start in starts if found else starts[:1]:
                if name := self._plain_name(text[start : colon.start()]):
                    found.append((name, start, colon.end()))
                    break
            if not found:
                return
        for at, (name, _, end) in enumerate(found):
            stop = found[at + 1][1] if at + 1 < len(found) else len(text)
            yield Named(name, text[end:stop].strip())

    def _before_hint(self, text: str) -> list[Named]:
        """“突出成绩（介绍…）我公司…”: a value written behind the hint of its label."""
        end = end_of_hint(text)
        name = self._plain_name(text[:end]) if end else ""
        return [Named(name, text[end:].strip())] if name else []
