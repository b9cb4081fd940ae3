"""Write the workbooks that the benchmarks read.

    python tests/benchmarks/generate.py FOLDER [--sizes 10000,100000,500000] [--many] [--many30]
                                               [--returns]

In FOLDER afterwards: one_<entries>.xlsx, many/ and many30/ (a folder a unit, 1,000 workbooks of
five entries), returns/ (1,000 workbooks of forty entries) and units.xlsx. What a newcomer would
get wrong: the numbers come from arithmetic here, not from `random`, so the same command gives the
same bytes anywhere.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from company_list import Row, company_row
from invented import mixed
from mistakes import Planting, kinds_of
from rising_enterprise import rising_row
from workbooks import MADE, write_workbook

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Board

SCHEMAS = Path(__file__).parent / "schemas"
CAMPAIGN, BOARD = "sme-national", "company-list"
RISING_CAMPAIGN, RISING_BOARD = "kczg-2022", "rising-enterprise"
SIZES = (10_000, 100_000, 500_000)
_SEED = 20_221_031
_UNITS, _FILES, _ENTRIES = 500, 1000, 5
# So many entries of 82 columns make a workbook of about 30 KB.
_RETURNED, _RETURNED_ENTRIES = 1000, 40
# How many workbooks each of five units sends: ten together.
_WORKBOOKS_OF_A_UNIT = (1, 1, 2, 3, 3)
_CHANNELS = ("省、自治区、直辖市科协", "“科创中国”试点城市（园区）", "“科创中国”联合体成员单位")
_PROVINCIAL = 31


def list_board() -> Board:
    """The board of 30 columns."""
    return load_campaign(SCHEMAS / CAMPAIGN).board(BOARD)


def rising_board() -> Board:
    """新锐企业榜 as it ships."""
    return load_campaign(shipped_schemas() / RISING_CAMPAIGN).board(RISING_BOARD)


def write_one(folder: Path, entries: int) -> Planting:
    """Write a list of so many entries."""
    board = list_board()
    planting = Planting(kinds_of([column.key for column in board.fields]))
    rows = (
        planting.plant(
            company_row(_SEED, at, at + 1, f"省级科技厅{at * _PROVINCIAL // entries + 1:02d}")
        )
        for at in range(entries)
    )
    write_workbook(folder / f"one_{entries}.xlsx", board, rows)
    return planting


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One workbook that a unit sends, its companies by their numbers."""

    unit: str
    number: int
    companies: tuple[int, ...]


def _unit(at: int) -> str:
    return f"测试第{at + 1:03d}市科学技术协会"


def _parcels() -> Iterator[_Parcel]:
    """A thousand; some name a company of another unit, some one of their own again."""
    file = 0
    for at in range(_UNITS):
        for number in range(_WORKBOOKS_OF_A_UNIT[at % len(_WORKBOOKS_OF_A_UNIT)]):
            companies = [file * _ENTRIES + place for place in range(_ENTRIES)]
            if file % 40 == 39:
                companies[-1] = mixed(_SEED, file) % (file * _ENTRIES)
            if number and file % 50 in (2, 3):
                companies[0] -= _ENTRIES
            yield _Parcel(_unit(at), number + 1, tuple(companies))
            file += 1


def write_many(folder: Path, *, rising: bool) -> Planting:
    """Write an inbox: a folder a unit, a thousand workbooks of five entries."""
    board, row_of = (rising_board(), rising_row) if rising else (list_board(), company_row)
    planting = Planting(kinds_of([column.key for column in board.fields]))
    inbox = folder / ("many" if rising else "many30")
    unfinished = inbox.with_suffix(".unfinished")
    for parcel in _parcels():
        unit_folder = unfinished / parcel.unit
        unit_folder.mkdir(parents=True, exist_ok=True)
        rows: Iterator[Row] = (
            planting.plant(row_of(_SEED, index, at, parcel.unit))
            for at, index in enumerate(parcel.companies, start=1)
        )
        path = unit_folder / f"{board.title}汇总表{parcel.number}.xlsx"
        write_workbook(path, board, rows, parcel.unit)
    shutil.rmtree(inbox, ignore_errors=True)
    unfinished.rename(inbox)
    return planting


def write_returns(folder: Path) -> Planting:
    """Write returns/: a thousand workbooks of 30 KB."""
    board = rising_board()
    planting = Planting(kinds_of([column.key for column in board.fields]))
    inbox = folder / "returns"
    unfinished = inbox.with_suffix(".unfinished")
    unfinished.mkdir(parents=True, exist_ok=True)
    for file in range(_RETURNED):
        rows = (
            planting.plant(rising_row(_SEED, file * _RETURNED_ENTRIES + at, at + 1, _unit(file)))
            for at in range(_RETURNED_ENTRIES)
        )
        write_workbook(unfinished / f"{_unit(file)}.xlsx", board, rows, _unit(file))
    shutil.rmtree(inbox, ignore_errors=True)
    unfinished.rename(inbox)
    return planting


def write_units(folder: Path) -> None:
    """Write the register: a channel for each workbook, but one in ten units has one too few."""
    with xlsxwriter.Workbook(str(folder / "units.xlsx")) as workbook:
        workbook.set_properties({"created": MADE})
        sheet = workbook.add_worksheet("推荐单位")
        sheet.write_row(0, 0, ("推荐单位", "推荐渠道"))
        for at in range(_UNITS):
            sent = _WORKBOOKS_OF_A_UNIT[at % len(_WORKBOOKS_OF_A_UNIT)]
            counted = sent - 1 if at % 10 == 4 else sent
            sheet.write_row(at + 1, 0, (_unit(at), "；".join(_CHANNELS[:counted])))


def main() -> None:
    """Write what the command line asks for, all if it asks for nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")])
    parser.add_argument("--many", action="store_true")
    parser.add_argument("--many30", action="store_true")
    parser.add_argument("--returns", action="store_true")
    asked = parser.parse_args()
    everything = not (asked.sizes or asked.many or asked.many30 or asked.returns)
    asked.folder.mkdir(parents=True, exist_ok=True)
    write_units(asked.folder)
    for size in SIZES if everything else asked.sizes or ():
        _tell(f"one_{size}.xlsx", write_one(asked.folder, size))
    if everything or asked.many:
        _tell("many", write_many(asked.folder, rising=True))
    if everything or asked.many30:
        _tell("many30", write_many(asked.folder, rising=False))
    if everything or asked.returns:
        _tell("returns", write_returns(asked.folder))


def _tell(name: str, planting: Planting) -> None:
    sys.stdout.write(f"{name}: {planting.told()}\n")


if __name__ == "__main__":
    main()
