"""What once went wrong from end to end, each with the smallest input that showed it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.cli import main

LIST = ("序号", "推荐单位", "企业名称", "统一社会信用代码", "批次")


def write(path: Path, *rows: tuple[object, ...]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名单")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return path


def checked(path: Path, campaign: str = "sme-2025") -> list[str]:
    result = CliRunner().invoke(main, ["check", str(path), "-c", campaign, "--format", "json"])
    found = json.loads(result.stdout)["files"][0]["findings"]
    return [f"{item['cell']} {item['code']} {item['severity']}".strip() for item in found]


def run(inbox: Path, out: Path) -> list[dict[str, str]]:
    result = CliRunner().invoke(main, ["run", str(inbox), "-c", "sme-2025", "-o", str(out)])
    assert result.exit_code == 0, result.output
    with (out / "records" / "submissions.csv").open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def test_a_code_with_an_unlisted_prefix_is_asked_about(tmp_path: Path) -> None:
    row = (1, "甲", "上海启明测试有限公司", "99310105MA000004XH", "一")
    assert checked(write(tmp_path / "a.xlsx", LIST, row)) == ["D2 V402 query"]


def test_the_example_of_the_schema_is_no_entry(tmp_path: Path) -> None:
    board = load_campaign(shipped_schemas() / "sme-2025").boards[0]
    example = board.field("company").meta["example"]
    rows = ((1, "甲", example, "", "一"), (2, "甲", "上海启明测试有限公司", "", "一"))
    assert checked(write(tmp_path / "a.xlsx", LIST, *rows)) == ["A2 S109 note"]


def test_a_filled_form_is_no_table_but_an_entry(tmp_path: Path) -> None:
    rows = (
        ("申报企业名称", "上海启明测试有限公司", "所在地区", "上海市长宁区"),
        ("企业工商登记日期", "2018-05-06", "法定代表人", "周明"),
        ("是否高新技术企业", "是", "是否属于上市公司", "否"),
        ("联系人姓名", "李红", "职务", "主任"),
    )
    found = checked(write(tmp_path / "a.xlsx", *rows), "kczg-2022")
    missing = [each for each in found if each.startswith("A1 S102")]
    assert [each for each in found if each not in missing] == ["B2 V207 note"]
    board = load_campaign(shipped_schemas() / "kczg-2022").board("rising-enterprise")
    required = [column for column in board.fields if column.required]
    assert len(missing) == len(required) - 7  # 职务 may be missing


def test_a_folder_named_like_a_workbook_is_registered(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    (inbox / "空.xlsx").mkdir(parents=True)
    write(inbox / "满.xlsx" / "a.xlsx", LIST, (1, "甲", "上海启明测试有限公司", "", "一"))
    told = run(inbox, tmp_path / "输出")
    assert [(each["submission"], each["status"], each["code"]) for each in told] == [
        ("满.xlsx", "refused", "F103"),
        ("满.xlsx/a.xlsx", "read", ""),
        ("空.xlsx", "refused", "F103"),
    ]


def test_a_csv_of_a_byte_order_mark_alone_is_refused(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    (inbox / "a.csv").write_bytes(b"\xef\xbb\xbf")
    (told,) = run(inbox, tmp_path / "输出")
    assert (told["status"], told["code"]) == ("refused", "F101")


@pytest.mark.parametrize("phone", ["+86 13800138000", "86 13800138000", "0086 13800138000"])
def test_a_phone_with_the_country_s_number_holds(phone: str) -> None:
    from toolkit.rules import RULES_BY_NAME
    from toolkit.rules.rule import Record

    assert RULES_BY_NAME["phone"].holds(phone, "any", Record({}))


@pytest.mark.parametrize(
    ("names", "asked", "says_more"),
    [(10, [*range(10)], False), (15, [*range(10), *[10] * 5], True), (25, [0, *[1] * 24], False)],
)
def test_names_alike_by_the_dozen_are_not_asked_about_by_the_hundred(
    tmp_path: Path, names: int, asked: list[int], *, says_more: bool
) -> None:
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地人"[:names]
    rows = [(at, "甲", f"上海{letter}测试有限公司", "", "一") for at, letter in enumerate(letters)]
    inbox, out = tmp_path / "收件", tmp_path / "输出"
    write(inbox / "a.xlsx", LIST, *rows)
    run(inbox, out)
    with (out / "records" / "findings.csv").open(encoding="utf-8-sig") as stream:
        found = [each for each in csv.DictReader(stream) if each["code"] == "D201"]
    counted = [sum(each["entry"] == str(entry + 1) for each in found) for entry in range(names)]
    assert counted == asked
    assert any("另有" in each["message"] for each in found) is says_more
