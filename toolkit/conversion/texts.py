"""Cells of text columns in; out: text as received without its edges, identifiers cleaned.

The one thing a newcomer would get wrong: a code stored as a number has lost digits for one
company in four, so a number in an identifier's column is never turned back into text.
"""

from __future__ import annotations

import re

from toolkit.conversion.blanks import is_blank_word, trimmed
from toolkit.conversion.choices import convert_choice
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.model import Field, Raw, as_text
from toolkit.rules import credit_code
from toolkit.rules.wording import quoted

_IDENTIFIERS = ("credit_code", "resident_id")
_IN_POWERS_OF_TEN = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_LOST = "号码被存成了数字，后几位已经丢失。请先把单元格格式改为“文本”，再重新输入完整的号码。"


def convert_text(raw: Raw, column: Field) -> Understood:
    """A text; a number in a text column becomes its digits, an identifier is cleaned."""
    if any(rule in column.rules for rule in _IDENTIFIERS):
        return _identifier(raw, column)
    text = trimmed(as_text(raw))
    if not text:
        return BLANK
    if isinstance(raw, str) and is_blank_word(text):
        return Understood(None, "V207", f"{quoted(text)}按空白处理。")
    if "phone" in column.rules:
        return Understood(text.removesuffix(".0"))
    options = column.rules.get("allowed")
    return convert_choice(text, options) if options else Understood(text)


def _identifier(raw: Raw, column: Field) -> Understood:
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return refused("V204", _LOST)
    text = trimmed(as_text(raw))
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
