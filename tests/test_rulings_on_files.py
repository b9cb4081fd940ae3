"""A secretary decides in 待裁定.xlsx: the bundled example is run, filled, run again, as people do.

The outcomes change exactly as ruled, 与上次相比 lists exactly those, and running once more changes
nothing. Small inboxes show what survives renaming, and what is said of rulings that cannot be
obeyed.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.cli import main
from toolkit.model import as_text
from toolkit.model.rulings import file_key, place_key
from toolkit.reading import read_workbook

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "kczg-2022"
SCHEMAS = Path(__file__).parent / "campaigns"
# Kind of case, name or file it is about, the answer, the reason.
DECIDED = (
    ("D202", "杭州岚砺工业软件有限公司", "不同", "两家公司，单位来函更正代码"),
    ("D201", "苏州临砚智能装备股份有限公司", "同一家", "执照为同一家，已更名"),
    ("D103", "上海远动科技有限公司", "撤回", "单位来电说明已撤下"),
    ("Q102", "宁波钧衡传动科技有限公司", "保留", "单位来函明确排在第五"),
    ("V403", "嘉兴岑橡光伏科技有限公司", "认定 V403", "执照上不是这个代码"),
    ("V301", "温如言", "豁免 V301", "有特批函"),
    ("E104", "沪江科技园-新锐企业榜推荐表.xlsx", "豁免 E104", "系统故障，准予受理"),
)
# What becomes of entries: before, after, and the codes that decide it now.
CHANGED = {
    "杭州岚砺数字科技有限公司": ("duplicate", "accepted", ""),
    "苏州临砚智能装备股份有限公司": ("accepted", "duplicate", "D101"),
    "上海远动科技有限公司": ("accepted", "withdrawn", "J101"),
    "宁波钧衡传动科技有限公司": ("over_quota", "accepted", ""),
    "上海泽芃新能源材料有限公司": ("accepted", "over_quota", "Q101"),
    "嘉兴岑橡光伏科技有限公司": ("accepted", "returned", "V403"),
}


def invoked(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def toolkit(*arguments: object) -> str:
    return invoked(*arguments).stdout


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def columns_of(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The heading's row and the first column of each heading, as a person finds them."""
    for row in sheet.iter_rows():
        named = {cell.value: cell.column for cell in reversed(row) if cell.value}
        if "键" in named:
            return row[0].row, named
    raise AssertionError("no heading with 键")


def fill(path: Path, decided: Iterable[tuple[str, str, str, str]]) -> None:
    """Choose an answer in each case, and write a name and a reason, as a secretary does."""
    book = load_workbook(path, rich_text=True)
    sheet = book["待裁定"]
    heading, columns = columns_of(sheet)
    kinds = {cell.value: cell.column for row in sheet.iter_rows(max_row=heading) for cell in row}
    for kind, about, answer, why in decided:
        row = next(
            row
            for row in range(heading + 1, sheet.max_row + 1)
            if str(sheet.cell(row, kinds["类别"]).value).startswith(kind)
            and about
            in (str(sheet.cell(row, columns["名称"]).value),
                str(sheet.cell(row, columns["报送文件"]).value))
        )  # fmt: skip
        for title, value in (("裁定", answer), ("经办人", "张明"), ("理由", why)):
            sheet.cell(row, columns[title]).value = value
    book.save(path)


