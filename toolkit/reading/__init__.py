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

__all__ = ["OPENED", "read_workbook", "unprotected"]

# What the register tells of a file that one of the passwords given opened.
OPENED = "用提供的密码打开。"

_USUAL = Limits()


def read_workbook(
    path: Path,
    *,
    careful: bool = True,
    passwords: tuple[str, ...] = (),
    limits: Limits = _USUAL,
) -> Workbook:
    """Read one file whatever its ending says; raise `Refused` (F101, F102, F103, F105) with the
    plain reason when it cannot be read. A protected file is tried with each of the `passwords`.
    Where not `careful`, a hostile file may end the process: for children only, which are then
    asked again.
    """
    data, opened = unprotected(sniffing.read_regular_file(path, limits), passwords, limits)
    kind, grids, properties, remarks = _read(data, limits, careful=careful)
    return Workbook(kind, grids, sniffing.disguise(path, kind), properties, opened + remarks)


def unprotected(
    data: bytes, passwords: tuple[str, ...], limits: Limits
) -> tuple[bytes, tuple[str, ...]]:
    """A file as it is without a password, and what the register should tell of that; raise
    `Refused` where it cannot be opened.
    """
    if sniffing.container(data) != "ole":  # nothing else can be protected as a whole
        return data, ()
    from toolkit.reading.encryption import decrypted

    opened = decrypted(data, passwords, limits)
    return opened.data, (OPENED,) if opened.asked else ()


_Content = tuple[str, tuple[Grid, ...], Mapping[str, str], tuple[str, ...]]


def _read(data: bytes, limits: Limits, *, careful: bool) -> _Content:
    """The true format, the grids, the custom properties of the document, and what the register
    should tell about the reading.
    """
    match sniffing.container(data):
        case "zip":
            return _read_zip(data, limits, careful=careful)
        case "text":
            return _read_text(data, limits)
        case _:
            from toolkit.reading.xls_book import read_xls

            grids, remarks = read_xls(data, limits)
            return "xls", grids, {}, remarks


def _read_zip(data: bytes, limits: Limits, *, careful: bool) -> _Content:
    parts = budget.open_parts(data, limits)
    kind = sniffing.zipped_kind(parts)
    if kind == "ods":
        from toolkit.reading.ods_book import read_ods

        return kind, read_ods(parts), {}, ()
    from toolkit.reading.ooxml_properties import read_properties
    from toolkit.reading.ooxml_structure import workbook_part

    main = workbook_part(parts)
    if main.endswith(".bin"):
        from toolkit.reading.xlsb_book import read_xlsb

        return "xlsb", read_xlsb(parts, main), read_properties(parts), ()
    from toolkit.reading.ooxml_book import read_ooxml

    grids, remarks = read_ooxml(parts, main, careful=careful)
    return "xlsx", grids, read_properties(parts), remarks


def _read_text(data: bytes, limits: Limits) -> _Content:
    from toolkit.reading.openings import text_kind

    match text_kind(data):
        case "html":
            from toolkit.reading.html_book import read_html

            grids, remarks = read_html(data, limits)
            return "html", grids, {}, remarks
        case "mht":
            from toolkit.reading.mht_book import read_mht

            grids, remarks = read_mht(data, limits)
            return "mht", grids, {}, remarks
        case "xml":
            from toolkit.reading.xml_book import read_xml

            return "xml", read_xml(data, limits), {}, ()
        case "fods":
            from toolkit.reading.ods_book import read_flat_ods
            from toolkit.reading.xml_book import plain_xml

            return "fods", read_flat_ods(plain_xml(data), limits), {}, ()
        case _:
            from toolkit.reading.csv_text import read_csv

            return "csv", (read_csv(data, limits),), {}, ()
