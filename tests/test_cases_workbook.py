"""待裁定.xlsx: what a secretary sees in it, and that what is filled in comes back as rulings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet
from recalculating import needs_libreoffice, recalculate
from rendering import read_book
from sample_run import BOARD, CAMPAIGN, ENTRIES, SHANGHAI, SUBMISSIONS, SUZHOU, sample_run

from toolkit.model import (
    Case,
    Effect,
    Finding,
    Outcome,
    Ref,
    Ruled,
    Ruling,
    Run,
    Side,
    Verb,
    Weight,
)
from toolkit.model.rulings import file_key, place_key
from toolkit.reading import read_workbook
from toolkit.registers import parse_rulings
from toolkit.writers.cases import asked, write_cases, write_empty_rulings

DIGESTS = {each.path: each.sha256 for each in SUBMISSIONS}
LOCKED, NOBODYS = "中国电子学会/加密.xlsx", "不知何人.xlsx"
UNITS = tuple(f"推荐单位 第{number}个，或者叫,别的名字的推荐单位" for number in range(20))
COPIES = {
    "上海科协/名单.xlsx": f"退回/{SHANGHAI}/名单.xlsx",
    "苏州工业园区/2.xlsx": f"退回/{SUZHOU}/2#100%.xlsx",
    "中国电子学会.csv": "退回/中国电子学会/中国电子学会.xlsx",
}
PAIR = ("同一家", "不同", "撤回")


def key_of(number: int) -> str:
    entry = ENTRIES[number - 1]
    digest = DIGESTS[entry.submission]
    return place_key(CAMPAIGN.id, digest, entry.table.sheet, entry.row)


def whole(path: str) -> str:
    return file_key(CAMPAIGN.id, DIGESTS[path])


def side(number: int, key: str = "company", **changed: Any) -> Side:
    entry = ENTRIES[number - 1]
    made = Side(
        key_of(number), str(entry.values["company"]), str(entry.values["uscc"]), "", entry.unit,
        entry.board, number, entry.ref(key), entry.place,
    )  # fmt: skip
    return replace(made, **changed)


def file_side(path: str) -> Side:
    return Side(whole(path), "", ref=Ref(path))


CASES = (
    Case("S105", Weight.OUTCOME, file_side(NOBODYS), None, "由谁推荐？", UNITS),
    Case("F102", Weight.OUTCOME, file_side(LOCKED), None, "有打开密码", ("豁免 F102",)),
    Case("E104", Weight.OUTCOME, file_side("苏州工业园区/2.xlsx"), None, "逾期",
         ("豁免 E104", "认定 E104")),
    Case("D202", Weight.OUTCOME, side(1), side(7, code="91310000MA1FL00026"), "代码不同", PAIR,
         Outcome.ACCEPTED),
    Case("D201", Weight.OUTCOME, side(9, name="苏州戊装备(集团)有限公司"),
         side(6, name="苏州戍装备（集团）有限公司"), "只差一个字", PAIR, Outcome.ACCEPTED,
         "申报企业名称", "苏州戊装备(集团)有限公司"),
    Case("D201", Weight.OUTCOME, side(8),
         Side("往届入选/苏州市丁新材料有限公司", "苏州市丁新材料有限公司", said="2021年入选"),
         "与往届入选名单相近", PAIR, Outcome.ACCEPTED),
    Case("D102", Weight.OUTCOME, side(6), side(9), "只按名称", PAIR, Outcome.SUPERSEDED),
    Case("D103", Weight.OUTCOME, side(10), None, "新报送里没有", ("豁免 D103", "撤回"),
         Outcome.INELIGIBLE),
    Case("Q102", Weight.OUTCOME, side(2, "rank"), side(3, "rank"), "顺序相同",
         ("保留", "撤回"), Outcome.ACCEPTED, "推荐顺序", "2"),
    Case("V403", Weight.FACT, side(2, "uscc"), None, "校验位不符",
         ("豁免 V403", "认定 V403", "撤回"), Outcome.ACCEPTED, "统一社会信用代码",
         "91310000MA1FL00026"),
    Case("J999", Weight.CHOICE, side(11), None, "=1+1", (), Outcome.RETURNED),
)  # fmt: skip
RULINGS = (
    Ruled(
        Ruling(key_of(9), key_of(2), Verb.DIFFERENT, "", "张三", "电话核实", "2022-11-05",
               Ref("裁定.xlsx", "待裁定", 5, 4)),
        Effect.IN_FORCE, 9, "不再比较。",
    ),
    Ruled(
        Ruling(whole(LOCKED), "", Verb.PASSWORD, "=1+1", "李四", "来电", "11月初",
               Ref("待裁定.xlsx", "待裁定", 9, 4)),
        Effect.IN_FORCE, 0, "用这个密码打开。",
    ),
    Ruled(
        Ruling(key_of(8), "往届入选/丁公司", Verb.SAME, "", "李四", "更名", "",
               Ref("待裁定.xlsx", "待裁定", 10, 4)),
        Effect.IN_FORCE, 8,
    ),
    Ruled(
        Ruling("kczg-2021:0/表/7", "", Verb.WITHDRAW, "", "李四", "去年的", "",
               Ref("裁定.xlsx", "待裁定", 6, 4)),
        Effect.ORPHANED, 0, "属于另一次征集活动。",
    ),
)  # fmt: skip


def batch() -> Run:
    return replace(sample_run(), cases=CASES, rulings=RULINGS)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases") / "待裁定.xlsx"
    write_cases(batch(), path, COPIES)
    return path


@pytest.fixture(scope="module")
def sheet(written: Path) -> Worksheet:
    return load_workbook(written, rich_text=True)["待裁定"]


def head_of(sheet: Worksheet) -> int:
    return next(row[0].row for row in sheet.iter_rows() if "键" in {cell.value for cell in row})


def columns(sheet: Worksheet) -> dict[str, list[int]]:
    """The columns of each heading; those of both sides come twice."""
    found: dict[str, list[int]] = {}
    for row in (head_of(sheet) - 1, head_of(sheet)):
        for cell in sheet[row]:
            if cell.value:
                found.setdefault(str(cell.value), []).append(cell.column)
    return found


def cell(sheet: Worksheet, case: int, heading: str, nth: int = 0) -> Any:
    """The cell of a case (from 0) under a heading."""
    return sheet.cell(head_of(sheet) + 1 + case, columns(sheet)[heading][nth])


# ---------------------------------------------------------------- what is seen


def test_a_row_says_what_is_asked_of_whom_and_what_it_is_now(sheet: Worksheet) -> None:
    def row(case: int, *headings: str) -> list[Any]:
        return [cell(sheet, case, heading).value for heading in headings]

    told = ("轻重", "类别", "要裁定的事", "现在的结果（不裁定则保持）")
    assert row(1, *told) == ["影响去留", "F102 工作簿已加密", "有打开密码", "未能受理"]
    assert row(8, *told) == ["影响去留", "Q102 名次不清", "顺序相同\n原值：2", "入围"]
    assert row(9, *told) == [
        "核对事实", "V403 校验位不符", "统一社会信用代码：校验位不符", "入围",
    ]  # fmt: skip
    assert row(10, *told) == ["可以另选", "J999", "=1+1", "退回"]
    assert cell(sheet, 10, "要裁定的事").data_type == "s"
    assert row(5, "推荐单位", "报送文件", "位置") == [SUZHOU, "苏州工业园区/2.xlsx", "第4行"]
    assert cell(sheet, 5, "位置", 1).value == "2021年入选"
    assert cell(sheet, 0, "位置").value == "整份文件"
    assert [cell(sheet, case, "键").value for case in range(11)] == [c.own.key for c in CASES]
    assert cell(sheet, 5, "对方键").value == "往届入选/苏州市丁新材料有限公司"


def marked(value: object) -> str:
    """A text with what stands out in it between stars."""
    if not isinstance(value, CellRichText):
        return str(value)
    return "".join(
        f"*{part.text}*" if isinstance(part, TextBlock) and part.font.b else str(part)
        for part in value
    )


def color_of(shown: Any) -> str:
    return shown.font.color.rgb if shown.font.color else ""


def test_what_differs_stands_out_and_what_is_equal_is_quiet(sheet: Worksheet) -> None:
    def both(case: int, heading: str) -> list[str]:
        return [marked(cell(sheet, case, heading, nth).value) for nth in (0, 1)]

    assert both(3, "统一社会信用代码") == ["91310000MA1FL000*18*", "91310000MA1FL000*26*"]
    assert both(4, "名称") == ["苏州*戊*装备(集团)有限公司", "苏州*戍*装备（集团）有限公司"]
    assert both(5, "名称") == ["苏州丁新材料有限公司", "苏州*市*丁新材料有限公司"]
    assert both(8, "名称") == ["=cmd|'/c calc'!A1", "上海丙生物科技有限公司"]
    block = next(each for each in cell(sheet, 5, "名称", 1).value if isinstance(each, TextBlock)
                 and each.font.b)  # fmt: skip
    assert (block.font.color.rgb, block.font.rFont) == ("FFC00000", "宋体")
    quiet = {
        (case, heading): color_of(cell(sheet, case, heading)) == "FF7F7F7F"
        for case, heading in ((6, "名称"), (6, "推荐单位"), (3, "推荐单位"), (9, "名称"))
    }
    assert quiet == {
        (6, "名称"): True, (6, "推荐单位"): True, (3, "推荐单位"): False, (9, "名称"): False,
    }  # fmt: skip


def test_places_lead_to_their_cells_in_the_marked_copies(sheet: Worksheet) -> None:
    links = {
        (link.ref, link.target, link.location)
        for link in (each.hyperlink for row in sheet.iter_rows() for each in row)
        if link
    }
    own, theirs = (cell(sheet, 0, "位置", nth).column_letter for nth in (0, 1))
    first = head_of(sheet) + 1
    shanghai, suzhou = f"退回/{SHANGHAI}/名单.xlsx", f"退回/{SUZHOU}/2%23100%25.xlsx"
    assert links == {
        (f"{own}{first + 2}", suzhou, None),
        (f"{own}{first + 3}", shanghai, "'新锐企业榜'!D4"),
        (f"{own}{first + 4}", suzhou, "'新锐企业榜'!D5"),
        (f"{own}{first + 5}", suzhou, "'新锐企业榜'!D4"),
        (f"{theirs}{first + 6}", suzhou, "'新锐企业榜'!D5"),
        (f"{own}{first + 7}", "退回/中国电子学会/中国电子学会.xlsx", "'中国电子学会'!D3"),
        (f"{own}{first + 8}", shanghai, "'新锐企业榜'!C5"),
        (f"{theirs}{first + 8}", shanghai, "'新锐企业榜'!C6"),
        (f"{own}{first + 9}", shanghai, "'新锐企业榜'!E5"),
        (f"{own}{first + 10}", "退回/中国电子学会/中国电子学会.xlsx", "'中国电子学会'!D4"),
    }


def offered(written: Path, case: int) -> list[str]:
    """The answers of a case's drop-down, found as its formula finds them."""
    book = load_workbook(written)
    sheet, hidden = book["待裁定"], book["选项"]
    own = cell(sheet, case, "选项")
    (rule,) = (each for each in sheet.data_validations.dataValidation if each.type == "list")
    first = f"${own.column_letter}{head_of(sheet) + 1}"
    assert rule.formula1 == f"OFFSET('选项'!$A$1,INT({first}/1000),0,MOD({first},1000),1)"
    assert cell(sheet, case, "裁定").coordinate in rule.sqref
    assert (rule.errorStyle, hidden.sheet_state) == ("warning", "veryHidden")
    start, count = divmod(own.value or 0, 1000)
    return [hidden.cell(start + 1 + at, 1).value for at in range(count)]


