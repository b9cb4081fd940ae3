"""A row below a heading in; out: why it is no entry, as a Chinese sentence; "" for an entry.

Totals, notes, examples, signatures, titles, hints, and rows that nominate nobody. The one thing a
newcomer would get wrong: whatever is called no entry here must not look like one to ordinary.py,
which tells most entries at a glance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.locating.headings import Heading
from toolkit.locating.ordinary import (
    EXAMPLES,
    HINTS,
    PLACEHOLDERS,
    examples_of,
    is_made_up,
    is_total,
    says_nobody,
    silent_columns,
    telling_columns,
)
from toolkit.locating.spellings import heading_key
from toolkit.model import Field, Grid, Merge, Raw, as_text
from toolkit.rules.blanks import is_blank_word, trimmed

# Why a row is no entry. Rows that say one of the last three stand in long runs.
TOTAL = "这一行是合计，未计为申报条目。"
NOTE = "这一行是说明文字，未计为申报条目。"
EXAMPLE = "这一行是填写示例，未计为申报条目。"
SIGNED = "这一行是落款（推荐单位、经办人、日期或签字盖章），未计为申报条目。"
HEADING = "这一行重复了表头，未计为申报条目。"
TITLE = "这一行是标题，未计为申报条目。"
NUMBERS = "这一行是栏次编号，未计为申报条目。"
HINT = "这一行是填写要求，未计为申报条目。"
NOBODY = "这一行写明没有推荐对象，未计为申报条目。"
ELSEWHERE = "这一行的内容不在本榜单的任何一列里，未计为申报条目。"
BEFORE = "这一行在表头上方，未计为申报条目；如果是申报条目，请移到表头下面。"
NUMBERED = "只有序号、推荐单位或推荐顺序，没有填报内容，未计为申报条目。"
BLANK_WORDS = "各栏只有“无”“/”“请选择”一类的字样，没有填报内容，未计为申报条目。"
DEFAULTS = "只有下拉选项的值，没有填报内容，未计为申报条目。"
IN_RUNS = (NUMBERED, BLANK_WORDS, DEFAULTS)

_NOTES = ("注", "说明", "填表")
_NOTE_LABEL = re.compile(
    r"\s*(?:[备附]?注|(?:特别|有关|填[表报写])?说明|填[表报写]要求|注意事项)\s*\d*\s*[:：]"
)
_NUMBERED_NOTE = re.compile(r"\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）、.．]|[①-⒇])")
_STAMPS = ("盖章", "签章", "公章", "签字", "签名")
# 推荐单位（盖章）：, 日期：, …: a signature line fills few cells, and so does a title.
_MOST_IN_A_SIGNATURE = _MOST_IN_A_TITLE = 3
_LABEL = re.compile(
    r"\s*(?:推荐|填[报表]|报送|上报|申报|组织|联系|经办|负责|审[核批定]|制表|复核|主管|分管|单位|部门|日期|时间"
    r"|电话|手机|传真|邮箱|电子|地址|邮编|盖章|签[字章名]|公章)[^:：]{0,12}[:：]\s*"
)
_DAY = re.compile(
    r"\s*(?:[\d〇零一二三四五六七八九十]{2,4})?\s*年\s*[\d一二三四五六七八九十]*\s*月(?:\s*[\d一二三四五六七八九十]*\s*日)?\s*"
)
_TITLE = re.compile(
    r"\s*附\s*(?:件|表)\s*[\d一二三四五六七八九十]*(?:[\s:：—-].*)?|\s*[（(]?续表?\s*\d*[）)]?\s*"
    r"|\s*第\s*\d+\s*页(?:.*共\s*\d+\s*页)?\s*"
)
_HINT_WORDS = frozenset(
    {"必填", "选填", "非必填", "必选", "文本", "数字", "日期", "数值", "单选", "多选"}
)
_BRACKETED = re.compile(r"\s*[（(【\[].*[)）】\]]\s*")
_ORDINALS = "甲乙丙丁戊己庚辛壬癸"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FEWEST_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Body:
    """A grid below one of its headings, and what is needed to judge its rows. `above` are the rows
    of the lines above the heading, `merged` the ranges that are merged across, by their row;
    `examples` are the subjects given as such, with the column of each. Where a heading is that of
    several boards, a row of any of them counts.
    """

    grid: Grid
    heading: Heading
    above: range
    silent: frozenset[int]
    subject: frozenset[int]
    telling: frozenset[int]
    listed: frozenset[int]
    examples: frozenset[tuple[int, str]]
    titles: frozenset[str]
    merged: Mapping[int, Sequence[Merge]]

    @classmethod
    def of(cls, grid: Grid, heading: Heading, after: int) -> Body:
        """A grid below a heading; the rows up to `after` belong to the table above."""
        readings = (heading, *heading.others)
        telling = frozenset().union(*map(telling_columns, readings))
        silent = frozenset().union(*map(silent_columns, readings)) - telling
        above = range(after + 1, heading.row)
        merged: dict[int, list[Merge]] = {}
        for merge in grid.merges:
            if merge.right > merge.left:
                merged.setdefault(merge.top, []).append(merge)
        return cls(
            grid,
            heading,
            above,
            silent,
            frozenset().union(*map(_subject_columns, readings)),
            telling,
            frozenset().union(*map(_listed_columns, readings)),
            frozenset().union(*map(examples_of, readings)),
            titles_of(grid, above),
            merged,
        )

    def filled(self, row: int) -> list[int]:
        """The columns of a row that hold anything."""
        cells = self.grid.rows[row - 1]
        if cells.count("") == len(cells):
            return []
        return [column for column, cell in enumerate(cells, start=1) if not is_blank(cell)]

    def text(self, row: int, column: int) -> str:
        """A cell as text."""
        cells = self.grid.rows[row - 1]
        return as_text(cells[column - 1]) if column <= len(cells) else ""

    def is_lone(self, row: int, filled: Sequence[int]) -> bool:
        """Whether a row has one text, and nothing else but labels (单位：万元), in a table of
        several columns.
        """
        if not filled or len(self.heading.columns) == 1:
            return False
        corners = (self.text(row, column) for column in filled[1:])
        is_text = isinstance(self.grid.rows[row - 1][filled[0] - 1], str)
        return is_text and all(_LABEL.match(text) for text in corners)

    def is_day(self, row: int, filled: Sequence[int]) -> bool:
        """Whether nothing stands there but a day, and not for a code."""
        code = self.heading.columns.get(self.heading.board.code_key, 0)
        if len(filled) != 1 or filled[0] == code:
            return False
        cell = self.grid.rows[row - 1][filled[0] - 1]
        return isinstance(cell, date) or (isinstance(cell, str) and bool(_DAY.fullmatch(cell)))


def titles_of(grid: Grid, above: range) -> frozenset[str]:
    """The texts of the lines above a heading."""
    return frozenset(
        cell.strip()
        for row in above
        for cell in grid.rows[row - 1]
        if isinstance(cell, str) and cell.strip()
    )


def is_blank(cell: Raw) -> bool:
    """Whether a cell holds nothing, or white space."""
    return cell == "" or (isinstance(cell, str) and not cell.strip())


def _subject_columns(heading: Heading) -> frozenset[int]:
    keys = heading.board.name_key, heading.board.code_key
    return frozenset(heading.columns.get(key, 0) for key in keys) - {0}


def _listed_columns(heading: Heading) -> frozenset[int]:
    fields, columns = heading.board.fields, heading.columns
    return frozenset(columns.get(field.key, 0) for field in fields if _is_listed(field))


def _is_listed(field: Field) -> bool:
    return "allowed" in field.rules or field.type == "boolean"


def why_no_entry(
    body: Body, row: int, filled: Sequence[int], told: frozenset[int], before: str
) -> str:
    """Why a row is no entry. `told` are its filled columns that can make an entry, merged values
    among them; `before` is what was said of the row above it.
    """
    texts = [body.text(row, column).strip() for column in filled]
    named = body.subject & set(filled)
    if _is_total(body, filled, texts):
        return TOTAL
    if _is_note(body, row, filled, texts, before):
        return NOTE
    first = texts[0] if texts else ""
    if first.startswith(EXAMPLES) or _is_the_example(body, row):
        return EXAMPLE
    signed = any(word in first for word in _STAMPS) and len(filled) <= _MOST_IN_A_SIGNATURE
    if (signed and not named) or is_signature(texts) or body.is_day(row, filled):
        return SIGNED
    if _repeats_heading(body, row, filled):
        return HEADING
    if before == HEADING:
        said = _below_a_heading(texts)
        if said:
            return said
    if _is_title(body, row, filled, told):
        return TITLE
    return _without_content(body, row, filled, told) or ("" if told else ELSEWHERE)


def is_like_an_entry(body: Body, row: int) -> bool:
    """Whether a row above the heading is filled as an entry is, not as a title or part of the
    heading is.
    """
    filled = body.filled(row)
    texts = [body.text(row, column).strip() for column in filled]
    labels = {heading_key(text) for pair in body.heading.labels.values() for text in pair}
    is_heading = row in body.merged or any(heading_key(text) in labels for text in texts)
    return len(filled) > _MOST_IN_A_TITLE and not is_heading and not is_signature(texts)


def _is_total(body: Body, filled: Sequence[int], texts: Sequence[str]) -> bool:
    """合计 and its like first in the row or as the name; elsewhere if there is no name."""
    name = body.heading.columns.get(body.heading.board.name_key, 0)
    for at, text in zip(filled, texts, strict=True):
        if at in (filled[0], name):
            if is_total(text):
                return True
        elif name not in filled and is_total(text, bare=True):
            return True
    return False


def _is_note(
    body: Body, row: int, filled: Sequence[int], texts: Sequence[str], before: str
) -> bool:
    if not texts:
        return False
    named = body.subject & set(filled)
    if (texts[0].startswith(_NOTES) and not named) or heading_key(texts[0]) in HINTS:
        return True
    if not body.is_lone(row, filled):
        return False
    goes_on = before == NOTE and _NUMBERED_NOTE.match(texts[0])
    return bool(goes_on or _NOTE_LABEL.match(texts[0]) or texts[0].endswith(("。", "；")))


def is_signature(texts: Sequence[str]) -> bool:
    """Whether a line's texts are labels such as 经办人：, with or without their values."""
    expects = False
    for at, text in enumerate(texts):
        label = _LABEL.match(text)
        if label:
            expects = label.end() == len(text)
        elif expects or (at and _DAY.fullmatch(text)):
            expects = False
        else:
            return False
    return bool(texts)


