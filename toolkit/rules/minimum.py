"""min: a number not below a bound. V301. Cerberus judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolkit.model import Value
from toolkit.rules.figures import is_number
from toolkit.rules.rule import Breach, Record, Rule
from toolkit.rules.wording import quoted, shown


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not is_number(value) or value >= argument:
        return None
    return Breach("V301", f"填写的是{quoted(value)}，不得小于{shown(argument)}，请核对后改正。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"不小于{shown(argument)}"


RULE = Rule("min", {"type": "number"}, _breach, _words, native=True)
