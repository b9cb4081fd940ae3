"""A run in; out: everything that `run` writes, as one folder."""

from __future__ import annotations

from pathlib import Path

from toolkit.model import Run
from toolkit.writers.publishing import check_output, folders_of, replace_folder

__all__ = ["check_output", "folders_of", "write_outputs"]

REVIEW = "评审"
RETURNS = "退回"
MASTER = "汇总.xlsx"


def write_outputs(run: Run, out: Path) -> list[Path]:
    """Replace `out` with the run's outputs; gives the copies of files a person had edited."""
    return replace_folder(out, lambda folder: _write(run, folder))


def _write(run: Run, folder: Path) -> None:
    # Imported here: they need XlsxWriter and Polars, which `toolkit --help` must not wait for.
    from toolkit.writers.master import write_master
    from toolkit.writers.notices import write_notices
    from toolkit.writers.records import write_records, write_run_json
    from toolkit.writers.review import write_reviews

    write_master(run, folder / MASTER)
    write_reviews(run, folder / REVIEW)
    write_notices(run, folder / RETURNS)
    write_records(run, folder / "records")
    write_run_json(run, folder)
