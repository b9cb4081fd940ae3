"""Rulings and what they are about in; out: which of them can be obeyed, and what those ask.

`Docket.of` finds what each ruling speaks of and parts those that cannot be obeyed, with the reason;
`judged_by` says what the others ask of comparing and of quotas. The one thing a newcomer would get
wrong: a ruling never changes anything in silence. One that is unclear, speaks of nothing that is
there, or is contradicted by another has no effect at all, and is reported at its own cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.model import (
    Campaign,
    Effect,
    Finding,
    Judged,
    Receipt,
    Registers,
    Ruled,
    Ruling,
    Severity,
    Table,
    Verb,
)
from toolkit.model.columns import Entries, Span
from toolkit.model.rulings import BARRED, WHOLE_FILE, WINNERS, file_key
from toolkit.rules.names import name_key

# Findings that comparing and quotas decide: what may be ruled in their place.
_OTHERWISE = {
    "D101": "要让本条入围，请裁定“保留”；不是同一对象的，请裁定“不同”",
    "D102": "不是同一对象的，请裁定“不同”；不要后一条的，请对后一条裁定“撤回”",
    "R101": "要让本条入围，请裁定“保留”；不是同一对象的，请裁定“不同”",
    "Q101": "要让本条入围，请裁定“保留”；要增加名额，请在名录/推荐单位.xlsx 的“名额调整”里写明",
}
_PAIRING = (Verb.SAME, Verb.SAME_THING, Verb.DIFFERENT)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a ruling speaks of: an entry, a table by the row of its heading, or a whole file."""

    submission: str
    sheet: str = ""
    row: int = 0
    entry: int = 0


@dataclass(frozen=True, slots=True)
class Aimed:
    """A ruling with what it is about; `other` is the entry compared with, `listed` the name on a
    list (as the key says it), where there is one.
    """

    ruling: Ruling
    own: Aim
    other: int = 0
    listed: str = ""

    def ruled(self, effect: Effect, words: str = "") -> Ruled:
        """The ruling with what became of it."""
        return Ruled(self.ruling, effect, self.own.entry, words)


@dataclass(frozen=True, slots=True)
class Given:
    """The rulings that were read, and what is wrong with lines that are none."""

    rulings: tuple[Ruling, ...] = ()
    findings: tuple[Finding, ...] = ()


# ---------------------------------------------------------------- what a key speaks of


@dataclass(frozen=True, slots=True)
class Places:
    """What a campaign's keys may speak of: files by the beginning of their key, and the tables in
    each.
    """

    campaign: str
    files: Mapping[str, str]
    spans: Mapping[str, Sequence[Span]]

    @classmethod
    def of(cls, campaign: Campaign, digests: Mapping[str, str], entries: Entries) -> Places:
        """`digests` are the sha256 of the files by their path, in received order."""
        files: dict[str, str] = {}
        for path, sha256 in digests.items():
            files.setdefault(file_key(campaign.id, sha256).removesuffix(WHOLE_FILE), path)
        spans: dict[str, list[Span]] = {}
        for span in entries.spans:
            spans.setdefault(span.table.submission, []).append(span)
        return cls(campaign.id, files, spans)

    def find(self, key: str) -> Aim | None:
        """What a key speaks of; None where it is not there."""
        begun, slash, place = key.partition("/")
        path = self.files.get(begun + slash)
        if path is None or place == WHOLE_FILE:
            return Aim(path) if path else None
        sheet, _, row = place.rpartition("/")
        return self._at(path, sheet, int(row)) if row.isdecimal() else None

    def _at(self, path: str, sheet: str, row: int) -> Aim | None:
        on_sheet = [span for span in self.spans.get(path, ()) if span.table.sheet == sheet]
        for span in on_sheet:
            if row in span.rows:
                return Aim(path, sheet, row, span.first + span.rows.index(row))
        headed = any(span.table.heading_row == row for span in on_sheet)
        return Aim(path, sheet, row) if headed else None

    def lacking(self, key: str) -> str:
        """Why nothing is found for a key."""
        campaign, colon, _ = key.partition(":")
        if not colon:
            return f"“{key}”不是待裁定或处理台账里的键，请从那里复制。"
        if campaign != self.campaign:
            return f"这个键属于征集活动“{campaign}”，不是本次的“{self.campaign}”。"
        return "收件里没有这个键对应的条目：文件可能已经撤换，或内容有改动，需要重新裁定。"


