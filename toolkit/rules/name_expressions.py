"""Names compared in Excel expressions. In: an address or an expression; out: an expression.

The one thing a newcomer would get wrong: more names are equal (`names.name_key`) than are found so.
"""

from __future__ import annotations

# What of a name's key a formula can do.
_DROPPED = "（）() 　"
_ONE_SPELLING = ("有限责任公司", "有限公司")


def spelled(name: str) -> str:
    """A name without brackets and plain spaces, 有限责任公司 written as 有限公司; where two of them
    are the same, so are their keys.
    """
    for mark in _DROPPED:
        name = f'SUBSTITUTE({name},"{mark}","")'
    written, counted_as = _ONE_SPELLING
    return f'SUBSTITUTE({name},"{written}","{counted_as}")'
