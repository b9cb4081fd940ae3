"""Formulas of the rules that compare a cell with others, or judge a blank one, reckoned by
LibreOffice: each says what its rule says.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from formula_tries import Row, Try, disagreements
from recalculating import needs_libreoffice

from toolkit.conversion.numbers import as_number
from toolkit.rules.figures import fraction

DICE = random.Random()  # noqa: S311  values to try, not secrets
YEARS = ["2020", "2021", "2022"]
PAIR = {"own": "number", "a": "number", "b": "number"}
SHOWN = (None, 0, 1, 2, 3, 4, 6)


def draw_figure(decimals: int = 2) -> float:
    digits = DICE.randint(0, 10 ** DICE.randint(1, 9))
    sign = -1 if DICE.random() < 0.1 else 1
    return float(as_number(sign * digits / 10**decimals))


def figure_or_blank(decimals: int = 2) -> float | None:
    return None if DICE.random() < 0.15 else draw_figure(decimals)


def in_decimals(number: Fraction, most: int, units: int = 0) -> float:
    """The number at so many decimals, and some units of the last one away.

    Figures of more than 13 digits are not told apart after reckoning: in floats that is noise.
    """
    decimals = max(0, min(most, 13 - len(str(int(abs(number))))))
    return float(as_number(float(Fraction(round(number * 10**decimals) + units, 10**decimals))))


def stated(computed: Fraction | None) -> float | None:
    """A figure that somebody states for a computed one: right, rounded, off by a little or much."""
    if computed is None or DICE.random() < 0.05:
        return figure_or_blank()
    if DICE.random() < 0.2:  # the spreadsheet itself reckoned it
        return float(computed)
    return in_decimals(computed, DICE.randint(0, 6), DICE.choice([0, 0, 0, 1, -1, 2, -10, 100]))


# ---------------------------------------------------------------- figures beside figures


def row_of_years(decimals: int) -> Row:
    figures = {year: figure_or_blank(decimals) for year in YEARS}
    given = [fraction(each) for each in figures.values() if each is not None]
    return {"mean": stated(sum(given, Fraction()) / len(given) if given else None), **figures}


def tries_of_means() -> list[Try]:
    numbers = {"mean": "number", **dict.fromkeys(YEARS, "number")}
    texts = {**numbers, "2021": "string"}
    edges = [
        {"mean": mean, **dict.fromkeys(YEARS, figure)}
        for mean, figure in ((0, 0), (0.0, None), (None, None), (None, 0), (1e300, 1e300),
                             (3, 1e300))
    ] + [
        {"mean": mean, "2020": 1, "2021": 2, "2022": 2}
        for mean in (1.67, 1.66, 1.68, 1.666666666666667, 1.66666666666667, 5 / 3, 2, 1, 1.6, 1.7)
    ]  # fmt: skip
    return [
        *(
            Try("mean_of", names, numbers, [*edges, *map(row_of_years, [2] * 60 + [0] * 60)], shown)
            for names in (YEARS, YEARS[:1], [*YEARS, "2019"])
            for shown in SHOWN
        ),
        Try("mean_of", YEARS, {**numbers, "mean": "integer"}, list(map(row_of_years, [0] * 60))),
        Try("mean_of", YEARS, texts, [
            {"mean": DICE.choice([1.0, 2.0, None]), "2020": 1, "2021": text, "2022": 3}
            for text in ("甲", "2", None) for _ in range(8)
        ]),
        Try("mean_of", YEARS, {"mean": "string", **dict.fromkeys(YEARS, "number")}, [
            {"mean": text, "2020": year} for text in ("甲", None) for year in (None, 1)
        ]),
        Try("mean_of", ["2019"], numbers, edges),
    ]  # fmt: skip


def row_of_shares(decimals: int) -> Row:
    of, to = figure_or_blank(decimals), figure_or_blank(decimals)
    if of is not None and to is not None and abs(of) > abs(to) and DICE.random() < 0.8:
        of, to = to, of
    ratio = fraction(of) / fraction(to) if of is not None and to else None
    return {"own": stated(ratio), "a": of, "b": to}


def tries_of_ratios() -> list[Try]:
    edges = [
        {"own": own, "a": of, "b": to}
        for own in (None, 0.33, 0.34, 0.32, 1 / 3, 0.333333333333333, 0.3333, 0.3, 0, 0.4)
        for of, to in ((1, 3), (100, 300), (0.1, 0.3), (1, 0), (0, 3), (None, 3), (1, None))
    ]
    huge = [{"own": 1e300, "a": 1, "b": 1e300}, {"own": 1.0, "a": 1e300, "b": 1e300}]
    argument = {"of": "a", "to": "b"}
    return [
        *(
            Try("ratio_of", argument, PAIR, [
                *edges, *map(row_of_shares, [2] * 90 + [4] * 40)
            ], shown)
            for shown in SHOWN
        ),
        Try("ratio_of", argument, PAIR, huge[1:]),
        Try("ratio_of", {"of": "a", "to": "c"}, PAIR, edges),
        Try("ratio_of", argument, {**PAIR, "a": "string"}, [{"own": None, "a": "1", "b": 3}]),
        Try("ratio_of", argument, {**PAIR, "own": "string"}, [
            {"own": own, "a": 1, "b": to} for own in (None, "甲") for to in (None, 0, 3)
        ]),
    ]  # fmt: skip


def rows_of_pairs(times: float) -> list[Row]:
    """Figures exactly at so many times another one, a unit of the 12th digit away, and any."""
    rows: list[Row] = []
    for _ in range(150):
        a, b = figure_or_blank(), figure_or_blank()
        at = fraction(a) * fraction(times) if a is not None else None
        off = DICE.choice([0, 0, 0.01, -0.01, 1, -1]) if at is not None else 0
        near = None if at is None else float(as_number(float(at) + off))
        rows.append({"own": near if DICE.random() < 0.7 else draw_figure(), "a": a, "b": b})
    return [row for row in rows if row["own"] is not None]


def tries_of_pairs() -> list[Try]:
    figures = [0.0, -1.0, 1.0, 0.3, 0.1, 1e15, 1e300, -1e300, 999999999999999.0]
    edges = [{"own": own, "a": a, "b": b} for own in figures for a in [*figures, None]
             for b in (None, 1.0)]  # fmt: skip
    return [
        *(
            Try(rule, {"field": "a", "times": times}, types, [*edges, *rows_of_pairs(times)])
            for rule in ("at_most_of", "at_least_of")
            for times in (1, 2, 2.5, 0.1, 1 / 8, 1e-4, 0)
            for types in (PAIR, {**PAIR, "a": "integer"})
        ),
        *(
            Try("at_most_share_of", {"field": "a", "share": share}, PAIR, [
                *edges, *rows_of_pairs(share)
            ])
            for share in (0.3, 0.15, 1, 1 / 8, 0)
        ),
        *(
            Try("same_scale_as", {"fields": names}, PAIR, [*edges, *rows_of_pairs(3000)])
            for names in (["a"], ["a", "b"], ["a", "c"], ["c"])
        ),
        *(
            Try(rule, argument, {"own": "number", "a": kind}, [{"own": 5, "a": value}])
            for kind, value in (("string", "1"), ("date", date(2020, 1, 1)), ("boolean", True))
            for rule, argument in (
                ("at_most_of", {"field": "a"}), ("at_least_of", {"field": "a"}),
                ("at_most_share_of", {"field": "a", "share": 0.5}),
                ("same_scale_as", {"fields": ["a"]}),
            )
        ),
        Try("at_most_of", {"field": "a"}, {"own": "string", "a": "number"}, [{"own": "9", "a": 1}]),
    ]  # fmt: skip


# ---------------------------------------------------------------- blanks

OTHERS: dict[str, list[Any]] = {
    "string": ["是", "否", "甲", "甲 ", "a", "A", "ａ", "*", '"', "1", "2020-12-31", "True", "𠮷"],
    "number": [1, 1.5, 0, 2.5, -3, 20201231],
    "integer": [1, 0, 2, -3],
    "date": [date(2020, 12, 30), date(2020, 12, 31), date(2021, 1, 1), date(1985, 1, 1)],
    "boolean": [True, False],
    "list": [["甲"], ["甲", "a"], ["丙丁", "甲"], ["是"], ["甲乙"], ["A", "1"]],
}
ASKED: list[dict[str, Any]] = [
    *(
        {"equals": each}
        for each in ("是", "甲", True, 1, 1.5, "1.0", "1",
                     "a", "*", "2020-12-31", "Infinity")
    ),
    {"in": ["甲", "乙", "a", 'b"', "𠮷"]}, {"in": [True, 0, -3]},
    {"in": ["2020-12-31", "20201231"]},
    {"in": [date(2020, 12, 31)]}, {"not_after": "2020-12-31"}, {"not_before": "2020-12-31"},
    {"not_after": "2020-12-31", "not_before": "2020-01-01"}, {"given": True}, {"given": False},
    {"given": False, "equals": "是"}, {"given": True, "equals": "是"},
]  # fmt: skip
OWN: dict[str, Any] = {"string": "文", "number": 0, "date": date(2020, 1, 1), "list": ["甲"]}


def tries_of_blanks() -> list[Try]:
    conditional = [
        Try(
            "required_when",
            {"field": name, **asked},
            {"own": own, "a": kind},
            [{"own": value, "a": other} for value in (None, OWN[own]) for other in [None, *others]],
        )
        for asked in ASKED
        for own in OWN
        for kind, others in OTHERS.items()
        for name in (("a", "absent") if own == "string" else ("a",))
    ]
    plain = [
        Try("required", argument, {"own": kind}, [{"own": None}, {"own": value}])
        for kind, value in [*OWN.items(), ("boolean", False), ("integer", 0)]
        for argument in (True, False)
    ]
    return [*conditional, *plain]


# ---------------------------------------------------------------- all of them

TRIES: Mapping[str, Callable[[], Sequence[Try]]] = {
    "means": tries_of_means,
    "ratios": tries_of_ratios,
    "pairs": tries_of_pairs,
    "blanks": tries_of_blanks,
}


@needs_libreoffice
@pytest.mark.parametrize("name", TRIES)
def test_formulas_say_what_their_rules_say(name: str, tmp_path: Path) -> None:
    DICE.seed(name)  # the same values whichever tests run
    tries = TRIES[name]()
    assert disagreements(tries, tmp_path) == []
    codes = Counter(each.expected(row) for each in tries for row in each.rows)
    assert min(codes.values()) > 100, codes
