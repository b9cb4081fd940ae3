"""Archives and e-mails in an inbox: what becomes of each, in which order, and how the register
tells of it.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from archives import Part, in_gbk, letter, named, outlook, zip_of
from click.testing import CliRunner
from law_batches import CAMPAIGN, ENTERPRISE, ONE, REGISTERS, SCHEMAS, TWO, A, B, C, D, X
from law_files import File, Line, Sheet, write_inbox
from rendering import read_book

from toolkit import reporting
from toolkit.cli import main
from toolkit.cli.group import start_readers
from toolkit.model import Entry, Limits, Receipt, Registers, Run, Status, Table
from toolkit.model.columns import entries_of
from toolkit.pipeline import running
from toolkit.pipeline.arriving import Opening, arrive, jobs_of
from toolkit.pipeline.batches import Pool, examine_files
from toolkit.senders import UnitIndex, resolve_senders, sender_of_file
from toolkit.writers import write_outputs

LIMITS = Limits()
KEY, OTHER = "秘", "别的"
PICTURE = b"\x89PNG"
RAR = b"Rar!\x1a\x07\x01\x00"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Workbooks with one entry each, by the code in it; without a unit."""
    folder = tmp_path_factory.mktemp("工作簿")
    made = {}
    for at, code in enumerate((A, B, C, D)):
        line = Line((1, None, 1, f"{X}{at}", code))
        write_inbox([File("名单.xlsx", (Sheet(ENTERPRISE, (), (line,)),))], folder)
        made[code] = (folder / "名单.xlsx").read_bytes()
    return made


