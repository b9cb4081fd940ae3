"""A web page is read as Excel shows it: a grid for each table, every value at its address, once."""

from __future__ import annotations

import html
import json
from datetime import date, time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from toolkit.cli import main
from toolkit.errors import Refused
from toolkit.model import (
    ErrorCell,
    Finding,
    Grid,
    Limits,
    Merge,
    Raw,
    Ref,
    Severity,
    UncachedFormula,
    Workbook,
)
from toolkit.reading import read_workbook
from toolkit.writers.marking import Marks, mark_workbook

ROW = "<tr><td>甲学会</td><td>晨光智能装备有限公司</td></tr>"
CELLS = [["甲学会", "晨光智能装备有限公司"]]


def opened(folder: Path, page: str | bytes, name: str = "名单.xls") -> Workbook:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_workbook(path)


def grids(folder: Path, page: str | bytes) -> tuple[Grid, ...]:
    workbook = opened(folder, page)
    assert workbook.kind == "html"
    return workbook.grids


def rows(grid: Grid) -> list[list[Raw]]:
    return [list(row) for row in grid.rows]


def table(folder: Path, inside: str) -> list[list[Raw]]:
    (grid,) = grids(folder, f"<table>{inside}</table>")
    return rows(grid)


def refusal(folder: Path, page: str | bytes, name: str = "名单.xls") -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        opened(folder, page, name)
    return refused.value.code, refused.value.message


# ---------------------------------------------------------------- how it is written


@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "gb18030"),
        ("", "utf-16"),
        ("<html><head></head>", "utf-16-le"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        ("<META charset=GBK >", "gb18030"),
        ("<?xml version='1.0' encoding='big5'?><html>", "big5"),
        ("<meta charset=utf-8>", "gb18030"),
        ("<meta charset=iso-8859-1>", "gb18030"),
        ("<meta charset=rot13>", "utf-8"),
        ("<!DOCTYPE html>\n<!-- 导出 -->\n<style>td {color: red}</style>", "utf-8"),
        ("\r\n  <center>", "utf-8"),
    ],
)
def test_encodings_and_openings(tmp_path: Path, before: str, encoding: str) -> None:
    page = f"{before}<table>{'<tr><td>申報公司<td>晨光</tr>'}</table>"
    (grid,) = grids(tmp_path, page.encode(encoding))
    assert rows(grid) == [["申報公司", "晨光"]]


def test_a_western_page(tmp_path: Path) -> None:
    page = "<meta charset=windows-1252><table><tr><td>Café GmbH £</table>".encode("cp1252")
    assert rows(grids(tmp_path, page)[0]) == [["Café GmbH £"]]


def test_a_page_in_no_known_encoding(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"<table><tr><td>\xff\xff\xff</table>")[0] == "F101"


@pytest.mark.parametrize(
    "text",
    [
        "名称,备注\n甲,<table><tr><td>x</td></tr></table>\n",
        "甲<html>,urn:schemas-microsoft-com:office:spreadsheet\n",
        "MIME-Version,Content-Type: multipart/related\n",
        "<企业名称>,代码\n甲,00042\n",
        "备注：<!DOCTYPE html>\n",
    ],
)
def test_text_that_mentions_markup_stays_text(tmp_path: Path, text: str) -> None:
    assert opened(tmp_path, text, "a.csv").kind == "csv"


