"""A list with rows of several boards through the commands: numbers, outcomes, copies, registers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from toolkit.campaign import load_campaign
from toolkit.cli import main
from toolkit.intake import Arrival
from toolkit.model import Letter
from toolkit.naming import check_names
from toolkit.pipeline.arriving import jobs_of
from toolkit.pipeline.examining import Job, Task, examine, prepare

SCHEMAS = Path(__file__).parent / "campaigns"
CAMPAIGN = load_campaign(SCHEMAS / "categories")
ENGINE, BRAND, TEAM = (board.title for board in CAMPAIGN.boards)
HEADING = ["参选类别", "推荐单位", "企业名称", "团队名称", "团队负责人", "员工人数（人）",
           "营业收入（万元）", "品牌口号", "联系人"]  # fmt: skip


def row(category: str, name: str, *, unit: str = "甲学会", staff: object = 20, slogan: str = "",
        team: str = "") -> list[object]:  # fmt: skip
    revenue = 300 if category == ENGINE else None
    return [category, unit, name, team, team and "周明", staff, revenue, slogan, "李红"]


MIXED = [
    row(ENGINE, "晨光有限公司"),
    row(BRAND, "远山有限公司", slogan="向山"),
    row(TEAM, "启明有限公司", team="启明攻关团队"),
    row(ENGINE, "长河有限公司", staff="约二十"),
    row(BRAND, "北斗有限公司", slogan="字" * 21),
    row(ENGINE, "晨光有限公司"),
    row("年度样本机构", "天枢有限公司"),
    row(TEAM, "玉衡有限公司", team="玉衡攻关团队"),
]


def save(path: Path, *lines: list[object], sheet: str = ENGINE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.active.title = sheet
    for line in (HEADING, *lines):
        book.active.append(line)
    book.save(path)
    return path


def command(*words: object) -> Result:
    return CliRunner().invoke(main, ["--schemas", str(SCHEMAS), *map(str, words)])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    save(folder / "收件" / "甲学会" / "名单.xlsx", *MIXED)
    save(folder / "收件" / "乙学会" / "名单.xlsx", row(BRAND, "远山有限公司", unit="乙学会"))
    result = command("run", folder / "收件", "-c", "categories", "-o", folder / "输出")
    assert result.exit_code == 0, result.output
    return folder / "输出"


def records(out: Path, name: str) -> list[dict[str, str]]:
    with (out / "records" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_entries_stand_in_the_order_of_the_rows_each_with_its_board(out: Path) -> None:
    ledger = [
        (line["entry"], line["board"], line["row"], line["outcome"])
        for line in records(out, "ledger")
        if line["submission"] == "甲学会/名单.xlsx"
    ]
    first = int(ledger[0][0])
    assert ledger == [
        (str(first), "engine", "2", "accepted"),
        (str(first + 1), "engine-brand", "3", "duplicate"),
        (str(first + 2), "team", "4", "accepted"),
        (str(first + 3), "engine", "5", "returned"),
        (str(first + 4), "engine-brand", "6", "returned"),
        (str(first + 5), "engine", "7", "duplicate"),
        (str(first + 6), "engine", "8", "returned"),
        (str(first + 7), "team", "9", "accepted"),
    ]


def test_findings_stand_at_the_cells_of_their_entries(out: Path) -> None:
    found = [
        (line["cell"], line["code"])
        for line in records(out, "findings")
        if line["submission"] == "甲学会/名单.xlsx" and line["severity"] != "note"
    ]
    assert found == [("C3", "D101"), ("F5", "V201"), ("H6", "V304"), ("C7", "R101"), ("A8", "V401")]


def test_the_copy_sent_back_marks_the_cells_of_every_board(out: Path) -> None:
    (copy,) = (out / "退回" / "甲学会").glob("名单*.xlsx")
    sheet = openpyxl.load_workbook(copy)[ENGINE]
    commented = [cell.coordinate for line in sheet for cell in line if cell.comment]
    assert commented == ["C3", "F5", "H6", "C7", "A8"]


def test_the_register_says_once_for_each_board_where_its_rows_stand(out: Path) -> None:
    book = openpyxl.load_workbook(out / "汇总.xlsx", read_only=True)
    lines = [[str(cell or "") for cell in line] for line in book["收件登记"].values]
    book.close()
    head = next(line for line in lines if "报送文件" in line)
    (own,) = (line for line in lines if "甲学会/名单.xlsx" in line)
    assert own[head.index("读取内容")] == (
        "年度样本引擎：第 2–8 行，4 条；年度样本引擎（年度样本引擎品牌）：第 3–6 行，2 条；"
        "年度样本引擎（年度样本团队）：第 4–9 行，2 条"
    )


def test_check_says_of_a_shared_list_what_a_run_says(tmp_path: Path) -> None:
    path = save(tmp_path / "名单.xlsx", *MIXED)
    result = command("check", path, "-c", "categories", "--format", "json", "-o", tmp_path / "标注")
    (file,) = json.loads(result.stdout)["files"]
    found = [(each["cell"], each["code"]) for each in file["findings"]]
    assert found == [("F5", "V201"), ("H6", "V304"), ("C7", "R101"), ("A8", "V401")]
    assert (file["boards"], file["entries"]) == (["engine", "engine-brand", "team"], 8)
    (copy,) = (tmp_path / "标注").iterdir()
    sheet = openpyxl.load_workbook(copy)[ENGINE]
    assert [cell.coordinate for line in sheet for cell in line if cell.comment] == [
        "F5", "H6", "C7", "A8",
    ]  # fmt: skip


def test_a_column_missing_for_one_board_sends_back_its_rows_only(tmp_path: Path) -> None:
    path = tmp_path / "收件" / "甲学会" / "名单.xlsx"
    lines = [row(ENGINE, "晨光有限公司"), row(TEAM, "远山有限公司"), row(BRAND, "启明有限公司")]
    save(path, *lines)
    book = openpyxl.load_workbook(path)
    book.active.delete_cols(4, 2)
    book.save(path)
    result = command("run", tmp_path / "收件", "-c", "categories", "-o", tmp_path / "输出")
    assert result.exit_code == 0, result.output
    found = [(each["row"], each["board"], each["outcome"]) for each in records(
        tmp_path / "输出", "ledger")]  # fmt: skip
    assert found == [
        ("2", "engine", "accepted"), ("3", "team", "returned"), ("4", "engine-brand", "accepted"),
    ]  # fmt: skip
    (reason,) = [each["reason"] for each in records(tmp_path / "输出", "ledger") if each["reason"]]
    assert reason == "整表 团队名称：缺少必需的列；整表 团队负责人：缺少必需的列"


@pytest.mark.parametrize("screening", [True, False])
def test_a_long_list_gives_what_its_rows_give_alone(tmp_path: Path, *, screening: bool) -> None:
    """Rows are converted board by board, many together; each finding comes back to its own row."""
    kinds = [(ENGINE, {}), (BRAND, {"slogan": "字" * 25}), (TEAM, {"team": "攻关团队"})]
    lines = [
        row(category, f"测试{at:03}有限公司", staff="约" if at % 50 == 0 else at, **more)
        for at in range(1, 301)
        for category, more in [kinds[at * 7 % 3 if at % 5 else 0]]
    ]
    prepare(Task((CAMPAIGN,), screening=screening))
    batch = examine([Job("a.xlsx", save(tmp_path / "a.xlsx", *lines))])
    found = {
        (each.ref.cell, each.code, each.entry)
        for each in batch.files[0].findings
        if each.severity.value == "error"
    }
    assert found == {
        *((f"F{at + 1}", "V201", at) for at in range(50, 301, 50)),
        *((f"H{at + 1}", "V304", at) for at, line in enumerate(lines, 1) if line[0] == BRAND),
    }
    numbered = sorted(
        (number, line, board.board)
        for board in batch.boards
        for span in board.spans
        for number, line in zip(span.numbers, span.rows, strict=True)
    )
    ids = {board.title: board.id for board in CAMPAIGN.boards}
    assert numbered == [(at, at + 1, ids[str(line[0])]) for at, line in enumerate(lines, 1)]


@pytest.mark.parametrize("category", ["样本引擎企业", "1、样本引擎企业", "☑样本引擎企业 □样本团队"])
def test_another_title_in_the_column_is_read_as_the_board_s_own(
    tmp_path: Path, category: str
) -> None:
    prepare(Task((CAMPAIGN,)))
    path = save(tmp_path / "a.xlsx", row(category, "晨光有限公司"))
    (file,), (board,) = (batch := examine([Job("a.xlsx", path)])).files, batch.boards
    assert (board.board, board.column("category")) == ("engine", [ENGINE])
    assert [(each.ref.cell, each.code) for each in file.findings if each.entry] == [("A2", "V207")]


# ---------------------------------------------------------------- what files are called


def irregular(path: str, letter: Letter | None = None) -> list[str]:
    return [each.message for each in check_names([(path, letter)], CAMPAIGN)]


@pytest.mark.parametrize(
    "path",
    ["名单.xlsx", "甲/汇总.xlsx", "名单.zip/里/样本.xlsx", "C:\\报送\\名单.xlsx", "样.本汇总.xls"],
)
def test_a_file_named_as_asked_is_not_spoken_of(path: str) -> None:
    assert irregular(path) == []


@pytest.mark.parametrize(
    "path", ["报送.xlsx", "名单.zip/报送.xlsx", "样本.zip/名单/报.名.xlsx", "1.名单"]
)
def test_another_name_is_noted_with_the_demand_in_words(path: str) -> None:
    name = path.rsplit("/", 1)[-1].rpartition(".")[0]
    (message,) = irregular(path)
    assert message == (
        f"文件名“{name}”不合要求，应为：文件名含“名单”或榜单名称（样本通知 五）。"
        "内容已照常读取，下次报送请照此命名。"
    )


@pytest.mark.parametrize(
    ("subject", "count"),
    [("样本引擎＋晨光有限公司", 0), ("样本引擎+晨光有限公司", 0), ("报送材料", 1), ("", 1)],
)
def test_an_e_mail_is_asked_for_its_subject(subject: str, count: int) -> None:
    assert len(irregular("a.eml/名单.xlsx", Letter("甲学会", subject))) == count


def test_names_are_noted_in_a_run_and_in_check_but_not_of_refused_files(tmp_path: Path) -> None:
    inbox = tmp_path / "收件" / "甲学会"
    named = save(inbox / "报送.xlsx", row(ENGINE, "晨光有限公司"))
    (inbox / "说明.docx").write_bytes(b"no workbook")
    (inbox / "~$报送.xlsx").write_bytes(b"lock")
    result = command("run", tmp_path / "收件", "-c", "categories", "-o", tmp_path / "输出")
    assert result.exit_code == 0, result.output
    found = [(each["submission"], each["code"], each["severity"]) for each in records(
        tmp_path / "输出", "findings") if each["code"] == "F107"]  # fmt: skip
    assert found == [("甲学会/报送.xlsx", "F107", "note")]
    checked = command("check", named, inbox / "说明.docx", "-c", "categories", "--format", "json")
    codes = [[each["code"] for each in file["findings"]] for file in
             json.loads(checked.stdout)["files"]]  # fmt: skip
    assert [each.count("F107") for each in codes] == [1, 0]


def test_the_subject_of_an_e_mail_goes_with_its_attachments() -> None:
    letter = Letter("甲学会", f"{BRAND}+晨光有限公司")
    attached = Arrival("a.eml/名单.xlsx", Path("a"), "1", letter=letter)
    arrivals = [attached, Arrival("b.xlsx", Path("b"), "2")]
    assert [job.subject for job in jobs_of(arrivals, ())] == [letter.subject, ""]


# ---------------------------------------------------------------- boards by their other titles


@pytest.mark.parametrize("name", ["team", "年度样本团队", "样本团队"])
def test_commands_know_a_board_by_any_of_its_titles(tmp_path: Path, name: str) -> None:
    assert "团队负责人" in command("campaigns", "categories", name).stdout
    result = command("template", "categories", "-b", name, "-o", tmp_path)
    assert result.exit_code == 0, result.output
    (path,) = tmp_path.glob("*.xlsx")
    assert TEAM in path.name