def fill(inbox: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (inbox / path).parent.mkdir(parents=True, exist_ok=True)
        (inbox / path).write_bytes(data)
    return inbox


def run_on(
    folder: Path,
    files: dict[str, bytes],
    *receipts: Receipt,
    registers: Registers = REGISTERS,
    passwords: Sequence[str] = (),
    limits: Limits = LIMITS,
) -> Run:
    """The batch of these files, run in a folder."""
    store = folder / "临时"
    store.mkdir()
    return running.run(
        replace(CAMPAIGN, limits=limits),
        fill(folder / "收件", files),
        replace(registers, receipts=receipts),
        {},
        store=store,
        passwords=tuple(passwords),
    )


def paths(run: Run) -> list[str]:
    return [submission.path for submission in run.submissions]


def verdicts(run: Run) -> dict[str, str]:
    """By path: the code, else the status."""
    return {each.path: each.code or each.status.value for each in run.submissions}


# ---------------------------------------------------------------- received order


def test_members_stand_at_their_archive_s_place_by_their_stamps(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    early, late = (2022, 10, 1, 8, 0, 0), (2022, 10, 2, 8, 0, 0)
    archive = zip_of(
        named("1.csv", b"1", stamp=late),
        named("10.csv", b"10", stamp=early),
        named("9.csv", b"9", stamp=early),
        named("0.csv", b"0", stamp=(1980, 1, 1, 0, 0, 0)),
        named("内.zip", zip_of(named("z.csv", b"z"), named("y.csv", b"y")), stamp=early),
    )
    run = run_on(tmp_path, {"乙.csv": b"b", "丙.zip": archive, "丁.csv": b"d"})
    inside = ["9.csv", "10.csv", "内.zip/y.csv", "内.zip/z.csv", "1.csv", "0.csv"]
    assert paths(run) == ["丁.csv", *(f"丙.zip/{name}" for name in inside), "乙.csv"]
    assert [(each.path, each.before) for each in run.containers] == [
        ("丙.zip", 1), ("丙.zip/内.zip", 3),
    ]  # fmt: skip


def test_known_times_come_first_whoever_knows_them(tmp_path: Path) -> None:
    sent = letter(("后.csv", b"1"), ("前.csv", b"2"), date="Tue, 01 Nov 2022 00:30:00 +0000")
    files = {
        "a.csv": b"a", "信.eml": sent.as_bytes(), "登记.csv": b"r",
        "包.zip": zip_of(named("x.csv", b"x"), named("y.csv", b"y")),
    }  # fmt: skip
    receipts = (
        Receipt("登记.csv", datetime(2022, 11, 2)),
        Receipt("包.zip", datetime(2022, 10, 1)),
        Receipt("包.zip/y.csv", datetime(2022, 12, 1)),
    )
    run = run_on(tmp_path, files, *receipts)
    assert [(each.path, each.received) for each in run.submissions] == [
        ("包.zip/x.csv", datetime(2022, 10, 1)),
        ("信.eml/前.csv", datetime(2022, 11, 1, 8, 30)),
        ("信.eml/后.csv", datetime(2022, 11, 1, 8, 30)),
        ("登记.csv", datetime(2022, 11, 2)),
        ("包.zip/y.csv", datetime(2022, 12, 1)),
        ("a.csv", None),
    ]


def test_the_register_is_believed_before_the_letter(tmp_path: Path) -> None:
    files = {"信.eml": letter(("名单.csv", b"1")).as_bytes()}
    told = datetime(2022, 9, 1)
    run = run_on(tmp_path, files, Receipt("信.eml", told))
    assert [each.received for each in run.submissions] == [told]


def test_a_letter_without_a_date_was_received_with_what_it_came_in(tmp_path: Path) -> None:
    inner = letter(("内.csv", b"1"), subject="内", date="")
    del inner["Date"]
    outer = letter(subject="外")
    outer.add_attachment(inner)
    run = run_on(tmp_path, {"信.eml": outer.as_bytes()})
    assert [(each.path, each.received) for each in run.submissions] == [
        ("信.eml/内.eml/内.csv", datetime(2022, 10, 31, 9, 30))
    ]


# ---------------------------------------------------------------- what becomes of each


def test_members_are_submissions_and_their_archive_is_none(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    run = run_on(tmp_path, {f"{ONE}.zip": zip_of(in_gbk("名单.xlsx", books[A]))})
    (submission,) = run.submissions
    assert (submission.path, submission.status, submission.entries) == (
        f"{ONE}.zip/名单.xlsx", Status.READ, 1,
    )  # fmt: skip
    assert (submission.container, submission.units) == (f"{ONE}.zip", (ONE,))
    assert sorted(run.inputs) == [f"{ONE}.zip", f"{ONE}.zip/名单.xlsx"]
    assert all(len(digest) == 64 for digest in run.inputs.values())
    assert run.entries[0].ref("uscc").submission == f"{ONE}.zip/名单.xlsx"


REFUSED = {
    "坏.zip": zip_of(named("a.csv", b"1"))[:-10],
    "空.zip": zip_of(),
    "只有垃圾.zip": zip_of(named("__MACOSX/._a.csv"), named(".DS_Store", b"y")),
    "加密.zip": zip_of(Part(b"a.csv", b"1", password=b"abc")),
    "包.rar": RAR,
    "没有附件.eml": letter().as_bytes(),
    "深.zip": zip_of(named("1.zip", zip_of(named("2.zip", zip_of(named("a.csv")))))),
}


def test_what_cannot_be_opened_is_one_refused_submission(tmp_path: Path) -> None:
    run = run_on(tmp_path, REFUSED, limits=Limits(nested=2))
    assert verdicts(run) == {
        "加密.zip": "F102", "包.rar": "F103", "只有垃圾.zip": "F103", "坏.zip": "F101",
        "没有附件.eml": "F103", "深.zip/1.zip/2.zip": "F105", "空.zip": "F103",
    }  # fmt: skip
    assert {each.status for each in run.submissions} == {Status.REFUSED}
    assert sorted((f.ref.submission, f.code) for f in run.findings) == sorted(verdicts(run).items())
    reasons = {each.path: each.reason for each in run.submissions}
    assert reasons["没有附件.eml"].startswith("这封邮件没有附件")
    assert reasons["空.zip"].startswith("这是空的压缩包")
    assert [each.path for each in run.containers] == ["深.zip", "深.zip/1.zip"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the parent looks at the memory")
def test_a_container_that_eats_the_memory_costs_only_itself(tmp_path: Path) -> None:
    huge = letter(("大.csv", b"")).as_bytes() + b"A" * 76 + b"\r\n" * 60_000_000
    files = {"巨.eml": huge, "好.zip": zip_of(named("a.csv", b"1"))}
    run = run_on(tmp_path, files, limits=Limits(memory=512 * 1024 * 1024))
    assert verdicts(run) == {"好.zip/a.csv": "S101", "巨.eml": "F105"}


def test_equal_bytes_count_once_wherever_they_lie(books: dict[str, bytes], tmp_path: Path) -> None:
    archive = zip_of(named("又.xlsx", books[A]), named("别.xlsx", books[B]))
    files = {"2.zip": archive, "3.zip": archive, "1.xlsx": books[A]}
    run = run_on(tmp_path, files, Receipt("3.zip", datetime(2022, 1, 1)))
    assert verdicts(run) == {
        "3.zip/别.xlsx": "read", "3.zip/又.xlsx": "read", "1.xlsx": "F104", "2.zip": "F104",
    }  # fmt: skip
    said = {f.ref.submission: f.message for f in run.findings if f.code == "F104"}
    assert said["1.xlsx"] == "与“3.zip/又.xlsx”内容完全相同，只计一次。"
    assert said["2.zip"] == "与“3.zip”内容完全相同，只计一次。"
    registered = {each.path: each.reason for each in run.submissions if each.code == "F104"}
    assert registered == said


def test_without_a_store_no_archive_is_opened(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "收件", {"a.zip": zip_of(named("a.csv"))})
    with pytest.raises(ValueError, match=r"no store for what is in a\.zip"):
        running.run(CAMPAIGN, inbox, REGISTERS, {})


# ---------------------------------------------------------------- 收件.xlsx


def test_a_line_of_an_archive_holds_for_its_members(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    archive = zip_of(*(named(f"{code}.xlsx", books[code]) for code in (A, B, C)))
    receipts = (
        Receipt("x.zip", datetime(2022, 10, 1), ONE),
        Receipt(f"x.zip/{B}.xlsx", None, TWO),
        Receipt(f"{C}.xlsx", datetime(2022, 9, 1)),
    )
    run = run_on(tmp_path, {"x.zip": archive}, *receipts)
    assert {each.path: (each.received, each.units) for each in run.submissions} == {
        f"x.zip/{A}.xlsx": (datetime(2022, 10, 1), (ONE,)),
        f"x.zip/{B}.xlsx": (datetime(2022, 10, 1), (TWO,)),
        f"x.zip/{C}.xlsx": (datetime(2022, 9, 1), (ONE,)),
    }
    assert run.containers[0].sender == ONE


@pytest.mark.parametrize(
    ("receipts", "passwords"),
    [
        ((Receipt("外.zip", None, password=KEY),), ()),
        ((Receipt("外.zip/内.zip", None, password=KEY),), ()),
        ((Receipt("内.zip", None, password=KEY), Receipt("别.csv", None, password=OTHER)), ()),
        ((), ("错", KEY)),
    ],
    ids=["the archive's", "the member's path", "the member's name", "the option"],
)
def test_passwords_come_from_the_register_or_the_command(
    receipts: tuple[Receipt, ...], passwords: tuple[str, ...], tmp_path: Path
) -> None:
    inner = zip_of(Part(b"a.csv", b"1", password=KEY.encode()))
    files = {"外.zip": zip_of(named("内.zip", inner)), "别.csv": b"1,2"}
    run = run_on(tmp_path, files, *receipts, passwords=passwords)
    assert "外.zip/内.zip/a.csv" in paths(run)
    assert run.containers[1].remarks == ("压缩包用密码打开。",)


def test_a_file_is_tried_with_its_own_password_first(tmp_path: Path) -> None:
    files = {"外.zip": zip_of(named("a.csv", b"1"), named("b.csv", b"2")), "c.csv": b"3"}
    receipts = (Receipt("外.zip", None, password=KEY), Receipt("b.csv", None, password=OTHER))
    run = run_on(tmp_path, files, *receipts, passwords=("any", KEY))
    assert dict(run.passwords) == {
        "外.zip/a.csv": (KEY, "any"), "外.zip/b.csv": (OTHER, "any", KEY), "c.csv": ("any", KEY),
    }  # fmt: skip


def line(number: int, path: str, password: str = "") -> Receipt:
    return Receipt(path, None, password=password, place=f"收件.xlsx 第{number}行")


def test_a_line_that_names_no_file_or_several_is_told_of(tmp_path: Path) -> None:
    files = {
        "甲/名单.xlsx": b"1", "乙/名单.xlsx": b"2", "丙.xlsx": b"3",
        "包.zip": zip_of(named("内.csv", b"4"), named("丙.xlsx", b"5")),
    }  # fmt: skip
    paths = ("甲\\名单.xlsx", "名单.xlsx", "丙.xlsx", "包.zip", "内.csv", "没有.xlsx", "内/丙.xlsx")
    run = run_on(tmp_path, files, *(line(at, path) for at, path in enumerate(paths, 2)))
    assert run.remarks == (
        "收件.xlsx 第3行的“名单.xlsx”有2份同名文件，请写出文件夹。",
        "收件.xlsx 第7行的“没有.xlsx”没有对应的文件。",
        "收件.xlsx 第8行的“内/丙.xlsx”没有对应的文件。",
    )


def test_of_many_lines_in_vain_the_first_are_told(tmp_path: Path) -> None:
    run = run_on(tmp_path, {"a.csv": b"1"}, *(line(at, f"{at}.csv") for at in range(2, 502)))
    assert len(run.remarks) == 9
    assert run.remarks[7:] == (
        "收件.xlsx 第9行的“9.csv”没有对应的文件。",
        "这样的行共有500行，这里只列出前8行。",
    )


def test_lines_in_vain_stand_on_the_screen_and_in_the_register(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    inbox = fill(tmp_path / "收件", {f"{ONE}/名单.xlsx": books[A]})
    rows = (("文件", "推荐单位"), ("名单.xlsx", ONE), ("xxx.xlsx", TWO))
    received = tmp_path / "登记.csv"
    received.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    arguments = ("run", inbox, "-c", CAMPAIGN.id, "-o", tmp_path / "输出", "--received", received)
    result = CliRunner().invoke(main, [*map(str, arguments), "--schemas", str(SCHEMAS)])
    assert result.exit_code == 0, result.output
    remark = "登记.csv 第3行的“xxx.xlsx”没有对应的文件。"
    assert result.stderr.splitlines() == ["正在写出结果……", remark]
    note, _ = register(tmp_path)
    assert note.endswith(remark)


# ---------------------------------------------------------------- children started early


def test_children_started_early_are_not_spent_on_unpacking(tmp_path: Path) -> None:
    inbox = fill(tmp_path / "收件", {"a.zip": zip_of(named("a.csv", b"1"))})
    start_readers(1)
    early = multiprocessing.active_children()
    opening = Opening(tmp_path / "临时", (), LIMITS, Pool())
    (tmp_path / "临时").mkdir()
    arrived = arrive(inbox, (), (), opening)
    assert [arrival.path for arrival in arrived.arrivals] == ["a.zip", "a.zip/a.csv"]
    assert [child.pid for child in multiprocessing.active_children()] == [
        child.pid for child in early
    ]
    examine_files(jobs_of(arrived.files, ()), (CAMPAIGN,), Pool())
    assert multiprocessing.active_children() == []


# ---------------------------------------------------------------- who sent it

INDEX = UnitIndex.of(REGISTERS.units)


@pytest.mark.parametrize(
    ("path", "containers", "unit"),
    [
        (f"{ONE}.zip/名单.xlsx", [f"{ONE}.zip"], ONE),
        (f"材料.zip/{ONE}/名单.xlsx", ["材料.zip"], ONE),
        (f"{ONE}.zip/{TWO}/名单.xlsx", [f"{ONE}.zip"], ONE),
        (f"材料.zip/{TWO}.zip/名单.xlsx", ["材料.zip", f"材料.zip/{TWO}.zip"], TWO),
        (f"材料.zip/深/{ONE}/名单.xlsx", ["材料.zip"], ""),
        (f"批/{ONE}/名单.xlsx", [], ""),
        (f"材料.zip/{ONE}-名单.xlsx", ["材料.zip"], ONE),
        (f"批/{ONE}-材料.zip/名单.xlsx", [f"批/{ONE}-材料.zip"], ONE),
        (f"批/{ONE}-材料.zip/{TWO}-名单.xlsx", [f"批/{ONE}-材料.zip"], TWO),
        (f"{ONE}.zip/名单.xlsx", [], ""),
    ],
)
def test_who_sent_is_told_by_the_archive_s_name(
    path: str, containers: list[str], unit: str
) -> None:
    assert sender_of_file(path, None, INDEX, None, containers) == unit


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (f"{ONE}报送材料.zip/名单.xlsx", []),
        (f"{ONE}报送材料.zip/新锐企业榜/名单.xlsx", []),
        (f"{ONE}报送材料.zip/{ONE}名单.xlsx", []),
        (f"{ONE}报送材料.zip/{TWO}名单.xlsx", [f"{ONE}报送材料"]),
        (f"材料.zip/{ONE}名单.xlsx", ["材料"]),
    ],
)
def test_an_archive_whose_name_begins_with_a_unit_names_no_unknown_one(
    path: str, asked: list[str]
) -> None:
    table = Table(path, "名单", ENTERPRISE, 2, {}, {})
    entries = entries_of([Entry(1, table, 3, {}, {})], CAMPAIGN.boards)
    opened = [path[: path.index("/")]]
    _, doubts = resolve_senders(entries, CAMPAIGN, {}, INDEX, opened)
    assert [doubt.message.split("”")[0].removeprefix("“") for doubt in doubts] == asked


# ---------------------------------------------------------------- the register


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, books: dict[str, bytes]) -> Path:
    """Everything at once, run and written; the folder of inbox and outputs."""
    folder = tmp_path_factory.mktemp("登记")
    noted = Line(("注：以上均已公示",), entry=False)
    total = Line(("合计", None, 1), entry=False)
    rows = (Line((1, ONE, 1, X, A)), total, Line((2, ONE, 2, "远山生物有限公司", B)), noted, total)
    write_inbox([File(f"{ONE}/名单.xlsx", (Sheet(ENTERPRISE, (), rows),))], folder / "收件")
    sent = letter((f"{TWO}.xlsx", books[C]), sender="赵六 <z@example.com>", subject="报送  材料")
    inner = zip_of(named("名单.xlsx", books[D]), named("__MACOSX/._名单.xlsx"))
    files = {
        "信.eml": sent.as_bytes(),
        "~$名单.xlsx": b"x",
        "包.zip": zip_of(named(f"{ONE}/a.zip", inner), named("~$b.xlsx"), named("图.png", PICTURE)),
        "坏.rar": RAR,
    }  # fmt: skip
    run = run_on(folder, files)
    write_outputs(run, folder / "输出")
    (folder / "摘要.txt").write_text(reporting.run_lines(run, folder / "输出"), encoding="utf-8")
    return folder


def register(folder: Path) -> tuple[str, list[dict[str, object]]]:
    """The note above 收件登记 and its lines by heading."""
    sheet = read_book(folder / "输出" / "汇总.xlsx")["收件登记"]
    note, heading, *lines = sheet.iter_rows(min_row=2, values_only=True)
    names = [str(name) for name in heading]
    return str(note[0]), [dict(zip(names, line, strict=True)) for line in lines]


def test_the_register_has_a_line_for_everything_in_received_order(mixed: Path) -> None:
    _, lines = register(mixed)
    told = [(line["序号"], line["报送文件"], line["处理情况"]) for line in lines]
    assert told == [
        (None, "信.eml", "已拆开"),
        (1, f"信.eml/{TWO}.xlsx", "已读取"),
        (None, "包.zip", "已拆开"),
        (2, "包.zip/图.png", "未能受理"),
        (None, f"包.zip/{ONE}/a.zip", "已拆开"),
        (3, f"包.zip/{ONE}/a.zip/名单.xlsx", "已读取"),
        (4, "坏.rar", "未能受理"),
        (5, f"{ONE}/名单.xlsx", "已读取"),
        (None, "~$名单.xlsx", "不作为报送文件"),
        (None, f"包.zip/{ONE}/a.zip/__MACOSX/._名单.xlsx", "不作为报送文件"),
        (None, "包.zip/~$b.xlsx", "不作为报送文件"),
    ]


def test_the_register_tells_what_was_read_and_what_was_not(mixed: Path) -> None:
    _, lines = register(mixed)
    by_path = {line["报送文件"]: line for line in lines}
    board = CAMPAIGN.board(ENTERPRISE).title
    plain = by_path[f"{ONE}/名单.xlsx"]
    assert plain["读取内容"] == f"{board}：第 2–4 行，2 条"
    assert plain["略过内容"] == (
        f"{board}：第 3、6 行是合计，未计为申报条目；{board}：第 5 行是说明文字，未计为申报条目"
    )
    mail = by_path[f"信.eml/{TWO}.xlsx"]
    assert (mail["来源"], mail["收到时间"]) == (
        "赵六 <z@example.com> · 报送 材料", datetime(2022, 10, 31, 9, 30),
    )  # fmt: skip
    assert (mail["推荐单位"], mail["读取内容"]) == (TWO, f"{board}：第 2 行，1 条")
    outer = by_path["包.zip"]
    assert (outer["格式"], outer["读取内容"]) == ("zip", "内有报送文件1份、压缩包或邮件1个")
    assert outer["略过内容"] == "1个临时文件、系统文件或邮件正文里的图片"
    assert by_path["包.zip/~$b.xlsx"]["原因"] == "临时文件或系统文件，不含申报内容"


def test_the_sums_of_the_register_are_those_of_the_disk(mixed: Path) -> None:
    note, lines = register(mixed)
    on_disk = sum(len(names) for _, _, names in os.walk(mixed / "收件"))
    assert on_disk == 5
    assert note == (
        "共5份报送文件，按收到先后排列。收件文件夹中共5个文件：报送文件2份、压缩包和邮件2个、略过1个。"
        "压缩包和邮件里有报送文件3份、内层的压缩包和邮件1个、略过2个。报送截止：2025年10月31日24:00。"
    )
    assert len(lines) == on_disk + 3 + 1 + 2


def test_records_and_summary_tell_of_archives(mixed: Path) -> None:
    with (mixed / "输出/records/submissions.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["submission"]: row for row in csv.DictReader(stream)}
    assert list(rows["坏.rar"])[8:] == ["kind", "container", "mail_from", "mail_subject", "remarks"]
    mail = rows[f"信.eml/{TWO}.xlsx"]
    assert (mail["container"], mail["mail_from"], mail["mail_subject"], mail["kind"]) == (
        "信.eml", "赵六 <z@example.com>", "报送 材料", "xlsx",
    )  # fmt: skip
    inputs = json.loads((mixed / "输出/records/run.json").read_text("utf-8"))["inputs"]
    assert len(inputs) == 8
    assert "收到 5 份文件：已读取 3，未能受理 2，重复文件 0。其中 3 份取自 3 个压缩包或邮件。" in (
        (mixed / "摘要.txt").read_text("utf-8")
    )


def test_what_goes_back_bears_the_member_s_own_name(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    line = Line((1, ONE, 1, "", A))
    write_inbox([File("错.xlsx", (Sheet(ENTERPRISE, (), (line,)),))], tmp_path)
    run = run_on(
        tmp_path, {"x.zip": zip_of(in_gbk("名单.xlsx", (tmp_path / "错.xlsx").read_bytes()))}
    )
    write_outputs(run, tmp_path / "输出")
    assert (tmp_path / "输出" / "退回" / ONE / "名单.xlsx").is_file()


# ---------------------------------------------------------------- commands


def command(*arguments: object) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments), "--schemas", str(SCHEMAS)])
    assert result.exit_code in (0, 1), result.output
    return result.stdout


def test_check_names_members_by_their_paths_and_marks_them(
    books: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    archive = tmp_path / "a.zip"
    archive.write_bytes(zip_of(in_gbk("乙/名单.xlsx", books[A]), in_gbk("甲.png", b"\x89PNG")))
    told = json.loads(
        command("check", archive, "-c", CAMPAIGN.id, "-o", tmp_path / "标注", "--format", "json")
    )
    assert [(file["file"], file["entries"]) for file in told["files"]] == [
        (f"{archive}/乙/名单.xlsx", 1), (f"{archive}/甲.png", 0),
    ]  # fmt: skip
    assert f"{archive}/甲.png：0 个申报条目" in command("check", archive, "-c", CAMPAIGN.id)
    assert [path.name for path in (tmp_path / "标注").iterdir()] == ["名单.xlsx"]
    assert list(temporary.iterdir()) == []


def test_check_opens_what_is_locked_with_the_password_given(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(zip_of(Part(b"a.csv", b"1,2", password=b"abc")))
    assert "[F102 " in command("check", archive, "-c", CAMPAIGN.id)
    opened = command("check", archive, "-c", CAMPAIGN.id, "--password", "x", "--password", "abc")
    assert "[F102 " not in opened
    assert f"{archive}/a.csv：" in opened


def test_run_opens_archives_and_leaves_nothing_behind(
    books: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    message = outlook("报送", "张三", 133_116_000_000_000_000, ("名单.xlsx", books[A]))
    locked = zip_of(Part(b"b.xlsx", books[B], password=b"abc"))
    inbox = fill(tmp_path / "收件", {"信.msg": message, "b.zip": locked})
    out = tmp_path / "输出"
    said = command("run", inbox, "-c", CAMPAIGN.id, "-o", out, "--password", "abc")
    assert (
        "收到 2 份文件：已读取 2，未能受理 0，重复文件 0。其中 2 份取自 2 个压缩包或邮件。" in said
    )
    assert list(temporary.iterdir()) == []
    _, lines = register(tmp_path)
    assert [(line["报送文件"], line["来源"], line["备注"]) for line in lines] == [
        ("信.msg", "张三 · 报送", None), ("信.msg/名单.xlsx", "张三 · 报送", None),
        ("b.zip", None, "压缩包用密码打开。"), ("b.zip/b.xlsx", None, None),
    ]  # fmt: skip
