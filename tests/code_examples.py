"""The examples on the pages of finding codes: a page's text in, files and expectations out.

A page's section 示例 is read block by block (a blank line ends a block):

    文件 `收件/甲学会/名单.xlsx` · 工作表 `示范企业榜`     then a Markdown table: the sheet from A1
    文件 `名单.csv`                                        then a table: a comma-separated file
    文件 `名单.xlsx` · 内容 截断的工作簿                   no table: one of `CONTENTS`
    文件 `b.xlsx` · 与 `a.xlsx` 相同                       no table: the same bytes
    文件 `schemas/example/x.yaml`                          then a fenced block: the text itself
    运行 `toolkit check 名单.xlsx`，应得：                 then the findings
    处理结果：                                             then the whole ledger (`run` only)

After the sheet's name may stand ``隐藏工作表``, ``隐藏第 3 行``, ``隐藏 C 列``, ``A5000 填“备注”``
and, for a name that ends in .xls, ``实为 xlsx 工作簿``. A table's heading line is row 1.

A cell holds what one would type into Excel: ``12`` a number (15 digits are kept), ``12%`` a share,
``2018-05-06`` a date, ``=B2/0`` a formula (saved without a result), ``#REF!`` an error value,
``'00123`` a text, all else a text. ``←`` is merged with the cell to its left, ``↑`` with the one
above.

The one thing a newcomer would get wrong: the expected findings are all those of the severities
错误 and 存疑, plus those of the page's own code; other notes may stand beside them.
"""

from __future__ import annotations

import io
import re
import shlex
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One block 文件: a sheet (or a whole file) with what stands after its name."""

    path: str
    sheet: str = ""
    remarks: tuple[str, ...] = ()
    rows: Rows = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A page's example: the files, the command without ``toolkit``, and what must come of it.

    `expected` and `ledger` are the tables as they stand, without their heading line.
    """

    parts: tuple[Part, ...]
    command: tuple[str, ...]
    expected: Rows
    ledger: Rows | None


# ---------------------------------------------------------------- reading a page


def section(page: str, title: str) -> str:
    """The text below a page's ``## title`` up to the next heading of that level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"no section {title}")
    return found[1].strip()


def read_example(page: str) -> Example:
    """Read a page's section 示例."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", section(page, "示例"))]
    parts: list[Part] = []
    command: tuple[str, ...] = ()
    tables: dict[str, Rows] = {}
    for block, following in zip(blocks, [*blocks[1:], ""], strict=True):
        if block.startswith("文件 `"):
            parts.append(_part(block, following))
        elif block.startswith("运行 `"):
            command = tuple(shlex.split(block.split("`")[1]))[1:]
            tables["expected"] = _table(following)[1:]
        elif block.startswith("处理结果"):
            tables["ledger"] = _table(following)[1:]
    return Example(tuple(parts), command, tables["expected"], tables.get("ledger"))


def _part(block: str, following: str) -> Part:
    path, *remarks = block.removeprefix("文件 ").split(" · ")
    sheets = [remark.split("`")[1] for remark in remarks if remark.startswith("工作表 ")]
    return Part(
        path=path.strip("`"),
        sheet=sheets[0] if sheets else "",
        remarks=tuple(remark for remark in remarks if not remark.startswith("工作表 ")),
        rows=_table(following) if following.startswith("|") else (),
        text=following.partition("\n")[2].removesuffix("```") if following[:3] == "```" else "",
    )


def _table(block: str) -> Rows:
    """The cells of a Markdown table, its line of dashes left out."""
    lines = block.splitlines()
    if len(lines) < 2 or not re.fullmatch(r"[|\- ]+", lines[1]):
        raise ValueError(f"not a table:\n{block}")
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    if len({len(row) for row in cells}) != 1:
        raise ValueError(f"rows of unequal length:\n{block}")
    return (cells[0], *cells[2:])


# ---------------------------------------------------------------- making the files


def build(example: Example, folder: Path) -> None:
    """Write an example's files below `folder`."""
    paths = dict.fromkeys(part.path for part in example.parts)
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_content([p for p in example.parts if p.path == path], folder))


def _content(parts: list[Part], folder: Path) -> bytes:
    first = parts[0]
    for remark in first.remarks:
        if remark.startswith("内容 "):
            return CONTENTS[remark.removeprefix("内容 ")]()
        if remark.startswith("与 "):
            return (folder / remark.split("`")[1]).read_bytes()
    if first.text:
        return first.text.encode()
    if first.path.endswith(".csv"):
        return "".join(",".join(row) + "\r\n" for row in first.rows).encode()
    return workbook(parts)


