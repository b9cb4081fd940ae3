"""A run in; out: everything that `run` writes, as one folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.model import Run
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
CASES = "待裁定.xlsx"
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
    from toolkit.writers.documents import write_receipts
    from toolkit.writers.master import write_master
    from toolkit.writers.records import write_records
    from toolkit.writers.report import write_report
    from toolkit.writers.review import write_reviews

    return (
        partial(write_reviews, run, folder / REVIEW),
        partial(write_master, run, folder / MASTER),
        partial(_write_returns_and_cases, run, folder, options),
        partial(write_receipts, run, folder / RECEIPTS, options.templates),
        partial(write_report, run, folder / REPORT),
        partial(write_records, run, folder / "records"),
    )


def _write_returns_and_cases(run: Run, folder: Path, options: Options) -> None:
    """Cases link to the marked copies, so these are made first."""
    from toolkit.writers.cases import write_cases
    from toolkit.writers.returns import write_returns

    returns = folder / RETURNS
    copies = write_returns(run, returns, options.jobs, options.progress, options.templates)
    write_cases(run, folder / CASES, copies)
