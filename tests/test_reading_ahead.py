"""Large workbooks are read while they are surveyed: what is read is the same, and a hostile one
costs a second look, not its verdict.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.cli import main
from toolkit.model import Grid
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.pipeline.examining import Job
from toolkit.reading import read_workbook
from toolkit.reading.ahead import LARGE
from toolkit.reading.budget import open_parts
from toolkit.reading.number_formats import read_styles
from toolkit.reading.ooxml_cells import Decoder
from toolkit.reading.ooxml_formats import CellFormats

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is read ahead elsewhere")
CAMPAIGN = load_campaign(shipped_schemas() / "sme-2025")
PART = "xl/worksheets/sheet1.xml"
LINES = 40_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of companies whose XML is large, with shares in per cent, amounts and dates."""
    path = tmp_path_factory.mktemp("large") / "名单.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("入库名单")
        share, amount = (book.add_format({"num_format": form}) for form in ("0.0%", "0.00"))
        sheet.write_row(0, 0, ["序号", "企业名称", "区", "占比", "金额", "备注"])
        for row in range(1, LINES + 1):
            sheet.write_row(row, 0, [row, f"第{row}号测试有限公司", "长宁区"])
            sheet.write_number(row, 3, row / LINES, share if row % 3 else None)
            sheet.write_number(row, 4, row / 7, amount if row % 2 else None)
            sheet.write_string(row, 5, "公开资料" * 10)
    with zipfile.ZipFile(path) as parts:
        assert parts.getinfo(PART).file_size > LARGE
    return path


READ_BOTH_WAYS = """
import resource, sys
from pathlib import Path
from toolkit.reading import read_workbook
path = Path(sys.argv[1])
plain = read_workbook(path)
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
ahead = read_workbook(path, careful=False)
for one, other in zip(plain.grids, ahead.grids, strict=True):
    assert one.rows == other.rows
    assert len(one.rows) > 40_000
    for row in (2, 3, 4, 40_000):
        for column in range(1, 8):
            assert one.number_format(row, column) == other.number_format(row, column)
assert resource.getrlimit(resource.RLIMIT_AS)[0] == 6 << 30
print("the same")
"""


def test_what_is_read_ahead_is_what_is_read_after_the_survey(large: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", READ_BOTH_WAYS, str(large)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.split("\n")[0] == "the same"


def formats_of(path: Path, look: Callable[[CellFormats], None]) -> list[str]:
    parts = open_parts(path.read_bytes())
    styles = read_styles(parts.read("xl/styles.xml"))
    formats = CellFormats(parts, PART, Decoder(list, styles, starts_1904=False), addressed=True)
    look(formats)
    return [formats.code(row, column) for row in (2, 3, 4, 39_999) for column in (4, 5, 6, 2, 99)]


def test_formats_are_the_same_however_asked_for(large: Path) -> None:
    asked = formats_of(large, lambda _: None)
    assert asked[:5] == ["0.0%", "0.00", "", "", ""]
    assert asked[5:10] == ["0.0%", "", "", "", ""]
    assert asked[10:15] == ["", "0.00", "", "", ""]
    turns = count()
    for look in (
        lambda formats: formats.expect([4, 6]),
        lambda formats: formats.look_up_while(lambda: True),
        lambda formats: formats.look_up_while(lambda: next(turns) < 2),
    ):
        assert formats_of(large, look) == asked


def far_cell_in(path: Path, target: Path) -> Path:
    """The same workbook with one more cell, in the last row and column a sheet can have."""
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for info in parts.infolist():
            content = parts.read(info)
            if info.filename == PART:
                cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", cell)
            made.writestr(info.filename, content)
    return target


def test_a_large_file_that_ends_its_child_is_read_carefully(large: Path, tmp_path: Path) -> None:
    hostile = far_cell_in(large, tmp_path / "远处.xlsx")
    jobs = [Job("远处.xlsx", hostile), Job("名单.xlsx", large)]
    first, second = (
        file for batch in examine_files(jobs, (CAMPAIGN,), Pool()) for file in batch.files
    )
    assert (first.status.value, first.code, first.entries) == ("read", "", LINES)
    assert "S110" in {finding.code for finding in first.findings}
    assert (second.status.value, second.entries) == ("read", LINES)


def test_small_files_and_unlimited_processes_read_after_the_survey(large: Path) -> None:
    (grid,) = read_workbook(large, careful=False).grids
    assert isinstance(grid, Grid)
    assert len(grid.rows) == LINES + 1


def test_a_check_outlives_a_child_that_begins_too_early(large: Path, tmp_path: Path) -> None:
    hostile = far_cell_in(large, tmp_path / "远处.xlsx")
    call = ["check", str(hostile), "-c", "sme-2025", "--format", "json"]
    told = CliRunner().invoke(main, call)
    assert told.exit_code == 0, told.output
    (file,) = json.loads(told.stdout)["files"]
    assert file["entries"] == LINES
    assert [finding["code"] for finding in file["findings"]][-2:] == ["S109", "S110"]
