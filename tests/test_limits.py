"""What one file may cost: written in 征集.yaml, kept in every reader, said when exceeded."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from archives import named, zip_of
from raw_workbooks import MAIN, ooxml_parts, write_zip, xlsb_cell, xlsb_parts, xlsb_row

from toolkit.campaign import load_campaign, parse_changes, shipped_schemas
from toolkit.campaign.changes import build_limits, usual_limits
from toolkit.errors import CampaignError, Refused
from toolkit.folder.settings import settings_text
from toolkit.model import Limits
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.pipeline.examining import Job
from toolkit.reading import read_workbook

ROOT = Path(__file__).resolve().parent.parent
MB = 1024 * 1024
CAMPAIGN = load_campaign(shipped_schemas() / "kczg-2022")
ALL = (
    "limits: {seconds: 900, memory_mb: 8192, file_mb: 1, unpacked_mb: 2, cells: 3, members: 4,"
    " nesting: 5}"
)


def settings(folder: Path, text: str) -> Path:
    path = folder / "征集.yaml"
    path.write_text(f"campaign: kczg-2022\n{text}\n", encoding="utf-8")
    return path


# ---------------------------------------------------------------- written in 征集.yaml


def test_limits_are_written_in_units_of_people(tmp_path: Path) -> None:
    _, changes = parse_changes(settings(tmp_path, ALL))
    assert load_campaign(shipped_schemas() / "kczg-2022", changes).limits == Limits(
        900, 8192 * MB, MB, 2 * MB, 3, 4, 5
    )


def test_what_is_left_out_keeps_its_usual_limit(tmp_path: Path) -> None:
    _, changes = parse_changes(settings(tmp_path, "limits: {cells: 7}"))
    changed = load_campaign(shipped_schemas() / "kczg-2022", changes)
    assert changed.limits == replace(Limits(), cells=7)
    assert changed.digest != CAMPAIGN.digest
    assert CAMPAIGN.limits == Limits()


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("limits: 5", "征集.yaml:2 limits："),
        ("limits: [5]", "征集.yaml:2 limits："),
        ("limits:\n  second: 5", "征集.yaml:3 limits.second：不认识“second”，是否想写“seconds”"),
        ("limits:\n  cells: 5\n  seconds: 0", "征集.yaml:4 limits.seconds：应为大于 0 的整数"),
        ("limits: {members: -1}", "征集.yaml:2 limits.members：应为大于 0"),
        ("limits: {nesting: 1.5}", "征集.yaml:2 limits.nesting：应为大于 0"),
        ("limits: {file_mb: true}", "征集.yaml:2 limits.file_mb：应为大于 0"),
        ("limits: {file_mb: 512 MB}", "征集.yaml:2 limits.file_mb：应为大于 0"),
        ("limits: {unpacked_mb: }", "征集.yaml:2 limits.unpacked_mb：应为大于 0"),
        ("limits: {cells: 99999999999}", "征集.yaml:2 limits.cells：应为大于 0"),
        ("limits: {memory_mb: 64}", "征集.yaml:2 limits.memory_mb：应为不小于 2048 的整数"),
    ],
)
def test_unsound_limits_say_where(tmp_path: Path, written: str, place: str) -> None:
    with pytest.raises(CampaignError) as told:
        parse_changes(settings(tmp_path, written))
    assert told.value.message.startswith(place)


def test_campaigns_themselves_have_no_limits(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "campaign.yaml").write_text("id: small\nlimits: {cells: 5}\n", encoding="utf-8")
    with pytest.raises(CampaignError, match=r"small/campaign\.yaml:2 limits：不认识“limits”"):
        load_campaign(folder)


def test_the_settings_of_a_new_folder_name_each_limit_as_it_is(tmp_path: Path) -> None:
    written = settings_text(CAMPAIGN)
    active = re.sub(r"^#(?=  \w+: \d+  )", "", written, flags=re.MULTILINE)
    (tmp_path / "征集.yaml").write_text(active, encoding="utf-8")
    _, changes = parse_changes(tmp_path / "征集.yaml")
    assert build_limits(changes["limits"]) == Limits()
    assert len(changes["limits"]) == len(fields(Limits))


def test_the_reference_lists_each_limit_as_it_is() -> None:
    table = (ROOT / "schemas" / "README.md").read_text(encoding="utf-8")
    for key, usual, _ in usual_limits():
        assert f"| `{key}` | {usual} |" in table


# ---------------------------------------------------------------- kept


def xlsx(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, ["甲", 1, "", "乙"])
        book.add_worksheet().write_row(5, 5, [2, 3])
    return path


def careful_xlsx(path: Path) -> Path:
    """Prefixed names, which only the careful reader knows."""
    cell = '<x:c r="{}"><x:v>1</x:v></x:c>'
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row>{cell.format("A1")}'
        f"{cell.format('C1')}</x:row></x:sheetData></x:worksheet>"
    )
    return write_zip(path, ooxml_parts(sheet))


def xls(path: Path) -> Path:
    book = xlwt.Workbook()
    for name in ("一", "二"):
        sheet = book.add_sheet(name)
        for column, value in enumerate(["甲", 1.0, True]):
            sheet.write(3, 2 * column, value)
    book.save(str(path))
    return path


def xlsb(path: Path) -> Path:
    sheet = xlsb_row(1) + xlsb_cell(4, 1, b"\1") + xlsb_cell(4, 3, b"\1") + xlsb_cell(1, 4)
    return write_zip(path, xlsb_parts(sheet))


def csv(path: Path) -> Path:
    path.write_text("甲,1,,\n,,,乙\n,,,\n2,3,,\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("make", "cells"), [(xlsx, 5), (careful_xlsx, 2), (xls, 6), (xlsb, 2), (csv, 12)]
)
def test_cells_are_counted_in_every_format(tmp_path: Path, make, cells: int) -> None:  # type: ignore[no-untyped-def]
    path = make(tmp_path / f"名单.{make.__name__.removeprefix('careful_')}")
    assert read_workbook(path, limits=Limits(cells=cells)).grids
    with pytest.raises(Refused) as refused:
        read_workbook(path, limits=Limits(cells=cells - 1))
    assert refused.value.code == "F105"
    assert f"单元格已达 {cells} 个，超过了 {cells - 1} 个的上限" in refused.value.message
    assert "征集.yaml 的 limits 里放宽 cells" in refused.value.message


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(file_bytes=1024), "文件大小超过了 0 MB 的上限"),
        (Limits(inflated_bytes=1024), "解开后的体积超过了 0 MB 的上限"),
        (Limits(members=3), "超过了 3 个的上限"),
    ],
)
def test_sizes_and_members_are_kept(tmp_path: Path, limits: Limits, words: str) -> None:
    path = xlsx(tmp_path / "名单.xlsx")
    with pytest.raises(Refused) as refused:
        read_workbook(path, limits=limits)
    assert (refused.value.code, words in refused.value.message) == ("F105", True)


def test_the_limits_of_the_campaign_reach_the_children(tmp_path: Path) -> None:
    jobs = [Job("名单.xlsx", xlsx(tmp_path / "名单.xlsx"))]
    few = replace(CAMPAIGN, limits=Limits(cells=4))
    (batch,) = examine_files(jobs, (few,), Pool())
    assert [(file.code, file.reason.partition("；")[0]) for file in batch.files] == [
        ("F105", "单元格已达 5 个，超过了 4 个的上限")
    ]
    (batch,) = examine_files(jobs, (CAMPAIGN,), Pool())
    assert [file.code for file in batch.files] == ["S101"]


# ---------------------------------------------------------------- a fault of ours, with --debug

FAULTY = """
import sys
from toolkit.pipeline import examining

