"""Names of places in mainland China, found in a text. In: text; out: a `Location`.

Names come from the divisions of 2023 and of 2002 to 2016, so that old names are known too; short
names (内蒙古, 苏州, 浦东) count where only one place can be meant. Digits of the code carry the
tree: two for the province, four for the city, six for the district or county.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from toolkit.rules.normal import squash

# Rows of the official table that name no place.
_NO_PLACE = frozenset(("市辖区", "县", "市", "省直辖县级行政区划", "自治区直辖县级行政区划"))
_MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
OUTSIDE_MAINLAND = ("香港", "澳门", "台湾")
_OUTSIDE_CODES = frozenset(("71", "81", "82"))
# Areas that are named as cities are, though the official table does not list them.
_NEW_AREAS = (
    ("雄安新区", "13"),
    ("赣江新区", "36"),
    ("横琴粤澳深度合作区", "44"),
    ("天府新区", "51"),
    ("贵安新区", "52"),
    ("西咸新区", "61"),
    ("杨凌示范区", "61"),
    ("杨凌农业高新技术产业示范区", "61"),
)
# The peoples in the names of autonomous areas; 族 may be left out only after the last of them.
_PEOPLES = (
    "各|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|"
    "拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|"
    "鄂温克|裕固|独龙|鄂伦春|普米|保安|京|德昂|阿昌|基诺|门巴|珞巴"
)
_AUTONOMOUS = re.compile(rf"(?:(?:{_PEOPLES})族)*(?:{_PEOPLES})族?自治(州|县|旗)$")
_ENDINGS = re.compile(
    r"(?:壮族|回族|维吾尔)?(?:自治区|特别行政区|省|市|地区|盟|新区|林区|特区|区|县|旗)$"
)
_CORPS = re.compile(r"^新疆生产建设兵团|^(?:新疆)?兵团")
_DIVISION = re.compile(r"^第?[一二三四五六七八九十0-9]+师")

# No place of the list has a longer name.
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the official table. `current` is False for names no longer in use."""

    code: str
    name: str
    current: bool

    @property
    def is_city(self) -> bool:
        """A prefecture-level place."""
        return self.code.endswith("00")

    @property
    def stands_alone(self) -> bool:
        """A county-level place directly under its province (仙桃市, 石河子市)."""
        return self.code[2:4] == "90"


@dataclass(frozen=True, slots=True)
class Location:
    """What a text names: official names, "" where it does not say. `rest` is what follows and is
    not known; `candidates` are the full names it could mean where it could mean several.
    """

    province: str = ""
    city: str = ""
    county: str = ""
    rest: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def is_municipality(self) -> bool:
        """A province that is one city: 北京, 天津, 上海, 重庆."""
        return self.province != "" and self.province == self.city


Spellings = dict[str, list[Place]]


@cache
def _places() -> dict[str, Place]:
    """Every place by code, under its present name or else its last one."""
    file = resources.files("toolkit") / "data" / "region_codes.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    return {
        row["code"]: Place(row["code"], name, bool(row["name_2023"]))
        for row in rows
        if (name := row["name_2023"] or row["name_2002_2016"]) not in _NO_PLACE
    }


@cache
def _former_names() -> dict[str, str]:
    """The earlier name of a code whose name has changed."""
    file = resources.files("toolkit") / "data" / "region_codes.csv"
    rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    return {
        row["code"]: row["name_2002_2016"]
        for row in rows
        if row["name_2023"] and row["name_2002_2016"] not in ("", row["name_2023"])
    }


def _short_names(name: str) -> list[str]:
    """How people shorten a name: 延边朝鲜族自治州 is 延边 or 延边州, 浦东新区 is 浦东."""
    autonomous = _AUTONOMOUS.search(name)
    stem = _AUTONOMOUS.sub("", name) if autonomous else _ENDINGS.sub("", name)
    if len(stem) < 2 or stem == name:
        return []
    return [stem, stem + autonomous[1]] if autonomous else [stem]


@cache
def _provinces() -> dict[str, str]:
    """Spelling to the two digits of a province of the mainland."""
    found = {"内蒙": "15"}
    for place in _places().values():
        if place.code.endswith("0000") and place.code[:2] not in _OUTSIDE_CODES:
            short = _short_names(place.name)[0]
            found |= dict.fromkeys((place.name, short), place.code[:2])
            if place.name.endswith("自治区"):
                found[f"{short}自治区"] = place.code[:2]
    return found


def province_names() -> tuple[str, ...]:
    """The names of the provinces of the mainland, full and short."""
    return tuple(_provinces())


def _add(spellings: Spellings, names: Iterable[str], place: Place) -> None:
    for name in names:
        known = spellings.setdefault(name, [])
        if place not in known:
            known.append(place)


