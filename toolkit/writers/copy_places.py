"""A place in a file that was sent in; out: the same place in its marked copy, as links take it.

What a newcomer would get wrong: a copy that was made anew, because the file is no .xlsx, may have
had to give its sheet another name.
"""

from __future__ import annotations

from toolkit.model import Ref
from toolkit.writers.book import quoted, sheet_name
from toolkit.writers.marked_copies import stem_of
from toolkit.writers.notice_words import own_name


def place_in_copy(ref: Ref, kind: str) -> str:
    """The place in the copy of a file of that true format; of a whole file there is none but where
    the copy opens.

    >>> place_in_copy(Ref("甲.xlsx", "表", 7, 6), "xlsx")
    "'表'!F7"
    >>> place_in_copy(Ref("学会/甲.csv", "", 7), "csv")
    "'甲'!A7"
    """
    if not ref.sheet and not ref.row:
        return ""
    # As the sheets of a workbook are named that is made anew.
    stem = stem_of(own_name(ref.submission))
    sheet = ref.sheet if kind == "xlsx" else sheet_name(ref.sheet or stem)
    return f"{quoted(sheet)}!{ref.cell or f'A{ref.row or 1}'}"
