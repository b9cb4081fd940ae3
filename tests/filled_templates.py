"""Templates filled by script: a board in; out: valid values for it, and workbooks that hold them.

Values are typed into the cells of the file itself, so that everything else in it stays as it was
written: openpyxl would write the shared formulas out one by one.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from recalculating import SOFFICE

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Board, Campaign, column_letters
from toolkit.rules.identifiers import credit_check_character, organisation_check_character
from toolkit.writers.cells import cell_xml
from toolkit.writers.template.data_sheet import example_value

Filled = Mapping[tuple[int, str], object]
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)" s="(\d+)"/>')
_RESULT = re.compile(r"(</f>|<f [^>]*/>)<v>[^<]*</v>")


def shipped(campaign: str) -> Campaign:
    """A campaign that ships."""
    return load_campaign(shipped_schemas() / campaign)


def credit_code(number: int) -> str:
    """A valid 统一社会信用代码, another one for each number."""
    start = f"91310105{number:08d}"
    start += organisation_check_character(start[8:16])
    return start + credit_check_character(start)


def valid_values(board: Board, number: int) -> dict[str, object]:
    """The examples of the schema with a name and a code of their own: a valid entry, of whichever
    unit the workbook names.
    """
    values = {column.key: example_value(column) for column in board.fields}
    values[board.unit_key] = None
    values |= {
        board.name_key: f"上海第{number * 7919}测试有限公司",
        board.code_key: credit_code(number),
    }
    values[board.serial_key] = str(number)
    return values


def filled(values: Mapping[str, object], row: int) -> dict[tuple[int, str], object]:
    """An entry's values by row and key."""
    return {(row, key): value for key, value in values.items()}


def fill(template: Path, copy: Path, board: Board, cells: Filled) -> Path:
    """A copy of a template with values typed into its prepared rows, and all results forgotten."""
    columns = {column.key: at for at, column in enumerate(board.fields, 1)}
    typed = {(column_letters(columns[key]), str(row)): value for (row, key), value in cells.items()}

    def type_in(found: re.Match[str]) -> str:
        value = typed.pop((found[1], found[2]), None)
        return f'<c r="{found[1]}{found[2]}"{cell_xml(value, int(found[3]))}'

    with ZipFile(template) as source, ZipFile(copy, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item).decode() if item.filename.endswith(".xml") else ""
            if item.filename == "xl/worksheets/sheet2.xml":
                target.writestr(item, _CELL.sub(type_in, data))
            elif item.filename in ("xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"):
                target.writestr(item, _RESULT.sub(r"\1", data))
            else:
                target.writestr(item, source.read(item))
    assert not typed, f"not among the prepared cells: {sorted(typed)}"
    return copy


def recalculate_all(workbooks: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks, of different names, as LibreOffice saves them; one start for all."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [
            str(SOFFICE), "--headless", f"-env:UserInstallation={profile}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"),
            *map(str, workbooks),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    shutil.rmtree(folder / "profile", ignore_errors=True)
    return [folder / "out" / workbook.name for workbook in workbooks]


def as_day(text: str) -> date:
    """A date as a cell holds it."""
    return date.fromisoformat(text)


def shown_rows(sheet: Any, heading: str) -> list[list[Any]]:
    """The rows of 自检's table below the heading, those that show something."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = next(at for at, row in enumerate(rows) if row[0] == heading) + 1
    return [row for row in rows[first:] if row[1] not in (None, "")]
