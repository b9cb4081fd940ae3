"""Workbooks made from templates are known as such: our own sheets, identity, S107, the sender.

The workbooks are made by hand as a template stands: title, the unit's line, a heading of one or
two rows with ``*``, an example, numbered rows, and the sheets of ours around it.
"""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from law_batches import CAMPAIGN as LAWS
from law_batches import ENTERPRISE
from recalculating import SOFFICE, needs_libreoffice

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.cli import main
from toolkit.frames import frame_entries
from toolkit.locating import CampaignHeadings, Located, locate_tables
from toolkit.model import (
    Board,
    Campaign,
    Entry,
    Finding,
    Grid,
    Receipt,
    Ref,
    Severity,
    Status,
    Table,
    TemplateIdentity,
    Unit,
    Workbook,
)
from toolkit.model.columns import entries_of
from toolkit.model.templates import (
    FORMULAS,
    IDENTITY,
    OWN_SHEETS,
    PROPERTIES,
    identity_of,
    is_own_sheet,
    version_of,
)
from toolkit.pipeline.examining import Examined, Job, Task, examine, prepare
from toolkit.pipeline.remarks import quota_in_check
from toolkit.reading import read_workbook
from toolkit.senders import UnitIndex, remark_on_templates, resolve_senders, sender_of_file
from toolkit.subjects import group_subjects

KCZG = load_campaign(shipped_schemas() / "kczg-2022")
SME = load_campaign(shipped_schemas() / "sme-2025")
RISING, LIST = KCZG.board("rising-enterprise"), SME.board("registry-list")
UNIT, OTHER = "中国电子学会", "苏州工业园区科协"


def made_for(campaign: Campaign, board: Board, unit: str = UNIT) -> TemplateIdentity:
    """The identity of a template as it is made today."""
    return TemplateIdentity(campaign.id, board.id, version_of(board), unit)


def recorded(identity: TemplateIdentity) -> dict[str, str]:
    """An identity as a template writes it down: label and value."""
    return {PROPERTIES[key]: value for key, value in asdict(identity).items()}


def identity_grid(identity: TemplateIdentity, name: str = IDENTITY) -> Grid:
    rows = [[IDENTITY, "请勿改动"], [], *([*pair, "甲"] for pair in recorded(identity).items())]
    return Grid(name, rows, visible=False)


def own_sheets() -> list[Grid]:
    return [Grid(name, [[f"{name}（本表由工具生成）"]], visible=False) for name in OWN_SHEETS[:4]]


def data_grid(board: Board, *entries: str, sheet: str = "", line: str = "") -> Grid:
    """A template's data sheet with a heading of one row: an entry for each company named."""
    headings = [column.heading + "*" * column.required for column in board.fields]
    name = [column.key for column in board.fields].index(board.name_key)
    rows: list[list[str]] = [[f"{board.title}推荐表"], [line], headings]
    rows.append(["示例", UNIT] + ["某某公司"] * (name - 1))
    for number in range(1, 9):
        company = entries[number - 1] if number <= len(entries) else ""
        rows.append([str(number), "", *[""] * (name - 2), company])
    return Grid(sheet or board.title, rows)


def locate(*grids: Grid, campaigns: Sequence[Campaign] = (SME,), **more: object) -> Located:
    known = [CampaignHeadings.of(campaign) for campaign in campaigns]
    return locate_tables(replace(Workbook("xlsx", grids), **more), known, "a.xlsx")


def said(found: Located | Examined, *codes: str) -> list[str]:
    """``sheet!cell code`` of the findings, of these codes where any are given."""
    return [
        f"{finding.ref.sheet}!{finding.ref.cell} {finding.code}"
        for finding in found.findings
        if not codes or finding.code in codes
    ]


# ---------------------------------------------------------------- our own sheets


def test_own_sheets_are_passed_over_in_silence() -> None:
    identity = identity_grid(made_for(SME, LIST))
    located = locate(*own_sheets(), data_grid(LIST, "启明有限公司"), identity)
    assert [table.table.sheet for table in located.tables] == ["入库名单"]
    assert located.tables[0].rows == (5,)
    assert said(located) == ["入库名单!A4 S109", "入库名单!A6 S109"]


