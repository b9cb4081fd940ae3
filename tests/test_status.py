"""`toolkit status`: what a folder holds, what has come since its last run, what to do next."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from rendering import read_book

from toolkit.cli import main
from toolkit.model.rulings import place_key
from toolkit.previous import LastRun, read_last_run

BOARD = """\
id: one
title: 企业榜
subject: {name: name}
quota: [{limit: 1, per: [unit]}]
schema:
  name: {type: string, required: true, meta: {header: 企业名称}}
  staff: {type: integer, required: true, meta: {header: 职工人数}}
"""
FIRST = "企业名称,职工人数\n晨光公司,10\n远山公司,20\n"
SECOND = "企业名称,职工人数\n长河公司,\n北斗公司,5\n"


def toolkit(*arguments: str | Path, status: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done.stdout if status == 0 else done.output


def told(folder: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(toolkit("status", folder, "--format", "json"))
    return answer


def write_list(path: Path, *rows: tuple[object, ...]) -> None:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path.parent.mkdir(exist_ok=True)
    book.save(path)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder before its first run, and beside it the same after."""
    base = tmp_path_factory.mktemp("status")
    schemas = base / "schemas" / "two"
    schemas.mkdir(parents=True)
    (schemas / "campaign.yaml").write_text(
        "id: two\ntitle: 两榜\nsource: 通知\nboards: [one]\n", encoding="utf-8"
    )
    (schemas / "one.yaml").write_text(BOARD, encoding="utf-8")
    fresh = base / "待运行"
    for path, text in (("甲学会/一.csv", FIRST), ("乙学会/二.csv", SECOND)):
        (fresh / "收件" / path).parent.mkdir(parents=True)
        (fresh / "收件" / path).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(fresh / "收件" / "三.zip", "w") as archive:
        archive.writestr("丙学会.csv", "企业名称,职工人数\n启明公司,8\n")
    (fresh / "收件" / "~$一.csv").write_text("")
    (fresh / "征集.yaml").write_text("campaign: two\n", encoding="utf-8")
    write_list(
        fresh / "名录" / "推荐单位.xlsx", ("推荐单位",), ("甲学会",), ("乙学会",), ("丙学会",)
    )
    write_list(fresh / "名录" / "往届入选.xlsx", ("榜单", "年度", "名称"))
    write_list(fresh / "名录" / "限制名单.xlsx", ("企业",), ("某公司",))
    run = base / "运行过"
    shutil.copytree(fresh, run)
    (run / "名录" / "限制名单.xlsx").unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOOLKIT_SCHEMAS", str(base / "schemas"))
        toolkit("run", run, "--jobs", "1")
    return base


