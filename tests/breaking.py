"""A column of a board and a valid entry in; out: every way in which its cell can break, and what
must then be said.

What conversion says of a cell, and what it makes of it, is written here way by way; what the
rules of the entry then say is asked of each rule by itself (`said_by_rules`), without Cerberus,
screens or columns. The one thing a newcomer would get wrong: a cell whose value changes without
being wrong by itself can contradict others, or be a case of `when`; and a cell with an error is
compared with nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from toolkit.model import Board, Campaign, Field, Severity
from toolkit.rules import RULES, RULES_BY_NAME
from toolkit.rules.rule import Breach, Record, Rule

ERROR, UNCOMPUTED, BLANK = object(), object(), None
# What a cell holds that conversion cannot understand.
_UNREAD = object()
_LOST, _CONTROL, _PRIVATE = 202531010500000001.0, "\x07", "\ue000"
_RESIDENT = "11010519491231002X"
# Places and industries of which at least one is not asked for.
_PLACES = ("新疆维吾尔自治区喀什地区", "上海市长宁区")
_INDUSTRIES = ("房地产业+70", "农副食品加工业+13")
# Rules whose verdict hangs on what a text says: a letter more makes it another text.
_OF_TEXTS = (
    "allowed",
    "credit_code",
    "email",
    "industry_code",
    "located_in",
    "phone",
    "region",
    "strategic_industry",
    "when",
)
# A percentage shows so many decimals of its value.
_DECIMALS_OF_PERCENT = 4


Said = frozenset[tuple[str, str, Severity]]


@dataclass(frozen=True)
class Way:
    """One way: what then stands in the cell, the value that is understood, and a code: what
    conversion says of the cell, or else (`by_rule`) what at least one rule must say of it.
    """

    name: str
    cell: Any
    value: Any
    code: str = ""
    by_rule: bool = False


@dataclass(frozen=True)
class Break:
    """What stands in the cell, and the findings in its row: key, code and severity."""

    way: str
    cell: Any
    said: Said


def ways_of(board: Board, column: Field, cells: Mapping[str, Any]) -> list[Way]:
    """Every way to break one cell of an entry that is valid, or to change it."""
    values = _understood(board, cells)
    ways = [*_of_any(), *_of_kind(column, values), *_of_rules(column, values)]
    ways += _of_other_values(board, column, values)
    if column.key not in board.silent_keys:
        nothing = "不适用" if column.type == "boolean" else "无"
        ways += [Way("blank", BLANK, None), Way("a word for nothing", nothing, None, "V207")]
    return ways


def broken_by(
    way: Way, campaign: Campaign, board: Board, column: Field, cells: Mapping[str, Any]
) -> Break | None:
    """What is said of an entry whose cell is changed so; None where nothing is."""
    said = _said_of(way, campaign, board, column, _understood(board, cells))
    codes = {code for key, code, _ in said if key == column.key}
    assert not way.code or codes & {way.code, "E101"}, (column.key, way, said)
    return Break(way.name, way.cell, said) if said else None


def _understood(board: Board, cells: Mapping[str, Any]) -> dict[str, Any]:
    return {column.key: _value(column, cells[column.key]) for column in board.fields}


def _value(column: Field, cell: Any) -> Any:
    """The value of a cell that is written as the schema's example is."""
    if isinstance(cell, str) and column.type == "boolean":
        return cell == "是"
    if isinstance(cell, str) and column.type == "list":
        named = [choice for choice in column.rules.get("allowed", ()) if choice == cell]
        return named or [each.strip() for each in re.split("[；;、，,]", cell)]
    return cell


# ---------------------------------------------------------------- what cells may hold


_A_TICK = True


def _unread(name: str, cell: Any, code: str) -> Way:
    return Way(name, cell, _UNREAD, code)


def _of_any() -> Iterator[Way]:
    yield _unread("error value", ERROR, "V901")
    yield _unread("formula never reckoned", UNCOMPUTED, "V902")
    yield _unread("error value as text", "#REF!", "V901")


def _of_kind(column: Field, values: Mapping[str, Any]) -> Iterator[Way]:
    value = values[column.key]
    match column.type:
        case "number" | "integer":
            yield from _of_numbers(column, value)
        case "date":
            yield from _of_dates()
        case "boolean":
            yield _unread("another word", "申请中", "V401")
            yield Way("there is none", "无", value=False, code="V207")
            yield _unread("both ticked", "☑是 ☑否", "V201")
            yield _unread("none ticked", "□是 □否", "V201")
        case "list":
            yield _unread("none ticked", "□甲 □乙", "V201")
        case _ if "credit_code" in column.rules:
            yield from _of_codes(value)
        case _:
            yield from _of_texts(column, value)


