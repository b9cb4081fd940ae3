"""Industries as people write them: names and codes in one cell, in any order, with labels. In: a
text; out: each industry's name and code.

The one thing a newcomer would get wrong: names contain 、 and ，, so only codes, line ends and ；
part one industry from the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_CODE = re.compile(r"(?<![A-Za-z0-9])(?:[A-Ta-t][0-9]{2,4}|[0-9]{1,4}|[A-Ta-t])(?![A-Za-z0-9])")
_EDGES = " \t\u3000+＋-—–_:;,.、。/\\()[]<>《》【】“”\"'|=*"
_LABEL = re.compile(r"^(?:(?:行业)?(?:名称|代码|编号|编码)|行业|门类|大类|中类|小类)[:\s]+")
_CLASS = re.compile(
    r"^(?:门类|大类|中类|小类)|(?:的?(?:行业)?(?:代码|编号|编码)(?:为|是)?|大类|中类|小类)$"
)
_JOINT = re.compile(r"^(?:以?及|和|与)")


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """Name and code of each industry, "" for what is not there.

    >>> list(pairs("农副食品加工业+13；C14 食品制造业"))
    [('农副食品加工业', '13'), ('食品制造业', 'C14')]
    """
    for segment in re.split(r"[;；\n\r]+", unicodedata.normalize("NFKC", text)):
        between = [_bare(part, first=at == 0) for at, part in enumerate(_CODE.split(segment))]
        codes = [code.upper() for code in _CODE.findall(segment)]
        if not codes or between[0]:
            yield from _zip_longest(between, codes)
        else:
            yield from zip(between[1:], codes, strict=True)


def _zip_longest(found: list[str], codes: list[str]) -> Iterator[tuple[str, str]]:
    """Names that each stand before their code; an empty one at the end is none."""
    named = found if found[-1] else found[:-1]
    for at, name in enumerate(named):
        yield name, codes[at] if at < len(codes) else ""


def _bare(part: str, *, first: bool) -> str:
    """A name without what joins it to its code, its neighbours, or a label."""
    name = _CLASS.sub("", _LABEL.sub("", part.strip(_EDGES))).strip(_EDGES)
    return name if first else _JOINT.sub("", name).strip(_EDGES)
