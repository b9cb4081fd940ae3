"""`toolkit init`: the folder that it makes holds all that is needed, tells what to do, and runs."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.campaign import find_campaigns, load_campaign, parse_changes, shipped_schemas
from toolkit.cli import main
from toolkit.codes import TITLES
from toolkit.folder import Lists, load_registers
from toolkit.folder.guide import guide_text
from toolkit.folder.settings import settings_text
from toolkit.model import Grid, Raw, Verb, Workbook
from toolkit.reading import read_workbook
from toolkit.registers import parse_rulings
from toolkit.registers.lists import parse_barred, parse_units
from toolkit.validation import argument_faults

CAMPAIGN = load_campaign(shipped_schemas() / "kczg-2022", None, argument_faults)
LISTS = ("往届入选", "推荐单位", "收件", "试点城市", "限制名单")


def toolkit(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def sheet_of(folder: Path, title: str) -> Worksheet:
    found = openpyxl.load_workbook(folder / "名录" / f"{title}.xlsx").active
    assert isinstance(found, Worksheet)
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A new folder, and what was said when it was made."""
    folder = tmp_path_factory.mktemp("init") / "我的 征集"
    return folder, toolkit("init", "kczg-2022", folder)


@pytest.fixture(scope="module")
def folder(made: tuple[Path, Result]) -> Path:
    return made[0]


# ---------------------------------------------------------------- what is there


def test_everything_needed_is_there_and_the_next_steps_are_said(made: tuple[Path, Result]) -> None:
    folder, result = made
    assert result.exit_code == 0, result.output
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == [
        "使用说明.txt",
        "名录",
        *(f"名录/{title}.xlsx" for title in LISTS),
        "征集.yaml",
        "收件",
        "模板",
        "模板/收件回执.docx",
        "模板/模板说明.docx",
        "模板/退回函.docx",
        "裁定.xlsx",
    ]
    assert result.output.splitlines() == [
        f"已建立“{folder}”。接下来：",
        f"  1. 打开 {folder / '使用说明.txt'} 看一遍，每一步怎么做都写在里面；",
        f"  2. 在 {folder / '名录'} 里填写推荐单位等名录；",
        f"  3. 把收到的文件放进 {folder / '收件'}；",
        f'  4. 运行：toolkit run "{folder}"',
    ]


def test_the_same_campaign_makes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert toolkit("init", "kczg-2022", tmp_path / "又一个").exit_code == 0
    for path in folder.rglob("*.*"):
        twin = tmp_path / "又一个" / path.relative_to(folder)
        assert twin.read_bytes() == path.read_bytes(), path.name


# ---------------------------------------------------------------- the lists


def test_the_sample_rows_say_how_to_fill_in_and_are_not_read(folder: Path) -> None:
    leading = {
        title: [
            row[0].value
            for row in sheet_of(folder, title).iter_rows()
            if str(row[0].value or "").startswith("（示例）")
        ]
        for title in LISTS
    }
    assert leading == {
        "往届入选": ["（示例）先导技术榜"],
        "推荐单位": ["（示例）某某市科学技术协会", "（示例）某某学会"],
        "收件": [
            "（示例）某某市科协/先导技术榜名单.xlsx", "（示例）名单(最终).xlsx",
            "（示例）某某学会.zip",
        ],
        "试点城市": ["（示例）某某试点城市"],
        "限制名单": ["（示例）某某（上海）科技有限公司"],
    }  # fmt: skip
    registers, _ = load_registers(Lists.of_folder(folder, CAMPAIGN), CAMPAIGN)
    assert registers.units is None
    assert (registers.winners, registers.barred, registers.receipts) == ((), (), ())
    assert registers.lists == {}


