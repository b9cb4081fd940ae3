"""退回/: which marked copy goes to whom, under which name, and what is said where there is none."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import xlsxwriter
import xlwt
from click.testing import CliRunner
from rendering import read_book
from sample_run import SHANGHAI, SOCIETY, SUZHOU, sample_run

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.cli import main
from toolkit.model import Finding, Ref, Registers, Run, Severity, Unit
from toolkit.pipeline import running
from toolkit.reporting import run_lines
from toolkit.writers.documents.placeholders import RETURNED
from toolkit.writers.documents.returned_letter import letter_text, returned_letter
from toolkit.writers.documents.templates import built_in_template
from toolkit.writers.marked_copies import copy_name, mark_each
from toolkit.writers.marking import Marked, Marks
from toolkit.writers.notice_words import Copy, Told
from toolkit.writers.recipients import recipients_of
from toolkit.writers.returned import collect_returns
from toolkit.writers.returning import Order
from toolkit.writers.returns import Making, write_returns

HEADING = ("序号", "推荐单位", "企业名称", "统一社会信用代码", "所在区", "批次")
CAMPAIGN = load_campaign(shipped_schemas() / "sme-2025")
A, B, C = "甲区科委", "乙区科委", "丙区科委"
UNITS = tuple(Unit(name) for name in (A, B, C))


def row(unit: str, company: str = "") -> tuple[object, ...]:
    """An entry; without a company's name it is wrong in column C."""
    return (1, unit, company, "", "长宁区", "第一批")


def write_list(path: Path, *rows: tuple[object, ...], sheet: str = "名单") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        lines = (",".join(map(str, each)) for each in (HEADING, *rows))
        path.write_text("\n".join(lines), encoding="utf-8")
        return
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    for at, each in enumerate((HEADING, *rows)):
        page.write_row(at, 0, each)
    book.close()


def run_on(inbox: Path, units: tuple[Unit, ...] | None = UNITS) -> Run:
    return running.run(CAMPAIGN, inbox, Registers(units=units), {})


def write_back(run: Run, folder: Path, jobs: int = 1) -> None:
    """Write 退回/ of a run, with the letters that come with the toolkit."""
    making = Making(built_in_template(RETURNED), jobs)
    write_returns(run, collect_returns(run), folder, making)


