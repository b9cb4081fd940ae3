"""Cells with ticks and choices in; out: booleans, the option meant, or a list of options.

A word that is no option stays as it is: that it is not allowed is for the schema to say (V401).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from toolkit.conversion.blanks import is_blank_word, trimmed
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.model import Raw, as_text
from toolkit.rules.normal import squash
from toolkit.rules.wording import quoted

_TICKED = "☑✓✔√■☒●▣✅"
_OPEN = "□☐○◻"
_YES = frozenset({"是", "√", "✓", "✔", "☑", "■", "✅", "y", "yes", "1", "true", "对", "有"})
_NO = frozenset({"否", "□", "☐", "n", "no", "0", "false", "×", "✗", "✘"})
_SPLIT = re.compile(r"[、；;，,/／\n\r|]+")


def convert_boolean(raw: Raw) -> Understood:
    """True for 是, √, ☑, Y, 1 …; False for 否, □, N, 0 …."""
    if isinstance(raw, bool):
        return Understood(raw)
    shown = trimmed(as_text(raw))
    if not shown:
        return BLANK
    if has_ticks(shown) and len(shown) > 1:
        return _ticked_boolean(shown)
    word = unicodedata.normalize("NFKC", shown).casefold()
    if word in _YES or word in _NO:
        value = word in _YES
        said = (
            "" if shown in ("是", "否") else f"{quoted(shown)}按“{'是' if value else '否'}”读取。"
        )
        return Understood(value, "V207" if said else "", said)
    if is_blank_word(shown):
        return Understood(None, "V207", f"{quoted(shown)}按空白处理。")
    return refused("V401", f"这里是{quoted(shown)}，只能填写“是”或“否”。")


def _ticked_boolean(shown: str) -> Understood:
    ticked = {squash(word) for word in ticked_options(shown)}
    if ticked in ({"是"}, {"否"}):
        value = ticked == {"是"}
        return Understood(value, "V207", f"{quoted(shown)}按“{'是' if value else '否'}”读取。")
    if ticked & {"是", "否"} or not ticked:
        fault = "两个都勾选了" if ticked else "一个也没有勾选"
        return refused("V201", f"{quoted(shown)}中“是”和“否”{fault}，请只填写“是”或“否”。")
    return refused("V401", f"这里是{quoted(shown)}，只能填写“是”或“否”。")


def has_ticks(text: str) -> bool:
    """Whether a text carries tick boxes."""
    return any(mark in text for mark in _TICKED + _OPEN)


def ticked_options(text: str) -> list[str]:
    """The words that are ticked; a mark may stand before its word or after it.

    >>> ticked_options("□电子信息 ☑装备制造"), ticked_options("是☑ 否□")
    (['装备制造'], ['是'])
    """
    pieces = [piece for piece in re.split(f"([{_TICKED}{_OPEN}])", text) if piece.strip()]
    if not pieces:
        return []
    mark_first = pieces[0] in _TICKED + _OPEN
    step = pieces if mark_first else pieces[::-1]
    options = []
    for mark, word in pairwise(step):
        if len(mark) == 1 and mark in _TICKED and word not in _TICKED + _OPEN:
            options.append(word.strip(" 　、，,；;/"))
    return options if mark_first else options[::-1]


def convert_choice(text: str, options: Sequence[str]) -> Understood:
    """The option a text means, where it differs only in width, spaces or punctuation."""
    if text in options:
        return Understood(text)
    if has_ticks(text):
        ticked = ticked_options(text)
        if len(ticked) == 1:
            return _noted(text, _option(ticked[0], options))
        return refused("V401", f"{quoted(text)}中勾选了 {len(ticked)} 项，这一栏只能选一项。")
    option = _option(text, options)
    return Understood(option) if option == text else _noted(text, option)


def convert_list(text: str, options: Sequence[str]) -> Understood:
    """The options a text names, however they are separated."""
    if has_ticks(text):
        words = ticked_options(text)
    elif _option(text, options) in options:
        words = [text]
    else:
        words = [trimmed(word) for word in _SPLIT.split(text)]
    chosen = list(dict.fromkeys(_option(word, options) for word in words if word))
    return Understood(chosen) if chosen else refused("V201", f"{quoted(text)}中没有勾选任何一项。")


def _noted(text: str, option: str) -> Understood:
    return Understood(option, "V207", f"{quoted(text)}按“{option}”读取。")


def _option(word: str, options: Sequence[str]) -> str:
    wanted = squash(word)
    return next((option for option in options if squash(option) == wanted), word)
