"""退回说明: who gets one, what is left out, how it reads, and where its links lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from openpyxl.worksheet.worksheet import Worksheet
from rendering import read_book, render
from sample_run import SHANGHAI, SOCIETY, SUZHOU, sample_run

from toolkit.model import Decision, Finding, Ledger, Outcome, Ref, Run, Status
from toolkit.model.columns import entries_of
from toolkit.writers.book import open_book, quoted
from toolkit.writers.file_links import file_link_xml
from toolkit.writers.notice_words import (
    Copy,
    Told,
    count_words,
    most_urgent,
    problem_words,
    step_words,
)
from toolkit.writers.notices import write_notice
from toolkit.writers.returned import (
    DISCREET,
    UnitNotice,
    cell_ranges,
    collect_returns,
    mended_entries,
)
from toolkit.writers.wording import unit_name

GOLDEN = Path(__file__).parent / "golden" / "notice.txt"


COPIES = {
    "上海科协/名单.xlsx": Copy(SHANGHAI, "名单.xlsx", "数字签名随标注失效。"),
    "苏州工业园区/2.xlsx": Copy(SUZHOU, "", "没有标注副本：生成超过了时间限制。"),
    "中国电子学会.csv": Copy(SOCIETY, "中国电子学会.xlsx", "这是一份新建的工作簿。"),
}


def write_notices(run: Run, folder: Path) -> None:
    for notice in collect_returns(run).notices:
        own = folder / unit_name(notice.unit)
        own.mkdir(parents=True, exist_ok=True)
        write_notice(Told(run, notice, COPIES), own / "退回说明.xlsx")


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


def test_each_unit_with_something_to_put_right_is_told() -> None:
    told = [notice.unit for notice in collect_returns(sample_run()).notices]
    assert told == [SHANGHAI, SUZHOU, SOCIETY, ""]


def test_a_unit_with_notes_only_is_told_nothing() -> None:
    run = sample_run()
    notes = tuple(each for each in run.findings if each.code == "D102")
    clean = tuple(each for each in run.submissions if each.status is Status.READ)
    assert collect_returns(replace(run, findings=notes, submissions=clean)).notices == ()


def test_notice_as_the_unit_reads_it(tmp_path: Path) -> None:
    write_notices(sample_run(), tmp_path)
    assert render(tmp_path / SHANGHAI / "退回说明.xlsx") == GOLDEN.read_text(encoding="utf-8")


def test_refused_file_is_told_first(tmp_path: Path) -> None:
    notices = {notice.unit: notice for notice in collect_returns(sample_run()).notices}
    assert tuple(point.text for point in most_urgent(notices[SOCIETY])) == (
        "文件“加密.xlsx”未能受理：工作簿设有打开密码，无法读取，请去掉密码后重新报送",
        "“申报企业名称”往届已入选（中国电子学会.csv D3）：2021年已入选，不再纳入候选",
        (
            "“统一社会信用代码”数字丢失位数（中国电子学会.csv E4）："
            "代码按数字保存，末几位已丢失，请改成文本重新填写"
        ),
    )
    sheet = notice_of(tmp_path, SOCIETY, "退回说明")
    cells = [row[1] for row in rows(sheet, 1)]
    assert "加密.xlsx" in cells
    scan = replace(notices[SOCIETY].refused[0], path="执照.pdf", code="F103", reason="不是工作簿")
    with_scan = replace(notices[SOCIETY], refused=(*notices[SOCIETY].refused, scan))
    assert [point.text for point in most_urgent(replace(with_scan, complaints=()))][1:] == [
        "文件“执照.pdf”未能受理：不是工作簿"
    ]
    assert "执照.pdf" not in "".join(point.text for point in most_urgent(with_scan))
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
            "名单.xlsx",
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
    assert SUZHOU not in {notice.unit for notice in collect_returns(gone).notices}
    kept = replace(run, findings=(first,))
    assert SUZHOU in {notice.unit for notice in collect_returns(kept).notices}


def test_a_point_about_several_sheets_names_the_cells_of_the_first() -> None:
    run = sample_run()
    mean = next(each for each in run.findings if each.code == "V501")
    refs = [Ref("上海科协/名单.xlsx", sheet, row, 15) for sheet, row in
            (("甲", 4), ("甲", 6), ("乙", 4), ("乙", 9))]  # fmt: skip
    findings = tuple(replace(mean, ref=ref) for ref in refs)
    (notice,) = (
        each
        for each in collect_returns(replace(run, findings=findings)).notices
        if each.unit == SHANGHAI
    )
    (point,) = most_urgent(notice)
    assert "（名单.xlsx 甲 O4、O6等4处）" in point.text
    assert point.complaint is not None
    assert str(point.complaint.finding.ref) == "上海科协/名单.xlsx › 甲!O4"


def test_findings_stand_singly_beside_the_complaints() -> None:
    notices = {notice.unit: notice for notice in collect_returns(sample_run()).notices}
    assert [f"{each.ref.cell} {each.code}" for each in notices[SHANGHAI].findings] == [
        "O4 V501", "O5 V501", "E5 V403", "C6 Q101", "E7 R101",
    ]  # fmt: skip


def settled(run: Run, number: int, *findings: Finding) -> UnitNotice:
    """The notice of an entry's unit when nothing but those findings was found."""
    unit = run.entries[number - 1].unit
    notices = collect_returns(replace(run, findings=findings)).notices
    return next(notice for notice in notices if notice.unit == unit)


