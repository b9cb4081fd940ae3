"""A seed in; out: invented companies, people, places and numbers, the same on every machine.

What a newcomer would get wrong: names carry a check character of their own, so that two of them
never differ in one character by chance. Likeness is planted, and counted, by `near_name`.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import toolkit
from toolkit.rules.identifiers import (
    ALPHABET,
    credit_check_character,
    organisation_check_character,
)

_Item = TypeVar("_Item")

_MASK = (1 << 64) - 1
# 97 characters of company names, a prime number of them.
_BRAND = (
    "华信达远博睿智创安康泰和恒盛瑞祥锦程鼎新宏图嘉禾润泽森源天海卓越凌云腾飞启航明德"
    "慧聪捷讯联科迈拓普朗格雷奥凯立诺维斯特尔佳美利众诚广汇金石银河晨曦旭日东升永昌"
    "隆福义仁正方圆融通翔宇毅鸿浩沃纳翰晟"
)
_TRADES = (
    "信息技术", "生物科技", "新材料", "智能装备", "新能源", "环保工程", "电子科技", "软件",
    "医疗器械", "精密机械", "光电科技", "自动化", "网络科技", "化学制药", "航空设备", "传感技术",
    "数据服务", "农业科技", "节能设备", "检测技术",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国红"
_PREFIXES = ("139", "138", "137", "136", "135", "150", "151", "158", "159", "186", "187", "188")
_WORDS = (
    "工业软件", "激光雷达", "生物传感器", "高性能纤维", "锂电池隔膜", "数控机床", "水处理膜",
    "医学影像设备", "功率半导体", "机器视觉", "特种合金", "植物育种", "储能系统", "卫星导航终端",
    "体外诊断试剂", "光纤陀螺", "工业机器人", "柔性显示材料", "碳捕集装置", "云计算平台",
)  # fmt: skip
_ACTS = ("研发、制造和销售", "设计与系统集成", "技术服务与运行维护", "研究开发和成果转化")


def mixed(seed: int, *parts: int) -> int:
    """64 bits that look random and depend on nothing but the numbers given (splitmix64)."""
    state = seed & _MASK
    for part in parts:
        state = (state + 0x9E3779B97F4A7C15 * (part + 1)) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


class Dice:
    """Throws one after the other for one entry."""

    def __init__(self, seed: int, entry: int) -> None:
        self._seed, self._entry, self._thrown = seed, entry, 0

    def below(self, limit: int) -> int:
        """A number from 0 to limit - 1."""
        self._thrown += 1
        return mixed(self._seed, self._entry, self._thrown) % limit

    def between(self, least: int, most: int) -> int:
        """A number from least to most."""
        return least + self.below(most - least + 1)

    def one_of(self, items: Sequence[_Item]) -> _Item:
        """One of these."""
        return items[self.below(len(items))]

    def one_in(self, often: int) -> bool:
        """True once in so many times."""
        return self.below(often) == 0


@dataclass(frozen=True, slots=True)
class Place:
    """A city as cells and codes have it."""

    short: str
    region: str
    digits: str
    districts: tuple[str, ...]


@cache
def places() -> tuple[Place, ...]:
    """Cities of two characters and 市, with their districts, from the shipped list of places."""
    file = Path(toolkit.__file__).parent / "data" / "region_codes.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        names = {line["code"]: line["name_2023"] for line in csv.DictReader(opened)}
    return tuple(
        Place(name[:2], names[code[:2] + "0000"] + name, code, districts)
        for code, name in names.items()
        if code.endswith("00") and len(name) == 3 and name.endswith("市") and code[2:] != "0000"
        if (districts := _districts(code, names))
    )[: len(_BRAND)]


def _districts(city: str, names: dict[str, str]) -> tuple[str, ...]:
    below = (name for code, name in names.items() if code[:4] == city[:4] and code != city)
    return tuple(name for name in below if name and name != "市辖区")


@dataclass(frozen=True, slots=True)
class Company:
    """A company that does not exist."""

    name: str
    code: str
    place: Place
    district: str


def company(index: int) -> Company:
    """The company of this number: every number has another name and another code."""
    city, trade, first, second = _digits(index * 5_000_011 + 77, len(places()), 20, 97, 97)
    third = (first + 3 * second + 5 * city + 11 * trade) % 97
    brand = _BRAND[first] + _BRAND[second] + _BRAND[third]
    place = places()[city]
    name = f"{place.short}{brand}{_TRADES[trade]}有限公司"
    if index % 5 == 0:
        name = f"{brand}{_TRADES[trade]}（{place.short}）有限公司"
    return Company(
        name, _credit_code(index, place), place, place.districts[index % len(place.districts)]
    )


def near_name(index: int) -> str:
    """Another name a character away from the company's."""
    name = company(index).name
    at = name.index("有限公司")
    return name[: at - 1] + "乾" + name[at:] if index % 2 else name[:at] + "股份" + name[at:]


def _digits(number: int, *sizes: int) -> list[int]:
    """The number's digits in mixed radix; numbers below the product of sizes stay distinct."""
    whole = 1
    for size in sizes:
        whole *= size
    number %= whole
    digits = []
    for size in sizes:
        number, digit = divmod(number, size)
        digits.append(digit)
    return digits


def _credit_code(index: int, place: Place) -> str:
    """Three of four with MA, as newer registrations have it; the rest with digits only."""
    if index % 4:
        body = "MA" + "".join(ALPHABET[digit] for digit in _digits(index * 7_654_321, *[31] * 6))
    else:
        body = f"{10_000_000 + index * 70_001 % 89_999_999}"
    inner = f"91{place.digits}{body}{organisation_check_character(body)}"
    return inner + credit_check_character(inner)


def person(dice: Dice) -> str:
    """A name of two or three characters."""
    name = dice.one_of(_SURNAMES) + dice.one_of(_GIVEN)
    return name if dice.one_in(3) else name + dice.one_of(_GIVEN)


def phone(dice: Dice) -> str:
    """A mobile number; one in six a landline."""
    if dice.one_in(6):
        return f"0{dice.one_of(('571', '512', '755', '25', '28'))}-8{dice.below(10**7):07d}"
    return f"{dice.one_of(_PREFIXES)}{dice.below(10**8):08d}"


def email(dice: Dice, index: int) -> str:
    """An address under a domain kept for examples."""
    return f"{dice.one_of(('info', 'office', 'hr', 'kjb'))}{index}@company{index % 977}.com.cn"


def business(dice: Dice) -> str:
    """What a company does, in 20 to 90 characters."""
    parts = [
        f"{dice.one_of(_WORDS)}、{dice.one_of(_WORDS)}的{dice.one_of(_ACTS)}"
        for _ in range(dice.between(1, 3))
    ]
    return "；".join(parts) + "。"


def day(dice: Dice, first: date, last: date) -> date:
    """A day from first to last."""
    return first + timedelta(days=dice.below((last - first).days + 1))
