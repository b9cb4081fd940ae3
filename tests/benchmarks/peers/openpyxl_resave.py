"""Load each workbook below a folder with openpyxl, and save it into another folder."""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook


def main() -> None:
    """From the folder named first into the one named second."""
    source, target = map(Path, sys.argv[1:])
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.xlsx")):
        load_workbook(path).save(target / path.name)


if __name__ == "__main__":
    main()
