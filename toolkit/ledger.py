"""Findings and comparisons in; out: one decision an entry, with its codes and its reason.

The one thing a newcomer would get wrong: every check runs on every entry, and the decisions
funnel; an entry has many findings but leaves once, by the first outcome that applies.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.codes import ORDER, TITLES
from toolkit.model import (
    Board,
    Campaign,
    Decision,
    Entry,
    Exceeded,
    Finding,
    Ledger,
    Outcome,
    Severity,
)
from toolkit.model.columns import Entries

# What an error-severity finding of these codes does; any other error returns the entry.
_DECIDED_LATER = ("Q", "D", "R")
_MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing entries found. `superseded` and `kept` map an entry to the one that stands
    in its place, `repeats` a duplicate to the first of its subject in the same submission, and
    `over` an entry to the quota it met. Rulings take back those `withdrawn`, and put those
    `preferred` first.
    """

    superseded: Mapping[int, int] = field(default_factory=dict)
    kept: Mapping[int, int] = field(default_factory=dict)
    repeats: Mapping[int, int] = field(default_factory=dict)
    over: Mapping[int, Exceeded] = field(default_factory=dict)
    withdrawn: frozenset[int] = frozenset()
    preferred: frozenset[int] = frozenset()

    def accepted_for(self, entry: int) -> int:
        """The accepted entry of a subject: this one, or the one kept in its place; 0 if none."""
        kept = self.kept.get(entry, entry)
        return 0 if kept in self.over else kept


def deciding_findings(
    entries: Entries, findings: Iterable[Finding], waived: Container[tuple[int, str]] = ()
) -> dict[int, list[Finding]]:
    """The error findings that send each entry back or make it ineligible, in their order.

    An error about a whole sheet or file speaks for each of its entries; one at the heading of a
    table, which need not be the only one on its sheet, for those of the table; but not for an entry
    for which its code is `waived`.
    """
    own: dict[int, list[Finding]] = {}
    shared: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.severity is not Severity.ERROR or finding.code.startswith(_DECIDED_LATER):
            continue
        if finding.entry:
            own.setdefault(finding.entry, []).append(finding)
        else:
            shared.setdefault((finding.ref.submission, finding.ref.sheet), []).append(finding)
    headings: dict[tuple[str, str], set[int]] = {}
    for span in entries.spans:
        place = span.table.submission, span.table.sheet
        headings.setdefault(place, set()).add(span.table.heading_row)
    for span in entries.spans:
        table = span.table
        said = shared.get((table.submission, ""), [])
        if table.sheet:
            said = said + shared.get((table.submission, table.sheet), [])
        others = headings[table.submission, table.sheet] - {table.heading_row}
        said = [finding for finding in said if finding.ref.row not in others]
        said = [finding for finding in said if finding.board in ("", table.board)]
        for number in span.numbers if said else ():
            met = [finding for finding in said if (number, finding.code) not in waived]
            if met:
                own[number] = [*met, *own.get(number, [])]
    return dict(sorted(own.items()))


def first_outcome(deciding: Sequence[Finding]) -> Outcome | None:
    """What error findings make of an entry: returned before ineligible; None for neither."""
    if any(not finding.code.startswith("E") for finding in deciding):
        return Outcome.RETURNED
    return Outcome.INELIGIBLE if deciding else None


def settle(
    entries: Entries,
    deciding: Mapping[int, Sequence[Finding]],
    comparison: Comparison,
    campaign: Campaign,
) -> Ledger:
    """Decide every entry, in the order in which an entry can leave."""
    leaving = {*deciding, *comparison.superseded, *comparison.kept, *comparison.over}
    leaving |= comparison.withdrawn
    return Ledger(
        tuple(
            _decide(entries[number - 1], deciding.get(number, ()), comparison, campaign, entries)
            if number in leaving
            else Decision(number, Outcome.ACCEPTED)
            for span in entries.spans
            for number in span.numbers
        )
    )


def _decide(
    entry: Entry,
    deciding: Sequence[Finding],
    comparison: Comparison,
    campaign: Campaign,
    entries: Entries,
) -> Decision:
    number = entry.number
    if number in comparison.withdrawn:
        return Decision(number, Outcome.WITHDRAWN, ("J101",), 0, "本条已撤回")
    outcome = first_outcome(deciding)
    if outcome is not None:
        said = [
            finding
            for finding in deciding
            if finding.code.startswith("E") == (outcome is Outcome.INELIGIBLE)
        ]
        return Decision(number, outcome, _codes(said), 0, _reason(said))
    if number in comparison.superseded:
        later = entries[comparison.superseded[number] - 1]
        reason = f"本单位后来报送的“{later.submission}”{later.place}已替代本条"
        kept_number = comparison.accepted_for(later.number)
        return Decision(number, Outcome.SUPERSEDED, ("D102",), kept_number, reason)
    if number in comparison.kept:
        kept = entries[comparison.kept[number] - 1]
        if number in comparison.repeats:
            first = entries[comparison.repeats[number] - 1]
            reason = f"同一份文件{first.place}已报送，本条为重复"
            reason += f"，{_RULED}" if first.number in comparison.preferred else ""
            return Decision(number, Outcome.DUPLICATE, ("R101",), kept.number, reason)
        reason = (
            f"与“{kept.unit}”推荐的条目（“{kept.submission}”{kept.place}）为同一对象，"
            f"{_kept_words(kept, campaign, comparison)}"
        )
        return Decision(number, Outcome.DUPLICATE, ("D101",), kept.number, reason)
    reason = over_quota_reason(entry, comparison.over[number], campaign)
    return Decision(number, Outcome.OVER_QUOTA, ("Q101",), 0, reason)


