"""A run in; out: 报告.html, the whole campaign on one page that opens without anything else.

The page is for who reads and for who prints: charts need no script, tables are whole without it.
What a newcomer would get wrong: it is handed round, so it shows nothing of how to reach people.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Outcome, Run
from toolkit.writers.counts import silent_units
from toolkit.writers.report import counted, decided, listed, measured
from toolkit.writers.report.page import Head, Sum, page_of
from toolkit.writers.report.personal import Personal
from toolkit.writers.report.pieces import Section

__all__ = ["write_report"]


def write_report(run: Run, path: Path) -> None:
    """Write the page; the same run gives the same bytes."""
    text = page_of(_head(run), _sections(run))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _sections(run: Run) -> list[Section]:
    """The sections in their order, without those that have nothing to say."""
    personal = Personal.of(run)
    found = (
        counted.funnel(run),
        decided.changes(run),
        decided.cases(run),
        counted.boards(run),
        counted.units(run),
        counted.regions(run),
        counted.industries(run),
        measured.quotas(run),
        measured.faults(run, personal),
        measured.medians(run),
        listed.ledger(run),
        listed.findings(run, personal),
    )
    return [section for section in found if section is not None]


def _head(run: Run) -> Head:
    campaign, counts = run.campaign, run.ledger.counts()
    lines = (
        f"文件依据：{campaign.source or '未注明'}",
        f"报送截止：{campaign.deadline_words or '未规定'}",
        *_received_words(run),
    )
    silent = silent_units(run)
    sums = (
        Sum("收到文件（份）", len(run.submissions), "funnel"),
        Sum("申报条目（条）", len(run.entries), "funnel"),
        Sum("入围（条）", counts[Outcome.ACCEPTED], "boards"),
        Sum("退回（条）", counts[Outcome.RETURNED], "units"),
        Sum("待裁定（件）", len(run.cases), "cases"),
        *((Sum("尚未报送（家）", len(silent), "units"),) if silent is not None else ()),
    )
    return Head(campaign.title, lines, sums)


def _received_words(run: Run) -> tuple[str, ...]:
    """When the first and the last file came, as far as that is known."""
    known = [each.received for each in run.submissions if each.received]
    if not known:
        return ()
    first, last = min(known), max(known)
    return (f"收件时间：{first:%Y-%m-%d} 至 {last:%Y-%m-%d}",)