def test_a_heading_on_an_own_sheet_is_no_table() -> None:
    rows = data_grid(LIST, "启明有限公司").rows
    own = Grid(FORMULAS, [[FORMULAS], *rows])
    located = locate(own)
    assert (located.tables, located.findings) == ((), ())
    assert [found.table.sheet for found in locate(replace(own, sheet="名单")).tables] == ["名单"]


@pytest.mark.parametrize(
    ("sheet", "first", "is_own"),
    [
        ("自检", "自检", True),
        ("自检", "自检：还有 3 处要改", True),
        ("校验结果2", "校验结果", True),
        ("校验结果 (2)", "校验结果", True),
        ("校验结果（3）", "校验结果", True),
        ("自检", "企业自检", False),
        ("自检", "", False),
        ("自检", 3.0, False),
        ("自检表", "自检表", False),
        ("填报说明及要求", "填报说明及要求", False),
        ("企业自检", "自检", False),
        ("自检", "填报说明", False),
        ("", "自检", False),
    ],
)
def test_name_and_first_cell_both_say_that_a_sheet_is_ours(
    sheet: str, first: str | float, *, is_own: bool
) -> None:
    assert is_own_sheet(Grid(sheet, [[first, "甲"]])) is is_own


@pytest.mark.parametrize("rows", [[], [[]], [[], ["自检"]]])
def test_a_blank_first_row_does_not_say_that_a_sheet_is_ours(rows: list[list[str]]) -> None:
    assert not is_own_sheet(Grid("自检", rows))


def test_a_stranger_s_sheet_of_such_a_name_is_treated_as_any_other() -> None:
    guide = Grid("填报说明", [["请认真填写"]], visible=False)
    table = replace(data_grid(LIST, "启明有限公司", sheet="自检"), visible=False)
    located = locate(guide, table)
    assert [found.table.sheet for found in located.tables] == ["自检"]
    assert said(located, "S101", "S106") == ["自检! S106", "填报说明! S101"]


# ---------------------------------------------------------------- identity, and where it stands


def test_identity_stands_on_the_hidden_sheet_beside_its_labels() -> None:
    identity = made_for(SME, LIST)
    book = Workbook("ods", (data_grid(LIST), identity_grid(identity, "模板信息 (2)")))
    assert identity_of(book) == identity
    assert locate(*book.grids).tables[0].table.template == identity
    assert locate(*book.grids).template == identity


def test_identity_is_taken_from_the_properties_where_the_sheet_is_gone() -> None:
    identity, other = made_for(SME, LIST), made_for(KCZG, RISING, "")
    properties = recorded(identity)
    assert identity_of(Workbook("xlsx", (), properties=properties)) == identity
    book = Workbook("xlsx", (identity_grid(other),), properties=properties)
    assert identity_of(book) == other
    emptied = Grid(IDENTITY, [[IDENTITY], [PROPERTIES["campaign"], ""]])
    assert identity_of(Workbook("xlsx", (emptied,), properties=properties)) == identity


@pytest.mark.parametrize("label", ["征集活动代号", "榜单代号", "模板版本"])
def test_half_an_identity_is_none(label: str) -> None:
    properties = {**recorded(made_for(SME, LIST)), label: ""}
    assert identity_of(Workbook("xlsx", (), properties=properties)) is None
    del properties[label]
    assert identity_of(Workbook("xlsx", (), properties=properties)) is None


def test_a_stranger_s_properties_and_sheet_are_no_identity() -> None:
    rows = [["甲"], *([*pair] for pair in recorded(made_for(SME, LIST)).items())]
    stranger = Grid(IDENTITY, rows)
    book = Workbook("xlsx", (stranger,), properties={"KSOProductBuildVer": "2052-12.1"})
    assert identity_of(book) is None


