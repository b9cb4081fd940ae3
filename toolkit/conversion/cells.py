"""One cell in; out: its typed value, and what was understood on the way.

The one thing a newcomer would get wrong: conversion never yields a bool for a number, a NaN or an
infinity, because Cerberus lets them pass; and an error value or a formula without a value is
never a blank.
"""

from __future__ import annotations

from toolkit.conversion.blanks import is_blank_word, trimmed
from toolkit.conversion.choices import convert_boolean, convert_list
from toolkit.conversion.dates import convert_date
from toolkit.conversion.numbers import convert_number
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.conversion.texts import convert_text
from toolkit.model import ErrorCell, Field, Raw, UncachedFormula, as_text
from toolkit.rules.wording import quoted


def convert_cell(raw: Raw, column: Field, number_format: str = "") -> Understood:
    """One cell by its column's type."""
    if isinstance(raw, ErrorCell):
        return refused("V901", f"这里是错误值 {raw.text}，请修正公式或直接填写数值。")
    if isinstance(raw, UncachedFormula):
        return refused("V902", "公式没有计算结果。请在 Excel 或 WPS 中打开文件，保存一次后再报送。")
    if raw == "":
        return BLANK
    match column.type:
        case "number" | "integer":
            return convert_number(raw, column, number_format)
        case "date":
            return convert_date(raw)
        case "boolean":
            return convert_boolean(raw)
        case "list":
            return _convert_options(raw, column)
        case _:
            return convert_text(raw, column)


def _convert_options(raw: Raw, column: Field) -> Understood:
    text = trimmed(as_text(raw))
    if not text:
        return BLANK
    if is_blank_word(text):
        return Understood(None, "V207", f"{quoted(text)}按空白处理。")
    return convert_list(text, column.rules.get("allowed", ()))
