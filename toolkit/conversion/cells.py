"""One cell in; out: its typed value, and what was understood on the way.

The one thing a newcomer would get wrong: conversion never yields a bool for a number, a NaN or an
infinity, because Cerberus lets them pass; and an error value or a formula without a value is
never a blank.
"""

from __future__ import annotations

from toolkit.conversion.characters import as_typed, holds_signs, is_error_word
from toolkit.conversion.choices import convert_boolean, convert_list
from toolkit.conversion.dates import convert_date
from toolkit.conversion.numbers import convert_number
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.conversion.shares import convert_share
from toolkit.conversion.texts import convert_text
from toolkit.model import ErrorCell, Field, Raw, UncachedFormula, as_text
from toolkit.rules.blanks import is_blank_word, trimmed
from toolkit.rules.wording import quoted


def convert_cell(
    raw: Raw, column: Field, number_format: str = "", *, starts_1904: bool = False
) -> Understood:
    """One cell by its column's type. `starts_1904`: its workbook counts days from 1904."""
    match raw:
        case "":
            return BLANK
        case ErrorCell():
            return _error_value(raw.text)
        case UncachedFormula():
            return refused(
                "V902", "公式没有计算结果。请在 Excel 或 WPS 中打开文件，保存一次后再报送。"
            )
        case str() if is_error_word(raw):
            return _error_value(trimmed(raw))
        case str() if holds_signs(raw):
            typed = as_typed(raw)
            read = _by_type(typed, column, number_format, starts_1904=starts_1904)
            if read.code or typed == trimmed(raw):
                return read
            said = f"文字里有看不见的控制字符或网页符号，按{quoted(read.value)}读取。"
            return Understood(read.value, "V207", said)
        case _:
            return _by_type(raw, column, number_format, starts_1904=starts_1904)


def _error_value(shown: str) -> Understood:
    return refused("V901", f"这里是错误值 {shown}，请修正公式或直接填写数值。")


def _by_type(raw: Raw, column: Field, number_format: str, *, starts_1904: bool) -> Understood:
    match column.type:
        case "number" | "integer" if column.meta.get("as") == "percent":
            return convert_share(raw, number_format)
        case "number" | "integer":
            return convert_number(raw, column)
        case "date":
            return convert_date(raw, starts_1904=starts_1904)
        case "boolean":
            return convert_boolean(raw)
        case "list":
            return _convert_options(raw, column)
        case _:
            return convert_text(raw, column, number_format)


def _convert_options(raw: Raw, column: Field) -> Understood:
    text = trimmed(as_text(raw))
    if not text:
        return BLANK
    if is_blank_word(text):
        return Understood(None, "V207", f"{quoted(text)}按空白处理。")
    return convert_list(text, column.rules.get("allowed", ()))
