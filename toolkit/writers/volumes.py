"""Entries in; out: as many volumes as it takes for each to stand in a workbook of its own.

Whole units are kept together, several small ones in a volume; a unit too large for one is divided
by province, and a province too large into numbered parts. What a newcomer would get wrong: within
a volume the entries keep the order they came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.rules import region
from toolkit.writers.selection import Selection
from toolkit.writers.wording import unit_name

# More entries than this make a workbook that programs open with difficulty.
MOST_IN_A_WORKBOOK = 200_000
_NOWHERE = "地区不详"


@dataclass(frozen=True, slots=True)
class Volume:
    """What one workbook holds; `title` says whose entries, "" where there is only one. `number`
    is its place among all, with noughts before it, so that files sort by it.
    """

    title: str
    entries: Selection
    number: str = ""

    @property
    def name(self) -> str:
        """The end of its file's name."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class _Level:
    """A way to divide: what an entry is filed under, and what these are counted as."""

    names: Callable[[Selection], list[str]]
    counted: str


def volumes_of(entries: Selection, most: int) -> tuple[Volume, ...]:
    """The entries in volumes of at most so many, in the order of their first entries."""
    if len(entries) <= most:
        return (Volume("", entries),)
    levels = [_Level(_units, "家")]
    if entries.board.region_key:
        levels.append(_Level(_provinces, "地"))
    volumes = list(_divided(entries, most, levels, ""))
    digits = len(str(len(volumes)))
    return tuple(
        replace(volume, number=f"{number:0{digits}}") for number, volume in enumerate(volumes, 1)
    )


def _units(entries: Selection) -> list[str]:
    return [unit_name(unit) for unit in entries.units]


def _provinces(entries: Selection) -> list[str]:
    stated = [str(text or "") for text in entries.shown(entries.board.region_key)]
    known = {text: region.split(text)[0] or _NOWHERE for text in dict.fromkeys(stated)}
    return [known[text] for text in stated]


def _divided(entries: Selection, most: int, levels: Sequence[_Level], of: str) -> Iterator[Volume]:
    """The volumes of entries that are too many for one; `of` says whose they are."""
    if not levels:
        for start in range(0, len(entries), most):
            part = entries.picked(range(start, min(start + most, len(entries))))
            yield Volume(f"{of}（第{start // most + 1}部分）", part)
        return
    level = levels[0]
    for names, places in _packed(level.names(entries), most):
        title = " ".join(filter(None, (of, _titled(names, level.counted))))
        part = entries.picked(places)
        if len(part) > most:
            yield from _divided(part, most, levels[1:], title)
        else:
            yield Volume(title, part)


def _packed(names: Sequence[str], most: int) -> Iterator[tuple[list[str], list[int]]]:
    """Neighbouring names together as long as they are few enough, with the places of all."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        places.setdefault(name, []).append(at)
    held: list[str] = []
    taken: list[int] = []
    for name, own in places.items():
        if held and len(taken) + len(own) > most:
            yield held, sorted(taken)
            held, taken = [], []
        held.append(name)
        taken += own
    yield held, sorted(taken)


def _titled(names: Sequence[str], counted: str) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}等{len(names)}{counted}"
