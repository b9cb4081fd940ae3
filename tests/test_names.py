"""The key under which equal names meet, one name at a time and by the column."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.rules.names import identifying_code, name_key, name_keys


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("迪辅乐生物（上海） 有限责任公司", "迪辅乐生物上海有限公司"),
        ("ＡＢ科技·(上海)", "AB科技上海"),
        ("有限（责任）公司", "有限公司"),
        ("A+B－C_d\n㈱", "A+BCd株"),
        ("ガ社", "ガ社"),
        ("？。", ""),
        ("", ""),
    ],
)
def test_what_counts_of_a_name(name: str, key: str) -> None:
    assert name_key(name) == key
    assert name_keys(pl.Series([name])).to_list() == [key]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("91310105MA1FW0007P", "91310105MA1FW0007P"),
        ("91310105MA1FW0008P", ""),
        ("91310105MA1FW0007Q", ""),
        ("123456789012345678", ""),
        ("98310000000000203T", ""),
        (None, ""),
        (12, ""),
    ],
)
def test_only_a_code_with_right_checks_identifies(value: object, code: str) -> None:
    assert identifying_code(value) == code


def test_every_character_of_the_first_plane_alone() -> None:
    letters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    assert name_keys(pl.Series(letters)).to_list() == [name_key(letter) for letter in letters]


NAMES = st.one_of(
    st.text(), st.text("有限责任公司（）() ·，。Aa1\n￥㈱é", max_size=12), st.just(None)
)


@settings(deadline=None)
@given(st.lists(NAMES))
def test_a_column_of_names_has_the_key_of_each(names: list[str | None]) -> None:
    keys = name_keys(pl.Series("company", names, dtype=pl.String))
    assert keys.to_list() == [name_key(name or "") for name in names]
    assert keys.name == "company"
