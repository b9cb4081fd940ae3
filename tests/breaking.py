"""A column of a board and a valid value in; out: every way in which its cell can break, and what
must then be said.

The one thing a newcomer would get wrong: a cell whose value changes without being wrong by itself
can contradict others. Those are named here, rule by rule (`contradicted`); a cell with an error is
compared with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import fmean
from typing import Any

from toolkit.model import Board, Field
from toolkit.rules import RULES_BY_NAME
from toolkit.rules.rule import full_key

ERROR, UNCOMPUTED, BLANK = object(), object(), None
_LOST, _CONTROL, _PRIVATE = 202531010500000001.0, "\x07", "\ue000"
_RESIDENT = "11010519491231002X"
_NAMES_OF_A_LIST = {"region": "V401", "strategic_industry": "V401", "industry_code": "V402"}
_OWN_SCORE = ("V503",)
# Rules whose verdict hangs on what a text says: a letter more makes it another text.
_OF_TEXTS = (
    "allowed",
    "credit_code",
    "email",
    "industry_code",
    "phone",
    "region",
    "strategic_industry",
)


@dataclass(frozen=True)
class Break:
    """One way: what then stands in the cell, and the findings in its row, by key and code."""

    way: str
    cell: Any
    said: frozenset[tuple[str, str]]


def breaks(board: Board, column: Field, values: Mapping[str, Any]) -> Iterator[Break]:
    """Every way to break one cell of an entry that is valid."""
    for way, cell, code in (*_of_any(), *_of_kind(column, values)):
        # The score is reckoned whether or not the one that is stated is possible.
        own = (
            _OWN_SCORE if "sme_score" in column.rules and way in ("too small", "too large") else ()
        )
        yield Break(way, cell, frozenset((column.key, each) for each in (code, *own)))
    yield from _blanked(board, column, values)
    yield from _contradicting(board, column, values)


def _of_any() -> Iterator[tuple[str, Any, str]]:
    yield "error value", ERROR, "V901"
    yield "formula never reckoned", UNCOMPUTED, "V902"
    yield "error value as text", "#REF!", "V901"


def _of_kind(column: Field, values: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    value, rules = values[column.key], column.rules
    if column.type in ("number", "integer"):
        yield from _of_numbers(column, value)
    elif column.type == "date":
        yield from _of_dates(column)
    elif column.type == "boolean":
        yield "another word", "申请中", "V401"
        yield "both ticked", "☑是 ☑否", "V201"
        yield "none ticked", "□是 □否", "V201"
        if rules.get("allowed") == [True]:
            yield "a condition unmet", "否", "E101"
    elif column.type == "list":
        yield "not listed", "从未听说", "V401"
        yield "none ticked", "□甲 □乙", "V201"
    elif "credit_code" in rules:
        yield from _of_codes(values[column.key])
    else:
        yield from _of_texts(column, value)


def _of_numbers(column: Field, value: Any) -> Iterator[tuple[str, Any, str]]:
    yield "a word", "若干", "V201"
    yield "a tick", True, "V201"
    yield "a day", date(2018, 5, 6), "V201"
    yield "a time", time(8, 30), "V201"
    yield "beyond numbers", "1e999", "V201"
    yield "thousands of another country", "1.234,5", "V201"
    if column.meta.get("as") == "percent":
        yield "written in percent", f"{round(value * 100, 6):g}%", "V202"
    else:
        yield "about", f"约{value}", "V202"
        yield "as text", f"{value}", "V202"
        if column.meta.get("unit"):
            yield "with its unit", f"{value}{column.meta['unit']}", "V205"
        if "min" in column.rules:
            yield "too small", column.rules["min"] - 1, "V301"
        if "max" in column.rules:
            conditioned = "max" in column.conditions
            yield "too large", column.rules["max"] + 1, "E101" if conditioned else "V302"
    if column.type == "integer":
        yield "not whole", value + 0.5, "V201"


def _of_dates(column: Field) -> Iterator[tuple[str, Any, str]]:
    yield "no such day", "2018-02-30", "V201"
    yield "no day", "不详", "V201"
    yield "a time", time(8, 30), "V201"
    yield "a tick", True, "V201"
    yield "a number too small", 5.0, "V201"
    yield "a short year", "18.5.16", "V203"
    yield "day first", "5/6/2018", "V203"
    yield "a serial number", 43226.0, "V207"
    if "founded_within" in column.rules:
        limit = column.rules["founded_within"]
        yield "too early", date(limit["of"] - limit["years"], 1, 1) - timedelta(days=1), "E101"
    if "not_after" in column.rules:
        yield "too late", date.fromisoformat(column.rules["not_after"]) + timedelta(days=1), "V302"


def _of_codes(code: str) -> Iterator[tuple[str, Any, str]]:
    yield "as a number", float(91310105123456789), "V204"
    yield "as a program shows it", "9.131E+17", "V204"
    yield "its last digits gone", code[:2] + "0105123456789000"[:16], "V204"
    yield "small letters and blanks", f"{code[:8].lower()} {code[8:].lower()}", "V207"
    yield "a wrong check character", code[:-1] + ("1" if code[-1] != "1" else "2"), "V403"
    yield "a character short", code[:-1], "V402"
    yield "a character more", code + "1", "V402"
    yield "an unlisted beginning", "99" + code[2:], "V402"
    yield "a resident's number", _RESIDENT, "V404"
    yield "the number of the registry", "310105600037341", "V404"
    yield "a telephone number", 13800138000.0, "V404"


def _of_texts(column: Field, value: str) -> Iterator[tuple[str, Any, str]]:
    rules = column.rules
    yield "digits lost", _LOST, "V204"
    if len(value) > 1:
        yield "control character", value[:1] + _CONTROL + value[1:], "V207"
    if column.meta.get("as") == "text":
        yield "as a program shows it", "2.02531E+17", "V204"
    if not any(rule in rules for rule in _OF_TEXTS):
        yield "private character", value[:1] + _PRIVATE + value[1:], "V208"
        yield "undecodable", f"{value}\ufffd", "V208"
    if "maxlength" in rules and "allowed" not in rules:
        yield "too long", "长" * (rules["maxlength"] + 1), "V304"
    if "allowed" in rules:
        yield "not listed", "从未听说", "V401"
        yield "several ticked", "☑甲 ☑乙", "V401"
    if "phone" in rules:
        yield "a digit short", "1380013800", "V402"
    if "email" in rules:
        yield "no address", "name.example.cn", "V402"
        yield "copied from a link", f"mailto:{value}", "V207"
    for rule, code in _NAMES_OF_A_LIST.items():
        if rule in rules:
            yield "no such name", "从未听说", code


# ---------------------------------------------------------------- what others say of it


def _blanked(board: Board, column: Field, values: Mapping[str, Any]) -> Iterator[Break]:
    """A blank is missing where it is asked for; else means miss it, and what is reckoned from
    others is missed itself. A blank that is only asked about counts as none in a score.
    """
    if column.key in board.silent_keys:
        return
    key = column.key
    if column.rules.get("required") or "required_when" in column.rules:
        said = {(key, "V101")}
        if column.severities.get("V101") and values[key]:
            said |= {each for each in contradicted(board, key) if each[1] == "V503"}
    else:
        said = {(key, code) for rule, code in _RECKONED.items() if rule in column.rules}
        said |= {(mean, "V501") for mean in _means_off(board, key, values)}
    if said:
        yield Break("blank", BLANK, frozenset(said))
    yield Break("a word for nothing", "无", frozenset({*said, (key, "V207")}))


def _means_off(board: Board, key: str, values: Mapping[str, Any]) -> Iterator[str]:
    """The means that are no longer right, to the decimals they are shown with, without a year."""
    for mean, _ in (each for each in contradicted(board, key) if each[1] == "V501"):
        group = mean.rpartition(".")[0]
        rest = [values[f"{group}.{year}"] for year in board.field(mean).rules["mean_of"]]
        rest.remove(values[key])
        unit = 0.0001 if board.field(mean).meta.get("as") == "percent" else 1
        if abs(fmean(rest) - values[mean]) > unit * 0.999:
            yield mean


def _contradicting(board: Board, column: Field, values: Mapping[str, Any]) -> Iterator[Break]:
    """Another figure, right by itself: whoever was reckoned from it is asked about."""
    if column.type not in ("number", "integer") or column.key == board.rank_key:
        return
    said = contradicted(board, column.key)
    said |= {(column.key, code) for rule, code in _RECKONED.items() if rule in column.rules}
    if said and not any(code == "V503" for _, code in said):
        other = round(values[column.key] * 1.5 + (3 if column.type == "integer" else 0), 6)
        yield Break(
            "another figure", int(other) if column.type == "integer" else other, frozenset(said)
        )


# A blank or wrong result, by the rule that reckons it.
_RECKONED = {"mean_of": "V501", "ratio_of": "V502"}
_RECKONS = {**_RECKONED, "sme_score": "V503"}


def contradicted(board: Board, key: str) -> set[tuple[str, str]]:
    """The columns that are reckoned from this one, and what they are told when it changes."""
    known = {each.key: each.type for each in board.fields}
    return {
        (column.key, code)
        for column in board.fields
        for rule, code in _RECKONS.items()
        if rule in column.rules
        and key in (
            full_key(column.key, name, known)
            for name in RULES_BY_NAME[rule].refers(column.rules[rule])
        )
    }  # fmt: skip
