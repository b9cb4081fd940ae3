"""Files made to hurt whoever opens them, each a few kilobytes or megabytes on disk.

    python bombs.py [kind …]

prints what becomes of each: verdict, peak memory of the child that read it, seconds.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from struct import pack

import xlwt
from archives import bomb, named, zip_of
from raw_workbooks import (
    MAIN,
    OFFICE,
    ooxml_parts,
    relationships,
    rows_xml,
    shared_strings,
    write_zip,
    xlsb_cell,
    xlsb_parts,
    xlsb_row,
)

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Limits
from toolkit.pipeline.examining import Job, Task, examine, prepare
from toolkit.unpacking import Crate, unpack
from toolkit.workers import Lost, examine_each

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
ONE_CELL = rows_xml(CELL)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
MILLION = 1_000_000
_PARTS = {"book": "xl/workbook.xml", "strings": "xl/sharedStrings.xml"}


# ---------------------------------------------------------------- zips


def huge_member(path: Path) -> None:
    """64 MB of nothing in 64 KB."""
    write_zip(path, ooxml_parts(bytes(64 * 1024 * 1024)))


def many_large_members(path: Path) -> None:
    """Members that are each allowed and together are not."""
    parts = ooxml_parts(ONE_CELL)
    write_zip(path, {**parts, **{f"xl/media/{at}.bin": bytes(31 << 20) for at in range(67)}})


def shared_record(path: Path) -> None:
    """Twenty names in the directory for one record."""
    parts = ooxml_parts(ONE_CELL)
    write_zip(path, {**parts, **{f"xl/{at:02}.xml": "" for at in range(20)}})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        first = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    for at in range(20):
        entry = content.rfind(f"xl/{at:02}.xml".encode()) - 46
        content[entry + 42 : entry + 46] = pack("<I", first)
    path.write_bytes(content)


def bzip2(path: Path) -> None:
    """The other compression, which shrinks a gigabyte to a kilobyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in ooxml_parts(b" " * 50_000_000).items():
            archive.writestr(name, content)


def many_members(path: Path) -> None:
    """More parts than any workbook has."""
    write_zip(path, {**ooxml_parts(ONE_CELL), **{f"xl/{at}": "" for at in range(20_001)}})


# ---------------------------------------------------------------- markup


def laughs_in(part: str) -> Callable[[Path], None]:
    """A billion laughs at the head of a part."""
    return lambda path: _with_opening(path, part, LAUGHS)


def entity_in(part: str) -> Callable[[Path], None]:
    """An entity that stands for another file."""
    return lambda path: _with_opening(path, part, OUTSIDE)


def _with_opening(path: Path, part: str, opening: str) -> None:
    cell = '<row r="1"><c r="A1" t="str"><v>&i;</v></c></row>'
    parts = ooxml_parts(rows_xml(cell), shared_strings("&a;"))
    name = _PARTS.get(part, "xl/worksheets/sheet1.xml")
    write_zip(path, {**parts, name: opening + str(parts[name])})


def deep_markup(part: str) -> Callable[[Path], None]:
    """Elements in elements in elements."""

    def make(path: Path) -> None:
        parts = ooxml_parts(ONE_CELL, shared_strings("甲"))
        name = _PARTS.get(part, "xl/worksheets/sheet1.xml")
        head, tail = str(parts[name]).split(">", 1)
        deep = "<a>" * MILLION + "</a>" * MILLION
        write_zip(path, {**parts, name: f"{head}>{deep}{tail}"})

    return make


# ---------------------------------------------------------------- what a workbook says


def claimed_strings(path: Path) -> None:
    """A count of strings to reserve room for."""
    cell = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    write_zip(path, ooxml_parts(rows_xml(cell), shared_strings("甲", claim=2**32 - 1)))