def test_the_samples_would_be_understood_if_they_were_read(folder: Path, tmp_path: Path) -> None:
    """Without the mark they are right: what they teach can be copied."""
    (tmp_path / "名录").mkdir()
    for title in LISTS:
        book = openpyxl.load_workbook(folder / "名录" / f"{title}.xlsx")
        for row in book.worksheets[0].iter_rows():
            row[0].value = str(row[0].value or "").removeprefix("（示例）") or None
        book.save(tmp_path / "名录" / f"{title}.xlsx")
    registers, _ = load_registers(Lists.of_folder(tmp_path, CAMPAIGN), CAMPAIGN)
    first, second = registers.units or ()
    assert first.aliases == ("某某市科协", "某某科协")
    assert first.channels == CAMPAIGN.channels[:2]
    assert first.adjustments == {"leading-technology": 1, "rising-enterprise": -1}
    assert (second.name, second.channels) == ("某某学会", ("其他有关单位",))
    assert [(each.board, each.year) for each in registers.winners or ()] == [("先导技术榜", 2021)]
    assert [each.reason for each in registers.barred or ()] == ["列入经营异常名录"]
    assert [each.received for each in registers.receipts] == [
        datetime(2022, 10, 31, 17, 30), None, None,
    ]  # fmt: skip
    assert [each.password for each in registers.receipts] == ["", "", "123456"]
    assert registers.lists == {"pilot-cities": ("某某试点城市",)}


def grid(*rows: tuple[Raw, ...]) -> Workbook:
    return Workbook("xlsx", (Grid("Sheet1", rows),))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("（示例）某某科协", False),
        ("(示例)某某科协", False),
        (" （示例) 某某科协", False),
        ("示例区科协", True),
        ("甲（示例）中心", True),
        ("（示范）中心", True),
    ],
)
def test_only_a_leading_mark_in_brackets_makes_a_sample(name: str, read: bool) -> None:  # noqa: FBT001
    rows = grid(("推荐单位", "推荐渠道"), (name, ""))
    assert [unit.name for unit in parse_units(rows, "推荐单位.xlsx", CAMPAIGN)] == [
        name.strip()
    ] * read


def test_the_mark_counts_in_the_leading_cell_only() -> None:
    rows = grid(("序", "名称", "原因"), (1, "甲公司", "（示例）"), ("", "（示例）乙", "异常"))
    assert [listed.name for listed in parse_barred(rows, "限制名单.xlsx")] == ["甲公司"]


@pytest.mark.parametrize(
    ("title", "heading", "offered"),
    [
        ("推荐单位", "推荐渠道", CAMPAIGN.channels),
        (
            "往届入选",
            "榜单",
            (
                "先导技术榜", "突破短板关键技术榜（装备制造领域）", "突破短板关键技术榜",
                "新锐企业榜", "融通创新组织榜", "产学研融通组织榜",
            ),
        ),
    ],
)  # fmt: skip
def test_drop_downs_offer_what_the_campaign_knows(
    folder: Path, title: str, heading: str, offered: tuple[str, ...]
) -> None:
    sheet = sheet_of(folder, title)
    (rule,) = sheet.data_validations.dataValidation
    (area,) = rule.sqref.ranges
    assert rule.formula1 == f'"{",".join(offered)}"'
    assert sheet.cell(area.min_row - 1, area.min_col).value == heading
    assert area.max_row - area.min_row == 3000
    assert rule.errorStyle == "information"  # several channels, joined, may still be typed


def test_codes_and_passwords_stay_texts_wherever_they_are_typed(folder: Path) -> None:
    for title, letter in (("往届入选", "D"), ("限制名单", "B"), ("收件", "D"), ("推荐单位", "F")):
        assert sheet_of(folder, title).column_dimensions[letter].number_format == "@", title


# ---------------------------------------------------------------- 征集.yaml


SWITCHES = [line for line in settings_text(CAMPAIGN).splitlines() if re.match(r"#( {2})?\w", line)]


def changes_of(text: str, folder: Path) -> dict[str, object]:
    (folder / "征集.yaml").write_text(text, encoding="utf-8")
    _, changes = parse_changes(folder / "征集.yaml")
    load_campaign(shipped_schemas() / "kczg-2022", changes)
    return {key: value for key, value in changes.items() if key != "lines"}


def test_as_it_is_made_it_changes_nothing(tmp_path: Path) -> None:
    assert changes_of(settings_text(CAMPAIGN), tmp_path) == {}


def test_there_is_a_line_for_everything_that_may_be_changed() -> None:
    assert [re.split("[:#]", line[1:])[0].strip() for line in SWITCHES] == [
        "deadline",
        "leading-technology", "rising-enterprise", "integration-organisation",
        "startup-employment", "technology-manager",
        "E104", "Q101", "V501",
        "seconds", "memory_mb", "file_mb", "unpacked_mb", "cells", "members", "nesting",
    ]  # fmt: skip