def test_a_version_changes_with_what_a_board_asks_and_with_nothing_else() -> None:
    other = replace(RISING, schema={**RISING.schema, "company": {"type": "string"}})
    assert version_of(other) != version_of(RISING)
    assert version_of(replace(RISING, title="别名", past_years=(2019,))) == version_of(RISING)
    turned = dict(reversed(RISING.schema.items()))
    assert version_of(replace(RISING, schema=turned)) == version_of(RISING)
    assert len(version_of(RISING)) == 8


# ---------------------------------------------------------------- S107 by campaign, board, version


def told(located: Located) -> list[tuple[str, Severity, str]]:
    """Where S107 stands, how grave, and what it says."""
    return [
        (f"{finding.ref.sheet}!{finding.ref.cell}", finding.severity, finding.message)
        for finding in located.findings
        if finding.code == "S107"
    ]


def test_a_template_of_today_is_not_spoken_of() -> None:
    located = locate(data_grid(LIST, "启明有限公司"), identity_grid(made_for(SME, LIST)))
    assert told(located) == []


def test_another_version_is_asked_about_once_a_table() -> None:
    old = replace(made_for(SME, LIST), version="0a1b2c3d")
    table = data_grid(LIST, "启明有限公司", "长庚有限公司")
    ((place, severity, message),) = told(locate(table, identity_grid(old)))
    assert (place, severity) == ("入库名单!", Severity.QUERY)
    assert "0a1b2c3d" in message
    assert version_of(LIST) in message
    two = told(locate(table, replace(table, sheet="补报"), identity_grid(old)))
    assert [each[0] for each in two] == ["入库名单!", "补报!"]


def test_another_campaign_is_asked_about_and_nothing_further_is() -> None:
    old = TemplateIdentity("sme-2024", "registry-list", "0a1b2c3d")
    ((place, severity, message),) = told(locate(data_grid(LIST, "启明"), identity_grid(old)))
    assert (place, severity) == ("入库名单!", Severity.QUERY)
    assert "sme-2024" in message
    assert f"“{SME.title}”" in message


def test_another_campaign_s_template_without_a_known_heading_is_asked_about_as_a_file() -> None:
    old = identity_grid(TemplateIdentity("sme-2024", "registry-list", "0a1b2c3d"))
    located = locate(Grid("名单", [["甲", "乙"]]), old)
    assert located.tables == ()
    assert [each[0] for each in told(located)] == ["!"]
    mine = identity_grid(made_for(SME, LIST))
    assert told(locate(Grid("名单", [["甲", "乙"]]), mine)) == []


def test_another_board_is_asked_about() -> None:
    identity = made_for(SME, SME.board("evaluation"))
    ((place, _, message),) = told(locate(data_grid(LIST, "启明"), identity_grid(identity)))
    assert place == "入库名单!"
    assert "“评价指标”" in message
    assert "“入库名单”" in message


def test_a_board_that_is_no_more_is_named_by_its_id() -> None:
    identity = replace(made_for(SME, LIST), board="old-list")
    ((_, _, message),) = told(locate(data_grid(LIST, "启明"), identity_grid(identity)))
    assert "old-list" in message


def test_a_sheet_of_another_board_beside_the_recorded_one_is_nobody_s_fault() -> None:
    other = data_grid(SME.board("evaluation"), "启明有限公司")
    identity = identity_grid(made_for(SME, LIST))
    located = locate(data_grid(LIST, "启明有限公司"), other, identity)
    assert [table.board.id for table in located.tables] == ["registry-list", "evaluation"]
    assert told(located) == []


def test_a_campaign_sets_the_severity() -> None:
    strict = replace(SME, severities={**SME.severities, "S107": Severity.ERROR})
    old = identity_grid(replace(made_for(SME, LIST), version="0a1b2c3d"))
    found = told(locate(data_grid(LIST, "启明"), old, campaigns=(strict,)))
    assert [each[1] for each in found] == [Severity.ERROR]


# ---------------------------------------------------------------- identity breaks ties


