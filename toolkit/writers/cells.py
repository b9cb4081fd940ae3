"""One value in; out: how it stands in a cell, as text, as a width, and as the cell's XML.

What a newcomer would get wrong: a text from a stranger stays a text (``=cmd|'x'`` is no formula,
``http://…`` no link), and what Excel cannot hold as a number or a date is written as text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from types import NoneType
from typing import Any, TypeGuard

LONGEST_TEXT = 32_767
# Excel keeps 15 digits of a number, so a longer one is written as text.
LARGEST_NUMBER = 10**15
FIRST_DATE = date(1900, 3, 1)
# The day that Excel calls 0, for dates from FIRST_DATE on.
_DAY_NOUGHT = date(1899, 12, 30).toordinal()
_SECONDS_A_DAY = 86_400
# What stands out in a text.
_STRIKING = "FFC00000"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What XML, or Excel's own escape (_x0041_), would read as something else.
_TELLING = re.compile("[&<>_\\s]")
_LOOKS_ESCAPED = re.compile("(?=_x[0-9a-fA-F]{4}_)")
# Longer texts hardly come twice, and would fill the memory of those that do.
_REMEMBERED_LENGTH, _REMEMBERED = 80, 1 << 15


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours with its computed value, so that it shows without recalculation."""

    text: str
    value: str | int | float = ""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A text some of whose characters stand out, in bold red: its parts in turn, each with whether
    it does. `font` is the workbook's, which a part has to name.
    """

    parts: tuple[tuple[str, bool], ...]
    font: str

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(part for part, _ in self.parts)


# ---------------------------------------------------------------- as text


def safe_text(text: str) -> str:
    """A text that Excel, WPS and LibreOffice open without a repair prompt.

    Control characters go, lone surrogates become �, and what is longer than a cell holds is cut
    with a note that says so.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SURROGATE.sub("�", text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would write such a text as XML of its own.
        text = f" {text}"
    return _cut(text)


def _cut(text: str) -> str:
    """Cut at the length of a cell, which counts characters beyond the first plane twice."""
    if len(text) <= LONGEST_TEXT // 2 or _units(text) <= LONGEST_TEXT:
        return text
    note = f"……（原文共{len(text)}个字符，一个单元格放不下，以下从略）"
    room = LONGEST_TEXT - len(note)
    kept = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
    return kept + note


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether the value can stand in a cell as a number, without losing a digit."""
    if isinstance(value, float):
        return math.isfinite(value)
    return type(value) is int and -LARGEST_NUMBER < value < LARGEST_NUMBER


def is_dated(value: object) -> bool:
    """Whether the value can stand in a cell as a date (Excel counts from 1900)."""
    if isinstance(value, datetime):
        return value.tzinfo is None and value.date() >= FIRST_DATE
    return isinstance(value, date) and value >= FIRST_DATE


def as_text(value: object) -> str:
    """A value as people write it in a text cell.

    >>> as_text(True), as_text(["甲", "乙"]), as_text(date(1899, 5, 1))
    ('是', '甲；乙', '1899-05-01')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "；".join(as_text(part) for part in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


# ---------------------------------------------------------------- as a width


def text_width(value: object) -> int:
    r"""The width of the widest line, a Chinese character counting as two.

    >>> text_width("新锐A榜"), text_width("一\n二三")
    (7, 4)
    """
    text = str(value)
    return _known_width(text) if len(text) <= _REMEMBERED_LENGTH else _text_width(text)


def _text_width(text: str) -> int:
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(sum(map(_character_width, line)) for line in text.split("\n"))


@cache
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


_known_width = lru_cache(_REMEMBERED)(_text_width)


# ---------------------------------------------------------------- as XML


def cell_xml(value: object, style: int) -> str:
    """A cell behind its address, in the style of that number.

    >>> cell_xml("<甲>", 3)
    ' s="3" t="inlineStr"><is><t>&lt;甲&gt;</t></is></c>'
    >>> cell_xml(2.5, 4), cell_xml(None, 4)
    (' s="4"><v>2.5</v></c>', ' s="4"/>')
    """
    kind = type(value)
    if kind is str:
        return f' s="{style}"{text_xml(value)}'  # type: ignore[arg-type]
    if value is None:
        return f' s="{style}"/>'
    if (kind is float or kind is int) and is_number(value):
        return f' s="{style}"><v>{value!r}</v></c>'
    if isinstance(value, Formula):
        return f' s="{style}"{_formula_xml(value)}'
    if isinstance(value, Contrast):
        return f' s="{style}"{_contrast_xml(value)}'
    if isinstance(value, date) and is_dated(value):
        return f' s="{style}"><v>{_serial(value)!r}</v></c>'
    return f' s="{style}"{text_xml(as_text(value))}'


def column_xml(values: Sequence[object], style: int) -> list[str]:
    """The same of many values in one style, quicker where they are all texts or all numbers."""
    kinds = set(map(type, values))
    blank, number, text = f' s="{style}"/>', f' s="{style}"><v>', f' s="{style}"'
    if kinds <= {str, NoneType}:
        return [text + text_xml(value) if value else blank for value in values]  # type: ignore[arg-type]
    if kinds <= {int, float, NoneType} and _all_numbers(values):
        return [blank if value is None else f"{number}{value!r}</v></c>" for value in values]
    return [cell_xml(value, style) for value in values]


def _all_numbers(values: Sequence[Any]) -> bool:
    """Whether `is_number` holds of each number."""
    numbers = [value for value in values if value is not None]
    return not numbers or (
        min(numbers) > -LARGEST_NUMBER and max(numbers) < LARGEST_NUMBER and sum(numbers) < math.inf
    )


def text_xml(text: str) -> str:
    """The same of a text; an empty one is a blank cell."""
    return _known_xml(text) if len(text) <= _REMEMBERED_LENGTH else _text_xml(text)


def _text_xml(text: str) -> str:
    text = safe_text(text)
    if not text:
        return "/>"
    space = ""
    if _TELLING.search(text):
        space = ' xml:space="preserve"' if text != text.strip() else ""
        text = _LOOKS_ESCAPED.sub("_x005F", escaped(text))
    return f' t="inlineStr"><is><t{space}>{text}</t></is></c>'


_known_xml = lru_cache(_REMEMBERED)(_text_xml)


def escaped(text: str) -> str:
    """A text inside XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _contrast_xml(contrast: Contrast) -> str:
    # A part names its font as a whole: programs differ on what one without takes.
    face = f'<rFont val="{escaped(contrast.font)}"/><charset val="134"/>'
    plain = f'<sz val="11"/><color rgb="FF000000"/>{face}'
    striking = f'<b/><sz val="11"/><color rgb="{_STRIKING}"/>{face}'
    parts = "".join(
        f"<r><rPr>{striking if stands_out else plain}</rPr>"
        f'<t xml:space="preserve">{_LOOKS_ESCAPED.sub("_x005F", escaped(safe_text(part)))}</t></r>'
        for part, stands_out in contrast.parts
    )
    return f' t="inlineStr"><is>{parts}</is></c>'


def _formula_xml(formula: Formula) -> str:
    text = escaped(formula.text.removeprefix("="))
    if isinstance(formula.value, str):
        kind = ' t="str"' if formula.value else ""
        return f"{kind}><f>{text}</f><v>{escaped(formula.value)}</v></c>"
    return f"><f>{text}</f><v>{formula.value!r}</v></c>"


def _serial(moment: date) -> int | float:
    """A date as Excel counts it: days, and the time as a part of one."""
    days = moment.toordinal() - _DAY_NOUGHT
    if not isinstance(moment, datetime):
        return days
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return days + (seconds + moment.microsecond / 1e6) / _SECONDS_A_DAY
