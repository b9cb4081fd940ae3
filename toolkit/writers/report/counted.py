"""A run in; out: the sections that count files and entries, each with a chart and its table.

What a newcomer would get wrong: the numbers are those of 概览, from the same functions; each table
adds up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.model import OUTCOME_WORDS, Outcome, Run, Status
from toolkit.writers.book import AMBER, GREEN, GREY, RED
from toolkit.writers.counts import (
    UnitCount,
    count_boards,
    count_industries,
    count_status,
    count_units,
    shown_outcomes,
)
from toolkit.writers.report.chased import chased_block, silent_block
from toolkit.writers.report.drawing import KEPT, SENT, Series, draw_bars
from toolkit.writers.report.figures import count_regions
from toolkit.writers.report.pieces import (
    Block,
    Chart,
    Column,
    Kind,
    Layout,
    Section,
    Table,
    Tag,
    capped,
)
from toolkit.writers.wording import OUTCOME_NOTES, OUTCOME_STYLES, SEVERAL_UNITS

# Bars that can be told apart; the table has every line.
MOST_BARS = 15
_GROUNDS = {"error": RED, "query": AMBER, "good": GREEN, "quiet": GREY}
_FILES = {
    Status.READ: ("已读取", "已读取其中的申报条目", "good"),
    Status.REFUSED: ("未能受理", "打不开、有密码或找不到榜单", "error"),
    Status.REPEATED: ("重复文件", "与先收到的文件完全相同", "quiet"),
}
_NUMBER = Kind.NUMBER
_FUNNEL_COLUMNS = (
    Column("项目"), Column("说明"), Column("数量", _NUMBER), Column("占比", Kind.SHARE),
)  # fmt: skip


def share(part: int, whole: int) -> float | None:
    """A part of a whole; None of nothing."""
    return part / whole if whole else None


def outcome_tag(outcome: Outcome) -> Tag:
    """An outcome on the ground that workbooks give it."""
    return Tag(OUTCOME_WORDS[outcome], OUTCOME_STYLES[outcome])


# ---------------------------------------------------------------- from files to accepted entries


def funnel(run: Run) -> Section:
    """Files received, entries read, each way of leaving, and what is left."""
    blocks = (_files_block(run), _outcomes_block(run))
    return Section("funnel", "从收件到入围", blocks, Layout.GRID)


def _files_block(run: Run) -> Block:
    total = len(run.submissions)
    counts = [count_status(run.submissions, status) for status in _FILES]
    rows = [
        (Tag(words, ground), note, number, share(number, total))
        for (words, note, ground), number in zip(_FILES.values(), counts, strict=True)
    ]
    labels = ["收到报送文件", *(words for words, _, _ in _FILES.values())]
    colours = [SENT, *(_GROUNDS[ground] for _, _, ground in _FILES.values())]
    numbers = [total, *counts]
    words = [f"{number:,}" for number in numbers]
    chart = draw_bars("报送文件", labels, [Series("", SENT, numbers, words, colours)])
    notes = [f"其中{len(run.late)}份在截止时间之后收到。"] if run.late else []
    if run.passed_over:
        notes.append(f"另有{len(run.passed_over)}个文件不是报送文件，未计入。")
    table = Table(_FUNNEL_COLUMNS, rows, ("收到报送文件", "", total, share(total, total)))
    return Block("报送文件（份）", tuple(notes), chart, table)


def _outcomes_block(run: Run) -> Block:
    counts, total = run.ledger.counts(), len(run.entries)
    outcomes = shown_outcomes(run)
    rows = [
        (outcome_tag(each), OUTCOME_NOTES[each], counts[each], share(counts[each], total))
        for each in outcomes
    ]
    table = Table(_FUNNEL_COLUMNS, rows, ("申报条目", "", total, share(total, total)))
    notes = ("每条申报条目只有一个处理结果，从上到下依次退出，最后留下的入围。",)
    return Block("申报条目（条）", notes, _leaving(total, outcomes, counts), table)


def _leaving(total: int, outcomes: Sequence[Outcome], counts: dict[Outcome, int]) -> Chart:
    """After each way of leaving what remains, and beside it how many left."""
    left = [0, *(counts[each] for each in outcomes[:-1]), 0]
    remaining = [total - sum(left[: at + 1]) for at in range(len(left))]
    names = [OUTCOME_WORDS[each] for each in outcomes]
    grounds = [SENT, *(_GROUNDS[OUTCOME_STYLES[each]] for each in outcomes[:-1]), KEPT]
    words = [
        f"{total:,}",
        *(f"−{number:,}" if number else "0" for number in left[1:-1]),
        f"{remaining[-1]:,}",
    ]
    series = [
        Series("余下", SENT, remaining, [""] * len(left), [SENT] * (len(left) - 1) + [KEPT]),
        Series("退出", RED, left, words, grounds),
    ]
    return draw_bars("申报条目的去向", ["申报条目", *names], series, stacked=True)


# ---------------------------------------------------------------- by board, unit, region, industry


def sent_and_kept(title: str, rows: Sequence[tuple[str, int, int]]) -> Chart:
    """Entries and accepted entries of each name, the first names only."""
    shown = rows[:MOST_BARS]
    more = f"（前{MOST_BARS}位）" if len(rows) > MOST_BARS else ""
    names = [name for name, _, _ in shown]
    series = [
        Series("申报条目", SENT, [sent for _, sent, _ in shown], [f"{n:,}" for _, n, _ in shown]),
        Series("入围", KEPT, [kept for _, _, kept in shown], [f"{n:,}" for _, _, n in shown]),
    ]
    return draw_bars(title + more, names, series)


def boards(run: Run) -> Section:
    """Each board's entries by outcome."""
    outcomes = shown_outcomes(run)
    counted = count_boards(run)
    numbers = [
        (sum(counts.values()), *(counts[each] for each in outcomes)) for _, _, counts in counted
    ]
    rows = [
        (title, senders, *own) for (title, senders, _), own in zip(counted, numbers, strict=True)
    ]
    columns = (
        Column("榜单"), Column("推荐单位", _NUMBER), Column("申报条目", _NUMBER),
        *(Column(OUTCOME_WORDS[each], _NUMBER) for each in outcomes),
    )  # fmt: skip
    sums = [sum(column) for column in zip(*numbers, strict=True)]
    drawn = sorted(
        ((title, sum(counts.values()), counts[Outcome.ACCEPTED]) for title, _, counts in counted),
        key=lambda row: -row[1],
    )
    chart = sent_and_kept("各榜单申报与入围", drawn)
    table = capped(columns, rows, ("合计", None, *sums))
    return Section("boards", "各榜单", (Block("", (), chart, table),))


