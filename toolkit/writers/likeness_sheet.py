"""The sheet 重复与疑似 of 汇总.xlsx: each case beside the entry it is like.

A `Run` and an open `Book` come in; one sheet goes out. What a newcomer would get wrong: the
first kinds are settled (the ledger's outcomes), the later ones are questions to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.codes import TITLES
from toolkit.model import OUTCOME_WORDS, Decision, Entry, Finding, Outcome, Run
from toolkit.writers.book import Book
from toolkit.writers.columns import Cell, Column
from toolkit.writers.tables import add_table_sheet
from toolkit.writers.wording import (
    OUTCOME_STYLES,
    board_of,
    entry_code,
    entry_name,
    entry_place,
    unit_name,
)

_SETTLED = (Outcome.SUPERSEDED, Outcome.DUPLICATE)
_ASKED = ("D201", "D202", "D301")
_SIDE = (
    Column("条目号", "plain", width=8.0),
    Column("名称", width=26.0),
    Column("统一社会信用代码", "code", width=22.0),
    Column("推荐单位", width=26.0),
    Column("榜单", width=14.0),
    Column("报送文件", width=26.0),
    Column("位置", width=18.0),
    Column("处理结果", "text center", width=15.0),
)
# One page for each side; the explanation stands with the first.
_COLUMNS = (
    Column("类别", width=18.0),
    # Without a merged heading: these two are repeated on the page to the right.
    *_SIDE[:2],
    *(replace(side, group="本条") for side in _SIDE[2:]),
    Column("说明", "wrapped", width=38.0),
    *(replace(side, group="对应的条目") for side in _SIDE),
)


def add_likeness_sheet(book: Book, run: Run) -> None:
    """Add 重复与疑似: superseded and duplicate entries, then D201, D202 and D301."""
    rows = [*_settled_rows(run), *_asked_rows(run)]
    settled = sum(1 for decision in run.ledger.decisions if decision.outcome in _SETTLED)
    add_table_sheet(
        book,
        "重复与疑似",
        _COLUMNS,
        rows,
        title="重复与疑似",
        notes=(_balance(settled, len(rows) - settled),),
        header=run.campaign.title,
        frozen=3,
    )


def _balance(settled: int, asked: int) -> str:
    return (
        f"已判定{settled}条（被新报送替代、重复）；另有{asked}处相似或同名情况，"
        "请人工核实，相关条目均未因此退出。"
    )


def _settled_rows(run: Run) -> Iterator[tuple[object, ...]]:
    for outcome in _SETTLED:
        for decision in run.ledger.decisions:
            if decision.outcome is outcome:
                yield _settled_row(run, decision)


def _settled_row(run: Run, decision: Decision) -> tuple[object, ...]:
    """A superseded or duplicate entry; R101 and D101 are told apart by the deciding code."""
    entry = run.entries[decision.entry - 1]
    kept = run.entries[decision.kept - 1] if decision.kept else None
    kind = "；".join(TITLES[code] for code in decision.codes)
    return (kind, *_side(run, entry), decision.full_reason, *_side(run, kept))


def _asked_rows(run: Run) -> Iterator[tuple[object, ...]]:
    for code in _ASKED:
        seen: set[frozenset[int]] = set()
        for finding in run.findings:
            if finding.code == code and finding.entry:
                for other in finding.others or (0,):
                    pair = frozenset((finding.entry, other))
                    # Both entries of a pair may have a finding: it is one question.
                    if other == 0 or pair not in seen:
                        seen.add(pair)
                        yield _asked_row(run, finding, other)


def _asked_row(run: Run, finding: Finding, other: int) -> tuple[object, ...]:
    """`other` is 0 where an entry is like a listed name, not like another entry."""
    kind = Cell(TITLES[finding.code], "query")
    entry = run.entries[finding.entry - 1]
    beside = run.entries[other - 1] if other else None
    return (kind, *_side(run, entry), finding.message, *_side(run, beside))


def _side(run: Run, entry: Entry | None) -> tuple[object, ...]:
    if entry is None:
        return ("",) * len(_SIDE)
    outcome = run.ledger.decision(entry.number).outcome
    board = board_of(run, entry)
    return (
        entry.number,
        entry_name(run, entry),
        entry_code(run, entry),
        unit_name(entry.unit),
        board.title,
        entry.submission,
        entry_place(entry, board.name_key),
        Cell(OUTCOME_WORDS[outcome], OUTCOME_STYLES[outcome]),
    )