def _is_the_example(body: Body, row: int) -> bool:
    """Whether the subject is the one that the schema gives as an example, or one like it."""
    names = ((at, body.text(row, at).strip()) for at, _ in body.examples)
    return any(name and ((at, name) in body.examples or is_made_up(name)) for at, name in names)


def _repeats_heading(body: Body, row: int, filled: Sequence[int]) -> bool:
    labels = body.heading.labels
    return len(filled) >= 2 and all(
        heading_key(body.text(row, column)) in {heading_key(text) for text in labels[column]}
        if column in labels
        else False
        for column in filled
    )


def _below_a_heading(texts: Sequence[str]) -> str:
    """A row of column numbers, or of hints how to fill the columns in."""
    bare = [text.strip("()（）[]【】第栏列 ") for text in texts]
    if len(bare) >= _FEWEST_NUMBERS:
        if "".join(bare) == _LETTERS[: len(bare)]:
            return NUMBERS
        letters = [text for text in bare if text in _ORDINALS]
        counted = enumerate(bare[len(letters) :], start=1)
        if letters == list(_ORDINALS[: len(letters)]) and all(
            heading_number(text) == number for number, text in counted
        ):
            return NUMBERS
    is_hint = texts and all(
        _BRACKETED.fullmatch(text) or heading_key(text) in _HINT_WORDS for text in texts
    )
    return HINT if is_hint else ""


