"""Load the workbooks given with openpyxl; with --read-only, pass over every row's values."""

from __future__ import annotations

import sys
from collections import deque
from pathlib import Path

from openpyxl import load_workbook


def _pass_over(path: Path) -> None:
    workbook = load_workbook(path, read_only=True, data_only=True)
    for sheet in workbook.worksheets:
        deque(sheet.iter_rows(values_only=True), maxlen=0)
    workbook.close()


def main() -> None:
    """Load the files named on the command line, or below the folders named."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--read-only"]
    load = _pass_over if "--read-only" in sys.argv else load_workbook
    for argument in arguments:
        place = Path(argument)
        for path in sorted(place.rglob("*.xlsx")) if place.is_dir() else (place,):
            load(path)


if __name__ == "__main__":
    main()