@cache
def _everywhere() -> Spellings:
    """Names that need no province before them: full ones, and the short ones of cities."""
    spellings: Spellings = {}
    for place in _below_provinces():
        shorts = _short_names(place.name) if place.is_city or place.stands_alone else []
        _add(spellings, [*_full_names(place), *shorts], place)
    return spellings


@cache
def _within(digits: str) -> Spellings:
    """All names, short ones too, of the places whose code begins with the digits."""
    spellings: Spellings = {}
    for place in _below_provinces():
        if place.code.startswith(digits) and place.code != digits.ljust(6, "0"):
            full = _full_names(place)
            shorts = [short for name in full for short in _short_names(name)]
            _add(spellings, [*full, *shorts], place)
    return spellings


@cache
def _below_provinces() -> tuple[Place, ...]:
    return tuple(place for place in _places().values() if not place.code.endswith("0000"))


def _full_names(place: Place) -> list[str]:
    former = _former_names().get(place.code)
    return [place.name, former] if former else [place.name]


def locate(text: str) -> Location:
    """The province, city and county that a text names, from its beginning."""
    tidy = _without_country(squash(text))
    area = _new_area(tidy)
    if area is not None:
        return area
    digits, rest = _take_province(tidy)
    if not digits:
        return _inside(_everywhere(), tidy, "")
    if not rest:
        return _at_province(digits)
    return _inside(_within(digits), rest, digits)


def _without_country(text: str) -> str:
    return re.sub(r"^(?:中华人民共和国|中国)(?=.)", "", text)


def _new_area(text: str) -> Location | None:
    for name, digits in _NEW_AREAS:
        province = _places()[f"{digits}0000"].name
        starts = (name, f"{province}{name}", f"{_short_names(province)[0]}{name}")
        if text.startswith(starts):
            return Location(province, name)
    return None


def _take_province(text: str) -> tuple[str, str]:
    """The two digits of the province at the beginning, and what follows."""
    corps = _CORPS.match(text)
    if corps:
        return "65", _DIVISION.sub("", text[corps.end() :])
    spelling = next((name for name in _by_length() if text.startswith(name)), "")
    _, after = _longest(_everywhere(), text)
    # A longer name wins: 吉林市 and 海南藏族自治州 do not begin with a province.
    if not spelling or len(text) - len(after) > len(spelling):
        return "", text
    digits = _provinces()[spelling]
    rest = text[len(spelling) :].removeprefix(_places()[f"{digits}0000"].name)
    return digits, rest.removeprefix("市辖区")


@cache
def _by_length() -> list[str]:
    return sorted(_provinces(), key=len, reverse=True)


def _at_province(digits: str) -> Location:
    name = _places()[f"{digits}0000"].name
    return Location(name, name if digits in _MUNICIPALITIES else "")


def _inside(spellings: Spellings, text: str, digits: str) -> Location:
    """The place that the text begins with; the county after it where it is a city."""
    found, rest = _longest(spellings, text)
    if not found:
        province = _at_province(digits) if digits else Location()
        return Location(province.province, province.city, rest=text)
    if len(found) > 1:
        province_name = _places()[f"{digits}0000"].name if digits else ""
        names = tuple(_full_name(place) for place in found)
        return Location(province_name, rest=text, candidates=names)
    place = found[0]
    if not place.is_city:
        return _location_of(place, rest)
    counties, after = _longest(_within(place.code[:4]), rest.removeprefix("市辖区"))
    return _location_of(counties[0], after) if len(counties) == 1 else _location_of(place, rest)


def _longest(spellings: Spellings, text: str) -> tuple[list[Place], str]:
    """The places whose name is the longest that the text begins with, and what follows."""
    for length in range(min(len(text), _LONGEST_NAME), 1, -1):
        places = spellings.get(text[:length])
        if places:
            return _preferred(places), text[length:]
    return [], text


def _preferred(places: list[Place]) -> list[Place]:
    """Places in use before those of the past, cities before counties."""
    current = [place for place in places if place.current] or places
    return [place for place in current if place.is_city] or current


def _location_of(place: Place, rest: str) -> Location:
    province = _places()[f"{place.code[:2]}0000"].name
    if place.code[:2] in _MUNICIPALITIES:
        return Location(province, province, place.name, rest)
    if place.is_city:
        return Location(province, place.name, "", rest)
    city = _places().get(f"{place.code[:4]}00")
    if city is None:
        return Location(province, place.name, "", rest)
    return Location(province, city.name, place.name, rest)


def _full_name(place: Place) -> str:
    at = _location_of(place, "")
    return at.province + (at.city if at.city != at.province else "") + at.county


@cache
def known_names(province: str) -> list[str]:
    """The cities of a province, or a municipality's districts; full names of all for ""."""
    digits = _provinces().get(province, "")
    return [
        _full_name(place).removeprefix(province)
        for place in _below_provinces()
        if place.current
        and place.code.startswith(digits)
        and (place.is_city or place.stands_alone or place.code[:2] in _MUNICIPALITIES)
    ]