# ---------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("<td>00042</td>", "00042"),
        ("<td>91310000MA1FL00X42</td>", "91310000MA1FL00X42"),
        ("<td>1,234.50</td>", "1,234.50"),
        ("<td>  甲 \n  乙\t</td>", "甲 乙"),
        ("<td>甲&nbsp;乙</td>", "甲\xa0乙"),
        ("<td>&nbsp;</td>", ""),
        ("<td>&lt;b&gt; &amp; &#21360;&#x5237;</td>", "<b> & 印刷"),
        ("<td>甲<br>乙<BR/>丙</td>", "甲\n乙\n丙"),
        ("<td><p>甲</p>\n<p>乙</p></td>", "甲\n乙"),
        ("<td><div><b>甲</b>乙</div></td>", "甲乙"),
        ("<td><pre>甲\n  乙</pre></td>", "甲\n乙"),
        ("<td>3 < 5，a<b</td>", "3 < 5，a<b"),
        ("<td>甲<!-- 乙 --><script>丙<td></script><style>丁</style></td>", "甲"),
        ("<td>全称<span style='display:none'>的余下部分</span></td>", "全称的余下部分"),
        ("<td><input value='甲'><input type=hidden value='乙'></td>", "甲"),
        ("<td><select><option>甲</option><option selected>乙</option></select>丙</td>", "乙丙"),
        ('<td title="a > b">甲</td>', "甲"),
        ('<td title="a>甲</td>', "甲"),
        ("<td><a class=msocomanchor href='#c'>[1]</a>甲</td>", "甲"),
        ("<td x:num>1234.5</td>", 1234.5),
        ('<td x:num="0.125">12.5%</td>', 0.125),
        ('<td x:num="9.1310000123456E+17">913100001234560000</td>', 9.1310000123456e17),
        ("<td x:num>约300</td>", "约300"),
        ("<td x:str=' 甲 '>甲</td>", " 甲 "),
        ("<td x:str>42</td>", "42"),
        ("<td x:bool='TRUE'>TRUE</td>", True),
        ("<td x:bool='FALSE'>FALSE</td>", False),
        ("<td x:err='#REF!'>#REF!</td>", ErrorCell("#REF!")),
        ("<td x:err>#N/A</td>", ErrorCell("#N/A")),
        ("<td x:fmla='=A1+1'></td>", UncachedFormula("=A1+1")),
        ("<td x:num=3 x:fmla='=A1+1'>3</td>", 3.0),
        (
            "<td x:num style='mso-number-format:\"\\@\"'>913100001234567890</td>",
            "913100001234567890",
        ),
        (
            "<td x:num=45123 style='mso-number-format:\"Short Date\"'>2023/7/16</td>",
            date(2023, 7, 16),
        ),
        ("<td x:num=0.5 style='mso-number-format:\"h\\:mm\"'>12:00</td>", time(12)),
    ],
)
def test_one_cell(tmp_path: Path, cell: str, value: Raw) -> None:
    (line,) = table(tmp_path, f"<tr><td>头</td>{cell}<td>尾</td></tr>")
    assert line == ["头", value, "尾"]


def test_number_formats_of_classes_and_cells(tmp_path: Path) -> None:
    (grid,) = grids(
        tmp_path,
        r"""<style><!-- .xl1 {mso-number-format:"0\.0%";} td.xl2{mso-number-format:"\@";}
        .xl3{mso-number-format:"yyyy\0022年\0022m\0022月\0022";} --></style>
        <table><tr><td class=xl1 x:num=0.5>50.0%<td class=xl2 x:num>42
        <td class=xl3 x:num=45123>2023年7月
        <td class="a xl1" x:num="1" style='mso-number-format:"0\.000"'>1.000
        </table>""",
    )
    assert rows(grid) == [[0.5, "42", date(2023, 7, 16), 1.0]]
    shown = [grid.number_format(1, column) for column in range(1, 6)]
    assert shown == ["0.0%", "", 'yyyy"年"m"月"', "0.000", ""]
    assert grid.most_decimals == 3


# ---------------------------------------------------------------- places


def test_merged_cells_stand_where_excel_shows_them(tmp_path: Path) -> None:
    (grid,) = grids(
        tmp_path,
        """<table><thead><tr><th rowspan=2>单位<th colspan=2>营业收入<th rowspan=0>备注</tr>
        <tr><th>2021<th>2022</tr></thead>
        <tr><td>甲<td>1<td>2</tr><tr><td colspan=99999>合计</table>""",
    )
    assert rows(grid)[:3] == [
        ["单位", "营业收入", "", "备注"],
        ["", "2021", "2022"],
        ["甲", "1", "2"],
    ]
    assert [value for value in grid.rows[3] if value] == ["合计"]
    assert grid.merges == (
        Merge(1, 1, 2, 1),
        Merge(1, 2, 1, 3),
        Merge(1, 4, 4, 4),
        Merge(4, 1, 4, 16_384),
    )


def test_tags_left_open_and_rows_left_out(tmp_path: Path) -> None:
    assert table(tmp_path, "<td>甲<td>乙<tr><td>丙</tr></td>丁<tr>") == [["甲", "乙"], ["丙"]]


def test_hidden_rows_columns_and_tables(tmp_path: Path) -> None:
    shown, hidden = grids(
        tmp_path,
        """<style>.gone{display:none}</style>
        <table><col><col span=2 style='display: none'><tr><td>甲<td>乙<td>丙<td>丁</tr>
        <tr style="DISPLAY:none;height:0"><td>二</tr><tr class=gone><td>三</tr>
        <tr hidden><td>四</tr>
        <tr><td>五</tr><tbody class=gone><tr><td>六</tr></tbody><tr><td>七</tr>
        <tr height=0 style='display:none'><td width=72></td></tr></table>
        <table style="display:none"><tr><td>甲</table>""",
    )
    assert [row[0] for row in shown.rows] == ["甲", "二", "三", "四", "五", "六", "七"]
    assert shown.hidden_rows == {2, 3, 4, 6}
    assert shown.hidden_columns == {2, 3}
    assert (shown.visible, hidden.visible) == (True, False)