def test_a_drop_down_offers_the_answers_of_its_case_alone(written: Path) -> None:
    for case in (0, 2, 3, 4, 9, 10):
        assert tuple(offered(written, case)) == CASES[case].answers


def test_what_is_filled_in_is_hinted_at_and_dated(sheet: Worksheet) -> None:
    rules = {
        heading: next(
            rule
            for rule in sheet.data_validations.dataValidation
            if cell(sheet, 10, heading).coordinate in rule.sqref
        )
        for heading in ("裁定", "经办人", "理由", "日期")
    }
    assert rules["日期"].type == "date"
    assert "密码：" in rules["裁定"].prompt
    assert "撤回：本条不再参评" in rules["裁定"].prompt
    assert all(rule.prompt and rule.showInputMessage for rule in rules.values())


def test_the_sheet_is_a_plain_table_that_prints(sheet: Worksheet) -> None:
    head, last = head_of(sheet), head_of(sheet) + len(CASES)
    key = cell(sheet, 0, "键").column
    printed = sheet.cell(last, key - 1).coordinate
    assert sheet.freeze_panes == f"E{head + 1}"
    assert sheet.auto_filter.ref.startswith(f"A{head}:")
    assert all(area.max_row <= head for area in sheet.merged_cells.ranges)
    assert sheet.print_title_rows == f"${head - 1}:${head}"
    assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A3
    assert sheet.print_area.replace("$", "") == f"'待裁定'!A1:{printed}"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth or 1) == ("landscape", 1)
    assert "第 &P 页" in str(sheet.oddFooter.center.text)


