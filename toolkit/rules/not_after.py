"""not_after: a date not later than a day. V302."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from toolkit.model import Value
from toolkit.rules.rule import Breach, Record, Rule
from toolkit.rules.wording import DAY, day, shown


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    if not isinstance(value, date) or value <= date.fromisoformat(argument):
        return None
    said = f"填写的日期是{day(shown(value))}，不得晚于{day(argument)}"
    return Breach("V302", f"{said}，请核对后改正。")


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"不晚于{day(argument)}"


RULE = Rule("not_after", DAY, _breach, _words)