def far_cell(path: Path) -> None:
    """Two cells at the ends of the sheet."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    write_zip(path, ooxml_parts(rows_xml(CELL + far)))


def far_cells_in_each_row(path: Path) -> None:
    """A cell at the right end of every row."""
    rows = (f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(1, 300_001))
    write_zip(path, ooxml_parts(rows_xml("".join(rows))))


def long_text_used(times: int) -> Callable[[Path], None]:
    """One long text, and so many cells that point to it."""

    def make(path: Path) -> None:
        cells = (f'<c r="A{at}" t="s"><v>0</v></c>' for at in range(1, times + 1))
        rows = (f'<row r="{at}">{cell}</row>' for at, cell in enumerate(cells, 1))
        write_zip(path, ooxml_parts(rows_xml("".join(rows)), shared_strings("x" * 32_767)))

    return make


def many_sheets(path: Path) -> None:
    """A hundred thousand sheets, all of them one part."""
    parts = ooxml_parts(ONE_CELL)
    sheets = "".join(
        f'<sheet name="S{at}" sheetId="{at}" r:id="rId1"/>' for at in range(1, 100_001)
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    )
    write_zip(path, parts)


def many_sheets_of_one_large_part(path: Path) -> None:
    """A hundred sheets, all of them one part with ten thousand rows."""
    rows = (f'<row r="{at}"><c r="A{at}"><v>1</v></c></row>' for at in range(1, 10_001))
    parts = ooxml_parts(rows_xml("".join(rows)))
    sheets = "".join(f'<sheet name="S{at}" sheetId="{at}" r:id="rId1"/>' for at in range(1, 101))
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    )
    write_zip(path, parts)


def behind_rows(element: str, around: str) -> Callable[[Path], None]:
    """A million of something behind the cells of a sheet."""

    def make(path: Path) -> None:
        crowd = f"<{around}>{element * MILLION}</{around}>"
        write_zip(path, ooxml_parts(ONE_CELL.replace("</worksheet>", f"{crowd}</worksheet>")))

    return make


def many_names(path: Path) -> None:
    """A million defined names."""
    parts = ooxml_parts(ONE_CELL)
    names = "".join(
        f'<definedName name="n{at}">名单!$A$1</definedName>' for at in range(MILLION // 2)
    )
    book = str(parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = book.replace(
        "</workbook>", f"<definedNames>{names}</definedNames></workbook>"
    )
    write_zip(path, parts)


def many_hidden_columns(path: Path) -> None:
    """All columns hidden, two hundred thousand times, and a value in the last one."""
    columns = '<col min="1" max="16384" hidden="1"/>' * 200_000
    sheet = rows_xml('<row r="1"><c r="XFD1"><v>1</v></c></row>')
    write_zip(path, ooxml_parts(sheet.replace("<sheetData>", f"<cols>{columns}</cols><sheetData>")))


def many_styles(path: Path) -> None:
    """A million cell styles."""
    style = '<xf numFmtId="9"/>'
    styles = f"<cellXfs>{style * MILLION}</cellXfs>"
    sheet = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    write_zip(path, ooxml_parts(ONE_CELL, styles=sheet))


def many_relations(path: Path) -> None:
    """Two hundred thousand relationships."""
    parts = ooxml_parts(ONE_CELL)
    related = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    related += [(f"x{at}", "image", "a.png") for at in range(200_000)]
    write_zip(path, {**parts, "xl/_rels/workbook.xml.rels": relationships(related)})


def far_cells_in_xlsb(path: Path) -> None:
    """The binary format's far cells."""
    rows = b"".join(xlsb_row(at) + xlsb_cell(4, 16_383, b"\1") for at in range(100_000))
    write_zip(path, xlsb_parts(rows))


# ---------------------------------------------------------------- other formats


