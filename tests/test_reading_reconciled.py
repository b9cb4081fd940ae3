"""The law of reconciliation: whatever a sheet part carries arrives, at its address, in its state,
however the part is written.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from raw_workbooks import MAIN, ooxml_parts, shared_strings, write_zip

from toolkit.model import ErrorCell, Raw, UncachedFormula, column_letters
from toolkit.reading import read_workbook

# Styles: General, a date, a percentage, hours without end, text.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/>'
    '<xf numFmtId="46"/><xf numFmtId="49"/></cellXfs></styleSheet>'
)
STRINGS = shared_strings("甲", "", "乙 # &lt;v&gt; -1", "=1+1")

# What stands inside a cell after its address, and what the cell then holds. A value of None is a
# cell without one. `p` is the prefix of the part.
TAME: tuple[tuple[str, Raw | None], ...] = (
    ("/>", None),
    (' s="1"/>', None),
    ("></{p}c>", None),
    ("><{p}v>5</{p}v></{p}c>", 5.0),
    ("><{p}v>1E+05</{p}v></{p}c>", 100000.0),
    ("><{p}v>-3</{p}v></{p}c>", -3.0),
    ("><{p}v>1,234</{p}v></{p}c>", "1,234"),
    ("><{p}v></{p}v></{p}c>", None),
    ("><{p}v/></{p}c>", None),
    (' s="2" t="n"><{p}v>0.125</{p}v></{p}c>', 0.125),
    (' s="1"><{p}v>43251</{p}v></{p}c>', date(2018, 5, 31)),
    (' s="1"><{p}v>43251.5</{p}v></{p}c>', datetime(2018, 5, 31, 12)),
    (' s="1"><{p}v>0.5</{p}v></{p}c>', time(12)),
    (' s="1"><{p}v>-0.5</{p}v></{p}c>', -0.5),
    (" s='1'><{p}f>A1-5</{p}f><{p}v>-5</{p}v></{p}c>", -5.0),
    (' s="3"><{p}v>-0.5</{p}v></{p}c>', timedelta(hours=-12)),
    (' s="3"><{p}v>1.25</{p}v></{p}c>', timedelta(hours=30)),
    (' t="s"><{p}v>0</{p}v></{p}c>', "甲"),
    (' t="s" s="4"><{p}v>3</{p}v></{p}c>', "=1+1"),
    (" t='s'><{p}v>2</{p}v></{p}c>", "乙 # <v> -1"),
    (' t="s"><{p}v>1</{p}v></{p}c>', None),
    (' t="s"><{p}v>99</{p}v></{p}c>', ErrorCell("#N/A")),
    (' t="s"><{p}v></{p}v></{p}c>', None),
    (' t="b"><{p}v>1</{p}v></{p}c>', True),
    (' t="b"><{p}v>0</{p}v></{p}c>', False),
    (' t="e"><{p}v>#REF!</{p}v></{p}c>', ErrorCell("#REF!")),
    (' t="e"><{p}f>1/0</{p}f><{p}v>#DIV/0!</{p}v></{p}c>', ErrorCell("#DIV/0!")),
    (' t="str"><{p}v>00042</{p}v></{p}c>', "00042"),
    (' t="inlineStr"><{p}v>七</{p}v></{p}c>', "七"),  # calamine loses it
    (' t="str"><{p}f>A1&amp;""</{p}f><{p}v>nan</{p}v></{p}c>', "nan"),
    (' t="str"><{p}f>IF(1,"","x")</{p}f><{p}v></{p}v></{p}c>', None),
    ("><{p}f>SUM(A1:B2)</{p}f></{p}c>", UncachedFormula("=SUM(A1:B2)")),
    ("><{p}f>A1</{p}f><{p}v></{p}v></{p}c>", UncachedFormula("=A1")),
    ('><{p}f t="shared" si="0"/><{p}v>7</{p}v></{p}c>', 7.0),
    ('><{p}f t="shared" si="0"/></{p}c>', UncachedFormula("=")),
    (' t="inlineStr"><{p}is><{p}t>甲 &amp; 乙</{p}t></{p}is></{p}c>', "甲 & 乙"),
    (' t="inlineStr"><{p}is><{p}r><{p}t>甲</{p}t></{p}r></{p}is></{p}c>', "甲"),
)
# Of these, one is enough for the fast reader not to be asked.
ODD: tuple[tuple[str, Raw | None], ...] = (
    ("><{p}v> 5\n</{p}v></{p}c>", 5.0),
    (">\n<{p}v>5</{p}v>\n</{p}c>", 5.0),
    ("><{p}v>NaN</{p}v></{p}c>", "NaN"),
    ("><{p}v>-inf</{p}v></{p}c>", "-inf"),
    ("><{p}f>A1</{p}f><{p}v>NaN</{p}v></{p}c>", "NaN"),
    (' t="s"><{p}v>2.0</{p}v></{p}c>', "乙 # <v> -1"),
    (' t="s"><{p}v>2 </{p}v></{p}c>', "乙 # <v> -1"),
    (' t="b"><{p}v>false</{p}v></{p}c>', False),
    (' t="d"><{p}v>2018-05-31</{p}v></{p}c>', date(2018, 5, 31)),
    (' t="d"><{p}v>2018-05-31T09:30:00</{p}v></{p}c>', datetime(2018, 5, 31, 9, 30)),
    (' t="d"><{p}v>2018年</{p}v></{p}c>', "2018年"),
    (' t="q"><{p}v>#SPILL!</{p}v></{p}c>', ErrorCell("#SPILL!")),
    (' t="q"><{p}v>七</{p}v></{p}c>', "七"),
    (' t="inlineStr"><{p}is><{p}t>七</{p}t><{p}rPh/></{p}is></{p}c>', "七"),
    ("><!-- <{p}v>9</{p}v> --><{p}v>6</{p}v></{p}c>", 6.0),
)

Cells = dict[tuple[int, int], tuple[str, Raw | None]]
places = st.tuples(st.integers(1, 12), st.integers(1, 30))
sheets = st.builds(
    lambda cells, prefix, order, seed: (cells, prefix, order, random.Random(seed)),  # noqa: S311
    st.one_of(
        st.dictionaries(places, st.sampled_from(TAME), max_size=14),
        st.dictionaries(places, st.sampled_from(TAME + ODD), max_size=14),
    ),
    st.sampled_from(("", "", "x:")),
    st.sampled_from(("ascending", "shuffled", "implied")),
    st.integers(0, 9999),
)


def part_of(
    cells: Cells,
    prefix: str,
    order: str,
    chance: random.Random,
) -> str:
    """A sheet part that holds the cells, written one way or another."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), (inside, _) in sorted(cells.items()):
        rows.setdefault(row, {})[column] = inside.format(p=prefix)
    numbers = list(rows)
    if order == "shuffled":
        chance.shuffle(numbers)
    lines = [_line(row, rows[row], prefix, order, chance) for row in numbers]
    space = chance.choice(("", "", "\n  "))
    names = f'xmlns:{prefix[:-1]}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    return (
        f"<{prefix}worksheet {names}>{space}<{prefix}sheetData>{space}{space.join(lines)}"
        f"</{prefix}sheetData></{prefix}worksheet>"
    )


