"""Cells with ticks and choices in; out: booleans, the option meant, or a list of options.

A word that is no option stays as it is: that it is not allowed is for the schema to say (V401).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from toolkit.conversion.characters import half_width
from toolkit.conversion.reading_of import BLANK, Understood, refused
from toolkit.model import Raw, as_text
from toolkit.rules.blanks import is_blank_word, trimmed
from toolkit.rules.normal import squash
from toolkit.rules.ticks import OPEN, TICKED
from toolkit.rules.wording import quoted

_NOTHING: Mapping[str, str] = {}
_MARKS = TICKED + OPEN
_YES = frozenset(
    {"是", "√", "✓", "✔", "☑", "■", "✅", "y", "yes", "1", "true", "对", "有", "已有", "是的"}
)
# 无 answers a question of 是 or 否, where elsewhere it leaves a cell blank.
_NO = frozenset(
    {"否", "□", "☐", "n", "no", "0", "false", "×", "✗", "✘", "不是", "无", "没有", "暂无"}
)
_SPLIT_PLAINLY = re.compile(r"[;；\n]+")
_SPLIT = re.compile(r"[、；;，,/／\n\r|]+")
# Joined by what may also stand inside a choice: taken apart only where each part is a choice.
_SPLIT_LOOSELY = re.compile(r"[、；;，,/／\n\r|\s+&＋和及与]+")
_END = "。.，,；;！!"
# (√) and ( ) for ☑ and □, where a form was typed.
_TYPED_TICK = re.compile(rf"[（(\[【]\s*([{TICKED}])\s*[】\])）]")
_TYPED_BOX = re.compile(r"[（(\[【]\s*[】\])）]")
# What may stand in a cell of 是 and 否 beside its marks and words.
_BESIDE_ANSWERS = re.compile(r"[（(][^（()）]*[)）]|[、，,；;/。.]")
_ANSWERS = re.compile(rf"[{_MARKS}是否\s]")
_MARK_FIRST = re.compile(rf"[{TICKED}](\s*)(是|否)")
_WORD_FIRST = re.compile(rf"(是|否)(\s*)[{TICKED}]")
# A year, a day or the number of a certificate beside the answer: nothing that takes it back.
_REMARK = re.compile(r"([是否])\s*[（(]([^（()）]*[0-9][^（()）]*)[)）]")
_TAKES_BACK = re.compile("[否不未非待拟申无]")
_NUMBERING = re.compile(
    r"^(?:[（(]?[0-9]{1,2}\s*[)）.．、:：]|[①-⑳]|[A-Ha-h][.．、)）])\s*(?![0-9])"
)
_NUMBERING_INSIDE = re.compile(
    r"[①-⑳]\s*|(?:(?<=[\s；;，,、])|^)[0-9]{1,2}[)）.．、]\s*(?=[^\W\d])"
)
_CODE_BEHIND = re.compile(r"\s*[（(\[][0-9A-Za-z.\-]+[\])）]$")


def convert_boolean(raw: Raw) -> Understood:
    """True for 是, √, ☑, Y, 1 …; False for 否, □, N, 0, 无 …."""
    if isinstance(raw, bool):
        return Understood(raw)
    shown = trimmed(as_text(raw))
    if not shown:
        return BLANK
    marked = with_boxes(shown)
    if has_ticks(marked) and len(marked) > 1:
        return _ticked_boolean(shown, marked)
    word = half_width(marked).casefold().rstrip(_END).rstrip()
    remark = _REMARK.fullmatch(shown)
    if remark and not _TAKES_BACK.search(remark[2]):
        word = remark[1]
    if word in _YES or word in _NO:
        return _answered(shown, yes=word in _YES)
    if is_blank_word(shown):
        return Understood(None, "V207", f"{quoted(shown)}按空白处理。")
    return refused("V401", f"这里是{quoted(shown)}，只能填写“是”或“否”。")


def _ticked_boolean(shown: str, marked: str) -> Understood:
    answers = _BESIDE_ANSWERS.sub("", marked).strip()
    if answers in _YES or answers in _NO:
        return _answered(shown, yes=answers in _YES)
    if not answers or _ANSWERS.sub("", answers):
        return refused("V401", f"这里是{quoted(shown)}，只能填写“是”或“否”。")
    ticked = _ticked_answers(answers)
    if len(ticked) == 1:
        return _answered(shown, yes=ticked == {"是"})
    fault = "两个都勾选了" if ticked else "看不出勾选了哪一个"
    return refused("V201", f"{quoted(shown)}中“是”和“否”{fault}，请只填写“是”或“否”。")


def _answered(shown: str, *, yes: bool) -> Understood:
    answer = "是" if yes else "否"
    said = "" if shown == answer else f"{quoted(shown)}按“{answer}”读取。"
    return Understood(yes, "V207" if said else "", said)


def _ticked_answers(answers: str) -> set[str]:
    """Which of 是 and 否 is ticked: a mark stands before its word, or after it; between two words
    it belongs to the nearer one.
    """
    before, after = _MARK_FIRST.findall(answers), _WORD_FIRST.findall(answers)
    if answers[0] in _MARKS:
        return {word for _, word in before}
    if answers[-1] in _MARKS or not before:
        return {word for word, _ in after}
    (gap_before, follower), (word, gap_after) = before[0], after[0]
    if len(gap_before) == len(gap_after):
        return set()
    return {follower if len(gap_before) < len(gap_after) else word}


def with_boxes(text: str) -> str:
    """The text with typed boxes as boxes.

    >>> with_boxes("(√)是 （ ）否")
    '√是 □否'
    """
    return _TYPED_BOX.sub("□", _TYPED_TICK.sub(r"\1", text))


def has_ticks(text: str) -> bool:
    """Whether a text carries tick boxes."""
    return any(mark in text for mark in TICKED + OPEN)


def ticked_options(text: str) -> list[str]:
    """The words that are ticked; a mark may stand before its word or after it.

    >>> ticked_options("□电子信息 ☑装备制造"), ticked_options("是☑ 否□")
    (['装备制造'], ['是'])
    """
    pieces = [piece for piece in re.split(f"([{TICKED}{OPEN}])", text) if piece.strip()]
    if not pieces:
        return []
    mark_first = pieces[0] in TICKED + OPEN
    step = pieces if mark_first else pieces[::-1]
    options = []
    for mark, word in pairwise(step):
        if len(mark) == 1 and mark in TICKED and word not in TICKED + OPEN:
            options.append(word.strip(" 　、，,；;/"))
    return options if mark_first else options[::-1]


def convert_choice(
    text: str, options: Sequence[str], means: Mapping[str, str] = _NOTHING
) -> Understood:
    """The option a text means, where it differs only in width, spaces or punctuation, or in a
    number before it, or is another name that `means` an option.
    """
    if text in options:
        return Understood(text)
    known = (*options, *means)
    marked = with_boxes(text)
    if has_ticks(marked):
        ticked = ticked_options(marked)
        if len(ticked) == 1:
            option = _option(ticked[0], known)
            return _noted(text, means.get(option, option))
        return refused("V401", f"{quoted(text)}中勾选了 {len(ticked)} 项，这一栏只能选一项。")
    option = _option(text, known)
    option = means.get(option, option)
    return Understood(option) if option == text else _noted(text, option)


def convert_list(text: str, options: Sequence[str]) -> Understood:
    """The options a text names, however they are separated."""
    marked = with_boxes(text)
    if has_ticks(marked):
        words = ticked_options(marked)
    elif _option(text, options) in options:
        words = [text]
    else:
        words = _words(text, options)
    chosen = list(dict.fromkeys(_option(word, options) for word in words if word))
    if not chosen:
        return refused("V201", f"{quoted(text)}中没有勾选任何一项。")
    if len(chosen) > 1 and any(map(_SPLIT.search, chosen)):
        # The template's formulas take every separator for one, so whoever reads otherwise says so.
        return Understood(chosen, "V207", f"{quoted(text)}按“{'”“'.join(chosen)}”读取。")
    return Understood(chosen)


def _words(text: str, options: Sequence[str]) -> list[str]:
    """The words between separators; those that may stand inside an option (科研院所/高校), or join
    words more loosely, count only where each word is an option.
    """
    bare = _NUMBERING_INSIDE.sub(" ", text)
    ways = (_SPLIT_PLAINLY, text), (_SPLIT, text), (_SPLIT, bare), (_SPLIT_LOOSELY, bare)
    for splitting, source in ways:
        words = [word for each in splitting.split(source) if (word := trimmed(each))]
        if all(_option(word, options) in options for word in words):
            return words
    return [trimmed(word) for word in _SPLIT.split(text)]


def _noted(text: str, option: str) -> Understood:
    return Understood(option, "V207", f"{quoted(text)}按“{option}”读取。")


def _option(word: str, options: Sequence[str]) -> str:
    """The option that a word is, as it stands or without a number before or a code behind it."""
    known = _by_comparable(tuple(options))
    for spelling in (word, _NUMBERING.sub("", word), _CODE_BEHIND.sub("", word)):
        found = known.get(squash(spelling))
        if found is not None:
            return found
    return word


@lru_cache(maxsize=256)
def _by_comparable(options: tuple[str, ...]) -> dict[str, str]:
    """The options by what of them counts in comparison; of those alike the first."""
    return {squash(option): option for option in reversed(options)}
