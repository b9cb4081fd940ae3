"""Names compared: of companies, of units. In: a name as written; out: a key for equality.

A key is for comparing only; what people see is the name as received.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from toolkit.rules import identifiers

if TYPE_CHECKING:
    import polars as pl

_ONE_SPELLING = (("有限责任公司", "有限公司"),)
# Characters that every version of Unicode treats alike, and of these the ones that are dropped:
# what else a name holds is left to `unicodedata`, whose tables may differ from Polars'.
_KEPT = r"0-9A-Za-z$+<=>^`|~\x{4E00}-\x{9FFF}"
_PLAIN = rf"^[\x00-\x7F　·（），、。：；！？“”‘’《》【】{_KEPT}]*$"
_DROPPED = rf"[^{_KEPT}]+"


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


def name_keys(names: pl.Series) -> pl.Series:
    """The name key of every name; "" for blanks."""
    import polars as pl

    texts = names.cast(pl.String).fill_null("")
    keys = texts.str.replace_all(_DROPPED, "")
    for written, counted_as in _ONE_SPELLING:
        keys = keys.str.replace_all(written, counted_as, literal=True)
    odd = texts.str.contains(_PLAIN).not_().arg_true()
    if odd.is_empty():
        return keys
    spelled = texts.gather(odd)
    key_of = {name: name_key(name) for name in spelled.unique().to_list()}
    return keys.scatter(odd, [key_of[name] for name in spelled.to_list()])


def identifying_code(value: object) -> str:
    """The credit code if it identifies its subject (18 characters, a listed prefix, both check
    digits right), else "".
    """
    return value if isinstance(value, str) and identifiers.is_credit_code(value) else ""