def lying_in(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def text_of(path: Path) -> list[str]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    return data.decode("utf-8-sig").split("\r\n")


def said_of_copies(notice: Path) -> dict[str, str]:
    """By the file received, what 退回说明 says in the column of marked copies."""
    rows = list(read_book(notice)["退回说明"].iter_rows(values_only=True))
    first = next(at for at, each in enumerate(rows) if each[2] == "标注副本")
    listed = rows[first + 1 :]
    return {str(each[1]): str(each[2] or "") for each in listed if isinstance(each[0], int)}


# ---------------------------------------------------------------- which file goes to whom


def test_each_unit_gets_its_own_files_that_have_something_to_put_right(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / A / "名单.xlsx", row(A), row(A, "上海启明测试有限公司"))
    write_list(inbox / A / "补充.xlsx", row(A, "上海长庚测试有限公司"))
    write_list(inbox / B / "一" / "名单.xlsx", row(B), row(B))
    write_list(inbox / B / "二" / "名单.xlsx", row(B, "上海太白测试有限公司"), row(B))
    (inbox / B / "三").mkdir()
    (inbox / B / "三" / "再发.xlsx").write_bytes((inbox / B / "一" / "名单.xlsx").read_bytes())
    (inbox / C).mkdir()
    (inbox / C / "坏.xlsx").write_bytes(b"PK\x03\x04 cut short")
    write_list(inbox / "不知何人.xlsx", row(""))
    run = run_on(inbox)
    write_back(run, tmp_path / "退回")
    assert lying_in(tmp_path / "退回") == sorted(
        [
            f"{A}/名单.xlsx", f"{A}/退回函.docx", f"{A}/退回说明.xlsx", f"{A}/邮件正文.txt",
            f"{B}/名单.xlsx", f"{B}/名单(2).xlsx", f"{B}/退回函.docx", f"{B}/退回说明.xlsx",
            f"{B}/邮件正文.txt",
            f"{C}/退回函.docx", f"{C}/退回说明.xlsx", f"{C}/邮件正文.txt",
            "（未识别单位）/不知何人.xlsx", "（未识别单位）/退回说明.xlsx",
            "（未识别单位）/请先阅读.txt",
        ]
    )  # fmt: skip
    marked = read_book(tmp_path / "退回" / A / "名单.xlsx")
    assert marked.sheetnames == ["校验结果", "名单"]
    commented = [cell.coordinate for line in marked["名单"].iter_rows() for cell in line
                 if cell.comment]  # fmt: skip
    assert commented == ["C2"]
    assert said_of_copies(tmp_path / "退回" / B / "退回说明.xlsx") == {
        "乙区科委/一/名单.xlsx": "名单.xlsx",
        "再发.xlsx": "",
        "乙区科委/二/名单.xlsx": "名单(2).xlsx",
    }


def test_a_file_of_several_units_goes_to_its_sender_alone(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / C / "合报.xlsx", row(A), row(B), row(B, "上海启明测试有限公司"))
    run = run_on(inbox)
    write_back(run, tmp_path / "退回")
    assert lying_in(tmp_path / "退回") == sorted(
        [
            f"{A}/退回函.docx", f"{A}/退回说明.xlsx", f"{A}/邮件正文.txt",
            f"{B}/退回函.docx", f"{B}/退回说明.xlsx", f"{B}/邮件正文.txt",
            f"{C}/合报.xlsx", f"{C}/退回函.docx", f"{C}/退回说明.xlsx", f"{C}/邮件正文.txt",
        ]
    )  # fmt: skip
    elsewhere = "这份文件含多家单位的条目，标注副本只交给报送它的单位。"
    assert said_of_copies(tmp_path / "退回" / A / "退回说明.xlsx") == {"合报.xlsx": elsewhere}
    assert said_of_copies(tmp_path / "退回" / C / "退回说明.xlsx") == {"合报.xlsx": "合报.xlsx"}
    cells = {
        unit: [
            each[2].value for each in read_book(tmp_path / "退回" / unit / "退回说明.xlsx")[
                "问题明细"
            ].iter_rows(min_row=4)
        ]
        for unit in (A, B, C)
    }  # fmt: skip
    assert cells == {A: ["C2"], B: ["C3"], C: ["C2:C3"]}


def test_a_file_of_several_units_by_nobody_known_goes_to_none_of_them(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / "名单.xlsx", row(A), row(B))
    write_back(run_on(inbox), tmp_path / "退回")
    assert lying_in(tmp_path / "退回") == sorted(
        [
            f"{A}/退回函.docx", f"{A}/退回说明.xlsx", f"{A}/邮件正文.txt",
            f"{B}/退回函.docx", f"{B}/退回说明.xlsx", f"{B}/邮件正文.txt",
            "多家单位合报/名单.xlsx", "多家单位合报/请先阅读.txt",
        ]
    )  # fmt: skip
    assert text_of(tmp_path / "退回" / "多家单位合报" / "请先阅读.txt") == [
        "这里的每份文件都含有多家单位的申报条目，又不知道是谁报送的，没有放进哪一家的文件夹。",
        "请不要把它们转给其中任何一家，以免看到别家的材料；各家的问题已写在各自的退回说明里。",
        (
            "查明报送单位后，在“收件”文件夹里建一个以该单位命名的文件夹，把收到的文件移进去，"
            "再运行一次，标注副本就会放进该单位的文件夹。"
        ),
        "",
        "1. 名单.xlsx：收到的文件是“名单.xlsx”，涉及甲区科委、乙区科委",
        "",
    ]


def test_an_entry_of_no_known_unit_keeps_the_file_from_the_unit_of_the_others(
    tmp_path: Path,
) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / "名单.xlsx", row(A), row("某某公司"))
    assert recipients_of(run_on(inbox)) == {"名单.xlsx": None}


