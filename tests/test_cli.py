"""Commands as a person meets them: what is printed, what is written, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from toolkit import workers
from toolkit.cli import main

COLUMNS = ("序号", "推荐单位", "企业名称", "统一社会信用代码", "所在区", "批次", "入库登记编号")


def toolkit(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def write_list(path: Path, *rows: tuple[object, ...], heading: tuple[str, ...] = COLUMNS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名单")
    for at, row in enumerate((heading, *rows)):
        sheet.write_row(at, 0, row)
    book.close()
    return path


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write_list(
        tmp_path / "名单.xlsx",
        (1, "甲区科委", "上海启明测试有限公司", "", "长宁区", "第一批", ""),
        (2, "甲区科委", "上海长庚测试有限公司", "", "长宁区", "第一批", ""),
    )


def test_check_of_a_clean_file_ends_with_0(clean: Path) -> None:
    result = toolkit("check", clean)
    assert result.exit_code == 0
    assert "2 个申报条目" in result.output
    assert "可以报送" in result.output


def test_check_prints_only_json_on_stdout(clean: Path) -> None:
    result = toolkit("check", clean, "--format", "json")
    assert json.loads(result.stdout) == {
        "files": [
            {
                "file": str(clean),
                "campaign": "sme-2025",
                "boards": ["registry-list"],
                "unit": "甲区科委",
                "entries": 2,
                "findings": [],
            }
        ],
        "summary": {"error": 0, "query": 0, "note": 0},
    }


def test_check_names_every_fault_at_its_cell_and_ends_with_1(tmp_path: Path) -> None:
    broken = write_list(
        tmp_path / "名单.xlsx",
        (1, "甲区科委", "上海启明测试有限公司", 913100001234567890, "长宁区", "第一批", ""),
        (2, "甲区科委", "", "", "长宁区", "第一批", "2025310105B8000001"),
        ("合计", 2),
        (4, "甲区科委", "上海长庚测试有限公司", "", "长宁区", "第一批", ""),
        (5, "甲区科委", "上海长庚测试有限责任公司", "", "长宁区", "第一批", ""),
    )
    result = toolkit("check", broken, "-c", "sme-2025", "--format", "json")
    found = json.loads(result.stdout)["files"][0]["findings"]
    assert [f"{item['cell']} {item['code']} {item['severity']}" for item in found] == [
        "D2 V204 error",
        "C3 V101 error",
        "A4 S109 note",
        "C6 R101 error",
    ]
    assert result.exit_code == 1


def test_check_guesses_nothing_of_a_file_without_a_board(tmp_path: Path) -> None:
    other = write_list(tmp_path / "其他.xlsx", (1, 2), heading=("甲", "乙"))
    result = toolkit("check", other, "--format", "json")
    found = json.loads(result.stdout)["files"][0]
    assert [item["code"] for item in found["findings"]] == ["S101"]
    assert found["boards"] == []
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "没有.xlsx"), "找不到文件“没有.xlsx”"),
        (("check",), "缺少参数“文件...”"),
        (("check", "a.xlsx", "-c", "无此活动"), "没有名为“无此活动”的征集活动"),
        (("check", "a.xlsx", "--format", "yaml"), "选项“--format”的内容不对"),
        (("campaigns", "kczg-2022", "无此榜单"), "没有榜单“无此榜单”"),
        (("explain", "V999"), "没有代码“V999”"),
        (("explain", "V999", "--debug"), "没有代码“V999”"),
        (("run", "没有的文件夹"), "不是工作文件夹"),
        (("run", "没有", "-c", "sme-2025"), "没有指定输出文件夹"),
        (("run", "没有", "-c", "sme-2025", "-o", "out"), "找不到收件文件夹"),
        (("run", ".", "-c", "sme-2025", "-o", "out", "--units", "无.xlsx"), "找不到名录"),
        (("run", ".", "-c", "sme-2025", "-o", "out", "--list", "x"), "写得不对"),
        (("run", ".", "-c", "sme-2025", "-o", "out", "--rulings", "无.xlsx"), "找不到裁定“无"),
        (("lint", "没有的文件夹"), "找不到文件夹"),
        (("frobnicate",), "没有这个命令"),
        (("run", "--frobnicate"), "没有选项“--frobnicate”"),
        (("check", "-c"), "选项“-c”后面缺少内容"),
    ],
)
def test_usage_faults_are_one_chinese_sentence_and_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = toolkit(*arguments)
    assert said in result.stderr
    assert result.stderr.startswith("错误：")
    assert len(result.stderr.splitlines()) == 2
    assert "Traceback" not in result.output
    assert result.stdout == ""
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_with_other_files_is_left_alone(clean: Path, tmp_path: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "输出"
    inbox.mkdir()
    clean.rename(inbox / clean.name)
    out.mkdir()
    (out / "我的文件.txt").write_text("重要", encoding="utf-8")
    result = toolkit("run", inbox, "-c", "sme-2025", "-o", out)
    assert result.exit_code == 2
    assert "里有别的文件" in result.stderr
    assert [path.name for path in out.iterdir()] == ["我的文件.txt"]


def test_run_strict_ends_with_1_when_a_file_is_refused(clean: Path, tmp_path: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "输出"
    (inbox / "甲区科委").mkdir(parents=True)
    clean.rename(inbox / "甲区科委" / clean.name)
    arguments = ("run", inbox, "-c", "sme-2025", "-o", out)
    assert toolkit(*arguments, "--strict").exit_code == 0
    (inbox / "甲区科委" / "坏.xlsx").write_bytes(b"PK\x03\x04 cut short")
    assert toolkit(*arguments).exit_code == 0
    assert toolkit(*arguments, "--strict").exit_code == 1


def test_init_makes_a_folder_that_runs(tmp_path: Path, clean: Path) -> None:
    folder = tmp_path / "我的征集"
    assert toolkit("init", "sme-2025", folder).exit_code == 0
    clean.rename(folder / "收件" / clean.name)
    result = toolkit("run", folder)
    assert result.exit_code == 0, result.output
    ledger = (folder / "输出" / "records" / "ledger.csv").read_text(encoding="utf-8-sig")
    assert [line.split(",")[10] for line in ledger.splitlines()[1:]] == ["accepted", "accepted"]
    again = toolkit("init", "sme-2025", folder)
    assert again.exit_code == 2
    assert "已经有文件" in again.stderr


def test_demo_names_the_files_to_open(tmp_path: Path) -> None:
    folder = tmp_path / "演示"
    result = toolkit("demo", folder)
    assert result.exit_code == 0, result.output
    named = [line.strip().split("  ")[0] for line in result.stdout.splitlines() if "输出" in line]
    assert [Path(name).exists() for name in named] == [True] * len(named)
    assert str(folder / "输出" / "汇总.xlsx") in named
    assert toolkit("demo", folder).exit_code == 0
    (folder / "收件" / "另一份.csv").write_text("名称\n", encoding="utf-8")
    (folder / "征集.yaml").write_text("campaign: sme-2025\n", encoding="utf-8")
    assert toolkit("demo", folder).exit_code == 2


def test_lint_names_file_key_and_line(tmp_path: Path) -> None:
    campaign = tmp_path / "mine-2026"
    campaign.mkdir()
    (campaign / "campaign.yaml").write_text(
        "id: mine-2026\ntitle: 我的征集\nsource: 通知\nboards: [lists]\n", encoding="utf-8"
    )
    (campaign / "lists.yaml").write_text(
        "id: lists\ntitle: 名单\nsubject: {name: company}\nschema:\n"
        "  company: {type: string, requird: true, meta: {header: 名称}}\n",
        encoding="utf-8",
    )
    result = toolkit("lint", campaign)
    assert result.exit_code == 2
    assert "lists.yaml:5" in result.stdout
    assert "requird" in result.stdout


def test_an_unsound_campaign_stops_check_with_2(tmp_path: Path, clean: Path) -> None:
    (tmp_path / "own" / "mine-2026").mkdir(parents=True)
    (tmp_path / "own" / "mine-2026" / "campaign.yaml").write_text("id: [", encoding="utf-8")
    result = toolkit("check", clean, "-c", "mine-2026", "--schemas", tmp_path / "own")
    assert result.exit_code == 2
    assert "campaign.yaml:1" in result.stderr


def test_a_crash_of_the_reader_is_one_files_verdict(tmp_path: Path) -> None:
    found = list(
        workers.examine_each(abort_on_two, [1, 2, 3], jobs=2, seconds=lambda _: 60, memory=4 << 30)
    )
    assert found == [1, workers.Lost("crashed"), 3]


def abort_on_two(number: int) -> int:
    if number == 2:
        os.abort()
    return number


def test_help_needs_no_heavy_library() -> None:
    """What makes `toolkit --help` quick: none of these is imported for it."""
    heavy = (
        "polars",
        "cerberus",
        "xlsxwriter",
        "openpyxl",
        "python_calamine",
        "phonenumbers",
        "yaml",
    )
    script = (
        "import sys, toolkit.cli\n"
        "try: toolkit.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_output_folder_in_the_inbox_is_no_part_of_it(clean: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    clean.rename(inbox / clean.name)
    arguments = ("run", inbox, "-c", "sme-2025", "-o", inbox / "输出")
    assert toolkit(*arguments).exit_code == 0
    records = inbox / "输出" / "records"
    first = {path.name: path.read_bytes() for path in records.iterdir()}
    (inbox / "输出" / "汇总.xlsx").write_bytes(b"edited")
    assert toolkit(*arguments).exit_code == 0
    assert toolkit(*arguments).exit_code == 0
    assert {path.name: path.read_bytes() for path in records.iterdir()} == first
