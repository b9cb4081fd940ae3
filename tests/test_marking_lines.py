"""校验结果 in words: its sentences, its lines, and the way back from the headings."""

from __future__ import annotations

from toolkit.model import Finding, Ref, Severity
from toolkit.writers.marking import Marks
from toolkit.writers.marking.result_lines import (
    MOST_LISTED,
    HeadingLink,
    ResultPage,
    result_page,
)

ERROR, QUERY, NOTE = Severity.ERROR, Severity.QUERY, Severity.NOTE


def finding(
    sheet: str, row: int, column: int, severity: Severity = ERROR, value: str = ""
) -> Finding:
    return Finding("V101", severity, Ref("报送表", sheet, row, column), "必须填写", 0, "栏", value)


def page(*findings: Finding, remark: str = "", ready: str = "") -> ResultPage:
    rows = {"甲表": (2, 3), "乙表": (1,)}
    return result_page(Marks("某榜", "报送表.xlsx", findings, rows, ready), remark)


def places(made: ResultPage) -> list[tuple[str, str, str]]:
    return [(line.severity.value, line.sheet, line.target) for line in made.lines]


def test_equal_findings_below_one_another_share_a_line() -> None:
    rows = [finding("甲表", row, 3) for row in (9, 4, 5, 6)]
    assert places(page(*rows)) == [("error", "甲表", "C4:C6"), ("error", "甲表", "C9")]
    other = page(finding("甲表", 4, 3, value="一"), finding("甲表", 5, 3, value="二"))
    assert places(other) == [("error", "甲表", "C4"), ("error", "甲表", "C5")]


def test_errors_come_first_then_sheets_and_rows_in_order() -> None:
    made = page(
        finding("甲表", 9, 1, NOTE),
        finding("甲表", 8, 2, QUERY),
        finding("乙表", 3, 1),
        finding("甲表", 7, 5),
        finding("甲表", 7, 2),
    )
    assert places(made) == [
        ("error", "甲表", "B7"), ("error", "甲表", "E7"), ("error", "乙表", "A3"),
        ("query", "甲表", "B8"), ("note", "甲表", "A9"),
    ]  # fmt: skip
    assert [line.cells[0] for line in made.lines] == [1, 2, 3, 4, 5]


def test_what_is_about_no_single_cell() -> None:
    made = page(finding("", 0, 0), finding("甲表", 0, 0), finding("甲表", 6, 0))
    assert [(line.cells[3], line.target) for line in made.lines] == [
        ("整份文件", ""), ("整张表", "A1"), ("第6行", "A6"),
    ]  # fmt: skip


def test_headings_lead_to_the_first_line_about_their_column() -> None:
    made = page(
        finding("甲表", 9, 3), finding("甲表", 4, 3), finding("乙表", 5, 1), finding("丙表", 5, 1)
    )
    assert made.heading_row == 7
    assert made.links == (HeadingLink("甲表", 2, 3, 8), HeadingLink("乙表", 1, 1, 10))


def test_sentences() -> None:
    made = page(
        finding("甲表", 4, 3), finding("甲表", 5, 1, QUERY), remark="说明。", ready="尽快。"
    )
    assert made.title == "校验结果：某榜"
    assert made.sentences[:2] == ("文件：报送表.xlsx", "核查情况：错误1处，存疑1处。")
    assert made.sentences[-2:] == ("说明。", "尽快。")
    assert "标黄" in made.sentences[2]
    assert "标黄" not in page(finding("甲表", 4, 3)).sentences[2]


def test_a_long_list_is_cut_and_says_so() -> None:
    rows = [finding("甲表", row, 3, value=str(row)) for row in range(2, MOST_LISTED + 7)]
    made = page(*rows)
    assert len(made.lines) == MOST_LISTED
    assert f"共{MOST_LISTED + 5}条" in made.sentences[-1]


def test_a_long_value_is_shortened() -> None:
    (line,) = page(finding("甲表", 4, 3, value="长" * 500)).lines
    assert line.cells[5] == "长" * 200 + "……"