# ---------------------------------------------------------------- rulings that can be obeyed


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
        registers: Registers,
        find_unit: Callable[[str], str],
    ) -> Docket:
        """Find what each ruling speaks of; equal rulings count once. `find_unit` gives a registered
        unit by any of its names, "" where there is none.
        """
        aimed: list[Aimed] = []
        refused: list[Ruled] = []
        for ruling in _each_once(rulings):
            found = _aim(ruling, places, registers)
            if isinstance(found, Ruled):
                refused.append(found)
                continue
            unclear = _misfit(found, campaign, find_unit)
            if unclear:
                refused.append(found.ruled(Effect.UNCLEAR, unclear))
            else:
                aimed.append(found)
        return cls(tuple(aimed), tuple(refused)).without(_contradicting(aimed), _CONTRADICTED)

    def without(self, unheeded: Iterable[Aimed], words: str) -> Docket:
        """The docket where these contradict each other."""
        out = set(unheeded)
        left = tuple(each for each in self.aimed if each not in out)
        dropped = (each for each in self.aimed if each in out)
        ruled = tuple(each.ruled(Effect.CONTRADICTING, words) for each in dropped)
        return Docket(left, (*self.refused, *ruled))

    def refusing(self, misfits: Mapping[Aimed, tuple[Effect, str]]) -> Docket:
        """The docket without rulings that turned out to have no effect, with the reasons."""
        left = tuple(each for each in self.aimed if each not in misfits)
        ruled = tuple(each.ruled(*misfits[each]) for each in self.aimed if each in misfits)
        return Docket(left, (*self.refused, *ruled))

    def of_verb(self, *verbs: Verb) -> Iterator[Aimed]:
        """Those that rule so."""
        return (each for each in self.aimed if each.ruling.verb in verbs)


def _each_once(rulings: Iterable[Ruling]) -> Iterator[Ruling]:
    """Of rulings that answer the same alike, whoever gave them, the first."""
    firsts: dict[tuple[str, ...], Ruling] = {}
    for each in rulings:
        firsts.setdefault((each.key, each.other, each.verb, each.argument), each)
    return iter(firsts.values())


_CONTRADICTED = "与另一条裁定相互矛盾，都没有执行，请改为一致。"


def _aim(ruling: Ruling, places: Places, registers: Registers) -> Aimed | Ruled:
    """A ruling with what it speaks of, or why there is nothing."""
    own = places.find(ruling.key)
    if own is None:
        return Ruled(ruling, Effect.ORPHANED, 0, places.lacking(ruling.key))
    if ruling.verb not in _PAIRING:
        return Aimed(ruling, own)
    if _listed_name(ruling.other, registers):
        return Aimed(ruling, own, listed=ruling.other)
    if not ruling.other:
        return Ruled(ruling, Effect.UNCLEAR, own.entry, "没有写明与谁比较：“对方键”是空的。")
    other = places.find(ruling.other)
    if other is None:
        words = f"对方：{places.lacking(ruling.other)}"
        return Ruled(ruling, Effect.ORPHANED, own.entry, words)
    return Aimed(ruling, own, other.entry)


def _listed_name(key: str, registers: Registers) -> str:
    """The name on a list that a key speaks of; "" where it speaks of none."""
    kind, _, name = key.partition("/")
    listed = {WINNERS: registers.winners, BARRED: registers.barred}.get(kind) or ()
    return next((each.name for each in listed if name_key(each.name) == name_key(name)), "")


