"""industry_code: industries of GB/T 4754-2017 by name and code, “农副食品加工业+13”. V402 a name or
code is missing, V401 the code is unknown, V503 name and code disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.model import Value
from toolkit.rules import industries, industry_texts
from toolkit.rules.character_expressions import sum_over_kinds
from toolkit.rules.rule import Breach, Columns, Fault, FormulaCells, Record, Rule, tells_part
from toolkit.rules.screens import each_distinct, everywhere, joined_texts
from toolkit.rules.wording import quoted

if TYPE_CHECKING:
    import polars as pl

# A spreadsheet looks no further.
_LONGEST_READ = 60
_FORM = "请写作“名称+代码”，如“农副食品加工业+13”"


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
    pairs = [pair for pair in industry_texts.pairs(text) if any(pair)] or [("", "")]
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
    formula_tells_all=tells_part,
)
