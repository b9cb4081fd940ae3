"""A cell of the data sheet in; out: a formula for its value as conversion would understand it.

What conversion cannot understand is "" here as it is None there; `is_unread` tells the two kinds
of "" apart. The one thing a newcomer would get wrong: a value that conversion repairs may stay
unread here (the verdict then warns), but what is read here has the very value that conversion
gives it.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.formulas.layout import Places
from toolkit.model import Field
from toolkit.rules.expressions import LIST_MARK, is_one_of_texts, text

# As in conversion, which no stage may import: a test compares them.
NOTHING_WORDS = (
    "/", "／", "\\", "-", "－", "—", "——", "–", "--", "---", "———", "//",
    "无", "暂无", "没有", "无。", "暂缺", "不涉及", "未涉及", "不适用", "n/a", "na",
    "空", "null", "none",
)  # fmt: skip
# Those that answer 否 where the question is 是 or 否.
ANSWERS_NO = ("无", "暂无", "没有", "无。")
# Error values that were saved as text.
_ERROR_WORDS = (
    "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#BLOCKED!", "#BUSY!", "#N/A",
)  # fmt: skip
# From here on a number has more digits than a cell keeps.
_FIRST_WITHOUT_ALL_DIGITS = "1E+15"
# Where runs of characters begin that are white space or invisible, and where they end, in turn.
EDGE_BOUNDS = (
    0, 33, 127, 161, 173, 174, 1536, 1542, 1564, 1565, 1757, 1758, 1807, 1808, 2192, 2194,
    2274, 2275, 5760, 5761, 6158, 6159, 8192, 8208, 8232, 8240, 8287, 8293, 8294, 8304,
    12288, 12289, 65279, 65280,
)  # fmt: skip
_SPACES = ("　", "\u00a0")
# LibreOffice takes ticks for numbers.
_RECKONED = ("number", "integer", "date")
_IDENTIFIERS = ("credit_code", "resident_id")
# What people put between several choices, besides a line break.
_SEPARATORS = "、;，,/／|"
# Programs agree about days from 1 March 1900 to the end of 9999; a day written as text is taken
# up to 2099.
_FIRST_DAY, _AFTER_LAST_DAY, _AFTER_LAST_WRITTEN_DAY = 61, 2_958_466, 73_051
# Stands for a space while spaces stand for separators; a character that no script uses.
_SPACE_MEANWHILE = "\ue000"


def is_identifier(column: Field) -> bool:
    """Whether the column holds an official number."""
    return column.type == "string" and any(rule in column.rules for rule in _IDENTIFIERS)


def value_of(column: Field, at: Places) -> str:
    """The formula for a field's value, without ``=``."""
    cell = at.data(column.key)
    match column.type:
        case "number" | "integer":
            read = _number(cell, takes_text=column.meta.get("as") != "percent")
        case "date":
            read = _date(cell)
        case "boolean":
            read = _tick(cell)
        case "list":
            read = _choices(cell, column)
        case _ if is_identifier(column):
            read = _official_number(cell)
        case _:
            read = _text(cell, column)
    if column.type in _RECKONED:
        read = f'IF(ISLOGICAL({cell}),"",{read})'
    else:
        read = f'IF({is_error_word(cell)},"",{read})'
    return f'IFERROR({read},"")'


def is_plain_text(column: Field) -> bool:
    """Whether any text may stand in the column."""
    return column.type == "string" and not is_identifier(column)


def is_unread(column: Field, at: Places) -> str | None:
    """Whether something stands in a cell whose value is ""; None where all texts are understood.

    The cell holds no error value.
    """
    if column.type == "list":
        return None
    answers = ANSWERS_NO if column.type == "boolean" else ()
    words = [word for word in NOTHING_WORDS if word not in answers]
    return f"NOT({_says_nothing(_with_plain_spaces(at.data(column.key)), words)})"


def unread_code(column: Field) -> str:
    """The code of a cell that holds something else than its column's type."""
    if column.type == "string":
        return "V204"
    return "V401" if column.type == "boolean" else "V201"


def is_error_word(cell: str) -> str:
    """Whether a text is an error value that was saved as text."""
    listed = "  ".join(("", *_ERROR_WORDS, ""))
    return f'ISNUMBER(FIND("  "&TRIM({_with_plain_spaces(cell)})&"  ",{text(listed)}))'


def _says_nothing(read: str, words: Sequence[str] = NOTHING_WORDS) -> str:
    """Whether a text is blank, or one of those words, whatever plain spaces are at its edges.

    TRIM leaves no two spaces side by side, so that a word cannot be found across two of the list.
    """
    listed = "  ".join(("", "", *words, ""))
    return f'ISNUMBER(FIND("  "&LOWER(TRIM({read}))&"  ",{text(listed)}))'


def _with_plain_spaces(cell: str) -> str:
    read = f'SUBSTITUTE({cell},CHAR(10)," ")'
    for space in _SPACES:
        read = f'SUBSTITUTE({read},"{space}"," ")'
    return read