def test_of_its_own_entries_a_unit_reads_by_name() -> None:
    run = sample_run()
    asked = next(each for each in run.findings if each.code == "D201")
    own = next(n for n, each in enumerate(run.entries, 1)
               if each.unit == SUZHOU and n != asked.entry)  # fmt: skip
    (told,) = settled(run, asked.entry, replace(asked, others=(own,))).findings
    assert told.message == asked.message
    (told,) = settled(run, asked.entry, replace(asked, others=(own, 2))).findings
    assert told.message == DISCREET["D201"]


def test_a_listed_name_is_not_called_another_nominee() -> None:
    run = sample_run()
    asked = next(each for each in run.findings if each.code == "D201")
    (told,) = settled(run, asked.entry, replace(asked, others=())).findings
    assert told.message == (
        "与往届入选名单或限制名单上的一个名称相同或近似，请对照营业执照核对名称和代码。"
    )


def test_what_was_said_of_several_others_is_said_once() -> None:
    run = sample_run()
    asked = next(each for each in run.findings if each.code == "D201")
    twice = (asked, replace(asked, message="与另一家名称近似", others=(1,)))
    returns = collect_returns(replace(run, findings=twice))
    assert [each.message for each in returns.marked[asked.ref.submission]] == [DISCREET["D201"]]


def test_a_run_of_cells_weighs_more_than_two_cells_apart() -> None:
    run = sample_run()
    first = next(each for each in run.findings if each.code == "R101")
    runs = [replace(first, code="V402", ref=replace(first.ref, row=row)) for row in (4, 5, 6)]
    apart = [replace(first, code="V101", ref=replace(first.ref, row=row)) for row in (4, 6)]
    points = [point.text for point in most_urgent(settled(run, first.entry, *apart, *runs))]
    assert [text.split("（")[1].split("）")[0] for text in points] == [
        "名单.xlsx 新锐企业榜 E4:E6",
        "名单.xlsx 新锐企业榜 E4、E6",
    ]


def test_cells_beyond_those_named_are_counted_each_once() -> None:
    run = sample_run()
    first = next(each for each in run.findings if each.code == "R101")
    runs = [replace(first, ref=replace(first.ref, row=row)) for row in (4, 5, 6, 8, 10, 12, 14)]
    again = replace(runs[0], message="另一句话")
    (point,) = most_urgent(settled(run, first.entry, *runs, again))
    assert "E4:E6、E8、E10、E12等7处" in point.text


def test_what_is_settled_stands_last_and_a_whole_file_first() -> None:
    run = sample_run()
    first = next(each for each in run.findings if each.code == "R101")
    taken = [replace(first, code="D101", ref=replace(first.ref, row=row)) for row in (4, 5, 6)]
    rows_found = [replace(first, code="V101", ref=replace(first.ref, row=row)) for row in (4, 5)]
    whole = replace(first, code="S102", entry=0)
    notice = settled(run, first.entry, *taken, *rows_found, whole)
    assert [each.complaint.finding.code for each in most_urgent(notice) if each.complaint] == [
        "S102", "V101", "D101",
    ]  # fmt: skip


def test_what_a_later_file_replaced_is_counted_and_warned_of() -> None:
    run = sample_run()
    # Entries 8 and 9 of a later file mended entry 5, which was returned, and replaced entry 6.
    late = next(each for each in run.findings if each.code == "D101")
    notice = settled(run, 5, replace(late, code="V101"))
    assert late.ref.submission == "苏州工业园区/1.xlsx"
    assert "退回1条（已在后来报送的文件中改正）" in count_words(notice)
    assert (
        "“1.xlsx”中有2条已由后来报送的文件替代（新锐企业榜第4、5行），"
        "重新报送这份文件前请删去这些行，以免旧内容又替代了新内容。"
    ) in step_words(Told(run, notice, {}))