@pytest.fixture
def fresh(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that was never run, one of whose lists lacks its column."""
    monkeypatch.setenv("TOOLKIT_SCHEMAS", str(base / "schemas"))
    return Path(shutil.copytree(base / "待运行", tmp_path / "待运行"))


@pytest.fixture
def ran(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as its first run left it, in which people have worked since."""
    monkeypatch.setenv("TOOLKIT_SCHEMAS", str(base / "schemas"))
    return Path(shutil.copytree(base / "运行过", tmp_path / "运行过"))


# ---------------------------------------------------------------- what is there


def test_before_the_first_run(fresh: Path) -> None:
    found = told(fresh)
    assert (found["campaign"], found["title"], found["deadline"]) == ("two", "两榜", None)
    assert [(each["title"], each["state"], each["lines"]) for each in found["lists"]] == [
        ("推荐单位", "filled", 3),
        ("往届入选", "empty", 0),
        ("限制名单", "unsound", 0),
        ("收件", "missing", 0),
    ]
    assert found["inbox"] == {
        "files": 3, "passed_over": 1, "folders": {"乙学会": 1, "甲学会": 1, "": 1},
    }  # fmt: skip
    assert (found["last_run"], found["since"]) == (None, None)
    assert found["next"] == "改正 名录/限制名单.xlsx。"


def test_the_text_for_people(fresh: Path) -> None:
    (fresh / "名录" / "限制名单.xlsx").rename(fresh / "名录" / "限制.xlsx")
    text, _, step = toolkit("status", fresh).partition("\n下一步\n")
    assert (
        text
        == """\
两榜（two）
报送截止：未规定

文件夹里有
  名录/推荐单位.xlsx  3 行
  名录/往届入选.xlsx  还没有填，不对照
  名录/限制名单.xlsx  没有这份名录，不对照
  名录/收件.xlsx      没有这份名录，可以不填
  名录/限制.xlsx      不是要用的名录，没有读取，请核对文件名
  收件                3 份文件；另有 1 份临时文件不算
    乙学会            1 份
    甲学会            1 份
    （不在文件夹里）  1 份
  裁定.xlsx           没有，可以不用
  模板                没有，用自带的样式

上次运行的结果
  还没有运行过。
"""
    )
    assert step.startswith("  运行 toolkit --schemas ")
    assert step.endswith(f" run {fresh}。\n")


def test_without_files_they_are_asked_for(fresh: Path) -> None:
    (fresh / "名录" / "限制名单.xlsx").unlink()
    shutil.rmtree(fresh / "收件")
    found = told(fresh)
    assert found["inbox"] is None
    assert found["next"].startswith("把收到的文件放进 收件，再运行 toolkit ")
    (fresh / "收件").mkdir()
    assert told(fresh)["next"] == found["next"]
    (fresh / "名录" / "推荐单位.xlsx").unlink()
    assert told(fresh)["next"] == f"填写 名录/推荐单位.xlsx，{found['next']}"
    assert "收件                还没有文件" in toolkit("status", fresh)


def test_unsound_settings_are_told_with_their_line(ran: Path) -> None:
    (ran / "征集.yaml").write_text("campaign: two\ndeadlin: 2025\n", encoding="utf-8")
    found = told(ran)
    assert found["campaign"] is None
    assert found["fault"].startswith("征集.yaml:2 deadlin：")
    assert found["next"] == "改正 征集.yaml。"
    assert found["inbox"]["files"] == 3
    assert found["since"]["files"] == []
    assert toolkit("status", ran).startswith("征集.yaml 有问题：\n  征集.yaml:2 deadlin：")


def test_a_folder_of_something_else_is_a_fault(tmp_path: Path) -> None:
    assert "不是工作文件夹" in toolkit("status", tmp_path, status=2)


# ---------------------------------------------------------------- since the last run


def last_run(folder: Path) -> LastRun:
    last = read_last_run(folder / "输出")
    assert last is not None
    return last


def test_right_after_a_run_nothing_has_changed(ran: Path) -> None:
    found = told(ran)
    assert found["last_run"] == {
        "counts": last_run(ran).counts,
        "open_cases": last_run(ran).open_cases,
    }
    assert found["since"] == {"files": [], "changed": [], "edited": []}
    text = toolkit("status", ran)
    assert "  收到 3 份文件，5 条申报\n    入围 3 条\n    超名额 1 条\n    退回 1 条\n" in text
    assert "上次运行之后\n  没有变化。\n" in text


def test_files_that_came_went_or_changed(ran: Path) -> None:
    inbox = ran / "收件"
    (inbox / "甲学会").rename(inbox / "01-甲学会")
    (inbox / "乙学会" / "二.csv").write_text(SECOND.replace("长河公司,", "长河公司,7"), "utf-8")
    (inbox / "三.zip").unlink()
    (inbox / "四.csv").write_text(FIRST.replace("晨光", "曙光"), encoding="utf-8")
    found = told(ran)
    assert [(each["path"], each["change"]) for each in found["since"]["files"]] == [
        ("01-甲学会/一.csv", "renamed"),
        ("乙学会/二.csv", "changed"),
        ("四.csv", "new"),
        ("三.zip", "gone"),
    ]
    assert found["next"].startswith("运行 toolkit ")
    assert "  收件里新放进 1 份文件：\n    四.csv\n" in toolkit("status", ran)


def test_lists_settings_and_outputs_that_changed(ran: Path) -> None:
    write_list(ran / "名录" / "限制名单.xlsx", ("名称",), ("某公司",))
    with (ran / "征集.yaml").open("a", encoding="utf-8") as stream:
        stream.write("quotas: {one: 3}\n")
    (ran / "输出" / "批注.txt").write_text("请核对", encoding="utf-8")
    (ran / "名录" / "备用.xlsx").write_bytes(b"")
    found = told(ran)
    assert found["since"]["changed"] == ["征集.yaml", "名录/限制名单.xlsx"]
    assert found["since"]["edited"] == ["批注.txt"]
    assert found["unread_lists"] == ["备用.xlsx"]
    assert found["next"].startswith("运行 toolkit ")


def test_a_campaign_whose_demands_changed(ran: Path, base: Path, tmp_path: Path) -> None:
    other = tmp_path / "其他" / "two"
    shutil.copytree(base / "schemas" / "two", other)
    (other / "one.yaml").write_text(BOARD.replace("limit: 1", "limit: 2"), encoding="utf-8")
    text = toolkit("status", ran, "--schemas", other.parent)
    assert "  改动过：征集活动 two 的要求\n" in text


def test_long_lists_of_files_are_cut(ran: Path) -> None:
    for at in range(30):
        (ran / "收件" / f"{at:02}").mkdir()
        (ran / "收件" / f"{at:02}" / "表.csv").write_text(str(at))
    text = toolkit("status", ran)
    assert "    07/表.csv\n    ……还有 22 份\n" in text
    assert "共 33 个文件夹" in text


# ---------------------------------------------------------------- rulings


def keep(folder: Path, why: str) -> None:
    """裁定.xlsx with one ruling: the second entry of 甲学会 stands in place of the first."""
    digest = last_run(folder).fingerprint.inputs["甲学会/一.csv"]
    write_list(
        folder / "裁定.xlsx",
        ("键", "裁定", "经办人", "理由"),
        (place_key("two", digest, "", 3), "保留", "赵敏", why),
        (place_key("two", digest, "", 2), "", "", ""),
    )


def test_rulings_wait_until_a_run_has_read_them(ran: Path) -> None:
    keep(ran, "")
    found = told(ran)
    assert found["rulings"]["own"] == {"filled": 0, "waiting": 0, "unclear": 1, "fault": ""}
    keep(ran, "专家组意见")
    assert told(ran)["rulings"]["own"] == {"filled": 1, "waiting": 1, "unclear": 0, "fault": ""}
    assert "  裁定.xlsx 里有 1 条裁定还没有运行\n" in toolkit("status", ran)
    toolkit("run", ran, "--jobs", "1")
    found = told(ran)
    assert found["rulings"]["own"]["waiting"] == 0
    assert found["since"]["changed"] == []
    sheet = read_book(ran / "输出" / "汇总.xlsx")["与上次相比"]
    lines = [row[:7] for row in sheet.iter_rows(4, values_only=True)]
    assert [(line[0], *line[4:]) for line in lines] == [
        ("处理结果变化", "晨光公司", "入围", "超名额"),
        ("处理结果变化", "远山公司", "超名额", "入围"),
        ("裁定生效", "远山公司", None, None),
    ]


def test_a_workbook_of_rulings_that_cannot_be_read_comes_first(ran: Path) -> None:
    write_list(ran / "裁定.xlsx", ("随便",), ("写的",))
    assert told(ran)["next"] == "改正 裁定.xlsx。"
    (ran / "裁定.xlsx").write_bytes(b"PK\x03\x04")
    assert told(ran)["rulings"]["own"]["fault"]


# ---------------------------------------------------------------- what to do next


def test_next_come_the_returned_files_then_the_reviewers(ran: Path) -> None:
    settle(ran, open_cases=0)
    assert told(ran)["next"] == "把 输出/退回 里的文件发回各单位，等改正后重新报送。"
    settle(ran, returned=0)
    assert told(ran)["next"] == "把 输出/评审 里的工作簿交给评审专家。"


def test_open_cases_are_asked_for_first(ran: Path) -> None:
    settle(ran, open_cases=2)
    step = told(ran)["next"]
    assert step.startswith("填好 输出/待裁定.xlsx 再运行 toolkit ")
    assert step.endswith("；输出/退回 里的文件可以先发回各单位。")


def settle(folder: Path, returned: int | None = None, open_cases: int | None = None) -> None:
    """Have run.json say so, as if that had come of the run."""
    path = folder / "输出" / "records" / "run.json"
    content = json.loads(path.read_text("utf-8"))
    if returned is not None:
        content["counts"]["returned"] = returned
    if open_cases is not None:
        content["open_cases"] = open_cases
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def test_a_run_of_another_campaign_is_none(ran: Path) -> None:
    path = ran / "输出" / "records" / "run.json"
    path.write_text(
        path.read_text("utf-8").replace('"campaign": "two"', '"campaign": "三"'), "utf-8"
    )
    assert told(ran)["last_run"] is None
