"""`check -o`: what is written beside what is printed, and what is never written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from rendering import read_book

from toolkit.cli import main

HEADING = ("序号", "推荐单位", "企业名称", "统一社会信用代码", "所在区", "批次")
GOOD = (1, "甲区科委", "上海启明测试有限公司", "", "长宁区", "第一批")
BAD = (2, "甲区科委", "", "", "长宁区", "第一批")


def write_list(path: Path, *rows: tuple[object, ...]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名单")
    for at, row in enumerate((HEADING, *rows)):
        sheet.write_row(at, 0, row)
    book.close()
    return path


def check(*arguments: object) -> Result:
    given = ["check", *map(str, arguments), "-c", "sme-2025"]
    return CliRunner().invoke(main, given)


def commented(path: Path, sheet: str = "名单") -> list[str]:
    cells = (cell for row in read_book(path)[sheet].iter_rows() for cell in row)
    return [cell.coordinate for cell in cells if cell.comment]


def test_a_marked_copy_is_written_and_named_last(tmp_path: Path) -> None:
    file = write_list(tmp_path / "名单.xlsx", GOOD, BAD)
    before = file.read_bytes()
    result = check(file, "-o", tmp_path / "标注")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        "请打开标注副本：",
        f"  {tmp_path / '标注' / '名单.xlsx'}",
    ]
    assert [path.name for path in (tmp_path / "标注").iterdir()] == ["名单.xlsx"]
    assert commented(tmp_path / "标注" / "名单.xlsx") == ["C3"]
    assert file.read_bytes() == before


def test_a_clean_file_is_copied_as_it_is(tmp_path: Path) -> None:
    file = write_list(tmp_path / "名单.xlsx", GOOD)
    result = check(file, "-o", tmp_path / "标注")
    assert result.exit_code == 0
    assert (tmp_path / "标注" / "名单.xlsx").read_bytes() == file.read_bytes()
    assert (
        result.stdout.splitlines()[-1]
        == f"没有问题的文件 1 份，也放在“{tmp_path / '标注'}”里，没有标注。"
    )


def test_a_copy_that_was_repaired_loses_its_marks(tmp_path: Path) -> None:
    file = write_list(tmp_path / "名单.xlsx", GOOD, BAD)
    check(file, "-o", tmp_path / "一")
    book = load_workbook(tmp_path / "一" / "名单.xlsx")
    book["名单"]["C3"] = "上海长庚测试有限公司"
    book.save(tmp_path / "名单.xlsx")
    assert check(file, "-o", tmp_path / "二").exit_code == 0
    assert read_book(tmp_path / "二" / "名单.xlsx").sheetnames == ["名单"]
    assert commented(tmp_path / "二" / "名单.xlsx") == []


def test_json_alone_stands_on_stdout(tmp_path: Path) -> None:
    file = write_list(tmp_path / "名单.xlsx", BAD)
    result = check(file, "-o", tmp_path / "标注", "--format", "json")
    found = json.loads(result.stdout)["files"][0]["findings"]
    assert [f"{each['cell']} {each['code']}" for each in found] == ["C2 V101"]
    assert str(tmp_path / "标注" / "名单.xlsx") in result.stderr
    assert result.exit_code == 1


def test_notes_are_listed_in_the_copy(tmp_path: Path) -> None:
    file = write_list(tmp_path / "名单.xlsx", GOOD, ("合计", 1))
    assert check(file, "-o", tmp_path / "标注").exit_code == 0
    results = read_book(tmp_path / "标注" / "名单.xlsx")["校验结果"]
    said = [str(cell.value) for row in results.iter_rows() for cell in row if cell.value]
    assert "提示" in said
    assert any("可以报送" in each for each in said)


def test_files_of_one_name_are_numbered_and_refused_ones_said(tmp_path: Path) -> None:
    one = write_list(tmp_path / "a" / "名单.xlsx", BAD)
    two = write_list(tmp_path / "b" / "名单.xlsx", GOOD, BAD)
    (tmp_path / "c").mkdir()
    broken = tmp_path / "c" / "名单.xlsx"
    broken.write_bytes(b"PK\x03\x04 cut short")
    text = tmp_path / "名单.csv"
    text.write_text("\n".join(",".join(map(str, each)) for each in (HEADING, BAD)), "utf-8")
    out = tmp_path / "标注"
    result = check(one, broken, two, text, "-o", out)
    assert result.exit_code == 1
    # The refused one has no copy, but its name is not given to another.
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["名单.xlsx", "名单(3).xlsx", "名单(4).xlsx"]
    )
    assert commented(out / "名单.xlsx") == ["C2"]
    assert commented(out / "名单(3).xlsx") == ["C3"]
    assert (
        result.stdout.splitlines()[-1] == f"{broken}：没有标注副本：文件不能读取，原因见核对结果。"
    )


# ---------------------------------------------------------------- what is not written over


def test_the_file_itself_is_never_written_over(tmp_path: Path) -> None:
    file = write_list(tmp_path / "名单.xlsx", BAD)
    before = file.read_bytes()
    result = check(file, "-o", tmp_path)
    assert result.exit_code == 2
    assert f"标注副本会盖掉原文件“{file}”" in result.stderr
    assert result.stdout == ""
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["名单.xlsx"]


def test_nor_is_another_of_the_files(tmp_path: Path) -> None:
    one = write_list(tmp_path / "a" / "名单.xlsx", BAD)
    two = write_list(tmp_path / "b" / "名单.xlsx", GOOD)
    assert check(one, two, "-o", tmp_path / "b").exit_code == 2
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["名单.xlsx"]


@pytest.mark.parametrize("content", ["workbook", "text"])
def test_a_file_without_our_marks_is_left_alone(tmp_path: Path, content: str) -> None:
    file = write_list(tmp_path / "名单.xlsx", BAD)
    theirs = tmp_path / "标注" / "名单.xlsx"
    theirs.parent.mkdir()
    if content == "workbook":
        write_list(theirs, GOOD, GOOD)
    else:
        theirs.write_text("我的文件", encoding="utf-8")
    before = theirs.read_bytes()
    result = check(file, "-o", tmp_path / "标注")
    assert result.exit_code == 2
    assert f"“{theirs}”已经存在，而且不是标注副本" in result.stderr
    assert theirs.read_bytes() == before


def test_a_new_workbook_s_name_is_free_even_where_it_is_known_last(tmp_path: Path) -> None:
    text = tmp_path / "名单.csv"
    text.write_text("\n".join(",".join(map(str, each)) for each in (HEADING, BAD)), "utf-8")
    theirs = write_list(tmp_path / "名单.xlsx", GOOD)
    before = theirs.read_bytes()
    assert check(text, "-o", tmp_path / ".").exit_code == 2
    out = tmp_path / "标注"
    write_list(out / "名单.xlsx", GOOD)
    assert check(text, "-o", out).exit_code == 1
    assert sorted(path.name for path in out.iterdir()) == ["名单(2).xlsx", "名单.xlsx"]
    assert (out / "名单.xlsx").read_bytes() == before


def test_copies_of_an_earlier_round_give_way_and_are_set_aside(tmp_path: Path) -> None:
    file, out = write_list(tmp_path / "名单.xlsx", GOOD, BAD), tmp_path / "标注"
    check(file, "-o", out)
    first = (out / "名单.xlsx").read_bytes()
    assert check(file, "-o", out).exit_code == 1
    assert (out / "名单.xlsx").read_bytes() == first
    assert not (tmp_path / "标注-改动").exists()
    for number in (1, 2):
        earlier = (out / "名单.xlsx").read_bytes()
        write_list(file, GOOD, *[BAD] * (number + 1))
        result = check(file, "-o", out)
        moved = tmp_path / "标注-改动" / str(number) / "名单.xlsx"
        assert result.stdout.splitlines()[-1] == f"原来的同名副本已移到：{moved}"
        assert moved.read_bytes() == earlier
    assert commented(out / "名单.xlsx") == ["C3", "C4", "C5"]
    assert [path.name for path in out.iterdir()] == ["名单.xlsx"]


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    file = write_list(tmp_path / "名单.xlsx", BAD)
    (tmp_path / "标注").write_text("x", encoding="utf-8")
    result = check(file, "-o", tmp_path / "标注")
    assert result.exit_code == 2
    assert "是一个文件，不能作为标注副本的文件夹" in result.stderr
    below = check(file, "-o", tmp_path / "标注" / "里面")
    assert below.exit_code == 2
    assert "里不能写入标注副本" in below.stderr


def test_a_file_that_is_not_there_writes_nothing(tmp_path: Path) -> None:
    assert check(tmp_path / "没有.xlsx", "-o", tmp_path / "标注").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_however_many_children_the_copies_are_the_same(tmp_path: Path) -> None:
    files = [write_list(tmp_path / f"{at}.xlsx", GOOD, BAD) for at in range(5)]
    for jobs in ("1", "2"):
        check(*files, "-o", tmp_path / f"标注{jobs}", "--jobs", jobs)
    for file in files:
        copies = [(tmp_path / f"标注{jobs}" / file.name).read_bytes() for jobs in ("1", "2")]
        assert copies[0] == copies[1]
