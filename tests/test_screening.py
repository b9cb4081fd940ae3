"""Screening changes nothing: whatever the schema and the values, the findings are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from law_batches import CAMPAIGN

from toolkit.campaign import load_campaign, shipped_schemas
from toolkit.model import Board, Entry, Field, Finding, Ref, Severity, Table
from toolkit.model.columns import dtype_of, number_of, series_of
from toolkit.rules.figures import own_decimals
from toolkit.screening import BoardScreen, Screened
from toolkit.validation import BoardValidator

TYPES = {
    "name": "string", "code": "string", "note": "string", "level": "string",
    "staff": "integer", "sales": "number", "share": "number", "founded": "date",
    "listed": "boolean", "fields": "list",
    "rd.2021": "number", "rd.2022": "number", "rd.mean": "number",
}  # fmt: skip
FIGURES = st.sampled_from([key for key, kind in TYPES.items() if kind in ("integer", "number")])
ANY = st.sampled_from(sorted(TYPES))
WORDS = ["晨光公司", "是", "高", "较高", "一般", "江苏省苏州市", "13800138000", "li@example.com"]
CODES = ["91310105MA1FW0007P", "91310105MA1FW0008P", "11010519491231002X", "123", "O" * 18]
DAYS = [date(2012, 1, 1), date(2011, 12, 31), date(2018, 5, 6), date(1985, 1, 1)]
DAY = st.sampled_from([day.isoformat() for day in DAYS])
NUMBERS = [0.0, 1.0, 2.0, 3.0, 12.0, 12.5, 0.1, 0.15, 1.67, 1.66666666666667, -1.0, 30000.0, 1e15]

RULES: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "string": {
        "minlength": st.integers(0, 6), "maxlength": st.integers(0, 12),
        "allowed": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
        "regex": st.sampled_from(["[0-9]+", "晨.*", r"\\d{3}$"]),
        "credit_code": st.booleans(), "resident_id": st.booleans(), "email": st.booleans(),
        "phone": st.sampled_from(["any", "mobile", "landline"]), "region": st.just("mainland"),
        "strategic_industry": st.booleans(), "industry_code": st.booleans(),
        "word_count": st.fixed_dictionaries({"max": st.integers(1, 6)}),
        "forbidden": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        "located_in": st.sampled_from([["江苏省"], ["上海市", "浙江省"]]),
        "industry_section": st.sampled_from([["C"], ["I", "M"]]),
        "differs_from": st.fixed_dictionaries({"fields": st.lists(ANY, min_size=1, max_size=2)}),
    },
    "integer": {"min": st.integers(-1, 3), "max": st.integers(0, 20)},
    "number": {"min": st.integers(-1, 3), "max": st.floats(0, 20), "share": st.booleans()},
    "date": {
        "not_before": DAY, "not_after": DAY, "born_not_before": DAY,
        "founded_within": st.just({"years": 10, "of": 2022}),
        "age_at_most": st.fixed_dictionaries({"years": st.integers(1, 40), "on": DAY}),
        "ends_period": st.fixed_dictionaries({"from": ANY, "years": st.integers(1, 4)}),
    },
    "boolean": {"allowed": st.sampled_from([[True], [False], [True, False]])},
    "list": {
        "allowed": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
        "minlength": st.integers(0, 3), "maxlength": st.integers(0, 3),
        "forbidden": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        "differs_from": st.fixed_dictionaries({"fields": st.lists(ANY, min_size=1, max_size=2)}),
    },
}  # fmt: skip
COMPARISONS: Mapping[str, st.SearchStrategy[Any]] = {
    "mean_of": st.lists(st.sampled_from(["2021", "2022", "rd.2021", "sales"]), min_size=1),
    "ratio_of": st.fixed_dictionaries({"of": FIGURES, "to": FIGURES}),
    "at_most_of": st.fixed_dictionaries({"field": FIGURES, "times": st.sampled_from([1, 2])}),
    "at_least_of": st.fixed_dictionaries({"field": ANY}),
    "at_most_share_of": st.fixed_dictionaries({"field": FIGURES, "share": st.just(0.5)}),
    "same_scale_as": st.fixed_dictionaries({"fields": st.lists(ANY, min_size=1, max_size=3)}),
    "sum_of": st.lists(FIGURES, min_size=1, max_size=3),
}
CONDITIONS = st.one_of(
    st.fixed_dictionaries({"field": ANY, "equals": st.sampled_from([*WORDS, True, 12])}),
    st.fixed_dictionaries({"field": ANY, "in": st.lists(st.sampled_from(WORDS), min_size=1)}),
    st.fixed_dictionaries({"field": st.just("founded"), "not_after": DAY}),
    st.fixed_dictionaries({"field": ANY, "given": st.booleans()}),
    st.fixed_dictionaries({"field": ANY, "at_least": st.sampled_from(NUMBERS)}),
    st.fixed_dictionaries({"field": ANY, "below": st.sampled_from(NUMBERS)}),
)


@st.composite
def cases(
    draw: st.DrawFn, pool: Mapping[str, st.SearchStrategy[Any]]
) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    """A case of `when`, with rules that a column of a type may have."""
    asked = {**pool, "required": st.booleans(), "required_when": CONDITIONS}
    names = draw(st.lists(st.sampled_from(sorted(asked)), min_size=1, max_size=3, unique=True))
    tests = draw(CONDITIONS | st.lists(CONDITIONS, min_size=1, max_size=2))
    return {"if": tests, "then": {name: draw(asked[name]) for name in names}}


@st.composite
def boards(draw: st.DrawFn) -> Board:
    fields = []
    for key, kind in TYPES.items():
        pool = {**RULES[kind], **(COMPARISONS if kind in ("integer", "number") else {})}
        names = draw(st.lists(st.sampled_from(sorted(pool)), max_size=3, unique=True))
        rules = {"type": kind, **{name: draw(pool[name]) for name in names}}
        required = draw(st.sampled_from([None, None, True]))
        rules |= {"required": True} if required else {"nullable": True}
        if draw(st.integers(0, 3)) == 0:
            rules["required_when"] = draw(CONDITIONS)
        if draw(st.integers(0, 2)) == 0:
            rules["when"] = draw(st.lists(cases(pool), min_size=1, max_size=3))
        group, _, leaf = key.rpartition(".")
        fields.append(Field(key, leaf, kind, group, rules=rules))
    return Board("board", "榜", tuple(fields), _schema(fields), "name", code_key="code")


def _schema(fields: list[Field]) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for column in fields:
        group, _, leaf = column.key.rpartition(".")
        if group:
            own = schema.setdefault(group, {"type": "dict", "schema": {}})
            own["schema"][leaf] = dict(column.rules)
        else:
            schema[column.key] = dict(column.rules)
    return schema


VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "string": st.one_of(st.sampled_from([*WORDS, *CODES]), st.text(min_size=1, max_size=5)),
    "integer": st.sampled_from(NUMBERS),
    "number": st.one_of(st.sampled_from(NUMBERS), st.integers(0, 50).map(float)),
    "date": st.sampled_from(DAYS),
    "boolean": st.booleans(),
    "list": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True),
}
LINE = st.fixed_dictionaries({key: st.none() | VALUES[kind] for key, kind in TYPES.items()})


def no_decimals(_key: str, positions: Sequence[int]) -> list[int]:
    return [0] * len(positions)


@settings(max_examples=400)
@given(boards(), st.lists(LINE, min_size=1, max_size=8), st.data())
def test_findings_are_the_same_with_and_without_screening(
    board: Board, lines: list[dict[str, Any]], data: st.DataObject
) -> None:
    keys = list(TYPES)
    split = data.draw(st.integers(0, len(lines)))
    tables = [
        Table("a.xlsx", f"表{at}", "board", 1, dict.fromkeys(sorted(present), 1))
        for at in range(2)
        for present in [set(keys) - data.draw(st.sets(st.sampled_from(keys), max_size=2))]
    ]
    sizes = [split, len(lines) - split]
    lines = [
        {key: value if key in tables[at >= split].columns else None for key, value in line.items()}
        for at, line in enumerate(lines)
    ]
    values = pl.DataFrame(
        [series_of([line[key] for line in lines], dtype_of(board.field(key)), key) for key in keys]
    )
    most = data.draw(st.integers(0, 4))
    formats = data.draw(st.lists(st.none() | st.integers(0, most), min_size=8, max_size=8))
    shown = [
        {
            key: own_decimals(value) if form is None else form
            for key, value in line.items()
            if isinstance(value, float)
        }
        for line, form in zip(lines, formats, strict=False)
    ]

    def format_decimals(key: str, positions: Sequence[int]) -> list[int]:
        return [shown[position].get(key, 0) for position in positions]

    screened = Screened(values, tables, sizes, [most, most], {}, format_decimals)
    doubtful = BoardScreen(board).doubtful(screened)
    validator = BoardValidator(board, CAMPAIGN)
    for at, line in enumerate(lines):
        table = tables[at >= split]
        own = {key: number_of(v) if isinstance(v, float) else v for key, v in line.items()}
        entry = Entry(at + 1, table, at + 2, own, {}, shown[at])
        known = _unreadable(board, entry, data)
        exact = validator.findings(entry, known)
        assert validator.findings(entry, known, doubtful.get(at, ())) == exact


def _unreadable(board: Board, entry: Entry, data: st.DataObject) -> list[Finding]:
    blank = [column for column in board.fields if entry.value(column.key) is None]
    chosen = data.draw(st.lists(st.sampled_from(blank), max_size=1)) if blank else []
    place = Ref(entry.submission)
    severity = data.draw(st.sampled_from(list(Severity)))
    return [Finding("V201", severity, place, "", entry.number, each.heading) for each in chosen]


def test_an_entry_that_surely_holds_is_not_in_doubt() -> None:
    board = CAMPAIGN.boards[0]
    columns = {column.key: at for at, column in enumerate(board.fields, start=1)}
    table = Table("a.xlsx", "表", board.id, 1, columns)
    values = pl.DataFrame(
        [series_of([None, None], dtype_of(column), column.key) for column in board.fields]
    )
    screened = Screened(values, [table], [2], [0], {}, no_decimals)
    doubtful = BoardScreen(board).doubtful(screened)
    required = [column.key for column in board.fields if column.rules.get("required")]
    assert required
    assert doubtful == {0: required, 1: required}


def test_a_rule_without_a_screen_sends_its_column_to_cerberus() -> None:
    column = Field("staff", "人数", "integer", rules={"type": "integer", "phone": "any"})
    board = Board(
        "board", "榜", (replace(column, rules={**column.rules, "nullable": True}),), {}, ""
    )
    table = Table("a.xlsx", "表", "board", 1, {"staff": 1})
    values = pl.DataFrame({"staff": [12.0, None]})
    screened = Screened(values, [table], [2], [0], {}, no_decimals)
    assert BoardScreen(board).doubtful(screened) == {0: ["staff"]}


@pytest.mark.parametrize(("shown", "doubtful"), [(2, {}), (3, {0: ["rd.mean"]})])
def test_a_mean_is_right_by_what_its_cell_shows_not_by_what_others_show(
    shown: int, doubtful: dict[int, list[str]]
) -> None:
    rules = {"type": "number", "nullable": True}
    mean = Field("rd.mean", "均", "number", rules={**rules, "mean_of": ["2021", "2022", "2023"]})
    years = [Field(f"rd.{year}", year, "number", rules=rules) for year in ("2021", "2022", "2023")]
    board = Board("board", "榜", (*years, mean), {}, "")
    table = Table("a.xlsx", "表", "board", 1, {column.key: 1 for column in board.fields})
    values = pl.DataFrame({"rd.2021": 1.0, "rd.2022": 2.0, "rd.2023": 2.0, "rd.mean": [1.67]})
    screened = Screened(values, [table], [1], [4], {}, lambda _, at: [shown] * len(at))
    assert BoardScreen(board).doubtful(screened) == doubtful


def test_a_column_that_is_not_there_is_in_doubt_where_its_rule_speaks_all_the_same() -> None:
    board = load_campaign(shipped_schemas() / "sme-2025").board("evaluation")
    present = {column.key: 1 for column in board.fields if column.key not in ("score", "sales")}
    table = Table("a.xlsx", "表", "evaluation", 1, present)
    figures = {
        "employees": 600.0, "technical_staff": 30.0, "assets": 5000.0, "costs": 2500.0,
        "rd_spending": 450.0, "class_one_ip": 0.0, "class_two_ip": 3.0,
    }  # fmt: skip
    values = pl.DataFrame(
        [series_of([figures.get(each.key)], dtype_of(each), each.key) for each in board.fields]
    )
    screened = Screened(values, [table], [1], [0], {}, no_decimals)
    doubtful = BoardScreen(board).doubtful(screened)[0]
    assert "score" in doubtful
    assert "sales" not in doubtful
