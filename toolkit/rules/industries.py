"""国民经济行业分类 (GB/T 4754-2017), and the 大类 of 2011. In: names and codes; out: what they are.

One name may stand at several levels (教育 is P and 83), so a name has a list of codes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources

from toolkit.rules.normal import squash


def _rows(file_name: str) -> Iterator[dict[str, str]]:
    file = resources.files("toolkit") / "data" / file_name
    yield from csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())


@cache
def names() -> dict[str, str]:
    """Name by code, at every level; a 大类 and what is below it also with its letter (C13)."""
    found: dict[str, str] = {}
    for row in _rows("gbt4754_2017.csv"):
        code = row["code"]
        found[code] = row["name"]
        if code[0].isdigit():
            found[sections()[code[:2]] + code] = row["name"]
    return found


@cache
def sections() -> dict[str, str]:
    """The letter of the 门类 by the two digits of its 大类."""
    rows = _rows("gbt4754_2017.csv")
    return {row["code"]: row["parent"] for row in rows if row["level"] == "大类"}


def sections_of(code: str, name: str) -> frozenset[str]:
    """The letters of the 门类 that an industry may belong to, by its code, else by its name; none
    where neither says.

    >>> sections_of("7320", ""), sections_of("M", ""), sections_of("", "住宿业")
    (frozenset({'M'}), frozenset({'M'}), frozenset({'H'}))
    """
    if not code:
        return frozenset().union(*(sections_of(each, "") for each in codes_of(name)))
    letter, digits = code[: not code[0].isdigit()], code.lstrip("ABCDEFGHIJKLMNOPQRST")
    found = sections().get(digits[:2], "") if digits else letter
    return frozenset({found} if found and letter in ("", found) else ())


@cache
def _codes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, name in names().items():
        if code.isdigit() or len(code) == 1:
            found.setdefault(_key(name), []).append(code)
    return found


@cache
def _names_of_2011() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in _rows("gbt4754_dalei_2011_vs_2017.csv"):
        if row["code_2011"]:
            found.setdefault(row["code_2011"], []).append(_key(row["name"]))
    return found


def _key(name: str) -> str:
    """Names are compared without punctuation and the final 业 that people leave out."""
    plain = squash(name)
    return plain.removesuffix("行业").removesuffix("业") if len(plain) > 2 else plain


def codes_of(name: str) -> list[str]:
    """The codes that bear the name, upper levels first; none where it is not known."""
    return sorted(_codes().get(_key(name), []), key=lambda code: (code.isdigit(), len(code), code))


def is_named(code: str, name: str) -> bool:
    """Whether the code bears the name in 2017."""
    return code in names() and _key(names()[code]) == _key(name)


def was_named(code: str, name: str) -> bool:
    """Whether the 大类 bore the name in 2011."""
    return _key(name) in _names_of_2011().get(code.lstrip("ABCDEFGHIJKLMNOPQRST"), [])