def test_without_a_register_a_file_s_name_alone_names_no_sender(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / "名单.xlsx", row(A), row(B))
    write_list(inbox / "甲区科委-名单.xlsx", row(A), row(B, "上海启明测试有限公司"))
    write_list(inbox / "某学会" / "名单.xlsx", row(A), row(B, "上海太白测试有限公司"))
    write_list(inbox / "单独.xlsx", row(C))
    assert recipients_of(run_on(inbox, None)) == {
        "名单.xlsx": None,
        "甲区科委-名单.xlsx": A,
        "某学会/名单.xlsx": "某学会",
        "单独.xlsx": C,
    }


def test_what_is_mended_is_not_marked_and_its_file_not_returned(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    broken = (1, A, "上海启明测试有限公司", 913100001234567890, "长宁区", "第一批")
    write_list(inbox / A / "1.xlsx", broken)
    write_list(inbox / A / "2.xlsx", row(A, "上海启明测试有限公司"))
    returns = collect_returns(run_on(inbox))
    assert returns.notices == ()
    assert dict(returns.marked) == {}


def test_every_link_leads_to_a_sheet_of_a_copy_beside_it(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / A / "甲.csv", row(A), row(A, "上海启明测试有限公司"))
    write_list(inbox / A / "乙#1.xlsx", row(A), row(A, "上海长庚测试有限公司"), sheet="名单'#1 %")
    old = xlwt.Workbook()
    page = old.add_sheet("旧表")
    for at, each in enumerate((HEADING, row(A), row(A, "上海太白测试有限公司"))):
        for column, value in enumerate(each):
            page.write(at, column, value)
    old.save(str(inbox / A / "丙.xls"))
    write_back(run_on(inbox), tmp_path / "退回")
    own = tmp_path / "退回" / A
    links: list[Any] = [
        cell.hyperlink
        for row in read_book(own / "退回说明.xlsx")["问题明细"].iter_rows(min_row=4)
        for cell in row
        if cell.hyperlink
    ]
    found = {unquote(link.target): link.location for link in links}
    assert found == {"丙.xlsx": "'旧表'!C2", "乙#1.xlsx": "'名单''#1 %'!C2", "甲.xlsx": "'甲'!C2"}
    sheets = {name: read_book(own / name).sheetnames[1] for name in found}
    assert sheets == {"丙.xlsx": "旧表", "乙#1.xlsx": "名单'#1 %", "甲.xlsx": "甲"}


# ---------------------------------------------------------------- names


def test_copies_are_named_apart_from_each_other_and_from_the_notice(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    for name in ("退回说明.xlsx", "名单.csv", "名单.XLSX", "con.xlsx"):
        write_list(inbox / A / name, row(A), row(A, f"上海{name[:1]}测试有限公司"))
    write_back(run_on(inbox), tmp_path / "退回")
    assert lying_in(tmp_path / "退回" / A) == sorted(
        ["con_.xlsx", "名单.XLSX", "名单(2).xlsx", "退回函.docx", "退回说明.xlsx",
         "退回说明(2).xlsx", "邮件正文.txt"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file", "ending", "taken", "name"),
    [
        ("名单.xlsx", ".xlsx", [], "名单.xlsx"),
        ("名单.xls", ".xlsx", [], "名单.xlsx"),
        ("名单.xlsx", ".xlsx", ["名单.XLSX"], "名单(2).xlsx"),
        ("名单.xlsm", ".xlsm", ["名单.xlsx"], "名单.xlsm"),
        ("名单", ".xlsx", [], "名单.xlsx"),
        (".xlsx", ".xlsx", [], "xlsx.xlsx"),
        ("a:b?.csv", ".xlsx", [], "a：b？.xlsx"),
        ("甲" * 90 + ".xlsx", ".xlsx", [], "甲" * 60 + ".xlsx"),
    ],
)
def test_a_copy_has_the_file_s_name_and_its_own_ending(
    file: str, ending: str, taken: list[str], name: str
) -> None:
    assert copy_name(file, ending, taken) == name


def test_folders_have_safe_names_and_none_is_the_secretariat_s(tmp_path: Path) -> None:
    names = ("CON", "科协/分会.", f"{'甲' * 60}一", f"{'甲' * 60}二", "多家单位合报")
    inbox = tmp_path / "收件"
    for at, name in enumerate(names):
        write_list(inbox / f"{at}.xlsx", row(name))
    write_back(run_on(inbox, tuple(Unit(name) for name in names)), tmp_path / "退回")
    assert sorted(path.name for path in (tmp_path / "退回").iterdir()) == sorted(
        ["CON_", "科协／分会", "甲" * 60, f"{'甲' * 60}(2)", "多家单位合报(2)"]
    )


# ---------------------------------------------------------------- where there is no copy


def test_a_file_that_changed_or_went_costs_only_its_own_copy(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    for name in ("一", "二", "三"):
        write_list(inbox / A / f"{name}.xlsx", row(A), row(A, f"上海{name}测试有限公司"))
    run = run_on(inbox)
    write_list(inbox / A / "一.xlsx", row(A), row(A, "另一家公司"))
    (inbox / A / "二.xlsx").unlink()
    write_back(run, tmp_path / "退回", jobs=2)
    assert lying_in(tmp_path / "退回" / A) == sorted(
        ["三.xlsx", "退回函.docx", "退回说明.xlsx", "邮件正文.txt"]
    )
    assert said_of_copies(tmp_path / "退回" / A / "退回说明.xlsx") == {
        "一.xlsx": "文件在核查之后又有改动，没有标注副本。",
        "二.xlsx": "收到的文件已不在原处，没有标注副本。",
        "三.xlsx": "三.xlsx",
    }


@dataclass(frozen=True)
class _EndsItsReader:
    """Ends the process that unpickles it, as a workbook may end the process that reads it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def test_a_child_that_ends_and_a_fault_of_ours_cost_only_their_copy(tmp_path: Path) -> None:
    write_list(tmp_path / "a.xlsx", row(A))
    digest = hashlib.sha256((tmp_path / "a.xlsx").read_bytes()).hexdigest()
    missing = Finding("V101", Severity.ERROR, Ref("a.xlsx", "名单", 2, 3), "没有填写")
    marks = Marks("征集", "a.xlsx", (missing,), {"名单": (1,)})
    good = Order(tmp_path / "a.xlsx", digest, marks)
    ends_its_reader: Any = _EndsItsReader()
    no_marks: Any = None
    deadly = replace(good, sha256=ends_its_reader)
    faulty = replace(good, marks=no_marks)
    made = list(mark_each([good, deadly, faulty, good], 2))
    assert isinstance(made[0], Marked)
    assert made[3] == made[0]
    assert made[1] == "没有标注副本：生成时程序异常终止。"
    assert made[2] == (
        "没有标注副本：生成时程序出错（AttributeError）。这是工具的缺陷，请把文件发给维护者。"
    )


# ---------------------------------------------------------------- the letter


def unit_letter(told: Told) -> Iterator[str]:
    """The text of the letter, line by line."""
    return letter_text(returned_letter(told, "退回说明.xlsx"))


def test_the_letter_as_the_unit_reads_it() -> None:
    run = sample_run()
    notices = {notice.unit: notice for notice in collect_returns(run).notices}
    copies = {"上海科协/名单.xlsx": Copy(SHANGHAI, "名单.xlsx")}
    letter = list(unit_letter(Told(run, notices[SHANGHAI], copies)))
    assert letter == [
        "上海市科学技术协会：",
        "",
        "您好！贵单位为2022年“科创中国”系列榜单报送的材料已经收到并核查，情况如下。",
        "",
        "一、收到的材料",
        "收到文件1份，申报条目4条：入围2条，超名额1条，重复1条。",
        "1. 名单.xlsx：错误2项，存疑2项",
        "",
        "二、最要紧的事",
        "1. “推荐顺序”超出推荐名额（名单.xlsx 新锐企业榜 C6）：超出推荐名额",
        "2. “统一社会信用代码”同一文件内重复（名单.xlsx 新锐企业榜 E7）：与第4行重复",
        (
            "3. “专利申请量（项） · 平均值”平均值不符（名单.xlsx 新锐企业榜 O4:O5）："
            "平均值应为607.0，填的是600，请核对"
        ),
        "",
        "三、请这样办理",
        (
            "1. 打开标注副本，在第一张工作表“校验结果”里点“位置”，就到有问题的单元格："
            "标红的必须改正；标黄的请核对，确认无误的不必改动，请告知征集方。"
        ),
        (
            "2. 在标注副本或原来的工作簿里改正，不要改动表头，改好后重新报送整份文件，"
            "以最后一次报送的为准。"
        ),
        "3. 请在2022年10月31日24:00前报送；已过截止时间的，请先与征集方联系。",
        "",
        "四、附件",
        "1. 退回函.docx：以上内容的正式函件",
        "2. 退回说明.xlsx：逐处列出问题和改法，点单元格地址就到标注副本里的那一处",
        "3. 名单.xlsx：标注副本",
    ]


def test_the_letter_of_a_refused_file_and_a_rebuilt_copy() -> None:
    run = sample_run()
    notices = {notice.unit: notice for notice in collect_returns(run).notices}
    copies = {"中国电子学会.csv": Copy(SOCIETY, "中国电子学会.xlsx", "新建的工作簿。")}
    letter = list(unit_letter(Told(run, notices[SOCIETY], copies)))
    assert "2. 加密.xlsx：未能受理，工作簿设有打开密码，无法读取，请去掉密码后重新报送" in letter
    assert letter[-1] == "3. 中国电子学会.xlsx：“中国电子学会.csv”的标注副本"


def test_the_letter_of_files_that_could_not_be_read(tmp_path: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "退回"
    (inbox / A).mkdir(parents=True)
    (inbox / A / "坏.xlsx").write_bytes(b"PK\x03\x04 cut short")
    write_back(run_on(inbox), out)
    letter = text_of(out / A / "邮件正文.txt")
    assert "1. 未能受理的文件，请按所说的处理；需要重新报送的，请报送整份文件。" in letter
    assert "2. 退回说明.xlsx：写明未能受理的文件和原因" in letter
    assert not [line for line in letter if "标注副本" in line or "改好后" in line]


def test_the_letter_names_no_other_unit() -> None:
    run = sample_run()
    for notice in collect_returns(run).notices:
        letter = "\n".join(unit_letter(Told(run, notice, {})))
        others = {SHANGHAI, SUZHOU, SOCIETY} - {notice.unit}
        assert [name for name in others if name in letter] == []


def test_a_stranger_s_line_ends_stay_within_a_line(tmp_path: Path) -> None:
    run = sample_run()
    findings = tuple(
        replace(each, message="第一行\r\n第二行\n\n第三行") if each.code == "Q101" else each
        for each in run.findings
    )
    told = {
        notice.unit: notice for notice in collect_returns(replace(run, findings=findings)).notices
    }
    letter = list(unit_letter(Told(run, told[SHANGHAI], {})))
    assert any(line.endswith("：第一行 第二行 第三行") for line in letter)
    assert not any("\n" in line or "\r" in line for line in letter)


# ---------------------------------------------------------------- laws


def test_however_many_children_the_bytes_are_the_same(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    for at in range(7):
        write_list(inbox / A / f"{at}.xlsx", row(A), row(A, f"上海{at}测试有限公司"))
    run = run_on(inbox)
    for jobs in (1, 2):
        write_back(run, tmp_path / str(jobs), jobs)
    written = lying_in(tmp_path / "1")
    assert len(written) == 10
    assert lying_in(tmp_path / "2") == written
    for name in written:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_copy_sent_again_as_it_is_comes_back_marked_once(tmp_path: Path) -> None:
    write_list(tmp_path / "收件" / A / "名单.xlsx", row(A), row(A, "上海启明测试有限公司"))
    write_back(run_on(tmp_path / "收件"), tmp_path / "退回")
    copy = tmp_path / "退回" / A / "名单.xlsx"
    again = tmp_path / "再收" / A / "名单.xlsx"
    again.parent.mkdir(parents=True)
    again.write_bytes(copy.read_bytes())
    write_back(run_on(tmp_path / "再收"), tmp_path / "再退")
    assert (tmp_path / "再退" / A / "名单.xlsx").read_bytes() == copy.read_bytes()


def test_run_lists_the_copies_among_its_outputs_and_says_how_many(tmp_path: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "输出"
    write_list(inbox / A / "名单.xlsx", row(A), row(A, "上海启明测试有限公司"))
    write_list(inbox / B / "名单.xlsx", row(B), row(B, "上海太白测试有限公司"))
    result = CliRunner().invoke(main, ["run", str(inbox), "-c", "sme-2025", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert f"{out / '退回'}  2 家单位的退回函、退回说明和邮件正文，2 份标注副本" in result.stdout
    outputs = json.loads((out / "records" / "run.json").read_text(encoding="utf-8"))["outputs"]
    copy = out / "退回" / A / "名单.xlsx"
    assert outputs[f"退回/{A}/名单.xlsx"] == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert f"退回/{A}/邮件正文.txt" in outputs


def test_what_nobody_is_known_to_have_sent_is_named_as_it_lies_in_the_inbox(
    tmp_path: Path,
) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / "待查" / "名单.xlsx", row(""))
    write_back(run_on(inbox), tmp_path / "退回")
    said = said_of_copies(tmp_path / "退回" / "（未识别单位）" / "退回说明.xlsx")
    assert said == {"待查/名单.xlsx": "名单.xlsx"}


def test_a_unit_is_told_how_many_entries_of_a_shared_file_are_its_own(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    write_list(inbox / C / "合报.xlsx", row(A), row(B), row(B, "上海启明测试有限公司"))
    write_list(inbox / A / "名单.xlsx", row(A))
    write_back(run_on(inbox), tmp_path / "退回")
    page = read_book(tmp_path / "退回" / A / "退回说明.xlsx")["退回说明"]
    said = {each[1]: each[4] for each in page.iter_rows(values_only=True) if each[0] in (1, 2)}
    assert said == {
        "合报.xlsx": "入库名单；共3条，其中甲区科委1条",
        "名单.xlsx": "入库名单；1条",
    }


def test_folders_that_go_to_nobody_are_told_apart(tmp_path: Path) -> None:
    inbox, out = tmp_path / "收件", tmp_path / "输出"
    write_list(inbox / A / "名单.xlsx", row(A))
    write_list(inbox / "合报.xlsx", row(A), row(B))
    write_list(inbox / "不知何人.xlsx", row(""))
    run = run_on(inbox)
    write_back(run, out / "退回")
    assert (
        "  2 家单位的退回函、退回说明和邮件正文，3 份标注副本；"
        "转发“多家单位合报”、“（未识别单位）”里的文件前，请先读其中的说明"
    ) in run_lines(run, out)
