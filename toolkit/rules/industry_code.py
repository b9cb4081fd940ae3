"""industry_code: industries of GB/T 4754-2017 by name and code, “农副食品加工业+13”. V402 a name or
code is missing, V401 the code is unknown, V503 name and code disagree.

Names contain 、 and ，, so only codes, line ends and ； part one industry from the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import industries
from toolkit.rules.character_expressions import sum_over_kinds
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule
from toolkit.rules.screens import each_distinct, everywhere, joined_texts
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

_CODE = re.compile(r"(?<![A-Za-z0-9])(?:[A-Ta-t][0-9]{2,4}|[0-9]{1,4}|[A-Ta-t])(?![A-Za-z0-9])")
_EDGES = " \t\u3000+＋-—–_:;,.、。/\\()[]<>《》【】“”\"'|=*"
_LABEL = re.compile(r"^(?:(?:行业)?(?:名称|代码|编号|编码)|行业|门类|大类|中类|小类)[:\s]+")
_CLASS = re.compile(
    r"^(?:门类|大类|中类|小类)|(?:的?(?:行业)?(?:代码|编号|编码)(?:为|是)?|大类|中类|小类)$"
)
_JOINT = re.compile(r"^(?:以?及|和|与)")
# A spreadsheet looks no further.
_LONGEST_READ = 60
_FORM = "请写作“名称+代码”，如“农副食品加工业+13”"


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Name and code of each industry, "" for what is not there."""
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


def _judge(name: str, code: str) -> tuple[str, str] | None:
    """The code of a finding and what is wrong with one industry."""
    if not name or not code:
        return "V402", _incomplete(name, code)
    if code not in industries.names():
        return "V401", f"没有代码“{code}”{_codes_hint(name)}"
    if industries.is_named(code, name):
        return None
    now = f"国民经济行业分类（GB/T 4754-2017）中{code}是“{industries.names()[code]}”"
    if industries.was_named(code, name):
        return "V503", f"“{name}+{code}”是2011年版的写法；{now}{_codes_hint(name)}"
    return "V503", f"名称“{name}”与代码“{code}”不一致：{now}{_codes_hint(name)}"


def _codes_hint(name: str) -> str:
    codes = industries.codes_of(name)
    return f"，“{name}”的代码是{'或'.join(codes)}" if codes else ""


def _incomplete(name: str, code: str) -> str:
    if code:
        known = industries.names().get(code)
        return f"代码“{code}”没有写名称" + (f"，应为“{known}+{code}”" if known else "")
    codes = industries.codes_of(name)
    if not name:
        return "没有写行业名称和代码"
    return f"{quoted(name)}没有写代码" + (f"，应为“{name}+{codes[0]}”" if codes else "")


def _faults(text: str) -> list[tuple[str, str]]:
    pairs = [pair for pair in _pairs(text) if any(pair)] or [("", "")]
    return [fault for name, code in pairs if (fault := _judge(name, code))]


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not argument:
        return None
    text = "；".join(value) if isinstance(value, list) else str(value)
    faults = _faults(text)
    if not faults:
        return None
    code, said = min(faults, key=lambda fault: _GRAVEST.index(fault[0]))
    return Breach(code, f"{said}。{'请核对名称和代码' if code == 'V503' else _FORM}。")


_GRAVEST = ("V402", "V401", "V503")


def _words(_argument: Any, _heading: Callable[[str], str]) -> str:
    form = "名称+代码，如“农副食品加工业+13”，几项之间用“；”隔开"
    return f"按国民经济行业分类（GB/T 4754-2017）填写{form}"


def _screen(argument: Any, columns: Columns) -> pl.Expr | None:
    texts = joined_texts(columns)
    if texts is None:
        return None
    if not argument:
        return everywhere(columns.own)
    return each_distinct(texts, lambda text: not _faults(text))


def _formula(argument: Any, cells: FormulaCells) -> tuple[Fault, ...] | None:
    """No digit and no letter: no code. Digits and letters alone: no name."""
    if cells.own_type not in ("string", "list"):
        return None
    if not argument:
        return ()
    own = cells.own
    # A fraction for each character of which anything may come: then no multiple of the length.
    worths = {"digit": 1, "letter": 1, "other": 0.01}
    codes = sum_over_kinds(own, worths, _LONGEST_READ)
    is_half = f"IFERROR(MOD({codes},LEN({own}))=0,FALSE)"
    return (Fault("V402", f"AND(LEN({own})<={_LONGEST_READ},{is_half})"),)


RULE = Rule(
    "industry_code",
    {"type": "boolean"},
    _breach,
    _words,
    screen=_screen,
    formula=_formula,
    formula_tells_all=False,
)
