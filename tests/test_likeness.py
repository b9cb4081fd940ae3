"""Which names only look alike (README, How it decides), against a comparison of all pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import likeness
from toolkit.likeness import KINDS, find_lookalikes
from toolkit.rules.names import name_key


def alike(*names: str) -> list[tuple[int, int]]:
    keys = pl.DataFrame(
        [(number, name_key(name)) for number, name in enumerate(names, start=1)],
        schema={"id": pl.Int64, "key": pl.String},
        orient="row",
    )
    return [(first, second) for first, second, *_ in find_lookalikes(keys).iter_rows()]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("晨光智能股份有限公司", "晨光智能有限公司"),
        ("晨光智能集团有限公司", "晨光智能有限公司"),
        ("晨光集团股份有限公司", "晨光有限公司"),
        ("晨光（上海）智能有限公司", "上海晨光智能有限公司"),
        ("晨光智能（上海）有限公司", "晨光(上海)智能有限公司"),
        ("晨光智能科技有限公司", "晨光科技智能有限公司"),
        ("晨光智能装备有限公司", "晨光智能设备有限公司"),
        ("晨光智能装备有限公司", "晨光智能装备公司限有"),
        ("晨光智能有限公司", "晨光智有限公司"),
        ("晨光智能装备有限公司", "晨光智能装备有限公司上海分公司"),
        ("华东师范大学", "华东师范大学软件分院"),
    ],
)
def test_loose_likeness_asks(first: str, second: str) -> None:
    assert alike(first, second) == [(1, 2)]
    assert alike(second, first) == [(1, 2)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("晨光智能有限公司", "晨光智能有限责任公司"),
        ("上海晨光智能有限公司", "北京晨光智能有限公司"),
        ("上海晨光智能有限公司", "晨光智能有限公司"),
        ("晨光智能装备有限公司", "晨光新型设备有限公司"),
        ("晨光上海分公司", "晨光北京分公司"),
        ("甲", "乙"),
    ],
)
def test_equal_names_other_regions_and_two_characters_do_not_ask(first: str, second: str) -> None:
    assert alike(first, second) == []


def test_each_pair_is_asked_about_once() -> None:
    names = ("晨光智能有限公司", "晨光智能股份有限公司", "晨光智有限公司", "晨光集团智能有限公司")
    pairs = alike(*names)
    assert pairs == sorted(set(pairs))
    assert (1, 2) in pairs


NAMES = st.text("晨光智能股份集团上海分公司有限", min_size=1, max_size=9)


@given(st.lists(NAMES, unique=True, max_size=8))
def test_one_character_more_less_or_other_is_found_among_any_names(names: list[str]) -> None:
    keys = [name_key(name) for name in names]
    wanted = {
        (first, second)
        for second, other in enumerate(keys, start=1)
        for first, one in enumerate(keys[: second - 1], start=1)
        if min(len(one), len(other)) >= 4 and one_apart(one, other)
    }
    assert wanted <= set(alike(*names))


def one_apart(one: str, other: str) -> bool:
    """Whether two texts differ in exactly one character, changed, added or left out."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    shortened = {long[:at] + long[at + 1 :] for at in range(len(long))}
    return len(long) == len(short) + 1 and short in shortened


# ---------------------------------------------------------------- all pairs compared

BRANCH = re.compile(
    "(.+(?:公司|集团|厂|院|所|中心|大学|学院)).{0,12}?(?:分公司|分部|分厂|分院|办事处|分中心)"
)


def loose_keys(key: str) -> Iterator[tuple[str, str]]:
    """What two names share when they look alike, by kind."""
    yield "简称", key.replace("股份", "").replace("集团", "")
    yield "字序", "".join(sorted(key))
    branch = BRANCH.fullmatch(key)
    yield "总分", branch[1] if branch else key
    if 4 <= len(key) <= 100:
        for at in range(len(key)):
            yield "一字", f"{key[:at]}\0{key[at + 1 :]}"
            yield "缺字", key[:at] + key[at + 1 :]
    yield "缺字", key


def pairs_of_all(names: Sequence[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """Every pair of names compared: the plain meaning of `find_lookalikes`."""
    loose = {number: set(loose_keys(key)) for number, key in names}
    key_of = dict(names)

    def asks(number: int, shared: tuple[str, str]) -> bool:
        if shared[0] in ("总分", "缺字"):
            return key_of[number] == shared[1]
        members = [other for other in loose if shared in loose[other]]
        return len(members) <= 20 or number == min(members)

    return [
        (first, second, min(kinds, key=KINDS.index))
        for first, one in sorted(names)
        for second, other in sorted(names)
        if first < second and one != other
        for kinds in [
            {
                shared[0]
                for shared in loose[first] & loose[second]
                if asks(first, shared) or asks(second, shared)
            }
        ]
        if kinds
    ]


def framed(names: Sequence[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(names, schema={"id": pl.Int64, "key": pl.String}, orient="row")


FEW_LETTERS = st.one_of(
    st.text("ab", max_size=6),
    st.text("甲乙股份集团", max_size=7),
    st.lists(st.sampled_from(("甲", "乙", "公司", "厂", "分公司", "分厂", "所")), max_size=5).map(
        "".join
    ),
)
NUMBERED = st.lists(
    st.tuples(st.integers(-60, 60), FEW_LETTERS), unique_by=lambda name: name[0], max_size=50
)


@settings(deadline=None)
@given(NUMBERED, st.sampled_from((1, 10, 500_000)))
def test_the_pairs_are_those_of_comparing_all(
    names: list[tuple[int, str]], most_at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(likeness, "_MOST_AT_ONCE", most_at_once)
        found = find_lookalikes(framed(names))
    assert list(found.iter_rows()) == pairs_of_all(names)


@pytest.mark.parametrize("most_at_once", [1, 500_000])
def test_a_name_that_lacks_but_the_last_character_is_met_at_its_end(most_at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(likeness, "_MOST_AT_ONCE", most_at_once)
        found = find_lookalikes(framed([(1, "晨光智能"), (2, "晨光智能厂"), (3, "远山")]))
    assert list(found.iter_rows()) == [(1, 2, "缺字")]


@pytest.mark.parametrize(("count", "pairs"), [(20, 190), (21, 20), (25, 24)])
def test_where_many_are_alike_all_are_compared_with_the_first(count: int, pairs: int) -> None:
    names = [(number, f"晨光智能{chr(0x4E00 + number)}有限公司") for number in range(count, 0, -1)]
    found = list(find_lookalikes(framed(names)).iter_rows())
    assert len(found) == pairs
    assert found == pairs_of_all(names)


def test_texts_too_long_for_a_name_are_compared_whole() -> None:
    names = [(number, "甲" * 97 + "乙" * number) for number in range(1, 7)]
    found = list(find_lookalikes(framed(names)).iter_rows())
    assert found == pairs_of_all(names) == [(1, 2, "缺字"), (2, 3, "缺字")]


def test_no_names_no_pairs() -> None:
    found = find_lookalikes(framed([]))
    assert found.schema == {"first": pl.Int64, "second": pl.Int64, "kind": pl.String}
    assert found.is_empty()
