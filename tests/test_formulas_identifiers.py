"""What spreadsheets find out about numbers, addresses and names of places and industries.

All values stand in one workbook, and LibreOffice judges them once.
"""

from __future__ import annotations

from functools import cache
from itertools import zip_longest
from typing import Any

import pytest
from recalculating import needs_libreoffice, recalculated
from values_to_try import (
    identifiers,
    mixed,
    phones,
    regions,
    residents_that_look_like_codes,
    strategic_industries,
)

from toolkit.model import Severity
from toolkit.rules import RULES_BY_NAME
from toolkit.rules.identifiers import (
    clean,
    is_resident_id,
)
from toolkit.rules.rule import Fault, FormulaCells, Record

# Each rule and argument that is tried.
ASKED: dict[str, tuple[str, Any]] = {
    "credit_code": ("credit_code", True),
    "resident_id": ("resident_id", True),
    "any": ("phone", "any"),
    "mobile": ("phone", "mobile"),
    "landline": ("phone", "landline"),
    "email": ("email", True),
    "region": ("region", "mainland"),
    "strategic_industry": ("strategic_industry", True),
    "industry_code": ("industry_code", True),
}
IDENTIFIERS = ("credit_code", "resident_id")
# Found by spreadsheets only in part; whether these are found is said here.
PHONES = {
    "53880900": ("any", "landline", "mobile"),
    "5388-0900": ("any", "landline", "mobile"),
    "6666 777": ("any", "landline", "mobile"),
    "1380013800": ("any", "landline", "mobile"),
    "138001380000": ("any", "landline", "mobile"),
    "138-0013-8000": ("landline",),
    "13800138000": ("landline",),
    "12345": ("any", "landline", "mobile"),
    "见附件": ("any", "landline", "mobile"),
    "电话：123": ("any", "landline", "mobile"),
    "021-53880900": ("mobile",),
    "02153880900": ("mobile",),
    "12 800138000": ("mobile",),
    "021153880900": ("mobile",),
    "021-53880900-8123": (),
    "2195588": ("mobile",),
    "4001234567": ("mobile",),
    "①③⑧⓪⓪①③⑧⓪⓪⓪": (),
    "１３８００１３８０００": (),
    "+86 138 0013 8000": (),
    "+65 6123 4567": ("mobile",),
    "0138 0013 8000": (),
    "张三 13800138000；李四 13900139000": (),
    "17900006561234567": (),
    "400-800-ABCD": ("mobile",),
}
EMAILS = {
    "name.example.com": True,
    "zhang san@example.com": True,
    "name@example.com；other": True,
    "name@@example.com": True,
    "name@.com": True,
    "name.@example.com": True,
    "na..me@example.com": True,
    "@example.com": True,
    ".name@example.com": True,
    "name@": True,
    "name@example.com.": True,
    "name@qq": True,
    "first.last@qq": True,
    "；": True,
    "无邮箱": True,
    "name@example.com": False,
    "name＠example．com": False,
    "name@example。com": False,
    "name@example.com;other@example.cn": False,
    "a@example.com、b@example.com / c@example.com": False,
    "a@example.com\nb@example.com": False,
    "a@example.com\u2003b@example.com": False,
    "张三@例子.中国": False,
    "；name@example.com，": False,
    "a#b@example.com": False,
    "name@example.c": False,
    "name@exa_mple.com": False,
}
REGIONS = {
    "香港": True,
    "香港特别行政区九龙": True,
    "中国台湾省台北市": True,
    "中华人民共和国澳门特别行政区": True,
    "江苏省": True,
    "江苏": True,
    "上海": True,
    "内蒙": True,
    "北京市": True,
    "江苏省苏州市": False,
    "上海市长宁区": False,
    "吉林市": False,
    "苏州": False,
    "江苏|浙江": False,
    "江 苏 省": False,
    "不知道": False,
    "朝阳区": False,
    "广东香港路": False,
}
STRATEGIC = {
    "农业": True,
    "人工智慧": True,
    "新一代信息科技": True,
    "生物医药与健康": True,
    "生物医药": False,
    "生物医药产业": False,
    "新一代信息技术": False,
    "新能源业": False,
    "智能电网产业": False,
    "互联网与云计算、大数据服务": False,
    "互联网与云计算大数据服务": False,
    "1.2 电子核心产业": False,
    "生物产业—生物医药": False,
    "一".ljust(40, "一"): False,
    "⽣物": False,
    "2.9.9": False,
    "农业；林业": False,
}
INDUSTRIES = {
    "农副食品加工业": True,
    "农副食品加工业（大类）": True,
    "农副食品加工业、食品制造业；酒": True,
    "13": True,
    "C1310": True,
    "131013": True,
    "——": False,
    "XYZ": True,
    "农副食品加工业+13": False,
    "13农副食品加工业": False,
    "Ｃ１３": False,
    "农副食品加工业１３": False,
    "农副食品加工业⒔": False,
    "农副食品加工业Ⓒ": False,
    "医药制造业+27；13": False,
    "A 农业": False,
    "农业 " * 30: False,
}