def _of_numbers(column: Field, value: Any) -> Iterator[Way]:
    yield _unread("a word", "若干", "V201")
    yield _unread("a tick", _A_TICK, "V201")
    yield _unread("a day", date(2018, 5, 6), "V201")
    yield _unread("a time", time(8, 30), "V201")
    yield _unread("beyond numbers", "1e999", "V201")
    yield _unread("thousands of another country", "1.234,5", "V201")
    if column.meta.get("as") == "percent":
        yield Way("written in percent", f"{round(value * 100, 6):g}%", value, "V202")
    else:
        yield Way("about", f"约{value}", value, "V202")
        yield Way("as text", f"{value}", value, "V202")
        if column.meta.get("unit"):
            yield Way("with its unit", f"{value}{column.meta['unit']}", value, "V205")
    if column.type == "integer":
        yield Way("not whole", value + 0.5, value + 0.5, "V201", by_rule=True)


def _of_dates() -> Iterator[Way]:
    yield _unread("no such day", "2018-02-30", "V201")
    yield _unread("no day", "不详", "V201")
    yield _unread("a time", time(8, 30), "V201")
    yield _unread("a tick", _A_TICK, "V201")
    yield _unread("a number too small", 5.0, "V201")
    yield Way("a short year", "18.5.16", date(2018, 5, 16), "V203")
    yield Way("day first", "5/6/2018", date(2018, 5, 6), "V203")
    yield Way("a serial number", 43226.0, date(2018, 5, 6), "V207")


def _of_codes(code: str) -> Iterator[Way]:
    yield _unread("as a number", float(91310105123456789), "V204")
    yield _unread("as a program shows it", "9.131E+17", "V204")
    yield _unread("its last digits gone", code[:2] + "0105123456789000"[:16], "V204")
    yield Way("small letters and blanks", f"{code[:8].lower()} {code[8:].lower()}", code, "V207")
    last = "1" if code[-1] != "1" else "2"
    for name, cell, said in (
        ("a wrong check character", code[:-1] + last, "V403"),
        ("a character short", code[:-1], "V402"),
        ("a character more", code + "1", "V402"),
        ("an unlisted beginning", "99" + code[2:], "V402"),
        ("a resident's number", _RESIDENT, "V404"),
        ("the number of the registry", "310105600037341", "V404"),
    ):
        yield Way(name, cell, cell, said, by_rule=True)
    yield Way("a telephone number", 13800138000.0, "13800138000", "V404", by_rule=True)


def _of_texts(column: Field, value: str) -> Iterator[Way]:
    yield _unread("digits lost", _LOST, "V204")
    if len(value) > 1:
        yield Way("control character", value[:1] + _CONTROL + value[1:], value, "V207")
    if column.meta.get("as") == "text":
        yield _unread("as a program shows it", "2.02531E+17", "V204")
    if not any(rule in column.rules for rule in _OF_TEXTS):
        private = value[:1] + _PRIVATE + value[1:]
        yield Way("private character", private, private, "V208")
        yield Way("undecodable", f"{value}\ufffd", f"{value}\ufffd", "V208")
    if "allowed" in column.rules:
        yield _unread("several ticked", "☑甲 ☑乙", "V401")
    if "email" in column.rules:
        yield Way("copied from a link", f"mailto:{value}", value, "V207")


# ---------------------------------------------------------------- what rules have against values


def _of_rules(column: Field, values: Mapping[str, Any]) -> Iterator[Way]:
    for name, value, code in _wrong_values(column, values):
        cell = value
        if isinstance(value, bool):
            cell = "是" if value else "否"
        elif isinstance(value, list):
            cell = "；".join(value)
        yield Way(name, cell, value, code, by_rule=True)