def test_text_above_a_table_is_its_first_rows(tmp_path: Path) -> None:
    first, second = grids(
        tmp_path,
        f"<title>导出</title><h1>申报汇总表</h1><p>推荐单位：甲学会</p>页眉<table>{ROW}</table>"
        f"<table><caption>附件</caption>{ROW}</table>",
    )
    assert rows(first) == [["申报汇总表"], ["推荐单位：甲学会"], ["页眉"], *CELLS]
    assert (first.sheet, second.sheet) == ("申报汇总表", "表2")


def test_what_stands_below_the_last_table_is_told(tmp_path: Path) -> None:
    workbook = opened(tmp_path, f"<table>{ROW}</table><p>第1页</p><p>打印</p>")
    assert rows(workbook.grids[0]) == CELLS
    assert workbook.remarks == ("网页里表格之后的文字没有读取：“第1页；打印”",)


def test_a_table_inside_another_is_a_grid_of_its_own(tmp_path: Path) -> None:
    outer, inner, deepest = grids(
        tmp_path,
        "<table><tr><td>外<table><tr><td>内<td><table><tr><td>里</table></table>后<td>邻</table>",
    )
    assert [rows(outer), rows(inner), rows(deepest)] == [[["外后", "邻"]], [["内", ""]], [["里"]]]
    assert [grid.sheet for grid in (outer, inner, deepest)] == ["表1", "表2", "表3"]


def test_a_table_for_layout_alone_is_no_grid(tmp_path: Path) -> None:
    (grid,) = grids(tmp_path, f"<table><tr><td>&nbsp;<td><table>{ROW}</table></table>")
    assert rows(grid) == CELLS


EXCEL = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><!--[if gte mso 9]><xml>'
    "<x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>新锐企业榜</x:Name>{}"
    "</x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head>{}"
)


def test_excel_s_own_page_names_its_sheet(tmp_path: Path) -> None:
    (grid,) = grids(tmp_path, EXCEL.format("", f"<body><table>{ROW}</table></body>"))
    assert (grid.sheet, rows(grid)) == ("新锐企业榜", CELLS)


def test_the_shell_of_a_page_saved_with_a_folder(tmp_path: Path) -> None:
    source = '<x:WorksheetSource HRef="名单.files/sheet001.htm"/>'
    page = EXCEL.format(source, "<frameset rows='*,39'><frame src='a'><noframes>框架</noframes>")
    code, message = refusal(tmp_path, page, "名单.htm")
    assert code == "F103"
    assert "外壳" in message
    assert ".xlsx" in message


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>请登录</body></html>",
        "<!DOCTYPE html><div id=app></div><script>let a='<table><tr><td>x'</script>",
        "<html><table><tr><td>&nbsp;</table>",
        "<html><!--" + f"<table>{ROW}</table>",
    ],
)
def test_a_page_without_a_table(tmp_path: Path, page: str) -> None:
    code, message = refusal(tmp_path, page)
    assert code == "F103"
    assert "网页，里面没有表格" in message


@pytest.mark.parametrize(
    "page",
    [
        "<html>" + "<table><tr><td>" * 200,
        "<html><table>" + "<td>甲" * 20_000,
        "<html><table>" + "<tr><td rowspan=9999 colspan=9000>甲" * 4_000,
        "<html><table>" + "<tr><td>甲<td>乙" * 60,
    ],
)
def test_a_page_beyond_the_limits(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(Refused, match="F105"):
        read_workbook(path, limits=Limits(cells=100))


@pytest.mark.parametrize(
    ("name", "disguised"), [("a.html", False), ("a.HTM", False), ("a.xls", True), ("a", True)]
)
def test_the_ending_is_told_where_it_misleads(
    tmp_path: Path, name: str, *, disguised: bool
) -> None:
    assert bool(opened(tmp_path, f"<table>{ROW}</table>", name).disguise) is disguised


# ---------------------------------------------------------------- laws


TEXTS = st.text(
    st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=8
).map(lambda text: " ".join(text.split()))


@given(
    lines=st.lists(st.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=5),
    closed=st.booleans(),
)
def test_every_value_comes_back_at_its_place(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]], *, closed: bool
) -> None:
    end = "</td>" if closed else ""
    inside = "".join(
        f"<tr>{''.join(f'<td>{html.escape(value)}{end}' for value in line)}" for line in lines
    )
    lines = [["首"], *lines]
    assert table(tmp_path_factory.mktemp("h"), f"<tr><td>首{inside}") == without_blank_end(lines)