def _number(cell: str, *, takes_text: bool) -> str:
    """A number, or a text that is written as the number would be."""
    if not takes_text:
        return f'IF(ISNUMBER({cell}),{cell},"")'
    read = f'IF(EXACT(VALUE({cell})&"",{cell}),VALUE({cell}),"")'
    return f'IF(ISNUMBER({cell}),{cell},IF(ISTEXT({cell}),{read},""))'


def _date(cell: str) -> str:
    """A day's serial number, from a date or from a text like 2018-05-06."""
    is_day = f"AND({cell}>={_FIRST_DAY},{cell}<{_AFTER_LAST_DAY})"
    is_written = (
        f'IF(EXACT(TEXT(DATEVALUE({cell}),"yyyy-mm-dd"),{cell}),'
        f"DATEVALUE({cell})<{_AFTER_LAST_WRITTEN_DAY},FALSE)"
    )
    from_text = f'IF(ISTEXT({cell}),IF({is_written},DATEVALUE({cell}),""),"")'
    return f'IF(ISNUMBER({cell}),IF({is_day},INT({cell}),""),{from_text})'


def _tick(cell: str) -> str:
    word = f"TRIM({cell})"
    is_tick = is_one_of_texts(word, ("是", "否"))
    return f'IF(ISLOGICAL({cell}),IF({cell},"是","否"),IF({is_tick},{word},""))'


def _official_number(cell: str) -> str:
    """Without spaces and dashes; a number that may have lost digits is none."""
    read = f'SUBSTITUTE(SUBSTITUTE({_with_plain_spaces(cell)}," ",""),"-","")'
    nothing = _says_nothing(_with_plain_spaces(cell))
    digits = (
        f'IF(ABS({cell})<{_FIRST_WITHOUT_ALL_DIGITS},IF({cell}=INT({cell}),TEXT({cell},"0"),""),"")'
    )
    return f'IF(ISNUMBER({cell}),{digits},IF({nothing},"",UPPER({read})))'


def _choices(cell: str, column: Field) -> str:
    """Several choices joined by one mark; a choice that holds a separator itself stays whole."""
    plain = cell
    for space in _SPACES:
        plain = f'SUBSTITUTE({plain},"{space}"," ")'
    joined = f'SUBSTITUTE(SUBSTITUTE({plain},CHAR(10),"{LIST_MARK}"),CHAR(13),"{LIST_MARK}")'
    for separator in _SEPARATORS:
        joined = f'SUBSTITUTE({joined},"{separator}","{LIST_MARK}")'
    read = _without_empty_choices(f"TRIM({joined})")
    marks = {*_SEPARATORS, LIST_MARK, "\n"}
    whole = [choice for choice in column.rules.get("allowed", ()) if marks & set(choice)]
    if whole:
        read = f"IF({is_one_of_texts(f'TRIM({plain})', whole)},TRIM({plain}),{read})"
    return f'IF({_says_nothing(_with_plain_spaces(cell))},"",{read})'


def _without_empty_choices(joined: str) -> str:
    """No spaces beside the marks, no two marks side by side, none at the edges: spaces and marks
    change places for a moment, so that TRIM drops marks.
    """
    after = f'SUBSTITUTE({joined},"{LIST_MARK} ","{LIST_MARK}")'
    read = f'SUBSTITUTE({after}," {LIST_MARK}","{LIST_MARK}")'
    swapped = f'SUBSTITUTE(SUBSTITUTE({read}," ","{_SPACE_MEANWHILE}"),"{LIST_MARK}"," ")'
    back = f'SUBSTITUTE(TRIM({swapped})," ","{LIST_MARK}")'
    return f'SUBSTITUTE({back},"{_SPACE_MEANWHILE}"," ")'


def _text(cell: str, column: Field) -> str:
    """A text without plain spaces at its edges; as it stands where TRIM would change what is
    inside, or something stranger than spaces is at an edge. A number that has lost digits is none.
    """
    plain = _with_plain_spaces(cell)
    bare = f"TRIM({plain})"
    read = f'IF({_says_nothing(plain)},"",IF(ISNUMBER(FIND({bare},{cell})),{bare},{cell}&""))'
    is_lost = f"IF(ISNUMBER({cell}),ABS({cell})>={_FIRST_WITHOUT_ALL_DIGITS},FALSE)"
    if column.meta.get("as") == "text":
        is_lost = f"IF(ISTEXT({cell}),{_is_in_powers_of_ten(bare)},{is_lost})"
    return f'IF({is_lost},"",{read})'


def _is_in_powers_of_ten(read: str) -> str:
    """Whether a text is a long number as programs show it: 2.02531E+17."""
    behind_first = f"MID({read},2,1)"
    exponent = f'FIND("E+",{read})'
    return (
        f'IFERROR(AND({exponent}<LEN({read})-2,OR({behind_first}=".",{behind_first}="E"),'
        f"ISNUMBER(VALUE({read}))),FALSE)"
    )


def has_edges(read: str) -> str:
    """Whether a text that is not blank still begins or ends with what conversion cuts off."""
    bounds = ",".join(map(str, EDGE_BOUNDS))
    ends = f"_xlfn.UNICODE(MID({read},1+(LEN({read})-1)*{{0,1}},1))"
    return f"IFERROR(SUMPRODUCT(MOD(MATCH({ends},{{{bounds}}}),2))>0,FALSE)"