def units(run: Run) -> Section:
    """Who is still to send something, and each unit's files and entries."""
    outcomes, counted = shown_outcomes(run), count_units(run)
    columns = (
        Column("推荐单位"),
        *(Column(words, _NUMBER) for words in ("报送文件", "未能受理", "重复文件", "逾期文件")),
        Column("申报条目", _NUMBER),
        *(Column(OUTCOME_WORDS[each], _NUMBER) for each in outcomes),
    )
    rows = [(each.unit, *_numbers(each, outcomes)) for each in counted]
    sums = [sum(numbers) for numbers in zip(*(row[1:] for row in rows), strict=True)]
    drawn = [(each.unit, each.entries, each.outcomes[Outcome.ACCEPTED]) for each in counted]
    chart = sent_and_kept("各推荐单位申报与入围", drawn) if drawn else None
    total = ("合计", *sums) if rows else ()
    block = Block("报送和处理情况", _shared_files(counted), chart, capped(columns, rows, total))
    waited_for = (each for each in (silent_block(run), chased_block(run)) if each)
    return Section("units", "各推荐单位", (*waited_for, block))


def _shared_files(counted: Sequence[UnitCount]) -> tuple[str, ...]:
    """Why units with entries may stand there without a file."""
    if not any(each.unit == SEVERAL_UNITS for each in counted):
        return ()
    return (f"几家单位合在一份里报来的文件，计在“{SEVERAL_UNITS}”一行；条目计在各单位名下。",)


def _numbers(each: UnitCount, outcomes: Sequence[Outcome]) -> tuple[int, ...]:
    files = (each.received, each.refused, each.repeated, each.late)
    return (*files, each.entries, *(each.outcomes[outcome] for outcome in outcomes))


def regions(run: Run) -> Section | None:
    """Entries by region; None where no board asks for it."""
    note = "按所在地区归到省（自治区、直辖市）；都在一地的，归到区、市。"
    return _divided(run, "regions", "各地区", count_regions(run), note)


def industries(run: Run) -> Section | None:
    """Entries by industry; None where no board asks for it."""
    note = "按战略性新兴产业分类归并；榜单另有行业分类的，按所填的计。"
    return _divided(run, "industries", "各行业", count_industries(run), note)


def _divided(
    run: Run, name: str, title: str, counted: Sequence[tuple[str, int, int]], note: str
) -> Section | None:
    if not counted:
        return None
    total = sum(sent for _, sent, _ in counted)
    accepted = sum(kept for _, _, kept in counted)
    columns = (
        Column(title.removeprefix("各")), Column("申报条目", _NUMBER), Column("占比", Kind.SHARE),
        Column("入围", _NUMBER), Column("入围率", Kind.SHARE),
    )  # fmt: skip
    rows = [
        (place, sent, share(sent, total), kept, share(kept, sent)) for place, sent, kept in counted
    ]
    sums = ("合计", total, share(total, total), accepted, share(accepted, total))
    chart = sent_and_kept(f"{title}申报与入围", counted)
    block = Block("", (), chart, capped(columns, rows, sums))
    others = len(run.entries) - total
    if others:
        note += f"另有{others:,}条所在的榜单不填这一项，未计入。"
    return Section(name, title, (block,), Layout.BESIDE, (note,))
