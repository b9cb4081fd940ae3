"""Templates as they are written: sheets, headings, formats, hints, identity, and the command."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from filled_templates import shipped
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from rendering import read_book, render
from test_campaign import write_campaign
from test_describing import BOARD as SMALL_BOARD

from toolkit.campaign import load_campaign
from toolkit.cli import main
from toolkit.describing import filling_words, requirement_words
from toolkit.formulas import uncovered_rules
from toolkit.locating import CampaignHeadings, locate_tables
from toolkit.model import Board, Campaign, Field, Severity, Unit, column_letters
from toolkit.model.templates import TemplateIdentity, identity_of, version_of
from toolkit.reading import read_workbook
from toolkit.writers.template import write_templates

GOLDEN = Path(__file__).parent / "golden" / "template.txt"
KCZG, SME = shipped("kczg-2022"), shipped("sme-2025")
RISING = KCZG.board("rising-enterprise")
# The widest board, one with a score, and one of few columns; test_law_library goes over all.
BOARDS = [(KCZG, KCZG.board("rising-enterprise")), *((SME, board) for board in SME.boards)]
NAMED = [board.id for _, board in BOARDS]
SHANGHAI = Unit("上海市科学技术协会", KCZG.channels[:2])
SHEETS = ["填报说明", "", "自检", "校验公式", "模板信息"]
LIMIT = 100 * 1024
# What Excel 2016, WPS and LibreOffice know; a newer function needs a prefix in the file.
FUNCTIONS = frozenset(
    re.findall(
        r"\S+",
        """
        ABS ADDRESS AND CEILING CHAR CLEAN CODE COLUMN COLUMNS COUNT COUNTA COUNTIF DATE
        DATEVALUE DAY EDATE EXACT FALSE FIND FIXED FLOOR HYPERLINK IF IFERROR INDEX INT ISBLANK
        ISERROR ISLOGICAL ISNUMBER ISTEXT LEFT LEN LOOKUP LOWER MATCH MAX MID MIN MOD MONTH N
        NOT OR POWER RIGHT ROUND ROUNDDOWN ROUNDUP ROW ROWS SEARCH SIGN SUBSTITUTE SUM
        SUMPRODUCT T TEXT TRIM TRUE TRUNC UPPER VALUE YEAR ASC REPT REPLACE ISNONTEXT ISEVEN
        ISODD LOG10 CHOOSE _xlfn.UNICODE _xlfn.UNICHAR
        """,
    )
)


def made(folder: Path, campaign: Campaign, board: Board, unit: Unit | None = SHANGHAI) -> Path:
    return write_templates(campaign, [board], [unit] if unit else [], folder)[0]


@cache
def _read(content: bytes) -> Workbook:
    return read_book(BytesIO(content))


def book_of(path: Path) -> Workbook:
    """A workbook to look at: of the same bytes, always the same one."""
    return _read(path.read_bytes())


def data_sheet(path: Path) -> Worksheet:
    return book_of(path).worksheets[1]


def heading_row(sheet: Worksheet) -> int:
    return next(row for row in range(1, 9) if str(sheet.cell(row, 1).value).startswith("序号"))


def first_row(sheet: Worksheet) -> int:
    return next(row for row in range(1, 9) if sheet.cell(row, 1).value == "示例") + 1


def toolkit(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


# ---------------------------------------------------------------- the workbook as a whole


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_sheets_in_their_order(tmp_path: Path, campaign: Campaign, board: Board) -> None:
    book = book_of(made(tmp_path, campaign, board))
    assert book.sheetnames == [name or board.title for name in SHEETS]
    states = [sheet.sheet_state for sheet in book.worksheets]
    assert states == ["visible", "visible", "visible", "hidden", "hidden"]
    assert book.active.title == board.title
    for name in (name for name in SHEETS if name):
        assert str(book[name]["A1"].value).startswith(name)


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
@pytest.mark.parametrize("unit", [None, SHANGHAI], ids=["all", "unit"])
def test_small_and_the_same_every_time(
    tmp_path: Path, campaign: Campaign, board: Board, unit: Unit | None
) -> None:
    first, second = (made(tmp_path / name, campaign, board, unit) for name in "ab")
    assert first.stat().st_size < LIMIT
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_identity_is_recorded_twice(tmp_path: Path, campaign: Campaign, board: Board) -> None:
    path = made(tmp_path, campaign, board)
    recorded = TemplateIdentity(campaign.id, board.id, version_of(board), SHANGHAI.name)
    workbook = read_workbook(path)
    assert identity_of(workbook) == recorded
    properties = {each.name: each.value for each in book_of(path).custom_doc_props.props}
    assert properties == {
        "征集活动代号": campaign.id,
        "榜单代号": board.id,
        "模板版本": version_of(board),
        "推荐单位": SHANGHAI.name,
    }


def test_a_template_for_all_names_no_unit(tmp_path: Path) -> None:
    path = made(tmp_path, SME, SME.boards[0], None)
    recorded = identity_of(read_workbook(path))
    assert recorded is not None
    assert recorded.unit == ""
    assert "推荐单位" not in {each.name for each in book_of(path).custom_doc_props.props}
    assert [data_sheet(path).cell(row, 1).value for row in (1, 3, 4)] == [
        "2025年科技型中小企业　入库名单",
        "序号",
        "示例",
    ]


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_an_empty_template_checks_without_fault(
    tmp_path: Path, campaign: Campaign, board: Board
) -> None:
    path = made(tmp_path, campaign, board)
    result = toolkit("check", path, "--jobs", 1)
    assert result.exit_code == 0
    assert re.findall(r"\[([A-Z]\d{3}) ", result.output) == ["S108", "S109"]
    assert f"{board.title}!A{first_row(data_sheet(path)) - 1} [S109" in result.output
    assert "还没有填报任何条目。" in result.output


def test_a_template_as_a_person_sees_it(tmp_path: Path) -> None:
    board = SME.board("registry-list")
    path = write_templates(SME, [board], [Unit("长宁区科委")], tmp_path, 2)[0]
    assert render(path, "填报说明", "入库名单", "自检", "模板信息") == GOLDEN.read_text(
        encoding="utf-8"
    )


# ---------------------------------------------------------------- the sheet to be filled


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_every_heading_is_recognised(tmp_path: Path, campaign: Campaign, board: Board) -> None:
    path = made(tmp_path, campaign, board)
    located = locate_tables(read_workbook(path), [CampaignHeadings.of(campaign)], "x")
    (table,) = located.tables
    assert list(table.table.columns.items()) == [
        (column.key, at) for at, column in enumerate(board.fields, 1)
    ]
    assert table.table.stated_unit == SHANGHAI.name
    assert [each.code for each in located.findings] == ["S109", "S108"]


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_required_headings_are_marked(tmp_path: Path, campaign: Campaign, board: Board) -> None:
    sheet = data_sheet(made(tmp_path, campaign, board))
    row = first_row(sheet) - 2
    for at, column in enumerate(board.fields, 1):
        cell = sheet.cell(row if column.group else heading_row(sheet), at)
        marked = filling_words(column) == "必填"
        assert cell.value == "*" * marked + column.header
        assert (cell.fill.fgColor.rgb == "FFBDD7EE") == marked
        assert cell.comment.text.splitlines()[0] == column.heading
        if column.group and board.fields[at - 2].group != column.group:
            assert sheet.cell(row - 1, at).value == column.group


def test_merged_headings(tmp_path: Path) -> None:
    board = RISING
    sheet = data_sheet(made(tmp_path, KCZG, board))
    merged = {str(area) for area in sheet.merged_cells.ranges}
    single = {
        f"{column_letters(at)}4:{column_letters(at)}5"
        for at, column in enumerate(board.fields, 1)
        if not column.group
    }
    assert single <= merged
    assert sum(area not in single for area in merged) == len(
        {column.group for column in board.fields if column.group}
    )


def expected_format(column: Field) -> str:
    if column.meta.get("as") == "percent":
        return "0.00%"
    by_type = {"date": "yyyy-mm-dd", "number": "General", "integer": "General"}
    if column.type in by_type:
        return by_type[column.type]
    rules = {"credit_code", "phone", "email", "allowed"}
    short = column.rules.get("maxlength", 256) <= 255 or column.type == "boolean"
    is_text = short or column.meta.get("as") == "text" or rules & set(column.rules)
    return "@" if is_text else "General"


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_formats_go_on_below_the_prepared_rows(
    tmp_path: Path, campaign: Campaign, board: Board
) -> None:
    sheet = data_sheet(made(tmp_path, campaign, board))
    first = first_row(sheet)
    # Neighbouring columns that are alike are one in the file.
    ranges = {each.min: each for each in sheet.column_dimensions.values()}
    for at, column in enumerate(board.fields, 1):
        wanted = expected_format(column)
        below = ranges[max(start for start in ranges if start <= at)]
        prepared = [sheet.cell(row, at) for row in (first, sheet.max_row)]
        assert {each.number_format for each in (*prepared, below)} == {wanted}, column.key
        assert not any(each.protection.locked for each in (*prepared, below))
        assert sheet.cell(first - 1, at).protection.locked
        assert sheet.cell(first - 2, at).protection.locked


def test_only_headings_and_example_are_locked(tmp_path: Path) -> None:
    protection = data_sheet(made(tmp_path, KCZG, RISING)).protection
    assert protection.sheet
    assert protection.password is None
    allowed = ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort")
    assert [getattr(protection, name) for name in (*allowed, "autoFilter")] == [False] * 7
    assert [protection.insertColumns, protection.deleteColumns] == [True, True]


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_hints_fit_excel_and_lists_are_complete(
    tmp_path: Path, campaign: Campaign, board: Board
) -> None:
    path = made(tmp_path, campaign, board)
    sheet = data_sheet(path)
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    first = first_row(sheet)
    for at, column in enumerate(board.fields, 1):
        letters = column_letters(at)
        rule = rules.pop(f"{letters}{first}:{letters}{sheet.max_row}")
        assert 0 < len(rule.promptTitle) <= 32
        assert 0 < len(rule.prompt) <= 255
        assert rule.prompt.startswith(filling_words(column))
        options = column.rules.get("allowed", ())
        if column.type == "boolean":
            assert (rule.formula1, rule.showErrorMessage) == ('"是,否"', True)
        elif options:
            listed = f'"{",".join(options)}"'
            assert rule.formula1 == listed or (len(listed) > 257 and "模板信息" in rule.formula1)
            is_strict = column.severities.get("V401") is not Severity.QUERY
            assert rule.showErrorMessage == (column.type == "string" and is_strict)
        elif "strategic_industry" not in column.rules:
            assert rule.type is None
    assert rules == {}


def test_a_long_list_stands_on_the_hidden_sheet(tmp_path: Path) -> None:
    path = made(tmp_path, KCZG, RISING)
    rules = data_sheet(path).data_validations.dataValidation
    (rule,) = [each for each in rules if each.formula1 and "模板信息" in each.formula1]
    found = re.fullmatch(r"'模板信息'!\$D\$2:\$D\$(\d+)", rule.formula1)
    assert found
    assert not rule.showErrorMessage
    column = [cell.value for cell in book_of(path)["模板信息"]["D"]]
    assert column[:3] == ["所属行业", "新一代信息技术产业", "下一代信息网络产业"]
    assert len(column) == int(found[1])


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_faults_colour_the_very_cells(tmp_path: Path, campaign: Campaign, board: Board) -> None:
    path = made(tmp_path, campaign, board)
    sheet = data_sheet(path)
    first, last, width = first_row(sheet), sheet.max_row, len(board.fields)
    (area,) = sheet.conditional_formatting
    assert str(area.sqref) == f"A{first}:{column_letters(width)}{last}"
    assert [(rule.formula, rule.dxf.fill.bgColor.rgb) for rule in area.rules] == [
        ([f'LEFT(INDEX(校验结论,ROW()-{first - 1},COLUMN()),1)="错"'], "FFF8CBAD"),
        ([f'LEFT(INDEX(校验结论,ROW()-{first - 1},COLUMN()),1)="疑"'], "FFFFE699"),
    ]
    verdicts = book_of(path).defined_names["校验结论"].attr_text
    left, right = column_letters(width + 1), column_letters(2 * width)
    assert verdicts == f"'校验公式'!${left}${first}:${right}${last}"


def test_a_wide_board_is_printed_over_several_widths(tmp_path: Path) -> None:
    sheet = data_sheet(made(tmp_path, KCZG, RISING))
    assert len(str(sheet.print_area).split(",")) > 3
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$4:$5", "$A:$D")
    assert (sheet.freeze_panes, sheet.page_setup.fitToHeight) == ("E7", 0)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


# ---------------------------------------------------------------- formulas and guide


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_formulas_are_known_to_every_program(
    tmp_path: Path, campaign: Campaign, board: Board
) -> None:
    with ZipFile(made(tmp_path, campaign, board)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/" in name]
    formulas = [text for sheet in sheets for text in re.findall(r"<f[^>]*>([^<]+)</f>", sheet)]
    assert len(formulas) > 2 * len(board.fields)
    for formula in formulas:
        bare = re.sub(r"&quot;|\"[^\"]*\"", "", formula)
        assert set(re.findall(r"([A-Za-z_.][A-Za-z_.0-9]*)\(", bare)) <= FUNCTIONS
        assert len(formula) <= 8_000
        assert max(map(len, re.findall(r'"([^"]*)"', formula)), default=0) <= 255


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_a_formula_is_written_once_a_column(
    tmp_path: Path, campaign: Campaign, board: Board
) -> None:
    with ZipFile(made(tmp_path, campaign, board)) as parts:
        xml = parts.read("xl/worksheets/sheet4.xml").decode()
    numbers = [int(each) for each in re.findall(r'<f t="shared" ref="[A-Z0-9:]+" si="(\d+)">', xml)]
    assert len(numbers) == len(set(numbers)) > 2 * len(board.fields)
    assert set(re.findall(r'si="(\d+)"/>', xml)) == {str(each) for each in numbers}


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_shared_formulas_name_what_excel_lets_no_formula_share(
    tmp_path: Path, campaign: Campaign, board: Board
) -> None:
    with ZipFile(made(tmp_path, campaign, board)) as archive:
        sheet = archive.read("xl/worksheets/sheet4.xml").decode()
        workbook = archive.read("xl/workbook.xml").decode()
    names = set(re.findall('<definedName name="([^"]+)"', workbook))
    shared = re.findall(r'<f t="shared" ref="[^"]+" si="\d+">([^<]*)</f>', sheet)
    bare = [re.sub(r'"(?:[^"]|"")*"', "", formula) for formula in shared]
    assert len(bare) > 2 * len(board.fields)
    assert [formula for formula in bare if "!" in formula or "{" in formula] == []
    assert set(re.findall(r"(?:填报列|常量)\d+", "".join(bare))) <= names


@pytest.mark.parametrize(("campaign", "board"), BOARDS, ids=NAMED)
def test_guide_words_every_column(tmp_path: Path, campaign: Campaign, board: Board) -> None:
    rows = [
        [cell.value for cell in row] for row in book_of(made(tmp_path, campaign, board))["填报说明"]
    ]
    start = next(at for at, row in enumerate(rows) if row[0] == "序号") + 1
    for number, (row, column) in enumerate(zip(rows[start:], board.fields, strict=False), 1):
        assert row[:3] == [number, column.heading, filling_words(column)]
        assert (row[4] or "") == requirement_words(column, board)
        later = bool(uncovered_rules(column, board))
        assert row[6] == ("报送后核验" if later else "填报时自检")


def test_guide_tells_the_units_own_places(tmp_path: Path) -> None:
    sheet = book_of(made(tmp_path, KCZG, RISING))["填报说明"]
    lines = [str(cell.value) for cell in sheet["A"]]
    assert lines[0] == "填报说明：新锐企业榜"
    assert "截止时间：2022年10月31日24:00" in lines
    assert (
        "推荐单位：上海市科学技术协会（推荐渠道：全国学会、协会、研究会、省、自治区、直辖市科协；"
        "本单位名额 10 个）"
    ) in lines
    assert sum(bool(re.match(r"\d\. ", line)) for line in lines) == 6


# ---------------------------------------------------------------- other boards


def small(tmp_path: Path, board: str) -> Campaign:
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    return load_campaign(write_campaign(schemas, firms=board))


def test_a_board_without_serial_number_and_a_quota_by_field(tmp_path: Path) -> None:
    campaign = small(tmp_path, SMALL_BOARD)
    path = made(tmp_path, campaign, campaign.boards[0], Unit("某单位", campaign.channels))
    sheet = data_sheet(path)
    assert [sheet["A6"].value, sheet["A4"].value] == ["示例：某某公司", "*名称"]
    # Three places for each of two fields, for each of two channels; twice that is prepared.
    assert (sheet.max_row - 6, sheet.freeze_panes) == (24, "B7")
    check = book_of(path)["自检"]
    assert [check.cell(row, 2).value[-7:] for row in (6, 7)] == ['&" / 6"', '&" / 1"']
    assert ["同一“领域”" in check["C6"].value, "同一“名称”" in check["C7"].value] == [True, True]
    result = toolkit("--schemas", tmp_path / "schemas", "check", path, "-c", "small", "--jobs", 1)
    assert re.findall(r"\[([A-Z]\d{3}) ", result.output) == ["S108", "S109"]


def test_a_sheet_named_as_one_of_ours_gets_another_name(tmp_path: Path) -> None:
    campaign = small(tmp_path, SMALL_BOARD.replace("title: 企业榜", "title: 自检"))
    book = book_of(made(tmp_path, campaign, campaign.boards[0]))
    assert book.sheetnames[:3] == ["填报说明", "自检(2)", "自检"]
    assert book["自检(2)"]["A1"].value == "小征集　自检"


@pytest.mark.parametrize("odd", ["甲,一", '甲"一', "、".join(["乙"] * 200)])
def test_choices_that_no_drop_down_holds_stand_in_cells(tmp_path: Path, odd: str) -> None:
    campaign = small(tmp_path, SMALL_BOARD.replace("allowed: [甲, 乙]", f"allowed: ['{odd}', 甲]"))
    path = made(tmp_path, campaign, campaign.boards[0])
    formulas = [rule.formula1 for rule in data_sheet(path).data_validations.dataValidation]
    assert "'模板信息'!$D$2:$D$3" in formulas
    assert [cell.value for cell in book_of(path)["模板信息"]["D"][:3]] == ["领域", odd, "甲"]


def test_a_long_hint_is_cut_where_it_pops_up_but_not_at_the_heading(tmp_path: Path) -> None:
    words = "写明情况，" * 80
    campaign = small(tmp_path, SMALL_BOARD.replace("words: 全称", f"words: {words}"))
    sheet = data_sheet(made(tmp_path, campaign, campaign.boards[0]))
    prompt = sheet.data_validations.dataValidation[0].prompt
    assert (len(prompt), prompt[-1]) == (255, "…")
    assert words in sheet["A4"].comment.text


# ---------------------------------------------------------------- the command


def register(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["推荐单位", "推荐渠道", "别名"])
    sheet.append(["上海市科学技术协会", "；".join(KCZG.channels[:2]), "上海科协"])
    sheet.append(["中国电子学会", KCZG.channels[0], ""])
    book.save(path)
    return path


def test_every_unit_of_a_register(tmp_path: Path) -> None:
    units = register(tmp_path / "推荐单位.xlsx")
    result = toolkit("template", "kczg-2022", "--units", units, "-o", tmp_path / "模板")
    assert result.exit_code == 0
    paths = sorted((tmp_path / "模板").rglob("*.xlsx"))
    assert [path.relative_to(tmp_path / "模板").as_posix() for path in paths] == [
        f"{unit}/{unit}-{title}.xlsx"
        for unit in ("上海市科学技术协会", "中国电子学会")
        for title in sorted(board.title for board in KCZG.boards)
    ]
    named = [path for path in paths if str(path) in result.output]
    assert len(named) == 10  # the first ones, and where they all are
    assert f"都在“{tmp_path / '模板'}”里" in result.output
    assert f"已写出 {2 * len(KCZG.boards)} 份模板" in result.output
    assert "toolkit check" in result.output
    line = data_sheet(paths[0])["A2"].value
    assert line == f"推荐单位：上海市科学技术协会　　推荐渠道：{'；'.join(KCZG.channels[:2])}"


def test_units_of_a_register_by_alias_and_once(tmp_path: Path) -> None:
    units = register(tmp_path / "推荐单位.xlsx")
    named = ("-u", "上海科协", "-u", "上海市科学技术协会")
    result = toolkit("template", "kczg-2022", *named, "--units", units, "-o", tmp_path / "o")
    assert result.exit_code == 0
    assert {path.name for path in tmp_path.glob("o/*/*")} == {
        f"上海市科学技术协会-{board.title}.xlsx" for board in KCZG.boards
    }


def test_a_unit_that_is_not_registered(tmp_path: Path) -> None:
    units = register(tmp_path / "推荐单位.xlsx")
    result = toolkit(
        "template", "kczg-2022", "-u", "中国电子协会", "--units", units, "-o", tmp_path / "o"
    )
    assert result.exit_code == 2
    assert "没有推荐单位“中国电子协会”" in result.stderr
    assert "中国电子学会" in result.stderr
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("template", "kczg"), "没有指定输出文件夹"),
        (("template", "kczg", "-o", "x"), "没有名为“kczg”的征集活动"),
        (("template", "sme-2025", "-b", "新锐", "-o", "x"), "没有榜单“新锐”"),
        (("template", "sme-2025", "-u", " ", "-o", "x"), "-u 后面没有写单位名称"),
        (("template", "sme-2025", "--rows", "0", "-o", "x"), "选项“--rows”的内容不对"),
        (("template", "sme-2025", "--units", "没有.xlsx", "-o", "x"), "找不到名录"),
    ],
)
def test_usage_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = toolkit(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_empty_register_is_a_usage_error(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["推荐单位", "推荐渠道"])
    book.save(tmp_path / "空.xlsx")
    result = toolkit("template", "kczg-2022", "--units", tmp_path / "空.xlsx", "-o", tmp_path / "o")
    assert result.exit_code == 2
    assert "里没有填写推荐单位" in result.stderr


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "评价指标.xlsx"
    there.write_bytes(b"own")
    result = toolkit("template", "sme-2025", "-o", tmp_path)
    assert result.exit_code == 2
    assert f"“{there}”已经存在，没有写入任何文件" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["评价指标.xlsx"]
    assert there.read_bytes() == b"own"


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "o").write_bytes(b"")
    result = toolkit("template", "sme-2025", "-o", tmp_path / "o")
    assert result.exit_code == 2
    assert "写不进" in result.stderr


@pytest.mark.parametrize(("name", "rows"), [("入库名单", 3), ("registry-list", 3)])
def test_one_board_by_id_or_title(tmp_path: Path, name: str, rows: int) -> None:
    result = toolkit("template", "sme-2025", "-b", name, "--rows", rows, "-o", tmp_path)
    assert result.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["入库名单.xlsx"]
    sheet = data_sheet(tmp_path / "入库名单.xlsx")
    assert sheet.max_row - first_row(sheet) + 1 == rows