def test_a_campaign_with_owners_and_several_boards_shows_them(tmp_path: Path) -> None:
    boards = (replace(BOARD, owner_key="business"), replace(BOARD, id="other", title="别的榜"))
    case = replace(CASES[3], own=side(1, owner="甲所"), theirs=side(7, owner="乙所"))
    run = replace(batch(), campaign=replace(CAMPAIGN, boards=boards), cases=(case,), rulings=())
    write_cases(run, tmp_path / "1.xlsx", {})
    sheet = load_workbook(tmp_path / "1.xlsx", rich_text=True)["待裁定"]
    assert [marked(cell(sheet, 0, "所属单位", nth).value) for nth in (0, 1)] == ["*甲*所", "*乙*所"]
    assert cell(sheet, 0, "榜单").value == "新锐企业榜"


def test_no_cases_and_no_rulings_are_said(tmp_path: Path) -> None:
    write_cases(sample_run(), tmp_path / "1.xlsx", {})
    book = load_workbook(tmp_path / "1.xlsx")
    assert book.sheetnames == ["待裁定", "已裁定"]
    assert [sheet["A2"].value for sheet in book] == ["没有要裁定的事项。", "还没有作过裁定。"]


def test_what_is_more_than_anybody_decides_is_left_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "MOST_CASES", 3)
    write_cases(batch(), tmp_path / "1.xlsx", {})
    sheet = load_workbook(tmp_path / "1.xlsx")["待裁定"]
    assert sheet.max_row == head_of(sheet) + 3
    assert "另有8件较轻的没有列出" in str(sheet.cell(head_of(sheet) - 2, 1).value)


