"""The kinds that were filled into something else than today's table: other templates, forms.

The forms are those of 新锐企业榜 as the notice prints them, and run with its own campaign.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from form_workbooks import COMPANY, draw_form, write_form, write_table
from openpyxl import Workbook
from zoo_parts import READ, Cast, Kind, add_sheet, new_book

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model.templates import version_of

TEMPLATES = "an older template, another campaign's, another unit's"

_BOARD, _BOARD_ID = "样本企业榜", "sample-enterprise"
_TWO = ("装备", "医药")


def _from_template(**said: str) -> Callable[[Path, Cast], None]:
    """A maker of a list in a template that says this of itself."""

    def make(folder: Path, cast: Cast) -> None:
        board = load_campaign(Path(__file__).parent / "campaigns" / "zoo").board(_BOARD_ID)
        labels = {
            "征集活动代号": "zoo", "榜单代号": board.id, "模板版本": version_of(board),
        }  # fmt: skip
        with new_book(folder / "名单.xlsx") as book:
            add_sheet(book, _BOARD, cast.table(*_TWO))
            told = [[label, text] for label, text in {**labels, **said}.items()]
            add_sheet(book, "模板信息", [["模板信息"], *told]).very_hidden()

    return make


def _other(name: str, says: str, make: Callable[..., None], **more: object) -> Kind:
    told = (f"名单.xlsx {_BOARD} S107",)
    return Kind(name, TEMPLATES, says, make, READ, told, _TWO, **more)


# ---------------------------------------------------------------- forms


def _filled(cast: Cast, trade: str, **changed: Any) -> dict[str, Any]:
    shares = {key: _share(value) for key, value in COMPANY.items() if str(value).endswith("%")}
    founded = {"founded": date(2016, 3, 18)}
    return {**COMPANY, **shares, **founded, "company": cast.name(trade), **changed}


def _share(text: str) -> float:
    return int(text.removesuffix("%")) / 100


def _form(variant: str) -> Callable[[Path, Cast], None]:
    def make(folder: Path, cast: Cast) -> None:
        write_form(folder / "申报表.xlsx", _filled(cast, "装备"), variant)

    return make


def _make_form_a_sheet(folder: Path, cast: Cast) -> None:
    book = Workbook()
    book.active.title = "申报表"
    draw_form(book.active, _filled(cast, "装备"))
    draw_form(book.create_sheet("申报表 (2)"), _filled(cast, "医药"))
    book.save(folder / "申报表.xlsx")


def _make_form_a_file(folder: Path, cast: Cast) -> None:
    for trade in _TWO:
        write_form(folder / f"申报表-{trade}.xlsx", _filled(cast, trade))


def _make_faulty_form(folder: Path, cast: Cast) -> None:
    faults = {"founded": "2018年2月30日", "high_tech": "☑是 ☑否", "patents_filed.2021": "九"}
    write_form(folder / "申报表.xlsx", _filled(cast, "装备", **faults))


def _make_table(folder: Path, cast: Cast) -> None:
    board = load_campaign(shipped_schemas() / "kczg-2022").board("rising-enterprise")
    headings = {column.key: column.heading for column in board.fields}
    write_table(folder / "名单.xlsx", _filled(cast, "装备"), headings)


FORMS = "the official form, filled, one per sheet or file"
# What the form of the notice holds in some of its fields of every sort.
_VALUES: dict[str, Any] = {
    "founded": date(2016, 3, 18), "high_tech": True, "listed": False, "capital": 1000.0,
    "employees": 126, "region": "江苏省苏州市", "honour_year": "2021", "patents_filed.mean": 9.0,
    "rd_quality.2021": 0.35, "employment_growth.2021": -0.02, "revenue.2022": 2400.0,
    "core_technology.2025": "高",
}  # fmt: skip


def _kczg(name: str, says: str, make: Callable[..., None], *trades: str, **more: Any) -> Kind:
    held = {key: (value,) * len(trades) for key, value in _VALUES.items()}
    given = {"files": {"申报表.xlsx": "read"}, "entries": trades, "values": held, **more}
    return Kind(name, FORMS, says, make, campaign="kczg-2022", **given)


def _told(file: str, *cells: str, sheet: str = "申报表", once: bool = True) -> tuple[str, ...]:
    """What is said of a file's forms; and of the file, that no list of pilot cities is there and
    (`once` a unit) that places are left.
    """
    whole = (f"{file} E101", f"{file} Q201") if once else (f"{file} E101",)
    return (*whole, *(f"{file} {sheet}!{cell}" for cell in cells))


# The form has no column for the code, and its ticks are understood.
_PRINTED = ("A1 S102", "C6 V207", "E6 V207")

KINDS = (
    _kczg("form-as-printed", "通知所附的申报表，照样填写。", _form("printed"), "装备",
          findings=_told("申报表.xlsx", *_PRINTED)),
    _kczg("form-values-below", "申报表，填写的内容在栏目名下面。", _form("below"), "装备",
          findings=_told("申报表.xlsx", "A1 S102", "A7 V207", "B7 V207")),
    _kczg("form-with-colons", "申报表，栏目名和内容在同一格。", _form("colons"), "装备",
          findings=_told("申报表.xlsx", "A1 S102", "A6 V207", "D6 V207")),
    _kczg("form-on-each-sheet", "一份文件里两张申报表。", _make_form_a_sheet, *_TWO,
          findings=(*_told("申报表.xlsx", *_PRINTED),
                    *_told("申报表.xlsx", *_PRINTED, sheet="申报表 (2)")[2:])),
    _kczg("form-in-each-file", "两份文件，各一张申报表。", _make_form_a_file, "医药", "装备",
          files={"申报表-医药.xlsx": "read", "申报表-装备.xlsx": "read"},
          findings=(*_told("申报表-医药.xlsx", *_PRINTED),
                    *_told("申报表-装备.xlsx", *_PRINTED, once=False))),
    _kczg("form-faulty", "申报表里有几格填错。", _make_faulty_form, values={},
          findings=_told("申报表.xlsx", "A1 S102", "C5 V201", "C6 V201", "E6 V207", "D17 V201"),
          entries=("装备 returned",)),
    _kczg("form-as-a-table", "同一家企业，填成表格的一行。", _make_table, "装备",
          files={"名单.xlsx": "read"}, findings=_told("名单.xlsx", "E3 V101", sheet="Sheet")),
    _other("template-older", "用的是旧版本的模板。", _from_template(模板版本="00000000")),
    _other("template-of-another-campaign", "用的是另一次征集的模板。",
           _from_template(征集活动代号="laws-2024")),
    _other("template-of-another-board", "用的是另一个榜单的模板。",
           _from_template(榜单代号="sample-case")),
    _other("template-of-another-unit", "用的是发给别家单位的模板。",
           _from_template(推荐单位="丹青学会"), units=("丹青学会",)),
    Kind("template-of-today", TEMPLATES, "用的就是现在的模板。", _from_template(), READ,
         entries=_TWO),
)  # fmt: skip