def _misfit(aimed: Aimed, campaign: Campaign, find_unit: Callable[[str], str]) -> str:
    """Why an answer does not fit what it is about; "" where it does."""
    ruling, own = aimed.ruling, aimed.own
    lacking = [said for said, given in (("经办人", ruling.who), ("理由", ruling.why)) if not given]
    if lacking:
        return f"没有写{'和'.join(lacking)}。"
    match ruling.verb:
        case Verb.SAME | Verb.SAME_THING | Verb.DIFFERENT:
            if not own.entry or not (aimed.other or aimed.listed):
                return "“同一家”“不同”说的是两个条目，而这个键是整份文件或整张表的。"
            return "两边是同一个条目。" if own.entry == aimed.other else ""
        case Verb.KEEP:
            return "" if own.entry else "“保留”说的是一个条目，而这个键是整份文件或整张表的。"
        case Verb.WITHDRAW | Verb.UNIT if own.row and not own.entry:
            return f"“{ruling.verb.value}”说的是一个条目或整份文件，而这个键是整张表的。"
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


_UNKNOWN_UNIT = "“{}”不在推荐单位名录中，请先在名录里补上这个单位或别名。"


def _decides(code: str, campaign: Campaign) -> bool:
    """Whether findings of a code decide; D102 does, though it is a note."""
    return code == "D102" or campaign.severities[code] is Severity.ERROR


def _contradicting(aimed: Sequence[Aimed]) -> list[Aimed]:
    """Rulings that answer the same question in several ways."""
    answers: dict[tuple[object, ...], dict[str, list[Aimed]]] = {}
    for each in aimed:
        for question, answer in _questions(each):
            answers.setdefault(question, {}).setdefault(answer, []).append(each)
    several = (given for given in answers.values() if len(given) > 1)
    return [each for given in several for same in given.values() for each in same]


def _questions(aimed: Aimed) -> Iterator[tuple[tuple[object, ...], str]]:
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
            yield ("unit", own), name_key(ruling.argument)


# ---------------------------------------------------------------- obeying


def judged_by(docket: Docket, entries: Entries) -> Judged:
    """What the rulings ask of comparing and quotas."""
    pairs = {
        verb: tuple((each.own.entry, each.other) for each in docket.of_verb(verb) if each.other)
        for verb in _PAIRING
    }
    unlike = (each for each in docket.of_verb(Verb.DIFFERENT) if each.listed)
    waived = (each for each in docket.of_verb(Verb.WAIVE) if each.own.entry)
    return Judged(
        withdrawn=frozenset(
            number
            for each in docket.of_verb(Verb.WITHDRAW)
            for number in entries_meant(each.own, entries)
        ),
        preferred=frozenset(each.own.entry for each in docket.of_verb(Verb.KEEP)),
        same=pairs[Verb.SAME],
        same_things=pairs[Verb.SAME_THING],
        different=pairs[Verb.DIFFERENT],
        listed=frozenset((each.own.entry, each.listed) for each in unlike),
        waived=frozenset((each.own.entry, each.ruling.argument) for each in waived),
    )


def entries_meant(aim: Aim, entries: Entries) -> list[int]:
    """The entry, or all of a file or below a heading, by number."""
    if aim.entry:
        return [aim.entry]
    return [
        number
        for span in entries.spans
        if span.table.submission == aim.submission and _is_headed(span.table, aim)
        for number in span.numbers
    ]


def _is_headed(table: Table, aim: Aim) -> bool:
    return not aim.row or (table.sheet, table.heading_row) == (aim.sheet, aim.row)


def passwords_in(rulings: Iterable[Ruling]) -> tuple[str, ...]:
    """The passwords that rulings give for whole files, each once."""
    given = (
        each.argument
        for each in rulings
        if each.verb is Verb.PASSWORD and each.key.endswith(f"/{WHOLE_FILE}")
    )
    return tuple(dict.fromkeys(given))


