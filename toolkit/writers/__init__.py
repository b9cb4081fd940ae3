"""A run in; out: everything that `run` writes, as one folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.model import Run
from toolkit.model.rulings import CASES_FILE
from toolkit.writers.publishing import check_output, folders_of, put_back, replace_folder

if TYPE_CHECKING:
    from toolkit.writers.documents import LetterTemplates

__all__ = [
    "Options",
    "Task",
    "check_output",
    "folders_of",
    "put_back",
    "write_outputs",
    "writing_tasks",
]

REVIEW = "评审"
RETURNS = "退回"
RECEIPTS = "回执"
MASTER = "汇总.xlsx"
REPORT = "报告.html"


Task = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Options:
    """How outputs are written: marked copies in `jobs` child processes, of which `progress` is
    told, and letters by `templates` (None: those that come with the toolkit).
    """

    jobs: int = 1
    progress: Callable[[int, int], None] | None = None
    templates: LetterTemplates | None = None


USUAL = Options()


def write_outputs(run: Run, out: Path, options: Options = USUAL) -> list[Path]:
    """Replace `out` with the run's outputs; gives the copies of files a person had edited."""
    return replace_folder(out, lambda folder: _write(run, folder, options))


def _write(run: Run, folder: Path, options: Options) -> None:
    from toolkit.writers.records import write_run_json

    for write in writing_tasks(run, folder, options):
        write()
    write_run_json(run, folder)


def writing_tasks(run: Run, folder: Path, options: Options = USUAL) -> tuple[Task, ...]:
    """Everything to be written but run.json, the longest work first. The tasks know nothing of
    each other: they may be carried out in any order, and each in a process of its own.
    """
    # Imported here: they need XlsxWriter and Polars, which `toolkit --help` must not wait for.
    from toolkit.writers.master import write_master
    from toolkit.writers.records import write_records
    from toolkit.writers.report import write_report
    from toolkit.writers.review import write_reviews

    return (
        partial(write_reviews, run, folder / REVIEW),
        partial(write_master, run, folder / MASTER),
        partial(_write_to_units_and_cases, run, folder, options),
        partial(write_report, run, folder / REPORT),
        partial(write_records, run, folder / "records"),
    )


def _write_to_units_and_cases(run: Run, folder: Path, options: Options) -> None:
    """What goes to units, who are sorted once; and cases, which link to the marked copies and so
    come after them.
    """
    from toolkit.writers.cases import write_cases
    from toolkit.writers.documents import load_letter_templates, write_receipts
    from toolkit.writers.returned import collect_returns
    from toolkit.writers.returns import Making, write_returns

    templates = options.templates or load_letter_templates()
    returns = collect_returns(run)
    write_receipts(run, returns, folder / RECEIPTS, templates.receipt)
    making = Making(templates.returned, options.jobs, options.progress)
    copies = write_returns(run, returns, folder / RETURNS, making)
    write_cases(run, folder / CASES_FILE, copies)
