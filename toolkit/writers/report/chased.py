"""A run in; out: who has sent nothing yet, and who has something to send again.

What a newcomer would get wrong: a returned entry that its unit has sent again, validly, is a closed
matter, and a file that people know of and waived is not asked for again.
"""

from __future__ import annotations

from collections import Counter

from toolkit.model import Outcome, Run, Severity, Status
from toolkit.writers.counts import silent_units
from toolkit.writers.report.pieces import Block, Column, Kind, capped
from toolkit.writers.returned import mended_entries
from toolkit.writers.selection import units_by_number
from toolkit.writers.wording import file_unit, unit_name

_SILENT_NAMED = 200


def silent_block(run: Run) -> Block | None:
    """Which registered units have sent nothing; None without a register."""
    silent = silent_units(run)
    if silent is None:
        return None
    if not silent:
        return Block("尚未报送的单位", ("名录中的推荐单位均已报送。",))
    names = "、".join(unit.name for unit in silent[:_SILENT_NAMED])
    rest = "等" if len(silent) > _SILENT_NAMED else ""
    counted = f"名录中共{len(run.registers.units or ())}家，{len(silent)}家尚未报送："
    return Block("尚未报送的单位", (f"{counted}{names}{rest}。",))


def chased_block(run: Run) -> Block | None:
    """Who is to repair and send again what, most first; None if nobody is."""
    entries, files = _returned(run), _refused(run)
    units = sorted(entries | files, key=lambda unit: (-entries[unit], -files[unit], unit))
    if not units:
        return None
    columns = (
        Column("推荐单位"), Column("退回待改正（条）", Kind.NUMBER),
        Column("未能受理的文件（份）", Kind.NUMBER),
    )  # fmt: skip
    rows = [(unit, entries[unit], files[unit]) for unit in units]
    note = "退回后已经重新报送合格的不计；退回函和邮件正文在“退回”文件夹里。"
    total = ("合计", entries.total(), files.total())
    return Block(f"请催办重报的单位（{len(units)}家）", (note,), None, capped(columns, rows, total))


def _returned(run: Run) -> Counter[str]:
    """Returned entries by unit, without those that were sent again."""
    mended, units = mended_entries(run), units_by_number(run)
    return Counter(
        unit_name(units[each.entry - 1])
        for each in run.ledger.decisions
        if each.outcome is Outcome.RETURNED and each.entry not in mended
    )


def _refused(run: Run) -> Counter[str]:
    """Files by unit that could not be taken, without those that a ruling waived."""
    waived = {
        (each.ref.submission, each.code) for each in run.findings if each.severity is Severity.NOTE
    }
    return Counter(
        file_unit(each)
        for each in run.submissions
        if each.status is Status.REFUSED and (each.path, each.code) not in waived
    )
