"""Whatever bytes and members of a file are broken there is a verdict, and no other row is lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.parsers import expat

import pytest
from flipped_sources import sources
from flipping import VERDICTS, Flip, judge_each, made
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from raw_workbooks import ooxml_parts, rows_xml, write_zip

from toolkit.errors import Refused
from toolkit.model import Raw
from toolkit.reading import read_workbook
from toolkit.workers import Lost

KINDS = tuple(sources())
FLIPS = 150
# Each password that is tried takes a hundred thousand rounds of a digest, on purpose.
FEWER = {"locked.xlsx": 30}


@pytest.fixture(scope="module")
def judged() -> Mapping[Flip, str | Lost]:
    """All of them by the same children: each makes the whole files first."""
    flips = [Flip(kind, seed) for kind in KINDS for seed in range(FEWER.get(kind, FLIPS))]
    return dict(judge_each(flips))


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_always_gets_a_verdict(kind: str, judged: Mapping[Flip, str | Lost]) -> None:
    own = {flip: answer for flip, answer in judged.items() if flip.kind == kind}
    assert len(own) == FEWER.get(kind, FLIPS)
    assert {flip: answer for flip, answer in own.items() if answer not in VERDICTS} == {}


def test_flips_break_files_and_can_be_made_again() -> None:
    for kind, whole in sources().items():
        seeds = [Flip(kind, seed) for seed in range(40)]
        broken = {made(flip, whole) for flip in seeds}
        assert broken == {made(flip, whole) for flip in seeds}
        assert len(broken - {whole}) > 30


# ---------------------------------------------------------------- the other rows still arrive

CELLS = {
    "A1": ' t="inlineStr"><is><t>某公司</t></is>',
    "B1": "><v>5</v>",
    "C1": ' s="0"><v>43251.5</v>',
    "A2": ' t="str"><f>B1</f><v>five</v>',
    "B2": ' t="b"><v>1</v>',
    "C2": ' t="e"><v>#REF!</v>',
    "A3": ' t="inlineStr"><is><t xml:space="preserve"> 两 格 </t></is>',
    "B3": "><f>B1*2</f><v>10</v>",
    "C3": ' t="n"><v>-1.25E-3</v>',
}
TEXTS = sorted(CELLS)


def sheet_of(cells: dict[str, bytes]) -> bytes:
    rows = (
        b'<row r="%d">' % row
        + b"".join(
            b'<c r="%s"%s</c>' % (name.encode(), cells[name])
            for name in TEXTS
            if name.endswith(str(row))
        )
        + b"</row>"
        for row in (1, 2, 3)
    )
    before, after = rows_xml("|").encode().split(b"|")
    return before + b"".join(rows) + after


def read(sheet: bytes) -> dict[str, Raw]:
    with TemporaryDirectory() as folder:
        path = write_zip(Path(folder) / "名单.xlsx", ooxml_parts(sheet))
        (grid,) = read_workbook(path).grids
    return {
        f"{'ABC'[column]}{row}": value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line)
    }


def is_well_formed(sheet: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(sheet, True)  # noqa: FBT003  it has no keyword
    except expat.ExpatError:
        return False
    return True


WHOLE = {name: cell.encode() for name, cell in CELLS.items()}


@settings(max_examples=400)
@given(st.data())
def test_a_flip_in_a_cell_s_text_changes_only_that_cell(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(TEXTS))
    cell = bytearray(WHOLE[name])
    end = cell.index(b"</v") if b"</v" in cell else cell.index(b"</t")
    begin = cell.rindex(b">", 0, end) + 1
    at = data.draw(st.integers(begin, end - 1))
    cell[at] ^= 1 << data.draw(st.integers(0, 7))
    sheet = sheet_of({**WHOLE, name: bytes(cell)})
    assume(is_well_formed(sheet))
    before, after = read(sheet_of(WHOLE)), read(sheet)
    del before[name]
    after.pop(name, None)
    assert after == before


def test_a_flip_that_leaves_no_xml_refuses_the_file() -> None:
    with pytest.raises(Refused) as refused:
        read(sheet_of({**WHOLE, "B1": b"><v><</v>"}))
    assert refused.value.code == "F101"
