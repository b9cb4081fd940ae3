"""A run in; out: everything that `run` writes, as one folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from toolkit.model import Run
from toolkit.writers.publishing import check_output, folders_of, put_back, replace_folder

__all__ = ["Task", "check_output", "folders_of", "put_back", "write_outputs", "writing_tasks"]

REVIEW = "评审"
RETURNS = "退回"
MASTER = "汇总.xlsx"


Task = Callable[[], object]


def write_outputs(
    run: Run, out: Path, jobs: int = 1, progress: Callable[[int, int], None] | None = None
) -> list[Path]:
    """Replace `out` with the run's outputs, marked copies made in `jobs` child processes, of which
    `progress` is told; gives the copies of files a person had edited.
    """
    return replace_folder(out, lambda folder: _write(run, folder, jobs, progress))


def _write(run: Run, folder: Path, jobs: int, progress: Callable[[int, int], None] | None) -> None:
    from toolkit.writers.records import write_run_json

    for write in writing_tasks(run, folder, jobs, progress):
        write()
    write_run_json(run, folder)


def writing_tasks(
    run: Run, folder: Path, jobs: int = 1, progress: Callable[[int, int], None] | None = None
) -> tuple[Task, ...]:
    """Everything to be written but run.json, the longest work first. The tasks know nothing of
    each other: they may be carried out in any order, and each in a process of its own.
    """
    # Imported here: they need XlsxWriter and Polars, which `toolkit --help` must not wait for.
    from toolkit.writers.master import write_master
    from toolkit.writers.records import write_records
    from toolkit.writers.returns import write_returns
    from toolkit.writers.review import write_reviews

    return (
        partial(write_reviews, run, folder / REVIEW),
        partial(write_master, run, folder / MASTER),
        partial(write_returns, run, folder / RETURNS, jobs, progress),
        partial(write_records, run, folder / "records"),
    )