@cache
def values_of(kind: str) -> tuple[str, ...]:
    match kind:
        case "credit_code" | "resident_id":
            return identifiers()
        case "any" | "mobile" | "landline":
            return (*PHONES, *phones())
        case "email":
            return (*EMAILS, *mixed("ab.@ ;；。,、-_\n＠", 300, 4))
        case "region":
            return (*REGIONS, *regions())
        case "strategic_industry":
            return (*STRATEGIC, *strategic_industries())
        case _:
            return (*INDUSTRIES, *mixed("13CX业农、；+ -１（)", 300, 5))


def cell_of(kind: str, typed: str) -> str:
    """The value as understood, as `FormulaCells` describes it."""
    if kind not in IDENTIFIERS:
        return typed
    return typed.upper().replace(" ", "").replace("-", "").replace("\u3000", "")


def faults_of(kind: str, address: str, own_type: str = "string") -> tuple[Fault, ...]:
    name, argument = ASKED[kind]
    faults = RULES_BY_NAME[name].formula(
        argument, FormulaCells("k", {"k": address}, {"k": own_type})
    )
    assert faults is not None
    return faults


Said = dict[str, list[tuple[str, list[Any]]]]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """By kind of rule: each cell, and what each fault's expression says of it."""
    formulas: list[str] = []
    spans: dict[str, slice] = {}
    for at, kind in enumerate(ASKED):
        address = f"{chr(ord('A') + at)}{{row}}"
        whens = [fault.when for fault in faults_of(kind, address)]
        spans[kind] = slice(len(formulas), len(formulas) + len(whens))
        formulas += [f'IF({address}="","",{when})' for when in whens]
    columns = [[cell_of(kind, typed) for typed in values_of(kind)] for kind in ASKED]
    cases = list(zip_longest(*columns))
    found = recalculated(cases, formulas, tmp_path_factory.mktemp("cases"))
    return {
        kind: [(cell, found[at][spans[kind]]) for at, cell in enumerate(column)]
        for kind, column in zip(ASKED, columns, strict=True)
    }


def breach_of(kind: str, cell: str) -> tuple[str, Severity | None] | None:
    name, argument = ASKED[kind]
    breach = RULES_BY_NAME[name].breach(cell, argument, Record({}))
    return (breach.code, breach.severity) if breach else None


def fault_of(kind: str, verdicts: list[Any]) -> tuple[str, Severity | None] | None:
    """The first fault that is true."""
    faults = zip(faults_of(kind, "A1"), verdicts, strict=True)
    return next(((fault.code, fault.severity) for fault, is_so in faults if is_so), None)