# ---------------------------------------------------------------- 已裁定


def test_every_ruling_is_shown_with_what_became_of_it(written: Path) -> None:
    sheet = load_workbook(written)["已裁定"]
    shown = ("裁定", "经办人", "理由", "效果", "说明", "名称", "键")
    rows = [[cell(sheet, at, heading).value for heading in shown] for at in range(4)]
    assert rows == [
        ["撤回", "李四", "去年的", "未执行：找不到所指", "属于另一次征集活动。", None,
         "kczg-2021:0/表/7"],
        ["不同", "张三", "电话核实", "已执行", "不再比较。", "苏州戊装备制造有限公司", key_of(9)],
        ["密码 =1+1", "李四", "来电", "已执行", "用这个密码打开。", "加密.xlsx", whole(LOCKED)],
        ["同一家", "李四", "更名", "已执行", None, "苏州丁新材料有限公司", key_of(8)],
    ]  # fmt: skip
    assert cell(sheet, 1, "日期").value.date() == date(2022, 11, 5)
    assert cell(sheet, 2, "日期").value == "11月初"
    assert cell(sheet, 1, "名称", 1).value == "=cmd|'/c calc'!A1"
    assert cell(sheet, 3, "名称", 1).value == "丁公司"
    assert cell(sheet, 1, "位置").hyperlink.location == "'新锐企业榜'!D5"
    origins = [cell(sheet, at, "来源").value for at in range(4)]
    assert [str(each).split(" · ")[0] for each in origins] == [
        "裁定.xlsx 第6行", "裁定.xlsx 第5行", "None", "None",
    ]  # fmt: skip
    assert "没有执行1条" in str(sheet["A2"].value)


def test_the_same_run_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write_cases(batch(), tmp_path / "again.xlsx", COPIES)
    assert (tmp_path / "again.xlsx").read_bytes() == written.read_bytes()


# ---------------------------------------------------------------- filled in and read back


def read_back(path: Path, *, in_place: bool = True) -> tuple[tuple[Ruling, ...], list[Finding]]:
    rulings, findings = parse_rulings(read_workbook(path), path.name, in_place=in_place)
    return tuple(each for each in rulings if each.is_complete), list(findings)


DECIDED: Mapping[int, str] = {1: "密码 123 456", 2: "豁免 E104", 4: "不同", 5: "同一家", 9: "撤回"}


def fill(sheet: Worksheet) -> None:
    """As a secretary would: an answer, a name, a reason; one without a name."""
    for case, answer in DECIDED.items():
        cell(sheet, case, "裁定").value = answer
        cell(sheet, case, "经办人").value = "王五"
        cell(sheet, case, "理由").value = f"核实过第{case}项"
    cell(sheet, 4, "日期").value = date(2022, 11, 7)
    cell(sheet, 8, "裁定").value = "保留"
    cell(sheet, 8, "理由").value = "会议决定"