def without_blank_end(lines: list[list[str]]) -> list[list[str]]:
    while not any(lines[-1]):
        lines = lines[:-1]
    return lines


@given(st.data())
def test_merged_cells_never_shift_a_neighbour(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A sheet cut into rectangles, written as a page, is read as the same rectangles."""
    height, width = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    taken: dict[tuple[int, int], Merge] = {}
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            if (row, column) not in taken:
                area = _area(data, row, column, height, width, taken)
                for y in range(area.top, area.bottom + 1):
                    taken.update({(y, x): area for x in range(area.left, area.right + 1)})
    areas = sorted(set(taken.values()), key=lambda area: (area.top, area.left))
    page = "".join(
        "<tr>" + "".join(_cell(area) for area in areas if area.top == row) + "</tr>"
        for row in range(1, height + 1)
    )
    (grid,) = grids(tmp_path_factory.mktemp("m"), f"<table>{page}</table>")
    found = {
        (row, column): value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }
    assert found == {(area.top, area.left): f"{area.top}-{area.left}" for area in areas}
    last = max(area.top for area in areas)
    wide = max(len(line) for line in grid.rows)
    assert set(grid.merges) == {
        Merge(area.top, area.left, min(area.bottom, last), min(area.right, wide))
        for area in areas
        if (area.top, area.left) != (area.bottom, area.right)
    }


def _area(
    data: st.DataObject, row: int, column: int, height: int, width: int, taken: object
) -> Merge:
    right = column
    while right < width and (row, right + 1) not in taken and data.draw(st.booleans()):  # type: ignore[operator]
        right += 1
    return Merge(row, column, data.draw(st.integers(row, height)), right)


def _cell(area: Merge) -> str:
    high, wide = area.bottom - area.top + 1, area.right - area.left + 1
    return f'<td rowspan="{high}" colspan={wide}>{area.top}-{area.left}</td>'


@given(st.lists(st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td ", "<td>", "</td", ">", '"', "'", "=", "<!--", "-->", "<",
     "<script>", "</script>", "甲", "&#x", "<x:ExcelWorksheet>", "rowspan=9", "colspan=3", "<h1>",
     "<br>", "<style>", "</style>", ".a{mso-number-format:", "}", "<pre>", "<option>", "\n"]
), max_size=40))  # fmt: skip
def test_any_page_is_a_verdict(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "a.html"
    path.write_text("<html>" + "".join(pieces), encoding="utf-8")
    assert verdict(path) in ("html", "F103")


def verdict(path: Path) -> str:
    try:
        return read_workbook(path).kind
    except Refused as refused:
        return refused.code


# ---------------------------------------------------------------- the command, and copies


HEADING = ("序号", "推荐单位", "企业名称", "统一社会信用代码", "所在区", "批次")
LIST = "".join(
    f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>"
    for row in (
        HEADING,
        ("1", "甲区科委", "上海启明测试有限公司", "", "长宁区", "第一批"),
        ("2", "甲区科委", "", "", "长宁区", "第一批"),
    )
)


def test_check_reads_a_page_as_any_workbook(tmp_path: Path) -> None:
    path = tmp_path / "名单.xls"
    path.write_bytes(f"<meta charset=gbk><table border=1>{LIST}</table>".encode("gbk"))
    command = ["check", str(path), "-c", "sme-2025", "--format", "json"]
    (file,) = json.loads(CliRunner().invoke(main, command).stdout)["files"]
    assert file["entries"] == 2
    assert [(each["code"], each["sheet"], each["cell"]) for each in file["findings"]][:2] == [
        ("F106", "", ""),
        ("V101", "表1", "C3"),
    ]


def test_the_marked_copy_is_a_new_workbook_that_says_why(tmp_path: Path) -> None:
    path = tmp_path / "名单.xls"
    path.write_text(f"<table>{LIST}</table>", encoding="utf-8")
    found = Finding("V101", Severity.ERROR, Ref("名单.xls", "表1", 3, 3), "不能空着。")
    copy = mark_workbook(path, Marks("示范", "名单.xls", (found,), {"表1": (1,)}))
    assert (copy.ending, "网页" in copy.remark) == (".xlsx", True)
    (tmp_path / "副本.xlsx").write_bytes(copy.data)
    results, grid = read_workbook(tmp_path / "副本.xlsx").grids
    assert (results.sheet, grid.sheet) == ("校验结果", "表1")
    assert rows(grid)[1][2] == "上海启明测试有限公司"
