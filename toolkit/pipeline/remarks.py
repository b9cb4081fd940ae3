"""What comparing entries found in; out: its findings, each at the cell where it belongs
(the code cell if codes matched, else the name cell; the rank cell for quotas).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from toolkit import quotas, subjects
from toolkit.ledger import Comparison, quota_met, quota_scope
from toolkit.model import (
    Board,
    Campaign,
    Entry,
    Exceeded,
    Finding,
    Judged,
    Ledger,
    Outcome,
    Quota,
    QuotaUse,
    Ref,
    Registers,
    Severity,
)
from toolkit.model.columns import Entries
from toolkit.model.rulings import UNJUDGED
from toolkit.rules.names import identifying_code
from toolkit.subjects.ruled import group_as_ruled


@dataclass(frozen=True, slots=True)
class Context:
    """What every remark needs. `undated` are the submissions whose time of arrival is unknown,
    `judged` is what people ruled.
    """

    entries: Entries
    campaign: Campaign
    registers: Registers
    ledger: Ledger
    undated: frozenset[str] = frozenset()
    judged: Judged = UNJUDGED
    boards: Mapping[str, Board] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "boards", {board.id: board for board in self.campaign.boards})

    def entry(self, number: int) -> Entry:
        """The entry with that number."""
        return self.entries[number - 1]

    def board(self, entry: Entry) -> Board:
        """The board an entry stands on."""
        return self.boards[entry.board]

    def code(self, entry: Entry) -> str:
        """Its credit code if it identifies, else ""."""
        return identifying_code(entry.value(self.board(entry).code_key))

    def name(self, entry: Entry) -> str:
        """Its subject's name, as received."""
        return str(entry.value(self.board(entry).name_key) or "")

    def holder(self, entry: Entry) -> str:
        """The name that its code goes with: the owner's where it has one, else the subject's."""
        return str(entry.value(self.board(entry).holder_key) or "")

    def finding(
        self, code: str, number: int, key: str, message: str, severity: Severity | None = None
    ) -> Finding:
        """A finding at an entry's field; at its name where the sheet lacks that column."""
        entry = self.entry(number)
        board = self.board(entry)
        at = key if key in entry.table.columns else board.name_key
        return Finding(
            code=code,
            severity=severity or self.campaign.severities[code],
            ref=entry.ref(at),
            message=message,
            entry=number,
            field=board.field(at).heading,
            value=entry.original(at),
        )

    def subject_key(self, entry: Entry, other: Entry) -> str:
        """The code column where both codes are valid and equal, else the name column."""
        board = self.board(entry)
        code = self.code(entry)
        return board.code_key if code and code == self.code(other) else board.name_key

    def said_of(self, entry: Entry) -> str:
        """How a message names another entry."""
        return f"“{entry.submission}”{entry.place}（{entry.unit or '未识别单位'}）"


def superseded(context: Context, found: pl.DataFrame) -> Iterator[Finding]:
    """D102: a note, or a query where only names say that it is the same subject, and nobody has
    ruled that it is.
    """
    settled = context.judged.settled
    for number, kept, by_code in found.select("entry", "kept", "by_code").iter_rows():
        entry, later = context.entry(number), context.entry(kept)
        key = context.subject_key(entry, later)
        message = (
            f"{context.said_of(later)}是同一单位后来报送的同一对象，以后来的为准。"
            f"{_why_later(context, entry, later)}"
        )
        if by_code or (number, kept) in settled:
            finding = context.finding("D102", number, key, message)
            yield replace(finding, others=(kept,))
            continue
        owner = context.board(entry).owner_key
        alike = f"名称和{context.board(entry).holder_words}相同" if owner else "名称相同"
        asked = f"{message}两条只是{alike}，请核对是否同一{'项' if owner else '家'}。"
        query = context.finding("D102", number, key, asked, Severity.QUERY)
        yield replace(query, others=(kept,))


def _why_later(context: Context, entry: Entry, later: Entry) -> str:
    """What there is to know of an order that does not rest on two known times."""
    if later.submission not in context.undated:
        return ""
    if entry.submission in context.undated:
        why = "两份文件都没有收到时间，按文件名排的先后"
    else:
        why = "后一份没有收到时间，排在有收到时间的文件之后"
    return f"{why}；如果先后不对，请在名录/收件.xlsx 里写明收到时间。"