@pytest.fixture(scope="module")
def filled(written: Path) -> Path:
    book = read_book(written)
    fill(book["待裁定"])
    path = written.parent / "填" / "待裁定.xlsx"
    path.parent.mkdir()
    book.save(path)
    return path


def expected() -> Iterator[Ruling]:
    for at, answer in DECIDED.items():
        verb, _, argument = answer.partition(" ")
        theirs = CASES[at].theirs
        yield Ruling(
            CASES[at].own.key, theirs.key if theirs else "", Verb(verb), argument, "王五",
            f"核实过第{at}项", "2022-11-07" if at == 4 else "",
        )  # fmt: skip


def test_what_was_filled_in_place_comes_back_and_echoes_do_not(filled: Path) -> None:
    rulings, findings = read_back(filled)
    stand_here = [each.ruling for each in RULINGS if each.ruling.ref.submission == "待裁定.xlsx"]
    assert list(rulings) == [*expected(), *stand_here]
    sheet = read_book(filled)["待裁定"]
    (lacking,) = findings
    assert lacking.ref == Ref("待裁定.xlsx", "待裁定", head_of(sheet) + 9, 5)
    assert read_back(written_as(filled, "裁定.xlsx"), in_place=False)[0] == (
        *rulings[: len(DECIDED)],
        *(each.ruling for each in (RULINGS[3], *RULINGS[:3])),
    )


def written_as(path: Path, name: str) -> Path:
    copy = path.with_name(name)
    copy.write_bytes(path.read_bytes())
    return copy


def sorted_anew(sheet: Worksheet) -> None:
    head = head_of(sheet)
    rows = [[each.value for each in row] for row in sheet.iter_rows(min_row=head + 1)]
    rows = [*rows[1::2], *reversed(rows[::2])]
    for at, row in enumerate(rows, head + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(at, column).value = value


def filtered(sheet: Worksheet) -> None:
    for case in (2, 4, 5):
        sheet.row_dimensions[head_of(sheet) + 1 + case].hidden = True


def thinned(sheet: Worksheet) -> None:
    for case in (10, 7, 6, 3, 0):
        sheet.delete_rows(head_of(sheet) + 1 + case)


def without_title(sheet: Worksheet) -> None:
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    head = head_of(sheet)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(head, column).value = sheet.cell(head, column).value or "说明"
    sheet.delete_rows(1, head - 1)


def with_columns_moved(sheet: Worksheet) -> None:
    key, reason = cell(sheet, 0, "键").column, cell(sheet, 0, "理由").column
    for row in range(head_of(sheet), sheet.max_row + 1):
        first, second = sheet.cell(row, key), sheet.cell(row, reason)
        first.value, second.value = second.value, first.value


@pytest.mark.parametrize(
    "rearrange", [sorted_anew, filtered, thinned, without_title, with_columns_moved]
)
def test_rearranged_the_rulings_are_the_same(
    filled: Path, tmp_path: Path, rearrange: Callable[[Worksheet], None]
) -> None:
    book = read_book(filled)
    del book["已裁定"]
    rearrange(book["待裁定"])
    book.save(tmp_path / "待裁定.xlsx")
    rulings, findings = read_back(tmp_path / "待裁定.xlsx")
    assert sorted(rulings, key=lambda each: each.why) == list(expected())
    assert [each.field for each in findings] == ["经办人"]


@needs_libreoffice
def test_the_line_on_top_counts_what_is_filled_in(
    filled: Path, written: Path, tmp_path: Path
) -> None:
    saved = read_book(written, values=True)["待裁定"]["A2"].value
    assert saved == "共11件：已裁定0件，缺经办人或理由0件，还没有裁定11件。"
    sheet = load_workbook(recalculate(filled, tmp_path), data_only=True)["待裁定"]
    assert sheet["A2"].value == "共11件：已裁定5件，缺经办人或理由1件，还没有裁定5件。"


# ---------------------------------------------------------------- the empty 裁定.xlsx


def test_an_empty_workbook_of_rulings_holds_none_and_takes_a_line(tmp_path: Path) -> None:
    path = tmp_path / "裁定.xlsx"
    write_empty_rulings(CAMPAIGN, path)
    assert read_back(path, in_place=False) == ((), [])
    book = read_book(path)
    sheet = book.active
    for heading, value in {
        "键": key_of(1),
        "裁定": "撤回",
        "经办人": "王五",
        "理由": "来函",
    }.items():
        cell(sheet, 3, heading).value = value
    book.save(path)
    assert read_back(path, in_place=False)[0] == (
        Ruling(key_of(1), "", Verb.WITHDRAW, "", "王五", "来函"),
    )