@pytest.mark.parametrize("line", SWITCHES)
def test_each_line_is_right_when_its_first_character_is_taken_away(
    line: str, tmp_path: Path
) -> None:
    assert changes_of(settings_text(CAMPAIGN).replace(line, line[1:]), tmp_path)


@pytest.mark.parametrize("campaign", sorted(find_campaigns(shipped_schemas())))
def test_all_lines_together_are_right_for_every_campaign(campaign: str, tmp_path: Path) -> None:
    folder = shipped_schemas() / campaign
    text = re.sub(r"^#(?=(?:  )?\w)", "", settings_text(load_campaign(folder)), flags=re.MULTILINE)
    (tmp_path / "征集.yaml").write_text(text, encoding="utf-8")
    named, changes = parse_changes(tmp_path / "征集.yaml")
    assert named == campaign
    assert {"deadline", "severities", "limits"} <= set(changes)
    load_campaign(folder, changes)


# ---------------------------------------------------------------- 使用说明.txt


def test_the_guide_opens_in_every_editor_and_is_of_this_campaign(folder: Path) -> None:
    written = (folder / "使用说明.txt").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.count(b"\n") == written.count(b"\r\n") > 100
    text = written.decode("utf-8-sig")
    for told in (
        CAMPAIGN.title,
        CAMPAIGN.source,
        "截止时间：2022年10月31日24:00",
        *CAMPAIGN.channels,
        *(board.title for board in CAMPAIGN.boards),
        "名额：每个推荐单位、每个所属领域不超过 3 个，推荐单位同时属于多个推荐渠道的可叠加",
        "试点城市.xlsx：一行一个名称",
    ):
        assert told in text, told


def test_the_guide_names_every_part_of_the_folder(folder: Path) -> None:
    text = (folder / "使用说明.txt").read_text(encoding="utf-8-sig")
    parts = {path.name.removesuffix(".docx") for path in folder.rglob("*")} - {"使用说明.txt"}
    assert sorted(part for part in parts if part not in text) == []


def test_the_guide_speaks_of_codes_and_rulings_that_there_are() -> None:
    text = guide_text(CAMPAIGN, "toolkit")
    assert set(re.findall(r"[A-Z]\d{3}", text)) <= set(TITLES)
    assert [verb for verb in Verb if verb.value not in text] == []


def test_commands_of_the_guide_are_typed_as_they_stand() -> None:
    text = guide_text(CAMPAIGN, 'toolkit --schemas "D:\\我的 活动"')
    assert re.findall(r"^ {7,}(toolkit .+)$", text, re.MULTILINE) == [
        'toolkit --schemas "D:\\我的 活动" template kczg-2022 -o 填报模板',
        'toolkit --schemas "D:\\我的 活动" status',
        'toolkit --schemas "D:\\我的 活动" run',
    ]


def test_a_campaign_of_ones_own_is_found_by_the_command_that_is_told(tmp_path: Path) -> None:
    schemas, work = tmp_path / "我的 活动", tmp_path / "工作"
    assert toolkit("init", "--blank", "my-award-2026", schemas).exit_code == 0
    assert toolkit("init", "my-award-2026", work, "--schemas", schemas).exit_code == 0
    text = (work / "使用说明.txt").read_text(encoding="utf-8-sig")
    assert f'toolkit --schemas "{schemas}" run\n' in text
    assert "截止时间：通知没有写" in text


# ---------------------------------------------------------------- where it is refused


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "我的文件.txt").write_text("重要", encoding="utf-8")
    result = toolkit("init", "kczg-2022", tmp_path)
    assert result.exit_code == 2
    assert f"“{tmp_path}”里已经有文件，没有写入" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["我的文件.txt"]


def test_a_working_folder_is_told_from_others(folder: Path) -> None:
    result = toolkit("init", "sme-2025", folder)
    assert result.exit_code == 2
    assert "已经是一个工作文件夹" in result.stderr
    assert str(folder / "收件") in result.stderr