def _wrong_values(column: Field, values: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """A value for each rule that has something against it, and its code."""
    rules = column.rules
    if column.type in ("number", "integer"):
        if "min" in rules:
            yield "too small", rules["min"] - 1, "V301"
        if "max" in rules:
            yield "too large", rules["max"] + 1, "V302"
    elif column.type == "date":
        yield from _wrong_days(rules, values)
    elif column.type == "string":
        yield from _wrong_texts(rules, values)
    if "allowed" in rules and column.type == "list":
        yield "not listed", ["从未听说"], "V401"
    if rules.get("allowed") == [True]:
        yield "a condition unmet", False, "V401"
    if "forbidden" in rules:
        first = rules["forbidden"][0]
        yield "a forbidden value", [first] if column.type == "list" else first, "V401"


def _wrong_days(
    rules: Mapping[str, Any], values: Mapping[str, Any]
) -> Iterator[tuple[str, Any, str]]:
    day = timedelta(days=1)
    if "founded_within" in rules:
        limit = rules["founded_within"]
        yield "too early", date(limit["of"] - limit["years"], 1, 1) - day, "E101"
    if "not_before" in rules:
        yield "before the first day", date.fromisoformat(rules["not_before"]) - day, "V301"
    if "not_after" in rules:
        yield "too late", date.fromisoformat(rules["not_after"]) + day, "V302"
    if "born_not_before" in rules:
        yield "born too early", date.fromisoformat(rules["born_not_before"]) - day, "E101"
    if "ends_period" in rules and values.get(rules["ends_period"]["from"]):
        begun = values[rules["ends_period"]["from"]]
        yield "over before it began", begun - day, "V503"
        if {"years", "months"} & set(rules["ends_period"]):
            yield "not over for long", begun + timedelta(days=40_000), "V503"


def _wrong_texts(
    rules: Mapping[str, Any], values: Mapping[str, Any]
) -> Iterator[tuple[str, Any, str]]:
    if "maxlength" in rules and "allowed" not in rules:
        yield "too long", "长" * (rules["maxlength"] + 1), "V304"
    if "allowed" in rules:
        yield "not listed", "从未听说", "V401"
    if "phone" in rules:
        yield "a digit short", "1380013800", "V402"
    if "email" in rules:
        yield "no address", "name.example.cn", "V402"
    for rule, code in (("region", "V401"), ("strategic_industry", "V401")):
        if rule in rules:
            yield "no such name", "从未听说", code
    if "industry_code" in rules:
        yield "no such industry", "从未听说", "V402"
    for rule, cells in (("located_in", _PLACES), ("industry_section", _INDUSTRIES)):
        if rule in rules:
            found = RULES_BY_NAME[rule]
            wrong = (each for each in cells if not found.holds(each, rules[rule], Record({})))
            yield "not asked for", next(wrong), "E101"
    if "differs_from" in rules and values.get(rules["differs_from"]["fields"][0]):
        yield "the same name", values[rules["differs_from"]["fields"][0]], "V503"


def _of_other_values(board: Board, column: Field, values: Mapping[str, Any]) -> Iterator[Way]:
    """Another value, right by itself: whoever depends on it may have something to say."""
    value = values[column.key]
    if column.type == "boolean" and value is not None:
        yield Way("the other tick", "否" if value else "是", not value)
    elif column.type == "string":
        for choice in column.rules.get("allowed", ())[:4]:
            yield Way("another choice", choice, choice)
    elif column.type in ("number", "integer") and column.key != board.rank_key:
        other = round(value * 1.5, 6)
        other = int(other) + 3 if column.type == "integer" else other
        yield Way("another figure", other, other)


# ---------------------------------------------------------------- what must be said


def _said_of(
    way: Way, campaign: Campaign, board: Board, column: Field, values: Mapping[str, Any]
) -> Said:
    key = column.key
    if way.by_rule or not way.code:
        return said_by_rules(campaign, board, {**values, key: way.value}, "")
    # A line's own number decides nothing.
    usual = column.severities.get(way.code, campaign.severities[way.code])
    severity = Severity.NOTE if key == board.serial_key else usual
    is_silent = way.value is _UNREAD
    value = None if way.value is _UNREAD else way.value
    others = said_by_rules(campaign, board, {**values, key: value}, key if is_silent else "")
    return others | {(key, way.code, severity)}


def said_by_rules(campaign: Campaign, board: Board, values: Mapping[str, Any], unread: str) -> Said:
    """What the rules say of an entry, of which the column `unread` could not be understood.

    A blank that is asked for is not compared as well, and nothing with a wrong cell.
    """
    headings = {column.key: column.heading for column in board.fields}
    decimals = {
        column.key: _DECIMALS_OF_PERCENT
        for column in board.fields
        if column.meta.get("as") == "percent"
    }
    found: list[tuple[Rule, Record, tuple[str, str, Severity]]] = []
    for column in board.fields:
        record = Record(values, column.key, headings, decimals)
        for rule, breach in _breaches(column, record) if column.key != unread else ():
            code = "E101" if rule.name in column.conditions else breach.code
            usual = breach.severity or campaign.severities[code]
            said = column.key, code, column.severities.get(code, usual)
            found.append((rule, record, said))
    missing = {key for _, _, (key, code, _) in found if code == "V101"}
    found = [each for each in found if each[2][1] == "V101" or each[2][0] not in missing]
    wrong = {key for _, _, (key, _, severity) in found if severity is Severity.ERROR}
    wrong |= {unread} - {""}
    return frozenset(
        said
        for rule, record, said in found
        if not wrong & {record.full_key(name) for name in _refers(rule, record, board)}
    )


def _refers(rule: Rule, record: Record, board: Board) -> tuple[str, ...]:
    rules = board.field(record.key).rules
    return rule.refers(rules[rule.name]) if rule.name in rules else ()


def _breaches(column: Field, record: Record) -> Iterator[tuple[Rule, Breach]]:
    """Of a value of another type, and of a blank that is always asked for, nothing else is said."""
    value = record.values.get(column.key)
    asked = [rule for rule in RULES if rule.name in column.rules]
    if value is None:
        first = [rule for rule in asked if rule.name == "required"]
        asked = first or [rule for rule in asked if rule.judges_blank]
    else:
        of_type = RULES_BY_NAME["type"]
        if of_type.breach(value, column.type, record):
            asked = [of_type]
    for rule in asked:
        breach = rule.breach(value, column.rules[rule.name], record)
        for each in (breach, *breach.beside) if breach else ():
            yield rule, each
