"""A run and a unit's notice in; out: what 退回函 and 收件回执 have in common, by placeholder, and
what both are written with.

What a newcomer would get wrong: the counts are the unit's own. A file of several units counts as
received from each, its entries only for the unit they are of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model import Outcome, Run, Unit
from toolkit.writers.documents.placeholders import Row
from toolkit.writers.documents.plain_text import LONGEST_NAME, one_line
from toolkit.writers.documents.press import Press, Template, open_press
from toolkit.writers.notice_words import count_words
from toolkit.writers.returned import UnitNotice

_REST = (Outcome.SUPERSEDED, Outcome.WITHDRAWN)
_COUNTED = {
    "入围": Outcome.ACCEPTED,
    "退回": Outcome.RETURNED,
    "不符合条件": Outcome.INELIGIBLE,
    "重复": Outcome.DUPLICATE,
    "超名额": Outcome.OVER_QUOTA,
}


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every letter of a kind is written with: the press, and the registered units by name."""

    press: Press
    units: Mapping[str, Unit]


def stationery_for(run: Run, template: Template) -> Stationery:
    """The stationery of a run's letters."""
    units = {unit.name: unit for unit in run.registers.units or ()}
    return Stationery(open_press(template), units)


def common_texts(run: Run, notice: UnitNotice, unit: Unit | None) -> dict[str, str]:
    """To whom a letter goes (`unit`: as registered), about what, until when, and how the unit's
    entries stand.
    """
    names = {
        "单位": notice.unit,
        "单位联系人": unit.contact if unit else "",
        "单位电话": unit.phone if unit else "",
        "征集": run.campaign.title,
        "通知": run.campaign.source,
        "截止时间": run.campaign.deadline_words or "见通知",
    }
    counts = {
        "收到文件": len(notice.submissions),
        "申报条目": sum(notice.outcomes.values()),
        **{name: notice.outcomes[outcome] for name, outcome in _COUNTED.items()},
        "其他": sum(notice.outcomes[outcome] for outcome in _REST),
    }
    return {
        **{name: one_line(text, LONGEST_NAME) for name, text in names.items()},
        **{name: str(count) for name, count in counts.items()},
        "收到情况": count_words(notice),
    }


def lines_of(name: str, sentences: Iterable[str]) -> list[Row]:
    """Sentences as the rows that repeat for a placeholder."""
    return [{name: one_line(sentence)} for sentence in sentences]


def limited(
    rows: Mapping[str, Sequence[Row]], most: Mapping[str, int], rest: str
) -> dict[str, Sequence[Row]]:
    """The first rows of each group that has many, and a last one that says where the others are."""
    return {group: _first(own, most.get(group, len(own)), rest) for group, own in rows.items()}


def _first(rows: Sequence[Row], most: int, rest: str) -> Sequence[Row]:
    if len(rows) <= most:
        return rows
    told = f"其余{len(rows) - most}项{rest}"
    return [*rows[:most], {name: told if not at else "" for at, name in enumerate(rows[0])}]
