"""Every finding code has a page, and the example on the page runs and gives what the page says."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from code_examples import Example, Part, build, read_example, section, workbook
from openpyxl import load_workbook

from toolkit.cli import main
from toolkit.codes import CATALOGUE, ORDER, SEVERITIES, TITLES, Code, nearest, page
from toolkit.model import OUTCOME_WORDS, SEVERITY_WORDS, Outcome, Severity

SECTIONS = ["何时出现", "为什么要紧", "怎样改", "示例"]
# Words of programmers: the people who read these pages know spreadsheets.
STRANGE_WORDS = re.compile(
    r"regex|null|schema|none|nan\b|boolean|string|json|unicode|utf|"
    r"正则|布尔|枚举|字符串|解析|抛出|数组|字典|哈希|参数|字段|实体|缺失值",
    re.IGNORECASE,
)


def ids(code: Code) -> str:
    return code.code


every_code = pytest.mark.parametrize("code", CATALOGUE, ids=ids)


# ---------------------------------------------------------------- the catalogue


def test_catalogue_stands_in_letter_then_number_order() -> None:
    order = [("CFSVERDQJ".index(each.code[0]), each.code) for each in CATALOGUE]
    assert order == sorted(order)
    assert list(ORDER) == [each.code for each in CATALOGUE] == list(TITLES) == list(SEVERITIES)


def test_slugs_and_titles_are_unique() -> None:
    assert len({each.slug for each in CATALOGUE}) == len(CATALOGUE)
    assert len(set(TITLES.values())) == len(CATALOGUE)


def test_pages_and_codes_match_one_to_one() -> None:
    pages = [path.name for path in files("toolkit.codes").iterdir() if path.name.endswith(".md")]
    assert sorted(pages) == sorted(f"{each.code}.md" for each in CATALOGUE)


def test_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError, match="S999"):
        page("S999")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("v41", "V401"), ("V401 ", "V401"), ("E1O1", "E101"), ("Q21", "Q201"), ("F1006", "F106")],
)
def test_nearest_code_comes_first(typed: str, meant: str) -> None:
    assert nearest(typed)[0] == meant


def test_nothing_is_near_a_word() -> None:
    assert nearest("名额") == ()


# ---------------------------------------------------------------- the pages


@every_code
def test_page_has_the_catalogue_s_title_slug_and_severity(code: Code) -> None:
    lines = page(code.code).splitlines()
    assert lines[0] == f"# {code.code} {code.title}"
    assert lines[2] == f"`{code.slug}` · {_severity_words(code)}"


def _severity_words(code: Code) -> str:
    return "命令停止" if code.code == "C101" else SEVERITY_WORDS[code.severity]


@every_code
def test_page_has_every_section_in_order(code: Code) -> None:
    text = page(code.code)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    for title in SECTIONS:
        assert section(text, title)


@every_code
def test_page_uses_spreadsheet_words(code: Code) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", page(code.code), flags=re.DOTALL)
    assert STRANGE_WORDS.findall(prose) == []


@every_code
def test_page_names_only_codes_that_exist(code: Code) -> None:
    assert set(re.findall(r"\b[A-Z]\d{3}\b", page(code.code))) <= set(ORDER)


# ---------------------------------------------------------------- the examples


def test_example_cells_hold_what_typing_them_into_excel_leaves() -> None:
    rows = (
        ("企业名称", "收入", "←", "日期"),
        ("↑", "2023年", "2024年", "↑"),
        ("'00123", "913100001000000085", "15%", "2018-05-06"),
        ("#REF!", "=B3/2", "-1.50", "18.5.6"),
    )
    made = workbook([Part("名单.xlsx", "名单", ("隐藏第 3 行", "B9 填“备查”"), rows)])
    sheet = load_workbook(io.BytesIO(made))["名单"]
    assert [[cell.value for cell in row] for row in sheet["A3:D4"]] == [
        ["00123", 913100001000000000, 0.15, datetime(2018, 5, 6)],
        ["#REF!", "=B3/2", -1.5, "18.5.6"],
    ]
    assert [sheet[cell].data_type for cell in ("A3", "B3", "D3", "A4", "B4")] == list("sndef")
    assert (sheet["C3"].number_format, sheet["B9"].value) == ("0%", "备查")
    assert sorted(str(merged) for merged in sheet.merged_cells.ranges) == [
        "A1:A2",
        "B1:C1",
        "D1:D2",
    ]
    assert [row for row, shown in sheet.row_dimensions.items() if shown.hidden] == [3]


def invoke(example: Example) -> Result:
    """Run the page's command as it stands there; findings of `check` as JSON."""
    form = ["--format", "json"] if example.command[0] == "check" else []
    return CliRunner().invoke(main, [*example.command, *form])


@pytest.mark.parametrize("code", [each for each in CATALOGUE if each.code != "C101"], ids=ids)
def test_example_gives_what_the_page_says(code: Code, desk: Path) -> None:
    example = read_example(page(code.code))
    build(example, desk)
    result = invoke(example)
    findings = _of_check(result.stdout) if example.command[0] == "check" else _of_run(desk)
    note = SEVERITY_WORDS[Severity.NOTE]
    told = [row for row in findings if row[3] != note or row[2] == code.code]
    assert Counter(told) == Counter(map(_without_brackets, example.expected)), result.stderr
    assert code.code in {row[2] for row in told}
    errors = any(row[3] == SEVERITY_WORDS[Severity.ERROR] for row in told)
    assert result.exit_code == (1 if errors and example.command[0] == "check" else 0)
    if example.ledger is not None:
        assert _ledger(desk) == list(example.ledger)


def _of_check(output: str) -> list[tuple[str, ...]]:
    """文件, 单元格, 代码, 严重程度 of each finding that `check` prints."""
    return [
        (Path(file["file"]).name, found["cell"], found["code"], SEVERITY_WORDS[found["severity"]])
        for file in json.loads(output)["files"]
        for found in file["findings"]
    ]


def _records(desk: Path, name: str) -> list[dict[str, str]]:
    with (desk / "输出" / "records" / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _of_run(desk: Path) -> list[tuple[str, ...]]:
    """The same of each finding that `run` writes; files as they are named below the inbox."""
    return [
        (row["submission"], row["cell"], row["code"], SEVERITY_WORDS[Severity(row["severity"])])
        for row in _records(desk, "findings.csv")
    ]


def _ledger(desk: Path) -> list[tuple[str, ...]]:
    """文件, 行, 名称, 处理结果 of each entry."""
    return [
        (row["submission"], row["row"], row["name"], OUTCOME_WORDS[Outcome(row["outcome"])])
        for row in _records(desk, "ledger.csv")
    ]


def _without_brackets(row: tuple[str, ...]) -> tuple[str, ...]:
    """（整个文件） and its like stand where there is no cell."""
    return tuple("" if cell.startswith("（") else cell for cell in row)


def test_unsound_campaign_stops_at_the_place_the_page_says(desk: Path) -> None:
    example = read_example(page("C101"))
    build(example, desk)
    result = invoke(example)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "C101" in result.stderr
    for expected in example.expected:
        assert any(all(part in line for part in expected) for line in result.stderr.splitlines())