def test_of_campaigns_that_fit_alike_the_template_s_own_is_taken() -> None:
    later = replace(SME, id="sme-2026")
    both, table = (SME, later), data_grid(LIST, "启明有限公司")
    assert locate(table, campaigns=both).campaign.id == "sme-2025"
    ours = identity_grid(made_for(later, LIST))
    assert locate(table, ours, campaigns=both).campaign.id == "sme-2026"
    # Headings come first: a template's record does not make a list of it.
    foreign = identity_grid(made_for(KCZG, RISING))
    assert locate(table, foreign, campaigns=(SME, KCZG)).campaign.id == "sme-2025"
    assert locate(Grid("甲", []), foreign, campaigns=(SME, KCZG)).campaign.id == "kczg-2022"


def test_of_boards_that_fit_alike_the_template_s_own_is_taken_unless_the_sheet_names_one() -> None:
    twin = replace(LIST, id="twin", title="出库名单")
    campaign = replace(SME, boards=(LIST, twin))
    ours = identity_grid(made_for(campaign, twin))
    for sheet, board in (("表1", "twin"), ("出库名单", "twin"), ("入库名单", "registry-list")):
        located = locate(data_grid(LIST, "启明", sheet=sheet), ours, campaigns=(campaign,))
        assert [table.board.id for table in located.tables] == [board], sheet
    plain = locate(data_grid(LIST, "启明", sheet="表1"), campaigns=(campaign,))
    assert [table.board.id for table in plain.tables] == ["registry-list"]
    foreign = identity_grid(replace(made_for(campaign, twin), campaign="other"))
    of_other = locate(data_grid(LIST, "启明", sheet="表1"), foreign, campaigns=(campaign,))
    assert [table.board.id for table in of_other.tables] == ["registry-list"]


# ---------------------------------------------------------------- who sent it

UNITS = (Unit(UNIT, aliases=("电子学会",)), Unit(OTHER), Unit("苏州"))
INDEX, ANYONE = UnitIndex.of(UNITS), UnitIndex.of(None)
COLUMNS = {
    column.key: at for at, column in enumerate(LAWS.board(ENTERPRISE).fields, start=1)
}  # fmt: skip


def resolve(
    *cells: str,
    unit: str = UNIT,
    path: str = "名单.xlsx",
    above: str = "",
    receipt: str = "",
    index: UnitIndex = INDEX,
) -> tuple[list[str], list[Finding]]:
    """The units of entries with these 推荐单位 cells in a template of `unit`, and the findings."""
    template = TemplateIdentity(LAWS.id, ENTERPRISE, "0a1b2c3d", unit)
    ref = Ref(path, "示范企业榜", 1, 1) if above else None
    table = Table(path, "示范企业榜", ENTERPRISE, 2, COLUMNS, {}, above, ref, template)
    given = entries_of(
        (Entry(at, table, at + 2, {"unit": cell}) for at, cell in enumerate(cells, start=1)),
        LAWS.boards,
    )
    receipts = {path: Receipt(path, None, receipt)} if receipt else {}
    resolved, findings = resolve_senders(given, LAWS, receipts, index)
    return [entry.unit for entry in resolved], findings


def codes(findings: Sequence[Finding]) -> list[str]:
    return [f"{found.code} {found.severity.value} {found.ref.cell}".strip() for found in findings]


def test_the_template_names_the_sender_after_the_receipt_and_before_all_else() -> None:
    assert resolve("") == ([UNIT], [])
    assert resolve("", unit="电子学会", above="电子学会（盖章）") == ([UNIT], [])
    units, _ = resolve(OTHER, path=f"{OTHER}/苏州.xlsx", above=OTHER)
    assert units == [UNIT]
    units, _ = resolve("", receipt=OTHER)
    assert units == [OTHER]
    assert resolve("", unit="", path="苏州/a.xlsx") == (["苏州"], [])