def left_behind(
    context: Context, outcomes: pl.DataFrame, superseded: pl.DataFrame
) -> Iterator[Finding]:
    """D103: each entry still in that a later version of its list does not name any more."""
    grouped, _ = group_as_ruled(outcomes, context.judged)
    found = subjects.find_left_behind(grouped, superseded)
    standing = outcomes.filter(pl.col("outcome").is_in([each.value for each in _STANDING]))
    told = found.join(standing, on="entry", how="semi", maintain_order="left")
    for number, later in told.select("entry", "later").iter_rows():
        message = (
            f"同一单位后来又报送了这个榜单的名单“{later}”，其中没有它，"
            "仍按先前的报送保留，请核对是否已撤下。"
        )
        name_key = context.board(context.entry(number)).name_key
        yield context.finding("D103", number, name_key, message)


# An entry that left for another reason is spoken of by that reason.
_STANDING = (Outcome.ACCEPTED, Outcome.OVER_QUOTA)


def duplicates(
    context: Context, comparison: Comparison, grouped: pl.DataFrame
) -> Iterator[Finding]:
    """R101 for repeats inside a file, D101 for subjects that another unit's entry stands for."""
    yield from _repeated(context, comparison.repeats)
    for number, kept in comparison.kept.items():
        if number in comparison.repeats:
            continue
        entry, other = context.entry(number), context.entry(kept)
        key = context.subject_key(entry, other)
        is_counted = context.campaign.quotas_on(context.board(entry))
        free = "；本条不占名额" if is_counted else ""
        message = f"{context.said_of(other)}已推荐同一对象，以那一条为准{free}。"
        yield replace(context.finding("D101", number, key, message), others=(kept,))
    yield from _tolerated(context, comparison, grouped)


def _repeated(context: Context, repeats: Mapping[int, int]) -> Iterator[Finding]:
    for number, first_number in repeats.items():
        entry, first = context.entry(number), context.entry(first_number)
        key = context.subject_key(entry, first)
        surplus = "一份" if entry.table.is_form else "一行"
        message = f"同一份文件{first.place}已报送同一对象，请删去重复的{surplus}。"
        yield replace(context.finding("R101", number, key, message), others=(first_number,))


def _tolerated(
    context: Context, comparison: Comparison, grouped: pl.DataFrame
) -> Iterator[Finding]:
    """Where a campaign lets duplicates stand, they are still spoken of, at its severity."""
    for code, keys in (
        ("R101", ["subject", "board", "submission"]),
        ("D101", ["subject", "board"]),
    ):
        if context.campaign.severities[code] is Severity.ERROR:
            continue
        firsts = grouped.with_columns(
            pl.col("entry").min().over(keys).alias("first"),
            pl.col("submission").sort_by("entry").first().over(keys).alias("of"),
        ).filter(pl.col("entry") != pl.col("first"))
        if code == "D101":
            firsts = firsts.filter(pl.col("submission") != pl.col("of"))
        for number, first in firsts.select("entry", "first").iter_rows():
            if number in comparison.superseded or number in comparison.kept:
                continue
            entry, other = context.entry(number), context.entry(first)
            message = f"{context.said_of(other)}报送了同一对象。"
            yield context.finding(code, number, context.subject_key(entry, other), message)


def over_quota(
    context: Context, exceeding: Mapping[int, Exceeded], unclear: Iterable[int]
) -> Iterator[Finding]:
    """Q101 for each entry beyond a quota, Q102 where a tied or missing rank decided the cut."""
    for number, exceeded in exceeding.items():
        entry = context.entry(number)
        met = quota_met(entry, exceeded, context.campaign)
        message = f"{met}，{_beyond(context, context.board(entry))}"
        yield context.finding("Q101", number, context.board(entry).rank_key, message)
    for number in sorted(unclear):
        entry = context.entry(number)
        message = _unclear(entry, context.board(entry))
        yield context.finding("Q102", number, context.board(entry).rank_key, message)


def _beyond(context: Context, board: Board) -> str:
    """What is asked about an entry beyond a quota; one that may stay is only asked about."""
    order = f"“{board.field(board.rank_key).heading}”" if board.rank_key else ""
    if context.campaign.severities["Q101"] is not Severity.ERROR:
        return f"本条按{order or '收件先后'}排在名额以后，没有因此退出；是否可以超出，请核对。"
    return f"本条在名额之外。请{f'核对{order}，或' if order else ''}减少推荐数量。"


def _unclear(entry: Entry, board: Board) -> str:
    """Why it is not clear who has the last place."""
    if not board.rank_key:
        return "名额正好在这里用完；这个榜单没有推荐顺序，暂按收件先后取舍，请核对。"
    order, rank = f"“{board.field(board.rank_key).heading}”", entry.value(board.rank_key)
    fault = f"{order}没有填写" if rank is None else f"{order} {rank} 有并列"
    return f"{fault}，而名额正好在这里用完，暂按收件先后和表中先后取舍，请推荐单位明确顺序。"


