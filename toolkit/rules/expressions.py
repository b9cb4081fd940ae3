"""Pieces of spreadsheet formulas. In: Python values and addresses; out: Excel expressions as text.

The one thing a newcomer would get wrong: ``=`` ignores case between texts (so texts are compared
by EXACT), AND and OR reckon all their arguments (so that only IF keeps an error out), and IF and
IFERROR see single values inside SUMPRODUCT.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date

from toolkit.rules.figures import exact
from toolkit.rules.wording import plain

# Excel takes no longer piece of text in a formula.
_LONGEST_LITERAL = 255
# Nor more digits of a number.
_EXCEL_DIGITS, _SHORT_DECIMALS = 15, 6
LONGEST_ITEM = 120
# Joins the choices of a cell that takes several.
LIST_MARK = "；"
# A column that every program has and no template fills: a formula that counts with its row numbers
# is not reckoned anew because of what stands in them.
_COUNTING_COLUMN = "$AMJ"
_EPOCH, _FIRST_DAY = date(1899, 12, 30), date(1900, 1, 1)
# A product or sum of a few figures differs from the decimals it stands for by less than one unit
# of this many digits.
_RELIABLE_DIGITS = 14


def text(words: str) -> str:
    """A text as a formula writes it, in pieces that Excel takes.

    >>> print(text('a"b'), text(""), text("长" * 256)[-9:])
    "a""b" "" 长长长长"&"长"
    """
    pieces: list[str] = []
    piece, size = "", 0
    for letter in words:
        written, units = _doubled(letter), _units(letter)
        if size + units > _LONGEST_LITERAL:
            pieces, piece, size = [*pieces, piece], "", 0
        piece, size = piece + written, size + units
    return "&".join(f'"{each}"' for each in [*pieces, piece])


def _doubled(words: str) -> str:
    return words.replace('"', '""')


def _units(words: str) -> int:
    """How many characters a formula takes for them: two for those beyond the first 65,536."""
    return len(_doubled(words)) + sum(letter > "\uffff" for letter in words)


def number(value: float) -> str | None:
    """A number as a formula writes it; None where Excel's 15 digits do not hold it.

    >>> number(30), number(-0.125), number(1e-9), number(2**53 + 1), number(float("inf"))
    ('30', '-0.125', '1E-9', None, None)
    """
    if not math.isfinite(value):
        return None
    exactly = exact(value)
    if len(exactly.normalize().as_tuple().digits) > _EXCEL_DIGITS:
        return None
    is_long = not -_SHORT_DECIMALS <= exactly.adjusted() < _EXCEL_DIGITS
    return f"{exactly.normalize():E}" if is_long else plain(exactly)


def day_number(at: date) -> str:
    """A day as a formula writes it; before 1900, where Excel has none, a number below all days.

    >>> day_number(date(2020, 2, 29)), day_number(date(1899, 12, 29))
    ('DATE(2020,2,29)', '-1')
    """
    if at < _FIRST_DAY:
        return str((at - _EPOCH).days)
    return f"DATE({at.year},{at.month},{at.day})"


def texts(words: Iterable[str]) -> str:
    """An array constant of texts, none longer than 255 characters.

    >>> print(texts(["甲", 'a"b']))
    {"甲","a""b"}
    """
    return f"{{{','.join(text(each) for each in words)}}}"


def numbers(values: Iterable[float]) -> str:
    """An array constant of numbers that Excel holds exactly.

    >>> numbers([1, -2.5])
    '{1,-2.5}'
    """
    return f"{{{','.join(str(number(value)) for value in values)}}}"


def any_of(tests: Iterable[str]) -> str:
    """Whether one of the tests is true, FALSE where there is none; none may be an error.

    >>> any_of(["A1=1", "A1=2"]), any_of(["A1=1"]), any_of([])
    ('OR(A1=1,A1=2)', 'A1=1', 'FALSE')
    """
    return _joined("OR", list(tests), "FALSE")


def all_of(tests: Iterable[str]) -> str:
    """Whether all tests are true, TRUE where there is none; none may be an error.

    >>> all_of(["A1=1", "B1=2"]), all_of([])
    ('AND(A1=1,B1=2)', 'TRUE')
    """
    return _joined("AND", list(tests), "TRUE")


def _joined(name: str, tests: Sequence[str], of_none: str) -> str:
    if len(tests) < 2:
        return tests[0] if tests else of_none
    return f"{name}({','.join(tests)})"


def when_number(address: str, then: str) -> str:
    """What holds of a number, and FALSE of what is none: a blank, a text.

    >>> when_number("A1", "A1>5")
    'IF(ISNUMBER(A1),A1>5,FALSE)'
    """
    return f"IF(ISNUMBER({address}),{then},FALSE)"


def is_one_of_texts(address: str, words: Iterable[str]) -> str:
    """Whether the text is one of the words, exactly.

    >>> print(is_one_of_texts("A1", ["甲"]))
    EXACT(A1,"甲")
    >>> print(is_one_of_texts("A1", ["甲", "乙"]))
    SUMPRODUCT(--EXACT(A1,{"甲","乙"}))>0
    """
    distinct = list(dict.fromkeys(words))
    short = [each for each in distinct if _units(each) <= _LONGEST_LITERAL]
    alone = distinct if len(short) < 2 else [each for each in distinct if each not in short]
    tests = [f"EXACT({address},{text(each)})" for each in alone]
    if len(short) > 1:
        tests.append(f"SUMPRODUCT(--EXACT({address},{texts(short)}))>0")
    return any_of(tests)


def is_one_of_numbers(address: str, values: Iterable[float]) -> str:
    """Whether the number is one of the values, each of which Excel holds exactly.

    >>> is_one_of_numbers("A1", [1, 2.5])
    'SUMPRODUCT(--(A1={1,2.5}))>0'
    """
    distinct = list(dict.fromkeys(values))
    if len(distinct) < 2:
        return any_of(f"{address}={number(value)}" for value in distinct)
    return f"SUMPRODUCT(--({address}={numbers(distinct)}))>0"


def has_item(address: str, word: str) -> str:
    """Whether one of several choices joined by ；is this one, exactly.

    >>> print(has_item("A1", "甲"))
    ISNUMBER(FIND("；甲；","；"&A1&"；"))
    """
    sought = text(f"{LIST_MARK}{word}{LIST_MARK}")
    return f'ISNUMBER(FIND({sought},"{LIST_MARK}"&{address}&"{LIST_MARK}"))'


def items(address: str) -> str:
    """How many choices a cell that takes several holds; it is not blank.

    >>> print(items("A1"))
    (LEN(A1)-LEN(SUBSTITUTE(A1,"；",""))+1)
    """
    return f'(LEN({address})-LEN(SUBSTITUTE({address},"{LIST_MARK}",""))+1)'


def are_items_of(address: str, words: Iterable[str]) -> str:
    """Whether several choices joined by ；are all among the words, exactly; each word has at most
    `LONGEST_ITEM` characters.

    Each choice with marks of its own around it is taken out by one word at most; what is taken out
    is as long as the whole where nothing is left.

    >>> print(are_items_of("A1", ["甲", "乙"])[:46])
    SUMPRODUCT(LEN("；"&SUBSTITUTE(A1,"；","；；")&"；"
    """
    mark = LIST_MARK
    distinct = [each.replace(mark, mark * 2) for each in dict.fromkeys(words)]
    marked = f'"{mark}"&SUBSTITUTE({address},"{mark}","{mark}{mark}")&"{mark}"'
    if not distinct:
        return any_of([])
    sought = texts(f"{mark}{each}{mark}" for each in distinct)
    return f'SUMPRODUCT(LEN({marked})-LEN(SUBSTITUTE({marked},{sought},"")))=LEN({marked})'


def contains_any(address: str, words: Sequence[str]) -> str:
    """Whether the text contains one of the words, none longer than 255 characters, exactly.

    >>> print(contains_any("A1", ["区", "县"]))
    SUMPRODUCT(--ISNUMBER(FIND({"区","县"},A1)))>0
    """
    return f"SUMPRODUCT(--ISNUMBER(FIND({texts(words)},{address})))>0"


def places(address: str) -> str:
    """The numbers from 1 to the length of a text that is not blank, for a formula that looks at
    its letters one by one in SUMPRODUCT.

    >>> places("A1")
    'ROW($AMJ$1:INDEX($AMJ:$AMJ,LEN(A1)))'
    """
    column = _COUNTING_COLUMN
    return f"ROW({column}$1:INDEX({column}:{column},LEN({address})))"


def code_points(address: str) -> str:
    """How many characters a text has that is not blank.

    One beyond the first 65,536 takes two places in Excel, of which neither has a UNICODE (or only
    that of a half), and one place in LibreOffice: so the whole ones are counted, and what LEN has
    besides is halved.

    >>> code_points("A1")[:54]
    '(LEN(A1)+SUMPRODUCT(--ISNUMBER(1/(ABS(_xlfn.UNICODE(MI'
    """
    unit = f"_xlfn.UNICODE(MID({address},{places(address)},1))"
    return f"(LEN({address})+SUMPRODUCT(--ISNUMBER(1/(ABS({unit}-56319.5)>1024))))/2"


def takes_two_places() -> str:
    """Whether a character beyond the first 65,536 does so in the program at hand."""
    return "LEN(_xlfn.UNICHAR(65536))=2"


def reliable(reckoned: str, sizes: Sequence[str]) -> str:
    """What was reckoned from numbers of these sizes, without the noise of floating point.

    The digits beyond the 14th of the largest number say nothing. The sizes are expressions of
    numbers, or addresses of cells that may hold a text as well.

    >>> reliable("A1-B1*2.5", ["A1", "B1*2.5"])
    'ROUND(A1-B1*2.5,13-INT(LOG10(1+MAX(A1,B1*2.5,-MIN(A1,B1*2.5)))))'
    """
    listed = ",".join(sizes)
    size = f"MAX({listed},-MIN({listed}))"
    return f"ROUND({reckoned},{_RELIABLE_DIGITS - 1}-INT(LOG10(1+{size})))"