@pytest.mark.parametrize(
    ("source", "place", "by_register_only"),
    [
        ({"receipt": OTHER}, "收件登记", True),
        ({"cell": OTHER}, "“推荐单位”一列", False),
        ({"above": f"{OTHER}（盖章）"}, "表头上方", False),
        ({"path": f"08-{OTHER}/名单.xlsx"}, "文件夹", True),
        ({"path": f"{OTHER}名单.xlsx"}, "文件名", True),
    ],
)
def test_another_unit_is_asked_about_once_a_table(
    source: Mapping[str, str], place: str, *, by_register_only: bool
) -> None:
    others = {key: text for key, text in source.items() if key != "cell"}
    _, (found,) = resolve(source.get("cell", ""), **others)
    assert (found.code, found.severity, found.entry) == ("S107", Severity.QUERY, 0)
    assert (found.ref.sheet, found.ref.cell) == ("示范企业榜", "")
    assert f"{place}写的是“{OTHER}”" in found.message
    assert f"“{UNIT}”" in found.message
    _, anyhow = resolve(source.get("cell", ""), index=ANYONE, **others)
    assert codes(anyhow) == ([] if by_register_only else ["S107 query"])


def test_the_message_says_which_unit_counts() -> None:
    _, (by_template,) = resolve("", above=OTHER)
    assert f"暂按“{UNIT}”" in by_template.message
    _, (by_receipt,) = resolve("", receipt=OTHER)
    assert f"暂按“{OTHER}”" in by_receipt.message


def test_a_name_that_no_register_knows_is_no_other_unit() -> None:
    assert resolve("某某学会", path="某某/名单.xlsx", above="某某协会") == ([UNIT], [])


def test_one_unit_written_otherwise_is_no_other_unit() -> None:
    assert resolve("中国 电子学会", above=f"{UNIT}（盖章）", index=ANYONE) == ([UNIT], [])


def test_a_recorded_unit_that_no_register_knows_is_s105_and_not_s107() -> None:
    units, findings = resolve(OTHER, unit="某某学会")
    assert (units, codes(findings)) == ([OTHER], ["S105 query"])
    assert "模板里记下的“某某学会”" in findings[0].message
    units, findings = resolve("", unit="某某学会")
    assert (units, codes(findings)) == ([""], ["S105 error"])
    # The receipt settles it: then only the template is asked about.
    units, findings = resolve("", unit="某某学会", receipt=OTHER)
    assert (units, codes(findings)) == ([OTHER], ["S107 query"])


def test_a_file_without_entries_has_the_template_s_sender() -> None:
    template = made_for(SME, LIST, "电子学会")
    assert sender_of_file("苏州/空.xlsx", None, INDEX, template) == UNIT
    assert sender_of_file("苏州/空.xlsx", None, INDEX, replace(template, unit="")) == "苏州"
    receipt = Receipt("苏州/空.xlsx", None, OTHER)
    assert sender_of_file("苏州/空.xlsx", receipt, INDEX, template) == OTHER


# ---------------------------------------------------------------- whole workbooks


