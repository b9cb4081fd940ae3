"""Values and formulas in; out: what LibreOffice makes of the formulas.

One call costs seconds, so that many cases share a workbook: each row is a case, and each formula
is written once a row with ``{row}`` replaced by the row's number.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


class FormulaSheet(Worksheet):
    """A sheet that takes formulas as they are written: to look through each for functions that
    came after 2010 takes longer than all else, and whoever writes those here names them in full.
    """

    def _prepare_formula(self, formula: str, *_: Any, **__: Any) -> str:
        return formula.removeprefix("=")


def recalculate(workbook: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it, its formulas reckoned anew, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [
            str(SOFFICE), "--headless", f"-env:UserInstallation={profile}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
            str(workbook),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / "out" / workbook.with_suffix(".xlsx").name


def recalculated(
    cases: Sequence[Sequence[object]], formulas: Sequence[str], folder: Path
) -> list[list[Any]]:
    """What each formula gives in each row; a case's values stand from column A on, None blank.

    A formula is written without ``=``. What is no number, date or blank is written as text.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cases.xlsx"
    width = max(map(len, cases))
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表", FormulaSheet)
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, values in enumerate(cases):
            for column, value in enumerate(values):
                if isinstance(value, (date, datetime)):
                    sheet.write_datetime(row, column, value, dated)
                elif isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(row, column, value)
                elif value is not None:
                    sheet.write_string(row, column, str(value))
            for at, formula in enumerate(formulas):
                own = formula.replace("{row}", str(row + 1))
                sheet.write_formula(row, width + at, f"={own}", None, "")
    book = CalamineWorkbook.from_path(str(recalculate(path, folder)))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[*row, *[""] * (width + len(formulas))][width : width + len(formulas)] for row in rows]