def fail(*_):
    raise LookupError("a fault of ours")

def prepare_with_fault(task):
    examining.locate_tables = fail
    _prepare(task)

_prepare = examining.prepare
if __name__ == "__main__":
    from toolkit.cli import main
    from toolkit.pipeline import batches
    batches.prepare = prepare_with_fault
    main(sys.argv[1:])
"""


@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_of_ours_shows_its_traceback_with_debug_only(
    tmp_path: Path,
    *,
    debug: bool,
) -> None:
    script = tmp_path / "faulty.py"
    script.write_text(FAULTY, encoding="utf-8")
    workbook = xlsx(tmp_path / "名单.xlsx")
    call = [sys.executable, str(script), *(["--debug"] if debug else []), "check", str(workbook)]
    call += ["-c", "kczg-2022"]
    told = subprocess.run(call, check=False, capture_output=True, cwd=ROOT)
    assert told.returncode == 1
    assert "F101" in told.stdout.decode("utf-8", "replace")
    assert (b"LookupError: a fault of ours" in told.stderr) is debug
    assert b"LookupError: a fault" not in told.stdout


FAULTY_UNPACKING = """
import sys
from toolkit.unpacking import zip_archive

def fail(*_):
    raise LookupError("a fault of ours")

zip_archive.open_zip = fail
if __name__ == "__main__":
    from toolkit.cli import main
    main(sys.argv[1:])
"""


@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_of_ours_in_unpacking_shows_its_traceback_with_debug_only(
    tmp_path: Path,
    *,
    debug: bool,
) -> None:
    script, archive = tmp_path / "faulty.py", tmp_path / "名单.zip"
    script.write_text(FAULTY_UNPACKING, encoding="utf-8")
    archive.write_bytes(zip_of(named("a.csv", b"1")))
    call = [sys.executable, str(script), *(["--debug"] if debug else []), "check", str(archive)]
    told = subprocess.run([*call, "-c", "kczg-2022"], check=False, capture_output=True, cwd=ROOT)
    assert told.returncode == 1
    assert "拆开时程序出错（LookupError）" in told.stdout.decode("utf-8", "replace")
    assert (b"LookupError: a fault of ours" in told.stderr) is debug
    assert b"LookupError: a fault" not in told.stdout