def test_a_file_wholly_replaced_is_said_to_be() -> None:
    run = sample_run()
    asked = next(each for each in run.findings if each.code == "D201")
    gone = decided(run, Decision(7, Outcome.SUPERSEDED, ("D102",), 9, "已替代"))
    notice = settled(gone, asked.entry, asked)
    said = {each.path: problem_words(notice, each) for each in notice.submissions}
    assert said["苏州工业园区/1.xlsx"] == "条目已全部由后来报送的文件替代"


def test_what_needs_no_correction_is_said() -> None:
    run = sample_run()
    late = next(each for each in run.findings if each.code == "D101")
    said = "问题是“与其他单位重复”的，所填无误就不必改正；如有异议，请与征集方联系。"
    assert said in step_words(Told(run, settled(run, late.entry, late), {}))
    other = replace(late, code="V101")
    assert not [
        each for each in step_words(Told(run, settled(run, late.entry, other), {}))
        if "不必改正" in each
    ]  # fmt: skip


def test_what_is_told_of_other_units_is_discreet_wherever_it_is_told() -> None:
    returns = collect_returns(sample_run())
    messages = {each.code: each.message for each in returns.marked["苏州工业园区/1.xlsx"]}
    assert messages == {"D101": DISCREET["D101"]}
    assert [each.code for each in returns.marked["苏州工业园区/2.xlsx"]] == ["E104", "D201"]
    assert "中国电子学会/加密.xlsx" not in returns.marked


def test_links_lead_to_the_first_cell_in_the_marked_copy(tmp_path: Path) -> None:
    write_notices(sample_run(), tmp_path)
    society = read_book(tmp_path / SOCIETY / "退回说明.xlsx")
    found = [cell.hyperlink for cell in society["问题明细"]["C"][3:]]
    # A CSV has no sheets: the copy that is made of it names its only one by the file.
    assert [(link.target, link.location) for link in found] == [
        ("中国电子学会.xlsx", "'中国电子学会'!D3"),
        ("中国电子学会.xlsx", "'中国电子学会'!E4"),
        ("中国电子学会.xlsx", "'中国电子学会'!K4"),
    ]
    first = society["退回说明"]
    linked = {cell.coordinate: cell.hyperlink.location for row in first.iter_rows() for cell in row
              if cell.hyperlink}  # fmt: skip
    assert linked == {"E9": "'中国电子学会'!D3", "E10": "'中国电子学会'!E4", "C18": None}
    assert first["D18"].value == "错误3项。这是一份新建的工作簿。"


def test_a_copy_that_could_not_be_made_is_told_and_nothing_leads_to_it(tmp_path: Path) -> None:
    write_notices(sample_run(), tmp_path)
    book = read_book(tmp_path / SUZHOU / "退回说明.xlsx")
    said = [row[2] for row in rows(book["退回说明"], 1)]
    assert "没有标注副本：生成超过了时间限制。" in said
    links = [cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row]
    assert links == [None] * len(links)


def test_links_into_files_and_sheets_of_any_name(tmp_path: Path) -> None:
    names = ["100%.xlsx", "50%41.xlsx", "a#b&c.xlsx", "甲 乙'丙.xlsx", "[x]{y}^`+;=.xlsx"]
    place = quoted("""表's "#1%" <&""") + "!F7"
    with open_book(tmp_path / "a.xlsx") as book:
        sheet = book.sheet("表")
        for at, name in enumerate(names):
            book.put(sheet, at, 0, name)
        links = [file_link_xml(f"A{at}", at, place, name) for at, name in enumerate(names, 1)]
        sheet.add_links(links, names)
    read = read_book(tmp_path / "a.xlsx").active
    assert isinstance(read, Worksheet)
    links_read: list[Any] = [row[0].hyperlink for row in read.iter_rows()]
    assert [link.target for link in links_read] == [
        "100%25.xlsx", "50%2541.xlsx", "a%23b&c.xlsx", "甲%20乙'丙.xlsx",
        "%5bx%5d%7by%7d%5e%60+;=.xlsx",
    ]  # fmt: skip
    assert [unquote(link.target) for link in links_read] == names
    assert {link.location for link in links_read} == {"""'表''s "#1%" <&'!F7"""}


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
