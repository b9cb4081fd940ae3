"""Cells of text columns in; out: text as received without its edges, identifiers cleaned.

The one thing a newcomer would get wrong: a code stored as a number has lost digits for one
company in four, so a number in an identifier's column is never turned back into text.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from toolkit.conversion.characters import half_width, is_longer_than_a_cell, unreadable
from toolkit.conversion.choices import convert_choice
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.conversion.shown import shown_day, shown_number
from toolkit.model import Field, Raw, as_text
from toolkit.rules import credit_code
from toolkit.rules.blanks import is_blank_word, trimmed
from toolkit.rules.pattern import matches
from toolkit.rules.wording import quoted

_IDENTIFIERS = ("credit_code", "resident_id")
_IN_POWERS_OF_TEN = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
# As Excel and WPS show a long number, and write it into a CSV.
_SHOWN_IN_POWERS_OF_TEN = re.compile(r"\d(?:\.\d+)?E\+\d{2,3}")
_FIRST_WITHOUT_ALL_DIGITS = 1e15
_LONGEST_NUMBER = 30
_ZEROS_LOST = (
    "号码被存成了数字，开头的 0 已经丢失。请先把单元格格式改为“文本”，再重新输入完整的号码。"
)
_LOST = "号码被存成了数字，后几位已经丢失。请先把单元格格式改为“文本”，再重新输入完整的号码。"


def is_identifier(column: Field) -> bool:
    """Whether a column holds an official number, of which no digit may be lost."""
    return any(rule in column.rules for rule in _IDENTIFIERS)


def convert_text(raw: Raw, column: Field, number_format: str = "") -> Understood:
    """A text; a number in a text column becomes what the sheet shows, an identifier is cleaned."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _of_number(float(raw), column, number_format)
    if is_identifier(column):
        return _identifier(trimmed(as_text(raw)), column)
    if isinstance(raw, date):
        return _of_day(raw, column, number_format)
    text = trimmed(as_text(raw))
    if not text:
        return BLANK
    if isinstance(raw, str) and is_blank_word(text):
        return Understood(None, "V207", f"{quoted(text)}按空白处理。")
    if column.meta.get("as") == "text" and _SHOWN_IN_POWERS_OF_TEN.fullmatch(text):
        return refused("V204", _LOST)
    if is_longer_than_a_cell(text):
        return refused(
            "V304", f"这里有{len(text)}个字，一个单元格最多能放32767个字。请删减后再报送。"
        )
    return _of_text(text, column)


def _of_text(text: str, column: Field) -> Understood:
    if "phone" in column.rules:
        return _asked_about(Understood(text.removesuffix(".0")))
    if "email" in column.rules:
        return _asked_about(_address(text))
    options = column.rules.get("allowed")
    if not options:
        return _asked_about(Understood(text))
    return convert_choice(text, options, column.meta.get("means", {}))


def _asked_about(read: Understood) -> Understood:
    """A text as read; asked about where nobody can read all of it."""
    letter = unreadable(str(read.value))
    if not letter:
        return read
    name = "乱码" if len(letter) > 1 else f"无法辨认的字符（{ord(letter):X}）"
    return Understood(
        read.value, "V208", f"文字里有{name}，别人的电脑上看不到它。请核对后重新输入。"
    )


def _address(text: str) -> Understood:
    """An e-mail address, or several, without what was copied along with it."""
    plain = re.sub(r"(?i)mailto:\s*", "", half_width(text)).strip(" ;,、。.<>")
    said = "" if plain == text else f"{quoted(text)}按“{plain}”读取。"
    return Understood(plain or None, "V207" if said else "", said)


def _of_number(number: float, column: Field, number_format: str) -> Understood:
    """A number typed where a text is asked for: as the sheet shows it, zeros before it and all."""
    if not abs(number) < _FIRST_WITHOUT_ALL_DIGITS or (
        is_identifier(column) and not number.is_integer()
    ):
        return refused("V204", _LOST)
    text = as_text(number)
    if is_identifier(column):
        return _identifier(text, column)
    shown = shown_number(number_format, number)
    if _has_lost_zeros(shown or text, column):
        return refused("V204", _ZEROS_LOST)
    return _as_shown(text, shown, column)


def _has_lost_zeros(digits: str, column: Field) -> bool:
    """Whether a number does not have the form that the column asks for, and has it with zeros in
    front.
    """
    form = column.rules.get("regex", "")
    if not form or not digits.isdecimal() or matches(digits, form):
        return False
    return any(matches(digits.zfill(size), form) for size in range(len(digits), _LONGEST_NUMBER))


def _of_day(day: date, column: Field, number_format: str) -> Understood:
    """A day typed where a text is asked for: as shown, where that is less than a whole day."""
    shown = None if isinstance(day, datetime) else shown_day(number_format, day)
    return _as_shown(as_text(day), shown, column)


def _as_shown(text: str, shown: str | None, column: Field) -> Understood:
    read = _of_text(shown or text, column)
    if read.code or shown in (None, text):
        return read
    return Understood(read.value, "V207", f"{quoted(text)}按单元格显示的{quoted(shown)}读取。")


def _identifier(text: str, column: Field) -> Understood:
    if not text:
        return BLANK
    if is_blank_word(text):
        return Understood(None, "V207", f"{quoted(text)}按空白处理。")
    if _IN_POWERS_OF_TEN.fullmatch(text):
        return refused("V204", _LOST)
    code = credit_code.clean(text)
    if "credit_code" not in column.rules:
        return _cleaned(text, code)
    if _ends_in_lost_digits(code):
        return refused("V204", _LOST)
    return _cleaned(text, credit_code.corrected(code) or code)


def _ends_in_lost_digits(code: str) -> bool:
    """Excel keeps 15 digits: a longer number comes back with zeros at its end."""
    return (
        len(code) == 18
        and code.isdecimal()
        and code.endswith("000")
        and not credit_code.is_valid(code)
    )


def _cleaned(text: str, code: str) -> Understood:
    if code == text:
        return Understood(code)
    return Understood(code, "V207", f"{quoted(text)}按“{code}”读取。")