_KEPT_WORDS = {"earliest": "保留先收到的一条", "latest": "保留后收到的一条"}
_RULED = "按裁定保留那一条"


def _kept_words(kept: Entry, campaign: Campaign, comparison: Comparison) -> str:
    if kept.number in comparison.preferred:
        return _RULED
    return _KEPT_WORDS[campaign.board(kept.board).keep]


def with_rulings(ledger: Ledger, said: Mapping[int, Sequence[str]]) -> Ledger:
    """The ledger with what is said of the rulings on each entry, by its number."""
    return Ledger(
        tuple(
            replace(each, ruled="；".join(said[each.entry])) if each.entry in said else each
            for each in ledger.decisions
        )
    )


def over_quota_reason(entry: Entry, exceeded: Exceeded, campaign: Campaign) -> str:
    """Why an entry is over quota: on which boards, for whom the quota is, and its limit."""
    ruled = "（按裁定保留的条目先占名额）" if exceeded.has_preferred else ""
    return f"{quota_met(entry, exceeded, campaign)}，本条在名额之外{ruled}"


def quota_met(entry: Entry, exceeded: Exceeded, campaign: Campaign) -> str:
    """The quota that an entry met: on which boards, for whom it is, and its limit."""
    places = "的推荐名额为" if "unit" in exceeded.per else "最多入围"
    return f"{quota_scope(entry, exceeded, campaign)}{places}{exceeded.limit}个"


def quota_scope(entry: Entry, exceeded: Exceeded, campaign: Campaign) -> str:
    """What a quota counts, of which this entry is a part: whose entries on which boards."""
    board = campaign.board(entry.board)
    told = dict(zip(exceeded.per, exceeded.names, strict=True))
    field_name = str(entry.value(board.field_key) or "") if "field" in told else ""
    place, total = f"“{board.titled(field_name)}”", ""
    if len(exceeded.boards) > 1:
        place, total = _together(exceeded.boards, campaign), "合计"
    same = [_same_owner(entry, board)] if "owner" in told else []
    same += [
        f"“{board.field(key).heading}”" for key in told if key not in ("unit", "field", "owner")
    ]
    alike = f"同一{'、'.join(same)}" if same else ""
    if "unit" in told:
        named = f"“{told['unit']}”" if told["unit"] else ""
        return f"{named}{'的' if named and alike else ''}{alike}在{place}{total}"
    if "owner" in told:
        return f"{alike}在{place}{total}"
    return f"在{place}，{alike}{total}" if alike else f"在{place}{total}"


def _same_owner(entry: Entry, board: Board) -> str:
    name = str(entry.value(board.holder_key) or "")
    return board.holder_words + (f"（{name}）" if name else "")


# More boards than these are told by their number.
_MOST_TITLES = 4


def _together(boards: Sequence[str], campaign: Campaign) -> str:
    """Boards whose entries are counted together: ``“甲榜”“乙榜”两个榜单``."""
    titles = [f"“{campaign.board(board).title}”" for board in boards]
    rest = "等" if len(titles) > _MOST_TITLES else ""
    count = "两" if len(titles) == 2 else str(len(titles))
    return f"{''.join(titles[:_MOST_TITLES])}{rest}{count}个榜单"


def _codes(said: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.code for finding in said}, key=ORDER.__getitem__))


def _reason(said: Sequence[Finding]) -> str:
    ordered = sorted(said, key=lambda finding: (finding.entry != 0, finding.ref.column))
    parts = list(dict.fromkeys(map(_place_and_title, ordered)))
    more = [f"等{len(parts)}项"] if len(parts) > _MOST_REASONS else []
    return "；".join([*parts[:_MOST_REASONS], *more])


def _place_and_title(finding: Finding) -> str:
    title = TITLES[finding.code]
    if finding.entry and finding.ref.cell:
        return f"{finding.ref.cell} {finding.field}：{title}"
    if finding.ref.row and finding.field:
        return f"整表 {finding.field}：{title}"
    return f"整份文件：{title}" if finding.code == "S105" else f"整表：{title}"