@needs_libreoffice
@pytest.mark.parametrize("kind", ASKED)
def test_a_fault_is_never_an_error_value(kind: str, said: Said) -> None:
    assert {type(verdict) for _, verdicts in said[kind] for verdict in verdicts} == {bool}


@needs_libreoffice
@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_a_number_is_judged_as_by_the_rule(kind: str, said: Said) -> None:
    clean_cells = [(cell, verdicts) for cell, verdicts in said[kind] if clean(cell) == cell]
    judged = {
        cell: (fault_of(kind, verdicts), breach_of(kind, cell)) for cell, verdicts in clean_cells
    }
    assert {cell: both for cell, both in judged.items() if both[0] != both[1]} == {}
    assert len(judged) > 900
    ways = {("V404", None), ("V402", None), ("V403", None), None}
    also = {("V402", Severity.QUERY)} if kind == "credit_code" else set()
    assert {found for found, _ in judged.values()} == ways | also


@needs_libreoffice
@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_what_conversion_would_repair_passes_only_where_it_is_right(kind: str, said: Said) -> None:
    cells = [(cell, verdicts) for cell, verdicts in said[kind] if clean(cell) != cell]
    passed = [cell for cell, verdicts in cells if fault_of(kind, verdicts) is None]
    assert cells
    assert [cell for cell in passed if breach_of(kind, cell)] == []


@needs_libreoffice
@pytest.mark.parametrize("kind", [kind for kind in ASKED if kind not in IDENTIFIERS])
def test_what_is_told_in_part_is_never_a_false_alarm(kind: str, said: Said) -> None:
    told = [(cell, fault) for cell, verdicts in said[kind] if (fault := fault_of(kind, verdicts))]
    assert told
    assert [(cell, fault) for cell, fault in told if breach_of(kind, cell) != fault] == []


@needs_libreoffice
@pytest.mark.parametrize("kind", ["any", "mobile", "landline"])
def test_telephone_numbers_that_are_surely_none(kind: str, said: Said) -> None:
    told = {cell: fault_of(kind, verdicts) is not None for cell, verdicts in said[kind]}
    assert {cell: told[cell] for cell in PHONES} == {
        cell: kind in kinds for cell, kinds in PHONES.items()
    }


@needs_libreoffice
@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("email", EMAILS),
        ("region", REGIONS),
        ("strategic_industry", STRATEGIC),
        ("industry_code", INDUSTRIES),
    ],
)
def test_texts_that_are_surely_wrong(kind: str, wanted: dict[str, bool], said: Said) -> None:
    told = {cell: fault_of(kind, verdicts) is not None for cell, verdicts in said[kind]}
    assert {cell: told[cell] for cell in wanted} == wanted


def test_some_numbers_are_both_a_residents_and_a_credit_code() -> None:
    assert all(is_resident_id(number) for number in residents_that_look_like_codes())


@pytest.mark.parametrize("kind", ASKED)
def test_formulas_are_short_enough_for_a_cell(kind: str) -> None:
    assert sum(len(fault.when) for fault in faults_of(kind, "$ABC1000")) < 4000


@pytest.mark.parametrize("kind", [*IDENTIFIERS, "email", "strategic_industry", "industry_code"])
def test_a_rule_that_is_switched_off_finds_nothing(kind: str) -> None:
    rule = RULES_BY_NAME[kind]
    off = False
    assert rule.formula(off, FormulaCells("k", {"k": "A1"}, {"k": "string"})) == ()


@pytest.mark.parametrize("kind", ASKED)
def test_columns_of_numbers_have_no_such_formula(kind: str) -> None:
    name, argument = ASKED[kind]
    cells = FormulaCells("k", {"k": "A1"}, {"k": "number"})
    assert RULES_BY_NAME[name].formula(argument, cells) is None


def test_industries_of_several_choices_are_judged_too() -> None:
    for kind in ("strategic_industry", "industry_code"):
        assert faults_of(kind, "A1", "list") == faults_of(kind, "A1")
