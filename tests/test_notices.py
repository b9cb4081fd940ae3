"""退回说明: who gets one, what is left out, and how it reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet
from rendering import read_book, render
from sample_run import SHANGHAI, SOCIETY, SUZHOU, sample_run

from toolkit.model import Decision, Ledger, Outcome, Run, Status
from toolkit.model.columns import entries_of
from toolkit.writers.notices import most_urgent, write_notices
from toolkit.writers.returned import cell_ranges, collect_notices, mended_entries

GOLDEN = Path(__file__).parent / "golden" / "notice.txt"


def notice_of(folder: Path, unit: str, sheet: str) -> Worksheet:
    write_notices(sample_run(), folder)
    return read_book(folder / unit / "退回说明.xlsx")[sheet]


def rows(sheet: Worksheet, first: int) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first)]


def decided(run: Run, *decisions: Decision) -> Run:
    """The run with some decisions replaced."""
    changed = {decision.entry: decision for decision in decisions}
    kept = (changed.get(each.entry, each) for each in run.ledger.decisions)
    return replace(run, ledger=Ledger(tuple(kept)))


def test_one_folder_for_each_unit_with_something_to_put_right(tmp_path: Path) -> None:
    write_notices(sample_run(), tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.xlsx")) == sorted(
        f"{unit}/退回说明.xlsx" for unit in (SHANGHAI, SUZHOU, SOCIETY, "（未识别单位）")
    )


def test_a_unit_with_notes_only_gets_nothing(tmp_path: Path) -> None:
    run = sample_run()
    notes = tuple(each for each in run.findings if each.code == "D102")
    clean = tuple(each for each in run.submissions if each.status is Status.READ)
    write_notices(replace(run, findings=notes, submissions=clean), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_notice_as_the_unit_reads_it(tmp_path: Path) -> None:
    write_notices(sample_run(), tmp_path)
    assert render(tmp_path / SHANGHAI / "退回说明.xlsx") == GOLDEN.read_text(encoding="utf-8")


def test_refused_file_is_told_first(tmp_path: Path) -> None:
    notices = {notice.unit: notice for notice in collect_notices(sample_run())}
    assert most_urgent(notices[SOCIETY]) == (
        "文件“中国电子学会/加密.xlsx”未能受理：工作簿设有打开密码，无法读取，请去掉密码后重新报送",
        "“申报企业名称”往届已入选（中国电子学会.csv D3）：2021年已入选，不再纳入候选",
        (
            "“统一社会信用代码”数字丢失位数（中国电子学会.csv E4）："
            "代码按数字保存，末几位已丢失，请改成文本重新填写"
        ),
    )
    sheet = notice_of(tmp_path, SOCIETY, "退回说明")
    cells = [row[1] for row in rows(sheet, 1)]
    assert "中国电子学会/加密.xlsx" in cells
    assert {each.finding.code for each in notices[SOCIETY].complaints} == {"E102", "V204", "V401"}


def test_unknown_sender_has_a_folder_of_its_own(tmp_path: Path) -> None:
    sheet = notice_of(tmp_path, "（未识别单位）", "退回说明")
    text = [row[0] for row in rows(sheet, 1)]
    assert "推荐单位：（未识别单位）" in text
    assert "1. 文件“不知何人.xlsx”未能受理：没有找到榜单的表头" in text
    assert read_book(tmp_path / "（未识别单位）" / "退回说明.xlsx").sheetnames == ["退回说明"]


def test_equal_messages_are_told_once_with_all_cells(tmp_path: Path) -> None:
    listed = rows(notice_of(tmp_path, SHANGHAI, "问题明细"), 4)
    means = [row for row in listed if row[6] == "平均值不符"]
    assert means == [
        [
            "上海科协/名单.xlsx",
            "新锐企业榜",
            "O4:O5",
            "上海甲信息技术有限公司、=cmd|'/c calc'!A1",
            "专利申请量（项） · 平均值",
            "存疑",
            "平均值不符",
            "600",
            "平均值应为607.0，填的是600，请核对",
        ]
    ]


def test_errors_come_before_queries_in_each_file(tmp_path: Path) -> None:
    listed = rows(notice_of(tmp_path, SHANGHAI, "问题明细"), 4)
    assert [row[5] for row in listed] == ["错误", "错误", "存疑", "存疑"]


def test_a_mended_entry_is_left_out(tmp_path: Path) -> None:
    # Entry 5 was returned, and entry 8 of a later file is the same subject, accepted.
    assert mended_entries(sample_run()) == {5}
    listed = rows(notice_of(tmp_path, SUZHOU, "条目处理情况"), 4)
    assert [row[1] for row in listed] == ["上海甲信息技术有限公司"]
    codes = [row[6] for row in rows(notice_of(tmp_path, SUZHOU, "问题明细"), 4)]
    assert codes == ["与其他单位重复", "逾期收到", "疑似重复"]


def test_sent_again_but_not_validly_or_not_later_is_not_mended() -> None:
    run = sample_run()
    again = Decision(8, Outcome.RETURNED, ("V101",), 0, "I4 注册资本：必填未填")
    assert mended_entries(decided(run, again)) == frozenset()
    swapped = (run.submissions[2], run.submissions[1], *run.submissions[3:], run.submissions[0])
    assert mended_entries(replace(run, submissions=swapped)) == frozenset()


def test_a_name_is_enough_to_know_an_entry_again() -> None:
    run = sample_run()
    nameless = [
        replace(
            each,
            values={**each.values, "uscc": None, "company": name},
            originals={},
        )
        for each, name in (
            (run.entries[4], "苏州丁新材料(苏州)有限责任公司"),
            (run.entries[7], "苏州丁新材料（苏州）有限公司"),
        )
    ]
    entries = (*run.entries[:4], nameless[0], *run.entries[5:7], nameless[1], *run.entries[8:])
    renamed = entries_of(entries, run.campaign.boards)
    assert mended_entries(replace(run, entries=renamed)) == {5}


def test_finding_about_a_file_of_mended_entries_is_left_out() -> None:
    run = sample_run()
    late = next(each for each in run.findings if each.code == "E104")
    first = replace(late, ref=replace(late.ref, submission="苏州工业园区/1.xlsx"))
    gone = decided(
        replace(run, findings=(first,)),
        Decision(7, Outcome.SUPERSEDED, ("D102",), 9, "已替代"),
    )
    assert SUZHOU not in {notice.unit for notice in collect_notices(gone)}
    kept = replace(run, findings=(first,))
    assert SUZHOU in {notice.unit for notice in collect_notices(kept)}


def test_folder_names_are_safe_and_apart(tmp_path: Path) -> None:
    run = sample_run()
    names = {SHANGHAI: "CON", SUZHOU: "科协/分会.", SOCIETY: "科协／分会"}
    entries = run.entries.with_units([names[unit] for unit in run.entries.units])
    submissions = tuple(
        replace(
            each,
            units=tuple(names[unit] for unit in each.units),
            sender=names.get(each.sender, ""),
        )
        for each in run.submissions
    )
    write_notices(replace(run, entries=entries, submissions=submissions), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "CON_",
        "科协／分会",
        "科协／分会(2)",
        "（未识别单位）",
    ]


def test_runs_down_a_column_are_ranges() -> None:
    assert cell_ranges([]) == ()
    assert cell_ranges([(6, 7), (6, 8), (6, 10), (7, 11)]) == ("F7:F8", "F10", "G11")


def test_same_run_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_notices(sample_run(), tmp_path / name)
    written = sorted((tmp_path / "a").rglob("*.xlsx"))
    assert len(written) == 4
    for path in written:
        twin = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == twin.read_bytes()