def test_what_file_managers_leave_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    result = toolkit("init", "sme-2025", ".")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[0] == "已建立。接下来："
    assert result.output.splitlines()[-1] == "  4. 运行：toolkit run"


@pytest.mark.parametrize("arguments", [("--blank", "con"), ("--blank", "lpt1"), ("sme-2025",)])
def test_names_that_windows_keeps_for_itself(arguments: tuple[str, ...], tmp_path: Path) -> None:
    result = toolkit("init", *arguments, tmp_path / "nul")
    assert result.exit_code == 2
    assert "Windows 不允许文件夹叫" in result.stderr
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- a run inside it


def fill(folder: Path, title: str, *rows: tuple[object, ...]) -> None:
    """Type rows below the samples, as a person does."""
    path = folder / "名录" / f"{title}.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    samples = [at for at, row in enumerate(sheet.iter_rows(), 1) if "（示例）" in str(row[0].value)]
    for at, row in enumerate(rows, max(samples) + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column).value = value  # type: ignore[assignment]
    book.save(path)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A folder filled by a person who left the samples where they are, run from inside it."""
    folder = tmp_path_factory.mktemp("run") / "工作"
    toolkit("init", "sme-2025", folder)
    fill(folder, "推荐单位", ("甲区科委", "", "甲科委"))
    fill(folder, "限制名单", ("上海长庚测试有限公司", "", "列入经营异常名录"))
    fill(folder, "收件", ("名单.csv", datetime(2025, 9, 1, 9, 30), "甲科委"))
    (folder / "收件" / "名单.csv").write_text(
        "序号,企业名称,统一社会信用代码,所在区,批次,入库登记编号\n"
        "1,上海启明测试有限公司,,长宁区,第一批,\n2,上海长庚测试有限公司,,长宁区,第一批,\n",
        encoding="utf-8",
    )
    before = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = toolkit("run", "--jobs", "1")
    assert Path.cwd() == before
    return folder, result


def test_run_needs_no_argument_inside_the_folder(ran: tuple[Path, Result]) -> None:
    folder, result = ran
    assert result.exit_code == 0, result.output
    assert f"  {Path('输出') / '汇总.xlsx'}  " in result.stdout
    assert str(folder) not in result.output
    ledger = (folder / "输出" / "records" / "ledger.csv").read_text(encoding="utf-8-sig")
    lines = [line.split(",") for line in ledger.splitlines()[1:]]
    assert [(line[4], line[7], line[10]) for line in lines] == [
        ("甲区科委", "上海启明测试有限公司", "accepted"),
        ("甲区科委", "上海长庚测试有限公司", "ineligible"),
    ]
    submissions = (folder / "输出" / "records" / "submissions.csv").read_text("utf-8-sig")
    assert submissions.splitlines()[1].split(",")[7] == "2025-09-01T09:30:00"


def test_the_guide_names_whatever_a_run_writes(ran: tuple[Path, Result]) -> None:
    folder, _ = ran
    text = (folder / "使用说明.txt").read_text(encoding="utf-8-sig")
    assert [path.name for path in (folder / "输出").iterdir() if path.name not in text] == []


def test_what_nobody_has_filled_in_holds_no_ruling(ran: tuple[Path, Result]) -> None:
    """The workbook that the next run reads in place says nothing of itself."""
    folder, _ = ran
    for path, in_place in ((folder / "输出" / "待裁定.xlsx", True), (folder / "裁定.xlsx", False)):
        read = parse_rulings(read_workbook(path), path.name, in_place=in_place)
        assert read == ((), ()), path.name


def test_elsewhere_run_says_where_to_go(
    tmp_path: Path, ran: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = toolkit("run").stderr
    assert told.startswith("错误：当前文件夹不是工作文件夹（里面没有 征集.yaml）。")
    folder, _ = ran
    above = toolkit("run", folder / "收件")
    assert above.exit_code == 2
    assert above.stderr.splitlines() == [
        f"错误：“{folder / '收件'}”不是工作文件夹，它的上一级“工作”才是。",
        f"请改用“{folder}”，再运行一次。",
    ]
    monkeypatch.chdir(folder / "收件")
    assert "请先输入 cd .. 回到那里" in toolkit("status").stderr