def heading_number(text: str) -> int:
    """A column's number, written 3 or ③; -1 for anything else."""
    key = re.sub(r"[①-⑳]", lambda each: str(ord(each[0]) - ord("①") + 1), text)
    return int(key) if key.isascii() and key.isdigit() else -1


def _is_title(body: Body, row: int, filled: Sequence[int], told: frozenset[int]) -> bool:
    """A line as above the heading, or a lone text that is merged over several columns."""
    if filled and all(body.text(row, column).strip() in body.titles for column in filled):
        lined = len(filled) == 1 or any(body.filled(above) == list(filled) for above in body.above)
        if lined and body.is_lone(row, filled) | (len(filled) > 1):
            return True
    if not body.is_lone(row, filled) or told - {filled[0]}:
        return False
    columns = set(body.heading.columns.values())
    spans = any(
        len(columns & set(range(merge.left, merge.right + 1))) > 1
        for merge in body.merged.get(row, ())
        if merge.left == filled[0]
    )
    return spans or _TITLE.fullmatch(body.text(row, filled[0])) is not None


def _without_content(body: Body, row: int, filled: Sequence[int], told: frozenset[int]) -> str:
    """Why a row that says nothing of anybody is none."""
    if not told:
        return NUMBERED if set(filled) <= body.silent else ""
    if not told <= set(filled):
        return ""
    telling: list[str] = []
    is_listed = True
    for column in sorted(told):
        text = trimmed(body.text(row, column))
        if not _says_nothing(text):
            telling.append(text)
            is_listed = is_listed and column in body.listed
            if len(telling) > 1 and not is_listed:
                return ""
    if not telling:
        return BLANK_WORDS
    if len(telling) == 1 and says_nobody(telling[0]):
        return NOBODY
    return DEFAULTS if is_listed else ""


def _says_nothing(text: str) -> bool:
    return is_blank_word(text) or heading_key(text) in PLACEHOLDERS
