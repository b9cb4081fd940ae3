"""strategic_industry: an industry of 战略性新兴产业分类（2018）, at any level. V401.

Levels one and two are known by name, every level by its number; a level-three name without a
number is not known here, which is why campaigns make V401 a query.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules.character_expressions import sum_over_kinds
from toolkit.rules.expressions import texts
from toolkit.rules.normal import nearest, squash
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import each_distinct, everywhere, joined_texts
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_NUMBER = re.compile(r"(?<![0-9.])([0-9])((?:\.[0-9]{1,2}){0,3})(?![0-9])")
# More than any name has.
_LONGEST_COMPARED = 30
_SEPARATORS = re.compile(r"[；;、，,/\\|>→:：\n\-—]+")


@cache
def names() -> dict[str, str]:
    """Name by number, levels one and two."""
    file = resources.files("toolkit") / "data" / "sei2018_level1_2.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    return {row["code"]: row["name"] for row in rows}


@cache
def _numbers() -> dict[str, str]:
    """Squashed name, with and without 产业, to number; an upper level wins."""
    numbers: dict[str, str] = {}
    for number, name in sorted(names().items(), key=lambda item: len(item[0])):
        for spelling in _spellings(name):
            numbers.setdefault(spelling, number)
    return numbers


def _spellings(name: str) -> tuple[str, ...]:
    plain = squash(name)
    bare = plain.removesuffix("产业")
    return (plain, bare, f"{bare}产业", f"{bare}业", plain.removesuffix("业"))


def roll_up(text: str) -> str:
    """The level-one industry of a name or number at any level; "" where it is not known.

    >>> roll_up("1.2 电子核心产业"), roll_up("生物医药"), roll_up("2.1.3")
    ('新一代信息技术产业', '生物产业', '高端装备制造产业')
    """
    number = _number_of(text)
    return names()[number[0]] if number else ""


def _number_of(text: str) -> str:
    return next((number for part in _parts(text) if (number := _number_of_part(part))), "")


def _parts(text: str) -> Iterator[str]:
    """The whole text, then what separators part: names themselves contain 、."""
    tidy = unicodedata.normalize("NFKC", text)
    yield tidy
    yield from _SEPARATORS.split(tidy)
    yield from re.split(r"[()\[\]\n；;]", tidy)


def _number_of_part(part: str) -> str:
    name = squash(_NUMBER.sub("", part))
    stated = _NUMBER.search(part)
    by_name = _numbers().get(name, "")
    if stated is None or by_name:
        return by_name
    upper = f"{stated[1]}{stated[2]}"
    while upper and upper not in names():
        upper = upper.rpartition(".")[0]
    return upper if not name or "." in upper else ""


def _is_known(text: str) -> bool:
    return _number_of(text) != ""


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    text = "；".join(value) if isinstance(value, list) else str(value)
    if not argument or _is_known(text):
        return None
    known = list(names().values())
    like = nearest(text, known)
    hint = f"与之相近的有：{'、'.join(like)}。" if like else ""
    said = f"{quoted(value)}不是《战略性新兴产业分类（2018）》的一级或二级名称"
    return Breach("V401", f"{said}。{hint}请填写九大产业之一，或其下的二级名称。")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    nine = [name for number, name in names().items() if "." not in number]
    return f"按《战略性新兴产业分类（2018）》填写，属于{'、'.join(nine)}之一"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    texts = joined_texts(columns)
    if texts is None:
        return None
    return each_distinct(texts, _is_known) if argument else everywhere(columns.own)


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    """Texts of Chinese characters alone, which are compared as they stand."""
    if cells.own_type not in ("string", "list"):
        return None
    if not argument:
        return ()
    own = cells.own
    chinese = sum_over_kinds(own, {"chinese": 1}, _LONGEST_COMPARED)
    is_plain = f"LEN({own})<={_LONGEST_COMPARED},IFERROR({chinese}=LEN({own}),FALSE)"
    stems, endings = _stems_and_endings()
    below = texts(endings).replace(",", ";")
    is_known = f"SUMPRODUCT(--({own}={texts(stems)}&{below}))>0"
    return (Fault("V401", f"AND({is_plain},NOT({is_known}))"),)


def _stems_and_endings() -> tuple[list[str], list[str]]:
    """Beginnings and endings of the known names: joined, they give all of them, and some more."""
    stems, endings = [], []
    for name in names().values():
        stem = squash(name).removesuffix("业").removesuffix("产")
        stems.append(stem)
        endings += [spelling.removeprefix(stem) for spelling in _spellings(name)]
    return list(dict.fromkeys(stems)), list(dict.fromkeys(endings))


RULE = Rule(
    "strategic_industry",
    {"type": "boolean"},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
    formula_tells_all=tells_part,
)
