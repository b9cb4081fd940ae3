"""Rulings as they were read in; out: those that can be obeyed, and the others with the reason.

The one thing a newcomer would get wrong: whether rulings can be obeyed together shows in part only
when all is decided; what is found here is what they tell by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.model import Campaign, Effect, Finding, Ruled, Ruling, Severity, Verb
from toolkit.model.rulings import BARRED, PAIRING, WINNERS
from toolkit.rules.names import name_key
from toolkit.rulings.aims import Aimed, Places

# Findings that comparing and quotas decide: what may be ruled in their place.
_OTHERWISE = {
    "D101": "要让本条入围，请裁定“保留”；不是同一对象的，请裁定“不同”",
    "D102": "不是同一对象的，请裁定“不同”；不要后一条的，请对后一条裁定“撤回”",
    "R101": "要让本条入围，请裁定“保留”；不是同一对象的，请裁定“不同”",
    "Q101": "要让本条入围，请裁定“保留”；要增加名额，请在名录/推荐单位.xlsx 的“名额调整”里写明",
}


@dataclass(frozen=True, slots=True)
class Given:
    """The rulings that were read, and what is wrong with lines that are none."""

    rulings: tuple[Ruling, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Docket:
    """Rulings that can be obeyed, as far as they tell by themselves, and those that cannot."""

    aimed: tuple[Aimed, ...] = ()
    refused: tuple[Ruled, ...] = ()

    @classmethod
    def of(
        cls,
        rulings: Iterable[Ruling],
        places: Places,
        campaign: Campaign,
        listed: Mapping[str, Sequence[str]],
        find_unit: Callable[[str], str],
    ) -> Docket:
        """Find what each ruling speaks of; equal rulings count once. `listed` are the listed names,
        as rulings call them, that bind each board; `find_unit` gives a registered unit by any of
        its names, "" where there is none.
        """
        aimed: list[Aimed] = []
        refused: list[Ruled] = []
        named = _Named.of(listed)
        for ruling in _each_once(rulings):
            found = _aim(ruling, places, named)
            if isinstance(found, Ruled):
                refused.append(found)
                continue
            unclear = _misfit(found, campaign, find_unit)
            if unclear:
                refused.append(found.ruled(Effect.UNCLEAR, unclear))
            else:
                aimed.append(found)
        contradicting = dict.fromkeys(_contradicting(aimed, find_unit), _CONTRADICTED)
        return cls(tuple(aimed), tuple(refused)).refusing(contradicting)

    def refusing(self, misfits: Mapping[Aimed, tuple[Effect, str]]) -> Docket:
        """The docket without rulings that have no effect, with the reasons."""
        left = tuple(each for each in self.aimed if each not in misfits)
        ruled = tuple(each.ruled(*misfits[each]) for each in self.aimed if each in misfits)
        return Docket(left, (*self.refused, *ruled))

    def of_verb(self, *verbs: Verb) -> Iterator[Aimed]:
        """Those that rule so."""
        return (each for each in self.aimed if each.ruling.verb in verbs)


def _each_once(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Of rulings that answer the same alike, whoever gave them, the first complete one."""
    firsts: dict[tuple[str, ...], Ruling] = {}
    for each in sorted(rulings, key=lambda ruling: not ruling.is_complete):
        firsts.setdefault((each.key, each.other, each.verb, each.argument), each)
    return iter(firsts.values())


_CONTRADICTED = (
    Effect.CONTRADICTING,
    "与另一条裁定相互矛盾，都没有执行，请改为一致。",
)


def _aim(ruling: Ruling, places: Places, named: _Named) -> Aimed | Ruled:
    """A ruling with what it speaks of, or why there is nothing."""
    own = places.find(ruling.key)
    # What is asked about any other cell is waived or upheld there.
    if own is None or not (places.is_there(own) or ruling.verb in (Verb.WAIVE, Verb.UPHOLD)):
        return Ruled(ruling, Effect.ORPHANED, 0, places.lacking(ruling.key))
    aimed = Aimed(ruling, own, numbers=places.numbers(own))
    if ruling.verb not in PAIRING:
        return aimed
    if not ruling.other:
        return aimed.ruled(Effect.UNCLEAR, "没有写明与谁比较：“对方键”是空的。")
    if ruling.other.startswith((f"{WINNERS}/", f"{BARRED}/")):
        listed = named.find(ruling.other, places.board(own)) if own.entry else ruling.other
        if listed:
            return replace(aimed, listed=listed)
        return aimed.ruled(Effect.ORPHANED, _UNLISTED.format(ruling.other))
    other = places.find(ruling.other)
    if other is None or not places.is_there(other):
        return aimed.ruled(Effect.ORPHANED, f"对方：{places.lacking(ruling.other)}")
    return replace(aimed, other=other.entry)