def _line(row: int, cells: dict[int, str], prefix: str, order: str, chance: random.Random) -> str:
    columns = list(cells)
    if order == "shuffled":
        chance.shuffle(columns)
    written, at = [], 0
    for column in columns:
        address = f' r="{column_letters(column)}{row}"'
        if order == "implied" and column == at + 1:  # it stands where a cell without one would
            address = chance.choice((address, ""))
        elif chance.random() < 0.1:
            address = address.replace('"', "'")
        written.append(f"<{prefix}c{address}{cells[column]}")
        at = column
    return f'<{prefix}row r="{row}">{"".join(written)}</{prefix}row>'


@settings(max_examples=500)
@given(sheets)
def test_what_a_part_carries_arrives(
    sheet: tuple[Cells, str, str, random.Random],
) -> None:
    cells, prefix, order, chance = sheet
    expected = {place: value for place, (_, value) in cells.items() if value is not None}
    assert read(part_of(cells, prefix, order, chance)) == {
        place: (type(value), value) for place, value in expected.items()
    }


def read(part: str) -> dict[tuple[int, int], tuple[type, Raw]]:
    with TemporaryDirectory() as folder:
        path = write_zip(Path(folder) / "a.xlsx", ooxml_parts(part, STRINGS, STYLES))
        (grid,) = read_workbook(path).grids
    return {
        (row, column): (type(value), value)
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }
