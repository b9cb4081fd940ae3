"""Names compared: of companies, of units. In: a name as written; out: a key for equality.

A key is for comparing only; what people see is the name as received.
"""

from __future__ import annotations

import unicodedata

from toolkit.rules import identifiers

_ONE_SPELLING = (("有限责任公司", "有限公司"),)


def name_key(name: str) -> str:
    """The key under which equal names meet: NFKC, punctuation and spaces removed, 有限责任公司
    written as 有限公司.

    >>> name_key("迪辅乐生物(上海)有限责任公司") == name_key("迪辅乐生物（上海） 有限公司")
    True
    """
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFKC", name)
        if unicodedata.category(letter)[0] not in "PZC"
    )
    for written, counted_as in _ONE_SPELLING:
        kept = kept.replace(written, counted_as)
    return kept


def identifying_code(value: object) -> str:
    """The credit code if it identifies its subject (18 characters, a listed prefix, both check
    digits right), else "".
    """
    return value if isinstance(value, str) and identifiers.is_credit_code(value) else ""