def repeated_in_ods(path: Path) -> None:
    """One element for every cell of a sheet."""
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float"'
        ' office:value="1"/>'
    )
    _ods(path, f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def spread_in_ods(path: Path) -> None:
    """A value at the right end of every row, each row an element of its own."""
    row = (
        '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    )
    _ods(path, row * 100_000)


def spaces_in_ods(path: Path) -> None:
    """A text of spaces that are counted, not written."""
    spaces = '<text:s text:c="10000"/>' * 100_000
    cell = f'<table:table-cell office:value-type="string"><text:p>{spaces}</text:p>'
    _ods(path, f"<table:table-row>{cell}</table:table-cell></table:table-row>")


def _ods(path: Path, rows: str) -> None:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="名单">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    media = "application/vnd.oasis.opendocument.spreadsheet"
    write_zip(path, {"mimetype": media, "content.xml": content})


def dimensions(first: int, last: int) -> Callable[[Path], None]:
    """An .xls that says where its cells are, wrongly."""

    def make(path: Path) -> None:
        book = xlwt.Workbook()
        book.add_sheet("名单").write(0, 0, "甲")
        book.save(str(path))
        content = bytearray(path.read_bytes())
        at = content.index(b"\x00\x02\x0e\x00") + 4
        content[at : at + 12] = pack("<IIHH", first, last, 0, 0xFFFF)
        path.write_bytes(content)

    return make


def looping_directory(path: Path) -> None:
    """An OLE directory whose entries follow each other round and round."""
    book = xlwt.Workbook()
    book.add_sheet("名单").write(0, 0, "甲")
    book.save(str(path))
    content = bytearray(path.read_bytes())
    at = content.index("Workbook".encode("utf-16-le"))
    content[at + 68 : at + 76] = pack("<II", 1, 1)
    path.write_bytes(content)


def looping_sectors(path: Path) -> None:
    """An OLE file whose sectors follow each other round and round."""
    dimensions(0, 1)(path)
    content = bytearray(path.read_bytes())
    (table,) = (content[76 + at] for at in range(1))
    start = (table + 1) * 512
    content[start : start + 512] = b"".join(pack("<I", (at + 1) % 8) for at in range(128))
    path.write_bytes(content)


def long_line(path: Path) -> None:
    """A hundred megabytes without a line's end."""
    path.write_bytes(b"x" * (100 << 20))


def empty_cells(path: Path) -> None:
    """A hundred megabytes of commas."""
    path.write_bytes(b"," * (100 << 20))


def zeros(path: Path) -> None:
    """A file of 500 MB that takes no room on disk."""
    with path.open("wb") as file:
        file.truncate(500 << 20)


def gzip(path: Path) -> None:
    """A gzip, which is never unpacked."""
    path.write_bytes(b"\x1f\x8b\x08\0" + bytes(1000))


BOMBS: Mapping[str, tuple[Callable[[Path], None], str, str]] = {
    "a member of 64 MB in 64 KB": (huge_member, ".xlsx", "F105"),
    "2 GB in small members": (many_large_members, ".xlsx", "F105"),
    "20 members sharing one record": (shared_record, ".xlsx", "F105"),
    "bzip2 method": (bzip2, ".xlsx", "F105"),
    "20,005 members": (many_members, ".xlsx", "F105"),
    "a billion laughs in the workbook": (laughs_in("book"), ".xlsx", "F105"),
    "a billion laughs in the strings": (laughs_in("strings"), ".xlsx", "F105"),
    "a billion laughs in a sheet": (laughs_in("sheet"), ".xlsx", "F105"),
    "an external entity": (entity_in("sheet"), ".xlsx", "F105"),
    "a million elements deep, workbook": (deep_markup("book"), ".xlsx", "S101"),
    "a million elements deep, strings": (deep_markup("strings"), ".xlsx", "S101"),
    "a million elements deep, sheet": (deep_markup("sheet"), ".xlsx", "S101"),
    "4,294,967,295 strings claimed": (claimed_strings, ".xlsx", "S101"),
    "A1 and XFD1048576": (far_cell, ".xlsx", "S101"),
    "300,000 cells in column XFD": (far_cells_in_each_row, ".xlsx", "F105"),
    "a long text used 200,000 times": (long_text_used(200_000), ".xlsx", "F105"),
    "a long text used 100,000 times": (long_text_used(100_000), ".xlsx", "S101"),
    "100,000 sheets": (many_sheets, ".xlsx", "F105"),
    "100 sheets of one part": (many_sheets_of_one_large_part, ".xlsx", "F105"),
    "a million merges": (behind_rows('<mergeCell ref="A1:XFD1"/>', "mergeCells"), ".xlsx", "S101"),
    "a million conditional formats": (
        behind_rows("<x><cfRule/></x>", "conditionalFormatting"), ".xlsx", "S101",
    ),
    "500,000 defined names": (many_names, ".xlsx", "S101"),
    "all columns hidden 200,000 times": (many_hidden_columns, ".xlsx", "S101"),
    "a million styles": (many_styles, ".xlsx", "S101"),
    "200,000 relationships": (many_relations, ".xlsx", "S101"),
    "100,000 cells in column XFD, xlsb": (far_cells_in_xlsb, ".xlsb", "F105"),
    "16,384 × 1,048,576 repeats": (repeated_in_ods, ".ods", "F105"),
    "100,000 cells in column XFD, ods": (spread_in_ods, ".ods", "F105"),
    "a text of a billion spaces": (spaces_in_ods, ".ods", "F105"),
    "huge DIMENSIONS": (dimensions(0, 0xFFFFFFFF), ".xls", "S101"),
    "reversed DIMENSIONS": (dimensions(0xFFFF, 0), ".xls", "S101"),
    "an OLE directory in a loop": (looping_directory, ".xls", "F101"),
    "OLE sectors in a loop": (looping_sectors, ".xls", "F101"),
    "one line of 100 MB": (long_line, ".csv", "F105"),
    "100 million commas": (empty_cells, ".csv", "F105"),
    "500 MB of zeros": (zeros, ".csv", "F101"),
    "gzip": (gzip, ".xlsx", "F103"),
}  # fmt: skip


# ---------------------------------------------------------------- archives in archives


def nested(depth: int) -> Callable[[Path], None]:
    """So many archives, each in the next, round a list."""

    def make(path: Path) -> None:
        data, name = b"1,2", "名单.csv"
        for _ in range(depth):
            data, name = zip_of(named(name, data)), "内.zip"
        path.write_bytes(data)

    return make


def tree(branches: int, depth: int) -> Callable[[Path], None]:
    """As many archives in each archive, down to lists: few bytes, for they are all the same."""

    def make(path: Path) -> None:
        data, ending = b"1,2", "csv"
        for _ in range(depth):
            parts = (named(f"{at:02}.{ending}", data) for at in range(branches))
            data, ending = zip_of(*parts), "zip"
        path.write_bytes(data)

    return make


def heavy_leaves(path: Path) -> None:
    """60 MB of nothing in each of 64 archives: each harmless, together 4 GB in 26 KB."""
    inner = zip_of(bomb("名单.csv", 60))
    path.write_bytes(zip_of(*(named(f"{at:02}.zip", inner) for at in range(64))))


# What becomes of an archive and of all that is in it: how many files with which verdict.
ARCHIVES: Mapping[str, tuple[Callable[[Path], None], Mapping[str, int]]] = {
    "3 archives in each other": (nested(3), {"zip": 3, "": 1}),
    "5 archives in each other": (nested(5), {"zip": 3, "F105": 1}),
    "1,000 archives in each other": (nested(1000), {"zip": 3, "F105": 1}),
    "16 archives in each of 16, 5 deep": (tree(16, 5), {"zip": 273, "F105": 4096}),
    "30 lists in each of 30 in each of 30": (tree(30, 3), {"zip": 666, "": 19_290, "F105": 25}),
    "4 GB in archives of 60 MB": (heavy_leaves, {"zip": 65, "": 4, "F105": 60}),
}


# ---------------------------------------------------------------- what becomes of them


@dataclass(frozen=True, slots=True)
class Peak:
    """What became of a file (a code, or "read"), and the most memory its child ever took (MB)."""

    verdict: str
    reason: str
    megabytes: float
    seconds: float


def measure(job: Job) -> Peak:
    """Examine a file in this child."""
    begun = time.perf_counter()
    (file,) = examine([job]).files
    took = time.perf_counter() - begun
    return Peak(file.code or "read", file.reason, _most_memory() / 2**20, took)


def _most_memory() -> int:
    """The most memory (bytes) this process ever held; on Linux the usual way counts what its
    parent held, too.
    """
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        (peak,) = (line for line in lines if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024
    import psutil

    taken = psutil.Process().memory_info()
    return int(getattr(taken, "peak_wset", taken.rss))


def explode(kind: str, folder: Path) -> Peak | Lost:
    """What becomes of a bomb as in a run: a child that was lost in a hurry costs a careful look."""
    make, ending, _ = BOMBS[kind]
    path = folder / f"名单{ending}"
    make(path)
    campaign = load_campaign(shipped_schemas() / "kczg-2022")
    job = Job(path.name, path)
    task = Task((campaign,))
    (quick,) = _measured(job, task)
    if quick != Lost("crashed"):  # what takes too long would do so again
        return quick
    (careful,) = _measured(replace(job, careful=True), task)
    return careful


def burst(kind: str, folder: Path) -> tuple[dict[str, int], float] | Lost:
    """What becomes of an archive, opened in a child of its own, and the most memory that took."""
    path = folder / "名单.zip"
    ARCHIVES[kind][0](path)
    (told,) = examine_each(unpacked, [path], jobs=1, seconds=lambda _: 120, memory=Limits().memory)
    return told


def unpacked(path: Path) -> tuple[dict[str, int], float]:
    """Open an archive in this child, with room for some of the lists of 60 MB."""
    crate = Crate(path.name, path, path.with_suffix(""), limits=Limits(inflated_bytes=256 << 20))
    found = unpack(crate).found
    return dict(Counter(each.code or each.opened for each in found)), _most_memory() / 2**20


def _measured(job: Job, task: Task) -> Iterator[Peak | Lost]:
    """A job done in a child of its own: the most it ever took cannot be taken back."""
    return examine_each(
        measure,
        [job],
        jobs=1,
        seconds=lambda _: 120,
        memory=task.campaigns[0].limits.memory,
        initializer=prepare,
        initargs=(task,),
    )


def main(kinds: list[str]) -> None:
    for kind in kinds or BOMBS:
        with tempfile.TemporaryDirectory() as folder:
            peak = explode(kind, Path(folder))
        if isinstance(peak, Lost):
            said = peak.kind
        else:
            said = f"{peak.verdict}\t{peak.megabytes:.0f} MB\t{peak.seconds:.1f} s\t{peak.reason}"
        sys.stdout.write(f"{kind}\t{said}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
