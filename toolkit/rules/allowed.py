"""allowed: one of the listed choices, or several where the column takes several. V401. Cerberus
judges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolkit.model import Value
from toolkit.rules.normal import nearest
from toolkit.rules.rule import Breach, Record, Rule
from toolkit.rules.wording import shown

_MOST_NAMED = 12


def _choices(argument: Any) -> str:
    named = "、".join(shown(choice) for choice in argument[:_MOST_NAMED])
    return f"{named}等{len(argument)}项" if len(argument) > _MOST_NAMED else named


def _breach(value: Value, argument: Any, _record: Record) -> Breach | None:
    given = value if isinstance(value, list) else [value]
    wrong = [shown(each) for each in given if each not in argument]
    if not wrong:
        return None
    like = nearest(wrong[0], [shown(choice) for choice in argument], count=1)
    hint = f"是否应为“{like[0]}”？" if like else ""
    return Breach(
        "V401",
        f"“{'、'.join(wrong)}”不在可选范围内。{hint}可选：{_choices(argument)}，请从中选填。",
    )


def _words(argument: Any, _heading: Callable[[str], str]) -> str:
    return f"可选：{_choices(argument)}"


RULE = Rule("allowed", {"type": "list", "minlength": 1}, _breach, _words, native=True)