def unused_quota(context: Context, use: Iterable[QuotaUse]) -> Iterator[Finding]:
    """Q201, once for each unit and board (and field) with entries and places left."""
    first_file: dict[tuple[str, str], str] = {}
    units = context.entries.units
    for span in context.entries.spans:
        for unit in units[span.among_all]:
            first_file.setdefault((unit, span.table.board), span.table.submission)
    for row in use:
        if row.limit is None or not row.unit or row.accepted >= row.limit:
            continue
        board = context.boards[row.board]
        title = board.titled(row.field)
        places = f"有{row.limit}个名额，入围{row.accepted}个"
        message = f"“{row.unit}”在“{title}”{places}，尚余{row.limit - row.accepted}个。"
        ref = Ref(first_file[row.unit, row.board])
        yield Finding("Q201", context.campaign.severities["Q201"], ref, message)


def disagreements(context: Context, found: pl.DataFrame) -> Iterator[Finding]:
    """D202: equal names under different valid codes, or equal codes under different names; of
    owners, where the codes are theirs.
    """
    for number, other, same in found.select("entry", "other", "same").iter_rows():
        entry, theirs = context.entry(number), context.entry(other)
        board = context.board(entry)
        name = board.holder_words if board.owner_key else "名称"
        if same == "code":
            key, fault = board.code_key, f"代码相同，但{name}是“{context.holder(theirs)}”"
        elif context.code(entry):
            key, fault = board.holder_key, f"{name}相同，但代码是 {context.code(theirs)}"
        else:
            key, fault = board.holder_key, f"{name}相同，但这个名称对应着几个不同的代码"
        message = f"与{context.said_of(theirs)}{fault}，请核对名称和代码。"
        yield replace(context.finding("D202", number, key, message), others=(other,))


def on_several_boards(context: Context, grouped: pl.DataFrame) -> Iterator[Finding]:
    """D301: each accepted entry whose subject is accepted on several boards."""
    accepted = [d.entry for d in context.ledger.decisions if d.outcome is Outcome.ACCEPTED]
    several = (
        grouped.filter(pl.col("entry").is_in(accepted))
        .filter(pl.col("board").n_unique().over("subject") > 1)
        .sort("entry")
    )
    titles = {board.id: board.title for board in context.campaign.boards}
    boards_of: dict[str, list[str]] = {}
    entries_of: dict[str, list[int]] = {}
    for number, subject, board in several.select("entry", "subject", "board").iter_rows():
        boards_of.setdefault(subject, []).append(titles[board])
        entries_of.setdefault(subject, []).append(number)
    for number, subject in several.select("entry", "subject").iter_rows():
        entry = context.entry(number)
        key = (
            context.board(entry).code_key if context.code(entry) else context.board(entry).name_key
        )
        named = "、".join(f"“{title}”" for title in dict.fromkeys(boards_of[subject]))
        finding = context.finding("D301", number, key, f"同一对象在{named}都已入围。")
        others = tuple(item for item in entries_of[subject] if item != number)
        yield replace(finding, others=others)


def repeats_in_check(
    entries: Entries, repeats: Mapping[int, int], campaign: Campaign
) -> Iterator[Finding]:
    """R101 for `check`, which settles no ledger."""
    context = Context(entries, campaign, Registers(), Ledger(()))
    yield from _repeated(context, repeats)


def quota_in_check(
    entries: Entries, standing: pl.DataFrame, campaign: Campaign, submission: str
) -> Iterator[Finding]:
    """Say each exceeded quota once, as a query, without a cell: `check` knows no register.
    `standing` are the entries that would use a place. A template's unit counts before the column.
    """
    units = entries.stated({board.id: board.unit_key for board in campaign.boards})
    for span in entries.spans:
        if span.table.template is not None and span.table.template.unit:
            units[span.among_all] = [span.table.template.unit] * len(span.rows)
    stated = pl.Series("unit", [str(unit or "") for unit in units], pl.String)
    sent = standing.with_columns(unit=stated.gather(standing["entry"] - 1))
    for division in quotas.divide(campaign):
        for quota in division.quotas:
            for names, members in quotas.scopes_of(sent, quota):
                if members.height > quota.limit:
                    exceeded = Exceeded(quota.limit, quota.per, names, quota.boards)
                    scope = quota_scope(entries[members["entry"][0] - 1], exceeded, campaign)
                    message = _exceeded_words(scope, members.height, quota)
                    yield Finding("Q101", Severity.QUERY, Ref(submission), message)


def _exceeded_words(scope: str, count: int, quota: Quota) -> str:
    if "unit" not in quota.per:
        return f"{scope}推荐了{count}个，最多入围{quota.limit}个，请按推荐顺序减少。"
    return (
        f"{scope}推荐了{count}个，每个推荐渠道的名额为{quota.limit}个。"
        "如不属于多个推荐渠道，请按推荐顺序减少。"
    )