def write_template(
    path: Path,
    board: Board,
    identity: TemplateIdentity,
    *entries: Mapping[str, object],
    line: str = f"推荐单位：{UNIT}  推荐渠道：全国学会",
    sheet: bool = True,
    data: bool = True,
) -> Path:
    """A template as it stands: two-row headings where a board has groups, an example, rows with
    their numbers; `sheet`: with 模板信息, `data`: with the data sheet.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        for name in OWN_SHEETS[:2]:
            book.add_worksheet(name).write("A1", name)
        if data:
            _write_data(book.add_worksheet(board.title), board, entries, line)
        formulas = book.add_worksheet(FORMULAS)
        formulas.write("A1", FORMULAS)
        formulas.hide()
        for label, value in recorded(identity).items():
            book.set_custom_property(label, value, "text")
        if sheet:
            _write_identity(book.add_worksheet(IDENTITY), identity)
    return path


def _write_identity(sheet: xlsxwriter.worksheet.Worksheet, identity: TemplateIdentity) -> None:
    sheet.write("A1", IDENTITY)
    for row, pair in enumerate(recorded(identity).items(), start=2):
        sheet.write_row(row, 0, pair)
    sheet.very_hidden()


def _write_data(
    sheet: xlsxwriter.worksheet.Worksheet,
    board: Board,
    entries: Sequence[Mapping[str, object]],
    line: str,
) -> None:
    sheet.write("A1", f"{board.title}推荐表")
    sheet.write("A2", line)
    groups = [column.group for column in board.fields]
    below = 3 if any(groups) else 2
    for at, column in enumerate(board.fields):
        header = column.header + "*" * column.required
        if not column.group and below == 2:
            sheet.write(2, at, header)
        elif not column.group:
            sheet.merge_range(2, at, 3, at, header)
        else:
            sheet.write(3, at, header)
            if groups.index(column.group) == at:
                last = at + groups.count(column.group) - 1
                sheet.merge_range(2, at, 2, last, column.group)
        sheet.write(below + 1, at, column.meta.get("example", "如样"))
    sheet.write(below + 1, 0, "示例")
    keys = [column.key for column in board.fields]
    for number in range(1, 11):
        sheet.write(below + 1 + number, 0, number)
        filled = entries[number - 1] if number <= len(entries) else {}
        for key, value in filled.items():
            sheet.write(below + 1 + number, keys.index(key), value)


def examined(path: Path, campaign: Campaign) -> Examined:
    prepare(Task((campaign,)))
    (file,) = examine([Job(path.name, path)]).files
    return file


COMPANY = {"company": "上海启明测试有限公司"}


@pytest.mark.parametrize(
    ("campaign", "board", "first"), [(KCZG, RISING, 5), (SME, LIST, 4)], ids=["two rows", "one row"]
)
def test_a_template_s_heading_unit_and_example_are_found(
    tmp_path: Path, campaign: Campaign, board: Board, first: int
) -> None:
    identity = made_for(campaign, board)
    path = write_template(tmp_path / "a.xlsx", board, identity, COMPANY, COMPANY)
    located = locate(*read_workbook(path).grids, campaigns=(campaign,))
    (found,) = located.tables
    assert (found.table.heading_row, found.rows) == (3, (first + 1, first + 2))
    assert set(found.table.columns) == {column.key for column in board.fields}
    assert found.table.stated_unit == UNIT
    assert found.table.template == identity
    assert said(located) == [f"{board.title}!A{first} S109", f"{board.title}!A{first + 3} S109"]


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        (f"推荐单位：{UNIT}推荐渠道：全国学会", UNIT),
        (f"推荐单位：{UNIT}　推荐渠道：", UNIT),
        ("推荐单位：  推荐渠道：全国学会", ""),
        ("推荐单位：", ""),
    ],
)
def test_the_unit_s_line_ends_before_the_channels(line: str, unit: str) -> None:
    located = locate(data_grid(LIST, "启明有限公司", line=line))
    assert located.tables[0].table.stated_unit == unit


def test_an_untouched_template_has_no_entries_and_keeps_its_example(tmp_path: Path) -> None:
    path = write_template(tmp_path / "a.xlsx", RISING, made_for(KCZG, RISING))
    file = examined(path, KCZG)
    assert (file.status, file.entries) == (Status.READ, 0)
    assert said(file) == ["新锐企业榜!A5 S109", "新锐企业榜!A6 S109", "新锐企业榜! S108"]
    assert file.template == made_for(KCZG, RISING)


def test_own_sheets_alone_are_no_board(tmp_path: Path) -> None:
    path = write_template(tmp_path / "a.xlsx", RISING, made_for(KCZG, RISING), data=False)
    file = examined(path, KCZG)
    assert (file.status, file.code, said(file)) == (Status.REFUSED, "S101", ["! S101"])
    assert file.template == made_for(KCZG, RISING)
    foreign = examined(path, SME)
    assert said(foreign) == ["! S101", "! S107"]


def test_check_chooses_the_template_s_campaign_and_says_nothing_of_our_sheets(
    tmp_path: Path,
) -> None:
    path = write_template(tmp_path / "a.xlsx", LIST, made_for(SME, LIST), COMPANY)
    result = CliRunner().invoke(main, ["check", str(path), "--format", "json"])
    (file,) = json.loads(result.stdout)["files"]
    assert (file["campaign"], file["entries"]) == ("sme-2025", 1)
    assert {found["sheet"] for found in file["findings"]} == {"入库名单"}
    assert not {"S101", "S106", "S107"} & {found["code"] for found in file["findings"]}


def test_remarks_without_a_register_are_made_from_the_table_alone() -> None:
    template = made_for(LAWS, LAWS.board(ENTERPRISE))
    path = f"{OTHER}/名单.xlsx"
    table = Table(path, "示范企业榜", ENTERPRISE, 2, COLUMNS, {}, template=template)

    def remarked(*cells: str) -> list[str]:
        entries = (Entry(at, table, at + 2, {"unit": cell}) for at, cell in enumerate(cells, 1))
        return codes(remark_on_templates(entries_of(entries, LAWS.boards), LAWS))

    assert remarked("", UNIT) == []
    assert remarked(OTHER) == ["S107 query"]


def test_check_counts_a_quota_for_the_template_s_unit() -> None:
    table = Table(
        "名单.xlsx", "示范企业榜", ENTERPRISE, 2, COLUMNS, template=made_for(LAWS, LAWS.boards[0])
    )
    values = ({"company": f"晨光{at}有限公司", "unit": OTHER if at > 2 else ""} for at in range(9))
    rows = (Entry(at, table, at + 2, each) for at, each in enumerate(values, start=1))
    entries = entries_of(rows, LAWS.boards)
    standing = group_subjects(frame_entries(entries, LAWS, {"名单.xlsx": 0}))
    (found,) = quota_in_check(entries, standing, LAWS, "名单.xlsx")
    assert f"“{UNIT}”" in found.message
    assert "推荐了9个" in found.message


# ---------------------------------------------------------------- document properties


def test_properties_are_read_from_their_part(tmp_path: Path) -> None:
    identity = made_for(KCZG, RISING)
    path = write_template(tmp_path / "a.xlsx", RISING, identity, COMPANY, sheet=False)
    book = read_workbook(path)
    assert book.properties == recorded(identity)
    assert identity_of(book) == identity
    assert examined(path, KCZG).template == identity


def test_a_workbook_without_the_part_has_no_properties(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("甲").write("A1", "乙")
    assert read_workbook(tmp_path / "a.xlsx").properties == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</Properties>", b""),
        (b"<property ", b"<prop "),
        (b'name="', b'nome="'),
        (b"?>", b"?><!-- -->&"),
    ],
)
def test_properties_that_cannot_be_read_are_none_and_no_reason_to_refuse(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    whole = write_template(tmp_path / "a.xlsx", RISING, made_for(KCZG, RISING), sheet=False)
    torn = tmp_path / "b.xlsx"
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(torn, "w") as made:
        for name in given.namelist():
            part = given.read(name)
            if name == "docProps/custom.xml":
                assert old in part
                part = part.replace(old, new)
            made.writestr(name, part)
    book = read_workbook(torn)
    assert identity_of(book) is None
    assert [grid.sheet for grid in book.grids][2] == RISING.title


# ---------------------------------------------------------------- saved again by another program

_FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods:calc8", "xls": "xls:MS Excel 97"}


@needs_libreoffice
@pytest.mark.parametrize("ending", list(_FILTERS))
def test_identity_outlives_being_saved_again(tmp_path: Path, ending: str) -> None:
    identity = made_for(KCZG, RISING)
    whole = write_template(tmp_path / "甲.xlsx", RISING, identity, COMPANY)
    bare = write_template(tmp_path / "乙.xlsx", RISING, identity, COMPANY, sheet=False)
    profile = (tmp_path / "profile").resolve().as_uri()
    subprocess.run(
        [
            str(SOFFICE), "--headless", f"-env:UserInstallation={profile}",
            "--convert-to", _FILTERS[ending], "--outdir", str(tmp_path / "out"), whole, bare,
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    saved = examined((tmp_path / "out" / "甲").with_suffix(f".{ending}"), KCZG)
    assert (saved.kind, saved.template, saved.entries) == (ending, identity, 1)
    assert not {"S101", "S106", "S107"} & {found.code for found in saved.findings}
    sheetless = read_workbook((tmp_path / "out" / "乙").with_suffix(f".{ending}"))
    if ending == "xlsx":  # the others keep properties elsewhere; there the sheet alone tells
        assert identity_of(sheetless) == identity
    assert all(grid.sheet != IDENTITY for grid in sheetless.grids)
