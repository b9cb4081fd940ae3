"""An entry's number in; out: its row on the board of 30 columns, by field key, without a fault.

What a newcomer would get wrong: means and shares are rounded as their cells show them, so that a
right row gives no finding at all.
"""

from __future__ import annotations

from datetime import date

import invented
from invented import Dice

Cell = str | float | date | None
Row = dict[str, Cell]

_INDUSTRIES = (
    "新一代信息技术产业", "高端装备制造产业", "新材料产业", "生物产业", "新能源汽车产业",
    "新能源产业", "节能环保产业", "数字创意产业", "相关服务业",
)  # fmt: skip
_FAST_TRACK = ("高新技术企业资格证书", "国家级科技奖励", "省部级以上研发机构", "主导制定标准")
YEARS = ("2020", "2021", "2022")


def company_row(seed: int, index: int, serial: int, unit: str) -> Row:
    """The row of company `index`, which `unit` nominates as its number `serial`."""
    dice, company = Dice(seed, index), invented.company(index)
    founded = invented.day(dice, date(2005, 1, 4), date(2021, 11, 30))
    return {
        "serial": float(serial),
        "unit": unit,
        "company": company.name,
        "uscc": company.code,
        "region": company.place.region,
        "district": company.district,
        "founded": founded,
        "listed_on": invented.day(dice, date(2023, 1, 3), date(2023, 12, 29)),
        "legal_person": invented.person(dice),
        "high_tech": "是" if dice.below(3) else "否",
        "phone": invented.phone(dice),
        "email": None if dice.one_in(20) else invented.email(dice, index),
        "industry": dice.one_of(_INDUSTRIES),
        "size": dice.one_of(("中型", "小型", "小型", "微型")),
        "fast_track": _fast_track(dice),
        "business": invented.business(dice),
        "capital": float(dice.between(5, 600) * 10),
        **_staff(dice),
        **_figures(dice, founded),
        "score": dice.between(600, 985) / 10,
    }


def _fast_track(dice: Dice) -> str | None:
    if dice.below(10) < 6:
        return None
    first = dice.below(3)
    return (
        _FAST_TRACK[first] if dice.below(3) else f"{_FAST_TRACK[first]}、{_FAST_TRACK[first + 1]}"
    )


def _staff(dice: Dice) -> Row:
    employees = dice.between(8, 480)
    technical = employees * dice.between(10, 90) // 100
    return {
        "employees": float(employees),
        "technical_staff": float(technical),
        "technical_share": round(technical / employees, 4),
    }


def _figures(dice: Dice, founded: date) -> Row:
    """Revenue and research of three years; blank for a year before the company was there."""
    filled = [year for year in YEARS if founded.year <= int(year)]
    revenue = dict(
        zip(reversed(YEARS), _amounts(dice, dice.between(20_000, 1_900_000)), strict=True)
    )
    spending = {year: round(revenue[year] * dice.between(30, 200) / 1000, 2) for year in YEARS}
    row: Row = {}
    for key, amounts in (("revenue", revenue), ("rd_spending", spending)):
        row |= {f"{key}.{year}": amounts[year] if year in filled else None for year in YEARS}
        row[f"{key}.mean"] = mean([amounts[year] for year in filled])
    row["rd_intensity"] = round(spending["2022"] / revenue["2022"], 4)
    return row


def _amounts(dice: Dice, cents: int) -> list[float]:
    """This year's amount and those of two years before."""
    amounts = [cents / 100]
    for _ in range(2):
        amounts.append(round(amounts[-1] * dice.between(60, 112) / 100, 2))
    return amounts


def mean(figures: list[float], decimals: int = 2) -> float:
    """The mean as its cell shows it."""
    return round(sum(figures) / len(figures), decimals)