def receipts_ruled(docket: Docket, find_unit: Callable[[str], str]) -> dict[str, str]:
    """Who sent a whole file, by its path."""
    return {
        each.own.submission: find_unit(each.ruling.argument)
        for each in docket.of_verb(Verb.UNIT)
        if not each.own.entry
    }


def with_unit(receipt: Receipt | None, path: str, unit: str) -> Receipt:
    """A file's receipt, in which the unit is the one that was ruled."""
    return replace(receipt or Receipt(path, None), unit=unit)


def units_ruled(docket: Docket, find_unit: Callable[[str], str]) -> dict[int, str]:
    """Who sent single entries, by their number."""
    return {
        each.own.entry: find_unit(each.ruling.argument)
        for each in docket.of_verb(Verb.UNIT)
        if each.own.entry
    }


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings at the severity that rulings give them, and the rulings that met one."""

    findings: list[Finding]
    met: frozenset[Aimed] = frozenset()


def weigh(findings: Sequence[Finding], docket: Docket) -> Weighed:
    """Make notes of findings that are waived, and errors of queries that are upheld.

    An entry's ruling speaks of its own findings, a file's or table's of those about the whole.
    """
    ruled = {
        (each.own, each.ruling.argument): each for each in docket.of_verb(Verb.WAIVE, Verb.UPHOLD)
    }
    if not ruled:
        return Weighed(list(findings))
    weighed: list[Finding] = []
    met: set[Aimed] = set()
    whole: set[tuple[str, str]] = set()
    by_entry = {(aim.entry, code): each for (aim, code), each in ruled.items() if aim.entry}
    for finding in findings:
        ref, code = finding.ref, finding.code
        if finding.entry:
            found = by_entry.get((finding.entry, code))
        else:
            whole.add((ref.submission, code))
            aims = (Aim(ref.submission, ref.sheet, ref.row), Aim(ref.submission))
            found = next((ruled[aim, code] for aim in aims if (aim, code) in ruled), None)
        weighed.append(_weighed(finding, found.ruling) if found else finding)
        met |= {found} if found else set()
    waived = (each for (aim, code), each in ruled.items() if (aim.submission, code) in whole)
    met |= {each for each in waived if each.own.entry and each.ruling.verb is Verb.WAIVE}
    return Weighed(weighed, frozenset(met))


def _weighed(finding: Finding, ruling: Ruling) -> Finding:
    severity = Severity.NOTE if ruling.verb is Verb.WAIVE else Severity.ERROR
    decided = "豁免" if ruling.verb is Verb.WAIVE else "认定"
    message = f"{finding.message}（秘书处已裁定{decided}：{ruling.why}）"
    return replace(finding, severity=severity, message=message)


# ---------------------------------------------------------------- what is said of them


def told(ruling: Ruling) -> str:
    """A ruling as it is told to people, without what only the file's reader needs.

    >>> told(Ruling("k", "", Verb.WAIVE, "V403", "张三", "已核对营业执照"))
    '豁免 V403（经办人张三：已核对营业执照）'
    """
    answer = ruling.verb.value if ruling.verb is Verb.PASSWORD else ruling.answer
    return f"{answer}（经办人{ruling.who}：{ruling.why}）"


def report(refused: Iterable[Ruled]) -> Iterator[Finding]:
    """J201, J202 and J203, each at the cell of the ruling that has no effect."""
    for each in refused:
        ruling = each.ruling
        verb = ruling.verb.value
        value = verb if ruling.verb is Verb.PASSWORD else ruling.answer
        message = f"“{value}”没有执行：{each.words}"
        code = _CODE_OF[each.effect]
        yield Finding(code, Severity.QUERY, ruling.ref, message, field="裁定", value=value)


_CODE_OF = {Effect.ORPHANED: "J201", Effect.CONTRADICTING: "J202", Effect.UNCLEAR: "J203"}


def is_about_rulings(finding: Finding) -> bool:
    """Whether a finding stands in a workbook of rulings, which is no submission."""
    return finding.code in _CODE_OF.values()