_UNLISTED = "“{}”不在名录里，或者本榜单的通知没有排除它。"


@dataclass(frozen=True, slots=True)
class _Named:
    """What rulings call the names on lists, by that and by the plain name, for each board."""

    calls: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, listed: Mapping[str, Sequence[str]]) -> _Named:
        """A name as it stands on its list comes before one that only reads the same."""
        calls: dict[tuple[str, str], str] = {}
        for board, called in listed.items():
            calls |= {(board, each): each for each in called}
            for each in called:
                calls.setdefault((board, _plain(each)), each)
        return cls(calls)

    def find(self, called: str, board: str) -> str:
        """A name as its list has it; "" where none of the board's lists does."""
        alike = self.calls.get((board, _plain(called)), "")
        return self.calls.get((board, called), alike)


def _plain(called: str) -> str:
    kind, slash, name = called.partition("/")
    return f"{kind}{slash}{name_key(name)}"


def _misfit(aimed: Aimed, campaign: Campaign, find_unit: Callable[[str], str]) -> str:
    """Why an answer does not fit what it is about; "" where it does."""
    ruling, own = aimed.ruling, aimed.own
    if not ruling.is_complete:
        lacking = (("经办人", ruling.who), ("理由", ruling.why))
        return f"没有写{'和'.join(said for said, given in lacking if not given)}，请补上。"
    match ruling.verb:
        case Verb.SAME | Verb.SAME_THING | Verb.DIFFERENT:
            return _misfit_of_pair(aimed)
        case Verb.KEEP:
            return "" if own.entry else "“保留”说的是一个条目，而这个键是整份文件或整张表的。"
        case Verb.WITHDRAW | Verb.UNIT if own.row and not own.entry:
            return f"“{ruling.verb.value}”说的是一个条目或整份文件，而这个键是整张表的。"
        case Verb.WITHDRAW:
            return "" if aimed.numbers else "这份文件里没有条目可以撤回。"
        case Verb.UNIT:
            return "" if find_unit(ruling.argument) else _UNKNOWN_UNIT.format(ruling.argument)
        case Verb.PASSWORD:
            return "密码是整份文件的，请用整份文件的键。" if own.row else ""
        case Verb.WAIVE:
            is_told = ruling.argument in _OTHERWISE and _decides(ruling.argument, campaign)
            return f"{ruling.argument} 不能豁免：{_OTHERWISE[ruling.argument]}。" if is_told else ""
        case Verb.UPHOLD if ruling.argument[0] in "DRQJF":
            return f"{ruling.argument} 不能认定为错误；不要这一条的，请裁定“撤回”。"
    return ""


def _misfit_of_pair(aimed: Aimed) -> str:
    own = aimed.own
    if not own.entry or not (aimed.other or aimed.listed):
        return "“同一家”“不同”说的是两个条目，而这个键是整份文件或整张表的。"
    return "两边是同一个条目。" if own.entry == aimed.other else ""


_UNKNOWN_UNIT = "“{}”不在推荐单位名录中，请先在名录里补上这个单位或别名。"


def _decides(code: str, campaign: Campaign) -> bool:
    """Whether findings of a code decide; D102 does, though it is a note."""
    return code == "D102" or campaign.severities[code] is Severity.ERROR


def _contradicting(aimed: Sequence[Aimed], find_unit: Callable[[str], str]) -> list[Aimed]:
    """Rulings that answer the same question in several ways."""
    answers: dict[tuple[object, ...], dict[str, list[Aimed]]] = {}
    for each in aimed:
        for question, answer in _questions(each, find_unit):
            answers.setdefault(question, {}).setdefault(answer, []).append(each)
    several = (given for given in answers.values() if len(given) > 1)
    return [each for given in several for same in given.values() for each in same]


def _questions(
    aimed: Aimed, find_unit: Callable[[str], str]
) -> Iterator[tuple[tuple[object, ...], str]]:
    """What a ruling answers, and how; a password answers nothing that another could not."""
    ruling, own = aimed.ruling, aimed.own
    match ruling.verb:
        case Verb.SAME | Verb.SAME_THING | Verb.DIFFERENT:
            pair = sorted((own.entry, aimed.other)) if aimed.other else [own.entry, aimed.listed]
            yield ("pair", *pair), "不同" if ruling.verb is Verb.DIFFERENT else "同"
        case Verb.KEEP | Verb.WITHDRAW:
            yield ("stay", own), ruling.verb
        case Verb.WAIVE | Verb.UPHOLD:
            yield (ruling.argument, own), ruling.verb
        case Verb.UNIT:
            yield ("unit", own), name_key(find_unit(ruling.argument))
