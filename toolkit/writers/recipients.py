"""To whom each file goes back, and into which folder: a run in; a unit for every file out.

What a newcomer would get wrong: a file with entries of several units holds what none of them may
see of the others. It goes to whoever sent it; where nobody knows who did, it goes to no unit.
"""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.model import Run, Submission
from toolkit.writers.file_names import safe_name
from toolkit.writers.selection import units_by_number
from toolkit.writers.wording import senders_of, unit_name

SEVERAL = "多家单位合报"


def unit_folders(units: Iterable[str]) -> dict[str, str]:
    """The folder of each unit, by its name; none is the one for files of several units."""
    folders: dict[str, str] = {}
    used = {SEVERAL.casefold()}
    for unit in units:
        name = safe_name(unit_name(unit))
        if name.casefold() in used:  # rare: to compare each name with all would take too long
            name = safe_name(unit_name(unit), (SEVERAL, *folders.values()))
        folders[unit] = name
        used.add(name.casefold())
    return folders


def recipients_of(run: Run) -> dict[str, str | None]:
    """By path, the unit a file goes back to: "" if it is nobody's by name, None if it holds entries
    of several units and its sender is not known.
    """
    holders: dict[str, dict[str, None]] = {}
    units = units_by_number(run)
    for span in run.entries.spans:
        named = units[span.among_all]
        holders.setdefault(span.table.submission, {}).update(dict.fromkeys(named))
    return {
        submission.path: _recipient(run, submission, tuple(holders.get(submission.path, ())))
        for submission in run.submissions
    }


def _recipient(run: Run, submission: Submission, holders: tuple[str, ...]) -> str | None:
    named = holders or senders_of(submission)
    if len(named) > 1:
        return submission.sender if _is_known(run, submission, named) else None
    return (named[0] if named else "") or submission.sender


def _is_known(run: Run, submission: Submission, holders: tuple[str, ...]) -> bool:
    """Whether the sender is more than a guess: without a register, every file name begins with
    the name of some unit.
    """
    if run.registers.units is not None or not submission.sender:
        return bool(submission.sender)
    return submission.sender in holders or "/" in submission.path
