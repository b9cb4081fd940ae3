"""Read every sheet of the workbooks given with calamine's own `to_python`, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

from python_calamine import CalamineWorkbook


def main() -> None:
    """Read the files named on the command line, or below the folders named."""
    for argument in sys.argv[1:]:
        place = Path(argument)
        for path in sorted(place.rglob("*.xlsx")) if place.is_dir() else (place,):
            workbook = CalamineWorkbook.from_path(str(path))
            for sheet in workbook.sheet_names:
                workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


if __name__ == "__main__":
    main()