def workbook(parts: list[Part]) -> bytes:
    """An xlsx workbook with a sheet for each part."""
    if not parts[0].path.endswith(".xlsx") and "实为 xlsx 工作簿" not in parts[0].remarks:
        raise ValueError(f"cannot make {parts[0].path}")
    book = Workbook()
    del book["Sheet"]
    for part in parts:
        sheet = book.create_sheet(part.sheet or "Sheet1")
        for number, row in enumerate(part.rows, 1):
            for column, text in enumerate(row, 1):
                _put(sheet.cell(number, column), text)
        _merge(sheet, part.rows)
        for remark in part.remarks:
            _apply(sheet, remark)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put(cell: Cell, text: str) -> None:
    """Write what typing `text` into Excel would leave in the cell."""
    if re.fullmatch(r"-?\d+(\.\d+)?%", text):
        cell.value = round(float(text[:-1]) / 100, 6)
        cell.number_format = "0.0%" if "." in text else "0%"
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        cell.value = date.fromisoformat(text)
    elif re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        cell.value = datetime.fromisoformat(text)
    elif re.fullmatch(r"-?\d+(\.\d+)?", text):
        value = float(f"{float(text):.15g}")
        cell.value = int(value) if value.is_integer() else value
    elif text not in ("", "←", "↑"):
        cell.value = text.removeprefix("'")


def _merge(sheet: Worksheet, rows: Rows) -> None:
    """Merge each cell with the run of ``←`` to its right and of ``↑`` below it."""
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            right, bottom = column, number
            while right < len(row) and row[right] == "←":
                right += 1
            while bottom < len(rows) and rows[bottom][column - 1] == "↑":
                bottom += 1
            if text not in ("←", "↑") and (right, bottom) != (column, number):
                sheet.merge_cells(None, number, column, bottom, right)


def _apply(sheet: Worksheet, remark: str) -> None:
    if found := re.fullmatch(r"隐藏第 (\d+) 行", remark):
        sheet.row_dimensions[int(found[1])].hidden = True
    elif found := re.fullmatch(r"隐藏 ([A-Z]+) 列", remark):
        sheet.column_dimensions[found[1]].hidden = True
    elif found := re.fullmatch(r"([A-Z]+\d+) 填“(.+)”", remark):
        sheet[found[1]] = found[2]
    elif remark == "隐藏工作表":
        sheet.sheet_state = "hidden"
    elif remark != "实为 xlsx 工作簿":
        raise ValueError(f"unknown remark {remark}")


def _plain_workbook() -> bytes:
    rows = (("推荐单位", "企业名称"), ("甲学会", "晨光智能装备有限公司"))
    return workbook([Part("名单.xlsx", "示范企业榜", (), rows)])


def _truncated() -> bytes:
    return _plain_workbook()[:2000]


def _encrypted() -> bytes:
    """What Excel saves under an opening password: the workbook, enciphered, in an OLE container."""
    return _ole_container(
        {
            "EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40).ljust(4096, b" "),
            "EncryptedPackage": struct.pack("<Q", 4088) + bytes(range(256)) * 16,
        }
    )


def _ole_container(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file of at most three streams, each of 4,096 bytes or more."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [fat_sector, end]  # sector 0 is the table itself, sector 1 the directory
    directory = [_ole_entry("Root Entry", 5, 1, end, 0)]
    body = b""
    for number, (name, content) in enumerate(streams.items(), 2):
        following = number if number <= len(streams) else free
        directory.append(_ole_entry(name, 2, free, len(fat), len(content), following))
        sectors = -(-len(content) // 512)
        fat += [*range(len(fat) + 1, len(fat) + sectors), end]
        body += content.ljust(sectors * 512, b"\0")
    header = struct.pack(
        "<8s16x5H6x3I4x5I109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 4096, end, 0, end, 0, 0, *[free] * 108,
    )  # fmt: skip
    table = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    return header + table + b"".join(directory).ljust(512, b"\0") + body


def _ole_entry(
    name: str, kind: int, child: int, start: int, size: int, following: int = 0xFFFFFFFF
) -> bytes:
    """A directory entry of 128 bytes; streams hang together as a chain to the right."""
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBB3I36xIQ", encoded, len(encoded), kind, 1, 0xFFFFFFFF, following, child, start, size
    )


def _with_entities() -> bytes:
    """A workbook whose sheet declares an entity that stands for a file outside."""
    declared = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///outside">]>'
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_plain_workbook())) as given,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            part = given.read(name)
            if name.startswith("xl/worksheets/"):
                start = part.index(b"<worksheet")
                part = part[:start] + declared + part[start:]
            made.writestr(name, part)
    return changed.getvalue()


def _pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


CONTENTS: dict[str, Callable[[], bytes]] = {
    "截断的工作簿": _truncated,
    "设了打开密码的工作簿": _encrypted,
    "引用外部文件的工作簿": _with_entities,
    "PDF 文档": _pdf,
}
