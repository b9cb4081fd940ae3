"""Text files: every cell is text, every record stands at its line, no row is swallowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import Refused
from toolkit.model import Grid
from toolkit.reading import read_workbook

TEXT = "名称,代码,人数\n某公司,00042,5\n"
ROWS = [["名称", "代码", "人数"], ["某公司", "00042", "5"]]


def read(tmp_path: Path, content: bytes) -> Grid:
    path = tmp_path / "名单.csv"
    path.write_bytes(content)
    (grid,) = read_workbook(path).grids
    assert grid.sheet == ""
    return grid


def rows(tmp_path: Path, content: bytes) -> list[list[str]]:
    return [list(map(str, row)) for row in read(tmp_path, content).rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "utf-16-le", "utf-16-be"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert rows(tmp_path, TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, ending: str) -> None:
    text = TEXT.replace(",", separator).replace("\n", ending)
    assert rows(tmp_path, text.encode()) == ROWS


def test_a_separator_inside_quotes_is_no_separator(tmp_path: Path) -> None:
    text = '名称;地址\n"某;公司";"一,二,三,四"\n乙;"五,六,七,八"\n'
    assert rows(tmp_path, text.encode()) == [
        ["名称", "地址"],
        ["某;公司", "一,二,三,四"],
        ["乙", "五,六,七,八"],
    ]


def test_a_stated_separator(tmp_path: Path) -> None:
    grid = read(tmp_path, b"sep=|\r\na|b,c\r\n")
    assert list(grid.rows) == [[], ["a", "b,c"]]


def test_records_stand_at_the_line_they_begin_on(tmp_path: Path) -> None:
    text = 'a,b\n\n甲,"一\n二\r\n三"\n,,\n乙,"说""好"""\n'
    grid = read(tmp_path, text.encode())
    assert list(grid.rows) == [
        ["a", "b"],
        [],
        ["甲", "一\n二\r\n三"],
        [],
        [],
        [],
        ["乙", '说"好"'],
    ]
    assert grid.continued == {4, 5}


def test_an_unclosed_quote_costs_no_other_row(tmp_path: Path) -> None:
    text = 'a,b\n甲,"一\n乙,二\n丙,"三,四"\n丁,"五"x\n戊,六"\n'
    assert rows(tmp_path, text.encode()) == [
        ["a", "b"],
        ["甲", '"一'],
        ["乙", "二"],
        ["丙", "三,四"],
        ["丁", '"五"x'],
        ["戊", '六"'],
    ]


def test_many_unclosed_quotes_in_a_long_file(tmp_path: Path) -> None:
    text = "a,b\n" + '甲,"一\n' * 3_001
    found = rows(tmp_path, text.encode())
    assert len(found) == 3_002
    assert all(len(row) == 2 for row in found)


def test_one_column_and_one_cell(tmp_path: Path) -> None:
    assert rows(tmp_path, "甲\n乙".encode()) == [["甲"], ["乙"]]


def test_odd_spaces_inside_a_cell_are_no_line_ends(tmp_path: Path) -> None:
    text = "a\x0bb,c\x85d\u2028e\n1,2\n"
    assert rows(tmp_path, text.encode()) == [["a\x0bb", "c\x85d\u2028e"], ["1", "2"]]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.csv", ""),
        ("a.TXT", ""),
        (
            "a.xls",
            "扩展名是 .xls，内容实际是逗号或制表符分隔的文本（.csv），已按实际内容读取。",
        ),
        (
            "a",
            "文件没有扩展名，内容实际是逗号或制表符分隔的文本（.csv），已按实际内容读取。",
        ),
    ],
)
def test_disguises(tmp_path: Path, name: str, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(TEXT.encode())
    workbook = read_workbook(path)
    assert (workbook.kind, workbook.disguise) == ("csv", sentence)


def test_text_in_no_known_encoding(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="F101"):
        rows(tmp_path, b"a,b\n\xff\xff\xff\n")


@pytest.mark.parametrize("separator", ["|", "，"])
def test_separators_few_use(tmp_path: Path, separator: str) -> None:
    text = "某某征集汇总表\n" + TEXT.replace(",", separator)
    assert rows(tmp_path, text.encode()) == [["某某征集汇总表"], *ROWS]


@pytest.mark.parametrize(
    "text",
    [
        "名称,特长\n甲,一|二|三\n乙,四|五|六\n",
        "名称;特长\n甲;一，二，三\n乙;四，五，六\n",
        "张三、李四、王五\n赵六、钱七、孙八\n",
        "甲公司，成立于上海\n乙公司，成立于北京\n",
        "一|二|三\n甲\n乙\n丙\n",
    ],
)
def test_signs_that_only_stand_in_texts_divide_nothing(tmp_path: Path, text: str) -> None:
    usual = "," if "," in text else ";"
    lines = text.splitlines()
    assert rows(tmp_path, text.encode()) == [line.split(usual) for line in lines]


def test_a_stray_zero_byte_stays_in_its_cell(tmp_path: Path) -> None:
    text = TEXT + "某公司,00042,5\n" * 100 + "某\0公司,00042,5\n"
    assert rows(tmp_path, text.encode())[-1] == ["某\0公司", "00042", "5"]


def test_a_zero_byte_makes_no_wide_text_of_a_narrow_one(tmp_path: Path) -> None:
    assert rows(tmp_path, b"a,b,c\n\0,2,3\n") == [["a", "b", "c"], ["\0", "2", "3"]]


@pytest.mark.parametrize(
    "data",
    [
        b"a,b,c\n\0,2,3\n\0,2,3\n",  # narrow, with more zeros than slip in
        "名称,地址\n晨光,\0,\0,\n".encode("gb18030"),
        bytes(range(1, 9)).join([b"\0\0,\0"] * 40),  # numbers of four bytes
        b",\0" + b"\1\0\0\0" * 60,
    ],
)
def test_zeros_that_make_no_wide_text_are_refused(tmp_path: Path, data: bytes) -> None:
    assert len(data) % 2 == 0
    with pytest.raises(Refused, match="F103"):
        rows(tmp_path, data)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_full_of_signs_in_other_characters(tmp_path: Path, encoding: str) -> None:
    texts = [["三上本主", "一"], ["上海三主", "本市上海三主晨光智能装备\u3000" * 40], ["一", "一"]]
    text = "".join(",".join(line) + "\n" for line in texts)
    assert rows(tmp_path, text.encode(encoding)) == texts


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_torn_character_costs_only_itself(tmp_path: Path, encoding: str) -> None:
    whole = (TEXT + "某公司,晨光智能装备有限公司,5\n" * 30).encode(encoding)
    torn = whole + "某公".encode(encoding)[:-1] + b",00042,5\n"
    found = rows(tmp_path, torn)
    assert found[:2] == ROWS
    assert found[-1] == ["某\ufffd", "00042", "5"]


def test_text_torn_everywhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="F101"):
        rows(tmp_path, "晨光智能装备有限公司上海启明测试有限公司".encode() + b"\xff,\xfe\n" * 400)