def outcomes(records: Path) -> dict[str, tuple[str, str]]:
    """Of each entry by its place: its outcome, and the codes that decided."""
    rows = read(records / "ledger.csv")
    return {row["key"]: (row["outcome"], row["codes"]) for row in rows}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, run, filled in, and run again; `before` is the output of the first run."""
    folder = tmp_path_factory.mktemp("desk") / "kczg"
    ignored = shutil.ignore_patterns("expected")
    shutil.copytree(EXAMPLE, folder, ignore=ignored)
    toolkit("run", folder)
    shutil.copytree(folder / "输出", folder / "before")
    fill(folder / "输出" / "待裁定.xlsx", DECIDED)
    (folder / "输出" / "评审" / "备忘.txt").write_text("自己放进去的", encoding="utf-8")
    second = invoked("run", folder)
    (folder / "said").write_text(second.stdout, encoding="utf-8")
    (folder / "remarked").write_text(second.stderr, encoding="utf-8")
    return folder


def test_outcomes_change_exactly_as_ruled(desk: Path) -> None:
    before, after = (outcomes(desk / each / "records") for each in ("before", "输出"))
    names = {row["key"]: row["name"] for row in read(desk / "输出" / "records" / "ledger.csv")}
    assert {
        names[key]: (before[key][0], *after[key]) for key in before if before[key] != after[key]
    } == CHANGED


def test_reasons_name_the_ruling_who_and_why(desk: Path) -> None:
    reasons: dict[str, str] = {}
    for row in read(desk / "输出" / "records" / "ledger.csv"):
        reasons.setdefault(row["name"], row["reason"])
    for kind, name, answer, why in DECIDED:
        if kind != "E104":
            assert f"{answer}（经办人张明：{why}）" in reasons[name]
    assert "按裁定保留的条目先占名额" in reasons["上海泽芃新能源材料有限公司"]
    assert "豁免 E104（经办人张明：系统故障，准予受理）" in reasons["上海澄砚膜科技有限公司"]


def test_every_ruling_is_a_note_at_its_place(desk: Path) -> None:
    said = [
        row for row in read(desk / "输出" / "records" / "findings.csv") if row["code"][0] == "J"
    ]
    assert sorted((row["code"], row["cell"], row["severity"]) for row in said) == [
        ("J101", "D7", "note"), ("J102", "", "note"), ("J102", "D10", "note"),
        ("J102", "D6", "note"), ("J102", "D6", "note"), ("J102", "D6", "note"),
        ("J102", "D7", "note"),
    ]  # fmt: skip


def compared(output: Path) -> list[list[str]]:
    """The sheet 与上次相比, as texts."""
    grids = {grid.sheet: grid for grid in read_workbook(output / "汇总.xlsx").grids}
    return [[as_text(cell) for cell in row] for row in grids["与上次相比"].rows]


def test_what_was_filled_in_is_said_to_be_read_and_kept_as_other_changes_are(desk: Path) -> None:
    remarked = (desk / "remarked").read_text(encoding="utf-8").splitlines()
    place = Path("输出-改动", "1")
    assert f"已读取填写过的“待裁定.xlsx”，原样留存在“{place}”里。" in remarked
    assert f"上次输出中改动过的文件已另存：{desk / place / '评审' / '备忘.txt'}" in remarked
    assert (desk / place / "待裁定.xlsx").is_file()


def test_units_do_not_read_who_ruled_nor_of_the_other_side(desk: Path) -> None:
    told = [
        as_text(cell)
        for path in (desk / "输出" / "退回").glob("*/退回说明.xlsx")
        for grid in read_workbook(path).grids
        for row in grid.rows
        for cell in row
    ]
    assert any("核实认定：执照上不是这个代码" in each for each in told)
    assert not any("张明" in each or "裁定：" in each for each in told)
    receipt = desk / "输出" / "回执" / "沪江科技园" / "收件回执.txt"
    assert "在截止时间之后收到，已同意受理" in receipt.read_text(encoding="utf-8-sig")


def test_what_changed_is_listed_and_nothing_else(desk: Path) -> None:
    rows = compared(desk / "输出")
    moved = {row[4] for row in rows if row[0] == "处理结果变化"}
    assert moved == set(CHANGED)
    assert sum(row[0] == "裁定生效" for row in rows) == len(DECIDED)
    of_files = {"新收文件", "文件内容有改动", "文件改名", "文件已移走"}
    assert of_files.isdisjoint(row[0] for row in rows)
    told = (desk / "said").read_text(encoding="utf-8")
    assert "裁定：执行 7 条。" in told
    assert "处理结果变化6条，裁定生效7条" in told


def test_what_was_decided_is_not_asked_again_but_kept(desk: Path) -> None:
    book = load_workbook(desk / "输出" / "待裁定.xlsx")
    heading, columns = columns_of(book["已裁定"])
    answers = [
        book["已裁定"].cell(row, columns["裁定"]).value
        for row in range(heading + 1, book["已裁定"].max_row + 1)
    ]
    assert sorted(answers) == sorted(answer for _, _, answer, _ in DECIDED)
    cases = [row for row in book["待裁定"].iter_rows(values_only=True) if row]
    asked = {(str(row[1])[:4], row[8]) for row in cases}
    assert not asked & {(kind, name) for kind, name, _, _ in DECIDED}


def test_running_once_more_changes_no_byte(desk: Path) -> None:
    first = digests(desk / "输出")
    toolkit("run", desk)
    assert digests(desk / "输出") == first
    assert {row[4] for row in compared(desk / "输出") if row[0] == "处理结果变化"} == set(CHANGED)


def digests(output: Path) -> dict[str, str]:
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in output.rglob("*")
        if path.is_file()
    }


# ---------------------------------------------------------------- small inboxes

ROWS = (
    "推荐单位,推荐顺序,案例名称,案例代码,领域",
    "甲学会,1,天枢平台,,电子",
    "甲学会,2,天璇平台,,材料",
    "甲学会,3,天玑平台,,能源",
)


def inbox(folder: Path, files: Mapping[str, Iterable[str]]) -> Path:
    for name, lines in files.items():
        path = folder / "收件" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    return folder / "收件"


def ruled(path: Path, *lines: tuple[str, ...]) -> Path:
    book = Workbook()
    book.active.append(["键", "对方键", "裁定", "经办人", "理由"])
    for line in lines:
        book.active.append(list(line))
    book.save(path)
    return path


def run(folder: Path, *options: object) -> Path:
    inbox_, out = folder / "收件", folder / "输出"
    toolkit("--schemas", SCHEMAS, "run", inbox_, "-c", "laws", "-o", out, *options)
    return out / "records"


def key(path: Path, row: int = 0) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return place_key("laws", digest, "", row) if row else file_key("laws", digest)


def test_a_ruling_survives_renaming_and_moving_but_not_a_change(tmp_path: Path) -> None:
    box = inbox(tmp_path, {"名单.csv": ROWS})
    rulings = ruled(tmp_path / "裁定.xlsx", (key(box / "名单.csv", 2), "", "撤回", "张明", "来函"))
    first = run(tmp_path, "--rulings", rulings)
    assert read(first / "ledger.csv")[0]["outcome"] == "withdrawn"
    (box / "又一层").mkdir()
    (box / "名单.csv").rename(box / "又一层" / "改了名.csv")
    moved = run(tmp_path, "--rulings", rulings)
    assert read(moved / "ledger.csv")[0]["outcome"] == "withdrawn"
    inbox(tmp_path, {"又一层/改了名.csv": (*ROWS, "甲学会,4,天权平台,,医药")})
    changed = run(tmp_path, "--rulings", rulings)
    assert read(changed / "ledger.csv")[0]["outcome"] == "accepted"
    said = [row for row in read(changed / "findings.csv") if row["code"][0] == "J"]
    assert [(row["submission"], row["cell"], row["code"]) for row in said] == [
        ("裁定.xlsx", "C2", "J201")
    ]


def test_rulings_that_cannot_be_obeyed_are_told_at_their_cells_and_change_nothing(
    tmp_path: Path,
) -> None:
    box = inbox(tmp_path, {"名单.csv": ROWS})
    own = [key(box / "名单.csv", row) for row in (2, 3, 4)]
    file = key(box / "名单.csv")
    unruled = [row["outcome"] for row in read(run(tmp_path) / "ledger.csv")]
    rulings = ruled(
        tmp_path / "裁定.xlsx",
        (own[0], own[1], "同一家", "张明", "查过"),  # 2: with 3 and 4, a ring that cannot close
        (own[1], own[2], "同一家", "张明", "查过"),
        (own[2], own[0], "不同", "李华", "查过"),
        (own[0], "", "豁免 D101", "张明", "查过"),  # 5: is for 保留 or 不同
        (own[0], "", "密码 1234", "张明", "查过"),  # 6: a file's
        (file, "", "保留", "张明", "查过"),  # 7: an entry's
        (own[0], "", "同一家", "张明", "查过"),  # 8: with whom?
        (own[0], "", "豁免 V403", "张明", "查过"),  # 9: there is no such finding
        (own[0].replace("laws:", "kczg-2022:"), "", "撤回", "张明", "查过"),  # 10
        ("不是键", "", "撤回", "张明", "查过"),  # 11
        (own[1], "", "撤回", "张明", "查过"), (own[1], "", "保留", "李华", "查过"),  # 12, 13
        (own[2], own[2], "不同", "张明", "查过"),  # 14: with itself
        (own[2], "", "认定 Q102", "张明", "查过"),  # 15: quotas decide that
        (own[2], "", "豁免 V999", "张明", "查过"),  # 16: no such code
        (own[2], file, "同一家", "张明", "查过"),  # 17: with a whole file
    )  # fmt: skip
    records = run(tmp_path, "--rulings", rulings)
    assert [row["outcome"] for row in read(records / "ledger.csv")] == unruled
    said = [row for row in read(records / "findings.csv") if row["code"][0] == "J"]
    assert [(row["cell"], row["code"]) for row in said] == [
        ("C2", "J202"), ("C3", "J202"), ("C4", "J202"), ("C5", "J203"), ("C6", "J203"),
        ("C7", "J203"), ("C8", "J203"), ("C9", "J201"), ("C10", "J201"), ("C11", "J201"),
        ("C12", "J202"), ("C13", "J202"), ("C14", "J203"), ("C15", "J203"), ("C16", "J203"),
        ("C17", "J203"),
    ]  # fmt: skip
    assert "征集活动“kczg-2022”" in next(row["message"] for row in said if row["cell"] == "C10")


def test_a_unit_and_a_password_that_were_ruled_are_used(tmp_path: Path) -> None:
    box = inbox(tmp_path, {"不知是谁.csv": (ROWS[0], *(line[3:] for line in ROWS[1:]))})
    units = Workbook()
    units.active.append(["推荐单位", "推荐渠道"])
    units.active.append(["甲学会", "学会"])
    units.save(tmp_path / "推荐单位.xlsx")
    registered = ("--units", tmp_path / "推荐单位.xlsx")
    unknown = run(tmp_path, *registered)
    assert {row["codes"] for row in read(unknown / "ledger.csv")} == {"S105"}
    answered = (key(box / "不知是谁.csv"), "", "推荐单位 甲学会", "张明", "来电确认")
    known = run(tmp_path, *registered, "--rulings", ruled(tmp_path / "裁定.xlsx", answered))
    assert {row["unit"] for row in read(known / "ledger.csv")} == {"甲学会"}
    assert {row["outcome"] for row in read(known / "ledger.csv")} == {"accepted"}
    assert [row["unit"] for row in read(known / "submissions.csv")] == ["甲学会"]
